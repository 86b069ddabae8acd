/** Snapshots of the logic layer → the hub in the read model, and broadcasts about what differs. */

import {
  alarmMessage,
  inboxChanged,
  programExecuted,
  serviceMessage,
  systemUpdateChanged,
  sysvarChanged,
} from "../broadcasts/broadcasts.ts";
import { sysvarReported } from "../broadcasts/sysvar-reported.ts";
import { unobservedHub } from "../model/document.ts";
import {
  channelLookup,
  isListedProgram,
  isListedSysvar,
  shownSysvarName,
  shownSysvars,
  shownSysvarType,
} from "../model/hub-objects.ts";
import { hubKey } from "../model/routing-keys.ts";
import type { Device, Hub, InstallMode } from "../model/types.ts";
import type { HubMessage, HubProgram, HubSnapshot, HubSysvar } from "../ports/index.ts";
import type { EngineScope } from "./scope.ts";

/** A run that the API started shows up in the next snapshot; it was announced already. */
const OWN_RUN_MS = 60_000;

export interface HubPorts {
  devices(): readonly Device[];
  serial(): string | undefined;
}

export function createHub(
  { central, home, events, clock }: Pick<EngineScope, "central" | "home" | "events" | "clock">,
  ports: HubPorts,
) {
  const ownRuns = new Map<number, number>();
  let hub: Hub = unobservedHub(central);
  /** As the CCU told them; suppressed ones are left out of the hub. */
  let messages: readonly HubMessage[] = [];
  let isHidden: (message: HubMessage) => boolean = () => false;
  /** Sections that were read at least once: what they held before is known. */
  const seen = new Set<keyof HubSnapshot>();

  function sysvars(before: Hub, after: Hub): void {
    const known = new Map(before.sysvars.map((sysvar) => [sysvar.id, sysvar]));
    const isNews = ({ id, value }: HubSysvar): boolean => value !== undefined && known.get(id)?.value !== value;
    for (const { name, value } of after.sysvars.filter(isNews))
      if (value !== undefined) events.publish(sysvarReported, { central, name: shownSysvarName(name), value });
    const changed = shownSysvars(after).filter((sysvar) => isListedSysvar(sysvar) && isNews(sysvar));
    if (changed.length === 0) return;
    const lookup = channelLookup(ports.devices());
    for (const sysvar of changed) announceSysvar(sysvar, known.get(sysvar.id), lookup(sysvar.name, sysvar.channel));
  }
  function announceSysvar(sysvar: HubSysvar, was: HubSysvar | undefined, place: object): void {
    const first = was?.value === undefined;
    events.publish(
      sysvarChanged,
      {
        central,
        name: shownSysvarName(sysvar.name),
        value_type: shownSysvarType(sysvar),
        unique_id: hubKey(ports.serial(), "sysvar", sysvar.id),
        value: sysvar.value,
        ...(first ? {} : { previous: was.value }),
        ...place,
      },
      first ? "initial" : "change",
    );
  }

  /** Only what the CCU ran since the last look; the first look tells nothing about when. */
  function programs(before: readonly HubProgram[], after: readonly HubProgram[]): void {
    const known = new Map(before.map((program) => [program.id, program.lastExecutedAt ?? 0]));
    const now = clock.now();
    for (const [id, at] of ownRuns) if (now - at > OWN_RUN_MS) ownRuns.delete(id);
    const ran = after.filter(
      (p) => isListedProgram(p) && known.has(p.id) && (p.lastExecutedAt ?? 0) > (known.get(p.id) ?? 0),
    );
    if (ran.length === 0) return;
    const lookup = channelLookup(ports.devices());
    for (const program of ran) {
      if (ownRuns.delete(program.id)) continue;
      events.publish(programExecuted, {
        central,
        program_id: String(program.id),
        trigger: "ccu",
        success: true,
        unique_id: hubKey(ports.serial(), "program", program.id),
        ...lookup(program.name),
      });
    }
  }

  const signature = (messages: readonly HubMessage[]): string =>
    messages.map((message) => `${message.id}/${message.counter}/${message.at}`).join(" ");

  function counts(before: Hub, after: Hub, snapshot: HubSnapshot): void {
    const kind = (section: keyof HubSnapshot) => (seen.has(section) ? "change" : "initial");
    if (
      snapshot.alarmMessages &&
      (!seen.has("alarmMessages") || signature(before.alarmMessages) !== signature(after.alarmMessages))
    )
      events.publish(alarmMessage, { central, count: after.alarmMessages.length }, kind("alarmMessages"));
    if (
      snapshot.serviceMessages &&
      (!seen.has("serviceMessages") || signature(before.serviceMessages) !== signature(after.serviceMessages))
    )
      events.publish(serviceMessage, { central, count: after.serviceMessages.length }, kind("serviceMessages"));
    const addresses = (inbox: Hub["inbox"]): string => inbox.map((device) => device.address).join(" ");
    if (snapshot.inbox && (!seen.has("inbox") || addresses(before.inbox) !== addresses(after.inbox)))
      events.publish(inboxChanged, { central, count: after.inbox.length }, kind("inbox"));
  }

  function update(before: Hub["update"], after: Hub["update"]): void {
    if (after === undefined) return;
    if (
      before?.current === after.current &&
      before.available === after.available &&
      before.inProgress === after.inProgress
    )
      return;
    events.publish(
      systemUpdateChanged,
      {
        central,
        current_firmware: after.current,
        available_firmware: after.available,
        update_available: after.available !== "" && after.available !== after.current,
        in_progress: after.inProgress,
      },
      before === undefined ? "initial" : "change",
    );
  }

  function merge(snapshot: HubSnapshot): Hub {
    const firstSeen = new Map(hub.inbox.map((device) => [device.address, device.firstSeen]));
    const now = clock.now();
    return {
      ...hub,
      rooms: snapshot.rooms ?? hub.rooms,
      functions: snapshot.functions ?? hub.functions,
      programs: snapshot.programs ?? hub.programs,
      sysvars: snapshot.sysvars ?? hub.sysvars,
      serviceMessages: snapshot.serviceMessages ? messages.filter((m) => !isHidden(m)) : hub.serviceMessages,
      alarmMessages: snapshot.alarmMessages ?? hub.alarmMessages,
      inbox:
        snapshot.inbox?.map((device) => ({ ...device, firstSeen: firstSeen.get(device.address) ?? now })) ?? hub.inbox,
      update: snapshot.update ?? hub.update,
      observed: true,
      unread: hub.unread.filter((list) => snapshot[list] === undefined),
    };
  }

  return {
    start: (): void => home.putHub(central, hub),

    /** @returns whether a list was read that was unknown until now */
    follow(snapshot: HubSnapshot): boolean {
      const before = hub;
      messages = snapshot.serviceMessages ?? messages;
      hub = merge(snapshot);
      home.putHub(central, hub);
      if (snapshot.sysvars) sysvars(before, hub);
      if (snapshot.programs) programs(before.programs, hub.programs);
      counts(before, hub, snapshot);
      update(before.update, hub.update);
      for (const section of Object.keys(snapshot) as (keyof HubSnapshot)[]) seen.add(section);
      return hub.unread.length < before.unread.length;
    },

    /** Other service messages than before are suppressed. */
    hide(hidden: (message: HubMessage) => boolean): void {
      isHidden = hidden;
      // before the first look there is nothing to leave out
      if (seen.has("serviceMessages")) this.follow({ serviceMessages: [...messages] });
    },

    installModes(modes: readonly InstallMode[]): void {
      hub = { ...hub, installModes: modes };
      home.putHub(central, hub);
    },

    /** A program was started through this server, which announces it itself. */
    ranByApi: (id: number): void => void ownRuns.set(id, clock.now()),
  };
}

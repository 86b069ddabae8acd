/** Keeps the broker's picture of the alarm panels right, and tells what happens there. */
import { alarmTold } from "../../../../kernel/home-program.ts";
import { toRefusal } from "../../../../kernel/problem.ts";
import type { Site } from "../../../../kernel/site.ts";
import type { AlarmPanelEntity } from "../../../alarm/answers/state.ts";
import {
  alarmJournalAppended,
  alarmNotification,
  alarmPanelChanged,
  alarmStateChanged,
  alarmTriggered,
} from "../../../alarm/broadcasts.ts";
import { describePanels } from "../../../alarm/describe-alarm.ts";
import { alarmState } from "../../../alarm/home/running.ts";
import type { MqttSettings } from "../../settings.ts";
import type { View } from "../discovery/entity.ts";
import type { Retained } from "../retained.ts";
import { text } from "../state/payloads.ts";
import { panelConfig, panelTopic } from "./panel.ts";

type EventType = "TRIGGER" | "SILENCED" | "FAILED_TO_ARM" | "DISARMED" | "ARMED" | "NOTIFICATION";
const BY_JOURNAL: Readonly<Record<string, EventType>> = {
  silenced: "SILENCED",
  silence_requested: "SILENCED",
  failed_to_arm: "FAILED_TO_ARM",
};

export interface AlarmMirror {
  /** Publishes what is different now. */
  show(): void;
  /** Home Assistant was told of the topic. */
  isSpoken(topic: string): boolean;
  /** A command of the alarm was refused. */
  refused(zone: string, error: unknown): void;
  /** @param isReplaced another session goes on with the same topics */
  stop(isReplaced: boolean): void;
}

export function createAlarmMirror(
  site: Pick<Site, "state" | "events" | "settings">,
  { raw_enabled: raw, discovery_enabled: discovery }: MqttSettings,
  view: View,
  retained: Retained,
): AlarmMirror {
  const { topics } = view;
  const isShown = raw || discovery;
  /** Topics of each panel, by zone. */
  const known = new Map<string, readonly string[]>();
  let isOver = false;

  const panels = (): AlarmPanelEntity[] | undefined => {
    const told = site.state(alarmTold).tell?.();
    return told && describePanels(told, site.settings.locale);
  };

  function showPanel(panel: AlarmPanelEntity): void {
    const { zone_id: zone, state, available } = panel;
    const [stateTopic, availability] = [topics.alarm(zone, "state"), topics.alarm(zone, "availability")];
    if (discovery) retained.put(panelTopic(panel), text(panelConfig(panel, view)));
    retained.put(availability, text(available ? "online" : "offline", 1));
    retained.put(stateTopic, text(state));
    known.set(zone, [stateTopic, availability, ...(discovery ? [panelTopic(panel)] : [])]);
  }

  function show(): void {
    const now = isOver || !isShown ? undefined : panels();
    if (now === undefined) return;
    for (const panel of now) showPanel(panel);
    for (const [zone, own] of known) {
      if (now.some(({ zone_id }) => zone_id === zone)) continue;
      for (const topic of own) retained.clear(topic);
      known.delete(zone);
    }
  }

  // ---------------------------------------------------------------- events

  const running = () => site.state(alarmState).running;
  const zoneOf = (id: string) => running()?.engine.zone(id);

  /** Names of what is open or otherwise keeps the zone from being armed. */
  function openSensors(id: string, mode?: string): string[] {
    const status = zoneOf(id);
    if (status === undefined) return [];
    const modes = Object.entries(status.readiness).filter(([name]) => mode === undefined || name === mode);
    const blockers = new Set(modes.flatMap(([, one]) => one?.blockers ?? []));
    return status.zone.sensors.filter((one) => blockers.has(one.id)).map((one) => one.name || one.id);
  }

  function emit(zone: string, type: EventType, more: Readonly<Record<string, unknown>> = {}): void {
    if (!isShown) return;
    const name = zoneOf(zone)?.zone.name;
    const body = { type, zone_id: zone, ...(name === undefined ? {} : { zone_name: name }), ...more };
    retained.emit(topics.alarm(zone, "event"), JSON.stringify(body));
  }

  const { events } = site;
  const ends = [
    events.observe(alarmPanelChanged, show),
    events.observe(alarmTriggered, ({ zone_id, mode, sensor_id, sensor_name, cause }) => {
      const names = sensor_name ?? sensor_id;
      emit(zone_id, "TRIGGER", {
        ...(mode === undefined ? {} : { mode }),
        open_sensors: names === undefined ? [] : [names],
        cause,
      });
    }),
    events.observe(alarmStateChanged, ({ zone_id, old_state, new_state, mode, changed_by }) => {
      const by = changed_by === undefined ? {} : { changed_by };
      if (new_state === "disarmed") emit(zone_id, "DISARMED", by);
      else if (new_state === "armed" && (old_state === "disarmed" || old_state === "arming"))
        emit(zone_id, "ARMED", { ...by, ...(mode === undefined ? {} : { mode }) });
    }),
    events.observe(alarmNotification, ({ zone_id, output_id, output_name, mode }) => {
      const output = zoneOf(zone_id)?.zone.outputs.find(({ id }) => id === output_id);
      if (output?.config.notify_mqtt === false) return;
      emit(zone_id, "NOTIFICATION", { output: output_name ?? output_id, ...(mode === undefined ? {} : { mode }) });
    }),
    events.observe(alarmJournalAppended, ({ zone_id, event, actor }) => {
      const type = Object.hasOwn(BY_JOURNAL, event) ? BY_JOURNAL[event] : undefined;
      if (type === undefined || zone_id === undefined) return;
      const by = actor === undefined ? {} : { changed_by: actor };
      emit(zone_id, type, type === "FAILED_TO_ARM" ? { ...by, open_sensors: openSensors(zone_id) } : by);
    }),
  ];

  return {
    show,
    isSpoken: (topic) => discovery && [...known.keys()].some((zone) => topics.alarm(zone, "set") === topic),
    refused(zone, error) {
      const refusal = toRefusal(error);
      if (refusal?.status !== 409 || !refusal.errors?.length) return;
      const blockers = new Set(refusal.errors.map(({ field }) => field));
      const sensors = zoneOf(zone)?.zone.sensors.filter(({ id }) => blockers.has(id)) ?? [];
      emit(zone, "FAILED_TO_ARM", { open_sensors: sensors.map((one) => one.name || one.id) });
    },
    stop(isReplaced) {
      isOver = true;
      for (const end of ends) end();
      if (isReplaced) return;
      for (const zone of known.keys()) retained.put(topics.alarm(zone, "availability"), text("offline", 1));
    },
  };
}

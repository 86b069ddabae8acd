/**
 * After a start, and whenever a CCU can be asked again: what was on when the program ended is ended, and a siren that sounds
 * without anybody here having sounded it is found.
 */
import { idOf } from "../../../../model/device-id.ts";
import { valueKey } from "../../../../model/types.ts";
import { readSounding } from "../../../../records/alarm-outputs.ts";
import { deviceAddressOf, findTarget } from "../../targets.ts";
import type { OutputClass } from "../config/output.ts";
import type { Output } from "../config/zones.ts";
import type { State } from "../machine/types.ts";
import type { OutputEvents } from "../seams.ts";
import { channelKey, type Demand } from "./demand.ts";
import type { OutputParts } from "./parts.ts";
import { feedbackOf } from "./writes.ts";

const SIRENS: ReadonlySet<OutputClass> = new Set([
  "acoustic_siren",
  "optical_siren",
  "switched_siren",
  "smoke_sounder",
]);

interface Row {
  readonly zone: string;
  readonly output: Output;
}

export function createReconciliation(
  { site, channels, told, zones, defaultSeconds }: OutputParts,
  events: Pick<OutputEvents, "sounding">,
) {
  const { clock, home, store, log } = site;
  let isRead = false;

  /** What an earlier run has left on. What the engine has fired again meanwhile is wanted. */
  async function endLeftovers(): Promise<void> {
    if (isRead) return;
    const kept = await readSounding(store);
    isRead = true;
    const now = clock.now();
    await Promise.all(
      kept.map(({ central, channel_address: address, zone, outputs, sound, shared }) => {
        const demand: Demand = {
          zone,
          outputs,
          shared,
          ...(sound
            ? { sound: { selection: undefined, until: now } }
            : { light: { selection: undefined, until: null } }),
        };
        return channels.at({ central, address }).doubt(demand);
      }),
    );
  }

  /** The CCU itself says now that the channel is on. */
  async function isSounding({ central, channel_address }: Output): Promise<boolean> {
    const devices = await home.devicesAt(deviceAddressOf(channel_address));
    const device = devices.find((one) => one.central === central);
    const target = device && findTarget(device, channel_address);
    if (device === undefined || target === undefined) return false;
    const values = await home.values(idOf(device));
    return feedbackOf(target).some(({ point, isOn }) => {
      const state = values.get(valueKey(point.channel, point.paramset, point.parameter));
      return state?.source === "live" && state.optimistic === undefined && isOn(state.value) === true;
    });
  }

  function adopt({ zone, output }: Row): void {
    const seconds = output.config.duration_s ?? defaultSeconds();
    const demand: Demand = {
      zone,
      outputs: [output.id],
      shared: output.config.shared_with_ccu,
      sound: { selection: undefined, until: clock.now() + seconds * 1000 },
    };
    channels.at({ central: output.central, address: output.channel_address }).adopt(zone, demand);
    events.sounding(zone, output.id);
  }

  async function settle(rows: readonly Row[], states: ReadonlyMap<string, State>): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const channel = channels.at({ central: first.output.central, address: first.output.channel_address });
    if (!channel.isIdle() || !(await isSounding(first.output)) || !channel.isIdle()) return;
    const stateOf = ({ zone }: Row) => states.get(zone) ?? "disarmed";
    // an alarm that is raised already has been silenced, or was not sounded again on purpose
    const guarded = rows.find((row) => stateOf(row) !== "disarmed" && stateOf(row) !== "triggered");
    if (guarded) return adopt(guarded);
    if (rows.some(({ output }) => output.config.shared_with_ccu)) return;
    log.warn("alarm: a siren sounds that nobody here has sounded: it is ended", { output: first.output.id });
    told.entry({
      zone_id: first.zone,
      class: "fault",
      event: "reconcile_stopped_unowned_siren",
      details: { output_id: first.output.id },
    });
    const sound = { selection: undefined, until: clock.now() };
    await channel.doubt({ zone: first.zone, outputs: [first.output.id], shared: false, sound });
  }

  return {
    async run(states: ReadonlyMap<string, State>, central?: string): Promise<void> {
      await endLeftovers();
      for (const channel of channels.all())
        if (central === undefined || channel.place.central === central) channel.retry();
      const byChannel = new Map<string, Row[]>();
      for (const zone of zones())
        for (const output of zone.outputs) {
          if (!SIRENS.has(output.class) || (central !== undefined && output.central !== central)) continue;
          const key = channelKey(output);
          byChannel.set(key, [...(byChannel.get(key) ?? []), { zone: zone.id, output }]);
        }
      for (const rows of byChannel.values()) await settle(rows, states);
    },
  };
}

/** Sounds, lights, messages and variables of the zones: from the engine's effects to the home's write path. */
import type { Site, StateKey } from "../../../../kernel/site.ts";
import type { Mode } from "../config/kinds.ts";
import type { Output, Zone } from "../config/zones.ts";
import type { Activation, ChirpKind, StopReason } from "../machine/effects.ts";
import type { State } from "../machine/types.ts";
import type { CreateOutputs, OutputEvents, Outputs } from "../seams.ts";
import { createSoundBudget } from "./budget.ts";
import type { ChannelPlace } from "./channel-access.ts";
import { createChannels } from "./channels.ts";
import { createChirps } from "./chirps.ts";
import { participants, planActivation, soundSeconds, together, withoutEndlessSirens } from "./demand.ts";
import { createSysvarMirror } from "./mirror.ts";
import { createNotifications } from "./notifications.ts";
import { createReconciliation } from "./reconcile.ts";
import { createTestFire, type TestFire } from "./test-fire.ts";
import { createTold } from "./told.ts";

/** Section `alarm` of the configuration, as far as outputs read it. Seconds. */
export interface OutputSettings {
  readonly default_siren_seconds: number;
  readonly max_acoustic_per_incident_seconds: number;
  readonly stop_verify_seconds: number;
}

export interface AlarmOutputs extends Outputs {
  readonly testFire: TestFire;
}

/** The outputs of a home while its alarm panel runs. */
export const alarmOutputs: StateKey<{ current?: AlarmOutputs }> = { name: "alarm-outputs", create: () => ({}) };

export const placeOf = ({ central, channel_address }: Output): ChannelPlace => ({ central, address: channel_address });

type Parts = Pick<Site, "home" | "centrals" | "clock" | "log" | "store" | "events" | "state">;

/** @param settings read anew each time: they may change while the program runs */
export const createOutputs =
  (site: Parts, settings: () => OutputSettings): CreateOutputs =>
  (events, debit): AlarmOutputs => {
    const outputs = openOutputs(site, settings, events, debit);
    site.state(alarmOutputs).current = outputs;
    return outputs;
  };

function openOutputs(
  site: Parts,
  settings: () => OutputSettings,
  events: OutputEvents,
  debit: Parameters<CreateOutputs>[1],
): AlarmOutputs {
  const { clock, log } = site;
  const told = createTold(events);
  const channels = createChannels(site, () => settings().stop_verify_seconds * 1000, told);
  const budget = createSoundBudget(site, debit, () => settings().max_acoustic_per_incident_seconds);
  const zones = new Map<string, Zone>();
  const modes = new Map<string, Mode | null>();
  /** How often each zone was stopped: what was begun before must not sound after. */
  const stops = new Map<string, number>();
  const defaultSeconds = () => settings().default_siren_seconds;
  const parts = { site, channels, told, zones: () => [...zones.values()], defaultSeconds };

  const notifications = createNotifications(site.events);
  const chirps = createChirps(parts, (zone) => modes.get(zone) ?? null);
  const mirror = createSysvarMirror(site, events, told);
  const reconciliation = createReconciliation(parts, events);

  async function fire(activation: Activation): Promise<void> {
    const zone = zones.get(activation.zone);
    if (zone === undefined) return;
    const stopsBefore = stops.get(zone.id);
    const wanted = participants(activation, zone.outputs);
    notifications.tell(zone, activation, wanted);
    const longest = Math.max(0, ...wanted.map((output) => soundSeconds(output, defaultSeconds())));
    const soundEnd = longest > 0 ? await budget.until(activation.incident, longest) : Number.POSITIVE_INFINITY;
    if (stops.get(zone.id) !== stopsBefore) return;
    const times = { now: clock.now(), defaultSeconds: defaultSeconds(), soundEnd };
    const { channels: planned, exhausted } = planActivation(zone.id, wanted, times);
    for (const output of exhausted)
      told.fault({
        zone: zone.id,
        event: "acoustic_budget_exhausted",
        output: output.id,
        incident: activation.incident,
      });
    const handed = wanted.flatMap((output) => {
      const place = placeOf(output);
      const demand = planned.get(`${place.central}/${place.address}`);
      if (demand === undefined || demand.outputs[0] !== output.id) return [];
      const channel = channels.at(place);
      return [channel.demand(zone.id, together(channel.demandOf(zone.id), demand))];
    });
    await Promise.all(handed);
  }

  async function stop(zone: string, _reason: StopReason): Promise<void> {
    stops.set(zone, (stops.get(zone) ?? 0) + 1);
    await Promise.all(channels.all().map((channel) => channel.release(zone)));
  }

  const logged = (what: string) => (error: unknown) => log.error(`alarm: ${what}`, { error });

  return {
    configure(all) {
      zones.clear();
      const normal = withoutEndlessSirens(all.flatMap(({ outputs }) => outputs));
      for (const zone of all) zones.set(zone.id, { ...zone, outputs: zone.outputs.map(normal) });
      mirror.configure([...zones.values()]);
    },
    fire: (activation) => fire(activation).catch(logged("the outputs did not fire")),
    stop: (zone, reason) => stop(zone, reason).catch(logged("the outputs were not stopped")),
    chirp: (zone: string, kind: ChirpKind) => chirps.sound(zone, kind),
    stateChanged(zone: string, state: State, mode: Mode | null) {
      modes.set(zone, mode);
      mirror.stateChanged(zone, state, mode);
    },
    reconcile: (states, central) =>
      reconciliation
        .run(states, central)
        .then(() => mirror.attached(central))
        .catch(logged("what sounds could not be found out")),
    async shutdown(ms) {
      mirror.close();
      await channels.endAll(ms);
      channels.close();
    },
    testFire: createTestFire(parts),
  };
}

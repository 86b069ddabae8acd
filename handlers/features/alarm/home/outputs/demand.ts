/** From an activation to what each channel is to do, and from what several want of a channel to what it does. Pure. */

import type { OutputClass } from "../config/output.ts";
import type { Output } from "../config/zones.ts";
import type { Activation } from "../machine/effects.ts";

/** Seconds (facts 1.1). */
export const CHIRP_S = 1;
export const TEST_S = 3;

/** A label of the device's list or its index; absent: the default. */
export type Selection = string | number | undefined;

/** What one zone wants of one channel. All times in milliseconds since the epoch. */
export interface Demand {
  /** Always with an end. */
  readonly sound?: { readonly selection: Selection; readonly until: number };
  /** `until` null: until it is taken back. */
  readonly light?: { readonly selection: Selection; readonly until: number | null };
  /** Of a dimmer; absent: as bright as it can be. */
  readonly level?: number;
  /** Of a sound module. */
  readonly soundfile?: number;
  readonly volume?: number;
  /** Ids of the outputs, for the journal; their zone. */
  readonly outputs: readonly string[];
  readonly zone: string;
  /** Too short to be worth a stop: the device ends it, which is looked at afterwards. */
  readonly brief?: true;
  /** The CCU may have sounded it itself. */
  readonly shared: boolean;
}

/** What a channel is to do now; `null`: nothing. */
export type Order = Omit<Demand, "outputs" | "zone" | "brief" | "shared"> & {
  /** When the device shall end it by itself; null: never. */
  readonly until: number | null;
};

const ACOUSTIC: ReadonlySet<OutputClass> = new Set(["acoustic_siren", "switched_siren", "smoke_sounder", "chirp"]);
export const isAcoustic = (name: OutputClass): boolean => ACOUSTIC.has(name);

/** Key of a channel: `<central>/<channel address>`. */
export const channelKey = ({ central, channel_address }: Pick<Output, "central" | "channel_address">): string =>
  `${central}/${channel_address}`;

/** Which outputs of a zone an activation means. A zone that is disarmed has no mode: fire and water concern every output. */
export function participants(
  { mode, policy, classes, phase }: Pick<Activation, "mode" | "policy" | "classes" | "phase">,
  outputs: readonly Output[],
): Output[] {
  return outputs.filter(({ class: name, config }) => {
    if (classes !== null && !classes.includes(name)) return false;
    if (config.modes.length > 0 && mode !== null && !config.modes.includes(mode)) return false;
    if (policy.exclude_outdoor && config.outdoor) return false;
    if (policy.silent && isAcoustic(name)) return false;
    if (name === "smoke_sounder" && !policy.smoke_sounders) return false;
    // a chirp announces the alarm; in the alarm itself it would end the siren's tone
    return name !== "chirp" || phase === "pre_alarm";
  });
}

/** Seconds that an output sounds, 0 where it makes no sound that counts. */
export function soundSeconds({ class: name, config }: Output, defaultSeconds: number): number {
  return isAcoustic(name) && name !== "chirp" ? (config.duration_s ?? defaultSeconds) : 0;
}

export interface DemandTimes {
  readonly now: number;
  readonly defaultSeconds: number;
  /** No sound goes on after it. */
  readonly soundEnd: number;
}

/** What an output alone wants; `undefined` where its budget of sound is used up, or where it has no channel. */
export function demandOf(output: Output, { now, defaultSeconds, soundEnd }: DemandTimes): Demand | undefined {
  const { config, class: name, id } = output;
  const of = { outputs: [id], zone: "", shared: config.shared_with_ccu };
  const end = Math.min(now + soundSeconds(output, defaultSeconds) * 1000, soundEnd);
  const level = config.level === undefined ? {} : { level: config.level };
  switch (name) {
    case "acoustic_siren":
    case "switched_siren":
    case "smoke_sounder":
      // devices count in seconds
      if (end - now < 1000) return undefined;
      return { ...of, ...level, sound: { selection: config.acoustic_tone, until: end } };
    case "optical_siren": {
      const until = now + config.optical_duration_s * 1000;
      return { ...of, light: { selection: config.optical_pattern, until } };
    }
    case "alarm_light":
      return { ...of, ...level, light: { selection: undefined, until: null } };
    case "chirp":
      return {
        ...of,
        brief: true,
        volume: config.volume,
        ...(config.soundfile_index === undefined ? {} : { soundfile: config.soundfile_index }),
        sound: { selection: config.chirp_tick_tone, until: now + CHIRP_S * 1000 },
      };
    default:
      return undefined;
  }
}

const later = <T extends { readonly until: number | null }>(a: T | undefined, b: T | undefined): T | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return a.until === null || (b.until !== null && a.until >= b.until) ? a : b;
};

/** Two demands of one zone on one channel as one. The sound says how long the lamp goes on: it is one write of the device. */
export function together(a: Demand | undefined, b: Demand): Demand {
  if (a === undefined) return b;
  const sound = later(a.sound, b.sound);
  const light = later(a.light, b.light);
  const level = Math.max(a.level ?? 0, b.level ?? 0);
  return {
    outputs: [...new Set([...a.outputs, ...b.outputs])],
    zone: b.zone,
    shared: a.shared && b.shared,
    ...(sound ? { sound } : {}),
    ...(light ? { light: sound ? { selection: light.selection, until: sound.until } : light } : {}),
    ...(level > 0 ? { level } : {}),
  };
}

/** What is left of a demand at `now`; `undefined`: nothing. */
export function remaining(demand: Demand, now: number): Demand | undefined {
  const { sound, light, ...rest } = demand;
  const sounds = sound !== undefined && sound.until > now;
  const lights = light !== undefined && (light.until === null || light.until > now);
  if (!sounds && !lights) return undefined;
  return { ...rest, ...(sounds ? { sound } : {}), ...(lights ? { light } : {}) };
}

/** What a channel does when all of them want something of it. While it sounds, the last sound's end is the channel's. */
export function orderOf(demands: readonly Demand[], now: number): Order | null {
  const live = demands.flatMap((demand) => remaining(demand, now) ?? []);
  if (live.length === 0) return null;
  const sound = live.reduce<Demand["sound"]>((found, demand) => later(found, demand.sound), undefined);
  const light = live.reduce<Demand["light"]>((found, demand) => later(found, demand.light), undefined);
  const level = Math.max(...live.map((demand) => demand.level ?? 0));
  const brief = live.find((demand) => demand.sound === sound);
  return {
    ...(sound ? { sound } : {}),
    ...(light ? { light } : {}),
    ...(level > 0 ? { level } : {}),
    ...(brief?.soundfile === undefined ? {} : { soundfile: brief.soundfile }),
    ...(brief?.volume === undefined ? {} : { volume: brief.volume }),
    until: sound ? sound.until : light!.until,
  };
}

export const sameOrder = (a: Order | null, b: Order | null): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The next moment at which a demand changes; `undefined`: never by itself. */
export function nextEnd(demands: readonly Demand[], now: number): number | undefined {
  const ends = demands
    .flatMap(({ sound, light }) => [sound?.until, light?.until])
    .filter((end): end is number => typeof end === "number" && end > now);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** What a whole activation wants, by channel, and the outputs whose budget of sound is used up. */
export function planActivation(
  zone: string,
  outputs: readonly Output[],
  times: DemandTimes,
): { readonly channels: ReadonlyMap<string, Demand>; readonly exhausted: readonly Output[] } {
  const channels = new Map<string, Demand>();
  const exhausted: Output[] = [];
  for (const output of outputs) {
    if (output.class === "notification" || output.class === "sysvar_mirror") continue;
    const demand = demandOf(output, times);
    const key = channelKey(output);
    if (demand === undefined) exhausted.push(output);
    else channels.set(key, together(channels.get(key), { ...demand, zone }));
  }
  return { channels, exhausted };
}

/**
 * A lamp on a channel that another output uses as a siren is that siren: it would sound without an end. As sound it has one,
 * and counts.
 */
export function withoutEndlessSirens(outputs: readonly Output[]): (output: Output) => Output {
  const sirens = new Set(outputs.filter(({ class: name }) => name === "switched_siren").map(channelKey));
  return (output) =>
    output.class === "alarm_light" && sirens.has(channelKey(output)) ? { ...output, class: "switched_siren" } : output;
}

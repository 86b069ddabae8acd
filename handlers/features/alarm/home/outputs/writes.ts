/** What is written to a channel to make it do something or nothing, and what it says when it has ended. Pure. */
import { type Plan, plan } from "../../../../model/custom/plan.ts";
import type { ReadableValues } from "../../../../model/custom/profile.ts";
import type { DataPoint } from "../../../../model/types.ts";
import { isRejected, toWire } from "../../../../model/values.ts";
import type { OutputTarget } from "../../targets.ts";
import type { Order, Selection } from "./demand.ts";

export type Writes = Plan["writes"];

const DISABLED = /^DISABLE_/;
/** A pattern that goes on until it is ended; the others are short answers to a command. */
const LASTING = /_REPEATING$/;

/** The label that is meant; one that the device lacks is the default: an alarm is no place to be particular. */
function labelOf(labels: readonly string[], selection: Selection, fallback: string | undefined): string | undefined {
  const chosen = typeof selection === "number" ? labels[selection] : labels.find((label) => label === selection);
  return chosen === undefined || DISABLED.test(chosen) ? fallback : chosen;
}

const tone = (labels: readonly string[], selection: Selection): string | undefined =>
  labelOf(
    labels,
    selection,
    labels.find((label) => !DISABLED.test(label)),
  );
/** By default the last pattern that lasts. */
const pattern = (labels: readonly string[], selection: Selection): string | undefined =>
  labelOf(labels, selection, labels.findLast((label) => LASTING.test(label)) ?? labels.at(-1));

/** Tones for short signals by what they tell; devices that lack them sound with their first tone. */
const CHIRP_TONES = {
  arm: "EXTERNALLY_ARMED",
  disarm: "DISARMED",
  tick: "EVENT",
} as const;
export type ChirpTone = keyof typeof CHIRP_TONES;
export const chirpTone = (kind: ChirpTone): string => CHIRP_TONES[kind];

/** Whole seconds that are left, at least one; devices count in seconds. */
const secondsLeft = (until: number, now: number): number => Math.max(1, Math.ceil((until - now) / 1000));

function sirenParams(target: OutputTarget, order: Order, now: number): Record<string, unknown> {
  const labels = (field: string) => target.custom?.fields[field]?.point.description.VALUE_LIST ?? [];
  const part = (name: "acoustic" | "optical", label: string | undefined) => {
    const chosen = label ?? labels(name)[0];
    return chosen === undefined || !target.custom?.fields[name] ? {} : { [name]: chosen };
  };
  return {
    ...part("acoustic", order.sound ? tone(labels("acoustic"), order.sound.selection) : undefined),
    ...part("optical", order.light ? pattern(labels("optical"), order.light.selection) : undefined),
    seconds: secondsLeft(order.until ?? now, now),
  };
}

function soundParams(target: OutputTarget, order: Order, now: number): Record<string, unknown> {
  const labels = target.custom?.fields.soundfile?.point.description.VALUE_LIST ?? [];
  const { selection } = order.sound ?? {};
  const label = typeof selection === "number" ? labels[selection] : labels.find((one) => one === selection);
  const file = order.soundfile ? { soundfile_index: order.soundfile } : label === undefined ? {} : { tone: label };
  return { ...file, volume: order.volume ?? 0.5, seconds: secondsLeft(order.until ?? now, now) };
}

/** @throws Error where the description does not take the value */
function plain(target: OutputTarget, sets: readonly (readonly [parameter: string, value: unknown])[]): Writes {
  const values = sets.flatMap(([parameter, value]) => {
    const dataPoint: DataPoint | undefined = target.channel.values.get(parameter);
    if (dataPoint === undefined) return [];
    const typed = toWire(dataPoint, value);
    if (isRejected(typed)) throw new Error(`${typed.error.field}: ${typed.error.reason}`);
    return [{ dataPoint, value: typed }];
  });
  return [{ channel: target.channel.number, paramset: "VALUES", values, priority: "critical" }];
}

const lit = (order: Order): number => (order.level !== undefined && order.level > 0 ? order.level : 1);

/** What makes the channel do it. @throws Refusal 422, Error where the device cannot */
export function writesFor(target: OutputTarget, values: ReadableValues, order: Order, now: number): Writes {
  const { custom, kind } = target;
  const timer = order.until === null ? undefined : secondsLeft(order.until, now);
  const timed = timer === undefined ? [] : [["ON_TIME", timer] as const];
  if (kind === "switch") return plain(target, [...timed, ["STATE", true]]);
  if (kind === "dimmer" || custom === undefined) return plain(target, [...timed, ["LEVEL", lit(order)]]);
  const run = (operation: string, params: Record<string, unknown>, armed?: number) =>
    plan(custom, values, { operation, params, now, ...(armed === undefined ? {} : { armed }) }).writes;
  switch (kind) {
    case "siren":
      return run("turn_on", sirenParams(target, order, now));
    case "sound":
      return run("turn_on", soundParams(target, order, now));
    case "smoke":
      return run("turn_on", {});
    case "light":
      return run("set_brightness", { brightness: lit(order) }, timer);
  }
}

/** What makes the channel do nothing. @throws as {@link writesFor} */
export function writesToStop(target: OutputTarget, values: ReadableValues, now: number): Writes {
  const { custom, kind } = target;
  if (kind === "switch") return plain(target, [["STATE", false]]);
  if (kind === "dimmer" || custom === undefined) return plain(target, [["LEVEL", 0]]);
  return plan(custom, values, { operation: "turn_off", now }).writes;
}

/** A data point that says whether a part of the channel is on. */
export interface Feedback {
  readonly point: DataPoint;
  readonly part: "sound" | "light" | "all";
  /** `undefined`: the value says nothing. */
  readonly isOn: (value: unknown) => boolean | undefined;
}

const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
const level = (value: unknown): boolean | undefined => (typeof value === "number" ? value > 0 : undefined);
const word = (on: readonly string[]) => (value: unknown) =>
  typeof value === "string" ? on.includes(value) : undefined;

/** What tells whether the channel does something. Smoke that a detector has smelt itself is nobody's to end. */
export function feedbackOf({ kind, custom, channel }: OutputTarget): Feedback[] {
  const of = (point: DataPoint | undefined, part: Feedback["part"], isOn: Feedback["isOn"]): Feedback[] =>
    point === undefined ? [] : [{ point, part, isOn }];
  switch (kind) {
    case "siren":
      return [
        ...of(custom?.fields.acoustic_active?.point, "sound", flag),
        ...of(custom?.fields.optical_active?.point, "light", flag),
      ];
    case "smoke":
      return of(custom?.fields.status?.point, "all", word(["INTRUSION_ALARM"]));
    case "sound":
      return of(custom?.fields.direction?.point, "all", word(["UP", "DOWN"]));
    case "switch":
      return of(channel.values.get("STATE"), "all", flag);
    case "dimmer":
      return of(channel.values.get("LEVEL"), "all", level);
    case "light":
      return of(custom?.fields.level?.point, "all", level);
  }
}

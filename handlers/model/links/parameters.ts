/**
 * What the parameters of a LINK paramset are about, told from their names (device-model 5.3): which press they belong
 * to, and whether a person wants to see them.
 */
import type { ParameterDescription } from "../../ports.ts";
import type { Locale } from "../labels.ts";
import { specials } from "../values.ts";

export type KeypressGroup = "common" | "short" | "long";
export type LinkCategory = "time" | "jump_target" | "condition" | "level" | "action" | "other";
export type TimeSelector = "timeOnOff" | "delay" | "rampOnOff";

export interface LinkParameterClass {
  readonly keypressGroup: KeypressGroup;
  readonly category: LinkCategory;
  /** Only people who know the receiver's state machine want to see it. */
  readonly hiddenByDefault: boolean;
  /** 0…1 is shown as 0…100 %. */
  readonly displayAsPercent: boolean;
  /** Takes "as it was before" (1.005, SPECIAL `OLD_LEVEL`). */
  readonly hasLastValue: boolean;
  /** Name that `…_TIME_BASE` and `…_TIME_FACTOR` of one duration share: `SHORT_ON_TIME`. */
  readonly timePairId?: string;
  readonly timeSelector?: TimeSelector;
}

const PREFIX = /^(SHORT|LONG)_(?=.)/;

/** `SHORT_ON_TIME` → the press it belongs to, and `ON_TIME`. */
export function splitKeypress(name: string): { group: KeypressGroup; rest: string } {
  const prefix = PREFIX.exec(name)?.[1];
  if (prefix === undefined) return { group: "common", rest: name };
  return { group: prefix === "SHORT" ? "short" : "long", rest: name.slice(prefix.length + 1) };
}

const SELECTORS: ReadonlyMap<string, TimeSelector> = new Map([
  ["ON_TIME", "timeOnOff"],
  ["OFF_TIME", "timeOnOff"],
  ["ONDELAY_TIME", "delay"],
  ["OFFDELAY_TIME", "delay"],
  ["ON_DELAY_TIME", "delay"],
  ["OFF_DELAY_TIME", "delay"],
  ["RAMP_ON_TIME", "rampOnOff"],
  ["RAMP_OFF_TIME", "rampOnOff"],
  ["RAMPON_TIME", "rampOnOff"],
  ["RAMPOFF_TIME", "rampOnOff"],
]);

const HALF_OF_A_TIME = /_TIME_(?:BASE|FACTOR)$/;

function categoryOf(rest: string): LinkCategory {
  if (HALF_OF_A_TIME.test(rest)) return "time";
  if (rest.includes("JT_")) return "jump_target";
  if (rest.includes("CT_")) return "condition";
  if (rest === "LEVEL" || rest.endsWith("_LEVEL")) return "level";
  if (rest === "MULTIEXECUTE" || /_(?:ACTION_TYPE|MULTIEXECUTE)$/.test(rest)) return "action";
  return "other";
}

const HIDDEN: ReadonlySet<LinkCategory> = new Set(["jump_target", "condition", "action"]);

/** Never throws, whatever the CCU calls its parameters. Without a description nothing is known of special values. */
export function classifyLinkParameter(name: string, description?: ParameterDescription): LinkParameterClass {
  const { group, rest } = splitKeypress(name);
  const category = categoryOf(rest);
  const isLevel = category === "level";
  const hasOldLevel = description !== undefined && specials(description).has("OLD_LEVEL");
  const common = {
    keypressGroup: group,
    category,
    hiddenByDefault: HIDDEN.has(category),
    displayAsPercent: isLevel,
    hasLastValue: isLevel || hasOldLevel,
  };
  if (category !== "time") return common;
  const timeSelector = SELECTORS.get(rest.replace(/_(?:BASE|FACTOR)$/, ""));
  return {
    ...common,
    timePairId: name.replace(/_(?:BASE|FACTOR)$/, ""),
    ...(timeSelector ? { timeSelector } : {}),
  };
}

// ---------------------------------------------------------------- durations of HomematicIP

/** Milliseconds of the steps of `…_TIME_BASE`, by index (device-model 4.3). */
export const TIME_BASES_MS: readonly number[] = [100, 1_000, 5_000, 10_000, 60_000, 300_000, 600_000, 3_600_000];
/** Highest `…_TIME_FACTOR`; with the longest base it means "for ever". */
export const FACTOR_LIMIT = 31;
export const FOR_EVER = { base: TIME_BASES_MS.length - 1, factor: FACTOR_LIMIT } as const;

/** Durations worth offering, as `base,factor` (device-model 5.3). */
const OFFERED: Readonly<Record<TimeSelector, string>> = {
  timeOnOff: "0,0 0,1 1,1 1,2 1,3 2,1 3,1 3,3 4,1 4,2 5,1 6,1 6,3 7,1 7,2 7,3 7,5 7,8 7,12 7,24 7,31",
  delay: "0,0 2,1 3,1 3,3 4,1 4,2 5,1 6,1 6,3 7,1",
  rampOnOff: "0,0 0,2 0,5 1,1 1,2 1,5 1,10 1,20 1,30",
};

export interface TimePreset {
  base: number;
  factor: number;
  label: string;
}

/** `1,30` → `30 s`. */
export function durationLabel(base: number, factor: number, locale: Locale): string {
  if (factor === 0) return locale === "de" ? "nicht aktiv" : "not active";
  if (base === FOR_EVER.base && factor === FOR_EVER.factor) return locale === "de" ? "dauerhaft" : "permanent";
  const ms = (TIME_BASES_MS[base] ?? 0) * factor;
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}

export const timePresets = (selector: TimeSelector, locale: Locale): TimePreset[] =>
  OFFERED[selector].split(" ").map((pair) => {
    const [base = 0, factor = 0] = pair.split(",").map(Number);
    return { base, factor, label: durationLabel(base, factor, locale) };
  });

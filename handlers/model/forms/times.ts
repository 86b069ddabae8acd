/** Times that are told by two parameters, a unit and a number of it (device-model 5.3), and ready-made ones. */
import type { Locale } from "../labels.ts";

/** Seconds of a unit as CCUs spell it: `100MS`, `BASE_10_S`, `PERIOD_2_S`, `H`, `1M`; `undefined` for what is no unit of time. */
export function unitSeconds(label: string): number | undefined {
  const match = /^(?:BASE_|PERIOD_)?(\d+)?_?(MS|S|M|H|D)$/.exec(label);
  if (!match) return undefined;
  const scale = { MS: 0.001, S: 1, M: 60, H: 3600, D: 86_400 }[match[2] as "MS" | "S" | "M" | "H" | "D"];
  return Number(match[1] ?? 1) * scale;
}

const NAMES: Readonly<Record<Locale, readonly (readonly [seconds: number, name: string])[]>> = {
  de: [
    [86_400, "Tage"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
    [0.001, "ms"],
  ],
  en: [
    [86_400, "days"],
    [3600, "h"],
    [60, "min"],
    [1, "s"],
    [0.001, "ms"],
  ],
};

/** A duration in the largest unit that fits without a remainder; up to a day in hours. */
export function durationLabel(seconds: number, locale: Locale): string {
  const names = seconds > 86_400 ? NAMES[locale] : NAMES[locale].slice(1);
  const found = names.find(([size]) => seconds >= size && Math.abs(seconds / size - Math.round(seconds / size)) < 1e-9);
  const [size, name] = found ?? [1, "s"];
  return `${Math.round((seconds / size) * 1000) / 1000} ${name}`;
}

/** Label of a unit in a list of units; `undefined` where it is none. */
export function unitLabel(label: string, locale: Locale): string | undefined {
  const seconds = unitSeconds(label);
  return seconds === undefined ? undefined : durationLabel(seconds, locale);
}

/** What a time is for decides which ready-made ones are offered. */
export type TimeSelector = "timeOnOff" | "delay" | "rampOnOff";

const MINUTE = 60;
const HOUR = 3600;
/** Seconds; 0 = not active. */
const CHOICES: Readonly<Record<TimeSelector, readonly number[]>> = {
  timeOnOff: [
    ...[0, 0.1, 1, 2, 3, 5, 10, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE],
    ...[1, 2, 3, 5, 8, 12, 24].map((hours) => hours * HOUR),
  ],
  delay: [0, 5, 10, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR],
  rampOnOff: [0, 0.2, 0.5, 1, 2, 5, 10, 20, 30],
};
const NOT_ACTIVE = { de: "nicht aktiv", en: "not active" } as const;
const PERMANENT = { de: "dauerhaft", en: "permanent" } as const;

/** `base`: index in the list of units. `factor`: how many of it. */
export interface TimePreset {
  base: number;
  factor: number;
  label: string;
}

/** The largest unit that gives the time exactly, with at most `limit` of it. */
function split(seconds: number, units: readonly (number | undefined)[], limit: number): [number, number] | undefined {
  for (let base = units.length - 1; base >= 0; base--) {
    const unit = units[base];
    if (unit === undefined) continue;
    const factor = seconds / unit;
    const whole = Math.round(factor);
    if (whole >= 1 && whole <= limit && Math.abs(factor - whole) < 1e-9) return [base, whole];
  }
  return undefined;
}

/**
 * The ready-made times that a pair of parameters can hold. `units`: the list of units; `limit`: the greatest number.
 * The greatest time that the pair can hold means "for ever", where times can last for ever (device-model 5.3).
 */
export function timePresets(
  selector: TimeSelector,
  units: readonly string[],
  limit: number,
  locale: Locale,
): TimePreset[] {
  const seconds = units.map(unitSeconds);
  const presets = CHOICES[selector].flatMap((time): TimePreset[] => {
    if (time === 0) return [{ base: 0, factor: 0, label: NOT_ACTIVE[locale] }];
    const found = split(time, seconds, limit);
    return found ? [{ base: found[0], factor: found[1], label: durationLabel(time, locale) }] : [];
  });
  if (selector === "timeOnOff") presets.push({ base: units.length - 1, factor: limit, label: PERMANENT[locale] });
  return presets;
}

const UNIT_ENDINGS = ["_TIME_BASE", "_UNIT", "_BASE"] as const;
const PARTNER: Readonly<Record<(typeof UNIT_ENDINGS)[number], readonly string[]>> = {
  _TIME_BASE: ["_TIME_FACTOR", "_TIME_VALUE"],
  _UNIT: ["_VALUE"],
  _BASE: ["_FACTOR", "_VALUE"],
};

/** The two parameters of one time. `stem` is what both names begin with. */
export interface TimePair {
  stem: string;
  unit: string;
  number: string;
}

/** Pairs among the names of a paramset. */
export function timePairs(names: ReadonlySet<string>): TimePair[] {
  return [...names].flatMap((unit): TimePair[] => {
    const ending = UNIT_ENDINGS.find((candidate) => unit.endsWith(candidate));
    if (ending === undefined) return [];
    const start = unit.slice(0, -ending.length);
    const partner = PARTNER[ending].find((candidate) => names.has(start + candidate));
    const stem = ending === "_TIME_BASE" ? `${start}_TIME` : start;
    return partner === undefined ? [] : [{ stem, unit, number: start + partner }];
  });
}

const DELAY = /(ON|OFF)_?DELAY(_?TIME)?$|_DELAY$|MINDELAY$/;
const RAMP = /RAMP_?(ON|OFF)(_?TIME)?$|FADE_(IN|OUT)_TIME$/;
const ON_OFF = /(^|_)(ON|OFF)_?TIME$/;

/** What the time with this stem is for; `undefined` where nothing is known. */
export function selectorOf(stem: string): TimeSelector | undefined {
  if (RAMP.test(stem)) return "rampOnOff";
  if (DELAY.test(stem)) return "delay";
  return ON_OFF.test(stem) ? "timeOnOff" : undefined;
}

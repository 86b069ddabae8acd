/** Entries of switching schedules as people see them, and what each device family takes (device-model 4.3). */
import type { FieldError } from "../../kernel/problem.ts";
import type { Domain, SimpleLayout } from "./places.ts";
import { bitOfKey } from "./targets.ts";
import { durationOf, minutesOf } from "./times.ts";

export interface SimpleScheduleEntry {
  /** Group of the device's program, from 1. */
  slot_no: number;
  /** MONDAY … SUNDAY. */
  weekdays: string[];
  /** `HH:MM`. */
  time: string;
  condition?: string | undefined;
  astro_type?: string | undefined;
  astro_offset_minutes?: number | undefined;
  /** Keys `a_s` (targets.ts). */
  target_channels?: string[] | undefined;
  /** 0 … 1; 1.01 on locks. */
  level: number;
  /** Slats. */
  level_2?: number | undefined;
  /** Digits and `ms`, `s`, `min` or `h`. */
  duration?: string | undefined;
  ramp_time?: string | undefined;
  lock_mode?: string | undefined;
  lock_action?: string | undefined;
  permission?: string | undefined;
  /** 0 hue and saturation, 1 colour temperature, 2 effect. */
  color_type?: number | undefined;
  color_value?: number | undefined;
  output_behaviour?: number | undefined;
}

/** By index on the wire. */
export const CONDITIONS = [
  "fixed_time",
  "astro",
  "fixed_if_before_astro",
  "astro_if_before_fixed",
  "fixed_if_after_astro",
  "astro_if_after_fixed",
  "earliest_of_fixed_and_astro",
  "latest_of_fixed_and_astro",
] as const;
/** Other names that clients use for the last two. */
const CONDITION_ALIASES: ReadonlyMap<string, number> = new Map([
  ["earliest", 6],
  ["latest", 7],
]);
export const ASTRO_TYPES = ["sunrise", "sunset"] as const;
const LOCK_MODES = ["door_lock", "user_permission"] as const;
export const PERMISSIONS = ["not_granted", "granted"] as const;

export const conditionIndex = (name: string): number | undefined => {
  const index = (CONDITIONS as readonly string[]).indexOf(name);
  return index >= 0 ? index : CONDITION_ALIASES.get(name);
};

export interface LockAction {
  readonly level: number;
  readonly base: number;
  readonly factor: number;
}
export const LOCK_ACTIONS: ReadonlyMap<string, LockAction> = new Map([
  ["lock_autorelock_end", { level: 0, base: 7, factor: 31 }],
  ["lock_autorelock_start", { level: 0, base: 0, factor: 0 }],
  ["unlock_autorelock_end", { level: 1, base: 7, factor: 31 }],
  ["autorelock_end", { level: 1.01, base: 7, factor: 31 }],
]);

/** Bits of the weekday mask. */
export const WEEKDAY_BITS: ReadonlyMap<string, number> = new Map([
  ["MONDAY", 2],
  ["TUESDAY", 4],
  ["WEDNESDAY", 8],
  ["THURSDAY", 16],
  ["FRIDAY", 32],
  ["SATURDAY", 64],
  ["SUNDAY", 1],
]);

/** Optional members that exist for each kind of device; where the kind is unknown, all. */
const TAKES: Readonly<Record<Domain, readonly OptionalTime[]>> = {
  switch: ["duration"],
  light: ["duration", "ramp_time"],
  cover: ["level_2"],
  valve: ["duration"],
  lock: [],
};
type OptionalTime = "level_2" | "duration" | "ramp_time";
const FIELD_OF: Readonly<Record<string, string>> = {
  level_2: "LEVEL_2",
  duration: "DURATION_FACTOR",
  ramp_time: "RAMP_TIME_FACTOR",
  color_type: "HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_TYPE",
  color_value: "HUE_SATURATION_COLOR_TEMPERATURE_EFFECT_VALUE",
  output_behaviour: "OUTPUT_BEHAVIOUR",
};
type Optional = OptionalTime | "color_type" | "color_value" | "output_behaviour";
const OPTIONALS: readonly Optional[] = [
  "level_2",
  "duration",
  "ramp_time",
  "color_type",
  "color_value",
  "output_behaviour",
];

/** Whether entries of this schedule have the member: the kind of device knows it, and this one has the parameter. */
export function takes({ domain, fields }: Pick<SimpleLayout, "domain" | "fields">, member: Optional): boolean {
  if (!fields.has(FIELD_OF[member]!)) return false;
  if (domain === undefined || member.startsWith("color") || member === "output_behaviour") return domain !== "lock";
  return (TAKES[domain] as readonly string[]).includes(member);
}

const OFFSET_LIMIT = 720;
const LEVEL_LIMIT = 1.01;

type Errors = FieldError[];
const outside = (value: number, min: number, max: number): boolean => !(value >= min && value <= max);

function checkTime(layout: SimpleLayout, entry: SimpleScheduleEntry, at: string, errors: Errors): void {
  if (entry.weekdays.length === 0) errors.push({ field: `${at}.weekdays`, reason: "names no weekday" });
  for (const day of entry.weekdays)
    if (!WEEKDAY_BITS.has(day.toUpperCase()))
      errors.push({ field: `${at}.weekdays`, reason: `${day.slice(0, 20)} is no weekday (MONDAY … SUNDAY)` });
  if (minutesOf(entry.time) === undefined) errors.push({ field: `${at}.time`, reason: "is no time 00:00 … 23:59" });
  const condition = conditionIndex(entry.condition ?? "fixed_time");
  if (condition === undefined) errors.push({ field: `${at}.condition`, reason: `is none of ${CONDITIONS.join(", ")}` });
  else if (condition > 0 && !layout.fields.has("CONDITION"))
    errors.push({ field: `${at}.condition`, reason: "this device knows fixed times only" });
  else if (condition > 0 && entry.astro_type === undefined)
    errors.push({ field: `${at}.astro_type`, reason: "is needed for this condition" });
  if (entry.astro_type !== undefined && !(ASTRO_TYPES as readonly string[]).includes(entry.astro_type))
    errors.push({ field: `${at}.astro_type`, reason: `is none of ${ASTRO_TYPES.join(", ")}` });
  const offset = entry.astro_offset_minutes ?? 0;
  if (!Number.isInteger(offset) || outside(offset, -OFFSET_LIMIT, OFFSET_LIMIT))
    errors.push({
      field: `${at}.astro_offset_minutes`,
      reason: "is out of range",
      min: -OFFSET_LIMIT,
      max: OFFSET_LIMIT,
    });
}

function checkTargets(layout: SimpleLayout, entry: SimpleScheduleEntry, at: string, errors: Errors): void {
  const { targets, domain } = layout;
  for (const key of entry.target_channels ?? []) {
    // positions of a lock's users are not known for every lock
    const known =
      targets.length > 0 && domain !== "lock"
        ? targets.some((target) => target.key === key)
        : bitOfKey(key, targets) !== undefined;
    if (known) continue;
    const reason = `${key.slice(0, 20)} is no target${targets.length > 0 ? ` (${targets.map((t) => t.key).join(", ")})` : ""}`;
    errors.push({ field: `${at}.target_channels`, reason: reason.slice(0, 300) });
  }
}

function checkAction(layout: SimpleLayout, entry: SimpleScheduleEntry, at: string, errors: Errors): void {
  const { domain } = layout;
  if (outside(entry.level, 0, LEVEL_LIMIT))
    errors.push({ field: `${at}.level`, reason: "is out of range", min: 0, max: LEVEL_LIMIT });
  else if (domain === "switch" && entry.level !== 0 && entry.level !== 1)
    errors.push({ field: `${at}.level`, reason: "a switch takes 0 or 1" });
  if (entry.level_2 !== undefined && outside(entry.level_2, 0, LEVEL_LIMIT))
    errors.push({ field: `${at}.level_2`, reason: "is out of range", min: 0, max: LEVEL_LIMIT });
  for (const member of OPTIONALS)
    if (entry[member] !== undefined && !takes(layout, member))
      errors.push({ field: `${at}.${member}`, reason: "this device has nothing of the kind" });
  for (const member of ["duration", "ramp_time"] as const) {
    const text = entry[member];
    if (text !== undefined && durationOf(text) === undefined)
      errors.push({ field: `${at}.${member}`, reason: "is no duration that the device can hold (10s, 40min, 30h)" });
  }
}

/** What a lock does, and to whom: key 1_x is the lock itself, the others are people. */
function checkLock(layout: SimpleLayout, entry: SimpleScheduleEntry, at: string, errors: Errors): void {
  const forbid = (member: "lock_mode" | "lock_action" | "permission", reason: string) => {
    if (entry[member] !== undefined) errors.push({ field: `${at}.${member}`, reason });
  };
  if (layout.domain !== "lock") {
    for (const member of ["lock_mode", "lock_action", "permission"] as const) forbid(member, "this device is no lock");
    return;
  }
  const keys = entry.target_channels ?? [];
  const lock = keys.some((key) => key.startsWith("1_"));
  if (entry.lock_mode === "door_lock") {
    if (!LOCK_ACTIONS.has(entry.lock_action ?? ""))
      errors.push({ field: `${at}.lock_action`, reason: `is none of ${[...LOCK_ACTIONS.keys()].join(", ")}` });
    forbid("permission", "does not go with door_lock");
    if (keys.length > 0 && !lock) errors.push({ field: `${at}.target_channels`, reason: "door_lock acts on 1_1" });
  } else if (entry.lock_mode === "user_permission") {
    if (!(PERMISSIONS as readonly string[]).includes(entry.permission ?? ""))
      errors.push({ field: `${at}.permission`, reason: `is none of ${PERMISSIONS.join(", ")}` });
    forbid("lock_action", "does not go with user_permission");
    if (lock) errors.push({ field: `${at}.target_channels`, reason: "1_x is the lock, not a user" });
  } else errors.push({ field: `${at}.lock_mode`, reason: `is none of ${LOCK_MODES.join(", ")}` });
}

/** Everything that is wrong with an entry; `at` is its place in the request. */
export function entryErrors(layout: SimpleLayout, entry: SimpleScheduleEntry, at: string): FieldError[] {
  const errors: FieldError[] = [];
  checkTime(layout, entry, at, errors);
  checkTargets(layout, entry, at, errors);
  checkAction(layout, entry, at, errors);
  checkLock(layout, entry, at, errors);
  return errors;
}

/** Switching schedules: up to 75 groups `NN_WP_FIELD`, one entry each (device-model 4.3). */
import { isDeepStrictEqual } from "node:util";
import type { FieldError } from "../../kernel/problem.ts";
import { isRejected, toWire } from "../values.ts";
import { GROUPS_LIMIT, groupKey, type SimpleLayout } from "./places.ts";
import {
  ASTRO_TYPES,
  CONDITIONS,
  conditionIndex,
  entryErrors,
  LOCK_ACTIONS,
  PERMISSIONS,
  type SimpleScheduleEntry,
  takes,
  WEEKDAY_BITS,
} from "./simple-entry.ts";
import { bitOfKey, keysOfMask, maskOfBits } from "./targets.ts";
import { durationOf, durationText, minutesOf, NO_TIME, PERMANENT, type TimeFactor, timeText } from "./times.ts";
import { type Encoded, type FieldValue, numberOf, type Points, type RawParamset } from "./written.ts";

const COLOR = "HUE_SATURATION_COLOR_TEMPERATURE_EFFECT";
const between = (value: number | undefined, min: number, max: number): number =>
  Math.min(max, Math.max(min, value ?? min));

// ---------------------------------------------------------------- reading

type Read = (field: string) => number | undefined;

/** `lock_…` members of a lock's group. An unknown combination shows as the harmless of the two locks. */
function lockMembers(read: Read, level: number, targets: readonly string[]): Partial<SimpleScheduleEntry> {
  if (!targets.some((key) => key.startsWith("1_")))
    return { lock_mode: "user_permission", permission: PERMISSIONS[level >= 0.5 ? 1 : 0] };
  const base = read("DURATION_BASE") ?? PERMANENT.base;
  const factor = read("DURATION_FACTOR") ?? PERMANENT.factor;
  const found = [...LOCK_ACTIONS].find(
    ([, action]) => Math.abs(action.level - level) < 0.005 && action.base === base && action.factor === factor,
  );
  return { lock_mode: "door_lock", lock_action: found?.[0] ?? "lock_autorelock_end" };
}

/** Members that only some devices have, left out where this one has none or the kind of device takes none. */
function optionalMembers(layout: SimpleLayout, read: Read): Partial<SimpleScheduleEntry> {
  const members: Partial<SimpleScheduleEntry> = {};
  if (takes(layout, "level_2")) members.level_2 = between(read("LEVEL_2"), 0, 1.01);
  if (takes(layout, "duration")) {
    const duration = durationText(read("DURATION_BASE"), read("DURATION_FACTOR"));
    if (duration !== undefined) members.duration = duration;
  }
  if (takes(layout, "ramp_time")) {
    const ramp = durationText(read("RAMP_TIME_BASE"), read("RAMP_TIME_FACTOR"));
    if (ramp !== undefined) members.ramp_time = ramp;
  }
  if (takes(layout, "color_type")) members.color_type = read(`${COLOR}_TYPE`) ?? 0;
  if (takes(layout, "color_value")) members.color_value = read(`${COLOR}_VALUE`) ?? 0;
  if (takes(layout, "output_behaviour")) members.output_behaviour = read("OUTPUT_BEHAVIOUR") ?? 0;
  return members;
}

function decodeGroup(
  layout: SimpleLayout,
  points: Points,
  raw: RawParamset,
  group: number,
): SimpleScheduleEntry | undefined {
  const read: Read = (field) => numberOf(points, raw, groupKey(group, field));
  const mask = (read("WEEKDAY") ?? 0) & 0x7f;
  if (mask === 0) return undefined;
  const condition = CONDITIONS[read("CONDITION") ?? 0] ?? CONDITIONS[0];
  const targets = keysOfMask(read("TARGET_CHANNELS") ?? 0, layout.targets);
  const level = between(read("LEVEL"), 0, 1.01);
  return {
    slot_no: group,
    weekdays: [...WEEKDAY_BITS].filter(([, bit]) => mask & bit).map(([day]) => day),
    time: timeText(between(read("FIXED_HOUR"), 0, 23) * 60 + between(read("FIXED_MINUTE"), 0, 59)),
    condition,
    ...(condition === "fixed_time"
      ? {}
      : {
          astro_type: ASTRO_TYPES[between(read("ASTRO_TYPE"), 0, 1)],
          astro_offset_minutes: between(read("ASTRO_OFFSET") ?? 0, -720, 720),
        }),
    target_channels: targets,
    level: layout.domain === "switch" ? Number(level > 0) : level,
    ...(layout.domain === "lock" ? lockMembers(read, level, targets) : {}),
    ...optionalMembers(layout, read),
  };
}

/** The active groups, by number. */
export function decodeSimple(layout: SimpleLayout, points: Points, raw: RawParamset): SimpleScheduleEntry[] {
  const entries: SimpleScheduleEntry[] = [];
  for (let group = 1; group <= layout.groups; group++) {
    const entry = decodeGroup(layout, points, raw, group);
    if (entry) entries.push(entry);
  }
  return entries;
}

// ---------------------------------------------------------------- writing

type Write = (field: string, value: number, member: string) => void;

function writeTime(write: Write, name: "DURATION" | "RAMP_TIME", { base, factor }: TimeFactor): void {
  const member = name.toLowerCase();
  write(`${name}_BASE`, base, member);
  write(`${name}_FACTOR`, factor, member);
}

/** Level and duration of a lock follow from what it shall do. */
function writeLock(write: Write, entry: SimpleScheduleEntry): void {
  const action =
    entry.lock_mode === "door_lock"
      ? LOCK_ACTIONS.get(entry.lock_action ?? "")
      : { ...PERMANENT, level: Number(entry.permission === "granted") };
  if (!action) return;
  write("LEVEL", action.level, "lock_action");
  writeTime(write, "DURATION", action);
}

/** A duration that is not given any more ends the one that the group has now; one that never was is left alone. */
function writeTimes(
  layout: SimpleLayout,
  write: Write,
  entry: SimpleScheduleEntry,
  now: SimpleScheduleEntry | undefined,
) {
  for (const [member, name, none] of [
    ["duration", "DURATION", PERMANENT],
    ["ramp_time", "RAMP_TIME", NO_TIME],
  ] as const) {
    if (!takes(layout, member)) continue;
    const text = entry[member];
    const time = text === undefined ? (now && now[member] === undefined ? undefined : none) : durationOf(text);
    if (time) writeTime(write, name, time);
  }
}

function encodeEntry(
  layout: SimpleLayout,
  entry: SimpleScheduleEntry,
  now: SimpleScheduleEntry | undefined,
  at: string,
): FieldValue[] {
  const values: FieldValue[] = [];
  const write: Write = (field, value, member) => {
    if (layout.fields.has(field))
      values.push({ parameter: groupKey(entry.slot_no, field), value, field: `${at}.${member}` });
  };
  const weekdays = new Set(entry.weekdays.map((day) => day.toUpperCase()));
  const minutes = minutesOf(entry.time) ?? 0;
  const given = entry.target_channels ?? [];
  // without a target a lock's entry is about the lock, or about its first user (device-model 4.3)
  const targets =
    layout.domain === "lock" && given.length === 0 ? [entry.lock_mode === "door_lock" ? "1_1" : "2_1"] : given;
  write(
    "WEEKDAY",
    [...weekdays].reduce((mask, day) => mask | (WEEKDAY_BITS.get(day) ?? 0), 0),
    "weekdays",
  );
  write("FIXED_HOUR", Math.floor(minutes / 60), "time");
  write("FIXED_MINUTE", minutes % 60, "time");
  write("CONDITION", conditionIndex(entry.condition ?? "fixed_time") ?? 0, "condition");
  if (entry.astro_type !== undefined)
    write("ASTRO_TYPE", (ASTRO_TYPES as readonly string[]).indexOf(entry.astro_type), "astro_type");
  if (entry.astro_offset_minutes !== undefined)
    write("ASTRO_OFFSET", entry.astro_offset_minutes, "astro_offset_minutes");
  write(
    "TARGET_CHANNELS",
    maskOfBits(targets.flatMap((key) => bitOfKey(key, layout.targets) ?? [])),
    "target_channels",
  );
  if (layout.domain === "lock") writeLock(write, entry);
  else write("LEVEL", entry.level, "level");
  if (entry.level_2 !== undefined) write("LEVEL_2", entry.level_2, "level_2");
  writeTimes(layout, write, entry, now);
  if (entry.color_type !== undefined) write(`${COLOR}_TYPE`, entry.color_type, "color_type");
  if (entry.color_value !== undefined) write(`${COLOR}_VALUE`, entry.color_value, "color_value");
  if (entry.output_behaviour !== undefined) write("OUTPUT_BEHAVIOUR", entry.output_behaviour, "output_behaviour");
  return values;
}

/** What the group has now, as it is: an entry that comes back as it was read changes nothing, however odd. */
function sameValues(points: Points, raw: RawParamset, group: number, at: string): FieldValue[] {
  return ["WEEKDAY", "TARGET_CHANNELS", "LEVEL"].flatMap((field) => {
    const parameter = groupKey(group, field);
    const point = points.get(parameter);
    const value = numberOf(points, raw, parameter);
    // what the CCU itself would refuse stays as it is
    return !point || value === undefined || isRejected(toWire(point, value)) ? [] : [{ parameter, value, field: at }];
  });
}

/** Number of the slot, or what is wrong with it. */
function slotErrors(layout: SimpleLayout, slot: number, used: ReadonlySet<number>, at: string): FieldError[] {
  const last = Math.min(layout.groups, GROUPS_LIMIT);
  if (!Number.isInteger(slot) || slot < 1 || slot > last)
    return [{ field: `${at}.slot_no`, reason: "is out of range", min: 1, max: last }];
  return used.has(slot) ? [{ field: `${at}.slot_no`, reason: `${slot} is used twice` }] : [];
}

/**
 * The whole program: the given entries, and every other group switched off. `raw` is what the channel has now.
 */
export function encodeSimple(
  layout: SimpleLayout,
  points: Points,
  raw: RawParamset,
  entries: readonly SimpleScheduleEntry[],
): Encoded {
  const values: FieldValue[] = [];
  const errors: FieldError[] = [];
  const used = new Set<number>();
  entries.forEach((entry, i) => {
    const at = `simple_entries[${i}]`;
    const wrongSlot = slotErrors(layout, entry.slot_no, used, at);
    errors.push(...wrongSlot);
    if (wrongSlot.length > 0) return;
    used.add(entry.slot_no);
    const now = decodeGroup(layout, points, raw, entry.slot_no);
    if (now && isDeepStrictEqual(now, entry)) {
      values.push(...sameValues(points, raw, entry.slot_no, at));
      return;
    }
    const wrong = entryErrors(layout, entry, at);
    errors.push(...wrong);
    if (wrong.length === 0) values.push(...encodeEntry(layout, entry, now, at));
  });
  for (let group = 1; group <= layout.groups; group++)
    if (!used.has(group))
      for (const field of ["WEEKDAY", "TARGET_CHANNELS"])
        if (layout.fields.has(field))
          values.push({ parameter: groupKey(group, field), value: 0, field: `simple_entries` });
  return { values, errors };
}

// ---------------------------------------------------------------- copying

/** The groups of one device as another writes them: nothing is interpreted. Errors name what the other lacks. */
export function copyGroups(
  source: { layout: SimpleLayout; points: Points; raw: RawParamset },
  target: SimpleLayout,
): Encoded {
  const values: FieldValue[] = [];
  const errors: FieldError[] = [];
  const known = new Set(target.targets.map(({ key }) => key));
  for (let group = 1; group <= Math.max(source.layout.groups, target.groups); group++) {
    const read: Read = (field) => numberOf(source.points, source.raw, groupKey(group, field));
    const active = group <= source.layout.groups && ((read("WEEKDAY") ?? 0) & 0x7f) !== 0;
    const field = `simple_entries[${group}]`;
    if (group > target.groups) {
      if (active)
        errors.push({ field, reason: `the other device has ${target.groups} entries only`, max: target.groups });
      continue;
    }
    if (!active) {
      for (const name of ["WEEKDAY", "TARGET_CHANNELS"])
        if (target.fields.has(name)) values.push({ parameter: groupKey(group, name), value: 0, field });
      continue;
    }
    if ((read("CONDITION") ?? 0) > 0 && !target.fields.has("CONDITION"))
      errors.push({ field, reason: "the other device knows fixed times only" });
    const keys = keysOfMask(read("TARGET_CHANNELS") ?? 0, target.targets);
    if (known.size > 0 && target.domain !== "lock" && keys.some((key) => !known.has(key)))
      errors.push({ field, reason: "acts on channels that the other device does not have" });
    for (const name of source.layout.fields) {
      const value = read(name);
      if (value !== undefined && target.fields.has(name))
        values.push({ parameter: groupKey(group, name), value, field });
    }
  }
  return { values, errors };
}

/**
 * Heating schedules: per profile and weekday up to 13 cells "until this minute, this temperature" (device-model 4.2).
 * People think of a base temperature and periods that differ from it; both directions are here.
 */
import type { FieldError } from "../../kernel/problem.ts";
import { MINUTES_OF_DAY, minutesOf, timeText } from "./times.ts";
import { type Encoded, type FieldValue, numberOf, type Points, type RawParamset } from "./written.ts";

const WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
const isWeekday = (text: string): text is Weekday => (WEEKDAYS as readonly string[]).includes(text);

/** Profiles that any known thermostat has, and cells of a day. */
export const PROFILES_LIMIT = 6;
export const SLOTS_LIMIT = 13;

export interface ClimatePeriod {
  /** `HH:MM`. */
  start_time: string;
  /** `HH:MM`, up to 24:00. */
  end_time: string;
  /** °C. */
  temperature: number;
}
export interface ClimateWeekday {
  base_temperature: number;
  periods: ClimatePeriod[];
}
export interface ClimateProfile {
  weekdays: Record<string, ClimateWeekday>;
}
export type ClimateProfiles = Record<string, ClimateProfile>;

/** How a channel's MASTER holds its profiles. */
export interface ClimateLayout {
  readonly kind: "climate";
  /** Keys without `Pn_`: the one profile of HM-CC-RT-DN. */
  readonly bare: boolean;
  /** Ascending numbers, from 1. */
  readonly profiles: readonly number[];
  /** Cells of a day. */
  readonly slots: number;
}

/** One cell: until `end` (minutes since midnight) the temperature is this. */
interface Cell {
  readonly end: number;
  readonly temperature: number;
}

export const profileName = (profile: number): string => `P${profile}`;
/** Number of `P1` … `P6`; `undefined` for anything else. */
export const profileNumber = (name: string): number | undefined =>
  /^P[1-6]$/.test(name) ? Number(name.slice(1)) : undefined;

/** Name of a cell's parameter. */
export const cellKey = (
  layout: Pick<ClimateLayout, "bare">,
  profile: number,
  kind: "ENDTIME" | "TEMPERATURE",
  day: Weekday,
  slot: number,
): string => `${layout.bare ? "" : `P${profile}_`}${kind}_${day}_${slot}`;

/** The layout of a MASTER paramset; `undefined` where it is no heating schedule. */
export function climateLayout(points: Points): ClimateLayout | undefined {
  const bare = points.has("ENDTIME_MONDAY_1");
  const profiles = bare
    ? [1]
    : Array.from({ length: PROFILES_LIMIT }, (_, i) => i + 1).filter((n) => points.has(`P${n}_ENDTIME_MONDAY_1`));
  const first = profiles[0];
  if (first === undefined) return undefined;
  let slots = 1;
  while (slots < SLOTS_LIMIT && points.has(cellKey({ bare }, first, "ENDTIME", "MONDAY", slots + 1))) slots++;
  return { kind: "climate", bare, profiles, slots };
}

// ---------------------------------------------------------------- reading

/** Cells in order of time. What does not advance is skipped; the last one holds until midnight, as on the device. */
function cellsOf(layout: ClimateLayout, points: Points, raw: RawParamset, profile: number, day: Weekday): Cell[] {
  const cells: Cell[] = [];
  let last = 0;
  for (let slot = 1; slot <= layout.slots && last < MINUTES_OF_DAY; slot++) {
    const end = numberOf(points, raw, cellKey(layout, profile, "ENDTIME", day, slot));
    const temperature = numberOf(points, raw, cellKey(layout, profile, "TEMPERATURE", day, slot));
    if (end === undefined || temperature === undefined || end <= last) continue;
    last = Math.min(end, MINUTES_OF_DAY);
    cells.push({ end: last, temperature });
  }
  const end = cells.pop();
  if (end) cells.push({ ...end, end: MINUTES_OF_DAY });
  return cells;
}

/** The temperature with most minutes; the first seen of equals. */
function baseOf(cells: readonly Cell[]): number {
  const minutes = new Map<number, number>();
  let start = 0;
  for (const { end, temperature } of cells) {
    minutes.set(temperature, (minutes.get(temperature) ?? 0) + end - start);
    start = end;
  }
  let base = 0;
  let most = -1;
  for (const [temperature, sum] of minutes)
    if (sum > most) {
      base = temperature;
      most = sum;
    }
  return base;
}

/** Base and periods of a day's cells; neighbours of one temperature become one period. */
function weekdayOf(cells: readonly Cell[]): ClimateWeekday {
  const base = baseOf(cells);
  const periods: ClimatePeriod[] = [];
  let start = 0;
  let previous: number | undefined;
  for (const { end, temperature } of cells) {
    const last = periods.at(-1);
    if (temperature !== base) {
      if (last && previous === temperature) last.end_time = timeText(end);
      else periods.push({ start_time: timeText(start), end_time: timeText(end), temperature });
    }
    previous = temperature;
    start = end;
  }
  return { base_temperature: base, periods };
}

/** All profiles. A weekday of which the CCU says nothing is left out rather than invented. */
export function decodeClimate(layout: ClimateLayout, points: Points, raw: RawParamset): ClimateProfiles {
  const profiles: ClimateProfiles = {};
  for (const profile of layout.profiles) {
    const weekdays: Record<string, ClimateWeekday> = {};
    for (const day of WEEKDAYS) {
      const cells = cellsOf(layout, points, raw, profile, day);
      if (cells.length > 0) weekdays[day] = weekdayOf(cells);
    }
    profiles[profileName(profile)] = { weekdays };
  }
  return profiles;
}

// ---------------------------------------------------------------- writing

interface Segment extends Cell {
  readonly start: number;
  readonly field: string;
}

/** Periods in order, or what is wrong with them. */
function segmentsOf(weekday: ClimateWeekday, field: string, errors: FieldError[]): Segment[] {
  const segments: Segment[] = [];
  weekday.periods.forEach((period, i) => {
    const at = `${field}.periods[${i}]`;
    const start = minutesOf(period.start_time);
    const end = minutesOf(period.end_time, true);
    if (start === undefined) errors.push({ field: `${at}.start_time`, reason: "is no time 00:00 … 23:59" });
    if (end === undefined) errors.push({ field: `${at}.end_time`, reason: "is no time 00:01 … 24:00" });
    if (start === undefined || end === undefined) return;
    if (start >= end) errors.push({ field: `${at}.end_time`, reason: "is not after start_time" });
    else segments.push({ start, end, temperature: period.temperature, field: at });
  });
  segments.sort((a, b) => a.start - b.start);
  for (let i = 1; i < segments.length; i++)
    if (segments[i]!.start < segments[i - 1]!.end)
      errors.push({ field: segments[i]!.field, reason: "overlaps another period" });
  return segments;
}

/** All cells of a day: base temperature wherever there is no period, and as padding. */
function cellsToWrite(
  layout: ClimateLayout,
  weekday: ClimateWeekday,
  field: string,
  errors: FieldError[],
): (Cell & { field: string })[] {
  const base = { temperature: weekday.base_temperature, field: `${field}.base_temperature` };
  const cells: (Cell & { field: string })[] = [];
  let last = 0;
  for (const { start, end, temperature, field: at } of segmentsOf(weekday, field, errors)) {
    if (start > last) cells.push({ ...base, end: start });
    cells.push({ end, temperature, field: at });
    last = end;
  }
  if (last < MINUTES_OF_DAY) cells.push({ ...base, end: MINUTES_OF_DAY });
  if (cells.length > layout.slots)
    errors.push({
      field: `${field}.periods`,
      reason: `needs ${cells.length} switching points with the gaps between the periods`,
      max: layout.slots,
    });
  while (cells.length < layout.slots) cells.push({ ...base, end: MINUTES_OF_DAY });
  return cells;
}

/**
 * The parameters of the given profiles and weekdays, and of no others. Whether temperatures and minutes fit is checked
 * against the description afterwards (`typedValues`).
 */
export function encodeClimate(layout: ClimateLayout, profiles: Readonly<ClimateProfiles>): Encoded {
  const values: FieldValue[] = [];
  const errors: FieldError[] = [];
  for (const [name, { weekdays }] of Object.entries(profiles)) {
    const profile = profileNumber(name);
    const at = `profiles.${name}`;
    if (profile === undefined || !layout.profiles.includes(profile)) {
      errors.push({ field: at, reason: `is none of ${layout.profiles.map(profileName).join(", ")}` });
      continue;
    }
    for (const [day, weekday] of Object.entries(weekdays)) {
      const field = `${at}.weekdays.${day}`;
      if (!isWeekday(day)) {
        errors.push({ field, reason: `is none of ${WEEKDAYS.join(", ")}` });
        continue;
      }
      cellsToWrite(layout, weekday, field, errors).forEach((cell, i) => {
        values.push(
          { parameter: cellKey(layout, profile, "ENDTIME", day, i + 1), value: cell.end, field: cell.field },
          {
            parameter: cellKey(layout, profile, "TEMPERATURE", day, i + 1),
            value: cell.temperature,
            field: cell.field,
          },
        );
      });
    }
  }
  return { values, errors };
}

// ---------------------------------------------------------------- copying

/** The cells of one profile as another channel (or profile) writes them: nothing is interpreted, nothing lost. */
export function copyProfile(
  source: { layout: ClimateLayout; points: Points; raw: RawParamset; profile: number },
  target: { layout: ClimateLayout; profile: number },
): FieldValue[] {
  const values: FieldValue[] = [];
  for (const day of WEEKDAYS)
    for (let slot = 1; slot <= source.layout.slots; slot++)
      for (const kind of ["ENDTIME", "TEMPERATURE"] as const) {
        const value = numberOf(source.points, source.raw, cellKey(source.layout, source.profile, kind, day, slot));
        const parameter = cellKey(target.layout, target.profile, kind, day, slot);
        if (value !== undefined) values.push({ parameter, value, field: `${profileName(target.profile)}.${day}` });
      }
  return values;
}

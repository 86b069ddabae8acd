/** A day of a heating profile as a row of stretches, as it is drawn and dragged. Times are minutes from midnight. */
import type { Schemas } from "../../../../../adapters/client/index.ts";

export type Weekday = Schemas["ClimateWeekday"];
export type Profile = Schemas["ClimateProfile"];

/** It begins where the one before it ends. */
export interface Stretch {
  readonly end: number;
  /** °C */
  readonly temperature: number;
}
export type Day = readonly Stretch[];

export const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;
export type DayName = (typeof DAYS)[number];

export const DAY_END = 1_440;
/** Minutes: devices keep times in steps of five. */
export const STEP = 5;
/** Of one day, as the devices take them (contract: periods and the gaps between them make at most 13). */
export const STRETCHES_LIMIT = 13;

export const toMinutes = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};
export const toTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const merged = (day: Day): Day =>
  day.filter((stretch, index) => day[index + 1]?.temperature !== stretch.temperature || index === day.length - 1);

export function dayOf({ base_temperature: base, periods }: Weekday): Day {
  const day: Stretch[] = [];
  const from = () => day.at(-1)?.end ?? 0;
  const sorted = [...periods].sort((a, b) => toMinutes(a.start_time) - toMinutes(b.start_time));
  for (const { start_time: start, end_time: end, temperature } of sorted) {
    if (toMinutes(start) > from()) day.push({ end: toMinutes(start), temperature: base });
    if (toMinutes(end) > from()) day.push({ end: toMinutes(end), temperature });
  }
  if (from() < DAY_END) day.push({ end: DAY_END, temperature: base });
  return merged(day);
}

/** The temperature that holds longest is the base; the others are periods. */
export function weekdayOf(day: Day): Weekday {
  const minutes = new Map<number, number>();
  let from = 0;
  for (const { end, temperature } of day) {
    minutes.set(temperature, (minutes.get(temperature) ?? 0) + end - from);
    from = end;
  }
  const [base] = [...minutes].reduce((a, b) => (b[1] > a[1] ? b : a));
  const periods: Weekday["periods"] = [];
  from = 0;
  for (const { end, temperature } of merged(day)) {
    if (temperature !== base) periods.push({ start_time: toTime(from), end_time: toTime(end), temperature });
    from = end;
  }
  return { base_temperature: base, periods };
}

export const startOf = (day: Day, index: number): number => day[index - 1]?.end ?? 0;

const replaced = (day: Day, index: number, stretch: Stretch): Day =>
  day.map((one, at) => (at === index ? stretch : one));

/** Moves the end of a stretch: never past its neighbours, in steps of five minutes. */
export function moveEnd(day: Day, index: number, minutes: number): Day {
  const stretch = day[index];
  const next = day[index + 1];
  if (stretch === undefined || next === undefined) return day;
  const wanted = Math.round(minutes / STEP) * STEP;
  const end = Math.min(next.end - STEP, Math.max(startOf(day, index) + STEP, wanted));
  return replaced(day, index, { ...stretch, end });
}

export const setTemperature = (day: Day, index: number, temperature: number): Day => {
  const stretch = day[index];
  return stretch === undefined ? day : replaced(day, index, { ...stretch, temperature });
};

/** In two halves; the same where it is too short, or the day has as many as it takes. */
export function split(day: Day, index: number): Day {
  const stretch = day[index];
  const start = startOf(day, index);
  if (stretch === undefined || day.length >= STRETCHES_LIMIT || stretch.end - start < 2 * STEP) return day;
  const middle = Math.round((start + stretch.end) / 2 / STEP) * STEP;
  return [...day.slice(0, index), { end: middle, temperature: stretch.temperature }, ...day.slice(index)];
}

/** Its time goes to the one before it, the first one's to the one behind it. */
export function remove(day: Day, index: number): Day {
  if (day.length < 2) return day;
  if (index === 0) return day.slice(1);
  const before = day[index - 1]!;
  return [...day.slice(0, index - 1), { ...before, end: day[index]!.end }, ...day.slice(index + 1)];
}

export const isSameDay = (a: Day, b: Day): boolean => JSON.stringify(merged(a)) === JSON.stringify(merged(b));

/** 0 … 1, cold to warm: the colour of a stretch. @param range °C that the device takes */
export const warmth = (temperature: number, { min, max }: { readonly min: number; readonly max: number }): number =>
  max > min ? Math.min(1, Math.max(0, (temperature - min) / (max - min))) : 0.5;

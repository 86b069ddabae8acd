/** Times at which a device switches: what they are in words, and a new one. Pure. */
import type { Schemas } from "../../../../../adapters/client/index.ts";
import { DAYS } from "./climate-model.ts";

export type Entry = Schemas["SimpleScheduleEntry"];

/** Places of a device's program (contract). */
const SLOTS = 75;

/** The first free place; `undefined` where the program is full. */
export function freeSlot(entries: readonly Entry[]): number | undefined {
  const taken = new Set(entries.map(({ slot_no: slot }) => slot));
  for (let slot = 1; slot <= SLOTS; slot += 1) if (!taken.has(slot)) return slot;
  return undefined;
}

/** Every day at seven: like the last one in what it acts on. */
export function newEntry(entries: readonly Entry[], targets: readonly string[]): Entry | undefined {
  const slot = freeSlot(entries);
  if (slot === undefined) return undefined;
  const { target_channels: channels = targets.slice(0, 1) } = entries.at(-1) ?? {};
  return {
    slot_no: slot,
    weekdays: [...DAYS],
    time: "07:00",
    condition: "fixed_time",
    target_channels: channels,
    level: 1,
  };
}

const WORKDAYS: readonly string[] = DAYS.slice(0, 5);
const WEEKEND: readonly string[] = DAYS.slice(5);
const sameDays = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((day) => b.includes(day));

export type DaysInWords = "all" | "workdays" | "weekend" | readonly string[];

/** In the order of the week. */
export function daysInWords(days: readonly string[]): DaysInWords {
  if (sameDays(days, DAYS)) return "all";
  if (sameDays(days, WORKDAYS)) return "workdays";
  return sameDays(days, WEEKEND) ? "weekend" : DAYS.filter((day) => days.includes(day));
}

/** Conditions of an entry that need a time of day, the sun, or both (contract). */
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
export const needsSun = ({ condition }: Entry): boolean => condition !== undefined && condition !== "fixed_time";

/** By the time of the day. */
export const byTime = (a: Entry, b: Entry): number => a.time.localeCompare(b.time) || a.slot_no - b.slot_no;

/** With another one in the place of the one that it was, or as one more. */
export const withEntry = (entries: readonly Entry[], entry: Entry): Entry[] => [
  ...entries.filter(({ slot_no: slot }) => slot !== entry.slot_no),
  entry,
];

/** Words, numbers and times in the language that the visitor has chosen, else in the browser's. */
import { computed, signal } from "@preact/signals";
import { recall, remember } from "../state/remembered.ts";
import { de } from "./de.ts";
import { type Dictionary, en, type Key } from "./en.ts";

export const LANGUAGES = ["de", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
/** Each in its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { de: "Deutsch", en: "English" };
const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { de, en };

const preferred = (): Language => (navigator.language.toLowerCase().startsWith("de") ? "de" : "en");
const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);

const kept = recall("language");
export const language = signal<Language>(isLanguage(kept) ? kept : preferred());
language.subscribe((now) => {
  document.documentElement.lang = now;
});

export function chooseLanguage(next: Language): void {
  language.value = next;
  remember("language", next);
}

export type Fill = Readonly<Record<string, string | number>>;
const filled = (text: string, fill: Fill): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => String(fill[name] ?? all));

/** The text of a key, with `{name}` filled in. */
export const t = (key: Key, fill: Fill = {}): string => filled(DICTIONARIES[language.value][key], fill);

/**
 * The words of one page, which come with it: `const w = wordsOf({ en, de })`, then `w("title")`. Its `de.ts` is of the type
 * `Readonly<Record<keyof typeof en, string>>`.
 */
export const wordsOf =
  <K extends string>(dictionaries: Readonly<Record<Language, Readonly<Record<K, string>>>>) =>
  (key: K, fill: Fill = {}): string =>
    filled(dictionaries[language.value][key], fill);

/** The browser's own locale where it speaks the chosen language: de-AT writes other dates than de-DE. */
export const locale = computed(() =>
  navigator.language.toLowerCase().startsWith(language.value) ? navigator.language : language.value,
);
const numbers = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 2 }));
const clock = computed(() => new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit" }));
const dates = computed(
  () =>
    new Intl.DateTimeFormat(locale.value, {
      day: "2-digit",
      month: "2-digit",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    }),
);
const relative = computed(() => new Intl.RelativeTimeFormat(locale.value, { numeric: "always", style: "short" }));
const collator = computed(() => new Intl.Collator(locale.value, { numeric: true, sensitivity: "base" }));

/** A number as it is typed: without marks between thousands. */
export const typedNumber = (value: number): string => {
  const mark = numbers.value.formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";
  return String(value).replace(".", mark);
};
/** With a minus sign, which is as wide as the plus: a hyphen before a figure is easily missed. */
export const formatNumber = (value: number): string => numbers.value.format(value).replace("-", "−");
export const compareNames = (a: string, b: string): number => collator.value.compare(a, b);

/** The time alone where it is of today. @param at milliseconds since the epoch, or text that `Date` reads */
export function formatTime(at: string | number | undefined): string {
  const date = new Date(at ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return t("time.never");
  return date.toDateString() === new Date().toDateString() ? clock.value.format(date) : dates.value.format(date);
}

/** A stretch of time: what both ends share is said once. @param from milliseconds since the epoch, as `to` */
export const formatRange = (from: number, to: number): string => dates.value.formatRange(from, to);

const wholeDays = computed(
  () => new Intl.DateTimeFormat(locale.value, { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }),
);
/** @param day as `2026-11-30`; whatever is no day stays as it is */
export function formatDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : wholeDays.value.format(at);
}

const days = computed(() => new Intl.DateTimeFormat(locale.value, { day: "2-digit", month: "2-digit" }));
const months = computed(() => new Intl.DateTimeFormat(locale.value, { month: "short", year: "2-digit" }));
/** Milliseconds of a span in which the time of the day says most, and of one in which the day does. */
const [CLOCK_SPAN_MS, DAYS_SPAN_MS] = [48 * 3_600_000, 120 * 24 * 3_600_000];

/** What the times of an axis are called by. @param span milliseconds of the axis */
export const namingOf = (span: number): "clock" | "day" | "month" =>
  span <= CLOCK_SPAN_MS ? "clock" : span <= DAYS_SPAN_MS ? "day" : "month";

const TICKS = { clock, day: days, month: months };
/** A time at an axis, as exact as the span asks for. @param at milliseconds since the epoch @param span of the axis */
export const formatTick = (at: number, span: number): string => TICKS[namingOf(span)].value.format(at);

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** How long ago. @param at as {@link formatTime} has it @param now milliseconds since the epoch */
export function formatAge(at: string | undefined, now: number): string {
  const seconds = Math.round((now - new Date(at ?? Number.NaN).getTime()) / 1000);
  if (Number.isNaN(seconds)) return t("time.never");
  for (const [unit, size] of UNITS)
    if (seconds >= size) return relative.value.format(-Math.floor(seconds / size), unit);
  return t("time.now");
}

/** A span of time in its largest unit. @param seconds from 0 */
export function formatSpan(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (["second", 1] as const);
  return new Intl.NumberFormat(locale.value, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.floor(seconds / size),
  );
}

/** Words of the pages of the alarm. */
import { language, locale, t as shared, wordsOf } from "../../i18n/index.ts";
import type { Entry, Zone } from "../../model/alarm.ts";
import { humanise } from "../../model/reading.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { EVENTS } from "./events.ts";

export const t = wordsOf({ en, de });

/** With the mode, where it is armed or about to be. */
export const stateWord = (state: Zone["state"], mode: Zone["mode"]): string =>
  mode === undefined || mode === "disarmed"
    ? shared(`alarm.state.${state}`)
    : // an exclamation mark ends a sentence: no colon follows it
      `${shared(`alarm.state.${state}`)}${state === "triggered" ? " " : ": "}${t(`mode.${mode}`)}`;

export const eventWord = (event: string): string => EVENTS[event]?.[language.value] ?? humanise(event);

/** What an entry tells besides: names of sensors and causes, never ids alone. */
export function journalDetails({ details = {} }: Entry): string {
  const { sensor_name, sensor, cause, mode, reason } = details;
  const modeWord =
    typeof mode === "string" && mode in MODE_WORDS ? t(MODE_WORDS[mode as keyof typeof MODE_WORDS]) : mode;
  const causeWord = typeof cause === "string" ? humanise(cause) : undefined;
  return [sensor_name ?? sensor, causeWord, modeWord, reason]
    .filter((one) => typeof one === "string" && one !== "")
    .join(" · ");
}
const MODE_WORDS = {
  perimeter: "mode.perimeter",
  full: "mode.full",
  night: "mode.night",
  vacation: "mode.vacation",
  custom: "mode.custom",
} as const;

/** 4 January 1970 was a Sunday. */
const SUNDAY = Date.UTC(1970, 0, 4);
/** @param day 0 = Sunday */
export const weekdayName = (day: number): string =>
  new Intl.DateTimeFormat(locale.value, { weekday: "short", timeZone: "UTC" }).format(SUNDAY + day * 86_400_000);

/** Words for labels of devices that the CCU has none for: tones and lights of sirens, effects of lights. */
import { humanise } from "../model/reading.ts";
import { type Language, language } from "./index.ts";

/** The label as devices have it, in German; in English it is readable as it is. */
const GERMAN: Readonly<Record<string, string>> = {
  DISABLE_ACOUSTIC_SIGNAL: "kein Ton",
  FREQUENCY_RISING: "Ton steigend",
  FREQUENCY_FALLING: "Ton fallend",
  FREQUENCY_RISING_AND_FALLING: "Ton steigend und fallend",
  FREQUENCY_ALTERNATING_LOW_HIGH: "Ton abwechselnd tief und hoch",
  FREQUENCY_ALTERNATING_LOW_MID_HIGH: "Ton abwechselnd tief, mittel, hoch",
  FREQUENCY_HIGHON_OFF: "hoher Ton, an und aus",
  FREQUENCY_HIGHON_LONGOFF: "hoher Ton, an und lange aus",
  FREQUENCY_LOWON_OFF_HIGHON_OFF: "tiefer und hoher Ton, an und aus",
  FREQUENCY_LOWON_LONGOFF_HIGHON_LONGOFF: "tiefer und hoher Ton, an und lange aus",
  LOW_BATTERY: "Batterie schwach",
  DISARMED: "unscharf",
  INTERNALLY_ARMED: "intern scharf",
  EXTERNALLY_ARMED: "extern scharf",
  DELAYED_INTERNALLY_ARMED: "intern scharf, verzögert",
  DELAYED_EXTERNALLY_ARMED: "extern scharf, verzögert",
  EVENT: "Ereignis",
  ERROR: "Fehler",
  DISABLE_OPTICAL_SIGNAL: "kein Licht",
  BLINKING_ALTERNATELY_REPEATING: "abwechselnd blinkend",
  BLINKING_BOTH_REPEATING: "beide blinkend",
  DOUBLE_FLASHING_REPEATING: "doppelt aufblitzend",
  FLASHING_BOTH_REPEATING: "beide aufblitzend",
  CONFIRMATION_SIGNAL_0: "Bestätigung, lang und lang",
  CONFIRMATION_SIGNAL_1: "Bestätigung, lang und kurz",
  CONFIRMATION_SIGNAL_2: "Bestätigung, lang, kurz und kurz",
  Off: "kein Effekt",
  "Slow color change": "Farbwechsel langsam",
  "Medium color change": "Farbwechsel mittel",
  "Fast color change": "Farbwechsel schnell",
  Campemit: "Lagerfeuer",
  Waterfall: "Wasserfall",
  "TV simulation": "Fernsehsimulation",
};
const ENGLISH: Readonly<Record<string, string>> = { Campemit: "campfire" };
const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = { de: GERMAN, en: ENGLISH };

/** A label of a device for people; one that nobody has translated is readable at least. */
export const labelWord = (label: string): string => WORDS[language.value][label] ?? humanise(label);

/** Sections of a form. A parameter is in exactly one: the first that its name fits, else "other". */
import type { Locale } from "../labels.ts";
import type { KeypressGroup } from "./link-parameters.ts";

type Titles = Readonly<Record<Locale, string>>;

/** In the order in which they are shown. */
const SECTIONS: readonly (readonly [id: string, titles: Titles, pattern: RegExp])[] = [
  [
    "operation",
    { de: "Betriebsart", en: "Operation mode" },
    /OPERATION_MODE$|^BEHAVIOUR$|^INPUT_TYPE$|^HEATING_COOLING$/,
  ],
  ["powerup", { de: "Nach einem Stromausfall", en: "After a power failure" }, /^POWERUP_/],
  ["boost", { de: "Boost", en: "Boost" }, /BOOST/],
  ["decalcification", { de: "Entkalkungsfahrt", en: "Decalcification" }, /^DECALCIFICATION_/],
  ["window", { de: "Offenes Fenster", en: "Open window" }, /^TEMPERATUREFALL_|WINDOW_OPEN/],
  [
    "temperature",
    { de: "Temperaturen", en: "Temperatures" },
    /^(TEMPERATURE?|FROST|ECO|MINIMAL_FLOOR|MIN_MAX_VALUE)_|_TEMP(ERATURE)?(_|$)/,
  ],
  [
    "valve",
    { de: "Ventil und Regelung", en: "Valve and control" },
    /^(VALVE|ADAPTIVE|OPTIMUM|PWM|TWO_POINT|HEATING|COOLING|HUMIDITY_LIMIT|FLOOR)_/,
  ],
  ["button", { de: "Tasten", en: "Buttons" }, /PRESS|BUTTON|KEYS|^LOCAL_/],
  [
    "display",
    { de: "Anzeige und Licht", en: "Display and light" },
    /^(SHOW|DISPLAY|BACKLIGHT|LED|LCD|DEVICE_LED|TEXT)|^TEXTLINE/,
  ],
  [
    "sound",
    { de: "Töne und Meldungen am Gerät", en: "Sounds and signals" },
    /^(BEEP|SIGNAL|ACOUSTIC|OPTIC|SOUND|NOTIFICATION|KEYPRESS_SIGNAL)/,
  ],
  [
    "running_time",
    { de: "Fahrzeiten", en: "Running times" },
    /^(REFERENCE_RUN|CHANGE_OVER|POSITION_SAVE|ENDPOSITION|DELAY_COMPENSATION)/,
  ],
  [
    "light",
    { de: "Farbe und Helligkeit", en: "Colour and brightness" },
    /^(WHITE|LIMITATION|HARDWARE_COLOR|UNIVERSAL_LIGHT|ON_MIN_LEVEL|DIM_|OVERTEMP|REDUCE)/,
  ],
  ["effects", { de: "Lichteffekte", en: "Light effects" }, /EFFECT_/],
  [
    "condition",
    { de: "Schaltbefehle bei Schwellwerten", en: "Switching commands at thresholds" },
    /^COND_TX_|_THRESHOLD(_|$)|_DECISION_|^STORM_/,
  ],
  [
    "detection",
    { de: "Erkennung", en: "Detection" },
    /^(EVENT_FILTER|MIN_INTERVAL|CAPTURE|BRIGHTNESS_FILTER|PIR|MOTION|SENSOR|BLOCKING)/,
  ],
  ["report", { de: "Meldungen", en: "Reports" }, /^EVENT_|^MSG_FOR|_MSG$|^CONTACT_|^ABORT_EVENT/],
  [
    "transmission",
    { de: "Funk und Statusmeldungen", en: "Radio and status messages" },
    /^(TRANSMIT|TX|CYCLIC|STATUSINFO|DUTYCYCLE|ENABLE_ROUTING|BURST|AES|ARR|DISABLE_MSG|LIVE_MODE|PERMANENT)/,
  ],
  ["clock", { de: "Uhr und Standort", en: "Clock and place" }, /^(DST|UTC|DAYLIGHT|LONGITUDE|LATITUDE|ALTITUDE)/],
  ["dali", { de: "DALI", en: "DALI" }, /^DALI_/],
  ["routing", { de: "Weiterleitung", en: "Routing" }, /ROUTE|^BROADCAST_|^ADDRESS_(SENDER|RECEIVER)/],
];
const OTHER: Titles = { de: "Weitere Einstellungen", en: "Other settings" };

const PRESSES: readonly (readonly [KeypressGroup, Titles])[] = [
  ["common", { de: "Allgemein", en: "Common" }],
  ["short", { de: "Kurzer Tastendruck", en: "Short press" }],
  ["long", { de: "Langer Tastendruck", en: "Long press" }],
];

export interface FormGroup {
  id: string;
  label: string;
  parameters: string[];
}

const filled = (groups: readonly FormGroup[]): FormGroup[] => groups.filter(({ parameters }) => parameters.length > 0);

/** Sections with the parameters that belong to them, in the order of `names`; empty ones are left out. */
export function sectionsOf(names: readonly string[], locale: Locale): FormGroup[] {
  const groups = new Map(
    [...SECTIONS, ["other", OTHER] as const].map(([id, titles]) => [
      id,
      { id, label: titles[locale], parameters: [] as string[] },
    ]),
  );
  for (const name of names) {
    const section = SECTIONS.find(([, , pattern]) => pattern.test(name));
    groups.get(section?.[0] ?? "other")?.parameters.push(name);
  }
  return filled([...groups.values()]);
}

/** Sections of a link: what holds always, what a short and what a long press does. */
export const pressesOf = (
  names: readonly string[],
  groupOf: (name: string) => KeypressGroup,
  locale: Locale,
): FormGroup[] =>
  filled(
    PRESSES.map(([id, titles]) => ({
      id: `keypress.${id}`,
      label: titles[locale],
      parameters: names.filter((name) => groupOf(name) === id),
    })),
  );

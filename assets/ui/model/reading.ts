/** A value of a data point as words, and what it means: is a window open, is something wrong? */
import type { Key } from "../i18n/en.ts";
import type { ChannelPoint } from "./tiles.ts";

/** What a value stands for at a glance. */
export type Meaning = "open" | "on" | "low" | "wrong";

interface Words {
  readonly yes: Key;
  readonly no: Key;
  readonly meaning?: Meaning;
}

/** Positions of a window's handle, in the words of every other window. */
const POSITIONS: Readonly<Record<string, Key>> = {
  CLOSED: "state.closed",
  TILTED: "state.tilted",
  OPEN: "state.open",
};
const OPEN: Words = { yes: "state.open", no: "state.closed", meaning: "open" };
const SMOKE: Words = { yes: "state.smoke", no: "state.nosmoke", meaning: "wrong" };
const WET: Words = { yes: "state.wet", no: "state.dry", meaning: "wrong" };
const ON: Words = { yes: "state.on", no: "state.off" };
const YES: Words = { yes: "state.yes", no: "state.no" };

const BY_CHANNEL: Readonly<Record<string, Words>> = {
  SHUTTER_CONTACT: OPEN,
  ROTARY_HANDLE_SENSOR: OPEN,
  SMOKE_DETECTOR: SMOKE,
  SMOKE_DETECTOR_TEAM: SMOKE,
  WATERDETECTIONSENSOR: WET,
};
const BY_PARAMETER: Readonly<Record<string, Words>> = {
  WINDOW_STATE: OPEN,
  MOTION: { yes: "state.motion", no: "state.still" },
  PRESENCE_DETECTION_STATE: { yes: "state.present", no: "state.absent" },
  ALARMSTATE: { yes: "state.alarm", no: "state.quiet", meaning: "wrong" },
  MOISTURE_DETECTED: WET,
  WATERLEVEL_DETECTED: WET,
  RAINING: { yes: "state.rain", no: "state.norain" },
  SMOKE_DETECTOR_ALARM_STATUS: SMOKE,
  LOW_BAT: { ...YES, meaning: "low" },
  LOWBAT: { ...YES, meaning: "low" },
  SABOTAGE: { ...YES, meaning: "wrong" },
  ERROR_JAMMED: { ...YES, meaning: "wrong" },
  ERROR_OVERHEAT: { ...YES, meaning: "wrong" },
};

/** Of an enumeration the first entry stands for "no": CLOSED, DRY, IDLE_OFF. What is not in it says nothing. */
function isActive({ point }: ChannelPoint, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  const index = typeof value === "string" ? point.value_list?.indexOf(value) : value;
  return typeof index === "number" && index > 0 && index < (point.value_list?.length ?? Number.POSITIVE_INFINITY);
}

const wordsOf = ({ point, channelType }: ChannelPoint): Words | undefined =>
  BY_PARAMETER[point.parameter] ?? (point.parameter === "STATE" ? BY_CHANNEL[channelType ?? ""] : undefined);

/** `undefined` where nothing is to be noticed, or nothing is known. */
export function meaningOf(one: ChannelPoint, value: unknown): Meaning | undefined {
  return isActive(one, value) ? wordsOf(one)?.meaning : undefined;
}

export interface Language {
  readonly t: (key: Key) => string;
  readonly formatNumber: (value: number) => string;
}

/** `TOO_TIGHT` as `too tight`. */
export const humanise = (label: string): string => label.toLowerCase().replaceAll("_", " ");

const nameIn = ({ value_list: names }: ChannelPoint["point"], value: string | number): string | undefined =>
  typeof value === "number" ? names?.[value] : value;

function label({ point }: ChannelPoint, value: string | number): string | undefined {
  const name = nameIn(point, value);
  if (name === undefined) return undefined;
  return point.value_translations?.[name] ?? humanise(name);
}

/** Shares are 0 … 1 on the wire and per cent for people. */
const isShare = ({ point }: ChannelPoint): boolean => point.unit === "%" && Number(point.max) <= 1.01;

/** The value for people, with its unit. `undefined` and `null`: it is not known. */
export function wordFor(one: ChannelPoint, value: unknown, { t, formatNumber }: Language): string {
  const { point } = one;
  if (value === undefined || value === null) return t("tile.unknown");
  const words = wordsOf(one);
  if (typeof value === "boolean") return t((words ?? (point.category === "switch" ? ON : YES))[value ? "yes" : "no"]);
  if (point.value_list !== undefined && (typeof value === "number" || typeof value === "string")) {
    const position = words === OPEN ? POSITIONS[nameIn(point, value) ?? ""] : undefined;
    return position ? t(position) : (label(one, value) ?? String(value));
  }
  if (typeof value !== "number") return String(value);
  const unit = point.unit === undefined || point.unit === "" ? "" : `\u00a0${point.unit}`;
  if (point.unit === "Wh" && Math.abs(value) >= 1000) return `${formatNumber(Math.round(value / 10) / 100)}\u00a0kWh`;
  const rounded = isShare(one) ? Math.round(value * 1000) / 10 : Math.round(value * 100) / 100;
  return `${formatNumber(rounded)}${unit}`;
}

/** The state of a light, a blind, a lock … in a few words. */
import type { Key } from "../i18n/en.ts";
import type { Language } from "./reading.ts";

type State = Readonly<Record<string, unknown>>;
interface Words extends Language {
  readonly t: (key: Key, fill?: Readonly<Record<string, string | number>>) => string;
}
type Summary = (state: State, words: Words) => string[];

const percent = (value: number): string => `${Math.round(value)}\u00a0%`;
const onOff = (on: boolean | undefined, { t }: Words): string[] => [
  on === undefined ? t("tile.unknown") : t(on ? "state.on" : "state.off"),
];
const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
const switched = (value: unknown): boolean | undefined =>
  typeof value === "string" ? value.toLowerCase() === "on" : undefined;

const light: Summary = (state, words) => {
  const on = switched(state.state);
  const { brightness } = state;
  return on === true && typeof brightness === "number" ? [percent((brightness / 255) * 100)] : onOff(on, words);
};

const COVERS: Readonly<Record<string, Key>> = {
  opening: "state.opening",
  closing: "state.closing",
  open: "state.open",
  closed: "state.closed",
};

const cover: Summary = (state, { t }) => {
  if (state.door_state === "VENTILATION_POSITION") return [t("state.ventilation")];
  const key = COVERS[String(state.state)];
  const position = state.current_position;
  const isBetween = typeof position === "number" && position > 0 && position < 100 && state.door_state === undefined;
  const word = key === undefined ? t("tile.unknown") : t(key);
  return isBetween ? [word, percent(position)] : [word];
};

const climate: Summary = (state, { t, formatNumber }) => {
  const words: string[] = [];
  const { current_temperature: now, set_temperature: target, current_humidity: humidity } = state;
  if (typeof now === "number") words.push(t("climate.now", { value: `${formatNumber(now)}\u00a0°C` }));
  if (typeof target === "number") words.push(`→ ${formatNumber(target)}\u00a0°C`);
  if (typeof humidity === "number") words.push(t("climate.humidity", { value: formatNumber(humidity) }));
  if (state.action === "heating") words.push(t("climate.heating"));
  return words.length === 0 ? [t("tile.unknown")] : words;
};

/** Whether it is locked; `undefined` where it is not sure that it is. Nobody is told that a door is open because nothing is known. */
export const isLocked = ({ is_locked, lock_state, state_uncertain }: State): boolean | undefined =>
  lock_state === "UNKNOWN" || (state_uncertain === true && is_locked !== true) ? undefined : flag(is_locked);

const lock: Summary = (state, { t }) => {
  if (state.is_jammed === true) return [t("state.jammed")];
  if (state.is_locking === true) return [t("state.locking")];
  if (state.is_unlocking === true) return [t("state.unlocking")];
  const locked = isLocked(state);
  return [locked === undefined ? t("tile.unknown") : t(locked ? "state.locked" : "state.unlocked")];
};

const SUMMARIES: Readonly<Record<string, Summary>> = {
  light,
  cover,
  climate,
  lock,
  switch: (state, words) => onOff(flag(state.is_on), words),
  siren: (state, words) => {
    const on = switched(state.state);
    return [words.t(on === undefined ? "tile.unknown" : on ? "state.alarm" : "state.quiet")];
  },
  valve: (state, { t }) => {
    const open = flag(state.is_open);
    return [open === undefined ? t("tile.unknown") : t(open ? "state.open" : "state.closed")];
  },
  text_display: () => [],
};

/** Parts that are shown one after the other; none where there is nothing to say. */
export const summaryOf = (category: string, state: State, words: Words): string[] =>
  SUMMARIES[category]?.(state, words) ?? [];

/** Whether it stands out: lit, open, heating, sounding. */
export function isActive(category: string, state: State): boolean {
  if (category === "light" || category === "siren") return switched(state.state) === true;
  if (category === "switch") return state.is_on === true;
  if (category === "lock") return isLocked(state) === false;
  if (category === "valve") return state.is_open === true;
  if (category === "climate") return state.action === "heating";
  return category === "cover" && "door_state" in state && Number(state.current_position) > 0;
}

/** Times of day and durations of schedules (device-model 4.2, 4.3). */

export const MINUTES_OF_DAY = 1440;

/**
 * Minutes since midnight of `H:MM` or `HH:MM`; `undefined` where it is none. 24:00 counts only where `endOfDay`;
 * anything later is refused, never moved.
 */
export function minutesOf(text: string, endOfDay = false): number | undefined {
  const match = /^(\d{1,2}):([0-5]\d)$/.exec(text);
  if (!match) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return minutes < MINUTES_OF_DAY || (endOfDay && minutes === MINUTES_OF_DAY) ? minutes : undefined;
}

/** `HH:MM` of minutes since midnight. */
export const timeText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Milliseconds of the time bases 0 … 7. */
const BASES = [100, 1000, 5000, 10_000, 60_000, 300_000, 600_000, 3_600_000] as const;
/** Unit in which a base is written: the largest of which the base is a multiple, and where encoding begins. */
const UNITS = {
  ms: { ms: 1, first: 0 },
  s: { ms: 1000, first: 1 },
  min: { ms: 60_000, first: 4 },
  h: { ms: 3_600_000, first: 7 },
};
const UNIT_OF_BASE = ["ms", "s", "s", "s", "min", "min", "min", "h"] as const;
/** Five bits, of which 31 is "for ever" beside the largest base. */
const FACTOR_LIMIT = 30;

/** Base and factor as the devices have them. */
export interface TimeFactor {
  readonly base: number;
  readonly factor: number;
}
/** No end: what locks and "on" without a duration carry. */
export const PERMANENT: TimeFactor = { base: 7, factor: 31 };
export const NO_TIME: TimeFactor = { base: 0, factor: 0 };

/** Text of a duration, digits and unit; `undefined` for none, for ever, and what is no duration. */
export function durationText(base: number | undefined, factor: number | undefined): string | undefined {
  if (base === undefined || factor === undefined || factor <= 0) return undefined;
  const length = BASES[base];
  const unit = UNIT_OF_BASE[base];
  if (length === undefined || unit === undefined || (base === PERMANENT.base && factor >= PERMANENT.factor))
    return undefined;
  return `${(factor * length) / UNITS[unit].ms}${unit}`;
}

/**
 * Base and factor of a text such as `90s` or `40min`: the finest base from that of the unit on which divides it evenly
 * into at most 30. `undefined` where there is none (31h) or the text is no duration.
 */
export function durationOf(text: string): TimeFactor | undefined {
  const match = /^(\d{1,9})(ms|s|min|h)$/.exec(text);
  if (!match) return undefined;
  const unit = UNITS[match[2] as keyof typeof UNITS];
  const length = Number(match[1]) * unit.ms;
  if (length === 0) return NO_TIME;
  for (let base = unit.first; base < BASES.length; base++) {
    const factor = length / BASES[base]!;
    if (Number.isInteger(factor) && factor <= FACTOR_LIMIT) return { base, factor };
  }
  return undefined;
}

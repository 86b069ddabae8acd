/** Moments as text. */

/** Last millisecond that a JavaScript date can hold. */

const LAST_DATE = 8.64e15;

/**
 * Milliseconds since the epoch as UTC text with milliseconds (api-behaviour 1.6); `undefined` for what is no time:
 * absent, 0 (a CCU's "never"), or beyond what a date can hold.
 */
export const isoTime = (ms: number | undefined): string | undefined =>
  ms !== undefined && ms > 0 && ms <= LAST_DATE ? new Date(ms).toISOString() : undefined;

/** Milliseconds since the epoch as the same text, where they are known to be a time. @throws RangeError beyond what a date can hold */
export const iso = (at: number): string => new Date(at).toISOString();

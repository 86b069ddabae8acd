/** What every implementation of the port `EventLog` agrees on. */

/** Contract: the replay capacity that clients may rely on; an event log keeps at least so many events of a site. */
export const EVENT_LOG_KEEP = 1024;
/** Kept unless told otherwise: a few minutes of a busy home (about 40 events/s), some 3 MB. */
export const EVENT_LOG_DEFAULT_KEEP = 10_000;
/** Removed at once, so that trimming costs a thousandth of an append; at most so many more than asked are kept. */
export const EVENT_LOG_TRIM_BATCH = 1000;
/** Events of one read unless told otherwise (port `EventLog`). */
export const EVENT_LOG_READ_LIMIT = 500;

/** @throws RangeError below {@link EVENT_LOG_KEEP}. */
export function checkKeep(keep: number): number {
  if (!Number.isSafeInteger(keep) || keep < EVENT_LOG_KEEP)
    throw new RangeError(`an event log keeps at least ${EVENT_LOG_KEEP} events`);
  return keep;
}

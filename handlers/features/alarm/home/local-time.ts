/** Minutes of the day in the house's own time. */
export interface LocalMinute {
  /** 0 = Sunday. */
  readonly weekday: number;
  /** Since midnight. */
  readonly minute: number;
}

/** Minutes since midnight of `HH:MM`; `undefined` where it is none. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? "";
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone && { timeZone }),
  });
  formats.set(key, made);
  return made;
}
function localMinute(at: number, timeZone: string | undefined): LocalMinute {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    weekday: WEEKDAYS.indexOf(parts.get("weekday") ?? ""),
    minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  };
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** Longest change of the clocks that is one: an hour almost everywhere. */
const SHIFT_MOST_MINUTES = 60;

/**
 * The minutes that begin after `since`, up to `until` (milliseconds since the epoch): each minute of the day once, also those
 * that are left out when the clocks are put forward; those that come twice when they are put back come the first time only.
 */
export function* localMinutes(since: number, until: number, timeZone: string | undefined): Generator<LocalMinute> {
  for (let at = Math.floor(since / MINUTE_MS) * MINUTE_MS + MINUTE_MS; at <= until; at += MINUTE_MS) {
    const now = localMinute(at, timeZone);
    const before = localMinute(at - MINUTE_MS, timeZone);
    const ahead = (now.minute - before.minute + DAY_MINUTES) % DAY_MINUTES;
    if (ahead > 1 && ahead <= SHIFT_MOST_MINUTES + 1)
      for (let left = ahead - 1; left > 0; left -= 1)
        yield { weekday: now.weekday, minute: (now.minute - left + DAY_MINUTES) % DAY_MINUTES };
    if (!cameAnHourAgo(at, now, timeZone)) yield now;
  }
}
/** The clocks were put back: this minute of the day has been before. */
function cameAnHourAgo(at: number, { weekday, minute }: LocalMinute, timeZone: string | undefined): boolean {
  const before = localMinute(at - SHIFT_MOST_MINUTES * MINUTE_MS, timeZone);
  return before.weekday === weekday && before.minute === minute;
}

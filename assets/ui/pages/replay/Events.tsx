/** What happened, by time; the moment that is looked at stands in its middle. */
import { useEffect, useRef } from "preact/hooks";
import { type Happening, placeAt } from "./happenings.ts";
import { clockTime, exactTime } from "./times.ts";
import { w } from "./words.ts";

/** Events on either side of the moment: more than anybody reads at once. */
const AROUND = 100;

interface EventsProps {
  readonly happenings: readonly Happening[];
  /** The log was read to its end. */
  readonly isRead: boolean;
  readonly at: number;
  readonly onMove: (at: number) => void;
}

export function Events({ happenings, isRead, at, onMove }: EventsProps) {
  const list = useRef<HTMLOListElement>(null);
  const place = placeAt(happenings, at);
  const first = Math.max(0, place - AROUND);
  const shown = happenings.slice(first, Math.max(place, 0) + AROUND);
  const current = happenings[place]?.id;
  useEffect(() => {
    const box = list.current;
    const line = box?.querySelector<HTMLElement>("[aria-current]");
    // within the list alone: the page itself stays where it is
    if (box && line) box.scrollTo({ top: line.offsetTop - box.clientHeight / 2 });
  }, [current]);
  const later = happenings.length - first - shown.length;
  return (
    <section aria-label={w("events")} class="replay-events">
      <h2>{w("events")}</h2>
      {isRead && happenings.length === 0 && <p class="dim">{w("events.none")}</p>}
      {first > 0 && <p class="dim">{w("events.earlier", { count: first })}</p>}
      <ol ref={list}>
        {shown.map((one, index) => (
          <li key={one.id} class={first + index > place ? "later" : ""}>
            <button
              type="button"
              class="quiet"
              aria-current={one.id === current ? "true" : undefined}
              onClick={() => onMove(one.at)}
            >
              <time dateTime={new Date(one.at).toISOString()} title={exactTime(one.at)}>
                {clockTime(one.at)}
              </time>
              <span>
                <b>{one.name}</b> <span class="dim">{one.text}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {later > 0 && <p class="dim">{w("events.later", { count: later })}</p>}
    </section>
  );
}

/** A day of a heating profile as a bar: the ends of its stretches are dragged, or moved with the arrow keys. */
import { useRef } from "preact/hooks";
import { formatNumber } from "../../../i18n/index.ts";
import { w } from "../words.ts";
import { DAY_END, type Day, moveEnd, STEP, startOf, toTime, warmth } from "./climate-model.ts";

/** °C between which the colours run: what rooms have. */
const COLOURS = { min: 12, max: 25 };
/** Shares of the bar below which a temperature is not written into its stretch. */
const WRITTEN_SHARE = 0.07;
const LEVELS = 8;

interface DayBarProps {
  readonly day: Day;
  readonly label: string;
  /** Absent: it is only looked at. */
  readonly onChange?: (day: Day) => void;
  /** The stretch that is being changed. */
  readonly selected?: number | undefined;
}

/** What the policy of the page forbids as an attribute may be set by a script. */
const sized = (start: number, end: number) => (node: HTMLElement | SVGElement | null) => {
  if (node === null) return;
  node.style.insetInlineStart = `${(start / DAY_END) * 100}%`;
  if (end > start) node.style.width = `${((end - start) / DAY_END) * 100}%`;
};

const lookOf = (temperature: number): string => `warm-${Math.round(warmth(temperature, COLOURS) * LEVELS)}`;

interface HandleProps {
  readonly day: Day;
  readonly index: number;
  readonly onMove: (minutes: number) => void;
  readonly minutesAt: (clientX: number) => number;
}

function Handle({ day, index, onMove, minutesAt }: HandleProps) {
  const { end } = day[index]!;
  const keys: Readonly<Record<string, number>> = {
    ArrowLeft: -STEP,
    ArrowDown: -STEP,
    ArrowRight: STEP,
    ArrowUp: STEP,
    PageDown: -60,
    PageUp: 60,
  };
  return (
    <span
      ref={sized(end, end)}
      class="handle"
      role="slider"
      tabIndex={0}
      aria-label={w("week.end", { from: toTime(startOf(day, index)) })}
      aria-valuemin={startOf(day, index) + STEP}
      aria-valuemax={day[index + 1]!.end - STEP}
      aria-valuenow={end}
      aria-valuetext={toTime(end)}
      onKeyDown={(event) => {
        const step = keys[event.key];
        if (step === undefined) return;
        event.preventDefault();
        onMove(end + step);
      }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onMove(minutesAt(event.clientX));
      }}
    />
  );
}

export function DayBar({ day, label, onChange, selected }: DayBarProps) {
  const bar = useRef<HTMLFieldSetElement>(null);
  const minutesAt = (clientX: number): number => {
    const { left = 0, width = 1 } = bar.current?.getBoundingClientRect() ?? {};
    return ((clientX - left) / width) * DAY_END;
  };
  const text = (index: number) =>
    w("week.stretch", {
      from: toTime(startOf(day, index)),
      to: toTime(day[index]!.end),
      value: formatNumber(day[index]!.temperature),
    });
  return (
    <fieldset ref={bar} class={`day-bar${onChange ? " editable" : ""}`} aria-label={label}>
      {day.map(({ end, temperature }, index) => {
        const start = startOf(day, index);
        const isWritten = (end - start) / DAY_END >= WRITTEN_SHARE;
        return (
          <span
            key={start}
            ref={sized(start, end)}
            class={`stretch ${lookOf(temperature)}${selected === index ? " chosen" : ""}`}
            role="img"
            aria-label={text(index)}
          >
            {isWritten && `${formatNumber(temperature)}°`}
          </span>
        );
      })}
      {onChange &&
        day
          .slice(0, -1)
          .map((_, index) => (
            <Handle
              key={index}
              day={day}
              index={index}
              minutesAt={minutesAt}
              onMove={(minutes) => onChange(moveEnd(day, index, minutes))}
            />
          ))}
    </fieldset>
  );
}

/** The hours below a bar. */
export const Hours = () => (
  <div class="hours" aria-hidden="true">
    {[0, 6, 12, 18, 24].map((hour) => (
      <span key={hour} ref={sized(hour * 60, hour * 60)}>
        {hour}
      </span>
    ))}
  </div>
);

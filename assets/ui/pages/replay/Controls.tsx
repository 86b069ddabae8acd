/** Which stretch of time is looked at, which moment of it, and how fast it goes by. */
import { mdiPause, mdiSkipNext, mdiSkipPrevious } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Select } from "../../parts/form.tsx";
import { Glyph, Icon } from "../../views/Icon.tsx";
import { density, RANGE_NAMES, type RangeName, rangeOf, type Span, typedRange, typedTime } from "./ranges.ts";
import { exactTime } from "./times.ts";
import { w } from "./words.ts";

interface RangesProps {
  readonly chosen: RangeName | "own";
  readonly span: Span;
  readonly onChoose: (name: RangeName | "own", span: Span) => void;
}

export function Ranges({ chosen, span, onChoose }: RangesProps) {
  const isWrong = useSignal(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const typed = typedRange(String(form.get("from")), String(form.get("to")));
    isWrong.value = typed === undefined;
    if (typed) onChoose("own", typed);
  };
  return (
    <div class="replay-ranges">
      <fieldset class="segments">
        <legend class="hidden">{w("range")}</legend>
        {RANGE_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={chosen === name}
            onClick={() => onChoose(name, rangeOf(name, Date.now()))}
          >
            {w(`range.${name}`)}
          </button>
        ))}
      </fieldset>
      <details class="panel">
        <summary>{chosen === "own" ? `${exactTime(span.from)} – ${exactTime(span.to)}` : w("range.own")}</summary>
        <form onSubmit={submit}>
          {(["from", "to"] as const).map((end) => (
            <label key={end} class="field">
              {w(`range.${end}`)}
              <input type="datetime-local" name={end} required defaultValue={typedTime(span[end])} />
            </label>
          ))}
          <button type="submit">{w("range.show")}</button>
          {isWrong.value && <p role="alert">{w("range.wrong")}</p>}
        </form>
      </details>
    </div>
  );
}

/** Bars over the slider. */
const PARTS = 120;

/** How much happened when: an ornament, the list tells it in words. */
const Density = ({ times, span }: { readonly times: readonly number[]; readonly span: Span }) => {
  const counts = density(times, span, PARTS);
  const most = Math.max(1, ...counts);
  return (
    <svg class="replay-density" viewBox={`0 0 ${PARTS} 10`} preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, part) =>
        count === 0 ? null : (
          <rect
            key={part}
            x={part}
            width={0.8}
            y={10 - Math.max(1, (Math.sqrt(count) / Math.sqrt(most)) * 10)}
            height={10}
          />
        ),
      )}
    </svg>
  );
};

export const SPEEDS = { second: 1, minute: 60, ten: 600, hour: 3_600 } as const;
export type Speed = keyof typeof SPEEDS;

interface PlayerProps {
  readonly span: Span;
  readonly at: number;
  readonly times: readonly number[];
  readonly isPlaying: boolean;
  readonly speed: Speed;
  readonly onMove: (at: number) => void;
  readonly onPlay: (isPlaying: boolean) => void;
  readonly onSpeed: (speed: Speed) => void;
}

export function Player({ span, at, times, isPlaying, speed, onMove, onPlay, onSpeed }: PlayerProps) {
  const id = useId();
  const before = times.findLast((time) => time < at && time >= span.from);
  const next = times.find((time) => time > at && time <= span.to);
  return (
    <div class="panel replay-player">
      <label for={id} class="slider-label">
        {w("slider")} <b>{exactTime(at)}</b>
      </label>
      <Density times={times} span={span} />
      <input
        id={id}
        type="range"
        min={span.from}
        max={span.to}
        step={1000}
        value={at}
        aria-valuetext={exactTime(at)}
        onInput={(event) => onMove(Number(event.currentTarget.value))}
      />
      <div class="row">
        <button
          type="button"
          class="round"
          aria-label={w("previous")}
          title={w("previous")}
          disabled={before === undefined}
          onClick={() => before !== undefined && onMove(before)}
        >
          <Glyph path={mdiSkipPrevious} />
        </button>
        <button type="button" class="primary" onClick={() => onPlay(!isPlaying)}>
          {isPlaying ? <Glyph path={mdiPause} /> : <Icon name="play" />}
          {w(isPlaying ? "pause" : "play")}
        </button>
        <button
          type="button"
          class="round"
          aria-label={w("next")}
          title={w("next")}
          disabled={next === undefined}
          onClick={() => next !== undefined && onMove(next)}
        >
          <Glyph path={mdiSkipNext} />
        </button>
        <div class="replay-speed">
          <Select
            label={w("speed")}
            value={speed}
            options={(Object.keys(SPEEDS) as Speed[]).map((value) => ({ value, label: w(`speed.${value}`) }))}
            onChange={(value) => onSpeed(value as Speed)}
          />
        </div>
      </div>
    </div>
  );
}

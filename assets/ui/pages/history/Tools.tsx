/** Which stretch of time a plot shows: ranges, earlier and later, nearer and further. */
import { Icon } from "../../views/Icon.tsx";
import { moved, RANGES, type RangeName, type Span, zoomed } from "./history-model.ts";
import { w } from "./words.ts";

export const NAMES = Object.keys(RANGES) as RangeName[];

export function Tools({
  span,
  range,
  go,
  choose,
}: {
  readonly span: Span;
  readonly range: RangeName | undefined;
  readonly go: (span: Span) => void;
  readonly choose: (range: RangeName) => void;
}) {
  return (
    <div class="row history-tools">
      <fieldset class="segments">
        <legend class="hidden">{w("range")}</legend>
        {NAMES.map((name) => (
          <button key={name} type="button" aria-pressed={range === name} onClick={() => choose(name)}>
            {w(`range.${name}`)}
          </button>
        ))}
      </fieldset>
      <fieldset class="segments icons">
        <legend class="hidden">{w("move")}</legend>
        {(
          [
            ["back", w("earlier"), () => moved(span, -0.5, Date.now())],
            ["forward", w("later"), () => moved(span, 0.5, Date.now())],
            ["plus", w("nearer"), () => zoomed(span, 0.5, Date.now())],
            ["minus", w("further"), () => zoomed(span, 2, Date.now())],
          ] as const
        ).map(([icon, label, next]) => (
          <button key={icon} type="button" aria-label={label} title={label} onClick={() => go(next())}>
            <Icon name={icon} />
          </button>
        ))}
      </fieldset>
    </div>
  );
}

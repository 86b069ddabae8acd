/** A heating program: profiles, days, and the stretches of a day that people drag. */

import { useSignal } from "@preact/signals";
import type { Problem, Schemas } from "../../../../../adapters/client/index.ts";
import { IconButton } from "../../../controls/parts.tsx";
import { formatNumber } from "../../../i18n/index.ts";
import { Check } from "../../../parts/form.tsx";
import { ErrorNote } from "../../../parts/states.tsx";
import { useUnsaved } from "../../../parts/unsaved.ts";
import { away } from "../../../state/away.ts";
import { w } from "../words.ts";
import {
  DAYS,
  type Day,
  type DayName,
  dayOf,
  isSameDay,
  moveEnd,
  type Profile,
  remove,
  STRETCHES_LIMIT,
  setTemperature,
  split,
  startOf,
  toMinutes,
  toTime,
  weekdayOf,
} from "./climate-model.ts";
import { DayBar, Hours } from "./DayBar.tsx";

export interface Range {
  readonly min: number;
  readonly max: number;
}
/** °C that any heating device takes, where this one did not say. */
export const ANY_RANGE: Range = { min: 5, max: 30 };
const DEGREE_STEP = 0.5;

type Days = Readonly<Partial<Record<DayName, Day>>>;

export const daysOf = ({ weekdays }: Profile): Days =>
  Object.fromEntries(DAYS.flatMap((name) => (weekdays[name] ? [[name, dayOf(weekdays[name])]] : [])));

interface StretchesProps {
  readonly day: Day;
  readonly range: Range;
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly onChange: (day: Day) => void;
}

/** The stretches of a day as rows: for whoever types rather than drags. */
const Stretches = ({ day, range, selected, onSelect, onChange }: StretchesProps) => (
  <ol class="stretches">
    {day.map(({ end, temperature }, index) => {
      const from = toTime(startOf(day, index));
      const to = index === day.length - 1 ? "24:00" : toTime(end);
      const set = (value: number) =>
        onChange(setTemperature(day, index, Math.min(range.max, Math.max(range.min, value))));
      return (
        <li key={index} class={selected === index ? "chosen" : ""} onFocusCapture={() => onSelect(index)}>
          <span class="times">
            {from} –{" "}
            {index === day.length - 1 ? (
              to
            ) : (
              <input
                type="time"
                step={300}
                aria-label={w("week.end", { from })}
                value={to}
                onChange={(event) => onChange(moveEnd(day, index, toMinutes(event.currentTarget.value)))}
              />
            )}
          </span>
          <span class="stepper">
            <IconButton
              icon="minus"
              label={w("week.colder", { from })}
              disabled={temperature <= range.min}
              onClick={() => set(temperature - DEGREE_STEP)}
            />
            <output>{`${formatNumber(temperature)}\u00a0°C`}</output>
            <IconButton
              icon="plus"
              label={w("week.warmer", { from })}
              disabled={temperature >= range.max}
              onClick={() => set(temperature + DEGREE_STEP)}
            />
          </span>
          <span class="row">
            <button
              type="button"
              aria-label={w("week.split.named", { from })}
              disabled={day.length >= STRETCHES_LIMIT}
              onClick={() => onChange(split(day, index))}
            >
              {w("week.split")}
            </button>
            <IconButton
              icon="close"
              label={w("week.remove", { from })}
              disabled={day.length < 2}
              onClick={() => onChange(remove(day, index))}
            />
          </span>
        </li>
      );
    })}
  </ol>
);

interface CopyProps {
  readonly from: DayName;
  readonly onCopy: (to: readonly DayName[]) => void;
}

function CopyTo({ from, onCopy }: CopyProps) {
  const chosen = useSignal<readonly DayName[]>([]);
  return (
    <details>
      <summary>{w("week.copy", { day: w(`day.${from}`) })}</summary>
      <div class="boxes">
        {DAYS.filter((name) => name !== from).map((name) => (
          <Check
            key={name}
            label={w(`day.${name}`)}
            checked={chosen.value.includes(name)}
            onChange={(on) => {
              chosen.value = on ? [...chosen.value, name] : chosen.value.filter((one) => one !== name);
            }}
          />
        ))}
      </div>
      <button
        type="button"
        disabled={chosen.value.length === 0}
        onClick={() => {
          onCopy(chosen.value);
          chosen.value = [];
        }}
      >
        {w("week.copy.yes")}
      </button>
    </details>
  );
}

interface ClimateEditorProps {
  readonly schedule: Schemas["Schedule"];
  readonly profile: string;
  readonly range: Range;
  readonly canEdit: boolean;
  /** @returns why not */
  readonly save: (weekdays: Profile["weekdays"]) => Promise<Problem | undefined>;
}

export function ClimateEditor({ schedule, profile, range, canEdit, save }: ClimateEditorProps) {
  const known = daysOf(schedule.profiles?.[profile] ?? { weekdays: {} });
  /** Each step holds the days that are others than the device's. */
  const steps = useSignal<readonly Days[]>([]);
  const name = useSignal<DayName>(DAYS[(new Date().getDay() + 6) % 7]!);
  const selected = useSignal(0);
  const problem = useSignal<Problem | undefined>(undefined);
  const isBusy = useSignal(false);
  const draft: Days = { ...known, ...steps.value.at(-1) };
  const changed = DAYS.filter((day) => draft[day] && known[day] && !isSameDay(draft[day], known[day]));
  const day = draft[name.value];
  const change = (next: Days) => {
    steps.value = [...steps.value, { ...steps.value.at(-1), ...next }];
  };
  useUnsaved(changed.length > 0, w("leave.ask"));
  const send = async () => {
    isBusy.value = true;
    problem.value = await save(Object.fromEntries(changed.map((one) => [one, weekdayOf(draft[one]!)])));
    if (problem.value === undefined) steps.value = [];
    isBusy.value = false;
  };
  return (
    <>
      {problem.value && <ErrorNote problem={problem.value} />}
      <ul class="week">
        {DAYS.map((one) => (
          <li key={one}>
            <button
              type="button"
              class="day-name"
              aria-pressed={name.value === one}
              onClick={() => {
                name.value = one;
                selected.value = 0;
              }}
            >
              {w(`day.${one}`)}
              {changed.includes(one) && <span class="dot" role="img" aria-label={w("week.changed")} />}
            </button>
            {draft[one] ? (
              <DayBar day={draft[one]} label={w(`day.${one}`)} />
            ) : (
              <span class="dim">{w("value.unknown")}</span>
            )}
          </li>
        ))}
        <li class="hours-row">
          <span />
          <Hours />
        </li>
      </ul>
      {day && canEdit && (
        <section class="panel day-editor" aria-label={w(`day.${name.value}`)}>
          <h3>{w(`day.${name.value}`)}</h3>
          <DayBar
            day={day}
            label={w("week.drag", { day: w(`day.${name.value}`) })}
            selected={selected.value}
            onChange={(next) => change({ [name.value]: next })}
          />
          <Hours />
          <Stretches
            day={day}
            range={range}
            selected={selected.value}
            onSelect={(index) => {
              selected.value = index;
            }}
            onChange={(next) => change({ [name.value]: next })}
          />
          <CopyTo
            key={name.value}
            from={name.value}
            onCopy={(to) => change(Object.fromEntries(to.map((one) => [one, day])))}
          />
        </section>
      )}
      {changed.length > 0 && (
        <div class="panel form-actions">
          <p>{w("week.changes", { days: changed.map((one) => w(`day.${one}`)).join(", ") })}</p>
          <div class="row end">
            <button
              type="button"
              onClick={() => {
                steps.value = steps.value.slice(0, -1);
              }}
            >
              {w("form.undo")}
            </button>
            <button
              type="button"
              onClick={() => {
                steps.value = [];
              }}
            >
              {w("form.discard")}
            </button>
            <button
              type="button"
              class="primary"
              disabled={isBusy.value || away.value !== undefined}
              onClick={() => void send()}
            >
              {w("form.save")}
            </button>
          </div>
        </div>
      )}
    </>
  );
}

/** When a zone arms itself, or reminds somebody to. */
import type { Mode } from "../../model/alarm-words.ts";
import { Check, Select } from "../../parts/form.tsx";
import { type Config, type Schedule, schedulesOf, withValue } from "./draft.ts";
import { t, weekdayName } from "./words.ts";

interface SchedulesProps {
  readonly config: Config;
  readonly modes: readonly Mode[];
  readonly onChange: (config: Config) => void;
}

/** Monday first, as weeks begin here; the server counts from Sunday. */
const DAYS = [1, 2, 3, 4, 5, 6, 0] as const;
/** Of one zone (docs/alarm.md). */
const SCHEDULES_MOST = 21;

interface RowProps {
  readonly schedule: Schedule;
  readonly number: number;
  readonly modes: readonly Mode[];
  readonly onChange: (next: Schedule | undefined) => void;
}

const Row = ({ schedule, number, modes, onChange }: RowProps) => (
  <fieldset class="schedule">
    <legend>{t("schedule.number", { number })}</legend>
    <div class="fields">
      <label class="field">
        {t("schedule.time")}
        <input
          type="time"
          required
          value={schedule.time}
          onChange={(event) => onChange({ ...schedule, time: event.currentTarget.value })}
        />
      </label>
      <Select
        label={t("schedule.mode")}
        value={schedule.mode}
        options={modes.map((value) => ({ value, label: t(`mode.${value}`) }))}
        onChange={(mode) => onChange({ ...schedule, mode })}
      />
    </div>
    <div class="boxes">
      {DAYS.map((day) => (
        <Check
          key={day}
          label={weekdayName(day)}
          // no day means every day
          checked={schedule.days.length === 0 || schedule.days.includes(day)}
          // the last one stays: a schedule without a day would be one of every day
          disabled={schedule.days.length === 1 && schedule.days.includes(day)}
          onChange={(on) => {
            const now = schedule.days.length === 0 ? [...DAYS] : schedule.days;
            const next = DAYS.filter((one) => (one === day ? on : now.includes(one)));
            onChange({ ...schedule, days: next.length === DAYS.length ? [] : next });
          }}
        />
      ))}
    </div>
    <div class="row">
      <Check
        label={t("schedule.auto")}
        checked={schedule.auto_arm}
        onChange={(on) => onChange({ ...schedule, auto_arm: on })}
      />
      <button type="button" onClick={() => onChange(undefined)}>
        {t("schedule.remove")}
      </button>
    </div>
  </fieldset>
);

export function Schedules({ config, modes, onChange }: SchedulesProps) {
  const schedules = schedulesOf(config);
  const change = (next: readonly Schedule[]) => onChange(withValue(config, ["schedules"], next));
  return (
    <details open={schedules.length > 0}>
      <summary>{t("schedule.title")}</summary>
      <p class="dim">{t("schedule.text")}</p>
      {schedules.map((schedule, index) => (
        <Row
          key={index}
          schedule={schedule}
          number={index + 1}
          modes={modes}
          onChange={(next) =>
            change(schedules.flatMap((one, at) => (at !== index ? [one] : next === undefined ? [] : [next])))
          }
        />
      ))}
      {schedules.length < SCHEDULES_MOST && modes.length > 0 && (
        <button
          type="button"
          onClick={() => change([...schedules, { time: "22:00", days: [], mode: modes[0]!, auto_arm: false }])}
        >
          {t("schedule.add")}
        </button>
      )}
    </details>
  );
}

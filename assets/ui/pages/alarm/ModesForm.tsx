/** The modes of a zone: delays, how long it sounds, what may sound. */
import { MODES, type Mode } from "../../model/alarm-words.ts";
import { Check, Field } from "../../parts/form.tsx";
import { type Config, numberAt, recordOf, valueAt, withValue } from "./draft.ts";
import { t } from "./words.ts";

interface PartProps {
  readonly config: Config;
  readonly onChange: (config: Config) => void;
}

/** Seconds at most: a day; ten minutes for what sounds (docs/alarm.md). */
const DAY_S = 86_400;
const TRIGGER_MOST_S = 600;
/** Where nothing is said. */
const TRIGGER_DEFAULT_S = 180;
const CYCLES_MOST = 100;

const NUMBERS = [
  ["exit_delay_s", DAY_S, 0],
  ["entry_delay_s", DAY_S, 0],
  ["trigger_time_s", TRIGGER_MOST_S, TRIGGER_DEFAULT_S],
  ["pre_alarm_s", DAY_S, 0],
  ["max_retrigger_cycles", CYCLES_MOST, 0],
] as const;
const FLAGS = ["silent", "exclude_outdoor", "smoke_sounders", "arm_disarm_chirps", "countdown_ticks"] as const;

export const NumberField = ({
  label,
  value,
  max,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}) => (
  <Field label={label}>
    {(tied) => (
      <input
        {...tied}
        type="number"
        inputMode="numeric"
        required
        min={0}
        max={max}
        step={1}
        value={value}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber || 0)}
      />
    )}
  </Field>
);

/** What may sound; in a mode, and for fire and panic. */
export const OutputPolicy = ({ config, path, onChange }: PartProps & { readonly path: readonly string[] }) => (
  <div class="boxes">
    {FLAGS.map((flag) => (
      <Check
        key={flag}
        label={t(`policy.${flag}`)}
        checked={valueAt(config, [...path, flag]) === true}
        onChange={(on) => onChange(withValue(config, [...path, flag], on || undefined))}
      />
    ))}
  </div>
);

function ModePart({ mode, config, onChange }: PartProps & { readonly mode: Mode }) {
  const path = ["modes", mode];
  return (
    <div class="mode-part">
      <div class="fields">
        {NUMBERS.map(([name, max, fallback]) => (
          <NumberField
            key={name}
            label={t(`zone.${name}`)}
            value={numberAt(config, [...path, name], fallback)}
            max={max}
            onChange={(value) => onChange(withValue(config, [...path, name], value))}
          />
        ))}
      </div>
      <OutputPolicy config={config} path={[...path, "outputs"]} onChange={onChange} />
    </div>
  );
}

export const ModesForm = ({ config, onChange }: PartProps) => (
  <fieldset>
    <legend>{t("zone.modes")}</legend>
    {MODES.map((mode) => {
      const isOn = mode in recordOf(config.modes);
      return (
        <section key={mode} aria-label={t(`mode.${mode}`)} class="mode-row">
          <Check
            label={`${t(`mode.${mode}`)} – ${t(`mode.${mode}.text`)}`}
            checked={isOn}
            onChange={(on) => onChange(withValue(config, ["modes", mode], on ? {} : undefined))}
          />
          {isOn && (
            <details>
              <summary>
                {t("zone.mode.more", {
                  exit: numberAt(config, ["modes", mode, "exit_delay_s"], 0),
                  entry: numberAt(config, ["modes", mode, "entry_delay_s"], 0),
                })}
              </summary>
              <ModePart mode={mode} config={config} onChange={onChange} />
            </details>
          )}
        </section>
      );
    })}
  </fieldset>
);

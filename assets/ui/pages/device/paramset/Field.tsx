/** One parameter of a paramset with the control of its type. */
import { Toggle } from "../../../controls/parts.tsx";
import { formatNumber, typedNumber } from "../../../i18n/index.ts";
import { Field } from "../../../parts/form.tsx";
import { w } from "../words.ts";
import { type Fault, isNumber, isSame, type Parameter, toPeople, toWire } from "./form-model.ts";

/** What a value is called. */
export function valueWord(parameter: Parameter, value: unknown): string {
  if (value === undefined || value === null) return w("value.unknown");
  if (typeof value === "boolean") return w(value ? "value.yes" : "value.no");
  const named =
    parameter.presets?.find((preset) => preset.value === value)?.label ??
    parameter.value_list?.find((entry) => entry.key === value || entry.value === value)?.label;
  if (named !== undefined) return named;
  if (typeof value !== "number") return value === "" ? w("value.empty") : String(value);
  return [formatNumber(toPeople(parameter, value)), parameter.unit].filter(Boolean).join("\u00a0");
}

export function faultWord(fault: Fault): string {
  if (fault.kind === "rule") return fault.text;
  if (fault.kind === "below") return w("fault.below", { limit: formatNumber(fault.limit) });
  if (fault.kind === "above") return w("fault.above", { limit: formatNumber(fault.limit) });
  return w(fault.kind === "whole" ? "fault.whole" : "fault.number");
}

interface ControlProps {
  readonly parameter: Parameter;
  readonly value: unknown;
  readonly disabled: boolean;
  readonly onChange: (value: unknown) => void;
  readonly tied: { readonly id: string };
}

const Choice = ({ parameter, value, disabled, onChange, tied }: ControlProps) => {
  const options = parameter.value_list ?? [];
  const now = options.find((option) => option.key === value || option.value === value);
  return (
    <select
      {...tied}
      disabled={disabled}
      value={now?.key ?? ""}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {now === undefined && <option value="">{valueWord(parameter, value)}</option>}
      {options.map(({ key, label }) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  );
};

/** What was typed and is no number stays as it is: the note says so. */
const typed = (parameter: Parameter, text: string): unknown => {
  const number = Number(text.replace(",", "."));
  return text.trim() === "" || Number.isNaN(number) ? text : toWire(parameter, number);
};

function NumberControl({ parameter, value, disabled, onChange, tied }: ControlProps) {
  const preset = parameter.presets?.find((one) => one.value === value);
  const canType = parameter.presets === undefined || parameter.allow_custom_value !== false;
  const shown = typeof value === "number" ? typedNumber(toPeople(parameter, value)) : String(value ?? "");
  return (
    <div class="number-field">
      {parameter.presets && (
        <select
          {...(canType ? { "aria-label": parameter.label } : tied)}
          disabled={disabled}
          value={preset === undefined ? "" : String(preset.value)}
          onChange={(event) => {
            const { value: chosen } = event.currentTarget;
            const found = parameter.presets?.find((one) => String(one.value) === chosen);
            onChange(found === undefined ? (parameter.default ?? parameter.min ?? 0) : found.value);
          }}
        >
          <option value="">{w("value.own")}</option>
          {parameter.presets.map((one) => (
            <option key={one.label} value={String(one.value)}>
              {one.label}
            </option>
          ))}
        </select>
      )}
      {canType && preset === undefined && (
        <input
          {...tied}
          type="text"
          inputMode="decimal"
          disabled={disabled}
          value={shown}
          onChange={(event) => onChange(typed(parameter, event.currentTarget.value))}
        />
      )}
      {canType && preset === undefined && parameter.unit && <span class="dim">{parameter.unit}</span>}
    </div>
  );
}

function Control(props: ControlProps) {
  const { parameter, value, disabled, onChange, tied } = props;
  if (parameter.type === "BOOL")
    return disabled ? (
      <output {...tied}>{valueWord(parameter, value)}</output>
    ) : (
      <Toggle label={parameter.label} on={value === true} onChange={onChange} />
    );
  if (parameter.value_list !== undefined) return <Choice {...props} />;
  if (isNumber(parameter)) return <NumberControl {...props} />;
  return (
    <input
      {...tied}
      type="text"
      disabled={disabled}
      value={String(value ?? "")}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The limits in words, where there are some that a person would not guess. */
function limits(parameter: Parameter): string | undefined {
  const { min, max, type } = parameter;
  if ((type !== "FLOAT" && type !== "INTEGER") || typeof min !== "number" || typeof max !== "number") return undefined;
  const [low, high] = [formatNumber(toPeople(parameter, min)), formatNumber(toPeople(parameter, max))];
  return w("field.range", { min: low, max: [high, parameter.unit].filter(Boolean).join("\u00a0") });
}

interface ParameterFieldProps extends Omit<ControlProps, "tied"> {
  readonly fault: Fault | undefined;
  /** It differs from what is in the device. */
  readonly isChanged: boolean;
  /** Lets the device measure it now; for those that it can measure. */
  readonly measure: (name: string) => Promise<void>;
}

export function ParameterField({ fault, isChanged, measure, ...props }: ParameterFieldProps) {
  const { parameter, value, disabled } = props;
  const isDefault = parameter.default === undefined || isSame(parameter, value, parameter.default);
  const notes = [
    parameter.help,
    limits(parameter),
    isDefault || disabled ? undefined : w("field.default", { value: valueWord(parameter, parameter.default) }),
  ];
  return (
    <div class={`parameter${isChanged ? " changed" : ""}`}>
      <Field
        label={parameter.label}
        hint={notes.filter(Boolean).join(" · ") || undefined}
        error={fault && faultWord(fault)}
      >
        {(tied) => <Control {...props} disabled={disabled || !parameter.operations.write} tied={tied} />}
      </Field>
      {parameter.operations.determine === true && (
        <button
          type="button"
          disabled={disabled}
          aria-label={w("field.measure.named", { label: parameter.label })}
          onClick={() => void measure(parameter.name)}
        >
          {w("field.measure")}
        </button>
      )}
    </div>
  );
}

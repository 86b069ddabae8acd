/** One setting: its control, what it means, where its value comes from, what is wrong with it. */
import { formatNumber, language } from "../../i18n/index.ts";
import { Field } from "../../parts/form.tsx";
import { choiceName, fieldLabel, fieldText } from "./fields.ts";
import { type FormField, MASK, nanosecondsOf, spanOf, typedOf, UNITS } from "./model.ts";
import { w } from "./words.ts";

type Tied = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

interface ControlProps {
  readonly field: FormField;
  /** What was typed; `undefined`: nothing yet. */
  readonly draft: string | undefined;
  readonly onType: (raw: string) => void;
  readonly tied: Tied;
}

/** A value in words, for the list of changes and the default. */
export function valueText(field: Pick<FormField, "kind" | "path">, value: unknown): string {
  const { kind } = field;
  if (value === undefined || value === null || value === "") return w("nothing");
  if (kind === "secret") return value === MASK ? MASK : w("review.hidden");
  if (kind === "flag") return w(value === true ? "flag.true" : "flag.false");
  if (kind === "duration" && typeof value === "number") {
    const { amount, unit } = spanOf(value);
    return `${formatNumber(amount)}\u00a0${w(`unit.${unit}`)}`;
  }
  if (Array.isArray(value)) return value.length === 0 ? w("nothing") : value.join(", ");
  if (typeof value === "object") return typedOf({ kind: "map", value }).replaceAll("\n", ", ") || w("nothing");
  return kind === "choice" ? choiceName(field, String(value), language.value) : String(value);
}

function Duration({ field, draft, onType, tied }: ControlProps) {
  const raw = draft ?? typedOf(field);
  const { amount, unit } = raw === "" ? { amount: "", unit: "s" } : spanOf(Number(raw));
  const type = (next: string, nextUnit: string) =>
    onType(next === "" ? "" : String(nanosecondsOf(Number(next), nextUnit)));
  return (
    <span class="span-input">
      <input
        {...tied}
        type="number"
        step="any"
        min="0"
        value={amount}
        disabled={field.isFixed}
        onInput={(event) => type(event.currentTarget.value, unit)}
      />
      <select
        aria-label={w("unit", { label: fieldLabel(field, language.value) })}
        value={unit}
        disabled={field.isFixed}
        onChange={(event) => type(String(amount), event.currentTarget.value)}
      >
        {UNITS.map(([name]) => (
          <option key={name} value={name}>
            {w(`unit.${name}`)}
          </option>
        ))}
      </select>
    </span>
  );
}

const Flag = ({ field, draft, onType, tied }: ControlProps) => (
  <select
    {...tied}
    value={draft ?? String(field.value === true)}
    disabled={field.isFixed}
    onChange={(event) => onType(event.currentTarget.value)}
  >
    {(["true", "false"] as const).map((one) => (
      <option key={one} value={one}>
        {w(`flag.${one}`)}
      </option>
    ))}
  </select>
);

const Choice = ({ field, draft, onType, tied }: ControlProps) => (
  <select
    {...tied}
    value={draft ?? typedOf(field)}
    disabled={field.isFixed}
    onChange={(event) => onType(event.currentTarget.value)}
  >
    {field.options.map((one) => (
      <option key={one} value={one}>
        {choiceName(field, one, language.value)}
      </option>
    ))}
  </select>
);

const Lines = ({ field, draft, onType, tied }: ControlProps) => {
  const raw = draft ?? typedOf(field);
  return (
    <textarea
      {...tied}
      rows={Math.max(2, raw.split("\n").length)}
      value={raw}
      disabled={field.isFixed}
      spellcheck={false}
      onInput={(event) => onType(event.currentTarget.value)}
    />
  );
};

function Line({ field, draft, onType, tied }: ControlProps) {
  const shared = {
    ...tied,
    value: draft ?? typedOf(field),
    disabled: field.isFixed,
    onInput: (event: { currentTarget: HTMLInputElement }) => onType(event.currentTarget.value),
  };
  if (field.kind === "secret")
    return (
      <input
        {...shared}
        type="password"
        autocomplete="new-password"
        placeholder={w(field.value === MASK ? "secret.kept" : "secret.none")}
      />
    );
  if (field.kind === "text") return <input {...shared} type="text" spellcheck={false} />;
  return <input {...shared} type="number" step={field.kind === "whole" ? 1 : "any"} />;
}

function Control(props: ControlProps) {
  const { kind } = props.field;
  if (kind === "duration") return <Duration {...props} />;
  if (kind === "flag") return <Flag {...props} />;
  if (kind === "choice") return <Choice {...props} />;
  return kind === "list" || kind === "map" ? <Lines {...props} /> : <Line {...props} />;
}

interface FieldInputProps {
  readonly field: FormField;
  readonly draft: string | undefined;
  readonly error: string | undefined;
  readonly onType: (raw: string) => void;
  readonly onReset: () => void;
}

function hintOf(field: FormField): string {
  const meaning = fieldText(field, language.value);
  if (field.isFixed && field.source !== "env") return [meaning, w("fixed")].filter(Boolean).join(" · ");
  const hasDefault = field.kind !== "secret" && field.standard !== undefined && field.source !== "default";
  return [meaning, hasDefault ? w("standard", { value: valueText(field, field.standard) }) : ""]
    .filter(Boolean)
    .join(" · ");
}

export function FieldInput({ field, draft, error, onType, onReset }: FieldInputProps) {
  const label = fieldLabel(field, language.value);
  return (
    <div>
      <Field label={label} hint={hintOf(field)} error={error}>
        {(tied) => <Control field={field} draft={draft} onType={onType} tied={tied} />}
      </Field>
      <p class="setting-source">
        {field.source !== "default" && <span class={`tag ${field.source}`}>{w(`source.${field.source}`)}</span>}
        {field.needsRestart && <span class="tag">{w("restart")}</span>}
        {field.source === "db" && (
          <button type="button" class="quiet small" aria-label={w("reset.named", { label })} onClick={onReset}>
            {w("reset")}
          </button>
        )}
      </p>
    </div>
  );
}

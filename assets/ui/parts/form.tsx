/** What forms are made of. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  /** What it is for, a unit, a limit. */
  readonly hint?: string | undefined;
  /** Why what was typed is not possible. */
  readonly error?: string | undefined;
  /** The control, given the attributes that tie it to its words. */
  readonly children: (tied: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ComponentChildren;
}

/** A control with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  const tied = {
    id,
    ...(note !== undefined && { "aria-describedby": `${id}-note` }),
    ...(error !== undefined && { "aria-invalid": true as const }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(tied)}
      {note !== undefined && (
        <small
          id={`${id}-note`}
          class={error === undefined ? "" : "refused"}
          role={error === undefined ? undefined : "alert"}
        >
          {note}
        </small>
      )}
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

export const Check = ({ label, checked, onChange, disabled = false }: CheckProps) => (
  <label class="box">
    <input
      type="checkbox"
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
    {label}
  </label>
);

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly disabled?: boolean;
  readonly hint?: string | undefined;
}

export const Select = ({ label, value, options, onChange, disabled = false, hint }: SelectProps) => (
  <Field label={label} hint={hint}>
    {(tied) => (
      <select {...tied} value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    )}
  </Field>
);

/** The text of a field of a form that was sent; trimmed. */
export const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();

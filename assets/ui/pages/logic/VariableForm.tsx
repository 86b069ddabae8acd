/** A new variable, or what one that is there shall be. */

import { useSignal } from "@preact/signals";
import { t } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Check, Field, Select } from "../../parts/form.tsx";
import { ErrorNote } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { centrals } from "../../state/centrals.ts";
import { client } from "../../state/session.ts";
import { changeOf, definitionOf, kindOf, type NewType, type Sysvar, TYPES, typeWord } from "./model.ts";
import { w } from "./words.ts";

interface VariableFormProps {
  /** `null`: a new one. */
  readonly sysvar: Sysvar | null;
  readonly onClose: () => void;
  readonly onDone: (name: string) => Promise<void>;
}

/** As the server takes them. */
const NAME_LIMIT = 255;
const TEXT_LIMIT = 1024;

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | number | undefined;
  readonly hint?: string;
  readonly error: string | undefined;
  readonly isRequired?: boolean;
  readonly isNumber?: boolean;
  readonly limit?: number;
}

const Text = ({
  name,
  label,
  value,
  hint,
  error,
  isRequired = false,
  isNumber = false,
  limit = TEXT_LIMIT,
}: TextProps) => (
  <Field label={label} hint={hint} error={error}>
    {(tied) => (
      <input
        {...tied}
        name={name}
        defaultValue={String(value ?? "")}
        required={isRequired}
        maxLength={limit}
        inputMode={isNumber ? "decimal" : undefined}
      />
    )}
  </Field>
);

type ErrorAt = (field: string) => string | undefined;
interface PartProps {
  readonly sysvar: Sysvar | null;
  readonly errorAt: ErrorAt;
}

const Binary = ({ sysvar, errorAt }: PartProps) => (
  <div class="fields">
    <Text name="no" label={w("no")} value={sysvar?.value_name_0} error={errorAt("value_name_0")} />
    <Text name="yes" label={w("yes")} value={sysvar?.value_name_1} error={errorAt("value_name_1")} />
  </div>
);

/** Labels of which one is refused are refused together. */
const labelError = (errorAt: ErrorAt, count: number): string | undefined =>
  [errorAt("value_list"), ...Array.from({ length: count }, (_, at) => errorAt(`value_list.${at}`))].find(Boolean);

function Labels({ sysvar, errorAt }: PartProps) {
  const labels = sysvar?.value_list ?? [];
  const error = labelError(errorAt, LABELS_LIMIT);
  return (
    <Field label={w("labels")} hint={w("labels.hint")} error={error}>
      {(tied) => (
        <textarea {...tied} name="labels" required rows={Math.min(8, Math.max(4, labels.length + 1))}>
          {labels.join("\n")}
        </textarea>
      )}
    </Field>
  );
}
const LABELS_LIMIT = 256;

const Bounds = ({ sysvar, errorAt }: PartProps) => (
  <div class="fields">
    <Text name="min" label={w("min")} value={sysvar?.min} error={errorAt("min")} isNumber />
    <Text name="max" label={w("max")} value={sysvar?.max} error={errorAt("max")} isNumber />
  </div>
);

function Kind({ kind, ...part }: PartProps & { readonly kind: ReturnType<typeof kindOf> }) {
  if (kind === "binary") return <Binary {...part} />;
  if (kind === "list") return <Labels {...part} />;
  return (
    <>
      <div class="fields">
        <Text name="unit" label={w("unit")} value={part.sysvar?.unit} error={part.errorAt("unit")} />
      </div>
      {kind === "number" && <Bounds {...part} />}
    </>
  );
}

export function VariableForm({ sysvar, onClose, onDone }: VariableFormProps) {
  const type = useSignal<string>(sysvar?.value_type ?? TYPES[0]);
  const central = useSignal(sysvar?.central ?? centrals.value[0] ?? "");
  const visible = useSignal(sysvar?.is_visible !== false);
  const logged = useSignal(sysvar?.is_logged === true);
  const isUnchanged = useSignal(false);
  const { isBusy, problem, run, errorAt } = useAction();
  const kind = kindOf(type.value);
  const known = ["name", "description", "unit", "min", "max", "value_list", "value_name_0", "value_name_1"];
  const isAtField = problem?.errors.every(({ field = "" }) => known.includes(field.split(".")[0]!)) === true;

  const send = async (form: FormData) => {
    const said = definitionOf(form, kind);
    const query = central.value === "" ? {} : { central: central.value };
    if (sysvar === null) {
      const body = { ...said, value_type: type.value as NewType };
      return run(() => client.POST("/sysvars", { params: { query }, body }));
    }
    const body = changeOf(sysvar, { ...said, is_visible: visible.value, is_logged: logged.value });
    isUnchanged.value = body === undefined;
    if (body === undefined) return undefined;
    return run(() => client.PATCH("/sysvars/{name}", { params: { path: { name: sysvar.name }, query }, body }));
  };

  return (
    <Dialog title={sysvar === null ? w("new") : w("edit.named", { name: sysvar.name })} onClose={onClose}>
      <form
        class="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          if ((await send(form)) !== undefined) await onDone(String(form.get("name")).trim());
        }}
      >
        <Text
          name="name"
          label={w("name")}
          value={sysvar?.name}
          error={errorAt("name")}
          isRequired
          limit={NAME_LIMIT}
          {...(sysvar !== null && { hint: w("name.change") })}
        />
        {sysvar === null && (
          <Select
            label={w("type")}
            value={type.value}
            options={TYPES.map((value) => ({ value, label: w(`type.${value}`) }))}
            onChange={(value) => {
              type.value = value;
            }}
          />
        )}
        {sysvar === null && centrals.value.length > 1 && (
          <Select
            label={w("central")}
            value={central.value}
            options={centrals.value.map((value) => ({ value, label: value }))}
            onChange={(value) => {
              central.value = value;
            }}
          />
        )}
        <Text name="description" label={w("description")} value={sysvar?.description} error={errorAt("description")} />
        <Kind kind={kind} sysvar={sysvar} errorAt={errorAt} />
        <Text
          name="channel"
          label={w("channel")}
          value={sysvar?.channel}
          hint={w("channel.hint")}
          error={errorAt("channel_address")}
        />
        {sysvar !== null && (
          <div>
            <p class="dim">{w("type.fixed", { type: w(typeWord(sysvar.value_type)) })}</p>
            <Check
              label={w("visible")}
              checked={visible.value}
              onChange={(on) => {
                visible.value = on;
              }}
            />
            <Check
              label={w("logged")}
              checked={logged.value}
              onChange={(on) => {
                logged.value = on;
              }}
            />
          </div>
        )}
        {isUnchanged.value && <p role="status">{w("unchanged")}</p>}
        {problem && !(isAtField && problem.errors.length > 0) && <ErrorNote problem={problem} />}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t("confirm.cancel")}
          </button>
          <button type="submit" class="primary" disabled={isBusy || away.value !== undefined}>
            {w("save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

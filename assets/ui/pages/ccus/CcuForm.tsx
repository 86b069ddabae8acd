/** A CCU is added or changed. */

import { useSignal } from "@preact/signals";
import { useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/form.tsx";
import { ErrorNote } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { INTERFACES, type Row, rowOf, USUAL } from "./model.ts";
import { w } from "./words.ts";

interface CcuFormProps {
  /** Without a name it is a new one; the rest is what is known of it already. */
  readonly row: Partial<Row>;
  readonly isNew?: boolean;
  readonly onClose: () => void;
  /** @param name of the CCU that was added or changed; it is enabled */
  readonly onSaved: (name: string) => void;
}

const Box = ({ name, label, value, checked }: { name: string; label: string; value?: string; checked: boolean }) => (
  <label class="box">
    <input type="checkbox" name={name} defaultChecked={checked} {...(value !== undefined && { value })} />
    {label}
  </label>
);

function Places({ row, error }: { readonly row: Partial<Row>; readonly error: string | undefined }) {
  const chosen = row.interfaces?.map(({ name }) => name) ?? USUAL;
  const all = [...new Set<string>([...INTERFACES, ...chosen])];
  return (
    <fieldset class="boxes">
      <legend>{w("form.interfaces")}</legend>
      {all.map((name) => (
        <Box key={name} name="interface" label={name} value={name} checked={chosen.includes(name)} />
      ))}
      {error && (
        <small class="refused" role="alert">
          {error}
        </small>
      )}
    </fieldset>
  );
}

const Rest = ({ row }: { readonly row: Partial<Row> }) => (
  <details>
    <summary>{w("form.more")}</summary>
    <div class="boxes">
      <Box name="enabled" label={w("form.enabled")} checked={row.enabled ?? true} />
      <Box name="tls" label={w("form.tls")} checked={row.tls ?? false} />
      <Box name="insecure" label={w("form.insecure")} checked={row.tls_insecure_skip_verify ?? false} />
    </div>
    <Field label={w("form.port")} hint={w("form.port.hint")}>
      {(tied) => (
        <input {...tied} name="port" type="number" min="1" max="65535" defaultValue={row.json_rpc_port?.toString()} />
      )}
    </Field>
  </details>
);

export function CcuForm({ row, isNew = row.name === undefined, onClose, onSaved }: CcuFormProps) {
  const action = useAction();
  const hasNone = useSignal(false);
  const save = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const body = rowOf(isNew ? { ...row, name: String(typed.get("name")).trim() } : row, typed);
    hasNone.value = body.interfaces.length === 0;
    if (hasNone.value) return;
    const { name } = body;
    const done = isNew
      ? await action.run(() => client.POST("/centrals", { body }))
      : await action.run(() => client.PUT("/centrals/{name}", { params: { path: { name } }, body }));
    if (done === undefined) return;
    tellDone(w("saved", { name }));
    onClose();
    onSaved(name);
  };
  return (
    <Dialog title={isNew ? w("add") : w("edit.named", { name: row.name ?? "" })} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        {action.problem && <ErrorNote problem={action.problem} />}
        {isNew && (
          <Field label={w("form.name")} hint={w("form.name.hint")} error={action.errorAt("name")}>
            {(tied) => <input {...tied} name="name" required pattern="[\w\-]+" defaultValue={row.name} />}
          </Field>
        )}
        <Field label={w("form.host")} error={action.errorAt("host")}>
          {(tied) => <input {...tied} name="host" required defaultValue={row.host} spellcheck={false} />}
        </Field>
        <Field label={w("form.user")} hint={w("form.user.hint")} error={action.errorAt("username")}>
          {(tied) => <input {...tied} name="username" autocomplete="off" defaultValue={row.username} />}
        </Field>
        <Field
          label={w("form.password")}
          hint={isNew ? undefined : w("form.password.keep")}
          error={action.errorAt("password_plain")}
        >
          {(tied) => <input {...tied} name="password" type="password" autocomplete="new-password" />}
        </Field>
        <Places row={row} error={hasNone.value ? w("form.interfaces.none") : action.errorAt("interfaces")} />
        <Rest row={row} />
        <div class="row end">
          <button type="button" onClick={onClose}>
            {w("cancel")}
          </button>
          <button type="submit" class="primary" disabled={action.isBusy || away.value !== undefined}>
            {w("save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

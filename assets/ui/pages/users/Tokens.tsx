/** Bearer tokens: made, shown once, deleted. */

import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatTime } from "../../i18n/index.ts";
import { ActionForm } from "../../parts/ActionForm.tsx";
import { useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field, textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Age, ErrorNote, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { ask, tellDone } from "../../state/notices.ts";
import { client, type Role } from "../../state/session.ts";
import { QrCode } from "./QrCode.tsx";
import { RoleSelect } from "./RoleSelect.tsx";
import { w } from "./words.ts";

type Made = Schemas["TokenCreated"];
type Token = Schemas["TokenSummary"];

/** A page of plain http may not copy: the text can be selected. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tellDone(w("tokens.copied"));
  } catch {
    tellDone(w("tokens.uncopied"));
  }
}

const ShownOnce = ({ made, onClose }: { readonly made: Made; readonly onClose: () => void }) => (
  <Dialog title={w("tokens.made", { name: made.subject })} onClose={onClose}>
    <div class="stack">
      <p>{w("tokens.once")}</p>
      <QrCode text={made.token} label={w("tokens.qr")} />
      <code class="token">{made.token}</code>
      <div class="row end">
        <button type="button" onClick={() => void copy(made.token)}>
          {w("tokens.copy")}
        </button>
        <button type="button" class="primary" onClick={onClose}>
          {w("tokens.close")}
        </button>
      </div>
    </div>
  </Dialog>
);

function AddToken({ onMade }: { readonly onMade: (made: Made) => void }) {
  const action = useAction();
  const role = useSignal<Role>("operator");
  const add = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const days = textOf(typed, "days");
    const body = {
      subject: textOf(typed, "subject"),
      role: role.value,
      ...(days !== "" && { expires_in_days: Number(days) }),
    };
    const done = await action.run(() => client.POST("/auth/tokens/v2", { body }));
    if (done === undefined) return;
    form.reset();
    onMade(done.data as Made);
  };
  return (
    <ActionForm action={action} title={w("tokens.add")} submit={w("tokens.add")} onSubmit={add}>
      <div class="fields">
        <Field label={w("tokens.subject")} error={action.errorAt("subject")}>
          {(tied) => <input {...tied} name="subject" required autocomplete="off" />}
        </Field>
        <RoleSelect label={w("role")} role={role.value} onChange={(next) => (role.value = next)} withHint />
        <Field label={w("tokens.days")} hint={w("tokens.days.hint")} error={action.errorAt("expires_in_days")}>
          {(tied) => <input {...tied} name="days" type="number" min="1" step="1" />}
        </Field>
      </div>
    </ActionForm>
  );
}

export function Tokens() {
  const tokens = useResource(() => client.GET("/auth/tokens/v2"), []);
  const action = useAction();
  const made = useSignal<Made | undefined>(undefined);
  const remove = async ({ fingerprint, subject: name }: Token) => {
    if (!(await ask(w("tokens.delete.ask", { name }), w("users.delete")))) return;
    const done = await action.run(() =>
      client.DELETE("/auth/tokens/v2/{fingerprint}", { params: { path: { fingerprint } } }),
    );
    if (done !== undefined) tellDone(w("tokens.delete.done", { name }));
    await tokens.reload();
  };
  const removeButton = (token: Token) => (
    <button
      type="button"
      class="danger"
      disabled={action.isBusy}
      aria-label={w("tokens.delete.named", { name: token.subject })}
      onClick={() => void remove(token)}
    >
      {w("users.delete")}
    </button>
  );
  return (
    <div class="stack">
      <section class="stacked panel stack">
        <p class="dim">{w("tokens.text")}</p>
        {action.problem && <ErrorNote problem={action.problem} />}
        <Read of={tokens}>
          {(rows) =>
            rows.length === 0 ? (
              <p>{w("tokens.none")}</p>
            ) : (
              <Table
                label={w("tokens")}
                rows={rows}
                keyOf={({ fingerprint }) => fingerprint}
                columns={[
                  { key: "name", title: w("name"), cell: ({ subject }) => subject },
                  { key: "role", title: w("role"), cell: ({ role }) => w(`role.${role}`) },
                  { key: "seen", title: w("seen"), cell: ({ last_seen_at }) => <Age at={last_seen_at} /> },
                  {
                    key: "until",
                    title: w("expires"),
                    cell: ({ expires_at }) => (expires_at === undefined ? w("never") : formatTime(expires_at)),
                  },
                  {
                    key: "print",
                    title: w("tokens.fingerprint"),
                    cell: ({ fingerprint }) => <code>{fingerprint}</code>,
                  },
                  { key: "actions", title: w("actions"), cell: removeButton },
                ]}
              />
            )
          }
        </Read>
      </section>
      <AddToken
        onMade={(one) => {
          made.value = one;
          void tokens.reload();
        }}
      />
      {made.value && <ShownOnce made={made.value} onClose={() => (made.value = undefined)} />}
    </div>
  );
}

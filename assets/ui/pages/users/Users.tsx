/** Local users: added, given another role or password, deleted. */

import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatTime } from "../../i18n/index.ts";
import { ActionForm } from "../../parts/ActionForm.tsx";
import { type Action, useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field, textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Age, ErrorNote, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { ask, tellDone } from "../../state/notices.ts";
import { client, me, type Role } from "../../state/session.ts";
import { RoleSelect } from "./RoleSelect.tsx";
import { w } from "./words.ts";

type User = Schemas["UserSummary"];

function AddUser({ onAdded }: { readonly onAdded: () => void }) {
  const action = useAction();
  const role = useSignal<Role>("operator");
  const add = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const username = textOf(typed, "name");
    const body = { username, password: String(typed.get("password")), role: role.value };
    if (!(await action.run(() => client.POST("/users", { body })))) return;
    form.reset();
    tellDone(w("users.added", { name: username }));
    onAdded();
  };
  return (
    <ActionForm action={action} title={w("users.add")} submit={w("users.add")} onSubmit={add}>
      <div class="fields">
        <Field label={w("name")} error={action.errorAt("username")}>
          {(tied) => <input {...tied} name="name" required autocomplete="off" />}
        </Field>
        <Field label={w("password")} hint={w("password.hint")} error={action.errorAt("password")}>
          {(tied) => <input {...tied} name="password" type="password" required autocomplete="new-password" />}
        </Field>
        <RoleSelect label={w("role")} role={role.value} onChange={(next) => (role.value = next)} withHint />
      </div>
    </ActionForm>
  );
}

function NewPassword({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const action = useAction();
  const { subject } = user;
  const save = async (form: HTMLFormElement) => {
    const body = { password: String(new FormData(form).get("password")) };
    if (!(await action.run(() => client.PATCH("/users/{subject}", { params: { path: { subject } }, body })))) return;
    tellDone(w("password.set.done", { name: subject }));
    onClose();
  };
  return (
    <Dialog title={w("password.set.named", { name: subject })} onClose={onClose}>
      <ActionForm
        action={action}
        text={w("password.set.text", { name: subject })}
        submit={w("password.change")}
        onSubmit={save}
        onCancel={onClose}
      >
        <Field label={w("password.new")} hint={w("password.hint")} error={action.errorAt("password")}>
          {(tied) => <input {...tied} name="password" type="password" required autocomplete="new-password" />}
        </Field>
      </ActionForm>
    </Dialog>
  );
}

async function changeRole(action: Action, { subject }: User, role: Role): Promise<void> {
  const body = { role };
  const done = await action.run(() => client.PATCH("/users/{subject}", { params: { path: { subject } }, body }));
  if (done !== undefined) tellDone(w("users.role.done", { name: subject, role: w(`role.${role}`) }));
}

async function remove(action: Action, { subject: name }: User): Promise<void> {
  if (!(await ask(w("users.delete.ask", { name }), w("users.delete")))) return;
  const done = await action.run(() => client.DELETE("/users/{subject}", { params: { path: { subject: name } } }));
  if (done !== undefined) tellDone(w("users.delete.done", { name }));
}

export function Users() {
  const users = useResource(() => client.GET("/users"), []);
  const action = useAction();
  const changed = useSignal<User | undefined>(undefined);
  const then = (done: Promise<void>) => void done.then(users.reload);
  const buttons = (user: User) => (
    <span class="row">
      <button
        type="button"
        aria-label={w("password.set.named", { name: user.subject })}
        onClick={() => (changed.value = user)}
      >
        {w("password.set")}
      </button>
      <button
        type="button"
        class="danger"
        aria-label={w("users.delete.named", { name: user.subject })}
        disabled={action.isBusy}
        onClick={() => then(remove(action, user))}
      >
        {w("users.delete")}
      </button>
    </span>
  );
  return (
    <div class="stack">
      <section class="stacked panel">
        {action.problem && <ErrorNote problem={action.problem} />}
        <Read of={users}>
          {(rows) => (
            <Table
              label={w("users")}
              rows={rows}
              keyOf={({ subject }) => subject}
              columns={[
                {
                  key: "name",
                  title: w("name"),
                  cell: ({ subject }) => (
                    <>
                      {subject} {subject === me.value?.subject && <span class="tag">{w("users.you")}</span>}
                    </>
                  ),
                },
                {
                  key: "role",
                  title: w("role"),
                  cell: (user) => (
                    <RoleSelect
                      named={w("users.role.named", { name: user.subject })}
                      role={user.role}
                      onChange={(role) => then(changeRole(action, user, role))}
                    />
                  ),
                },
                { key: "since", title: w("created"), cell: ({ created_at }) => formatTime(created_at) },
                { key: "seen", title: w("seen"), cell: ({ last_seen_at }) => <Age at={last_seen_at} /> },
                { key: "actions", title: w("actions"), cell: buttons },
              ]}
            />
          )}
        </Read>
      </section>
      <AddUser onAdded={() => void users.reload()} />
      {changed.value && <NewPassword user={changed.value} onClose={() => (changed.value = undefined)} />}
    </div>
  );
}

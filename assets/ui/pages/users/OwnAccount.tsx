/** One's own password. */
import { ActionForm } from "../../parts/ActionForm.tsx";
import { useAction } from "../../parts/action.ts";
import { Field } from "../../parts/form.tsx";
import { tellDone } from "../../state/notices.ts";
import { client, me } from "../../state/session.ts";
import { w } from "./words.ts";

export function OwnAccount() {
  const action = useAction();
  const change = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const body = { current_password: String(typed.get("old")), new_password: String(typed.get("new")) };
    if (!(await action.run(() => client.PATCH("/auth/me/password", { body, retries: 0 })))) return;
    form.reset();
    tellDone(w("password.done"));
  };
  const role = me.value?.role ?? "viewer";
  return (
    <div class="stack users-own">
      <p class="panel">
        <b>{me.value?.subject}</b>
        <small>
          {w(`role.${role}`)}: {w(`role.${role}.text`)}
        </small>
      </p>
      <ActionForm action={action} title={w("password.change")} submit={w("password.change")} onSubmit={change}>
        <Field label={w("password.old")} error={action.errorAt("current_password")}>
          {(tied) => <input {...tied} name="old" type="password" autocomplete="current-password" required />}
        </Field>
        <Field label={w("password.new")} hint={w("password.hint")} error={action.errorAt("new_password")}>
          {(tied) => <input {...tied} name="new" type="password" autocomplete="new-password" required />}
        </Field>
      </ActionForm>
    </div>
  );
}

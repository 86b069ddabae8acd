/** The event tap: what the home announces in the next seconds. */

import { useSignal } from "@preact/signals";
import { ActionForm } from "../../parts/ActionForm.tsx";
import { useAction } from "../../parts/action.ts";
import { Field, textOf } from "../../parts/form.tsx";
import { client } from "../../state/session.ts";
import { w } from "./words.ts";

/** Milliseconds on top of the seconds that were asked for. */
const MARGIN_MS = 15_000;

export function Events() {
  const action = useAction();
  const heard = useSignal<readonly string[] | undefined>(undefined);
  const listen = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const [seconds, type] = [Number(textOf(typed, "seconds")), textOf(typed, "type")];
    heard.value = undefined;
    const query = { seconds, ...(type !== "" && { type: [type] }) };
    const done = await action.run(() =>
      client.GET("/diagnostics/eventbus/tap", { params: { query }, timeoutMs: seconds * 1000 + MARGIN_MS, retries: 0 }),
    );
    if (done !== undefined)
      heard.value = String(done.data ?? "")
        .split("\n")
        .filter((line) => line.trim() !== "");
  };
  return (
    <div class="stack">
      <ActionForm
        isQuery
        action={action}
        text={w("tap.text")}
        submit={w(action.isBusy ? "tap.listening" : "tap.listen")}
        onSubmit={listen}
      >
        <div class="fields">
          <Field label={w("tap.seconds")}>
            {(tied) => <input {...tied} name="seconds" type="number" min="1" max="300" defaultValue="10" required />}
          </Field>
          <Field label={w("tap.type")} hint={w("tap.type.hint")}>
            {(tied) => <input {...tied} name="type" spellcheck={false} />}
          </Field>
        </div>
      </ActionForm>
      {heard.value?.length === 0 && <p>{w("tap.none")}</p>}
      {heard.value !== undefined && heard.value.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        <ol class="panel log" aria-label={w("events")} tabIndex={0}>
          {heard.value.map((line, index) => (
            <li key={index} class="entry">
              {line}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

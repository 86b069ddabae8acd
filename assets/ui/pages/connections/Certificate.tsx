/** The certificate of this program's own pages and API: another one is served from now on. */
import { useSignal } from "@preact/signals";
import { useAction } from "../../parts/action.ts";
import { Field } from "../../parts/form.tsx";
import { ErrorNote } from "../../parts/states.tsx";
import { tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { SettingsLink, useSection } from "./State.tsx";
import { w } from "./words.ts";

/** The text of a file that was chosen. */
const readFile = (form: FormData, name: string): Promise<string> | string => {
  const file = form.get(name);
  return file instanceof File ? file.text() : "";
};

export function Certificate() {
  const settings = useSection("north.rest");
  const isOn = Boolean(settings?.tls_cert_file);
  const action = useAction();
  const isSent = useSignal(0);
  const send = async (form: FormData) => {
    const [cert, key] = await Promise.all([readFile(form, "cert"), readFile(form, "key")]);
    const done = await action.run(() => client.POST("/admin/tls/certificate", { body: { cert, key }, retries: 0 }));
    if (done === undefined) return;
    // the files are not kept on the page
    isSent.value += 1;
    tellDone(w("cert.done"));
  };
  const file = (name: string, label: string, hint: string) => (
    <Field label={label} hint={hint} error={action.errorAt(name)}>
      {(tied) => <input {...tied} name={name} type="file" accept=".pem,.crt,.cer,.key" required />}
    </Field>
  );
  return (
    <section class="panel stack">
      <h2>
        {w("cert")} {settings && <span class={`tag ${isOn ? "good" : ""}`}>{w(isOn ? "on" : "off")}</span>}
      </h2>
      <p class="dim">{w("cert.text")}</p>
      {settings && !isOn && <p>{w("cert.off")}</p>}
      {action.problem && <ErrorNote problem={action.problem} />}
      <div class="row">
        <SettingsLink section="north.rest" />
      </div>
      {isOn && (
        <form
          key={isSent.value}
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void send(new FormData(event.currentTarget));
          }}
        >
          <div class="fields">
            {file("cert", w("cert.cert"), w("cert.cert.hint"))}
            {file("key", w("cert.key"), w("cert.key.hint"))}
          </div>
          <div class="row">
            <button type="submit" class="primary" disabled={action.isBusy}>
              {w("cert.send")}
            </button>
          </div>
        </form>
      )}
    </section>
  );
}

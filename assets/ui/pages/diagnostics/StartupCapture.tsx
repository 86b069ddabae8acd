/** A capture that begins with each start of the program; and everything about the program on one page, as a file. */
import { useAction } from "../../parts/action.ts";
import { keepFile } from "../../parts/download.ts";
import { Field, textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { w } from "./words.ts";

const Box = ({ name, label, checked }: { name: string; label: string; checked: boolean }) => (
  <label class="box">
    <input type="checkbox" name={name} defaultChecked={checked} />
    {label}
  </label>
);

/** Seconds where nothing was set (the server's own default). */
const USUAL_S = 300;

export function StartupCapture() {
  const kept = useResource(() => client.GET("/system/startup-capture"), []);
  const action = useAction();
  const typed = useTyped();
  const save = async (form: FormData) => {
    const body = {
      enabled: form.get("enabled") !== null,
      duration_seconds: Number(textOf(form, "minutes")) * 60,
      anonymise: form.get("anonymise") !== null,
    };
    const done = await action.run(() => client.PUT("/system/startup-capture", { body }));
    if (done === undefined) return;
    typed.isDirty.value = false;
    kept.set(done.data);
    tellDone(w(body.enabled ? "startup.on" : "startup.off"));
  };
  return (
    <section class="panel stack">
      <h2>{w("startup.title")}</h2>
      <p class="dim">{w("startup.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={kept}>
        {({ enabled, anonymise, duration_seconds: seconds }) => (
          <form
            class="stack"
            onInput={typed.onInput}
            onSubmit={(event) => {
              event.preventDefault();
              void save(new FormData(event.currentTarget));
            }}
          >
            <Box name="enabled" label={w("startup.enabled")} checked={enabled} />
            <div class="fields">
              <Field label={w("startup.minutes")} error={action.errorAt("duration_seconds")}>
                {(tied) => (
                  <input
                    {...tied}
                    name="minutes"
                    type="number"
                    min="1"
                    max="30"
                    defaultValue={String(Math.round((seconds || USUAL_S) / 60))}
                    required
                  />
                )}
              </Field>
              <Box name="anonymise" label={w("startup.anonymise")} checked={anonymise} />
            </div>
            <div class="row end">
              <button type="submit" disabled={action.isBusy || away.value !== undefined}>
                {w("startup.save")}
              </button>
            </div>
          </form>
        )}
      </Read>
    </section>
  );
}

export function Report() {
  const action = useAction();
  const download = async () => {
    const done = await action.run(() => client.GET("/diagnostics"));
    if (done !== undefined) keepFile(JSON.stringify(done.data, undefined, 2), "diagnostics.json");
  };
  return (
    <section class="panel stack">
      <h2>{w("report.title")}</h2>
      <p class="dim">{w("report.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <div class="row">
        <button type="button" disabled={action.isBusy || away.value !== undefined} onClick={() => void download()}>
          {w("report.download")}
        </button>
      </div>
    </section>
  );
}

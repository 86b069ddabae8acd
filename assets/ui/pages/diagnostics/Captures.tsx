/** Captures of the log and recordings of what is said to a CCU: begun, ended, downloaded. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatNumber, formatTime } from "../../i18n/index.ts";
import { ActionForm } from "../../parts/ActionForm.tsx";
import { useAction } from "../../parts/action.ts";
import { keepFile } from "../../parts/download.ts";
import { Check, Field, textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { client } from "../../state/session.ts";
import { Recordings } from "./Recordings.tsx";
import { Report, StartupCapture } from "./StartupCapture.tsx";
import { w } from "./words.ts";

/** Milliseconds between two looks at what is running. */
const LOOK_MS = 3_000;

export function Captures() {
  const captures = useResource(() => client.GET("/diagnostics/capture"), []);
  const action = useAction();
  const anonymise = useSignal(true);
  useEffect(() => {
    const timer = setInterval(() => void captures.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const start = async (form: HTMLFormElement) => {
    const body = {
      duration_seconds: Number(textOf(new FormData(form), "minutes")) * 60,
      anonymise: anonymise.value,
    };
    await action.run(() => client.POST("/diagnostics/capture", { body }));
    await captures.reload();
  };
  const stop = async (id: string) => {
    await action.run(() => client.POST("/diagnostics/capture/{id}/stop", { params: { path: { id } } }));
    await captures.reload();
  };
  const download = async (id: string) => {
    const done = await action.run(() => client.GET("/diagnostics/capture/{id}/download", { params: { path: { id } } }));
    if (done !== undefined) keepFile(done.data as Blob, `${id}.tar.gz`);
  };
  return (
    <div class="stack">
      <ActionForm
        isQuery
        action={action}
        text={w("capture.text")}
        submit={w("capture.start")}
        isOff={away.value !== undefined}
        onSubmit={start}
      >
        <div class="fields">
          <Field label={w("capture.minutes")} error={action.errorAt("duration_seconds")}>
            {(tied) => <input {...tied} name="minutes" type="number" min="5" max="30" defaultValue="5" required />}
          </Field>
          <Check
            label={w("capture.anonymise")}
            checked={anonymise.value}
            onChange={(next) => {
              anonymise.value = next;
            }}
          />
        </div>
      </ActionForm>
      <Read of={captures}>
        {({ captures: rows }) =>
          rows.length === 0 ? (
            <p class="dim">{w("capture.none")}</p>
          ) : (
            <ul class="rows">
              {rows.map(({ id, status, started_at, events }) => (
                <li key={id}>
                  <div>
                    <b>{formatTime(started_at)}</b>
                    <small>
                      {w(`capture.${status}`)} · {w("capture.entries", { count: formatNumber(events) })}
                    </small>
                  </div>
                  {status === "running" ? (
                    <button
                      type="button"
                      aria-label={w("capture.stop.named", { time: formatTime(started_at) })}
                      disabled={away.value !== undefined}
                      onClick={() => void stop(id)}
                    >
                      {w("capture.stop")}
                    </button>
                  ) : (
                    <button
                      type="button"
                      aria-label={w("capture.download.named", { time: formatTime(started_at) })}
                      onClick={() => void download(id)}
                    >
                      {w("capture.download")}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Read>
      <StartupCapture />
      <Recordings />
      <Report />
    </div>
  );
}

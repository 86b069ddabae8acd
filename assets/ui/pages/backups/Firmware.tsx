/** Firmware of CCUs and devices: what is there, what is newer, and the button that installs it. */
import type { Schemas } from "../../../../adapters/client/index.ts";
import { deviceLink } from "../../model/route.ts";
import { type Action, useAction } from "../../parts/action.ts";
import { Field, textOf } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { away } from "../../state/away.ts";
import { devices } from "../../state/live.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { w } from "./words.ts";

type Update = Schemas["SystemUpdateEntry"];

async function install(action: Action, { central: ccu = "", available_firmware: version = "" }: Update) {
  if (!(await ask(w("fw.install.ask", { ccu, version }), w("fw.install")))) return;
  const query = { central: ccu };
  const done = await action.run(() => client.POST("/system/update/install", { params: { query }, retries: 0 }));
  if (done !== undefined) tellDone(w("fw.install.begun", { ccu }));
}

const stateOf = ({ observed, in_progress: runs, update_available: newer, available_firmware: version = "" }: Update) =>
  runs ? w("fw.running") : !observed ? w("fw.unknown") : newer ? `${w("fw.available")}: ${version}` : w("fw.none");

function Ccus() {
  const updates = useResource(() => client.GET("/system/update"), []);
  const typed = useTyped();
  const action = useAction();
  const fetchImage = async (form: HTMLFormElement, central: string) => {
    const body = { url: textOf(new FormData(form), "url"), central };
    const done = await action.run(() => client.POST("/system/firmware/download", { body, retries: 0 }));
    if (done === undefined) return;
    form.reset();
    tellDone(w("fw.fetched", { ccu: central }));
  };
  return (
    <section class="stack">
      <h2>{w("fw.ccus")}</h2>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={updates}>
        {(rows) => (
          <ul class="rows">
            {rows.map((row) => {
              const { central: ccu = "", current_firmware: present, available_firmware: version = "" } = row;
              return (
                <li key={ccu}>
                  <div>
                    <b>{ccu}</b>
                    <small>
                      {[present && `${w("fw.present")}: ${present}`, stateOf(row)].filter(Boolean).join(" · ")}
                    </small>
                  </div>
                  {may("admin") && row.update_available && !row.in_progress && (
                    <button
                      type="button"
                      class="primary"
                      aria-label={w("fw.install.named", { ccu, version })}
                      disabled={action.isBusy || away.value !== undefined}
                      onClick={() => void install(action, row).then(updates.reload)}
                    >
                      {w("fw.install")}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </Read>
      {may("admin") &&
        (updates.data ?? []).map(({ central = "" }) => (
          <details key={central} class="panel">
            <summary>
              {w("fw.fetch")} ({central})
            </summary>
            <form
              onInput={typed.onInput}
              onReset={typed.onReset}
              onSubmit={(event) => {
                event.preventDefault();
                void fetchImage(event.currentTarget, central);
              }}
            >
              <p class="dim">{w("fw.fetch.text")}</p>
              <Field label={w("fw.url")} error={action.errorAt("url")}>
                {(tied) => <input {...tied} name="url" type="url" required />}
              </Field>
              <button type="submit" disabled={action.isBusy || away.value !== undefined}>
                {w("fw.fetch")}
              </button>
            </form>
          </details>
        ))}
    </section>
  );
}

function Devices() {
  const action = useAction();
  const rows = devices.value.filter(({ summary }) => summary.update_available);
  const update = async (central: string, address: string, name: string) => {
    const done = await action.run(() =>
      client.POST("/devices/{addr}/firmware/update", { params: { path: { addr: address }, query: { central } } }),
    );
    if (done !== undefined) tellDone(w("fw.device.begun", { name }));
  };
  const refresh = async () => {
    if (await action.run(() => client.POST("/devices/firmware/refresh"))) tellDone(w("fw.refreshed"));
  };
  return (
    <section class="stack">
      <div class="bar">
        <h2>{w("fw.devices")}</h2>
        {may("operator") && (
          <button type="button" disabled={action.isBusy || away.value !== undefined} onClick={() => void refresh()}>
            {w("fw.refresh")}
          </button>
        )}
      </div>
      {action.problem && <ErrorNote problem={action.problem} />}
      {rows.length === 0 ? (
        <None of={["devices"]}>
          <p class="dim">{w("fw.device.none")}</p>
        </None>
      ) : (
        <ul class="rows">
          {rows.map(({ central, address, summary: { name, firmware } }) => (
            <li key={`${central}/${address}`}>
              <div>
                <b>
                  <a href={deviceLink(central, address)}>{name}</a>
                </b>
                <small>
                  {w("fw.present")}: {firmware.Current ?? "–"} · {w("fw.available")}: {firmware.Available ?? "–"}
                </small>
              </div>
              {may("operator") && (
                <button
                  type="button"
                  aria-label={w("fw.device.update.named", { name })}
                  disabled={action.isBusy || away.value !== undefined}
                  onClick={() => void update(central, address, name)}
                >
                  {w("fw.device.update")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export const Firmware = () => (
  <div class="stack">
    <Ccus />
    <Devices />
  </div>
);

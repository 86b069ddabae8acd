/** Levels of the log: of all, and of parts of the program. */

import { useSignal } from "@preact/signals";
import { formatTime } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { Field, Select, textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { type Level, levelOptions } from "./Log.tsx";
import { w } from "./words.ts";

export function Levels() {
  const levels = useResource(() => client.GET("/diagnostics/log-levels"), []);
  const action = useAction();
  const chosen = useSignal<Level>("debug");
  const typed = useTyped();
  const setDefault = async (level: Level) => {
    await action.run(() => client.PUT("/diagnostics/log-level", { body: { level } }));
    await levels.reload();
  };
  const set = async (form: HTMLFormElement) => {
    const typed = new FormData(form);
    const [path, seconds] = [textOf(typed, "path"), textOf(typed, "seconds")];
    const level = chosen.value;
    const body = { level, ...(seconds !== "" && { ttl_seconds: Number(seconds) }) };
    const done = await action.run(() =>
      client.PUT("/diagnostics/log-levels/{path}", { params: { path: { path } }, body }),
    );
    if (done === undefined) return;
    form.reset();
    tellDone(w("log.set.done", { path, level }));
    await levels.reload();
  };
  const takeBack = async (path: string) => {
    await action.run(() => client.DELETE("/diagnostics/log-levels/{path}", { params: { path: { path } } }));
    await levels.reload();
  };
  return (
    <section class="panel stack">
      <h2>{w("log.levels")}</h2>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={levels}>
        {({ default: standard, overrides }) => (
          <>
            <div class="fields">
              <Select
                label={w("log.default")}
                value={standard}
                disabled={away.value !== undefined}
                options={levelOptions}
                onChange={(next) => void setDefault(next as Level)}
              />
            </div>
            <h3>{w("log.override")}</h3>
            {overrides.length === 0 && <p class="dim">{w("log.override.none")}</p>}
            <ul>
              {overrides.map(({ path, level, expires_at: until }) => (
                <li key={path} class="bar">
                  <span>
                    <code>{path}</code> {level}{" "}
                    <small>{until === undefined ? w("log.stays") : w("log.until", { time: formatTime(until) })}</small>
                  </span>
                  <button
                    type="button"
                    aria-label={w("log.back.named", { path })}
                    disabled={away.value !== undefined}
                    onClick={() => void takeBack(path)}
                  >
                    {w("log.back")}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Read>
      <form
        class="stack"
        onInput={typed.onInput}
        onReset={typed.onReset}
        onSubmit={(event) => {
          event.preventDefault();
          void set(event.currentTarget);
        }}
      >
        <div class="fields">
          <Field label={w("log.path")} hint={w("log.path.hint")} error={action.errorAt("path")}>
            {(tied) => <input {...tied} name="path" required spellcheck={false} />}
          </Field>
          <Select
            label={w("log.level")}
            value={chosen.value}
            options={levelOptions}
            onChange={(next) => (chosen.value = next as Level)}
          />
          <Field label={w("log.for")} hint={w("log.for.hint")} error={action.errorAt("ttl_seconds")}>
            {(tied) => <input {...tied} name="seconds" type="number" min="1" max="86400" />}
          </Field>
        </div>
        <div class="row end">
          <button type="submit" disabled={action.isBusy || away.value !== undefined}>
            {w("log.set")}
          </button>
        </div>
      </form>
    </section>
  );
}

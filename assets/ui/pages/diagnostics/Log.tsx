/** The log as it grows: by level, filtered by words; levels of parts of the program. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatTime } from "../../i18n/index.ts";
import { keepFile } from "../../parts/download.ts";
import { Field, Select } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { client } from "../../state/session.ts";
import { Levels } from "./Levels.tsx";
import { attributesOf, fits } from "./model.ts";
import { w } from "./words.ts";

export const LEVELS = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof LEVELS)[number];
export const levelOptions = LEVELS.map((one) => ({ value: one, label: one }));

type LogRecord = Schemas["LogRecord"];

/** Milliseconds between two looks, and entries that are shown: a browser stays quick with so many. */
const LOOK_MS = 2_000;
const SHOWN = 500;

const Entry = ({ record }: { readonly record: LogRecord }) => (
  <li class={`entry ${record.level}`}>
    <span class="dim">{formatTime(record.time)}</span> <b>{record.level}</b> <span>{record.logger}</span>{" "}
    <span>{record.msg}</span> <span class="dim">{attributesOf(record)}</span>
  </li>
);

export function Log() {
  const level = useSignal<Level>("info");
  const filter = useSignal("");
  const isPaused = useSignal(false);
  const logs = useResource(
    () => client.GET("/diagnostics/logs", { params: { query: { limit: SHOWN, min_level: level.value } }, retries: 0 }),
    [level.value],
  );
  const paused = isPaused.value;
  useEffect(() => {
    if (paused) return undefined;
    const timer = setInterval(() => void logs.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, [paused]);
  const shown = (records: readonly LogRecord[]) => records.filter((one) => fits(one, filter.value)).reverse();
  const download = (records: readonly LogRecord[]) =>
    keepFile(
      shown(records)
        .reverse()
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(""),
      "log.ndjson",
    );
  return (
    <div class="stack">
      <div class="panel fields">
        <Select
          label={w("log.level")}
          value={level.value}
          options={levelOptions}
          onChange={(next) => (level.value = next as Level)}
        />
        <Field label={w("log.filter")}>
          {(tied) => <input {...tied} type="search" onInput={(event) => (filter.value = event.currentTarget.value)} />}
        </Field>
        <div class="row">
          <button type="button" aria-pressed={paused} onClick={() => (isPaused.value = !paused)}>
            {w(paused ? "log.go" : "log.pause")}
          </button>
          <button type="button" onClick={() => download(logs.data?.records ?? [])}>
            {w("log.download")}
          </button>
        </div>
      </div>
      <p class="dim">{w(paused ? "log.paused" : "log.live")}</p>
      <Read of={logs}>
        {({ records }) => {
          const rows = shown(records);
          if (rows.length === 0) return <p>{w("log.none")}</p>;
          return (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
            <ol class="panel log" aria-label={w("log")} tabIndex={0}>
              {rows.map((record) => (
                <Entry key={record.seq} record={record} />
              ))}
            </ol>
          );
        }}
      </Read>
      <Levels />
    </div>
  );
}

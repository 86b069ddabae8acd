/** The log as it grows: by level, filtered by words; levels of parts of the program. */
import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatNumber, formatTime, language } from "../../i18n/index.ts";
import { keepFile } from "../../parts/download.ts";
import { Field, Select } from "../../parts/form.tsx";
import { ErrorNote, Loading } from "../../parts/states.tsx";
import { useLog } from "./follow-log.ts";
import { Levels } from "./Levels.tsx";
import { attributesOf, fits, type LogRow } from "./model.ts";
import { w } from "./words.ts";

export const LEVELS = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof LEVELS)[number];
export const levelOptions = LEVELS.map((one) => ({ value: one, label: one }));

/** Lines that are drawn: a browser stays quick with so many. */
const SHOWN = 500;

const Entry = ({ record }: { readonly record: Schemas["LogRecord"] }) => (
  <li class={`entry ${record.level}`}>
    <time class="dim" dateTime={record.time} title={formatTime(record.time)}>
      {new Date(record.time).toLocaleTimeString(language.value, { hour12: false })}
    </time>{" "}
    <b>{record.level}</b> <span>{record.logger}</span> <span>{record.msg}</span>{" "}
    <span class="dim">{attributesOf(record)}</span>
  </li>
);

const Line = ({ row: { record, lost = 0 } }: { readonly row: LogRow }) =>
  record ? <Entry record={record} /> : <li class="entry dim">{w("log.lost", { count: formatNumber(lost) })}</li>;

/** The newest first; what is missing is shown whatever is looked for. */
const fitting = (rows: readonly LogRow[], filter: string): LogRow[] =>
  rows.filter(({ record }) => record === undefined || fits(record, filter)).reverse();

function download(rows: readonly LogRow[]): void {
  const lines = rows.flatMap(({ record }) => (record ? `${JSON.stringify(record)}\n` : []));
  keepFile(lines.reverse().join(""), "log.ndjson");
}

export function Log() {
  const level = useSignal<Level>("info");
  const filter = useSignal("");
  const isPaused = useSignal(false);
  const log = useLog(level.value, isPaused.value);
  const rows = fitting(log.rows, filter.value);
  const paused = isPaused.value;
  const state = log.state === "connecting" ? "log.connecting" : "log.live";
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
          <button type="button" disabled={rows.length === 0} onClick={() => download(rows)}>
            {w("log.download")}
          </button>
        </div>
      </div>
      <p class="dim">{paused ? w("log.paused", { count: formatNumber(log.waiting) }) : w(state)}</p>
      {log.problem && <ErrorNote problem={log.problem} retry={log.again} />}
      {log.state === "loading" && log.problem === undefined && <Loading />}
      {log.state !== "loading" && rows.length === 0 && <p>{w("log.none")}</p>}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        <ol class="panel log" aria-label={w("log")} tabIndex={0}>
          {rows.slice(0, SHOWN).map((row) => (
            <Line key={row.key} row={row} />
          ))}
        </ol>
      )}
      {rows.length > SHOWN && <p class="dim">{w("log.more", { count: formatNumber(SHOWN) })}</p>}
      <Levels />
    </div>
  );
}

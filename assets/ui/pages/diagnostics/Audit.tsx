/** Who changed what: filtered, page by page, as a file. */

import { useSignal } from "@preact/signals";
import { compareNames, formatTime } from "../../i18n/index.ts";
import { ActionForm } from "../../parts/ActionForm.tsx";
import { useAction } from "../../parts/action.ts";
import { keepFile } from "../../parts/download.ts";
import { Field, textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { client } from "../../state/session.ts";
import { DONE, isDone } from "./done.ts";
import { momentOf } from "./model.ts";
import { w } from "./words.ts";

interface Filter {
  readonly device?: string;
  readonly op?: string;
  readonly since?: string;
  readonly until?: string;
}
/** Entries that are asked for at once, and for a file. */
const PAGE = 100;
const FILE_LIMIT = 500;

function filterOf(form: FormData): Filter {
  const [device, op] = [textOf(form, "device"), textOf(form, "op")];
  const [since, until] = [momentOf(textOf(form, "since")), momentOf(textOf(form, "until"))];
  return {
    ...(device !== "" && { device }),
    ...(op !== "" && { op }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** In the words of the reader; a server that is newer than the page may tell of what has none. */
const didWhat = (action: string): string => (isDone(action) ? w(`did.${action}`) : action);

function Filters({ onChange }: { readonly onChange: (filter: Filter) => void }) {
  const chosen = DONE.map((action) => ({ action, words: didWhat(action) })).sort((a, b) =>
    compareNames(a.words, b.words),
  );
  return (
    <ActionForm isQuery submit={w("audit.show")} onSubmit={(form) => onChange(filterOf(new FormData(form)))}>
      <div class="fields">
        <Field label={w("audit.device")}>{(tied) => <input {...tied} name="device" />}</Field>
        <Field label={w("audit.action")}>
          {(tied) => (
            <select {...tied} name="op">
              <option value="">{w("audit.any")}</option>
              {chosen.map(({ action, words }) => (
                <option key={action} value={action}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={w("audit.since")}>{(tied) => <input {...tied} name="since" type="datetime-local" />}</Field>
        <Field label={w("audit.until")}>{(tied) => <input {...tied} name="until" type="datetime-local" />}</Field>
      </div>
    </ActionForm>
  );
}

export function Audit() {
  const filter = useSignal<Filter>({});
  const limit = useSignal(PAGE);
  const action = useAction();
  const entries = useResource(
    () => client.GET("/audit", { params: { query: { ...filter.value, limit: limit.value } } }),
    [filter.value, limit.value],
  );
  const download = async () => {
    const query = { ...filter.value, limit: FILE_LIMIT, format: "csv" as const };
    const done = await action.run(() => client.request("GET", "/audit", { params: { query } }));
    if (done !== undefined) keepFile(done.data as string | Blob, "audit.csv");
  };
  return (
    <div class="stack">
      <Filters
        onChange={(next) => {
          limit.value = PAGE;
          filter.value = next;
        }}
      />
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={entries}>
        {(rows) =>
          rows.length === 0 ? (
            <p class="dim">{w("audit.none")}</p>
          ) : (
            <div class="stacked panel">
              <Table
                label={w("audit")}
                rows={rows}
                keyOf={(row) => JSON.stringify(row)}
                columns={[
                  { key: "when", title: w("when"), cell: ({ timestamp }) => formatTime(timestamp) },
                  { key: "who", title: w("who"), cell: ({ user }) => user || w("audit.program") },
                  {
                    key: "what",
                    title: w("what"),
                    cell: ({ action: name, note }) => (
                      <>
                        {didWhat(name)} {note && <small>{note}</small>}
                      </>
                    ),
                  },
                  {
                    key: "where",
                    title: w("where"),
                    cell: ({ central, device_address: device, channel_no: channel, parameter }) =>
                      [central, channel === undefined ? device : `${device}:${channel}`, parameter]
                        .filter(Boolean)
                        .join(" · ") || "–",
                  },
                ]}
              />
            </div>
          )
        }
      </Read>
      <div class="row end">
        <button type="button" disabled={action.isBusy} onClick={() => void download()}>
          {w("audit.csv")}
        </button>
        {entries.data?.length === limit.value && limit.value < FILE_LIMIT && (
          <button type="button" onClick={() => (limit.value += PAGE)}>
            {w("audit.more")}
          </button>
        )}
      </div>
    </div>
  );
}

/** Backups of the CCUs: listed, made, downloaded, restored. */
import { mdiArchiveOffOutline } from "@mdi/js";
import { useEffect } from "preact/hooks";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatNumber, formatTime } from "../../i18n/index.ts";
import { type Action, useAction } from "../../parts/action.ts";
import { keepFile } from "../../parts/download.ts";
import { useResource } from "../../parts/resource.ts";
import { Empty, ErrorNote, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { away } from "../../state/away.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { Automatic } from "./Automatic.tsx";
import { w } from "./words.ts";

type Backup = Schemas["BackupEntry"];

/** Milliseconds between two looks: a backup takes minutes. */
const LOOK_MS = 5_000;
/** Milliseconds between two looks at the list: those that are made by themselves appear, too. */
const LIST_MS = 10_000;
/** A large archive on a slow line. */
const DOWNLOAD_MS = 600_000;

async function download(action: Action, { id, central }: Backup): Promise<void> {
  const done = await action.run(() =>
    client.GET("/backups/{id}/download", { params: { path: { id } }, timeoutMs: DOWNLOAD_MS }),
  );
  if (done?.data === undefined) return;
  keepFile(done.data as Blob, `${central}-${id}.sbk`);
  tellDone(w("download.ready"));
}

async function restore(action: Action, { id, central: ccu, created_at }: Backup): Promise<void> {
  if (!(await ask(w("restore.ask", { ccu, time: formatTime(created_at) }), w("restore")))) return;
  const done = await action.run(() => client.POST("/backups/{id}/restore", { params: { path: { id } }, retries: 0 }));
  if (done !== undefined) tellDone(w("restore.begun", { ccu }));
}

const List = ({ rows, action }: { readonly rows: readonly Backup[]; readonly action: Action }) => (
  <div class="stacked panel">
    <Table
      label={w("backups")}
      rows={[...rows].reverse()}
      keyOf={({ id }) => id}
      columns={[
        { key: "ccu", title: w("ccu"), cell: ({ central }) => central },
        { key: "made", title: w("made"), cell: ({ created_at }) => formatTime(created_at) },
        { key: "size", title: w("size"), cell: ({ bytes }) => `${formatNumber(bytes / 1e6)}\u00a0MB` },
        ...(may("admin")
          ? [
              {
                key: "actions",
                title: w("actions"),
                cell: (row: Backup) => {
                  const fill = { ccu: row.central, time: formatTime(row.created_at) };
                  const isOff = action.isBusy || away.value !== undefined;
                  return (
                    <span class="row">
                      <button
                        type="button"
                        aria-label={w("download.named", fill)}
                        disabled={isOff}
                        onClick={() => void download(action, row)}
                      >
                        {w("download")}
                      </button>
                      <button
                        type="button"
                        class="danger"
                        aria-label={w("restore.named", fill)}
                        disabled={isOff}
                        onClick={() => void restore(action, row)}
                      >
                        {w("restore")}
                      </button>
                    </span>
                  );
                },
              },
            ]
          : []),
      ]}
    />
  </div>
);

type Run = "idle" | "running" | "completed" | "failed";

/** Known since the program started; a status that cannot be told is none. */
async function readRun(central: string): Promise<{ data: Run | undefined; error?: undefined }> {
  const { data } = await client.call("backup.status", { central_name: central });
  return { data: data?.status };
}

/** How the last backup of a CCU went, and the button for the next. */
function Ccu({ name, action, onDone }: { name: string; action: Action; onDone: () => void }) {
  const run = useResource(() => readRun(name), [name]);
  const isRunning = run.data === "running";
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => void run.reload(), LOOK_MS);
    return () => {
      clearInterval(timer);
      onDone();
    };
  }, [isRunning]);
  const begin = async () => {
    const done = await action.run(() => client.POST("/backups", { body: { central_name: name }, retries: 0 }));
    if (done !== undefined) tellDone(w("back.begun", { ccu: name }));
    await run.reload();
    // a small CCU is done before anybody has looked
    onDone();
  };
  const last = run.data;
  return (
    <li>
      <div>
        <b>{name}</b>
        {last && <small>{w(`last.${last}`)}</small>}
      </div>
      {may("admin") && (
        <button
          type="button"
          class="primary"
          aria-label={w("back.named", { ccu: name })}
          disabled={action.isBusy || isRunning || away.value !== undefined}
          onClick={() => void begin()}
        >
          {w("back")}
        </button>
      )}
    </li>
  );
}

export function Backups() {
  const backups = useResource(() => client.GET("/backups"), []);
  const ccus = useResource(() => client.GET("/system/ccu"), []);
  const action = useAction();
  useEffect(() => {
    const timer = setInterval(() => void backups.reload(), LIST_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="stack">
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={ccus}>
        {({ entries }) => (
          <ul class="rows">
            {entries.map(({ name }) => (
              <Ccu key={name} name={name} action={action} onDone={() => void backups.reload()} />
            ))}
          </ul>
        )}
      </Read>
      <Read of={backups}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={mdiArchiveOffOutline} title={w("none")}>
              <p>{w("none.text")}</p>
            </Empty>
          ) : (
            <List rows={rows} action={action} />
          )
        }
      </Read>
      <Automatic />
    </div>
  );
}

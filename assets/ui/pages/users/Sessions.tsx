/** Browsers that are logged in: the own ones, for an administrator all. */
import { formatTime } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { useResource } from "../../parts/resource.ts";
import { Age, ErrorNote, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { tellDone } from "../../state/notices.ts";
import { client, logOut } from "../../state/session.ts";
import { w } from "./words.ts";

/** Not part of the published contract (docs/sign-on.md). */
interface Session {
  readonly id: string;
  readonly subject: string;
  readonly created_at: string;
  readonly expires_at?: string;
  readonly current: boolean;
}

const readSessions = async () => {
  const answer = await client.request("GET", "/auth/sessions");
  return answer.error === undefined ? { data: answer.data as readonly Session[] } : { error: answer.error };
};

export function Sessions() {
  const sessions = useResource(readSessions, []);
  const action = useAction();
  const end = async ({ id, current }: Session) => {
    if (current) return void logOut();
    const done = await action.run(() => client.request("DELETE", "/auth/sessions/{id}", { params: { path: { id } } }));
    if (done !== undefined) tellDone(w("sessions.end.done"));
    await sessions.reload();
  };
  const endButton = (session: Session) => (
    <button
      type="button"
      disabled={action.isBusy}
      aria-label={w("sessions.end.named", { name: session.subject, time: formatTime(session.created_at) })}
      onClick={() => void end(session)}
    >
      {w("sessions.end")}
    </button>
  );
  return (
    <section class="stacked panel stack">
      <p class="dim">{w("sessions.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={sessions}>
        {(rows) =>
          rows.length === 0 ? (
            <p>{w("sessions.none")}</p>
          ) : (
            <Table
              label={w("sessions")}
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                {
                  key: "who",
                  title: w("name"),
                  cell: ({ subject, current }) => (
                    <>
                      {subject} {current && <span class="tag good">{w("sessions.this")}</span>}
                    </>
                  ),
                },
                { key: "begun", title: w("sessions.begun"), cell: ({ created_at }) => <Age at={created_at} /> },
                { key: "until", title: w("expires"), cell: ({ expires_at }) => formatTime(expires_at) },
                { key: "end", title: w("actions"), cell: endButton },
              ]}
            />
          )
        }
      </Read>
    </section>
  );
}

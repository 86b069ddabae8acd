/** What went wrong at home, newest first. */

import { mdiCheckCircleOutline } from "@mdi/js";
import { formatTime } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { useResource } from "../../parts/resource.ts";
import { Empty, ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { ask } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { severityOf } from "./model.ts";
import { w } from "./words.ts";

export function Incidents() {
  const incidents = useResource(() => client.GET("/incidents"), []);
  const action = useAction();
  const clear = async () => {
    if (!(await ask(w("incidents.clear.ask"), w("incidents.clear")))) return;
    await action.run(() => client.DELETE("/incidents"));
    await incidents.reload();
  };
  return (
    <div class="stack">
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={incidents}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={mdiCheckCircleOutline} title={w("incidents.none")}>
              <p>{w("incidents.text")}</p>
            </Empty>
          ) : (
            <>
              <ul class="rows">
                {rows.map(({ id, when, component, severity, summary, detail }) => {
                  const known = severityOf(severity);
                  return (
                    <li key={id}>
                      <div>
                        <b>{summary}</b>
                        <small>
                          {formatTime(when)} · {component}
                          {detail && ` · ${detail}`}
                        </small>
                      </div>
                      <span class={`tag ${known === "info" ? "good" : "bad"}`}>{w(`severity.${known}`)}</span>
                    </li>
                  );
                })}
              </ul>
              {may("admin") && (
                <div class="row end">
                  <button
                    type="button"
                    disabled={action.isBusy || away.value !== undefined}
                    onClick={() => void clear()}
                  >
                    {w("incidents.clear")}
                  </button>
                </div>
              )}
            </>
          )
        }
      </Read>
    </div>
  );
}

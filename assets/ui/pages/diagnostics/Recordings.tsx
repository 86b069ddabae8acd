/** What is said to the CCUs, written down: a report that becomes a test. */

import { formatNumber } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { keepFile } from "../../parts/download.ts";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { client } from "../../state/session.ts";
import { w } from "./words.ts";

export function Recordings() {
  const status = useResource(() => client.GET("/diagnostics/rpc-recording"), []);
  const action = useAction();
  const isRunning = (status.data ?? []).some(({ active }) => active);
  const toggle = async () => {
    await (isRunning
      ? action.run(() => client.POST("/diagnostics/rpc-recording/stop"))
      : action.run(() => client.POST("/diagnostics/rpc-recording")));
    await status.reload();
  };
  const download = async (central: string) => {
    const done = await action.run(() =>
      client.GET("/diagnostics/rpc-recording/{central}/download", { params: { path: { central } } }),
    );
    if (done !== undefined) keepFile(JSON.stringify(done.data), `${central}.recording.json`);
  };
  return (
    <section class="panel stack">
      <h2>{w("rec.title")}</h2>
      <p class="dim">{w("rec.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={status}>
        {(rows) => (
          <ul>
            {rows.map(({ central, entries, active }) => (
              <li key={central} class="bar">
                <span>{w("rec.entries", { ccu: central, count: formatNumber(entries) })}</span>
                {!active && entries > 0 && (
                  <button
                    type="button"
                    aria-label={w("rec.download.named", { ccu: central })}
                    onClick={() => void download(central)}
                  >
                    {w("rec.download")}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Read>
      <div class="row">
        <button type="button" disabled={action.isBusy || away.value !== undefined} onClick={() => void toggle()}>
          {w(isRunning ? "rec.stop" : "rec.start")}
        </button>
      </div>
    </section>
  );
}

/** Restarts of the CCUs and of this program, each asked for once more. */
import { useAction } from "../../parts/action.ts";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { w } from "./words.ts";

function Ccu({ name: ccu }: { readonly name: string }) {
  const action = useAction();
  const reboot = async () => {
    if (!(await ask(w("rb.ask", { ccu }), w("rb.yes")))) return;
    const done = await action.run(() =>
      client.POST("/system/ccu/{central}/reboot", { params: { path: { central: ccu } }, retries: 0 }),
    );
    if (done !== undefined) tellDone(w("rb.begun", { ccu }));
  };
  return (
    <section class="panel stack">
      <h2>{ccu}</h2>
      <p>{w("rb.ccu.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <div class="row">
        <button
          type="button"
          class="danger"
          disabled={action.isBusy || away.value !== undefined}
          onClick={() => void reboot()}
        >
          {w("rb.ccu", { ccu })}
        </button>
      </div>
    </section>
  );
}

function Program() {
  const action = useAction();
  const restart = async () => {
    if (!(await ask(w("rb.program.ask"), w("rb.yes")))) return;
    if (await action.run(() => client.POST("/system/restart", { retries: 0 }))) tellDone(w("rb.program.begun"));
  };
  const { problem } = action;
  return (
    <section class="panel stack">
      <h2>{w("rb.program")}</h2>
      <p>{w("rb.program.text")}</p>
      {problem && problem.status !== 404 && <ErrorNote problem={problem} />}
      {problem?.status === 404 && (
        <p class="refused" role="alert">
          {w("rb.program.none")}
        </p>
      )}
      <div class="row">
        <button type="button" disabled={action.isBusy || away.value !== undefined} onClick={() => void restart()}>
          {w("rb.program")}
        </button>
      </div>
    </section>
  );
}

export function Restart() {
  const ccus = useResource(() => client.GET("/system/ccu"), []);
  return (
    <div class="stack">
      <Read of={ccus}>
        {({ entries }) => (
          <>
            {entries.map(({ name }) => (
              <Ccu key={name} name={name} />
            ))}
          </>
        )}
      </Read>
      <Program />
    </div>
  );
}

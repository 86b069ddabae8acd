/** Webhooks: whether they are taken, and what was given up. */
import { formatTime } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { client, may } from "../../state/session.ts";
import { Fact, SettingsLink, State, useHealth, useSection } from "./State.tsx";
import { w } from "./words.ts";

/** Not part of the published contract (docs/webhooks.md). */
interface DeadLetter {
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly failed_at: string;
  readonly attempts: number;
  readonly reason: string;
}

const readDead = async () => {
  const answer = await client.request("GET", "/webhook/dead-letters");
  return answer.error === undefined
    ? { data: (answer.data as { dead_letters: readonly DeadLetter[] }).dead_letters }
    : { error: answer.error };
};

function Dead() {
  const dead = useResource(readDead, []);
  const action = useAction();
  const clear = async () => {
    await action.run(() => client.request("DELETE", "/webhook/dead-letters"));
    await dead.reload();
  };
  return (
    <section class="panel stack">
      <h2>{w("hook.dead")}</h2>
      <p class="dim">{w("hook.dead.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={dead}>
        {(rows) =>
          rows.length === 0 ? (
            <p>{w("hook.dead.none")}</p>
          ) : (
            <>
              <ul>
                {rows.map(({ id, type, topic, failed_at: at, attempts, reason }) => (
                  <li key={id}>
                    <b>{type}</b> <code>{topic}</code>
                    <small>
                      {formatTime(at)} · {w("hook.tries", { count: attempts })} · {reason}
                    </small>
                  </li>
                ))}
              </ul>
              <div class="row end">
                <button type="button" disabled={action.isBusy} onClick={() => void clear()}>
                  {w("hook.dead.clear")}
                </button>
              </div>
            </>
          )
        }
      </Read>
    </section>
  );
}

export function Webhooks() {
  const health = useHealth("webhook");
  const settings = useSection("north.webhook");
  const isOn = settings && settings.enabled === true;
  const inbound = settings?.inbound as { enabled?: boolean } | undefined;
  return (
    <div class="stack">
      <section class="panel stack">
        <h2>
          {w("webhooks")} <State found={health.found} isOn={isOn} />
        </h2>
        <p class="dim">{w("hook.text")}</p>
        {settings && (
          <dl class="facts">
            <Fact title={w("hook.out")}>{w(isOn ? "on" : "off")}</Fact>
            <Fact title={w("hook.in")}>{w(inbound?.enabled === true ? "on" : "off")}</Fact>
            {typeof settings.url === "string" && settings.url !== "" && (
              <Fact title={w("hook.url")}>{settings.url}</Fact>
            )}
          </dl>
        )}
        {isOn && <p>{w("hook.try")}</p>}
        <div class="row">
          <SettingsLink section="north.webhook" />
        </div>
      </section>
      {may("admin") && <Dead />}
    </div>
  );
}

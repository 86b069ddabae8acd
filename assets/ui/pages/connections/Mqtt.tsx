/** The broker: whether there is a connection, and the button that makes a new one. */
import { useAction } from "../../parts/action.ts";
import { ErrorNote } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { Fact, SettingsLink, State, useHealth, useSection } from "./State.tsx";
import { w } from "./words.ts";

export function Mqtt() {
  const health = useHealth("mqtt");
  const settings = useSection("north.mqtt");
  const action = useAction();
  const test = async () => {
    const done = await action.run(() => client.POST("/admin/mqtt/reload", { retries: 0 }));
    const data = done?.data as { reloaded: boolean; took_ms: number } | undefined;
    if (data) tellDone(data.reloaded ? w("mqtt.tested", { ms: data.took_ms }) : w("mqtt.untested"));
    await health.reload();
  };
  const isOn = settings && settings.enabled === true;
  return (
    <section class="panel stack">
      <h2>
        {w("mqtt")} <State found={health.found} isOn={isOn} />
      </h2>
      <p class="dim">{w("mqtt.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      {typeof settings?.broker_url === "string" && settings.broker_url !== "" && (
        <dl class="facts">
          <Fact title={w("mqtt.broker")}>{settings.broker_url}</Fact>
        </dl>
      )}
      {may("admin") && (
        <div class="row">
          <SettingsLink section="north.mqtt" />
          <button
            type="button"
            disabled={action.isBusy || isOn !== true || away.value !== undefined}
            onClick={() => void test()}
          >
            {w("mqtt.test")}
          </button>
        </div>
      )}
    </section>
  );
}

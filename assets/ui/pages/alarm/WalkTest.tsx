/** Somebody walks through the house and sees which sensors notice them. */

import { compareNames, formatTime } from "../../i18n/index.ts";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { readAlarm, walkTestMoved, zones } from "../../state/alarm.ts";
import { away } from "../../state/away.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { Icon } from "../../views/Icon.tsx";
import { useReloadOn } from "./follow.ts";
import { t } from "./words.ts";

async function order(zone: string, name: string, verb: "start" | "stop"): Promise<void> {
  const options = { params: { path: { id: zone } }, retries: 0 };
  await whileBusy(`alarm/walktest/${zone}`, name, () =>
    verb === "start"
      ? client.POST("/alarm/zones/{id}/walktest/start", options)
      : client.POST("/alarm/zones/{id}/walktest/stop", options),
  );
  walkTestMoved.value += 1;
  await readAlarm();
}

export function WalkTest({ zone }: { readonly zone: string }) {
  const test = useResource(() => client.GET("/alarm/zones/{id}/walktest", { params: { path: { id: zone } } }), [zone]);
  useReloadOn(walkTestMoved.value, test.reload);
  const name = zones.value.find(({ id }) => id === zone)?.name ?? zone;
  const isBusy = busy.value.has(`alarm/walktest/${zone}`) || away.value !== undefined;
  return (
    <section class="group stack">
      <h2>{t("walktest.title", { name })}</h2>
      <p class="dim">{t("walktest.text")}</p>
      <Read of={test}>
        {({ active, sensors }) => (
          <>
            {may("operator") && (
              <p class="row">
                <button
                  type="button"
                  class={active ? "" : "primary"}
                  disabled={isBusy}
                  onClick={() => void order(zone, name, active ? "stop" : "start")}
                >
                  {t(active ? "walktest.stop" : "walktest.start")}
                </button>
              </p>
            )}
            {active && (
              <>
                <p role="status">
                  {t("walktest.seen", { seen: sensors.filter(({ tested }) => tested).length, total: sensors.length })}
                </p>
                <ul class="rows">
                  {[...sensors]
                    .sort((a, b) => Number(a.tested) - Number(b.tested) || compareNames(a.name ?? a.id, b.name ?? b.id))
                    .map((sensor) => (
                      <li key={sensor.id} class={sensor.tested ? "tested" : ""}>
                        <Icon name={sensor.tested ? "check" : "motion"} />
                        <div>
                          <b>{sensor.name ?? sensor.id}</b>
                          <small>
                            {sensor.tested
                              ? t("walktest.heard", { time: formatTime(sensor.last_triggered_at) })
                              : t("walktest.waiting")}
                          </small>
                        </div>
                      </li>
                    ))}
                </ul>
              </>
            )}
          </>
        )}
      </Read>
    </section>
  );
}

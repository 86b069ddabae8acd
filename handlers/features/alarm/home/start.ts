/** The alarm panel of a home begins and ends with it. */
import { liveCapabilities } from "../../../kernel/capabilities.ts";
import { type ComponentReport, componentFigures, componentReports } from "../../../kernel/component-health.ts";
import type { StopFeature } from "../../../kernel/feature.ts";
import { alarmTold } from "../../../kernel/home-program.ts";
import type { Site } from "../../../kernel/site.ts";
import { type NamedZone, readZones } from "../../../records/alarm-zones.ts";
import { withheldWebhooks } from "../../shared/withheld-webhooks.ts";
import { alarmNotification } from "../broadcasts.ts";
import { alarmSettings } from "../settings.ts";
import { createAlarmRecords } from "./alarm-records.ts";
import { createCodeGate } from "./codes/gate.ts";
import { startAlarmEngine } from "./engine.ts";
import { startKeypads } from "./keypads.ts";
import { createOutputs } from "./outputs/outputs.ts";
import { announcePanels, type PanelAnnouncer } from "./panels.ts";
import { startRetention } from "./retention.ts";
import { alarmState, type RunningAlarm } from "./running.ts";
import type { AlarmHealth } from "./seams.ts";
import { tellAlarm } from "./tell-alarm.ts";

const CAPABILITY = "alarm.v1";
/** Milliseconds after which a store that failed at the start is asked again. */
const READ_AGAIN_MS = 10_000;

const reportOf = ({ healthy, note }: AlarmHealth): ComponentReport =>
  healthy ? { name: "alarm", status: "healthy" } : { name: "alarm", status: "unhealthy", note, noteKey: "alarm_ill" };

/** Switched off: its routes answer 404, and whoever answers for the home elsewhere knows it, too. */
function stayOff({ state }: Site): StopFeature {
  state(alarmState).isOn = false;
  state(alarmTold).tell = () => ({ isOn: false, healthy: true, zones: [] });
  return () => {};
}

/** Says in `/info`, `/health` and `/metrics` that it runs, and how. @returns what takes that back */
function present(
  { state }: Site,
  health: () => AlarmHealth,
  figures: () => Readonly<Record<string, number>>,
): () => void {
  state(liveCapabilities).add(CAPABILITY);
  state(componentReports).set("alarm", () => reportOf(health()));
  state(componentFigures).set("alarm", figures);
  return () => {
    state(liveCapabilities).delete(CAPABILITY);
    state(componentReports).delete("alarm");
    state(componentFigures).delete("alarm");
  };
}

export async function startAlarm(site: Site): Promise<StopFeature> {
  const { store, clock, log, sections, codeHashing: hashing } = site;
  const settings = sections.read(alarmSettings);
  if (!settings.enabled) return stayOff(site);
  const records = createAlarmRecords(store);
  const gate = createCodeGate({ store, clock, log, hashing });
  /** `undefined`: not read yet, so nobody knows which zones there are. */
  let stored: readonly NamedZone[] | undefined;
  let cancelRetry = () => {};
  /** What was read before stays where the store fails. */
  async function read(): Promise<void> {
    await gate.load();
    stored = (await readZones(store)).zones;
  }
  const readAtLast = (then: () => void): Promise<void> =>
    read().then(then, (error: unknown) => {
      log.error("the alarm panel's configuration cannot be read", { error });
      cancelRetry = clock.after(READ_AGAIN_MS, () => void readAtLast(() => panels?.look()));
    });
  let panels: PanelAnnouncer | undefined;
  await readAtLast(() => {});
  const started = await startAlarmEngine({
    ...{ site, records, gate, outputs: createOutputs(site, () => settings) },
    loopBreaker: () => settings.restart_loop_breaker,
  });
  const { engine } = started;
  const running: RunningAlarm = {
    ...{ engine, gate, stored: () => stored ?? [] },
    async reload() {
      await read();
      await engine.reload();
      panels?.look();
    },
  };
  const tell = () => (stored === undefined ? undefined : tellAlarm(running));
  Object.assign(site.state(alarmState), { isOn: true, running });
  site.state(alarmTold).tell = tell;
  panels = announcePanels(site, tell);
  const stopKeypads = startKeypads({ site, engine, codes: gate.codes });
  const stopRetention = startRetention(site, settings);
  const withheld = site.state(withheldWebhooks);
  withheld.set(alarmNotification.name, ({ zone_id, output_id }) => {
    const outputs = engine.zone(String(zone_id))?.zone.outputs ?? [];
    return outputs.some(({ id, config }) => id === output_id && !config.notify_webhook);
  });
  const leave = present(site, engine.health, () => ({ ...started.figures() }));
  return async () => {
    leave();
    withheld.delete(alarmNotification.name);
    stopKeypads();
    stopRetention();
    cancelRetry();
    panels?.stop();
    await started.stop();
    site.state(alarmTold).tell = undefined;
    site.state(alarmState).running = undefined;
  };
}

/** An engine that does what it is told by its tests: for what stands around it. */

import { createAlarmRecords } from "../../../handlers/features/alarm/home/alarm-records.ts";
import { createCodeGate } from "../../../handlers/features/alarm/home/codes/gate.ts";
import type { Zone } from "../../../handlers/features/alarm/home/config/zones.ts";
import { announcePanels } from "../../../handlers/features/alarm/home/panels.ts";
import { alarmState, type RunningAlarm } from "../../../handlers/features/alarm/home/running.ts";
import type { AlarmEngine, Outcome, RequestRefusal, ZoneStatus } from "../../../handlers/features/alarm/home/seams.ts";
import { tellAlarm } from "../../../handlers/features/alarm/home/tell-alarm.ts";
import { alarmTold } from "../../../handlers/kernel/home-program.ts";
import type { CodeHashing } from "../../../handlers/ports/code-hashing.ts";
import { type NamedZone, readZones } from "../../../handlers/records/alarm-zones.ts";
import { createTestSite, type TestSite, type TestSiteOptions } from "../../support/site.ts";

/** Fast, and recognisable: a hash is the code backwards behind a word. */
export const plainHashing: CodeHashing = {
  hash: async (code) => `hashed:${[...code].reverse().join("")}`,
  check: async (code, hash) => hash === `hashed:${[...code].reverse().join("")}`,
};

export interface AlarmBench {
  site: TestSite & { codeHashing?: CodeHashing };
  running: RunningAlarm;
  /** What the engine was asked: method and argument. */
  asked: [string, unknown][];
  /** The next request is refused so. */
  refuse(refusal: RequestRefusal | undefined): void;
  /** Changes what the engine says of a zone. */
  set(zone: string, status: Partial<Omit<ZoneStatus, "zone">>): void;
  health: { healthy: boolean; note: string };
}

const DISARMED: Omit<ZoneStatus, "zone"> = {
  ...{ state: "disarmed", mode: null, bypassed: [], incident: null, countdown: null, readiness: {}, walk_test: null },
};

export async function alarmBench(
  options: TestSiteOptions & { hashing?: CodeHashing | null } = {},
): Promise<AlarmBench> {
  const { hashing = plainHashing, ...rest } = options;
  const site: AlarmBench["site"] = Object.assign(createTestSite(rest), hashing && { codeHashing: hashing });
  const { store, clock, log } = site;
  const records = createAlarmRecords(store);
  const gate = createCodeGate({ store, clock, log, hashing: hashing ?? undefined });
  const asked: [string, unknown][] = [];
  const health = { healthy: true, note: "" };
  const told = new Map<string, Partial<Omit<ZoneStatus, "zone">>>();
  let zones: readonly Zone[] = [];
  let stored: readonly NamedZone[] = [];
  let refusal: RequestRefusal | undefined;
  const statusOf = (zone: Zone): ZoneStatus => ({ ...DISARMED, ...told.get(zone.id), zone });
  const answer =
    <T>(method: string, value: T) =>
    async (intent: { zone: string }): Promise<Outcome<T>> => {
      asked.push([method, intent]);
      if (!zones.some(({ id }) => id === intent.zone)) return { ok: false, refusal: { kind: "unknown_zone" } };
      return refusal ? { ok: false, refusal } : { ok: true, value };
    };
  const engine: AlarmEngine = {
    arm: answer("arm", { state: "arming", bypassed: [], exit_delay_s: 30 }),
    disarm: answer("disarm", undefined),
    silence: answer("silence", undefined),
    async silenceAll(origin) {
      asked.push(["silenceAll", origin]);
    },
    acknowledge: answer("acknowledge", undefined),
    panic: answer("panic", undefined),
    startWalkTest: answer("startWalkTest", undefined),
    stopWalkTest: answer("stopWalkTest", undefined),
    status: () => zones.map(statusOf),
    zone(id) {
      const zone = zones.find((one) => one.id === id);
      return zone && statusOf(zone);
    },
    health: () => health,
    async journal(entry) {
      await records.append([entry], clock.now());
    },
    async reload() {
      zones = (await records.zones()).zones;
    },
  };
  const running: RunningAlarm = {
    engine,
    gate,
    stored: () => stored,
    async reload() {
      await gate.load();
      stored = (await readZones(store)).zones;
      await engine.reload();
      panels.look();
    },
  };
  const tell = () => tellAlarm(running);
  const panels = announcePanels(site, tell);
  Object.assign(site.state(alarmState), { isOn: true, running });
  site.state(alarmTold).tell = tell;
  return {
    ...{ site, running, asked, health },
    refuse(wanted) {
      refusal = wanted;
    },
    set: (zone, status) => void told.set(zone, { ...told.get(zone), ...status }),
  };
}

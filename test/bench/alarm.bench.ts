/**
 * From the wire to the wire: a contact opens at a simulated CCU, and a siren's command arrives there. Ours: the alarm panel with 50
 * zones of 200 sensors, which persists an incident and a state in between. Bare: whoever hears of the value writes at once, by the
 * same home, while the house is disarmed. In turns.
 */
import { setTimeout as pause } from "node:timers/promises";
import { BURST, BURST_WINDOW_MS } from "../../adapters/ccu/queue.ts";
import { valueReported } from "../../handlers/broadcasts/value-reported.ts";
import { createAlarmRecords } from "../../handlers/features/alarm/home/alarm-records.ts";
import { startAlarmEngine } from "../../handlers/features/alarm/home/engine.ts";
import { createOutputs } from "../../handlers/features/alarm/home/outputs/outputs.ts";
import { deviceId } from "../../handlers/model/device-id.ts";
import type { DataPoint, Device } from "../../handlers/model/types.ts";
import { toWire } from "../../handlers/model/values.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { scratch } from "../ports/scratch.ts";
import { serverEnvironment, until } from "../support/program.ts";
import type { Figure } from "./measure.ts";

const ROUNDS = 100;
const WARMUP = 20;
const ZONES = 50;
const SENSORS = 200;
/** Milliseconds that the alarm may take beside the bare way. */
const ADDED_MOST_MS = 20;
/** Between two writes: the CCU's door lets five in half a second. Each round has two, on and off. */
const WRITE_PAUSE_MS = (2 * BURST_WINDOW_MS) / BURST + 20;
const WINDOW = "0000D7099D6F12:1";
const SIREN = "00245A499A7717";
const SIREN_CHANNEL = 3;
const ANNA = { source: "rest-operator", actor: "anna" };
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Resolves when the siren's channel gets its next command that sounds, or does not. */
function watchSiren(ccu: Simulator): () => Promise<void> {
  const process = ccu.process("HmIP-RF");
  const call = process.call.bind(process);
  let heard: (() => void) | undefined;
  process.call = (method, params) => {
    if (params[0] === `${SIREN}:${SIREN_CHANNEL}` && (method === "putParamset" || method === "setValue")) heard?.();
    return call(method, params);
  };
  return () =>
    new Promise((resolve) => {
      heard = resolve;
    });
}

const sensorRow = (zone: number, at: number, central: string) => ({
  id: `${zone}-${at}`,
  central,
  interface_id: "HmIP-RF",
  channel_address: zone === 0 && at === 0 ? WINDOW : `${zone}FFFF${at}:1`,
  parameter: "STATE",
  type: "window",
  config: { modes: ["full"] },
});
const zoneRow = (zone: number, central: string) => ({
  name: `Zone ${zone}`,
  position: zone,
  // the other sensors are invented: nobody has heard of them, which is in nobody's way here
  config: { modes: { full: { trigger_time_s: 60 } }, blockers: { unreachable: "warn" } },
  sensors: Array.from({ length: SENSORS }, (_, at) => sensorRow(zone, at, central)),
  outputs: [{ id: `siren-${zone}`, class: "acoustic_siren", central, channel_address: `${SIREN}:${SIREN_CHANNEL}` }],
});

const point = (device: Device, parameter: string): DataPoint => {
  const found = device.channels.find(({ number }) => number === SIREN_CHANNEL)?.values.get(parameter);
  if (!found) throw new Error(`the siren has no ${parameter}`);
  return found;
};
function wired(dataPoint: DataPoint, value: unknown) {
  const encoded = toWire(dataPoint, value);
  if (!("type" in encoded)) throw new Error(`${dataPoint.parameter} does not take ${value}`);
  return { dataPoint, value: encoded };
}
function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  const settings = loadSettings({ argv: [], env: serverEnvironment(folder.file("home")) });
  const running = await startOnPrem({ settings, log: silent, liveDemo: false });
  const { site, simulator: ccu } = running;
  if (!ccu) throw new Error("no simulated CCU");
  try {
    const central = site.centrals.names()[0] as string;
    const siren = await until("the siren", () => site.home.device(deviceId(central, SIREN)));
    await until("the window", async () => (await site.home.values(deviceId(central, "0000D7099D6F12"))).size > 0);
    for (let zone = 0; zone < ZONES; zone += 1) await site.store.put("alarm-zone", `z${zone}`, zoneRow(zone, central));
    const started = await startAlarmEngine({
      site,
      records: createAlarmRecords(site.store),
      gate: { check: async () => ({ ok: true }), required: () => ({ arm: false, disarm: false }) },
      outputs: createOutputs(site, () => ({
        default_siren_seconds: 10,
        max_acoustic_per_incident_seconds: 900,
        stop_verify_seconds: 120,
      })),
      loopBreaker: () => 3,
    });
    const { engine } = started;
    const heard = watchSiren(ccu);
    const open = (channel: string, isOpen: boolean) => ccu.control.setState(channel, "STATE", isOpen ? 1 : 0);

    /** Milliseconds from the CCU's event to its command. */
    async function alarm(): Promise<number> {
      const armed = await engine.arm({ zone: "z0", mode: "full", skipDelay: true, ...ANNA });
      if (!armed.ok) throw new Error(JSON.stringify(armed.refusal));
      const sounds = heard();
      const begun = performance.now();
      open(WINDOW, true);
      await sounds;
      const ms = performance.now() - begun;
      const quiet = heard();
      await engine.disarm({ zone: "z0", ...ANNA });
      await quiet;
      open(WINDOW, false);
      return ms;
    }
    const write = (sound: string) =>
      site.centrals.writeValues(
        siren,
        Object.entries({
          ACOUSTIC_ALARM_SELECTION: sound,
          OPTICAL_ALARM_SELECTION: "DISABLE_OPTICAL_SIGNAL",
          DURATION_UNIT: "S",
          DURATION_VALUE: 10,
        }).map(([parameter, value]) => wired(point(siren, parameter), value)),
        { deadline: site.clock.now() + 10_000, priority: "critical" },
      );
    async function bare(): Promise<number> {
      const leave = site.events.observe(valueReported, ({ channel, value }) => {
        if (channel === WINDOW && value === true) void write("FREQUENCY_RISING");
      });
      const sounds = heard();
      const begun = performance.now();
      open(WINDOW, true);
      await sounds;
      const ms = performance.now() - begun;
      leave();
      const quiet = heard();
      void write("DISABLE_ACOUSTIC_SIGNAL");
      await quiet;
      open(WINDOW, false);
      return ms;
    }

    const times = { ours: [] as number[], bare: [] as number[] };
    for (let round = -WARMUP; round < ROUNDS; round += 1) {
      // what is measured is no hour of a house: its radio would have gone quiet after a minute
      ccu.control.setDutyCycle("HmIP-RF", 0);
      await pause(WRITE_PAUSE_MS);
      const ours = await alarm();
      await pause(WRITE_PAUSE_MS);
      const baseline = await bare();
      if (round < 0) continue;
      times.ours.push(ours);
      times.bare.push(baseline);
    }
    await started.stop();
    return figuresOf(times);
  } finally {
    await running.stop();
  }
}

function figuresOf({ ours, bare }: { ours: readonly number[]; bare: readonly number[] }): Figure[] {
  const by = (part: number) => ({ mine: share(ours, part), theirs: share(bare, part) });
  const [middle, worst] = [by(0.5), by(0.99)];
  const name = "contact to siren, wire to wire";
  const note = `${ZONES} zones of ${SENSORS} sensors`;
  return [
    { name: `${name}, p50`, unit: "ms", ours: middle.mine, baseline: middle.theirs, note },
    { name: `${name}, p99`, unit: "ms", ours: worst.mine, baseline: worst.theirs, note },
    {
      name: `${name}, added by the alarm, p99`,
      unit: "ms",
      ours: worst.mine - worst.theirs,
      target: { at: "most", value: ADDED_MOST_MS },
    },
  ];
}

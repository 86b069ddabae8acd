/**
 * What the way through the cloud adds, all of it on one machine: gateway, function, DynamoDB, MQTT, relay, against the
 * on-prem server, in turns. A read (answered by the function), a write (forwarded to the relay and its simulated CCU),
 * and an event from the CCU to a socket. In AWS the ways between them come on top.
 */
import { setTimeout as pause } from "node:timers/promises";
import WebSocket from "ws";
import { BURST, BURST_WINDOW_MS } from "../../adapters/ccu/queue.ts";
import { startCloud } from "../../local/cloud/start.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { scratch } from "../ports/scratch.ts";
import { basic } from "../support/client.ts";
import { ADMIN, serverEnvironment, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import type { Figure } from "./measure.ts";

const ROUNDS = 200;
/** Milliseconds between two writes: more than five in half a second wait for each other at the CCU's door, on both ways. */
const WRITE_PAUSE_MS = BURST_WINDOW_MS / BURST + 20;
const WARMUP = 30;
const METER = "0001DBE990F502";
const SWITCH = "/devices/0001D3C99C6A01/channels/3/data-points/STATE";
const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface Side {
  read(): Promise<void>;
  write(): Promise<void>;
  event(): Promise<void>;
  close(): Promise<void>;
}

async function sideOf(url: string, user: string, ccu: Simulator, stop: () => Promise<void>): Promise<Side> {
  const headers = basic(user, ADMIN.password);
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const known = async (path: string) =>
    (await call(url, "GET", path, { headers })).body?.value !== undefined || undefined;
  await until("the devices", () => known(SWITCH));
  await until("the meter", () => known(`/devices/${METER}/channels/6/data-points/POWER`));
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1/events`, { headers });
  await new Promise((resolve) => socket.once("open", resolve));
  const wanted = new Map<unknown, () => void>();
  const subscribed = new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.op === "subscribed") resolve();
      if (frame.op === "ping") socket.send('{"op":"pong"}');
      if (frame.payload?.parameter === "POWER") wanted.get(frame.payload.value)?.();
    });
  });
  socket.send(JSON.stringify({ op: "subscribe", topics: [`device.${METER}.*`] }));
  await subscribed;
  let turn = 0;
  return {
    async read() {
      await ask("GET", `/devices/${METER}`);
    },
    async write() {
      turn += 1;
      await ask("PUT", `${SWITCH}/value`, { value: turn % 2 === 0 });
    },
    async event() {
      turn += 1;
      const value = turn / 10;
      await new Promise<void>((resolve) => {
        wanted.set(value, resolve);
        ccu.control.setState(`${METER}:6`, "POWER", value);
      });
      wanted.delete(value);
    },
    async close() {
      socket.terminate();
      await stop();
    },
  };
}

const options = { log: silent, liveDemo: false } as const;
const settingsIn = (folder: string) => loadSettings({ argv: [], env: serverEnvironment(folder) });

async function onPrem(folder: string): Promise<Side> {
  const running = await startOnPrem({ settings: settingsIn(folder), ...options });
  if (!running.simulator) throw new Error("no simulated CCU");
  return sideOf(running.urls[0] ?? "", ADMIN.name, running.simulator, () => running.stop());
}
async function cloud(folder: string): Promise<Side> {
  const running = await startCloud({ settings: settingsIn(folder), ...options, inMemory: true });
  const ccu = running.relay?.simulator;
  if (!ccu) throw new Error("no simulated CCU");
  return sideOf(running.urls[0] ?? "", `${ADMIN.name}@${running.site}`, ccu, () => running.stop());
}

const timed = async (work: () => Promise<void>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
/** The value that this share of all is not above. */
function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const KINDS: readonly { name: string; what: "read" | "write" | "event" }[] = [
  { name: "read of a device", what: "read" },
  { name: "write to a device", what: "write" },
  { name: "event to a socket", what: "event" },
];

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  const [direct, through] = [await onPrem(folder.file("home")), await cloud(folder.file("cloud"))];
  const figures: Figure[] = [];
  try {
    for (const { name, what } of KINDS) {
      const times = { direct: [] as number[], through: [] as number[] };
      for (let round = -WARMUP; round < ROUNDS; round++) {
        if (what === "write") await pause(WRITE_PAUSE_MS);
        const [a, b] = [await timed(direct[what]), await timed(through[what])];
        if (round < 0) continue;
        times.direct.push(a);
        times.through.push(b);
      }
      for (const part of [0.5, 0.99]) {
        const [baseline, ours] = [share(times.direct, part), share(times.through, part)];
        const note = `adds ${(ours - baseline).toFixed(1)} ms to the on-prem server's`;
        const title = `${name} through the cloud, p${part * 100}`;
        figures.push({ name: title, unit: "ms", ours, baseline, ratio: baseline / ours, note });
      }
    }
  } finally {
    await through.close();
    await direct.close();
  }
  return figures;
}

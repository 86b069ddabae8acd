/**
 * The start of Home Assistant's integration: what it asks at first, then one request for each device and each channel, one
 * after the other over one connection. At home, where it must not be felt, and through the cloud beside it.
 */
import { startCloud } from "../../local/cloud/start.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { scratch } from "../ports/scratch.ts";
import { basic } from "../support/client.ts";
import { ADMIN, serverEnvironment, until } from "../support/program.ts";
import { startChild } from "./child.ts";
import { type Figure, median } from "./measure.ts";
import type { SiteServerOptions } from "./programs/site-server.ts";

const DEVICES = 100;
/** Of each device: about the average of HomematicIP's. */
const CHANNELS = 8;
/** Milliseconds of a start at home: what people take for at once when a program starts. */
const START_MS = 2_000;
const ROUNDS = 5;
/** Through the cloud a start takes seconds. */
const CLOUD_ROUNDS = 3;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const FIRST = [
  "/info",
  "/system/ccu",
  "/interfaces",
  "/sysvars",
  "/programs",
  "/hub/data-points",
  "/system/update",
  "/alarm-messages",
  "/service-messages",
  "/visibility/unignore/candidates",
];
const SNAPSHOT = "/snapshot?include=channels,data_points&released_only=true";

interface Snapshot {
  devices: { address: string }[];
  device_channels: { device_address: string; channels: { number: number }[] }[];
}
interface Start {
  requests: number;
  ms: number;
}

async function startClient(url: string, headers: Record<string, string>): Promise<Start> {
  const begun = performance.now();
  let requests = 0;
  const get = async (path: string): Promise<unknown> => {
    requests += 1;
    const response = await fetch(`${url}/api/v1${path}`, { headers });
    const body = await response.json();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    return body;
  };
  for (const path of FIRST) await get(path);
  const { devices, device_channels } = (await get(SNAPSHOT)) as Snapshot;
  for (const { address } of devices) await get(`/devices/${address}/cdps`);
  for (const { device_address: device, channels } of device_channels)
    for (const { number } of channels) await get(`/devices/${device}/channels/${number}/calc-dps`);
  return { requests, ms: performance.now() - begun };
}

async function atHome(folder: string): Promise<Figure> {
  const admin = { name: "bench", password: "a Long enough passphrase 1" };
  const options: SiteServerOptions = { folder, devices: DEVICES, channels: CHANNELS, admin };
  await using server = await startChild<{ port: number }>("site-server", options);
  const starts: (Start & { cpu: number })[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await server.cpu();
    const start = await startClient(`http://127.0.0.1:${server.started.port}`, basic(admin.name, admin.password));
    starts.push({ ...start, cpu: (await server.cpu()) - before });
  }
  const [first] = starts;
  const cpu = median(starts.map((start) => start.cpu));
  return {
    name: `start of a client, ${DEVICES} devices with ${CHANNELS} channels, on-prem`,
    unit: "ms",
    // the fastest: what else runs on the machine can only add
    ours: Math.min(...starts.map(({ ms }) => ms)),
    target: { at: "most", value: START_MS },
    note: `${first?.requests} requests one after the other, CPU of the server ${cpu.toFixed(0)} ms; the first time ${first?.ms.toFixed(0)} ms, CPU ${first?.cpu.toFixed(0)} ms`,
  };
}

async function throughTheCloud(folder: { file(name: string): string }): Promise<Figure> {
  const options = { log: silent, liveDemo: false } as const;
  const settings = (name: string) => loadSettings({ argv: [], env: serverEnvironment(folder.file(name)) });
  const home = await startOnPrem({ settings: settings("home"), ...options });
  const cloud = await startCloud({ settings: settings("cloud"), ...options, inMemory: true });
  try {
    const sides = {
      home: () => startClient(home.urls[0] ?? "", basic(ADMIN.name, ADMIN.password)),
      cloud: () => startClient(cloud.urls[0] ?? "", basic(`${ADMIN.name}@${cloud.site}`, ADMIN.password)),
    };
    // both know the same home
    const both = () => Promise.all([sides.home(), sides.cloud()]).catch(() => undefined);
    await until("the devices", async () => {
      const [a, b] = (await both()) ?? [];
      return a !== undefined && a.requests > FIRST.length + 1 && a.requests === b?.requests;
    });
    const times = { home: [] as number[], cloud: [] as number[] };
    let requests = 0;
    for (let round = 0; round < CLOUD_ROUNDS; round++) {
      times.home.push((await sides.home()).ms);
      const start = await sides.cloud();
      times.cloud.push(start.ms);
      requests = start.requests;
    }
    const [ours, baseline] = [median(times.cloud), median(times.home)];
    const each = ours / requests;
    const hundred = (each * (FIRST.length + 1 + DEVICES * (1 + CHANNELS))) / 1000;
    return {
      name: "start of a client through the cloud, the simulated home",
      unit: "ms",
      ours,
      baseline,
      ratio: baseline / ours,
      note: `${requests} requests, ${each.toFixed(1)} ms each: ${DEVICES} devices would take ${hundred.toFixed(1)} s`,
    };
  } finally {
    await cloud.stop();
    await home.stop();
  }
}

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  return [await atHome(folder.path), await throughTheCloud(folder)];
}

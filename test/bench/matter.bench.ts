/**
 * The Matter bridge of the program as people run it, in front of a simulated CCU with a hundred devices more than its household:
 * what a start with all of them shown costs beside one without Matter, how soon a controller hears of an event beside a WebSocket
 * client of the same program, and when an order reaches the CCU from there and by REST. The controller is matter.js' own, over
 * loopback, in this process, where the simulated CCU is, too.
 */
import WebSocket from "ws";
import { BURST, BURST_WINDOW_MS } from "../../adapters/ccu/queue.ts";
import { type Simulator, startSimulator } from "../../local/simulator/index.ts";
import { partsOf, type Remote } from "../adapters/matter/bench.ts";
import { startController, stopController } from "../adapters/matter/controller.ts";
import { commissionHouse, type House } from "../e2e/matter-house.ts";
import { exposeAdded, lan, matterEnvironment, partsByAddress, seen, whole } from "../e2e/matter-server.ts";
import { scratch } from "../ports/scratch.ts";
import { type Added, addDevices, tell } from "../support/many-devices.ts";
import { centralsSetting, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { type Figure, median } from "./measure.ts";
import {
  devicesServed,
  HEADERS,
  mainThread,
  memoryOf,
  type ServerProcess,
  seedToken,
  startServer,
} from "./server-process.ts";

const SHOWN = 100;
const STARTS = 5;
const EVENTS = 300;
const ORDERS = 100;
const WARMUP = 20;
/** Milliseconds from an event of the CCU to the report at a controller. */
const REPORT_MS = 100;
/** Milliseconds between two writes: more than five in half a second wait for each other at the CCU's door, on both ways. */
const WRITE_PAUSE_MS = BURST_WINDOW_MS / BURST + 20;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const houseOf = ({ url }: ServerProcess): House => ({
  url,
  ask: (method, path, body) => call(url, method, path, { headers: HEADERS, ...(body === undefined ? {} : { body }) }),
});

/** The value that this share of all is not above. */
function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

interface Started {
  ms: number;
  listening: number;
  computing: number;
  memory: number;
}

class Home {
  readonly ccu: Simulator;
  readonly added: Added[];
  readonly #folder: string;
  constructor(ccu: Simulator, folder: string) {
    this.ccu = ccu;
    this.added = addDevices(ccu, SHOWN);
    this.#folder = folder;
  }
  start(hasMatter: boolean): Promise<ServerProcess> {
    const matter = hasMatter ? matterEnvironment(0) : {};
    return startServer(this.#folder, { ...centralsSetting(this.ccu.central), ...matter });
  }
  /** Until all devices are served, and shown. */
  async measureStart(hasMatter: boolean): Promise<Started> {
    const server = await this.start(hasMatter);
    try {
      const { began, listening, pid } = server;
      await Promise.all([
        devicesServed(server, this.ccu.world.devices.size),
        hasMatter ? whole(houseOf(server), SHOWN) : undefined,
      ]);
      const { computing } = mainThread(pid);
      return { ms: performance.now() - began, listening, computing, memory: memoryOf(pid, "VmRSS") };
    } finally {
      await server.end();
    }
  }
}

async function starts(home: Home): Promise<Figure[]> {
  const shown: Started[] = [];
  const without: Started[] = [];
  for (let round = -1; round < STARTS; round += 1) {
    const [a, b] = [await home.measureStart(true), await home.measureStart(false)];
    if (round < 0) continue;
    shown.push(a);
    without.push(b);
  }
  const figure = (name: string, unit: string, pick: (start: Started) => number): Figure => {
    const [ours, baseline] = [median(shown.map(pick)), median(without.map(pick))];
    return { name: `${name}, ${SHOWN} devices in Matter`, unit, ours, baseline, ratio: baseline / ours };
  };
  const typical = (of: readonly Started[], pick: (start: Started) => number) => Math.round(median(of.map(pick)));
  const both = (pick: (start: Started) => number) =>
    `${typical(shown, pick)} ms, without Matter ${typical(without, pick)}`;
  return [
    {
      ...figure("warm start", "ms", ({ ms }) => ms),
      note: [
        `the main thread computed ${both(({ computing }) => computing)}`,
        `the API answers after ${both(({ listening }) => listening)}`,
      ].join("; "),
    },
    figure("resident memory after a warm start", "MB", ({ memory }) => memory),
  ];
}

/** A WebSocket client that waits for the next value of a channel. */
async function listen(server: ServerProcess) {
  const socket = new WebSocket(`${server.url.replace(/^http/, "ws")}/api/v1/events`, { headers: HEADERS });
  await new Promise((resolve) => socket.once("open", resolve));
  let heard = (_address: string) => {};
  const subscribed = new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      const { op, type, payload } = JSON.parse(data.toString());
      if (op === "subscribed") resolve();
      if (op === "ping") socket.send('{"op":"pong"}');
      if (type === "datapoint.value_changed" && payload.parameter === "STATE") heard(payload.device_address);
    });
  });
  socket.send(JSON.stringify({ op: "subscribe", topics: ["device.*"] }));
  await subscribed;
  return {
    next: (address: string) =>
      new Promise<number>((resolve) => {
        heard = (of) => of === address && resolve(performance.now());
      }),
    close: () => socket.terminate(),
  };
}

const changed = ({ kind }: Added, { events }: Remote): { once(heard: () => void): void } =>
  kind === "contact" ? events.booleanState.stateValue$Changed : events.onOff.onOff$Changed;

/** One figure for each share of the times; the target is a bound on ours. */
const times = (name: string, ours: readonly number[], bare: readonly number[], most?: number): Figure[] =>
  [0.5, 0.99].map((part): Figure => {
    const [mine, baseline] = [share(ours, part), share(bare, part)];
    const bound = { target: { at: "most", value: most as number } } as const;
    const rest = most === undefined ? { ratio: baseline / mine } : bound;
    return { name: `${name}, p${part * 100}`, unit: "ms", ours: mine, baseline, ...rest };
  });

async function events(home: Home, server: ServerProcess, parts: ReadonlyMap<string, Remote>): Promise<Figure[]> {
  const stream = await listen(server);
  const [matter, socket]: [number[], number[]] = [[], []];
  for (let round = -WARMUP; round < EVENTS; round += 1) {
    const device = home.added[(round + WARMUP) % SHOWN] as Added;
    const part = parts.get(device.address);
    const reported = new Promise<number>((resolve) => changed(device, part).once(() => resolve(performance.now())));
    const framed = stream.next(device.address);
    const begun = performance.now();
    tell(home.ccu, device, !seen(device, part));
    const [report, frame] = await Promise.all([reported, framed]);
    if (round < 0) continue;
    matter.push(report - begun);
    socket.push(frame - begun);
  }
  stream.close();
  return times("an event of the CCU to a Matter controller, beside a WebSocket client", matter, socket, REPORT_MS);
}

/** Resolves when the channel's next command arrives at the CCU. */
function watch({ ccu }: Home): (channel: string) => Promise<number> {
  const process = ccu.process("HmIP-RF");
  const call = process.call.bind(process);
  let heard = (_channel: unknown) => {};
  process.call = (method, params) => {
    if (method === "putParamset" || method === "setValue") heard(params[0]);
    return call(method, params);
  };
  return (channel) =>
    new Promise((resolve) => {
      heard = (of) => of === channel && resolve(performance.now());
    });
}

async function orders(home: Home, house: House, parts: ReadonlyMap<string, Remote>): Promise<Figure[]> {
  const { OnOffClient } = await import("@matter/main/behaviors/on-off");
  const arrival = watch(home);
  const sockets = home.added.filter(({ kind }) => kind === "socket");
  // what is on already is not written
  for (const device of sockets) tell(home.ccu, device, false);
  await until("all off", () => sockets.every((device) => !seen(device, parts.get(device.address))));
  const timed = async (channel: string, order: () => Promise<unknown>): Promise<number> => {
    await pause(WRITE_PAUSE_MS);
    const arrived = arrival(channel);
    const begun = performance.now();
    const answered = order();
    const at = await arrived;
    await answered;
    return at - begun;
  };
  const [matter, rest]: [number[], number[]] = [[], []];
  for (let round = -WARMUP; round < ORDERS; round += 1) {
    const { address, channel } = sockets[(round + WARMUP) % sockets.length] as Added;
    const part = parts.get(address);
    const byMatter = await timed(channel, () => part.act((agent: Remote) => agent.get(OnOffClient).on()));
    const byRest = await timed(channel, () => house.ask("POST", `/devices/${address}/cdps/STATE@3/turn_off`, {}));
    if (round < 0) continue;
    matter.push(byMatter);
    rest.push(byRest);
  }
  return times("an order of a Matter controller to the CCU, beside the same by REST", matter, rest);
}

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  await seedToken(folder.path, "admin");
  const ccu = await startSimulator({ interfaces: ["HmIP-RF"], sessions: 10 });
  const controller = await startController("bench", lan());
  try {
    const home = new Home(ccu, folder.path);
    const first = await home.start(true);
    await exposeAdded(houseOf(first), SHOWN).finally(() => first.end());
    const figures = await starts(home);
    const server = await home.start(true);
    try {
      const house = houseOf(server);
      await whole(house, SHOWN);
      const rows = await exposeAdded(house, SHOWN);
      const peer = await commissionHouse(house, controller);
      await until("all parts", () => partsOf(peer).length === SHOWN);
      const parts = partsByAddress(peer, rows);
      figures.push(...(await events(home, server, parts)), ...(await orders(home, house, parts)));
    } finally {
      await server.end();
    }
    return figures;
  } finally {
    await stopController(controller);
    await ccu.stop();
  }
}

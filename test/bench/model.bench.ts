/**
 * The device model: what building costs (time and heap of 1,000 devices of all types that are known from the field, whose
 * files lie beside this repository or not), and what an event costs on its way through custom and calculated data points.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { createCentralEngine } from "../../handlers/home/central.ts";
import { draftEvent } from "../../handlers/kernel/broadcast.ts";
import { buildDevice } from "../../handlers/model/build.ts";
import { calculatedOf } from "../../handlers/model/calculated/points.ts";
import { customDataPointsOf } from "../../handlers/model/custom/bind.ts";
import { customClaim } from "../../handlers/model/custom/claims.ts";
import { deviceId } from "../../handlers/model/device-id.ts";
import type { Device, ValueState } from "../../handlers/model/types.ts";
import { type DeviceBundle, type EventSink, type HomeWriter, siteId } from "../../handlers/ports/index.ts";
import { fakeCcu } from "../home/support.ts";
import { bundle, choice, float, integer } from "../model/fixtures.ts";
import { silent } from "../stream/fakes.ts";
import { CENTRAL } from "./home.ts";
import { compareRates, elapsed, type Figure, median } from "./measure.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "shared", "ccu-devices");
const DEVICES = 1000;
const BUILD_ROUNDS = 5;
const MIB = 2 ** 20;
/** Events of one round, each a batch of its own: the dearest case. */
const EVENTS = 20_000;
const TARGET = 50_000;
const INTERFACE = "HmIP-RF";

// ---------------------------------------------------------------- building

/** One text for each device type: parsed anew, nothing is shared between two devices that the driver would not share. */
function readTypes(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => readFileSync(join(FOLDER, file), "utf8"));
}

/** The first device of a file under another address. */
function bundleOf(text: string, index: number): DeviceBundle {
  const { descriptions, paramsets } = JSON.parse(text) as DeviceBundle;
  const old = descriptions.find(({ PARENT }) => !PARENT)!.ADDRESS;
  const address = `BE${String(index).padStart(8, "0")}`;
  const moved = (own: string) => (own.startsWith(old) ? address + own.slice(old.length) : own);
  const own = descriptions.filter(({ ADDRESS, PARENT }) => ADDRESS === old || PARENT === old);
  return {
    interface: INTERFACE,
    descriptions: own.map((one) => ({ ...one, ADDRESS: moved(one.ADDRESS), PARENT: moved(one.PARENT) })),
    paramsets: Object.fromEntries(Object.entries(paramsets).map(([key, sets]) => [moved(key), sets])),
  };
}

function build(one: DeviceBundle): Device {
  const device = buildDevice(one, { central: CENTRAL, claim: customClaim, serial: "0123456789" })!;
  customDataPointsOf(device);
  for (const channel of device.channels) calculatedOf(device, channel);
  return device;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

async function building(): Promise<Figure[]> {
  const types = readTypes();
  const bundles = Array.from({ length: DEVICES }, (_, index) => bundleOf(types[index % types.length]!, index));
  const times: number[] = [];
  for (let round = -1; round < BUILD_ROUNDS; round++) {
    const took = await elapsed(() => bundles.forEach(build));
    if (round >= 0) times.push(took);
  }
  const parsing = await elapsed(() => types.map((text) => JSON.parse(text)));
  const before = heap();
  const devices = bundles.map(build);
  const held = heap() - before;
  const points = devices.reduce(
    (sum, { root, channels }) => sum + [root, ...channels].reduce((n, c) => n + c.values.size + c.master.size, 0),
    0,
  );
  const name = `model of ${DEVICES} devices, all ${types.length} types in turn`;
  return [
    {
      name: `${name}, time`,
      unit: "ms",
      ours: median(times),
      baseline: (parsing * DEVICES) / types.length,
      ratio: (parsing * DEVICES) / types.length / median(times),
      note: "baseline: JSON.parse of the same descriptions",
    },
    { name: `${name}, heap beside the descriptions`, unit: "MiB", ours: held / MIB, note: `${points} data points` },
  ];
}

// ---------------------------------------------------------------- events

const climate = (model: string, address: string) =>
  bundle(INTERFACE, model, address, {
    1: {
      type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
      values: {
        ACTUAL_TEMPERATURE: float(5, -40, 80, "°C"),
        HUMIDITY: integer(5, 0, 100, "%"),
        SET_POINT_TEMPERATURE: float(7, 4.5, 30.5, "°C"),
        SET_POINT_MODE: integer(7, 0, 3),
        BOOST_MODE: { ...integer(7, 0, 1), TYPE: "BOOL" },
        ACTIVE_PROFILE: integer(7, 1, 3),
        WINDOW_STATE: choice(7, ["CLOSED", "OPEN"], "CLOSED"),
      },
    },
  });
const lamp = (model: string, address: string) =>
  bundle(INTERFACE, model, address, {
    3: { type: "DIMMER_TRANSMITTER", values: { LEVEL: float(5, 0, 1.01) } },
    4: { type: "DIMMER_VIRTUAL_RECEIVER", values: { LEVEL: float(7, 0, 1.01), ON_TIME: float(2, 0, 100) } },
  });

interface Running {
  send(address: string, parameter: string, value: unknown): void;
  device(address: string): Device;
  /** As a reader would find them now. */
  values(address: string): ReadonlyMap<string, ValueState>;
  published(): number;
  stop(): Promise<void>;
}

/** An engine whose events are serialised as they always are, and go nowhere. */
async function startEngine(bundles: readonly DeviceBundle[]): Promise<Running> {
  let published = 0;
  const events: EventSink = {
    publish: (broadcast, payload, kind = "change") => {
      // told to other rooms of this program, and never serialised (event-sink.ts)
      if (broadcast.internal) return;
      draftEvent(broadcast, payload as Record<string, unknown>, kind, systemClock.now());
      published += 1;
    },
    observe: () => () => {},
    flushed: async () => {},
  };
  const home: HomeWriter = createMemoryHome();
  const latest = new Map<string, ReadonlyMap<string, ValueState>>();
  const put = home.putValues.bind(home);
  home.putValues = (address, values) => {
    latest.set(address, values);
    put(address, values);
  };
  const engine = createCentralEngine({
    ccu: fakeCcu(CENTRAL).ccu,
    home,
    store: createMemoryStore({ clock: systemClock }).site(siteId("bench")),
    events,
    clock: systemClock,
    log: silent,
    config: { name: CENTRAL, host: "ccu.lan", interfaces: [INTERFACE] },
  });
  await engine.start();
  engine.listener.devices(bundles, true);
  const devices = new Map((await home.devices()).map((device) => [device.address, device]));
  return {
    send: (address, parameter, value) => engine.listener.events(INTERFACE, [{ address, parameter, value }]),
    device: (address) => devices.get(address)!,
    values: (address) => latest.get(deviceId(CENTRAL, address))!,
    published: () => published,
    stop: () => engine.stop(),
  };
}

/** Events per second; every one changes a value. */
const rateOf = (running: Running, step: (turn: number) => void) => async (): Promise<number> => {
  const before = running.published();
  const start = performance.now();
  for (let turn = 0; turn < EVENTS; turn++) step(turn);
  const rate = (EVENTS * 1000) / (performance.now() - start);
  if (running.published() - before < EVENTS) throw new Error("an event said nothing");
  return rate;
};

async function events(): Promise<Figure[]> {
  const [thermo, light] = ["0001CLIMATE001", "0002LAMP000002"];
  const ours = await startEngine([climate("HmIP-WTH-2", thermo), lamp("HmIP-BDT", light)]);
  const bare = await startEngine([climate("HmIP-XTH", thermo), lamp("HmIP-XDT", light)]);
  for (const one of [ours, bare]) {
    one.send(`${thermo}:1`, "SET_POINT_TEMPERATURE", 21);
    one.send(`${thermo}:1`, "HUMIDITY", 50);
  }
  const device = ours.device(thermo);
  const channel = device.channels.find(({ number }) => number === 1)!;
  const calculated = calculatedOf(device, channel);
  if (calculated.length < 4 || customDataPointsOf(bare.device(thermo)).points.length > 0)
    throw new Error("not the devices meant");
  const temperature = (turn: number) => 15 + (turn % 100) / 10;
  const level = (turn: number) => (turn % 100) / 100;
  const sides = (name: string, step: (running: Running) => (turn: number) => void, more = () => {}) => ({
    name,
    mine: rateOf(ours, (turn) => {
      step(ours)(turn);
      more();
    }),
    bare: rateOf(bare, step(bare)),
  });
  const rows = [
    sides("a lamp's level, with its state", (running) => (turn) => running.send(`${light}:4`, "LEVEL", level(turn))),
    sides(
      `a temperature, with the thermostat's state and ${calculated.length} calculated values`,
      (running) => (turn) => running.send(`${thermo}:1`, "ACTUAL_TEMPERATURE", temperature(turn)),
      () => {
        const values = ours.values(thermo);
        for (const point of calculated) point.value(values);
      },
    ),
  ];
  const figures: Figure[] = [];
  for (const { name, mine, bare: alone } of rows) {
    const { ours: rate, baseline } = await compareRates(mine, alone, { rounds: 5, warmup: 2 });
    figures.push({
      name: `event in-process: ${name}`,
      unit: "events/s",
      ours: rate,
      target: { at: "least", value: TARGET },
      note: `the bare event ${Math.round(baseline)} events/s; ${(1e6 / rate - 1e6 / baseline).toFixed(1)} µs for the rest`,
    });
  }
  await Promise.all([ours.stop(), bare.stop()]);
  return figures;
}

export async function run(): Promise<Figure[]> {
  if (existsSync(FOLDER)) return [...(await building()), ...(await events())];
  console.log("building: skipped, no device files beside this repository");
  return events();
}

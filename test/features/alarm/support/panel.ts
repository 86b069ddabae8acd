/** The alarm panel of a home with contacts, motion and smoke behind a CCU; outputs and codes are recorded, time is moved. */
import { createManualClock, type ManualClock } from "../../../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../../../adapters/memory/home.ts";
import { createMemoryStore } from "../../../../adapters/memory/store.ts";
import { connectivityChanged, deviceTrigger } from "../../../../handlers/broadcasts/broadcasts.ts";
import { valueChanged } from "../../../../handlers/broadcasts/value-changed.ts";
import { valueReported } from "../../../../handlers/broadcasts/value-reported.ts";
import { createAlarmRecords } from "../../../../handlers/features/alarm/home/alarm-records.ts";
import { type StartedEngine, startAlarmEngine } from "../../../../handlers/features/alarm/home/engine.ts";
import type { Activation, JournalDraft } from "../../../../handlers/features/alarm/home/machine/effects.ts";
import type {
  AlarmEngine,
  AlarmRecords,
  CodeVerdict,
  Intent,
  OutputEvents,
  Outputs,
  Verb,
} from "../../../../handlers/features/alarm/home/seams.ts";
import type { Broadcast } from "../../../../handlers/kernel/broadcast.ts";
import type { CentralObserver } from "../../../../handlers/kernel/site.ts";
import { buildDevice } from "../../../../handlers/model/build.ts";
import { customClaim } from "../../../../handlers/model/custom/claims.ts";
import { deviceId } from "../../../../handlers/model/device-id.ts";
import { type Device, type ValueState, valueKey } from "../../../../handlers/model/types.ts";
import { type EventSink, type SiteStore, siteId } from "../../../../handlers/ports/index.ts";
import { centralState, emptyHub, interfaceState } from "../../../../local/testing/home-parts.ts";
import { bundle, type DeviceShape, EVENT, maintenance, parameter, READ, WRITE } from "../../../support/devices.ts";

export const CENTRAL = "ccu-main";
const RE = READ | EVENT;
const list = (...VALUE_LIST: string[]) => parameter("ENUM", RE, { VALUE_LIST });
const bool = parameter("BOOL", RE);
const contact = list("CLOSED", "OPEN");
const smoke = list("IDLE_OFF", "PRIMARY_ALARM", "INTRUSION_ALARM", "SECONDARY_ALARM");

const contactChannels = (values: object) => ({
  0: { type: "MAINTENANCE", values: { ...maintenance, SABOTAGE: bool } },
  1: { type: "SHUTTER_CONTACT", values: values as never },
});
/** Two contacts, a smoke detector, a remote and a motion detector. */
export const homeShapes: readonly DeviceShape[] = [
  { address: "DOOR", model: "HmIP-SWDO", channels: contactChannels({ STATE: contact }) },
  { address: "WINDOW", model: "HmIP-SWDO", channels: contactChannels({ STATE: contact }) },
  { address: "SMOKE", model: "HmIP-SWSD", channels: contactChannels({ SMOKE_DETECTOR_ALARM_STATUS: smoke }) },
  {
    address: "KEY",
    model: "HmIP-KRC4",
    channels: contactChannels({ PRESS_SHORT: parameter("ACTION", WRITE | EVENT) }),
  },
  {
    address: "MOTION",
    model: "HM-Sec-MDIR",
    interface: "BidCos-RF",
    channels: contactChannels({ MOTION: bool, ERROR: list("NO_ERROR", "SABOTAGE") }),
  },
];
export const homeDevices = (): Device[] =>
  homeShapes.map(
    (shape) => buildDevice(bundle(shape), { central: CENTRAL, claim: customClaim, serial: "1" }) as Device,
  );

const row = (id: string, interface_id: string, parameterName: string, type: string, config: object) => ({
  ...{ id, central: CENTRAL, interface_id, channel_address: `${id.toUpperCase()}:1`, parameter: parameterName },
  ...{ type, name: `The ${id}`, config },
});
const modes = ["full"];
export const sensorRows = [
  row("door", "HmIP-RF", "STATE", "door", { modes, use_exit_delay: true, use_entry_delay: true }),
  row("window", "HmIP-RF", "STATE", "window", { modes }),
  row("motion", "BidCos-RF", "MOTION", "motion", { modes, use_exit_delay: true, use_entry_delay: true }),
  row("smoke", "HmIP-RF", "SMOKE_DETECTOR_ALARM_STATUS", "hazard", { always_on: true }),
  row("key", "HmIP-RF", "PRESS_SHORT", "panic", { always_on: true }),
];
export const zoneRow = {
  name: "House",
  position: 0,
  config: {
    modes: {
      full: {
        exit_delay_s: 30,
        entry_delay_s: 20,
        trigger_time_s: 60,
        max_retrigger_cycles: 1,
        outputs: { countdown_ticks: true },
      },
    },
  },
  sensors: sensorRows,
  outputs: [],
};

export interface Told {
  readonly name: string;
  readonly payload: Record<string, unknown>;
}
/** Observers of broadcasts are called at once. */
export function createBus(): EventSink & { readonly told: Told[] } {
  const observers = new Map<Broadcast, Set<(payload: never) => void>>();
  const told: Told[] = [];
  return {
    told,
    publish(broadcast, payload) {
      if (!broadcast.internal) told.push({ name: broadcast.name, payload: broadcast.payload.parse(payload) as never });
      for (const observer of observers.get(broadcast) ?? []) observer(payload as never);
    },
    observe(broadcast, observer) {
      const all = observers.get(broadcast) ?? new Set();
      observers.set(broadcast, all.add(observer as never));
      return () => void all.delete(observer as never);
    },
    flushed: async () => {},
  };
}

/** Lets everything happen that needs no time. */
export const idle = async (): Promise<void> => {
  for (let i = 0; i < 30; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

export interface PanelOptions {
  readonly clock?: ManualClock;
  readonly store?: SiteStore;
  /** Rows of zones, by id. Default: one house. */
  readonly zones?: Readonly<Record<string, unknown>>;
  /** Replaces some of what the store can do. */
  readonly records?: (records: AlarmRecords) => AlarmRecords;
  readonly verdict?: (verb: Verb, intent: Intent) => CodeVerdict | Promise<CodeVerdict>;
  /** Values of sensors at the start, by sensor; `undefined`: not observed. Default: closed. */
  readonly at?: (sensor: string) => ValueState | undefined;
  readonly timeZone?: string;
  /** The interfaces are connected at the start. Default: yes. */
  readonly connected?: boolean;
}

export interface Panel {
  readonly engine: AlarmEngine;
  readonly started: StartedEngine;
  readonly clock: ManualClock;
  readonly store: SiteStore;
  readonly told: Told[];
  readonly fired: Activation[];
  /** `zone reason` of stops, `zone kind` of chirps. */
  readonly stopped: string[];
  readonly chirped: string[];
  readonly states: string[];
  readonly outputEvents: OutputEvents;
  readonly shutdowns: number[];
  state(zone?: string): string | undefined;
  /** The CCU says so. */
  report(sensor: string, value: unknown): Promise<void>;
  /** The CCU says something that is no value: another word than its list has, a status that says so. */
  loseValue(sensor: string): Promise<void>;
  maintenance(device: string, parameterName: string, value: boolean): Promise<void>;
  press(sensor: string): Promise<void>;
  connect(iface: string, reachable: boolean): Promise<void>;
  removeCentral(): Promise<void>;
  pass(ms: number): Promise<void>;
  arm(options?: object): ReturnType<AlarmEngine["arm"]>;
  journal(): Promise<(JournalDraft & { at_ms: number })[]>;
  events(): Promise<string[]>;
  named(name: string): Record<string, unknown>[];
}

export const ANNA = { source: "rest-operator", actor: "anna" };
const closed: Readonly<Record<string, unknown>> = {
  door: "CLOSED",
  window: "CLOSED",
  motion: false,
  smoke: "IDLE_OFF",
};
export const live = (value: unknown): ValueState => ({ value, source: "live", changedAt: 0, seenAt: 0 });

function homeOf(at: NonNullable<PanelOptions["at"]>, connected: boolean) {
  const home = createMemoryHome();
  home.putCentral(centralState(CENTRAL));
  home.putHub(CENTRAL, emptyHub(CENTRAL));
  home.putInterfaces(
    CENTRAL,
    ["BidCos-RF", "HmIP-RF"].map((name) => interfaceState(CENTRAL, name, { connected })),
  );
  for (const device of homeDevices()) {
    home.putDevice(device);
    const sensor = sensorRows.find(({ channel_address }) => channel_address === `${device.address}:1`);
    const value = sensor && at(sensor.id);
    const values = new Map(value ? [[valueKey(1, "VALUES", sensor.parameter), value]] : []);
    home.putValues(deviceId(CENTRAL, device.address), values);
  }
  return home;
}

export async function startPanel(options: PanelOptions = {}): Promise<Panel> {
  const clock = options.clock ?? createManualClock();
  const store = options.store ?? createMemoryStore({ clock }).site(siteId("home"));
  if (!options.store)
    for (const [id, zone] of Object.entries(options.zones ?? { house: zoneRow }))
      await store.put("alarm-zone", id, zone);
  const bus = createBus();
  const home = homeOf(
    options.at ?? ((id) => (closed[id] === undefined ? undefined : live(closed[id]))),
    options.connected ?? true,
  );
  const observers: CentralObserver[] = [];
  const centrals = {
    observe(observer: CentralObserver) {
      observers.push(observer);
      return () => {};
    },
  };
  const fired: Activation[] = [];
  const [stopped, chirped, states, shutdowns] = [[], [], [], []] as [string[], string[], string[], number[]];
  let outputEvents: OutputEvents | undefined;
  const outputs: Outputs = {
    configure() {},
    fire: async (activation) => void fired.push(activation),
    stop: async (zone, reason) => void stopped.push(`${zone} ${reason}`),
    chirp: (zone, kind) => void chirped.push(`${zone} ${kind}`),
    stateChanged: (zone, state, mode) => void states.push(`${zone} ${state} ${mode}`),
    reconcile: async () => {},
    shutdown: async (ms) => void shutdowns.push(ms),
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const records = createAlarmRecords(store);
  const started = await startAlarmEngine({
    site: { home, events: bus, centrals: centrals as never, clock, log },
    records: options.records ? options.records(records) : records,
    gate: {
      check: async (verb, _zone, intent) => (options.verdict ? options.verdict(verb, intent) : { ok: true }),
      required: () => ({ arm: false, disarm: false }),
    },
    outputs: (events) => {
      outputEvents = events;
      return outputs;
    },
    loopBreaker: () => 3,
    ...(options.timeZone && { timeZone: options.timeZone }),
  });
  await idle();

  const deviceAt = (address: string): Device => homeDevices().find((device) => device.address === address) as Device;
  function tell(channel: string, name: string, value: unknown): void {
    const device = deviceAt(channel.split(":")[0] as string);
    const point = device.channels.find(({ address }) => address === channel)?.values.get(name);
    if (!point) throw new Error(`no ${channel} ${name}`);
    bus.publish(valueReported, {
      ...{ central: CENTRAL, interfaceId: device.interfaceId, channel, point, value },
      at: clock.now(),
    });
  }
  const rowOf = (id: string) => sensorRows.find((sensor) => sensor.id === id) as (typeof sensorRows)[number];
  const journal = async () => {
    const { items } = await store.list("alarm-journal", {});
    return items.map(({ value }) => value) as (JournalDraft & { at_ms: number })[];
  };

  return {
    ...{ engine: started.engine, started, clock, store, told: bus.told, fired, stopped, chirped, states, shutdowns },
    outputEvents: outputEvents as unknown as OutputEvents,
    state: (zone = "house") => started.engine.zone(zone)?.state,
    async report(sensor, value) {
      const { channel_address, parameter: name } = rowOf(sensor);
      tell(channel_address, name, value);
      await idle();
    },
    async loseValue(sensor) {
      const { channel_address, parameter: name, interface_id } = rowOf(sensor);
      bus.publish(valueChanged, {
        ...{ central: CENTRAL, interface: interface_id, device_address: channel_address.split(":")[0] as string },
        ...{ channel: 1, parameter: name, paramset_key: "VALUES", unique_id: "k", value: null, previous: false },
        ...{ modified_at: new Date(clock.now()).toISOString(), available: true },
        ...{ category: "binary_sensor", data_point_type: "binary_sensor" },
      });
      await idle();
    },
    async maintenance(device, name, value) {
      tell(`${device}:0`, name, value);
      await idle();
    },
    async press(sensor) {
      const { channel_address, parameter: name, interface_id } = rowOf(sensor);
      bus.publish(deviceTrigger, {
        ...{ central: CENTRAL, interface_id, device_address: channel_address.split(":")[0] as string, channel: 1 },
        ...{ event_type: "keypress", parameter: name, unique_id: "k", value: true },
      });
      await idle();
    },
    async connect(iface, reachable) {
      bus.publish(connectivityChanged, { central: CENTRAL, interface_id: `${CENTRAL}-${iface}`, reachable });
      await idle();
    },
    async removeCentral() {
      for (const observer of observers) observer.removed?.(CENTRAL);
      await idle();
    },
    async pass(ms) {
      for (let left = ms; left > 0; left -= 1000) {
        clock.advance(Math.min(left, 1000));
        await idle();
      }
    },
    arm: (rest = {}) => started.engine.arm({ zone: "house", mode: "full", skipDelay: true, ...ANNA, ...rest }),
    journal,
    events: async () => (await journal()).map(({ event }) => event),
    named: (name) => bus.told.filter((one) => one.name === name).map(({ payload }) => payload),
  };
}

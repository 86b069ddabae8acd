/**
 * A home with sirens, a smoke detector, a plug and a lamp behind a CCU that can be told to fail: writes act after a while, or
 * do not act, devices report late, twice, or not at all, and some never stop by themselves. Time is a clock that is moved.
 */
import { createManualClock, type ManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../../adapters/memory/home.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { valueReported } from "../../../handlers/broadcasts/value-reported.ts";
import type { OutputClass } from "../../../handlers/features/alarm/home/config/output.ts";
import { OutputConfig } from "../../../handlers/features/alarm/home/config/output.ts";
import { ZoneConfig } from "../../../handlers/features/alarm/home/config/zone.ts";
import type { Output, Zone } from "../../../handlers/features/alarm/home/config/zones.ts";
import type { Activation, JournalDraft } from "../../../handlers/features/alarm/home/machine/effects.ts";
import { type AlarmOutputs, createOutputs } from "../../../handlers/features/alarm/home/outputs/outputs.ts";
import type { AlarmEngine } from "../../../handlers/features/alarm/home/seams.ts";
import type { Broadcast } from "../../../handlers/kernel/broadcast.ts";
import { type Centrals, createStates } from "../../../handlers/kernel/site.ts";
import { buildDevice } from "../../../handlers/model/build.ts";
import { customClaim } from "../../../handlers/model/custom/claims.ts";
import { deviceId } from "../../../handlers/model/device-id.ts";
import { type Device, type ValueState, valueKey } from "../../../handlers/model/types.ts";
import { fromWire } from "../../../handlers/model/values.ts";
import { CcuFault, type EventSink, type SiteStore, siteId } from "../../../handlers/ports/index.ts";
import { centralState, emptyHub } from "../../../local/testing/home-parts.ts";
import { bundle, type DeviceShape, EVENT, maintenance, parameter, READ, WRITE } from "../../support/devices.ts";

const RE = READ | EVENT;
const RWE = RE | WRITE;
const choice = (operations: number, ...VALUE_LIST: string[]) =>
  parameter("ENUM", operations, { VALUE_LIST, MIN: VALUE_LIST[0], MAX: VALUE_LIST.at(-1), DEFAULT: VALUE_LIST[0] });
const bool = (operations: number) => parameter("BOOL", operations, { MIN: false, MAX: true, DEFAULT: false });
const onTime = parameter("FLOAT", WRITE, { MIN: 0, MAX: 85_825_945, DEFAULT: 0, UNIT: "s" });

export const TONES = ["DISABLE_ACOUSTIC_SIGNAL", "FREQUENCY_RISING", "FREQUENCY_FALLING", "DISARMED", "EVENT"];
export const LIGHTS = [
  "DISABLE_OPTICAL_SIGNAL",
  "BLINKING_BOTH_REPEATING",
  "FLASHING_BOTH_REPEATING",
  "CONFIRMATION_SIGNAL_0",
];

export const SIREN = "SIREN00001:3";
export const SMOKE = "SMOKE00001:1";
export const PANIC = "RFSIREN001:3";
export const PLUG = "PLUG000001:3";
export const LAMP = "LAMP000001:1";

/** A siren, a smoke detector, a classic siren, a plug and a lamp. */
export const alarmShapes: readonly DeviceShape[] = [
  {
    address: "SIREN00001",
    model: "HmIP-ASIR",
    channels: {
      0: { type: "MAINTENANCE", values: maintenance },
      3: {
        type: "ALARM_SWITCH_VIRTUAL_RECEIVER",
        values: {
          ACOUSTIC_ALARM_ACTIVE: bool(RE),
          OPTICAL_ALARM_ACTIVE: bool(RE),
          ACOUSTIC_ALARM_SELECTION: choice(WRITE, ...TONES),
          OPTICAL_ALARM_SELECTION: choice(WRITE, ...LIGHTS),
          DURATION_UNIT: choice(WRITE, "S", "M", "H"),
          DURATION_VALUE: parameter("INTEGER", WRITE, { MIN: 0, MAX: 16_343, DEFAULT: 0 }),
        },
      },
    },
  },
  {
    address: "SMOKE00001",
    model: "HmIP-SWSD",
    channels: {
      0: { type: "MAINTENANCE", values: maintenance },
      1: {
        type: "SMOKE_DETECTOR",
        values: {
          SMOKE_DETECTOR_ALARM_STATUS: choice(RE, "IDLE_OFF", "PRIMARY_ALARM", "INTRUSION_ALARM", "SECONDARY_ALARM"),
          SMOKE_DETECTOR_COMMAND: choice(WRITE, "RESERVED_ALARM_OFF", "INTRUSION_ALARM_OFF", "INTRUSION_ALARM"),
        },
      },
    },
  },
  {
    address: "RFSIREN001",
    model: "HM-Sec-Sir-WM",
    interface: "BidCos-RF",
    channels: { 3: { type: "SWITCH_PANIC", values: { STATE: bool(RWE), ON_TIME: onTime } } },
  },
  {
    address: "PLUG000001",
    model: "HmIP-PS",
    channels: {
      2: { type: "SWITCH_TRANSMITTER", values: { STATE: bool(RE) } },
      3: { type: "SWITCH_VIRTUAL_RECEIVER", values: { STATE: bool(RWE), ON_TIME: onTime } },
    },
  },
  {
    address: "LAMP000001",
    model: "HM-LC-Dim1L-Pl",
    interface: "BidCos-RF",
    channels: {
      1: {
        type: "DIMMER",
        values: { LEVEL: parameter("FLOAT", RWE, { MIN: 0, MAX: 1, DEFAULT: 0 }), ON_TIME: onTime },
      },
    },
  },
];

export const CENTRAL = "ccu-main";
export const alarmDevices = (): Device[] =>
  alarmShapes.map(
    (shape) => buildDevice(bundle(shape), { central: CENTRAL, claim: customClaim, serial: "0123456789" })!,
  );

/** How the CCU takes a write. `unsure`: it acts, and the answer is lost. `deaf`: it says yes, and no device hears it. */
export type Taking = "ok" | "away" | "unsure" | "deaf";

interface Physical {
  sound: boolean;
  light: boolean;
  /** By the device's own timer. */
  endsAt: number;
}

export interface Written {
  readonly at: number;
  readonly channel: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly priority: string | undefined;
  readonly taken: Taking;
}

/** What outlives the program. */
interface Outside {
  readonly clock: ManualClock;
  readonly store: SiteStore;
  readonly bus: ReturnType<typeof createBus>;
  readonly physical: Map<string, Physical>;
  /** What the CCU remembers, by channel and parameter: also what it hears while the program is away. */
  readonly known: Map<string, unknown>;
  /** Lights of which was said that they are off while they were lit. */
  readonly misjudged: Set<string>;
  readonly debited: Map<number, number>;
}

export interface AlarmHomeOptions {
  readonly store?: SiteStore;
  readonly startAt?: number;
  readonly outside?: Outside;
  /** Sirens that ignore their duration. */
  readonly endless?: boolean;
}

export const output = (
  id: string,
  name: OutputClass,
  channel_address: string,
  config: Record<string, unknown> = {},
): Output => ({
  id,
  class: name,
  central: channel_address ? CENTRAL : "",
  channel_address,
  name: id,
  config: OutputConfig.parse(config),
});
export const zone = (id: string, ...outputs: Output[]): Zone => ({
  id,
  name: `Zone ${id}`,
  position: 0,
  config: ZoneConfig.parse({}),
  sensors: [],
  outputs,
});
export const activation = (zoneId: string, incident = 1, part: Partial<Activation> = {}): Activation => ({
  zone: zoneId,
  incident,
  mode: "full",
  policy: {
    silent: false,
    exclude_outdoor: false,
    smoke_sounders: true,
    arm_disarm_chirps: true,
    countdown_ticks: true,
  },
  phase: "alarm",
  cycle: 0,
  classes: null,
  ...part,
});

/** Observers of broadcasts, called at once. */
export function createBus(): EventSink & { readonly published: { name: string; payload: Record<string, unknown> }[] } {
  const observers = new Map<Broadcast, Set<(payload: never) => void>>();
  const published: { name: string; payload: Record<string, unknown> }[] = [];
  return {
    published,
    publish(broadcast, payload) {
      if (!broadcast.internal) published.push({ name: broadcast.name, payload: payload as Record<string, unknown> });
      for (const observer of observers.get(broadcast) ?? []) observer(payload as never);
    },
    observe(broadcast, observer) {
      const all = observers.get(broadcast) ?? new Set();
      observers.set(broadcast, all.add(observer as never));
      return () => all.delete(observer as never);
    },
    flushed: async () => {},
  };
}

export interface AlarmHome {
  readonly world: {
    taking: Taking;
    reportAfter: number | undefined;
    health: readonly string[];
    debits: number[];
    budget: number;
    debitFails: boolean;
  };
  readonly clock: ManualClock;
  readonly store: SiteStore;
  readonly home: ReturnType<typeof createMemoryHome>;
  readonly outputs: AlarmOutputs;
  readonly journal: JournalDraft[];
  readonly sounding: [string, string][];
  readonly written: Written[];
  readonly bus: ReturnType<typeof createBus>;
  idle(): Promise<void>;
  pass(ms: number, step?: number): Promise<void>;
  /** The CCU says so. */
  tell(channel: string, values: Record<string, unknown>): void;
  /** The same, and the CCU says so again when it is asked: a device has told it. */
  hears(channel: string, values: Record<string, unknown>): void;
  /** The device says what it does now, after so many milliseconds. */
  report(channel: string, after?: number): void;
  stateOf(channel: string): Physical;
  /** Whether it was ever said of a light that it is off while it was lit. */
  wasMisjudged(channel: string): boolean;
  restart(): AlarmHome;
  events(event: string): JournalDraft[];
  debited(incident: number): number;
  lastWrite(): Written;
  set(channel: string, part: Partial<Physical>): void;
}

export function createAlarmHome(options: AlarmHomeOptions = {}): AlarmHome {
  const clock = options.outside?.clock ?? createManualClock(options.startAt);
  const store = options.outside?.store ?? options.store ?? createMemoryStore({ clock }).site(siteId("home"));
  const bus = options.outside?.bus ?? createBus();
  const physical = options.outside?.physical ?? new Map<string, Physical>();
  const known = options.outside?.known ?? new Map<string, unknown>();
  const misjudged = options.outside?.misjudged ?? new Set<string>();
  const debited = options.outside?.debited ?? new Map<number, number>();
  let isDead = false;
  /** Of this program: nothing of it reaches the disk any more when it is killed. */
  const disk: SiteStore = {
    get: store.get.bind(store),
    list: store.list.bind(store),
    put: async (...args) => (isDead ? undefined : store.put(...args)),
    delete: async (...args) => !isDead && store.delete(...args),
  };
  const home = createMemoryHome();
  home.putCentral(centralState(CENTRAL));
  home.putHub(CENTRAL, emptyHub(CENTRAL));
  const devices = alarmDevices();
  for (const device of devices) home.putDevice(device);
  const journal: JournalDraft[] = [];
  const sounding: [string, string][] = [];
  const written: Written[] = [];
  const world = {
    taking: "ok" as Taking,
    /** Milliseconds from an effect to its report; undefined: none comes. */
    reportAfter: 50 as number | undefined,
    health: [] as readonly string[],
    debits: [] as number[],
    budget: 900,
    debitFails: false,
  };
  const deviceOf = (channel: string) => devices.find(({ address }) => channel.startsWith(`${address}:`))!;
  const stateOf = (channel: string): Physical => {
    const found = physical.get(channel) ?? { sound: false, light: false, endsAt: Number.POSITIVE_INFINITY };
    physical.set(channel, found);
    return found;
  };
  const lightOnly = (channel: string) => channel === LAMP;

  function reportsOf(channel: string): Record<string, unknown> {
    const { sound, light } = stateOf(channel);
    if (channel === SIREN) return { ACOUSTIC_ALARM_ACTIVE: sound, OPTICAL_ALARM_ACTIVE: light };
    if (channel === SMOKE) return { SMOKE_DETECTOR_ALARM_STATUS: sound ? "INTRUSION_ALARM" : "IDLE_OFF" };
    return channel === LAMP ? { LEVEL: light ? 1 : 0 } : { STATE: sound || light };
  }
  function tell(channel: string, values: Record<string, unknown>): void {
    const device = deviceOf(channel);
    const found = device.channels.find(({ address }) => address === channel)!;
    if (values.LEVEL === 0 && stateOf(channel).light) misjudged.add(channel);
    const stored = new Map(valuesOf(device.address));
    for (const [name, value] of Object.entries(values)) {
      const point = found.values.get(name)!;
      stored.set(valueKey(found.number, "VALUES", name), live(value));
      home.putValues(deviceId(CENTRAL, device.address), stored);
      bus.publish(valueReported, {
        central: CENTRAL,
        interfaceId: device.interfaceId,
        channel,
        point,
        value,
        at: clock.now(),
      } as never);
    }
  }
  const live = (value: unknown): ValueState => ({ value, source: "live", changedAt: clock.now(), seenAt: clock.now() });
  const kept = new Map<string, Map<string, ValueState>>();
  const valuesOf = (address: string): Map<string, ValueState> => {
    const found = kept.get(address) ?? new Map<string, ValueState>();
    kept.set(address, found);
    return found;
  };
  function remember(channel: string, values: Record<string, unknown>): void {
    const device = deviceOf(channel);
    const number = Number(channel.split(":")[1]);
    for (const [name, value] of Object.entries(values)) {
      known.set(`${channel}.${name}`, value);
      valuesOf(device.address).set(valueKey(number, "VALUES", name), live(value));
    }
  }
  /** The device reports what it does, as it is now, a little later. */
  function report(channel: string, after = world.reportAfter): void {
    if (after === undefined) return;
    const values = reportsOf(channel);
    clock.after(after, () => {
      if (world.taking !== "away") hears(channel, values);
    });
  }
  function hears(channel: string, values: Record<string, unknown>): void {
    remember(channel, values);
    tell(channel, values);
  }

  function act(channel: string, values: Readonly<Record<string, unknown>>): void {
    const state = stateOf(channel);
    const seconds = Number(values.DURATION_VALUE ?? values.ON_TIME ?? 0);
    if (channel === SIREN) {
      state.sound = values.ACOUSTIC_ALARM_SELECTION !== TONES[0];
      state.light = values.OPTICAL_ALARM_SELECTION !== LIGHTS[0];
    } else if (channel === SMOKE) state.sound = values.SMOKE_DETECTOR_COMMAND === "INTRUSION_ALARM";
    else if (lightOnly(channel)) state.light = Number(values.LEVEL) > 0;
    else state.sound = values.STATE === true;
    state.endsAt = seconds > 0 && !options.endless ? clock.now() + seconds * 1000 : Number.POSITIVE_INFINITY;
    report(channel);
    if (state.endsAt < Number.POSITIVE_INFINITY) clock.after(seconds * 1000, () => endByItself(channel));
  }
  function endByItself(channel: string): void {
    const state = stateOf(channel);
    if (clock.now() < state.endsAt) return;
    state.sound = false;
    state.light = false;
    state.endsAt = Number.POSITIVE_INFINITY;
    report(channel);
  }

  const centrals = {
    names: () => [CENTRAL],
    ccu: () => undefined,
    async writeValues(
      device: Device,
      values: { dataPoint: { parameter: string; channel: number }; value: { value: unknown } }[],
      at: { priority?: string },
    ) {
      const channel = `${device.address}:${values[0]!.dataPoint.channel}`;
      const plain = Object.fromEntries(
        values.map(({ dataPoint, value }) => [dataPoint.parameter, fromWire(dataPoint as never, value.value)]),
      );
      if (isDead) throw new CcuFault("transport", "killed");
      const { taking } = world;
      written.push({ at: clock.now(), channel, values: plain, priority: at.priority, taken: taking });
      if (taking === "ok" || taking === "unsure") act(channel, plain);
      if (taking === "away" || taking === "unsure") throw new CcuFault("transport", "no answer");
    },
    async reloadValues(device: Device, number: number) {
      if (world.taking === "away") throw new CcuFault("transport", "no answer");
      const channel = `${device.address}:${number}`;
      const values = Object.entries(reportsOf(channel)).map(([name, value]) => [
        name,
        world.reportAfter === undefined ? known.get(`${channel}.${name}`) : value,
      ]);
      // what the CCU says when it is asked is what it says the next time, until a device tells it something else
      hears(channel, Object.fromEntries(values.filter(([, value]) => value !== undefined)));
    },
  } as unknown as Centrals;

  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const site = { home, centrals, clock, log, store: disk, events: bus, state: createStates(clock) };
  const engine = { arm: async () => ({ ok: true }), disarm: async () => ({ ok: true }) } as unknown as AlarmEngine;
  const outputs = createOutputs(site, () => ({
    default_siren_seconds: 180,
    max_acoustic_per_incident_seconds: world.budget,
    stop_verify_seconds: 120,
  }))(
    {
      journal: (entry) => journal.push(entry),
      sounding: (...found) => sounding.push(found),
      health: (notes) => {
        world.health = notes;
      },
      engine,
    },
    async (id, seconds, most) => {
      if (world.debitFails) throw new Error("read-only");
      const granted = Math.max(0, Math.min(seconds, most - (debited.get(id) ?? 0)));
      debited.set(id, (debited.get(id) ?? 0) + granted);
      world.debits.push(granted);
      return granted;
    },
  ) as AlarmOutputs;

  /** Lets everything happen that needs no time. */
  const idle = async () => {
    for (let i = 0; i < 20; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  /** Lets time pass in small steps, so that what is awaited between two timers happens. */
  const pass = async (ms: number, step = 1000) => {
    for (let left = ms; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      await idle();
    }
  };
  return {
    world,
    clock,
    store,
    home,
    outputs,
    journal,
    sounding,
    written,
    bus,
    idle,
    pass,
    tell,
    hears,
    report,
    stateOf,
    wasMisjudged: (channel) => misjudged.has(channel),
    /** Kills the program, and starts it anew beside the same devices, disk and clock. */
    restart(): AlarmHome {
      isDead = true;
      const next = createAlarmHome({ ...options, outside: { clock, store, bus, physical, known, misjudged, debited } });
      Object.assign(next.world, world, { health: [] });
      return next;
    },
    events: (event: string) => journal.filter((entry) => entry.event === event),
    debited: (incident: number) => debited.get(incident) ?? 0,
    lastWrite: () => written.at(-1)!,
    /** The device does it by itself, or by somebody else's wish. */
    set(channel: string, part: Partial<Physical>) {
      Object.assign(stateOf(channel), part);
      report(channel, 0);
    },
  };
}

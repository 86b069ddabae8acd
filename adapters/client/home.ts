/** A live copy of a home: read once, kept up by events, read again after a gap. */
import type { ClientClock } from "./clock.ts";
import type { Schemas } from "./contract.ts";
import type { EventStream, EventsOptions, StreamState } from "./events.ts";
import { applySnapshot, type Centrals, deviceKey, type HomeDevice, type HomeValue, valueKey } from "./home-model.ts";
import { type Problem, ProblemError } from "./problem.ts";
import type { EventOf, EventType, Gap, TypesOf } from "./topics.ts";
import type { Snapshot } from "./types.ts";

export type { HomeDevice, HomeValue };

type Topics = "device.*" | "hub.*";
/** Milliseconds that a new device waits for others before everything is read: they come in dozens when a CCU starts. */
const NEW_DEVICES_MS = 1_000;

export interface HomeOptions {
  /** Only this CCU. */
  central?: string;
  /** Lights, blinds, thermostats … as what they are to people, with their states. */
  customDataPoints?: boolean;
  /** More topics over the same connection (`alarm.panel`, `matter.*` …): their events are told as `other`. */
  topics?: readonly string[];
  signal?: AbortSignal;
}

/** A value that is another one now. */
export interface HomeChange extends HomeValue {
  /** What was known before; `undefined` where nothing was. */
  readonly previous: unknown;
  /** `snapshot`: noticed when everything was read again; when it happened is not known. */
  readonly cause: "event" | "snapshot";
}

/** A light, a blind, a thermostat … whose state is another one now. */
export interface HomeCustom {
  readonly central: string;
  readonly address: string;
  readonly custom: Schemas["CustomDPSummary"];
}

interface HomeListeners {
  change: (change: HomeChange) => void;
  custom: (change: HomeCustom) => void;
  /** A written value that was shown and was not confirmed; its `change` is told first. */
  rollback: (rollback: Schemas["OptimisticRollbackPayload"]) => void;
  /** Whatever the home announces, after the copy has taken it. */
  event: (event: EventOf<TypesOf<Topics>>) => void;
  /** Events of the `topics` that were asked for besides. After a gap some may be missing: `loaded` follows it. */
  other: (event: EventOf<EventType>) => void;
  /** The CCU reaches a device again, or no longer. */
  availability: (device: HomeDevice) => void;
  /** Everything was read: at first, and after each gap. */
  loaded: () => void;
  gap: (gap: Gap) => void;
  state: (state: StreamState) => void;
  error: (problem: Problem) => void;
}

/** Two CCUs have a device of this address: which one is meant? (docs/adr/0014) */
export class AmbiguousAddress extends Error {
  readonly address: string;
  readonly centrals: readonly string[];
  constructor(address: string, centrals: readonly string[]) {
    super(`${address} is a device of ${centrals.join(", ")}: say which`);
    this.name = "AmbiguousAddress";
    this.address = address;
    this.centrals = centrals;
  }
}

export class Home {
  /** Resolves when everything was read for the first time. @throws ProblemError */
  readonly ready: Promise<void>;
  readonly #stream: EventStream<Topics>;
  readonly #central: string | undefined;
  readonly #clock: ClientClock;
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  /** By {@link deviceKey}. */
  #devices = new Map<string, HomeDevice>();
  /** Address -> the CCUs that have it. */
  #centrals: Centrals = new Map();
  #snapshot: Snapshot | undefined;
  #cancelReload: (() => void) | undefined;

  constructor(
    open: (topics: readonly Topics[], options: EventsOptions) => EventStream<Topics>,
    clock: ClientClock,
    { central, customDataPoints, topics = [], signal }: HomeOptions,
  ) {
    this.#central = central;
    this.#clock = clock;
    const wanted = ["device.*", "hub.*", ...topics] as readonly Topics[];
    const stream = open(wanted, { snapshot: "first", customDataPoints, signal });
    this.#stream = stream;
    this.ready = new Promise((resolve, reject) => {
      this.on("loaded", resolve);
      stream.on("error", (problem) => reject(new ProblemError(problem)));
      stream.on("state", (state) => {
        if (state !== "closed") return;
        this.#cancelReload?.();
        reject(new Error("the home was closed"));
      });
    });
    // whoever does not wait for it hears of it by "error"
    this.ready.catch(() => {});
    for (const type of ["gap", "state", "error"] as const) stream.on(type, (value: unknown) => this.#tell(type, value));
    stream.on("snapshot", (snapshot) => this.#load(snapshot));
    stream.on("datapoint.value_changed", ({ payload }) => this.#changed(payload));
    stream.on("datapoint.optimistic_rolled_back", ({ payload }) => this.#rolledBack(payload));
    stream.on("device.availability_changed", ({ payload }) => this.#available(payload));
    stream.on("device.created", ({ payload }) => this.#created(payload.central));
    stream.on("device.removed", (event) => this.#removed(event));
    stream.on("custom_data_point.state_changed", ({ payload }) => this.#customChanged(payload));
    stream.on("event", (event) => this.#tell(isOfHome(event.topic) ? "event" : "other", event));
  }

  /** `live` while every change arrives; anything else means that the copy may be old. */
  get state(): StreamState {
    return this.#stream.state;
  }

  /** What was read last: programs, variables, rooms … as they were then. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  devices(): HomeDevice[] {
    return [...this.#devices.values()];
  }

  /** @throws AmbiguousAddress where two CCUs have this address and `central` is not given */
  device(address: string, central?: string): HomeDevice | undefined {
    const owners = this.#centrals.get(address);
    if (owners === undefined) return undefined;
    if (central === undefined && owners.size > 1) throw new AmbiguousAddress(address, [...owners].sort());
    return this.#devices.get(deviceKey(central ?? [...owners][0] ?? "", address));
  }

  /**
   * The value on the wire's scale; `undefined` where there is no such data point or nothing was observed yet.
   * @throws AmbiguousAddress
   */
  value(address: string, channel: number, parameter: string, central?: string): unknown {
    return this.device(address, central)?.values.get(valueKey(channel, parameter))?.value;
  }

  /** @returns how to stop listening */
  on<T extends keyof HomeListeners>(type: T, listener: HomeListeners[T]): () => void {
    const known = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, known.add(listener as (value: never) => void));
    return () => void known.delete(listener as (value: never) => void);
  }

  /** Reads everything again: after a change that nothing announces (names, rooms). `loaded` tells when it is there. */
  reload(): void {
    this.#stream.reload();
  }

  close(): void {
    this.#stream.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #tell(type: string, value: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(value as never);
  }

  #isOther(central: string): boolean {
    return this.#central !== undefined && central !== this.#central;
  }

  #load(snapshot: Snapshot): void {
    const before = this.#devices;
    [this.#devices, this.#centrals] = applySnapshot(snapshot, (central) => !this.#isOther(central));
    const isFirst = this.#snapshot === undefined;
    this.#snapshot = snapshot;
    if (!isFirst)
      for (const [id, device] of this.#devices)
        for (const [key, now] of device.values) {
          const previous = before.get(id)?.values.get(key)?.value;
          if (!isEqual(previous, now.value)) this.#tell("change", { ...now, previous, cause: "snapshot" });
        }
    for (const [id, device] of this.#devices)
      if ((before.get(id)?.available ?? device.available) !== device.available) this.#tell("availability", device);
    this.#tell("loaded", undefined);
  }

  #changed(payload: Schemas["DataPointValueChangedPayload"]): void {
    const { central, device_address: address, channel, parameter, value, modified_at: modifiedAt } = payload;
    if (payload.paramset_key === "VALUES") this.#set({ central, address, channel, parameter, value, modifiedAt });
  }

  /** A write that the CCU did not take: what was shown meanwhile was not so. */
  #rolledBack(payload: Schemas["OptimisticRollbackPayload"]): void {
    const { central, device_address: address, channel, parameter, present } = payload;
    if (payload.paramset_key === "VALUES") this.#set({ central, address, channel, parameter, value: present });
    if (!this.#isOther(central)) this.#tell("rollback", payload);
  }

  #customChanged(payload: Schemas["CustomDataPointStateChangedPayload"]): void {
    const { central, device_address: address, name, state } = payload;
    const customs = this.#devices.get(deviceKey(central, address))?.customs;
    const before = customs?.get(name);
    if (customs === undefined || before === undefined) return;
    const custom = { ...before, state };
    customs.set(name, custom);
    this.#tell("custom", { central, address, custom });
  }

  #set(value: HomeValue): void {
    if (this.#isOther(value.central)) return;
    const device = this.#devices.get(deviceKey(value.central, value.address));
    if (device === undefined) return;
    const key = valueKey(value.channel, value.parameter);
    const previous = device.values.get(key)?.value;
    device.values.set(key, value);
    if (!isEqual(previous, value.value)) this.#tell("change", { ...value, previous, cause: "event" });
  }

  #available({ central, device_address, available }: Schemas["DeviceAvailabilityChangedPayload"]): void {
    const device = this.#devices.get(deviceKey(central, device_address));
    if (device === undefined || device.available === available) return;
    device.available = available;
    this.#tell("availability", device);
  }

  #created(central: string): void {
    if (this.#isOther(central)) return;
    this.#cancelReload ??= this.#clock.after(NEW_DEVICES_MS, () => {
      this.#cancelReload = undefined;
      this.#stream.reload();
    });
  }

  #removed({ payload: { central, device_address: address } }: EventOf<"device.removed">): void {
    this.#devices.delete(deviceKey(central, address));
    const owners = this.#centrals.get(address);
    owners?.delete(central);
    if (owners?.size === 0) this.#centrals.delete(address);
  }
}

const isOfHome = (topic: string): boolean => topic.startsWith("device.") || topic.startsWith("hub.");

/** Values are scalars, or small objects of JSON. */
const isEqual = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));

/** Which interface a callback is for, and what it says (protocol document, sections 5.5, 5.6). */
import { networkInterfaces } from "node:os";
import type { CcuEvent, Clock, Log } from "../../handlers/ports/index.ts";
import { isStruct, type RpcValue } from "./codec/value.ts";
import { listOf, plainText } from "./normalise.ts";
import type { RpcMethod, RpcPeer, RpcServerOptions } from "./rpc-server.ts";

/** The list of a `newDevices`. HmIP and rfd send everything they have after each `init`: megabytes, mostly known. */
export interface Announcement {
  /** As it came, where it is not decoded yet. */
  bytes?: Uint8Array;
  /** The descriptions; to be called once. Throws `RpcFormatError`. */
  read(): readonly RpcValue[];
}

/** What one interface of one central wants to hear. Calls never throw and are made in the order of the wire. */
export interface CallbackHandler {
  /** Any callback at all: the way back works. `method` is its name. */
  contacted(method: string): void;
  events(batch: readonly CcuEvent[]): void;
  newDevices(announcement: Announcement): void;
  deleteDevices(addresses: readonly string[]): void;
  updateDevice(address: string, hint: number): void;
  readdedDevices(addresses: readonly string[]): void;
  replacedDevice(old: string, replacement: string): void;
}

export interface CallbackRegistration {
  id: string;
  handler: CallbackHandler;
  /** Addresses that the central is known to have now. */
  addresses: () => readonly (string | undefined)[];
  /** rfd and hs485d repeat a batch when its answer is late: the same batch again is no second event. */
  repeats: boolean;
}

/** rfd itself sends no value twice within its burst suppression (section 6): what does come twice is a repetition. */
export const REPEAT_WINDOW_MS = 1500;
/** So many different strangers are told of, then no more: a log is not theirs to fill. */
const STRANGERS_LOGGED = 100;
const METHODS = [
  "event",
  "listDevices",
  "newDevices",
  "deleteDevices",
  "updateDevice",
  "replaceDevice",
  "readdedDevice",
  "setReadyConfig",
  "firmwareUpdateStatusChanged",
  "error",
  "system.listMethods",
  "system.methodHelp",
  "system.multicall",
];

interface Registered extends CallbackRegistration {
  last: { batch: string; at: number };
}

const texts = (value: RpcValue | undefined): string[] => (Array.isArray(value) ? value.map(plainText) : []);

export class CallbackRouter {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #registry = new Map<string, Set<Registered>>();
  readonly #strangers = new Set<string>();
  readonly #queue: DeliveryQueue;
  /** By method name, for an RPC server. Nothing here ever answers with a fault: HmIP gives up on odd answers. */
  readonly methods: Readonly<Record<string, RpcMethod>>;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.#queue = new DeliveryQueue(log);
    this.methods = this.#table();
  }

  register(registration: CallbackRegistration): () => void {
    const entry: Registered = { ...registration, last: { batch: "", at: 0 } };
    const set = this.#registry.get(entry.id) ?? new Set();
    this.#registry.set(entry.id, set.add(entry));
    return () => {
      set.delete(entry);
      if (set.size === 0) this.#registry.delete(entry.id);
    };
  }

  /** Callbacks that we do not know show at least that the way back works. */
  unknown(method: string, params: readonly RpcValue[], peer: RpcPeer): RpcValue {
    this.#deliver(params[0], peer, method);
    return "";
  }

  /** Whether a configured CCU, or this machine itself, has that address. */
  knows(address: string): boolean {
    for (const registrations of this.#registry.values()) {
      for (const one of registrations) if (one.addresses().includes(address)) return true;
    }
    return ownAddresses().has(address);
  }

  refused(reason: string, address: string): void {
    if (this.#isNewStranger(address)) this.#log.warn("callback refused", { address, reason });
  }

  /** For an RPC server: what is answered before its parameters are decoded. */
  get unread(): NonNullable<RpcServerOptions["unread"]> {
    return {
      newDevices: (id, { bytes, read }, peer) =>
        this.#deliver(id, peer, "newDevices", (to) => to.newDevices({ bytes, read: () => listOf(read()[0]) })),
    };
  }

  #table(): Record<string, RpcMethod> {
    return {
      event: (params, peer) => {
        const event = eventOf(params);
        if (event) this.#deliverEvents(params[0], [event], peer);
        return "";
      },
      "system.multicall": ([calls], peer) => this.#batch(Array.isArray(calls) ? calls : [], peer),
      "system.listMethods": ([id], peer) => {
        this.#deliver(id, peer, "system.listMethods");
        return METHODS;
      },
      "system.methodHelp": () => "",
      listDevices: ([id], peer) => {
        // Empty, always: HmIP wants all 22 attributes or nothing, and sends everything anyway (5.4).
        this.#deliver(id, peer, "listDevices");
        return [];
      },
      newDevices: ([id, list], peer) =>
        this.#deliver(id, peer, "newDevices", (to) => to.newDevices({ read: () => listOf(list) })),
      deleteDevices: ([id, list], peer) =>
        this.#deliver(id, peer, "deleteDevices", (to) => to.deleteDevices(texts(list))),
      updateDevice: ([id, address, hint], peer) =>
        this.#deliver(id, peer, "updateDevice", (to) => to.updateDevice(plainText(address), Number(hint) || 0)),
      // HmIP only: how far an update has come stands in the device's description (14.4).
      firmwareUpdateStatusChanged: ([id, address], peer) =>
        this.#deliver(id, peer, "firmwareUpdateStatusChanged", (to) => to.updateDevice(plainText(address), 0)),
      readdedDevice: ([id, list], peer) =>
        this.#deliver(id, peer, "readdedDevice", (to) => to.readdedDevices(texts(list))),
      replaceDevice: ([id, old, replacement], peer) =>
        this.#deliver(id, peer, "replaceDevice", (to) => to.replacedDevice(plainText(old), plainText(replacement))),
    };
  }

  /** A batch: consecutive events of one interface reach it together; the answer has one element per call. */
  #batch(calls: readonly RpcValue[], peer: RpcPeer): RpcValue {
    let id: RpcValue | undefined;
    let events: CcuEvent[] = [];
    const flush = () => {
      if (events.length > 0) this.#deliverEvents(id, events, peer);
      events = [];
    };
    for (const call of calls) {
      if (!isStruct(call) || !Array.isArray(call.params)) continue;
      const params = call.params as RpcValue[];
      if (call.methodName === "event") {
        if (params[0] !== id) flush();
        id = params[0];
        const event = eventOf(params);
        if (event) events.push(event);
      } else if (typeof call.methodName === "string" && call.methodName !== "system.multicall") {
        flush();
        const known = Object.hasOwn(this.methods, call.methodName) ? this.methods[call.methodName] : undefined;
        if (known) known(params, peer);
        else this.unknown(call.methodName, params, peer);
      }
    }
    flush();
    return calls.map(() => [""]);
  }

  #deliver(
    id: RpcValue | undefined,
    peer: RpcPeer,
    method: string,
    act?: (handler: CallbackHandler) => void,
  ): RpcValue {
    const to = this.#find(id, peer);
    if (to) {
      this.#queue.push(() => {
        to.handler.contacted(method);
        act?.(to.handler);
      });
    }
    return "";
  }

  #deliverEvents(id: RpcValue | undefined, batch: CcuEvent[], peer: RpcPeer): void {
    const to = this.#find(id, peer);
    if (!to) return;
    const repeated = to.repeats && isRepeated(to, batch, this.#clock.now());
    this.#queue.push(() => {
      to.handler.contacted("event");
      if (!repeated) to.handler.events(batch);
    });
  }

  /** By id; several centrals with a CUxD share the one literal id that it knows: then by address. */
  #find(id: RpcValue | undefined, peer: RpcPeer): Registered | undefined {
    const candidates = typeof id === "string" ? this.#registry.get(id) : undefined;
    if (!candidates) {
      // Old registrations of a former installation: ignored, never a fault (5.5).
      const name = plainText(id).slice(0, 80);
      if (this.#isNewStranger(name)) {
        this.#log.warn("callback for an unknown interface id", { id: name, address: peer.address });
      }
      return undefined;
    }
    if (candidates.size === 1) return [...candidates][0];
    return [...candidates].find((one) => one.addresses().includes(peer.address));
  }

  #isNewStranger(name: string): boolean {
    if (this.#strangers.size >= STRANGERS_LOGGED || this.#strangers.has(name)) return false;
    this.#strangers.add(name);
    return true;
  }
}

function eventOf(params: readonly RpcValue[]): CcuEvent | undefined {
  const [, address, parameter, value] = params;
  return typeof address === "string" && typeof parameter === "string" ? { address, parameter, value } : undefined;
}

function isRepeated(to: Registered, batch: readonly CcuEvent[], now: number): boolean {
  const text = JSON.stringify(batch);
  const repeated = to.last.batch === text && now - to.last.at < REPEAT_WINDOW_MS;
  to.last = { batch: text, at: now };
  return repeated;
}

/** Addresses of this machine: the self-test comes from one of them. They change, so they are read anew. */
function ownAddresses(): Set<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address)));
}

/** Runs what callbacks caused after their answers are on their way, in order. */
class DeliveryQueue {
  #tasks: (() => void)[] = [];
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  push(task: () => void): void {
    if (this.#tasks.push(task) === 1) setImmediate(() => this.#run());
  }

  #run(): void {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) {
      try {
        task();
      } catch (error) {
        this.#log.error("a callback could not be processed", { error: String(error) });
      }
    }
  }
}

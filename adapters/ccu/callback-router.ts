/** Which interface a callback is for, and what it says (protocol document, sections 5.5, 5.6). */
import { networkInterfaces } from "node:os";
import type { CcuEvent, Log } from "../../handlers/ports/index.ts";
import { hasUnreadable, isStruct, type RpcValue, Unreadable } from "./codec/value.ts";
import type { Protocol } from "./config.ts";
import type { DamageReport } from "./damage.ts";
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
  /** Part of a callback could not be read. */
  damaged: DamageReport;
}

export interface CallbackRegistration {
  id: string;
  handler: CallbackHandler;
  /** What it registered with: a call in the other protocol is not from it. */
  protocol: Protocol;
  /** Addresses that the central is known to have now: calls from others are not from it. */
  addresses: () => readonly (string | undefined)[];
  /** rfd and hs485d send a request again that was not answered in time (section 6). */
  repeats: boolean;
  /** Writes callbacks down while there is a recording. `params` begin with the id of the interface. */
  recorded?: { readonly active: boolean; callback(method: string, params: readonly RpcValue[]): void };
}

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

const texts = (value: RpcValue | undefined): string[] => (Array.isArray(value) ? value.map(plainText) : []);

export class CallbackRouter {
  readonly #log: Log;
  readonly #isGateway: (address: string) => boolean;
  readonly #registry = new Map<string, Set<CallbackRegistration>>();
  readonly #strangers = new Set<string>();
  readonly #queue: DeliveryQueue;
  /** By method name, for an RPC server. Nothing here ever answers with a fault: HmIP gives up on odd answers. */
  readonly methods: Readonly<Record<string, RpcMethod>>;

  /** `isGateway`: addresses that stand for any CCU, because a gateway puts its own in the place of the CCU's. */
  constructor(log: Log, isGateway: (address: string) => boolean = () => false) {
    this.#log = log;
    this.#isGateway = isGateway;
    this.#queue = new DeliveryQueue(log);
    this.methods = this.#table();
  }

  register(registration: CallbackRegistration): () => void {
    const entry = { ...registration };
    const set = this.#registry.get(entry.id) ?? new Set();
    this.#registry.set(entry.id, set.add(entry));
    return () => void set.delete(entry);
  }

  /** Callbacks that we do not know show at least that the way back works. */
  unknown(method: string, params: readonly RpcValue[], peer: RpcPeer): RpcValue {
    this.#deliver(params[0], peer, method, () => params);
    return "";
  }

  /**
   * Whether a call from that address is read at all: a configured CCU has it, or a gateway. This machine's own addresses
   * may call too, for the self-test; what they say for an interface counts only where its CCU has that address.
   */
  knows(address: string): boolean {
    if (this.#isGateway(address)) return true;
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
      newDevices: (id, { bytes, read }, peer) => {
        const list = once(() => listOf(read()[0]));
        // decoded for nothing else, where nothing of it is news
        const params = () => [id, list()];
        return this.#deliver(id, peer, "newDevices", params, (to) => to.newDevices({ bytes, read: list }));
      },
    };
  }

  #table(): Record<string, RpcMethod> {
    return {
      event: (params, peer) => {
        this.#deliverEvents(params[0], [params], peer);
        return "";
      },
      "system.multicall": ([calls], peer) => this.#batch(Array.isArray(calls) ? calls : [], peer),
      "system.listMethods": ([id], peer) => {
        this.#deliver(id, peer, "system.listMethods", () => [id]);
        return METHODS;
      },
      "system.methodHelp": () => "",
      listDevices: ([id], peer) => {
        // Empty, always: HmIP wants all 22 attributes or nothing, and sends everything anyway (5.4).
        this.#deliver(id, peer, "listDevices", () => [id]);
        return [];
      },
      newDevices: ([id, list], peer) =>
        this.#deliver(
          id,
          peer,
          "newDevices",
          () => [id, list],
          (to) => to.newDevices({ read: () => listOf(list) }),
        ),
      deleteDevices: ([id, list], peer) =>
        this.#deliver(
          id,
          peer,
          "deleteDevices",
          () => [id, list],
          (to) => to.deleteDevices(texts(list)),
        ),
      updateDevice: ([id, address, hint], peer) =>
        this.#deliver(
          id,
          peer,
          "updateDevice",
          () => [id, address, hint],
          (to) => to.updateDevice(plainText(address), Number(hint) || 0),
        ),
      // HmIP only: how far an update has come stands in the device's description (14.4).
      firmwareUpdateStatusChanged: ([id, address], peer) =>
        this.#deliver(
          id,
          peer,
          "firmwareUpdateStatusChanged",
          () => [id, address],
          (to) => to.updateDevice(plainText(address), 0),
        ),
      readdedDevice: ([id, list], peer) =>
        this.#deliver(
          id,
          peer,
          "readdedDevice",
          () => [id, list],
          (to) => to.readdedDevices(texts(list)),
        ),
      replaceDevice: ([id, old, replacement], peer) =>
        this.#deliver(
          id,
          peer,
          "replaceDevice",
          () => [id, old, replacement],
          (to) => to.replacedDevice(plainText(old), plainText(replacement)),
        ),
    };
  }

  /** A batch: consecutive events of one interface reach it together; the answer has one element per call. */
  #batch(calls: readonly RpcValue[], peer: RpcPeer): RpcValue {
    let id: RpcValue | undefined;
    let events: (readonly RpcValue[])[] = [];
    const flush = () => {
      if (events.length > 0) this.#deliverEvents(id, events, peer);
      events = [];
    };
    for (const call of calls) {
      if (!isStruct(call) || !Array.isArray(call.params) || call.methodName instanceof Unreadable) {
        this.refused("a call in a batch cannot be read", peer.address);
        continue;
      }
      const params = call.params as RpcValue[];
      if (call.methodName === "event") {
        if (params[0] !== id) flush();
        id = params[0];
        events.push(params);
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
    params: () => readonly RpcValue[],
    act?: (handler: CallbackHandler) => void,
  ): RpcValue {
    const to = this.#find(id, peer);
    if (to) {
      this.#queue.push(() => {
        to.handler.contacted(method);
        if (to.recorded?.active) to.recorded.callback(method, params());
        act?.(to.handler);
      });
    }
    return "";
  }

  /** `calls`: parameters of `event`. */
  #deliverEvents(id: RpcValue | undefined, calls: readonly (readonly RpcValue[])[], peer: RpcPeer): void {
    const to = this.#find(id, peer);
    if (!to) return;
    this.#queue.push(() => {
      to.handler.contacted("event");
      if (to.recorded?.active) for (const params of calls) to.recorded.callback("event", params);
      if (to.repeats && peer.redelivered) return;
      const batch = calls.map((params) => eventOf(params, to.handler.damaged)).filter((event) => event !== undefined);
      if (batch.length > 0) to.handler.events(batch);
    });
  }

  /**
   * By id, among those whose CCU has the sender's address and speaks the protocol. Several centrals with a CUxD share the
   * one literal id that it knows; where they share the address, too, nobody guesses whose it is.
   */
  #find(id: RpcValue | undefined, peer: RpcPeer): CallbackRegistration | undefined {
    const candidates = [...(this.#registry.get(id as string) ?? [])];
    if (candidates.length === 0) {
      // Old registrations of a former installation: ignored, never a fault (5.5).
      const name = plainText(id).slice(0, 80);
      if (this.#isNewStranger(name)) {
        this.#log.warn("callback for an unknown interface id", { id: name, address: peer.address });
      }
      return undefined;
    }
    const speaking = candidates.filter((one) => one.protocol === peer.protocol);
    const there = speaking.filter((one) => one.addresses().includes(peer.address));
    const possible = there.length > 0 ? there : this.#isGateway(peer.address) ? speaking : [];
    if (possible.length === 1) return possible[0];
    const reason =
      possible.length === 0
        ? "for an interface of another CCU or protocol"
        : "that may be of several CCUs: they share this address";
    this.refused(`${peer.protocol} call ${reason}`, peer.address);
    return undefined;
  }

  #isNewStranger(name: string): boolean {
    if (this.#strangers.size >= STRANGERS_LOGGED || this.#strangers.has(name)) return false;
    this.#strangers.add(name);
    return true;
  }
}

/** Computed when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: compute() };
    return made.value;
  };
}

/** `undefined` for an event of which anything cannot be read; `damaged` is told what. */
function eventOf(params: readonly RpcValue[], damaged: DamageReport): CcuEvent | undefined {
  const [, address, parameter, value] = params;
  const isNamed = typeof address === "string" && typeof parameter === "string";
  if (isNamed && params.length > 3 && !hasUnreadable(value)) return { address, parameter, value };
  const found = value instanceof Unreadable ? value.text : "";
  damaged(plainText(address) || "?", `event ${plainText(parameter) || "?"}`, found);
  return undefined;
}

/** Addresses of this machine: the self-test comes from one of them. They change, so they are read anew. */
function ownAddresses(): Set<string | undefined> {
  return new Set(Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address)));
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

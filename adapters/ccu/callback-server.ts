/**
 * Where CCUs call back: one server for all centrals, distinguished by interface id (protocol document, section 5.5).
 * Every callback is answered before it is processed: a slow answer blocks rfd for everybody.
 */
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import type { CcuEvent, Clock, Log } from "../../handlers/ports.ts";
import { isStruct, type RpcValue } from "./codec/value.ts";
import type { Protocol } from "./config.ts";
import { createBinRpcClient, createXmlRpcClient } from "./rpc-client.ts";
import {
  type RpcMethod,
  type RpcPeer,
  type RpcServer,
  type RpcServerOptions,
  serveBinRpc,
  serveXmlRpc,
} from "./rpc-server.ts";

/** What one interface of one central wants to hear. Calls never throw and are made in the order of the wire. */
export interface CallbackHandler {
  /** Any callback at all: the way back works. `method` is its name. */
  contacted(method: string): void;
  events(batch: readonly CcuEvent[]): void;
  newDevices(descriptions: readonly RpcValue[]): void;
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

export interface CallbackServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  register(registration: CallbackRegistration): () => void;
  /** What to tell the CCU: `local` is our address on a connection to it. */
  url(protocol: Protocol, local: string): string;
  /** The host is configured: neither derived from connections nor checked against them. */
  readonly overridden: boolean;
  /** Calls the url ourselves; the reason why that fails, if it does. */
  selfTest(url: string): Promise<string | undefined>;
}

export interface CallbackServerOptions {
  clock: Clock;
  log: Log;
  /** Address to listen on, default 0.0.0.0. */
  host?: string;
  /** XML-RPC callbacks; 0 = any. A fixed port keeps VirtualDevices free of dead registrations. */
  port?: number;
  /** BIN-RPC callbacks (CUxD); 0 = any. */
  binPort?: number;
  /** What CCUs shall call instead of the address found: NAT, Docker, VLAN. */
  publicHost?: string;
  publicPort?: number;
  publicBinPort?: number;
  /** False where the public address cannot be reached from here (no hairpin NAT). */
  selfTest?: boolean;
}

const SELF_TEST = "ccu-anywhere.selfTest";
const SELF_TEST_TIMEOUT_MS = 5000;
/** rfd itself sends no value twice within its burst suppression (section 6): what does come twice is a repetition. */
export const REPEAT_WINDOW_MS = 1500;
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

export function createCallbackServer(options: CallbackServerOptions): CallbackServer {
  const { clock, log } = options;
  const registry = new Map<string, Set<Registered>>();
  const strangers = new Set<string>();
  const token = randomBytes(16).toString("hex");
  let servers: RpcServer[] = [];

  function find(id: RpcValue | undefined, peer: RpcPeer): Registered | undefined {
    const candidates = typeof id === "string" ? registry.get(id) : undefined;
    if (!candidates) {
      // Old registrations of a former installation: ignored, never a fault (5.5).
      if (strangers.size < 100 && !strangers.has(String(id))) {
        strangers.add(String(id).slice(0, 80));
        log.warn("callback for an unknown interface id", { id: String(id).slice(0, 80), address: peer.address });
      }
      return undefined;
    }
    if (candidates.size === 1) return [...candidates][0];
    return [...candidates].find((one) => one.addresses().includes(peer.address));
  }

  const queue = new DeliveryQueue(log);
  const deliver = (
    id: RpcValue | undefined,
    peer: RpcPeer,
    method: string,
    act: (handler: CallbackHandler) => void,
  ) => {
    const to = find(id, peer);
    if (!to) return;
    queue.push(() => {
      to.handler.contacted(method);
      act(to.handler);
    });
  };
  const deliverEvents = (id: RpcValue | undefined, batch: CcuEvent[], peer: RpcPeer) => {
    const to = find(id, peer);
    if (!to) return;
    const repeated = to.repeats && isRepeated(to, batch, clock.now());
    queue.push(() => {
      to.handler.contacted("event");
      if (!repeated) to.handler.events(batch);
    });
  };
  const texts = (value: RpcValue | undefined) => (Array.isArray(value) ? value.map(String) : []);

  const methods: Record<string, RpcMethod> = {
    event: (params, peer) => {
      const event = eventOf(params);
      if (event) deliverEvents(params[0], [event], peer);
      return "";
    },
    "system.multicall": ([calls], peer) => batch(Array.isArray(calls) ? calls : [], peer),
    "system.listMethods": ([id], peer) => {
      deliver(id, peer, "system.listMethods", () => undefined);
      return METHODS;
    },
    "system.methodHelp": () => "",
    listDevices: ([id], peer) => {
      // Empty, always: HmIP wants all 22 attributes or nothing, and sends everything anyway (5.4).
      deliver(id, peer, "listDevices", () => undefined);
      return [];
    },
    newDevices: ([id, list], peer) => {
      deliver(id, peer, "newDevices", (handler) => handler.newDevices(Array.isArray(list) ? list : []));
      return "";
    },
    deleteDevices: ([id, list], peer) => {
      deliver(id, peer, "deleteDevices", (handler) => handler.deleteDevices(texts(list)));
      return "";
    },
    updateDevice: ([id, address, hint], peer) => {
      deliver(id, peer, "updateDevice", (handler) => handler.updateDevice(String(address), Number(hint) || 0));
      return "";
    },
    readdedDevice: ([id, list], peer) => {
      deliver(id, peer, "readdedDevice", (handler) => handler.readdedDevices(texts(list)));
      return "";
    },
    replaceDevice: ([id, old, replacement], peer) => {
      deliver(id, peer, "replaceDevice", (handler) => handler.replacedDevice(String(old), String(replacement)));
      return "";
    },
    [SELF_TEST]: () => token,
  };

  /** A batch: consecutive events of one interface reach it together; the answer has one element per call. */
  function batch(calls: readonly RpcValue[], peer: RpcPeer): RpcValue {
    let id: RpcValue | undefined;
    let events: CcuEvent[] = [];
    const flush = () => {
      if (events.length > 0) deliverEvents(id, events, peer);
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
        if (Object.hasOwn(methods, call.methodName)) methods[call.methodName]?.(params, peer);
        else contact(params, peer, call.methodName);
      }
    }
    flush();
    return calls.map(() => [""]);
  }
  const contact = (params: RpcValue[], peer: RpcPeer, method: string) =>
    deliver(params[0], peer, method, () => undefined);

  const allowed = (address: string): boolean => {
    // Behind NAT the sender's address is whatever the gateway makes of it: the interface id has to do.
    if (options.publicHost !== undefined) return true;
    for (const registrations of registry.values()) {
      for (const one of registrations) if (one.addresses().includes(address)) return true;
    }
    return ownAddresses().has(address);
  };
  const rpc: RpcServerOptions = {
    methods,
    unknown: (method, params, peer) => {
      contact(params, peer, method);
      return "";
    },
    allow: allowed,
    refused: (reason, address) => {
      if (strangers.size >= 100 || strangers.has(address)) return;
      strangers.add(address);
      log.warn("callback refused", { address, reason });
    },
  };

  return {
    overridden: options.publicHost !== undefined,
    async start() {
      const host = options.host ?? "0.0.0.0";
      const xml = await serveXmlRpc(rpc, { host, port: options.port ?? 0 });
      servers = [xml, await serveBinRpc(rpc, { host, port: options.binPort ?? 0 })];
    },
    async stop() {
      await Promise.all(servers.map((server) => server.close()));
      servers = [];
    },
    register(registration) {
      const entry: Registered = { ...registration, last: { batch: "", at: 0 } };
      const set = registry.get(entry.id) ?? new Set();
      registry.set(entry.id, set.add(entry));
      return () => {
        set.delete(entry);
        if (set.size === 0) registry.delete(entry.id);
      };
    },
    url(protocol, local) {
      const host = options.publicHost ?? local;
      const server = servers[protocol === "xmlrpc" ? 0 : 1];
      const given = protocol === "xmlrpc" ? options.publicPort : options.publicBinPort;
      const port = given || server?.port || 0;
      return protocol === "xmlrpc" ? `http://${host}:${port}/RPC2` : `xmlrpc_bin://${host}:${port}`;
    },
    async selfTest(url) {
      if (options.selfTest === false) return undefined;
      const { hostname, port, pathname, protocol } = new URL(url.replace(/^xmlrpc_bin:/, "ftp:"));
      const create = protocol === "ftp:" ? createBinRpcClient : createXmlRpcClient;
      const client = create({ host: hostname, port: Number(port), path: pathname }, clock);
      try {
        const answer = await client.call(SELF_TEST, [], { timeoutMs: SELF_TEST_TIMEOUT_MS });
        return answer === token ? undefined : "somebody else answers there";
      } catch (error) {
        return (error as Error).message;
      } finally {
        client.close();
      }
    },
  };
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

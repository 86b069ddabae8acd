/** One interface process (rfd, hs485d, HmIP server, groups, CUxD): its clients, its handshake and its calls. */
import { RpcFault, type RpcValue } from "../../adapters/ccu/codec/value.ts";
import type { Clock, DeviceDescription, InterfaceName } from "../../handlers/ports/index.ts";
import type { Actuators } from "./actuators/index.ts";
import type { Air } from "./air.ts";
import { type Callbacks, splitUrl } from "./callbacks.ts";
import { wire } from "./checks.ts";
import { wireDescription } from "./descriptions.ts";
import { Faults } from "./faults.ts";
import type { Firmware } from "./firmware.ts";
import { askPatiently, javaHandshake, rfdDifferences } from "./handshake.ts";
import { familyOf, type SimDevice } from "./kinds.ts";
import { Links } from "./links.ts";
import { isThere, METHODS, type MethodTable } from "./methods.ts";
import type { Family } from "./parameters.ts";
import type { Replay } from "./replay.ts";
import { Subscriber, type WireEvent } from "./subscriber.ts";
import type { Teams } from "./teams.ts";
import { asTold, Telegrams } from "./telegrams.ts";
import type { Unkindness } from "./unkind/unkindness.ts";
import type { Telegram, World } from "./world.ts";

export interface Surroundings {
  world: World;
  clock: Clock;
  actuators: Actuators;
  callbacks: Callbacks;
  teams: Teams;
  firmware: Firmware;
  /** The radio that the interface uses; wired and virtual ones have none. */
  air: Air | undefined;
  ccuVersion: string;
  /** Serial of the radio module. */
  gateway: string;
  /** Milliseconds that a telegram to a device takes. */
  radioTime: number;
  /** The hostile mode. */
  unkindness?: Unkindness | undefined;
  /** What a real CCU said. */
  replay?: Replay | undefined;
}

/** The process closes the connection instead of answering. */
class HungUp extends Error {}

export class InterfaceProcess {
  readonly name: InterfaceName;
  readonly family: Family;
  readonly faults: Faults;
  readonly links = new Links();
  /** Calls received since the start, by method (single calls inside a multicall count, too). */
  readonly calls: Record<string, number> = {};
  /** Calls that went over the air. */
  radio = 0;
  /** HmIP keeps one HTTP client per init for ever (protocol 5.1). */
  leakedClients = 0;
  installUntil = 0;
  /** Until then only half of the devices are listed. */
  incompleteUntil = 0;
  /** reportValueUsage, by `channel.parameter`. */
  readonly usage = new Map<string, number>();
  readonly suppressedMessages = new Set<string>();
  readonly metadata = new Map<string, string>();
  readonly around: Surroundings;
  /** Writes that are on the air at this moment. */
  writing = 0;
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly telegrams = new Telegrams(this);
  /** rfd and hs485d do one thing at a time. */
  private line: Promise<unknown> = Promise.resolve();
  private readonly background = new Set<Promise<void>>();

  constructor(name: InterfaceName, around: Surroundings) {
    this.name = name;
    this.family = familyOf(name);
    this.around = around;
    this.faults = new Faults(around.clock, name, around.unkindness);
    around.world.listen({
      telegram: (telegram) => this.telegram(telegram),
      added: (device) => device.interface === name && this.announce(device),
      removed: (device) => device.interface === name && this.withdraw(device),
      replaced: (old, by) => by.interface === name && this.replaced(old, by),
      updated: (device, hint) => device.interface === name && this.tell("updateDevice", [device.address, hint]),
    });
  }

  get singleThreaded(): boolean {
    return this.family === "bidcos";
  }

  /** Carries out a call. Rejects with `RpcFault`. */
  call(method: string, params: RpcValue[]): Promise<RpcValue> {
    const run = () => this.perform(method, params);
    if (!this.singleThreaded || (Object.hasOwn(METHODS, method) && METHODS[method]?.beside)) return run();
    const result = this.line.then(run, run);
    this.line = result.catch(() => {});
    return result;
  }

  private async perform(method: string, params: RpcValue[], alone = true): Promise<RpcValue> {
    this.count(method);
    await this.faults.hold();
    const broken = this.faults.answer(method);
    if (broken) throw new RpcFault(broken.code, broken.message);
    if (method === "init") {
      const answer = await this.init(params);
      if (this.subscribers.size > 0) this.around.replay?.begin(this);
      return answer;
    }
    if (method === "system.multicall") return this.multicall(params);
    const told = this.around.replay?.answer(this.name, method, params);
    if (told?.fault) throw new RpcFault(told.fault.code, told.fault.message);
    if (told) return told.result as RpcValue;
    const table: MethodTable = METHODS;
    const known = Object.hasOwn(table, method) ? table[method] : undefined;
    const there = known?.families.includes(this.family) === true && isThere(this, known);
    if (alone && this.around.unkindness?.hangsUp(this.name, method, there)) throw new HungUp(method);
    if (!there) throw this.unknownMethod(method);
    const result = await known.run(this, params);
    return asTold(this, method, params, result);
  }

  count(method: string): void {
    this.calls[method] = (this.calls[method] ?? 0) + 1;
  }

  private unknownMethod(method: string): RpcFault {
    return this.family === "hmip" || this.family === "virtual"
      ? new RpcFault(undefined, "Invalid XML-RPC message")
      : new RpcFault(-1, `${method}: unknown method name`);
  }

  private async multicall(params: RpcValue[]): Promise<RpcValue> {
    const results: RpcValue[] = [];
    for (const call of Array.isArray(params[0]) ? params[0] : []) {
      const { methodName, params: args } = call as { methodName: string; params: RpcValue[] };
      if (methodName === "system.multicall") throw new RpcFault(-1, "recursive multicall");
      try {
        results.push([await this.perform(String(methodName), args ?? [], false)]);
      } catch (error) {
        if (!(error instanceof RpcFault)) throw error;
        results.push({ faultCode: error.code ?? -1, faultString: error.message });
      }
    }
    return results;
  }

  // ------------------------------------------------------------- clients

  clients(): Iterable<Subscriber> {
    return this.subscribers.values();
  }

  /** Registered urls with their ids. */
  registrations(): { url: string; id: string }[] {
    return [...this.subscribers.values()].map(({ url, id }) => ({ url, id }));
  }

  forgetClient(url?: string): void {
    if (url === undefined) this.subscribers.clear();
    else this.subscribers.delete(url);
  }

  private async init([url, id]: RpcValue[]): Promise<RpcValue> {
    const at = String(url ?? "");
    if (id === undefined || id === "") {
      this.subscribers.delete(at);
      return "";
    }
    if (!splitUrl(at)) throw new RpcFault(-1, "Failure");
    // CUxD knows one client by name and ignores others.
    if (this.family === "cuxd" && id !== "CUxD") return "";
    // Handlers are kept by url: another id for the same url is not taken over (protocol 5.1).
    const known = this.subscribers.get(at);
    const subscriber = known && !known.dropped && this.family === "bidcos" ? known : this.subscriber(at, String(id));
    if (this.family === "bidcos") {
      // Questions come before the answer to init, and everyone else waits (protocol 5.2).
      const methods = await askPatiently(subscriber, "system.listMethods");
      subscriber.methods = Array.isArray(methods) ? methods.map(String) : [];
      this.subscribers.set(at, subscriber);
      const listed = await askPatiently(subscriber, "listDevices");
      this.inBackground(rfdDifferences(this, subscriber, Array.isArray(listed) ? listed : []));
      return "";
    }
    this.subscribers.set(at, subscriber);
    if (this.family === "cuxd") return "";
    this.leakedClients++;
    this.inBackground(javaHandshake(this, subscriber));
    return "";
  }

  private subscriber(url: string, id: string): Subscriber {
    const created: Subscriber = new Subscriber(this.family, this.around.callbacks, url, id, () => {
      if (this.subscribers.get(url) === created) this.subscribers.delete(url);
    });
    const { unkindness } = this.around;
    if (unkindness) created.unkind = { unkindness, interface: this.name };
    return created;
  }

  private inBackground(task: Promise<void>): void {
    const tracked: Promise<void> = task.finally(() => this.background.delete(tracked));
    this.background.add(tracked);
  }

  /** After a restart of the daemon that remembers its clients: it calls them without being asked. */
  async greet(): Promise<void> {
    for (const subscriber of [...this.subscribers.values()]) {
      if (this.family === "bidcos") {
        await askPatiently(subscriber, "system.listMethods");
        const messages = this.serviceMessages();
        if (messages.length > 0) subscriber.events(messages);
      } else if (this.family !== "cuxd") this.inBackground(javaHandshake(this, subscriber));
    }
  }

  /** Resolves when every callback that is due has been delivered or given up. */
  async settled(): Promise<void> {
    while (this.background.size > 0) await Promise.all(this.background);
    await Promise.all([...this.subscribers.values()].map((subscriber) => subscriber.settled()));
  }

  // ------------------------------------------------------------- callbacks

  private telegram(telegram: Telegram): void {
    if (telegram.interface === this.name) this.emit(this.telegrams.events(telegram));
  }

  /** Sends events to all clients, whatever the world says: also for special addresses. */
  emit(events: readonly WireEvent[]): void {
    if (events.length === 0) return;
    for (const subscriber of this.subscribers.values()) {
      subscriber.duplicate = this.faults.duplicateEvents;
      subscriber.events(events);
    }
  }

  /** Sends a callback to all clients. */
  tell(method: string, params: RpcValue[]): void {
    if (this.family === "cuxd") return;
    for (const subscriber of this.subscribers.values()) subscriber.send(method, [subscriber.id, ...params]);
  }

  private announce(device: SimDevice): void {
    this.tell("newDevices", [this.onTheWire(device.descriptions)]);
  }

  private withdraw(device: SimDevice): void {
    this.tell("deleteDevices", [device.descriptions.map((d) => d.ADDRESS)]);
  }

  /** Who does not know the callback is told that one went and the other changed (protocol 5.2). */
  private replaced(old: SimDevice, by: SimDevice): void {
    for (const subscriber of this.subscribers.values()) {
      if (subscriber.methods.includes("replaceDevice")) {
        subscriber.send("replaceDevice", [subscriber.id, old.address, by.address]);
        continue;
      }
      subscriber.send("deleteDevices", [subscriber.id, old.descriptions.map((d) => d.ADDRESS)]);
      subscriber.send("updateDevice", [subscriber.id, by.address, 0]);
    }
  }

  /** HmIP tells how far an update has come in a callback of its own. */
  updateState(device: SimDevice, state: string): void {
    this.tell("firmwareUpdateStatusChanged", [device.address, state]);
  }

  /** Tells clients that devices were paired anew (everything must be read again). */
  readded(addresses: readonly string[]): void {
    this.tell("readdedDevice", [[...addresses]]);
  }

  // ------------------------------------------------------------- descriptions

  descriptions(): DeviceDescription[] {
    const devices = this.around.world.onInterface(this.name);
    const incomplete = this.around.clock.now() < this.incompleteUntil;
    const known = incomplete ? devices.slice(0, Math.ceil(devices.length / 2)) : devices;
    return known.flatMap((device) => device.descriptions);
  }

  onTheWire(descriptions: readonly DeviceDescription[]): RpcValue {
    const { unkindness } = this.around;
    return descriptions.map((description) => {
      const struct = wireDescription(this.family, description);
      return unkindness ? unkindness.device(this.name, struct) : struct;
    });
  }

  /** Active service messages: VALUES parameters with the service flag and something to tell (protocol 14.5). */
  serviceMessages(): WireEvent[] {
    const active: WireEvent[] = [];
    for (const device of this.around.world.onInterface(this.name)) {
      for (const [address, sets] of device.paramsets) {
        for (const [parameter, description] of Object.entries(sets.get("VALUES") ?? {})) {
          const value = this.around.world.value(address, parameter);
          if ((description.FLAGS & 8) === 0 || value === undefined || value === false || value === 0) continue;
          if (description.TYPE === "ENUM" && parameter === "VALVE_STATE") continue;
          if (this.suppressedMessages.has(`${address}.${parameter}`)) continue;
          active.push({ address, parameter, value: wire(description, value) });
        }
      }
    }
    return active;
  }
}

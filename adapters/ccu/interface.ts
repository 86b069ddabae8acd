/** One interface of a central: wire, registration, connection, devices and operations, tied together. */
import { named } from "../../handlers/kernel/named-log.ts";
import {
  type CcuEvent,
  CcuFault,
  type CcuListener,
  type Deadline,
  type HubSnapshot,
  type InterfaceName,
  type InterfaceStatus,
} from "../../handlers/ports/index.ts";
import type { CallbackHandler, CallbackRegistration } from "./callback-router.ts";
import type { CcuDeps } from "./central.ts";
import { isStruct, type RpcValue } from "./codec/value.ts";
import { type CcuConfig, type InterfaceSpec, protocolOf } from "./config.ts";
import { InterfaceConnection } from "./connection.ts";
import { createDamageReport, type DamageReport } from "./damage.ts";
import { DescriptionCache } from "./descriptions.ts";
import { FirmwareWatch } from "./firmware-watch.ts";
import { Registration } from "./handshake.ts";
import { HostAddresses } from "./host-addresses.ts";
import { deviceOf, Inventory, type KnownValue } from "./inventory.ts";
import type { JsonCall } from "./json-client.ts";
import { InterfaceLinks } from "./links.ts";
import { listOf, plainText } from "./normalise.ts";
import { InterfaceOperations } from "./operations.ts";
import { InterfaceUpkeep } from "./upkeep.ts";
import { ValuePoll } from "./value-poll.ts";
import { Debounce } from "./waiting.ts";
import { Wire } from "./wire.ts";
import { readEachChannel, readStoredNames } from "./without-hub.ts";

/** Radio gateways report their load rarely by event: asked this often (section 13). */
const LOAD_MS = 180_000;
/** Several signs of one restart are one restart. */
const RESTART_MS = 5000;
/** A bulk read that failed is tried again; the interpreter has had time to finish what it was at. */
const VALUE_RETRY_MS = 30_000;
/** Devices that got data points within this time have their values read together. */
const GROWTH_MS = 1000;

export interface UnitHooks {
  changed(): void;
  recovered(): void;
  othersConnected(): boolean;
  /** All known values of an interface from the logic layer, `undefined` where there is none. */
  values(iface: InterfaceName): Promise<readonly KnownValue[] | undefined>;
  /** The WebUI's session, where there is one. */
  json: JsonCall | undefined;
  /** Names that the interface process itself keeps (Homegear). */
  names(names: NonNullable<HubSnapshot["names"]>): void;
}

export class InterfaceUnit {
  readonly wire: Wire;
  readonly inventory: Inventory;
  readonly operations: InterfaceOperations;
  readonly links: InterfaceLinks;
  readonly upkeep: InterfaceUpkeep;
  readonly connection: InterfaceConnection;
  readonly cache: DescriptionCache;
  readonly #deps: CcuDeps;
  readonly #listener: CcuListener;
  readonly #hooks: UnitHooks;
  readonly #restarted: Debounce;
  readonly #valueRetry: Debounce;
  /** Devices that got data points after the values were read. */
  readonly #grown = new Set<string>();
  readonly #growth: Debounce;
  readonly #firmware: FirmwareWatch;
  readonly #poll: ValuePoll;
  readonly #addresses: HostAddresses;
  readonly #damaged: DamageReport;
  #stopped = false;
  #unregister: (() => void) | undefined;
  #cancelLoad: (() => void) | undefined;
  #loaded = false;
  #valuesMissing: boolean | undefined;
  #dutyCycle: number | undefined;
  #carrierSense: number | undefined;

  constructor(config: CcuConfig, spec: InterfaceSpec, deps: CcuDeps, listener: CcuListener, hooks: UnitHooks) {
    const { clock, store } = deps;
    const log = named(deps.log, spec.rpc_type === "jsonrpc" ? "jsonrpc" : protocolOf(spec), {
      interface_id: `${config.name}-${spec.name}`,
    });
    this.#deps = { ...deps, log };
    this.#listener = listener;
    this.#hooks = hooks;
    const wire = new Wire(config, spec, clock, hooks.json, { log, recorder: deps.recorder });
    this.wire = wire;
    this.#addresses = new HostAddresses(config.host, clock, deps.lookup);
    const damaged = createDamageReport({ iface: spec.name, listener, clock, log });
    this.#damaged = damaged;
    wire.damaged = damaged;
    this.cache = new DescriptionCache(store, config.name, spec.name, log, damaged);
    const grown = (device: string) => {
      this.#grown.add(device);
      this.#growth.request();
    };
    this.inventory = new Inventory({ wire, cache: this.cache, listener, clock, log, damaged, grown });
    this.#growth = new Debounce(clock, GROWTH_MS, () => this.#readGrown());
    const parts = { wire, inventory: this.inventory, clock, log };
    this.operations = new InterfaceOperations(parts);
    this.links = new InterfaceLinks({ wire, operations: this.operations });
    this.upkeep = new InterfaceUpkeep(parts);
    const look = async () => {
      if (this.isConnected) await this.inventory.synchronise();
    };
    this.#firmware = new FirmwareWatch(clock, () => this.inventory.roots(), look);
    this.#poll = new ValuePoll(clock, {
      values: () => (this.isConnected ? hooks.values(spec.name) : Promise.resolve(undefined)),
      devices: () => this.inventory.synchronise(true),
      changed: (batch) => this.#events(batch),
    });
    const registration = new Registration(
      { wire, server: deps.callbackServer, store, clock, log },
      config.name,
      `${deps.instanceId}-${config.name}-${spec.name}`,
      (id) => this.#expectCallbacks(id),
    );
    this.#valueRetry = new Debounce(clock, VALUE_RETRY_MS, () => this.readMissingValues());
    this.#restarted = new Debounce(clock, RESTART_MS, () => {
      this.#load().catch((error: Error) => log.info("reload failed", { interface: spec.name, reason: error.message }));
    });
    this.connection = new InterfaceConnection(
      { wire, registration, clock, log },
      {
        changed: () => hooks.changed(),
        connecting: () => this.#addresses.refresh(),
        load: () => this.#load(),
        recovered: () => hooks.recovered(),
        othersConnected: () => hooks.othersConnected(),
        restarted: () => this.#restarted.request(),
      },
    );
  }

  start(): void {
    this.connection.start();
  }

  #expectCallbacks(id: string): void {
    this.#unregister?.();
    if (this.#stopped) return;
    this.#unregister = this.#deps.callbackServer.register({
      id,
      handler: this.#callbacks(),
      protocol: this.wire.protocol,
      addresses: () => [...this.#addresses.known, this.wire.client.remoteAddress()],
      repeats: this.wire.isRfd,
      ...this.#recordingCallbacks(),
    });
  }

  #recordingCallbacks(): Pick<CallbackRegistration, "recorded"> {
    const { recorder } = this.#deps;
    const { name, protocol } = this.wire;
    const callback = (method: string, [_id, ...params]: readonly RpcValue[]) =>
      // the id names this installation
      recorder?.callback({ interface: name, protocol, method, params: ["", ...params] });
    return {
      recorded: {
        get active() {
          return recorder?.active === true;
        },
        callback,
      },
    };
  }

  /** Nothing is asked and no timer runs afterwards, whatever was under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#restarted.stop();
    this.#valueRetry.stop();
    this.#growth.stop();
    this.#firmware.stop();
    this.#poll.stop();
    this.#cancelLoad?.();
    this.inventory.stop();
    await this.connection.stop();
    this.#unregister?.();
  }

  get isConnected(): boolean {
    return this.connection.state === "up" || this.connection.state === "loading";
  }

  /** Itself, or a fault: nothing is queued for an interface that is not there. */
  connected(): this {
    if (this.isConnected) return this;
    const note = this.connection.note;
    throw new CcuFault("transport", `${this.wire.name} is not connected${note ? `: ${note}` : ""}`);
  }

  status(): InterfaceStatus {
    const { note, lastCallbackAt, latencyMs } = this.connection;
    return {
      name: this.wire.name,
      connected: this.isConnected,
      loaded: this.#loaded,
      ...(note === undefined ? {} : { note }),
      ...(this.#dutyCycle === undefined ? {} : { dutyCycle: this.#dutyCycle }),
      ...(this.#carrierSense === undefined ? {} : { carrierSense: this.#carrierSense }),
      ...(lastCallbackAt === undefined ? {} : { lastCallbackAt }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
    };
  }

  /** Connects anew and reads everything as after a start. Returns at once; the connection tries as long as it takes. */
  restart(): void {
    this.#loaded = false;
    this.#hooks.changed();
    this.connection.reconnect().catch((error: Error) => {
      this.#deps.log.info("not reachable yet", { interface: this.wire.name, reason: error.message });
    });
  }

  /** Reads known values (of one device) and delivers them. */
  readValues(device?: string): Promise<void> {
    return this.#readValuesOf(device === undefined ? undefined : new Set([device]));
  }

  #readValuesOf(devices?: ReadonlySet<string>): Promise<void> {
    return this.inventory.readValues(async () => {
      const values = await this.#known(devices);
      return devices ? values.filter((value) => devices.has(deviceOf(value.address))) : values;
    });
  }

  /** Where that fails, all values are read again some time (`#known`). */
  #readGrown(): void {
    const devices = new Set(this.#grown);
    this.#grown.clear();
    if (!this.isConnected) return;
    this.#readValuesOf(devices).catch((error: Error) => {
      this.#deps.log.info("values could not be read", { interface: this.wire.name, reason: error.message });
    });
  }

  /** The logic layer can be asked (again): reads the values that it could not give before. */
  readMissingValues(): void {
    if (!this.#valuesMissing || this.connection.state !== "up") return;
    this.readValues().catch(() => undefined);
  }

  /** Homegear keeps names as metadata. */
  async setName(address: string, name: string, deadline: Deadline): Promise<string> {
    await this.wire.act("setMetadata", [address, "NAME", name], deadline);
    return plainText(await this.wire.read("getMetadata", [address, "NAME"]));
  }

  /** A value was written: where nobody reports, its effect has to be looked for. */
  written(): void {
    this.#poll.soon();
  }

  async #load(): Promise<void> {
    this.cache.useVersion(this.wire.version);
    const before = this.cache.fetched;
    let values: readonly KnownValue[] = [];
    await this.inventory.load(async () => {
      values = await this.#known();
      return values;
    });
    if (this.cache.fetched > before) await this.cache.sweep().catch(() => undefined);
    if (this.#stopped) return;
    if (this.wire.polled) this.#poll.begin(values);
    this.#loaded = true;
    if (this.wire.isHomegear) readStoredNames(this.wire, this.inventory).then(this.#hooks.names, () => undefined);
    this.#watchLoad();
    if (this.upkeep.hasFirmware) this.#firmware.begin();
  }

  /** Values of these devices at least. */
  async #known(devices?: ReadonlySet<string>): Promise<readonly KnownValue[]> {
    try {
      const values = await this.#hooks.values(this.wire.name);
      // those of some devices are not the others, which may still be missing
      if (values === undefined || devices === undefined) this.#valuesMissing = values === undefined;
      return values ?? (await readEachChannel(this.wire, this.inventory, devices));
    } catch (error) {
      // There is a logic layer that cannot answer now: it is asked again instead of every single channel.
      this.#valuesMissing = true;
      this.#valueRetry.request();
      this.#deps.log.info("values could not be read in bulk", {
        interface: this.wire.name,
        reason: (error as Error).message,
      });
      return [];
    }
  }

  #watchLoad(): void {
    if (this.wire.family !== "bidcos-rf" && this.wire.family !== "hmip") return;
    const again = () => {
      if (this.#stopped) return;
      this.#cancelLoad?.();
      this.#cancelLoad = this.#deps.clock.after(LOAD_MS, () => this.#watchLoad());
    };
    this.wire.read("listBidcosInterfaces", [], { low: true }).then((answer) => {
      const levels = listOf(answer)
        .filter(isStruct)
        .map((one) => Number(one.DUTY_CYCLE));
      const highest = Math.max(...levels.filter((level) => Number.isFinite(level) && level >= 0));
      if (Number.isFinite(highest) && highest !== this.#dutyCycle) {
        this.#dutyCycle = highest;
        this.#hooks.changed();
      }
      again();
    }, again);
  }

  #callbacks(): CallbackHandler {
    return {
      damaged: this.#damaged,
      contacted: (method) => this.connection.contacted(method),
      events: (batch) => this.#events(batch),
      newDevices: (announcement) => this.inventory.announced(announcement),
      deleteDevices: (addresses) => this.inventory.doubted(addresses),
      // Hint 1 is about links only (5.6).
      updateDevice: (address, hint) => (hint === 1 ? undefined : this.inventory.changed([address])),
      readdedDevices: (addresses) => this.inventory.changed(addresses),
      replacedDevice: (old, replacement) => {
        this.inventory.doubted([old]);
        this.inventory.changed([replacement]);
      },
    };
  }

  #events(batch: readonly CcuEvent[]): void {
    const events = batch.filter((event) => !this.#isOurs(event));
    if (events.length === 0) return;
    this.inventory.events(events);
    this.#listener.events(this.wire.name, events);
  }

  /** PONGs and the load of radio modules are for the driver. */
  #isOurs({ address, parameter, value }: CcuEvent): boolean {
    if (parameter === "PONG" && /^CENTRAL(:0)?$/.test(address)) {
      this.connection.pong(plainText(value as RpcValue));
      return true;
    }
    if (parameter === "CARRIER_SENSE_LEVEL" && typeof value === "number") this.#carrierSense = value;
    if (parameter === "DUTY_CYCLE_LEVEL" && typeof value === "number") this.#dutyCycle = value;
    return false;
  }
}

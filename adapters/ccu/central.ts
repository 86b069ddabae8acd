/** The port `Ccu`: one central with its interfaces and its logic layer. */
import { named } from "../../handlers/kernel/named-log.ts";
import {
  type Ccu,
  CcuFault,
  type CcuListener,
  type Clock,
  type Deadline,
  type HubMessage,
  type HubSnapshot,
  type InterfaceName,
  type InterfaceStatus,
  type Log,
  refuseExpired,
  type SiteStore,
  type WriteOutcome,
} from "../../handlers/ports/index.ts";
import type { CallbackServer } from "./callback-server.ts";
import { type CentralTasks, centralTasks, type TaskParts } from "./central-tasks.ts";
import { type CcuConfig, hubAccess, type InterfaceSpec, password, webEndpoint } from "./config.ts";
import type { Lookup } from "./host-addresses.ts";
import { HubConnection, noHub } from "./hub.ts";
import { InterfaceUnit } from "./interface.ts";
import { deviceOf } from "./inventory.ts";
import { createRecorder, type Recorder } from "./recording/recorder.ts";
import { createScriptRunner } from "./rega/runner.ts";
import { UserCheck } from "./user-check.ts";
import { Debounce, within } from "./waiting.ts";

/** The program that hosts us has 5 s to end (issue 2, section 8); the port allows 8. */
const STOP_MS = 4500;

/** Values are asked for in the logic layer; a CCU whose web server swallows connections is not waited for longer. */
const HUB_PATIENCE_MS = 10_000;
/** Several interfaces that come back together are one recovery. */
const RECOVERY_MS = 2000;
/** After a device took the place of another the logic layer needs a moment for names and rooms. */
const RENAMED_MS = 5000;

/** Where there is no logic layer, its lists are known: there is nothing in them. */
const NO_LOGIC: HubSnapshot = {
  rooms: [],
  functions: [],
  programs: [],
  sysvars: [],
  serviceMessages: [],
  alarmMessages: [],
  inbox: [],
};

export interface CcuDeps {
  clock: Clock;
  log: Log;
  /** Keeps descriptions and registrations. */
  store: SiteStore;
  /** Shared by all centrals; started by the first of them, if not before, and stopped by whoever created it. */
  callbackServer: CallbackServer;
  /** Generated once per installation and kept: two installations must never share interface ids (5.1). */
  instanceId: string;
  /** All addresses of a host name; default: the system's resolver. */
  lookup?: Lookup;
  /** Set by the central itself: what it records. */
  recorder?: Recorder;
}

export function createCcu(config: CcuConfig, deps: CcuDeps): Ccu {
  const central = new Central(config, { ...deps, log: named(deps.log, "ccu", { central_name: config.name }) });
  return Object.assign(central, centralTasks(central.parts));
}

class Central implements Omit<Ccu, keyof CentralTasks> {
  /** What the tasks of the central work with. */
  readonly parts: TaskParts;
  readonly central: string;
  readonly recording: Recorder;
  readonly #config: CcuConfig;
  readonly #deps: CcuDeps;
  readonly #hub: HubConnection;
  readonly #userCheck: UserCheck;
  #units = new Map<InterfaceName, InterfaceUnit>();
  #invalid: InterfaceStatus[] = [];
  #listener: CcuListener | undefined;
  #serviceMessages: readonly HubMessage[] = [];
  #homegear = false;
  /** By address, for recordings. */
  readonly #names = new Map<string, string>();
  readonly #hubRecovery: Debounce;
  readonly #renamed: Debounce;

  constructor(config: CcuConfig, deps: CcuDeps) {
    this.central = config.name;
    this.#config = config;
    this.recording = createRecorder({
      central: config.name,
      clock: deps.clock,
      hide: [password(config)],
      devices: () => [...this.#units.values()].flatMap((unit) => unit.inventory.bundles()),
      names: () => Object.fromEntries(this.#names),
    });
    this.#deps = { ...deps, recorder: this.recording };
    const log = named(deps.log, "hub");
    const runner = createScriptRunner(hubAccess(config), deps.clock, log, this.recording);
    const deliver = (snapshot: HubSnapshot) => this.#deliverHub(snapshot);
    const ready = () => {
      for (const unit of this.#units.values()) unit.readMissingValues();
    };
    this.#hub = new HubConnection({ config, runner, clock: deps.clock, log, deliver, ready });
    this.#userCheck = new UserCheck(webEndpoint(config), deps.clock);
    this.parts = {
      ...{ central: this.central, clock: deps.clock },
      unit: (iface) => this.#unit(iface),
      units: () => [...this.#units.values()],
      logic: () => this.#logic(),
      replaced: () => this.#renamed.request(),
      forgotten: () => this.#hub.recovered(),
    };
    this.#hubRecovery = new Debounce(deps.clock, RECOVERY_MS, () => this.#hub.recovered());
    this.#renamed = new Debounce(deps.clock, RENAMED_MS, () => {
      this.#hub.refresh(["names", "rooms"]).catch(() => undefined);
    });
  }

  async start(listener: CcuListener): Promise<void> {
    this.#listener = listener;
    await this.#deps.callbackServer.start();
    this.#hub.start();
    for (const spec of this.#config.interfaces) this.#add(spec, listener);
    for (const unit of this.#units.values()) unit.start();
    this.#changed();
  }

  async stop(): Promise<void> {
    this.#hubRecovery.stop();
    this.#renamed.stop();
    const parts = [...this.#units.values()].map((unit) => unit.stop());
    await within(this.#deps.clock, STOP_MS, Promise.allSettled([...parts, this.#hub.stop()]));
  }

  interfaces(): readonly InterfaceStatus[] {
    return [...[...this.#units.values()].map((unit) => unit.status()), ...this.#invalid];
  }

  reconnect(iface: InterfaceName): Promise<void> {
    return this.#unit(iface).connection.reconnect();
  }

  async getValue(iface: InterfaceName, channel: string, parameter: string): Promise<unknown> {
    const unit = this.#unit(iface);
    if (unit.wire.family !== "virtual" || !this.#hub.available) {
      const value = await unit.operations.getValue(channel, parameter);
      this.#listener?.paramset(iface, channel, "VALUES", { [parameter]: value });
      return value;
    }
    // A group that no member has reported to yet answers its DEFAULT as if it were a value (7.3).
    const values = await this.#hub.readValues(iface);
    const known = values.find((value) => value.address === channel && value.parameter === parameter);
    if (!known) throw new CcuFault("no_value", `getValue: ${channel} ${parameter} has no value yet`, -5);
    return known.value;
  }

  async setValue(...[iface, ...args]: Parameters<Ccu["setValue"]>): Promise<WriteOutcome> {
    const unit = this.#ready(iface);
    const outcome = await unit.operations.setValue(...args);
    if (outcome === "sent") unit.written();
    return outcome;
  }

  async getParamset(iface: InterfaceName, address: string, key: string): Promise<Record<string, unknown>> {
    const values = await this.#unit(iface).operations.getParamset(address, key);
    if (key === "MASTER" || key === "VALUES") this.#listener?.paramset(iface, address, key, values);
    return values;
  }

  async getParamsets(...[iface, addresses, key]: Parameters<Ccu["getParamsets"]>) {
    return this.#ready(iface).operations.getParamsets(addresses, key);
  }

  async putParamset(...[iface, ...args]: Parameters<Ccu["putParamset"]>): Promise<WriteOutcome> {
    const unit = this.#ready(iface);
    const outcome = await unit.operations.putParamset(...args);
    if (outcome === "sent") unit.written();
    return outcome;
  }

  async getParamsetDescription(...[iface, ...args]: Parameters<Ccu["getParamsetDescription"]>) {
    return this.#unit(iface).operations.getParamsetDescription(...args);
  }

  async determineParameter(...[iface, ...args]: Parameters<Ccu["determineParameter"]>): Promise<void> {
    return this.#unit(iface)
      .connected()
      .operations.determineParameter(...args);
  }

  async reloadDevice(iface: InterfaceName, address: string): Promise<void> {
    const unit = this.#unit(iface).connected();
    await unit.inventory.reload(address);
    await unit.readValues(deviceOf(address));
  }

  async refreshDevices(): Promise<void> {
    const units = [...this.#units.values()].filter((unit) => unit.isConnected);
    if (units.length === 0) throw new CcuFault("transport", "no interface of this central is connected");
    await Promise.all(units.map((unit) => unit.inventory.synchronise(true)));
  }

  async deleteDevice(...[iface, ...args]: Parameters<Ccu["deleteDevice"]>): Promise<void> {
    return this.#unit(iface)
      .connected()
      .operations.deleteDevice(...args);
  }

  async getInstallMode(iface: InterfaceName): Promise<number> {
    return this.#unit(iface).connected().operations.getInstallMode();
  }

  async setInstallMode(...[iface, on, seconds, ...args]: Parameters<Ccu["setInstallMode"]>): Promise<void> {
    await this.#unit(iface)
      .connected()
      .operations.setInstallMode(on, seconds, ...args);
    this.#listener?.installMode(iface, on ? seconds : 0);
  }

  async searchDevices(iface: InterfaceName, deadline: Deadline): Promise<number> {
    return this.#unit(iface).connected().operations.searchDevices(deadline);
  }

  async refreshHub(...sections: (keyof HubSnapshot)[]): Promise<void> {
    return this.#logic().refresh(sections);
  }

  async rename(address: string, name: string, deadline: Deadline): Promise<string> {
    if (!this.#homegear) return this.#logic().rename(address, name, deadline);
    const given = await this.#owner(address).setName(address, name, deadline);
    this.#deliverHub({ names: { [address]: { name: given } } });
    return given;
  }

  executeProgram: Ccu["executeProgram"] = async (id, ...args) => {
    this.#listener?.programStarted(id);
    return this.#logic().executeProgram(id, ...args);
  };
  async acknowledgeMessage(kind: "alarm" | "service", id: number, deadline: Deadline): Promise<void> {
    const message = kind === "service" ? this.#serviceMessages.find((one) => one.id === id) : undefined;
    await this.#logic().acknowledge(kind, id, deadline);
    // Two places know a sticky message: the logic layer, and the device's own parameter (14.5).
    const parameter = message?.name.split(".").at(-1);
    if (!message?.quittable || !parameter?.startsWith("STICKY_")) return;
    const unit = this.#owner(message.address);
    const sticky = { type: "BOOL", value: false } as const;
    refuseExpired(await unit.operations.setValue(message.address, parameter, sticky, { deadline }));
  }

  async suppressServiceMessage(
    ...[iface, channel, parameter, suppress, deadline]: Parameters<Ccu["suppressServiceMessage"]>
  ): Promise<void> {
    return this.#unit(iface).connected().operations.suppress(channel, parameter, suppress, deadline);
  }

  async suppressedServiceMessages(iface: InterfaceName, channel: string): Promise<string[]> {
    return this.#unit(iface).connected().operations.suppressed(channel);
  }

  async acceptInboxDevice(address: string, deadline: Deadline): Promise<void> {
    await this.#logic().acceptInbox(address, deadline);
  }

  // ---- its own users

  checkUser: Ccu["checkUser"] = async (...args) => this.#userCheck.level(...args);

  // ---- inside

  /** An interface that can be asked now. */
  #ready(iface: InterfaceName): InterfaceUnit {
    return this.#unit(iface).connected();
  }

  #add(spec: InterfaceSpec, listener: CcuListener): void {
    const hooks = {
      changed: () => this.#changed(),
      recovered: () => this.#recovered(spec.name),
      json: this.#hub.json,
      othersConnected: () => [...this.#units.values()].some((unit) => unit.isConnected),
      values: async (iface: InterfaceName) => {
        await within(this.#deps.clock, HUB_PATIENCE_MS, this.#hub.tried);
        return this.#hub.available ? await this.#hub.readValues(iface) : undefined;
      },
      names: (names: NonNullable<HubSnapshot["names"]>) => {
        this.#homegear = true;
        this.#deliverHub({ ...NO_LOGIC, names });
      },
    };
    try {
      this.#units.set(spec.name, new InterfaceUnit(this.#config, spec, this.#deps, listener, hooks));
    } catch (error) {
      this.#invalid.push({ name: spec.name, connected: false, loaded: false, note: (error as Error).message });
    }
  }

  #unit(iface: InterfaceName): InterfaceUnit {
    const unit = this.#units.get(iface);
    if (!unit) throw new CcuFault("permanent", `central ${this.central} has no interface ${iface}`);
    return unit;
  }

  #owner(address: string): InterfaceUnit {
    for (const unit of this.#units.values()) if (unit.inventory.has(address)) return unit.connected();
    throw new CcuFault("permanent", `the CCU does not know ${address}`, -2);
  }

  #logic(): HubConnection {
    if (this.#homegear) throw noHub();
    return this.#hub;
  }

  /** One interface came back from an outage: the CCU may have booted. */
  #recovered(iface: InterfaceName): void {
    this.#hubRecovery.request();
    for (const [name, unit] of this.#units) if (name !== iface) unit.connection.renewIfBlind();
  }

  #deliverHub(snapshot: HubSnapshot): void {
    for (const [address, { name }] of Object.entries(snapshot.names ?? {})) this.#names.set(address, name);
    if (snapshot.serviceMessages) this.#serviceMessages = snapshot.serviceMessages;
    this.#listener?.hub(snapshot);
  }

  #changed(): void {
    this.#listener?.interfaces(this.interfaces());
  }
}

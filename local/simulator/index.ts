/**
 * A CCU that speaks the real protocols on loopback, with a home full of devices behind it. For tests, and for people who
 * want to see something before they own a CCU.
 */
import type { Clock, InterfaceName } from "../../handlers/ports.ts";
import { Actuators } from "./actuators/index.ts";
import { Air } from "./air.ts";
import { Callbacks } from "./callbacks.ts";
import { chance } from "./chance.ts";
import { machineClock } from "./clock.ts";
import { Control, type Gateway, type Station } from "./control.ts";
import { Faults } from "./faults.ts";
import { readFolder } from "./folder.ts";
import {
  ALL_INTERFACES,
  COMPLAINTS,
  GATEWAY,
  HEATING_GROUPS,
  NEWCOMERS,
  RESIDENTS,
  type Resident,
} from "./household.ts";
import { assemble, familyOf } from "./kinds.ts";
import { Life, vary } from "./life.ts";
import type { WebUi } from "./logic/json-rpc.ts";
import { LogicLayer } from "./logic/layer.ts";
import { Scripts } from "./logic/scripts.ts";
import { Sessions, STOCK_SESSIONS } from "./logic/sessions.ts";
import { jsonResponder, scriptResponder, type WebOptions } from "./logic/web.ts";
import { InterfaceProcess, type Surroundings } from "./process.ts";
import { type Door, serveBinary, serveBoth, serveHttp, xmlResponder } from "./servers.ts";
import { World } from "./world.ts";

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** By interface; also `json` and `rega`. Absent or 0 = any free port. */
  ports?: Readonly<Record<string, number>>;
  /** The same seed, the same home. Default 1. */
  seed?: number;
  clock?: Clock;
  /** Folder of files `{type, descriptions, paramsets}`: those devices instead of the household. */
  descriptions?: string;
  /**
   * Default: BidCos-RF, HmIP-RF, VirtualDevices, CUxD; BidCos-Wired must be asked for. With `descriptions`: what the
   * files need.
   */
  interfaces?: readonly InterfaceName[];
  /** PEM texts. */
  tls?: { key: string; cert: string };
  /** Basic authentication on all ports, and the user of JSON-RPC. Without it JSON-RPC knows `Admin` without password. */
  auth?: { username: string; password: string };
  /** The home lives: temperatures drift, windows open, keys are pressed. Default: only what is commanded happens. */
  live?: boolean;
  /** As a program on the CCU sees it: rfd and hs485d speak BIN-RPC, too, on the same port. */
  onTheCcu?: boolean;
  /** Milliseconds that a telegram over the air takes; default 0. */
  radioTime?: number;
  /** WebUI sessions at a time; default 3 as on stock firmware, OpenCCU has 10. */
  sessions?: number;
  /** Names leave the JSON interface as stock firmware sends them: Latin-1 bytes, broken escapes. */
  latin1Names?: boolean;
}

/** What a driver needs to find this CCU: the contract's CentralRow, with a port for every interface. */
export interface CentralAddress {
  name: string;
  host: string;
  enabled: true;
  tls: boolean;
  tls_insecure_skip_verify?: boolean;
  username: string;
  password_plain: string;
  interfaces: { name: string; port: number; remote_path?: string; rpc_type: "xmlrpc" | "binrpc" }[];
  /** JSON-RPC (WebUI). */
  json_rpc_port: number;
  ports: Record<string, number>;
}

const CCU_VERSION = "3.89.8.20260801";
const DEFAULT_USER = { username: "Admin", password: "" };

interface Parts {
  options: SimulatorOptions;
  world: World;
  actuators: Actuators;
  callbacks: Callbacks;
  layer: LogicLayer;
  scripts: Scripts;
  sessions: Sessions;
  web: WebOptions;
  stations: Map<InterfaceName, Station>;
  gateways: { json: Gateway; rega: Gateway };
  webCalls: Record<string, Record<string, number>>;
}

export class Simulator {
  /** Names, rooms, programs, variables, messages, inbox. */
  readonly logic: LogicLayer;
  readonly sessions: Sessions;
  readonly world: World;
  /** What can be done to the home and its CCU. */
  readonly control: Control;
  readonly central: CentralAddress;
  /** The clock that drives it. */
  readonly clock: Clock;
  private readonly parts: Parts;
  private readonly life: Life;

  constructor(parts: Parts) {
    this.parts = parts;
    this.logic = parts.layer;
    this.sessions = parts.sessions;
    this.world = parts.world;
    this.clock = parts.world.clock;
    const web = [parts.gateways.json, parts.gateways.rega];
    this.control = new Control(parts.world, parts.stations, web, () => parts.sessions.clear());
    this.central = centralAddress(parts);
    this.life = new Life(parts.world, this.control, parts.options.seed ?? 1);
    if (parts.options.live) this.life.begin();
  }

  /** Ports by interface; also `json` and `rega`. */
  get ports(): Record<string, number> {
    const { json, rega } = this.parts.gateways;
    return { ...this.central.ports, json: json.listener.port, rega: rega.listener.port };
  }

  /** Calls received, by interface (also `json`, `rega`, and `scripts` by script name) and method. */
  get calls(): Record<string, Record<string, number>> {
    const { stations, webCalls, scripts } = this.parts;
    const interfaces = [...stations].map(([name, { process }]) => [name, process.calls] as const);
    return { ...Object.fromEntries(interfaces), ...webCalls, scripts: scripts.counts };
  }

  /** Exchanges over the air that clients caused, by interface. */
  get radio(): Record<string, number> {
    return Object.fromEntries([...this.parts.stations].map(([name, { process }]) => [name, process.radio]));
  }

  /** Calls of description methods since the counters were reset: a warm start has none for known devices. */
  get descriptionCalls(): number {
    const methods = ["getParamsetDescription", "getDeviceDescription"];
    return [...this.parts.stations.values()].reduce(
      (sum, { process }) => sum + methods.reduce((part, method) => part + (process.calls[method] ?? 0), 0),
      0,
    );
  }

  resetCounters(): void {
    for (const { process } of this.parts.stations.values()) process.radio = 0;
    for (const counts of Object.values(this.calls)) for (const method of Object.keys(counts)) delete counts[method];
  }

  process(iface: InterfaceName): InterfaceProcess {
    const station = this.parts.stations.get(iface);
    if (!station) throw new Error(`the simulator does not run ${iface}`);
    return station.process;
  }

  /** Clients of an interface, as url and id. */
  registrations(iface: InterfaceName): { url: string; id: string }[] {
    return this.process(iface).registrations();
  }

  /** Bulk reads answer `nan` and status texts where a number belongs. */
  nanInBulk(on: boolean): void {
    this.logic.nanInBulk = on;
  }

  /** JSON answers as stock firmware sends them. */
  latin1Names(on: boolean): void {
    this.parts.web.latin1Names = on;
  }

  /** The session table is full for everybody. */
  refuseSessions(on: boolean): void {
    this.sessions.refuse = on;
  }

  /** A device is paired: newDevices goes out and it waits in the inbox. Default: a window contact. */
  pair(resident: Pick<Resident, "address" | "kind"> = NEWCOMERS[0] as Resident): void {
    const family = familyOf(resident.kind.interface);
    this.world.add(assemble(resident.kind, resident.address, GATEWAY[family === "bidcos" ? "bidcos" : "hmip"]), false);
  }

  /** Resolves when every callback that is due has been delivered or given up. */
  async settled(): Promise<void> {
    // Commands act a turn of the loop after their answer.
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([...this.parts.stations.values()].map(({ process }) => process.settled()));
  }

  async stop(): Promise<void> {
    this.life.end();
    this.parts.actuators.stop();
    this.parts.callbacks.close();
    const listeners = [...this.parts.stations.values(), ...Object.values(this.parts.gateways)];
    await Promise.all(listeners.map(({ listener }) => listener.close()));
  }
}

function centralAddress({ options, stations, gateways }: Parts): CentralAddress {
  const { username, password } = options.auth ?? DEFAULT_USER;
  const ports = Object.fromEntries([...stations].map(([name, { listener }]) => [name, listener.port]));
  return {
    name: "demo",
    host: options.host ?? "127.0.0.1",
    enabled: true,
    tls: options.tls !== undefined,
    ...(options.tls ? { tls_insecure_skip_verify: true } : {}),
    username,
    password_plain: password,
    interfaces: [...stations].map(([name, { listener }]) => ({
      name,
      port: listener.port,
      ...(name === "VirtualDevices" ? { remote_path: "/groups" } : {}),
      rpc_type: name === "CUxD" ? "binrpc" : "xmlrpc",
    })),
    json_rpc_port: gateways.json.listener.port,
    ports,
  };
}

// ---------------------------------------------------------------- building

async function furnish(world: World, layer: LogicLayer, options: SimulatorOptions): Promise<InterfaceName[]> {
  if (options.descriptions !== undefined) {
    const devices = await readFolder(options.descriptions);
    const needed = options.interfaces ?? [...new Set(devices.map((device) => device.interface))].sort();
    for (const device of devices) if (needed.includes(device.interface)) world.add(device, true);
    layer.acceptAll();
    return [...needed];
  }
  const names = options.interfaces ?? ALL_INTERFACES;
  for (const { address, kind } of [...RESIDENTS, ...NEWCOMERS]) {
    if (!names.includes(kind.interface)) continue;
    world.add(assemble(kind, address, GATEWAY[familyOf(kind.interface) === "bidcos" ? "bidcos" : "hmip"]), true);
  }
  vary(world, options.seed ?? 1);
  layer.settle(RESIDENTS);
  for (const [address, parameter] of COMPLAINTS) world.report(address, { [parameter]: true });
  return [...names];
}

function doorway(options: SimulatorOptions, port: number | undefined, faults: Faults): Door {
  const door: Door = { host: options.host ?? "127.0.0.1", port: port ?? 0, faults };
  if (options.tls) door.tls = options.tls;
  if (options.auth) door.auth = options.auth;
  return door;
}

async function openStation(name: InterfaceName, around: Surroundings, options: SimulatorOptions): Promise<Station> {
  const process = new InterfaceProcess(name, around);
  const door = doorway(options, options.ports?.[name], process.faults);
  if (process.family === "cuxd") return { process, listener: await serveBinary(process, door) };
  if (process.family === "bidcos" && options.onTheCcu) return { process, listener: await serveBoth(process, door) };
  const path = name === "VirtualDevices" ? "/groups" : undefined;
  return { process, listener: await serveHttp(door, xmlResponder(process, path)) };
}

async function openWeb(
  options: SimulatorOptions,
  clock: Clock,
  ui: WebUi,
  web: WebOptions,
  webCalls: Parts["webCalls"],
): Promise<Parts["gateways"]> {
  const counter = (name: string) => (method: string) => {
    const counts = webCalls[name] ?? {};
    counts[method] = (counts[method] ?? 0) + 1;
    webCalls[name] = counts;
  };
  const json = new Faults(clock);
  const rega = new Faults(clock);
  // The WebUI has its own login; Basic authentication guards the script port.
  const jsonDoor: Door = doorway({ ...options, auth: undefined }, options.ports?.json, json);
  const regaDoor = doorway(options, options.ports?.rega, rega);
  const jsonListener = await serveHttp(jsonDoor, jsonResponder(ui, web, counter("json")));
  try {
    const listener = await serveHttp(regaDoor, scriptResponder(ui, counter("rega")));
    return { json: { faults: json, listener: jsonListener }, rega: { faults: rega, listener } };
  } catch (error) {
    await jsonListener.close();
    throw error;
  }
}

/** Starts a CCU; everything listens when it resolves. Rejects where a port is taken or a device file is not one. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? machineClock;
  const world = new World(clock);
  const actuators = new Actuators(world);
  const callbacks = new Callbacks(clock);
  const layer = new LogicLayer(world, (address, values) => actuators.command(address, values));
  layer.fill();
  const names = await furnish(world, layer, options);
  for (const [group, members] of HEATING_GROUPS) actuators.groups.set(group, members);
  const scripts = new Scripts(layer);
  const sessions = new Sessions(clock, chance(options.seed ?? 1, "sessions"), options.sessions ?? STOCK_SESSIONS);
  const web: WebOptions = { latin1Names: options.latin1Names ?? false };
  const stations: Parts["stations"] = new Map();
  const webCalls: Parts["webCalls"] = { json: {}, rega: {} };
  try {
    await openStations(names, { world, clock, actuators, callbacks }, options, stations);
    const ui = webUi(options, layer, scripts, sessions, stations);
    const gateways = await openWeb(options, clock, ui, web, webCalls);
    const parts = { options, world, actuators, callbacks, layer, scripts, sessions, web, stations, gateways, webCalls };
    return new Simulator(parts);
  } catch (error) {
    // A port was taken: the ports that were opened before it are given back.
    await Promise.all([...stations.values()].map(({ listener }) => listener.close()));
    callbacks.close();
    throw error;
  }
}

async function openStations(
  names: readonly InterfaceName[],
  home: Pick<Surroundings, "world" | "clock" | "actuators" | "callbacks">,
  options: SimulatorOptions,
  stations: Parts["stations"],
): Promise<void> {
  // One module serves both radio protocols (protocol 13): they share its air time.
  const air = new Air(home.clock);
  for (const name of names) {
    const gateway = familyOf(name) === "bidcos" ? GATEWAY.bidcos : GATEWAY.hmip;
    const wireless = name === "BidCos-RF" || name === "HmIP-RF";
    const radio = { gateway, radioTime: options.radioTime ?? 0, air: wireless ? air : undefined };
    stations.set(name, await openStation(name, { ...home, ...radio, ccuVersion: CCU_VERSION }, options));
  }
}

function webUi(
  options: SimulatorOptions,
  layer: LogicLayer,
  scripts: Scripts,
  sessions: Sessions,
  stations: Parts["stations"],
): WebUi {
  return {
    layer,
    scripts,
    sessions,
    process: (name) => stations.get(name)?.process,
    interfaces: () => [...stations].map(([name, { listener }]) => ({ name, port: listener.port })),
    credentials: options.auth ?? DEFAULT_USER,
    authEnabled: options.auth !== undefined,
    ccuVersion: CCU_VERSION,
  };
}

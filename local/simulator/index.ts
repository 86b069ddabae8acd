/**
 * A CCU that speaks the real protocols on loopback, with a home full of devices behind it. For tests, and for people who
 * want to see something before they own a CCU.
 */
import type { Clock, InterfaceName } from "../../handlers/ports.ts";
import { Actuators } from "./actuators/index.ts";
import { Air } from "./air.ts";
import { Callbacks } from "./callbacks.ts";
import { machineClock } from "./clock.ts";
import { Control, type Station } from "./control.ts";
import { ALL_INTERFACES, GATEWAY, HEATING_GROUPS, RESIDENTS } from "./household.ts";
import { assemble, familyOf } from "./kinds.ts";
import { InterfaceProcess, type Surroundings } from "./process.ts";
import { type Door, type Listener, serveBinary, serveHttp, xmlResponder } from "./servers.ts";
import { World } from "./world.ts";

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** By interface; also `json` and `rega`. Absent or 0 = any free port. */
  ports?: Readonly<Record<string, number>>;
  /** The same seed, the same home. Default 1. */
  seed?: number;
  clock?: Clock;
  /** Default: BidCos-RF, HmIP-RF, VirtualDevices, CUxD. BidCos-Wired must be asked for. */
  interfaces?: readonly InterfaceName[];
  /** PEM texts. */
  tls?: { key: string; cert: string };
  /** Basic authentication, and the user of JSON-RPC. */
  auth?: { username: string; password: string };
  /** Milliseconds that a telegram over the air takes; default 0. */
  radioTime?: number;
}

/** What a driver needs to find this CCU: the contract's CentralRow, with a port for every interface. */
export interface CentralAddress {
  name: string;
  host: string;
  enabled: true;
  tls: boolean;
  tls_insecure_skip_verify?: boolean;
  username?: string;
  password_plain?: string;
  interfaces: { name: string; port: number; remote_path?: string; rpc_type: "xmlrpc" | "binrpc" }[];
  port: number;
  json_rpc_port: number;
  ports: Record<string, number>;
}

const CCU_VERSION = "3.89.8.20260801";

async function open(process: InterfaceProcess, door: Door): Promise<Listener> {
  if (process.family === "cuxd") return serveBinary(process, door);
  return serveHttp(door, xmlResponder(process, process.name === "VirtualDevices" ? "/groups" : undefined));
}

export class Simulator {
  readonly central: CentralAddress;
  readonly world: World;
  readonly control: Control;
  private readonly stations: ReadonlyMap<InterfaceName, Station>;
  private readonly actuators: Actuators;
  private readonly callbacks: Callbacks;

  constructor(parts: Parts, central: CentralAddress) {
    this.central = central;
    this.world = parts.world;
    this.control = new Control(parts.world, parts.stations, [], () => {});
    this.stations = parts.stations;
    this.actuators = parts.actuators;
    this.callbacks = parts.callbacks;
  }

  /** Ports by interface. */
  get ports(): Record<string, number> {
    return this.central.ports;
  }

  /** Calls received, by interface and method. */
  get calls(): Record<string, Record<string, number>> {
    return Object.fromEntries([...this.stations].map(([name, { process }]) => [name, process.calls]));
  }

  /** Exchanges over the air that clients caused, by interface. */
  get radio(): Record<string, number> {
    return Object.fromEntries([...this.stations].map(([name, { process }]) => [name, process.radio]));
  }

  resetCounters(): void {
    for (const { process } of this.stations.values()) {
      process.radio = 0;
      for (const method of Object.keys(process.calls)) delete process.calls[method];
    }
  }

  process(iface: InterfaceName): InterfaceProcess {
    const station = this.stations.get(iface);
    if (!station) throw new Error(`the simulator does not run ${iface}`);
    return station.process;
  }

  /** Clients of an interface, as url and id. */
  registrations(iface: InterfaceName): { url: string; id: string }[] {
    return this.process(iface).registrations();
  }

  /** Resolves when every callback that is due has been delivered or given up. */
  async settled(): Promise<void> {
    await Promise.all([...this.stations.values()].map(({ process }) => process.settled()));
  }

  async stop(): Promise<void> {
    this.actuators.stop();
    this.callbacks.close();
    await Promise.all([...this.stations.values()].map(({ listener }) => listener.close()));
  }
}

interface Parts {
  world: World;
  actuators: Actuators;
  callbacks: Callbacks;
  stations: ReadonlyMap<InterfaceName, Station>;
}

/** Starts a CCU; everything listens when it resolves. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? machineClock;
  const host = options.host ?? "127.0.0.1";
  const names = options.interfaces ?? ALL_INTERFACES;
  const world = new World(clock);
  const actuators = new Actuators(world);
  const callbacks = new Callbacks(clock);
  for (const { address, kind } of RESIDENTS) {
    if (names.includes(kind.interface)) {
      world.add(assemble(kind, address, GATEWAY[familyOf(kind.interface) === "bidcos" ? "bidcos" : "hmip"]), true);
    }
  }
  for (const [group, members] of HEATING_GROUPS) actuators.groups.set(group, members);
  const air = new Air(clock);
  const stations = new Map<InterfaceName, Station>();
  for (const name of names) {
    const gateway = familyOf(name) === "bidcos" ? GATEWAY.bidcos : GATEWAY.hmip;
    const wireless = name === "BidCos-RF" || name === "HmIP-RF";
    const around: Surroundings = {
      world,
      clock,
      actuators,
      callbacks,
      air: wireless ? air : undefined,
      ccuVersion: CCU_VERSION,
      gateway,
      radioTime: options.radioTime ?? 0,
    };
    const process = new InterfaceProcess(name, around);
    const door: Door = { host, port: options.ports?.[name] ?? 0, faults: process.faults };
    if (options.tls) door.tls = options.tls;
    if (options.auth) door.auth = options.auth;
    stations.set(name, { process, listener: await open(process, door) });
  }
  return new Simulator({ world, actuators, callbacks, stations }, address(host, options, stations));
}

function address(
  host: string,
  options: SimulatorOptions,
  stations: ReadonlyMap<InterfaceName, Station>,
): CentralAddress {
  const ports = Object.fromEntries([...stations].map(([name, { listener }]) => [name, listener.port]));
  const credentials = options.auth ? { username: options.auth.username, password_plain: options.auth.password } : {};
  return {
    name: "demo",
    host,
    enabled: true,
    tls: options.tls !== undefined,
    ...(options.tls ? { tls_insecure_skip_verify: true } : {}),
    ...credentials,
    interfaces: [...stations].map(([name, { listener }]) => ({
      name,
      port: listener.port,
      ...(name === "VirtualDevices" ? { remote_path: "/groups" } : {}),
      rpc_type: name === "CUxD" ? "binrpc" : "xmlrpc",
    })),
    port: 0,
    json_rpc_port: 0,
    ports,
  };
}

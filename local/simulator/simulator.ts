/** A running simulated CCU, as its owner sees it. */
import type { Clock, InterfaceName } from "../../handlers/ports/index.ts";
import type { Actuators } from "./actuators/index.ts";
import type { Callbacks } from "./callbacks.ts";
import { Control, type Gateway, type Station } from "./control.ts";
import type { Firmware } from "./firmware.ts";
import type { Home } from "./homes.ts";
import type { Resident } from "./household.ts";
import { assemble, familyOf } from "./kinds.ts";
import { Life } from "./life.ts";
import type { LogicLayer } from "./logic/layer.ts";
import type { Scripts } from "./logic/scripts.ts";
import type { Sessions } from "./logic/sessions.ts";
import type { WebOptions } from "./logic/web.ts";
import { type CentralAddress, DEFAULT_USER, type SimulatorOptions } from "./options.ts";
import type { InterfaceProcess } from "./process.ts";
import type { Replay } from "./replay.ts";
import type { Unkindness } from "./unkind/unkindness.ts";
import type { World } from "./world.ts";

export interface Parts {
  options: SimulatorOptions;
  home: Home;
  world: World;
  actuators: Actuators;
  callbacks: Callbacks;
  firmware: Firmware;
  layer: LogicLayer;
  scripts: Scripts;
  sessions: Sessions;
  web: WebOptions;
  stations: Map<InterfaceName, Station>;
  gateways: { json: Gateway; rega: Gateway };
  webCalls: Record<string, Record<string, number>>;
  unkindness: Unkindness | undefined;
  replay: Replay | undefined;
}

export class Simulator {
  /** Names, rooms, programs, variables, messages, inbox. */
  readonly logic: LogicLayer;
  readonly sessions: Sessions;
  readonly world: World;
  /** What can be done to the home and its CCU. */
  readonly control: Control;
  readonly central: CentralAddress;
  /** The hostile mode, where it was asked for. */
  readonly unkindness: Unkindness | undefined;
  /** The clock that drives it. */
  readonly clock: Clock;
  private readonly parts: Parts;
  private readonly life: Life;

  constructor(parts: Parts) {
    this.parts = parts;
    this.logic = parts.layer;
    this.sessions = parts.sessions;
    this.world = parts.world;
    this.unkindness = parts.unkindness;
    this.clock = parts.world.clock;
    const web = [parts.gateways.json, parts.gateways.rega];
    this.control = new Control(parts.world, parts.stations, web, ({ host }) => {
      parts.sessions.clear();
      parts.layer.booted();
      if (host !== undefined) parts.callbacks.moveTo(host);
    });
    parts.layer.onReboot = () => this.control.reboot();
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
  pair(resident: Pick<Resident, "address" | "kind"> = this.parts.home.newcomers[0] as Resident): void {
    const family = familyOf(resident.kind.interface);
    this.world.add(
      assemble(resident.kind, resident.address, this.parts.home.gateway[family === "bidcos" ? "bidcos" : "hmip"]),
      false,
    );
  }

  /** Resolves when every callback that is due has been delivered or given up. */
  async settled(): Promise<void> {
    // Commands act a turn of the loop after their answer.
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([...this.parts.stations.values()].map(({ process }) => process.settled()));
  }

  async stop(): Promise<void> {
    this.control.isOver = true;
    this.life.end();
    this.parts.replay?.end();
    this.parts.actuators.stop();
    this.parts.firmware.stop();
    this.parts.callbacks.close();
    const listeners = [...this.parts.stations.values(), ...Object.values(this.parts.gateways)];
    await Promise.all(listeners.map(({ listener }) => listener.close()));
  }
}

function centralAddress({ options, stations, gateways }: Parts): CentralAddress {
  const { username, password } = options.auth ?? DEFAULT_USER;
  const ports = Object.fromEntries([...stations].map(([name, { listener }]) => [name, listener.port]));
  return {
    name: options.name ?? (options.second ? "second" : "demo"),
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

/**
 * A CCU that speaks the real protocols on loopback, with a home full of devices behind it. For tests, and for people who
 * want to see something before they own a CCU.
 */
import type { Clock, InterfaceName } from "../../handlers/ports/index.ts";
import { Actuators } from "./actuators/index.ts";
import { Air } from "./air.ts";
import { Callbacks } from "./callbacks.ts";
import { chance } from "./chance.ts";
import { machineClock } from "./clock.ts";
import type { Station } from "./control.ts";
import { Faults } from "./faults.ts";
import { Firmware } from "./firmware.ts";
import { readFolder } from "./folder.ts";
import { type Home, homeOf } from "./homes.ts";
import { ALL_INTERFACES } from "./household.ts";
import { assemble, familyOf } from "./kinds.ts";
import { vary } from "./life.ts";
import type { WebUi } from "./logic/json-rpc.ts";
import { ADMIN } from "./logic/json-shared.ts";
import { LogicLayer } from "./logic/layer.ts";
import { Scripts } from "./logic/scripts.ts";
import { Sessions, STOCK_SESSIONS } from "./logic/sessions.ts";
import { jsonResponder, scriptResponder, type WebOptions } from "./logic/web.ts";
import { DEFAULT_USER, type SimulatorOptions } from "./options.ts";
import { InterfaceProcess, type Surroundings } from "./process.ts";
import { type Replay, readReplay } from "./replay.ts";
import { type Door, serveBinary, serveBoth, serveHttp, xmlResponder } from "./servers.ts";
import { type Parts, Simulator } from "./simulator.ts";
import { Teams } from "./teams.ts";
import { Unkindness } from "./unkind/unkindness.ts";
import { World } from "./world.ts";

export type { CentralAddress, SimulatorOptions } from "./options.ts";
export { Simulator } from "./simulator.ts";

const CCU_VERSION = "3.89.8.20260801";

async function furnish(
  world: World,
  layer: LogicLayer,
  teams: Teams,
  options: SimulatorOptions,
  home: Home,
  replay: Replay | undefined,
): Promise<InterfaceName[]> {
  if (replay) return replay.furnish(world, layer, options.interfaces);
  if (options.descriptions !== undefined) {
    const devices = await readFolder(options.descriptions);
    const needed = options.interfaces ?? [...new Set(devices.map((device) => device.interface))].sort();
    for (const device of devices) if (needed.includes(device.interface)) world.add(device, true);
    layer.acceptAll();
    return [...needed];
  }
  const names = options.interfaces ?? ALL_INTERFACES;
  for (const { address, kind } of [...home.residents, ...home.newcomers]) {
    if (!names.includes(kind.interface)) continue;
    world.add(assemble(kind, address, home.gateway[familyOf(kind.interface) === "bidcos" ? "bidcos" : "hmip"]), true);
  }
  if (names.includes("BidCos-RF")) for (const [channel, team] of home.teams) teams.join(channel, team);
  vary(world, options.seed ?? 1);
  layer.settle(home.residents);
  for (const { address } of world.devices.values())
    if (address.startsWith("*")) layer.names.set(address, home.teamName);
  for (const [address, parameter] of home.complaints) world.report(address, { [parameter]: true });
  return [...names];
}

/** The direct links of the household. */
function connect(stations: Parts["stations"], home: Home): void {
  for (const [iface, sender, receiver, name] of home.links) {
    // What the WebUI writes to rfd is UTF-8, which everybody reads as Latin-1 (protocol 3.2).
    const stored = familyOf(iface) === "bidcos" ? Buffer.from(name, "utf8").toString("latin1") : name;
    stations.get(iface)?.process.links.add(sender, receiver, stored);
  }
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
  unkindness: Unkindness | undefined,
): Promise<Parts["gateways"]> {
  const counter = (name: string) => (method: string) => {
    const counts = webCalls[name] ?? {};
    counts[method] = (counts[method] ?? 0) + 1;
    webCalls[name] = counts;
  };
  const json = new Faults(clock, "json", unkindness);
  const rega = new Faults(clock, "rega", unkindness);
  // The WebUI has its own login; Basic authentication guards the script port.
  const jsonDoor: Door = doorway({ ...options, auth: undefined }, options.ports?.json, json);
  const regaDoor = doorway(options, options.ports?.rega, rega);
  const jsonListener = await serveHttp(jsonDoor, jsonResponder(ui, web, json, counter("json")));
  try {
    const listener = await serveHttp(regaDoor, scriptResponder(ui, rega, counter("rega")));
    return { json: { faults: json, listener: jsonListener }, rega: { faults: rega, listener } };
  } catch (error) {
    await jsonListener.close();
    throw error;
  }
}

/** Starts a CCU; everything listens when it resolves. Rejects where a port is taken or a device file is not one. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? machineClock;
  const home = homeOf(options);
  const world = new World(options.homeClock ?? clock);
  const unkindness = options.unkind && new Unkindness(options.unkind, clock);
  const actuators = new Actuators(world);
  const callbacks = new Callbacks(clock);
  callbacks.moveTo(options.host);
  const layer = new LogicLayer(world, home, (address, values) => actuators.command(address, values));
  const stations: Parts["stations"] = new Map();
  const teams = new Teams(world, home.gateway.bidcos);
  const firmware = new Firmware(world, (device, state) => {
    stations.get(device.interface)?.process.updateState(device, state);
  });
  const replay = options.recording === undefined ? undefined : await readReplay(options.recording, clock);
  layer.fill();
  const names = await furnish(world, layer, teams, options, home, replay);
  for (const [group, members] of home.heatingGroups) actuators.groups.set(group, members);
  const scripts = new Scripts(layer, replay);
  const sessions = new Sessions(clock, chance(options.seed ?? 1, "sessions"), options.sessions ?? STOCK_SESSIONS);
  const web: WebOptions = { latin1Names: options.latin1Names ?? false };
  const webCalls: Parts["webCalls"] = { json: {}, rega: {} };
  try {
    await openStations(
      names,
      { world, clock, actuators, callbacks, teams, firmware, unkindness, replay },
      options,
      home,
      stations,
    );
    if (options.descriptions === undefined && !replay) connect(stations, home);
    const ui = webUi(options, layer, scripts, sessions, stations);
    const gateways = await openWeb(options, clock, ui, web, webCalls, unkindness);
    const logic = { layer, scripts, sessions, web, webCalls, unkindness };
    if (unkindness) layer.ruinedInBulk = (address, parameter) => unkindness.inBulk(world, address, parameter);
    return new Simulator({
      options,
      home,
      world,
      actuators,
      callbacks,
      firmware,
      stations,
      gateways,
      replay,
      ...logic,
    });
  } catch (error) {
    // A port was taken: the ports that were opened before it are given back.
    await Promise.all([...stations.values()].map(({ listener }) => listener.close()));
    callbacks.close();
    throw error;
  }
}

async function openStations(
  names: readonly InterfaceName[],
  around: Pick<
    Surroundings,
    "world" | "clock" | "actuators" | "callbacks" | "teams" | "firmware" | "unkindness" | "replay"
  >,
  options: SimulatorOptions,
  home: Home,
  stations: Parts["stations"],
): Promise<void> {
  // One module serves both radio protocols (protocol 13): they share its air time.
  const air = new Air(around.clock);
  for (const name of names) {
    const gateway = familyOf(name) === "bidcos" ? home.gateway.bidcos : home.gateway.hmip;
    const wireless = name === "BidCos-RF" || name === "HmIP-RF";
    const radio = { gateway, radioTime: options.radioTime ?? 0, air: wireless ? air : undefined };
    stations.set(name, await openStation(name, { ...around, ...radio, ccuVersion: CCU_VERSION }, options));
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
    users: new Map(
      [{ ...(options.auth ?? DEFAULT_USER), level: ADMIN }, ...(options.users ?? [])].map((user) => [
        user.username,
        user,
      ]),
    ),
    authEnabled: options.auth !== undefined,
  };
}

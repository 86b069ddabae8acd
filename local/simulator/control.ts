/** What a test (or a curious person) can do to the simulated home and its CCU. */
import type { InterfaceName } from "../../handlers/ports/index.ts";
import type { Faults, Gate } from "./faults.ts";
import type { SimDevice } from "./kinds.ts";
import { heard } from "./methods/master.ts";
import type { Value } from "./parameters.ts";
import type { InterfaceProcess } from "./process.ts";
import type { Listener } from "./servers.ts";
import type { Fate } from "./unkind/unkindness.ts";
import { deviceOf, type World } from "./world.ts";

/** One interface process with its port. */
export interface Station {
  process: InterfaceProcess;
  listener: Listener;
}

/** A port without an interface behind it: the WebUI's JSON-RPC and the script port. */
export interface Gateway {
  faults: Faults;
  listener: Listener;
}

export interface RestartOptions {
  /** The CCU has booted: registrations are forgotten (they live in volatile memory). Default: only the daemons restart. */
  newBoot?: boolean;
  /** Values, too: nothing is known until devices report again. */
  forgetValues?: boolean;
  /** For so long (milliseconds) HmIP knows only half of its devices, as right after a boot (protocol 5.4, 7.3). */
  incompleteFor?: number;
  /** The CCU comes back under another address of this machine, such as 127.0.0.2. */
  host?: string;
}

/** Milliseconds until a restart begins (the script says 2 s), and that it takes: a real CCU needs minutes. */
export const REBOOT_BEGINS_MS = 200;
export const REBOOT_MS = 6_000;

/** Keys of a device press events. */
export type Press =
  | "PRESS_SHORT"
  | "PRESS_LONG"
  | "PRESS_LONG_START"
  | "PRESS_LONG_RELEASE"
  | "PRESS_CONT"
  | "PRESS_LOCK"
  | "PRESS_UNLOCK";

export class Control {
  private readonly world: World;
  private readonly stations: ReadonlyMap<InterfaceName, Station>;
  private readonly web: readonly Gateway[];
  /** What a boot does to the logic layer. */
  private readonly onBoot: (options: RestartOptions) => void;

  constructor(
    world: World,
    stations: ReadonlyMap<InterfaceName, Station>,
    web: readonly Gateway[],
    onBoot: (options: RestartOptions) => void,
  ) {
    this.world = world;
    this.stations = stations;
    this.web = web;
    this.onBoot = onBoot;
  }

  /** The simulator ends: nothing is started any more. */
  isOver = false;

  private gateways(iface?: InterfaceName | "web"): Gateway[] {
    if (iface === "web") return [...this.web];
    const stations = this.chosen(iface).map(({ process, listener }) => ({ faults: process.faults, listener }));
    return iface === undefined ? [...stations, ...this.web] : stations;
  }

  private chosen(iface?: InterfaceName): Station[] {
    if (iface === undefined) return [...this.stations.values()];
    const station = this.stations.get(iface);
    if (!station) throw new Error(`the simulator does not run ${iface}`);
    return [station];
  }

  /** What happens to the next answer of the logic layer to this method, script or page; the call itself is carried out. */
  suffer(method: string, fate: Fate): void {
    for (const { faults } of this.web) faults.fates.set(method, [...(faults.fates.get(method) ?? []), fate]);
  }

  // ------------------------------------------------------------- devices

  /** Somebody presses a key. An HmIP key is heard only while a central is its peer (reportValueUsage, 14.6). */
  press(channel: string, key: Press = "PRESS_SHORT"): void {
    const device = this.known(channel);
    const process = this.chosen(device.interface)[0]?.process;
    const needsPeer = device.family === "hmip" && device.kind?.builtIn !== true && !this.everyKeyIsHeard;
    if (needsPeer && !process?.usage.get(`${channel}.${key}`)) return;
    this.world.report(channel, { [key]: true });
    this.woke(device);
  }
  /** Off: keys of HmIP remotes stay silent until a client has said that it uses them. */
  everyKeyIsHeard = true;

  /** Somebody types a code into a keypad and locks or unlocks. One that it does not know says so, and presses nothing. */
  enterCode(keypad: string, code: number, key: "lock" | "unlock"): void {
    const device = this.known(keypad);
    const channel = `${device.address}:${code * 2 - (key === "lock" ? 1 : 0)}`;
    const press = key === "lock" ? "PRESS_LOCK" : "PRESS_UNLOCK";
    const isKnown = this.world.has(channel, press);
    this.world.report(`${device.address}:0`, { CODE_ID: isKnown ? code : 0, CODE_STATE: isKnown ? 1 : 2 });
    if (isKnown) this.press(channel, press);
  }

  /** What the channel does it goes on doing: it hears no telegram, and does not end by itself. */
  stick(channel: string, isStuck = true): void {
    this.known(channel);
    if (isStuck) this.world.stuck.add(channel);
    else this.world.stuck.delete(channel);
  }

  /** The device reports a value by itself: a window is opened, a meter counts. */
  setState(address: string, parameter: string, value: Value): void {
    const device = this.known(address);
    if (!this.world.has(address, parameter)) throw new Error(`${address} has no ${parameter}`);
    this.world.report(address, { [parameter]: value });
    this.woke(device);
  }

  private woke(device: SimDevice): void {
    const process = this.stations.get(device.interface)?.process;
    if (process && device.battery) heard(process, device);
  }

  private known(address: string): SimDevice {
    const device = this.world.device(address);
    if (!device) throw new Error(`there is no device ${deviceOf(address)}`);
    return device;
  }

  /** The device does not answer any more, or again. */
  unreach(device: string, away = true): void {
    const maintenance = `${this.known(device).address}:0`;
    this.world.report(maintenance, away ? { UNREACH: true, STICKY_UNREACH: true } : { UNREACH: false });
  }

  lowBattery(device: string, low = true): void {
    const { address, family } = this.known(device);
    const parameter = family === "bidcos" ? "LOWBAT" : "LOW_BAT";
    const voltage: Record<string, Value> = this.world.has(`${address}:0`, "OPERATING_VOLTAGE")
      ? { OPERATING_VOLTAGE: low ? 2.1 : 2.9 }
      : {};
    this.world.report(`${address}:0`, { [parameter]: low, ...voltage });
  }

  add(device: SimDevice): void {
    this.world.add(device, false);
  }

  remove(device: string): void {
    this.world.remove(device);
  }

  /** Firmware or descriptions of a device changed: `updateDevice` goes out. */
  update(device: string, change: (before: SimDevice) => SimDevice): void {
    this.world.replace(change(this.known(device)));
  }

  /** Somebody copies an image for a type of device to the CCU; it is noticed when a client asks to look. */
  provideFirmware(iface: InterfaceName, type: string, version: string): void {
    for (const { process } of this.chosen(iface)) process.around.firmware.provide(type, version);
  }

  /** Percent of air time that the interface's radio has used. */
  dutyCycle(iface: InterfaceName): number {
    return this.stations.get(iface)?.process.around.air?.level ?? 0;
  }

  setDutyCycle(iface: InterfaceName, percent: number): void {
    for (const { process } of this.chosen(iface)) if (process.around.air) process.around.air.level = percent;
  }

  // ------------------------------------------------------------- faults

  /** Cuts open connections, and those of the next `requests`, before or after the call has been carried out. */
  dropConnections(iface?: InterfaceName | "web", options: { requests?: number; afterwards?: boolean } = {}): void {
    for (const { faults, listener } of this.gateways(iface)) {
      if (options.afterwards) faults.cutAfter = options.requests ?? 1;
      else faults.cutBefore = options.requests ?? 0;
      if (!options.requests) listener.cut();
    }
  }

  /** `refused`: nobody listens; `text`, `html`: what a booting CCU answers; `open`: as usual. */
  async gate(gate: Gate, iface?: InterfaceName | "web"): Promise<void> {
    for (const { faults, listener } of this.gateways(iface)) {
      const before = faults.gate;
      faults.gate = gate;
      if (gate === "refused" && before !== "refused") await listener.refuse();
      if (gate !== "refused" && before === "refused") await listener.reopen();
    }
  }

  /** The machine restarts: in a moment everything is away, and after `awayFor` milliseconds of the simulator's clock it is back. */
  reboot(awayFor = REBOOT_MS): void {
    const { clock } = this.world;
    clock.after(REBOOT_BEGINS_MS, async () => {
      if (this.isOver) return;
      await this.gate("refused");
      clock.after(awayFor, () => void (this.isOver || this.restart({ newBoot: true })));
    });
  }

  /** The whole CCU: all interfaces go away and come back at once. */
  async restart(options: RestartOptions = {}): Promise<void> {
    for (const { listener } of this.web) await listener.refuse();
    this.onBoot(options);
    for (const name of this.stations.keys()) await this.restartInterface(name, options);
    for (const { faults, listener } of this.web) {
      faults.gate = "open";
      await listener.reopen(options.host);
    }
  }

  async restartInterface(iface: InterfaceName, options: RestartOptions = {}): Promise<void> {
    for (const { process, listener } of this.chosen(iface)) {
      await listener.refuse();
      if (options.newBoot || process.family === "cuxd") process.forgetClient();
      if (options.forgetValues || process.family === "virtual") this.world.forget(process.name);
      if (options.incompleteFor && process.family === "hmip") {
        process.incompleteUntil = this.world.clock.now() + options.incompleteFor;
      }
      process.faults.gate = "open";
      await listener.reopen(options.host);
      if (!options.newBoot) await process.greet();
    }
  }

  /** Milliseconds (of the simulator's clock) that every answer is held back; 0 = none. */
  delay(milliseconds: number, iface?: InterfaceName | "web"): void {
    for (const { faults } of this.gateways(iface)) faults.delay = milliseconds;
  }

  /** The method answers with a fault, `times` times or until cleared. `*` = every method; `web`: JSON-RPC's errors. */
  fault(iface: InterfaceName | "web", method: string, code: number | undefined, message: string, times?: number): void {
    for (const { faults } of this.gateways(iface)) {
      const answer = { message, ...(code === undefined ? {} : { code }), ...(times === undefined ? {} : { times }) };
      faults.answers.set(method, answer);
    }
  }

  clearFaults(iface?: InterfaceName | "web"): void {
    for (const { faults } of this.gateways(iface)) faults.clear();
  }

  duplicateEvents(on: boolean, iface?: InterfaceName): void {
    for (const { process } of this.chosen(iface)) process.faults.duplicateEvents = on;
  }

  /** The registration is gone and nobody says so: calls work, events do not come. */
  loseCallback(iface?: InterfaceName): void {
    for (const { process } of this.chosen(iface)) process.forgetClient();
  }
}

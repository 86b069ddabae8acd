/** The logic layer (ReGa): names, rooms, functions, programs, variables, messages and the inbox, with numeric ids. */
import type { Home } from "../homes.ts";
import type { Resident } from "../household.ts";
import type { SimDevice } from "../kinds.ts";
import type { Value } from "../parameters.ts";
import { deviceOf, type Telegram, type World } from "../world.ts";
import { Backups } from "./backups.ts";
import { ComTests } from "./com-tests.ts";
import { SYSTEM, type VariableSeed, type VariableType } from "./contents.ts";
import { HeatingGroups } from "./heating-groups.ts";

export interface Group {
  id: number;
  name: string;
  /** Channel addresses. */
  channels: Set<string>;
}
export interface Program {
  id: number;
  name: string;
  info: string;
  active: boolean;
  internal: boolean;
  visible: boolean;
  /** Milliseconds since the epoch, 0 = never. */
  ranAt: number;
  does: readonly (readonly [string, string, Value])[];
  uses: readonly string[];
}
export interface Variable {
  id: number;
  name: string;
  info: string;
  type: VariableType;
  value: Value;
  unit: string;
  min: number | undefined;
  max: number | undefined;
  list: string;
  off: string;
  on: string;
  internal: boolean;
  visible: boolean;
  logged: boolean;
  channel: string;
  at: number;
}
export interface Message {
  id: number;
  address: string;
  parameter: string;
  /** 0 generic, 1 sticky, 2 config pending, 3 alarm, 4 update pending, 5 communication. */
  type: number;
  counter: number;
  active: boolean;
  quittable: boolean;
  firstAt: number;
  lastAt: number;
}

/** Runs what a program does. */
export type Act = (address: string, values: Record<string, Value>) => void;

function messageType(parameter: string): number {
  if (parameter.startsWith("STICKY_")) return 1;
  if (parameter === "CONFIG_PENDING") return 2;
  if (parameter === "UPDATE_PENDING") return 4;
  if (parameter === "UNREACH") return 5;
  return /ALARM|SMOKE|SABOTAGE/.test(parameter) ? 3 : 0;
}

export class LogicLayer {
  readonly world: World;
  readonly names = new Map<string, string>();
  readonly ids = new Map<string, number>();
  readonly rooms: Group[] = [];
  readonly functions: Group[] = [];
  readonly programs: Program[] = [];
  readonly variables: Variable[] = [];
  readonly messages: Message[] = [];
  readonly comTests: ComTests;
  readonly heating: HeatingGroups;
  readonly backups = new Backups(this);
  /** Of the CCU itself. An update that runs is there after the next boot. */
  readonly firmware = { current: "3.89.8.20260801", available: SYSTEM.available as string, isRunning: false };
  /** Images that clients have asked for. */
  readonly images: string[] = [];
  /** The machine shall restart. */
  onReboot: () => void = () => {};
  /** Devices that are operated by their group only, and what clients have written down about devices. */
  readonly groupOnly = new Set<string>();
  readonly metadata = new Map<string, string>();
  /** Device addresses that wait in the inbox. */
  readonly inbox = new Set<string>();
  /** Bulk reads write `nan` and status texts where numbers are expected. */
  nanInBulk = false;
  /** Hostile mode: whether a bulk read tells nonsense for this one. */
  ruinedInBulk: (address: string, parameter: string) => boolean = () => false;
  /** Below are the ids that a CCU brings along. */
  private nextId = 1300;
  private readonly act: Act;
  readonly home: Home;

  constructor(world: World, home: Home, act: Act) {
    this.home = home;
    this.world = world;
    this.act = act;
    this.comTests = new ComTests(world);
    this.heating = new HeatingGroups(this);
    world.listen({
      telegram: (telegram) => this.hear(telegram),
      added: (device) => this.register(device, device.descriptions[0]?.ADDRESS ?? ""),
      removed: (device) => this.forget(device),
      replaced: (old, by) => this.hand(old, by),
    });
  }

  id(): number {
    return this.nextId++;
  }

  // ------------------------------------------------------------- filling

  /** Ids and names for a device that is known since before. A device that comes later waits in the inbox. */
  private register(device: SimDevice, name: string): void {
    for (const { ADDRESS, TYPE } of device.descriptions) {
      if (!this.ids.has(ADDRESS)) this.ids.set(ADDRESS, this.id());
      const number = ADDRESS.split(":")[1];
      this.names.set(ADDRESS, number === undefined ? `${TYPE} ${name}` : `${device.descriptions[0]?.TYPE} ${ADDRESS}`);
    }
    if (device.kind?.builtIn !== true) this.inbox.add(device.address);
  }

  /** The object stays, its address changes: names, rooms and programs survive (protocol 14.3). */
  private hand(old: SimDevice, by: SimDevice): void {
    for (const { ADDRESS } of old.descriptions) {
      const heir = `${by.address}${ADDRESS.slice(old.address.length)}`;
      const [name, id] = [this.names.get(ADDRESS), this.ids.get(ADDRESS)];
      if (name !== undefined) this.names.set(heir, name.replace(old.address, by.address));
      if (id !== undefined) this.ids.set(heir, id);
      this.ids.delete(ADDRESS);
      for (const group of [...this.rooms, ...this.functions]) if (group.channels.has(ADDRESS)) group.channels.add(heir);
    }
    this.forget(old);
    this.inbox.delete(by.address);
  }

  private forget(device: SimDevice): void {
    this.inbox.delete(device.address);
    for (const { ADDRESS } of device.descriptions) {
      this.names.delete(ADDRESS);
      for (const group of [...this.rooms, ...this.functions]) group.channels.delete(ADDRESS);
    }
    const gone = this.messages.filter((message) => deviceOf(message.address) === device.address);
    for (const message of gone) message.active = false;
  }

  /** A household that moved in: accepted, named, in its rooms. */
  settle(residents: readonly Resident[]): void {
    for (const resident of residents) {
      const device = this.world.devices.get(resident.address);
      if (!device) continue;
      this.inbox.delete(device.address);
      this.names.set(device.address, resident.name);
      const channels = device.descriptions.slice(1).map((d) => d.ADDRESS);
      const placed = resident.channels ?? channels.slice(1).map((_, index) => index + 1);
      for (const address of channels) {
        const number = Number(address.split(":")[1]);
        if (device.kind?.builtIn !== true) this.names.set(address, `${resident.name}:${number}`);
        if (!placed.includes(number)) continue;
        for (const room of resident.rooms) this.group(this.rooms, room).channels.add(address);
        for (const job of resident.functions) this.group(this.functions, job).channels.add(address);
      }
    }
  }

  /** Devices from files: accepted, named after their type. */
  acceptAll(): void {
    for (const device of this.world.devices.values()) {
      this.inbox.delete(device.address);
      this.names.set(device.address, `${device.descriptions[0]?.TYPE} ${device.address}`);
    }
  }

  /** The machine has started. */
  booted(): void {
    const { firmware } = this;
    if (firmware.isRunning) firmware.current = firmware.available;
    firmware.isRunning = false;
  }

  fill(): void {
    const now = this.world.clock.now();
    for (const seed of this.home.variables) this.addVariable(seed);
    for (const { name, info, active, internal, ranBefore, does, uses } of this.home.programs) {
      this.programs.push({
        id: this.id(),
        name,
        info,
        active,
        internal: internal ?? false,
        visible: !internal,
        ranAt: ranBefore === undefined ? 0 : now - ranBefore,
        does: does ?? [],
        uses: uses ?? [],
      });
    }
  }

  addVariable(seed: VariableSeed): Variable {
    const variable: Variable = {
      id: seed.id ?? this.id(),
      name: seed.name,
      info: seed.info ?? "",
      type: seed.type,
      value: seed.value,
      unit: seed.unit ?? "",
      min: seed.min,
      max: seed.max,
      list: seed.list ?? "",
      off: seed.off ?? "",
      on: seed.on ?? "",
      internal: seed.internal ?? false,
      visible: !seed.hidden,
      logged: seed.logged ?? false,
      channel: seed.channel ?? "",
      at: this.world.clock.now(),
    };
    this.variables.push(variable);
    return variable;
  }

  group(groups: Group[], name: string): Group {
    const known = groups.find((group) => group.name === name);
    if (known) return known;
    const created = { id: this.id(), name, channels: new Set<string>() };
    groups.push(created);
    return created;
  }

  // ------------------------------------------------------------- messages

  private hear({ address, values }: Telegram): void {
    const set = this.world.description(address, "VALUES") ?? {};
    for (const [parameter, value] of Object.entries(values)) {
      const description = set[parameter];
      if (!description || (description.FLAGS & 8) === 0 || parameter === "VALVE_STATE") continue;
      this.raise(address, parameter, value !== false && value !== 0, (description.OPERATIONS & 2) !== 0);
    }
  }

  private raise(address: string, parameter: string, active: boolean, quittable: boolean): void {
    const now = this.world.clock.now();
    const known = this.messages.find((message) => message.address === address && message.parameter === parameter);
    if (!active) {
      if (known) known.active = false;
      return;
    }
    if (known?.active) {
      known.lastAt = now;
      return;
    }
    const counter = (known?.counter ?? 0) + 1;
    const message = {
      address,
      parameter,
      type: messageType(parameter),
      counter,
      active,
      quittable,
      firstAt: now,
      lastAt: now,
    };
    if (known) Object.assign(known, message);
    else this.messages.push({ id: this.id(), ...message });
  }

  /** A receipt ends what does not end by itself; the cause may raise it again. */
  acknowledge(kind: "alarm" | "service", id: number): boolean {
    if (kind === "alarm") {
      const variable = this.variables.find((v) => v.id === id && v.type === "ALARM");
      if (variable) this.setVariable(variable, false);
      return variable !== undefined;
    }
    const message = this.messages.find((m) => m.id === id);
    if (!message) return false;
    if (message.quittable) {
      message.active = false;
      this.world.report(message.address, { [message.parameter]: false });
    }
    return true;
  }

  // ------------------------------------------------------------- doing

  setVariable(variable: Variable, value: Value): void {
    variable.value = value;
    variable.at = this.world.clock.now();
  }

  /** A state that a script sets goes to the device. */
  command(address: string, values: Record<string, Value>): void {
    this.act(address, values);
  }

  run(program: Program): void {
    program.ranAt = this.world.clock.now();
    for (const [address, parameter, value] of program.does) {
      if (this.world.has(address, parameter)) this.act(address, { [parameter]: value });
    }
  }

  /** Counters that the CCU keeps itself. */
  refreshCounters(): void {
    const alarms = this.variables.filter((v) => v.type === "ALARM" && v.value === true).length;
    const services = this.messages.filter((message) => message.active).length;
    for (const variable of this.variables) {
      if (variable.id === 40) variable.value = alarms;
      if (variable.id === 41) variable.value = services;
    }
  }

  /** Devices of an interface that have been accepted. */
  accepted(): SimDevice[] {
    return [...this.world.devices.values()].filter((device) => !this.inbox.has(device.address));
  }

  roomsOf(channel: string): string[] {
    return this.rooms.filter((room) => room.channels.has(channel)).map((room) => room.name);
  }

  heatingGroups(): string {
    return this.heating.file();
  }
}

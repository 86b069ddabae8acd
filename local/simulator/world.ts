/** The devices of the simulated home and what they have reported. Knows nothing of protocols. */
import type { Clock, InterfaceName, ParameterDescription, ParamsetDescription } from "../../handlers/ports/index.ts";
import type { SimDevice } from "./kinds.ts";
import type { Value } from "./parameters.ts";

export interface Cell {
  /** `undefined` = never reported. ENUM is its index. */
  value: Value | undefined;
  /** When it was last reported, milliseconds since the epoch; 0 = never. */
  at: number;
}

/** What one telegram of a device says about one of its channels. */
export interface Telegram {
  interface: InterfaceName;
  address: string;
  values: Readonly<Record<string, Value>>;
}

export interface WorldListener {
  telegram?(telegram: Telegram): void;
  added?(device: SimDevice): void;
  removed?(device: SimDevice): void;
  /** `by` has taken the place of `old`, which is gone. */
  replaced?(old: SimDevice, by: SimDevice): void;
  /** Hint 0: everything may have changed; 1: links. */
  updated?(device: SimDevice, hint: number): void;
}

/** The index that an ENUM default names; anything else as it is, numbers in text as numbers (VirtualDevices). */
export function plainDefault(description: ParameterDescription): Value {
  const given = description.DEFAULT ?? description.MIN;
  switch (description.TYPE) {
    case "ENUM": {
      const index = description.VALUE_LIST?.indexOf(String(given)) ?? -1;
      return index >= 0 ? index : numeric(given);
    }
    case "BOOL":
    case "ACTION":
      return given === true || given === 1 || given === "true" || given === "1";
    case "INTEGER":
      return Math.trunc(numeric(given));
    case "FLOAT":
      return numeric(given);
    default:
      return typeof given === "string" ? given : "";
  }
}

function numeric(given: unknown): number {
  const number = typeof given === "number" ? given : Number.parseFloat(String(given));
  return Number.isFinite(number) ? number : 0;
}

export const deviceOf = (address: string): string => address.split(":", 1)[0] as string;

export class World {
  readonly devices = new Map<string, SimDevice>();
  readonly clock: Clock;
  /** Channels that hear nothing and go on doing what they do. */
  readonly stuck = new Set<string>();
  private readonly cells = new Map<string, Map<string, Cell>>();
  private readonly masters = new Map<string, Map<string, Value>>();
  private readonly listeners: WorldListener[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  listen(listener: WorldListener): void {
    this.listeners.push(listener);
  }

  /** The device of a device or channel address. */
  device(address: string): SimDevice | undefined {
    return this.devices.get(deviceOf(address));
  }

  onInterface(name: InterfaceName): SimDevice[] {
    return [...this.devices.values()].filter((device) => device.interface === name);
  }

  description(address: string, key: string): ParamsetDescription | undefined {
    return this.device(address)?.paramsets.get(address)?.get(key);
  }

  /** `known`: its values have been reported before (at `at`), as in a home that has been running. */
  add(device: SimDevice, known: boolean, at = this.clock.now()): void {
    this.devices.set(device.address, device);
    for (const [address, sets] of device.paramsets) {
      const channel = device.kind?.channels[Number(address.split(":")[1])];
      this.cells.set(address, this.initialCells(sets.get("VALUES") ?? {}, channel?.values, known, at));
      const master = Object.entries(sets.get("MASTER") ?? {}).map(([id, d]) => [id, plainDefault(d)] as const);
      this.masters.set(address, new Map(master));
    }
    for (const listener of this.listeners) listener.added?.(device);
  }

  private initialCells(
    set: ParamsetDescription,
    specs: Readonly<Record<string, { starts?: Value | null }>> | undefined,
    known: boolean,
    at: number,
  ): Map<string, Cell> {
    const cells = new Map<string, Cell>();
    for (const [id, description] of Object.entries(set)) {
      const starts = specs?.[id]?.starts;
      const readable = (description.OPERATIONS & 5) !== 0 && description.TYPE !== "ACTION";
      const reported = known && readable && starts !== null;
      const value = starts ?? plainDefault(description);
      cells.set(id, reported ? { value, at } : { value: undefined, at: 0 });
    }
    return cells;
  }

  remove(address: string): SimDevice | undefined {
    const device = this.devices.get(address);
    if (!device) return undefined;
    this.devices.delete(address);
    for (const part of device.paramsets.keys()) {
      this.cells.delete(part);
      this.masters.delete(part);
    }
    for (const listener of this.listeners) listener.removed?.(device);
    return device;
  }

  /** A device takes the place of another one of its type: configuration moves, values do not. */
  substitute(from: string, to: string): void {
    const [old, by] = [this.devices.get(from), this.devices.get(to)];
    if (!old || !by) return;
    this.devices.delete(from);
    for (const part of old.paramsets.keys()) {
      const master = this.masters.get(part);
      if (master) this.masters.set(`${to}${part.slice(from.length)}`, master);
      this.masters.delete(part);
      this.cells.delete(part);
    }
    for (const listener of this.listeners) listener.replaced?.(old, by);
  }

  /** Puts another description in place of the device's (firmware update): values stay. */
  replace(device: SimDevice, hint = 0): void {
    this.devices.set(device.address, device);
    for (const listener of this.listeners) listener.updated?.(device, hint);
  }

  cellsOf(address: string): ReadonlyMap<string, Cell> {
    return this.cells.get(address) ?? new Map();
  }

  cell(address: string, parameter: string): Cell | undefined {
    return this.cells.get(address)?.get(parameter);
  }

  value(address: string, parameter: string): Value | undefined {
    return this.cell(address, parameter)?.value;
  }

  number(address: string, parameter: string): number {
    const value = this.value(address, parameter);
    return typeof value === "number" ? value : 0;
  }

  has(address: string, parameter: string): boolean {
    return this.cells.get(address)?.has(parameter) ?? false;
  }

  master(address: string): Map<string, Value> | undefined {
    return this.masters.get(address);
  }

  /** Puts a value into the cache without a telegram: rfd does that with read-only parameters (protocol 11.3). */
  poke(address: string, parameter: string, value: Value): void {
    this.cells.get(address)?.set(parameter, { value, at: this.clock.now() });
  }

  /** Forgets everything reported on an interface (its daemon has restarted without a memory). */
  forget(name: InterfaceName): void {
    for (const device of this.onInterface(name)) {
      for (const address of device.paramsets.keys()) {
        for (const [id] of this.cellsOf(address)) this.cells.get(address)?.set(id, { value: undefined, at: 0 });
      }
    }
  }

  /** The device says so. Parameters that the channel lacks are dropped; nothing left, nothing sent. */
  report(address: string, values: Readonly<Record<string, Value>>): void {
    const device = this.device(address);
    const cells = this.cells.get(address);
    if (!device || !cells) return;
    const known = Object.entries(values).filter(([id]) => cells.has(id));
    if (known.length === 0) return;
    const at = this.clock.now();
    for (const [id, value] of known) cells.set(id, { value, at });
    const telegram = { interface: device.interface, address, values: Object.fromEntries(known) };
    for (const listener of this.listeners) listener.telegram?.(telegram);
  }
}

/** The read model of a site in memory: next to the CCU, and in tests. */
import { unobservedHub } from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, HomeWriter } from "../../handlers/ports/index.ts";

const NO_VALUES: ReadonlyMap<string, ValueState> = new Map();

export function createMemoryHome(): HomeWriter {
  return new MemoryHome();
}

class MemoryHome implements HomeWriter {
  #revision = 0;
  readonly #centrals = new Map<string, CentralState>();
  readonly #devices = new Map<string, Device>();
  readonly #values = new Map<string, ReadonlyMap<string, ValueState>>();
  readonly #hubs = new Map<string, Hub>();
  readonly #interfaces = new Map<string, readonly InterfaceState[]>();
  /** Sorted; changes only when a device comes or goes, while `#lists` changes with every value. */
  #addresses: readonly string[] | undefined;
  /** Lists handed out since the last change of a device: all, and by central. */
  #everyDevice: readonly Device[] | undefined;
  readonly #byCentral = new Map<string, readonly Device[]>();

  revision(): number {
    return this.#revision;
  }

  async centrals(): Promise<readonly CentralState[]> {
    return [...this.#centrals.values()].sort((a, b) => ascending(a.name, b.name));
  }

  async devices(central?: string): Promise<readonly Device[]> {
    if (central === undefined) return this.#all();
    let list = this.#byCentral.get(central);
    if (list === undefined) {
      list = this.#all().filter((device) => device.central === central);
      // An unknown central's name comes from a client: it must not make the cache grow.
      if (list.length > 0) this.#byCentral.set(central, list);
    }
    return list;
  }

  async device(address: string): Promise<Device | undefined> {
    return this.#devices.get(address);
  }

  async values(device: string): Promise<ReadonlyMap<string, ValueState>> {
    return this.#values.get(device) ?? NO_VALUES;
  }

  async hub(central: string): Promise<Hub> {
    return this.#hubs.get(central) ?? unobservedHub(central);
  }

  async interfaces(central?: string): Promise<readonly InterfaceState[]> {
    if (central !== undefined) return this.#interfaces.get(central) ?? [];
    return [...this.#interfaces].sort(([a], [b]) => ascending(a, b)).flatMap(([, states]) => states);
  }

  putCentral(state: CentralState): void {
    this.#revision++;
    this.#centrals.set(state.name, state);
  }

  putDevice(device: Device): void {
    this.#revision++;
    if (!this.#devices.has(device.address)) this.#addresses = undefined;
    this.#forgetLists();
    this.#devices.set(device.address, device);
  }

  removeDevice(address: string): void {
    this.#revision++;
    this.#values.delete(address);
    if (!this.#devices.delete(address)) return;
    this.#addresses = undefined;
    this.#forgetLists();
  }

  /** `values` becomes all that is known of the device: a caller that changes one value passes a copy with the change. */
  putValues(device: string, values: ReadonlyMap<string, ValueState>): void {
    this.#revision++;
    this.#values.set(device, values);
  }

  putHub(central: string, hub: Hub): void {
    this.#revision++;
    this.#hubs.set(central, hub);
  }

  putInterfaces(central: string, interfaces: readonly InterfaceState[]): void {
    this.#revision++;
    this.#interfaces.set(central, interfaces);
  }

  #all(): readonly Device[] {
    if (this.#everyDevice === undefined) {
      this.#addresses ??= [...this.#devices.keys()].sort(ascending);
      this.#everyDevice = this.#addresses.map((address) => this.#devices.get(address) as Device);
    }
    return this.#everyDevice;
  }

  #forgetLists(): void {
    this.#everyDevice = undefined;
    this.#byCentral.clear();
  }
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

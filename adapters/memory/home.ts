/** The read model of a site in memory: next to the CCU, and in tests. */
import { compareDevices, type DeviceId, idOf, splitDeviceId } from "../../handlers/model/device-id.ts";
import { unobservedHub } from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, HomeWriter } from "../../handlers/ports/index.ts";

const NO_VALUES: ReadonlyMap<string, ValueState> = new Map();
const NO_DEVICES: readonly Device[] = [];

export function createMemoryHome(): HomeWriter {
  return new MemoryHome();
}

class MemoryHome implements HomeWriter {
  #revision = 0;
  readonly #centrals = new Map<string, CentralState>();
  readonly #devices = new Map<DeviceId, Device>();
  /** Who owns an address, by central: nearly always one. */
  readonly #owners = new Map<string, readonly Device[]>();
  readonly #values = new Map<DeviceId, ReadonlyMap<string, ValueState>>();
  readonly #hubs = new Map<string, Hub>();
  readonly #interfaces = new Map<string, readonly InterfaceState[]>();
  /** Sorted; changes only when a device comes or goes, while the lists change with every change of a device. */
  #order: readonly DeviceId[] | undefined;
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

  async device(id: DeviceId): Promise<Device | undefined> {
    return this.#devices.get(id);
  }

  async devicesAt(address: string): Promise<readonly Device[]> {
    return this.#owners.get(address) ?? NO_DEVICES;
  }

  async values(id: DeviceId): Promise<ReadonlyMap<string, ValueState>> {
    return this.#values.get(id) ?? NO_VALUES;
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

  removeCentral(name: string): void {
    this.#revision++;
    this.#centrals.delete(name);
    this.#hubs.delete(name);
    this.#interfaces.delete(name);
    for (const [id, device] of [...this.#devices]) if (device.central === name) this.removeDevice(id);
  }

  putDevice(device: Device): void {
    this.#revision++;
    const id = idOf(device);
    if (!this.#devices.has(id)) this.#order = undefined;
    this.#forgetLists();
    this.#devices.set(id, device);
    this.#setOwner(device.address, device.central, device);
  }

  removeDevice(id: DeviceId): void {
    this.#revision++;
    this.#values.delete(id);
    if (!this.#devices.delete(id)) return;
    this.#order = undefined;
    this.#forgetLists();
    const { central, address } = splitDeviceId(id)!;
    this.#setOwner(address, central, undefined);
  }

  /** `values` becomes all that is known of the device: a caller that changes one value passes a copy with the change. */
  putValues(id: DeviceId, values: ReadonlyMap<string, ValueState>): void {
    this.#revision++;
    this.#values.set(id, values);
  }

  putHub(central: string, hub: Hub): void {
    this.#revision++;
    this.#hubs.set(central, hub);
  }

  putInterfaces(central: string, interfaces: readonly InterfaceState[]): void {
    this.#revision++;
    this.#interfaces.set(central, interfaces);
  }

  #setOwner(address: string, central: string, device: Device | undefined): void {
    const others = (this.#owners.get(address) ?? NO_DEVICES).filter((owner) => owner.central !== central);
    const owners = device ? [...others, device].sort(compareDevices) : others;
    if (owners.length > 0) this.#owners.set(address, owners);
    else this.#owners.delete(address);
  }

  #all(): readonly Device[] {
    if (this.#everyDevice === undefined) {
      this.#order ??= [...this.#devices.values()].sort(compareDevices).map(idOf);
      this.#everyDevice = this.#order.map((id) => this.#devices.get(id) as Device);
    }
    return this.#everyDevice;
  }

  #forgetLists(): void {
    this.#everyDevice = undefined;
    this.#byCentral.clear();
  }
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The read model of a site in memory: next to the CCU, and in tests. */
import { compareDevices, type DeviceId, idOf, splitDeviceId } from "../../handlers/model/device-id.ts";
import { unobservedHub } from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, HomePart, HomeWriter } from "../../handlers/ports/index.ts";

const NO_VALUES: ReadonlyMap<string, ValueState> = new Map();
const NO_DEVICES: readonly Device[] = [];

export function createMemoryHome(): HomeWriter {
  return new MemoryHome();
}

class MemoryHome implements HomeWriter {
  #revision = 0;
  readonly #revisions: Readonly<Record<HomePart, Map<string, number>>> = {
    centrals: new Map(),
    devices: new Map(),
    device: new Map(),
    address: new Map(),
    values: new Map(),
    hub: new Map(),
    interfaces: new Map(),
  };
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

  revision(part?: HomePart, key = ""): number {
    return part === undefined ? this.#revision : (this.#revisions[part].get(key) ?? 0);
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
    this.#changed("centrals");
    this.#centrals.set(state.name, state);
  }

  removeCentral(name: string): void {
    this.#changed("centrals");
    this.#changed("hub", name);
    this.#changed("interfaces", name);
    this.#changed("interfaces");
    this.#centrals.delete(name);
    this.#hubs.delete(name);
    this.#interfaces.delete(name);
    for (const [id, device] of [...this.#devices]) if (device.central === name) this.removeDevice(id);
  }

  putDevice(device: Device): void {
    const id = idOf(device);
    if (!this.#devices.has(id)) this.#order = undefined;
    this.#forgetLists(device.central);
    this.#devices.set(id, device);
    this.#changed("device", id);
    this.#setOwner(device.address, device.central, device);
  }

  removeDevice(id: DeviceId): void {
    this.#revision++;
    this.#values.delete(id);
    // nothing again, as before there was anything
    this.#revisions.values.delete(id);
    if (!this.#devices.delete(id)) return;
    this.#revisions.device.delete(id);
    this.#order = undefined;
    const { central, address } = splitDeviceId(id)!;
    this.#forgetLists(central);
    this.#setOwner(address, central, undefined);
  }

  /** `values` becomes all that is known of the device: a caller that changes one value passes a copy with the change. */
  putValues(id: DeviceId, values: ReadonlyMap<string, ValueState>): void {
    this.#changed("values", id);
    this.#values.set(id, values);
  }

  putHub(central: string, hub: Hub): void {
    this.#changed("hub", central);
    this.#hubs.set(central, hub);
  }

  putInterfaces(central: string, interfaces: readonly InterfaceState[]): void {
    this.#changed("interfaces", central);
    this.#changed("interfaces");
    this.#interfaces.set(central, interfaces);
  }

  #setOwner(address: string, central: string, device: Device | undefined): void {
    const others = (this.#owners.get(address) ?? NO_DEVICES).filter((owner) => owner.central !== central);
    const owners = device ? [...others, device].sort(compareDevices) : others;
    if (owners.length > 0) {
      this.#owners.set(address, owners);
      this.#changed("address", address);
    } else {
      this.#owners.delete(address);
      this.#revisions.address.delete(address);
    }
  }

  #all(): readonly Device[] {
    if (this.#everyDevice === undefined) {
      this.#order ??= [...this.#devices.values()].sort(compareDevices).map(idOf);
      this.#everyDevice = this.#order.map((id) => this.#devices.get(id) as Device);
    }
    return this.#everyDevice;
  }

  #changed(part: HomePart, key = ""): void {
    this.#revisions[part].set(key, ++this.#revision);
  }

  #forgetLists(central: string): void {
    this.#changed("devices", central);
    this.#changed("devices");
    this.#everyDevice = undefined;
    this.#byCentral.clear();
  }
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

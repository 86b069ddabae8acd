/**
 * The read model of a site as documents of the table: one item per device, one per device for its values, one per central
 * and section. The ingest writes them; a request reads them, each at most once.
 */
import {
  decodeCentral,
  decodeDevice,
  decodeHub,
  decodeInterfaces,
  decodeValues,
  encodeCentral,
  encodeDevice,
  encodeHub,
  encodeInterfaces,
  encodeValues,
  unobservedHub,
} from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, Home, SiteId } from "../../handlers/ports.ts";
import { compareKeys } from "../../handlers/records.ts";
import { inlineBody, readInlineBody } from "./body.ts";
import { type Item, itemOf, textOf } from "./item.ts";
import { CENTRAL_DOCUMENTS, DEVICE_DOCUMENTS, type Key, keysOf, type SiteKeys } from "./keys.ts";
import type { DynamoTable, Expression } from "./table.ts";

/** Bytes of an address or name in a key: 1024 less what stands before it. Longer ones come from clients and name nothing. */
const NAME_LIMIT = 900;
const isName = (name: string): boolean =>
  name.length > 0 && name.length <= NAME_LIMIT && name.isWellFormed() && Buffer.byteLength(name) <= NAME_LIMIT;

const NO_VALUES: ReadonlyMap<string, ValueState> = new Map();

/** Grows with every home that is made: an answer for one request is never taken for the answer to another. */
let revisions = 0;

/**
 * The home as one request sees it: make one for each. Everything is read at most once; what was asked for decides how:
 * one device costs one call and its values another, all devices one query and all values another, everything about the
 * centrals one query.
 */
export function createDynamoHome(options: { table: DynamoTable; site: SiteId }): Home {
  return new RequestHome(options.table, keysOf(options.site));
}

class RequestHome implements Home {
  readonly #table: DynamoTable;
  readonly #keys: SiteKeys;
  readonly #revision = ++revisions;
  #devices: Promise<ReadonlyMap<string, Device>> | undefined;
  #values: Promise<ReadonlyMap<string, ReadonlyMap<string, ValueState>>> | undefined;
  #centrals: Promise<CentralDocuments> | undefined;
  readonly #oneDevice = new Map<string, Promise<Device | undefined>>();
  readonly #valuesOf = new Map<string, Promise<ReadonlyMap<string, ValueState>>>();

  constructor(table: DynamoTable, keys: SiteKeys) {
    this.#table = table;
    this.#keys = keys;
  }

  revision(): number {
    return this.#revision;
  }

  async devices(central?: string): Promise<readonly Device[]> {
    const all = [...(await this.#allDevices()).values()];
    return central === undefined ? all : all.filter((device) => device.central === central);
  }

  async device(address: string): Promise<Device | undefined> {
    if (!isName(address)) return undefined;
    if (this.#devices !== undefined) return (await this.#devices).get(address);
    return once(this.#oneDevice, address, async () => {
      const item = await this.#table.get(this.#keys.device(address));
      return item && decodeDevice(await readInlineBody(item));
    });
  }

  async values(device: string): Promise<ReadonlyMap<string, ValueState>> {
    if (!isName(device)) return NO_VALUES;
    // Who has listed the devices is about to ask for the values of each.
    if (this.#devices !== undefined) {
      this.#values ??= readAll(this.#table, this.#keys.values, "", decodeValues);
      return (await this.#values).get(device) ?? NO_VALUES;
    }
    return once(this.#valuesOf, device, async () => {
      const item = await this.#table.get(this.#keys.valuesOf(device));
      return (item && decodeValues(await readInlineBody(item))) ?? NO_VALUES;
    });
  }

  async centrals(): Promise<readonly CentralState[]> {
    return (await this.#allCentrals()).states;
  }

  async hub(central: string): Promise<Hub> {
    return (await this.#allCentrals()).hubs.get(central) ?? unobservedHub(central);
  }

  async interfaces(central?: string): Promise<readonly InterfaceState[]> {
    const { interfaces } = await this.#allCentrals();
    return central === undefined ? [...interfaces.values()].flat() : (interfaces.get(central) ?? []);
  }

  #allDevices() {
    this.#devices ??= readAll(this.#table, this.#keys.home, DEVICE_DOCUMENTS, decodeDevice);
    return this.#devices;
  }

  #allCentrals() {
    this.#centrals ??= readCentrals(this.#table, this.#keys);
    return this.#centrals;
  }
}

function once<T>(kept: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  let result = kept.get(key);
  if (result === undefined) {
    result = read();
    kept.set(key, result);
  }
  return result;
}

/** Of a partition, by the rest of the sort key, in its order. */
async function readAll<T>(
  table: DynamoTable,
  pk: string,
  prefix: string,
  decode: (text: string) => T | undefined,
): Promise<ReadonlyMap<string, T>> {
  const found: [string, T][] = [];
  for (const item of await allItems(table, pk, prefix)) {
    // A document in a form of an earlier release is as good as none until the relay has sent it anew.
    const document = decode(await readInlineBody(item));
    if (document !== undefined) found.push([(textOf(item, "sk") ?? "").slice(prefix.length), document]);
  }
  // Addresses sort by UTF-16 in memory and by bytes here; CCUs send only ASCII.
  return new Map(found);
}

async function allItems(table: DynamoTable, pk: string, prefix: string, attributes?: string[]): Promise<Item[]> {
  const items: Item[] = [];
  const range: Expression = { text: "begins_with(#sk, :prefix)", values: { prefix } };
  let start: Key | undefined;
  do {
    const page = await table.query({ pk, ...(prefix === "" ? {} : { range }), attributes, start });
    items.push(...page.items);
    start = page.next;
  } while (start !== undefined);
  return items;
}

interface CentralDocuments {
  /** By name. */
  states: readonly CentralState[];
  hubs: ReadonlyMap<string, Hub>;
  interfaces: ReadonlyMap<string, readonly InterfaceState[]>;
}

async function readCentrals(table: DynamoTable, keys: SiteKeys): Promise<CentralDocuments> {
  const documents = await readAll(table, keys.home, CENTRAL_DOCUMENTS, (text) => text);
  const section = <T>(name: string, decode: (text: string) => T | undefined) =>
    new Map(
      [...documents].flatMap(([key, text]): [string, T][] => {
        const value = key.startsWith(`${name}#`) ? decode(text) : undefined;
        return value === undefined ? [] : [[key.slice(name.length + 1), value]];
      }),
    );
  return {
    states: [...section("state", decodeCentral).values()],
    hubs: section("hub", decodeHub),
    interfaces: section("interfaces", decodeInterfaces),
  };
}

// ---------------------------------------------------------------- writing

/** Which documents a site has: what a full set of the relay is compared with. */
export interface HomeContents {
  devices: string[];
  /** Devices that have values. */
  values: string[];
  centrals: string[];
  hubs: string[];
  interfaces: string[];
}

/**
 * The writing side of a site's documents, for the ingest: one call each. `order` grows with what the relay says (its
 * epoch in the upper digits, say): a write that is overtaken changes nothing and answers `false`. RangeError where a
 * document has more than 380 KB after compression (about 8 MB of JSON).
 */
export interface DynamoHomeWriter {
  putCentral(state: CentralState, order?: bigint): Promise<boolean>;
  putInterfaces(central: string, states: readonly InterfaceState[], order?: bigint): Promise<boolean>;
  putHub(central: string, hub: Hub, order?: bigint): Promise<boolean>;
  putDevice(device: Device, order?: bigint): Promise<boolean>;
  /** Replaces all values of the device. */
  putValues(device: string, values: ReadonlyMap<string, ValueState>, order?: bigint): Promise<boolean>;
  /** The values of several devices in one call per hundred: what events are merged into. A device without is absent. */
  readValues(devices: readonly string[]): Promise<Map<string, Map<string, ValueState>>>;
  /** With its values. */
  removeDevice(address: string, order?: bigint): Promise<void>;
  removeValues(device: string, order?: bigint): Promise<void>;
  /** With its interfaces and its hub. */
  removeCentral(name: string, order?: bigint): Promise<void>;
  contents(): Promise<HomeContents>;
}

export function createDynamoHomeWriter(options: { table: DynamoTable; site: SiteId }): DynamoHomeWriter {
  return new TableHomeWriter(options.table, keysOf(options.site));
}

class TableHomeWriter implements DynamoHomeWriter {
  readonly #table: DynamoTable;
  readonly #keys: SiteKeys;

  constructor(table: DynamoTable, keys: SiteKeys) {
    this.#table = table;
    this.#keys = keys;
  }

  putCentral(state: CentralState, order?: bigint): Promise<boolean> {
    return this.#put(this.#keys.central(named(state.name)), encodeCentral(state), order);
  }
  putInterfaces(central: string, states: readonly InterfaceState[], order?: bigint): Promise<boolean> {
    return this.#put(this.#keys.interfaces(named(central)), encodeInterfaces(states), order);
  }
  putHub(central: string, hub: Hub, order?: bigint): Promise<boolean> {
    return this.#put(this.#keys.hub(named(central)), encodeHub(hub), order);
  }
  putDevice(device: Device, order?: bigint): Promise<boolean> {
    return this.#put(this.#keys.device(named(device.address)), encodeDevice(device), order);
  }
  putValues(device: string, values: ReadonlyMap<string, ValueState>, order?: bigint): Promise<boolean> {
    return this.#put(this.#keys.valuesOf(named(device)), encodeValues(values), order);
  }

  async readValues(devices: readonly string[]): Promise<Map<string, Map<string, ValueState>>> {
    const names = [...new Set(devices)].filter(isName);
    const items = await this.#table.getAll(names.map((device) => this.#keys.valuesOf(device)));
    const found = new Map<string, Map<string, ValueState>>();
    for (const item of items) {
      const values = decodeValues(await readInlineBody(item));
      if (values) found.set(textOf(item, "sk") ?? "", values);
    }
    return found;
  }

  async removeDevice(address: string, order?: bigint): Promise<void> {
    await this.#remove(this.#keys.device(named(address)), order);
    await this.removeValues(address, order);
  }
  removeValues(device: string, order?: bigint): Promise<void> {
    return this.#remove(this.#keys.valuesOf(named(device)), order);
  }
  async removeCentral(name: string, order?: bigint): Promise<void> {
    for (const key of [this.#keys.central, this.#keys.interfaces, this.#keys.hub])
      await this.#remove(key(named(name)), order);
  }

  async contents(): Promise<HomeContents> {
    const keysIn = async (pk: string) =>
      (await allItems(this.#table, pk, "", ["sk"])).map((item) => textOf(item, "sk") ?? "").sort(compareKeys);
    const [home, values] = await Promise.all([keysIn(this.#keys.home), keysIn(this.#keys.values)]);
    const after = (prefix: string) => home.flatMap((sk) => (sk.startsWith(prefix) ? [sk.slice(prefix.length)] : []));
    return {
      devices: after(DEVICE_DOCUMENTS),
      values,
      centrals: after(`${CENTRAL_DOCUMENTS}state#`),
      hubs: after(`${CENTRAL_DOCUMENTS}hub#`),
      interfaces: after(`${CENTRAL_DOCUMENTS}interfaces#`),
    };
  }

  async #put(key: Key, text: string, order: bigint | undefined): Promise<boolean> {
    const item = itemOf({ ...key, ...(await inlineBody(text)), order });
    return (await this.#table.put(item, notOvertaken(order))).done;
  }

  async #remove(key: Key, order: bigint | undefined): Promise<void> {
    await this.#table.delete(key, notOvertaken(order));
  }
}

/** Equal is not overtaken: the same message may come twice. */
const notOvertaken = (order: bigint | undefined): Expression | undefined =>
  order === undefined ? undefined : { text: "attribute_not_exists(#order) OR #order <= :order", values: { order } };

function named(name: string): string {
  if (!isName(name)) throw new RangeError(`a name in the model needs 1 to ${NAME_LIMIT} bytes of well-formed UTF-8`);
  return name;
}

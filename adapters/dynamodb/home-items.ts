/**
 * The items of a home's partition, and what is in them. Everything that most requests need besides a device stands in two
 * small items whose keys are known beforehand: the centrals with their interfaces in one, and how current all of it is in
 * the other. So one BatchGetItem answers for a device, and one Query for the whole home. Devices of several CCUs with one
 * address share an item, each in an attribute of its own, so that a request that names only the address reads one item.
 */
import { createHash } from "node:crypto";
import { compareDevices } from "../../handlers/model/device-id.ts";
import {
  decodeCentral,
  decodeDevice,
  decodeHub,
  decodeInterfaces,
  decodeProgram,
  decodeValues,
  unobservedHub,
} from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, HomeProgram } from "../../handlers/ports/index.ts";
import { compareKeys } from "../../handlers/records/records.ts";
import { readAttribute, readInlineBody } from "./body.ts";
import { type Item, textOf } from "./item.ts";
import { CENTRALS_KEY, DEVICE_DOCUMENTS, HUB_DOCUMENTS, PROGRAM_KEY, VALUES_DOCUMENTS } from "./keys.ts";

/** Bytes of an address or name in a key: 1024 less what stands before it. Longer ones come from clients and name nothing. */
export const NAME_LIMIT = 900;
export const isName = (name: string): boolean =>
  name.length > 0 && name.length <= NAME_LIMIT && name.isWellFormed() && Buffer.byteLength(name) <= NAME_LIMIT;

/** Documents of several centrals that share one item; each in an attribute of its own. */
export type CentralPart = "state" | "interfaces" | "device" | "values";

/** Names of the attributes: of the document, and of the order of its last write. Names of centrals are any text. */
export function centralAttributes(part: CentralPart, central: string): { body: string; order: string } {
  const mark = createHash("sha256").update(central).digest("hex").slice(0, 32);
  return { body: `${part}_${mark}`, order: `order_${part}_${mark}` };
}

/** What an attribute holds: the name is in it, since the attribute's own name is a digest. */
export const encodePart = (central: string, text: string): string => JSON.stringify([central, text]);

/** By central, alphabetical. */
async function partsOf(item: Item | undefined, part: CentralPart): Promise<Map<string, string>> {
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(item ?? {}))
    if (name.startsWith(`${part}_`)) found.push(JSON.parse(await readAttribute(value)) as [string, string]);
  return new Map(found.sort(([a], [b]) => compareKeys(a, b)));
}

export const centralsIn = async (item: Item | undefined, part: CentralPart): Promise<string[]> => [
  ...(await partsOf(item, part)).keys(),
];

export interface Centrals {
  /** By name. */
  states: readonly CentralState[];
  interfaces: ReadonlyMap<string, readonly InterfaceState[]>;
}

async function centralsOf(item: Item | undefined): Promise<Centrals> {
  const decoded = async <T>(part: CentralPart, decode: (text: string) => T | undefined): Promise<[string, T][]> =>
    [...(await partsOf(item, part))].flatMap(([name, text]) => {
      const document = decode(text);
      return document === undefined ? [] : [[name, document]];
    });
  return {
    states: (await decoded("state", decodeCentral)).map(([, state]) => state),
    interfaces: new Map(await decoded("interfaces", decodeInterfaces)),
  };
}

/**
 * By central. Earlier releases kept one device with its values under an address, without the name of a central: it counts
 * until the relay has sent its documents anew.
 */
async function ownersOf<T>(
  item: Item | undefined,
  part: CentralPart,
  decode: (text: string) => T | undefined,
): Promise<Map<string, T>> {
  const owners = new Map<string, T>();
  for (const [central, text] of await partsOf(item, part)) {
    const document = decode(text);
    if (document !== undefined) owners.set(central, document);
  }
  return owners;
}
const hasLegacyBody = (item: Item): boolean => item.s !== undefined || item.z !== undefined;

async function devicesIn(item: Item | undefined): Promise<readonly Device[]> {
  if (item === undefined) return [];
  const owners = await ownersOf(item, "device", decodeDevice);
  const legacy = hasLegacyBody(item) ? decodeDevice(await readInlineBody(item)) : undefined;
  if (legacy && !owners.has(legacy.central)) owners.set(legacy.central, legacy);
  return [...owners.values()].sort(compareDevices);
}

/** Of every central that the item speaks of; `""` = of an earlier release. */
export async function valuesIn(item: Item | undefined): Promise<Map<string, Map<string, ValueState>>> {
  if (item === undefined) return new Map();
  const owners = await ownersOf(item, "values", decodeValues);
  const legacy = hasLegacyBody(item) ? decodeValues(await readInlineBody(item)) : undefined;
  if (legacy) owners.set("", legacy);
  return owners;
}

export const NO_VALUES: ReadonlyMap<string, ValueState> = new Map();

/** Items of one answer of the table, decoded when they are asked for. */
export class HomeItems {
  readonly #items: ReadonlyMap<string, Item>;
  #devices: Promise<ReadonlyMap<string, readonly Device[]>> | undefined;
  #centrals: Promise<Centrals> | undefined;
  readonly #values = new Map<string, ReturnType<typeof valuesIn>>();

  constructor(items: readonly Item[]) {
    this.#items = new Map(items.map((item) => [textOf(item, "sk") ?? "", item]));
  }

  item(sk: string): Item | undefined {
    return this.#items.get(sk);
  }

  /** By central. A document in a form of an earlier release is as good as none until the relay has sent it anew. */
  async devicesAt(address: string): Promise<readonly Device[]> {
    if (this.#devices) return (await this.#devices).get(address) ?? [];
    return devicesIn(this.#items.get(`${DEVICE_DOCUMENTS}${address}`));
  }

  /** Those that were read, in the order of their keys. Addresses sort by UTF-16 in memory and by bytes here; CCUs send only ASCII. */
  async devices(): Promise<readonly Device[]> {
    this.#devices ??= (async () => {
      const found = new Map<string, readonly Device[]>();
      for (const [sk, item] of this.#items)
        if (sk.startsWith(DEVICE_DOCUMENTS)) found.set(sk.slice(DEVICE_DOCUMENTS.length), await devicesIn(item));
      return found;
    })();
    return [...(await this.#devices).values()].flat();
  }

  async values(central: string, address: string): Promise<ReadonlyMap<string, ValueState>> {
    let values = this.#values.get(address);
    if (values === undefined) {
      values = valuesIn(this.#items.get(`${VALUES_DOCUMENTS}${address}`));
      this.#values.set(address, values);
    }
    const owners = await values;
    return owners.get(central) ?? owners.get("") ?? NO_VALUES;
  }

  centrals(): Promise<Centrals> {
    this.#centrals ??= centralsOf(this.#items.get(CENTRALS_KEY));
    return this.#centrals;
  }

  /** `undefined` where the relay has told none. */
  async program(): Promise<HomeProgram | undefined> {
    const item = this.#items.get(PROGRAM_KEY);
    return item && decodeProgram(await readInlineBody(item));
  }

  async hub(central: string): Promise<Hub> {
    const item = this.#items.get(`${HUB_DOCUMENTS}${central}`);
    return (item && decodeHub(await readInlineBody(item))) ?? unobservedHub(central);
  }
}

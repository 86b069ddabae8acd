/**
 * The items of a home's partition, and what is in them. Everything that most requests need besides a device stands in two
 * small items whose keys are known beforehand: the centrals with their interfaces in one, and how current all of it is in
 * the other. So one BatchGetItem answers for a device, and one Query for the whole home.
 */
import { createHash } from "node:crypto";
import {
  decodeCentral,
  decodeDevice,
  decodeHub,
  decodeInterfaces,
  decodeValues,
  unobservedHub,
} from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState } from "../../handlers/ports/index.ts";
import { compareKeys } from "../../handlers/records/records.ts";
import { readAttribute, readInlineBody } from "./body.ts";
import { type Item, textOf } from "./item.ts";
import { CENTRALS_KEY, DEVICE_DOCUMENTS, HUB_DOCUMENTS, VALUES_DOCUMENTS } from "./keys.ts";

/** Bytes of an address or name in a key: 1024 less what stands before it. Longer ones come from clients and name nothing. */
export const NAME_LIMIT = 900;
export const isName = (name: string): boolean =>
  name.length > 0 && name.length <= NAME_LIMIT && name.isWellFormed() && Buffer.byteLength(name) <= NAME_LIMIT;

/** Documents of a central that share one item; each in an attribute of its own. */
export type CentralPart = "state" | "interfaces";

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

export const NO_VALUES: ReadonlyMap<string, ValueState> = new Map();

/** Items of one answer of the table, decoded when they are asked for. */
export class HomeItems {
  readonly #items: ReadonlyMap<string, Item>;
  #devices: Promise<ReadonlyMap<string, Device>> | undefined;
  #centrals: Promise<Centrals> | undefined;
  readonly #values = new Map<string, Promise<ReadonlyMap<string, ValueState>>>();

  constructor(items: readonly Item[]) {
    this.#items = new Map(items.map((item) => [textOf(item, "sk") ?? "", item]));
  }

  item(sk: string): Item | undefined {
    return this.#items.get(sk);
  }

  async device(address: string): Promise<Device | undefined> {
    if (this.#devices) return (await this.#devices).get(address);
    const item = this.#items.get(`${DEVICE_DOCUMENTS}${address}`);
    // a document in a form of an earlier release is as good as none until the relay has sent it anew
    return item && decodeDevice(await readInlineBody(item));
  }

  /** Those that were read, in the order of their keys. Addresses sort by UTF-16 in memory and by bytes here; CCUs send only ASCII. */
  devices(): Promise<ReadonlyMap<string, Device>> {
    this.#devices ??= (async () => {
      const found = new Map<string, Device>();
      for (const [sk, item] of this.#items) {
        const device = sk.startsWith(DEVICE_DOCUMENTS) ? decodeDevice(await readInlineBody(item)) : undefined;
        if (device) found.set(sk.slice(DEVICE_DOCUMENTS.length), device);
      }
      return found;
    })();
    return this.#devices;
  }

  values(device: string): Promise<ReadonlyMap<string, ValueState>> {
    let values = this.#values.get(device);
    if (values === undefined) {
      values = this.#valuesOf(device);
      this.#values.set(device, values);
    }
    return values;
  }
  async #valuesOf(device: string): Promise<ReadonlyMap<string, ValueState>> {
    const item = this.#items.get(`${VALUES_DOCUMENTS}${device}`);
    return (item && decodeValues(await readInlineBody(item))) ?? NO_VALUES;
  }

  centrals(): Promise<Centrals> {
    this.#centrals ??= centralsOf(this.#items.get(CENTRALS_KEY));
    return this.#centrals;
  }

  async hub(central: string): Promise<Hub> {
    const item = this.#items.get(`${HUB_DOCUMENTS}${central}`);
    return (item && decodeHub(await readInlineBody(item))) ?? unobservedHub(central);
  }
}

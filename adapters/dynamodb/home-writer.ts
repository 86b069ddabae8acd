/** The writing side of a home's documents, for the ingest: one call of the table for each document. */

import {
  decodeValues,
  encodeCentral,
  encodeDevice,
  encodeHub,
  encodeInterfaces,
  encodeValues,
} from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, SiteId } from "../../handlers/ports/index.ts";
import type { RelayPresence } from "../../handlers/relay/cloud/ingest.ts";
import { attributeBody, inlineBody, readInlineBody } from "./body.ts";
import { allItems, presenceOf } from "./home.ts";
import { type CentralPart, centralAttributes, centralsIn, encodePart, isName, NAME_LIMIT } from "./home-items.ts";
import { itemOf, textOf } from "./item.ts";
import { DEVICE_DOCUMENTS, HUB_DOCUMENTS, type Key, keysOf, type SiteKeys, VALUES_DOCUMENTS } from "./keys.ts";
import type { DynamoTable, Expression } from "./table.ts";

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
 * `order` grows with what the relay says (its epoch in the upper digits, say): a write that is overtaken changes nothing
 * and answers `false`. RangeError where a document has more than 380 KB after compression (about 8 MB of JSON).
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
  /** What was last heard of the relay, with the version that `putPresence` is conditional on. */
  presence(): Promise<{ presence: RelayPresence; version: number } | undefined>;
  /** @param version of what is replaced, 0 = nothing. `false` where it is another one meanwhile */
  putPresence(presence: RelayPresence, version: number): Promise<boolean>;
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
    return this.#putPart("state", state.name, encodeCentral(state), order);
  }
  putInterfaces(central: string, states: readonly InterfaceState[], order?: bigint): Promise<boolean> {
    return this.#putPart("interfaces", central, encodeInterfaces(states), order);
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
      if (values) found.set((textOf(item, "sk") ?? "").slice(VALUES_DOCUMENTS.length), values);
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
    for (const part of ["state", "interfaces"] as const) await this.#removePart(part, named(name), order);
    await this.#remove(this.#keys.hub(name), order);
  }

  async contents(): Promise<HomeContents> {
    const [home, centrals] = await Promise.all([
      allItems(this.#table, this.#keys.home, undefined, ["sk"]),
      this.#table.get(this.#keys.centrals),
    ]);
    const keys = home.map((item) => textOf(item, "sk") ?? "");
    const after = (prefix: string) => keys.flatMap((sk) => (sk.startsWith(prefix) ? [sk.slice(prefix.length)] : []));
    return {
      devices: after(DEVICE_DOCUMENTS),
      values: after(VALUES_DOCUMENTS),
      centrals: await centralsIn(centrals, "state"),
      hubs: after(HUB_DOCUMENTS),
      interfaces: await centralsIn(centrals, "interfaces"),
    };
  }

  async presence(): Promise<{ presence: RelayPresence; version: number } | undefined> {
    return presenceOf(await this.#table.get(this.#keys.presence));
  }

  async putPresence(presence: RelayPresence, version: number): Promise<boolean> {
    const change = {
      text: "SET #s = :s, #version = :next",
      values: { s: JSON.stringify(presence), next: version + 1 },
    };
    const condition =
      version === 0 ? { text: "attribute_not_exists(#version)" } : { text: "#version = :version", values: { version } };
    // a repeated call that met its own first attempt looks like a conflict: the caller reads and decides anew
    return (await this.#table.update(this.#keys.presence, change, condition)).done;
  }

  // ---------------------------------------------------------------- documents

  async #put(key: Key, text: string, order: bigint | undefined): Promise<boolean> {
    const item = itemOf({ ...key, ...(await inlineBody(text)), order });
    return (await this.#table.put(item, notOvertaken("order", order))).done;
  }

  async #remove(key: Key, order: bigint | undefined): Promise<void> {
    await this.#table.delete(key, notOvertaken("order", order));
  }

  async #putPart(part: CentralPart, central: string, text: string, order: bigint | undefined): Promise<boolean> {
    const names = centralAttributes(part, named(central));
    const body = await attributeBody(encodePart(central, text));
    const set = order === undefined ? "" : `, #${names.order} = :order`;
    const change = { text: `SET #${names.body} = :body${set}`, values: { body } };
    return (await this.#table.update(this.#keys.centrals, change, notOvertaken(names.order, order))).done;
  }

  async #removePart(part: CentralPart, central: string, order: bigint | undefined): Promise<void> {
    const names = centralAttributes(part, central);
    const change = { text: `REMOVE #${names.body}, #${names.order}` };
    await this.#table.update(this.#keys.centrals, change, notOvertaken(names.order, order));
  }
}

/** Equal is not overtaken: the same message may come twice. */
const notOvertaken = (name: string, order: bigint | undefined): Expression | undefined =>
  order === undefined ? undefined : { text: `attribute_not_exists(#${name}) OR #${name} <= :order`, values: { order } };

function named(name: string): string {
  if (!isName(name)) throw new RangeError(`a name in the model needs 1 to ${NAME_LIMIT} bytes of well-formed UTF-8`);
  return name;
}

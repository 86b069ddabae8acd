/** The writing side of a home's documents, for the ingest: one call of the table for each document. */

import { type DeviceId, deviceId, splitDeviceId } from "../../handlers/model/device-id.ts";
import {
  decodeHub,
  encodeCentral,
  encodeDevice,
  encodeHub,
  encodeInterfaces,
  encodeProgram,
  encodeValues,
} from "../../handlers/model/document.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, HomeProgram, SiteId } from "../../handlers/ports/index.ts";
import type { DocumentOrder, RelayPresence } from "../../handlers/relay/cloud/ingest.ts";
import { attributeBody, INLINE_LIMIT, inlineBody, readInlineBody } from "./body.ts";
import { allItems, presenceOf } from "./home.ts";
import {
  type CentralPart,
  centralAttributes,
  centralsIn,
  encodePart,
  HomeItems,
  isName,
  NAME_LIMIT,
  valuesIn,
} from "./home-items.ts";
import { itemOf, textOf } from "./item.ts";
import { DEVICE_DOCUMENTS, HUB_DOCUMENTS, type Key, keysOf, type SiteKeys, VALUES_DOCUMENTS } from "./keys.ts";
import type { DynamoTable, Expression } from "./table.ts";

/** Which documents a site has: what a full set of the relay is compared with. */
export interface HomeContents {
  devices: DeviceId[];
  /** Devices that have values. */
  values: DeviceId[];
  centrals: string[];
  hubs: string[];
  interfaces: string[];
}

/**
 * A write that is overtaken (see {@link DocumentOrder}) changes nothing and answers `false`. RangeError where a document has more than 380 KB after compression (about 8 MB of JSON).
 */
export interface DynamoHomeWriter {
  putCentral(state: CentralState, order?: DocumentOrder): Promise<boolean>;
  putInterfaces(central: string, states: readonly InterfaceState[], order?: DocumentOrder): Promise<boolean>;
  putHub(central: string, hub: Hub, order?: DocumentOrder): Promise<boolean>;
  putProgram(program: HomeProgram, order?: DocumentOrder): Promise<boolean>;
  putDevice(device: Device, order?: DocumentOrder): Promise<boolean>;
  /** Replaces all values of the device. */
  putValues(id: DeviceId, values: ReadonlyMap<string, ValueState>, order?: DocumentOrder): Promise<boolean>;
  /** The values of several devices in one call per hundred: what events are merged into. A device without is absent. */
  readValues(devices: readonly DeviceId[]): Promise<Map<DeviceId, Map<string, ValueState>>>;
  /** With its values. */
  removeDevice(id: DeviceId, order?: DocumentOrder): Promise<void>;
  removeValues(id: DeviceId, order?: DocumentOrder): Promise<void>;
  /** With its interfaces and its hub. */
  removeCentral(name: string, order?: DocumentOrder): Promise<void>;
  /** As it was last put; `undefined` where it never was, or by another version of the program. */
  central(name: string): Promise<CentralState | undefined>;
  hub(central: string): Promise<Hub | undefined>;
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

  putCentral(state: CentralState, order?: DocumentOrder): Promise<boolean> {
    return this.#putPart(this.#keys.centrals, "state", state.name, encodeCentral(state), order);
  }
  putInterfaces(central: string, states: readonly InterfaceState[], order?: DocumentOrder): Promise<boolean> {
    return this.#putPart(this.#keys.centrals, "interfaces", central, encodeInterfaces(states), order);
  }
  putHub(central: string, hub: Hub, order?: DocumentOrder): Promise<boolean> {
    return this.#put(this.#keys.hub(named(central)), encodeHub(hub), order);
  }
  putProgram(program: HomeProgram, order?: DocumentOrder): Promise<boolean> {
    return this.#put(this.#keys.program, encodeProgram(program), order);
  }
  putDevice(device: Device, order?: DocumentOrder): Promise<boolean> {
    return this.#putPart(
      this.#keys.device(named(device.address)),
      "device",
      device.central,
      encodeDevice(device),
      order,
    );
  }
  async putValues(id: DeviceId, values: ReadonlyMap<string, ValueState>, order?: DocumentOrder): Promise<boolean> {
    const { central, address } = ownerOf(id);
    return this.#putPart(this.#keys.valuesOf(named(address)), "values", central, encodeValues(values), order);
  }

  async readValues(devices: readonly DeviceId[]): Promise<Map<DeviceId, Map<string, ValueState>>> {
    const wanted = [...new Set(devices)].map((id) => ({ id, ...ownerOf(id) })).filter(({ address }) => isName(address));
    const addresses = [...new Set(wanted.map(({ address }) => address))];
    const items = await this.#table.getAll(addresses.map((address) => this.#keys.valuesOf(address)));
    const byAddress = new Map<string, Map<string, Map<string, ValueState>>>();
    for (const item of items)
      byAddress.set((textOf(item, "sk") ?? "").slice(VALUES_DOCUMENTS.length), await valuesIn(item));
    const found = new Map<DeviceId, Map<string, ValueState>>();
    for (const { id, central, address } of wanted) {
      const owners = byAddress.get(address);
      const values = owners?.get(central) ?? owners?.get("");
      if (values) found.set(id, values);
    }
    return found;
  }

  async removeDevice(id: DeviceId, order?: DocumentOrder): Promise<void> {
    const { central, address } = ownerOf(id);
    await this.#removePart(this.#keys.device(named(address)), "device", central, order);
    await this.removeValues(id, order);
  }
  async removeValues(id: DeviceId, order?: DocumentOrder): Promise<void> {
    const { central, address } = ownerOf(id);
    await this.#removePart(this.#keys.valuesOf(named(address)), "values", central, order);
  }
  async removeCentral(name: string, order?: DocumentOrder): Promise<void> {
    for (const part of ["state", "interfaces"] as const)
      await this.#removePart(this.#keys.centrals, part, named(name), order);
    await this.#remove(this.#keys.hub(name), order);
  }

  async central(name: string): Promise<CentralState | undefined> {
    const item = await this.#table.get(this.#keys.centrals);
    const { states } = await new HomeItems(item ? [item] : []).centrals();
    return states.find((state) => state.name === name);
  }
  async hub(central: string): Promise<Hub | undefined> {
    const item = await this.#table.get(this.#keys.hub(named(central)));
    return item && decodeHub(await readInlineBody(item));
  }

  async contents(): Promise<HomeContents> {
    const items = await allItems(this.#table, this.#keys.home);
    const after = (prefix: string) =>
      items.flatMap((item) => {
        const sk = textOf(item, "sk") ?? "";
        return sk.startsWith(prefix) ? [{ item, name: sk.slice(prefix.length) }] : [];
      });
    const owners = async (prefix: string, part: "device" | "values"): Promise<DeviceId[]> => {
      const ids: DeviceId[] = [];
      for (const { item, name } of after(prefix))
        for (const central of await centralsIn(item, part)) ids.push(deviceId(central, name));
      return ids;
    };
    const centrals = items.find((item) => textOf(item, "sk") === this.#keys.centrals.sk);
    return {
      devices: await owners(DEVICE_DOCUMENTS, "device"),
      values: await owners(VALUES_DOCUMENTS, "values"),
      centrals: await centralsIn(centrals, "state"),
      hubs: after(HUB_DOCUMENTS).map(({ name }) => name),
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

  async #put(key: Key, text: string, order: DocumentOrder | undefined): Promise<boolean> {
    const item = itemOf({ ...key, ...(await inlineBody(text)), order: order?.at });
    return (await this.#table.put(item, notOvertaken("order", order))).done;
  }

  async #remove(key: Key, order: DocumentOrder | undefined): Promise<void> {
    await this.#table.delete(key, notOvertaken("order", order));
  }

  async #putPart(
    key: Key,
    part: CentralPart,
    central: string,
    text: string,
    order: DocumentOrder | undefined,
  ): Promise<boolean> {
    const names = centralAttributes(part, named(central));
    const body = await attributeBody(encodePart(central, text));
    if (body.length > INLINE_LIMIT)
      throw new RangeError(`${body.length} bytes after compression, at most ${INLINE_LIMIT} can be stored`);
    const set = order === undefined ? "" : `, #${names.order} = :at`;
    // what an earlier release kept in the item knows no central: from now on the relay sends every one
    const legacy = key === this.#keys.centrals ? "" : " REMOVE #s, #z, #order";
    const change = {
      text: `SET #${names.body} = :body${set}${legacy}`,
      values: { body, ...(order && { at: order.at }) },
    };
    return (await this.#table.update(key, change, notOvertaken(names.order, order))).done;
  }

  /** An item of which nothing is left stays: it costs next to nothing, and says of no central that it has the device. */
  async #removePart(key: Key, part: CentralPart, central: string, order: DocumentOrder | undefined): Promise<void> {
    const names = centralAttributes(part, named(central));
    const legacy = key === this.#keys.centrals ? "" : ", #s, #z, #order";
    const change = { text: `REMOVE #${names.body}, #${names.order}${legacy}` };
    const inTime = notOvertaken(names.order, order);
    // an update would make the item of a device that never was
    const text = inTime ? `attribute_exists(#pk) AND (${inTime.text})` : "attribute_exists(#pk)";
    await this.#table.update(key, change, { ...inTime, text });
  }
}

function ownerOf(id: DeviceId): { central: string; address: string } {
  const owner = splitDeviceId(id);
  if (!owner) throw new RangeError("a device is named by its central and its address");
  return owner;
}

/** Equal is not overtaken: the same message may come twice. */
const notOvertaken = (name: string, order: DocumentOrder | undefined): Expression | undefined =>
  order && {
    text: `attribute_not_exists(#${name}) OR #${name} <= :at OR #${name} >= :end`,
    values: { at: order.at, end: order.end },
  };

function named(name: string): string {
  if (!isName(name)) throw new RangeError(`a name in the model needs 1 to ${NAME_LIMIT} bytes of well-formed UTF-8`);
  return name;
}

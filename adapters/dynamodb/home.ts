/**
 * The read model of a site as documents of the table: one item per device, one per device for its values, one per hub, and
 * one for all centrals and interfaces. The ingest writes them (home-writer.ts); a request reads them, each at most once.
 */

import { type DeviceId, splitDeviceId } from "../../handlers/model/device-id.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, Home, SiteId, ToldProgram } from "../../handlers/ports/index.ts";
import { type Freshness, knownAsOf } from "../../handlers/relay/cloud/freshness.ts";
import type { RelayPresence } from "../../handlers/relay/cloud/ingest.ts";
import { HomeItems, isName, NO_VALUES } from "./home-items.ts";
import { type Item, numberOf, textOf } from "./item.ts";
import { CENTRAL_DOCUMENTS, type Key, keysOf, PRESENCE_KEY, type SiteKeys } from "./keys.ts";
import type { DynamoTable, Expression } from "./table.ts";

/** Grows with every home that is made: an answer for one request is never taken for the answer to another. */
let revisions = 0;

export interface DynamoHome extends Home {
  program(): Promise<ToldProgram | undefined>;
  /** As it stood beside the documents; `undefined` where the request has read nothing of the home: its answer does not depend on it. */
  freshness(): Promise<Freshness | undefined>;
}

export interface DynamoHomeOptions {
  table: DynamoTable;
  site: SiteId;
  /**
   * Told of what a request has found at first. Where it answers `true` (more is there now), it is read once more; never
   * asked again by the same home.
   */
  refresh?: (found: Freshness) => Promise<boolean>;
}

/**
 * The home as one request sees it: make one for each. Everything is read at most once, and what is asked for in one turn
 * is read together: one device with its values and its interfaces costs one call, everything about the centrals one
 * query, the whole home one query for each MB.
 */
export function createDynamoHome({ table, site, refresh }: DynamoHomeOptions): DynamoHome {
  return new RequestHome(table, keysOf(site), refresh);
}

/** Notes for all readers that the relay holds nothing back until then (ms); never earlier than noted before. */
export async function putCurrent({ table, site }: { table: DynamoTable; site: SiteId }, until: number): Promise<void> {
  const later = { text: "attribute_not_exists(#until) OR #until < :until" };
  await table.update(keysOf(site).presence, { text: "SET #until = :until", values: { until } }, later);
}

/** What is to be read: the larger includes the smaller. */
interface Wish {
  everything: boolean;
  /** Centrals with their hubs, and what the program at home says of itself. */
  hubs: boolean;
  /** That alone. */
  program: boolean;
  /** Addresses of devices, which are read with their values, and the centrals without their hubs. */
  devices: Set<string>;
}

class RequestHome implements DynamoHome {
  readonly #table: DynamoTable;
  readonly #keys: SiteKeys;
  readonly #revision = ++revisions;
  /** Of which parts of the home there is an answer, or will be. */
  #everything: Promise<HomeItems> | undefined;
  #hubs: Promise<HomeItems> | undefined;
  readonly #near = new Map<string, Promise<HomeItems>>();
  /** What was asked for in this turn. */
  #next: { wish: Wish; answer: Promise<HomeItems> } | undefined;
  #first: Promise<HomeItems> | undefined;
  /** Of when the oldest is that a hub has from before the relay started. */
  #kept: number | undefined;
  readonly #refresh: DynamoHomeOptions["refresh"];

  constructor(table: DynamoTable, keys: SiteKeys, refresh: DynamoHomeOptions["refresh"]) {
    this.#table = table;
    this.#keys = keys;
    this.#refresh = refresh;
  }

  revision(): number {
    return this.#revision;
  }

  async devices(central?: string): Promise<readonly Device[]> {
    const all = await (await this.#wholeHome()).devices();
    return central === undefined ? all : all.filter((device) => device.central === central);
  }

  async device(id: DeviceId): Promise<Device | undefined> {
    const owner = splitDeviceId(id);
    return owner && (await this.devicesAt(owner.address)).find(({ central }) => central === owner.central);
  }

  async devicesAt(address: string): Promise<readonly Device[]> {
    return isName(address) ? (await this.#deviceItems(address)).devicesAt(address) : [];
  }

  async values(id: DeviceId): Promise<ReadonlyMap<string, ValueState>> {
    const owner = splitDeviceId(id);
    if (!owner || !isName(owner.address)) return NO_VALUES;
    return (await this.#deviceItems(owner.address)).values(owner.central, owner.address);
  }

  async centrals(): Promise<readonly CentralState[]> {
    return (await (await this.#centralItems()).centrals()).states;
  }

  async interfaces(central?: string): Promise<readonly InterfaceState[]> {
    const { interfaces } = await (await this.#centralItems()).centrals();
    return central === undefined ? [...interfaces.values()].flat() : (interfaces.get(central) ?? []);
  }

  async hub(central: string): Promise<Hub> {
    const hub = await (await this.#hubItems()).hub(central);
    if (hub.keptAsOf !== undefined) this.#kept = Math.min(this.#kept ?? hub.keptAsOf, hub.keptAsOf);
    return hub;
  }

  async program(): Promise<ToldProgram | undefined> {
    const items = await (this.#everything ??
      this.#hubs ??
      this.#ask((wish) => {
        wish.program = true;
      }));
    const { reports = [], capabilities = [], alarm } = (await items.program()) ?? {};
    const freshness = freshnessOf(items);
    const { presence } = freshness;
    if (presence === undefined) return undefined;
    // of a relay that is away it does not depend on the time
    const away = presence.online ? undefined : knownAsOf(freshness, presence.since);
    return { reports, capabilities, ...(alarm && { alarm }), ...(away === undefined ? {} : { away }) };
  }

  async freshness(): Promise<Freshness | undefined> {
    if (this.#first === undefined) return undefined;
    return { ...freshnessOf(await this.#first), ...(this.#kept === undefined ? {} : { kept: this.#kept }) };
  }

  // ---------------------------------------------------------------- what to read

  #wholeHome(): Promise<HomeItems> {
    this.#everything ??= this.#ask((wish) => {
      wish.everything = true;
    });
    return this.#everything;
  }

  #hubItems(): Promise<HomeItems> {
    if (this.#everything) return this.#everything;
    this.#hubs ??= this.#ask((wish) => {
      wish.hubs = true;
    });
    return this.#hubs;
  }

  #deviceItems(address: string): Promise<HomeItems> {
    if (this.#everything) return this.#everything;
    let items = this.#near.get(address);
    if (items === undefined) {
      items = this.#ask((wish) => wish.devices.add(address));
      this.#near.set(address, items);
    }
    return items;
  }

  #centralItems(): Promise<HomeItems> {
    const [near] = this.#near.values();
    return this.#everything ?? this.#hubs ?? near ?? this.#hubItems();
  }

  #ask(add: (wish: Wish) => void): Promise<HomeItems> {
    if (this.#next === undefined) {
      const wish: Wish = { everything: false, hubs: false, program: false, devices: new Set() };
      // runs when all that is asked for in this turn is known
      const answer: Promise<HomeItems> = Promise.resolve().then(() => {
        this.#next = undefined;
        return answer === this.#first ? this.#readFirst(wish) : this.#readAfter(wish);
      });
      this.#next = { wish, answer };
      this.#first ??= answer;
    }
    add(this.#next.wish);
    return this.#next.answer;
  }

  async #readFirst(wish: Wish): Promise<HomeItems> {
    const found = await this.#read(wish);
    const isMore = this.#refresh && (await this.#refresh(freshnessOf(found)));
    return isMore ? this.#read(wish) : found;
  }

  /** What is asked for later must not be older than what was found first. */
  async #readAfter(wish: Wish): Promise<HomeItems> {
    await this.#first;
    return this.#read(wish);
  }

  async #read({ everything, hubs, program, devices }: Wish): Promise<HomeItems> {
    if (everything) return new HomeItems(await allItems(this.#table, this.#keys.home));
    const near = devices.size > 0 ? this.#keysNear([...devices], !hubs) : [];
    const alone =
      program && !hubs
        ? [this.#keys.program, ...(near.includes(this.#keys.presence) ? [] : [this.#keys.presence])]
        : [];
    const keys = [...near, ...alone];
    const found = await Promise.all([
      hubs ? allItems(this.#table, this.#keys.home, CENTRAL_DOCUMENTS) : [],
      keys.length > 0 ? this.#table.getAll(keys) : [],
    ]);
    return new HomeItems(found.flat());
  }

  /** The first devices bring the centrals along: answers about a device speak of its interface. */
  #keysNear(devices: readonly string[], withCentrals: boolean): Key[] {
    const keys = devices.flatMap((address) => [this.#keys.device(address), this.#keys.valuesOf(address)]);
    return withCentrals && this.#near.size === devices.length
      ? [this.#keys.centrals, this.#keys.presence, ...keys]
      : keys;
  }
}

function freshnessOf(items: HomeItems): Freshness {
  const item = items.item(PRESENCE_KEY);
  const presence = presenceOf(item)?.presence;
  const until = item && numberOf(item, "until");
  return { ...(presence ? { presence } : {}), ...(until === undefined ? {} : { until }) };
}

/** @returns with the version that a change of it is conditional on */
export function presenceOf(item: Item | undefined): { presence: RelayPresence; version: number } | undefined {
  if (item === undefined) return undefined;
  const text = textOf(item, "s");
  return text === undefined ? undefined : { presence: JSON.parse(text), version: numberOf(item, "version") ?? 0 };
}

/** Of a partition, in the order of the sort keys. */
export async function allItems(
  table: DynamoTable,
  pk: string,
  prefix?: string,
  attributes?: readonly string[],
): Promise<Item[]> {
  const items: Item[] = [];
  const range: Expression | undefined =
    prefix === undefined ? undefined : { text: "begins_with(#sk, :prefix)", values: { prefix } };
  let start: Key | undefined;
  do {
    const page = await table.query({ pk, ...(range ? { range } : {}), ...(attributes ? { attributes } : {}), start });
    items.push(...page.items);
    start = page.next;
  } while (start !== undefined);
  return items;
}

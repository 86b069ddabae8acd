/**
 * The read model of a site as documents of the table: one item per device, one per device for its values, one per hub, and
 * one for all centrals and interfaces. The ingest writes them (home-writer.ts); a request reads them, each at most once.
 */
import type { RelayPresence } from "../../handlers/link/ingest.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, Home, SiteId } from "../../handlers/ports.ts";
import { HomeItems, isName, NO_VALUES } from "./home-items.ts";
import { type Item, numberOf, textOf } from "./item.ts";
import { CENTRAL_DOCUMENTS, type Key, keysOf, PRESENCE_KEY, type SiteKeys } from "./keys.ts";
import type { DynamoTable, Expression } from "./table.ts";

/** Grows with every home that is made: an answer for one request is never taken for the answer to another. */
let revisions = 0;

/** What was last heard of the relay, as it stood beside the documents that a request has read. */
export interface Currency {
  presence: RelayPresence | undefined;
}

export interface DynamoHome extends Home {
  /** `undefined` where the request has read nothing of the home: its answer does not depend on it. */
  currency(): Promise<Currency | undefined>;
}

/**
 * The home as one request sees it: make one for each. Everything is read at most once, and what is asked for in one turn
 * is read together: one device with its values and its interfaces costs one call, everything about the centrals one
 * query, the whole home one query for each MB.
 */
export function createDynamoHome(options: { table: DynamoTable; site: SiteId }): DynamoHome {
  return new RequestHome(options.table, keysOf(options.site));
}

/** What is to be read: the larger includes the smaller. */
interface Wish {
  everything: boolean;
  /** Centrals with their hubs. */
  hubs: boolean;
  /** Devices with their values, and the centrals without their hubs. */
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

  constructor(table: DynamoTable, keys: SiteKeys) {
    this.#table = table;
    this.#keys = keys;
  }

  revision(): number {
    return this.#revision;
  }

  async devices(central?: string): Promise<readonly Device[]> {
    const all = [...(await (await this.#wholeHome()).devices()).values()];
    return central === undefined ? all : all.filter((device) => device.central === central);
  }

  async device(address: string): Promise<Device | undefined> {
    return isName(address) ? (await this.#deviceItems(address)).device(address) : undefined;
  }

  async values(device: string): Promise<ReadonlyMap<string, ValueState>> {
    return isName(device) ? (await this.#deviceItems(device)).values(device) : NO_VALUES;
  }

  async centrals(): Promise<readonly CentralState[]> {
    return (await (await this.#centralItems()).centrals()).states;
  }

  async interfaces(central?: string): Promise<readonly InterfaceState[]> {
    const { interfaces } = await (await this.#centralItems()).centrals();
    return central === undefined ? [...interfaces.values()].flat() : (interfaces.get(central) ?? []);
  }

  async hub(central: string): Promise<Hub> {
    return (await this.#hubItems()).hub(central);
  }

  async currency(): Promise<Currency | undefined> {
    return this.#first && currencyOf(await this.#first);
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
      const wish: Wish = { everything: false, hubs: false, devices: new Set() };
      // runs when all that is asked for in this turn is known
      const answer = Promise.resolve().then(() => {
        this.#next = undefined;
        return this.#read(wish);
      });
      this.#next = { wish, answer };
      this.#first ??= answer;
    }
    add(this.#next.wish);
    return this.#next.answer;
  }

  async #read({ everything, hubs, devices }: Wish): Promise<HomeItems> {
    if (everything) return new HomeItems(await allItems(this.#table, this.#keys.home));
    const found = await Promise.all([
      hubs ? allItems(this.#table, this.#keys.home, CENTRAL_DOCUMENTS) : [],
      devices.size > 0 ? this.#table.getAll(this.#keysNear([...devices], !hubs)) : [],
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

function currencyOf(items: HomeItems): Currency {
  return { presence: presenceOf(items.item(PRESENCE_KEY))?.presence };
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

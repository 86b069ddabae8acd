/**
 * The table in the memory of this process. `npm test` plays the conformance suite on it instead of on DynamoDB Local, which
 * `npm run test:full` takes; `test/ports/table.test.ts` holds one against the other.
 */
import { type Item, itemOf } from "../../../adapters/dynamodb/item.ts";
import type { Key } from "../../../adapters/dynamodb/keys.ts";
import type { DynamoTable, Expression, TableQuery, WriteOutcome } from "../../../adapters/dynamodb/table.ts";
import { compareKeys } from "../../../handlers/records/records.ts";
import { changed, checkValues, holds, valuesOf } from "./expressions.ts";

/** Limits of DynamoDB in bytes: of a partition key, a sort key, an item, a page. */
const [PK_LIMIT, SK_LIMIT, ITEM_LIMIT, PAGE_LIMIT] = [2048, 1024, 400 * 1024, 1024 * 1024];
interface Partition {
  /** In the order of their UTF-8 bytes. */
  readonly keys: string[];
  readonly items: Map<string, Item>;
}

const bytesOf = ({ S, N, B }: Item[string]): number =>
  (S ?? N) === undefined ? (B?.length ?? 1) : Buffer.byteLength((S ?? N) as string);
const sizeOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + bytesOf(value), 0);

/** Text goes over the wire as UTF-8. @throws RangeError where no key can be like that */
function checked({ pk, sk }: Key): Key {
  const key = { pk: pk.toWellFormed(), sk: sk.toWellFormed() };
  for (const [text, limit] of [
    [key.pk, PK_LIMIT],
    [key.sk, SK_LIMIT],
  ] as const)
    if (text === "" || Buffer.byteLength(text) > limit) throw new RangeError("no key of the table is like that");
  return key;
}

/** DynamoDB Local refuses what the service has taken since 2020: the stricter of the two. */
function withoutEmpty(item: Item): Item {
  for (const [name, { S, B }] of Object.entries(item))
    if (S === "" || B?.length === 0) throw new RangeError(`${name} is empty`);
  return item;
}

/** Where the key is, or would be. */
function placeOf(keys: readonly string[], key: string): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compareKeys(keys[middle] as string, key) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

export class MemoryTable implements DynamoTable {
  readonly #partitions = new Map<string, Partition>();

  async get(key: Key): Promise<Item | undefined> {
    const item = this.#find(checked(key));
    return item && { ...item };
  }

  async getAll(keys: readonly Key[]): Promise<Item[]> {
    const wanted = keys.map(checked);
    if (new Set(wanted.map(({ pk, sk }) => `${pk}\0${sk}`)).size < keys.length)
      throw new RangeError("a batch names a key twice");
    return wanted.flatMap((key) => {
      const item = this.#find(key);
      return item ? [{ ...item }] : [];
    });
  }

  async put(item: Item, condition?: Expression): Promise<WriteOutcome> {
    const key = checked({ pk: item.pk?.S ?? "", sk: item.sk?.S ?? "" });
    const stored = { ...withoutEmpty(item), ...itemOf({ ...key }) };
    return this.#write(key, condition, undefined, () => stored);
  }

  async update(key: Key, change: Expression, condition?: Expression): Promise<WriteOutcome> {
    return this.#write(checked(key), condition, change, (before, values) => changed(change, before, values), true);
  }

  async delete(key: Key, condition?: Expression): Promise<WriteOutcome> {
    return this.#write(checked(key), condition, undefined, () => undefined, true);
  }

  async query(query: TableQuery): Promise<{ items: Item[]; next?: Key }> {
    const { pk, range, filter, attributes, reverse = false, limit = Number.POSITIVE_INFINITY, start } = query;
    const values = withoutEmpty(valuesOf(range, filter));
    checkValues(values, [range, filter]);
    if (limit < 1) throw new RangeError("a page has at least one item");
    const partition = this.#partitions.get(pk);
    const items: Item[] = [];
    let [looked, bytes, last] = [0, 0, ""];
    for (const item of inOrder(partition, reverse, start && checked(start))) {
      if (!holds(range, item, values)) continue;
      if (bytes > PAGE_LIMIT) return { items, next: { pk, sk: last } };
      looked += 1;
      bytes += sizeOf(item);
      last = item.sk?.S as string;
      if (holds(filter, item, values)) items.push(attributes ? pick(item, attributes) : { ...item });
      // the service does not look whether anything follows
      if (looked === limit) return { items, next: { pk, sk: last } };
    }
    return { items };
  }

  /** All of them, in no order. */
  items(): Item[] {
    return [...this.#partitions.values()].flatMap(({ items }) => [...items.values()]);
  }

  #find({ pk, sk }: Key): Item | undefined {
    return this.#partitions.get(pk)?.items.get(sk);
  }

  /** @param tells whether the service gives the item as it was */
  #write(
    key: Key,
    condition: Expression | undefined,
    change: Expression | undefined,
    next: (before: Item, values: Item) => Item | undefined,
    tells = false,
  ): WriteOutcome {
    const values = withoutEmpty(valuesOf(condition, change));
    checkValues(values, [condition], change);
    const before = this.#find(key);
    if (!holds(condition, before ?? {}, values)) return { done: false, item: before && { ...before }, repeated: false };
    const item = next(before ?? itemOf({ ...key }), values);
    if (item && sizeOf(item) > ITEM_LIMIT) throw new RangeError("Item size has exceeded the maximum allowed size");
    if (item) this.#keep(key, item);
    else this.#drop(key);
    return { done: true, before: tells && before ? { ...before } : undefined };
  }

  #keep({ pk, sk }: Key, item: Item): void {
    const partition = this.#partitions.get(pk) ?? { keys: [], items: new Map() };
    this.#partitions.set(pk, partition);
    if (!partition.items.has(sk)) partition.keys.splice(placeOf(partition.keys, sk), 0, sk);
    partition.items.set(sk, item);
  }

  #drop({ pk, sk }: Key): void {
    const partition = this.#partitions.get(pk);
    if (!partition?.items.delete(sk)) return;
    partition.keys.splice(placeOf(partition.keys, sk), 1);
    if (partition.keys.length === 0) this.#partitions.delete(pk);
  }
}

function* inOrder(partition: Partition | undefined, reverse: boolean, start: Key | undefined): Generator<Item> {
  if (!partition) return;
  const { keys, items } = partition;
  const at = start && placeOf(keys, start.sk);
  const step = reverse ? -1 : 1;
  let from = reverse ? keys.length - 1 : 0;
  if (at !== undefined) from = reverse ? at - 1 : keys[at] === start?.sk ? at + 1 : at;
  for (let place = from; place >= 0 && place < keys.length; place += step)
    yield items.get(keys[place] as string) as Item;
}

const pick = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));

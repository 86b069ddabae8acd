/**
 * The port `Store` on the table.
 *
 * A version is never given twice to a key, and never one lower than an earlier one. While the item lives it is counted
 * up. A delete leaves a mark with the version for an hour; a record that DynamoDB removed itself was expired for an hour.
 * After that the first version comes from the clock, in 1/1024 ms: higher than all earlier ones unless a key was written
 * more than a thousand times in every millisecond of its life.
 */
import { randomUUID } from "node:crypto";
import type {
  Clock,
  ListOptions,
  PutOptions,
  RecordKind,
  SiteId,
  SiteStore,
  Store,
  StoredRecord,
} from "../../handlers/ports/index.ts";
import {
  checkExpiry,
  checkRecordKey,
  compareKeys,
  encodeRecordValue,
  isRecordKey,
  pageLimit,
} from "../../handlers/records/records.ts";
import { BODY_ATTRIBUTES, type BodyValues, dropParts, readBody, writeBody } from "./body.ts";
import { type Item, itemOf, needNumber, numberOf, textOf, type Values } from "./item.ts";
import { type Key, keysOf, type SiteKeys } from "./keys.ts";
import type { DynamoTable, Expression, TableQuery } from "./table.ts";

/** Versions per millisecond: see above. 2^53 is reached in the year 2248. */
const VERSIONS_PER_MS = 1024;
/** Seconds that an item stays after its end, so that no clock of any function is still before it. */
const REMOVAL_DELAY_S = 3600;
/** Seconds since the epoch that DynamoDB accepts for an expiry; what lies beyond is never removed. */
const LATEST_TTL_S = 2 ** 40;
/** Times that a body may be replaced while it is being read. */
const READ_ROUNDS = 5;
/** UTF-8 bytes of a cursor that matter: beyond the longest key, within the 1024 of a sort key. */
const CURSOR_LIMIT = 1000;

/** @param table the one table; a function makes one at its start. */
export function createDynamoStore({ table, clock }: { table: DynamoTable; clock: Clock }): Store {
  return {
    site: (site) => new DynamoSiteStore(table, clock, site),
    /** DynamoDB removes by `ttl` itself and for free; scanning the table of all homes would cost more than it saves. */
    async sweep() {},
    async close() {},
  };
}

class DynamoSiteStore implements SiteStore {
  readonly #table: DynamoTable;
  readonly #clock: Clock;
  readonly #keys: SiteKeys;

  constructor(table: DynamoTable, clock: Clock, site: SiteId) {
    this.#table = table;
    this.#clock = clock;
    this.#keys = keysOf(site);
  }

  async get<T>(kind: RecordKind, key: string): Promise<StoredRecord<T> | undefined> {
    if (!isRecordKey(key)) return undefined;
    for (let round = 0; round < READ_ROUNDS; round++) {
      const item = await this.#table.get(this.#keys.record(kind, key));
      if (item === undefined || !this.#lives(item)) return undefined;
      const json = await readBody(this.#table, this.#keys, item);
      if (json !== undefined) return record<T>(item, json);
    }
    throw new Error(`record of kind ${kind} is without its body`);
  }

  async put(kind: RecordKind, key: string, value: unknown, options: PutOptions = {}): Promise<number | undefined> {
    checkRecordKey(key);
    checkExpiry(options.expiresAt);
    const json = encodeRecordValue(value);
    const body = await writeBody(this.#table, this.#keys, json);
    const base = this.#clock.now() * VERSIONS_PER_MS;
    const mark = randomUUID();
    const target = this.#keys.record(kind, key);
    const outcome = await this.#table.update(
      target,
      replacement({ base, mark, body, expiresAt: options.expiresAt }),
      this.#condition(options.ifVersion),
    );
    if (outcome.done) {
      const { before } = outcome;
      // A repeated call has met its own first attempt.
      if (before && textOf(before, "mark") !== mark) await dropParts(this.#table, this.#keys, before);
      return ((before && numberOf(before, "version")) ?? base) + 1;
    }
    const own = await this.#ownWrite(target, mark, outcome);
    if (own === undefined) await dropParts(this.#table, this.#keys, itemOf(body));
    return own && needNumber(own, "version");
  }

  async delete(kind: RecordKind, key: string, options: { ifVersion?: number } = {}): Promise<boolean> {
    if (!isRecordKey(key)) return false;
    const mark = randomUUID();
    const target = this.#keys.record(kind, key);
    const ttl = ttlOf(this.#clock.now());
    const change = {
      text: `SET #dead = :yes, #mark = :mark, #ttl = :ttl REMOVE #expires, ${names(BODY_ATTRIBUTES)}`,
      values: { yes: true, mark, ttl },
    };
    const outcome = await this.#table.update(target, change, living(this.#clock.now(), options.ifVersion));
    if (outcome.done) await dropParts(this.#table, this.#keys, outcome.before);
    return outcome.done || (await this.#ownWrite(target, mark, outcome)) !== undefined;
  }

  async list<T>(kind: RecordKind, options: ListOptions = {}): Promise<{ items: StoredRecord<T>[]; next?: string }> {
    const query = rangeQuery(this.#keys.records(kind), options);
    if (query === undefined) return { items: [] };
    const limit = pageLimit(options.limit);
    const filter: Expression = {
      text: "attribute_not_exists(#dead) AND (attribute_not_exists(#expires) OR #expires > :now)",
      values: { now: this.#clock.now() },
    };
    const found: Item[] = [];
    // One more than asked tells whether another page follows.
    for (let start = query.start; found.length <= limit; ) {
      const page = await this.#table.query({ ...query, filter, limit: limit + 1 - found.length, start });
      found.push(...page.items);
      start = page.next;
      if (start === undefined) break;
    }
    const items = (await Promise.all(found.slice(0, limit).map((item) => this.#listed<T>(kind, item)))).flat();
    return found.length > limit ? { items, next: textOf(found[limit - 1] as Item, "sk") } : { items };
  }

  async #listed<T>(kind: RecordKind, item: Item): Promise<StoredRecord<T>[]> {
    const json = await readBody(this.#table, this.#keys, item);
    if (json !== undefined) return [record<T>(item, json)];
    const again = await this.get<T>(kind, textOf(item, "sk") ?? "");
    return again ? [again] : [];
  }

  /** The SDK repeats a call whose answer was lost; then the condition may have failed at what the first attempt wrote. */
  async #ownWrite(key: Key, mark: string, outcome: { item: Item | undefined; repeated: boolean }) {
    if (!outcome.repeated) return undefined;
    const item = outcome.item ?? (await this.#table.get(key));
    return item && textOf(item, "mark") === mark ? item : undefined;
  }

  #lives(item: Item): boolean {
    return item.dead === undefined && (numberOf(item, "expires") ?? Number.POSITIVE_INFINITY) > this.#clock.now();
  }

  #condition(ifVersion: number | undefined): Expression | undefined {
    if (ifVersion === undefined) return undefined;
    const now = this.#clock.now();
    if (ifVersion !== 0) return living(now, ifVersion);
    return { text: "attribute_not_exists(#pk) OR attribute_exists(#dead) OR #expires <= :now", values: { now } };
  }
}

const living = (now: number, ifVersion: number | undefined): Expression => ({
  text: `attribute_exists(#pk) AND attribute_not_exists(#dead) AND (attribute_not_exists(#expires) OR #expires > :now)${
    ifVersion === undefined ? "" : " AND #version = :version"
  }`,
  values: { now, ...(ifVersion === undefined ? {} : { version: ifVersion }) },
});

function replacement(given: { base: number; mark: string; body: BodyValues; expiresAt?: number }): Expression {
  const { base, mark, body, expiresAt } = given;
  const set: Values = { mark, ...(body as Values) };
  if (expiresAt !== undefined) {
    set.expires = expiresAt;
    const ttl = ttlOf(expiresAt);
    if (ttl <= LATEST_TTL_S) set.ttl = ttl;
  }
  const removed = ["dead", "expires", "ttl", ...BODY_ATTRIBUTES].filter((name) => !(name in set));
  const assignments = Object.keys(set).map((name) => `#${name} = :${name}`);
  return {
    text: `SET #version = if_not_exists(#version, :base) + :one, ${assignments.join(", ")} REMOVE ${names(removed)}`,
    values: { ...set, base, one: 1 },
  };
}

/** Seconds. */
const ttlOf = (endsAt: number): number => Math.max(0, Math.ceil(endsAt / 1000)) + REMOVAL_DELAY_S;
const names = (attributes: readonly string[]): string => attributes.map((name) => `#${name}`).join(", ");

/** `undefined` where no key can be meant. */
function rangeQuery(pk: string, { prefix = "", after, reverse = false }: ListOptions): TableQuery | undefined {
  // No stored key is longer, and DynamoDB refuses to compare with one that is.
  if (!prefix.isWellFormed() || Buffer.byteLength(prefix) > CURSOR_LIMIT) return undefined;
  const query: TableQuery = { pk, reverse };
  if (prefix !== "") query.range = { text: "begins_with(#sk, :prefix)", values: { prefix } };
  if (after === undefined) return query;
  const cursor = shortened(after.toWellFormed());
  if (cursor !== "" && cursor.startsWith(prefix)) return { ...query, start: { pk, sk: cursor } };
  // Outside of the prefix's range: before its begin or after its end.
  const comesFirst = cursor === "" || compareKeys(cursor, prefix) < 0;
  return comesFirst === reverse ? undefined : query;
}

/** Keeps its place in the order of all possible keys. */
function shortened(key: string): string {
  if (Buffer.byteLength(key) <= CURSOR_LIMIT) return key;
  let text = "";
  for (const point of key) {
    if (Buffer.byteLength(text + point) > CURSOR_LIMIT) break;
    text += point;
  }
  return text;
}

function record<T>(item: Item, json: string): StoredRecord<T> {
  const expiresAt = numberOf(item, "expires");
  return {
    key: textOf(item, "sk") ?? "",
    value: JSON.parse(json) as T,
    version: needNumber(item, "version"),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

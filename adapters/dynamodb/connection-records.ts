/** The port `ConnectionRecords` on the table: one item per socket, one call per change. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Identity } from "../../handlers/kernel/identity.ts";
import type {
  Clock,
  ConnectionChange,
  ConnectionCondition,
  ConnectionOutcome,
  ConnectionRecord,
  ConnectionRecords,
  SiteId,
} from "../../handlers/ports/index.ts";
import {
  changedRecord,
  changesRevision,
  checkTopics,
  type NewConnection,
  openedRecord,
} from "../../handlers/records/connections.ts";
import { type BodyValues, inlineBody, readInlineBody } from "./body.ts";
import { type Item, itemOf, needNumber, numberOf, textOf, type Values } from "./item.ts";
import { type Key, keysOf, type SiteKeys } from "./keys.ts";
import type { DynamoTable, Expression } from "./table.ts";

/** Seconds that an item stays after its end: no clock of any function is so far behind. */
const REMOVAL_DELAY_S = 3600;

/** The sockets of one site. */
export function createDynamoConnectionRecords(options: {
  table: DynamoTable;
  clock: Clock;
  site: SiteId;
}): ConnectionRecords {
  return new TableConnectionRecords(options.table, options.clock, options.site);
}

class TableConnectionRecords implements ConnectionRecords {
  readonly #table: DynamoTable;
  readonly #clock: Clock;
  readonly #keys: SiteKeys;

  constructor(table: DynamoTable, clock: Clock, site: SiteId) {
    this.#table = table;
    this.#clock = clock;
    this.#keys = keysOf(site);
  }

  async put(opened: NewConnection): Promise<ConnectionRecord> {
    checkTopics(opened.topics);
    const record = openedRecord(opened);
    const { wanted, revision, connectedAt } = record;
    const changed = await valuesOf(record);
    await this.#table.put(itemOf({ ...this.#keys.connection(record.id), ...changed, wanted, revision, connectedAt }));
    return record;
  }

  async get(id: string): Promise<ConnectionRecord | undefined> {
    if (!isConnectionId(id)) return undefined;
    return this.#living(await this.#table.get(this.#keys.connection(id)));
  }

  async update(id: string, change: ConnectionChange, condition?: ConnectionCondition): Promise<ConnectionOutcome> {
    checkTopics(change.topics);
    if (!isConnectionId(id)) return { done: false, record: undefined };
    const key = this.#keys.connection(id);
    const mark = randomUUID();
    const values = { ...(await valuesOf(change)), mark };
    const outcome = await this.#table.update(key, changeOf(change, values), this.#holds(condition));
    if (outcome.done) {
      // The condition asked for a record, so there was one.
      const before = await recordOf(outcome.before as Item);
      return { done: true, record: changedRecord(before, change) };
    }
    const item = outcome.item ?? (await this.#table.get(key));
    const record = await this.#living(item);
    // The SDK repeats a call whose answer was lost: then the first attempt may be what the condition met.
    if (outcome.repeated && item && record && (textOf(item, "mark") === mark || isAlready(record, change)))
      return { done: true, record };
    return { done: false, record };
  }

  async delete(id: string, condition?: ConnectionCondition): Promise<boolean> {
    if (!isConnectionId(id)) return false;
    const outcome = await this.#table.delete(this.#keys.connection(id), this.#holds(condition));
    return outcome.done || (outcome.repeated && !(await this.#exists(this.#keys.connection(id))));
  }

  async list(options: { consistent?: boolean } = {}): Promise<readonly ConnectionRecord[]> {
    const records: ConnectionRecord[] = [];
    let start: Key | undefined;
    do {
      const page = await this.#table.query({ pk: this.#keys.connections, ...options, start });
      for (const item of page.items) {
        const record = await this.#living(item);
        if (record) records.push(record);
      }
      start = page.next;
    } while (start !== undefined);
    return records;
  }

  async #exists(key: Key): Promise<boolean> {
    return (await this.#table.get(key)) !== undefined;
  }

  async #living(item: Item | undefined): Promise<ConnectionRecord | undefined> {
    return item && needNumber(item, "expires") > this.#clock.now() ? await recordOf(item) : undefined;
  }

  #holds(condition: ConnectionCondition = {}): Expression {
    const { leaseHolder, wanted, cursor, revision } = condition;
    const values: Values = { now: this.#clock.now() };
    const texts = ["attribute_exists(#pk) AND #expires > :now"];
    const must = (name: string, value: Values[string] | undefined) => {
      if (value === undefined) return;
      texts.push(`#${name} = :if_${name}`);
      values[`if_${name}`] = value;
    };
    if (leaseHolder === null) texts.push("attribute_not_exists(#holder)");
    else must("holder", leaseHolder);
    must("wanted", wanted);
    must("cursor", cursor);
    must("revision", revision);
    return { text: texts.join(" AND "), values };
  }
}

/** Ids come from the gateway; what no key can be is nobody's. */
const isConnectionId = (id: string): boolean => id.length > 0 && id.length <= 256 && id.isWellFormed();

/** The attributes of what is given, under the names that they are stored under. */
async function valuesOf(change: ConnectionChange): Promise<Values> {
  const { identity, topics, classify, cursor, heardAt, expiresAt, lease, wanted } = change;
  const body: BodyValues = topics === undefined ? {} : await inlineBody(JSON.stringify(topics));
  const values = {
    ...body,
    identity: identity && JSON.stringify(identity),
    classify,
    cursor,
    heardAt,
    expires: expiresAt,
    ttl: expiresAt === undefined ? undefined : Math.max(0, Math.ceil(expiresAt / 1000)) + REMOVAL_DELAY_S,
    holder: lease?.holder,
    until: lease?.until,
    wanted,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}

function changeOf(change: ConnectionChange, values: Values): Expression {
  const removed = change.lease === null ? ["holder", "until"] : [];
  if ("s" in values) removed.push("z");
  if ("z" in values) removed.push("s");
  const set = Object.keys(values).map((name) => `#${name} = :${name}`);
  const counted: Values = { ...values };
  if (changesRevision(change)) {
    set.push("#revision = #revision + :one");
    counted.one = 1;
  }
  const removal = removed.length === 0 ? "" : ` REMOVE ${removed.map((name) => `#${name}`).join(", ")}`;
  return { text: `SET ${set.join(", ")}${removal}`, values: counted };
}

const isAlready = (record: ConnectionRecord, change: ConnectionChange): boolean =>
  isDeepStrictEqual({ ...changedRecord(record, change), revision: record.revision }, record);

async function recordOf(item: Item): Promise<ConnectionRecord> {
  const [holder, until] = [textOf(item, "holder"), numberOf(item, "until")];
  return {
    id: textOf(item, "sk") ?? "",
    identity: JSON.parse(textOf(item, "identity") ?? "null") as Identity,
    topics: JSON.parse(await readInlineBody(item)) as string[],
    classify: item.classify?.BOOL ?? false,
    cursor: needNumber(item, "cursor"),
    connectedAt: needNumber(item, "connectedAt"),
    heardAt: needNumber(item, "heardAt"),
    expiresAt: needNumber(item, "expires"),
    ...(holder === undefined || until === undefined ? {} : { lease: { holder, until } }),
    wanted: item.wanted?.BOOL ?? false,
    revision: needNumber(item, "revision"),
  };
}

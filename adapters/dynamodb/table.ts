/** The table as five calls. All that this adapter does to DynamoDB goes through here: it is counted and can be made to fail. */
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type ConsumedCapacity,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type Item, itemOf, type Values } from "./item.ts";
import type { Key } from "./keys.ts";

/** An expression of DynamoDB: `#name` stands for the attribute `name`, `:name` for `values.name`. */
export interface Expression {
  text: string;
  values?: Values;
}

export type WriteOutcome =
  | { done: true; before: Item | undefined }
  /**
   * The condition did not hold. `item` is what was there, where the service tells. `repeated`: an earlier attempt got no
   * answer, so it may be this very write that the condition met.
   */
  | { done: false; item: Item | undefined; repeated: boolean };

export interface TableQuery {
  pk: string;
  /** On `#sk`, after `#pk = :pk`. */
  range?: Expression;
  filter?: Expression;
  /** Attributes to give; default all. */
  attributes?: readonly string[];
  consistent?: boolean;
  reverse?: boolean;
  /** Items looked at, before the filter. */
  limit?: number;
  /** Exclusive. */
  start?: Key;
}

export interface DynamoTable {
  get(key: Key, options?: { consistent?: boolean }): Promise<Item | undefined>;
  /** Those that exist, in no order. */
  getAll(keys: readonly Key[], options?: { consistent?: boolean }): Promise<Item[]>;
  put(item: Item, condition?: Expression): Promise<WriteOutcome>;
  /** `before` is the whole item as it was. */
  update(key: Key, change: Expression, condition?: Expression): Promise<WriteOutcome>;
  delete(key: Key, condition?: Expression): Promise<WriteOutcome>;
  query(query: TableQuery): Promise<{ items: Item[]; next?: Key }>;
}

export type TableOperation = "GetItem" | "BatchGetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query";
export interface TableCall {
  operation: TableOperation;
  /** Capacity units: of reads 4 KB consistent, of writes 1 KB. A write whose condition failed counts 1, the service does not tell. */
  readUnits: number;
  writeUnits: number;
}

/** Keys of one BatchGetItem (limit of DynamoDB). */
const BATCH_GET_LIMIT = 100;
/** Rounds that DynamoDB may leave keys unread under load, with the pauses of the SDK's own retries in between. */
const BATCH_GET_ROUNDS = 8;

/** @param onCall told of every call that reached the service. */
export function dynamoTable(client: DynamoDBClient, name: string, onCall?: (call: TableCall) => void): DynamoTable {
  return new ClientTable(client, name, onCall);
}

class ClientTable implements DynamoTable {
  readonly #client: DynamoDBClient;
  readonly #common: { TableName: string; ReturnConsumedCapacity: "TOTAL" | "NONE" };
  readonly #onCall: ((call: TableCall) => void) | undefined;

  constructor(client: DynamoDBClient, name: string, onCall?: (call: TableCall) => void) {
    this.#client = client;
    this.#onCall = onCall;
    this.#common = { TableName: name, ReturnConsumedCapacity: onCall ? "TOTAL" : "NONE" };
  }

  async get(key: Key, options: { consistent?: boolean } = {}): Promise<Item | undefined> {
    const reply = await this.#client.send(
      new GetItemCommand({ ...this.#common, Key: itemOf({ ...key }), ConsistentRead: options.consistent ?? true }),
    );
    this.#read("GetItem", [reply.ConsumedCapacity]);
    return reply.Item;
  }

  async getAll(keys: readonly Key[], options: { consistent?: boolean } = {}): Promise<Item[]> {
    const found: Item[] = [];
    for (let at = 0; at < keys.length; at += BATCH_GET_LIMIT)
      found.push(...(await this.#getBatch(keys.slice(at, at + BATCH_GET_LIMIT), options.consistent ?? true)));
    return found;
  }

  async #getBatch(keys: readonly Key[], consistent: boolean): Promise<Item[]> {
    const { TableName, ReturnConsumedCapacity } = this.#common;
    const found: Item[] = [];
    let missing: Item[] = keys.map((key) => itemOf({ ...key }));
    for (let round = 0; missing.length > 0; round++) {
      if (round === BATCH_GET_ROUNDS) throw new Error(`${missing.length} of ${keys.length} items could not be read`);
      const reply = await this.#client.send(
        new BatchGetItemCommand({
          ReturnConsumedCapacity,
          RequestItems: { [TableName]: { Keys: missing, ConsistentRead: consistent } },
        }),
      );
      this.#read("BatchGetItem", reply.ConsumedCapacity ?? []);
      found.push(...(reply.Responses?.[TableName] ?? []));
      missing = reply.UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
    return found;
  }

  put(item: Item, condition?: Expression): Promise<WriteOutcome> {
    return this.#write("PutItem", async () => {
      const input = { ...this.#common, Item: item, ...conditional(condition) };
      const reply = await this.#client.send(new PutItemCommand(input));
      return { capacity: reply.ConsumedCapacity };
    });
  }

  update(key: Key, change: Expression, condition?: Expression): Promise<WriteOutcome> {
    return this.#write("UpdateItem", async () => {
      const input = {
        ...this.#common,
        Key: itemOf({ ...key }),
        UpdateExpression: change.text,
        ...conditional(condition, change),
        ReturnValues: "ALL_OLD" as const,
      };
      const reply = await this.#client.send(new UpdateItemCommand(input));
      return { capacity: reply.ConsumedCapacity, before: reply.Attributes };
    });
  }

  delete(key: Key, condition?: Expression): Promise<WriteOutcome> {
    return this.#write("DeleteItem", async () => {
      const input = {
        ...this.#common,
        Key: itemOf({ ...key }),
        ...conditional(condition),
        ReturnValues: "ALL_OLD" as const,
      };
      const reply = await this.#client.send(new DeleteItemCommand(input));
      return { capacity: reply.ConsumedCapacity, before: reply.Attributes };
    });
  }

  async query(query: TableQuery): Promise<{ items: Item[]; next?: Key }> {
    const { pk, range, filter, attributes, start } = query;
    const names = [range?.text, filter?.text, "#pk", ...(attributes ?? []).map((name) => `#${name}`)].join(" ");
    const reply = await this.#client.send(
      new QueryCommand({
        ...this.#common,
        KeyConditionExpression: `#pk = :pk${range ? ` AND ${range.text}` : ""}`,
        ...(filter ? { FilterExpression: filter.text } : {}),
        ...(attributes ? { ProjectionExpression: attributes.map((name) => `#${name}`).join(", ") } : {}),
        ExpressionAttributeNames: namesIn(names),
        ExpressionAttributeValues: valuesOf({ pk }, range?.values, filter?.values),
        ConsistentRead: query.consistent ?? true,
        ScanIndexForward: !query.reverse,
        ...(query.limit === undefined ? {} : { Limit: query.limit }),
        ...(start ? { ExclusiveStartKey: itemOf({ ...start }) } : {}),
      }),
    );
    this.#read("Query", [reply.ConsumedCapacity]);
    const last = reply.LastEvaluatedKey;
    const items = reply.Items ?? [];
    return last ? { items, next: { pk: last.pk?.S ?? pk, sk: last.sk?.S ?? "" } } : { items };
  }

  async #write(
    operation: TableOperation,
    send: () => Promise<{ capacity?: ConsumedCapacity; before?: Item }>,
  ): Promise<WriteOutcome> {
    try {
      const { capacity, before } = await send();
      this.#onCall?.({ operation, readUnits: 0, writeUnits: capacity?.CapacityUnits ?? 0 });
      return { done: true, before };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      this.#onCall?.({ operation, readUnits: 0, writeUnits: 1 });
      return { done: false, item: error.Item, repeated: (error.$metadata.attempts ?? 1) > 1 };
    }
  }

  #read(operation: TableOperation, capacities: readonly (ConsumedCapacity | undefined)[]): void {
    const readUnits = capacities.reduce((sum, capacity) => sum + (capacity?.CapacityUnits ?? 0), 0);
    this.#onCall?.({ operation, readUnits, writeUnits: 0 });
  }
}

function conditional(condition: Expression | undefined, change?: Expression) {
  const names = namesIn(`${condition?.text ?? ""} ${change?.text ?? ""}`);
  const values = valuesOf(condition?.values, change?.values);
  return {
    ...(condition
      ? { ConditionExpression: condition.text, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }
      : {}),
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

/** All names are written as `#name`: DynamoDB reserves hundreds of ordinary words. */
const namesIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name as string]));

const valuesOf = (...groups: (Values | undefined)[]): Item =>
  Object.fromEntries(Object.entries(itemOf(Object.assign({}, ...groups))).map(([name, value]) => [`:${name}`, value]));

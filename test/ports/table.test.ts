/** The table in memory is DynamoDB's: the suites of the ports on it, and the same calls on DynamoDB Local with the same outcome. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { type Item, itemOf, type Values } from "../../adapters/dynamodb/item.ts";
import type { DynamoTable, Expression, TableQuery } from "../../adapters/dynamodb/table.ts";
import { describeConnectionRecords } from "../../local/testing/connection-records.ts";
import { describeEventLog } from "../../local/testing/event-log.ts";
import { describeStore } from "../../local/testing/store.ts";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { MemoryTable } from "../support/memory-table/table.ts";
import { createConnectionRecords, createEventLogs, createStore } from "./dynamodb-stores.ts";

describeStore("table in memory", { create: (clock) => createStore(new MemoryTable(), clock), runs: 25 });
describeEventLog("table in memory", { create: async () => createEventLogs(new MemoryTable()), runs: 25 });
describeConnectionRecords("table in memory", {
  create: (clock) => createConnectionRecords(new MemoryTable(), clock),
  runs: 25,
});

/** A call as data, so that a counterexample can be read. */
type Call =
  | { do: "put"; item: Values; when: Expression | undefined }
  | { do: "update"; sk: string; what: Expression; when: Expression | undefined }
  | { do: "delete"; sk: string; when: Expression | undefined }
  | { do: "get"; sk: string }
  | { do: "getAll"; keys: readonly string[] }
  | { do: "query"; query: Omit<TableQuery, "pk"> };

// few keys, so that calls meet; their order differs between UTF-8 and UTF-16; two of them can be none
const sk = fc.constantFrom("a", "a1", "b", "\uff21", "\u{1F600}", "", "x".repeat(1025));
const value = fc.constantFrom<Values[string]>(1, 2, -3, 0.5, 2n ** 64n, 2n ** 64n + 1n, "1", "", "a1", true, false);
const name = fc.constantFrom("n", "m", "o");

const TERMS = ["#? = :?", "#? < :?", "#? <= :?", "#? > :?", "#? >= :?", "begins_with(#?, :?)"];
/** `#?` and `:?` are given names: a value of its own for each place. */
const condition: fc.Arbitrary<Expression> = fc
  .array(fc.tuple(fc.constantFrom(...TERMS, "attribute_exists(#?)", "attribute_not_exists(#?)"), name, value), {
    minLength: 1,
    maxLength: 3,
  })
  .chain((terms) =>
    fc.constantFrom(" AND ", " OR ", "brackets").map((join) => {
      const values: Values = {};
      const texts = terms.map(([term, attribute, given], at) => {
        if (term.includes(":?")) values[`v${at}`] = given;
        return term.replace("#?", `#${attribute}`).replace(":?", `:v${at}`);
      });
      const text =
        join === "brackets" ? texts.reduce((left, right) => `(${left} OR ${right}) AND ${right}`) : texts.join(join);
      return { text, values };
    }),
  );
const maybe = <T>(given: fc.Arbitrary<T>) => fc.option(given, { nil: undefined });

const change: fc.Arbitrary<Expression> = fc.constantFrom<Expression>(
  { text: "SET #n = :n", values: { n: 7 } },
  { text: "SET #n = :n, #m = #o REMOVE #o", values: { n: "text" } },
  { text: "SET #n = if_not_exists(#n, :base) + :one, #m = :m", values: { base: 2n ** 60n, one: 1, m: "x" } },
  { text: "SET #n = #m, #m = #n", values: {} },
  { text: "SET #n = #n + :one", values: { one: 1 } },
  { text: "REMOVE #n, #o", values: {} },
  { text: "SET #n = :n", values: { n: 1, unused: 2 } },
  { text: "SET #n = :missing", values: {} },
);

const query = fc.record<Omit<TableQuery, "pk">>(
  {
    range: fc.constantFrom<Expression>(
      { text: "begins_with(#sk, :start)", values: { start: "a" } },
      { text: "#sk >= :from", values: { from: "a1" } },
      { text: "#sk < :to", values: { to: "b" } },
    ),
    filter: condition,
    attributes: fc.constantFrom(["sk"], ["n", "sk", "absent"]),
    reverse: fc.boolean(),
    limit: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: [] },
);

/** Items of all pages with something in them: whether an empty one follows the last is the engine's. */
async function pagesOf(table: DynamoTable, given: TableQuery): Promise<Item[][]> {
  const pages: Item[][] = [];
  let next: TableQuery["start"];
  do {
    const page = await table.query({ ...given, ...(next ? { start: next } : {}) });
    if (page.items.length > 0) pages.push(page.items);
    next = page.next;
  } while (next);
  return pages;
}

const call = fc.oneof(
  fc.record({
    do: fc.constant("put" as const),
    item: fc.record({ sk, n: value, m: value, o: value }, { requiredKeys: ["sk"] }) as fc.Arbitrary<Values>,
    when: maybe(condition),
  }),
  fc.record({ do: fc.constant("update" as const), sk, what: change, when: maybe(condition) }),
  fc.record({ do: fc.constant("delete" as const), sk, when: maybe(condition) }),
  fc.record({ do: fc.constant("get" as const), sk }),
  fc.record({ do: fc.constant("getAll" as const), keys: fc.array(sk, { maxLength: 4 }) }),
  fc.record({ do: fc.constant("query" as const), query }),
) satisfies fc.Arbitrary<Call>;

async function play(table: DynamoTable, pk: string, one: Call): Promise<unknown> {
  if (one.do === "put") return table.put(itemOf({ ...one.item, pk }), one.when);
  if (one.do === "update") return table.update({ pk, sk: one.sk }, one.what, one.when);
  if (one.do === "delete") return table.delete({ pk, sk: one.sk }, one.when);
  if (one.do === "get") return table.get({ pk, sk: one.sk });
  if (one.do === "query") return pagesOf(table, { pk, ...one.query });
  const items = await table.getAll(one.keys.map((sk) => ({ pk, sk })));
  return items.sort((a, b) => (String(a.sk?.S) < String(b.sk?.S) ? -1 : 1));
}

describe("the same calls on both tables", { skip: hasJava() ? false : "no Java" }, async () => {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  let partitions = 0;
  // DynamoDB Local does not tell what a condition met, the service does
  const untold = (outcome: unknown) =>
    typeof outcome === "object" && outcome !== null && "repeated" in outcome
      ? { ...outcome, item: undefined }
      : outcome;
  const outcomeOf = (table: DynamoTable, pk: string, one: Call) => play(table, pk, one).then(untold, () => "refused");

  test("have the same outcome", () =>
    fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 30 }), async (calls) => {
        const [memory, pk] = [new MemoryTable(), `p${++partitions}`];
        for (const one of calls)
          assert.deepEqual(await outcomeOf(memory, pk, one), await outcomeOf(dynamo.table, pk, one));
      }),
      { numRuns: 40 },
    ));

  test("large items and large pages", async () => {
    const memory = new MemoryTable();
    const z = randomBytes(390_000);
    for (const table of [memory, dynamo.table]) {
      await assert.rejects(table.put(itemOf({ pk: "large", sk: "x", z: Buffer.alloc(410_000) })));
      for (const sk of "abcdef") await table.put(itemOf({ pk: "large", sk, z }));
    }
    const sizes = async (table: DynamoTable) => {
      const pages = await pagesOf(table, { pk: "large" });
      return pages.map(({ length }) => length);
    };
    assert.deepEqual(await sizes(memory), await sizes(dynamo.table));
  });
});

test("an expression that the table in memory does not know is refused, not misread", async () => {
  const table = new MemoryTable();
  const key = { pk: "p", sk: "s" };
  for (const text of [
    "NOT #n = :n",
    "#n BETWEEN :n AND :n",
    "size(#n) > :n",
    "#n IN (:n)",
    "#n = :n )",
    "#n.#m = :n",
    "#n <> :n",
  ])
    await assert.rejects(table.put(itemOf(key), { text, values: { n: 1 } }), SyntaxError, text);
  for (const text of ["ADD #n :n", "SET #n = list_append(#n, :n)", "SET #n = #n - :n", "SET #n"])
    await assert.rejects(table.update(key, { text, values: { n: 1 } }), SyntaxError, text);
});

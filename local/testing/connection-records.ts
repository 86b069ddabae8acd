/** What every implementation of the port `ConnectionRecords` does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import {
  type Clock,
  type ConnectionChange,
  type ConnectionCondition,
  type ConnectionRecord,
  type ConnectionRecords,
  type SiteId,
  siteId,
} from "../../handlers/ports/index.ts";
import {
  CONNECTION_TOPICS_LIMIT,
  changedRecord,
  conditionHolds,
  type NewConnection,
} from "../../handlers/records/connections.ts";

export interface ConnectionRecordsUnderTest {
  create(clock: Clock): (site: SiteId) => ConnectionRecords;
  runs?: number;
}

const HOUR = 3_600_000;
const opened = (id: string, clock: Clock, rest: Partial<NewConnection> = {}): NewConnection => ({
  id,
  identity: { subject: "anna", role: "viewer", scheme: "session", credential: "c1" },
  topics: [],
  classify: false,
  cursor: 7,
  connectedAt: clock.now(),
  heardAt: clock.now(),
  expiresAt: clock.now() + HOUR,
  ...rest,
});
const sorted = (records: readonly ConnectionRecord[]) => records.map(({ id }) => id).sort();

type WithRecords = (
  use: (records: ConnectionRecords, clock: ManualClock, other: (site: SiteId) => ConnectionRecords) => Promise<void>,
) => Promise<void>;

/** @param tested how to make one, or that with the number of random histories */
export function describeConnectionRecords(
  name: string,
  tested: ConnectionRecordsUnderTest["create"] | ConnectionRecordsUnderTest,
): void {
  const { create, runs = 40 }: ConnectionRecordsUnderTest = typeof tested === "function" ? { create: tested } : tested;
  const withRecords: WithRecords = async (use) => {
    const clock = createManualClock();
    const of = create(clock);
    await use(of(siteId("home")), clock, of);
  };
  describe(`port ConnectionRecords: ${name}`, () => {
    basics(withRecords);
    leases(withRecords);
    test("any history of changes has the outcome of a plain model", () =>
      fc.assert(
        fc.asyncProperty(history, (steps) => withRecords((records, clock) => replay(steps, records, clock))),
        { numRuns: runs },
      ));
  });
}

function basics(withRecords: WithRecords): void {
  test("a record is read as it was opened, until it expires", () =>
    withRecords(async (records, clock) => {
      const topics = ["device.*", "hub.ä", "x".repeat(2000)];
      const put = await records.put(opened("a=", clock, { topics, classify: true }));
      assert.deepEqual(put, { ...opened("a=", clock, { topics, classify: true }), wanted: false, revision: 1 });
      assert.deepEqual(await records.get("a="), put);
      assert.deepEqual(await records.list(), [put]);
      clock.advance(HOUR - 1);
      assert.deepEqual(await records.get("a="), put);
      clock.advance(1);
      assert.equal(await records.get("a="), undefined);
      assert.deepEqual(await records.list(), []);
      assert.deepEqual(await records.update("a=", { cursor: 9 }), { done: false, record: undefined });
      assert.equal(await records.delete("a="), false);
    }));

  test("a change touches what it names and nothing else; only the client's wishes count as a revision", () =>
    withRecords(async (records, clock) => {
      const before = await records.put(opened("a", clock, { topics: ["x".repeat(900)] }));
      const moved = await records.update("a", { cursor: 12, heardAt: clock.now() + 5, classify: undefined });
      assert.deepEqual(moved, { done: true, record: { ...before, cursor: 12, heardAt: clock.now() + 5 } });
      const subscribed = await records.update("a", { topics: ["b"], classify: true }, { revision: 1 });
      assert.ok(subscribed.done && subscribed.record.revision === 2);
      assert.deepEqual(await records.update("a", { topics: [] }, { revision: 1 }), {
        done: false,
        record: subscribed.record,
      });
      assert.deepEqual(await records.get("a"), subscribed.record);
    }));

  test("a record that nobody opened is not made by a change", () =>
    withRecords(async (records) => {
      for (const id of ["a", "", "\ud800", "x".repeat(3000)]) {
        assert.deepEqual(await records.update(id, { cursor: 1 }), { done: false, record: undefined });
        assert.equal(await records.delete(id), false);
        assert.equal(await records.get(id), undefined);
      }
      assert.deepEqual(await records.list(), []);
    }));

  test("sites never see each other's sockets", () =>
    withRecords(async (records, clock, other) => {
      await records.put(opened("a", clock));
      await other(siteId("home2")).put(opened("b", clock));
      assert.deepEqual(sorted(await records.list({ consistent: false })), ["a"]);
      assert.equal(await other(siteId("home2")).get("a"), undefined);
      assert.equal(await other(siteId("home2")).delete("a"), false);
      assert.ok(await records.get("a"));
    }));

  test("topics at the limit are kept, one byte more is refused", () =>
    withRecords(async (records, clock) => {
      // Two brackets, two quotes.
      const topic = "x".repeat(CONNECTION_TOPICS_LIMIT - 4);
      await records.put(opened("a", clock, { topics: [topic] }));
      assert.deepEqual((await records.get("a"))?.topics, [topic]);
      await assert.rejects(records.put(opened("b", clock, { topics: [`${topic}x`] })), RangeError);
      await assert.rejects(records.update("a", { topics: [`${topic}x`] }), RangeError);
    }));
}

function leases(withRecords: WithRecords): void {
  test("of many that want the lease one gets it, the others learn who has it", () =>
    withRecords(async (records, clock) => {
      await records.put(opened("a", clock));
      const until = clock.now() + 5000;
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          records.update("a", { lease: { holder: `h${n}`, until } }, { leaseHolder: null }),
        ),
      );
      const winner = outcomes.findIndex(({ done }) => done);
      assert.equal(outcomes.filter(({ done }) => done).length, 1);
      for (const { record } of outcomes) assert.deepEqual(record?.lease, { holder: `h${winner}`, until });
    }));

  test("a holder that was asked to look again does not get to let go", () =>
    withRecords(async (records, clock) => {
      await records.put(opened("a", clock));
      await records.update("a", { lease: { holder: "h", until: clock.now() + 5 } }, { leaseHolder: null });
      assert.equal((await records.update("a", { wanted: true }, { leaseHolder: "other" })).done, false);
      assert.equal((await records.update("a", { wanted: true }, { leaseHolder: "h" })).done, true);
      const release: [ConnectionChange, ConnectionCondition] = [
        { lease: null, cursor: 20 },
        { leaseHolder: "h", wanted: false },
      ];
      const refused = await records.update("a", ...release);
      assert.ok(!refused.done && refused.record?.wanted && refused.record.cursor === 7);
      await records.update("a", { wanted: false }, { leaseHolder: "h" });
      const released = await records.update("a", ...release);
      assert.ok(released.done && released.record.lease === undefined && released.record.cursor === 20);
      assert.equal((await records.update("a", { cursor: 30 }, { leaseHolder: "h" })).done, false);
    }));

  test("a record is deleted only while the condition holds", () =>
    withRecords(async (records, clock) => {
      await records.put(opened("a", clock));
      assert.equal(await records.delete("a", { leaseHolder: "h" }), false);
      assert.equal(await records.delete("a", { cursor: 8 }), false);
      assert.equal(await records.delete("a", { leaseHolder: null, cursor: 7 }), true);
      assert.equal(await records.get("a"), undefined);
    }));
}

type Step =
  | { do: "put"; id: string }
  | { do: "update"; id: string; change: ConnectionChange; condition: ConnectionCondition }
  | { do: "delete"; id: string; condition: ConnectionCondition }
  | { do: "pass"; ms: number };
const id = fc.constantFrom("a", "b");
const holder = fc.constantFrom("h1", "h2");
const partly = { requiredKeys: [] as never[], noNullPrototype: true };
const change = fc.record(
  {
    topics: fc.array(fc.string(), { maxLength: 3 }),
    classify: fc.boolean(),
    cursor: fc.nat({ max: 3 }),
    lease: fc.oneof(fc.constant(null), fc.record({ holder, until: fc.nat() }, { noNullPrototype: true })),
    wanted: fc.boolean(),
    heardAt: fc.nat(),
  },
  partly,
);
const condition = fc.record(
  {
    leaseHolder: fc.oneof(fc.constant(null), holder),
    wanted: fc.boolean(),
    cursor: fc.nat({ max: 3 }),
    revision: fc.integer({ min: 1, max: 3 }),
  },
  partly,
);
const history = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ do: fc.constant("put" as const), id }),
    fc.record({ do: fc.constant("update" as const), id, change, condition }),
    fc.record({ do: fc.constant("update" as const), id, change, condition: fc.constant({}) }),
    fc.record({ do: fc.constant("delete" as const), id, condition }),
    fc.record({ do: fc.constant("pass" as const), ms: fc.nat({ max: HOUR }) }),
  ),
  { maxLength: 25 },
);

async function replay(steps: readonly Step[], records: ConnectionRecords, clock: ManualClock): Promise<void> {
  const model = new Map<string, ConnectionRecord>();
  const living = (of: string) => {
    const record = model.get(of);
    return record && record.expiresAt > clock.now() ? record : undefined;
  };
  for (const step of steps) {
    if (step.do === "pass") {
      clock.advance(step.ms);
      continue;
    }
    const record = living(step.id);
    if (step.do === "put") model.set(step.id, await records.put(opened(step.id, clock, { cursor: 1 })));
    else if (step.do === "delete") {
      const holds = record !== undefined && conditionHolds(record, step.condition);
      assert.equal(await records.delete(step.id, step.condition), holds);
      if (holds) model.delete(step.id);
    } else {
      const holds = record !== undefined && conditionHolds(record, step.condition);
      const after = holds ? changedRecord(record, step.change) : record;
      assert.deepEqual(await records.update(step.id, step.change, step.condition), { done: holds, record: after });
      if (holds) model.set(step.id, after as ConnectionRecord);
    }
    assert.deepEqual(await records.get(step.id), living(step.id));
  }
}

/** What every implementation of the port `EventLog` does. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type EventDraft, type EventLog, type LoggedEvent, type SiteId, siteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_KEEP, EVENT_LOG_READ_LIMIT } from "../../handlers/records/event-log.ts";

export interface EventLogUnderTest {
  /** The logs of a new, empty installation, keeping as few events as is allowed. */
  create(): Promise<{ log(site: SiteId): EventLog; close(): Promise<void> }>;
  runs?: number;
}

export const draft = (n: number): EventDraft => ({ topic: `device.D${n % 7}.lifecycle`, tail: `"n":${n}}` });
const drafts = (count: number, from = 0) => Array.from({ length: count }, (_, n) => draft(from + n));

/** @param tested how to make one, or that with the number of random histories */
export function describeEventLog(name: string, tested: EventLogUnderTest["create"] | EventLogUnderTest): void {
  const { create, runs = 40 }: EventLogUnderTest = typeof tested === "function" ? { create: tested } : tested;
  const withLog = async (use: (log: EventLog, other: (site: SiteId) => EventLog) => Promise<void>) => {
    const logs = await create();
    try {
      await use(logs.log(siteId("home")), logs.log);
    } finally {
      await logs.close();
    }
  };
  describe(`port EventLog: ${name}`, () => {
    basics(withLog);
    keeping(withLog);
    test("reading from any cursor in any steps gives every event once and in order", () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(fc.nat(), { maxLength: 9 }), { maxLength: 9 }),
          fc.nat({ max: 60 }),
          fc.integer({ min: 1, max: 20 }),
          (batches, cursor, limit) =>
            withLog(async (log) => {
              const all: LoggedEvent[] = [];
              for (const batch of batches) all.push(...(await log.append(batch.map(draft))));
              assert.deepEqual(
                all.map(({ seq }) => seq),
                all.map((_, index) => index + 1),
              );
              assert.deepEqual(
                await drain(log, cursor, limit),
                all.filter(({ seq }) => seq > cursor),
              );
            }),
        ),
        { numRuns: runs },
      ));
  });
}

async function drain(log: EventLog, cursor: number, limit: number): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (;;) {
    const page = await log.read(events.at(-1)?.seq ?? cursor, limit);
    assert.ok(page.length <= limit);
    if (page.length === 0) return events;
    events.push(...page);
  }
}

type WithLog = (use: (log: EventLog, other: (site: SiteId) => EventLog) => Promise<void>) => Promise<void>;

function basics(withLog: WithLog): void {
  test("an empty log has newest 0 and oldest 1", () =>
    withLog(async (log) => {
      assert.deepEqual(await log.bounds(), { oldest: 1, newest: 0 });
      assert.deepEqual(await log.read(0), []);
      assert.deepEqual(await log.append([]), []);
      assert.deepEqual(await log.bounds(), { oldest: 1, newest: 0 });
    }));

  test("events are numbered from 1 and read as they were written", () =>
    withLog(async (log) => {
      const plain: EventDraft = { topic: "hub.ä.inbox", tail: '"topic":"hub.ä.inbox","emoji":"🍳"}' };
      const classified: EventDraft = {
        topic: "device.A",
        tail: '"a":1}',
        classifiedTail: '"a":1,"category":"switch"}',
      };
      const logged = await log.append([plain, classified]);
      assert.deepEqual(logged, [
        { seq: 1, ...plain },
        { seq: 2, ...classified },
      ]);
      assert.deepEqual(await log.read(0), logged);
      assert.deepEqual(await log.read(1), logged.slice(1));
      assert.deepEqual(await log.read(2), []);
      assert.deepEqual(await log.read(99), []);
      assert.deepEqual(await log.bounds(), { oldest: 1, newest: 2 });
    }));

  test("appends at the same time are numbered without gap, each batch in one piece", () =>
    withLog(async (log) => {
      const batches = await Promise.all(Array.from({ length: 10 }, (_, n) => log.append(drafts(5, n * 5))));
      for (const batch of batches)
        assert.deepEqual(
          batch.map(({ seq }) => seq - (batch[0]?.seq ?? 0)),
          [0, 1, 2, 3, 4],
        );
      assert.deepEqual(
        await log.read(0),
        batches.flat().sort((a, b) => a.seq - b.seq),
      );
      assert.deepEqual(await log.bounds(), { oldest: 1, newest: 50 });
    }));

  test("an event that append returned is readable at once", () =>
    withLog(async (log) => {
      for (let n = 0; n < 20; n++) {
        const [event] = await log.append([draft(n)]);
        assert.deepEqual(await log.read((event?.seq ?? 0) - 1), [event]);
      }
    }));

  test("sites have their own numbers and never see each other", () =>
    withLog(async (log, other) => {
      await log.append(drafts(3));
      const [event] = await other(siteId("home2")).append([draft(9)]);
      assert.equal(event?.seq, 1);
      assert.equal((await log.read(0)).length, 3);
      assert.deepEqual(await other(siteId("home2")).read(0), [event]);
      assert.deepEqual(await other(siteId("nobody")).bounds(), { oldest: 1, newest: 0 });
    }));

  test("a gap is told of the event behind it, to whoever reads across it", () =>
    withLog(async (log) => {
      await log.append(drafts(2));
      const across = await log.append(drafts(2, 2), { afterGap: true });
      assert.deepEqual(
        across.map(({ afterGap }) => afterGap),
        [true, undefined],
      );
      const rest = await log.append(drafts(2, 4));
      assert.ok(rest.every(({ afterGap }) => afterGap === undefined));
      const [first, second] = across.map(({ seq }) => seq) as [number, number];
      for (const after of [0, 1, 2]) {
        const read = await log.read(after);
        assert.deepEqual(read.slice(2 - after), [...across, ...rest]);
        assert.deepEqual(
          read.filter(({ afterGap }) => afterGap).map(({ seq }) => seq),
          [first],
        );
      }
      assert.deepEqual(await log.read(first), [across[1], ...rest], "who has it has heard of the gap");
      assert.deepEqual(await log.read(second), rest);
      assert.equal((await log.bounds()).newest, rest[1]?.seq);
    }));

  test("a read without a limit gives 500 events, and none for a limit of 0", () =>
    withLog(async (log) => {
      await log.append(drafts(EVENT_LOG_READ_LIMIT + 1));
      assert.equal((await log.read(0)).length, EVENT_LOG_READ_LIMIT);
      assert.deepEqual(await log.read(0, 0), []);
    }));
}

function keeping(withLog: WithLog): void {
  test("at least the replay capacity of the contract is kept, in one piece up to the newest", () =>
    withLog(async (log) => {
      const total = 3 * EVENT_LOG_KEEP;
      for (let n = 0; n < total; n += 64) await log.append(drafts(64, n));
      const { oldest, newest } = await log.bounds();
      assert.equal(newest, total);
      assert.ok(newest - oldest + 1 >= EVENT_LOG_KEEP);
      assert.deepEqual(
        (await drain(log, 0, 300)).map(({ seq }) => seq),
        Array.from({ length: newest - oldest + 1 }, (_, n) => oldest + n),
      );
      const [next] = await log.append([draft(0)]);
      assert.equal(next?.seq, total + 1);
    }));

  test("one batch may be larger than what is kept", () =>
    withLog(async (log) => {
      const logged = await log.append(drafts(3 * EVENT_LOG_KEEP));
      assert.equal(logged.length, 3 * EVENT_LOG_KEEP);
      assert.deepEqual((await log.read(3 * EVENT_LOG_KEEP - 2)).at(-1), logged.at(-1));
    }));
}

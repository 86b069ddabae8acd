/** Appenders that run at the same time, come again and die between any two calls: what readers see all the while. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { createDynamoEventLog, type DynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { type DynamoTable, dynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { type EventDraft, type EventLog, type LoggedEvent, type SiteId, siteId } from "../../handlers/ports/index.ts";
import type { RelayBatch } from "../../handlers/relay/cloud/relay-head.ts";
import { startDynalite, TABLE } from "../support/dynamodb.ts";
import { newInstallation } from "./dynamodb-stores.ts";

const dynamo = await startDynalite();
after(() => dynamo.stop());
const table = dynamoTable(dynamo.client, TABLE);
const clock = createManualClock();

class Crash extends Error {}

interface CrashPoint {
  /** Counted over all calls of all instances. */
  call: number;
  /** The call had its effect, but nobody learns of it. */
  acted: boolean;
}

/** The site as several functions use it: each call of each waits for its turn, and may be the last of its instance. */
class World {
  readonly site: SiteId = newInstallation()(siteId("home"));
  readonly #scheduler: fc.Scheduler;
  readonly #crashes: Map<number, CrashPoint>;
  #calls = 0;

  constructor(scheduler: fc.Scheduler, crashes: readonly CrashPoint[]) {
    this.#scheduler = scheduler;
    this.#crashes = new Map(crashes.map((crash) => [crash.call, crash]));
  }

  instance({ immortal = false } = {}): DynamoEventLog {
    let isDead = false;
    const call = async <T>(act: () => Promise<T>): Promise<T> => {
      await this.#scheduler.schedule(Promise.resolve());
      if (isDead) throw new Crash();
      const crash = immortal ? undefined : this.#crashes.get(++this.#calls);
      isDead = crash !== undefined;
      if (crash?.acted !== false) {
        const result = await act();
        if (!isDead) return result;
      }
      throw new Crash();
    };
    const mortal: DynamoTable = {
      get: (...given) => call(() => table.get(...given)),
      getAll: (...given) => call(() => table.getAll(...given)),
      put: (...given) => call(() => table.put(...given)),
      update: (...given) => call(() => table.update(...given)),
      delete: (...given) => call(() => table.delete(...given)),
      query: (...given) => call(() => table.query(...given)),
    };
    return createDynamoEventLog({ table: mortal, clock, site: this.site });
  }
}

const drafts = (who: string, from: number, count: number): EventDraft[] =>
  Array.from({ length: count }, (_, n) => ({ topic: who, tail: `"n":${from + n}}` }));

/** A queue with at-least-once delivery: the next batch comes only when somebody has done this one; late doubles go on. */
async function ingest(world: World, sizes: readonly number[], doubles: readonly number[]): Promise<void> {
  const workers = [world.instance(), world.instance()];
  const late: Promise<unknown>[] = [];
  let from = 1;
  for (const [index, size] of sizes.entries()) {
    const batch: RelayBatch = { log: "outbox", from, to: from + size - 1 };
    const deliver = async (worker: number) => {
      try {
        const done = await workers[worker]?.appendBatch(batch, drafts("relay", batch.from, size));
        assert.ok(done !== undefined && done.outcome !== "missing");
        assert.ok(done.position >= batch.to);
        return true;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        workers[worker] = world.instance();
        return false;
      }
    };
    if (doubles.includes(index)) late.push(deliver(1));
    for (let worker = 0; !(await deliver(worker)); worker = 1 - worker);
    from += size;
  }
  await Promise.all(late);
}

/** Events of the cloud itself: not repeated, so one that fails may be in the log or not. */
async function announce(world: World, who: string, sizes: readonly number[]): Promise<number[]> {
  const certain: number[] = [];
  let log: EventLog = world.instance();
  for (const [index, size] of sizes.entries()) {
    const from = index * 100;
    try {
      const events = await log.append(drafts(who, from, size));
      certain.push(...events.map((_, n) => from + n));
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      log = world.instance();
    }
  }
  return certain;
}

/** Follows the log; every page must continue where the last one ended. */
async function follow(world: World, limit: number, isOver: () => boolean): Promise<LoggedEvent[]> {
  const log = world.instance({ immortal: true });
  const seen: LoggedEvent[] = [];
  for (let last = false; ; ) {
    const page = await log.read(seen.length, limit);
    for (const event of page) {
      assert.equal(event.seq, seen.length + 1, "a number is missing or comes again");
      seen.push(event);
    }
    if (page.length > 0) continue;
    if (last) return seen;
    last = isOver();
  }
}

const numbers = (events: readonly LoggedEvent[], topic: string): number[] =>
  events.filter((event) => event.topic === topic).map(({ tail }) => Number(/\d+/.exec(tail)?.[0]));

const sizes = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 });

test("through crashes, doubles and rivals every event is in the log once, in order, and no reader sees a gap", () =>
  fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      sizes,
      fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
      sizes,
      fc.array(fc.record({ call: fc.integer({ min: 1, max: 40 }), acted: fc.boolean() }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 6 }),
      async (scheduler, batches, doubles, announced, crashes, limit) => {
        const world = new World(scheduler, crashes);
        let isOver = false;
        const writers = Promise.all([ingest(world, batches, doubles), announce(world, "cloud", announced)]).then(
          (done) => {
            isOver = true;
            return done;
          },
        );
        const readers = [limit, 500].map((size) => follow(world, size, () => isOver));
        const [[, certain], [seen = [], other]] = await scheduler.waitFor(Promise.all([writers, Promise.all(readers)]));
        assert.deepEqual(seen, other);
        const total = batches.reduce((sum, size) => sum + size, 0);
        assert.deepEqual(
          numbers(seen, "relay"),
          Array.from({ length: total }, (_, n) => n + 1),
        );
        const cloud = numbers(seen, "cloud");
        assert.deepEqual(
          cloud,
          [...new Set(cloud)].sort((a, b) => a - b),
        );
        assert.deepEqual(
          certain.filter((n) => !cloud.includes(n)),
          [],
        );
      },
    ),
    { numRuns: 25 },
  ));

/**
 * Promise 2 of the house plan: a subscriber that stays or resumes sees every matching event once and in order, or is
 * told `replay_lost` and has lost only what it could not have been served. Random histories of appends, deliveries,
 * subscriptions, resumes, slow sockets, restarts, trims and a log that is slow or fails.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LoggedEvent } from "../../handlers/ports/index.ts";
import { BACKLOG_LIMIT, LOG_RETRY_MS } from "../../handlers/stream/limits.ts";
import { createWorld, draft, FakeLog, type Frame, settled, type World } from "./fakes.ts";

const TOPICS = ["a.1", "a.2", "b.1", "c"] as const;
const PATTERNS = ["a.*", "b.1", "c", "*"] as const;
const covers = (pattern: string, topic: string) =>
  pattern === "*" || pattern === topic || (pattern.endsWith(".*") && topic.startsWith(pattern.slice(0, -1)));

/** A client as it should be: it keeps its cursor, and takes a snapshot where it is told of a loss. */
class Client {
  /** Patterns, each with the seq after which the client may expect its events. */
  readonly wanted = new Map<string, number>();
  readonly received: number[] = [];
  cursor = 0;
  /** Losses: what was delivered up to here and had not arrived is in the snapshot. */
  readonly forgiven = new Set<number>();
  session: ReturnType<World["join"]> | undefined;
  readonly #home: Home;
  #lostJustNow = false;

  constructor(home: Home) {
    this.#home = home;
  }

  connect(): void {
    if (this.session) return;
    this.session = this.#home.world.join();
    this.session.socket.onFrame = (text) => this.#receive(JSON.parse(text) as Frame);
    if (this.wanted.size > 0) this.#subscribe([...this.wanted.keys()], this.cursor);
  }

  disconnect(): void {
    this.session?.connection.closed();
    this.session = undefined;
  }

  subscribe(pattern: string, resume: boolean): void {
    this.connect();
    this.#subscribe([pattern], resume ? this.cursor : undefined);
  }

  #subscribe(patterns: string[], since?: number): void {
    for (const pattern of patterns)
      if (!this.wanted.has(pattern)) this.wanted.set(pattern, since ?? this.#home.delivered);
    if (since !== undefined) for (const [pattern, from] of this.wanted) this.wanted.set(pattern, Math.min(from, since));
    this.session?.say({ op: "subscribe", topics: patterns, since });
  }

  #receive(frame: Frame): void {
    if (frame.type !== undefined) {
      this.received.push(frame.seq!);
      this.cursor = frame.seq!;
    } else if (frame.op === "replay_done") this.cursor = Math.max(this.cursor, frame.seq ?? 0);
    else if (frame.op === "replay_lost") {
      const { delivered, trimmedTo } = this.#home;
      // several resumes under way are each told
      if (!this.#lostJustNow) assert.ok(trimmedTo > this.cursor, `lost at ${this.cursor}, trimmed to ${trimmedTo}`);
      for (let seq = 1; seq <= delivered; seq += 1) this.forgiven.add(seq);
      this.cursor = Math.max(this.cursor, delivered);
    }
    this.#lostJustNow = frame.op === "replay_lost";
  }

  check(events: readonly LoggedEvent[]): void {
    const { received } = this;
    for (let index = 1; index < received.length; index += 1)
      assert.ok(received[index]! > received[index - 1]!, `order: ${received}`);
    const got = new Set(received);
    for (const { seq, topic } of events) {
      const wants = [...this.wanted].some(([pattern, from]) => seq > from && covers(pattern, topic));
      if (got.has(seq)) assert.ok(wants, `event ${seq} was not asked for`);
      else if (wants) assert.ok(this.forgiven.has(seq), `event ${seq} is missing: ${received}`);
    }
  }
}

/** The server with its log, and what the test knows about both. */
class Home {
  readonly log = new FakeLog();
  readonly all: LoggedEvent[] = [];
  readonly clients: Client[];
  world!: World;
  delivered = 0;
  trimmedTo = 0;
  #undelivered: LoggedEvent[] = [];
  #open: () => void = () => {};

  constructor(clients: number) {
    this.clients = Array.from({ length: clients }, () => new Client(this));
  }

  /** A new process over the same log. What the old one had written but not delivered is in the log only. */
  async restart(recentEvents: number): Promise<void> {
    for (const client of this.clients) client.disconnect();
    this.release();
    this.world = await createWorld({ eventLog: this.log, limits: { recentEvents } });
    this.delivered = this.log.newest;
    this.#undelivered = [];
  }

  append(topics: readonly string[]): void {
    const events = this.log.write(topics.map((topic) => draft(topic)));
    this.all.push(...events);
    this.#undelivered.push(...events);
  }

  deliver(count: number): void {
    const events = this.#undelivered.splice(0, count);
    this.delivered = events.at(-1)?.seq ?? this.delivered;
    this.world.hub.deliver(events);
  }

  trim(keep: number): void {
    this.log.trim(keep);
    this.trimmedTo = Math.max(this.trimmedTo, this.log.newest - this.log.events.length);
  }

  hold(): void {
    this.release();
    const gate = Promise.withResolvers<void>();
    this.log.gate = gate.promise;
    this.#open = gate.resolve;
  }

  release(): void {
    this.#open();
  }

  /** Until everything that was appended has arrived wherever it can. */
  async finish(): Promise<void> {
    this.release();
    this.log.failures = 0;
    this.deliver(Number.POSITIVE_INFINITY);
    for (const client of this.clients) client.connect();
    for (let round = 0; round < 50; round += 1) {
      for (const { session } of this.clients) {
        session!.socket.held = session!.socket.weight = 0;
        session!.connection.drained();
      }
      this.world.clock.advance(LOG_RETRY_MS);
      for (const { session } of this.clients) session!.connection.heard();
      await settled();
    }
  }
}

const client = fc.nat({ max: 2 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      topics: fc.array(fc.constantFrom(...TOPICS), { minLength: 1, maxLength: 9 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("subscribe" as const),
      client,
      pattern: fc.constantFrom(...PATTERNS),
      resume: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("disconnect" as const), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("connect" as const), client }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("slow" as const),
      client,
      weight: fc.constantFrom(BACKLOG_LIMIT, BACKLOG_LIMIT / 3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("drain" as const), client, quick: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const), recent: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("trim" as const), keep: fc.integer({ min: 8, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("hold" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("settle" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function perform(home: Home, action: Step): Promise<void> {
  const who = "client" in action ? home.clients[action.client]! : undefined;
  const session = who?.session;
  switch (action.do) {
    case "append":
      return home.append(action.topics);
    case "deliver":
      return home.deliver(action.count);
    case "subscribe":
      return who?.subscribe(action.pattern, action.resume);
    case "disconnect":
      return who?.disconnect();
    case "connect":
      return who?.connect();
    case "slow":
      if (session) session.socket.weight = action.weight;
      return;
    case "drain":
      if (!session) return;
      session.socket.held = 0;
      if (action.quick) session.socket.weight = 0;
      return session.connection.drained();
    case "restart":
      return home.restart(action.recent);
    case "trim":
      return home.trim(action.keep);
    case "hold":
      return home.hold();
    case "release":
      return home.release();
    case "fail":
      home.log.failures += 1;
      return;
    case "settle":
      return settled();
  }
}

test("every subscriber sees every matching event once and in order, or learns that it was trimmed", async () => {
  let losses = 0;
  let replayed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const home = new Home(3);
      await home.restart(8);
      for (const action of steps) await perform(home, action);
      await home.finish();
      for (const { session } of home.clients) assert.equal(session?.socket.ending(), undefined);
      for (const each of home.clients) each.check(home.all);
      const metrics = home.world.hub.metrics();
      losses += metrics.replaysLost;
      replayed += metrics.framesReplayed;
    }),
    { numRuns: 300 },
  );
  assert.ok(losses > 0 && replayed > 0, "the histories must exercise what they are about");
});

/**
 * The queue in front of an interface, through any interleaving of reads, acts and writes that end well, fail later or throw
 * at once, of deadlines that pass while they wait, and of `clear`: every promise settles, nothing stops the queue, one read
 * and one write run at a time, nothing runs late or twice.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CallQueue, GAP_MS, MAX_WRITE_WAIT_MS } from "../../../adapters/ccu/queue.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault, EXPIRED, expiredFault, type WritePriority } from "../../../handlers/ports/index.ts";

/** How a call behaves once it runs. The second word: what it throws, a fault of its own or that its time is over. */
const MANNERS = ["later", "at once", "rejects at once", "throws fault", "throws expired", "throws other"] as const;
type Manner = (typeof MANNERS)[number];

type Step =
  | { do: "read"; manner: Manner; low: boolean }
  | { do: "act"; manner: Manner; within: number }
  | { do: "write"; manner: Manner; within: number; channel: number; key: boolean; priority: WritePriority }
  /** One of the calls that run ends. */
  | { do: "end"; which: number; how: "well" | "fault" | "expired" }
  | { do: "wait"; ms: number }
  | { do: "clear" };

const manner = fc.constantFrom(...MANNERS);
const within = fc.constantFrom(-1, 0, 50, 1000, MAX_WRITE_WAIT_MS, Number.POSITIVE_INFINITY);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("read"), manner, low: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("act"), manner, within }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("write"),
      ...{ manner, within, key: fc.boolean(), channel: fc.nat(2) },
      priority: fc.constantFrom("critical", "high", "low"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("end"),
      which: fc.nat(1),
      how: fc.constantFrom("well", "fault", "expired"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait"), ms: fc.constantFrom(1, GAP_MS, 1000, MAX_WRITE_WAIT_MS + 1) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "clear" }) },
) as fc.Arbitrary<Step>;

/** More turns of promises than any call of the queue takes. */
const settle = async () => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
};

interface Call {
  kind: "read" | "write";
  low: boolean;
  runs: number;
  /** What its promise came to: an outcome, or why it was refused. */
  told: string[];
  /** What its run came to, in the same words. */
  ended?: string;
}

const reason = (error: unknown): string =>
  error instanceof CcuFault && error.cause === EXPIRED ? "expired" : `refused: ${(error as Error).message}`;

class Bench {
  readonly clock = createManualClock();
  readonly queue: CallQueue;
  readonly calls: Call[] = [];
  /** Calls that run, and how to end them. */
  running: { call: Call; end: (how: "well" | "fault" | "expired") => void }[] = [];
  /** Reads in the order in which they began. */
  readonly begun: Call[] = [];

  constructor(gapMs: number) {
    this.queue = new CallQueue(this.clock, gapMs);
  }

  #call(kind: Call["kind"], low = false): Call {
    const call: Call = { kind, low, runs: 0, told: [] };
    this.calls.push(call);
    return call;
  }

  #told(call: Call, promise: Promise<unknown>): void {
    promise.then(
      (outcome) => call.told.push(String(outcome)),
      (error: unknown) => call.told.push(reason(error)),
    );
  }

  #run(call: Call, manner: Manner, deadline: number): Promise<"sent"> {
    call.runs += 1;
    this.begun.push(call);
    assert.ok(this.clock.now() <= deadline, "it runs by its deadline or never");
    assert.ok(!this.running.some((other) => other.call.kind === call.kind), `two ${call.kind}s at a time`);
    const thrown = (error: Error): Error => {
      call.ended = reason(error);
      return error;
    };
    if (manner === "throws fault") throw thrown(new CcuFault("radio", "thrown at once"));
    if (manner === "throws expired") throw thrown(expiredFault());
    if (manner === "throws other") throw thrown(new TypeError("a mistake of ours"));
    if (manner === "rejects at once") return Promise.reject(thrown(new CcuFault("radio", "rejected")));
    if (manner === "at once") {
      call.ended = "sent";
      return Promise.resolve("sent");
    }
    return new Promise((resolve, reject) => {
      const end = (how: "well" | "fault" | "expired") => {
        this.running = this.running.filter((other) => other.call !== call);
        if (how === "well") {
          call.ended = "sent";
          resolve("sent");
        } else reject(thrown(how === "fault" ? new CcuFault("transport", "later") : expiredFault()));
      };
      this.running.push({ call, end });
    });
  }

  take(step: Step): void {
    const { clock, queue } = this;
    if (step.do === "wait") clock.advance(step.ms);
    else if (step.do === "clear") queue.clear(new CcuFault("transport", "cleared"));
    else if (step.do === "end") this.running[step.which % Math.max(1, this.running.length)]?.end(step.how);
    else if (step.do === "read") {
      const call = this.#call("read", step.low);
      const run = () => this.#run(call, step.manner, Number.POSITIVE_INFINITY);
      this.#told(call, queue.read(run, step.low));
    } else if (step.do === "act") {
      // as the driver does: in the read queue, refused within the run where its time is over, thrown at once
      const call = this.#call("read");
      const deadline = clock.now() + step.within;
      const run = () => {
        if (clock.now() <= deadline) return this.#run(call, step.manner, deadline);
        call.ended = "expired";
        throw expiredFault();
      };
      this.#told(call, queue.read(run));
    } else {
      const call = this.#call("write");
      const { manner, priority, key } = step;
      const channel = `A:${step.channel}`;
      const deadline = clock.now() + step.within;
      const run = async () => void (await this.#run(call, manner, deadline));
      this.#told(call, queue.write({ channel, priority, deadline, run, ...(key ? { key: `${channel}.LEVEL` } : {}) }));
    }
  }

  /** At any moment between two steps. */
  check(): void {
    const { reads, writes } = this.queue.length;
    const runs = (kind: Call["kind"]) => this.running.filter(({ call }) => call.kind === kind).length;
    assert.ok(runs("read") === 1 || reads === 0, "nothing is read, and reads wait");
    assert.ok(runs("write") === 1 || writes === 0 || this.clock.pending() > 0, "nothing is written, and writes wait");
    assert.equal(this.queue.traffic.inFlight, runs("write"));
  }

  /** Everything ends that was begun, and time passes until nothing waits. */
  async finish(): Promise<void> {
    for (let turn = 0; turn < 1000; turn++) {
      await settle();
      const [first] = this.running;
      if (first) first.end("well");
      else if (this.clock.pending() > 0) this.clock.advance(GAP_MS);
      else return;
    }
    assert.fail("the queue never rests");
  }
}

for (const gapMs of [0, GAP_MS])
  test(`any interleaving, ${gapMs} ms between writes: every promise settles and the queue goes on`, () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const bench = new Bench(gapMs);
        for (const one of steps) {
          bench.take(one);
          await settle();
          bench.check();
        }
        await bench.finish();
        assert.deepEqual(bench.queue.length, { reads: 0, writes: 0 });
        for (const call of bench.calls) {
          assert.equal(call.told.length, 1, "each is told once what became of it");
          assert.ok(call.runs <= 1, "nothing runs twice");
          // what is no fault of the CCU becomes one on its way out of the write queue, which keeps its words
          const told = call.told[0]?.replace("TypeError: ", "");
          if (call.ended !== undefined) assert.equal(told, call.ended);
          else assert.match(told as string, /^(expired|superseded|refused: cleared)$/);
        }
        for (const low of [false, true]) {
          const order = bench.begun.filter((call) => call.kind === "read" && call.low === low);
          const asked = bench.calls.filter((call) => order.includes(call));
          assert.deepEqual(
            order.map((call) => bench.calls.indexOf(call)),
            asked.map((call) => bench.calls.indexOf(call)),
            "reads of a kind keep their order",
          );
        }
        // and whatever happened, the next ones are served
        const later = { channel: "A:9", priority: "high", deadline: Number.POSITIVE_INFINITY } as const;
        const told: string[] = [];
        void bench.queue.read(async () => "read").then((outcome) => told.push(outcome));
        void bench.queue.write({ ...later, run: async () => undefined }).then((outcome) => told.push(outcome));
        await bench.finish();
        assert.deepEqual(told.sort(), ["read", "sent"]);
      }),
      { numRuns: 300 },
    ));

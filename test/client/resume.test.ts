/** The resume as a state machine, against a model of the server: whatever is cut off when, no event twice, none lost, in order, gaps told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ServerFrame } from "../../adapters/client/frames.ts";
import { ItemQueue } from "../../adapters/client/item-queue.ts";
import { Resume } from "../../adapters/client/resume.ts";

/** What the model keeps for a resume. */
const KEPT = 5;

/** A server with one log and one connection, as the contract has it (api-behaviour 1.10). Every event matches. */
class ModelServer {
  top = 0;
  #oldest = 1;
  /** Frames on their way; `undefined` where no connection is open. */
  #line: ServerFrame[] | undefined;
  #isSubscribed = false;
  #lostUpTo = 0;

  connect(): void {
    this.#line = [];
    this.#isSubscribed = false;
  }

  cut(): void {
    this.#line = undefined;
  }

  get isOpen(): boolean {
    return this.#line !== undefined;
  }

  /** The oldest frame arrives. */
  arrive(): ServerFrame | undefined {
    return this.#line?.shift();
  }

  publish(): void {
    this.top++;
    this.#oldest = Math.max(this.#oldest, this.top - KEPT + 1);
    if (this.#isSubscribed) this.#line?.push(this.#event(this.top));
  }

  subscribe(since: number | undefined): void {
    const line = this.#line ?? [];
    this.#isSubscribed = true;
    if (since === undefined) this.#lostUpTo = this.top;
    line.push({ op: "subscribed" });
    if (since === undefined) return;
    if (since > this.top || since < this.#oldest - 1) {
      line.push({ op: "replay_lost", oldest_seq: this.#oldest });
      this.#lostUpTo = this.top;
      return;
    }
    for (let seq = since + 1; seq <= this.top; seq++) line.push(this.#event(seq));
    line.push(this.top === 0 ? { op: "replay_done" } : { op: "replay_done", seq: this.top });
  }

  /** The connection was too slow: what is on its way is thrown away. */
  overflow(): void {
    if (!this.#isSubscribed || this.#line?.some(({ op }) => op !== undefined)) return;
    this.#line?.splice(0);
    this.#line?.push({ op: "replay_lost", oldest_seq: this.#oldest });
    this.#lostUpTo = this.top;
  }

  /** Events come a second time, but none from before what was lost. */
  repeat(): void {
    if (!this.#isSubscribed || this.#line?.some(({ op }) => op !== undefined)) return;
    for (let seq = Math.max(this.#oldest, this.top - 2, this.#lostUpTo + 1); seq <= this.top; seq++)
      this.#line?.push(this.#event(seq));
  }

  /** Numbers start anew, as those of other daemons do after a restart. */
  reset(): void {
    this.cut();
    this.top = 0;
    this.#oldest = 1;
  }

  #event = (seq: number): ServerFrame => ({ seq, type: "device.trigger", topic: "device.a", payload: {} });
}

type Item = { type: string; seq?: number; reason?: string };
type Step = "publish" | "connect" | "arrive" | "cut" | "overflow" | "repeat" | "read" | "take" | "reset";

class Model {
  readonly server = new ModelServer();
  readonly taken: Item[] = [];
  readonly #resume: Resume;
  readonly #queue = new ItemQueue<Item>(1000, () => {});
  /** A state is being read: it is the one of some moment from here on. */
  #isReading = false;

  constructor(options: { since?: number; loadFirst?: boolean }) {
    this.#resume = new Resume(["*"], options);
  }

  step(step: Step): void {
    const { server } = this;
    if (step === "publish") server.publish();
    else if (step === "connect") this.#connect();
    else if (step === "arrive") this.#arrive();
    else if (step === "cut") this.#cut();
    else if (step === "overflow") server.overflow();
    else if (step === "repeat") server.repeat();
    else if (step === "read") this.#read();
    else if (step === "take") this.#take();
    else {
      // before the numbers have grown past the cursor nobody could notice that they are others
      server.reset();
      this.#cut();
      this.taken.push({ type: "reset" });
      this.#connect();
      while (this.#arrive());
      this.#read();
      while (this.#take());
    }
  }

  /** Everything arrives that is still to come. */
  settle(): void {
    this.#connect();
    while (this.#arrive());
    this.#read();
    while (this.#take());
  }

  #connect(): void {
    if (this.server.isOpen) return;
    this.server.connect();
    const { since } = this.#resume.opened() as { since?: number };
    this.server.subscribe(since);
  }

  #cut(): void {
    this.server.cut();
    this.#resume.closed();
  }

  #arrive(): boolean {
    const frame = this.server.arrive();
    if (frame === undefined) return false;
    const { item, load } = this.#resume.frame(frame);
    if (item) this.#queue.push(item as Item);
    if (load) {
      this.#queue.hold();
      this.#isReading = true;
    }
    return true;
  }

  #read(): void {
    if (!this.#isReading) return;
    this.#isReading = false;
    this.#resume.loaded();
    this.#queue.release({ type: "snapshot", seq: this.server.top });
  }

  #take(): boolean {
    const item = this.#queue.take();
    if (item) this.taken.push(item);
    return item !== undefined;
  }
}

/** @param known number of the last event that the reader knows of; `undefined` where it knows nothing */
function check(items: readonly Item[], top: number, known: number | undefined): void {
  let last = known ?? 0;
  let isOpen = false;
  for (const item of items) {
    if (item.type === "reset") {
      last = 0;
      known = undefined;
      isOpen = true;
    } else if (item.type === "gap") {
      known = undefined;
      isOpen = true;
    } else if (item.type === "snapshot") {
      known = Math.max(known ?? 0, item.seq ?? 0);
      isOpen = false;
    } else {
      const seq = item.seq ?? 0;
      assert.ok(seq > last, `${seq} after ${last}`);
      if (known !== undefined) assert.ok(seq <= known + 1, `${seq} follows what was known up to ${known}`);
      last = seq;
      if (!isOpen) known = Math.max(known ?? 0, seq);
    }
  }
  assert.equal(isOpen, false, "a gap is followed by the state");
  if (known !== undefined) assert.equal(known, top, "everything is known at the end");
}

const step = fc.constantFrom<Step>(
  "publish",
  "publish",
  "publish",
  "connect",
  "connect",
  "arrive",
  "arrive",
  "arrive",
  "cut",
  "overflow",
  "repeat",
  "read",
  "take",
);

test("no event twice, none lost, in order, gaps told", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.boolean(), (steps, loadFirst) => {
      const model = new Model({ loadFirst });
      model.step("connect");
      model.step("arrive");
      for (const one of steps) model.step(one);
      model.settle();
      check(model.taken, model.server.top, loadFirst ? undefined : 0);
      if (loadFirst) assert.ok(model.taken.some(({ type }) => type === "snapshot"));
    }),
    { numRuns: 2000 },
  );
});

test("from the cursor of a former stream on", () => {
  fc.assert(
    fc.property(fc.nat(12), fc.nat(12), fc.array(step, { maxLength: 40 }), (published, since, steps) => {
      const model = new Model({ since });
      for (let n = 0; n < published; n++) model.step("publish");
      model.step("connect");
      for (const one of steps) model.step(one);
      model.settle();
      // a cursor from the future belongs to other numbers
      if (since <= published) check(model.taken, model.server.top, since);
      else if (model.server.top < since) assert.ok(model.taken.some(({ type }) => type === "gap"));
    }),
  );
});

test("numbers that start anew are a gap, not silence", () => {
  const model = new Model({});
  model.step("connect");
  for (const one of ["publish", "publish", "arrive", "arrive", "arrive", "take", "take"] as const) model.step(one);
  model.step("reset");
  model.step("publish");
  model.settle();
  assert.deepEqual(
    model.taken.map(({ type, seq }) => (type === "device.trigger" ? seq : type)),
    [1, 2, "reset", "gap", "snapshot", 1],
  );
});

test("what is not known before the first event is told as unknown; what comes before `subscribed` is not for us", () => {
  const resume = new Resume(["device.*"], { classify: true });
  assert.deepEqual(resume.opened(), { op: "subscribe", topics: ["device.*"], classify: true });
  const event = { seq: 7, type: "device.trigger" };
  assert.deepEqual(resume.frame(event), {});
  assert.deepEqual(resume.frame({ op: "subscribed" }), { live: true });
  resume.closed();
  assert.deepEqual(resume.frame(event), {});
  resume.opened();
  assert.deepEqual(resume.frame({ op: "subscribed" }).item, { type: "gap", reason: "unknown", oldestSeq: undefined });
  assert.deepEqual(resume.frame(event).item, event);
  assert.deepEqual(resume.frame(event), {});
  assert.equal(resume.cursor, 7);
  assert.deepEqual(resume.opened(), { op: "subscribe", topics: ["device.*"], since: 7, classify: true });
});

test("a queue holds back what belongs behind something that is still to come", async () => {
  let room = 0;
  const queue = new ItemQueue<number>(4, () => room++);
  queue.push(1);
  queue.hold();
  queue.push(3);
  assert.deepEqual([queue.take(), queue.take()], [1, undefined]);
  const next = queue.next();
  queue.release(2);
  assert.deepEqual(await next, { done: false, value: 2 });
  assert.equal(queue.take(), 3);
  for (const n of [4, 5, 6]) queue.push(n);
  assert.equal(queue.isFull, false);
  queue.push(7);
  assert.equal(queue.isFull, true);
  queue.take();
  assert.equal(room, 0);
  queue.take();
  assert.equal(room, 1, "half of it is free");
  queue.take();
  queue.take();
  assert.equal(room, 1);
  queue.end(new Error("over"));
  await assert.rejects(queue.next(), /over/);
  assert.deepEqual(await queue.next(), { done: true, value: undefined });
});

/** Ordered, moving, arrived, taken back: the state machine of one data point, alone and behind a whole home. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { reachableCentrals } from "../../handlers/home/reachable-centrals.ts";
import {
  CONFIRM_TIMEOUT_MS,
  IDLE,
  isIdle,
  isOnItsWay,
  isSameValue,
  MOVING_TIMEOUT_MS,
  type Movement,
  moved,
  newestOf,
  type OrderOutcome,
  ordered,
  reported,
  SETTLE_MS,
  settled,
  silent,
  stopped,
  type TakenBack,
  type Target,
} from "../../handlers/home/targets.ts";
import { isRejected, toWire } from "../../handlers/model/values.ts";
import { CcuFault, type WriteOutcome } from "../../handlers/ports/index.ts";
import { blind, thermostat } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { settle, startHome } from "./support.ts";

/** One data point in words: `order`, `sent` …; time runs only when told to. */
function point(from: Target = IDLE) {
  let target = from;
  let now = 1000;
  const taken: TakenBack[] = [];
  const keep = (step: { target: Target; takenBack?: TakenBack }) => {
    target = step.target;
    if (step.takenBack) taken.push(step.takenBack);
  };
  return {
    taken,
    get target() {
      return target;
    },
    get shown() {
      return newestOf(target)?.value;
    },
    order: (id: number, value: unknown, present?: { value: unknown }) =>
      keep({ target: ordered(target, { id, value, present }, now) }),
    outcome: (id: number, outcome: OrderOutcome) => keep(settled(target, id, outcome, now)),
    report: (value: unknown, movement: Movement = "none") => keep({ target: reported(target, value, movement, now) }),
    move: (movement: "moving" | "resting") => keep({ target: moved(target, movement, now) }),
    stop: () => keep({ target: stopped(target, now) }),
    pass(ms: number) {
      now += ms;
      keep(silent(target, now));
    },
  };
}

describe("the target of one data point", () => {
  test("equal to two decimals is equal; other kinds of value are compared as they are", () => {
    assert.equal(isSameValue(0.3, 0.3049), true);
    assert.equal(isSameValue(0.3, 0.305), false);
    assert.equal(isSameValue("a", "a"), true);
    assert.equal(isSameValue(1, true), false);
    assert.equal(isSameValue(1, "1"), false);
  });

  test("a value on the way ends nothing; the value itself does, also while it moves", () => {
    const p = point();
    p.order(1, 0.3);
    p.outcome(1, "sent");
    for (const movement of ["moving", "unsaid"] as const) {
      p.report(0.9, movement);
      assert.equal(p.shown, 0.3);
    }
    p.report(0.3, "moving");
    assert.equal(isIdle(p.target), true);
    assert.deepEqual(p.taken, []);
  });

  test("a drive at rest somewhere else ended there", () => {
    const p = point();
    p.order(1, 0.8);
    p.outcome(1, "sent");
    p.report(0.5, "resting");
    assert.equal(isIdle(p.target), true);
    assert.deepEqual(p.taken, []);
  });

  test("rest without a value waits for the value that may follow: at the limit it is over, before it is not", () => {
    for (const late of [true, false]) {
      const p = point();
      p.order(1, 0.8);
      p.outcome(1, "sent");
      p.move("moving");
      p.move("resting");
      p.pass(SETTLE_MS - 1);
      assert.equal(p.shown, 0.8);
      if (late) p.pass(1);
      else p.report(0.4, "unsaid");
      assert.equal(isIdle(p.target), true);
      assert.deepEqual(p.taken, [], "it said where it stands: nothing was lost");
    }
  });

  test("moving again before the value came: it was not the end", () => {
    const p = point();
    p.order(1, 0.8);
    p.outcome(1, "sent");
    p.move("resting");
    p.move("moving");
    p.pass(SETTLE_MS);
    assert.equal(p.shown, 0.8);
  });

  test("reports before an order was sent answer older ones", () => {
    const p = point();
    p.order(1, 1);
    p.outcome(1, "sent");
    p.order(2, 0);
    p.order(3, 1);
    p.report(1);
    p.outcome(2, "sent");
    assert.equal(p.shown, 1);
    p.report(0);
    assert.equal(p.shown, 1, "the answer of the second shows nothing");
    p.outcome(3, "sent");
    p.report(1);
    assert.equal(isIdle(p.target), true);
  });

  test("a report may overtake the answer of the call: equal or other, the order is over with it", () => {
    for (const value of [21.5, 21.3]) {
      const p = point();
      p.order(1, 21.3);
      p.report(value);
      assert.equal(p.shown, 21.3, "not known to be sent");
      p.outcome(1, "sent");
      assert.equal(isIdle(p.target), true);
      assert.deepEqual(p.taken, []);
    }
    const moving = point();
    moving.order(1, 0.3);
    moving.report(0.3, "moving");
    moving.report(0.2, "moving");
    moving.outcome(1, "sent");
    assert.equal(moving.shown, 0.3, "it passed by: what was heard last counts");
    const rest = point();
    rest.order(1, 0.3);
    rest.report(0.9, "resting");
    rest.outcome(1, "sent");
    assert.equal(rest.shown, 0.3, "rest before it was sent is not its end");
  });

  test("an order for what already is: over when it is sent, and only if nothing else was open", () => {
    const p = point();
    p.order(1, false, { value: false });
    assert.equal(isOnItsWay(p.target, false), true);
    p.outcome(1, "sent");
    assert.equal(isIdle(p.target), true);
    p.order(2, true, { value: false });
    p.outcome(2, "sent");
    p.order(3, false, { value: false });
    p.outcome(3, "sent");
    assert.equal(p.shown, false);
    assert.equal(isIdle(p.target), false, "true was sent and will be reported first");
  });

  test("superseded, failed: the newest that is left is shown; only what was shown is told as taken back", () => {
    const p = point();
    p.order(1, 0.1);
    p.outcome(1, "sent");
    p.order(2, 0.2);
    p.order(3, 0.3);
    p.outcome(2, "superseded");
    assert.equal(p.shown, 0.3);
    p.outcome(2, "sent");
    assert.equal(p.shown, 0.3, "who is out is out");
    p.outcome(3, "failed");
    assert.equal(p.shown, 0.1);
    assert.deepEqual(p.taken, [{ reason: "send_error", value: 0.3 }]);
    p.order(4, 0.4);
    p.outcome(1, "failed");
    assert.equal(p.taken.length, 1, "nobody saw that one");
    p.outcome(4, "superseded");
    assert.equal(isIdle(p.target), true);
    assert.equal(p.taken.length, 1);
  });

  test("where nothing tells of movements each report answers the oldest, a matching one all before it", () => {
    const p = point();
    for (const [id, value] of [
      [1, 0.1],
      [2, 0.2],
      [3, 0.3],
    ] as const) {
      p.order(id, value);
      p.outcome(id, "sent");
    }
    p.report(0.15);
    assert.equal(p.target.orders.length, 2);
    p.report(0.3);
    assert.equal(isIdle(p.target), true);
  });

  test("STOP ends everything in silence; the rest that follows is its own, the next one is the order's", () => {
    const p = point();
    p.order(1, 0);
    p.outcome(1, "sent");
    p.stop();
    assert.equal(p.shown, undefined);
    assert.equal(p.target.halted, true);
    assert.equal(isOnItsWay(p.target, 0), false);
    p.order(2, 0);
    p.outcome(2, "sent");
    p.report(0.7, "resting");
    assert.equal(p.shown, 0, "that was the STOP");
    assert.equal(p.target.halted, false);
    p.report(0.5, "resting");
    assert.equal(isIdle(p.target), true);
    assert.deepEqual(p.taken, []);
  });

  test("a movement after the order was sent is the order's: the STOP before it needs no rest of its own", () => {
    const p = point();
    p.order(1, 0);
    p.stop();
    p.order(2, 1);
    p.move("moving");
    assert.equal(p.target.halted, true, "it may be the first one's");
    p.outcome(2, "sent");
    p.move("moving");
    assert.equal(p.target.halted, false);
    p.report(0.4, "resting");
    assert.equal(isIdle(p.target), true);
  });

  test("after STOP an order is over with its value, and the rest of the STOP is still to come unless the drive is known to rest", () => {
    const rests: [Movement, boolean][] = [
      ["moving", true],
      ["unsaid", true],
      ["none", false],
      ["resting", false],
    ];
    for (const [movement, halted] of rests) {
      const p = point();
      p.order(1, 0);
      p.outcome(1, "sent");
      p.stop();
      p.order(2, 1);
      p.outcome(2, "sent");
      p.report(1, movement);
      assert.deepEqual([p.shown, p.target.halted], [undefined, halted], movement);
    }
  });

  test("STOP where nothing is open changes nothing; nobody waits for its rest for ever", () => {
    const p = point();
    p.stop();
    assert.equal(isIdle(p.target), true);
    p.order(1, 1);
    p.stop();
    p.report(0.5, "unsaid");
    assert.equal(p.target.halted, true);
    p.pass(CONFIRM_TIMEOUT_MS - 1);
    assert.equal(p.target.halted, true);
    p.pass(1);
    assert.equal(isIdle(p.target), true);
    p.order(2, 1);
    p.stop();
    p.move("resting");
    assert.equal(isIdle(p.target), true);
  });

  test("silence: counted from the sending, longer while it moves; at the limit it is over, before it is not", () => {
    const lost = point();
    lost.order(1, 1);
    lost.pass(CONFIRM_TIMEOUT_MS * 2);
    assert.equal(lost.shown, 1, "it waits in the queue");
    lost.outcome(1, "sent");
    lost.pass(CONFIRM_TIMEOUT_MS - 1);
    assert.equal(lost.shown, 1);
    lost.pass(1);
    assert.deepEqual(lost.taken, [{ reason: "timeout", value: 1 }]);
    const slow = point();
    slow.order(1, 1);
    slow.report(0.1, "moving");
    slow.outcome(1, "sent");
    slow.pass(MOVING_TIMEOUT_MS - 1);
    assert.equal(slow.shown, 1);
    slow.pass(1);
    assert.equal(isIdle(slow.target), true);
    assert.deepEqual(slow.taken, [], "it said that it moves: the order was not lost");
  });
});

// ---------------------------------------------------------------- arbitrary interleavings

const VALUES = [0, 0.3, 0.5, 1] as const;
const value = fc.constantFrom(...VALUES);
const movement = fc.constantFrom<Movement>("moving", "resting", "unsaid", "none");
type Act =
  | { act: "order"; value: number; present: boolean }
  | { act: "outcome"; which: number; outcome: OrderOutcome }
  | { act: "report"; value: number; movement: Movement }
  | { act: "move"; movement: "moving" | "resting" }
  | { act: "stop" }
  | { act: "pass"; ms: number };
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ act: fc.constant("order" as const), value, present: fc.boolean() }),
  fc.record({
    act: fc.constant("outcome" as const),
    which: fc.nat(5),
    outcome: fc.constantFrom<OrderOutcome>("sent", "sent", "superseded", "failed"),
  }),
  fc.record({ act: fc.constant("report" as const), value, movement }),
  fc.record({ act: fc.constant("move" as const), movement: fc.constantFrom("moving" as const, "resting" as const) }),
  fc.constant({ act: "stop" as const }),
  fc.record({ act: fc.constant("pass" as const), ms: fc.constantFrom(1, 400, 20_000, 40_000, 200_000) }),
);

test("whatever happens in whatever order: on its way is only what was ordered and not taken back, and silence ends all", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const p = point();
      let ids = 0;
      let ccu: number | undefined;
      /** What could still be carried out, by our own books: ordered, neither stopped nor out of the queue. */
      let live: { id: number; value: number; done: boolean }[] = [];
      const check = () => {
        const newest = live.at(-1);
        for (const wanted of VALUES) {
          if (!isOnItsWay(p.target, wanted)) continue;
          assert.ok(live.some((one) => one.value === wanted));
          if (newest && !newest.done) assert.equal(newest.value, wanted, "an older one is no reason to drop an order");
        }
        for (const { id } of p.target.orders) assert.ok(live.some((one) => one.id === id));
        if (p.target.orders.length === 0 && !p.target.halted) assert.equal(p.target.until, undefined);
      };
      const outcome = (id: number, told: OrderOutcome) => {
        const before = p.taken.length;
        const newest = newestOf(p.target);
        p.outcome(id, told);
        if (told !== "sent") live = live.filter((one) => one.id !== id);
        if (p.taken.length > before) assert.deepEqual([told, newest?.id], ["failed", id]);
      };
      for (const one of acts) {
        if (one.act === "order") {
          ids += 1;
          live.push({ id: ids, value: one.value, done: false });
          p.order(ids, one.value, one.present && ccu !== undefined ? { value: ccu } : undefined);
          assert.equal(p.shown, one.value, "what is ordered is shown");
        } else if (one.act === "outcome") {
          const open = live.filter(({ done }) => !done);
          const chosen = open[one.which % Math.max(1, open.length)];
          if (chosen) {
            chosen.done = true;
            outcome(chosen.id, one.outcome);
          }
        } else if (one.act === "report") {
          ccu = one.value;
          p.report(one.value, one.movement);
        } else if (one.act === "move") p.move(one.movement);
        else if (one.act === "stop") {
          p.stop();
          live = [];
          assert.equal(p.shown, undefined);
        } else p.pass(one.ms);
        check();
      }
      for (const { id, done } of live) if (!done) outcome(id, "sent");
      p.pass(MOVING_TIMEOUT_MS);
      assert.equal(isIdle(p.target), true, "at rest nothing hides what the CCU says");
    }),
    { numRuns: 3000, seed: 20261129 },
  );
});

// ---------------------------------------------------------------- behind a whole home

/** For writes that may begin whenever it suits. */
const NO_DEADLINE = Number.POSITIVE_INFINITY;
const BLIND = "0001BLIND00001";
const TRV = "0003ETRV000001";
const PLACES = [
  { device: BLIND, channel: 4, parameter: "LEVEL", values: [0, 0.3, 1] },
  { device: TRV, channel: 1, parameter: "SET_POINT_TEMPERATURE", values: [5, 17, 21.5] },
] as const;
type Happening =
  | { happens: "write"; place: number; value: number }
  | { happens: "answer"; which: number; outcome: WriteOutcome | "fault" }
  | { happens: "event"; place: number; value: number; process: boolean | undefined }
  | { happens: "stop" }
  | { happens: "pass"; ms: number };
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ happens: fc.constant("write" as const), place: fc.nat(1), value: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      happens: fc.constant("answer" as const),
      which: fc.nat(3),
      outcome: fc.constantFrom<WriteOutcome | "fault">("sent", "sent", "sent", "superseded", "expired", "fault"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      happens: fc.constant("event" as const),
      place: fc.nat(1),
      value: fc.nat(2),
      process: fc.constantFrom(true, false, undefined),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ happens: "stop" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ happens: fc.constant("pass" as const), ms: fc.constantFrom(100, 10_000, 31_000) }),
  },
);

async function world() {
  const open: PromiseWithResolvers<WriteOutcome>[] = [];
  const asked = () => {
    open.push(Promise.withResolvers<WriteOutcome>());
    return open.at(-1)!.promise;
  };
  const home = startHome({ answers: { setValue: asked as never } });
  await home.ready([blind(), thermostat()]);
  const centrals = reachableCentrals(new Map([[home.engine.central, home.engine]]));
  const event = (place: (typeof PLACES)[number], value: unknown, process?: boolean) => {
    const address = `${place.device}:${place.channel}`;
    const told = [{ address, parameter: place.parameter as string, value }];
    const moves = place.device === BLIND && process !== undefined;
    home
      .listener()
      .events("HmIP-RF", moves ? [...told, { address, parameter: "PROCESS", value: process ? 1 : 0 }] : told);
  };
  const write = async (device: string, channel: number, parameter: string, value: unknown) => {
    const found = (await home.home.device(idAt(device, "home")))!;
    const dataPoint = found.channels.find(({ number }) => number === channel)!.values.get(parameter)!;
    const typed = toWire(dataPoint, value);
    assert.ok(!isRejected(typed));
    return centrals.writeValues(found, [{ dataPoint, value: typed }], { deadline: NO_DEADLINE });
  };
  const answer = (at: number, outcome: WriteOutcome | "fault") => {
    const [one] = open.splice(at, 1);
    if (outcome === "fault") one?.reject(new CcuFault("radio", "no answer"));
    else one?.resolve(outcome);
  };
  const shown = async ({ device, channel, parameter }: (typeof PLACES)[number]) => {
    const state = await home.value(device, `${channel}/VALUES/${parameter}`);
    return state?.optimistic ? state.optimistic.value : state?.value;
  };
  return { home, open, event, write, answer, shown };
}

test("a home at rest shows what the CCU said last, drops no order but a repeated one, and tells no difference that is none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 30 }), async (happenings) => {
      const w = await world();
      const said = new Map<number, number>();
      for (const [at, place] of PLACES.entries()) {
        w.event(place, place.values[0], false);
        said.set(at, place.values[0]);
      }
      const results: Promise<unknown>[] = [];
      for (const one of happenings) {
        if (one.happens === "write") {
          const place = PLACES[one.place]!;
          const before = await w.shown(place);
          const pending = (await w.home.value(place.device, `${place.channel}/VALUES/${place.parameter}`))?.optimistic;
          const calls = w.home.calls.length;
          results.push(w.write(place.device, place.channel, place.parameter, place.values[one.value]).catch(() => {}));
          await settle();
          const isDropped = w.home.calls.length === calls;
          if (isDropped) assert.deepEqual([pending?.value, before], [place.values[one.value], before]);
          assert.equal(isDropped, pending !== undefined && pending.value === place.values[one.value]);
        } else if (one.happens === "answer") w.answer(one.which % Math.max(1, w.open.length), one.outcome);
        else if (one.happens === "event") {
          const place = PLACES[one.place]!;
          w.event(place, place.values[one.value], one.process);
          said.set(one.place, place.values[one.value]!);
        } else if (one.happens === "stop") {
          results.push(w.write(BLIND, 4, "STOP", true).catch(() => {}));
          await settle();
          assert.equal((await w.home.value(BLIND, "4/VALUES/LEVEL"))?.optimistic, undefined);
        } else w.home.clock.advance(one.ms);
        await settle();
      }
      while (w.open.length > 0) w.answer(0, "sent");
      await Promise.all(results);
      w.home.clock.advance(MOVING_TIMEOUT_MS);
      for (const [at, place] of PLACES.entries()) assert.equal(await w.shown(place), said.get(at));
      for (const { payload } of w.home.take("datapoint.optimistic_rolled_back"))
        assert.equal(isSameValue(payload.sent, payload.present), false);
      assert.deepEqual(w.home.errors, []);
      assert.equal(w.home.clock.pending() >= 0, true);
    }),
    { numRuns: 150, seed: 20261129 },
  );
});

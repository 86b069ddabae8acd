/** Counts of requests: what an operator's dashboard is made of. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import type { ApiReply, ApiRequest } from "../../handlers/kernel/dispatch.ts";
import { DURATION_BUCKETS_MS, metered, requestCounts } from "../../handlers/kernel/request-meter.ts";

/** The counts are the same for every site. */
const NOBODY = undefined as never;

function meter(status = 200) {
  const clock = createManualClock();
  const counts = requestCounts.create(NOBODY);
  const ask = (method: string, ms: number, late = false) => {
    const reply = { status, headers: {} } as ApiReply;
    const work = () => {
      clock.advance(ms);
      return reply;
    };
    const dispatch = metered(() => (late ? Promise.resolve().then(work) : work()), counts, clock);
    return dispatch({ method } as ApiRequest);
  };
  return { ask, counts };
}

test("the buckets of durations: the contract's histogram has thirteen ends and what lies beyond", () => {
  assert.deepEqual(DURATION_BUCKETS_MS, [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000]);
  assert.deepEqual(requestCounts.create(NOBODY).durations, Array(14).fill(0));
  assert.notEqual(requestCounts.create(NOBODY), requestCounts.create(NOBODY));
});

test("a request lies in the bucket whose end it reaches, one past it in the next", () => {
  DURATION_BUCKETS_MS.forEach((end, at) => {
    const { ask, counts } = meter();
    ask("GET", end);
    ask("GET", end + 1);
    const wanted: number[] = Array(14).fill(0);
    wanted[at] = 1;
    wanted[at + 1] = 1;
    assert.deepEqual(counts.durations, wanted, `${end} ms`);
    assert.equal(counts.sum, 2 * end + 1);
  });
  const { ask, counts } = meter();
  ask("GET", 0);
  assert.equal(counts.durations[0], 1);
});

test("answers count by method and class of the status, whatever else is asked for as one", () => {
  for (const [status, kind] of [
    [200, "2xx"],
    [204, "2xx"],
    [304, "3xx"],
    [404, "4xx"],
    [499, "4xx"],
    [500, "5xx"],
    [503, "5xx"],
  ] as const) {
    const { ask, counts } = meter(status);
    for (const method of [
      "GET",
      "HEAD",
      "PUT",
      "POST",
      "PATCH",
      "DELETE",
      "OPTIONS",
      "GET",
      "TRACE",
      "get",
      "X".repeat(99),
    ])
      ask(method, 0);
    const once = ["HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"].map((method) => [`${method} ${kind}`, 1]);
    assert.deepEqual(Object.fromEntries(counts.answered), {
      ...Object.fromEntries(once),
      ...{ [`GET ${kind}`]: 2, [`other ${kind}`]: 3 },
    });
  }
});

test("an answer is counted when it is there, and given on as it is", async () => {
  const { ask, counts } = meter();
  const now = ask("GET", 3);
  assert.ok(!(now instanceof Promise) && now.status === 200);
  assert.equal(counts.sum, 3);
  const later = ask("GET", 7, true);
  assert.equal(counts.sum, 3, "not yet");
  assert.equal((await later).status, 200);
  assert.deepEqual([counts.sum, counts.answered.get("GET 2xx")], [10, 2]);
});

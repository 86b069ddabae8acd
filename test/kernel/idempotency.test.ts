import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as z from "zod";
import { HANDLER_TIMEOUT_MS, IDEMPOTENCY_KEPT_MS, IDEMPOTENT_REPLY_LIMIT } from "../../handlers/kernel/limits.ts";
import { accepted, operation } from "../../handlers/kernel/operation.ts";
import { rejected, unready } from "../../handlers/kernel/problem.ts";
import { json, kernel, kernelSite } from "./support.ts";

const base = { served: "here", summary: "x", tag: "test" } as const;

/** An operation that counts its effects and can be held, refused or made large. */
function counter() {
  const state = {
    effects: 0,
    hold: Promise.resolve() as Promise<unknown>,
    answer: "ok" as "ok" | "rejected" | "unready" | "large",
  };
  const act = operation(
    {
      ...base,
      method: "POST",
      path: "/act/{id}",
      role: "operator",
      params: { id: z.string() },
      query: { q: z.string().optional() },
      body: z.unknown(),
      bodyOptional: true,
      responses: { 202: z.unknown() },
    },
    async () => {
      await state.hold;
      if (state.answer === "rejected") return rejected("no");
      if (state.answer === "unready") return unready("not yet");
      state.effects++;
      return accepted({
        effects: state.effects,
        ...(state.answer === "large" ? { text: "x".repeat(IDEMPOTENT_REPLY_LIMIT) } : {}),
      });
    },
  );
  return { state, act };
}
const post = (key: string, more: object = {}) => ({
  method: "POST",
  path: "/act/1",
  headers: { "idempotency-key": key },
  ...more,
});

test("a repetition is answered with the first answer and does not act; query and body are not part of the key", async () => {
  const { state, act } = counter();
  const { call, lines } = kernel([act]);
  const first = await call(post("k", { body: { a: 1 } }));
  const again = await call({ ...post("k", { body: { a: 2 } }), path: "/act/1?q=2" });
  assert.equal(state.effects, 1);
  assert.equal(again.status, 202);
  assert.deepEqual(json(again), json(first));
  assert.equal(again.headers["idempotent-replay"], "true");
  assert.equal(first.headers["idempotent-replay"], undefined);
  assert.notEqual(again.headers["x-request-id"], first.headers["x-request-id"]);
  assert.ok(
    lines.some((l) => l.message.includes("another body")),
    "the other body is visible in the log",
  );
});

test("subject, path and key separate; without a key every request acts", async () => {
  const { state, act } = counter();
  const { call } = kernel([act]);
  await call(post("k"));
  await call(post("k", { as: "bert admin" }));
  await call(post("k", { path: "/act/2" }));
  await call(post("other"));
  await call({ method: "POST", path: "/act/1" });
  await call({ method: "POST", path: "/act/1" });
  assert.equal(state.effects, 6);
});

test("a concurrent twin gets 409 and does not act", async () => {
  const { state, act } = counter();
  let release = () => {};
  state.hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { call } = kernel([act]);
  const first = call(post("k"));
  await new Promise(setImmediate);
  const twin = await call(post("k"));
  assert.equal(twin.status, 409);
  assert.equal(json(twin).title, "Request already in flight");
  release();
  assert.equal((await first).status, 202);
  assert.equal((await call(post("k"))).status, 202);
  assert.equal(state.effects, 1);
});

test("the answer survives a restart; what a crash left running is never repeated", async () => {
  const { state, act } = counter();
  const site = kernelSite();
  const before = kernel([act], { site });
  await before.call(post("done"));
  state.hold = new Promise(() => {});
  void before.call(post("crashed"));
  await new Promise(setImmediate);
  state.hold = Promise.resolve();
  const after = kernel([act], { site });
  const replay = await after.call(post("done"));
  assert.equal(replay.headers["idempotent-replay"], "true");
  const unknown = await after.call(post("crashed"));
  assert.equal(unknown.status, 409);
  assert.match(json(unknown).detail, /interrupted by a restart/);
  assert.equal(state.effects, 1);
});

test("errors are kept like successes, but not those after which nothing was tried", async () => {
  const { state, act } = counter();
  const { call } = kernel([act]);
  state.answer = "rejected";
  assert.equal((await call(post("bad"))).status, 400);
  state.answer = "ok";
  const kept = await call(post("bad"));
  assert.equal(kept.status, 400);
  assert.equal(kept.headers["idempotent-replay"], "true");
  state.answer = "unready";
  assert.equal((await call(post("soon"))).status, 503);
  state.answer = "ok";
  assert.equal((await call(post("soon"))).status, 202);
  assert.equal(state.effects, 1);
});

test("a key is kept for five minutes", async () => {
  const { state, act } = counter();
  const { call, clock } = kernel([act]);
  await call(post("k"));
  clock.advance(IDEMPOTENCY_KEPT_MS - 1);
  await call(post("k"));
  assert.equal(state.effects, 1);
  clock.advance(1);
  await call(post("k"));
  assert.equal(state.effects, 2);
});

test("an answer past the limit is not kept", async () => {
  const { state, act } = counter();
  const { call } = kernel([act]);
  state.answer = "large";
  await call(post("k"));
  assert.equal((await call(post("k"))).headers["idempotent-replay"], undefined);
});

test("what lies in the store is sealed", async () => {
  const { act } = counter();
  const { call, site } = kernel([act]);
  await call(post("k"));
  const { items } = await site.store.list<{ reply: string }>("idempotency");
  assert.match(items[0]!.value.reply, /^sealed:/);
  assert.doesNotMatch(items[0]!.key, /anna|act/);
});

test("property: any interleaving of retries acts once per key", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.boolean()), { maxLength: 20 }),
      async (calls) => {
        const { state, act } = counter();
        const { call } = kernel([act]);
        const running: Promise<{ status: number }>[] = [];
        for (const [key, wait] of calls) {
          const reply = call(post(key));
          running.push(reply);
          if (wait) await reply;
        }
        const statuses = (await Promise.all(running)).map((r) => r.status);
        assert.equal(state.effects, new Set(calls.map(([key]) => key)).size);
        assert.ok(statuses.every((s) => s === 202 || s === 409));
      },
    ),
    { numRuns: 50 },
  );
});

test("a write that outlives the time limit still records how it ended", async () => {
  const { state, act } = counter();
  let release = () => {};
  state.hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { call, clock } = kernel([act]);
  const first = call(post("slow"));
  await new Promise(setImmediate);
  clock.advance(HANDLER_TIMEOUT_MS);
  assert.equal((await first).status, 503);
  assert.equal((await call(post("slow"))).status, 409, "still running: not repeated");
  release();
  await new Promise(setImmediate);
  const replay = await call(post("slow"));
  assert.equal(replay.status, 202);
  assert.equal(state.effects, 1);
});

test("acted is acted: a store that fails while the answer is being kept changes nothing of it", async () => {
  for (const answer of ["ok", "unready", "large"] as const) {
    const { state, act } = counter();
    state.answer = answer;
    const bench = kernelSite();
    const { put, delete: remove } = bench.site.store;
    let writes = 0;
    const refuse = async () => Promise.reject(new Error("the disk is full"));
    // the mark that it begins is written, and nothing after it
    bench.site.store.put = (...args) => (++writes === 1 ? put.apply(bench.site.store, args) : refuse());
    bench.site.store.delete = refuse;
    const { call } = kernel([act], { site: bench });
    const reply = await call(post("k"));
    assert.deepEqual([reply.status, state.effects], answer === "unready" ? [503, 0] : [202, 1], answer);
    assert.ok(bench.lines.some(({ level, data }) => level === "error" && String(data?.error).includes("full")));
    Object.assign(bench.site.store, { put, delete: remove });
    assert.equal((await call(post("k"))).status, 409, "and is not done again");
  }
});

test("a twin in another function is not called a restart while it may still run", async () => {
  const { state, act } = counter();
  const site = kernelSite();
  state.hold = new Promise(() => {});
  void kernel([act], { site, shared: true }).call(post("k"));
  await new Promise(setImmediate);
  const other = kernel([act], { site, shared: true });
  for (const [ms, reason] of [
    [0, /still running in another process/],
    [HANDLER_TIMEOUT_MS - 1, /still running in another process/],
    [1, /ended without an answer; whether it took effect is unknown/],
  ] as const) {
    site.clock.advance(ms);
    const reply = await other.call(post("k"));
    assert.equal(reply.status, 409);
    assert.match(json(reply).detail, reason);
    assert.doesNotMatch(json(reply).detail, /restart/);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { onDemand } from "../../handlers/kernel/on-demand.ts";

test("asked for when it is needed, once for all who ask, and kept", async () => {
  let asked = 0;
  const get = onDemand(async () => ++asked);
  assert.equal(asked, 0);
  assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
  assert.equal(await get(), 1);
});

test("a failure is told to those who waited for it, and the next one asks anew, also where it was thrown at once", async () => {
  for (const fail of [() => Promise.reject(new Error("away")), () => assert.fail("away")]) {
    let work: () => Promise<string> = fail;
    const get = onDemand(() => work());
    const results = await Promise.allSettled([get(), get()]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    work = async () => "there";
    assert.equal(await get(), "there");
  }
});

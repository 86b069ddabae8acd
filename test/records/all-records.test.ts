/** Reading a whole kind of records ends when nobody waits for it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { allRecords, collectRecords } from "../../handlers/records/all-records.ts";
import { RECORD_PAGE_LIMIT } from "../../handlers/records/records.ts";

it("reads page after page, and no further page once it is no longer wanted", async () => {
  const store = createMemoryStore({ clock: createManualClock() }).site(siteId("home"));
  const count = 2 * RECORD_PAGE_LIMIT + 1;
  for (let n = 0; n < count; n += 1) await store.put("audit", String(n), n);
  assert.equal((await collectRecords(store, "audit")).length, count);

  const leave = new AbortController();
  let read = 0;
  const work = async () => {
    for await (const _ of allRecords(store, "audit", { signal: leave.signal })) {
      read += 1;
      if (read === 1) leave.abort(new Error("gone"));
    }
  };
  await assert.rejects(work(), /gone/);
  assert.equal(read, RECORD_PAGE_LIMIT);
});

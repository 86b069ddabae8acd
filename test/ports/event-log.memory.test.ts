import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import type { EventLog, SiteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_KEEP, EVENT_LOG_TRIM_BATCH } from "../../handlers/records/event-log.ts";
import { describeEventLog, draft } from "../../local/testing/event-log.ts";

describeEventLog("memory", {
  async create() {
    const logs = new Map<SiteId, EventLog>();
    return {
      log(site) {
        const log = logs.get(site) ?? createMemoryEventLog({ keep: EVENT_LOG_KEEP });
        logs.set(site, log);
        return log;
      },
      async close() {},
    };
  },
});

test("it trims to what it shall keep once a batch more has gathered, and refuses to keep less than the contract", async () => {
  const log = createMemoryEventLog({ keep: EVENT_LOG_KEEP });
  await log.append(Array.from({ length: EVENT_LOG_KEEP + EVENT_LOG_TRIM_BATCH }, (_, n) => draft(n)));
  assert.equal((await log.bounds()).oldest, 1);
  await log.append([draft(0)]);
  const { oldest, newest } = await log.bounds();
  assert.equal(newest - oldest + 1, EVENT_LOG_KEEP);
  assert.throws(() => createMemoryEventLog({ keep: EVENT_LOG_KEEP - 1 }), RangeError);
});

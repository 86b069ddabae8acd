/**
 * The household once more, with a CCU that does everything that CCUs have ever done to clients. The promise: whatever was
 * not damaged on the way is there and is right. `CCU_ANYWHERE_UNKIND_SEEDS=3,17` plays other seeds.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startCcu, until } from "../support/program.ts";
import { missing, readHome, untrue } from "../support/undamaged.ts";
import { playHousehold, USED } from "./household.ts";
import { meantWell, serve } from "./meant-well.ts";

/** Played by `npm run test:full`, not by `npm test`: most of its time it waits. */
const SEEDS = (process.env.CCU_ANYWHERE_UNKIND_SEEDS ?? "1,2,3,4,5").split(",").map(Number);
const LONGEST_MS = 20_000;
const DEADLINE_MS = 300_000;
/** A fate comes seldom twice in a row: after so many answers that say "again" nobody means well. */
const TRIES = 5;

for (const seed of SEEDS)
  test(`a household with a hostile CCU, seed ${seed}: whatever is undamaged is right`, async (t) => {
    const wanted = await meantWell(t);
    const ccu = await startCcu(t, { unkind: { seed, longestMs: LONGEST_MS, spare: USED } });
    const household = await serve(t, ccu);
    await playHousehold(t, household, { deadlineMs: DEADLINE_MS, tries: TRIES });
    const { unkindness } = ccu;
    assert.ok(unkindness);
    unkindness.resting = true;
    let faults: string[] = [];
    await until(
      "that everything undamaged is right",
      async () => {
        await ccu.settled();
        const shown = await readHome(household.url, household.headers);
        faults = [...missing(shown, wanted, unkindness.damages), ...untrue(shown, ccu)];
        return faults.length === 0;
      },
      DEADLINE_MS,
    ).catch((error: Error) => assert.fail(`${error.message}\n${faults.slice(0, 40).join("\n")}`));
  });

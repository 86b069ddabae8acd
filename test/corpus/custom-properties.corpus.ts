/**
 * On every device type of the field: any operation with any arguments is written within the parameters' limits or
 * refused, and a state reached event by event is the one that the last values make. `npm run test:corpus`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildDevice } from "../../handlers/model/build.ts";
import { customDataPointsOf } from "../../handlers/model/custom/bind.ts";
import { customClaim } from "../../handlers/model/custom/claims.ts";
import { assertSameFromScratch, batches } from "../model/custom/incremental.ts";
import { assertWithinOrRefused, attempt } from "../model/custom/wishes.ts";
import { readBundles, readDevices, skip } from "./collected.ts";

const SEED = 20260101;

test("within limits, or refused", { skip }, (t) => {
  let written = 0;
  let tried = 0;
  for (const device of readDevices()) {
    if (customDataPointsOf(device).points.length === 0) continue;
    fc.assert(
      fc.property(attempt(device), (one) => {
        tried += 1;
        written += Math.min(1, assertWithinOrRefused(one));
      }),
      { numRuns: 100, seed: SEED },
    );
  }
  assert.ok(written > tried / 20, "some of it is right");
  t.diagnostic(`${tried} operations, ${written} written`);
});

test("a state from events equals the state from scratch", { skip }, async (t) => {
  let compared = 0;
  for (const bundle of readBundles()) {
    const device = buildDevice(bundle, { central: "home", claim: customClaim })!;
    const told = batches(device);
    if (!told) continue;
    const same = fc.asyncProperty(told, async (all) => {
      compared += await assertSameFromScratch(bundle, all);
    });
    await fc.assert(same, { numRuns: 4, seed: SEED });
  }
  t.diagnostic(`${compared} states and calculated values`);
});

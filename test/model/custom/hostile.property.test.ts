/** Any operation with any arguments: written within the parameters' limits, or refused; states whatever the values are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CustomDPSummary } from "../../../handlers/features/values/answers/custom-data-points.ts";
import { customDataPointsOf, reading } from "../../../handlers/model/custom/bind.ts";
import { describeCustom } from "../../../handlers/model/custom/describe.ts";
import { REGISTRATIONS } from "../../../handlers/model/custom/registry.ts";
import type { Device } from "../../../handlers/model/types.ts";
import { thing } from "./things.ts";
import { assertWithinOrRefused, attempt, valuesOf } from "./wishes.ts";

/** One device of each profile; models of one row are alike. */
const DEVICES: readonly Device[] = [...new Map(REGISTRATIONS.map((r) => [r.profile, r])).values()].map((r) => thing(r));

/** Runs of `npm test`; of `npm run test:full` four times as many. */
const RUNS = process.env.CCU_ANYWHERE_TEST_FULL ? [400, 100] : [100, 25];

for (const device of DEVICES) {
  const { points } = customDataPointsOf(device);
  const [custom] = points;
  assert.ok(custom, device.model);

  test(`${custom.profile.kind} (${device.model}): within limits, or refused`, () => {
    fc.assert(
      fc.property(attempt(device), (one) => void assertWithinOrRefused(one)),
      {
        numRuns: RUNS[0],
        seed: 20260101,
      },
    );
  });

  test(`${custom.profile.kind} (${device.model}): a state whatever is reported`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...points), valuesOf(device), (which, values) => {
        const summary = describeCustom(device, which, values);
        CustomDPSummary.parse(JSON.parse(JSON.stringify(summary)));
        which.profile.remember?.value(reading(which, values));
      }),
      { numRuns: RUNS[1], seed: 20260101 },
    );
  });
}

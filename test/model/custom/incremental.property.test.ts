/** A state reached event by event equals the state that the last values make: every profile, and calculated values. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildDevice } from "../../../handlers/model/build.ts";
import { customClaim } from "../../../handlers/model/custom/claims.ts";
import { REGISTRATIONS, type Registration } from "../../../handlers/model/custom/registry.ts";
import { assertSameFromScratch, batches } from "./incremental.ts";
import { thingBundle } from "./things.ts";

const ROWS = [...new Map(REGISTRATIONS.map((row) => [row.profile, row])).values()];
/** Configuration is read, not pushed; a display is told and tells nothing. */
const isSilent = ({ profile }: Registration): boolean =>
  profile.category === "text_display" ||
  Object.values(profile.fields).every((field) => typeof field !== "string" && field.paramset === "MASTER");

for (const row of ROWS) {
  const bundle = thingBundle(row);
  const device = buildDevice(bundle, { central: "home", claim: customClaim })!;
  const told = batches(device);
  test(`${row.profile.kind} (${device.model})`, async () => {
    if (!told) return assert.ok(isSilent(row), "nothing of it is pushed");
    const same = fc.asyncProperty(told, async (all) => void (await assertSameFromScratch(bundle, all)));
    await fc.assert(same, { numRuns: 25, seed: 20260101 });
  });
}

/** Only what a CCU has said is a sample: neither what was written, nor what is kept from the last run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { type ValueReport, valueReported } from "../../../handlers/broadcasts/value-reported.ts";
import { DIMMER } from "../../conformance/household.ts";
import { createWorld, credentials } from "../../conformance/world.ts";

test("reports of the CCU, whether they are news or not; written values when the CCU confirms them", async () => {
  const world = await createWorld("single");
  const { running, main } = world;
  const reports: [string, unknown][] = [];
  running.site.events.observe(valueReported, ({ point, value }: ValueReport) => reports.push([point.parameter, value]));
  const before = await running.site.eventLog.bounds();
  await running.dispatch({
    method: "PUT",
    path: `/api/v1/devices/${DIMMER}/channels/1/data-points/LEVEL/value`,
    query: "",
    headers: { ...credentials("operator"), "content-type": "application/json" },
    remote: "127.0.0.1",
    secure: false,
    body: async () => Buffer.from('{"value":0.8}'),
  } as never);
  await setImmediate();
  assert.deepEqual(reports, [], "a value on its way is none");
  const say = (parameter: string, value: unknown) =>
    main.listener.events("HmIP-RF", [{ address: `${DIMMER}:1`, parameter, value }] as never);
  say("LEVEL", 0.8);
  say("LEVEL", 0.8);
  say("LEVEL", null);
  say("NOTHING", 1);
  assert.deepEqual(reports, [
    ["LEVEL", 0.8],
    ["LEVEL", 0.8],
  ]);
  await running.site.events.flushed();
  const { items } = { items: await running.site.eventLog.read(before.newest) };
  assert.ok(
    items.length > 0 && items.every(({ tail }) => !tail.includes("value_reported")),
    "nobody outside hears of it",
  );
  await world.stop();
});

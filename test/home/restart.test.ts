/** What a home knows of its last run, and what clients are told anew. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { blind, thermostat } from "../model/fixtures.ts";
import { START, startHome } from "./support.ts";

const BLIND = "0001BLIND00001";
const THERMOSTAT = "0003ETRV000001";
const event = (address: string, parameter: string, value: unknown) => ({ address, parameter, value });

test("warm start: what a damaged record says is not known, and costs neither the start nor the other values", async () => {
  const store = createMemoryStore({ clock: createManualClock(START) }).site(siteId("s"));
  const level = [0.7, START, START];
  const damaged = [null, "text", {}, { values: null }, { values: "x" }, { values: { "4/VALUES/LEVEL": "x" } }];
  for (const [index, record] of damaged.entries()) await store.put("value", `home/DAMAGED${index}`, record);
  await store.put("value", `home/${BLIND}`, {
    values: { "4/VALUES/LEVEL": level, "4/VALUES/LEVEL_2": [1, "then", START], "3/VALUES/LEVEL": [1, START] },
  });
  const home = startHome({ store });
  await home.engine.start();
  home.listener().devices([blind()], true);
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL"))?.value, 0.7);
  for (const key of ["4/VALUES/LEVEL_2", "3/VALUES/LEVEL"])
    assert.notEqual((await home.value(BLIND, key))?.source, "cache", key);
});

test("the state of a custom data point follows its values: told once, and not anew after a restart", async () => {
  const first = startHome();
  await first.ready([thermostat()]);
  type Home = typeof first;
  const report = (home: Home, value: number) =>
    home.listener().events("HmIP-RF", [event(`${THERMOSTAT}:1`, "SET_POINT_TEMPERATURE", value)]);
  const states = (home: Home) =>
    home
      .take("custom_data_point.state_changed")
      .map(({ kind, payload }) => [kind, (payload.state as { set_temperature?: unknown }).set_temperature]);
  report(first, 20);
  report(first, 20);
  assert.deepEqual(states(first), [["initial", 20]]);
  report(first, 21);
  assert.deepEqual(states(first), [["change", 21]]);
  await first.engine.stop();
  const second = startHome({ store: first.store });
  await second.ready([thermostat()]);
  report(second, 21);
  assert.equal(states(second).filter(([kind]) => kind === "initial").length, 0, "clients know it");
  report(second, 22);
  assert.deepEqual(states(second), [["change", 22]]);
});

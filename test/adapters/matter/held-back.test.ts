/** What the home tells while an order is under way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { HOLD_MS, heldBack } from "../../../adapters/matter/held-back.ts";
import { createManualClock } from "../../../adapters/memory/index.ts";
import type { MatterAttributes } from "../../../handlers/ports/matter-bridge.ts";

function bench() {
  const clock = createManualClock();
  const shown: MatterAttributes[] = [];
  const held = heldBack(clock, async (attributes) => void shown.push(attributes));
  return { clock, shown, held };
}
const mode = (systemMode: number) => ({ thermostat: { systemMode } });

test("without an order it is shown at once; during one when that is over, what was told last of each attribute", async () => {
  const { shown, held } = bench();
  await held.tell(mode(4));
  assert.deepEqual(shown.splice(0), [mode(4)]);
  const end = held.begin();
  void held.tell(mode(0));
  void held.tell({ thermostat: { localTemperature: 2_000 } });
  const last = held.tell(mode(4));
  assert.deepEqual(shown, []);
  await end();
  await last;
  assert.deepEqual(shown.splice(0), [{ thermostat: { systemMode: 4, localTemperature: 2_000 } }]);
  await held.tell(mode(0));
  assert.deepEqual(shown, [mode(0)]);
});

test("two orders: it is shown when both are over, in whatever order they end", async () => {
  for (const turned of [false, true]) {
    const { shown, held } = bench();
    const ends = [held.begin(), held.begin()];
    void held.tell(mode(0));
    if (turned) ends.reverse();
    await ends[0]?.();
    assert.deepEqual(shown, []);
    await ends[1]?.();
    assert.deepEqual(shown, [mode(0)]);
  }
});

test(`an order that does not end hides nothing for longer than ${HOLD_MS} ms`, async () => {
  const { clock, shown, held } = bench();
  const end = held.begin();
  clock.advance(HOLD_MS);
  void held.tell(mode(0));
  clock.advance(HOLD_MS - 1);
  await setImmediate();
  assert.deepEqual(shown, []);
  clock.advance(1);
  await setImmediate();
  assert.deepEqual(shown.splice(0), [mode(0)]);
  void held.tell(mode(4));
  assert.deepEqual(shown, [], "held for as long again");
  await end();
  assert.deepEqual(shown, [mode(4)]);
});

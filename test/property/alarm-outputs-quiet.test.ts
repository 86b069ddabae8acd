/** A sound that the alarm has begun has an end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readSounding } from "../../handlers/records/alarm-outputs.ts";
import { createAlarmHome, LAMP } from "../features/alarm/alarm-home.ts";
import { history, play, playable, RUNS, silence, sounds, zones } from "./alarm-outputs.ts";

test("after silence and with a CCU that answers, nothing sounds, nothing is doubtful and nothing is kept", () =>
  fc.assert(
    fc.asyncProperty(fc.record(history), async ({ steps, endless }) => {
      let home = createAlarmHome({ endless });
      home.outputs.configure(zones);
      for (const one of playable(steps, endless)) home = await play(home, one);
      home.world.taking = "ok";
      home.world.reportAfter = 50;
      await silence(home);
      await home.pass(300_000, 5_000);
      assert.deepEqual(sounds(home), []);
      // a light does no harm and may be wanted by somebody else: the first word that it is off is believed, also a late one
      if (!home.wasMisjudged(LAMP)) assert.equal(home.stateOf(LAMP).light, false);
      assert.deepEqual(home.world.health, []);
      assert.deepEqual(await readSounding(home.store), []);
    }),
    RUNS,
  ));

/** What neighbours hear of one incident has a limit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createAlarmHome, PANIC } from "../features/alarm/alarm-home.ts";
import { play, RUNS, step, zones } from "./alarm-outputs.ts";

test("no incident is heard for longer than its budget", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          step.filter((one) => one.do === "fire" && one.zone === "b"),
          step.filter((one) => one.do === "pass"),
          step.filter((one) => one.do === "restart" || one.do === "stop"),
        ),
        { maxLength: 30 },
      ),
      async (steps) => {
        let home = createAlarmHome();
        home.world.budget = 200;
        home.outputs.configure(zones);
        const written = [home.written];
        for (const one of steps) {
          const next = await play(home, one.do === "fire" ? { ...one, incident: 1 } : one);
          if (next !== home) written.push(next.written);
          home = next;
        }
        // seconds that a siren was told to sound and nothing ended before
        const fires = written.flat().filter(({ channel }) => channel === PANIC);
        let heard = 0;
        for (const [at, write] of fires.entries()) {
          if (write.values.STATE !== true) continue;
          const end = write.at + Number(write.values.ON_TIME) * 1000;
          heard += Math.min(end, fires[at + 1]?.at ?? end) - write.at;
        }
        assert(heard <= 200_000, `${heard} ms`);
        assert(home.debited(1) <= 200);
      },
    ),
    RUNS,
  ));

/** Where a sound has no end that is known, somebody was told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createAlarmHome, PANIC, SIREN, SMOKE, type Taking } from "../features/alarm/alarm-home.ts";
import { history, play, playable, RUNS, silence, sounds, zones } from "./alarm-outputs.ts";

test("what sounds on after it was silenced has been told, however the CCU fails", () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ ...history, end: fc.constantFrom<Taking>("away", "deaf", "unsure") }),
      async ({ steps, endless, end }) => {
        let home = createAlarmHome({ endless });
        home.outputs.configure(zones);
        for (const one of playable(steps, endless)) home = await play(home, one);
        home.world.taking = end;
        home.world.reportAfter = 50;
        await silence(home);
        await home.pass(140_000, 5_000);
        const owner: Readonly<Record<string, string[]>> = {
          [SIREN]: ["a-siren", "b-siren", "b-flash", "a-chirp"],
          [SMOKE]: ["a-smoke"],
          [PANIC]: ["b-rf"],
        };
        for (const channel of sounds(home)) {
          const notes = owner[channel]!.map((id) => `alarm output ${id} stop unverified`);
          assert(
            notes.some((note) => home.world.health.includes(note)),
            `${channel} sounds and nobody was told; ${JSON.stringify(home.world.health)}`,
          );
        }
      },
    ),
    RUNS,
  ));

/**
 * A sound that the alarm has begun has an end, and that end is known or told: whatever is fired, stopped, doubled, late, lost,
 * refused, away or killed in between. `npm run test:full` tries more histories.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LATE_REPORT_MS } from "../../handlers/features/alarm/home/outputs/ending.ts";
import { readSounding } from "../../handlers/records/alarm-outputs.ts";
import {
  type AlarmHome,
  activation,
  createAlarmHome,
  LAMP,
  output,
  PANIC,
  SIREN,
  SMOKE,
  type Taking,
  zone,
} from "../features/alarm/alarm-home.ts";

const RUNS = process.env.CCU_ANYWHERE_TEST_FULL ? 50_000 : 300;

type Step =
  | {
      readonly do: "fire";
      readonly zone: "a" | "b";
      readonly incident: number;
      readonly phase: "alarm" | "retrigger" | "additional";
    }
  | { readonly do: "stop"; readonly zone: "a" | "b" }
  | { readonly do: "chirp"; readonly zone: "a" | "b" }
  | { readonly do: "pass"; readonly seconds: number }
  | { readonly do: "ccu"; readonly taking: Taking }
  | { readonly do: "report"; readonly after: number | undefined }
  | { readonly do: "echo"; readonly channel: string; readonly on: boolean }
  | { readonly do: "twice"; readonly channel: string }
  | { readonly do: "restart" }
  | { readonly do: "reconcile" };

const zoneId = fc.constantFrom("a" as const, "b" as const);
const loud = fc.constantFrom(SIREN, SMOKE, PANIC);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("fire" as const),
    zone: zoneId,
    incident: fc.integer({ min: 1, max: 3 }),
    phase: fc.constantFrom("alarm" as const, "retrigger" as const, "additional" as const),
  }),
  fc.record({ do: fc.constant("stop" as const), zone: zoneId }),
  fc.record({ do: fc.constant("chirp" as const), zone: zoneId }),
  fc.record({ do: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ do: fc.constant("ccu" as const), taking: fc.constantFrom<Taking>("ok", "ok", "away", "unsure", "deaf") }),
  fc.record({ do: fc.constant("report" as const), after: fc.constantFrom(0, 50, 3_000, undefined) }),
  fc.record({ do: fc.constant("echo" as const), channel: loud, on: fc.boolean() }),
  fc.record({ do: fc.constant("twice" as const), channel: loud }),
  fc.record({ do: fc.constant("restart" as const) }),
  fc.record({ do: fc.constant("reconcile" as const) }),
);

const zones = [
  zone(
    "a",
    output("a-siren", "acoustic_siren", SIREN, { duration_s: 60 }),
    output("a-smoke", "smoke_sounder", SMOKE, { duration_s: 30 }),
    output("a-lamp", "alarm_light", LAMP),
    output("a-chirp", "chirp", SIREN),
  ),
  zone(
    "b",
    output("b-siren", "acoustic_siren", SIREN, { duration_s: 120 }),
    output("b-flash", "optical_siren", SIREN),
    output("b-rf", "switched_siren", PANIC, { duration_s: 90 }),
  ),
];
const DISARMED = new Map([
  ["a", "disarmed" as const],
  ["b", "disarmed" as const],
]);

const spoken = (channel: string, on: boolean): Record<string, unknown> =>
  channel === SIREN
    ? { ACOUSTIC_ALARM_ACTIVE: on, OPTICAL_ALARM_ACTIVE: on }
    : channel === SMOKE
      ? { SMOKE_DETECTOR_ALARM_STATUS: on ? "INTRUSION_ALARM" : "IDLE_OFF" }
      : { STATE: on };

/** When a device that sounds first said that it does not, by home (its disk outlives restarts) and channel. */
const untrue = new WeakMap<object, Map<string, number>>();

/**
 * What a device says may be late or wrong, but not for long: a siren that sounds and says twice that it is off, with more
 * time between than any report is late, is believed. There is nothing else to go by.
 */
function isBelievable(home: AlarmHome, channel: string, on: boolean): boolean {
  const since = untrue.get(home.store) ?? new Map<string, number>();
  untrue.set(home.store, since);
  const { sound, light } = home.stateOf(channel);
  if (!sound && !light) since.delete(channel);
  if (on || (!sound && !light)) return true;
  const first = since.get(channel) ?? home.clock.now();
  since.set(channel, first);
  return home.clock.now() - first < LATE_REPORT_MS;
}

/** A chirp has its end from the device alone: with sirens that ignore their time there are none. */
const playable = (steps: readonly Step[], endless: boolean) => steps.filter((one) => !endless || one.do !== "chirp");

async function play(home: AlarmHome, one: Step): Promise<AlarmHome> {
  switch (one.do) {
    case "fire":
      await home.outputs.fire(activation(one.zone, one.incident, { phase: one.phase }));
      break;
    case "stop":
      await home.outputs.stop(one.zone, "silence");
      break;
    case "chirp":
      home.outputs.chirp(one.zone, "chime");
      break;
    case "pass":
      await home.pass(one.seconds * 1000, 3_000);
      break;
    case "ccu":
      home.world.taking = one.taking;
      break;
    case "report":
      home.world.reportAfter = one.after;
      break;
    case "echo":
      if (home.world.taking !== "away" && isBelievable(home, one.channel, one.on))
        home.hears(one.channel, spoken(one.channel, one.on));
      break;
    case "twice":
      home.report(one.channel, 0);
      home.report(one.channel, 2_000);
      break;
    case "restart": {
      const next = home.restart();
      next.outputs.configure(zones);
      await next.outputs.reconcile(DISARMED);
      return next;
    }
    case "reconcile":
      await home.outputs.reconcile(DISARMED, "ccu-main");
      break;
  }
  await home.idle();
  return home;
}

/** Everything has been silenced; nothing wants a sound any more. */
async function silence(home: AlarmHome): Promise<void> {
  for (const { id } of zones) await home.outputs.stop(id, "silence");
  await home.idle();
}
const sounds = (home: AlarmHome): string[] => [SIREN, SMOKE, PANIC].filter((channel) => home.stateOf(channel).sound);
const history = { steps: fc.array(step, { minLength: 1, maxLength: 25 }), endless: fc.boolean() };

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
      assert.equal(home.stateOf(LAMP).light, false);
      assert.deepEqual(home.world.health, []);
      assert.deepEqual(await readSounding(home.store), []);
    }),
    { numRuns: RUNS, seed: process.env.CCU_ANYWHERE_TEST_FULL ? undefined : 20261130 },
  ));

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
    { numRuns: RUNS, seed: process.env.CCU_ANYWHERE_TEST_FULL ? undefined : 20261130 },
  ));

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
    { numRuns: RUNS, seed: process.env.CCU_ANYWHERE_TEST_FULL ? undefined : 20261130 },
  ));

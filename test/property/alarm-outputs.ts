/**
 * Histories of the alarm's outputs: whatever is fired, stopped, doubled, late, lost, refused, away or killed. The properties
 * beside this file play them, each in a file of its own, since `npm run test:full` plays tens of thousands for each.
 */
import fc from "fast-check";
import { LATE_REPORT_MS } from "../../handlers/features/alarm/home/outputs/ending.ts";
import {
  type AlarmHome,
  activation,
  LAMP,
  output,
  PANIC,
  SIREN,
  SMOKE,
  type Taking,
  zone,
} from "../features/alarm/alarm-home.ts";

/**
 * How many histories, and which: the same ones every time, so that a change is judged by itself. Others are looked for with
 * CCU_ANYWHERE_SEED: a number, or `random`.
 */
const seed = process.env.CCU_ANYWHERE_SEED ?? "20261130";
export const RUNS = {
  numRuns: process.env.CCU_ANYWHERE_TEST_FULL ? 50_000 : 100,
  ...(seed === "random" ? {} : { seed: Number(seed) }),
};

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
export const step: fc.Arbitrary<Step> = fc.oneof(
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

export const zones = [
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
export const playable = (steps: readonly Step[], endless: boolean) =>
  steps.filter((one) => !endless || one.do !== "chirp");

export async function play(home: AlarmHome, one: Step): Promise<AlarmHome> {
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
export async function silence(home: AlarmHome): Promise<void> {
  for (const { id } of zones) await home.outputs.stop(id, "silence");
  await home.idle();
}
export const sounds = (home: AlarmHome): string[] =>
  [SIREN, SMOKE, PANIC].filter((channel) => home.stateOf(channel).sound);
export const history = { steps: fc.array(step, { minLength: 1, maxLength: 25 }), endless: fc.boolean() };

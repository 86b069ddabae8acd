/**
 * What a household relies on, as properties: they hold whatever happens, in whatever order (sensors, people, losses,
 * restarts, a clock that is set). Run by safety.test.ts, and at length by safety.soak.ts.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { OutputClass } from "../../../../handlers/features/alarm/home/config/output.ts";
import type { Effect } from "../../../../handlers/features/alarm/home/machine/effects.ts";
import type { Step, ZoneState } from "../../../../handlers/features/alarm/home/machine/types.ts";
import { ANNA, CENTRAL, Household, sensor, zoneOf } from "../support/household.ts";

/** Longest sound without anybody's doing, with the times below: a delay that runs, pre-alarm, first cycle, two more. */
const LONGEST_S = 30 + 15 + 3 * 120;
const ACOUSTIC: readonly OutputClass[] = ["acoustic_siren", "switched_siren", "smoke_sounder", "chirp"];

const sensors = [
  sensor("door", "door", { use_exit_delay: true, use_entry_delay: true, arm_after_closing: true }),
  sensor("window", "window", { bypass_auto: true }),
  sensor("motion", "motion", { use_exit_delay: true, hold_time: 2, modes: ["full"] }),
  sensor("hall", "motion", { group: "hall", trigger_when_unavailable: true }),
  sensor("stairs", "motion", { group: "hall", allow_open_after_arming: true }),
  sensor("smoke", "hazard", { always_on: true }),
  sensor("tamper", "tamper"),
];
const ids = sensors.map(({ id }) => id);

const configs = fc.record({
  post_trigger: fc.constantFrom("return_to_armed", "disarm"),
  auto_rearm_s: fc.constantFrom(0, 90),
  central_loss: fc.constantFrom("alert", "trigger"),
  blockers: fc.record({ unreachable: fc.constantFrom("block", "warn", "ignore") }),
  modes: fc.record({
    full: fc.record({
      exit_delay_s: fc.constantFrom(0, 30),
      entry_delay_s: fc.constantFrom(0, 20),
      trigger_time_s: fc.constantFrom(60, 120),
      pre_alarm_s: fc.constantFrom(0, 15),
      max_retrigger_cycles: fc.constantFrom(0, 2),
    }),
    night: fc.constant({ trigger_time_s: 120, max_retrigger_cycles: 1 }),
  }),
});
type Config = typeof configs extends fc.Arbitrary<infer C> ? C : never;

type Deed =
  | { do: "activate" | "clear" | "lose" | "forget" | "find" | "sabotage"; id: string }
  | { do: "arm"; mode: "full" | "night" | "vacation"; force: boolean; skip: boolean; bypass: string[] }
  | { do: "disarm" | "silence" | "acknowledge" | "panic" | "walk" | "end_walk" | "ccu_lost" | "ccu_back" | "siren" }
  | { do: "wait" | "jump"; ms: number }
  | { do: "restart"; down: number; clock: "right" | "past" | "future"; torn: boolean; unknown: string[] };

const one = fc.constantFrom(...ids);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom("activate", "clear"), id: one }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("lose", "forget", "find", "sabotage"), id: one }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("arm"),
      mode: fc.constantFrom("full", "full", "night", "vacation"),
      force: fc.boolean(),
      skip: fc.boolean(),
      bypass: fc.subarray(ids, { maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("disarm") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("silence", "acknowledge", "panic", "walk", "end_walk", "ccu_lost", "ccu_back", "siren"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait"), ms: fc.integer({ min: 0, max: 130_000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("jump"), ms: fc.integer({ min: -86_400_000, max: 86_400_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("restart"),
      down: fc.integer({ min: 0, max: 400_000 }),
      clock: fc.constantFrom("right", "right", "past", "future"),
      torn: fc.boolean(),
      unknown: fc.subarray(ids),
    }),
  },
) as fc.Arbitrary<Deed>;

/** One thing that happened, with what the zone was before and is after it. */
interface Moment {
  readonly deed: Deed;
  readonly before: ZoneState;
  readonly after: ZoneState;
  readonly effects: readonly Effect[];
  /** Of a restart: what it found in the store. */
  readonly stored?: ZoneState;
  readonly refused?: Step["refused"];
}

function perform(house: Household, deed: Deed, earlier: unknown): Step | undefined {
  switch (deed.do) {
    case "activate":
    case "clear":
    case "lose":
      return house[deed.do](deed.id);
    case "forget":
      house.read(deed.id, { active: null, reachable: false });
      return house.send({ kind: "reading_changed" });
    case "find":
      house.read(deed.id, { reachable: true });
      return house.send({ kind: "available", sensor: deed.id });
    case "sabotage":
      return house.send({ kind: "sabotage", sensor: deed.id });
    case "arm":
      return house.arm(deed.mode, { force: deed.force, skip_delay: deed.skip, bypass: deed.bypass });
    case "disarm":
    case "silence":
      return house[deed.do]();
    case "acknowledge":
      return house.send({ kind: "acknowledge", ...ANNA });
    case "panic":
      return house.send({ kind: "panic", silent: false, ...ANNA });
    case "walk":
      return house.send({ kind: "walktest_start", ...ANNA });
    case "end_walk":
      return house.send({ kind: "walktest_stop", ...ANNA });
    case "ccu_lost":
      return house.send({ kind: "central_lost", central: CENTRAL });
    case "ccu_back":
      return house.send({ kind: "central_back", central: CENTRAL });
    case "siren":
      return house.send({ kind: "siren_sounding", output: "horn" });
    case "wait":
      house.wait(deed.ms);
      return undefined;
    case "jump":
      house.jump(deed.ms);
      return undefined;
    case "restart":
      return house.restart({
        downMs: deed.down,
        unknown: deed.unknown,
        ...(deed.clock === "past" && { clock: Date.UTC(1970, 0, 1) }),
        ...(deed.clock === "future" && { clock: Date.UTC(2099, 0, 1) }),
        // killed after the incidents of the last step were written, before its state was
        ...(deed.torn && { stored: earlier }),
      });
  }
}

interface Story {
  readonly house: Household;
  readonly moments: readonly Moment[];
  readonly config: Config;
}
function live(config: Config, course: readonly Deed[]): Story {
  const house = new Household(zoneOf(config, sensors));
  const moments: Moment[] = [];
  let earlier = house.persisted();
  for (const deed of course) {
    const before = house.run.saved;
    const from = house.effects.length;
    const now = house.persisted();
    const stored = (deed.do === "restart" && deed.torn ? earlier : now) as ZoneState;
    const done = perform(house, deed, earlier);
    earlier = now;
    moments.push({
      deed,
      before,
      after: house.run.saved,
      effects: house.effects.slice(from),
      stored,
      refused: done?.refused,
    });
  }
  return { house, moments, config };
}

const journaled = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.kind === "journal" ? [effect.entry.event] : []));
const isSounding = (effect: Effect): boolean =>
  effect.kind === "fire" &&
  !effect.activation.policy.silent &&
  (effect.activation.classes === null || effect.activation.classes.some((name) => ACOUSTIC.includes(name)));

function quietByItself({ house }: Story): void {
  house.wait(LONGEST_S * 1000);
  assert.notEqual(house.state, "triggered");
  const lastFire = house.effects.findLastIndex(({ kind }) => kind === "fire");
  const lastStop = house.effects.findLastIndex(({ kind }) => kind === "stop");
  assert.ok(lastFire < 0 || lastStop > lastFire, "what was fired was stopped");
}

function alwaysDisarms({ house }: Story): void {
  const open = house.run.saved.incident;
  const { refused, effects } = house.disarm();
  assert.deepEqual([refused, house.state, house.run.saved.bypass], [undefined, "disarmed", []]);
  if (open === null) return;
  assert.ok(effects.some(({ kind }) => kind === "stop"));
  assert.equal(house.incidents.get(open)?.close_reason, "disarm");
}

/** Arming that ends while the program is down, and finds the house open, is the one exception: nobody is left to force it. */
function staysArmed({ moments, config }: Story): void {
  for (const { deed, before, effects } of moments)
    for (const effect of effects) {
      if (effect.kind !== "state_changed" || effect.to !== "disarmed") continue;
      const said = journaled(effects);
      const wasInterrupted = said.includes("always_on_elapsed");
      const byPerson = deed.do === "disarm" || (deed.do === "restart" && before.state === "disarmed");
      const failed = effect.from === "arming" && said.includes("arm_failed_on_restore");
      assert.ok(
        byPerson || failed || wasInterrupted || config.post_trigger === "disarm",
        `disarmed from ${effect.from} by ${deed.do}`,
      );
    }
}

function namesItsCause({ house }: Story): void {
  for (const { cause } of house.of("incident_open"))
    assert.ok(cause.sensor_id ?? cause.central ?? cause.output_id ?? cause.actor, `${cause.kind} names nobody`);
}

function nothingArmsByRestart({ moments }: Story): void {
  for (const { deed, stored, effects, after } of moments) {
    if (deed.do !== "restart" || stored?.state !== "disarmed") continue;
    assert.ok(after.state === "disarmed" || after.state === "triggered", `a restart made it ${after.state}`);
    assert.ok(effects.every((effect) => effect.kind !== "state_changed" || effect.to === "triggered"));
  }
}

function staysSilent({ house, moments }: Story): void {
  const silenced = new Set<number>();
  for (const { deed, before, effects } of moments) {
    if (deed.do === "silence") {
      assert.ok(effects.some(({ kind }) => kind === "stop"));
      if (before.incident !== null) silenced.add(before.incident);
    }
    for (const effect of effects) {
      if (effect.kind === "fire" && silenced.has(effect.activation.incident)) {
        assert.ok(!isSounding(effect), "a silenced incident sounds again");
        assert.ok(effect.activation.classes?.includes("notification"), "what is new is told");
      }
    }
  }
  for (const id of silenced) assert.equal(house.incidents.get(id)?.silenced, true);
}

/** Facts 1.18, written down once more, and coarser: which states may follow a persisted one. */
function restoredByTable({ moments, config }: Story): void {
  const afterAlarm = config.post_trigger === "disarm" ? "disarmed" : "armed";
  for (const { deed, stored, effects, after } of moments) {
    if (deed.do !== "restart" || !stored) continue;
    const said = journaled(effects);
    const alarm = said.includes("triggered");
    const expected = {
      disarmed: ["disarmed"],
      arming: ["arming", "armed", ...(said.includes("arm_failed_on_restore") ? ["disarmed"] : [])],
      armed: ["armed", ...(stored.state === "armed" ? ["pending"] : [])],
      pending: ["pending", ...(said.includes("pending_demoted_implausible_clock") ? ["armed"] : [])],
      triggered: ["triggered", afterAlarm, "disarmed", "armed"],
    }[stored.state];
    if (!alarm) assert.ok(expected.includes(after.state), `${stored.state} became ${after.state}`);
    if (stored.state === "disarmed" && alarm) assert.equal(after.context.interrupted?.state, "disarmed");
    const fires = effects.filter(({ kind }) => kind === "fire");
    if (said.includes("trigger_window_elapsed_while_down") && !alarm) assert.equal(fires.length, 0);
    if (said.includes("silenced_incident_restored")) assert.ok(!effects.some(isSounding));
    if (said.includes("triggered_restored_implausible_clock")) assert.ok(!said.includes("triggered_restored"));
  }
}

const STATE_BY_TOKEN: Readonly<Record<string, string>> = {
  arming_started: "arming",
  armed: "armed",
  armed_after_closing: "armed",
  auto_rearmed: "armed",
  pending_started: "pending",
  pending_demoted_implausible_clock: "armed",
  triggered: "triggered",
  disarmed: "disarmed",
  disarmed_post_trigger: "disarmed",
  arm_failed_on_restore: "disarmed",
  state_unreadable_on_restore: "disarmed",
};
const ENDINGS = [
  "trigger_time_elapsed",
  "pre_alarm_silenced",
  "always_on_elapsed",
  "trigger_window_elapsed_while_down",
];

function journalExplains({ house, moments }: Story): void {
  let told = "disarmed";
  for (const { deed, stored, effects, after } of moments) {
    // what was torn out of the store was never there: the journal of this test has it all the same
    if (deed.do === "restart" && deed.torn && stored) told = stored.state;
    for (const effect of effects) {
      if (effect.kind !== "journal") continue;
      const { event, details } = effect.entry;
      told = ENDINGS.includes(event) ? String(details?.to) : (STATE_BY_TOKEN[event] ?? told);
    }
    assert.equal(told, after.state, `after ${JSON.stringify(deed)}`);
  }
  for (const { source, actor } of house.journal) assert.ok(source !== "" && actor !== "", "says who");
}

function oneIncident({ house, moments }: Story): void {
  for (const { after } of moments) assert.equal(after.state === "triggered", after.incident !== null);
  const open = [...house.incidents.values()].filter(({ closed_at_ms }) => closed_at_ms === null);
  assert.deepEqual(
    open.map(({ id }) => id),
    house.run.saved.incident === null ? [] : [house.run.saved.incident],
  );
}

function bypassedAreQuiet({ house, moments }: Story): void {
  const bypassed = (id: string | undefined, { before, after, stored }: Moment): boolean =>
    id !== undefined && (stored ?? before).bypass.includes(id) && after.bypass.includes(id);
  for (const moment of moments)
    for (const effect of moment.effects)
      if (effect.kind === "incident_open" && effect.cause.kind === "sensor")
        assert.ok(!bypassed(effect.cause.sensor_id, moment), `${effect.cause.sensor_id} was bypassed`);
  assert.ok(house.run.saved.bypass.length === 0 || house.state !== "disarmed");
}

/** Each state that should end has the one timer that ends it. */
function nothingWaitsForEver({ moments }: Story): void {
  const timers = {
    disarmed: ["auto_rearm"],
    arming: ["exit_delay", "closing"],
    armed: [],
    pending: ["entry_delay"],
    triggered: ["trigger", "pre_alarm"],
  };
  for (const { after } of moments) {
    const kinds = after.timers.map(({ kind }) => kind);
    for (const kind of kinds)
      assert.ok((timers[after.state] as string[]).includes(kind), `${kind} while ${after.state}`);
    if (after.state === "arming") assert.ok(kinds.includes("exit_delay"));
    if (after.state === "pending" || after.state === "triggered") assert.equal(kinds.length, 1, after.state);
  }
}

function refusalsChangeNothing({ moments }: Story): void {
  for (const { refused, before, after, effects } of moments)
    if (refused) assert.deepEqual([after, effects], [before, []]);
}

const PROPERTIES: Readonly<Record<string, (story: Story) => void>> = {
  "a sounding house becomes quiet by itself, in bounded time": quietByItself,
  "disarming is never refused, and stops what sounds": alwaysDisarms,
  "an armed house is never disarmed by itself, unless it was configured so": staysArmed,
  "an alarm names who or what caused it": namesItsCause,
  "nothing arms by itself at a restart": nothingArmsByRestart,
  "what was silenced stays silent, through restarts too, and what is new is told": staysSilent,
  "a restart in any state, at any instant, goes on as the table says": restoredByTable,
  "the journal alone explains every change of state": journalExplains,
  "an alarm is one incident, open as long as it lasts": oneIncident,
  "a bypassed sensor causes no alarm": bypassedAreQuiet,
  "every delay and every alarm has an end": nothingWaitsForEver,
  "what is refused has changed nothing": refusalsChangeNothing,
};

/** @param runs stories that each property is tried on; with a seed the same ones every time */
export function safetyProperties(runs: number, seed?: number): void {
  for (const [name, holds] of Object.entries(PROPERTIES))
    it(name, () => {
      const story = fc.property(configs, fc.array(deeds, { maxLength: 40 }), (config, course) =>
        holds(live(config, course)),
      );
      fc.assert(story, { numRuns: runs, ...(seed !== undefined && { seed }) });
    });
}

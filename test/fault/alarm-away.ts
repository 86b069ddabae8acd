/**
 * The CCU goes away in every state of a zone, in every way, and comes back in every way, with somebody doing something about it
 * meanwhile or not: a table of stories, and what holds in each of them.
 */
import assert from "node:assert/strict";
import { readSounding } from "../../handlers/records/alarm-outputs.ts";
import { House, type HouseOptions, LAMP, MAIN, SHED, SIREN } from "./alarm-house.ts";

const ANNA = { source: "rest-operator", actor: "anna" };
const HOUSE = { zone: "house", ...ANNA };
const BOTH = [MAIN, SHED] as const;

const arm = async (house: House, mode: string, skipDelay = true): Promise<void> => {
  const done = await house.engine.arm({ ...HOUSE, mode, skipDelay });
  assert.ok(done.ok, JSON.stringify(done));
};
const burgled = async (house: House): Promise<void> => {
  await arm(house, "full");
  await house.sense("window");
  await house.pass(2000);
  await house.sense("window", false);
};

interface Situation {
  readonly options?: HouseOptions;
  /** State of the zone when it is reached. */
  readonly state: string;
  /** States that it may be in after up to ten minutes in which nobody does anything. */
  readonly later: readonly string[];
  /** An alarm has been raised, or will be without anything happening. */
  readonly raised?: true;
  reach(house: House): Promise<void>;
}

/** Every state of a zone, and what looks like one. */
export const SITUATIONS: Readonly<Record<string, Situation>> = {
  disarmed: { state: "disarmed", later: ["disarmed"], reach: async () => {} },
  "exit delay": { state: "arming", later: ["arming", "armed"], reach: (house) => arm(house, "full", false) },
  "armed full": { state: "armed", later: ["armed"], reach: (house) => arm(house, "full") },
  "armed perimeter": { state: "armed", later: ["armed"], reach: (house) => arm(house, "perimeter") },
  "armed night": { state: "armed", later: ["armed"], reach: (house) => arm(house, "night") },
  "entry delay": {
    ...{ state: "pending", later: ["pending", "triggered", "armed"], raised: true },
    async reach(house) {
      await arm(house, "full");
      await house.sense("door");
      await house.sense("door", false);
    },
  },
  triggered: { state: "triggered", later: ["triggered", "armed"], raised: true, reach: burgled },
  "another cycle": {
    ...{ state: "triggered", later: ["triggered", "armed"], raised: true },
    async reach(house) {
      await burgled(house);
      await house.pass(65_000, 5000);
    },
  },
  silenced: {
    ...{ state: "triggered", later: ["triggered", "armed"], raised: true },
    async reach(house) {
      await burgled(house);
      await house.engine.silence(HOUSE);
      await house.pass(2000);
    },
  },
  "after the alarm": {
    ...{ state: "armed", later: ["armed"], raised: true },
    async reach(house) {
      await burgled(house);
      await house.pass(122_000, 5000);
    },
  },
  "waits to arm again": {
    options: { config: { post_trigger: "disarm", auto_rearm_s: 400 } },
    ...{ state: "disarmed", later: ["disarmed", "armed"], raised: true },
    async reach(house) {
      await burgled(house);
      await house.pass(122_000, 5000);
    },
  },
  "walk test": {
    ...{ state: "disarmed", later: ["disarmed"] },
    async reach(house) {
      assert.ok((await house.engine.startWalkTest(HOUSE)).ok);
    },
  },
  "test fire": {
    ...{ state: "disarmed", later: ["disarmed"] },
    async reach(house) {
      const done = await house.outputs.testFire("siren", { opticalOnly: false, ...ANNA });
      assert.equal(done.kind, "fired");
    },
  },
  fire: {
    ...{ state: "triggered", later: ["triggered", "disarmed"], raised: true },
    async reach(house) {
      await house.sense("smoke");
      await house.pass(2000);
      await house.sense("smoke", false);
    },
  },
};

interface Absence {
  /** Who is away. */
  readonly who: readonly string[];
  readonly ms: number;
  /** The connection is cut by the next write, before or after it acts; at the latest after two seconds. */
  readonly cut?: "before" | "after";
}
export const ABSENCES: Readonly<Record<string, Absence>> = {
  "for a moment": { who: BOTH, ms: 5000 },
  "for a minute": { who: BOTH, ms: 60_000 },
  "for ten minutes": { who: BOTH, ms: 600_000 },
  "one of two": { who: [MAIN], ms: 60_000 },
  "the other of two": { who: [SHED], ms: 60_000 },
  "in a write that is lost": { who: BOTH, ms: 180_000, cut: "before" },
  "in a write that acts": { who: BOTH, ms: 180_000, cut: "after" },
};

interface Return {
  /** It knows nothing of its devices until they report. */
  readonly fresh?: true;
  /** The program was killed, and started again while it was away. */
  readonly restarted?: true;
  /** A window was opened meanwhile. */
  readonly opened?: true;
}
export const RETURNS: Readonly<Record<string, Return>> = {
  "as it was": {},
  "knowing nothing": { fresh: true },
  "with a window open": { opened: true },
  "after our restart": { restarted: true },
  "knowing nothing, after our restart": { restarted: true, fresh: true },
  "with a window open, after our restart": { restarted: true, opened: true },
};

export const DEEDS = ["nothing", "disarm", "silence"] as const;
export interface Story {
  readonly situation: string;
  readonly absence: string;
  readonly back: string;
  readonly deed: (typeof DEEDS)[number];
}
export const nameOf = ({ situation, absence, back, deed }: Story): string =>
  `${situation}; away ${absence}; ${deed === "nothing" ? "nobody does anything" : `somebody asks to ${deed}`}; back ${back}`;

/** All of them. */
export const STORIES: readonly Story[] = Object.keys(SITUATIONS).flatMap((situation) =>
  Object.keys(ABSENCES).flatMap((absence) =>
    Object.keys(RETURNS).flatMap((back) => DEEDS.map((deed) => ({ situation, absence, back, deed }))),
  ),
);

/** Milliseconds after which an end that nobody saw is told (`alarm.stop_verify_seconds`), and a little. */
const VERIFIED_MS = 140_000;
const step = (ms: number): number => (ms > 60_000 ? 5000 : 1000);

/** Whether somebody who does not hear a siren stop is told of it. */
async function isTold(house: House): Promise<boolean> {
  const events = await house.events();
  return events.includes("output_stop_failed") || events.includes("output_stop_unverified");
}

/** Disarming and silencing are served also by a panel that reaches nobody. */
async function act(house: House, deed: Story["deed"]): Promise<void> {
  if (deed === "nothing") return;
  const done = await house.engine[deed](HOUSE);
  assert.ok(done.ok, `${deed} was refused: ${JSON.stringify(done)}`);
  if (deed === "disarm") assert.equal(house.state, "disarmed");
}

/** Plays it. @throws AssertionError that says what did not hold */
export async function play({ situation: at, absence, back, deed }: Story): Promise<void> {
  const situation = SITUATIONS[at] as Situation;
  const { who, ms, cut } = ABSENCES[absence] as Absence;
  const { fresh = false, restarted = false, opened = false } = RETURNS[back] as Return;
  const house = await House.start(situation.options);
  await situation.reach(house);
  assert.equal(house.state, situation.state);
  const alarmsBefore = (await house.events()).filter((event) => event === "triggered").length;

  // it goes away, and somebody does something about it, or its write is what cuts the connection
  if (cut) for (const central of who) (house.worlds[central] as { cut: unknown }).cut = cut;
  else await house.goAway(...who);
  await act(house, deed);
  await house.pass(2000);
  await house.goAway(...who);
  for (const central of who) (house.worlds[central] as { cut: unknown }).cut = undefined;
  const wanted = deed === "disarm" ? ["disarmed"] : situation.later;
  const mayBeOn = deed === "disarm" || house.state === "disarmed" ? [] : house.sounding;
  const left = house.sounding.filter((channel) => deed !== "nothing" && !mayBeOn.includes(channel) && channel !== LAMP);

  await house.pass(ms, step(ms));
  assert.ok(wanted.includes(house.state), `${house.state} while it is away`);
  const events = await house.events();
  // the loss is told where a house is guarded
  const isGuarded = deed !== "disarm" && !["disarmed"].includes(situation.state);
  if (isGuarded && ms >= 20_000 && !wanted.includes("disarmed"))
    assert.ok(events.includes("central_lost_while_armed"), "nobody was told that the CCU is lost");
  // what sounds on although it was ended is told
  if (left.length > 0 && ms >= VERIFIED_MS && left.some((channel) => house.isOn(channel)))
    assert.ok(await isTold(house), `${left} sound, and nobody was told`);

  // … and comes back
  if (opened) await house.sense("window");
  if (restarted) await house.restart();
  const before = house.state;
  await house.comeBack(fresh, ...who);
  await house.pass(2000);
  const alarms = (await house.events()).filter((event) => event === "triggered").length;
  const isArmed = ["armed", "arming", "pending"].includes(before);
  if (opened && isArmed && who.includes(MAIN))
    assert.equal(house.state, "triggered", "a window that was opened meanwhile raises the alarm");
  else if (!opened && !situation.raised)
    assert.equal(alarms, alarmsBefore, "values that were read again are no burglar");
  if (before === "disarmed") assert.equal(house.state, "disarmed", "nothing arms, or is raised, by a CCU that is back");
  await settleDown(house, deed, opened);
}

/** Whatever happened: the CCUs are there, everybody goes home, and the house is quiet, and well. */
async function settleDown(house: House, deed: Story["deed"], opened: boolean): Promise<void> {
  if (deed !== "nothing" && !opened) {
    await house.pass(25_000);
    if (deed === "disarm") assert.deepEqual(house.sounding, [], "what was ended while the CCU was away is ended now");
  }
  assert.ok((await house.engine.disarm(HOUSE)).ok);
  await house.pass(200_000, 5000);
  assert.equal(house.state, "disarmed");
  assert.deepEqual(house.sounding, []);
  assert.deepEqual(house.engine.health(), { healthy: true, note: "" });
  assert.equal(house.engine.zone("house")?.incident, null);
  const { items } = await house.store.list<{ closed_at_ms: number | null }>("alarm-incident", {});
  assert.ok(
    items.every(({ value }) => value.closed_at_ms !== null),
    "no incident is left open",
  );
  assert.deepEqual(await readSounding(house.store), []);
  await house.stop();
  assert.equal(house.isOn(SIREN), false);
}

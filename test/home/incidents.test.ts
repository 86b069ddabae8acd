/** What an engine remembers of troubles: from the events that make them, told once while they last, the newest kept. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { listIncidents } from "../../handlers/features/system/home/incidents.ts";
import { READ_BACK_MS } from "../../handlers/home/configuration.ts";
import { BUDGET_EXHAUSTED, BUDGET_RECOVERED, NOT_REACHED_MS } from "../../handlers/home/connection.ts";
import { createIncidents, INCIDENT_MEMORY, INCIDENT_QUIET_MS, INCIDENTS_KEPT } from "../../handlers/home/incidents.ts";
import { CONFIRM_TIMEOUT_MS } from "../../handlers/home/targets.ts";
import { CcuFault, siteId } from "../../handlers/ports/index.ts";
import { bidcosSwitch, blind, thermostat } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { START, settle, startHome } from "./support.ts";

/** For writes that may begin whenever it suits. */
const NO_DEADLINE = Number.POSITIVE_INFINITY;

type Home = ReturnType<typeof startHome>;
/** Oldest first: component, severity, summary. */
const told = async ({ store }: Pick<Home, "store">): Promise<string[]> => {
  await settle();
  const incidents = await listIncidents({ store });
  return incidents.map(({ component, severity, summary }) => `${component} ${severity}: ${summary}`).reverse();
};

test("an interface is lost and found, each told once", async () => {
  const home = startHome();
  await home.ready([blind()]);
  const { status } = home;
  const lost = { ...status("HmIP-RF", false), note: "the CCU does not call back" };
  for (let again = 0; again < 3; again++) home.listener().interfaces([lost, status("BidCos-RF")]);
  home.clock.advance(90_000);
  home.listener().interfaces([status("HmIP-RF"), status("BidCos-RF")]);
  assert.deepEqual(await told(home), [
    "home/HmIP-RF error: the connection to the interface was lost",
    "home/HmIP-RF info: the interface is connected again",
  ]);
  const [back, first] = await listIncidents(home);
  assert.equal(first?.detail, "the CCU does not call back");
  assert.equal(back?.detail, "after 90 s");
});

test("a CCU that is away is told as such, also when it never was there", async () => {
  const home = startHome();
  await home.ready([blind()]);
  home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF", false)]);
  home.listener().interfaces([home.status("HmIP-RF", true), home.status("BidCos-RF", false)]);
  assert.deepEqual(
    (await told(home)).filter((one) => one.startsWith("home ")),
    ["home critical: the CCU is away", "home info: the CCU answers again"],
  );

  const absent = startHome();
  await absent.engine.start();
  absent.clock.advance(NOT_REACHED_MS - 1);
  assert.deepEqual(await told(absent), []);
  absent.clock.advance(1);
  assert.deepEqual(await told(absent), ["home critical: the CCU is away"]);
});

test("who ends the program has no incidents", async () => {
  const home = startHome({
    answers: {
      stop: () => home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF", false)]),
    },
  });
  await home.ready([blind()]);
  await home.engine.stop();
  assert.deepEqual(await told(home), []);
});

test("a radio budget that is used up, until there is plenty again", async () => {
  const home = startHome();
  await home.ready([blind()]);
  const duty = (dutyCycle: number) =>
    home.listener().interfaces([{ ...home.status("HmIP-RF"), dutyCycle }, home.status("BidCos-RF")]);
  for (const percent of [BUDGET_EXHAUSTED - 1, BUDGET_EXHAUSTED, 100, BUDGET_RECOVERED, BUDGET_EXHAUSTED])
    duty(percent);
  assert.deepEqual(await told(home), ["home/HmIP-RF error: the radio budget is used up"]);
  duty(BUDGET_RECOVERED - 1);
  assert.equal((await told(home)).at(-1), "home/HmIP-RF info: there is radio budget again");
});

test("writes that were not taken: refused, not confirmed, kept otherwise", async () => {
  const fault: { now?: CcuFault } = {};
  const home = startHome({
    answers: {
      setValue: () => {
        if (fault.now) throw fault.now;
      },
      getParamset: () => ({ TRANSMIT_TRY_MAX: 1 }),
    },
  });
  await home.ready([bidcosSwitch(), thermostat()]);
  const device = (await home.home.device(idAt("KEQ0000001", "home")))!;
  const dataPoint = device.channels.find(({ number }) => number === 1)!.values.get("STATE")!;
  const write = () =>
    home.engine.writeValues(device, [{ dataPoint, value: { type: "BOOL", value: true } }], { deadline: NO_DEADLINE });
  fault.now = new CcuFault("radio", "no answer from the device");
  await assert.rejects(write());
  await assert.rejects(write());
  fault.now = new CcuFault("duty_cycle", "not enough duty cycle");
  await assert.rejects(write());
  fault.now = new CcuFault("unsupported", "no such method");
  await assert.rejects(write());
  delete fault.now;
  await write();
  home.clock.advance(CONFIRM_TIMEOUT_MS);
  const value = { TRANSMIT_TRY_MAX: { type: "INTEGER", value: 6 } } as const;
  await home.engine.writeMaster(device, 1, value, { deadline: NO_DEADLINE });
  home.clock.advance(READ_BACK_MS);
  assert.deepEqual(await told(home), [
    "home/BidCos-RF warning: the CCU did not take a write",
    "home/BidCos-RF error: the radio budget is used up: a write was refused",
    "home/BidCos-RF warning: a write was not confirmed",
    "home/BidCos-RF warning: the CCU did not take over a configuration",
  ]);
  const details = (await listIncidents(home)).map(({ detail }) => detail);
  assert.equal(details.at(-1), "KEQ0000001:1 STATE: no answer from the device");
});

test("what is long is told short: some parameters, and as much text as says what it is about", async () => {
  const refuse = () => {
    throw new CcuFault("radio", "x".repeat(1_000));
  };
  const home = startHome({ answers: { putParamset: refuse } });
  await home.ready([bidcosSwitch()]);
  const device = (await home.home.device(idAt("KEQ0000001", "home")))!;
  const values = Object.fromEntries(
    ["A", "B", "C", "D", "E", "F"].map((name) => [name, { type: "BOOL", value: true }]),
  );
  await assert.rejects(home.engine.writeMaster(device, 1, values as never, { deadline: NO_DEADLINE }));
  await settle();
  const detail = (await listIncidents(home))[0]?.detail ?? "";
  assert.deepEqual([detail.length, detail.slice(0, 32)], [500, "KEQ0000001:1 A, B, C, D, E: xxxx"]);
});

test("deliveries that cannot be taken over", async () => {
  const home = startHome();
  await home.ready([blind()]);
  for (let again = 0; again < 2; again++) home.listener().events("HmIP-RF", [null as never]);
  assert.deepEqual(await told(home), ["home error: events could not be taken over"]);
});

// ---------------------------------------------------------------- the memory itself

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
function setup(central = "home", store = createMemoryStore({ clock: createManualClock(START) }).site(siteId("s"))) {
  const clock = createManualClock(START);
  return { clock, store, incidents: createIncidents({ central, store, clock, log: quiet }) };
}
const fact = (summary: string) => ({ severity: "warning", summary }) as const;

test("the newest are kept, over restarts, and those of another central are left alone", async () => {
  const { clock, store, incidents } = setup();
  const other = setup("home-2", store);
  other.incidents.note("x", fact("of another central"));
  await other.incidents.flushed();
  const add = async (from: ReturnType<typeof createIncidents>, start: number, count: number) => {
    for (let i = start; i < start + count; i++) {
      clock.advance(1);
      from.note(`n${i}`, fact(`n${i}`));
    }
    await from.flushed();
  };
  const summaries = async () => (await listIncidents({ store }, { central: "home" })).map(({ summary }) => summary);
  await add(incidents, 1, INCIDENTS_KEPT);
  assert.deepEqual([(await summaries()).length, (await summaries()).at(-1)], [INCIDENTS_KEPT, "n1"]);
  await add(incidents, INCIDENTS_KEPT + 1, 1);
  assert.deepEqual([(await summaries()).length, (await summaries()).at(-1)], [INCIDENTS_KEPT, "n2"]);
  const next = createIncidents({ central: "home", store, clock, log: quiet });
  await next.load();
  await add(next, INCIDENTS_KEPT + 2, 2);
  assert.deepEqual([(await summaries()).length, (await summaries()).at(-1)], [INCIDENTS_KEPT, "n4"]);
  assert.equal((await listIncidents({ store }, { central: "home-2" })).length, 1);
});

test("what goes on is told once, however often it happens; after a pause it is news", async () => {
  const { clock, store, incidents } = setup();
  for (let i = 0; i < 5; i++) {
    incidents.note("a", fact("a"));
    clock.advance(INCIDENT_QUIET_MS - 1);
  }
  await incidents.flushed();
  assert.equal((await listIncidents({ store })).length, 1);
  clock.advance(1);
  incidents.note("a", fact("a"));
  incidents.end("never begun", () => fact("over"));
  await incidents.flushed();
  assert.equal((await listIncidents({ store })).length, 2);
});

test("what it remembers as told is bounded", async () => {
  const { store, incidents } = setup();
  for (let i = 0; i <= INCIDENT_MEMORY; i++) incidents.note(`k${i}`, fact(i === 0 ? "first" : "other"));
  incidents.note("k0", fact("first"));
  incidents.note(`k${INCIDENT_MEMORY}`, fact("last"));
  await incidents.flushed();
  const all = await listIncidents({ store });
  assert.equal(all.filter(({ summary }) => summary === "first").length, 1, "older ones than are kept");
  assert.equal(all.filter(({ summary }) => summary === "last").length, 0);
});

test("as many as it remembers are told once", async () => {
  const { store, incidents } = setup();
  for (let i = 0; i < INCIDENT_MEMORY; i++) incidents.note(`k${i}`, fact("other"));
  incidents.note("k0", fact("again"));
  await incidents.flushed();
  assert.equal((await listIncidents({ store })).filter(({ summary }) => summary === "again").length, 0);
});

test("what happens again and again is remembered longest", async () => {
  const { store, incidents } = setup();
  for (let i = 0; i < INCIDENT_MEMORY; i++) incidents.note(`k${i}`, fact("other"));
  incidents.note("k0", fact("again"));
  incidents.note("new", fact("other"));
  incidents.note("k0", fact("again"));
  await incidents.flushed();
  assert.equal((await listIncidents({ store })).filter(({ summary }) => summary === "again").length, 0);
});

test("a store that fails loses an incident and nothing else", async () => {
  const { store, clock } = setup();
  const failing = { ...store, put: () => Promise.reject(new Error("full")) };
  const incidents = createIncidents({ central: "home", store: failing, clock, log: quiet });
  incidents.note("a", fact("a"));
  await incidents.flushed();
});

/** What an alarm needs of the simulated home: a keypad with codes, sirens that end by themselves or fail to, detectors that howl. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { hmipKeypad } from "../../local/simulator/devices/remotes.ts";
import { assemble } from "../../local/simulator/kinds.ts";
import { bench } from "./support.ts";

const KEYPAD = "0023DD499B0001";
const SIREN = "00245A499A7717:3";
const SMOKE = "000A97099B5515:1";

const ALARM = { ACOUSTIC_ALARM_SELECTION: 1, OPTICAL_ALARM_SELECTION: 1, DURATION_UNIT: 0, DURATION_VALUE: 30 };
const QUIET = { ...ALARM, ACOUSTIC_ALARM_SELECTION: 0, OPTICAL_ALARM_SELECTION: 0, DURATION_VALUE: 0 };

async function siren(t: TestContext) {
  const { clock, call, sim } = await bench(t);
  const active = () => call("HmIP-RF", "getValue", SIREN, "ACOUSTIC_ALARM_ACTIVE");
  return {
    ...{ clock, sim, active },
    put: (values: Record<string, number>) => call("HmIP-RF", "putParamset", SIREN, "VALUES", values),
    /** The telegram goes out after the answer to the call. */
    async becomes(expected: boolean) {
      for (let turn = 0; turn < 50 && (await active()) !== expected; turn += 1) clock.advance(100);
      assert.equal(await active(), expected);
    },
  };
}

test("a siren ends by itself", async (t) => {
  const { clock, active, put, becomes } = await siren(t);
  await put(ALARM);
  await becomes(true);
  clock.advance(30_000);
  assert.equal(await active(), false);
});

test("a siren ends by command; one that is stuck does neither", async (t) => {
  const { clock, active, put, sim, becomes } = await siren(t);
  await put(ALARM);
  await becomes(true);
  sim.control.stick(SIREN);
  clock.advance(60_000);
  await put(QUIET);
  for (let turn = 0; turn < 50; turn += 1) {
    clock.advance(100);
    assert.equal(await active(), true);
  }
  sim.control.stick(SIREN, false);
  await put(QUIET);
  await becomes(false);
});

test("a smoke detector howls for burglars until it is told to end", async (t) => {
  const { clock, call } = await bench(t);
  const status = () => call("HmIP-RF", "getValue", SMOKE, "SMOKE_DETECTOR_ALARM_STATUS");
  await call("HmIP-RF", "setValue", SMOKE, "SMOKE_DETECTOR_COMMAND", 2);
  clock.advance(3_600_000);
  assert.equal(await status(), 2);
  await call("HmIP-RF", "setValue", SMOKE, "SMOKE_DETECTOR_COMMAND", 1);
  assert.equal(await status(), 0);
});

test("a keypad says which code it was, and presses that code's key; an unknown one presses nothing", async (t) => {
  const { call, sim } = await bench(t);
  sim.control.add(assemble(hmipKeypad, KEYPAD, ""));
  const value = (parameter: string) => call("HmIP-RF", "getValue", `${KEYPAD}:0`, parameter);
  const pressed: string[] = [];
  sim.world.listen({
    telegram: ({ address, values }) => {
      for (const [name] of Object.entries(values)) if (name.startsWith("PRESS")) pressed.push(`${address} ${name}`);
    },
  });
  sim.control.enterCode(KEYPAD, 3, "lock");
  sim.control.enterCode(KEYPAD, 3, "unlock");
  assert.deepEqual([await value("CODE_ID"), await value("CODE_STATE")], [3, 1]);
  sim.control.enterCode(KEYPAD, 9, "unlock");
  assert.deepEqual([await value("CODE_ID"), await value("CODE_STATE")], [0, 2]);
  assert.deepEqual(pressed, [`${KEYPAD}:5 PRESS_LOCK`, `${KEYPAD}:6 PRESS_UNLOCK`]);
});

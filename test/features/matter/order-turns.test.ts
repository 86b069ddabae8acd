/** Orders of controllers for one device that meet each other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createManualClock } from "../../../adapters/memory/index.ts";
import { COMMAND_DEADLINE_MS } from "../../../handlers/features/matter/home/fabric-commands.ts";
import { orderTurns } from "../../../handlers/features/matter/home/order-turns.ts";
import { MatterCommandError } from "../../../handlers/ports/matter-bridge.ts";
import { CUX } from "../../conformance/household.ts";
import { matterBench } from "./bench.ts";

const mode = (systemMode: number) => ({ cluster: "thermostat", command: "systemMode", args: { systemMode } });
const setpoint = (occupiedHeatingSetpoint: number) => ({
  cluster: "thermostat",
  command: "occupiedHeatingSetpoint",
  args: { occupiedHeatingSetpoint },
});
const level = (to: number, withOnOff = false) => ({
  cluster: "levelControl",
  command: "moveToLevel",
  args: { level: to, withOnOff },
});
const plain = (cluster: string, command: string) => ({ cluster, command, args: {} });
type Wish = ReturnType<typeof plain> | ReturnType<typeof mode>;

function bench() {
  const clock = createManualClock();
  const inTurn = orderTurns(clock);
  const begun: { wish: Wish; done: () => void; refused: (error: Error) => void }[] = [];
  const settled: string[] = [];
  const order = (wish: Wish, endpoint = "one") => {
    const name = JSON.stringify(wish);
    inTurn(
      { endpoint, ...wish },
      clock.now() + COMMAND_DEADLINE_MS,
      () => new Promise<void>((done, refused) => void begun.push({ wish, done, refused })),
    ).then(
      () => settled.push(name),
      (error: MatterCommandError) => settled.push(error.status ?? error.message),
    );
  };
  const wishes = () => begun.map(({ wish }) => wish);
  return { clock, order, begun, wishes, settled };
}

test("a thermostat takes one order after the other, also where the first fails; two devices do not wait for each other", async () => {
  const { order, begun, wishes, settled } = bench();
  order(mode(0));
  order(mode(4));
  order(setpoint(2_000));
  order(mode(4), "two");
  await setImmediate();
  assert.deepEqual(wishes(), [mode(0), mode(4)]);
  begun[0]?.refused(new MatterCommandError("failure", "half of it"));
  await setImmediate();
  assert.deepEqual(wishes().slice(2), [mode(4)]);
  begun[2]?.done();
  await setImmediate();
  assert.deepEqual(wishes().slice(3), [setpoint(2_000)]);
  begun[3]?.done();
  await setImmediate();
  assert.deepEqual(settled, ["failure", JSON.stringify(mode(4)), JSON.stringify(setpoint(2_000))]);
});

test("of the same that is ordered again while it waits only the last counts; a toggle counts each time", async () => {
  const { order, begun, wishes, settled } = bench();
  order(setpoint(2_000));
  for (const wanted of [2_050, 2_100, 2_150]) order(setpoint(wanted));
  begun[0]?.done();
  await setImmediate();
  assert.deepEqual(wishes(), [setpoint(2_000), setpoint(2_150)]);
  begun[1]?.done();
  await setImmediate();
  assert.equal(settled.length, 4, "all have their answer");
  for (let times = 0; times < 3; times += 1) order(plain("onOff", "toggle"), "two");
  for (const at of [2, 3, 4]) {
    await setImmediate();
    begun[at]?.done();
  }
  await setImmediate();
  assert.equal(wishes().filter(({ command }) => command === "toggle").length, 3);
});

test("what is for the moment waits for nothing; what depends on it waits", async () => {
  const { order, begun, wishes } = bench();
  order(plain("windowCovering", "open"));
  order(plain("windowCovering", "stop"));
  order(plain("onOff", "on"), "light");
  order(level(100, true), "light");
  order(level(50), "light");
  await setImmediate();
  assert.deepEqual(
    wishes().map(({ command }) => command),
    ["open", "stop", "on", "moveToLevel"],
  );
  begun[3]?.done();
  await setImmediate();
  assert.equal(begun.length, 4, "the light is being switched on still");
  begun[2]?.done();
  await setImmediate();
  assert.deepEqual(wishes().at(-1), level(50));
});

test("what waits for longer than its deadline is refused and never runs; the next one is tried", async () => {
  const { clock, order, begun, wishes, settled } = bench();
  order(mode(0));
  order(mode(4));
  clock.advance(COMMAND_DEADLINE_MS - 1);
  await setImmediate();
  assert.deepEqual(settled, []);
  clock.advance(1);
  await setImmediate();
  assert.deepEqual(settled, ["timeout"]);
  order(setpoint(2_000));
  begun[0]?.done();
  await setImmediate();
  assert.deepEqual(wishes(), [mode(0), setpoint(2_000)]);
});

test("a toggle while the switch is being switched on switches it off; whoever has the answer sees it", async (t) => {
  const { matter, expose, row, world, settle } = await matterBench(t);
  await expose(row(CUX, "STATE"));
  const [endpoint] = [...matter.endpoints.keys()] as [string];
  const shown = () => matter.endpoints.get(endpoint)?.attributes.onOff?.onOff;
  const order = (command: string) => matter.command({ endpoint, ...plain("onOff", command) });
  await order("on");
  assert.equal(shown(), true, "with the answer, and not some time later");
  await order("off");
  assert.equal(shown(), false);
  const half = Promise.withResolvers<string>();
  world.main.answer("setValue", () => half.promise);
  const on = order("on");
  await settle();
  const toggled = order("toggle");
  await settle();
  half.resolve("sent");
  await Promise.all([on, toggled]);
  assert.deepEqual(
    world.main.writes().map(({ args }) => (args[3] as { value: unknown }).value),
    [true, false, true, false],
  );
  assert.equal(shown(), false);
});

/** The home lives, and it lives the same life again from the same seed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bench, bench } from "./support.ts";

const HOUR = 3_600_000;

/** Everything that devices report within some hours. */
async function diary(b: Bench, hours: number): Promise<string[]> {
  const lines: string[] = [];
  b.sim.world.listen({
    telegram: ({ address, values }) => lines.push(`${b.clock.now()} ${address} ${JSON.stringify(values)}`),
  });
  for (let hour = 0; hour < hours; hour++) b.clock.advance(HOUR);
  return lines;
}

test("the same seed repeats, another seed does not", async (t) => {
  const once = await diary(await bench(t, { live: true, seed: 7 }), 6);
  const again = await diary(await bench(t, { live: true, seed: 7 }), 6);
  const other = await diary(await bench(t, { live: true, seed: 8 }), 6);
  assert.ok(once.length > 100);
  assert.deepEqual(once, again);
  assert.notDeepEqual(once, other);
});

test("readings at the start depend on the seed, too", async (t) => {
  const read = ({ sim }: Bench) =>
    [...sim.world.devices.values()].flatMap((device) =>
      [...device.paramsets.keys()].map((address) => sim.world.value(address, "ACTUAL_TEMPERATURE")),
    );
  const one = read(await bench(t, { seed: 1 }));
  assert.deepEqual(one, read(await bench(t, { seed: 1 })));
  assert.notDeepEqual(one, read(await bench(t, { seed: 2 })));
});

test("within two days everything has happened that makes a home interesting", async (t) => {
  const lines = (await diary(await bench(t, { live: true, seed: 1 }), 48)).join("\n");
  for (const what of [
    "ACTUAL_TEMPERATURE",
    "PRESS_SHORT",
    "PRESS_LONG_RELEASE",
    '"STATE":true',
    '"MOTION":true',
    "ENERGY_COUNTER",
    "RAINING",
    "LOWBAT|LOW_BAT",
    '"UNREACH":true',
    '"UNREACH":false',
    "SMOKE_DETECTOR_TEST_RESULT",
    "DUTY_CYCLE_LEVEL",
  ]) {
    assert.match(lines, new RegExp(what), what);
  }
});

test("a meter counts what is used: 62.4 W for an hour is about 62 Wh", async (t) => {
  const b = await bench(t, { live: true, seed: 3 });
  const counter = () => b.sim.world.number("0001DBE990F502:6", "ENERGY_COUNTER");
  b.clock.advance(HOUR);
  const idle = counter();
  assert.equal(idle, 60_512.3);
  await b.call("HmIP-RF", "setValue", "0001DBE990F502:3", "STATE", true);
  await b.sim.settled();
  b.clock.advance(2 * HOUR);
  assert.ok(Math.abs(counter() - idle - 125) < 30, `${counter() - idle}`);
});

test("nothing happens by itself where it is not asked for", async (t) => {
  assert.deepEqual(await diary(await bench(t), 24), []);
});

/** How events reach clients (protocol 6, 7). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Double, type RpcStruct } from "../../adapters/ccu/codec/value.ts";
import { bench, CallbackServer, register } from "./support.ts";

test("rfd sends every event in a multicall, even a single one, and several at once as one batch", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF", "me");
  b.sim.control.setState("OEQ0210008:1", "STATE", true);
  await b.sim.settled();
  assert.deepEqual(server.received, [
    {
      method: "system.multicall",
      params: [[{ methodName: "event", params: ["me", "OEQ0210008:1", "STATE", true] }]],
    },
  ]);
  b.sim.control.press("JEQ0730012:1");
  b.sim.control.press("JEQ0730012:2");
  await b.sim.settled();
  assert.equal(server.received.length, 2);
});

test("an HmIP telegram carries the whole channel; a key press comes as a single event", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  b.sim.control.setState("000A9D8997C101:1", "ACTUAL_TEMPERATURE", 22.5);
  b.sim.control.press("0000D5499C8818:3");
  await b.sim.settled();
  const [telegram, press] = server.received;
  assert.equal(telegram?.method, "system.multicall");
  const keys = new Map(server.events().map(({ key, value }) => [key, value]));
  assert.deepEqual(keys.get("000A9D8997C101:1.ACTUAL_TEMPERATURE"), new Double(22.5));
  assert.equal(keys.get("000A9D8997C101:1.ACTUAL_TEMPERATURE_STATUS"), 0);
  assert.ok(keys.has("000A9D8997C101:1.HUMIDITY"));
  assert.equal(press?.method, "event");
  assert.deepEqual(press?.params.slice(1), ["0000D5499C8818:3", "PRESS_SHORT", true]);
});

test("rfd does not repeat a value within its default of 1.5 s, key presses excepted", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  for (const wait of [0, 1499, 1]) {
    b.clock.advance(wait);
    b.sim.control.setState("LEQ0150013:1", "TEMPERATURE", 19.5);
    b.sim.control.press("JEQ0730012:1");
    await b.sim.settled();
  }
  const keys = server.events().map(({ key }) => key);
  assert.equal(keys.filter((key) => key.endsWith("TEMPERATURE")).length, 2);
  assert.equal(keys.filter((key) => key.endsWith("PRESS_SHORT")).length, 3);
});

test("hs485d has no such time: a wired device that says the same again is heard again", async (t) => {
  const b = await bench(t, { interfaces: ["BidCos-Wired"] });
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-Wired");
  const [root] = (await b.call("BidCos-Wired", "listDevices")) as RpcStruct[];
  for (let i = 0; i < 3; i++) b.sim.control.setState(`${root?.ADDRESS}:3`, "STATE", true);
  await b.sim.settled();
  assert.equal(server.events().filter(({ key }) => key.endsWith("STATE")).length, 3);
});

test("a slow client gets the identical batch twice from rfd", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  let slow = true;
  server.react = () => (slow ? "hang" : []);
  b.sim.control.setState("OEQ0210008:1", "STATE", true);
  await server.until(1);
  slow = false;
  b.clock.advance(9999);
  assert.equal(server.received.length, 1);
  b.clock.advance(1);
  await server.until(2);
  await b.sim.settled();
  assert.deepEqual(server.received[0], server.received[1]);
});

test("rfd drops a client after ten lost batches, and not after nine; a fault does not count", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  const lose = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n++) {
      b.clock.advance(2000);
      b.sim.control.press("JEQ0730012:1");
      await b.sim.settled();
    }
  };
  server.react = () => "cut";
  await lose(9);
  assert.equal(b.sim.registrations("BidCos-RF").length, 1);
  server.react = () => [];
  await lose(1);
  server.react = () => "cut";
  await lose(9);
  assert.equal(b.sim.registrations("BidCos-RF").length, 1);
  await lose(1);
  assert.equal(b.sim.registrations("BidCos-RF").length, 0);
});

test("events twice on demand", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  b.sim.control.duplicateEvents(true);
  b.sim.control.press("0000D5499C8818:1");
  await b.sim.settled();
  assert.equal(server.received.length, 2);
  assert.deepEqual(server.received[0], server.received[1]);
});

test("PONG goes to every client, from CENTRAL on rfd and CENTRAL:0 on HmIP, with the caller's words", async (t) => {
  const b = await bench(t);
  const [one, two] = [await CallbackServer.open(t), await CallbackServer.open(t)];
  for (const [iface, key] of [
    ["BidCos-RF", "CENTRAL.PONG"],
    ["HmIP-RF", "CENTRAL:0.PONG"],
  ] as const) {
    await register(b, one, iface, "one");
    await register(b, two, iface, "two");
    one.received.length = 0;
    await b.call(iface, "ping", "one#42");
    await b.sim.settled();
    assert.deepEqual(one.events(), [{ id: "one", key, value: "one#42" }]);
    assert.deepEqual(two.events(), [{ id: "two", key, value: "one#42" }]);
  }
});

test("an HmIP key is silent until a client says that it uses it, where that is asked for", async (t) => {
  const b = await bench(t);
  b.sim.control.everyKeyIsHeard = false;
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  b.sim.control.press("0000D5499C8818:3");
  await b.sim.settled();
  assert.deepEqual(server.received, []);
  assert.equal(await b.call("HmIP-RF", "reportValueUsage", "0000D5499C8818:3", "PRESS_SHORT", 1), true);
  b.sim.control.press("0000D5499C8818:3");
  await b.sim.settled();
  assert.equal(server.received.length, 1);
});

test("a switch with a timer reports on its receiver and on the channel that shows the output, and goes off", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  const set = { ON_TIME: new Double(30), STATE: true };
  await b.call("HmIP-RF", "putParamset", "0001DBE990F502:3", "VALUES", set);
  await b.sim.settled();
  const value = (channel: number, parameter: string) => b.sim.world.value(`0001DBE990F502:${channel}`, parameter);
  assert.deepEqual([value(2, "STATE"), value(3, "STATE"), value(3, "PROCESS")], [true, true, 1]);
  assert.ok(Number(value(6, "POWER")) > 0);
  b.clock.advance(29_999);
  assert.equal(value(2, "STATE"), true);
  b.clock.advance(1);
  assert.deepEqual(
    [value(2, "STATE"), value(3, "STATE"), value(3, "PROCESS"), value(6, "POWER")],
    [false, false, 0, 0],
  );
});

test("a shutter reports its way: WORKING, places between, then the end; stopped, it says where it is", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  await b.call("BidCos-RF", "setValue", "JEQ0120005:1", "LEVEL", new Double(0));
  await b.sim.settled();
  const state = () => ["LEVEL", "WORKING", "DIRECTION"].map((p) => b.sim.world.value("JEQ0120005:1", p));
  assert.deepEqual(state(), [1, true, 2]);
  b.clock.advance(10_000);
  assert.deepEqual(state(), [0.5, true, 2]);
  await b.call("BidCos-RF", "setValue", "JEQ0120005:1", "STOP", true);
  await b.sim.settled();
  assert.deepEqual(state(), [0.5, false, 0]);
  await b.call("BidCos-RF", "setValue", "JEQ0120005:1", "LEVEL", new Double(0));
  await b.sim.settled();
  b.clock.advance(10_000);
  assert.deepEqual(state(), [0, false, 0]);
});

test("a blind ignores a lone slat position and takes both in one combined command", async (t) => {
  const b = await bench(t);
  const [receiver, shown] = ["0007DA498D5906:4", "0007DA498D5906:3"];
  await b.call("HmIP-RF", "setValue", receiver, "LEVEL_2", new Double(0.2));
  await b.sim.settled();
  b.clock.advance(60_000);
  assert.equal(b.sim.world.value(shown, "LEVEL_2"), 1);
  await b.call("HmIP-RF", "setValue", receiver, "COMBINED_PARAMETER", "L2=20,L=50");
  await b.sim.settled();
  assert.equal(b.sim.world.value(shown, "PROCESS"), 1);
  b.clock.advance(60_000);
  const end = ["LEVEL", "LEVEL_2", "PROCESS", "ACTIVITY_STATE"].map((p) => b.sim.world.value(shown, p));
  assert.deepEqual(end, [0.5, 0.2, 0, 3]);
});

test("locks, dimmers, sirens and thermostats take their time", async (t) => {
  const b = await bench(t);
  await b.call("HmIP-RF", "setValue", "002A60C99D1911:1", "LOCK_TARGET_LEVEL", 1);
  await b.call("BidCos-RF", "putParamset", "KEQ0330003:1", "VALUES", {
    LEVEL: new Double(0.8),
    RAMP_TIME: new Double(4),
  });
  await b.call("HmIP-RF", "setValue", "00245A499A7717:3", "ACOUSTIC_ALARM_SELECTION", 2);
  await b.call("HmIP-RF", "setValue", "000393C9A2B402:1", "BOOST_MODE", true);
  await b.sim.settled();
  const value = (address: string, parameter: string) => b.sim.world.value(address, parameter);
  b.clock.advance(2000);
  assert.equal(value("KEQ0330003:1", "LEVEL"), 0.4);
  assert.equal(value("002A60C99D1911:1", "LOCK_STATE"), 1);
  assert.equal(value("00245A499A7717:3", "ACOUSTIC_ALARM_ACTIVE"), true);
  b.clock.advance(8000);
  assert.equal(value("KEQ0330003:1", "LEVEL_REAL"), 0.8);
  assert.equal(value("002A60C99D1911:1", "LOCK_STATE"), 2);
  assert.equal(value("00245A499A7717:3", "ACOUSTIC_ALARM_ACTIVE"), false);
  assert.equal(value("000393C9A2B402:1", "BOOST_MODE"), true);
  b.clock.advance(300_000);
  assert.equal(value("000393C9A2B402:1", "BOOST_MODE"), false);
});

test("what a heating group is told, its members take over", async (t) => {
  const b = await bench(t);
  await b.call("VirtualDevices", "setValue", "INT0000001:1", "SET_POINT_TEMPERATURE", new Double(23.5));
  await b.sim.settled();
  for (const channel of ["INT0000001:1", "000A9D8997C101:1", "000393C9A2B402:1"]) {
    assert.equal(b.sim.world.value(channel, "SET_POINT_TEMPERATURE"), 23.5);
  }
});

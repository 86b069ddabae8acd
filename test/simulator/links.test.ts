import assert from "node:assert/strict";
import { test } from "node:test";
import type { RpcStruct } from "../../adapters/ccu/codec/value.ts";
import { bench, CallbackServer, faultOf, register } from "./support.ts";

const REMOTE = "JEQ0730012:1";
const KITCHEN = "LEQ0410001:1";
const DIMMER = "KEQ0330003:1";
const HMIP_REMOTE = "0000D5499C8818:1";
const HMIP_DIMMER = "000858A9A7C303:4";

test("a household has links from the start, on both radios, with what is asked for along", async (t) => {
  const b = await bench(t);
  const all = (await b.call("BidCos-RF", "getLinks", "", 0)) as RpcStruct[];
  assert.deepEqual(
    all.map(({ SENDER, RECEIVER }) => [SENDER, RECEIVER]),
    [
      [REMOTE, KITCHEN],
      ["JEQ0730012:3", DIMMER],
    ],
  );
  const [plain] = (await b.call("HmIP-RF", "getLinks", HMIP_REMOTE, 0)) as RpcStruct[];
  assert.deepEqual(Object.keys(plain ?? {}).sort(), ["DESCRIPTION", "FLAGS", "NAME", "RECEIVER", "SENDER"]);
  const [full = {}] = (await b.call("HmIP-RF", "getLinks", HMIP_REMOTE, 2 | 4 | 8 | 16)) as RpcStruct[];
  assert.equal((full.RECEIVER_PARAMSET as RpcStruct).SHORT_ON_LEVEL, 1);
  assert.deepEqual(full.SENDER_PARAMSET, {});
  assert.equal((full.SENDER_DESCRIPTION as RpcStruct).TYPE, "KEY_TRANSCEIVER");
  assert.equal((full.RECEIVER_DESCRIPTION as RpcStruct).ADDRESS, HMIP_DIMMER);
});

test("rfd calls links inside of a device broken, but only when asked for all; a missing end is unknown", async (t) => {
  const b = await bench(t);
  await b.call("BidCos-RF", "addLink", "MEQ0550004:1", "MEQ0550004:2", "", "");
  const flags = async (address: string) =>
    ((await b.call("BidCos-RF", "getLinks", address, 0)) as RpcStruct[]).find(({ SENDER }) => SENDER === "MEQ0550004:1")
      ?.FLAGS;
  assert.equal(await flags(""), 1);
  assert.equal(await flags("MEQ0550004:1"), 0);
  b.sim.control.remove("LEQ0410001");
  const [left] = (await b.call("BidCos-RF", "getLinks", REMOTE, 0)) as RpcStruct[];
  assert.equal(left?.FLAGS, 8);
});

test("a press on a link moves the receiver as its LINK paramset says", async (t) => {
  const b = await bench(t);
  const press = async (iface: string, receiver: string, sender: string, long = false) => {
    await b.call(iface, "activateLinkParamset", receiver, sender, long);
    await b.sim.settled();
  };
  const value = (parameter: string, address = KITCHEN) => b.sim.world.value(address, parameter);
  await press("BidCos-RF", KITCHEN, REMOTE);
  assert.equal(value("STATE"), true);
  await press("BidCos-RF", KITCHEN, REMOTE, true);
  assert.equal(value("STATE"), false, "on again is off");
  await b.call("BidCos-RF", "putParamset", KITCHEN, REMOTE, { SHORT_ON_TIME: 20.5 });
  await press("BidCos-RF", KITCHEN, REMOTE);
  assert.equal(value("STATE"), true);
  b.clock.advance(20_500);
  assert.equal(value("STATE"), false, "its time is over");
  await b.call("BidCos-RF", "putParamset", KITCHEN, REMOTE, { SHORT_ACTION_TYPE: 0 });
  await press("BidCos-RF", KITCHEN, REMOTE);
  assert.equal(value("STATE"), false, "inactive");
  await b.call("BidCos-RF", "putParamset", KITCHEN, REMOTE, { SHORT_ACTION_TYPE: 1, SHORT_JT_OFF: 4 });
  await press("BidCos-RF", KITCHEN, REMOTE);
  assert.equal(value("STATE"), false, "off leads to off");
  await b.call("HmIP-RF", "putParamset", HMIP_DIMMER, HMIP_REMOTE, { SHORT_ON_LEVEL: 0.4 });
  await press("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE);
  b.clock.advance(1000);
  assert.equal(value("LEVEL", HMIP_DIMMER), 0.4);
});

test("a press on a link that is none, without enough arguments, or to a device out of reach", async (t) => {
  const b = await bench(t);
  const press = (iface: string, ...args: (string | boolean)[]) =>
    faultOf(b.call(iface, "activateLinkParamset", ...args));
  assert.equal((await press("BidCos-RF", KITCHEN, "JEQ0730012:4", false)).code, -1);
  assert.equal((await press("HmIP-RF", HMIP_DIMMER, "0000D5499C8818:7", false)).code, -2);
  assert.equal((await press("BidCos-RF", KITCHEN, REMOTE)).code, -1);
  assert.equal((await press("HmIP-RF", HMIP_DIMMER, HMIP_REMOTE)).code, -321);
  b.sim.control.unreach("LEQ0410001");
  assert.equal((await press("BidCos-RF", KITCHEN, REMOTE, false)).code, -1);
  assert.equal((await press("BidCos-RF", "LEQ9999999:1", REMOTE, false)).code, -2);
});

test("clients hear of a new and of a removed link as hint 1; both ends keep their own settings", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  await b.call("BidCos-RF", "addLink", "JEQ0730012:2", DIMMER, "", "");
  await server.until(2, "updateDevice");
  await b.call("BidCos-RF", "removeLink", "JEQ0730012:2", DIMMER);
  await server.until(4, "updateDevice");
  assert.deepEqual(
    server.received.filter(({ method }) => method === "updateDevice").map(({ params }) => params.slice(1)),
    [
      ["JEQ0730012", 1],
      ["KEQ0330003", 1],
      ["JEQ0730012", 1],
      ["KEQ0330003", 1],
    ],
  );
});

test("a classic remote must be woken up before it takes the central as a peer; others take it at once", async (t) => {
  const b = await bench(t);
  const use = (channel: string, count: number) =>
    b.call("BidCos-RF", "reportValueUsage", channel, "PRESS_SHORT", count);
  assert.equal(await use("JEQ0730012:2", 1), false);
  await b.sim.settled();
  assert.equal(b.sim.world.value("JEQ0730012:0", "CONFIG_PENDING"), true);
  b.sim.control.press("JEQ0730012:2");
  assert.equal(b.sim.world.value("JEQ0730012:0", "CONFIG_PENDING"), false);
  assert.equal(await use("JEQ0730012:2", 2), true, "it is a peer already");
  assert.equal(await b.call("BidCos-RF", "reportValueUsage", KITCHEN, "STATE", 1), true);
});

/** Reading and writing, right and wrong (protocol 9, 11, 12). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Double, type RpcStruct } from "../../adapters/ccu/codec/value.ts";
import { type Bench, bench, faultOf } from "./support.ts";

const DIMMER = "KEQ0330003:1";
const master = async (b: Bench, iface: string, address: string): Promise<RpcStruct> =>
  (await b.call(iface, "getParamset", address, "MASTER")) as RpcStruct;

test("rfd clamps numbers, turns unknown ENUM values into the default and does not mind read-only values", async (t) => {
  const b = await bench(t);
  await b.call("BidCos-RF", "setValue", DIMMER, "LEVEL", new Double(1.7));
  await b.sim.settled();
  b.clock.advance(1000);
  assert.equal(b.sim.world.value(DIMMER, "LEVEL"), 1);
  assert.equal(await b.call("BidCos-RF", "setValue", DIMMER, "WORKING", true), "");
  assert.equal(b.sim.world.value(DIMMER, "WORKING"), true);
});

test("HmIP demands the type and the write bit, not the range", async (t) => {
  const b = await bench(t);
  const write = (parameter: string, value: Double | boolean | number | string) =>
    b.call("HmIP-RF", "setValue", "000858A9A7C303:4", parameter, value);
  assert.equal((await faultOf(write("PROCESS", 1))).code, -5);
  assert.equal((await faultOf(write("LEVEL", "1"))).code, -5);
  assert.equal((await faultOf(write("NOTHING", true))).code, -5);
  assert.equal(await write("LEVEL", new Double(7)), "");
  const fourth = b.call("HmIP-RF", "setValue", "000858A9A7C303:4", "LEVEL", new Double(1), "BURST");
  assert.equal((await faultOf(fourth)).code, -321);
});

test("unknown devices, paramsets and parameters have each family's fault", async (t) => {
  const b = await bench(t);
  const faults = async (iface: string, device: string) => [
    await faultOf(b.call(iface, "getValue", "NOBODY:1", "STATE")),
    await faultOf(b.call(iface, "getParamsetDescription", device, "VALUES")),
    await faultOf(b.call(iface, "getValue", `${device}:1`, "NOTHING")),
  ];
  assert.deepEqual(await faults("BidCos-RF", "LEQ0410001"), [
    { code: -2, message: "Unknown instance" },
    { code: -3, message: "Unknown paramset" },
    { code: -5, message: "Unknown parameter" },
  ]);
  assert.deepEqual(await faults("HmIP-RF", "0001D3C99C6A01"), [
    { code: -2, message: "Invalid device" },
    { code: -3, message: "Unknown Paramset: VALUES" },
    { code: -5, message: "Unknown Parameter for value key: NOTHING" },
  ]);
});

test("an announced paramset may have no description", async (t) => {
  const b = await bench(t);
  const description = (await b.call("BidCos-RF", "getDeviceDescription", "MEQ1770006:4")) as RpcStruct;
  assert.ok((description.PARAMSETS as string[]).includes("MASTER"));
  assert.equal((await faultOf(b.call("BidCos-RF", "getParamsetDescription", "MEQ1770006:4", "MASTER"))).code, -3);
});

test("HmIP has no value before the first telegram; a group invents its default; rfd asks the device", async (t) => {
  const b = await bench(t);
  const unknown = await faultOf(b.call("HmIP-RF", "getValue", "0011D89994A113:1", "CURRENT_ILLUMINATION"));
  assert.deepEqual(unknown, { code: -5, message: "Unknown Parameter value for value key: CURRENT_ILLUMINATION" });
  await b.sim.control.restartInterface("VirtualDevices");
  assert.equal(await b.call("VirtualDevices", "getValue", "INT0000001:1", "ACTUAL_TEMPERATURE"), 0);
  const before = b.sim.radio["BidCos-RF"];
  assert.equal(await b.call("BidCos-RF", "getValue", "LEQ0410001:1", "STATE"), false);
  assert.equal(b.sim.radio["BidCos-RF"], (before ?? 0) + 1);
  assert.equal(b.sim.radio["HmIP-RF"], 0);
  assert.equal((await faultOf(b.call("BidCos-RF", "getValue", "OEQ0210008:1", "STATE"))).code, -1);
});

test("one unreadable parameter spoils a whole VALUES paramset on rfd", async (t) => {
  const b = await bench(t);
  assert.equal((await faultOf(b.call("BidCos-RF", "getParamset", "NEQ1020002:2", "VALUES"))).code, -1);
  const fine = (await b.call("BidCos-RF", "getParamset", "NEQ1020002:1", "VALUES")) as RpcStruct;
  assert.equal(fine.STATE, false);
  assert.ok(!("ON_TIME" in fine));
});

test("rfd takes any word for a peer and answers defaults; HmIP does not", async (t) => {
  const b = await bench(t);
  const set = (await b.call("BidCos-RF", "getParamset", "LEQ0410001:1", "ANYTHING")) as RpcStruct;
  assert.equal(set.SHORT_JT_OFF, 1);
  assert.equal((await faultOf(b.call("HmIP-RF", "getParamset", "0001D3C99C6A01:3", "ANYTHING"))).code, -2);
  assert.equal((await faultOf(b.call("HmIP-RF", "getParamset", "0001D3C99C6A01:3", "0000D5499C8818:1"))).code, -3);
});

test("rfd MASTER: clamps integers, ignores the wrong type, drops unknown parameters, and always says ok", async (t) => {
  const b = await bench(t);
  const write = (set: RpcStruct) => b.call("BidCos-RF", "putParamset", "JEQ0120005:1", "MASTER", set);
  const before = await master(b, "BidCos-RF", "JEQ0120005:1");
  assert.equal(await write({ CHANGE_OVER_DELAY: 3, NOTHING: true }), "");
  assert.deepEqual(await master(b, "BidCos-RF", "JEQ0120005:1"), before);
  await write({ CHANGE_OVER_DELAY: new Double(3), REFERENCE_RUN_COUNTER: 999 });
  const after = await master(b, "BidCos-RF", "JEQ0120005:1");
  assert.equal(after.CHANGE_OVER_DELAY, 3);
  assert.equal(after.REFERENCE_RUN_COUNTER, 255);
});

test("CONFIG_PENDING: 1.1 s on mains, until it wakes for a sleeper, until it is opened for a contact", async (t) => {
  const b = await bench(t);
  const pending = (device: string) => b.sim.world.value(`${device}:0`, "CONFIG_PENDING");
  const delay = { CHANGE_OVER_DELAY: new Double(4) };
  await b.call("BidCos-RF", "putParamset", "JEQ0120005:1", "MASTER", delay);
  await b.sim.settled();
  assert.equal(pending("JEQ0120005"), true);
  b.clock.advance(1100);
  assert.equal(pending("JEQ0120005"), false);
  await b.call("BidCos-RF", "putParamset", "JEQ0120005:1", "MASTER", delay);
  await b.sim.settled();
  assert.equal(pending("JEQ0120005"), false, "nothing changed, nothing sent");

  await b.call("BidCos-RF", "putParamset", "OEQ0210008:1", "MASTER", { EVENT_DELAYTIME: new Double(5) });
  await b.sim.settled();
  b.clock.advance(3_600_000);
  assert.equal(pending("OEQ0210008"), true);
  b.sim.control.setState("OEQ0210008:1", "STATE", true);
  assert.equal(pending("OEQ0210008"), false);
});

test("HmIP MASTER: a foreign parameter spoils the channel for ever, a wrong label sticks until repaired", async (t) => {
  const b = await bench(t);
  const write = (address: string, set: RpcStruct) => b.call("HmIP-RF", "putParamset", address, "MASTER", set);
  assert.equal((await faultOf(write("0001D3C99C6A01:3", { POWERUP_JUMPTARGET: "SIDEWAYS" }))).code, -5);
  await b.sim.settled();
  assert.equal(b.sim.world.value("0001D3C99C6A01:0", "CONFIG_PENDING"), true);
  assert.equal((await master(b, "HmIP-RF", "0001D3C99C6A01:3")).POWERUP_JUMPTARGET, "SIDEWAYS");
  await write("0001D3C99C6A01:3", { POWERUP_JUMPTARGET: 1 });
  await b.sim.settled();
  b.clock.advance(5000);
  assert.equal(b.sim.world.value("0001D3C99C6A01:0", "CONFIG_PENDING"), false);

  assert.equal((await faultOf(write("0001D3C99C6A01:4", { NOTHING: 1 }))).code, -5);
  assert.equal((await faultOf(write("0001D3C99C6A01:4", {}))).code, -5);
  assert.equal((await faultOf(write("0001D3C99C6A01:4", { POWERUP_JUMPTARGET: 1 }))).code, -5);
  assert.equal(await write("0001D3C99C6A01:5", {}), "");
  assert.equal(await b.call("HmIP-RF", "setValue", "0001D3C99C6A01:4", "STATE", true), "");
});

test("HmIP stores numbers out of range", async (t) => {
  const b = await bench(t);
  await b.call("HmIP-RF", "putParamset", "000A9D8997C101:1", "MASTER", { BOOST_TIME_PERIOD: 99 });
  assert.equal((await master(b, "HmIP-RF", "000A9D8997C101:1")).BOOST_TIME_PERIOD, 99);
});

test("an unreachable device: general error on rfd, UNREACH on HmIP; afterwards it takes commands again", async (t) => {
  const b = await bench(t);
  b.sim.control.unreach("0001D3C99C6A01");
  b.sim.control.unreach("LEQ0410001");
  const write = (iface: string, channel: string) => b.call(iface, "setValue", channel, "STATE", true);
  assert.deepEqual(await faultOf(write("HmIP-RF", "0001D3C99C6A01:3")), {
    code: -1,
    message: "Generic error (UNREACH)",
  });
  assert.deepEqual(await faultOf(write("BidCos-RF", "LEQ0410001:1")), { code: -1, message: "Failure" });
  b.sim.control.unreach("0001D3C99C6A01", false);
  assert.equal(await write("HmIP-RF", "0001D3C99C6A01:3"), "");
  b.sim.control.unreach("LEQ0410001", false);
  assert.equal(b.sim.world.value("LEQ0410001:0", "STICKY_UNREACH"), true);
  await b.call("BidCos-RF", "setValue", "LEQ0410001:0", "STICKY_UNREACH", false);
  assert.equal(b.sim.world.value("LEQ0410001:0", "STICKY_UNREACH"), false);
});

test("every telegram costs air time; at 100 % nothing is sent; 1 % comes back in 36 s", async (t) => {
  const b = await bench(t);
  const write = () => b.call("HmIP-RF", "setValue", "0001D3C99C6A01:3", "STATE", true);
  const before = b.sim.control.dutyCycle("HmIP-RF");
  await write();
  assert.ok(b.sim.control.dutyCycle("HmIP-RF") > before);
  b.sim.control.setDutyCycle("HmIP-RF", 100);
  assert.deepEqual(await faultOf(write()), { code: -1, message: "Generic error (DUTY_CYCLE)" });
  b.clock.advance(36_000);
  assert.equal(await write(), "");
});

test("more than twenty telegrams at once are too many for HmIP", async (t) => {
  const b = await bench(t, { radioTime: 100 });
  const writes = Array.from({ length: 21 }, () =>
    b.call("HmIP-RF", "setValue", "0001D3C99C6A01:3", "STATE", true).then(
      () => "ok",
      (error: Error) => error.message,
    ),
  );
  while ((b.sim.calls["HmIP-RF"]?.setValue ?? 0) < 21) await new Promise((resolve) => setImmediate(resolve));
  b.clock.advance(100);
  const results = await Promise.all(writes);
  assert.deepEqual([...new Set(results)].sort(), ["Generic error (TIMEOUT)", "ok"]);
  assert.equal(results.filter((result) => result === "ok").length, 20);
});

test("links: added, listed, named in rfd's spelling, configured, removed", async (t) => {
  const b = await bench(t);
  const [sender, receiver] = ["JEQ0730012:2", "LEQ0410001:1"];
  assert.equal(await b.call("BidCos-RF", "getLinks", sender, 0), "");
  // as the WebUI writes it; whoever reads it here repairs UTF-8 that was sent as Latin-1
  const stored = Buffer.from("Küche", "utf8").toString("latin1");
  await b.call("BidCos-RF", "addLink", sender, receiver, stored, "Taste");
  const [link] = (await b.call("BidCos-RF", "getLinks", sender, 0)) as RpcStruct[];
  assert.equal(link?.NAME, "Küche");
  assert.deepEqual(await b.call("BidCos-RF", "getLinkPeers", receiver), ["JEQ0730012:1", sender]);
  await b.call("BidCos-RF", "putParamset", receiver, sender, { SHORT_JT_OFF: 3 });
  assert.equal(((await b.call("BidCos-RF", "getParamset", receiver, sender)) as RpcStruct).SHORT_JT_OFF, 3);
  await b.call("BidCos-RF", "removeLink", sender, receiver);
  assert.equal((await faultOf(b.call("BidCos-RF", "removeLink", sender, receiver))).code, -1);
});

test("install mode counts down; HmIP refuses a third argument and a malformed key", async (t) => {
  const b = await bench(t);
  await b.call("BidCos-RF", "setInstallMode", true, 60, 1);
  b.clock.advance(20_500);
  assert.equal(await b.call("BidCos-RF", "getInstallMode"), 40);
  assert.equal((await faultOf(b.call("HmIP-RF", "setInstallMode", true, 60, 1))).code, -321);
  const entry = { ADDRESS: "3014F711A0001F98A9A71120", KEY_MODE: "LOCAL", KEY: "short" };
  assert.equal((await faultOf(b.call("HmIP-RF", "setInstallModeWithWhitelist", true, 60, [entry]))).code, -5);
});

test("built-in devices cannot be deleted; an absent one only by force", async (t) => {
  const b = await bench(t);
  assert.equal((await faultOf(b.call("HmIP-RF", "deleteDevice", "HmIP-RCV-1", 0))).code, -1);
  b.sim.control.unreach("0000D7099D6F12");
  assert.equal((await faultOf(b.call("HmIP-RF", "deleteDevice", "0000D7099D6F12", 0))).code, -1);
  assert.equal(await b.call("HmIP-RF", "deleteDevice", "0000D7099D6F12", 2), "");
});

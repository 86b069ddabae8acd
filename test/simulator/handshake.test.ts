/** init, seen from a client (protocol 5). */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RpcStruct } from "../../adapters/ccu/codec/value.ts";
import { bench, CallbackServer, register } from "./support.ts";

test("rfd asks listMethods and listDevices before it answers init, and answers nobody meanwhile", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  let let_go: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    let_go = resolve;
  });
  server.react = async ({ method }) => {
    if (method === "system.listMethods") await held;
    return [];
  };
  const order: string[] = [];
  const init = b.call("BidCos-RF", "init", server.url, "me").then(() => order.push("init"));
  await server.until(1);
  const other = b.call("BidCos-RF", "getVersion").then(() => order.push("version"));
  await b.call("HmIP-RF", "getVersion");
  assert.deepEqual(order, []);
  let_go();
  await Promise.all([init, other]);
  assert.deepEqual(order, ["init", "version"]);
  assert.deepEqual(
    server.received.slice(0, 2).map(({ method, params }) => [method, params[0]]),
    [
      ["system.listMethods", "me"],
      ["listDevices", "me"],
    ],
  );
});

test("rfd sends what is new, what has another version, what is gone, and the pending service messages", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  const all = (await b.call("BidCos-RF", "listDevices")) as RpcStruct[];
  const known = all
    .filter((d) => d.ADDRESS !== "LEQ0410001:1")
    .map(({ ADDRESS, VERSION }) => ({ ADDRESS, VERSION: ADDRESS === "KEQ0330003" ? 1 : VERSION }));
  server.react = ({ method }) => (method === "listDevices" ? [...known, { ADDRESS: "XEQ0000001", VERSION: 3 }] : []);
  await b.call("BidCos-RF", "init", server.url, "me");
  await b.sim.settled();
  const [fresh] = server.received.filter(({ method }) => method === "newDevices");
  assert.deepEqual(
    (fresh?.params[1] as RpcStruct[] | undefined)?.map((d) => d.ADDRESS),
    ["LEQ0410001:1", "KEQ0330003"],
  );
  const [gone] = server.received.filter(({ method }) => method === "deleteDevices");
  assert.deepEqual(gone?.params, ["me", ["XEQ0000001"]]);
  const messages = server.events().map(({ key }) => key);
  assert.deepEqual(messages, ["MEQ0880010:0.LOWBAT", "LEQ0150013:0.STICKY_UNREACH"]);
});

test("a second init for the same url keeps the old id on rfd", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF", "first");
  await register(b, server, "BidCos-RF", "second");
  assert.deepEqual(b.sim.registrations("BidCos-RF"), [{ url: server.url, id: "first" }]);
  await b.call("BidCos-RF", "init", server.url, "");
  await register(b, server, "BidCos-RF", "second");
  assert.deepEqual(b.sim.registrations("BidCos-RF"), [{ url: server.url, id: "second" }]);
});

test("deregistering needs the very same url", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  await b.call("BidCos-RF", "init", `${server.url}/`, "");
  assert.equal(b.sim.registrations("BidCos-RF").length, 1);
  await b.call("BidCos-RF", "init", server.url);
  assert.equal(b.sim.registrations("BidCos-RF").length, 0);
});

test("a client that cuts the connection is asked three more times and registered all the same", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  server.react = ({ method }) => (method === "system.listMethods" ? "cut" : []);
  await b.call("BidCos-RF", "init", server.url, "me");
  assert.equal(server.received.filter(({ method }) => method === "system.listMethods").length, 4);
  assert.equal(b.sim.registrations("BidCos-RF").length, 1);
});

test("an unreachable callback address blocks rfd until the connect time-out", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  server.react = () => "hang";
  let answered = false;
  const init = b.call("BidCos-RF", "init", server.url, "me").then(() => {
    answered = true;
  });
  await server.until(1);
  b.clock.advance(130_000);
  await b.call("HmIP-RF", "getVersion");
  assert.equal(answered, false);
  b.clock.advance(1000);
  await server.until(1, "listDevices");
  b.clock.advance(131_000);
  await init;
});

test("HmIP answers init at once, asks listDevices later and sends every device as new", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  server.react = ({ method }) => (method === "listDevices" ? "hang" : "");
  assert.equal(await b.call("HmIP-RF", "init", server.url, "me"), "");
  await server.until(1, "listDevices");
  server.received.length = 0;
  const second = await CallbackServer.open(t);
  await b.call("HmIP-RF", "init", second.url, "other");
  await second.until(1, "newDevices");
  const [fresh] = second.received.filter(({ method }) => method === "newDevices");
  const listed = (await b.call("HmIP-RF", "listDevices")) as unknown[];
  assert.equal((fresh?.params[1] as unknown[] | undefined)?.length, listed.length);
});

test("while listDevices hangs, no client of HmIP hears anything; afterwards all hear it", async (t) => {
  const b = await bench(t);
  const calm = await CallbackServer.open(t);
  await register(b, calm, "HmIP-RF", "calm");
  const slow = await CallbackServer.open(t);
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  slow.react = async ({ method }) => {
    if (method === "listDevices") await held;
    return [];
  };
  await b.call("HmIP-RF", "init", slow.url, "slow");
  await slow.until(1, "listDevices");
  b.sim.control.setState("0000D7099D6F12:1", "STATE", 1);
  await b.call("HmIP-RF", "getVersion");
  assert.deepEqual(calm.received, []);
  release();
  await b.sim.settled();
  assert.ok(calm.events().some(({ key, value }) => key === "0000D7099D6F12:1.STATE" && value === 1));
});

test("every init of HmIP leaks a client; groups announce readiness and never forget the dead", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  await register(b, server, "HmIP-RF");
  assert.equal(b.sim.process("HmIP-RF").leakedClients, 2);

  await b.call("VirtualDevices", "init", server.url, "me");
  await b.sim.settled();
  assert.deepEqual(server.received.find(({ method }) => method === "setReadyConfig")?.params, ["me", "INT0000001"]);
  await server.close();
  for (let n = 0; n < 12; n++) {
    b.sim.control.setState("INT0000001:1", "SET_POINT_TEMPERATURE", 18 + n);
    await b.sim.settled();
  }
  assert.equal(b.sim.registrations("VirtualDevices").length, 1);
});

test("a restarted rfd calls its clients by itself; a rebooted CCU has forgotten them", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  await b.sim.control.restartInterface("BidCos-RF");
  await b.sim.settled();
  assert.equal(server.received[0]?.method, "system.listMethods");
  server.received.length = 0;
  await b.sim.control.restart({ newBoot: true });
  b.sim.control.setState("OEQ0210008:1", "STATE", true);
  await b.sim.settled();
  assert.deepEqual(server.received, []);
  assert.deepEqual(b.sim.registrations("BidCos-RF"), []);
});

test("the callback can be lost without a word: calls work, events do not come", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  b.sim.control.loseCallback("HmIP-RF");
  assert.equal(await b.call("HmIP-RF", "ping", "me"), true);
  await b.sim.settled();
  assert.deepEqual(server.received, []);
});

test("a device that is paired is announced, and one that is deleted withdrawn with its channels", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF", "me");
  await b.call("HmIP-RF", "deleteDevice", "0000D7099D6F12", 1);
  await b.sim.settled();
  assert.deepEqual(server.received[0], {
    method: "deleteDevices",
    params: ["me", ["0000D7099D6F12", "0000D7099D6F12:0", "0000D7099D6F12:1"]],
  });
  server.received.length = 0;
  b.sim.control.remove("0000D7099D7F99");
  b.sim.pair();
  await b.sim.settled();
  assert.equal(server.received.at(-1)?.method, "newDevices");
  assert.ok(b.sim.logic.inbox.has("0000D7099D7F99"));
});

test("right after a boot HmIP knows half of its devices, for as long as it was told", async (t) => {
  const b = await bench(t);
  const count = async () => ((await b.call("HmIP-RF", "listDevices")) as unknown[]).length;
  const all = await count();
  await b.sim.control.restart({ newBoot: true, incompleteFor: 30_000 });
  assert.ok((await count()) < all);
  b.clock.advance(30_000);
  assert.equal(await count(), all);
});

test("the CCU can come back under another address, with the same ports", async (t) => {
  const b = await bench(t);
  await b.sim.control.restart({ newBoot: true, host: "127.0.0.2" });
  await assert.rejects(b.call("HmIP-RF", "getVersion"), { code: "ECONNREFUSED" });
  const response = await fetch(`http://127.0.0.2:${b.sim.ports["HmIP-RF"]}/`, {
    method: "POST",
    body: "<methodCall><methodName>getVersion</methodName></methodCall>",
  });
  assert.match(await response.text(), /3\.89\.8/);
});

for (const [what, host, caller] of [
  ["another address", "127.0.0.2", "127.0.0.2"],
  ["a third one", "127.9.8.7", "127.9.8.7"],
  ["the address that it had", undefined, "127.0.0.1"],
] as const)
  test(`a CCU that comes back under ${what} calls from there`, async (t) => {
    const b = await bench(t);
    const server = await CallbackServer.open(t);
    await register(b, server, "BidCos-RF");
    server.callers.length = 0;
    await b.sim.control.restart(host === undefined ? {} : { host });
    b.sim.control.setState("OEQ0210008:1", "STATE", true);
    await b.sim.settled();
    assert.deepEqual([...new Set(server.callers)], [caller]);
  });

/** How the interface processes write, and what they refuse to read (protocol 2.2, 3). */
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { test } from "node:test";
import { Double, type RpcStruct } from "../../adapters/ccu/codec/value.ts";
import { writeCall } from "../../local/simulator/xml.ts";
import { bench, faultOf, post } from "./support.ts";

const asked = (method: string, ...params: (string | number | boolean)[]) => writeCall(method, params, "java");

test("rfd writes doubles with six decimals, texts without a tag, UPDATABLE as a number and members in order", async (t) => {
  const { sim } = await bench(t);
  const value = await post(sim, "BidCos-RF", asked("getValue", "KEQ0330003:1", "LEVEL"));
  assert.match(value.body.toString(), /<value><double>0\.000000<\/double><\/value>/);
  assert.equal(value.headers["content-type"], "text/xml; charset=iso-8859-1");

  const description = await post(sim, "BidCos-RF", asked("getDeviceDescription", "NEQ1020002"));
  const xml = description.body.toString();
  assert.match(xml, /<name>ADDRESS<\/name><value>NEQ1020002<\/value>/);
  assert.match(xml, /<name>UPDATABLE<\/name><value><i4>1<\/i4><\/value>/);
  const names = [...xml.matchAll(/<name>(\w+)<\/name>/g)].map(([, name]) => name);
  assert.deepEqual(names, [...names].sort());
});

test("HmIP writes doubles the Java way, typed texts and real booleans", async (t) => {
  const { sim } = await bench(t);
  sim.control.setState("000A9D8997C101:1", "SET_POINT_TEMPERATURE", 21);
  const value = await post(sim, "HmIP-RF", asked("getValue", "000A9D8997C101:1", "SET_POINT_TEMPERATURE"));
  assert.match(value.body.toString(), /<double>21\.0<\/double>/);
  const description = await post(sim, "HmIP-RF", asked("getDeviceDescription", "0001D3C99C6A01"));
  assert.match(description.body.toString(), /<name>UPDATABLE<\/name><value><boolean>1</);
  assert.match(description.body.toString(), /<string>HmIP-PS<\/string>/);
});

test("units travel as Latin-1 bytes", async (t) => {
  const { sim } = await bench(t);
  const answer = await post(sim, "HmIP-RF", asked("getParamsetDescription", "000A9D8997C101:1", "VALUES"));
  assert.ok(answer.body.includes(Buffer.from([0xb0, 0x43])), "°C in one byte for the degree sign");
});

test("an empty list is an empty text on rfd and in groups; one list of children ends with an empty text", async (t) => {
  const { sim, call } = await bench(t);
  sim.control.setState("LEQ0150013:0", "STICKY_UNREACH", false);
  sim.control.setState("MEQ0880010:0", "LOWBAT", false);
  assert.equal(await call("BidCos-RF", "getServiceMessages"), "");
  assert.deepEqual(await call("HmIP-RF", "getServiceMessages"), []);
  const groups = (await call("VirtualDevices", "listDevices")) as RpcStruct[];
  assert.equal(groups.find((d) => d.ADDRESS === "INT0000001:1")?.CHILDREN, "");
  const remote = (await call("HmIP-RF", "getDeviceDescription", "HmIP-RCV-1")) as RpcStruct;
  assert.equal((remote.CHILDREN as string[]).at(-1), "");
});

test("groups send limits and defaults as text, and forget the types of the second week programme", async (t) => {
  const { call } = await bench(t);
  const set = (await call("VirtualDevices", "getParamsetDescription", "INT0000001:1", "VALUES")) as RpcStruct;
  assert.equal((set.SET_POINT_TEMPERATURE as RpcStruct).MAX, "30.5");
  const master = (await call("VirtualDevices", "getParamset", "INT0000001:1", "MASTER")) as RpcStruct;
  assert.equal(master.P1_TEMPERATURE_MONDAY_1, 17);
  assert.equal(master.P2_TEMPERATURE_MONDAY_1, "17");
});

test("an unknown method is a fault without a code on HmIP and -1 on rfd", async (t) => {
  const { call } = await bench(t);
  const java = await faultOf(call("HmIP-RF", "makeCoffee"));
  assert.deepEqual(java, { code: undefined, message: "Invalid XML-RPC message" });
  const rfd = await faultOf(call("BidCos-RF", "makeCoffee"));
  assert.deepEqual(rfd, { code: -1, message: "makeCoffee: unknown method name" });
});

test("HmIP answers listReplaceableDevices with an empty body", async (t) => {
  const { sim } = await bench(t);
  const answer = await post(sim, "HmIP-RF", asked("listReplaceableDevices", "0001D3C99C6A01"));
  assert.equal(answer.status, 200);
  assert.equal(answer.body.length, 0);
});

test("rfd does not read chunked requests, CDATA or self-closing tags; HmIP does", async (t) => {
  const { sim } = await bench(t);
  const chunked = await post(sim, "BidCos-RF", asked("getVersion"), { chunked: true });
  assert.match(chunked.body.toString(), /<fault>/);
  const cdata = asked("getVersion")
    .toString()
    .replace("getVersion<", "getDeviceDescription<")
    .replace(
      "<params></params>",
      "<params><param><value><string><![CDATA[LEQ0410001]]></string></value></param></params>",
    );
  assert.match((await post(sim, "BidCos-RF", cdata)).body.toString(), /<fault>/);
  assert.match((await post(sim, "HmIP-RF", asked("getVersion"), { chunked: true })).body.toString(), /3\.89\.8/);
});

test("a multicall holds a result or a fault per call, and does not nest", async (t) => {
  const { call } = await bench(t);
  const calls = [
    { methodName: "getVersion", params: [] },
    { methodName: "getDeviceDescription", params: ["NOBODY"] },
  ];
  const [version, missing] = (await call("BidCos-RF", "system.multicall", calls)) as [unknown[], RpcStruct];
  assert.deepEqual(version, ["2.6.0"]);
  assert.equal(missing.faultCode, -2);
  const nested = [{ methodName: "system.multicall", params: [calls] }];
  assert.equal((await faultOf(call("BidCos-RF", "system.multicall", nested))).code, -1);
});

test("ping is a list on rfd and a boolean elsewhere, and is not listed by the group server", async (t) => {
  const { call } = await bench(t);
  assert.deepEqual(await call("BidCos-RF", "ping", "me"), [true]);
  assert.equal(await call("HmIP-RF", "ping", "me"), true);
  assert.equal(await call("VirtualDevices", "ping", "me"), true);
  assert.ok(!((await call("VirtualDevices", "system.listMethods")) as string[]).includes("ping"));
  assert.ok(((await call("HmIP-RF", "system.listMethods")) as string[]).includes("clearConfigCache"));
  assert.equal((await faultOf(call("HmIP-RF", "clearConfigCache", "0001D3C99C6A01"))).code, -1);
});

test("groups live under /groups only", async (t) => {
  const { sim } = await bench(t);
  assert.equal((await post(sim, "VirtualDevices", asked("listDevices"), { path: "/" })).status, 404);
});

test("basic authentication: 401 with the CCU's realm, then let in", async (t) => {
  const { sim } = await bench(t, { auth: { username: "Admin", password: "geheim" } });
  const refused = await post(sim, "HmIP-RF", asked("getVersion"));
  assert.equal(refused.status, 401);
  assert.equal(refused.headers["www-authenticate"], 'Basic realm="theRealm"');
  const authorization = `Basic ${Buffer.from("Admin:geheim").toString("base64")}`;
  const let_in = await post(sim, "HmIP-RF", asked("getVersion"), { headers: { authorization } });
  assert.equal(let_in.status, 200);
});

test("a booting CCU answers 503 in plain text, or a page with status 200, on every port", async (t) => {
  const { sim } = await bench(t);
  await sim.control.gate("text");
  for (const name of ["BidCos-RF", "HmIP-RF", "json", "rega"]) {
    const answer = await post(sim, name, asked("getVersion"));
    assert.equal(answer.status, 503);
    assert.equal(answer.headers["content-type"], "text/plain");
  }
  await sim.control.gate("html", "HmIP-RF");
  const page = await post(sim, "HmIP-RF", asked("getVersion"));
  assert.equal(page.status, 200);
  assert.match(page.body.toString(), /<title>/);
  await sim.control.gate("open");
  assert.match((await post(sim, "HmIP-RF", asked("getVersion"))).body.toString(), /3\.89/);
});

test("refused: nobody listens, and afterwards the port is the same", async (t) => {
  const { sim, call } = await bench(t);
  await sim.control.gate("refused", "BidCos-RF");
  await assert.rejects(call("BidCos-RF", "getVersion"), { code: "ECONNREFUSED" });
  assert.ok(await call("HmIP-RF", "getVersion"));
  await sim.control.gate("open", "BidCos-RF");
  assert.equal(await call("BidCos-RF", "getVersion"), "2.6.0");
});

test("connections are cut before or after the call was carried out", async (t) => {
  const { sim, call } = await bench(t);
  sim.control.dropConnections("BidCos-RF", { requests: 1 });
  await assert.rejects(call("BidCos-RF", "setValue", "LEQ0410001:1", "STATE", true));
  assert.equal(sim.calls["BidCos-RF"]?.setValue, undefined);
  sim.control.dropConnections("BidCos-RF", { requests: 1, afterwards: true });
  await assert.rejects(call("BidCos-RF", "setValue", "LEQ0410001:1", "STATE", true));
  assert.equal(sim.calls["BidCos-RF"]?.setValue, 1);
  await sim.settled();
  assert.equal(sim.world.value("LEQ0410001:1", "STATE"), true);
});

test("a connection ends after 50 requests", async (t) => {
  const { sim } = await bench(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const body = asked("getVersion");
  const once = (): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { "Content-Length": body.length };
      const outgoing = request({ host: "127.0.0.1", port: sim.ports["HmIP-RF"], method: "POST", headers, agent });
      outgoing.on("error", reject);
      outgoing.on("response", (answer) => answer.resume().on("end", () => resolve(answer.headers.connection)));
      outgoing.end(body);
    });
  for (let n = 1; n < 50; n++) assert.notEqual(await once(), "close", `request ${n}`);
  assert.equal(await once(), "close");
});

test("a fault can be ordered for a method, a number of times", async (t) => {
  const { sim, call } = await bench(t);
  sim.control.fault("HmIP-RF", "setValue", -1, "Generic error (UNREACH)", 2);
  const write = () => call("HmIP-RF", "setValue", "0001D3C99C6A01:3", "STATE", true);
  assert.deepEqual(await faultOf(write()), { code: -1, message: "Generic error (UNREACH)" });
  assert.equal((await faultOf(write())).code, -1);
  assert.equal(await write(), "");
});

test("answers can be held back; the clock decides how long", async (t) => {
  const { sim, clock, call } = await bench(t);
  sim.control.delay(5000, "HmIP-RF");
  let answered = false;
  const answer = call("HmIP-RF", "getVersion").then(() => {
    answered = true;
  });
  await call("BidCos-RF", "getVersion");
  while (!sim.calls["HmIP-RF"]?.getVersion) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(4999);
  await call("BidCos-RF", "getVersion");
  assert.equal(answered, false);
  clock.advance(1);
  await answer;
});

test("an integer where a double is due is refused by both, in their own way", async (t) => {
  const { call } = await bench(t);
  assert.equal((await faultOf(call("BidCos-RF", "setValue", "KEQ0330003:1", "LEVEL", 1))).code, -1);
  assert.equal((await faultOf(call("HmIP-RF", "setValue", "000858A9A7C303:4", "LEVEL", 1))).code, -5);
  assert.equal(await call("BidCos-RF", "setValue", "KEQ0330003:1", "LEVEL", new Double(1)), "");
  assert.equal(await call("HmIP-RF", "setValue", "000858A9A7C303:4", "LEVEL", new Double(1)), "");
});

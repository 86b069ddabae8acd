/** JSON-RPC with its sessions, and scripts, as the driver uses them (protocol 15, 16). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeText } from "../../adapters/ccu/codec/value.ts";
import * as scripts from "../../adapters/ccu/rega/scripts.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { bench, CallbackServer, post, register, START } from "./support.ts";

interface JsonAnswer {
  id?: unknown;
  version: string;
  result: unknown;
  error: { name: string; code: number; message: string } | null;
}

async function json(sim: Simulator, method: string, params: object = {}): Promise<JsonAnswer> {
  const body = JSON.stringify({ id: 7, method, params });
  const answer = await post(sim, "json", body, { path: "/api/homematic.cgi" });
  assert.equal(answer.status, 200, "the status is 200 whatever happens");
  return JSON.parse(decodeText(answer.body)) as JsonAnswer;
}

async function login(sim: Simulator): Promise<string> {
  const { result } = await json(sim, "Session.login", { username: "Admin", password: "" });
  return String(result);
}

async function run<T>(sim: Simulator, script: scripts.Script<T>): Promise<T> {
  const session = await login(sim);
  const { result } = await json(sim, "ReGa.runScript", { _session_id_: session, script: script.text });
  await json(sim, "Session.logout", { _session_id_: session });
  assert.match(String(result), /^[\x20-\x7e]*"end":true\}$/, "ASCII with the end marker");
  return script.read(JSON.parse(String(result)));
}

test("a login opens one of three sessions; the fourth is refused until one ends", async (t) => {
  const { sim, clock } = await bench(t);
  const [first] = [await login(sim), await login(sim), await login(sim)];
  assert.match(String(first), /^\w{10}$/);
  const full = await json(sim, "Session.login", { username: "Admin", password: "" });
  assert.deepEqual(full, {
    id: 7,
    version: "1.1",
    result: null,
    error: { name: "JSONRPCError", code: 501, message: "invalid credentials or too many sessions" },
  });
  await json(sim, "Session.logout", { _session_id_: first });
  assert.notEqual(await login(sim), "null");
  clock.advance(299_999);
  assert.equal(sim.sessions.open, 3);
  clock.advance(1);
  assert.equal(sim.sessions.open, 0);
});

test("an expired session is access denied; renew says true all the same", async (t) => {
  const { sim, clock } = await bench(t);
  const session = { _session_id_: await login(sim) };
  clock.advance(299_000);
  assert.equal((await json(sim, "Room.getAll", session)).error, null);
  clock.advance(299_000);
  assert.equal((await json(sim, "Session.renew", session)).result, true);
  clock.advance(300_000);
  assert.equal((await json(sim, "Session.renew", session)).result, true);
  const denied = await json(sim, "ReGa.runScript", { ...session, script: "" });
  assert.equal(denied.error?.code, 400);
  assert.equal(denied.error?.message, 'access denied ("ADMIN" needed 0)');
});

test("sessions can be refused, and end when the CCU restarts", async (t) => {
  const { sim } = await bench(t);
  const session = await login(sim);
  await sim.control.restart({ newBoot: true });
  assert.equal((await json(sim, "Room.getAll", { _session_id_: session })).error?.code, 400);
  sim.refuseSessions(true);
  assert.equal((await json(sim, "Session.login", { username: "Admin", password: "" })).error?.code, 501);
});

test("errors have the numbers of the Tcl script", async (t) => {
  const { sim } = await bench(t);
  const _session_id_ = await login(sim);
  assert.equal((await json(sim, "Coffee.make", { _session_id_ })).error?.code, 401);
  assert.equal((await json(sim, "Interface.getValue", { _session_id_, interface: "HmIP-RF" })).error?.code, 402);
  const missing = { _session_id_, interface: "HmIP-RF", address: "NOBODY:1", valueKey: "STATE" };
  assert.equal((await json(sim, "Interface.getValue", missing)).error?.code, 502);
  assert.equal((await json(sim, "Interface.getValue", { ...missing, interface: "ZigBee" })).error?.code, 500);
  const broken = await post(sim, "json", "{", { path: "/api/homematic.cgi" });
  assert.equal((JSON.parse(broken.body.toString()) as JsonAnswer).error?.code, 100);
});

test("an error of JSON-RPC can be ordered", async (t) => {
  const { sim } = await bench(t);
  const session = { _session_id_: await login(sim) };
  sim.control.fault("web", "Room.getAll", 503, "service not available", 1);
  assert.equal((await json(sim, "Room.getAll", session)).error?.code, 503);
  assert.equal((await json(sim, "Room.getAll", session)).error, null);
});

test("values are texts, roles are lists, value lists are Tcl lists", async (t) => {
  const { sim } = await bench(t);
  const base = { _session_id_: await login(sim), interface: "HmIP-RF" };
  const value = { ...base, address: "000A9D8997C101:1", valueKey: "SET_POINT_TEMPERATURE" };
  assert.equal((await json(sim, "Interface.getValue", value)).result, "21.000000");
  const device = await json(sim, "Interface.getDeviceDescription", { ...base, address: "0001D3C99C6A01:3" });
  const { parentType, linkTargetRoles } = device.result as { parentType: string; linkTargetRoles: string[] };
  assert.equal(parentType, "HmIP-PS");
  assert.ok(linkTargetRoles.includes("SWITCH"));
  const set = {
    _session_id_: base._session_id_,
    interface: "BidCos-RF",
    address: "OEQ0210008:1",
    paramsetType: "VALUES",
  };
  const list = (await json(sim, "Interface.getParamsetDescription", set)).result as Record<string, string>[];
  assert.equal(list.find(({ NAME }) => NAME === "ERROR")?.VALUE_LIST, "NO_ERROR {} {} {} {} {} {} SABOTAGE");
});

test("a stock CCU sends Latin-1 bytes and spoiled escapes", async (t) => {
  const { sim } = await bench(t);
  const body = JSON.stringify({ method: "SysVar.getAll", params: { _session_id_: await login(sim) } });
  const ask = () => post(sim, "json", body, { path: "/api/homematic.cgi" });
  assert.ok((await ask()).body.includes("Gäste"));
  assert.ok(!("id" in JSON.parse((await ask()).body.toString())), "no id where none was given");
  sim.latin1Names(true);
  const stock = (await ask()).body;
  assert.ok(stock.includes(Buffer.from("Gäste", "latin1")));
  assert.ok(stock.includes("$\\{sysVarPresence}"));
  assert.throws(() => JSON.parse(stock.toString("latin1")));
});

test("the driver's bulk read gives every known value of accepted devices with its time", async (t) => {
  const { sim } = await bench(t);
  const values = await run(sim, scripts.readValues("HmIP-RF"));
  const find = (address: string, parameter: string) =>
    values.find((value) => value.address === address && value.parameter === parameter);
  assert.deepEqual(find("000A9D8997C101:1", "SET_POINT_TEMPERATURE"), {
    address: "000A9D8997C101:1",
    parameter: "SET_POINT_TEMPERATURE",
    value: 21,
    at: START,
  });
  assert.equal(find("0001D3C99C6A01:0", "RSSI_DEVICE")?.value, -61, "sent as 195, meant as -61");
  assert.equal(find("0011D89994A113:1", "CURRENT_ILLUMINATION"), undefined);
  assert.equal(find("0000D7099D7F99:1", "STATE"), undefined, "still in the inbox");
  assert.equal(sim.radio["HmIP-RF"], 0);
});

test("bulk reads with nan and status texts where numbers belong", async (t) => {
  const { sim } = await bench(t);
  sim.nanInBulk(true);
  const values = await run(sim, scripts.readValues("HmIP-RF"));
  assert.ok(values.length > 100);
  assert.ok(!values.some(({ parameter }) => parameter === "ACTUAL_TEMPERATURE"));
});

test("a restarted group server knows nothing until a member reports", async (t) => {
  const { sim } = await bench(t);
  assert.ok((await run(sim, scripts.readValues("VirtualDevices"))).length > 0);
  await sim.control.restartInterface("VirtualDevices");
  assert.deepEqual(await run(sim, scripts.readValues("VirtualDevices")), []);
});

test("names, rooms and functions, with umlauts", async (t) => {
  const { sim } = await bench(t);
  const { names, unready } = await run(sim, scripts.readNames());
  assert.equal(names["LEQ0410001:1"]?.name, "Deckenlampe Küche:1");
  assert.deepEqual(unready, ["0000D7099D7F99"]);
  const { rooms = [], functions = [] } = await run(sim, scripts.readRooms());
  assert.ok(rooms.find(({ name }) => name === "Gäste-WC")?.channels.includes("MEQ1770006:4"));
  assert.ok(functions.some(({ name }) => name === "Beschattung"));
});

test("variables of every type, and what scripts do with them", async (t) => {
  const { sim } = await bench(t);
  const { sysvars } = await run(sim, scripts.readSysvars());
  const kinds = new Set(sysvars.map(({ type }) => type));
  assert.deepEqual([...kinds].sort(), ["ALARM", "LIST", "LOGIC", "NUMBER", "STRING"]);
  const find = async (name: string) => (await run(sim, scripts.readSysvars())).sysvars.find((v) => v.name === name);
  assert.equal(await run(sim, scripts.setSysvar("Hausmodus", "LIST", 2)), true);
  assert.equal((await find("Hausmodus"))?.value, 2);
  assert.equal(await run(sim, scripts.setSysvar("Nichts", "LIST", 2)), false);
  const definition = { name: "Größe", type: "NUMBER", unit: "m²", min: 0, max: 500, value: 81.5 } as const;
  assert.ok(await run(sim, scripts.createSysvar(definition)));
  assert.equal(await run(sim, scripts.createSysvar(definition)), undefined);
  assert.equal(await run(sim, scripts.changeSysvar("Größe", { name: "Fläche", description: "Wohnung" })), true);
  const { value, unit, description } = (await find("Fläche")) ?? {};
  assert.deepEqual({ value, unit, description }, { value: 81.5, unit: "m²", description: "Wohnung" });
  assert.equal(await run(sim, scripts.deleteSysvar("Fläche")), true);
  assert.equal(await find("Fläche"), undefined);
  const usage = await run(sim, scripts.sysvarUsage("Urlaub"));
  assert.deepEqual(
    usage?.map(({ name }) => name),
    ["Rollläden morgens öffnen", "Urlaubssimulation"],
  );
});

test("a program that runs switches devices and remembers when", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  b.sim.control.setState("LEQ0410001:1", "STATE", true);
  b.clock.advance(60_000);
  const before = await run(b.sim, scripts.readPrograms());
  const program = before.find(({ name }) => name === "Alles aus");
  assert.ok(program);
  assert.equal(await run(b.sim, scripts.runProgram(program.id, true)), true);
  await b.sim.settled();
  assert.equal(b.sim.world.value("LEQ0410001:1", "STATE"), false);
  assert.ok(server.events().some(({ key, value }) => key === "LEQ0410001:1.STATE" && value === false));
  const after = await run(b.sim, scripts.readPrograms());
  assert.equal(after.find(({ id }) => id === program.id)?.lastExecutedAt, START + 60_000);
  const asleep = before.find(({ name }) => name === "Urlaubssimulation");
  assert.equal(await run(b.sim, scripts.runProgram(asleep?.id ?? 0, true)), false);
  assert.equal(await run(b.sim, scripts.setProgramActive(asleep?.id ?? 0, true)), true);
  assert.equal(await run(b.sim, scripts.runProgram(asleep?.id ?? 0, true)), true);
  assert.equal(await run(b.sim, scripts.runProgram(1, false)), undefined);
});

test("service messages come with their cause; sticky ones go with a receipt", async (t) => {
  const { sim, clock } = await bench(t);
  const names = async () =>
    ((await run(sim, scripts.readMessages())).service ?? []).map(({ name, type }) => `${name} ${type}`);
  assert.deepEqual(await names(), ["AL-LEQ0150013:0.STICKY_UNREACH 1", "AL-MEQ0880010:0.LOWBAT 0"]);
  clock.advance(5000);
  sim.control.unreach("0001D3C99C6A01");
  const unreach = ((await run(sim, scripts.readMessages())).service ?? []).find(
    ({ address }) => address === "0001D3C99C6A01:0",
  );
  assert.equal(unreach?.at, START + 5000);
  assert.equal(unreach?.deviceName, "Steckdose Fernseher");
  assert.equal(unreach?.quittable, false);
  sim.control.unreach("0001D3C99C6A01", false);
  const [sticky] = (await run(sim, scripts.readMessages())).service ?? [];
  assert.equal(sticky?.quittable, true);
  await run(sim, scripts.acknowledge("service", sticky?.id ?? 0));
  assert.deepEqual(await names(), ["AL-MEQ0880010:0.LOWBAT 0"]);
  const [alarm] = (await run(sim, scripts.readMessages())).alarm ?? [];
  assert.equal(alarm?.name, "Wasseralarm");
  await run(sim, scripts.acknowledge("alarm", alarm?.id ?? 0));
  assert.deepEqual((await run(sim, scripts.readMessages())).alarm, []);
});

test("the inbox: accepted, renamed, put into rooms", async (t) => {
  const { sim } = await bench(t);
  const [waiting] = await run(sim, scripts.readInbox());
  assert.deepEqual([waiting?.address, waiting?.model], ["0000D7099D7F99", "HmIP-SWDO-I"]);
  assert.equal(await run(sim, scripts.acceptInbox("0000D7099D7F99")), true);
  assert.deepEqual(await run(sim, scripts.readInbox()), []);
  assert.equal(await run(sim, scripts.rename("0000D7099D7F99", "Fenster Küche rechts")), "Fenster Küche rechts");
  const room = await run(sim, scripts.createGroup("room", "Hauswirtschaftsraum"));
  assert.ok(room);
  assert.equal(await run(sim, scripts.setChannelGroups("room", "0000D7099D7F99:1", [room])), true);
  const { rooms = [] } = await run(sim, scripts.readRooms());
  assert.deepEqual(rooms.find(({ id }) => id === room)?.channels, ["0000D7099D7F99:1"]);
});

test("the script port: output, then the trailer; one-liners by URL; nothing for what it does not understand", async (t) => {
  const { sim } = await bench(t);
  const run = async (script: string) =>
    (await post(sim, "rega", Buffer.from(script, "latin1"), { path: "/tclrega.exe" })).body.toString("latin1");
  const system = await run(scripts.readSystem().text);
  assert.match(system, /^\{.*"end":true\}<xml><exec>\/tclrega\.exe<\/exec><sessionId><\/sessionId>/);
  assert.match(await run('Write(dom.GetObject("Begrüßung").Value());'), /^Grüß Gott & "Servus"/);
  await run('dom.GetObject("BidCos-RF.LEQ0410001:1.STATE").State(1);');
  await sim.settled();
  assert.equal(sim.world.value("LEQ0410001:1", "STATE"), true);
  const response = await fetch(
    `http://127.0.0.1:${sim.ports.rega}/x.exe?r=${encodeURIComponent('dom.GetObject("Urlaub").State(1)')}`,
  );
  assert.match(await response.text(), /<r>true<\/r><\/xml>$/);
  assert.equal(sim.logic.variables.find(({ name }) => name === "Urlaub")?.value, true);
  assert.match(await run("this is not a script"), /^<xml>/);
  assert.equal((await post(sim, "rega", "", { path: "/index.html" })).status, 404);
});

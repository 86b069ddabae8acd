import assert from "node:assert/strict";
import { test } from "node:test";
import type { RpcStruct, RpcValue } from "../../adapters/ccu/codec/value.ts";
import { FIRMWARE_SECONDS } from "../../local/simulator/firmware.ts";
import { bench, CallbackServer, faultOf, post, register, START } from "./support.ts";

const SMOKE = ["KEQ0070011:1", "KEQ0070014:1"] as const;
const TEAM = "*KEQ0070011:1";
const LAMP = "LEQ0410001";
const SPARE = "LEQ0410099";
const PLUG = "NEQ1020002";
const THERMOSTAT = "000393C9A2B402";

const rootOf = async (
  call: (...args: [string, string, ...RpcValue[]]) => Promise<RpcValue>,
  iface: string,
  address: string,
) => (await call(iface, "getDeviceDescription", address)) as RpcStruct;

test("two smoke detectors sound as one team, part, and come together again", async (t) => {
  const b = await bench(t);
  const members = async () =>
    Object.fromEntries(
      ((await b.call("BidCos-RF", "listTeams")) as RpcStruct[]).map(({ ADDRESS, TEAM_CHANNELS }) => [
        ADDRESS,
        TEAM_CHANNELS,
      ]),
    );
  assert.deepEqual(await members(), { [TEAM]: [...SMOKE] });
  assert.equal((await rootOf(b.call, "BidCos-RF", SMOKE[1])).TEAM, TEAM);
  b.sim.control.setState(SMOKE[1], "STATE", true);
  assert.equal(b.sim.world.value(TEAM, "STATE"), true);
  b.sim.control.setState(SMOKE[1], "STATE", false);
  assert.equal(b.sim.world.value(TEAM, "STATE"), false);
  await b.call("BidCos-RF", "setTeam", SMOKE[1], "");
  await b.sim.settled();
  assert.deepEqual(await members(), { [TEAM]: [SMOKE[0]], [`*${SMOKE[1]}`]: [SMOKE[1]] });
  await b.call("BidCos-RF", "setTeam", SMOKE[1], TEAM);
  await b.sim.settled();
  assert.deepEqual(await members(), { [TEAM]: [...SMOKE] }, "a team without members is none");
});

test("who cannot be part of a team, and in which", async (t) => {
  const b = await bench(t, { interfaces: ["BidCos-RF", "HmIP-RF", "BidCos-Wired"] });
  const refused = async (iface: string, ...args: string[]) => (await faultOf(b.call(iface, "setTeam", ...args))).code;
  assert.equal(await refused("BidCos-RF", SMOKE[0], "*LEQ0410001:1"), -2);
  assert.equal(await refused("BidCos-RF", "LEQ0410001:1", TEAM), -2);
  assert.equal(await refused("BidCos-RF", "KEQ9999999:1", TEAM), -2);
  assert.equal(await refused("HmIP-RF", "000A97099B5515:1", ""), -1);
  assert.match((await faultOf(b.call("BidCos-Wired", "listTeams"))).message, /unknown method/);
});

test("a spare part takes the place of a device: links, configuration, name, rooms; the old one is gone", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  server.react = ({ method }) =>
    method === "system.listMethods" ? ["replaceDevice"] : method === "listDevices" ? [] : "";
  await register(b, server, "BidCos-RF");
  const candidates = (await b.call("BidCos-RF", "listReplaceableDevices", SPARE)) as RpcStruct[];
  assert.deepEqual(
    candidates.map(({ ADDRESS }) => ADDRESS),
    [LAMP],
  );
  assert.deepEqual(await b.call("BidCos-RF", "listReplaceableDevices", "JEQ0120005"), []);
  await b.call("BidCos-RF", "putParamset", `${LAMP}:1`, "MASTER", { TRANSMIT_TRY_MAX: 3 });
  const id = b.sim.logic.ids.get(LAMP);
  assert.equal(await b.call("BidCos-RF", "replaceDevice", LAMP, SPARE), true);
  await server.until(1, "replaceDevice");
  assert.deepEqual(server.received.find(({ method }) => method === "replaceDevice")?.params.slice(1), [LAMP, SPARE]);
  assert.equal((await faultOf(rootOf(b.call, "BidCos-RF", LAMP))).code, -2);
  const [link] = (await b.call("BidCos-RF", "getLinks", SPARE, 0)) as RpcStruct[];
  assert.equal(link?.RECEIVER, `${SPARE}:1`);
  assert.equal(((await b.call("BidCos-RF", "getParamset", `${SPARE}:1`, "MASTER")) as RpcStruct).TRANSMIT_TRY_MAX, 3);
  assert.equal(b.sim.logic.names.get(SPARE), "Deckenlampe Küche");
  assert.equal(b.sim.logic.ids.get(SPARE), id, "the object is the same");
  assert.deepEqual(b.sim.logic.roomsOf(`${SPARE}:1`), ["Küche"]);
  assert.equal(b.sim.logic.inbox.has(SPARE), false);
});

test("a client that does not know the callback is told of one that went", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  await b.call("BidCos-RF", "replaceDevice", LAMP, SPARE);
  await server.until(1, "deleteDevices");
  await server.until(1, "updateDevice");
  assert.equal(
    server.received.some(({ method }) => method === "replaceDevice"),
    false,
  );
});

test("what cannot be replaced; HmIP lists candidates with an empty body", async (t) => {
  const b = await bench(t);
  const refused = async (old: string, by: string) =>
    (await faultOf(b.call("BidCos-RF", "replaceDevice", old, by))).code;
  assert.equal(await refused(LAMP, PLUG), -1, "another type");
  assert.equal(await refused("LEQ9999999", SPARE), -2);
  assert.equal(await refused(`${LAMP}:1`, SPARE), -4);
  b.sim.control.unreach(SPARE);
  assert.equal(await refused(LAMP, SPARE), -1);
  const body =
    '<?xml version="1.0"?><methodCall><methodName>listReplaceableDevices</methodName><params><param><value>' +
    `${THERMOSTAT}</value></param></params></methodCall>`;
  assert.equal((await post(b.sim, "HmIP-RF", body)).body.length, 0);
});

test("configuration is sent again: BidCos shows it as pending, HmIP does not know how", async (t) => {
  const b = await bench(t);
  await b.call("BidCos-RF", "restoreConfigToDevice", LAMP);
  await b.sim.settled();
  assert.equal(b.sim.world.value(`${LAMP}:0`, "CONFIG_PENDING"), true);
  b.clock.advance(2000);
  assert.equal(b.sim.world.value(`${LAMP}:0`, "CONFIG_PENDING"), false);
  assert.equal((await faultOf(b.call("HmIP-RF", "restoreConfigToDevice", THERMOSTAT))).code, -1);
  assert.equal((await faultOf(b.call("HmIP-RF", "clearConfigCache", THERMOSTAT))).code, -1);
  assert.equal(await b.call("BidCos-RF", "clearConfigCache", LAMP), "");
});

test("HmIP: one complete valid write ends a configuration that got stuck", async (t) => {
  const b = await bench(t);
  const channel = "0001D3C99C6A01:3";
  const pending = () => b.sim.world.value("0001D3C99C6A01:0", "CONFIG_PENDING");
  const stored = (await b.call("HmIP-RF", "getParamset", channel, "MASTER")) as RpcStruct;
  await faultOf(b.call("HmIP-RF", "putParamset", channel, "MASTER", { LOGIC_COMBINATION: 99 }));
  await b.sim.settled();
  b.clock.advance(60_000);
  assert.equal(pending(), true);
  await b.call("HmIP-RF", "putParamset", channel, "MASTER", stored);
  await b.sim.settled();
  b.clock.advance(2000);
  assert.equal(pending(), false);
});

test("firmware of a classic device: everybody else is served while its image goes out", async (t) => {
  const b = await bench(t);
  const update = b.call("BidCos-RF", "updateFirmware", PLUG);
  assert.equal(await b.call("BidCos-RF", "getVersion"), "2.6.0");
  while ((b.sim.calls["BidCos-RF"]?.updateFirmware ?? 0) < 1) await new Promise((resolve) => setImmediate(resolve));
  b.clock.advance(FIRMWARE_SECONDS.bidcos * 1000);
  assert.equal(await update, true);
  const { FIRMWARE, UPDATABLE } = await rootOf(b.call, "BidCos-RF", PLUG);
  assert.deepEqual([FIRMWARE, UPDATABLE], ["2.6", 0]);
  const refused = async (...args: RpcValue[]) => (await faultOf(b.call("BidCos-RF", "updateFirmware", ...args))).code;
  assert.equal(await refused(PLUG), -7, "nothing newer");
  assert.equal(await refused([PLUG]), -2, "one device, not a list");
});

test("firmware of a classic device: no air time, out of range", async (t) => {
  const b = await bench(t);
  const refused = async () => (await faultOf(b.call("BidCos-RF", "updateFirmware", PLUG))).code;
  b.sim.control.setDutyCycle("BidCos-RF", 90);
  assert.equal(await refused(), -8);
  b.sim.control.setDutyCycle("BidCos-RF", 5);
  b.sim.control.unreach(PLUG);
  assert.equal(await refused(), -9);
});

test("firmware of HmIP: delivered in the background, installed when told, state by state", async (t) => {
  const b = await bench(t);
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  const state = async () => (await rootOf(b.call, "HmIP-RF", THERMOSTAT)).FIRMWARE_UPDATE_STATE;
  assert.equal(await state(), "NEW_FIRMWARE_AVAILABLE");
  assert.equal((await faultOf(b.call("HmIP-RF", "installFirmware", THERMOSTAT))).code, -1, "not in the device yet");
  assert.equal(await b.call("HmIP-RF", "updateFirmware", THERMOSTAT), true);
  assert.equal(await state(), "DELIVER_FIRMWARE_IMAGE");
  b.clock.advance(FIRMWARE_SECONDS.deliver * 1000);
  assert.equal(await state(), "READY_FOR_UPDATE");
  assert.equal(b.sim.world.value(`${THERMOSTAT}:0`, "UPDATE_PENDING"), true);
  assert.equal(await b.call("HmIP-RF", "installFirmware", THERMOSTAT), true);
  assert.equal(await state(), "DO_UPDATE_PENDING");
  b.clock.advance(FIRMWARE_SECONDS.pending * 1000);
  assert.equal(await state(), "PERFORMING_UPDATE");
  b.clock.advance(FIRMWARE_SECONDS.perform * 1000);
  const { FIRMWARE, FIRMWARE_UPDATE_STATE } = await rootOf(b.call, "HmIP-RF", THERMOSTAT);
  assert.deepEqual([FIRMWARE, FIRMWARE_UPDATE_STATE], ["2.4.2", "UP_TO_DATE"]);
  await b.sim.settled();
  const told = server.received.filter(({ method }) => method === "firmwareUpdateStatusChanged");
  assert.deepEqual(
    told.map(({ params }) => params[2]),
    ["DELIVER_FIRMWARE_IMAGE", "READY_FOR_UPDATE", "DO_UPDATE_PENDING", "PERFORMING_UPDATE"],
  );
});

test("an image that was copied to the CCU is noticed when somebody asks to look", async (t) => {
  const b = await bench(t);
  b.sim.control.provideFirmware("HmIP-RF", "HmIP-PS", "2.8.0");
  const available = async () => (await rootOf(b.call, "HmIP-RF", "0001D3C99C6A01")).AVAILABLE_FIRMWARE;
  assert.equal(await available(), "0.0.0");
  await b.call("HmIP-RF", "refreshDeployedDeviceFirmwareList");
  assert.equal(await available(), "2.8.0");
});

test("the communication test of the WebUI: who answers, who sleeps, who is away", async (t) => {
  const { sim, clock } = await bench(t);
  const call = async (method: string, params: Record<string, unknown> = {}) => {
    const { body } = await post(sim, "json", JSON.stringify({ method, params, id: 1 }), { path: "/api/homematic.cgi" });
    return JSON.parse(body.toString("utf8")) as { result: unknown; error: { code: number } | null };
  };
  const { result: session } = await call("Session.login", { username: "Admin", password: "" });
  const on = (id: string | undefined) => ({ _session_id_: session, id });
  const start = async (address: string) => {
    const id = sim.logic.ids.get(address);
    const { result } = await call("Device.startComTest", on(String(id)));
    return { id: String(id), testId: result as string };
  };
  const poll = async ({ id, testId }: { id: string; testId: string }) =>
    (await call("Device.pollComTest", { ...on(id), testId })).result;
  const lamp = await start(LAMP);
  assert.equal(lamp.testId, new Date(START).toISOString().slice(0, 19).replace("T", " "));
  assert.equal(await poll(lamp), false);
  clock.advance(1000);
  assert.equal(await poll(lamp), "2026-01-12 07:30:01");
  const sleeper = await start("JEQ0730012");
  sim.control.unreach(PLUG);
  const away = await start(PLUG);
  clock.advance(30_000);
  assert.equal(await poll(sleeper), false);
  assert.equal(await poll(away), false);
  sim.control.press("JEQ0730012:1");
  assert.notEqual(await poll(sleeper), false, "a key press is a sign");
  assert.equal((await call("Device.startComTest", on("1"))).error?.code, 500);
});

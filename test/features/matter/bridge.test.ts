/** The Matter bridge over time: what is shown, what controllers ask, restarts, removals. Numbers are reports of real users. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryConnectionRecords } from "../../../adapters/memory/connection-records.ts";
import { createMemoryEventLog } from "../../../adapters/memory/event-log.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { RETRY_MS } from "../../../handlers/features/matter/home/engine.ts";
import { COMMAND_DEADLINE_MS } from "../../../handlers/features/matter/home/fabric-commands.ts";
import { type Clock, siteId } from "../../../handlers/ports/index.ts";
import { MatterCommandError } from "../../../handlers/ports/matter-bridge.ts";
import { CONTACT, CUX, GROUP, REMOTE } from "../../conformance/household.ts";
import { MemoryMatter } from "../../support/memory-matter.ts";
import { matterBench } from "./bench.ts";

const SWITCH = `HM-LC-Sw1-Pl-X_${CUX}`.slice(0, 32);
const attributes = (matter: MemoryMatter, at: number) => [...matter.endpoints.values()][at]?.attributes;

/** A store that outlives a home. */
function keptStorage() {
  let made: Promise<unknown> | undefined;
  return async (clock: Clock) => {
    made ??= Promise.resolve({
      store: createMemoryStore({ clock }).site(siteId("test")),
      eventLog: createMemoryEventLog(),
      connections: createMemoryConnectionRecords({ clock }),
    });
    return (await made) as never;
  };
}

test("what happens in the home is seen, and only that is sent", async (t) => {
  const { matter, expose, row, world, settle, look } = await matterBench(t);
  await expose(row(CONTACT, "STATE"));
  assert.deepEqual(attributes(matter, 0)?.booleanState, { stateValue: false });
  matter.updates = 0;
  world.main.listener.events("BidCos-RF", [{ address: `${CONTACT}:1`, parameter: "STATE", value: false }]);
  await settle();
  assert.deepEqual(attributes(matter, 0)?.booleanState, { stateValue: true });
  assert.equal(matter.updates, 1);
  for (let times = 0; times < 3; times++) await look();
  assert.equal(matter.updates, 1, "nothing is sent again without a change");
});

test("a device that cannot be reached is unreachable, and its battery is told", async (t) => {
  const { matter, expose, row, world, settle } = await matterBench(t);
  await expose(row(CONTACT, "STATE"));
  const seen = () => [...matter.endpoints.values()][0];
  assert.equal(seen()?.reachable, true);
  world.main.listener.events("BidCos-RF", [
    { address: `${CONTACT}:0`, parameter: "UNREACH", value: true },
    { address: `${CONTACT}:0`, parameter: "LOWBAT", value: true },
  ]);
  await settle();
  assert.equal(seen()?.reachable, false);
  assert.equal(seen()?.attributes.powerSource?.batChargeLevel, 1);
  world.main.listener.events("BidCos-RF", [{ address: `${CONTACT}:0`, parameter: "UNREACH", value: false }]);
  await settle();
  assert.equal(seen()?.reachable, true);
});

test("a controller switches: one write, with a deadline, in the history as matter", async (t) => {
  const { matter, expose, row, world, settle } = await matterBench(t);
  await expose(row(CUX, "STATE"));
  const [endpoint] = [...matter.endpoints.keys()] as [string];
  await matter.command({ endpoint, cluster: "onOff", command: "on", args: {} });
  const [write] = world.main.writes();
  assert.equal(write?.method, "setValue");
  assert.deepEqual(write.args.slice(1, 3), [`${CUX}:1`, "STATE"]);
  await settle();
  assert.deepEqual(matter.endpoints.get(endpoint)?.attributes.onOff, { onOff: true }, "shown at once");
  const { items } = await world.store.list<Record<string, unknown>>("audit");
  const last = items.at(-1)?.value;
  assert.equal(last?.user, "matter");
  assert.equal(last?.action, "data_point_write");
});

test("what a controller may not, cannot, or asks in nonsense is refused with a status; nothing is written", async (t) => {
  const { matter, expose, row, world } = await matterBench(t);
  await expose(row(CUX, "STATE"), row(CONTACT, "STATE"), row(GROUP, "SET_TEMPERATURE", { dp_kind: "custom" }));
  const of = (type: string) => [...matter.endpoints.values()].find((one) => one.type === type)?.id ?? "";
  const [plug, contact, heating] = [of("onOffPlugInUnit"), of("contactSensor"), of("thermostat")];
  const refused = async (endpoint: string, name: string, args: object, status: string) => {
    const [cluster = "", command = ""] = name.split(".");
    await assert.rejects(
      matter.command({ endpoint, cluster, command, args: { ...args } }).then(() => assert.fail(`${name} was done`)),
      (error: unknown) => {
        assert.ok(error instanceof MatterCommandError, String(error));
        assert.equal(error.status, status, `${name} ${JSON.stringify(args)}: ${error.message}`);
        return true;
      },
    );
  };
  await refused("nobody", "onOff.on", {}, "not_found");
  await refused(plug, "onOff.explode", {}, "unsupported_access");
  await refused(plug, "__proto__.toString", {}, "unsupported_access");
  await refused(plug, "levelControl.moveToLevel", { level: 3 }, "unsupported_access");
  await refused(contact, "onOff.on", {}, "unsupported_access");
  for (const value of [Number.NaN, "20", 12.5, -1, 10_001, undefined, null, {}])
    await refused(heating, "thermostat.occupiedHeatingSetpoint", { occupiedHeatingSetpoint: value }, "invalid");
  await refused(heating, "thermostat.occupiedHeatingSetpoint", { occupiedHeatingSetpoint: 9_000 }, "invalid");
  await refused(heating, "thermostat.systemMode", { systemMode: 3 }, "invalid");
  assert.deepEqual(world.main.writes(), []);
  world.main.fail("transport");
  await refused(plug, "onOff.on", {}, "failure");
});

test("a command that the CCU does not take in time never runs later", async (t) => {
  const { matter, expose, row, world } = await matterBench(t);
  await expose(row(CUX, "STATE"));
  const [endpoint] = [...matter.endpoints.keys()] as [string];
  let deadline: number | undefined;
  world.main.answer("setValue", (...args: unknown[]) => {
    deadline = (args.at(-1) as { deadline?: number }).deadline;
  });
  await matter.command({ endpoint, cluster: "onOff", command: "on", args: {} });
  assert.equal(deadline, world.clock.now() + COMMAND_DEADLINE_MS);
});

test("keys: short, long, a release that never came, and repeats of what is held", async (t) => {
  const { matter, expose, row, world, settle } = await matterBench(t);
  await expose(row(REMOTE, "PRESS_SHORT"));
  const press = async (parameter: string) => {
    world.main.listener.events("HmIP-RF", [{ address: `${REMOTE}:1`, parameter, value: true }]);
    await settle();
    return matter.presses.splice(0).map(([, event]) => event);
  };
  assert.deepEqual(await press("PRESS_SHORT"), ["initialPress", "shortRelease"]);
  assert.deepEqual(await press("PRESS_LONG"), ["initialPress", "longPress"]);
  assert.deepEqual(await press("PRESS_LONG"), []);
  assert.deepEqual(await press("PRESS_SHORT"), ["longRelease", "initialPress", "shortRelease"]);
});

test("names that people give: long, empty, unreadable and equal ones; each is shown, and none ends up as nothing", async (t) => {
  const { matter, expose, row } = await matterBench(t);
  const shown = () => [...matter.endpoints.values()].map(({ name }) => name).sort();
  await expose(row(CONTACT, "STATE"), row(CUX, "STATE"));
  const own = shown();
  assert.ok(own.every((name) => name.length > 0));
  for (const [given, wanted] of [
    ["Haustür", "Haustür"],
    ["🚪".repeat(20), "🚪🚪🚪🚪…🚪🚪🚪"],
    ["oben\tlinks", "oben links"],
  ] as const) {
    await expose(row(CONTACT, "STATE", { friendly_name: given }), row(CUX, "STATE", { friendly_name: given }));
    assert.deepEqual(shown(), [wanted, wanted]);
  }
  for (const nothing of ["", "  ", "\u200b", "\u0000"]) {
    await expose(row(CONTACT, "STATE", { friendly_name: nothing }), row(CUX, "STATE", { friendly_name: nothing }));
    assert.deepEqual(shown(), own, JSON.stringify(nothing));
  }
});

test("matterbridge-shelly#92: after a restart everything is there at once, with its numbers and names, before the CCU has told it", async (t) => {
  const storage = keptStorage();
  const matter = new MemoryMatter();
  const first = await matterBench(t, { storage, matter });
  await first.expose(
    first.row(CONTACT, "STATE", { friendly_name: "Haustür" }),
    first.row(CUX, "STATE"),
    first.row(REMOTE, "PRESS_SHORT"),
  );
  const numbersOf = async (bench: typeof first) =>
    new Map(
      (await bench.request("GET", "/exposable")).body.items
        .filter((item: { endpoint?: number }) => item.endpoint !== undefined)
        .map((item: { device_address: string; endpoint: number }) => [item.device_address, item.endpoint]),
    );
  const numbers = await numbersOf(first);
  assert.equal(numbers.size, 3);
  await first.world.stop();
  assert.equal(matter.isRunning, false);
  let atStart: [string, boolean][] = [];
  const second = await matterBench(t, {
    storage,
    matter,
    // the CCU has not been added yet
    composed: async () => {
      for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
      atStart = [...matter.endpoints.values()].map(({ name, reachable }) => [name, reachable]);
    },
  });
  assert.deepEqual(
    atStart.sort(),
    [["HM-LC-Sw1-Pl-X_CUX2800001 State", false].map((one) => one), ["Haustür", false], ["Remote Short press", false]]
      .map(([name, is]) => [
        Buffer.from(name as string)
          .subarray(0, 32)
          .toString()
          .trim(),
        is,
      ])
      .sort(),
  );
  await second.look();
  assert.ok([...matter.endpoints.values()].every(({ reachable }) => reachable));
  assert.deepEqual(await numbersOf(second), numbers);
  // another one goes: the others stay what they are
  await second.expose(second.row(CUX, "STATE", { enabled: false }));
  assert.deepEqual(await numbersOf(second), new Map([...numbers].filter(([address]) => address !== CUX)));
  await second.expose(second.row(CUX, "STATE"));
  assert.deepEqual(await numbersOf(second), numbers);
});

test("a device that the CCU deletes goes; the row stays, and says so; a CCU that restarts takes nothing away", async (t) => {
  const { matter, expose, row, world, settle, look, status } = await matterBench(t);
  await expose(row(CONTACT, "STATE"), row(CUX, "STATE"));
  world.main.listener.removed("BidCos-RF", [CONTACT]);
  await settle();
  await look();
  assert.equal(matter.endpoints.size, 1);
  const { missing, enabled_count } = await status();
  assert.equal(enabled_count, 2);
  assert.deepEqual(missing, [
    { central_name: "ccu-main", device_address: CONTACT, dp_key: "STATE", reason: "its device is gone" },
  ]);
});

test("what happens in the home while the node is opened, which takes seconds, is seen when it is there", async (t) => {
  const { matter, expose, row, world, settle, sections } = await matterBench(t);
  await expose(row(CONTACT, "STATE"), row(CUX, "STATE"));
  sections.change("north.matter", { enabled: false });
  await settle();
  matter.whileOpening = async () => {
    world.main.listener.events("BidCos-RF", [{ address: `${CONTACT}:1`, parameter: "STATE", value: false }]);
    world.main.listener.removed("CUxD", [CUX]);
    await settle();
  };
  sections.change("north.matter", { enabled: true });
  await settle();
  await settle();
  assert.deepEqual(
    [...matter.endpoints.values()].map((seen) => seen.attributes.booleanState),
    [{ stateValue: true }],
    "the contact as it is, and not what was deleted",
  );
});

test("matterbridge#494: the status tells which row has no endpoint, and why", async (t) => {
  const { matter, expose, row, status, request } = await matterBench(t);
  await expose(row(CONTACT, "STATE"));
  const [id] = [...matter.endpoints.keys()] as [string];
  await expose(row(CONTACT, "STATE", { enabled: false }));
  matter.cannot.set(id, "no room for it");
  await expose(row(CONTACT, "STATE"));
  assert.deepEqual((await status()).missing, [
    { central_name: "ccu-main", device_address: CONTACT, dp_key: "STATE", reason: "no room for it" },
  ]);
  matter.cannot.clear();
  assert.equal((await request("PUT", "/exposable", row(CUX, "STATE"))).status, 204);
  assert.equal((await status()).missing, undefined);
});

test("a window ends by itself; its code is in no event where it is good for more than this window", async (t) => {
  const { matter, request, settle, events, status, sections } = await matterBench(t);
  const { body } = await request("POST", "/commissioning/window", { duration_seconds: 180 });
  assert.deepEqual(matter.window, { passcode: body.passcode, discriminator: body.discriminator });
  assert.deepEqual(await events("matter.commissioning_window_opened"), [body]);
  await settle(180_000);
  assert.equal(matter.window, undefined);
  assert.equal((await status()).commissioning_window_open, false);
  const second = await request("POST", "/share");
  assert.notEqual(second.body.passcode, body.passcode);
  sections.change("north.matter", { enabled: true, commissioning: { passcode: "20202021" } });
  await settle();
  const fixed = await request("POST", "/commissioning/window");
  assert.equal(fixed.body.passcode, 20_202_021);
  assert.equal(fixed.body.discriminator, 3_840);
  assert.equal((await request("GET", "/setup-payload")).body.passcode, 20_202_021);
  const opened = await events("matter.commissioning_window_opened");
  assert.ok(!JSON.stringify(opened).includes("20202021"));
  assert.equal(opened.length, 2);
});

test("a fabric comes and goes: events, the window, the history", async (t) => {
  const { matter, request, settle, events, status, world } = await matterBench(t);
  await request("POST", "/commissioning/window");
  matter.commission();
  await settle();
  assert.equal((await status()).commissioning_window_open, false, "one window commissions one fabric");
  assert.equal((await events("matter.fabric_added"))[0]?.vendor_name, "Google Home");
  assert.equal((await request("DELETE", "/fabrics/1")).status, 204);
  await settle();
  assert.deepEqual(await events("matter.fabric_removed"), [{ fabric_index: 1 }]);
  const stages = (await events("matter.commissioning_progress")).map(({ stage }: { stage: string }) => stage);
  assert.deepEqual(stages, ["window_open", "pase_session_open", "window_closed", "factory_reset"]);
  const actions = (await world.store.list<{ action: string }>("audit")).items.map(({ value }) => value.action);
  assert.deepEqual(
    actions.filter((action) => action.startsWith("matter")),
    ["matter_commissioning", "matter_fabric_revoke"],
  );
});

test("a node that has begun anew is told again what is: what it shows is what the home is", async (t) => {
  const { matter, expose, row, request, world, settle, events } = await matterBench(t);
  await expose(row(CONTACT, "STATE"));
  world.main.listener.events("BidCos-RF", [
    { address: `${CONTACT}:1`, parameter: "STATE", value: false },
    { address: `${CONTACT}:0`, parameter: "LOWBAT", value: true },
  ]);
  await settle();
  matter.commission();
  const before = [...matter.endpoints.values()];
  assert.deepEqual(attributes(matter, 0)?.booleanState, { stateValue: true });
  assert.equal((await request("DELETE", "/fabrics/1")).status, 204);
  await settle();
  assert.deepEqual([...matter.endpoints.values()], before);
  assert.equal((await events("matter.commissioning_progress")).at(-1)?.stage, "factory_reset");
});

test("a node that cannot start is told and tried again; switching off ends it", async (t) => {
  const matter = new MemoryMatter();
  matter.refuses = "the port 5540 is taken";
  const { request, settle, status, sections, world } = await matterBench(t, { matter });
  assert.deepEqual((await status()).fault, "the port 5540 is taken");
  assert.equal((await request("GET", "/fabrics")).status, 503);
  matter.refuses = undefined;
  await settle(RETRY_MS);
  assert.equal((await status()).listening, true);
  const info = await world.running.dispatch({
    method: "GET",
    path: "/api/v1/info",
    query: "",
    headers: {},
    remote: "127.0.0.1",
    secure: false,
    body: async () => new Uint8Array(),
  });
  assert.ok(JSON.parse(Buffer.from(info.body as Uint8Array).toString()).capabilities.includes("matter.bridge.v1"));
  sections.change("north.matter", { enabled: false });
  await settle();
  assert.equal(matter.isRunning, false);
  assert.equal((await status()).enabled, false);
  assert.equal((await request("POST", "/commissioning/window")).status, 503);
});

test("what the node keeps is sealed; what was sealed with another key is not begun anew over", async (t) => {
  const { nodeStorage } = await import("../../../handlers/features/matter/home/node-storage.ts");
  const { world } = await matterBench(t);
  const sealing = {
    seal: (plain: string) => Buffer.from(plain).toString("base64"),
    open: (text: string) => (text.startsWith("x") ? null : Buffer.from(text, "base64").toString()),
  };
  const storage = nodeStorage(world.running.site.store, sealing);
  await storage.put("bridge\u001fkeys", "the secret");
  assert.deepEqual([...(await storage.load())], [["bridge\u001fkeys", "the secret"]]);
  assert.ok(!JSON.stringify((await world.running.site.store.list("matter")).items).includes("the secret"));
  await storage.put("bridge\u001fother", "x");
  await assert.rejects(nodeStorage(world.running.site.store, { ...sealing, open: () => null }).load(), /another key/);
  await storage.delete("bridge\u001fother");
  assert.equal((await storage.load()).size, 1);
  assert.equal(SWITCH.length, 25);
});

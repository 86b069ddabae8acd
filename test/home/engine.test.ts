import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { describeEventGroup } from "../../handlers/features/devices/describe-event-group.ts";
import { describeDataPoint } from "../../handlers/features/values/describe-data-point.ts";
import { METRICS_INTERVAL_MS } from "../../handlers/home/connection.ts";
import { INSTALL_MODE_STEP_MS } from "../../handlers/home/install-mode.ts";
import { KEEP_INTERVAL_MS } from "../../handlers/home/persisted-values.ts";
import { CcuFault, type HubSnapshot } from "../../handlers/ports/index.ts";
import { bidcosSwitch, blind, bundle, input, maintenance, thermostat } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { START, settle, startHome } from "./support.ts";

/** For writes that may begin whenever it suits. */
const NO_DEADLINE = Number.POSITIVE_INFINITY;

const BLIND = "0001BLIND00001";
const SWITCH = "KEQ0000001";
const event = (address: string, parameter: string, value: unknown) => ({ address, parameter, value });

test("readiness: every phase in order, none left out, with the interfaces counted", async () => {
  const home = startHome();
  await home.engine.start();
  const { status } = home;
  home.listener().interfaces([status("HmIP-RF", false), status("BidCos-RF", false)]);
  home.listener().interfaces([status("HmIP-RF", true, false), status("BidCos-RF", true, false)]);
  home.listener().hub({ system: { model: "CCU3", serial: "3014F711A0001F1234567890" } });
  home.listener().interfaces([status("HmIP-RF", true, true), status("BidCos-RF", true, false)]);
  home.listener().interfaces([status("HmIP-RF", true, true), status("BidCos-RF", true, true)]);
  const all = home.take();
  assert.deepEqual(
    all
      .filter((e) => e.type === "central.readiness_changed")
      .map(({ payload: p }) => [p.phase, p.ready, p.interfaces_loaded]),
    [
      ["waiting_for_ccu", false, 0],
      ["loading_hub", false, 0],
      ["loading_devices", false, 0],
      ["loading_devices", false, 1],
      ["ready", true, 2],
    ],
  );
  assert.deepEqual(
    all.filter((e) => e.type === "central.state_changed").map(({ payload: p }) => [p.old_state, p.new_state]),
    [["starting", "running"]],
  );
  const [central] = await home.home.centrals();
  assert.deepEqual([central?.phase, central?.state, central?.system.model], ["ready", "running", "CCU3"]);
});

test("a list of the logic layer that is read for the first time is progress, which clients hear of", async () => {
  const home = startHome();
  await home.ready([blind()]);
  home.listener().hub({ sysvars: [] });
  home.take();
  const told = () => home.take("central.readiness_changed").map(({ payload }) => [payload.phase, payload.ready]);
  home.listener().hub({ programs: [] });
  assert.deepEqual(told(), [["ready", true]]);
  home.listener().hub({ programs: [], sysvars: [] });
  assert.deepEqual(told(), [], "known already");
});

test("a start that jumps to the end still passes every phase", async () => {
  const home = startHome();
  await home.engine.start();
  home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
  assert.deepEqual(
    home.take("central.readiness_changed").map(({ payload }) => payload.phase),
    ["waiting_for_ccu", "loading_hub", "loading_devices", "ready"],
  );
});

test("connectivity: one interface lost and back, the central degrades and recovers, readiness stays", async () => {
  const home = startHome();
  await home.ready([blind()]);
  home.listener().interfaces([{ ...home.status("HmIP-RF", false), note: "no answer" }, home.status("BidCos-RF")]);
  const lost = home.take();
  assert.deepEqual(
    lost.map((e) => [e.type, e.topic]),
    [
      ["connectivity.changed", "hub.home.connectivity.home-HmIP-RF"],
      ["system.status_changed", "system.home.status"],
      ["device.availability_changed", `device.${BLIND}.lifecycle`],
      ["central.state_changed", "central.home.state"],
      ["system.status_changed", "system.home.status"],
      ["central.readiness_changed", "central.home.readiness"],
      ["hub.metrics_changed", "hub.home.metrics"],
    ],
  );
  assert.equal(lost[0]!.payload.reachable, false);
  assert.equal(lost[1]!.payload.reason, "no answer");
  assert.deepEqual(lost[1]!.payload.degraded_interfaces, ["home-HmIP-RF"]);
  assert.equal(lost[2]!.payload.available, false);
  assert.equal(lost[5]!.payload.ready, true);
  assert.deepEqual(
    [lost[6]!.payload.metric, lost[6]!.payload.value, lost[6]!.payload.unit],
    ["system_health", 50, "%"],
  );
  home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF", false)]);
  assert.deepEqual(
    home.take("central.state_changed").map((e) => e.payload.new_state),
    ["failed"],
  );
  home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
  assert.deepEqual(
    home.take("central.state_changed").map((e) => e.payload.new_state),
    ["running"],
  );
});

test("a device that cannot be reached: each value says so, and the change itself is told", async () => {
  const home = startHome();
  await home.engine.start();
  const connect = (connected: boolean) =>
    home.listener().interfaces([home.status("HmIP-RF", connected), home.status("BidCos-RF", connected)]);
  const told = () =>
    home.take().flatMap(({ type, payload: p }) => {
      if (type === "datapoint.value_changed") return [[p.parameter, p.available]];
      return type === "device.availability_changed" ? [[p.device_address, p.interface_id, p.available]] : [];
    });
  connect(false);
  home.listener().devices([blind(), bidcosSwitch()], true);
  connect(true);
  assert.deepEqual(told(), [], "a start is no news");

  // in whichever order they come: what is told of one batch is one state
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.3), event(`${BLIND}:0`, "UNREACH", true)]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:0`, "UNREACH", true)]);
  assert.deepEqual(told(), [
    ["UNREACH", false],
    ["LEVEL", false],
    [BLIND, "home-HmIP-RF", false],
  ]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.4), event(`${BLIND}:0`, "UNREACH", false)]);
  assert.deepEqual(told(), [
    ["UNREACH", true],
    ["LEVEL", true],
    [BLIND, "home-HmIP-RF", true],
  ]);

  // the CCU restarts: each device once, and once more when it is back
  for (const connected of [false, false, true]) connect(connected);
  assert.deepEqual(told(), [
    [BLIND, "home-HmIP-RF", false],
    [SWITCH, "home-BidCos-RF", false],
    [BLIND, "home-HmIP-RF", true],
    [SWITCH, "home-BidCos-RF", true],
  ]);
});

test("devices: created with their source, removed with everything known of them", async () => {
  const home = startHome();
  await home.engine.start();
  home.listener().devices([blind()], true);
  home.listener().devices([bidcosSwitch()], false);
  const created = home.take("device.created");
  assert.deepEqual(
    created.map((e) => [e.kind, e.topic, e.payload.source, e.payload.model, e.payload.interface_id]),
    [
      ["initial", `device.${BLIND}.lifecycle`, "INIT", "HmIP-BROLL", "home-HmIP-RF"],
      ["change", `device.${SWITCH}.lifecycle`, "NEW", "HM-LC-Sw1-Pl", "home-BidCos-RF"],
    ],
  );
  home.listener().devices([bidcosSwitch()], false);
  assert.deepEqual(home.take("device.created"), [], "a device that is described again is not new");
  home.listener().events("BidCos-RF", [event(`${SWITCH}:1`, "STATE", true)]);
  home.listener().removed("BidCos-RF", [SWITCH, "UNKNOWN"]);
  assert.equal(home.take("device.removed").length, 1);
  assert.equal(await home.home.device(idAt(SWITCH, "home")), undefined);
  assert.equal((await home.home.values(idAt(SWITCH, "home"))).size, 0);
  home.listener().events("BidCos-RF", [event(`${SWITCH}:1`, "STATE", false)]);
  assert.deepEqual(home.take(), [], "events of unknown devices are nothing");
});

test("values: the first is initial, equal ones are silent, changes tell what was before", async () => {
  const home = startHome();
  await home.ready([blind()]);
  const push = (value: unknown) => home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", value)]);
  push(0);
  home.clock.advance(1000);
  push("0.0");
  home.clock.advance(1000);
  push(0.5);
  const changes = home.take("datapoint.value_changed");
  assert.deepEqual(
    changes.map((e) => [e.kind, e.payload.value, e.payload.previous, e.payload.modified_at]),
    [
      ["initial", 0, undefined, "2026-01-01T12:00:00.000Z"],
      ["change", 0.5, 0, "2026-01-01T12:00:02.000Z"],
    ],
  );
  assert.equal(changes[0]!.topic, `device.${BLIND}.channels.4.data_points.LEVEL`);
  assert.equal(changes[0]!.payload.unique_id, "loom_0001blind00001_4_level");
  assert.ok(!("category" in changes[0]!.payload), "classified members are for those who ask");
  const state = await home.value(BLIND, "4/VALUES/LEVEL");
  assert.deepEqual(
    [state?.value, state?.source, state?.changedAt, state?.seenAt],
    [0.5, "live", START + 2000, START + 2000],
  );
});

test("a reader keeps the values that it looked at, whatever comes after", async () => {
  const home = startHome();
  await home.ready([blind()]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
  const before = await home.home.values(idAt(BLIND, "home"));
  assert.equal(before.get("4/VALUES/LEVEL")?.value, 0.1);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.2)]);
  assert.equal(before.get("4/VALUES/LEVEL")?.value, 0.1);
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL"))?.value, 0.2);
});

test("triggers: every press; errors when they change; the group remembers", async () => {
  const home = startHome();
  await home.ready([blind(), bidcosSwitch()]);
  home
    .listener()
    .events("BidCos-RF", [event(`${SWITCH}:2`, "PRESS_SHORT", true), event(`${SWITCH}:2`, "PRESS_SHORT", false)]);
  const presses = home.take();
  assert.deepEqual(
    presses.map((e) => [e.type, e.topic, e.payload.event_type, e.payload.parameter, e.payload.interface_id]),
    [
      ["device.trigger", `device.${SWITCH}.channels.2.trigger`, "keypress", "PRESS_SHORT", "home-BidCos-RF"],
      ["device.trigger", `device.${SWITCH}.channels.2.trigger`, "keypress", "PRESS_SHORT", "home-BidCos-RF"],
    ],
    "a press is a trigger, never a value: whatever value it carries",
  );
  const errors = (value: unknown) => {
    home.listener().events("HmIP-RF", [event(`${BLIND}:0`, "ERROR_CODE", value)]);
    return home.take("device.trigger").map((e) => e.payload.value);
  };
  assert.deepEqual(errors(0), [], "no error at first is no news");
  assert.deepEqual(errors(3), [3]);
  assert.deepEqual(errors(3), []);
  assert.deepEqual(errors(0), [0]);
  const device = (await home.home.device(idAt(SWITCH, "home")))!;
  const channel = device.channels[2]!;
  const group = describeEventGroup(
    device,
    channel,
    channel.eventGroups[0]!,
    await home.home.values(idAt(SWITCH, "home")),
    {
      interfaces: await home.home.interfaces(),
    },
  );
  assert.equal(group.last_triggered_event?.parameter, "PRESS_SHORT");
  assert.equal(group.last_triggered_event?.triggered_at, "2026-01-01T12:00:00.000Z");
});

test("bulk reads: known values only, never over something newer, and no presses", async () => {
  const home = startHome();
  await home.ready([blind(), bidcosSwitch()]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.7)]);
  home.take();
  home
    .listener()
    .values("HmIP-RF", [
      { ...event(`${BLIND}:4`, "LEVEL", 0.2), at: START - 60_000 },
      { ...event(`${BLIND}:4`, "LEVEL_2", 0.5), at: START - 60_000 },
      event(`${BLIND}:3`, "LEVEL", ""),
      event("UNKNOWN:1", "LEVEL", 1),
    ]);
  home.listener().values("BidCos-RF", [event(`${SWITCH}:2`, "PRESS_SHORT", true)]);
  const seen = home.take();
  assert.deepEqual(
    seen.map((e) => [e.kind, e.payload.parameter, e.payload.value]),
    [["initial", "LEVEL_2", 0.5]],
  );
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL_2"))?.changedAt, START - 60_000);
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL"))?.value, 0.7);
});

test("a lost interface makes values stale; their return is told even where nothing changed", async () => {
  const home = startHome();
  await home.ready([blind(), bidcosSwitch()]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.7)]);
  home.listener().events("BidCos-RF", [event(`${SWITCH}:1`, "STATE", true)]);
  home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF")]);
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL"))?.source, "stale");
  assert.equal((await home.value(SWITCH, "1/VALUES/STATE"))?.source, "live");
  home.take();
  home.listener().values("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.7)]);
  assert.deepEqual(
    home.take("datapoint.value_changed").map((e) => [e.kind, e.payload.value, e.payload.previous]),
    [["change", 0.7, 0.7]],
  );
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL"))?.source, "live");
});

test("warm start: kept values are shown as such, devices are not new, equal values confirm in silence", async () => {
  const first = startHome();
  await first.ready([blind()]);
  first.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.7), event(`${BLIND}:4`, "LEVEL_2", 0.1)]);
  first.clock.advance(KEEP_INTERVAL_MS);
  await settle();
  first.listener().events("HmIP-RF", [event(`${BLIND}:3`, "LEVEL", 0.7)]);
  await first.engine.stop();

  const second = startHome({ store: first.store });
  await second.engine.start();
  second.listener().devices([blind()], true);
  assert.deepEqual(second.take("device.created"), []);
  const kept = await second.value(BLIND, "4/VALUES/LEVEL");
  assert.deepEqual([kept?.value, kept?.source, kept?.changedAt], [0.7, "cache", START]);
  assert.equal((await second.value(BLIND, "3/VALUES/LEVEL"))?.value, 0.7, "written when it stopped");
  second.listener().values("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.7), event(`${BLIND}:4`, "LEVEL_2", 0.2)]);
  assert.deepEqual(
    second.take("datapoint.value_changed").map((e) => [e.kind, e.payload.parameter, e.payload.previous]),
    [["change", "LEVEL_2", 0.1]],
  );
  second.listener().events("HmIP-RF", [event(`${BLIND}:3`, "LEVEL", 0.7)]);
  assert.equal(second.take("datapoint.value_changed").length, 1, "the first live event tells that the value is live");
  assert.equal((await second.value(BLIND, "4/VALUES/LEVEL"))?.changedAt, START);
});

test("names, rooms and the serial change the devices that they concern, and only those", async () => {
  const home = startHome();
  const group = bundle("VirtualDevices", "HmIP-HEATING", "INT0000001", { 0: maintenance() });
  await home.ready([blind(), bidcosSwitch(), group]);
  const revision = async (address: string) => (await home.home.device(idAt(address, "home")))?.revision;
  home.listener().hub({
    names: { [BLIND]: { name: "Blind", id: 12 } },
    rooms: [{ id: 1, name: "Kitchen", channels: [`${BLIND}:4`] }],
  });
  assert.deepEqual([await revision(BLIND), await revision(SWITCH)], [2, 1]);
  assert.equal((await home.home.device(idAt(BLIND, "home")))?.name, "Blind");
  assert.deepEqual((await home.home.device(idAt(BLIND, "home")))?.channels[2]?.rooms, ["Kitchen"]);
  home.listener().hub({ system: { serial: "3014F711A0001F1234567890" } });
  const virtual = await home.home.device(idAt("INT0000001", "home"));
  assert.equal(virtual?.channels[0]?.values.get("UNREACH")?.uniqueId, "loom_1234567890_int0000001_0_unreach");
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.5)]);
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL"))?.value, 0.5, "values find the rebuilt device");
});

test("an operator's flags are there from the start and change at once", async () => {
  const home = startHome();
  await home.store.put("flags", `${BLIND}:4`, { hidden: true, locked: false });
  await home.ready([blind()]);
  assert.equal((await home.home.device(idAt(BLIND, "home")))?.channels[2]?.hidden, true);
  const own = idAt(`${BLIND}:4`, "home");
  await home.store.put("flags", idAt(`${BLIND}:4`, "elsewhere"), { hidden: true, locked: true });
  await home.store.put("flags", own, { hidden: false, locked: true });
  assert.equal(await home.engine.recordsChanged("flags"), 1);
  assert.equal(await home.engine.recordsChanged("flags"), 0, "nothing is new");
  const channel = (await home.home.device(idAt(BLIND, "home")))?.channels[2];
  assert.deepEqual([channel?.hidden, channel?.locked], [false, true]);
});

test("MASTER: what matters is read once in the background; the operation mode decides what an input is", async () => {
  const home = startHome({
    answers: {
      getParamset: ((_iface: string, address: string) =>
        address.endsWith(":1") ? { CHANNEL_OPERATION_MODE: 3 } : { GLOBAL_BUTTON_LOCK: false }) as never,
    },
  });
  await home.ready([input()]);
  for (let i = 0; i < 4; i++) {
    home.clock.advance(50);
    await settle();
  }
  const reads = home.calls.filter((call) => call.method === "getParamset").map((call) => call.args[1]);
  assert.deepEqual(reads, ["0002INPUT00001:0", "0002INPUT00001:1"]);
  const device = (await home.home.device(idAt("0002INPUT00001", "home")))!;
  assert.equal(device.channels[1]!.values.get("STATE")!.usage, "data_point");
  assert.equal(device.channels[1]!.values.get("PRESS_SHORT")!.usage, "no_create");
  const master = home
    .take("datapoint.value_changed")
    .map((e) => [e.payload.paramset_key, e.payload.parameter, e.payload.value]);
  assert.deepEqual(master, [
    ["MASTER", "GLOBAL_BUTTON_LOCK", false],
    ["MASTER", "CHANNEL_OPERATION_MODE", "BINARY_BEHAVIOR"],
  ]);
});

test("a start that knows the operation mode builds each device once", async () => {
  const first = startHome();
  await first.ready([input()]);
  first.listener().paramset("HmIP-RF", "0002INPUT00001:1", "MASTER", { CHANNEL_OPERATION_MODE: 3 });
  assert.equal((await first.home.device(idAt("0002INPUT00001", "home")))?.revision, 2, "it was built again");
  await first.engine.stop();
  const again = startHome({ store: first.store });
  await again.ready([input()]);
  const device = (await again.home.device(idAt("0002INPUT00001", "home")))!;
  assert.equal(device.revision, 1);
  assert.equal(device.channels[1]!.values.get("STATE")!.usage, "data_point");
  assert.equal(device.channels[1]!.values.get("PRESS_SHORT")!.usage, "no_create");
});

test("CONFIG_PENDING that falls makes the device be read anew, once", async () => {
  const home = startHome({ answers: { getParamset: (() => ({ TEMPERATURE_OFFSET: 1.5 })) as never } });
  await home.ready([thermostat()]);
  const pending = (value: boolean) =>
    home.listener().events("HmIP-RF", [event("0003ETRV000001:0", "CONFIG_PENDING", value)]);
  pending(false);
  await settle();
  assert.equal(home.calls.filter((c) => c.method === "reloadDevice").length, 0, "only the falling edge counts");
  pending(true);
  pending(false);
  await settle();
  assert.equal(home.calls.filter((c) => c.method === "reloadDevice").length, 1);
  assert.equal((await home.value("0003ETRV000001", "1/MASTER/TEMPERATURE_OFFSET"))?.value, 1.5);
});

test("an error of any kind while a device is read anew does not keep it from being read anew later", async () => {
  for (const what of [new TypeError("a fault of the program"), new CcuFault("radio", "away"), "thrown text"]) {
    let ill = true;
    const getParamset = () => {
      if (ill) throw what;
      return { TEMPERATURE_OFFSET: 1.5 };
    };
    const home = startHome({ answers: { getParamset: getParamset as never } });
    await home.ready([thermostat()]);
    home.listener().values("HmIP-RF", [event("0003ETRV000001:0", "CONFIG_PENDING", false)]);
    const edge = async () => {
      for (const value of [true, false])
        home.listener().events("HmIP-RF", [event("0003ETRV000001:0", "CONFIG_PENDING", value)]);
      await settle();
    };
    await edge();
    ill = false;
    await edge();
    assert.equal(home.calls.filter((c) => c.method === "reloadDevice").length, 2, String(what));
    assert.equal((await home.value("0003ETRV000001", "1/MASTER/TEMPERATURE_OFFSET"))?.value, 1.5, String(what));
  }
});

const message = (id: number, counter = 1) => ({
  id,
  name: `AL-${BLIND}:0.LOW_BAT`,
  address: `${BLIND}:0`,
  deviceName: "Blind",
  type: 0,
  description: "",
  counter,
  quittable: false,
  at: START,
  rooms: [],
});

test("hub: variables, programs, messages, inbox and updates are told by what differs", async () => {
  const home = startHome();
  await home.ready([blind()]);
  const sysvar = (value: number, id = 1500) => ({
    id,
    name: `Counter ${BLIND}:4`,
    description: "",
    type: "NUMBER" as const,
    value,
    unit: "",
    internal: false,
    visible: true,
    logged: false,
  });
  const program = (lastExecutedAt: number) => ({
    id: 1700,
    name: "Night",
    description: "",
    active: true,
    internal: false,
    visible: true,
    lastExecutedAt,
  });
  const snapshot: HubSnapshot = {
    system: { serial: "3014F711A0001F1234567890" },
    sysvars: [sysvar(1), sysvar(7, 40)],
    programs: [program(START - 5000)],
    serviceMessages: [message(1)],
    alarmMessages: [],
    inbox: [],
    update: { current: "3.83.6", available: "3.85.7", inProgress: false },
  };
  home.listener().hub(snapshot);
  const first = home.take().filter((e) => e.type !== "central.readiness_changed");
  assert.deepEqual(
    first.map((e) => [e.type, e.kind, e.topic, e.payload.value ?? e.payload.count ?? e.payload.update_available]),
    [
      ["hub.sysvar_changed", "initial", `hub.home.sysvars.Counter ${BLIND}:4`, 1],
      ["hub.alarm_message", "initial", "hub.home.alarm_messages", 0],
      ["hub.service_message", "initial", "hub.home.service_messages", 1],
      ["hub.inbox_changed", "initial", "hub.home.inbox", 0],
      ["hub.system_update_changed", "initial", "hub.home.system_update", true],
    ],
  );
  assert.equal(first[0]!.payload.channel, `${BLIND}:4`);
  assert.equal(first[0]!.payload.unique_id, "loom_1234567890_sysvar_1500");
  home.listener().hub(snapshot);
  assert.deepEqual(home.take(), [], "the same again is nothing new");
  home.listener().hub({
    sysvars: [sysvar(2), sysvar(8, 40)],
    programs: [program(START)],
    serviceMessages: [message(1, 2)],
    inbox: [{ address: "NEW0000001", name: "", model: "HmIP-X", interface: "HmIP-RF" }],
  });
  assert.deepEqual(
    home
      .take()
      .map((e) => [e.type, e.kind, e.payload.value ?? e.payload.count ?? e.payload.program_id, e.payload.previous]),
    [
      ["hub.sysvar_changed", "change", 2, 1],
      ["hub.program_executed", "change", "1700", undefined],
      ["hub.service_message", "change", 1, undefined],
      ["hub.inbox_changed", "change", 1, undefined],
    ],
  );
  await home.engine.ccu.executeProgram(1700, false, NO_DEADLINE);
  home.listener().hub({ programs: [program(START + 1000)] });
  assert.deepEqual(home.take(), [], "whoever started it through the API has announced it");
  assert.equal((await home.home.hub("home")).inbox[0]?.firstSeen, START);
});

test("install mode counts down by itself and ends", async () => {
  const home = startHome();
  await home.ready([]);
  home.listener().installMode("HmIP-RF", 12);
  home.clock.advance(INSTALL_MODE_STEP_MS);
  home.clock.advance(7_000);
  home.clock.advance(60_000);
  assert.deepEqual(
    home.take("hub.install_mode_changed").map((e) => [e.payload.enabled, e.payload.remaining_s]),
    [
      [true, 12],
      [true, 7],
      [true, 2],
      [false, 0],
    ],
  );
  assert.deepEqual((await home.home.hub("home")).installModes, [
    { interface: "HmIP-RF", active: false, until: 0, observed: true },
  ]);
});

test("figures are announced at their pace, and only when they change", async () => {
  const home = startHome();
  await home.ready([blind()]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.7)]);
  home.take();
  home.clock.advance(METRICS_INTERVAL_MS);
  assert.deepEqual(
    home.take("hub.metrics_changed").map((e) => [e.payload.metric, e.payload.value, e.payload.unit]),
    [["last_event_age_seconds", 60, "s"]],
  );
});

test("hostile deliveries are told in the log and end there", async () => {
  const home = startHome();
  await home.ready([blind()]);
  home.listener().events("HmIP-RF", null as never);
  home.listener().devices([null as never, bidcosSwitch()], false);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", { odd: [1] }), event(`${BLIND}:4`, "toString", 1)]);
  assert.equal(home.errors.length, 2);
  assert.equal((await home.value(BLIND, "4/VALUES/LEVEL"))?.value, null);
  assert.ok(await home.home.device(idAt(SWITCH, "home")), "the rest of the delivery counts");
});

test("stop: the central is stopped, the timers are gone", async () => {
  const home = startHome();
  await home.ready([blind()]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.7)]);
  await home.engine.writeValues(
    (await home.home.device(idAt(BLIND, "home")))!,
    [
      {
        dataPoint: (await home.home.device(idAt(BLIND, "home")))!.channels[2]!.values.get("LEVEL")!,
        value: { type: "FLOAT", value: 1 },
      },
    ],
    { deadline: NO_DEADLINE },
  );
  home.take();
  await home.engine.stop();
  assert.deepEqual(
    home.take("central.state_changed").map((e) => e.payload.new_state),
    ["stopped"],
  );
  assert.equal(home.clock.pending(), 0);
});

test("property: values reached event by event are those of the last events alone", async () => {
  const parameters = ["LEVEL", "LEVEL_2", "PROCESS"];
  const batch = fc.array(fc.record({ i: fc.nat(2), value: fc.constantFrom(0, 0.5, 1), pause: fc.nat(1500) }), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(batch, async (steps) => {
      const one = startHome();
      await one.ready([blind()]);
      const other = startHome();
      await other.ready([blind()]);
      const last = new Map<string, unknown>();
      for (const { i, value, pause } of steps) {
        one.clock.advance(pause);
        one.listener().events("HmIP-RF", [event(`${BLIND}:4`, parameters[i]!, value)]);
        if (value === 0.5) (await one.home.values(idAt(BLIND, "home"))).size; // a reader now and then
        last.set(parameters[i]!, value);
      }
      other.listener().events(
        "HmIP-RF",
        [...last].map(([name, value]) => event(`${BLIND}:4`, name, value)),
      );
      const plain = async (home: typeof one) => {
        const device = (await home.home.device(idAt(BLIND, "home")))!;
        const values = await home.home.values(idAt(BLIND, "home"));
        return [...device.channels[2]!.values.values()].map((point) => {
          const state = values.get(`4/VALUES/${point.parameter}`);
          const { value, observed, source } = describeDataPoint(device, device.channels[2]!, point, state, {
            locale: "en",
            now: 0,
          });
          return [point.parameter, value, observed, source];
        });
      };
      assert.deepEqual(await plain(one), await plain(other));
      // and a client that follows the events arrives at the same values
      const followed = new Map(one.take("datapoint.value_changed").map((e) => [e.payload.parameter, e.payload.value]));
      for (const [name, value] of followed) assert.equal((await one.value(BLIND, `4/VALUES/${name}`))?.value, value);
      assert.equal(followed.size, last.size);
    }),
    { numRuns: 50 },
  );
});

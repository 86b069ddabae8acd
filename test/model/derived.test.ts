/** What is derived from a device and its values: availability, health, firmware, names, figures, hints. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { healthOf, isAvailable, isConnected } from "../../handlers/model/availability.ts";
import { buildDevice } from "../../handlers/model/build.ts";
import { compareDevices, idOf, splitDeviceId } from "../../handlers/model/device-id.ts";
import { countDevices, signalQualities } from "../../handlers/model/device-statistics.ts";
import { updateObstacle } from "../../handlers/model/firmware-update.ts";
import { isNewerFirmware } from "../../handlers/model/firmware-version.ts";
import { hasSubDevices } from "../../handlers/model/groups.ts";
import {
  channelTypeLabel,
  knownParameterLabel,
  knownValueLabel,
  parameterLabel,
  valueTranslations,
} from "../../handlers/model/labels.ts";
import { centralMetrics } from "../../handlers/model/metrics.ts";
import {
  baseName,
  channelName,
  dataPointName,
  deviceName,
  titleCase,
  withoutDevice,
} from "../../handlers/model/names.ts";
import { firmwareOf, interfaceCapabilities, manufacturer, productGroup, rxMode } from "../../handlers/model/product.ts";
import { shownValue } from "../../handlers/model/shown-value.ts";
import { composed, nameFault, textFault } from "../../handlers/model/storable-text.ts";
import { centralHealth, interfaceHealth, overallScore } from "../../handlers/model/system-health.ts";
import { type Device, type InterfaceState, type ValueState, valueKey } from "../../handlers/model/types.ts";
import { uiHint } from "../../handlers/model/ui-hints.ts";
import type { DeviceBundle } from "../../handlers/ports/index.ts";
import { bidcosSwitch, bool, bundle, choice, float, maintenance, parameter, thermostat } from "./fixtures.ts";

const build = (b: DeviceBundle, context = {}): Device => buildDevice(b, { central: "home", ...context })!;
const observed = (value: unknown, more: Partial<ValueState> = {}): ValueState => ({
  value,
  source: "live",
  changedAt: 1000,
  seenAt: 1000,
  ...more,
});
/** Values of channel 0, or of another one as `n/PARAMETER`. */
const values = (known: Record<string, ValueState | boolean | number | string>): Map<string, ValueState> =>
  new Map(
    Object.entries(known).map(([name, value]) => {
      const [channel, parameter] = name.includes("/") ? name.split("/") : ["0", name];
      return [valueKey(Number(channel), "VALUES", parameter!), typeof value === "object" ? value : observed(value)];
    }),
  );
const iface = (more: Partial<InterfaceState> = {}) =>
  ({ central: "home", id: "home-HmIP-RF", connected: true, loaded: true, ...more }) as InterfaceState;

describe("availability", () => {
  test("is told by UNREACH, else by STICKY_UNREACH, and by nothing while the interface is away", () => {
    const of = (known: Parameters<typeof values>[0], connected = true) => isAvailable(values(known), connected);
    assert.equal(of({}), true);
    assert.equal(of({}, false), false);
    assert.equal(of({ UNREACH: true }), false);
    assert.equal(of({ UNREACH: false, STICKY_UNREACH: true }), true, "the sticky one is history");
    assert.equal(of({ STICKY_UNREACH: true }), false);
    assert.equal(of({ STICKY_UNREACH: false }), true);
    assert.equal(of({ UNREACH: observed(null), STICKY_UNREACH: true }), false, "unknown tells nothing");
    assert.equal(of({ "1/UNREACH": true }), true, "channel 0 only");
  });
  test("shows the pending write, also one of false or null", () => {
    assert.equal(shownValue(undefined), undefined);
    assert.equal(shownValue(observed(1)), 1);
    assert.equal(shownValue(observed(1, { optimistic: { value: false } })), false);
    assert.equal(shownValue(observed(1, { optimistic: { value: null } })), null);
  });
  test("needs an interface that is known and connected", () => {
    const device = build(thermostat());
    assert.equal(isConnected(device, [iface()]), true);
    assert.equal(isConnected(device, [iface({ connected: false })]), false);
    assert.equal(isConnected(device, [iface({ id: "home-BidCos-RF" })]), false);
    assert.equal(isConnected(device, []), false);
  });
});

describe("health", () => {
  const device = build(bidcosSwitch());
  const of = (known: Parameters<typeof values>[0]) => healthOf(device, values(known));
  test("the battery is low where any of its parameters says so, in the order of the channels", () => {
    assert.equal(of({}).lowBattery, null);
    for (const name of ["LOW_BAT", "LOWBAT", "1/LOW_BAT", "2/LOW_BAT"]) {
      assert.equal(of({ [name]: true }).lowBattery, true, name);
      assert.equal(of({ [name]: false }).lowBattery, false, name);
    }
    assert.equal(of({ LOW_BAT: false, "1/LOW_BAT": true }).lowBattery, false);
    for (const name of ["1/LOWBAT", "3/LOW_BAT"]) assert.equal(of({ [name]: true }).lowBattery, null, name);
  });
  test("a battery state is percent above 10 and volts up to it", () => {
    assert.equal(of({ BATTERY_STATE: 10 }).batteryLevel, null);
    assert.equal(of({ BATTERY_STATE: 10.5 }).batteryLevel, 11);
    assert.equal(of({ BATTERY_STATE: 87.4 }).batteryLevel, 87);
    assert.equal(of({ BATTERY_STATE: "99" }).batteryLevel, null);
  });
  test("a level that is calculated from the voltage comes first", () => {
    const { values: points, type } = maintenance();
    const sensor = build(
      bundle("HmIP-RF", "HmIP-WTH", "A1", { 0: { type, values: points, master: { LOW_BAT_LIMIT: float(3, 0, 5) } } }),
    );
    const level = (known: Parameters<typeof values>[0]) => {
      const all = values(known).set(valueKey(0, "MASTER", "LOW_BAT_LIMIT"), observed(2));
      return healthOf(sensor, all).batteryLevel;
    };
    assert.equal(level({ OPERATING_VOLTAGE: 2.56, BATTERY_STATE: 11 }), 56);
    assert.equal(level({ BATTERY_STATE: 12 }), 12);
  });
  test("the signal is a whole number, the moment that of the newest value which was observed", () => {
    assert.equal(of({ RSSI_DEVICE: -71.9 }).signalStrength, -71);
    assert.equal(of({ RSSI_DEVICE: observed(null) }).signalStrength, null);
    assert.equal(of({}).lastUpdated, undefined);
    const known = {
      A: observed(1, { changedAt: 5 }),
      B: observed(1, { changedAt: 9 }),
      C: observed(1, { changedAt: 7 }),
      D: observed(undefined, { changedAt: 99, source: "unobserved" }),
    };
    assert.equal(of(known).lastUpdated, 9);
  });
});

describe("product and firmware", () => {
  test("the group follows the model's prefix, else the interface", () => {
    const cases = [
      ["HmIPW-DRS8", "HmIP-RF", "HmIP-Wired"],
      ["hmip-PSM", "x", "HmIP-RF"],
      ["HMW-LC", "x", "BidCos-Wired"],
      ["HM-LC-Sw1", "x", "BidCos-RF"],
      ["ALPHA-IP-RBG", "HmIP-RF", "HmIP-RF"],
      ["CUX", "CUxD", "unknown"],
    ] as const;
    for (const [model, of, group] of cases) assert.equal(productGroup(model, of), group, model);
  });
  test("makers and what interfaces can do", () => {
    assert.deepEqual(["HB-UNI", "Alpha-IP", "HmIP-PS"].map(manufacturer), ["Homebrew", "Möhlenhoff", "eQ-3"]);
    const able = (name: string) => Object.values(interfaceCapabilities(name));
    assert.deepEqual(able("HmIP-RF"), [true, true, true, true]);
    assert.deepEqual(able("BidCos-RF"), [false, true, true, true]);
    assert.deepEqual(able("BidCos-Wired"), [false, false, false, false]);
  });
  test("how a device listens, bit by bit", () => {
    assert.equal(rxMode(undefined), undefined);
    assert.equal(rxMode(0), undefined);
    assert.equal(rxMode(32), undefined);
    assert.deepEqual(rxMode(31), { always: true, burst: true, config: true, wakeup: true, lazy_config: true });
    for (const [bit, name] of [
      [1, "always"],
      [2, "burst"],
      [4, "config"],
      [8, "wakeup"],
      [16, "lazy_config"],
    ] as const)
      assert.deepEqual(rxMode(bit), { [name]: true });
  });
  const firmware = (name: string, description: object) =>
    firmwareOf({ interface: name, description } as unknown as Device);
  test("HmIP: what is offered counts when the image is on the device", () => {
    const offered = { FIRMWARE: "1.0", AVAILABLE_FIRMWARE: "2.0", UPDATABLE: true };
    for (const [state, available, status] of [
      ["READY_FOR_UPDATE", "2.0", "update_available"],
      ["DO_UPDATE_PENDING", "2.0", "installing"],
      ["PERFORMING_UPDATE", "2.0", "installing"],
      ["NEW_FIRMWARE_AVAILABLE", "1.0", "up_to_date"],
      ["", "1.0", "up_to_date"],
    ] as const) {
      const found = firmware("HmIP-RF", { ...offered, FIRMWARE_UPDATE_STATE: state });
      assert.deepEqual(
        [found.available, found.status, found.updateAvailable],
        [available, status, available === "2.0"],
      );
      assert.equal(found.state, state || "UNKNOWN");
      assert.equal(found.updatable, true);
    }
  });
  test("BidCos: what is offered counts at once; zeros and nothing offer nothing", () => {
    const of = (AVAILABLE_FIRMWARE?: string) => firmware("BidCos-RF", { FIRMWARE: "1.0", AVAILABLE_FIRMWARE });
    assert.equal(of("2.0").status, "update_available");
    for (const none of [undefined, "", "0.0.0", "1.0"]) assert.equal(of(none).updateAvailable, false, none);
    assert.deepEqual([of().updatable, of().current], [false, "1.0"]);
    assert.equal(firmware("BidCos-RF", {}).current, "0.0");
  });
  test("why a device cannot be updated", () => {
    const obstacle = (name: string, description: object) =>
      updateObstacle({ interface: name, description } as unknown as Device);
    const hmip = (FIRMWARE_UPDATE_STATE: string) => obstacle("HmIP-RF", { FIRMWARE_UPDATE_STATE });
    assert.match(obstacle("CUxD", {})!, /CUxD get no firmware/);
    assert.match(obstacle("HmIP-RF", { UPDATABLE: false, FIRMWARE_UPDATE_STATE: "READY_FOR_UPDATE" })!, /takes no/);
    assert.match(hmip("UP_TO_DATE")!, /up to date/);
    assert.match(hmip("LIVE_UP_TO_DATE")!, /up to date/);
    assert.match(hmip("DO_UPDATE_PENDING")!, /under way/);
    assert.match(hmip("PERFORMING_UPDATE")!, /under way/);
    assert.match(hmip("BACKGROUND_UPDATE_NOT_SUPPORTED")!, /over the air/);
    for (const state of ["NEW_FIRMWARE_AVAILABLE", "LIVE_NEW_FIRMWARE_AVAILABLE", "READY_FOR_UPDATE"])
      assert.equal(hmip(state), undefined, state);
    assert.match(hmip("constructor")!, /no newer/);
    const bidcos = (AVAILABLE_FIRMWARE?: string) => obstacle("BidCos-RF", { FIRMWARE: "1.0", AVAILABLE_FIRMWARE });
    assert.equal(bidcos("1.1"), undefined);
    for (const none of [undefined, "0.0", "1.0"]) assert.match(bidcos(none)!, /no newer/);
    assert.equal(obstacle("BidCos-Wired", { AVAILABLE_FIRMWARE: "3" }), undefined);
  });
  test("newer is compared number by number", () => {
    const newer = [
      ["1.10", "1.9"],
      ["2", "1.9.9"],
      ["1.0.1", "1.0"],
      ["nightly", "1.0"],
      ["1.0", "nightly"],
    ];
    for (const [a, b] of newer) assert.equal(isNewerFirmware(a!, b!), true, `${a} ${b}`);
    const not = [
      ["1.9", "1.10"],
      ["1.0", "1.0.0"],
      ["", "1.0"],
      ["x", "x"],
      ["1.0", "1.0.1"],
    ];
    for (const [a, b] of not) assert.equal(isNewerFirmware(a!, b!), false, `${a} ${b}`);
  });
});

describe("how well the connection is", () => {
  const now = 1_000_000;
  const score = (more: Partial<InterfaceState>) => interfaceHealth(iface(more), now).score;
  test("points for connection, loading and the last sign of life, to the millisecond", () => {
    assert.equal(score({ lastCallbackAt: now }), 100);
    assert.equal(score({ lastCallbackAt: now - 59_999 }), 100);
    assert.equal(score({ lastCallbackAt: now - 60_000 }), 90);
    assert.equal(score({ lastCallbackAt: now - 299_999 }), 90);
    assert.equal(score({ lastCallbackAt: now - 300_000 }), 80);
    assert.equal(score({ lastCallbackAt: now - 599_999 }), 80);
    assert.equal(score({ lastCallbackAt: now - 600_000 }), 70);
    assert.equal(score({}), 70);
    assert.equal(score({ loaded: false }), 40);
    assert.equal(score({ connected: false, lastCallbackAt: now }), 0);
  });
  const central = { name: "home", state: "running", available: true, configuredInterfaces: ["HmIP-RF", "BidCos-RF"] };
  const of = (interfaces: InterfaceState[], more: object = {}) =>
    centralHealth({ ...central, ...more } as Parameters<typeof centralHealth>[0], interfaces, now);
  test("a central is the mean of its configured interfaces", () => {
    assert.equal(of([iface({ lastCallbackAt: now })]).score, 50, "the other one never spoke");
    assert.equal(of([iface(), iface(), iface({ loaded: false })]).score, 60);
    assert.equal(of([], { configuredInterfaces: [] }).score, 0);
    assert.equal(of([iface()], { state: "starting" }).score, null);
    const one = of([iface()]);
    assert.deepEqual([one.central, one.state, one.available], ["home", "running", true]);
    assert.deepEqual(one.interfaces, [{ interface_id: "home-HmIP-RF", connected: true, loaded: true, score: 70 }]);
  });
  test("the home is the mean of the centrals that have a score", () => {
    const with_ = (...scores: (number | null)[]) => overallScore(scores.map((s) => ({ score: s }) as never));
    assert.equal(with_(), null);
    assert.equal(with_(null), null);
    assert.equal(with_(100, null, 51), 76);
  });
  test("figures: what was never observed is absent", () => {
    const figures = (interfaces: InterfaceState[], lastEventAt?: number) =>
      centralMetrics({ configuredInterfaces: ["HmIP-RF", "BidCos-RF", "CUxD"] as never, lastEventAt }, interfaces, now);
    assert.deepEqual(figures([]), {});
    assert.deepEqual(figures([iface()]), { system_health: 33.3 });
    const four = [
      iface(),
      iface({ connected: false, latencyMs: 999 }),
      iface({ latencyMs: 2 }),
      iface({ latencyMs: 3.13 }),
    ];
    assert.deepEqual(figures(four), { system_health: 75, connection_latency_ms: 2.6 });
    assert.deepEqual(figures([], now - 1550), { last_event_age_seconds: 1.6 });
    assert.deepEqual(figures([], now + 5000), { last_event_age_seconds: 0 });
  });
});

describe("names", () => {
  test("of devices and channels: the CCU's, unless it is its default", () => {
    assert.equal(deviceName("Lamp", "HM-X", "A1"), "Lamp");
    for (const none of [undefined, "", "A1"]) assert.equal(deviceName(none, "HM-X", "A1"), "HM-X_A1");
    const device = { name: "Lamp", model: "HM-X" };
    assert.equal(channelName("Top", device, "A1:1", 1), "Top");
    for (const none of [undefined, "", "A1:1", "HM-X A1:1"])
      assert.equal(channelName(none, device, "A1:1", 1), "Lamp:1", none);
    assert.equal(channelName(undefined, device, "A1", null), "Lamp");
    assert.deepEqual(baseName("Lamp:12"), { base: "Lamp", numbered: true });
    assert.deepEqual(baseName("Lamp:x"), { base: "Lamp:x", numbered: false });
    assert.equal(titleCase("__SET_POINT__X"), "Set Point X");
    assert.equal(withoutDevice({ name: "Lamp" }, "Lamp State"), "State");
    assert.equal(withoutDevice({ name: "Lamp" }, "Lamp"), "Lamp");
    assert.equal(withoutDevice({ name: "Lamp" }, "The Lamp State"), "The Lamp State");
  });
  test("of data points: with the number of the channel where several look alike", () => {
    const values = { STATE: bool(7) };
    const device = build(
      bundle("HmIP-RF", "HmIP-X", "A1", {
        0: { type: "MAINTENANCE", values },
        1: { type: "X", values },
        2: { type: "X", values },
        3: { type: "X", values: { LEVEL: float(7, 0, 1) } },
      }),
    );
    const renamed = (number: number, name: string): Device => ({
      ...device,
      channels: device.channels.map((c) => (c.number === number ? { ...c, name } : c)),
    });
    const name = (of: Device, number: number, parameter: string) =>
      dataPointName(of, of.channels.find((c) => c.number === number)!, parameter, "Label");
    assert.equal(name(device, 1, "STATE"), "Label ch1");
    assert.equal(name(device, 0, "STATE"), "Label", "the maintenance channel needs none");
    assert.equal(name(device, 3, "LEVEL"), "Label", "the only one with it");
    assert.equal(name(renamed(1, "Top"), 1, "STATE"), "Top Label", "its own name tells it");
    assert.equal(name(renamed(1, device.name), 1, "STATE"), "Label ch1", "two channels of the same name");
  });
  test("ids of devices, and their order", () => {
    assert.equal(idOf({ central: "home", address: "A1" }), "home/A1");
    assert.deepEqual(splitDeviceId("h/A1"), { central: "h", address: "A1" });
    for (const none of ["A1", "/A1", "home/", "/"]) assert.equal(splitDeviceId(none), undefined, none);
    const at = (central: string, address: string) => ({ central, address });
    const sorted = [at("b", "A"), at("a", "B"), at("a", "A")].sort(compareDevices);
    assert.deepEqual(sorted, [at("a", "A"), at("b", "A"), at("a", "B")]);
    assert.equal(compareDevices(at("a", "A"), at("a", "A")), 0);
    assert.equal(compareDevices(at("a", "A"), at("b", "A")), -1);
    assert.equal(compareDevices(at("a", "B"), at("b", "A")), 1);
  });
  test("text that the CCU cannot hold is named by its code", () => {
    for (const good of ["", "Küche ß ÿ", "a\nb\r\tc", "$x {y}"]) assert.equal(nameFault(good), undefined, good);
    assert.match(textFault("x€")!, /U\+20AC/);
    assert.match(textFault("\u{1f600}")!, /U\+1F600/);
    assert.match(textFault("\u0007")!, /U\+0007/);
    assert.match(textFault("\u007f")!, /U\+007F/);
    assert.equal(composed("u\u0308"), "ü");
    assert.equal(textFault("u\u0308"), undefined);
    assert.match(nameFault("a $" + "{ruleName} b")!, /contains \$\{ruleName\}, which the CCU shows/);
    assert.match(nameFault("x€")!, /U\+20AC/);
    assert.equal(textFault("$" + "{ruleName}"), undefined, "no name");
  });
  test("labels: ours, else the key in title case, never empty", () => {
    assert.equal(parameterLabel("BOOST_MODE", "X", "de"), "Boost-Betrieb");
    assert.equal(parameterLabel("BRIGHTNESS", "X", "en"), "Brightness");
    assert.equal(parameterLabel("NEVER_HEARD_OF", "X", "de"), "Never Heard Of");
    assert.equal(parameterLabel("_", "X", "de"), "_");
    assert.equal(knownParameterLabel("NEVER_HEARD_OF", "X", "de"), undefined);
    assert.equal(channelTypeLabel("WEATHER", "de"), "Wettersensor");
    assert.equal(channelTypeLabel("NEW_SENSOR", "de"), "New Sensor");
    assert.equal(channelTypeLabel("_", "en"), "_");
    const open = knownValueLabel("OPEN", "de");
    const list = ["OPEN", "NEVER_HEARD_OF"];
    assert.notEqual(knownValueLabel("OPEN", "en"), open);
    assert.deepEqual(valueTranslations(list, "de"), { OPEN: open });
    assert.deepEqual(valueTranslations(list, "en"), { OPEN: knownValueLabel("OPEN", "en") });
    assert.equal(valueTranslations(list, "de"), valueTranslations(list, "de"), "made once");
    for (const none of [undefined, [], ["NEVER_HEARD_OF"]]) assert.equal(valueTranslations(none, "de"), undefined);
  });
});

describe("figures about devices", () => {
  test("are counted by interface, and one without devices is there with zeros", () => {
    const known = [
      { device: build(thermostat("A1")), values: values({ UNREACH: true, RSSI_DEVICE: -60, LOW_BAT: true }) },
      { device: build(thermostat("A2")), values: values({ UNREACH: false }) },
      { device: build(bidcosSwitch("A3")), values: values({}) },
    ];
    const interfaces = [iface(), iface({ id: "home-CUxD" }), iface({ id: "home-BidCos-RF", connected: false })];
    assert.deepEqual(countDevices(known, interfaces), {
      "home-HmIP-RF": { total: 2, unreachable: 1, firmware_updatable: 2 },
      "home-CUxD": { total: 0, unreachable: 0, firmware_updatable: 0 },
      "home-BidCos-RF": { total: 1, unreachable: 1, firmware_updatable: 0 },
    });
    const heard = signalQualities(known, interfaces);
    assert.deepEqual(heard[0], {
      address: "A1",
      name: known[0]!.device.name,
      model: "HmIP-eTRV-2",
      interface_id: "home-HmIP-RF",
      is_reachable: false,
      signal_strength: -60,
      low_battery: true,
    });
    assert.deepEqual(
      heard.map((one) => one.is_reachable),
      [false, true, false],
    );
  });
  test("sub-devices: two groups of more than one channel, also of models that nobody knows", () => {
    const of = (...types: string[]) =>
      hasSubDevices(
        build(
          bundle(
            "HmIP-RF",
            "HmIP-NEVER",
            "A1",
            Object.fromEntries(types.map((type, i) => [i + 1, { type, values: {} }])),
          ),
        ),
      );
    const [t, r] = ["A_TRANSMITTER", "A_VIRTUAL_RECEIVER"];
    assert.equal(of(t, r, t, r), true);
    assert.equal(of(t, r, r, r), false, "one group");
    assert.equal(of(t, r, t), false);
    assert.equal(of(t, r, t, "B_VIRTUAL_RECEIVER"), false, "not of its family");
    assert.equal(of(t, r, "KEY", r, t), false, "another channel ends a group");
    assert.equal(of(r, r, r), false);
    assert.equal(of(t, r, "B_TRANSMITTER", "B_VIRTUAL_RECEIVER"), true);
  });
});

test("hints: by name, part of the name, alarm list, unit, type, and never none", () => {
  const of = (name: string, description: Parameters<typeof uiHint>[1] = bool(5), unit?: string) =>
    uiHint(name, description, unit);
  assert.deepEqual(of("state"), { icon: "mdi:circle", semantic: "state" });
  assert.deepEqual(of("X_LOW_BAT"), {
    icon: "mdi:battery-alert",
    semantic: "battery_low",
    state_color_rule: "alarm_active",
  });
  assert.equal(of("STICKY_UNREACH").semantic, "connectivity");
  const alarm = (...list: string[]) => of("XYZ", choice(5, list)).semantic;
  assert.equal(alarm("IDLE_OFF", "PRIMARY_ALARM"), "alarm_state");
  assert.equal(alarm("IDLE", "X", "ALARM"), "alarm_state");
  assert.equal(alarm("OFF", "ALARM"), "enum");
  assert.equal(alarm("IDLE", "BUSY"), "enum");
  assert.equal(alarm("IDLE_ALARM"), "enum");
  assert.equal(of("XYZ", { ...bool(5), VALUE_LIST: ["IDLE", "ALARM"] }).semantic, "state", "no list of choices");
  assert.equal(of("XYZ", bool(5), "% rF").semantic, "humidity");
  assert.equal(of("XYZ", bool(5), "KWH").semantic, "energy", "in any case");
  assert.equal(of("XYZ", bool(5), "mV").semantic, "voltage");
  assert.equal(of("XYZ", bool(5), "furlong").semantic, "state");
  assert.equal(of("XYZ", parameter("ACTION", 2)).semantic, "action");
  assert.deepEqual(of("XYZ", parameter("NEW", 2)), { icon: "mdi:chart-bar", semantic: "unknown" });
});

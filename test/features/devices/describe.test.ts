import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ChannelSummary,
  DeviceDetail,
  DeviceSummary,
  EventGroupSummary,
} from "../../../handlers/features/devices/answers/devices.ts";
import {
  describeChannel,
  describeDevice,
  describeDeviceDetail,
} from "../../../handlers/features/devices/describe-device.ts";
import { describeEventGroup } from "../../../handlers/features/devices/describe-event-group.ts";
import { DataPointSummary } from "../../../handlers/features/values/answers/data-points.ts";
import { describeDataPoint } from "../../../handlers/features/values/describe-data-point.ts";
import { buildDevice } from "../../../handlers/model/build.ts";
import { findDataPoint, listDataPoints } from "../../../handlers/model/find.ts";
import type { Locale } from "../../../handlers/model/labels.ts";
import { type Device, type InterfaceState, type ValueState, valueKey } from "../../../handlers/model/types.ts";
import { cleanUnit, multiplier } from "../../../handlers/model/units.ts";
import type { DeviceBundle } from "../../../handlers/ports/index.ts";
import { bidcosSwitch, blind, bool, bundle, float, thermostat } from "../../model/fixtures.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const build = (b: DeviceBundle, context = {}): Device => buildDevice(b, { central: "home", ...context })!;
const connected = (name: string, on = true): InterfaceState => ({
  name,
  connected: on,
  loaded: true,
  central: "home",
  id: `home-${name}`,
  host: "h",
});
const HMIP = { interfaces: [connected("HmIP-RF")] };
const live = (value: unknown, more: Partial<ValueState> = {}): ValueState => ({
  value,
  source: "live",
  changedAt: NOW - 5000,
  seenAt: NOW - 2500,
  ...more,
});
const values = (entries: [number, string, ValueState][]): Map<string, ValueState> =>
  new Map(entries.map(([channel, name, state]) => [valueKey(channel, "VALUES", name), state]));

test("a device: product, firmware, radio, rooms", () => {
  const device = build(thermostat(), {
    rooms: new Map([
      ["0003ETRV000001:1", ["Bath"]],
      ["0003ETRV000001:0", ["Bath", "Attic"]],
    ]),
  });
  const summary = DeviceSummary.parse(describeDevice(device, new Map(), HMIP));
  assert.deepEqual(summary.rx_mode, { always: true, burst: true, wakeup: true });
  assert.deepEqual(summary.rooms, ["Attic", "Bath"]);
  assert.equal(summary.product_group, "HmIP-RF");
  assert.equal(summary.manufacturer, "eQ-3");
  assert.equal(summary.channels_count, 2);
  assert.equal(summary.updatable, true);
  assert.equal(summary.update_available, false, "on HmIP new firmware counts when the device has it");
  assert.equal(summary.master_pushes_config_pending, true);
});

test("firmware states", () => {
  const status = (iface: string, more: object) => {
    const summary = describeDevice(build(bundle(iface, "HM-X", "ADDR00001", {}, more)), new Map(), HMIP);
    return [summary.update_available, summary.update_status];
  };
  const offer = { AVAILABLE_FIRMWARE: "2.0.0" };
  assert.deepEqual(status("BidCos-RF", offer), [true, "update_available"]);
  assert.deepEqual(status("BidCos-RF", { AVAILABLE_FIRMWARE: "0.0.0" }), [false, "up_to_date"]);
  assert.deepEqual(status("HmIP-RF", { ...offer, FIRMWARE_UPDATE_STATE: "READY_FOR_UPDATE" }), [
    true,
    "update_available",
  ]);
  assert.deepEqual(status("HmIP-RF", { ...offer, FIRMWARE_UPDATE_STATE: "PERFORMING_UPDATE" }), [true, "installing"]);
});

test("availability: the interface first, then UNREACH, then STICKY_UNREACH", () => {
  const device = build(blind());
  const available = (v: Map<string, ValueState>, on = true) =>
    describeDevice(device, v, { interfaces: [connected("HmIP-RF", on)] }).available;
  assert.equal(available(values([])), true);
  assert.equal(available(values([[0, "UNREACH", live(true)]])), false);
  assert.equal(available(values([[0, "STICKY_UNREACH", live(true)]])), false);
  assert.equal(
    available(
      values([
        [0, "UNREACH", live(false)],
        [0, "STICKY_UNREACH", live(true)],
      ]),
    ),
    true,
  );
  assert.equal(available(values([[0, "UNREACH", live(false)]]), false), false);
  assert.equal(describeDevice(device, values([]), { interfaces: [] }).available, false, "an unknown interface");
});

test("the detail has capitalised members, battery and signal", () => {
  const device = build(blind());
  const detail = DeviceDetail.parse(
    describeDeviceDetail(
      device,
      values([
        [0, "LOW_BAT", live(true)],
        [0, "RSSI_DEVICE", live(-70)],
      ]),
      {
        ...HMIP,
        locale: "en",
      },
    ),
  );
  assert.deepEqual(detail.firmware, { Current: "1.2.3", Available: "1.2.3", Updatable: false, UpdateState: "UNKNOWN" });
  assert.deepEqual(detail.availability, {
    IsReachable: true,
    LastUpdated: "2026-01-01T11:59:55.000Z",
    BatteryLevel: null,
    LowBattery: true,
    SignalStrength: -70,
  });
  assert.equal(detail.channels.length, 3);
});

test("channels: labels in two languages, one room, all data points counted", () => {
  const device = build(bidcosSwitch(), { rooms: new Map([["KEQ0000001:1", ["Hall"]]]) });
  const channel = ChannelSummary.parse(describeChannel(device, device.channels[1]!, "de"));
  assert.equal(channel.type_label, "Schaltaktor");
  assert.equal(channel.room, "Hall");
  assert.equal(channel.paramset_key, "VALUES");
  assert.equal(channel.data_points_count, listDataPoints(device.channels[1]!, true).length);
  assert.deepEqual(channel.paramset_keys, ["MASTER", "VALUES"]);
});

function summary(device: Device, number: number, name: string, state?: ValueState, locale: Locale = "en") {
  const channel = device.channels.find((c) => c.number === number)!;
  const point = findDataPoint(channel, name)!;
  return DataPointSummary.parse(describeDataPoint(device, channel, point, state, { locale, now: NOW }));
}

test("a data point: labels, unit, limits, hint, age", () => {
  const device = build(thermostat());
  const found = summary(device, 1, "SET_POINT_TEMPERATURE", live(21.5), "de");
  assert.equal(found.parameter_label, "Soll-Temperatur");
  assert.equal(found.unit, "°C");
  assert.deepEqual([found.min, found.max], [4.5, 30.5]);
  assert.deepEqual(found.ui_hint, {
    icon: "mdi:thermometer-check",
    semantic: "temperature_setpoint",
    state_color_rule: "temp_heat",
  });
  assert.equal(found.value, 21.5);
  assert.equal(found.value_age_seconds, 2);
  assert.equal(found.modified_at, "2026-01-01T11:59:55.000Z");
  assert.equal(found.last_seen_at, "2026-01-01T11:59:57.500Z");
  assert.equal(summary(device, 1, "SET_POINT_TEMPERATURE").parameter_label, "Set point temperature");
});

test("a value that was never observed is null and says so; a pending one is shown at once", () => {
  const device = build(blind());
  const none = summary(device, 4, "LEVEL");
  assert.deepEqual([none.value, none.observed, none.source, none.modified_at], [null, false, "unobserved", undefined]);
  const pending = summary(device, 4, "LEVEL", live(0, { optimistic: { value: 1 } }));
  assert.equal(pending.value, 1);
  assert.equal(pending.value_age_seconds, 2);
  assert.equal(summary(device, 4, "LEVEL", live(0, { seenAt: NOW })).value_age_seconds, undefined, "omitted when 0");
});

test("labels of values are translated where there are words for them", () => {
  const device = build(thermostat());
  assert.deepEqual(summary(device, 1, "WINDOW_STATE", undefined, "de").value_translations, {
    CLOSED: "Geschlossen",
    OPEN: "Offen",
  });
  assert.equal(summary(device, 1, "SET_POINT_MODE").value_translations, undefined);
});

test("a parameter without a translation is still readable", () => {
  const device = build(bundle("HmIP-RF", "M", "ADDR00001", { 1: { type: "X", values: { SOME_NEW_THING: bool(7) } } }));
  assert.equal(summary(device, 1, "SOME_NEW_THING", undefined, "de").parameter_label, "Some New Thing");
});

test("presses have no state, but the group knows the last one", () => {
  const device = build(bidcosSwitch());
  const channel = device.channels[2]!;
  const pressed = values([
    [2, "PRESS_SHORT", live(true, { changedAt: NOW - 9000 })],
    [2, "PRESS_LONG", live(true, { changedAt: NOW - 8000 })],
  ]);
  assert.equal(summary(device, 2, "PRESS_SHORT", live(true)).value, null);
  const group = EventGroupSummary.parse(
    describeEventGroup(device, channel, channel.eventGroups[0]!, pressed, { interfaces: [connected("BidCos-RF")] }),
  );
  assert.deepEqual(group.event_types, ["press_short", "press_long"]);
  assert.equal(group.available, true);
  assert.deepEqual(group.last_triggered_event, {
    parameter: "PRESS_LONG",
    value: true,
    triggered_at: "2026-01-01T11:59:52.000Z",
  });
});

test("names: the channel is told apart only where it must be", () => {
  const two = bundle("HmIP-RF", "M", "ADDR00001", {
    1: { type: "X", values: { STATE: bool(7), POWER: float(5, 0, 1) } },
    2: { type: "X", values: { STATE: bool(7) } },
  });
  const name = (names: Record<string, { name: string }>, number: number, p: string) =>
    summary(build(two, { names }), number, p).translated_name;
  const plug = { ADDR00001: { name: "Plug" } };
  assert.equal(name(plug, 1, "STATE"), "State ch1");
  assert.equal(name(plug, 1, "POWER"), "Power", "only one channel measures");
  const named = { ...plug, "ADDR00001:1": { name: "Fan" }, "ADDR00001:2": { name: "Lamp" } };
  assert.equal(name(named, 1, "STATE"), "Fan State");
  const same = { ...plug, "ADDR00001:1": { name: "Plug:1" }, "ADDR00001:2": { name: "Plug:2" } };
  assert.equal(name(same, 2, "STATE"), "State ch2");
});

test("a list shows visible data points only, unless everything is asked for", () => {
  const channel = build(blind()).channels[0]!;
  const names = (all: boolean) => listDataPoints(channel, all).map((p) => p.parameter);
  assert.deepEqual(names(false), ["LOW_BAT", "RSSI_DEVICE", "ERROR_CODE", "GLOBAL_BUTTON_LOCK"]);
  assert.equal(names(true).length, 10);
});

test("several groups of channels make sub-devices", () => {
  const types = (list: string[]) =>
    build(bundle("HmIP-RF", "M", "ADDR00001", Object.fromEntries(list.map((type, i) => [i, { type }]))));
  const sub = (list: string[]) => describeDevice(types(list), new Map(), HMIP).has_sub_devices;
  const group = ["SWITCH_TRANSMITTER", "SWITCH_VIRTUAL_RECEIVER", "SWITCH_VIRTUAL_RECEIVER"];
  assert.equal(sub(["MAINTENANCE", ...group]), false);
  assert.equal(sub(["MAINTENANCE", ...group, ...group]), true);
  assert.equal(sub(["MAINTENANCE", ...group, "SWITCH_TRANSMITTER"]), false);
});

test("units are cleaned; the rule replaces the whole unit", () => {
  assert.equal(cleanUnit("LEVEL_REAL", "100%"), "%");
  assert.equal(cleanUnit("TEMPERATURE", "degree"), "°C");
  assert.equal(cleanUnit("FLOW", "m3/h"), "m³");
  assert.equal(cleanUnit("X", '""'), undefined);
  assert.equal(cleanUnit("X", "\\u00b0C"), "°C");
  assert.equal(cleanUnit("X", ""), undefined);
  assert.equal(cleanUnit("RSSI_PEER", ""), "dBm");
  assert.equal(cleanUnit("X", "W"), "W");
  assert.deepEqual([multiplier("100%"), multiplier("%")], [100, 1]);
});

test("what complains about batteries says which they are, where the model is known to take some", () => {
  const low = (type: string) => {
    const device = build(
      bundle("HmIP-RF", type, "000000000B0001", { 0: { type: "MAINTENANCE", values: { LOW_BAT: bool(5) } } }),
    );
    const [channel] = device.channels;
    const point = findDataPoint(channel!, "LOW_BAT")!;
    const view = { locale: "en" as Locale, now: NOW };
    return DataPointSummary.parse(describeDataPoint(device, channel!, point, undefined, view)).additional_information;
  };
  assert.deepEqual(low("HmIP-eTRV"), { battery_type: "AA", battery_quantity: 2 });
  assert.deepEqual(low("HmIP-DLS"), { battery_type: "CR2032", battery_quantity: 1 });
  assert.equal(low("HmIP-SWSD"), undefined, "built in");
});

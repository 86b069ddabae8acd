/** What becomes what in Matter: values and orders of each kind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { endpointName, shortened, shortName } from "../../../handlers/features/matter/home/endpoint-names.ts";
import { candidatesOf } from "../../../handlers/features/matter/home/mapping/candidates.ts";
import { CUSTOM_ROWS } from "../../../handlers/features/matter/home/mapping/custom.ts";
import { DEVICE_TYPES, type DeviceType } from "../../../handlers/features/matter/home/mapping/device-types.ts";
import { ORDERS, orderOf } from "../../../handlers/features/matter/home/mapping/orders.ts";
import * as unit from "../../../handlers/features/matter/home/mapping/units.ts";
import { CALCULATED_ROWS, VALUE_ROWS, valueRow } from "../../../handlers/features/matter/home/mapping/values.ts";
import { pressesOf } from "../../../handlers/features/matter/home/presses.ts";
import { isPasscode, passcodeOf, portOf } from "../../../handlers/features/matter/settings.ts";
import type { Device } from "../../../handlers/model/types.ts";
import { fromWire } from "../../../handlers/model/values.ts";
import type { ParamsetDescription } from "../../../handlers/ports/index.ts";
import { MatterCommandError } from "../../../handlers/ports/matter-bridge.ts";
import { device, EVENT, maintenance, parameter, READ, state as stateOf, states, WRITE } from "../../support/devices.ts";

const ALL_OPERATIONS = [
  ...["turn_on", "turn_off", "set_brightness", "set_color", "set_color_temperature", "open", "close", "stop"],
  ...["set_position", "set_tilt", "ventilate", "set_mode", "set_temperature", "lock", "unlock"],
];
const ask = (kind: string, name: string, args = {}, state = {}) => {
  const [cluster = "", command = ""] = name.split(".");
  return orderOf(kind, { endpoint: "e", cluster, command, args }, { state, operations: ALL_OPERATIONS });
};

test("orders of each kind", () => {
  const rows: [kind: string, name: string, args: object, state: object, order: unknown][] = [
    ["switch", "onOff.on", {}, {}, { operation: "turn_on" }],
    ["switch", "onOff.toggle", {}, { is_on: true }, { operation: "turn_off" }],
    ["light", "onOff.toggle", {}, { state: "OFF" }, { operation: "turn_on" }],
    [
      "light",
      "levelControl.moveToLevel",
      { level: 127, withOnOff: true },
      {},
      { operation: "set_brightness", params: { brightness: 0.5 } },
    ],
    [
      "light",
      "levelControl.moveToLevel",
      { level: 254, withOnOff: false, transitionTime: 25 },
      { state: "ON" },
      { operation: "set_brightness", params: { brightness: 1, transition: 2.5 } },
    ],
    ["light", "levelControl.moveToLevel", { level: 100, withOnOff: false }, { state: "OFF" }, undefined],
    [
      "light",
      "levelControl.moveToLevel",
      { level: 0, withOnOff: true },
      { state: "ON" },
      { operation: "turn_off", params: {} },
    ],
    [
      "light_color_temp",
      "colorControl.moveToColorTemperature",
      { colorTemperatureMireds: 250 },
      { state: "ON" },
      { operation: "set_color_temperature", params: { kelvin: 4_000 } },
    ],
    // a colour is for a light that is on, unless whoever asks says otherwise
    ["light_color_temp", "colorControl.moveToColorTemperature", { colorTemperatureMireds: 250 }, {}, undefined],
    ["light_color", "colorControl.moveToColor", { colorX: 1, colorY: 1 }, { state: "OFF" }, undefined],
    [
      "light_color",
      "colorControl.moveToColorTemperature",
      { colorTemperatureMireds: 250, executeIfOff: true },
      { state: "OFF" },
      { operation: "set_color_temperature", params: { kelvin: 4_000 } },
    ],
    [
      "light_rgbw",
      "colorControl.moveToHueAndSaturation",
      { hue: 127, saturation: 254 },
      { state: "ON" },
      { operation: "set_color", params: { hue: 180, saturation: 100 } },
    ],
    [
      "cover",
      "windowCovering.goToLift",
      { percent100ths: 2_500 },
      {},
      { operation: "set_position", params: { position: 0.75 } },
    ],
    ["cover", "windowCovering.stop", {}, {}, { operation: "stop" }],
    [
      "cover_blind",
      "windowCovering.goToTilt",
      { percent100ths: 10_000 },
      {},
      { operation: "set_tilt", params: { tilt: 0 } },
    ],
    ["cover_garage", "windowCovering.goToLift", { percent100ths: 0 }, {}, { operation: "open" }],
    ["cover_garage", "windowCovering.goToLift", { percent100ths: 5_000 }, {}, { operation: "ventilate" }],
    ["cover_garage", "windowCovering.goToLift", { percent100ths: 10_000 }, {}, { operation: "close" }],
    [
      "climate_hmip",
      "thermostat.occupiedHeatingSetpoint",
      { occupiedHeatingSetpoint: 2_130 },
      {},
      { operation: "set_temperature", params: { temperature: 21.5 } },
    ],
    [
      "climate_hmip",
      "thermostat.systemMode",
      { systemMode: 0 },
      {},
      { operation: "set_mode", params: { mode: "off" } },
    ],
    ["climate_hmip", "thermostat.systemMode", { systemMode: 4 }, { hvac_mode: "auto" }, undefined],
    [
      "climate_hmip",
      "thermostat.systemMode",
      { systemMode: 4 },
      { hvac_mode: "off" },
      { operation: "set_mode", params: { mode: "heat" } },
    ],
    ["lock", "doorLock.unlock", {}, {}, { operation: "unlock" }],
    ["siren", "onOff.toggle", {}, { state: "on" }, { operation: "turn_off" }],
    ["valve_irrigation", "onOff.on", {}, {}, { operation: "open" }],
    ["valve_irrigation", "onOff.toggle", {}, { is_open: true }, { operation: "close" }],
  ];
  for (const [kind, name, args, state, order] of rows)
    assert.deepEqual(ask(kind, name, args, state), order, `${kind} ${name}`);
});

test("whatever a controller sends, an order is one that the kind has, with finite arguments, or a refusal", () => {
  const names = Object.entries(ORDERS).flatMap(([kind, rows]) =>
    Object.keys(rows).map((name) => [kind, name] as const),
  );
  const keys = [
    "level",
    "hue",
    "saturation",
    "colorX",
    "colorY",
    "colorTemperatureMireds",
    "percent100ths",
    "systemMode",
    "occupiedHeatingSetpoint",
    "transitionTime",
    "withOnOff",
    "executeIfOff",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.dictionary(fc.constantFrom(...keys), fc.anything()),
      ([kind, name], args) => {
        try {
          const found = ask(kind, name, args);
          for (const value of Object.values(found?.params ?? {}))
            assert.ok(typeof value === "string" || Number.isFinite(value), `${name} ${String(value)}`);
        } catch (error) {
          assert.ok(error instanceof MatterCommandError, String(error));
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test("what the device cannot do as it is set up is refused", () => {
  assert.throws(
    () =>
      orderOf(
        "light_rgbw",
        { endpoint: "e", cluster: "colorControl", command: "moveToHueAndSaturation", args: { hue: 1, saturation: 1 } },
        { state: { state: "ON" }, operations: ["turn_on", "turn_off"] },
      ),
    /cannot do set_color/,
  );
});

test("units: there and back", () => {
  assert.deepEqual([0.001, 0.5, 1].map(unit.levelOf), [1, 127, 254]);
  assert.deepEqual([1, 0.75, 0, 1.005, -0.005].map(unit.closedShare), [0, 2_500, 10_000, 0, 10_000]);
  for (let closed = 0; closed <= 10_000; closed += 100) assert.equal(unit.closedShare(unit.openShare(closed)), closed);
  assert.deepEqual([0, 0.9, 1, 10, 100, 1e9].map(unit.illuminance), [0, 0, 1, 10_001, 20_001, 0xfffe]);
  assert.deepEqual([2_000, 4_000, 6_500].map(unit.mireds), [500, 250, 154]);
  for (const h of [0, 30, 60, 120, 200, 240, 300, 350])
    for (const s of [30, 60, 100]) {
      const { x, y } = unit.chromaticity(h, s);
      const back = unit.hueOf(x, y);
      assert.ok(Math.abs(((back.h - h + 540) % 360) - 180) < 2, `${h} ${s} ${back.h}`);
      assert.ok(Math.abs(back.s - s) < 3, `${h} ${s} ${back.s}`);
    }
  assert.ok(unit.hueOf(20_493, 21_561).s < 2, "daylight has no colour");
  assert.ok(unit.hueOf(0, 0).s < 2, "nor has what is no colour at all");
});

test("values: units, what is unknown, what is out of range", () => {
  const shown = (parameter: string, of: string | undefined, value: unknown, channelType = "WEATHER") => {
    const isNumber = typeof value === "number" || value === null;
    return valueRow({ parameter, unit: of, channelType, isNumber })?.attributes?.(value);
  };
  assert.deepEqual(shown("ACTUAL_TEMPERATURE", "°C", -12.7), { temperatureMeasurement: { measuredValue: -1_270 } });
  // what broken sensors say
  assert.deepEqual(
    [-3_276.8, 3_276.7].map((value) => shown("ACTUAL_TEMPERATURE", "°C", value)),
    [-27_315, 32_767].map((measuredValue) => ({ temperatureMeasurement: { measuredValue } })),
  );
  const heating = CUSTOM_ROWS.climate_hmip?.attributes?.({
    view: { state: { current_temperature: -3_276.8, current_humidity: 140, set_temperature: 20 } },
  } as never);
  assert.equal(heating?.thermostat?.localTemperature, -27_315);
  assert.equal(heating?.temperatureMeasurement?.measuredValue, -27_315);
  assert.equal(heating?.relativeHumidityMeasurement?.measuredValue, 10_000);
  assert.deepEqual(shown("HUMIDITY", "%", null), { relativeHumidityMeasurement: { measuredValue: null } });
  assert.deepEqual(shown("HUMIDITY", "%", 140), { relativeHumidityMeasurement: { measuredValue: 10_000 } });
  assert.deepEqual(shown("AIR_PRESSURE", "hPa", 1_013.2), { pressureMeasurement: { measuredValue: 1_013 } });
  assert.deepEqual(shown("POWER", "W", 23.5), { electricalPowerMeasurement: { activePower: 23_500 } });
  assert.deepEqual(shown("ENERGY_COUNTER", "Wh", 5_000), {
    electricalEnergyMeasurement: { cumulativeEnergyImported: { energy: 5_000_000 } },
  });
  assert.deepEqual(shown("STATE", undefined, true, "SHUTTER_CONTACT"), { booleanState: { stateValue: false } });
  assert.deepEqual(shown("STATE", undefined, "TILTED", "ROTARY_HANDLE_SENSOR"), {
    booleanState: { stateValue: false },
  });
  assert.deepEqual(shown("STATE", undefined, "CLOSED", "ROTARY_HANDLE_SENSOR"), { booleanState: { stateValue: true } });
  assert.deepEqual(shown("STATE", undefined, "WET", "WATERDETECTIONSENSOR"), { booleanState: { stateValue: false } });
  // a contact that nobody knows anything of is neither open nor closed
  assert.equal(shown("STATE", undefined, undefined, "SHUTTER_CONTACT"), undefined);
  assert.equal(shown("MOTION", undefined, "perhaps", "MOTION_DETECTOR"), undefined);
  assert.equal(
    valueRow({ parameter: "WIND_SPEED", unit: "km/h", channelType: "WEATHER", isNumber: true })?.projection,
    undefined,
  );
  assert.equal(
    valueRow({ parameter: "RSSI_PEER", unit: "dBm", channelType: "MAINTENANCE", isNumber: true }),
    undefined,
  );
});

test("the table: what is shown says how, what is not says why, and nothing is newer than old apps", () => {
  for (const [name, row] of [
    ...Object.entries(CUSTOM_ROWS),
    ...Object.entries(CALCULATED_ROWS),
    ...VALUE_ROWS.map((row) => [row.text, row] as const),
  ])
    assert.ok(row.projection ? row.attributes : row.reason, name);
  const recent = [0x0042, 0x0043, 0x0044, 0x0230, 0x0231];
  for (const { id, name } of Object.values(DEVICE_TYPES)) assert.ok(!recent.includes(id), name);
});

test("texts are cut between what somebody sees as characters, at 32 bytes", () => {
  assert.equal(shortened("x".repeat(32)), "x".repeat(32));
  assert.equal(shortened("x".repeat(33)), "x".repeat(32));
  assert.equal(shortened("ä".repeat(20)), "ä".repeat(16));
  assert.equal(shortened(`${"x".repeat(30)}🚪`), "x".repeat(30));
  // a family is one character of 25 bytes, a flag one of 8, an accent belongs to its letter
  assert.equal(shortened("👨‍👩‍👧‍👦👨‍👩‍👧‍👦"), "👨‍👩‍👧‍👦");
  assert.equal(shortened("🇩🇪".repeat(5)), "🇩🇪".repeat(4));
  assert.equal(shortened(`${"x".repeat(31)}u\u0308`), "x".repeat(31));
});

test("a long name keeps its beginning and its end, so that those of one device differ", () => {
  assert.equal(shortName("x".repeat(32)), "x".repeat(32));
  assert.equal(shortName("x".repeat(33)), `${"x".repeat(17)}…${"x".repeat(12)}`);
  assert.equal(shortName("Wandthermostat Wohnzimmer Erdgeschoß Dew Point"), "Wandthermostat Wo…ß Dew Point");
  assert.equal(shortName("Rollladen Wohnzimmer Südseite links"), "Rollladen Wohnzim…dseite links");
  for (const name of [
    "👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
    "ü".repeat(40),
    `${"Schlafzimmer ".repeat(5)}🚪`,
    "a b".repeat(40),
    "👩🏽‍🚒".repeat(9),
  ]) {
    const short = shortName(name);
    assert.ok(Buffer.byteLength(short) <= 32, short);
    assert.ok(short.isWellFormed() && !short.includes("�"));
    assert.ok(name.startsWith(short.split("…")[0] as string) && name.endsWith(short.split("…")[1] as string), short);
  }
});

test("the name is the first in which there is something to read", () => {
  assert.equal(endpointName("Küche", "Lampe"), "Küche");
  for (const nothing of [undefined, "", "  ", "\u0000\n", "\u200b\u200d"])
    assert.equal(endpointName(nothing, "", "HmIP-BSM", "00012345"), "HmIP-BSM");
  assert.equal(endpointName("oben\nunten\u0007"), "oben unten");
  assert.equal(endpointName("halb \ud83d"), "halb �");
  assert.equal(endpointName("😀"), "😀");
});

test("presses: nothing is released that was not held", () => {
  assert.deepEqual(pressesOf("PRESS_LONG_RELEASE", false, true), { events: [], isHeld: false });
  assert.deepEqual(pressesOf("PRESS_LONG_START", false, true), { events: ["initialPress", "longPress"], isHeld: true });
  assert.deepEqual(pressesOf("PRESS_LONG_RELEASE", true, true), { events: ["longRelease"], isHeld: false });
  assert.deepEqual(pressesOf("INSTALL_TEST", false, true), { events: [], isHeld: false });
});

test("ports and passcodes of the configuration", () => {
  assert.deepEqual([":5540", ":0", ":65535", ":65536", "5540", ":x", ""].map(portOf), [
    5_540,
    0,
    65_535,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(["", "0", "20202021", "1", "99999998", "99999999", "12345678", "x", "-1"].map(passcodeOf), [
    0,
    0,
    20_202_021,
    1,
    99_999_998,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  assert.ok(!isPasscode(0) && !isPasscode(11_111_111) && !isPasscode(1.5));
});

test("what a lock or a smoke detector has not said, or said in a word that it has not, is unknown: neither safe nor alarm", () => {
  const choice = (...VALUE_LIST: string[]) => parameter("ENUM", READ | EVENT, { VALUE_LIST, MIN: 0, MAX: 3 });
  const words = choice("UNKNOWN", "LOCKED", "UNLOCKED");
  const orders = parameter("ENUM", WRITE, { VALUE_LIST: ["LOCKED", "UNLOCKED", "OPEN"] });
  const alarms = choice("IDLE_OFF", "PRIMARY_ALARM", "INTRUSION_ALARM", "SECONDARY_ALARM");
  const make = (model: string, type: string, values: ParamsetDescription) =>
    device({ address: "A", model, channels: { 0: { type: "MAINTENANCE", values: maintenance }, 1: { type, values } } });
  const door = make("HmIP-DLD", "DOOR_LOCK_STATE_TRANSMITTER", { LOCK_STATE: words, LOCK_TARGET_LEVEL: orders });
  const smoke = make("HmIP-SWSD", "SMOKE_DETECTOR", { SMOKE_DETECTOR_ALARM_STATUS: alarms });
  const shown = (of: Device, kind: string, name: string, value: unknown) => {
    const found = candidatesOf(of, { locale: "en", secondary: false }).find(
      ({ custom }) => custom?.profile.kind === kind,
    );
    const point = of.channels.find(({ number }) => number === 1)?.values.get(name);
    assert.ok(found && point, kind);
    return found.attributes(states(value === undefined ? {} : { [`1/${name}`]: stateOf(fromWire(point, value)) }));
  };
  for (const [said, lockState] of [
    [undefined, null],
    [0, null],
    [7, null],
    ["JAMMED", null],
    [1, 1],
    ["UNLOCKED", 2],
  ])
    assert.deepEqual(shown(door, "lock", "LOCK_STATE", said), { doorLock: { lockState } }, String(said));
  for (const said of [undefined, 7, -1, "BURNING"])
    assert.equal(shown(smoke, "siren_smoke", "SMOKE_DETECTOR_ALARM_STATUS", said), undefined, String(said));
  for (const [said, smokeState] of [
    [0, 0],
    ["PRIMARY_ALARM", 2],
    [3, 1],
  ])
    assert.partialDeepStrictEqual(shown(smoke, "siren_smoke", "SMOKE_DETECTOR_ALARM_STATUS", said), {
      smokeCoAlarm: { smokeState },
    });
});

test("whoever says that an app does not show a type is named, and a doubt is a doubt", () => {
  for (const { name, unseenBy = [] } of Object.values<DeviceType>(DEVICE_TYPES)) {
    assert.equal(new Set(unseenBy.map(({ app }) => app)).size, unseenBy.length, name);
    for (const { app, source, doubt } of unseenBy) {
      assert.match(source, /^https:\/\//, `${name} ${app}`);
      assert.notEqual(doubt, "");
    }
  }
});

/** Calculated values against published ones: psychrometric tables, wind chill and heat index charts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { batteryOf, voltageLevel } from "../../../handlers/model/calculated/battery.ts";
import {
  apparentTemperature,
  dewPoint,
  dewPointSpread,
  enthalpy,
  frostPoint,
  roundEven,
  vapourConcentration,
} from "../../../handlers/model/calculated/climate.ts";
import { calculatedOf, isCalculatedAvailable } from "../../../handlers/model/calculated/points.ts";
import type { ValueState } from "../../../handlers/model/types.ts";
import { device, EVENT, parameter, READ, WRITE } from "../../support/devices.ts";

const near = (actual: number | null, wanted: number, tolerance: number) =>
  assert.ok(actual !== null && Math.abs(actual - wanted) <= tolerance, `${actual} instead of ${wanted} ± ${tolerance}`);

describe("the air", () => {
  // temperature °C, humidity %, dew point °C (psychrometric tables)
  for (const [t, h, dew] of [
    [20, 50, 9.3],
    [25, 60, 16.7],
    [30, 30, 10.5],
    [10, 80, 6.7],
    [20, 100, 20],
    [0, 100, 0],
  ] as const)
    it(`${t} °C, ${h} %: dew point ${dew} °C`, () => near(dewPoint(t, h), dew, 0.1));

  // saturated air: grams of water in a cubic metre (tables of absolute humidity)
  for (const [t, grams] of [
    [0, 4.85],
    [10, 9.4],
    [20, 17.3],
    [30, 30.4],
  ] as const)
    it(`${t} °C, saturated: ${grams} g/m³`, () => near(vapourConcentration(t, 100), grams, 0.1));

  // kJ/kg (Mollier diagram at 1013 hPa)
  for (const [t, h, kj] of [
    [20, 50, 38.5],
    [25, 50, 50.3],
    [30, 60, 71.2],
    [0, 0, 0],
  ] as const)
    it(`${t} °C, ${h} %: ${kj} kJ/kg`, () => near(enthalpy(t, h), kj, 0.5));

  it("dry air has no dew point; at 0 °C the field says 0", () => {
    assert.equal(dewPoint(20, 0), null);
    assert.equal(dewPoint(0, 0), 0);
    assert.equal(dewPointSpread(20, 0), null);
    assert.equal(dewPointSpread(0, 0), null, "nothing at a dew point of exactly 0");
    assert.equal(dewPointSpread(20, 50), 10.7);
  });

  it("hoarfrost grows above the dew point", () => {
    near(frostPoint(-5, 80), -7.0, 0.3);
    near(frostPoint(-10, 90), -10.1, 1);
    assert.equal(frostPoint(5, 0), null);
  });

  // wind chill chart of Environment Canada: °C, km/h
  for (const [t, wind, felt] of [
    [0, 20, -5.2],
    [-10, 30, -19.5],
    [5, 10, 2.7],
    [-20, 60, -36.5],
  ] as const)
    it(`${t} °C in ${wind} km/h feels like ${felt} °C`, () => near(apparentTemperature(t, 50, wind), felt, 0.15));

  // heat index chart of the US National Weather Service, in °C: 90 °F 60 % = 100 °F, 86 °F 90 % = 105 °F
  for (const [t, h, felt] of [
    [32.22, 60, 37.8],
    [30, 90, 40.6],
  ] as const)
    it(`${t} °C at ${h} % feels like ${felt} °C`, () => near(apparentTemperature(t, h, 0), felt, 0.6));

  it("damp heat: the regression of Rothfusz in its own unit, °F, and Steadman's simple one where that is below 80 °F", () => {
    const rothfusz = (t: number, h: number) =>
      -42.379 +
      (2.04901523 * t + 10.14333127 * h - 0.22475541 * t * h - 0.00683783 * t ** 2 - 0.05481717 * h ** 2) +
      (0.00122874 * t ** 2 * h + 0.00085282 * t * h ** 2 - 0.00000199 * t ** 2 * h ** 2);
    for (let celsius = 26.7; celsius <= 45; celsius += 0.1)
      for (let h = 0; h <= 100; h += 5) {
        const t = (celsius * 9) / 5 + 32;
        const simple = 0.5 * (t + 61 + (t - 68) * 1.2 + h * 0.094);
        const felt = (simple + t) / 2 < 80 ? simple : rothfusz(t, h);
        near(apparentTemperature(celsius, h, 0), ((felt - 32) * 5) / 9, 0.06);
      }
  });

  it("in between it feels as it is", () => {
    assert.equal(apparentTemperature(10, 50, 4.8), 10);
    assert.equal(apparentTemperature(10.1, 50, 50), 10.1);
    assert.equal(apparentTemperature(26.6, 90, 0), 26.6);
  });

  it("never throws and is never NaN", () => {
    const number = fc.double({ noNaN: true });
    fc.assert(
      fc.property(number, number, number, (t, h, w) => {
        for (const value of [
          dewPoint(t, h),
          dewPointSpread(t, h),
          enthalpy(t, h),
          vapourConcentration(t, h),
          frostPoint(t, h),
          apparentTemperature(t, h, w),
        ])
          assert.ok(value === null || Number.isFinite(value));
      }),
      { seed: 20260101 },
    );
  });

  it("a half is rounded to the even neighbour", () => {
    assert.deepEqual(
      [0.25, 0.35, 0.75, -0.25].map((v) => roundEven(v, 1)),
      [0.2, 0.3, 0.8, -0.2],
    );
    assert.deepEqual(
      [0.125, 0.375, 2.675].map((v) => roundEven(v, 2)),
      [0.12, 0.38, 2.67],
    );
  });
});

describe("batteries", () => {
  it("by the longest name that fits; some nobody knows", () => {
    assert.equal(batteryOf("HmIP-STHO-A")?.type, "AA");
    assert.equal(batteryOf("HmIP-STHD")?.type, "AAA");
    assert.equal(batteryOf("HmIP-eTRV-CL")?.full, 6);
    assert.equal(batteryOf("hmip-etrv-2")?.full, 3);
    assert.equal(batteryOf("HM-Sec-SD")?.cells, 3);
    for (const model of ["HM-Sec-SD-2", "HmIP-SWSD", "HmIP-PCBS-BAT", "HmIP-BSM"])
      assert.equal(batteryOf(model), undefined);
  });
  it("between the limit and new ones", () => {
    assert.equal(voltageLevel(2.6, 2.2, 3), 50);
    assert.equal(voltageLevel(2.2, 2.2, 3), 0);
    assert.equal(voltageLevel(2.1, 2.2, 3), 0);
    assert.equal(voltageLevel(3, 2.2, 3), 100);
    assert.equal(voltageLevel(3.1, 2.2, 3), 100);
    assert.equal(voltageLevel(3, 3, 3), null);
  });
});

const RE = READ | EVENT;
const float = (MIN: number, MAX: number, DEFAULT = MIN) => parameter("FLOAT", RE, { MIN, MAX, DEFAULT });
const live = (value: unknown): ValueState => ({ value, source: "live", changedAt: 5, seenAt: 6 });

describe("data points", () => {
  const sensor = device({
    address: "0001WEATHER001",
    model: "HmIP-SWO-B",
    channels: {
      0: {
        type: "MAINTENANCE",
        values: { OPERATING_VOLTAGE: float(0, 25.2), OPERATING_VOLTAGE_STATUS: parameter("ENUM", RE) },
        master: { LOW_BAT_LIMIT: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 25.2, DEFAULT: 3.3 }) },
      },
      1: {
        type: "WEATHER_TRANSMIT",
        values: { ACTUAL_TEMPERATURE: float(-40, 80), HUMIDITY: float(0, 100), WIND_SPEED: float(0, 200) },
      },
    },
  });
  const of = (number: number) => calculatedOf(sensor, sensor.channels[number]!);

  it("are where their sources are", () => {
    assert.deepEqual(
      of(0).map(({ name }) => name),
      ["OPERATING_VOLTAGE_LEVEL"],
    );
    assert.deepEqual(
      of(1).map(({ name }) => name),
      ["DEW_POINT", "DEW_POINT_SPREAD", "ENTHALPY", "VAPOR_CONCENTRATION", "FROST_POINT", "APPARENT_TEMPERATURE"],
    );
    assert.equal(of(1)[0]!.uniqueId, "loom_calculated_0001weather001_1_dew_point");
  });
  it("say nothing until all sources did", () => {
    const values = new Map([["1/VALUES/ACTUAL_TEMPERATURE", live(20)]]);
    assert.equal(of(1)[0]!.value(values), null);
    assert.equal(isCalculatedAvailable(of(1)[0]!, values), false);
    values.set("1/VALUES/HUMIDITY", live(50));
    assert.equal(of(1)[0]!.value(values), 9.3);
    assert.equal(isCalculatedAvailable(of(1)[0]!, values), true);
  });
  it("take the limit of the device until the operator's is read, and are invalid where the source is", () => {
    const values = new Map([["0/VALUES/OPERATING_VOLTAGE", live(3.9)]]);
    assert.equal(of(0)[0]!.value(values), 50);
    values.set("0/MASTER/LOW_BAT_LIMIT", live(3.4));
    assert.equal(of(0)[0]!.value(values), 45.5);
    values.set("0/VALUES/OPERATING_VOLTAGE_STATUS", live("OVERFLOW"));
    assert.equal(isCalculatedAvailable(of(0)[0]!, values), false);
  });
  it("turn choices into alarms", () => {
    const smoke = device({
      address: "0001SMOKE00001",
      model: "HmIP-SWSD",
      channels: { 1: { type: "SMOKE_DETECTOR", values: { SMOKE_DETECTOR_ALARM_STATUS: parameter("ENUM", RE) } } },
    });
    const points = calculatedOf(smoke, smoke.channels[0]!);
    const read = (value: unknown) => {
      const values = new Map(value === undefined ? [] : [["1/VALUES/SMOKE_DETECTOR_ALARM_STATUS", live(value)]]);
      return points.map((point) => point.value(values));
    };
    assert.deepEqual(
      points.map(({ name }) => name),
      ["SMOKE_ALARM", "INTRUSION_ALARM"],
    );
    assert.deepEqual(read(undefined), [null, null]);
    assert.deepEqual(read("SECONDARY_ALARM"), [true, false]);
    assert.deepEqual(read("INTRUSION_ALARM"), [false, true]);
  });
});

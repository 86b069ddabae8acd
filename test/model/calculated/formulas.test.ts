/** The field's formulas (device-model 3.2), written a second time in the notation of the facts, over the range of sensors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dewPoint,
  dewPointSpread,
  enthalpy,
  frostPoint,
  vapourConcentration,
} from "../../../handlers/model/calculated/climate.ts";

const { log, log10, exp } = Math;
const dew = (T: number, H: number) => {
  const a = 373.15 / (273.15 + T);
  const s = -7.90298 * (a - 1) + 5.02808 * log10(a) - 1.3816e-7 * (10 ** (11.344 * (1 - 1 / a)) - 1);
  const v = 10 ** (s + 8.1328e-3 * (10 ** (-3.49149 * (a - 1)) - 1) + log10(1013.246) - 3) * H;
  const t = log(v / 0.61078);
  return (241.88 * t) / (17.558 - t);
};
const heat = (T: number, H: number) => {
  const e = (H / 100) * 6.112 * exp((17.62 * T) / (243.12 + T));
  return 1.006 * T + (((622 * e) / (1013.25 - e)) * (2501 + 1.86 * T)) / 1000;
};
const water = (T: number, H: number) => (6.112 * exp((17.67 * T) / (243.5 + T)) * H * 2.1674) / (T + 273.15);
const frost = (T: number, D: number) => {
  const [t, d] = [T + 273.15, D + 273.15];
  return d + 2671.02 / (2954.61 / t + 2.193665 * log(t) - 13.3448) - t - 273.15;
};

test("agree to the last digit that is shown", () => {
  const same = (value: number | null, wanted: number, digits: number, what: string) =>
    assert.ok(value !== null && Math.abs(value - wanted) <= 0.5000001 / 10 ** digits, `${what}: ${value}, ${wanted}`);
  for (let T = -30; T <= 60; T += 1.7)
    for (let H = 1; H <= 100; H += 3) {
      const at = `${T} °C, ${H} %`;
      const rounded = dewPoint(T, H)!;
      same(rounded, dew(T, H), 1, `dew point at ${at}`);
      if (rounded !== 0) same(dewPointSpread(T, H), T - rounded, 2, `spread at ${at}`);
      same(enthalpy(T, H), heat(T, H), 2, `enthalpy at ${at}`);
      same(vapourConcentration(T, H), water(T, H), 2, `vapour at ${at}`);
      same(frostPoint(T, H), frost(T, rounded), 1, `frost point at ${at}`);
    }
});

/**
 * What temperature and humidity say about the air (device-model 3.2). Pure formulas: °C and percent in, rounded values
 * out; `null` where a formula has no result.
 */

/**
 * As the field's reference rounds: a half goes to the even neighbour. A double lies exactly between two decimals only
 * where it is an odd number of halves of a power of two: (2n+1) / (2 · 10^d) is binary only if 5^d divides 2n+1.
 */
export function roundEven(value: number, digits: number): number {
  const halves = value * 2 ** (digits + 1);
  if (!Number.isInteger(halves) || halves % 2 === 0) return Number(value.toFixed(digits));
  const scale = 10 ** digits;
  return (2 * Math.round((value * scale) / 2)) / scale;
}
const finite = (value: number, digits: number): number | null =>
  Number.isFinite(value) ? roundEven(value, digits) : null;

/** Zero of the Kelvin scale in °C. */
const KELVIN = 273.15;

/** Saturation vapour pressure over water after Goff and Gratch (1946), in hPa; 373.15 K is the boiling point. */
function saturation(temperature: number): number {
  const ratio = 373.15 / (KELVIN + temperature);
  const exponent =
    -7.90298 * (ratio - 1) +
    5.02808 * Math.log10(ratio) -
    1.3816e-7 * (10 ** (11.344 * (1 - 1 / ratio)) - 1) +
    8.1328e-3 * (10 ** (-3.49149 * (ratio - 1)) - 1) +
    Math.log10(1013.246);
  return 10 ** exponent;
}

/** °C at which the air's water begins to condense. */
export function dewPoint(temperature: number, humidity: number): number | null {
  if (temperature === 0 && humidity === 0) return 0;
  // kPa at this humidity
  const pressure = (saturation(temperature) / 1000) * humidity;
  const term = Math.log(pressure / 0.61078);
  return finite((241.88 * term) / (17.558 - term), 1);
}

/** K between the air and its dew point: how far it is from being wet. Nothing at a dew point of exactly 0, as in the field. */
export function dewPointSpread(temperature: number, humidity: number): number | null {
  const dew = dewPoint(temperature, humidity);
  return dew === null || dew === 0 ? null : finite(temperature - dew, 2);
}

/** kJ per kg of dry air, at 1013.25 hPa. */
export function enthalpy(temperature: number, humidity: number): number | null {
  const vapour = (humidity / 100) * 6.112 * Math.exp((17.62 * temperature) / (243.12 + temperature));
  const mixing = (622 * vapour) / (1013.25 - vapour);
  return finite(1.006 * temperature + (mixing * (2501 + 1.86 * temperature)) / 1000, 2);
}

/** Grams of water in a cubic metre. */
export function vapourConcentration(temperature: number, humidity: number): number | null {
  const saturated = 6.112 * Math.exp((17.67 * temperature) / (243.5 + temperature));
  return finite((saturated * humidity * 2.1674) / (temperature + KELVIN), 2);
}

/** °C at which hoarfrost begins to grow. */
export function frostPoint(temperature: number, humidity: number): number | null {
  const dew = dewPoint(temperature, humidity);
  if (dew === null) return null;
  const air = temperature + KELVIN;
  const point = dew + KELVIN + 2671.02 / (2954.61 / air + 2.193665 * Math.log(air) - 13.3448) - air;
  return finite(point - KELVIN, 1);
}

/** Below this (°C) and with more wind than that (km/h) it feels colder than it is. */
const CHILL_BELOW = 10;
const CHILL_WIND = 4.8;
/** From here on (°C) damp air feels warmer. */
const HEAT_FROM = 26.7;
/** °F from which the polynomial holds. */
const HEAT_POLYNOMIAL_FROM = 80;

function heatIndex(t: number, h: number): number {
  const fahrenheit = (t * 9) / 5 + 32;
  const simple = 0.5 * (fahrenheit + 61 + (fahrenheit - 68) * 1.2 + h * 0.094);
  if ((simple + fahrenheit) / 2 < HEAT_POLYNOMIAL_FROM) return ((simple - 32) * 5) / 9;
  return (
    -8.78469475556 +
    1.61139411 * t +
    2.33854883889 * h -
    0.14611605 * t * h -
    0.012308094 * t ** 2 -
    0.0164248277778 * h ** 2 +
    0.002211732 * t ** 2 * h +
    0.00072546 * t * h ** 2 -
    0.000003582 * t ** 2 * h ** 2
  );
}

/** °C that it feels like: wind chill in the cold, heat index in the warm. Wind in km/h. */
export function apparentTemperature(temperature: number, humidity: number, wind: number): number | null {
  if (temperature <= CHILL_BELOW && wind > CHILL_WIND) {
    const power = wind ** 0.16;
    return finite(13.12 + 0.6215 * temperature - 11.37 * power + 0.3965 * temperature * power, 1);
  }
  return finite(temperature >= HEAT_FROM ? heatIndex(temperature, humidity) : temperature, 1);
}

/** From units of this home to those of Matter, and back. */
import type { MatterAttributes } from "../../../../ports/matter-bridge.ts";

export const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** Levels, hues and saturations count to 254. */
const FULL = 254;
/** Of a light that is on: 1 … 254. */
export const levelOf = (share: number): number => within(Math.round(share * FULL), 1, FULL);
export const shareOf = (level: number): number => within(level / FULL, 0, 1);

/** Degrees. */
export const hue = (degrees: number): number => within(Math.round((degrees / 360) * FULL), 0, FULL);
export const degreesOf = (value: number): number => within((value / FULL) * 360, 0, 360);
/** Percent. */
export const saturation = (percent: number): number => within(Math.round((percent / 100) * FULL), 0, FULL);
export const percentOf = (value: number): number => within((value / FULL) * 100, 0, 100);

/** 1 … 65,279 (Application Clusters 3.2). */
export const mireds = (kelvin: number): number => within(Math.round(1e6 / kelvin), 1, 65_279);
export const kelvinOf = (value: number): number => Math.round(1e6 / within(value, 1, 65_279));

/** Where 1 is open: hundredths of a percent that it is closed. */
export const closedShare = (open: number): number => Math.round((1 - within(open, 0, 1)) * 10_000);
/** As exact as devices are. */
export const openShare = (closed: number): number => within(Math.round(100 - closed / 100) / 100, 0, 1);

/** °C and percent count in hundredths. */
export const hundredths = (value: number): number => Math.round(value * 100);
/** -273.15 … 327.67 °C: what a broken sensor says is colder than anything. */
export const temperature = (celsius: number): number => within(hundredths(celsius), -27_315, 32_767);
export const humidity = (percent: number): number => within(hundredths(percent), 0, 10_000);

/** Lux on Matter's logarithmic scale; 0: too dark to be measured. */
export const illuminance = (lux: number): number =>
  lux < 1 ? 0 : within(Math.round(10_000 * Math.log10(lux) + 1), 1, 0xfffe);

// ---------------------------------------------------------------- colours

/** Coordinates of CIE 1931 count in 65,536ths, at most 0xfeff. */
const CHROMATICITY = 65_536;
const CHROMATICITY_MOST = 0xfeff;
/** Of daylight (D65): where nothing has a colour. */
const WHITE = { x: 0.3127, y: 0.329 };

const linear = (value: number): number => (value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92);
const gamma = (value: number): number => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);

/** Full brightness. Each part 0 … 1. */
function rgbOf(h: number, s: number): [number, number, number] {
  const part = (n: number): number => {
    const k = (n + h / 60) % 6;
    return 1 - (s / 100) * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [part(5), part(3), part(1)];
}

/** Degrees and percent as a place in CIE 1931, by sRGB (IEC 61966-2-1). */
export function chromaticity(h: number, s: number): { x: number; y: number } {
  const [r, g, b] = rgbOf(h, s).map(linear) as [number, number, number];
  const X = 0.4124 * r + 0.3576 * g + 0.1805 * b;
  const Y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const Z = 0.0193 * r + 0.1192 * g + 0.9505 * b;
  const sum = X + Y + Z;
  const whole = (value: number) => within(Math.round(value * CHROMATICITY), 0, CHROMATICITY_MOST);
  return { x: whole(X / sum), y: whole(Y / sum) };
}

/** The other way round: degrees and percent of what sRGB has nearest to it. */
export function hueOf(x: number, y: number): { h: number; s: number } {
  const [cx, cy] = y > 0 ? [x / CHROMATICITY, y / CHROMATICITY] : [WHITE.x, WHITE.y];
  const X = cx / cy;
  const Z = (1 - cx - cy) / cy;
  const raw = [3.2406 * X - 1.5372 - 0.4986 * Z, -0.9689 * X + 1.8758 + 0.0415 * Z, 0.0557 * X - 0.204 + 1.057 * Z].map(
    (value) => Math.max(0, value),
  );
  const most = Math.max(...raw, Number.EPSILON);
  const [r, g, b] = raw.map((value) => gamma(value / most)) as [number, number, number];
  const high = Math.max(r, g, b);
  const span = high - Math.min(r, g, b);
  if (span === 0) return { h: 0, s: 0 };
  const sector = high === r ? ((g - b) / span + 6) % 6 : high === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return { h: within(sector * 60, 0, 360), s: within((span / high) * 100, 0, 100) };
}

/** Where white light of a colour temperature is, as degrees and percent (Kim et al., US patent 7,024,034: 1,667 … 25,000 K). */
export function whiteOf(kelvin: number): { h: number; s: number } {
  const t = 1_000 / within(kelvin, 1_667, 25_000);
  const x =
    t > 0.25
      ? -0.2661239 * t ** 3 - 0.234358 * t ** 2 + 0.8776956 * t + 0.17991
      : -3.0258469 * t ** 3 + 2.1070379 * t ** 2 + 0.2226347 * t + 0.24039;
  const y =
    t > 1 / 2.222
      ? -1.1063814 * x ** 3 - 1.3481102 * x ** 2 + 2.18555832 * x - 0.20219683
      : t > 0.25
        ? -0.9549476 * x ** 3 - 1.37418593 * x ** 2 + 2.09137015 * x - 0.16748867
        : 3.081758 * x ** 3 - 5.8733867 * x ** 2 + 3.75112997 * x - 0.37001483;
  return hueOf(x * CHROMATICITY, y * CHROMATICITY);
}

// ---------------------------------------------------------------- alarms

/** AlarmStateEnum. */
const ALARM = { normal: 0, warning: 1, critical: 2 } as const;
export type Alarm = keyof typeof ALARM;

/** ExpressedState: 0 normal, 1 smoke, 3 battery. */
export const smoke = (state: Alarm, lowBattery: boolean): MatterAttributes => ({
  smokeCoAlarm: {
    smokeState: ALARM[state],
    batteryAlert: ALARM[lowBattery ? "warning" : "normal"],
    expressedState: state !== "normal" ? 1 : lowBattery ? 3 : 0,
  },
});

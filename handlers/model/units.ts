/** Units as people write them (device-model 1.9). A rule replaces the whole unit; the value stays in wire scale. */

const BY_PARAMETER: ReadonlyMap<string, string> = new Map([
  ["ACTUAL_TEMPERATURE", "°C"],
  ["CURRENT_ILLUMINATION", "lx"],
  ["ILLUMINATION", "lx"],
  ["HUMIDITY", "%"],
  ["LEVEL", "%"],
  ["MASS_CONCENTRATION_PM_1_24H_AVERAGE", "µg/m³"],
  ["MASS_CONCENTRATION_PM_2_5_24H_AVERAGE", "µg/m³"],
  ["MASS_CONCENTRATION_PM_10_24H_AVERAGE", "µg/m³"],
  ["OPERATING_VOLTAGE", "V"],
  ["RSSI_DEVICE", "dBm"],
  ["RSSI_PEER", "dBm"],
  ["SUNSHINEDURATION", "min"],
  ["WIND_DIRECTION", "°"],
  ["WIND_DIRECTION_RANGE", "°"],
]);
const BY_PART: readonly (readonly [part: string, unit: string | undefined])[] = [
  ['"', undefined],
  ["100%", "%"],
  ["% rF", "%"],
  ["degree", "°C"],
  ["Lux", "lx"],
  // also turns m3/h into m³: the field knows it so
  ["m3", "m³"],
  // some descriptions hold the escape itself instead of the sign
  ["\\u00b0C", "°C"],
];

export function cleanUnit(parameter: string, raw: unknown): string | undefined {
  const fixed = BY_PARAMETER.get(parameter);
  if (fixed !== undefined) return fixed;
  if (typeof raw !== "string" || raw.trim() === "") return undefined;
  const rule = BY_PART.find(([part]) => raw.includes(part));
  return rule ? rule[1] : raw.trim();
}

/** What a client may multiply with for display; the API's numbers never are. */
export const multiplier = (raw: unknown): 1 | 100 => (raw === "100%" ? 100 : 1);

/** Which values of which data points mean that a sensor is active (facts 1.4). */
import type { DataPoint } from "../../../model/types.ts";
import type { SensorConfig } from "./config/sensor.ts";

/** A smoke detector that is used as a siren says so: by itself it is no fire, or the alarm would raise itself. */
const OWN_SOUND: ReadonlyMap<string, string> = new Map([["SMOKE_DETECTOR_ALARM_STATUS", "INTRUSION_ALARM"]]);

/** A key: it is pressed, and that is all; it has no state. */
export const isPulse = ({ parameter, description }: Partial<Pick<DataPoint, "parameter" | "description">>): boolean =>
  description?.TYPE === "ACTION" || (parameter?.startsWith("PRESS_") ?? false);

/** A label is active unless it is the first of its list; without a list nothing can be said of it. */
function labelActive({ parameter, description }: DataPoint, label: string): boolean | null {
  if (OWN_SOUND.get(parameter) === label) return false;
  const index = description.VALUE_LIST?.indexOf(label) ?? -1;
  return index < 0 ? null : index > 0;
}

/** Null: the value says nothing about it. */
export function activeOf(
  point: DataPoint,
  value: unknown,
  { active_values }: Pick<SensorConfig, "active_values">,
): boolean | null {
  if (active_values.length > 0 && typeof value === "string") return active_values.includes(value);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value !== 0 : null;
  return typeof value === "string" ? labelActive(point, value) : null;
}

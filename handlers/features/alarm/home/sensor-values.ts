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

const OF_DEVICE = ["UNREACH", "STICKY_UNREACH", "SABOTAGE", "LOW_BAT", "LOWBAT"] as const;
/** What a device says of itself on channel 0; some HmIP devices tell of their battery on a channel beside it (device-model 1.18). */
export type Health = (typeof OF_DEVICE)[number] | "LOW_BAT 1" | "LOW_BAT 2";
export const HEALTH_POINTS: readonly { readonly channel: number; readonly parameter: string; readonly name: Health }[] =
  [
    ...OF_DEVICE.map((name) => ({ channel: 0, parameter: name, name })),
    ...([1, 2] as const).map((channel) => ({ channel, parameter: "LOW_BAT", name: `LOW_BAT ${channel}` as const })),
  ];
/** `undefined`: the data point says nothing of its device's health. @param channel address */
export const healthOf = (channel: string, parameter: string): Health | undefined =>
  HEALTH_POINTS.find((one) => one.parameter === parameter && channel.endsWith(`:${one.channel}`))?.name;
const BATTERY: readonly Health[] = ["LOW_BAT", "LOWBAT", "LOW_BAT 1", "LOW_BAT 2"];
export const isBatteryLow = (health: Partial<Record<Health, boolean>>): boolean =>
  BATTERY.some((name) => health[name] === true);

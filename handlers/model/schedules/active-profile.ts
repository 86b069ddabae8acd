/** Which of its heating profiles a thermostat follows, and how that is changed (device-model 4.2, 4.5). */
import { type DataPoint, type ValueState, valueKey } from "../types.ts";
import type { ClimateLayout } from "./climate.ts";
import type { SchedulePlace } from "./places.ts";

export interface ProfileSwitch {
  readonly point: DataPoint;
  /** Value of the first profile: 1 for ACTIVE_PROFILE, 0 for WEEK_PROGRAM_POINTER. */
  readonly first: number;
}

/** The parameter that chooses the profile; `undefined` where there is nothing to choose. */
export function profileSwitch({ device, channel }: SchedulePlace<ClimateLayout>): ProfileSwitch | undefined {
  const active = channel.values.get("ACTIVE_PROFILE");
  if (active) return { point: active, first: 1 };
  const pointer =
    channel.master.get("WEEK_PROGRAM_POINTER") ??
    device.channels.map(({ values }) => values.get("WEEK_PROGRAM_POINTER")).find((point) => point !== undefined);
  return pointer && { point: pointer, first: 0 };
}

/** Number of the profile that a value of the switch stands for: a number, or a label of its list. */
function profileOf({ point, first }: ProfileSwitch, value: unknown): number | undefined {
  const index = typeof value === "string" ? (point.description.VALUE_LIST?.indexOf(value) ?? -1) : value;
  return typeof index === "number" && Number.isInteger(index) && index >= first ? index - first + 1 : undefined;
}

/** The active profile, as far as it was observed and the thermostat has it. `raw` is a MASTER paramset read just now. */
export function activeProfile(
  place: SchedulePlace<ClimateLayout>,
  states: ReadonlyMap<string, ValueState>,
  raw: Readonly<Record<string, unknown>> = {},
): number | undefined {
  const found = profileSwitch(place);
  if (!found) return undefined;
  const { channel, paramset, parameter } = found.point;
  const state = states.get(valueKey(channel, paramset, parameter));
  const known = state && state.source !== "unobserved" ? (state.optimistic ?? state).value : undefined;
  const profile = profileOf(found, paramset === "MASTER" && Object.hasOwn(raw, parameter) ? raw[parameter] : known);
  return profile !== undefined && place.layout.profiles.includes(profile) ? profile : undefined;
}

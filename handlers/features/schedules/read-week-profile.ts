/** What a week program can do, which channels follow it, and whether they do (device-model 4.4, 4.5). */

import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import { keyPrefix } from "../../model/routing-keys.ts";
import { activeProfile } from "../../model/schedules/active-profile.ts";
import { cellKey, profileName } from "../../model/schedules/climate.ts";
import {
  channelSchedule,
  isClimate,
  isSimple,
  type SchedulePlace,
  type SimpleLayout,
} from "../../model/schedules/places.ts";
import { keysOfMask, type TargetChannel } from "../../model/schedules/targets.ts";
import { type Device, type ValueState, valueKey } from "../../model/types.ts";
import { bounds } from "../../model/values.ts";
import type { WeekProfileResponse } from "./answers.ts";

/** Value with a bit for each target channel that does not follow the program. */
export const LOCKS = "WEEK_PROGRAM_CHANNEL_LOCKS";

type States = ReadonlyMap<string, ValueState>;

/**
 * By key, whether each channel follows the program; `undefined` until the device has told. Its mask has a bit for each that
 * does *not*.
 */
export function followsProgram(
  place: SchedulePlace<SimpleLayout>,
  states: States,
): Record<string, boolean> | undefined {
  const state = states.get(valueKey(place.channel.number, "VALUES", LOCKS));
  const mask = Number(state && state.source !== "unobserved" ? (state.value ?? Number.NaN) : Number.NaN);
  if (!Number.isSafeInteger(mask)) return undefined;
  const { targets } = place.layout;
  const locked = new Set(keysOfMask(mask, targets));
  return Object.fromEntries(targets.map(({ key }) => [key, !locked.has(key)]));
}

const targetSummary = (device: Device, serial: string | undefined, { key, channel, type }: TargetChannel) => ({
  channel_no: channel.number ?? 0,
  channel_address: channel.address,
  name: channel.name || `Channel ${channel.number}`,
  channel_type: type,
  unique_id: uniqueId(device, serial, "schedule_channel_switch", `schedule_channel_lock_${key}`),
});

function uniqueId(device: Device, serial: string | undefined, kind: string, rest: string): string {
  const prefix = keyPrefix(device.address, serial, kind);
  return prefix === undefined ? "" : `${prefix}_${rest}`;
}

/** Bounds of the temperatures that a heating profile takes, °C. */
function temperatureBounds(place: SchedulePlace): { min: number; max: number } {
  if (!isClimate(place)) return { min: 0, max: 0 };
  const { layout, channel } = place;
  const point = channel.master.get(cellKey(layout, layout.profiles[0] ?? 1, "TEMPERATURE", "MONDAY", 1));
  const { min, max } = point ? bounds(point.description) : { min: undefined, max: undefined };
  return { min: min ?? 0, max: max ?? 0 };
}

/** GET …/week_profile, from what is known. */
export async function readWeekProfile(scope: RequestScope, place: SchedulePlace): Promise<WeekProfileResponse> {
  const { device, channel } = place;
  const states = await scope.home.values(idOf(device));
  const serial = (await scope.home.centrals()).find(({ name }) => name === device.central)?.system.serial;
  const { min, max } = temperatureBounds(place);
  const head = {
    address: channel.address,
    unique_id: uniqueId(device, serial, "week_profile", "week_profile"),
    schedule_type: isClimate(place) ? ("climate" as const) : ("default" as const),
    min_temp: min,
    max_temp: max,
    has_climate_schedule: [device.root, ...device.channels].some(
      ({ number }) => channelSchedule(device, number ?? 0)?.layout.kind === "climate",
    ),
  };
  if (isClimate(place)) {
    const active = activeProfile(place, states);
    return {
      ...head,
      profile_count: place.layout.profiles.length,
      available_profiles: place.layout.profiles.map(profileName),
      ...(active === undefined ? {} : { current_profile: profileName(active) }),
    };
  }
  if (!isSimple(place)) return { ...head, profile_count: 0 };
  const enabled = followsProgram(place, states);
  const { targets } = place.layout;
  return {
    ...head,
    profile_count: 0,
    ...(enabled === undefined ? {} : { schedule_enabled: enabled }),
    ...(targets.length === 0
      ? {}
      : {
          available_target_channels: Object.fromEntries(
            targets.map((target) => [target.key, targetSummary(device, serial, target)]),
          ),
        }),
  };
}

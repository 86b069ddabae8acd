/** The heating schedule that a thermostat follows, as a part of what people see of it (device-model 2.5). */
import { activeProfile } from "../schedules/active-profile.ts";
import { climateLayout, decodeClimate, profileName } from "../schedules/climate.ts";
import { deviceSchedule, isClimate } from "../schedules/places.ts";
import { type Device, type ValueState, valueKey } from "../types.ts";
import type { ReadableValues, State } from "./profile.ts";

/** Version of the shape below, as clients of the field know it. */
const SHAPE = "v2.0";
const CELL = /(ENDTIME|TEMPERATURE)_[A-Z]+DAY_\d+$/;

/**
 * By weekday of the profile in use: base temperature and the periods that differ from it. Nothing while the profile or
 * its cells were never read. The periods' members are spelled as states have them, unlike in `GET …/schedule`.
 */
export function climateSchedule(device: Device, values: ReadableValues): State {
  const place = deviceSchedule(device);
  if (!place || !isClimate(place)) return {};
  const { channel } = place;
  const states: Pick<ReadonlyMap<string, ValueState>, "get"> = { get: (key) => values.get(key) };
  const active = place.layout.bare ? 1 : activeProfile(place, states as ReadonlyMap<string, ValueState>);
  const layout = climateLayout(channel.master);
  if (active === undefined || layout === undefined) return {};
  const raw: Record<string, unknown> = {};
  const prefix = layout.bare ? "" : `${profileName(active)}_`;
  for (const parameter of channel.master.keys())
    if (parameter.startsWith(prefix) && CELL.test(parameter)) {
      const state = values.get(valueKey(channel.number, "MASTER", parameter));
      if (state && state.source !== "unobserved") raw[parameter] = state.value;
    }
  const profile = decodeClimate({ ...layout, profiles: [active] }, channel.master, raw)[profileName(active)];
  const days = Object.entries(profile?.weekdays ?? {});
  if (days.length === 0) return {};
  return {
    schedule_api_version: SHAPE,
    schedule_data: Object.fromEntries(
      days.map(([day, { base_temperature, periods }]) => [
        day,
        {
          base_temperature,
          periods: periods.map(({ start_time, end_time, temperature }) => ({
            ...{ starttime: start_time, endtime: end_time, temperature },
          })),
        },
      ]),
    ),
  };
}

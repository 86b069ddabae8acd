/** What a schedule is now, as the CCU has it. */

import type { RequestScope } from "../../../kernel/request-scope.ts";
import { idOf } from "../../../model/device-id.ts";
import { activeProfile } from "../../../model/schedules/active-profile.ts";
import { decodeClimate, profileName } from "../../../model/schedules/climate.ts";
import { channelNumber, isClimate, isSimple, type SchedulePlace } from "../../../model/schedules/places.ts";
import { decodeSimple } from "../../../model/schedules/simple.ts";
import { takes } from "../../../model/schedules/simple-entry.ts";
import type { RawParamset } from "../../../model/schedules/written.ts";
import type { ValueState } from "../../../model/types.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import type { Schedule } from "../schemas.ts";

/** What the CCU has of the schedule now. @throws Refusal 503, CcuFault */
export function rawSchedule(scope: RequestScope, { device, channel }: SchedulePlace): Promise<RawParamset> {
  return ccuOf(scope, device.central).getParamset(device.interface, channel.address, "MASTER");
}

/** The schedule as its MASTER paramset and the device's values make it. */
export function describeSchedule(
  place: SchedulePlace,
  raw: RawParamset,
  states: ReadonlyMap<string, ValueState>,
): Schedule {
  const { device, channel } = place;
  const head = {
    channel: { address: channel.address, number: channelNumber(place), device_address: device.address },
    kind: place.layout.kind,
  };
  if (isClimate(place)) {
    const active = activeProfile(place, states, raw);
    return {
      ...head,
      ...(active === undefined ? {} : { active_profile: profileName(active), active_profile_index: active - 1 }),
      profiles: decodeClimate(place.layout, channel.master, raw),
    };
  }
  if (!isSimple(place)) return head;
  const { layout } = place;
  return {
    ...head,
    ...(layout.domain === undefined ? {} : { domain: layout.domain }),
    simple_entries: decodeSimple(layout, channel.master, raw),
    color_capable: takes(layout, "color_type") || takes(layout, "output_behaviour"),
  };
}

/** GET …/schedule, schedules.climate.get, schedules.device.get. @throws Refusal 503, CcuFault */
export async function readSchedule(scope: RequestScope, place: SchedulePlace): Promise<Schedule> {
  const raw = await rawSchedule(scope, place);
  return describeSchedule(place, raw, await scope.home.values(idOf(place.device)));
}

/** What a week program or a heating schedule is told by MQTT. */
import { notFound } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { profileName } from "../../../../model/schedules/climate.ts";
import { isClimate, isSimple, type SchedulePlace } from "../../../../model/schedules/places.ts";
import { setActiveProfile } from "../../../schedules/home/set-active-profile.ts";
import { setScheduleEnabled } from "../../../schedules/home/set-schedule-enabled.ts";
import { requireDevice } from "../../../shared/lookup.ts";
import { shownSchedule } from "../state/schedules.ts";
import { type CommandPayload, oneValue, switchOf, textOf } from "./payload.ts";

interface Where {
  readonly address: string;
  readonly channel: number | null;
}

/** The schedule whose topics these are. @throws Refusal 404 */
async function requireShown(scope: RequestScope, { address, channel }: Where): Promise<SchedulePlace> {
  const place = shownSchedule(await requireDevice(scope, address));
  if (place?.channel.number !== channel) throw notFound(`channel ${channel ?? "device"} of ${address} has no schedule`);
  return place;
}

/**
 * A heating profile (`P2`, `2`), or whether the channels follow the week program at all.
 * @throws Refusal 400 404 423 501 503, CcuFault
 */
export async function setWeekProfile(scope: RequestScope, where: Where, payload: CommandPayload): Promise<void> {
  const place = await requireShown(scope, where);
  if (!isClimate(place)) return setScheduleEnabled(scope, place, switchOf(payload));
  const value = oneValue(payload);
  return setActiveProfile(scope, place, typeof value === "number" ? profileName(value) : textOf(payload).trim());
}

/** Whether one channel follows the week program. @throws Refusal 400 404 423 501 503, CcuFault */
export async function setScheduleChannel(
  scope: RequestScope,
  { key, ...where }: Where & { key: string },
  payload: CommandPayload,
): Promise<void> {
  const place = await requireShown(scope, where);
  if (!isSimple(place)) throw notFound(`the schedule of ${where.address} acts on no channels`);
  return setScheduleEnabled(scope, place, switchOf(payload), key);
}

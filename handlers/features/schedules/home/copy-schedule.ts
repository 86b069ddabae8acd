/** Copies of schedules between devices, and of profiles between thermostats: what is copied is not interpreted. */
import { type FieldError, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { copyProfile, profileName } from "../../../model/schedules/climate.ts";
import { isClimate, isSimple, type SchedulePlace } from "../../../model/schedules/places.ts";
import { copyGroups } from "../../../model/schedules/simple.ts";
import type { Encoded } from "../../../model/schedules/written.ts";
import { requireDeviceSchedule, requireScheduleAt } from "../find-schedule.ts";
import type { CopyProfileRequest } from "../schemas.ts";
import { rawSchedule } from "./read-schedule.ts";
import { ERRORS_LIMIT, requireEncoded, sendSchedule } from "./write-schedule.ts";

const TITLE = "Schedule cannot be copied";
/** Both schedules exist, but one does not fit the other. */
const unfit = (errors: readonly FieldError[]) =>
  unprocessable(`${errors[0]?.field}: ${errors[0]?.reason}`, TITLE, errors.slice(0, ERRORS_LIMIT));

/** Everything that the target shall hold afterwards. @throws Refusal 422 where the two are of different kinds */
function encodedCopy(
  source: SchedulePlace,
  target: SchedulePlace,
  raw: Awaited<ReturnType<typeof rawSchedule>>,
): Encoded {
  const points = source.channel.master;
  if (isClimate(source) && isClimate(target)) {
    const { layout } = source;
    const errors = layout.profiles
      .filter((profile) => !target.layout.profiles.includes(profile))
      .map((profile) => ({ field: profileName(profile), reason: "the other thermostat does not have it" }));
    const values = layout.profiles.flatMap((profile) =>
      copyProfile({ layout, points, raw, profile }, { layout: target.layout, profile }),
    );
    return { values, errors };
  }
  if (!isSimple(source) || !isSimple(target) || source.layout.domain !== target.layout.domain) {
    const kind = ({ layout }: SchedulePlace) => (layout.kind === "simple" ? (layout.domain ?? "simple") : layout.kind);
    throw unprocessable(`a schedule for ${kind(source)} does not fit ${kind(target)}`, TITLE);
  }
  return copyGroups({ layout: source.layout, points, raw }, target.layout);
}

/**
 * POST /devices/{addr}/schedules/copy, schedules.copy: the whole schedule of a device to another one.
 * @throws Refusal 404 422 503, CcuFault
 */
export async function copySchedule(scope: RequestScope, from: string, to: string): Promise<void> {
  const source = await requireDeviceSchedule(scope, from);
  if (from === to) throw unprocessable("source and target are the same device", TITLE);
  const target = await requireDeviceSchedule(scope, to);
  const typed = requireEncoded(target, encodedCopy(source, target, await rawSchedule(scope, source)), unfit);
  await sendSchedule(scope, target, typed, `copied from ${from}`);
}

/**
 * POST …/week_profile/copy, schedules.climate.copy_profile: one heating profile into another, here or elsewhere.
 * @throws Refusal 404 422 503, CcuFault
 */
export async function copyClimateProfile(
  scope: RequestScope,
  source: SchedulePlace,
  { source_profile: sourceProfile, target_channel_address, target_profile: targetProfile }: CopyProfileRequest,
): Promise<void> {
  const target = await requireScheduleAt(scope, target_channel_address);
  if (!isClimate(source) || !isClimate(target)) throw unprocessable("only heating schedules have profiles", TITLE);
  if (source.channel.address === target.channel.address && sourceProfile === targetProfile)
    throw unprocessable("source and target are the same profile", TITLE);
  for (const [place, profile, field] of [
    [source, sourceProfile, "source_profile"],
    [target, targetProfile, "target_profile"],
  ] as const)
    if (!place.layout.profiles.includes(profile))
      throw unfit([{ field, reason: `${place.channel.address} has no ${profileName(profile)}` }]);
  const values = copyProfile(
    {
      layout: source.layout,
      points: source.channel.master,
      raw: await rawSchedule(scope, source),
      profile: sourceProfile,
    },
    { layout: target.layout, profile: targetProfile },
  );
  const typed = requireEncoded(target, { values, errors: [] }, unfit);
  const note = `${profileName(targetProfile)} from ${profileName(sourceProfile)} of ${source.channel.address}`;
  await sendSchedule(scope, target, typed, note);
}

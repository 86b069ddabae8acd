/** Which of its heating profiles a thermostat follows. */

import { rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { idOf } from "../../../model/device-id.ts";
import { activeProfile, profileSwitch } from "../../../model/schedules/active-profile.ts";
import { profileName, profileNumber } from "../../../model/schedules/climate.ts";
import { isClimate, type SchedulePlace } from "../../../model/schedules/places.ts";
import { isRejected, toWire, valueRefusal } from "../../../model/values.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { channelOf, requireUnlocked } from "../../shared/lookup.ts";

const profileRefusal = (reason: string) =>
  rejected(`profile: ${reason}`, "Profile rejected", [{ field: "profile", reason }]);

/**
 * POST …/schedule/active-profile, schedules.active_profile.set and its device variant. The thermostat shows it at once
 * where the profile is a value; where it is configuration (HM-TC-IT-WM-W-EU) after its next answer.
 * @throws Refusal 400 423 503, CcuFault
 */
export async function setActiveProfile(scope: RequestScope, place: SchedulePlace, name: string): Promise<void> {
  if (!isClimate(place)) throw profileRefusal("this schedule has no profiles");
  const { device, layout } = place;
  const profile = profileNumber(name);
  if (profile === undefined || !layout.profiles.includes(profile))
    throw profileRefusal(`is none of ${layout.profiles.map(profileName).join(", ")}`);
  const found = profileSwitch(place);
  if (!found) throw profileRefusal("this thermostat has one profile only");
  const { point, first } = found;
  const typed = toWire(point, profile - 1 + first);
  if (isRejected(typed)) throw valueRefusal(typed);
  ccuOf(scope, device.central);
  const before = activeProfile(place, await scope.home.values(idOf(device)));
  if (point.paramset === "MASTER")
    await scope.centrals.writeMaster(device, point.channel, { [point.parameter]: typed }, { deadline: scope.deadline });
  else {
    if (point.channel !== null) requireUnlocked(channelOf(device, point.channel));
    await scope.centrals.writeValues(device, [{ dataPoint: point, value: typed }], { deadline: scope.deadline });
  }
  await recordAudit(scope, scope.identity, {
    action: "active_profile",
    central: device.central,
    device_address: device.address,
    ...(point.channel === null ? {} : { channel_no: point.channel }),
    parameter: point.parameter,
    changes: [
      {
        parameter: point.parameter,
        ...(before === undefined ? {} : { before: profileName(before) }),
        after: name,
      },
    ],
  });
}

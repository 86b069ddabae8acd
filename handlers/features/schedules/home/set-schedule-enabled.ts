/** Whether channels follow the week program of their device. */
import { notFound, unsupported } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { isSimple, type SchedulePlace } from "../../../model/schedules/places.ts";
import { maskOfBits } from "../../../model/schedules/targets.ts";
import type { Channel, DataPoint } from "../../../model/types.ts";
import { isRejected, toWire, valueRefusal } from "../../../model/values.ts";
import type { TypedValue } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireUnlocked } from "../../shared/lookup.ts";
import { LOCKS } from "../read-week-profile.ts";

/** Modes of a channel lock: by hand, or by the program at once (device-model 4.4). */
const MANUAL = 0;
const AUTOMATIC = 2;

/** Values that change the locks: one combined text, or on older firmware the two parameters it stands for. */
function lockValues(channel: Channel, mask: number, mode: number): { dataPoint: DataPoint; value: TypedValue }[] {
  const combined = channel.values.get("COMBINED_PARAMETER");
  const wanted: [DataPoint | undefined, string | number][] = combined
    ? [[combined, `WPTCLS=${mask},WPTCL=${mode}`]]
    : [
        [channel.values.get("WEEK_PROGRAM_TARGET_CHANNEL_LOCKS"), mask],
        [channel.values.get("WEEK_PROGRAM_TARGET_CHANNEL_LOCK"), mode],
      ];
  return wanted.map(([dataPoint, value]) => {
    if (!dataPoint) throw unsupported(`the week program of ${channel.address} cannot leave channels out`);
    const typed = toWire(dataPoint, value);
    if (isRejected(typed)) throw valueRefusal(typed);
    return { dataPoint, value: typed };
  });
}

/**
 * PUT …/channel-locks/{key}, schedules.set_enabled: lets one channel, or without `key` all, follow the program or not.
 * No event tells of it, so the locks are read anew.
 * @throws Refusal 404 423 501 503, CcuFault
 */
export async function setScheduleEnabled(
  scope: RequestScope,
  place: SchedulePlace,
  enabled: boolean,
  key?: string,
): Promise<void> {
  const { device, channel } = place;
  if (!isSimple(place)) throw notFound(`${channel.address} has no week program`);
  const targets = place.layout.targets.filter((target) => key === undefined || target.key === key);
  if (targets.length === 0) throw notFound(`no channel ${key ?? ""} in the week program of ${device.address}`);
  requireUnlocked(channel);
  ccuOf(scope, device.central);
  const mask = maskOfBits(targets.map(({ bit }) => bit));
  await scope.centrals.writeValues(device, lockValues(channel, mask, enabled ? AUTOMATIC : MANUAL), {
    deadline: scope.deadline,
  });
  await scope.centrals
    .reloadValues(device, channel.number)
    .catch((error: unknown) => scope.log.warn("channel locks not read anew", { channel: channel.address, error }));
  await recordAudit(scope, scope.identity, {
    action: "schedule_write",
    central: device.central,
    device_address: device.address,
    ...(channel.number === null ? {} : { channel_no: channel.number }),
    parameter: LOCKS,
    changes: targets.map((target) => ({ parameter: target.key, after: enabled })),
  });
}

/** Schedules are written as configuration: one paramset of the device or of one of its channels. */
import { badRequest, type FieldError, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { encodeClimate } from "../../../model/schedules/climate.ts";
import { isClimate, isSimple, type SchedulePlace } from "../../../model/schedules/places.ts";
import { encodeSimple } from "../../../model/schedules/simple.ts";
import { type Encoded, typedValues } from "../../../model/schedules/written.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import type { Schedule } from "../schemas.ts";
import { rawSchedule } from "./read-schedule.ts";

/** Errors named in one refusal: enough to repair a form. */
export const ERRORS_LIMIT = 50;

/** All that is wrong with a schedule; the first of it as the detail. */
function scheduleRefusal(errors: readonly FieldError[]) {
  const [first] = errors;
  return rejected(`${first?.field}: ${first?.reason}`, "Schedule rejected", errors.slice(0, ERRORS_LIMIT));
}

/** Typed values of an encoded schedule. @throws Refusal of all errors */
export function requireEncoded(place: SchedulePlace, { values, errors }: Encoded, refuse = scheduleRefusal) {
  const { typed, errors: outside } = typedValues(place.channel.master, values);
  const all = [...errors, ...outside];
  if (all.length > 0) throw refuse(all);
  return typed;
}

/** Sends it as one paramset; nothing is sent where nothing differs. @throws Refusal 503, CcuFault */
export async function sendSchedule(
  scope: RequestScope,
  { device, channel }: SchedulePlace,
  typed: ReturnType<typeof requireEncoded>,
  note: string,
): Promise<void> {
  ccuOf(scope, device.central);
  if (Object.keys(typed).length > 0)
    await scope.centrals.writeMaster(device, channel.number, typed, { deadline: scope.deadline });
  await recordAudit(scope, scope.identity, {
    action: "schedule_write",
    central: device.central,
    device_address: device.address,
    ...(channel.number === null ? {} : { channel_no: channel.number }),
    paramset: "MASTER",
    note,
  });
}

/** Characters of a note in the audit log: a whole week of one profile has about 70. */
const NOTE_LIMIT = 200;
/** `P1 MONDAY TUESDAY, P2 SUNDAY` */
const climateNote = (profiles: NonNullable<Schedule["profiles"]>): string =>
  Object.entries(profiles)
    .map(([name, { weekdays }]) => [name, ...Object.keys(weekdays)].join(" "))
    .join(", ")
    .slice(0, NOTE_LIMIT);

/**
 * PUT …/schedule, schedules.climate.set, schedules.device.set. Of heating schedules only the profiles and weekdays given
 * are written; of others the whole program. Where `schedule` says it came from does not matter.
 * @throws Refusal 400 with one error per wrong member, 503, CcuFault
 */
export async function writeSchedule(
  scope: RequestScope,
  place: SchedulePlace,
  schedule: Pick<Schedule, "kind" | "profiles" | "simple_entries">,
): Promise<void> {
  const { layout, channel } = place;
  if (schedule.kind !== layout.kind)
    throw rejected(`kind: the schedule of ${channel.address} is ${layout.kind}`, "Schedule rejected", [
      { field: "kind", reason: `is not ${layout.kind}` },
    ]);
  if (isClimate(place)) {
    const profiles = schedule.profiles ?? {};
    const encoded = encodeClimate(place.layout, profiles);
    if (encoded.values.length + encoded.errors.length === 0)
      throw badRequest("profiles: contains no weekday", "Nothing to write");
    return sendSchedule(scope, place, requireEncoded(place, encoded), climateNote(profiles));
  }
  if (!isSimple(place)) return;
  const entries = schedule.simple_entries;
  if (!entries) throw badRequest("simple_entries is missing", "Nothing to write");
  const encoded = encodeSimple(place.layout, channel.master, await rawSchedule(scope, place), entries);
  await sendSchedule(scope, place, requireEncoded(place, encoded), `${entries.length} entries`);
}

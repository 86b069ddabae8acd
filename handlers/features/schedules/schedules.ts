/** Schedules of thermostats and actuators: read live from the CCU, written as configuration. */
import type { Identity } from "../../kernel/identity.ts";
import { badRequest, type FieldError, notFound, rejected } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { activeProfile, profileSwitch } from "../../model/schedules/active-profile.ts";
import { decodeClimate, encodeClimate, profileName, profileNumber } from "../../model/schedules/climate.ts";
import {
  channelNumber,
  channelSchedule,
  deviceSchedule,
  isClimate,
  isSimple,
  type SchedulePlace,
} from "../../model/schedules/places.ts";
import { decodeSimple, encodeSimple } from "../../model/schedules/simple.ts";
import { takes } from "../../model/schedules/simple-entry.ts";
import { type Encoded, type RawParamset, typedValues } from "../../model/schedules/written.ts";
import type { ValueState } from "../../model/types.ts";
import { isRejected, toWire, valueRefusal } from "../../model/values.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { ccuOf } from "../shared/central-scope.ts";
import { channelOf, requireDevice, requireUnlocked } from "../shared/lookup.ts";
import type { Schedule } from "./schemas.ts";

// ---------------------------------------------------------------- finding

/** The device's schedule. @throws Refusal 404 */
export async function requireDeviceSchedule(scope: RequestScope, address: string): Promise<SchedulePlace> {
  const place = deviceSchedule(await requireDevice(scope, address));
  if (!place) throw notFound(`${address} has no schedule`);
  return place;
}

/** The schedule of a channel; number 0 may also be the device itself. @throws Refusal 404 */
export async function requireChannelSchedule(
  scope: RequestScope,
  address: string,
  number: number,
): Promise<SchedulePlace> {
  const device = await requireDevice(scope, address);
  const place = channelSchedule(device, number);
  if (place) return place;
  channelOf(device, number);
  throw notFound(`channel ${address}:${number} has no schedule`);
}

/** The same by `<device>:<number>`; a bare device address means channel 0. @throws Refusal 404 */
export function requireScheduleAt(scope: RequestScope, address: string): Promise<SchedulePlace> {
  const match = /^(.+):(\d{1,4})$/.exec(address);
  return requireChannelSchedule(scope, match?.[1] ?? address, Number(match?.[2] ?? 0));
}

// ---------------------------------------------------------------- reading

/** What the CCU has of the schedule now. @throws Refusal 503, CcuFault */
export function rawSchedule(scope: RequestScope, { device, channel }: SchedulePlace): Promise<RawParamset> {
  return ccuOf(scope, device.central).getParamset(device.interface, channel.address, "MASTER");
}

function describe(place: SchedulePlace, raw: RawParamset, states: ReadonlyMap<string, ValueState>): Schedule {
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
  return describe(place, raw, await scope.home.values(place.device.address));
}

// ---------------------------------------------------------------- writing

/** Errors named in one refusal: enough to repair a form. */
const ERRORS_LIMIT = 50;

/** All that is wrong with a schedule; the first of it as the detail. */
export function scheduleRefusal(errors: readonly FieldError[]) {
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
  who: Identity,
  { device, channel }: SchedulePlace,
  typed: ReturnType<typeof requireEncoded>,
  note: string,
): Promise<void> {
  ccuOf(scope, device.central);
  if (Object.keys(typed).length > 0)
    await scope.centrals.writeMaster(device, channel.number, typed, { deadline: scope.deadline });
  await recordAudit(scope, who, {
    action: "schedule_write",
    central: device.central,
    device_address: device.address,
    ...(channel.number === null ? {} : { channel_no: channel.number }),
    paramset: "MASTER",
    note,
  });
}

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
  who: Identity,
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
      throw badRequest("profiles: there is no weekday in it", "Nothing to write");
    return sendSchedule(scope, who, place, requireEncoded(place, encoded), climateNote(profiles));
  }
  if (!isSimple(place)) return;
  const entries = schedule.simple_entries;
  if (!entries) throw badRequest("simple_entries is missing", "Nothing to write");
  const encoded = encodeSimple(place.layout, channel.master, await rawSchedule(scope, place), entries);
  await sendSchedule(scope, who, place, requireEncoded(place, encoded), `${entries.length} entries`);
}

// ---------------------------------------------------------------- choosing a profile

const profileRefusal = (reason: string) =>
  rejected(`profile: ${reason}`, "Profile rejected", [{ field: "profile", reason }]);

/**
 * POST …/schedule/active-profile, schedules.active_profile.set and its device variant. The thermostat shows it at once
 * where the profile is a value; where it is configuration (HM-TC-IT-WM-W-EU) after its next answer.
 * @throws Refusal 400 423 503, CcuFault
 */
export async function setActiveProfile(
  scope: RequestScope,
  who: Identity,
  place: SchedulePlace,
  name: string,
): Promise<void> {
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
  const before = activeProfile(place, await scope.home.values(device.address));
  if (point.paramset === "MASTER")
    await scope.centrals.writeMaster(device, point.channel, { [point.parameter]: typed }, { deadline: scope.deadline });
  else {
    if (point.channel !== null) requireUnlocked(channelOf(device, point.channel));
    await scope.centrals.writeValues(device, [{ dataPoint: point, value: typed }], { deadline: scope.deadline });
  }
  await recordAudit(scope, who, {
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

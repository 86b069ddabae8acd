/** Week programs and heating schedules of a device, as far as they are known: what they follow, and what stands in them. */
import { activeProfile, profileSwitch } from "../../../../model/schedules/active-profile.ts";
import { profileName } from "../../../../model/schedules/climate.ts";
import { deviceSchedule, isClimate, isSimple, type SchedulePlace } from "../../../../model/schedules/places.ts";
import type { Values } from "../../../../model/shown-value.ts";
import { type Device, type ValueState, valueKey } from "../../../../model/types.ts";
import { describeSchedule } from "../../../schedules/home/read-schedule.ts";
import { followsProgram, LOCKS } from "../../../schedules/read-week-profile.ts";
import type { Schedule } from "../../../schedules/schemas.ts";
import type { View } from "../discovery/entity.ts";
import type { Published } from "../retained.ts";
import type { DeviceSight, Tree } from "./device.ts";
import { published, seconds } from "./payloads.ts";

/** The schedule that is published: hidden channels are left out. */
export function shownSchedule(device: Device): SchedulePlace | undefined {
  const place = deviceSchedule(device);
  return place?.channel.hidden ? undefined : place;
}

interface Read {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly states: readonly ValueState[];
}

/** MASTER of the channel that holds the schedule, as it was read last; `undefined` while it was not. */
export function knownSchedule({ channel }: SchedulePlace, values: Values): Read | undefined {
  const raw: Record<string, unknown> = {};
  const states: ValueState[] = [];
  for (const { parameter } of channel.master.values()) {
    const state = values.get(valueKey(channel.number, "MASTER", parameter));
    // other configuration of the channel says nothing about its schedule
    if (state === undefined || state.source === "unobserved" || !SCHEDULED.test(parameter)) continue;
    raw[parameter] = state.value;
    states.push(state);
  }
  return states.length > 0 ? { raw, states } : undefined;
}
/** `01_WP_LEVEL` of a week program, `P1_ENDTIME_MONDAY_1` (on old thermostats without `P1_`) of a heating schedule. */
const SCHEDULED = /^(\d+_WP_|(P\d_)?(ENDTIME|TEMPERATURE)_[A-Z]+_\d+$)/;

/** Periods of a heating schedule, entries of a program that act on something (device-model 4.5). */
const activeEntries = ({ profiles, simple_entries }: Schedule): number =>
  profiles
    ? Object.values(profiles).reduce(
        (sum, { weekdays }) => sum + Object.values(weekdays).reduce((days, { periods }) => days + periods.length, 0),
        0,
      )
    : (simple_entries ?? []).filter(({ target_channels }) => (target_channels ?? []).length > 0).length;

const times = (states: readonly ValueState[]) => {
  const latest = (of: "changedAt" | "seenAt") => seconds(states.reduce((at, one) => Math.max(at, one[of]), 0));
  return { modified_at: latest("changedAt"), refreshed_at: latest("seenAt") };
};

/** What the device follows now, and what it could; nothing where it has no choice or has not told. */
function followed(
  place: SchedulePlace,
  values: Values,
): { value: string | boolean; more: object; key: string } | undefined {
  if (isClimate(place)) {
    const active = activeProfile(place, values);
    const point = profileSwitch(place)?.point;
    if (active === undefined || point === undefined) return undefined;
    const more = { additional_information: { available_profiles: place.layout.profiles.map(profileName) } };
    return { value: profileName(active), more, key: valueKey(point.channel, point.paramset, point.parameter) };
  }
  const enabled = isSimple(place) ? followsProgram(place, values) : undefined;
  if (enabled === undefined) return undefined;
  const value = Object.values(enabled).includes(true);
  return { value, more: {}, key: valueKey(place.channel.number, "VALUES", LOCKS) };
}

/** Topics of the raw tree. */
export function scheduleStates({ device, values, available }: DeviceSight, { topics }: View): Tree {
  const tree: Tree = new Map();
  const place = shownSchedule(device);
  if (!place) return tree;
  const at = place.channel.number;
  const schedule = topics.schedule(device, at);
  const follows = followed(place, values);
  if (follows) {
    const state = values.get(follows.key);
    const told = (value: unknown, more: object = {}): Published =>
      published({ value, available, ...more }, state ? times([state]) : {});
    tree.set(`${topics.weekProfile(device, at)}/state`, told(follows.value, follows.more));
    if (isSimple(place))
      for (const [key, enabled] of Object.entries(followsProgram(place, values) ?? {}))
        tree.set(`${schedule}/${key}/state`, told(enabled));
  }
  const read = knownSchedule(place, values);
  if (read) {
    const document = describeSchedule(place, read.raw, values);
    tree.set(`${schedule}/state`, published({ value: activeEntries(document), available }, times(read.states)));
    tree.set(`${schedule}/attrs`, published(document));
  }
  return tree;
}

/** Is there a schedule that nobody has read yet? */
export const lacksSchedule = ({
  device,
  values,
}: Pick<DeviceSight, "device" | "values">): SchedulePlace | undefined => {
  const place = shownSchedule(device);
  return place && !knownSchedule(place, values) ? place : undefined;
};

/** Commands about schedules. */
import * as z from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { profileName } from "../../model/schedules/climate.ts";
import { done } from "../shared/done.ts";
import { AnyAddress, DeviceAddress } from "../shared/parameters.ts";
import {
  CopiedProfile,
  CopiedSchedule,
  ReadSchedule,
  SavedChannel,
  SavedDevice,
  SavedDeviceProfile,
  SavedProfileIndex,
  ScheduledDevices,
  ScheduleEnabled,
} from "./answers.ts";
import { requireDeviceSchedule, requireScheduleAt, requireWeekProgram } from "./find-schedule.ts";
import { copyClimateProfile, copySchedule } from "./home/copy-schedule.ts";
import { readSchedule } from "./home/read-schedule.ts";
import { setActiveProfile } from "./home/set-active-profile.ts";
import { setScheduleEnabled } from "./home/set-schedule-enabled.ts";
import { writeSchedule } from "./home/write-schedule.ts";
import { listScheduledDevices } from "./list-scheduled-devices.ts";
import { ProfileNumber, Schedule, TargetKey } from "./schemas.ts";

const HOME = { category: "schedules", served: "home" } as const;
/** Where it came from does not matter here. */
const Sent = Schedule.partial({ channel: true });

const channelCommands: Command[] = [
  command(
    {
      ...HOME,
      name: "schedules.climate.get",
      summary: "Schedule of a channel, read from the CCU",
      role: "viewer",
      args: z.object({ channel_address: AnyAddress }),
      result: ReadSchedule,
      rest: "GET /devices/{addr}/channels/{no}/schedule",
    },
    async (scope) => ({
      schedule: await readSchedule(scope, await requireScheduleAt(scope, scope.args.channel_address)),
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.climate.set",
      summary: "Write the schedule of a channel",
      role: "operator",
      args: z.object({ channel_address: AnyAddress, profile: Sent }),
      result: SavedChannel,
      rest: "PUT /devices/{addr}/channels/{no}/schedule",
    },
    async (scope) => ({
      saved: await done(
        writeSchedule(scope, await requireScheduleAt(scope, scope.args.channel_address), scope.args.profile),
      ),
      channel_address: scope.args.channel_address,
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.active_profile.set",
      summary: "Choose the heating profile that a channel follows, by number",
      role: "operator",
      args: z.object({ channel_address: AnyAddress, profile_index: ProfileNumber }),
      result: SavedProfileIndex,
      rest: "POST /devices/{addr}/channels/{no}/schedule/active-profile",
    },
    async (scope) => ({
      saved: await done(
        setActiveProfile(
          scope,
          await requireScheduleAt(scope, scope.args.channel_address),
          profileName(scope.args.profile_index),
        ),
      ),
      channel_address: scope.args.channel_address,
      profile_index: scope.args.profile_index,
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.climate.copy_profile",
      summary: "Copy one heating profile into another, here or on another thermostat",
      role: "operator",
      args: z.object({
        source_channel_address: AnyAddress,
        source_profile: ProfileNumber,
        target_channel_address: AnyAddress,
        target_profile: ProfileNumber,
      }),
      result: CopiedProfile,
      rest: "POST /devices/{addr}/channels/{no}/week_profile/copy",
    },
    async (scope) => ({
      copied: await done(
        copyClimateProfile(scope, await requireScheduleAt(scope, scope.args.source_channel_address), scope.args),
      ),
      source_channel_address: scope.args.source_channel_address,
      source_profile: scope.args.source_profile,
      target_channel_address: scope.args.target_channel_address,
      target_profile: scope.args.target_profile,
    }),
  ),
];

const deviceCommands: Command[] = [
  command(
    {
      ...HOME,
      name: "schedules.device.get",
      summary: "Schedule of a device, wherever the device keeps it",
      role: "viewer",
      args: z.object({ device_address: DeviceAddress }),
      result: ReadSchedule,
      rest: "GET /devices/{addr}/schedule",
    },
    async (scope) => ({
      schedule: await readSchedule(scope, await requireDeviceSchedule(scope, scope.args.device_address)),
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.device.set",
      summary: "Write the schedule of a device",
      role: "operator",
      args: z.object({ device_address: DeviceAddress, profile: Sent }),
      result: SavedDevice,
      rest: "PUT /devices/{addr}/schedule",
    },
    async (scope) => ({
      saved: await done(
        writeSchedule(scope, await requireDeviceSchedule(scope, scope.args.device_address), scope.args.profile),
      ),
      device_address: scope.args.device_address,
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.device.active_profile.set",
      summary: "Choose the heating profile that a device follows",
      role: "operator",
      args: z.object({ device_address: DeviceAddress, profile: z.string().min(1).max(40) }),
      result: SavedDeviceProfile,
      rest: "POST /devices/{addr}/schedule/active-profile",
    },
    async (scope) => ({
      saved: await done(
        setActiveProfile(scope, await requireDeviceSchedule(scope, scope.args.device_address), scope.args.profile),
      ),
      device_address: scope.args.device_address,
      profile: scope.args.profile,
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.copy",
      summary: "Copy the whole schedule of a device to another one",
      role: "operator",
      args: z.object({ source_device_address: DeviceAddress, target_device_address: DeviceAddress }),
      result: CopiedSchedule,
      rest: "POST /devices/{addr}/schedules/copy",
    },
    async (scope) => ({
      copied: await done(copySchedule(scope, scope.args.source_device_address, scope.args.target_device_address)),
      source_device_address: scope.args.source_device_address,
      target_device_address: scope.args.target_device_address,
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.set_enabled",
      summary: "Let one channel, or all channels, of a device follow the week program, or not",
      role: "operator",
      args: z.object({
        device_address: DeviceAddress,
        enabled: z.boolean().default(false),
        channel_key: z
          .union([z.literal(""), TargetKey])
          .default("")
          .meta({ description: "Empty: all channels" }),
      }),
      result: ScheduleEnabled,
      rest: "PUT /devices/{addr}/channels/{no}/week_profile/channel-locks/{key}",
    },
    async (scope) => ({
      success: await done(
        setScheduleEnabled(
          scope,
          await requireWeekProgram(scope, scope.args.device_address),
          scope.args.enabled,
          scope.args.channel_key || undefined,
        ),
      ),
    }),
  ),
  command(
    {
      name: "schedules.list_devices",
      category: "schedules",
      summary: "Devices that have a schedule",
      role: "viewer",
      served: "here",
      args: z.object({}),
      result: ScheduledDevices,
    },
    async (scope) => ({ devices: await listScheduledDevices(scope) }),
  ),
];

export const schedulesCommands: Command[] = [...channelCommands, ...deviceCommands];

/** Commands about schedules: the use cases of handlers/features/schedules/schedules.ts and its neighbours. */
import { z } from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { profileName } from "../../model/schedules/climate.ts";
import { deviceSchedule } from "../../model/schedules/places.ts";
import { requireDevice } from "../shared/lookup.ts";
import { AnyAddress, DeviceAddress } from "../shared/parameters.ts";
import { copyClimateProfile, copySchedule } from "./schedule-copies.ts";
import {
  readSchedule,
  requireDeviceSchedule,
  requireScheduleAt,
  setActiveProfile,
  writeSchedule,
} from "./schedules.ts";
import { ProfileNumber, Schedule, TargetKey } from "./schemas.ts";
import { requireWeekProgram, setScheduleEnabled } from "./week-profile.ts";

const HOME = { category: "schedules", served: "home" } as const;
const Saved = z.literal(true);
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
      result: z.strictObject({ schedule: Schedule }),
      rest: "GET /devices/{addr}/channels/{no}/schedule",
    },
    async (context) => ({
      schedule: await readSchedule(context, await requireScheduleAt(context, context.args.channel_address)),
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.climate.set",
      summary: "Write the schedule of a channel",
      role: "operator",
      args: z.object({ channel_address: AnyAddress, profile: Sent }),
      result: z.strictObject({ saved: Saved, channel_address: z.string() }),
      rest: "PUT /devices/{addr}/channels/{no}/schedule",
    },
    async (context) => {
      const { channel_address, profile } = context.args;
      await writeSchedule(context, context.identity, await requireScheduleAt(context, channel_address), profile);
      return { saved: true as const, channel_address };
    },
  ),
  command(
    {
      ...HOME,
      name: "schedules.active_profile.set",
      summary: "Choose the heating profile that a channel follows, by number",
      role: "operator",
      args: z.object({ channel_address: AnyAddress, profile_index: ProfileNumber }),
      result: z.strictObject({ saved: Saved, channel_address: z.string(), profile_index: z.int() }),
      rest: "POST /devices/{addr}/channels/{no}/schedule/active-profile",
    },
    async (context) => {
      const { channel_address, profile_index } = context.args;
      const place = await requireScheduleAt(context, channel_address);
      await setActiveProfile(context, context.identity, place, profileName(profile_index));
      return { saved: true as const, channel_address, profile_index };
    },
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
      result: z.strictObject({
        copied: Saved,
        source_channel_address: z.string(),
        source_profile: z.int(),
        target_channel_address: z.string(),
        target_profile: z.int(),
      }),
      rest: "POST /devices/{addr}/channels/{no}/week_profile/copy",
    },
    async (context) => {
      const { source_channel_address, source_profile, target_channel_address, target_profile } = context.args;
      const source = await requireScheduleAt(context, source_channel_address);
      const who = context.identity;
      await copyClimateProfile(context, who, source, source_profile, target_channel_address, target_profile);
      return { copied: true as const, source_channel_address, source_profile, target_channel_address, target_profile };
    },
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
      result: z.strictObject({ schedule: Schedule }),
      rest: "GET /devices/{addr}/schedule",
    },
    async (context) => ({
      schedule: await readSchedule(context, await requireDeviceSchedule(context, context.args.device_address)),
    }),
  ),
  command(
    {
      ...HOME,
      name: "schedules.device.set",
      summary: "Write the schedule of a device",
      role: "operator",
      args: z.object({ device_address: DeviceAddress, profile: Sent }),
      result: z.strictObject({ saved: Saved, device_address: z.string() }),
      rest: "PUT /devices/{addr}/schedule",
    },
    async (context) => {
      const { device_address, profile } = context.args;
      await writeSchedule(context, context.identity, await requireDeviceSchedule(context, device_address), profile);
      return { saved: true as const, device_address };
    },
  ),
  command(
    {
      ...HOME,
      name: "schedules.device.active_profile.set",
      summary: "Choose the heating profile that a device follows",
      role: "operator",
      args: z.object({ device_address: DeviceAddress, profile: z.string().min(1).max(40) }),
      result: z.strictObject({ saved: Saved, device_address: z.string(), profile: z.string() }),
      rest: "POST /devices/{addr}/schedule/active-profile",
    },
    async (context) => {
      const { device_address, profile } = context.args;
      await setActiveProfile(context, context.identity, await requireDeviceSchedule(context, device_address), profile);
      return { saved: true as const, device_address, profile };
    },
  ),
  command(
    {
      ...HOME,
      name: "schedules.copy",
      summary: "Copy the whole schedule of a device to another one",
      role: "operator",
      args: z.object({ source_device_address: DeviceAddress, target_device_address: DeviceAddress }),
      result: z.strictObject({
        copied: Saved,
        source_device_address: z.string(),
        target_device_address: z.string(),
      }),
      rest: "POST /devices/{addr}/schedules/copy",
    },
    async (context) => {
      const { source_device_address, target_device_address } = context.args;
      await copySchedule(context, context.identity, source_device_address, target_device_address);
      return { copied: true as const, source_device_address, target_device_address };
    },
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
      result: z.strictObject({ success: Saved }),
      rest: "PUT /devices/{addr}/channels/{no}/week_profile/channel-locks/{key}",
    },
    async (context) => {
      const { device_address, enabled, channel_key } = context.args;
      const place = requireWeekProgram(await requireDevice(context, device_address));
      await setScheduleEnabled(context, context.identity, place, enabled, channel_key || undefined);
      return { success: true as const };
    },
  ),
  command(
    {
      name: "schedules.list_devices",
      category: "schedules",
      summary: "Devices that have a schedule",
      role: "viewer",
      served: "here",
      args: z.object({}),
      result: z.strictObject({
        devices: z
          .strictObject({
            address: z.string(),
            name: z.string(),
            model: z.string(),
            interface_id: z.string(),
            interface: z.string(),
          })
          .array(),
      }),
    },
    async (context) => ({
      devices: (await context.home.devices())
        .filter((device) => deviceSchedule(device) !== undefined)
        .map(({ address, name, model, interfaceId, interface: iface }) => ({
          address,
          name,
          model,
          interface_id: interfaceId,
          interface: iface,
        })),
    }),
  ),
];

export const schedulesCommands: Command[] = [...channelCommands, ...deviceCommands];

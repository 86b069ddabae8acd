/** What schedules answer; {@link Schedule} itself is in schemas.ts, because it is written as it is read. */
import * as z from "zod";
import { Schedule } from "./schemas.ts";

const TargetChannelSummary = z
  .strictObject({
    channel_no: z.int(),
    channel_address: z.string(),
    name: z.string(),
    channel_type: z.enum(["primary", "secondary"]),
    unique_id: z.string(),
  })
  .meta({ id: "TargetChannelSummary", description: "A channel that the week program can act on" });

export const WeekProfileResponse = z
  .strictObject({
    address: z.string(),
    unique_id: z.string(),
    schedule_type: z.enum(["default", "climate"]),
    min_temp: z.number().meta({ description: "°C that a heating profile takes at least; 0 for other programs" }),
    max_temp: z.number().meta({ description: "°C that a heating profile takes at most; 0 for other programs" }),
    profile_count: z.int(),
    current_profile: z.string().optional(),
    available_profiles: z.string().array().optional(),
    schedule_enabled: z.record(z.string(), z.boolean()).optional().meta({
      description: "By key, whether the channel follows the program; absent until the device has told",
    }),
    available_target_channels: z.record(z.string(), TargetChannelSummary).optional(),
    has_climate_schedule: z.boolean(),
  })
  .meta({ id: "WeekProfileResponse", description: "What a week program can do and what it acts on" });
export type WeekProfileResponse = z.infer<typeof WeekProfileResponse>;

// ---------------------------------------------------------------- of commands

const Saved = z.literal(true);

export const ReadSchedule = z.strictObject({ schedule: Schedule });

export const SavedChannel = z.strictObject({ saved: Saved, channel_address: z.string() });

export const SavedProfileIndex = z.strictObject({ saved: Saved, channel_address: z.string(), profile_index: z.int() });

export const CopiedProfile = z.strictObject({
  copied: Saved,
  source_channel_address: z.string(),
  source_profile: z.int(),
  target_channel_address: z.string(),
  target_profile: z.int(),
});

export const SavedDevice = z.strictObject({ saved: Saved, device_address: z.string() });

export const SavedDeviceProfile = z.strictObject({ saved: Saved, device_address: z.string(), profile: z.string() });

export const CopiedSchedule = z.strictObject({
  copied: Saved,
  source_device_address: z.string(),
  target_device_address: z.string(),
});

/** Whether channels follow the program was set. */
export const ScheduleEnabled = z.strictObject({ success: Saved });

/** Devices that have a schedule. */
export const ScheduledDevices = z.strictObject({
  devices: z
    .strictObject({
      address: z.string(),
      name: z.string(),
      model: z.string(),
      interface_id: z.string(),
      interface: z.string(),
    })
    .array(),
});

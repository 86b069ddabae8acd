import * as z from "zod";
import { PROFILES_LIMIT, SLOTS_LIMIT } from "../../model/schedules/climate.ts";
import { GROUPS_LIMIT } from "../../model/schedules/places.ts";
import { TARGET_BITS } from "../../model/schedules/targets.ts";
import { AnyAddress, DeviceAddress } from "../shared/parameters.ts";

/** Characters of a time, a duration or a name: the longest is `earliest_of_fixed_and_astro`. */
const Word = z.string().max(40);

const ScheduleChannelRef = z
  .strictObject({
    address: z.string().max(64).meta({ description: "Owner of the schedule: a channel, or the device itself" }),
    number: z.int().meta({ description: "Number of the channel; 0 where the device itself owns the schedule" }),
    device_address: z.string().max(64),
  })
  .meta({ id: "ScheduleChannelRef", description: "Where a schedule lives; ignored in requests" });

const ClimatePeriod = z
  .strictObject({
    start_time: Word.meta({ description: "HH:MM" }),
    end_time: Word.meta({ description: "HH:MM, later than start_time, up to 24:00" }),
    temperature: z.number().meta({ description: "°C" }),
  })
  .meta({ id: "ClimatePeriod", description: "A time of day with a temperature of its own" });

const ClimateWeekday = z
  .strictObject({
    base_temperature: z.number().meta({ description: "°C, whenever there is no period" }),
    periods: ClimatePeriod.array().max(SLOTS_LIMIT),
  })
  .meta({
    id: "ClimateWeekday",
    description: `One day; periods and the gaps between them make at most ${SLOTS_LIMIT}`,
  });

const ClimateProfile = z.strictObject({ weekdays: z.record(z.string().max(20), ClimateWeekday) }).meta({
  id: "ClimateProfile",
  description: "Days by name, MONDAY … SUNDAY; a day left out of a request stays as it is",
});

const SimpleScheduleEntry = z
  .strictObject({
    slot_no: z.int().meta({ description: `Place in the device's program, 1 … ${GROUPS_LIMIT}, on some devices fewer` }),
    weekdays: Word.array().max(14).meta({ description: "MONDAY … SUNDAY" }),
    time: Word.meta({ description: "HH:MM" }),
    condition: Word.optional().meta({
      description: "fixed_time (default), astro, fixed_if_before_astro, earliest_of_fixed_and_astro …",
    }),
    astro_type: Word.optional().meta({ description: "sunrise or sunset" }),
    astro_offset_minutes: z.int().optional().meta({ description: "Minutes from sunrise or sunset" }),
    target_channels: Word.array().max(TARGET_BITS).optional().meta({
      description: "Keys of available_target_channels, such as 1_1",
    }),
    level: z.number().meta({ description: "0 … 1; on locks it follows from what the lock shall do" }),
    level_2: z.number().optional().meta({ description: "Slats, 0 … 1" }),
    duration: Word.optional().meta({ description: "Digits and ms, s, min or h; without it there is no end" }),
    ramp_time: Word.optional().meta({ description: "Digits and ms, s, min or h" }),
    lock_mode: Word.optional().meta({ description: "door_lock or user_permission" }),
    lock_action: Word.optional(),
    permission: Word.optional().meta({ description: "granted or not_granted" }),
    color_type: z.int().optional().meta({ description: "0 hue and saturation, 1 colour temperature, 2 effect" }),
    color_value: z.int().optional(),
    output_behaviour: z.int().optional(),
  })
  .meta({ id: "SimpleScheduleEntry", description: "What happens at one time of some days" });

export const Schedule = z
  .strictObject({
    channel: ScheduleChannelRef,
    kind: z.enum(["climate", "simple"]),
    domain: Word.optional().meta({ description: "Of switching schedules: switch, light, cover, valve or lock" }),
    active_profile: Word.optional().meta({ description: "P1 … P6; ignored in requests" }),
    active_profile_index: z.int().optional().meta({ description: "The same from 0; ignored in requests" }),
    profiles: z.record(z.string().max(20), ClimateProfile).optional().meta({
      description: "Of heating schedules, by name; a profile left out of a request stays as it is",
    }),
    simple_entries: SimpleScheduleEntry.array().max(GROUPS_LIMIT).optional().meta({
      description: "Of all others; an entry left out of a request ends",
    }),
    color_capable: z.boolean().optional(),
  })
  .meta({ id: "Schedule", description: "What a device does by the clock" });
export type Schedule = z.infer<typeof Schedule>;

export const SetActiveProfileRequest = z
  .strictObject({ profile: Word.meta({ description: "P1 … P6" }) })
  .meta({ id: "SetActiveProfileRequest", description: "The heating profile to follow" });

export const CopyScheduleRequest = z
  .strictObject({ target_device_address: DeviceAddress })
  .meta({ id: "CopyScheduleRequest", description: "The device that gets the whole schedule" });

export const ProfileNumber = z.int().min(1).max(PROFILES_LIMIT);
export const CopyProfileRequest = z
  .strictObject({
    source_profile: ProfileNumber,
    target_channel_address: AnyAddress,
    target_profile: ProfileNumber,
  })
  .meta({ id: "CopyProfileRequest", description: "Which heating profile goes where" });

export type CopyProfileRequest = z.infer<typeof CopyProfileRequest>;

export const ChannelLockRequest = z
  .strictObject({ enabled: z.boolean().meta({ description: "Whether the channel follows the program" }) })
  .meta({ id: "ChannelLockRequest", description: "Whether a channel follows the week program" });

export const TargetKey = z
  .string()
  .min(1)
  .max(8)
  .meta({ description: "Key of available_target_channels, such as 1_1" });

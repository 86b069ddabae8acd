import * as z from "zod";
import { ADDITION } from "../../../kernel/addition.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { ChannelSummary, DeviceSummary } from "../../devices/answers/devices.ts";
import { ProgramSummary } from "../../hub/answers/programs.ts";
import { SysvarSummary } from "../../hub/answers/sysvars.ts";
import { CustomDPSummary } from "../../values/answers/custom-data-points.ts";
import { DataPointSummary } from "../../values/answers/data-points.ts";
import { InterfaceEntry } from "./system.ts";

const Counted = z.strictObject({ name: z.string(), device_count: z.int() });

const SnapshotChannel = z.strictObject({ ...ChannelSummary.shape, data_points: DataPointSummary.array().optional() });
export const DeviceChannels = z.strictObject({
  device_address: z.string(),
  channels: SnapshotChannel.array(),
  custom_data_points: CustomDPSummary.array()
    .optional()
    .meta({ ...ADDITION, description: "Only where `custom_data_points` was asked for, and never with pseudonyms" }),
});
export type DeviceChannels = z.infer<typeof DeviceChannels>;

/** Lists of a home, as the snapshot names those that were not read yet. */
export const SNAPSHOT_LISTS = [
  "devices",
  "rooms",
  "functions",
  "programs",
  "sysvars",
  "service_messages",
  "alarm_messages",
  "inbox",
] as const;
export type SnapshotList = (typeof SNAPSHOT_LISTS)[number];

export const UnreadLists = z
  .strictObject({
    central: z.string().optional().meta({ description: "Absent while no CCU is known at all" }),
    lists: z.enum(SNAPSHOT_LISTS).array(),
  })
  .meta({ id: "UnreadLists" });
export type UnreadLists = z.infer<typeof UnreadLists>;

export const Snapshot = z
  .strictObject({
    generated_at: Timestamp,
    devices: DeviceSummary.array(),
    programs: ProgramSummary.array().optional(),
    sysvars: SysvarSummary.array().optional(),
    rooms: Counted.array().optional(),
    functions: Counted.array().optional(),
    interfaces: InterfaceEntry.array().optional(),
    device_channels: DeviceChannels.array().optional(),
    unread: UnreadLists.array()
      .optional()
      .meta({
        ...ADDITION,
        description:
          "CCUs that have not told everything yet, with the lists that are not complete, however empty they look: " +
          "`central.readiness_changed` tells of progress",
      }),
  })
  .meta({ id: "Snapshot", description: "The whole home at one moment; lists without entries are absent" });
export type Snapshot = z.infer<typeof Snapshot>;

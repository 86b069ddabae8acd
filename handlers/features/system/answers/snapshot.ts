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
  })
  .meta({ id: "Snapshot", description: "The whole home at one moment; lists without entries are absent" });
export type Snapshot = z.infer<typeof Snapshot>;

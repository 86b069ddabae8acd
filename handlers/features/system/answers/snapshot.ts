import { z } from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { ChannelSummary, DeviceSummary } from "../../devices/answers/devices.ts";
import { ProgramSummary } from "../../hub/answers/programs.ts";
import { SysvarSummary } from "../../hub/answers/sysvars.ts";
import { DataPointSummary } from "../../values/answers/data-points.ts";
import { InterfaceEntry } from "./system.ts";

const Counted = z.strictObject({ name: z.string(), device_count: z.int() });

const SnapshotChannel = z.strictObject({ ...ChannelSummary.shape, data_points: DataPointSummary.array().optional() });
export const DeviceChannels = z.strictObject({ device_address: z.string(), channels: SnapshotChannel.array() });
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

/** Answers of commands that differ from those of the operations. */
import * as z from "zod";

const rowFields = {
  address: z.string(),
  central: z.string(),
  interface: z.string(),
  interface_id: z.string(),
  model: z.string(),
  name: z.string(),
  available: z.boolean(),
  channels_count: z.int(),
  rooms: z.string().array(),
  functions: z.string().array(),
};
/** The contract's row: much smaller than the DeviceSummary of REST. */
export const DeviceRow = z.strictObject(rowFields);
export type DeviceRow = z.infer<typeof DeviceRow>;
export const DeviceRows = z.strictObject({ devices: DeviceRow.array() });
export type DeviceRows = z.infer<typeof DeviceRows>;
export const DeviceRowWithChannels = z.strictObject({
  ...rowFields,
  channels: z.strictObject({ address: z.string(), number: z.int(), type: z.string(), name: z.string() }).array(),
});
export type DeviceRowWithChannels = z.infer<typeof DeviceRowWithChannels>;

const channelFields = { address: z.string(), channel: z.int() };
export const DeviceRenamed = z.strictObject({ address: z.string(), name: z.string(), include_channels: z.boolean() });
export const ChannelRenamed = z.strictObject({ ...channelFields, name: z.string() });
export const ChannelRoomsSet = z.strictObject({ ...channelFields, rooms: z.string().array() });
export const ChannelFunctionsSet = z.strictObject({ ...channelFields, functions: z.string().array() });
export const TeamSet = z.strictObject({ ...channelFields, team: z.string() });
export const InstallModeOpened = z.strictObject({ address: z.string(), duration_seconds: z.int() });
export const InboxAccepted = z.strictObject({ accepted: z.literal(true), device_address: z.string() });
export const ConfigRestored = z.strictObject({ address: z.string() });
export const FirmwareRefreshed = z.strictObject({ success: z.literal(true) });
export const ReplacingAsSent = z.strictObject({
  status: z.literal("replacing"),
  old_address: z.string(),
  new_address: z.string(),
  central: z.string().meta({ description: "As it was sent" }),
});
export const ExportedDefinition = z.strictObject({
  model: z.string(),
  filename: z.string(),
  encoding: z.literal("base64"),
  data: z.string(),
});
export type ExportedDefinition = z.infer<typeof ExportedDefinition>;

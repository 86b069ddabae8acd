/** What the API shows of devices, channels, data points and event groups. Ids are the contract's component names. */
import * as z from "zod";
import { ADDITION } from "../../../kernel/addition.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";

const RxMode = z
  .strictObject({
    always: z.boolean().optional(),
    burst: z.boolean().optional(),
    config: z.boolean().optional(),
    wakeup: z.boolean().optional(),
    lazy_config: z.boolean().optional(),
  })
  .meta({ id: "RxMode", description: "How the device listens; only what applies is present" });

/** Capitalised members: so the contract has it (api-behaviour 7.9). */
const Firmware = z.strictObject({
  Current: z.string().optional(),
  Available: z.string().optional(),
  Updatable: z.boolean().optional(),
  UpdateState: z.string().optional(),
});
/** Capitalised as well. */
const Availability = z.strictObject({
  IsReachable: z.boolean().optional(),
  LastUpdated: Timestamp.optional(),
  BatteryLevel: z.int().nullable().optional(),
  LowBattery: z.boolean().nullable().optional(),
  SignalStrength: z.int().nullable().optional(),
});

const deviceSummaryFields = {
  address: z.string(),
  central: z.string().optional(),
  interface: z.string(),
  interface_id: z.string().meta({ description: "Opaque; the id of the interface in /interfaces" }),
  ise_id: z.int().optional(),
  model: z.string(),
  model_label: z.string().optional(),
  model_icon: z.string().optional(),
  sub_model: z.string().optional(),
  name: z.string(),
  manufacturer: z.string().optional(),
  product_group: z.string().optional(),
  available: z.boolean(),
  channels_count: z.int(),
  updatable: z.boolean().meta({ description: "The device can take new firmware at all" }),
  update_available: z.boolean(),
  update_status: z.enum(["up_to_date", "update_available", "installing"]).optional(),
  rooms: z.array(z.string()).optional(),
  functions: z.array(z.string()).optional(),
  master_pushes_config_pending: z.boolean(),
  config_restore_supported: z.boolean().optional(),
  communication_test_supported: z.boolean().optional(),
  team_supported: z.boolean().optional(),
  has_sub_devices: z.boolean(),
  rx_mode: RxMode.optional(),
};
export const DeviceSummary = z
  .strictObject({
    ...deviceSummaryFields,
    firmware: Firmware.meta({ ...ADDITION, description: "As in the device's detail" }),
    availability: Availability.meta({ ...ADDITION, description: "As in the device's detail" }),
  })
  .meta({ id: "DeviceSummary" });
export type DeviceSummary = z.infer<typeof DeviceSummary>;

export const ChannelSummary = z
  .strictObject({
    address: z.string(),
    number: z.int(),
    name: z.string().optional(),
    category: z.string().optional(),
    type: z.string().optional(),
    type_label: z.string().optional(),
    paramset_key: z.string(),
    paramset_keys: z.array(z.string()).optional(),
    data_points_count: z.int().meta({ description: "All data points of the channel, hidden ones included" }),
    custom_dp_name: z.string().optional(),
    group_no: z.int().optional(),
    is_group_master: z.boolean().optional(),
    is_in_multi_group: z.boolean().optional(),
    sub_device_name: z.string().optional(),
    room: z.string().optional().meta({ description: "The room, where there is exactly one" }),
    rooms: z.array(z.string()).optional(),
    functions: z.array(z.string()).optional(),
    is_custom_dp_primary: z.boolean().optional(),
    hidden: z.boolean().optional(),
    locked: z.boolean().optional(),
  })
  .meta({ id: "ChannelSummary" });
export type ChannelSummary = z.infer<typeof ChannelSummary>;
export const ChannelList = z.array(ChannelSummary);

export const DeviceDetail = z
  .strictObject({
    ...deviceSummaryFields,
    firmware: Firmware,
    availability: Availability,
    channels: z.array(ChannelSummary),
  })
  .meta({ id: "DeviceDetail" });
export type DeviceDetail = z.infer<typeof DeviceDetail>;

export const DeviceList = z
  .strictObject({
    items: z.array(DeviceSummary),
    page: z.int(),
    per_page: z.int(),
    total: z.int(),
  })
  .meta({ id: "DeviceList" });
export type DeviceList = z.infer<typeof DeviceList>;

export const TriggeredEventSummary = z
  .strictObject({
    parameter: z.string(),
    value: z.unknown().optional(),
    triggered_at: Timestamp.optional(),
  })
  .meta({ id: "TriggeredEventSummary" });
export type TriggeredEventSummary = z.infer<typeof TriggeredEventSummary>;

export const EventGroupSummary = z
  .strictObject({
    channel_address: z.string(),
    unique_id: z.string(),
    kind: z.string(),
    event_types: z.array(z.string()).meta({ description: "Lower-case parameter names" }),
    parameters: z.array(z.string()),
    available: z.boolean(),
    last_triggered_event: TriggeredEventSummary.optional(),
  })
  .meta({ id: "EventGroupSummary" });
export type EventGroupSummary = z.infer<typeof EventGroupSummary>;
export const EventGroupList = z.array(EventGroupSummary);

export const ChannelFlags = z
  .strictObject({
    hidden: z.boolean().meta({ description: "Left out of data point lists" }),
    locked: z.boolean().meta({ description: "Control writes are refused" }),
  })
  .meta({ id: "ChannelFlags" });

/** 200 where the contract shows no body, but its behaviour has one: the same as the command's result. */
export const Reloaded = z.strictObject({
  success: z.literal(true),
  device_address: z.string().optional(),
  channel_address: z.string().optional(),
});

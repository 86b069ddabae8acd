/** Alarm and service messages as the API shows them. Ids are the contract's component names. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

export const AlarmMessage = z
  .strictObject({
    central: z.string().optional(),
    id: z.string(),
    name: z.string(),
    description: z.string().optional(),
    device_name: z.string().optional(),
    address: z.string().optional(),
    state_value: z.string().optional(),
    timestamp: Timestamp.meta({ description: "When it was raised first" }),
    counter: z.int().meta({ description: "How often it was raised" }),
    last_trigger: Timestamp.optional(),
    display_name: z.string().optional(),
    rooms: z.array(z.string()).optional(),
  })
  .meta({ id: "AlarmMessage", description: "An active alarm of the CCU's logic" });
export type AlarmMessage = z.infer<typeof AlarmMessage>;

export const ServiceMessage = z
  .strictObject({
    central: z.string().optional(),
    id: z.string(),
    name: z.string(),
    address: z.string().optional(),
    device_name: z.string().optional(),
    type: z.string().optional().meta({
      description: "generic, sticky, config_pending, alarm, update_pending or communication",
    }),
    description: z.string().optional(),
    priority: z.int().optional(),
    timestamp: Timestamp,
    counter: z.int(),
    quittable: z.boolean().meta({ description: "It can be acknowledged; others end with their cause" }),
    display_name: z.string().optional(),
  })
  .meta({ id: "ServiceMessage", description: "What a device complains about" });
export type ServiceMessage = z.infer<typeof ServiceMessage>;

export const AckAllResult = z.strictObject({ acknowledged: z.int() }).meta({ id: "AckAllResult" });

export const SuppressedServiceMessage = z
  .strictObject({
    central: z.string().optional(),
    interface: z.string().optional(),
    channel: z.string(),
    parameter: z.string().optional(),
    device_name: z.string().optional(),
    name: z.string().optional(),
  })
  .meta({ id: "SuppressedServiceMessage" });
export type SuppressedServiceMessage = z.infer<typeof SuppressedServiceMessage>;

/** Rows of the commands `alarm_messages.list` and `service_messages.list`; times that are not known are absent. */
const AlarmRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  counter: z.int(),
  timestamp: Timestamp.optional(),
  last_timestamp: Timestamp.optional(),
});

const ServiceRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  device_name: z.string(),
  type: z.string(),
  counter: z.int(),
  quittable: z.boolean(),
  rooms: z.array(z.string()).optional(),
  timestamp: Timestamp.optional(),
  last_timestamp: Timestamp.optional(),
});

export const AlarmMessages = z.array(AlarmMessage);
export const ServiceMessages = z.array(ServiceMessage);
export const SuppressedServiceMessages = z.array(SuppressedServiceMessage);

// ---------------------------------------------------------------- commands

export const Acknowledged = z.strictObject({ acknowledged: z.literal(true), id: z.string() });
export const AcknowledgedCount = z.strictObject({ acknowledged: z.int() });
export const AlarmRows = z.strictObject({ messages: z.array(AlarmRow) });
export type AlarmRows = z.infer<typeof AlarmRows>;
export const ServiceRows = z.strictObject({ messages: z.array(ServiceRow) });
export type ServiceRows = z.infer<typeof ServiceRows>;
export const ServiceMessageDisabled = z.strictObject({ disabled: z.string() });
export const SuppressedItems = z.strictObject({ items: SuppressedServiceMessages });
export const Unsuppressed = z.strictObject({ unsuppressed: z.string() });

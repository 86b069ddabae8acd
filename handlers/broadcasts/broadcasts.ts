/** The broadcasts of stage 1 with their payloads. Names, topics and component names: contract (wsapi, api-behaviour 1.7). */
import * as z from "zod";
import { ADDITION } from "../kernel/addition.ts";
import { broadcast } from "../kernel/broadcast.ts";
import { Timestamp } from "../kernel/timestamp.ts";
import { channelNumber, DATA_POINT_TOPIC, dataPointTopic, valueChanged } from "./value-changed.ts";

export * from "./hub.ts";
export * from "./system-status.ts";
export { valueChanged };

/** The frame of every event. */
export const WsEnvelope = z
  .strictObject({
    seq: z.int().min(1),
    kind: z.enum(["initial", "change", "refresh"]),
    topic: z.string().optional(),
    type: z.string(),
    ts: Timestamp,
    payload: z.unknown(),
  })
  .meta({ id: "WsEnvelope", description: "An event as subscribers get it" });

const OptimisticRollbackPayload = z
  .strictObject({
    central: z.string(),
    device_address: z.string(),
    channel: channelNumber,
    parameter: z.string(),
    paramset_key: z.string(),
    reason: z.string().meta({ description: "timeout, send_error or mismatch" }),
    unique_id: z.string(),
    sent: z.unknown().optional(),
    present: z.unknown().optional(),
  })
  .meta({ id: "OptimisticRollbackPayload" });

export const optimisticRolledBack = broadcast({
  name: "datapoint.optimistic_rolled_back",
  category: "datapoint",
  topic: DATA_POINT_TOPIC,
  summary: "A written value was shown at once and not confirmed: the former one is shown again",
  payload: OptimisticRollbackPayload,
  topicOf: dataPointTopic,
});

const CustomDataPointStateChangedPayload = z
  .strictObject({
    central: z.string(),
    device_address: z.string(),
    channel: channelNumber,
    name: z.string(),
    kind: z.string().optional(),
    unique_id: z.string(),
    state: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "CustomDataPointStateChangedPayload" });

export const customStateChanged = broadcast({
  name: "custom_data_point.state_changed",
  category: "cdp",
  topic: "device.{address}.cdps.{name}",
  summary: "A light, a blind, a thermostat … is in another state; follows the values that make it",
  payload: CustomDataPointStateChangedPayload,
  topicOf: (p) => `device.${p.device_address}.cdps.${p.name}`,
});

const DeviceTriggerPayload = z
  .strictObject({
    central: z.string(),
    interface_id: z.string(),
    device_address: z.string(),
    channel: channelNumber,
    event_type: z.string().meta({ description: "keypress, device_error or impulse" }),
    parameter: z.string(),
    unique_id: z.string(),
    value: z.unknown().optional(),
  })
  .meta({ id: "DeviceTriggerPayload" });

export const deviceTrigger = broadcast({
  name: "device.trigger",
  category: "devices",
  topic: "device.{address}.channels.{channel}.trigger",
  summary: "A key was pressed, a device reports an error or an impulse",
  payload: DeviceTriggerPayload,
  topicOf: (p) => `device.${p.device_address}.channels.${p.channel}.trigger`,
});

const DeviceCreatedPayload = z
  .strictObject({
    central: z.string(),
    interface_id: z.string(),
    device_address: z.string(),
    model: z.string(),
    source: z.string().optional(),
  })
  .meta({ id: "DeviceCreatedPayload" });

export const deviceCreated = broadcast({
  name: "device.created",
  category: "devices",
  topic: "device.{address}.lifecycle",
  summary: "A device is new in the home",
  payload: DeviceCreatedPayload,
  topicOf: (p) => `device.${p.device_address}.lifecycle`,
});

const DeviceRemovedPayload = z
  .strictObject({ central: z.string(), interface_id: z.string(), device_address: z.string() })
  .meta({ id: "DeviceRemovedPayload" });

export const deviceRemoved = broadcast({
  name: "device.removed",
  category: "devices",
  topic: "device.{address}.lifecycle",
  summary: "A device is gone from the home",
  payload: DeviceRemovedPayload,
  topicOf: (p) => `device.${p.device_address}.lifecycle`,
});

const DeviceAvailabilityChangedPayload = z
  .strictObject({ central: z.string(), interface_id: z.string(), device_address: z.string(), available: z.boolean() })
  .meta({ id: "DeviceAvailabilityChangedPayload", ...ADDITION });

export const deviceAvailabilityChanged = broadcast({
  name: "device.availability_changed",
  category: "devices",
  topic: "device.{address}.lifecycle",
  summary: "A device can be reached again, or no longer",
  payload: DeviceAvailabilityChangedPayload,
  addition: true,
  topicOf: (p) => `device.${p.device_address}.lifecycle`,
});

const CentralStateChangedPayload = z
  .strictObject({ central: z.string(), old_state: z.string(), new_state: z.string() })
  .meta({ id: "CentralStateChangedPayload" });

export const centralStateChanged = broadcast({
  name: "central.state_changed",
  category: "central",
  topic: "central.{name}.state",
  summary: "The connection to a CCU as a whole came up, degraded or ended",
  payload: CentralStateChangedPayload,
  topicOf: (p) => `central.${p.central}.state`,
});

const CentralReadinessChangedPayload = z
  .strictObject({
    central: z.string(),
    phase: z.enum(["unknown", "waiting_for_ccu", "loading_hub", "loading_devices", "ready"]),
    ready: z.boolean(),
    interfaces_loaded: z.int().min(0),
    interfaces_total: z.int().min(0),
  })
  .meta({ id: "CentralReadinessChangedPayload" });

export const centralReadinessChanged = broadcast({
  name: "central.readiness_changed",
  category: "central",
  topic: "central.{name}.readiness",
  summary: "Loading a central made progress",
  payload: CentralReadinessChangedPayload,
  topicOf: (p) => `central.${p.central}.readiness`,
});

/** The broadcasts of stage 1 with their payloads. Names, topics and component names: contract (wsapi, api-behaviour 1.7). */
import { z } from "zod";
import { ADDITION } from "../kernel/addition.ts";
import { type Broadcast, broadcast, type SerialisedPayload } from "../kernel/broadcast.ts";
import { Timestamp } from "../kernel/timestamp.ts";

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

const channelNumber = z.int().min(0);

const DataPointValueChangedPayload = z
  .strictObject({
    central: z.string(),
    interface: z.string().optional(),
    device_address: z.string(),
    channel: channelNumber,
    parameter: z.string(),
    paramset_key: z.string(),
    unique_id: z.string(),
    value: z.unknown(),
    previous: z.unknown().optional(),
    modified_at: Timestamp,
    available: z
      .boolean()
      .optional()
      .meta({
        ...ADDITION,
        description: "Whether the device can be reached; absent only in events that an earlier release has written",
      }),
    category: z.string().optional().meta({ description: "Only for subscribers that asked to classify" }),
    data_point_type: z.string().optional().meta({ description: "Only for subscribers that asked to classify" }),
  })
  .meta({ id: "DataPointValueChangedPayload" });

const dataPointTopic = (p: { device_address: string; channel: number; parameter: string }): string =>
  `device.${p.device_address}.channels.${p.channel}.data_points.${p.parameter}`;
const DATA_POINT_TOPIC = "device.{address}.channels.{channel}.data_points.{parameter}";

type ValueChanged = z.infer<typeof DataPointValueChangedPayload>;

/** The part of the text that is the same for every event of one data point. */
interface ValueHead extends Pick<SerialisedPayload, "topic" | "topicJson" | "open" | "extra"> {
  of: ValueChanged;
}
/** Data points that change all the time are some hundreds in a home; about 0.5 KB each. */
const HEADS_LIMIT = 4096;
const heads = new Map<string, ValueHead>();

const isHeadOf = ({ of }: ValueHead, p: ValueChanged): boolean =>
  of.parameter === p.parameter &&
  of.channel === p.channel &&
  of.device_address === p.device_address &&
  of.paramset_key === p.paramset_key &&
  of.central === p.central &&
  of.interface === p.interface &&
  of.category === p.category &&
  of.data_point_type === p.data_point_type;

function makeHead(p: ValueChanged): ValueHead {
  const { value: _v, previous: _p, modified_at: _at, available: _a, category, data_point_type, ...fixed } = p;
  const topic = dataPointTopic(p);
  const extra = JSON.stringify({ category, data_point_type }).slice(1, -1);
  const open = `${JSON.stringify(fixed).slice(0, -1)},"value":`;
  return { of: p, topic, topicJson: JSON.stringify(topic), open, extra: extra === "" ? "" : `,${extra}` };
}

const toJson = (value: unknown): string =>
  typeof value === "number" && Number.isFinite(value) ? String(value) : (JSON.stringify(value) ?? "null");

function serialiseValue(p: ValueChanged): SerialisedPayload {
  let head = p.unique_id === "" ? undefined : heads.get(p.unique_id);
  if (head === undefined || !isHeadOf(head, p)) {
    head = makeHead(p);
    if (heads.size >= HEADS_LIMIT) heads.clear();
    if (p.unique_id !== "") heads.set(p.unique_id, head);
  }
  const previous = p.previous === undefined ? "" : `,"previous":${toJson(p.previous)}`;
  const available = p.available === undefined ? "" : `,"available":${p.available}`;
  return {
    topic: head.topic,
    topicJson: head.topicJson,
    open: `${head.open}${toJson(p.value)}${previous},"modified_at":"${p.modified_at}"${available}`,
    extra: head.extra,
  };
}

export const valueChanged = broadcast({
  name: "datapoint.value_changed",
  category: "datapoint",
  topic: DATA_POINT_TOPIC,
  summary: "A data point has another value, or its first one",
  payload: DataPointValueChangedPayload,
  topicOf: dataPointTopic,
  classified: ["category", "data_point_type"],
  serialise: serialiseValue,
});

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

export const SystemStatusChangedPayload = z
  .strictObject({
    central: z.string(),
    component: z.string(),
    healthy: z.boolean(),
    reason: z.string().optional(),
    interface_id: z.string().optional(),
    error_code: z.int().optional(),
    central_state: z.string().optional(),
    connection_state: z.string().optional(),
    client_state: z.string().optional(),
    callback_state: z.string().optional(),
    degraded_interfaces: z.array(z.string()).optional(),
    issues: z.array(z.string()).optional(),
    event_at: Timestamp,
  })
  .meta({ id: "SystemStatusChangedPayload" });

export const systemStatusChanged = broadcast({
  name: "system.status_changed",
  category: "system",
  topic: "system.{central}.status",
  summary: "A part of the connection to a CCU became healthy or ill",
  payload: SystemStatusChangedPayload,
  topicOf: (p) => `system.${p.central}.status`,
});

const SysvarChangedPayload = z
  .strictObject({
    central: z.string(),
    name: z.string(),
    value_type: z.string().optional(),
    unique_id: z.string(),
    value: z.unknown(),
    previous: z.unknown().optional(),
    channel: z.string().optional(),
    device_address: z.string().optional(),
  })
  .meta({ id: "SysvarChangedPayload" });

export const sysvarChanged = broadcast({
  name: "hub.sysvar_changed",
  category: "hub",
  topic: "hub.{central}.sysvars.{name}",
  summary: "A system variable has another value",
  payload: SysvarChangedPayload,
  topicOf: (p) => `hub.${p.central}.sysvars.${p.name}`,
});

const ProgramExecutedPayload = z
  .strictObject({
    central: z.string(),
    program_id: z.string(),
    trigger: z.string().optional(),
    success: z.boolean(),
    unique_id: z.string().optional(),
    channel: z.string().optional(),
    device_address: z.string().optional(),
  })
  .meta({ id: "ProgramExecutedPayload" });

export const programExecuted = broadcast({
  name: "hub.program_executed",
  category: "hub",
  topic: "hub.{central}.programs.{id}",
  summary: "A program ran on the CCU",
  payload: ProgramExecutedPayload,
  topicOf: (p) => `hub.${p.central}.programs.${p.program_id}`,
});

const InstallModeChangedPayload = z
  .strictObject({ central: z.string(), enabled: z.boolean(), remaining_s: z.int() })
  .meta({ id: "InstallModeChangedPayload" });

export const installModeChanged = broadcast({
  name: "hub.install_mode_changed",
  category: "hub",
  topic: "hub.{central}.install_mode",
  summary: "Pairing was switched on or off, or counts down",
  payload: InstallModeChangedPayload,
  topicOf: (p) => `hub.${p.central}.install_mode`,
});

const HubCountChangedPayload = z
  .strictObject({ central: z.string(), count: z.int() })
  .meta({ id: "HubCountChangedPayload" });

const hubCount = (name: string, last: string, summary: string) =>
  broadcast({
    name,
    category: "hub",
    topic: `hub.{central}.${last}`,
    summary,
    payload: HubCountChangedPayload,
    topicOf: (p) => `hub.${p.central}.${last}`,
  });
export const alarmMessage = hubCount("hub.alarm_message", "alarm_messages", "The alarm messages of a CCU changed");
export const serviceMessage = hubCount(
  "hub.service_message",
  "service_messages",
  "The service messages of a CCU changed",
);
export const inboxChanged = hubCount("hub.inbox_changed", "inbox", "The devices that wait to be accepted changed");

const HubMetricChangedPayload = z
  .strictObject({ central: z.string(), metric: z.string(), value: z.number(), unit: z.string().optional() })
  .meta({ id: "HubMetricChangedPayload" });

export const metricsChanged = broadcast({
  name: "hub.metrics_changed",
  category: "hub",
  topic: "hub.{central}.metrics",
  summary: "A figure about the connection to a CCU changed",
  payload: HubMetricChangedPayload,
  topicOf: (p) => `hub.${p.central}.metrics`,
});

const HubConnectivityChangedPayload = z
  .strictObject({
    central: z.string(),
    interface_id: z.string(),
    reachable: z.boolean(),
    latency_ms: z.number().optional(),
  })
  .meta({ id: "HubConnectivityChangedPayload" });

/** The type has no `hub.` in front, the topic has (api-behaviour 1.7). */
export const connectivityChanged = broadcast({
  name: "connectivity.changed",
  category: "hub",
  topic: "hub.{central}.connectivity.{interface_id}",
  summary: "An interface of a CCU became reachable or not",
  payload: HubConnectivityChangedPayload,
  topicOf: (p) => `hub.${p.central}.connectivity.${p.interface_id}`,
});

const HubSystemUpdateChangedPayload = z
  .strictObject({
    central: z.string(),
    current_firmware: z.string().optional(),
    available_firmware: z.string().optional(),
    update_available: z.boolean(),
    in_progress: z.boolean(),
  })
  .meta({ id: "HubSystemUpdateChangedPayload" });

export const systemUpdateChanged = broadcast({
  name: "hub.system_update_changed",
  category: "hub",
  topic: "hub.{central}.system_update",
  summary: "Firmware for the CCU itself appeared, is being installed or was installed",
  payload: HubSystemUpdateChangedPayload,
  topicOf: (p) => `hub.${p.central}.system_update`,
});

/** Everything that is published, for the contract. */
export const BROADCASTS: readonly Broadcast[] = [
  valueChanged,
  optimisticRolledBack,
  customStateChanged,
  deviceTrigger,
  deviceCreated,
  deviceRemoved,
  deviceAvailabilityChanged,
  centralStateChanged,
  centralReadinessChanged,
  systemStatusChanged,
  sysvarChanged,
  programExecuted,
  installModeChanged,
  alarmMessage,
  serviceMessage,
  inboxChanged,
  metricsChanged,
  connectivityChanged,
  systemUpdateChanged,
];

/**
 * What Home Assistant's integration and its client library require of each answer and push: an answer that lacks such a
 * member, or has it in another type, stops them. Written down by hand and not taken from the declarations, so that
 * a declaration that changes is noticed. More members are welcome; what is optional must have its type where it is there.
 */
import * as z from "zod";

const text = z.string();
const flag = z.boolean();
const int = z.int();
const texts = text.array();
const time = z.iso.datetime({ offset: true });

export const Info = z.object({
  version: text,
  api_version: text.regex(/^3\.1\.\d+$/),
  capabilities: texts,
  config_ui_url: text,
});

export const Ccus = z.object({
  entries: z
    .object({
      name: text,
      host: text,
      available: flag,
      model: text,
      version: text,
      // an operator's token sees it: the keys of hub entities are made of it
      serial: text.min(1),
      is_ha_app: flag,
      configured_interfaces: texts,
      readiness: z.object({ phase: text, ready: flag, interfaces_loaded: int, interfaces_total: int }),
    })
    .array()
    .min(1),
});

export const Interfaces = z
  .object({ id: text, name: text, connected: flag, interface: text, central_id: text.optional() })
  .array()
  .min(1);

const Firmware = z.object({
  Current: text.optional(),
  Available: text.optional(),
  Updatable: flag.optional(),
  UpdateState: text.optional(),
});
const Availability = z.object({
  IsReachable: flag,
  LastUpdated: time.optional(),
  BatteryLevel: int.nullish(),
  LowBattery: flag.nullish(),
  SignalStrength: int.nullish(),
});
export const Device = z.object({
  address: text,
  central: text,
  interface: text,
  interface_id: text,
  model: text,
  name: text,
  available: flag,
  channels_count: int,
  updatable: flag,
  update_available: flag,
  master_pushes_config_pending: flag,
  has_sub_devices: flag,
  rooms: texts.optional(),
  firmware: Firmware,
  availability: Availability,
});

const DataPoint = z.object({
  parameter: text,
  value: z.unknown(),
  observed: flag,
  operations: z.record(text, flag),
  unique_id: text.min(1),
  category: text.optional(),
  data_point_type: text.optional(),
  usage: text.optional(),
  type: text.optional(),
  value_list: texts.optional(),
  unit: text.optional(),
  translated_name: text.optional(),
});
const Channel = z.object({
  address: text,
  number: int,
  paramset_key: text,
  data_points_count: int,
  type: text.optional(),
  rooms: texts.optional(),
});
export const Sysvar = z.object({ name: text, value_type: text, value: z.unknown(), observed: flag, unique_id: text });
export const Program = z.object({ id: text, name: text, unique_id: text, active: flag.optional() });

export const Snapshot = z.object({
  generated_at: time,
  devices: Device.array(),
  device_channels: z
    .object({ device_address: text, channels: Channel.extend({ data_points: DataPoint.array() }).array() })
    .array(),
});

const Count = z.object({ legacy_name: text, value: int });
export const HubDataPoints = z
  .object({
    central: text,
    alarm_messages: Count,
    service_messages: Count,
    inbox: Count,
    update: z.object({ legacy_name: text, update_available: flag, in_progress: flag }),
    metrics: z.object({ legacy_name: text, value: z.number(), unit: text.optional() }).array(),
    connectivity: z.object({ interface_id: text, reachable: flag }).array(),
    install_mode: z.object({ interface_id: text, enabled: flag, remaining_s: int, observed: flag }).array(),
    daemon_connection: z.object({ legacy_name: text, connected: flag }),
  })
  .array()
  .min(1);

export const SystemUpdates = z.object({ update_available: flag, in_progress: flag, observed: flag }).array();
export const AlarmMessages = z.object({ id: text, name: text, timestamp: time, counter: int }).array();
export const ServiceMessages = AlarmMessages.element.extend({ quittable: flag }).array();
export const UnIgnoreCandidates = z.object({ candidates: texts });

export const Custom = z.object({
  name: text,
  unique_id: text,
  category: text,
  channel_no: int,
  supported_operations: texts,
  state: z.record(text, z.unknown()).nullable(),
});
export const Calculated = z.object({
  name: text,
  unique_id: text,
  value: z.unknown(),
  observed: flag,
  available: flag,
});
export const Schedule = z.object({ channel: z.object({}), kind: z.enum(["climate", "simple"]) });
export const WeekProfile = z.object({
  address: text,
  unique_id: text,
  schedule_type: z.enum(["default", "climate"]),
  min_temp: z.number(),
  max_temp: z.number(),
  profile_count: int,
  has_climate_schedule: flag,
});

export const Links = z
  .object({ sender_address: text, receiver_address: text, peer_address: text, direction: text })
  .array();
export const CentralLinks = z.object({ supported: flag });
export const Inbox = z.object({ address: text, model: text }).array();
export const InstallModes = z.object({ interface: text, active: flag, seconds: int, observed: flag }).array();
export const Incidents = z.object({ id: text, when: time, component: text, severity: text, summary: text }).array();

/** A problem is told in this form, whatever went wrong. */
export const Problem = z.object({ status: int, title: text, code: text });

const place = { central: text, device_address: text };
/** Payloads by type: pushes that do not fit are thrown away, and the entity stays as it was. */
export const PUSHES: Readonly<Record<string, z.ZodType>> = {
  "datapoint.value_changed": z.object({
    ...place,
    channel: int,
    parameter: text,
    paramset_key: text,
    unique_id: text,
    value: z.unknown(),
    modified_at: time,
    available: flag,
  }),
  "custom_data_point.state_changed": z.object({
    ...place,
    channel: int,
    name: text,
    unique_id: text,
    state: z.record(text, z.unknown()),
  }),
  "device.trigger": z.object({ ...place, channel: int, event_type: text, parameter: text, unique_id: text }),
  "device.availability_changed": z.object({ ...place, available: flag }),
  "hub.sysvar_changed": z.object({ central: text, name: text, unique_id: text, value: z.unknown() }),
  "hub.program_executed": z.object({ central: text, program_id: text, success: flag }),
};

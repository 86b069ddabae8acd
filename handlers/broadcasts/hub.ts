/** What the logic layer of a CCU announces. Names, topics and component names: contract (wsapi, api-behaviour 1.7). */
import * as z from "zod";
import { broadcast } from "../kernel/broadcast.ts";

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

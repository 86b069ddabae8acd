/** The single values of a CCU, and its inbox. Ids are the contract's component names. */
import * as z from "zod";
import { ADDITION } from "../../../kernel/addition.ts";

export const InboxDevice = z
  .strictObject({
    central: z.string().optional(),
    address: z.string(),
    model: z.string(),
    interface: z.string().optional(),
    serial: z.string().optional(),
    manufacturer: z.string().optional(),
    first_seen: z.int().optional().meta({ description: "Milliseconds since the epoch", format: "int64" }),
  })
  .meta({ id: "InboxDevice", description: "A device that was taught and waits to be accepted" });
export type InboxDevice = z.infer<typeof InboxDevice>;

const HubCountDataPoint = z.strictObject({ legacy_name: z.string(), value: z.int() }).meta({ id: "HubCountDataPoint" });

const HubUpdateDataPoint = z
  .strictObject({ legacy_name: z.string(), update_available: z.boolean(), in_progress: z.boolean() })
  .meta({ id: "HubUpdateDataPoint" });

const HubMetricDataPoint = z
  .strictObject({ legacy_name: z.string(), value: z.number(), unit: z.string().optional() })
  .meta({ id: "HubMetricDataPoint" });

const HubConnectivityDataPoint = z
  .strictObject({ interface_id: z.string(), reachable: z.boolean() })
  .meta({ id: "HubConnectivityDataPoint" });

const HubInstallModeDataPoint = z
  .strictObject({ interface_id: z.string(), enabled: z.boolean(), remaining_s: z.int(), observed: z.boolean() })
  .meta({ id: "HubInstallModeDataPoint" });

const HubDaemonConnectionDataPoint = z
  .strictObject({ legacy_name: z.string(), connected: z.boolean() })
  .meta({ id: "HubDaemonConnectionDataPoint", ...ADDITION });

export const HubDataPoints = z
  .strictObject({
    central: z.string().optional(),
    alarm_messages: HubCountDataPoint,
    service_messages: HubCountDataPoint,
    inbox: HubCountDataPoint,
    update: HubUpdateDataPoint,
    metrics: z.array(HubMetricDataPoint).optional(),
    connectivity: z.array(HubConnectivityDataPoint).optional(),
    install_mode: z.array(HubInstallModeDataPoint).optional(),
    daemon_connection: HubDaemonConnectionDataPoint.meta({
      ...ADDITION,
      description: "Whether the program that stands next to the CCU reaches it",
    }),
  })
  .meta({ id: "HubDataPoints", description: "The single values of one CCU" });
export type HubDataPoints = z.infer<typeof HubDataPoints>;

export const SystemUpdateEntry = z
  .strictObject({
    central: z.string().optional(),
    current_firmware: z.string().optional(),
    available_firmware: z.string().optional(),
    update_available: z.boolean(),
    in_progress: z.boolean(),
    observed: z.boolean().meta({ description: "The CCU has told its versions" }),
  })
  .meta({ id: "SystemUpdateEntry", description: "Firmware of the CCU itself" });
export type SystemUpdateEntry = z.infer<typeof SystemUpdateEntry>;

export const HubMetricsEntry = z
  .strictObject({
    central: z.string().optional(),
    system_health: z.number().optional().meta({ description: "Percent" }),
    connection_latency_ms: z.number().optional(),
    last_event_age_seconds: z.number().optional(),
  })
  .meta({ id: "HubMetricsEntry", description: "One decimal each; absent until observed" });
export type HubMetricsEntry = z.infer<typeof HubMetricsEntry>;

export const InboxDevices = z.array(InboxDevice);
export const InboxOfCentral = z.strictObject({ devices: InboxDevices });
export type InboxOfCentral = z.infer<typeof InboxOfCentral>;
export const HubDataPointsList = z.array(HubDataPoints);
export const SystemUpdates = z.array(SystemUpdateEntry);
export const HubMetrics = z.array(HubMetricsEntry);

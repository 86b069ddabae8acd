/** The program, its CCUs and their interfaces. Ids are the contract's component names. */
import * as z from "zod";
import { ADDITION } from "../../../kernel/addition.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { SystemStatusEvent } from "../schemas.ts";

export const Info = z
  .strictObject({
    version: z.string(),
    commit: z.string(),
    build_date: z.string(),
    addon_build: z.boolean().meta({ description: "Runs as an add-on on the CCU itself" }),
    uptime: z.string().meta({ description: "Go duration in whole seconds: `3h12m5s`" }),
    started_at: Timestamp,
    api_version: z.string(),
    schema_digest: z.string().meta({ description: "Digest over the published contract files" }),
    capabilities: z.array(z.string()),
    config_ui_url: z.string().meta({
      ...ADDITION,
      description: "Address of the dashboard as the asking client reaches it; empty where this server has none",
    }),
  })
  .meta({ id: "Info" });
export type Info = z.infer<typeof Info>;

const HEALTH_STATUSES = ["healthy", "degraded", "unhealthy", "unknown"] as const;
export const HealthStatus = z.enum(HEALTH_STATUSES);
export type HealthStatus = z.infer<typeof HealthStatus>;

export const Health = z
  .strictObject({
    status: HealthStatus,
    components: z.array(
      z.strictObject({
        name: z.string(),
        status: z.string(),
        note: z.string().optional(),
        note_key: z.string().optional().meta({ description: "The note for programs" }),
        recorded_at: Timestamp,
      }),
    ),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof Health>;

export const ConfigSnapshot = z
  .strictObject({
    locale: z.string().optional(),
    centrals: z
      .array(
        z.strictObject({
          name: z.string().optional(),
          host: z.string().optional(),
          interfaces: z.array(z.string()).optional(),
        }),
      )
      .optional(),
    callback_ports: z.strictObject({ xmlrpc: z.int().optional(), binrpc: z.int().optional() }).optional(),
    features: z.record(z.string(), z.boolean()).optional(),
    extras: z.record(z.string(), z.string()).optional(),
    policies: z.record(z.string(), z.boolean()).optional(),
  })
  .meta({ id: "ConfigSnapshot", description: "The settings without anything secret" });
export type ConfigSnapshot = z.infer<typeof ConfigSnapshot>;

export const InterfaceEntry = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    connected: z.boolean(),
    interface: z.string(),
    central_id: z.string().optional(),
    host: z.string().optional(),
    note: z.string().optional().meta({ description: "Why it is not connected" }),
    duty_cycle: z.int().optional().meta({ description: "Percent" }),
    carrier_sense: z.int().optional().meta({ description: "Percent" }),
  })
  .meta({ id: "InterfaceState" });
export type InterfaceEntry = z.infer<typeof InterfaceEntry>;
export const InterfaceList = z.array(InterfaceEntry);

export const SystemCCUEntry = z
  .strictObject({
    name: z.string(),
    host: z.string(),
    available: z.boolean(),
    model: z.string().optional(),
    version: z.string().optional(),
    hostname: z.string().optional(),
    serial: z.string().optional(),
    url: z.url().optional(),
    is_ha_app: z.boolean(),
    configured_interfaces: z.array(z.string()),
    readiness: z.strictObject({
      phase: z.enum(["unknown", "waiting_for_ccu", "loading_hub", "loading_devices", "ready"]),
      ready: z.boolean(),
      interfaces_loaded: z.int(),
      interfaces_total: z.int(),
    }),
  })
  .meta({ id: "SystemCCUEntry" });
export type SystemCCUEntry = z.infer<typeof SystemCCUEntry>;
export const SystemCCUList = z.strictObject({ entries: z.array(SystemCCUEntry) });

export const SystemStatusList = z.strictObject({ events: z.array(SystemStatusEvent) });

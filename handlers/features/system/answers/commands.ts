/** Answers of commands that differ from those of the operations. */
import * as z from "zod";
import { AuditEntry } from "../../../records/audit-log.ts";
import { CACHE_KINDS } from "../schemas.ts";
import { Incident } from "./incidents.ts";
import { HealthStatus, InterfaceEntry } from "./system.ts";

// ---------------------------------------------------------------- figures

const Count = z.int().min(0);
const DeviceCounts = z.strictObject({ total: Count, unreachable: Count, firmware_updatable: Count });
const SignalQuality = z.strictObject({
  address: z.string(),
  name: z.string(),
  model: z.string(),
  interface_id: z.string(),
  is_reachable: z.boolean(),
  signal_strength: z.int().nullable().meta({ description: "dBm at the device; null where it never told" }),
  low_battery: z.boolean().nullable(),
});
const Throttle = z.strictObject({
  interface_id: z.string(),
  in_flight: Count,
  waiting: Count,
  superseded: Count.meta({ description: "Writes that a newer or more urgent one took out of the queue" }),
  burst_downgrades: z.literal(0).meta({ description: "A write past the burst waits, it is not downgraded" }),
  waited_for_burst_slot: Count.meta({ description: "Writes that waited for the radio's budget" }),
});

export const DeviceStatistics = z.strictObject({
  by_interface: z.record(z.string(), DeviceCounts),
  total_devices: Count,
  unreachable_devices: Count,
  firmware_updatable_devices: Count,
});
export type DeviceStatistics = z.infer<typeof DeviceStatistics>;
export const MessageCounts = z.strictObject({
  service_messages: Count.nullable().meta({ description: "null before a CCU told any" }),
  alarm_messages: Count.nullable(),
});
export type MessageCounts = z.infer<typeof MessageCounts>;
export const SignalQualities = z.strictObject({ devices: z.array(SignalQuality) });
export type SignalQualities = z.infer<typeof SignalQualities>;
export const Throttles = z.strictObject({ throttles: z.array(Throttle) });
export type Throttles = z.infer<typeof Throttles>;

// ---------------------------------------------------------------- reading anew

export const DeviceReloaded = z.strictObject({ success: z.literal(true), device_address: z.string() });
export const ChannelReloaded = z.strictObject({ success: z.literal(true), channel_address: z.string() });
export const Reconciled = z.strictObject({ reconciled: z.literal(true) });
export const ClearedCaches = z.strictObject({
  scope: z.enum(CACHE_KINDS),
  devices: Count,
  paramsets: Count,
  values: Count,
  master: Count,
  centrals_reinit: z.array(z.string()),
});
export type ClearedCaches = z.infer<typeof ClearedCaches>;

// ---------------------------------------------------------------- connections

const Score = z.int().min(0).max(100);
export const ConnectionHealth = z.strictObject({
  status: HealthStatus,
  score: Score.nullable().meta({ description: "Mean of the CCUs; null while none has told anything" }),
  centrals: z.array(
    z.strictObject({
      central: z.string(),
      state: z.enum(["starting", "running", "degraded", "stopped", "failed"]),
      available: z.boolean(),
      score: Score.nullable().meta({ description: "Mean of the interfaces; null while the CCU starts" }),
      interfaces: z.array(
        z.strictObject({
          interface_id: z.string(),
          connected: z.boolean(),
          loaded: z.boolean(),
          score: Score.meta({
            description: "40 for the connection, 30 for devices and values, up to 30 for the last sign of life",
          }),
        }),
      ),
    }),
  ),
});
export type ConnectionHealth = z.infer<typeof ConnectionHealth>;
export const Interfaces = z.strictObject({ interfaces: z.array(InterfaceEntry) });

// ---------------------------------------------------------------- the program

export const CommandNames = z.strictObject({ commands: z.array(z.string()) });

export const FirmwareInfo = z.union([
  z.strictObject({ observed: z.literal(false), in_progress: z.boolean().optional() }),
  z.strictObject({
    observed: z.literal(true),
    in_progress: z.boolean(),
    current_firmware: z.string(),
    available_firmware: z.string(),
    update_available: z.boolean(),
    check_script_available: z.boolean().meta({ description: "The CCU looks for new firmware" }),
  }),
]);

/** Members with capitals: so the contract has them. */
export const HealthDetails = z.strictObject({
  overall: HealthStatus,
  score: z.number().meta({ description: "0 to 1" }),
  components: z.array(
    z.strictObject({
      Name: z.string(),
      Status: HealthStatus,
      LastSample: z.strictObject({
        Healthy: z.boolean(),
        Note: z.string(),
        NoteKey: z.string(),
        Timestamp: z.string(),
      }),
    }),
  ),
});
export type HealthDetails = z.infer<typeof HealthDetails>;
export type FirmwareInfo = z.infer<typeof FirmwareInfo>;

// ---------------------------------------------------------------- what happened

export const Cleared = z.strictObject({ success: z.literal(true) });
export const IncidentList = z.strictObject({ incidents: z.array(Incident) });
export const ChangeList = z.strictObject({ entries: z.array(AuditEntry) });

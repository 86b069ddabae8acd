/** Answers about radio, connections and caches. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

const Count = z.int().min(0);
const Decibels = z.int().nullable();

const RadioReading = z.strictObject({
  address: z.string(),
  name: z.string(),
  interface_id: z.string(),
  central: z.string(),
  rssi_device: Decibels.meta({ description: "dBm, as the device hears; null where it was never told" }),
  rssi_peer: Decibels.meta({ description: "dBm, as the CCU or the gateway hears" }),
  battery_level: z.int().nullable().meta({ description: "Percent" }),
  low_battery: z.boolean().nullable(),
  reachable: z.boolean(),
});
export const RadioReadings = z.strictObject({ devices: z.array(RadioReading) });

export const Reliability = z.array(
  z.strictObject({
    central: z.string(),
    interface: z.string(),
    circuit_state: z
      .int()
      .meta({ description: "0 connected and loaded, 1 connected and not loaded yet, 2 not connected" }),
    state: z.strictObject({
      state: z.enum(["closed", "half_open", "open"]),
      closed: z.boolean(),
      total_requests: Count.optional().meta({ description: "Calls since the start" }),
      executed_requests: Count.optional().meta({ description: "Answered, by a fault as well" }),
      pending_requests: Count.meta({ description: "Writes that wait or are on their way" }),
      last_failure_at: Timestamp.optional().meta({ description: "Last call without an answer" }),
      last_callback_at: Timestamp.optional(),
    }),
  }),
);
export type Reliability = z.infer<typeof Reliability>;

export const ValuesCacheStats = z
  .strictObject({
    rows: Count,
    value_json_bytes: Count,
    restored_rows: Count,
    cast_failures: Count,
    gc_rows_deleted: Count,
    flush_batches: Count,
    flushed_entries: Count,
  })
  .meta({
    id: "ValuesCacheStats",
    description: "Values that outlive the program; the last five count since its start",
  });

export const CacheClearReport = z
  .strictObject({
    scope: z.strictObject({
      Kind: z.string().optional(),
      Central: z.string().optional(),
      Interface: z.string().optional(),
      Device: z.string().optional(),
    }),
    devices: z.int(),
    paramsets: z.int(),
    values: z.int(),
    master: z.int(),
    centrals_reinit: z.array(z.string()),
    errors: z.array(z.string()).optional(),
  })
  .meta({ id: "CacheClearReport", description: "What was forgotten, and which CCUs are read anew" });
export type CacheClearReport = z.infer<typeof CacheClearReport>;

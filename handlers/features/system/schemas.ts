/** What requests hold, and what is read out of the event log. Ids are the contract's component names. */
import { z } from "zod";
import { Timestamp } from "../../kernel/timestamp.ts";

export const UIEventRequest = z
  .strictObject({
    event: z.string().min(1).max(255),
    properties: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "UIEventRequest" });

/** A past change of a CCU's state; the members of the broadcast `system.status_changed`. */
export const SystemStatusEvent = z.strictObject({
  central: z.string(),
  component: z.string(),
  healthy: z.boolean(),
  reason: z.string().optional(),
  interface_id: z.string().optional(),
  error_code: z.int().optional(),
  central_state: z.string().optional(),
  connection_state: z.string().optional(),
  degraded_interfaces: z.array(z.string()).optional(),
  issues: z.array(z.string()).optional(),
  event_at: Timestamp,
});
export type SystemStatusEvent = z.infer<typeof SystemStatusEvent>;

export const CACHE_KINDS = ["global", "central", "interface", "device"] as const;

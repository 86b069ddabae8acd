/** How the connection to a CCU fares. Answers repeat it, so it stands apart from the other broadcasts. */
import * as z from "zod";
import { broadcast } from "../kernel/broadcast.ts";
import { Timestamp } from "../kernel/timestamp.ts";

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

/** Rows of the audit log (api-behaviour 3.15). */
import { z } from "zod";
import { Timestamp } from "../../devices/schemas/devices.ts";

export const AuditEntry = z
  .strictObject({
    timestamp: Timestamp,
    action: z.string(),
    user: z.string().optional(),
    central: z.string().optional(),
    device_address: z.string().optional(),
    channel_no: z.int().optional(),
    paramset: z.string().optional(),
    peer: z.string().optional(),
    parameter: z.string().optional(),
    note: z.string().optional(),
    changes: z
      .array(z.strictObject({ parameter: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
      .optional(),
  })
  .meta({ id: "AuditEntry", description: "Who changed what, and when" });
export type AuditEntry = z.infer<typeof AuditEntry>;

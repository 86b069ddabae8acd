/** The answer to a request. */
import { z } from "zod";
import { AuditNotes } from "./audit-notes.ts";
import { At, Body, Epoch, KEPT_NAME_LIMIT } from "./parts.ts";

/**
 * `done`: it was answered, as `rest` or `command` says · `refused`: nothing was done and nothing will be · `unknown`:
 * the relay ended while it acted, it is not repeated · `clock`: send it again with `echo`, nothing was done yet.
 */
export const ReplyMessage = z.object({
  id: z.string(),
  epoch: Epoch,
  outcome: z.enum(["done", "refused", "unknown", "clock"]),
  /** By the relay's clock. */
  at: At,
  detail: z.string().optional(),
  /** What it noted in the audit log. */
  audit: AuditNotes.optional(),
  rest: z
    .object({
      status: z.int().min(100).max(599),
      headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      body: Body.optional(),
      /** In the place of a body: it was put under this name, see `keep` of the request. */
      kept: z.string().max(KEPT_NAME_LIMIT).optional(),
    })
    .optional(),
  // the error first: anything is an object with optional data
  command: z
    .union([
      z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
      z.object({ data: z.unknown().optional() }),
    ])
    .optional(),
});
export type ReplyMessage = z.infer<typeof ReplyMessage>;

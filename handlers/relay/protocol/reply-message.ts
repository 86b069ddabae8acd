/** The answer to a request. */
import * as z from "zod";
import { AuditNotes } from "./audit-notes.ts";
import { At, Body, Epoch, KEPT_NAME_LIMIT } from "./parts.ts";

/** Characters of the name of a CCU. */
export const CENTRAL_NAME_LIMIT = 100;
/** Seconds: nobody is told to wait longer than an hour. */
export const WAIT_LIMIT_S = 3_600;

/**
 * `done`: it was answered, as `rest` or `command` says · `refused`: nothing was done and nothing will be · `unknown`:
 * the relay ended while it acted, it is not repeated · `clock`: send it again with `echo`, nothing was done yet.
 */
const LoginAnswer = z.union([
  /** Right: the user's role, and the CCU that said so. */
  z.object({ role: z.enum(["viewer", "operator", "admin"]), central: z.string().min(1).max(CENTRAL_NAME_LIMIT) }),
  /** `off`: users of the CCU may not log in · `away`: the CCU did not say. */
  z.object({ refused: z.enum(["wrong", "off", "away"]) }),
  /** Too many were tried: seconds until the next. */
  z.object({ wait: z.number().min(0).max(WAIT_LIMIT_S) }),
]);
export type LoginAnswer = z.infer<typeof LoginAnswer>;

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
  login: LoginAnswer.optional(),
});
export type ReplyMessage = z.infer<typeof ReplyMessage>;

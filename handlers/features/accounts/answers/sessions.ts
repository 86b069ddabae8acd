/** Answers about sessions. Not part of the published contract. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

export const SessionId = z.string().regex(/^[0-9a-f]{16}$/, "must be 16 hexadecimal digits");

export const SessionSummary = z
  .strictObject({
    id: SessionId,
    subject: z.string(),
    created_at: Timestamp,
    expires_at: Timestamp.optional(),
    current: z.boolean().meta({ description: "The one that asks" }),
  })
  .meta({ id: "SessionSummary", description: "Somebody who is logged in, in one browser" });
export const SessionSummaries = z.array(SessionSummary);

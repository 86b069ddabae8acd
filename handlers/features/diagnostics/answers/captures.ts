/** Answers about captures. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

const Count = z.int().min(0);
export const CaptureSummary = z.strictObject({
  id: z.string(),
  status: z.enum(["running", "stopped", "expired", "aborted"]),
  started_at: Timestamp,
  ends_at: Timestamp,
  stopped_at: Timestamp.optional(),
  anonymised: z.boolean(),
  events: Count.meta({ description: "Entries so far" }),
  buffer_bytes: Count,
  archive_size: Count.optional(),
  triggered_by: z.string().optional(),
});
export type CaptureSummary = z.input<typeof CaptureSummary>;
export const CaptureList = z.strictObject({ captures: z.array(CaptureSummary) });

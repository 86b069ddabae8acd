/** What people un-ignored, as the API shows it. Ids are the contract's component names. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

const UnIgnoreEntry = z
  .strictObject({
    pattern: z.string().meta({ description: "As it was written" }),
    updated_at: Timestamp.optional(),
    updated_by: z.string().optional(),
  })
  .meta({ id: "UnIgnoreEntry", description: "A pattern of parameters that are shown although hidden by default" });

export const UnIgnoreListResponse = z
  .strictObject({
    centrals: z.array(z.strictObject({ central_name: z.string(), patterns: z.array(UnIgnoreEntry) })),
  })
  .meta({ id: "UnIgnoreListResponse", description: "The patterns of each CCU" });
export type UnIgnoreListResponse = z.infer<typeof UnIgnoreListResponse>;

export const UnIgnoreUpdateResponse = z
  .strictObject({
    applied_count: z.int().meta({ description: "Patterns in force now" }),
    parse_errors: z.array(z.string()).optional().meta({ description: "Lines that were left out, and why" }),
    affected_devices: z.int().optional().meta({ description: "Devices that show something else now" }),
    patterns: z.array(UnIgnoreEntry).optional(),
  })
  .meta({ id: "UnIgnoreUpdateResponse", description: "What became of the patterns" });
export type UnIgnoreUpdateResponse = z.infer<typeof UnIgnoreUpdateResponse>;

export const UnIgnoreCandidateList = z
  .strictObject({ candidates: z.array(z.string()), include_master: z.boolean().optional() })
  .meta({ id: "UnIgnoreCandidateList", description: "Patterns that would show something that is hidden now, sorted" });
export type UnIgnoreCandidateList = z.infer<typeof UnIgnoreCandidateList>;

/** What people un-ignore, as the API shows it. Ids are the contract's component names. */
import { z } from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

/** Patterns of one central: a home has some hundred parameters that are hidden at all. */
export const UNIGNORE_PATTERNS_LIMIT = 1000;
/** Characters of a line in a request; what is longer than a pattern may be is told, not refused as a whole. */
const LINE_LIMIT = 1000;
/** Characters of a central's name. */
const CENTRAL_NAME_LIMIT = 255;

export const UnIgnoreEntry = z
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

export const UnIgnoreUpdateRequest = z
  .strictObject({
    central_name: z.string().min(1).max(CENTRAL_NAME_LIMIT),
    patterns: z.array(z.string().max(LINE_LIMIT)).max(UNIGNORE_PATTERNS_LIMIT).meta({
      description:
        "`PARAMETER`, `PARAMETER:PARAMSET@MODEL:CHANNEL` or `MODEL:CHANNEL:PARAMETER`; `all` and `*` are wildcards, blank lines and comments (`#`) are skipped",
    }),
  })
  .meta({ id: "UnIgnoreUpdateRequest", description: "All patterns of a CCU: those that are not named end" });
export type UnIgnoreUpdateRequest = z.infer<typeof UnIgnoreUpdateRequest>;

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

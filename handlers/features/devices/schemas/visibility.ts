/** What people un-ignore, as the API shows it. Ids are the contract's component names. */
import * as z from "zod";

/** Patterns of one central: a home has some hundred parameters that are hidden at all. */
export const UNIGNORE_PATTERNS_LIMIT = 1000;
/** Characters of a line in a request; what is longer than a pattern may be is told, not refused as a whole. */
const LINE_LIMIT = 1000;
/** Characters of a central's name. */
const CENTRAL_NAME_LIMIT = 255;

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

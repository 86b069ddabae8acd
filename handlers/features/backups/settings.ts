/** Section `backup` of the configuration. `schedule` and `keep_last`: contract (config-fields). */
import { field, section } from "../../kernel/section.ts";
import { duration, whole } from "../../kernel/section-kinds.ts";

/** Milliseconds: more often than every hour is a CCU that does nothing else. */
export const SCHEDULE_LEAST_MS = 3_600_000;
/** A number nobody means; 0 keeps all. */
const KEEP_MOST = 10_000;

export const backupSettings = section(
  "backup",
  {
    schedule: field({ text: "Time between automatic backups of each CCU, at least 1h; 0: none" }, duration("0")),
    keep_last: field(
      { text: "Backups of each CCU that an automatic backup leaves; 0: all" },
      whole(0, { max: KEEP_MOST }),
    ),
  },
  ({ schedule }, context) => {
    if (schedule > 0 && schedule < SCHEDULE_LEAST_MS)
      context.addIssue({ code: "custom", path: ["schedule"], message: "must be 0 or at least 1h" });
  },
);

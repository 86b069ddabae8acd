/** Requests of the diagnostics. */
import { z } from "zod";
import { integerText, QueryText } from "../shared/parameters.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export const Level = z.enum(LOG_LEVELS);
/** Of repeated values the first; what is no level counts as `debug` (subsystems 6.2). */
export const MinLevel = z
  .preprocess((value) => (Array.isArray(value) ? value[0] : value), Level.optional())
  .catch("debug")
  .meta({ description: "Only entries of this level and above" });

/** Characters of a path: the longest of ours has 40. */
const LOGGER_PATH_LIMIT = 200;
export const LoggerPath = z
  .string()
  .max(LOGGER_PATH_LIMIT)
  .regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, "must be names with dots between them, such as ccu-anywhere.ccu.xmlrpc")
  .meta({ description: "Dotted; what is set holds for all paths below it, too" });

/** Seconds that a level holds at most, where it does not stay (subsystems 6.1); a longer time counts as this one. */
export const LEVEL_TTL_LIMIT_S = 24 * 3_600;
const Ttl = z
  .int()
  .min(0)
  .transform((seconds) => Math.min(seconds, LEVEL_TTL_LIMIT_S))
  .optional()
  .meta({ description: `0 or absent: it stays; otherwise at most ${LEVEL_TTL_LIMIT_S}` });
export const LevelChange = z.looseObject({ level: Level, ttl_seconds: Ttl });

/** Entries where the client names no number (subsystems 6.2). */
export const LOG_ROWS = 500;
/** More than any ring has. */
const LOG_ROWS_LIMIT = 1_000_000;
/** A number of an entry; what is none counts as not given. */
export const Cursor = integerText(0, Number.MAX_SAFE_INTEGER).optional().catch(undefined);

export const logsQuery = {
  limit: integerText(1, LOG_ROWS_LIMIT)
    .catch(LOG_ROWS)
    .meta({ description: `The newest so many, default ${LOG_ROWS}`, default: LOG_ROWS }),
  min_level: MinLevel,
  format: z.enum(["json", "ndjson"]).catch("json").meta({ description: "`ndjson`: one entry a line" }),
  download: QueryText.meta({ description: "1 = as a file" }),
};
export const streamQuery = { since: Cursor.meta({ description: "Goes on after this entry" }), min_level: MinLevel };
export const streamHeaders = { "last-event-id": Cursor.meta({ description: "As `since`, which comes first" }) };

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

const Names = z.array(z.string().max(64)).max(100).optional();
/** Seconds of a recording. Its entries and bytes have limits, too (adapters/ccu/recording). */
export const RECORDING_LIMIT_S = 3_600;
export const RecordingStart = z.looseObject({
  centrals: Names.meta({ description: "Default: all" }),
  duration_seconds: z.int().min(1).max(RECORDING_LIMIT_S).optional().meta({ description: "Default 300" }),
  randomize: z
    .boolean()
    .optional()
    .meta({ description: "Replace addresses and serial numbers, each by the same one everywhere. Default true" }),
});
export const RecordingStop = z.looseObject({ centrals: Names.meta({ description: "Default: all" }) });
export const CentralName = z.string().min(1).max(64).meta({ description: "Name of the CCU" });
export const RecordingFormat = z
  .preprocess((value) => (Array.isArray(value) ? value[0] : value), z.enum(["map", "golden"]).default("map"))
  .meta({ description: "`map`: answers by what was asked; `golden`: everything in its order", default: "map" });

const Name = z.string().max(255).optional();
export const CacheClearRequest = z
  .strictObject({
    kind: z.enum(["global", "central", "interface", "device"]),
    central: Name.meta({ description: "Needed for every kind but global" }),
    interface: Name.meta({ description: "Name or id; needed for interface and device" }),
    device: Name.meta({ description: "Needed for device" }),
  })
  .meta({ id: "CacheClearRequest" });

const Time = z.iso
  .datetime({ offset: true, error: "must be an ISO time with its offset" })
  .transform((text) => Date.parse(text))
  .optional();
/** Rows where the client names no number, or one out of range (subsystems 4.10). */
export const INCIDENT_ROWS = 500;
export const incidentsQuery = {
  central: QueryText.meta({ description: "Only of this CCU" }),
  since: Time.meta({ description: "Inclusive" }),
  until: Time.meta({ description: "Exclusive" }),
  limit: integerText(1, 5_000)
    .catch(INCIDENT_ROWS)
    .meta({
      description: `At most 5000; what is no number in range counts as ${INCIDENT_ROWS}`,
      default: INCIDENT_ROWS,
    }),
};

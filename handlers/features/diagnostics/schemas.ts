/** Requests of the diagnostics. */
import * as z from "zod";
import { LOG_LEVELS, loggerPath } from "../../configuration/program-kinds.ts";
import { integerText, QueryText } from "../shared/parameters.ts";

export const Level = z.enum(LOG_LEVELS);
/** Of repeated values the first; what is no level counts as `debug` (subsystems 6.2). */
export const MinLevel = z
  .preprocess((value) => (Array.isArray(value) ? value[0] : value), Level.optional())
  .catch("debug")
  .meta({ description: "Only entries of this level and above" });

export const LoggerPath = loggerPath().meta({ description: "Dotted; what is set holds for all paths below it, too" });

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

/** Seconds of a capture at most (subsystems 6.3). */
const CAPTURE_SECONDS_LIMIT = 1_800;
export const CaptureStart = z.looseObject({
  duration_seconds: z.int().min(1).max(CAPTURE_SECONDS_LIMIT).optional().meta({ description: "Default 300" }),
  log_levels: z
    .record(LoggerPath, Level)
    .refine((levels) => Object.keys(levels).length <= 50, "must be at most 50 paths")
    .optional()
    .meta({ description: "Levels by path, as long as the capture runs" }),
  anonymise: z.boolean().optional().meta({ description: "Replace addresses and serial numbers. Default true" }),
});
export const CaptureId = z.string().max(64).meta({ description: "`cap_` and 16 hexadecimal digits" });
export const StartupCaptureConfig = z
  .strictObject({
    enabled: z.boolean(),
    duration_seconds: z.int().min(0).max(CAPTURE_SECONDS_LIMIT).meta({ description: "0 = 300" }),
    anonymise: z.boolean(),
  })
  .meta({ id: "StartupCaptureConfig", description: "A capture that begins with each start of the program" });

/** Seconds that the event bus is listened to: where the client names none, and at most (subsystems 6.5). */
export const TAP_S = 30;
export const TAP_LIMIT_S = 300;
export const tapQuery = {
  central: QueryText.meta({ description: "Name of the CCU; needed where there are several" }),
  type: z
    .preprocess(
      (value) => (value === undefined ? undefined : [value].flat()),
      z.array(z.string().max(100)).max(50).optional(),
    )
    .optional()
    .meta({ description: "Only events of these types; may be repeated. Default: all" }),
  seconds: z
    .preprocess(
      (value) => (typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : undefined),
      z.int().optional(),
    )
    .transform((seconds) => Math.min(Math.max(seconds ?? TAP_S, 1), TAP_LIMIT_S))
    .meta({ description: `Default ${TAP_S}, at most ${TAP_LIMIT_S}` }),
};
export const AnonymiseSwitch = z
  .preprocess((value) => (Array.isArray(value) ? value[0] : value), z.enum(["0", "1"]).default("1"))
  .catch("1")
  .meta({ description: "0 = addresses, serial numbers and hosts stay", default: "1" });

const Pem = z.string().min(1);
export const CertificateUpload = z.strictObject({
  cert: Pem.meta({ description: "The certificate, and the chain that leads to a known one" }),
  key: Pem.meta({ description: "Its private key, not encrypted" }),
});

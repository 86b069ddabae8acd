/** Answers about the log. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { Level } from "../schemas.ts";

export const LogRecord = z
  .strictObject({
    seq: z.int(),
    time: Timestamp,
    level: z.string(),
    logger: z.string().optional(),
    msg: z.string(),
    attrs: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "LogRecord", description: "An entry of the log, without secrets" });

export const LogList = z.strictObject({ last_seq: z.int(), records: z.array(LogRecord) });

export const DefaultLevel = z.strictObject({ default: Level });
export const LogLevels = z.strictObject({
  default: Level,
  overrides: z.array(
    z.strictObject({
      path: z.string(),
      level: Level,
      permanent: z.boolean(),
      expires_at: Timestamp.optional(),
      remaining_ms: z.int().optional(),
    }),
  ),
});

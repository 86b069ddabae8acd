/** What history and energy are asked with. */
import * as z from "zod";
import { ADDITION } from "../../kernel/addition.ts";
import { isTimeZone, UTC } from "../../records/history/periods.ts";
import { AnyAddress, ParameterName } from "../shared/parameters.ts";

/** Of a repeated parameter the first. */
const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** Buckets where the client names no number, and at most (contract 3.3). */
export const BUCKETS = 200;
export const BUCKETS_LIMIT = 2_000;

/** RFC 3339. A plus that was not encoded arrives as a blank. */
const Moment = z.preprocess(
  (value) =>
    typeof first(value) === "string" ? (first(value) as string).replace(/ (?=\d\d:\d\d$)/, "+") : first(value),
  z.iso.datetime({ offset: true, error: "must be a time as 2026-01-31T12:00:00Z" }),
);

const Name = (about: string) => z.preprocess(first, z.string().min(1).max(255)).meta({ description: about });

/** A data point. */
export const SERIES = {
  central: Name("Name of the CCU"),
  interface_id: Name("`<central>-<interface>`, as ccu-HmIP-RF"),
  channel: z.preprocess(first, AnyAddress).meta({ description: "Address of the channel" }),
  parameter: z.preprocess(first, ParameterName).meta({ description: "Name of the parameter" }),
};
export const RANGE = {
  from: Moment.meta({ description: "Beginning of the range" }),
  to: Moment.meta({ description: "End of the range, which does not belong to it" }),
};

/** Lenient by contract: what is not above zero counts as the default, what is above the limit as the limit. */
export const Buckets = z
  .preprocess(
    first,
    z
      .string()
      .regex(/^[+-]?\d{1,15}$/, "must be a whole number")
      .optional(),
  )
  .transform((digits) => {
    const number = Number(digits ?? BUCKETS);
    return number <= 0 ? BUCKETS : Math.min(number, BUCKETS_LIMIT);
  })
  .meta({ description: `Buckets, at most ${BUCKETS_LIMIT}`, default: BUCKETS });

export const HistoryFormat = z
  .preprocess(first, z.enum(["json", "csv"]).optional())
  .meta({ ...ADDITION, description: "`csv` for a file, like `Accept: text/csv`" });

export const Group = z
  .preprocess(first, z.enum(["hour", "day", "month"]).default("day"))
  .meta({ description: "Span of a bucket" });

export const TimeZone = z
  .preprocess(
    first,
    z.string().max(64).refine(isTimeZone, "must be the name of a time zone, as Europe/Berlin").default(UTC),
  )
  .meta({ ...ADDITION, description: "Whose hours, days and months; default: UTC" });

export const RecordingWriteRequest = z
  .strictObject({
    central: z.string().min(1).max(255),
    interface_id: z.string().min(1).max(255),
    channel: AnyAddress,
    parameter: ParameterName,
    record: z.boolean().nullable().optional().meta({ description: "Null or absent: as the configuration says" }),
  })
  .meta({ id: "RecordingWriteRequest", description: "Whether a data point shall be recorded" });
export type RecordingWriteRequest = z.infer<typeof RecordingWriteRequest>;

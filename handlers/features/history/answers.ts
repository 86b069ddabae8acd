/** What history, energy and diagrams answer. */
import * as z from "zod";
import { ADDITION } from "../../kernel/addition.ts";
import { Timestamp } from "../../kernel/timestamp.ts";

export const HistoryBucketAnswer = z
  .strictObject({
    ts: Timestamp.meta({ description: "Beginning of the bucket" }),
    avg: z.number().meta({ description: "Each value weighs as long as it held" }),
    min: z.number(),
    max: z.number(),
    count: z.int().meta({ description: "Samples" }),
    covered_ms: z
      .int()
      .optional()
      .meta({ ...ADDITION, description: "Milliseconds of the bucket in which a value was known" }),
  })
  .meta({ id: "HistoryBucket", description: "What the samples of a span of time come to" });
export const HistoryAnswer = HistoryBucketAnswer.array();
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;

export const RecordingState = z
  .strictObject({
    record: z.boolean(),
    source: z
      .enum(["override", "policy"])
      .meta({ description: "Decided for this data point, or by the configuration" }),
  })
  .meta({ id: "RecordingState", description: "Whether a data point is recorded" });
export type RecordingState = z.infer<typeof RecordingState>;

const EnergyBucketAnswer = z
  .strictObject({
    ts: Timestamp.meta({ description: "Beginning of the hour, the day, the month" }),
    consumed_wh: z.number().meta({ description: "What the counter rose by; never negative" }),
    feed_in_wh: z.number(),
    avg_power_w: z.number(),
    peak_power_w: z.number(),
    reset: z.boolean().meta({ description: "A counter ran backwards" }),
  })
  .meta({ id: "EnergyBucket", description: "Energy of one span of time" });

const EnergyDeviceAnswer = z
  .strictObject({
    address: z.string(),
    name: z.string(),
    buckets: EnergyBucketAnswer.array(),
    total_consumed_wh: z.number(),
    total_feed_in_wh: z.number(),
  })
  .meta({ id: "EnergyDevice", description: "Energy of a device" });

export const EnergyAnswer = z
  .strictObject({
    group: z.enum(["hour", "day", "month"]),
    from: Timestamp,
    to: Timestamp,
    devices: EnergyDeviceAnswer.array(),
    total_consumed_wh: z.number(),
    total_feed_in_wh: z.number(),
  })
  .meta({ id: "EnergyResponse", description: "What the devices of a CCU consumed and fed in" });
export type EnergyAnswer = z.infer<typeof EnergyAnswer>;

/** What the API shows of data points. Ids are the contract's component names. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

export const DataPointSummary = z
  .strictObject({
    parameter: z.string(),
    unique_id: z
      .string()
      .meta({ description: "Stable key; empty until the CCU's serial is known where it is part of the key" }),
    parameter_label: z.string().optional(),
    value: z.unknown().meta({
      description:
        "Wire scale; an ENUM is shown as its label; null while nothing was observed. A pending write is shown at once",
    }),
    observed: z.boolean(),
    modified_at: Timestamp.optional(),
    source: z.enum(["unobserved", "cache", "live", "stale"]).optional(),
    last_seen_at: Timestamp.optional(),
    last_changed_at: Timestamp.optional(),
    value_age_seconds: z.int().optional(),
    operations: z.strictObject({ read: z.boolean(), write: z.boolean(), event: z.boolean() }),
    category: z.string().optional(),
    data_point_type: z.string().optional(),
    usage: z.string().optional(),
    translated_name: z.string().optional(),
    label_omitted: z.boolean().optional(),
    control: z.string().optional(),
    type: z.string().optional(),
    value_list: z.array(z.string()).optional(),
    value_translations: z.record(z.string(), z.string()).optional(),
    unit: z.string().optional(),
    min: z.unknown().optional(),
    max: z.unknown().optional(),
    default: z.unknown().optional(),
    ui_hint: z
      .strictObject({ icon: z.string(), semantic: z.string(), state_color_rule: z.string().optional() })
      .optional(),
    additional_information: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "DataPointSummary" });

export type DataPointSummary = z.infer<typeof DataPointSummary>;
export const DataPointList = DataPointSummary.array();

const BatchError = z.enum(["device not found", "channel not found", "parameter not found", "parameter hidden"]);
export const ValuesBatchResponse = z
  .strictObject({
    results: z.array(
      z.strictObject({
        address: z.string(),
        channel: z.int(),
        parameter: z.string(),
        summary: DataPointSummary.optional(),
        error: BatchError.optional(),
      }),
    ),
  })
  .meta({ id: "ValuesBatchResponse", description: "One row per query, in its order: a summary or an error" });
export type ValuesBatchResponse = z.infer<typeof ValuesBatchResponse>;

/** What is sent to read and write single values. */
import * as z from "zod";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";

/** Queries of one batch (contract 3.17). */
export const BATCH_LIMIT = 1000;

/** Words that are not in the list act as `high`, like `default` (contract 3.2). */
export const Priority = z.enum(["critical", "high", "default", "low"]).catch("default").meta({
  description: "critical overtakes everything queued for the channel; default means high",
});
export type Priority = z.infer<typeof Priority>;

export const SetValueRequest = z
  .strictObject({
    value: z.unknown().meta({ description: "Wire scale; an ENUM by label or index, a special value by its name" }),
    priority: Priority.optional(),
  })
  .meta({ id: "SetValueRequest" });

/** Length is checked by the use case: outside 1 … {@link BATCH_LIMIT} the contract wants 422, malformed is 400. */
export const ValuesBatchRequest = z
  .strictObject({
    queries: z
      .array(
        z.strictObject({
          address: z.string().max(ADDRESS_LIMIT),
          channel: z.int().min(0),
          parameter: z.string().max(ADDRESS_LIMIT),
        }),
      )
      .meta({ minItems: 1, maxItems: BATCH_LIMIT }),
  })
  .meta({ id: "ValuesBatchRequest" });
export type ValuesBatchRequest = z.infer<typeof ValuesBatchRequest>;

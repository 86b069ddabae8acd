import { z } from "zod";
import { DataPointSummary } from "../../devices/schemas/devices.ts";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";

/** Queries of one batch (contract 3.17). */
export const BATCH_LIMIT = 1000;
/** Characters of a name: the CCU's own pages cut far earlier; this keeps hostile bodies small. */
export const NAME_LIMIT = 255;
/** Rooms or functions of one assignment: more than a house has. */
export const ASSIGNMENT_LIMIT = 200;
/** Seconds of an install mode (ccu-protocol, setInstallMode: 600 at most). */
export const INSTALL_MODE_LIMIT = 600;
export const INSTALL_MODE_SECONDS = 60;

export const Name = z.string().max(NAME_LIMIT);
export const Names = z.array(Name).max(ASSIGNMENT_LIMIT);

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

export const ChannelFlags = z
  .strictObject({
    hidden: z.boolean().meta({ description: "Left out of data point lists" }),
    locked: z.boolean().meta({ description: "Control writes are refused" }),
  })
  .meta({ id: "ChannelFlags" });

export const ChannelFlagsRequest = z
  .strictObject({ hidden: z.boolean().optional(), locked: z.boolean().optional() })
  .meta({ id: "ChannelFlagsRequest", description: "A member that is absent keeps its value" });

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

export const BatchError = z.enum(["device not found", "channel not found", "parameter not found", "parameter hidden"]);
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

const assignment = {
  name: Name.optional(),
  rooms: Names.optional().meta({ description: "Exactly these rooms afterwards; [] clears" }),
  functions: Names.optional().meta({ description: "Exactly these functions afterwards; [] clears" }),
};
export const DevicePatch = z.strictObject({
  ...assignment,
  include_channels: z.boolean().optional().meta({ description: "With `name`: channels become `<name>:<number>`" }),
});
export type DevicePatch = z.infer<typeof DevicePatch>;

export const ChannelPatch = z.strictObject(assignment);
export type ChannelPatch = z.infer<typeof ChannelPatch>;

export const DeviceInstallMode = z.strictObject({
  seconds: z
    .int()
    .min(0)
    .max(INSTALL_MODE_LIMIT)
    .default(INSTALL_MODE_SECONDS)
    .meta({ description: "0 switches it off" }),
});

/** Custom and calculated data points on the API. Ids are the contract's component names. */
import { z } from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import { Priority } from "./data-points.ts";

/** `STATE`, `LEVEL@4`. */
export const CustomName = z
  .string()
  .min(1)
  .max(ADDRESS_LIMIT * 2)
  .meta({ description: "Name from the list: a parameter, with `@` and the channel where several are called so" });
export const OperationName = z.string().min(1).max(ADDRESS_LIMIT);

/** Members of an operation's arguments: the largest takes ten. */
const Params = z.record(z.string().max(ADDRESS_LIMIT), z.unknown()).meta({
  description: "Arguments of the operation; unknown ones are refused, null means absent",
});

export const CustomDPSummary = z
  .strictObject({
    name: z.string(),
    unique_id: z.string(),
    category: z.string(),
    kind: z.string().optional(),
    channel_no: z.int().meta({ description: "0 also for the device itself" }),
    channels: z.array(z.int()).optional(),
    supported_operations: z.array(z.string()).meta({ description: "What this very device takes, in its present mode" }),
    capabilities: z.record(z.string(), z.boolean()).optional(),
    config: z.record(z.string(), z.unknown()).optional(),
    state: z.record(z.string(), z.unknown()).optional().meta({ description: "What is not known is absent" }),
    translated_name: z.string().optional(),
    parameter_name: z.string().optional(),
  })
  .meta({ id: "CustomDPSummary" });
export type CustomDPSummary = z.infer<typeof CustomDPSummary>;

export const CustomDPInvokeRequest = z
  .strictObject({ params: Params.optional(), priority: Priority.optional() })
  .meta({ id: "CustomDPInvokeRequest" });

/** The command's entry: the same with fewer members, and `operations` for `supported_operations`. */
export const CustomEntry = z.strictObject({
  name: z.string(),
  category: z.string(),
  channel_no: z.int(),
  operations: z.array(z.string()),
  state: z.record(z.string(), z.unknown()).optional(),
});
/** In a command any other word means high as well. */
export const InvokeArguments = { params: Params.optional(), priority: z.string().max(ADDRESS_LIMIT).optional() };

const calculated = {
  name: z.string(),
  unique_id: z.string(),
  category: z.string().optional(),
  value: z.unknown().meta({ description: "null while something that it is made of is not known" }),
  observed: z.boolean(),
  translated_name: z.string().optional(),
  modified_at: Timestamp.optional(),
};
export const CalculatedDPSummary = z.strictObject(calculated).meta({ id: "CalculatedDPSummary" });
export type CalculatedDPSummary = z.infer<typeof CalculatedDPSummary>;
export const CalculatedDPDetail = z
  .strictObject({ ...calculated, depends_on: z.array(z.string()).optional() })
  .meta({ id: "CalculatedDPDetail" });
export type CalculatedDPDetail = z.infer<typeof CalculatedDPDetail>;

export const CalculatedEntry = z.strictObject({
  name: z.string(),
  translated_name: z.string().optional(),
  category: z.string().optional(),
  value: z.unknown(),
  observed: z.boolean(),
  available: z.boolean(),
});

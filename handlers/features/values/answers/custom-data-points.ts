/** Custom and calculated data points on the API. Ids are the contract's component names. */
import * as z from "zod";
import { ADDITION } from "../../../kernel/addition.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";

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
    state: z
      .record(z.string(), z.unknown())
      .meta({ ...ADDITION, description: "Always there, unlike in 3.1.0; what is not known is absent in it" }),
    translated_name: z.string().optional(),
    parameter_name: z.string().optional(),
  })
  .meta({ id: "CustomDPSummary" });
export type CustomDPSummary = z.infer<typeof CustomDPSummary>;
export const CustomDPList = CustomDPSummary.array();

/** The command's entry: the same with fewer members, and `operations` for `supported_operations`. */
export const CustomEntry = z.strictObject({
  name: z.string(),
  category: z.string(),
  channel_no: z.int(),
  operations: z.array(z.string()),
  state: z.record(z.string(), z.unknown()).optional(),
});
export type CustomEntry = z.infer<typeof CustomEntry>;
const CustomEntryList = CustomEntry.array();
/** Of one device, or of all by address. */
export const CustomEntries = z.union([CustomEntryList, z.record(z.string(), CustomEntryList)]);
export type CustomEntries = z.infer<typeof CustomEntries>;
export const CustomInvoked = z.strictObject({ device: z.string(), name: z.string(), operation: z.string() });

const calculated = {
  name: z.string(),
  unique_id: z.string(),
  category: z.string().optional(),
  value: z.unknown().meta({ description: "null while something that it is made of is not known" }),
  observed: z.boolean(),
  available: z.boolean().meta({ ...ADDITION, description: "Everything that it is made of was observed and is valid" }),
  translated_name: z.string().optional(),
  modified_at: Timestamp.optional(),
};
export const CalculatedDPSummary = z.strictObject(calculated).meta({ id: "CalculatedDPSummary" });
export type CalculatedDPSummary = z.infer<typeof CalculatedDPSummary>;
export const CalculatedDPList = CalculatedDPSummary.array();
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
export type CalculatedEntry = z.infer<typeof CalculatedEntry>;
const CalculatedEntryList = CalculatedEntry.array();
/** Of one device, or of all by address. */
export const CalculatedEntries = z.union([CalculatedEntryList, z.record(z.string(), CalculatedEntryList)]);
export type CalculatedEntries = z.infer<typeof CalculatedEntries>;

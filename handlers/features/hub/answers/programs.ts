/** Programs of a CCU as the API shows them. Ids are the contract's component names. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

const programFields = {
  central: z.string().optional(),
  id: z.string().meta({ description: "Id on the CCU" }),
  name: z.string(),
  description: z.string().optional(),
  active: z.boolean().optional(),
  last_executed: Timestamp.optional(),
  condition_summary: z.string().optional(),
  activity_summary: z.string().optional(),
  is_internal: z.boolean().optional(),
  enabled_default: z.boolean().optional(),
  channel: z.string().optional().meta({ description: "Address of the channel that the program belongs to" }),
  device_address: z.string().optional(),
};

export const ProgramSummary = z
  .strictObject({
    ...programFields,
    unique_id: z.string().meta({ description: "Stable key; empty until the CCU's serial number is known" }),
  })
  .meta({ id: "ProgramSummary", description: "A program of the CCU" });
export type ProgramSummary = z.infer<typeof ProgramSummary>;

export const ProgramExecuteResponse = z
  .strictObject({
    executed: z.boolean().meta({ description: "False only where its conditions were checked and did not hold" }),
  })
  .meta({ id: "ProgramExecuteResponse" });

/** Row of the command `programs.list`. */
const ProgramRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  is_internal: z.boolean(),
  active: z.boolean().optional(),
  last_executed: Timestamp.optional(),
  channel: z.string().optional(),
  device_address: z.string().optional(),
});

export const ProgramList = z.array(ProgramSummary);
export const ProgramRows = z.strictObject({ programs: z.array(ProgramRow) });
export type ProgramRows = z.infer<typeof ProgramRows>;
export const ProgramExecuted = z.strictObject({ executed: z.boolean(), id: z.string() });
export const ProgramDeleted = z.strictObject({ deleted: z.literal(true), id: z.string() });

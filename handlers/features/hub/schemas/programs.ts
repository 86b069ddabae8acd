/** Programs of a CCU as the API shows them. Ids are the contract's component names. */
import * as z from "zod";

export const ProgramExecuteRequest = z
  .strictObject({
    check_conditions: z.boolean().optional().meta({
      description: "Run it only if its conditions hold; otherwise unconditionally",
      default: false,
    }),
  })
  .meta({ id: "ProgramExecuteRequest" });

export const ProgramChange = z.strictObject({ active: z.boolean() });

/** Id in a path or argument: the CCU's ids have few digits; anything else is simply not found. */
export const ProgramId = z.string().min(1).max(64);

/** What is answered about whole paramsets. */
import * as z from "zod";
import { ParameterValues } from "../schemas/paramsets.ts";

export const DetermineAnswer = z.strictObject({
  value: z.unknown().meta({ description: "The value read afterwards; null where the CCU has none" }),
});

// ---------------------------------------------------------------- of commands

export const ParamsetRead = z.strictObject({ values: ParameterValues });
/** As the interface process sent it: TYPE, OPERATIONS, FLAGS, MIN, MAX … */
export const ParamsetDescribed = z.strictObject({ descriptions: z.record(z.string(), z.unknown()) });
export const ParamsetWritten = z.strictObject({ written: z.int() });
export const ParameterDetermined = z.strictObject({ success: z.literal(true), value: z.unknown() });
export const ParamsetCopied = z.strictObject({ copied: z.int(), source: z.string(), target: z.string() });

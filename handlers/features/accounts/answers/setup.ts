/** Answers of the first-run setup (api-behaviour 2.8). */
import * as z from "zod";

export const SetupStatus = z.strictObject({
  required: z.boolean().meta({ description: "Nobody can log in yet: POST /setup creates the first admin" }),
});

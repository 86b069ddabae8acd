import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";

export const EditSessionResponse = z
  .strictObject({
    token: z.string().meta({ description: "To be sent as `X-Edit-Token` with the writes that the lock protects" }),
    key: z.string(),
    subject: z.string().optional(),
    expires: Timestamp,
  })
  .meta({ id: "EditSessionResponse", description: "A held edit lock" });

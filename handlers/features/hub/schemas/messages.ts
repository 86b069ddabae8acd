/** Alarm and service messages as the API shows them. Ids are the contract's component names. */
import * as z from "zod";

export const MessageId = z.string().min(1).max(64);

export const UnsuppressRequest = z.strictObject({
  interface: z.string().max(64).optional().meta({ description: "Default: where the suppression was made" }),
  channel: z.string().max(64),
  parameter: z.string().max(64).optional().meta({ description: "Default: every service parameter of the channel" }),
});

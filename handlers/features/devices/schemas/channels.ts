/** What requests say of channels. */
import * as z from "zod";

export const ChannelFlagsRequest = z
  .strictObject({ hidden: z.boolean().optional(), locked: z.boolean().optional() })
  .meta({ id: "ChannelFlagsRequest", description: "A member that is absent keeps its value" });

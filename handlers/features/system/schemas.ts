/** What requests hold, and what is read out of the event log. Ids are the contract's component names. */
import { z } from "zod";
import { SystemStatusChangedPayload } from "../../broadcasts/broadcasts.ts";

export const UIEventRequest = z
  .strictObject({
    event: z.string().min(1).max(255),
    properties: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "UIEventRequest" });

/** A past change of a CCU's state. The contract's list lacks two members of the broadcast. */
export const SystemStatusEvent = SystemStatusChangedPayload.omit({ client_state: true, callback_state: true });
export type SystemStatusEvent = z.infer<typeof SystemStatusEvent>;

export const CACHE_KINDS = ["global", "central", "interface", "device"] as const;

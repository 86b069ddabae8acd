/** What requests hold, and what is read out of the event log. Ids are the contract's component names. */
import * as z from "zod";
import { SystemStatusChangedPayload } from "../../broadcasts/system-status.ts";

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

/** Name of a CCU in a path. */
export const CentralName = z.string().min(1).max(64).meta({ description: "Name of the CCU" });
/** Characters of the address of an image: as long as browsers take. */
export const URL_LIMIT = 2_048;
export const FirmwareDownload = z.strictObject({
  url: z.url().max(URL_LIMIT).meta({ description: "Of eQ-3 or OpenCCU: other hosts are refused" }),
  central: z.string().max(64).optional(),
});

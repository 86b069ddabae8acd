/** Relays of a site as their administrator sees them. Not part of the published contract. */
import * as z from "zod";
import { Timestamp } from "../../kernel/timestamp.ts";
import { RelayId } from "./schemas.ts";

export const RelayCode = z
  .strictObject({ id: RelayId, code: z.string(), expires: Timestamp })
  .meta({ id: "RelayCode", description: "The one-time code for `npm run relay -- pair`; it is shown only now" });

export const Relay = z
  .strictObject({
    id: RelayId,
    name: z.string(),
    state: z.enum(["waiting", "active", "replaced"]),
    created_at: Timestamp,
    paired_at: Timestamp.optional(),
    valid_until: Timestamp.optional(),
    fingerprint: z.string().optional().meta({ description: "SHA-256 of the relay's public key" }),
  })
  .meta({ id: "Relay", description: "A relay of this home" });
export type Relay = z.infer<typeof Relay>;
export type RelayCode = z.infer<typeof RelayCode>;
export const RelayList = z.array(Relay);

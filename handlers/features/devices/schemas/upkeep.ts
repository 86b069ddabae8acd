/** Upkeep of devices: teams, replacement, communication test, firmware. Ids are the contract's component names. */
import * as z from "zod";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";

const Address = z.string().max(ADDRESS_LIMIT);

export const TeamRequest = z.strictObject({
  team: Address.nullable()
    .optional()
    .meta({ description: "Address of the team; null or empty: the channel's own team" }),
});
export const ReplaceRequest = z.strictObject({
  old_address: Address.min(1).meta({ description: "The device whose place is taken" }),
  central: z.string().max(255).optional(),
});

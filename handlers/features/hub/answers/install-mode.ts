/** Answers about install mode. Ids are the contract's component names. */
import { z } from "zod";

export const InstallModeInterfaceEntry = z
  .strictObject({
    central: z.string().optional(),
    interface: z.string(),
    active: z.boolean(),
    seconds: z.int().meta({ description: "Left, 0 = off" }),
    observed: z.boolean().meta({ description: "The CCU was asked at least once" }),
  })
  .meta({ id: "InstallModeInterfaceEntry" });
export type InstallModeInterfaceEntry = z.infer<typeof InstallModeInterfaceEntry>;

export const DeviceSearchResult = z.strictObject({
  central: z.string().optional(),
  interface: z.string(),
  found: z.int(),
});

/** Answers about install mode. Ids are the contract's component names. */
import * as z from "zod";

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

export const InstallModes = z.array(InstallModeInterfaceEntry);
export const InstallModeByInterface = z.record(
  z.string(),
  z.strictObject({ enabled: z.boolean(), remaining_seconds: z.int(), observed: z.boolean() }),
);
export type InstallModeByInterface = z.infer<typeof InstallModeByInterface>;
export const InstallModeEnabled = z.strictObject({
  enabled: z.literal(true),
  interface_id: z.string(),
  duration_seconds: z.int(),
  local: z.literal(true).optional(),
});
export type InstallModeEnabled = z.infer<typeof InstallModeEnabled>;
export const InstallModeDisabled = z.strictObject({ enabled: z.literal(false), interface_id: z.string() });
export type InstallModeDisabled = z.infer<typeof InstallModeDisabled>;
export const DevicesFound = z.strictObject({ interface_id: z.string(), found: z.int() });
export type DevicesFound = z.infer<typeof DevicesFound>;

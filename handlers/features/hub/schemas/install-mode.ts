/** Install mode: teaching devices to a CCU. Ids are the contract's component names. */
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

export const InstallModeInterfaceRequest = z
  .strictObject({
    interface: z.string().min(1).max(255),
    active: z.boolean(),
    seconds: z.int().min(0).optional().meta({ description: "Default 60 (also for 0), at most 600" }),
    central: z.string().max(255).optional(),
    device_address: z.string().max(64).optional().meta({ description: "BidCos-RF: only the device with this serial" }),
    sgtin: z.string().max(64).optional().meta({ description: "HmIP-RF: only this device, without the key server" }),
    key: z.string().max(64).optional().meta({
      description: "The device's key: 32 hexadecimal digits, or as printed on its label",
      format: "password",
    }),
  })
  .meta({ id: "InstallModeInterfaceRequest" });
export type InstallModeInterfaceRequest = z.infer<typeof InstallModeInterfaceRequest>;

export const DeviceSearchRequest = z.strictObject({
  interface: z.string().min(1).max(255),
  central: z.string().max(255).optional(),
});
export const DeviceSearchResult = z.strictObject({
  central: z.string().optional(),
  interface: z.string(),
  found: z.int(),
});

/** Shape of the operation that API 2.0 removed (api-behaviour 5.2). */
export const InstallModeState = z.strictObject({ active: z.boolean(), seconds: z.int().min(0).optional() });

/** Install mode: teaching devices to a CCU. Ids are the contract's component names. */
import * as z from "zod";

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

/** Shape of the operation that API 2.0 removed (api-behaviour 5.2). */
export const InstallModeState = z.strictObject({ active: z.boolean(), seconds: z.int().min(0).optional() });

/** Seconds where the client names none, or 0. */
export const INSTALL_MODE_SECONDS = 60;

/** The radio process accepts no more (protocol, method table). */
export const INSTALL_MODE_SECONDS_LIMIT = 600;

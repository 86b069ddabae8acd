/** Pairing one known device. */
import { z } from "zod";

/** Seconds of an install mode (ccu-protocol, setInstallMode: 600 at most). */
export const INSTALL_MODE_LIMIT = 600;

export const INSTALL_MODE_SECONDS = 60;

export const DeviceInstallMode = z.strictObject({
  seconds: z
    .int()
    .min(0)
    .max(INSTALL_MODE_LIMIT)
    .default(INSTALL_MODE_SECONDS)
    .meta({ description: "0 switches it off" }),
});

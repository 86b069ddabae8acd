/** Pairing one known device. */
import * as z from "zod";
import { INSTALL_MODE_SECONDS, INSTALL_MODE_SECONDS_LIMIT } from "../../hub/schemas/install-mode.ts";

export const DeviceInstallMode = z.strictObject({
  seconds: z
    .int()
    .min(0)
    .max(INSTALL_MODE_SECONDS_LIMIT)
    .default(INSTALL_MODE_SECONDS)
    .meta({ description: "0 switches it off" }),
});

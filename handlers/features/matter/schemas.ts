/** Matter schemas that clients need by name before the bridge itself is served. */
import { z } from "zod";

const uint16 = z.int().min(0).max(65_535);

export const MatterSetupPayload = z
  .strictObject({
    discriminator: z.int().min(0).max(4095).describe("12 bits, tells commissionable devices apart"),
    passcode: z.int().min(1).max(99_999_998).describe("27 bits, the secret of commissioning"),
    vendor_id: uint16,
    product_id: uint16,
    qr_code: z.string().describe("Text of the QR code, MT:…"),
    manual_code: z.string().describe("11 or 21 digits for typing"),
  })
  .meta({ id: "MatterSetupPayload", description: "What a Matter controller needs to commission the bridge" });

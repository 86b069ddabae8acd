/** What the operations and broadcasts of Matter answer (contract: schemas Matter*). */
import * as z from "zod";
import { ADDITION } from "../../kernel/addition.ts";
import { EXPOSURE_KINDS } from "./exposure.ts";
import { WINDOW_LEAST_S, WINDOW_MOST_S } from "./schemas.ts";

const uint16 = z.int().min(0).max(65_535);
const qrCode = z.string().meta({ description: "Text of the QR code, MT:…" });
const manualCode = z.string().meta({ description: "11 or 21 digits for typing" });
const qrSvg = z
  .string()
  .optional()
  .meta({ ...ADDITION, description: "The QR code as a picture" });
const Discriminator = z.int().min(0).max(4095).meta({ description: "12 bits, tells commissionable devices apart" });
const Passcode = z.int().min(1).max(99_999_998).meta({ description: "27 bits, the secret of commissioning" });

export const MatterSetupPayload = z
  .strictObject({
    discriminator: Discriminator,
    passcode: Passcode,
    vendor_id: uint16,
    product_id: uint16,
    qr_code: qrCode,
    manual_code: manualCode,
    qr_svg: qrSvg,
  })
  .meta({ id: "MatterSetupPayload", description: "What a Matter controller needs to commission the bridge" });
export type MatterSetupPayload = z.infer<typeof MatterSetupPayload>;

export const MatterCommissioningWindowResponse = z
  .strictObject({
    discriminator: Discriminator,
    passcode: Passcode,
    duration_seconds: z.int().min(WINDOW_LEAST_S).max(WINDOW_MOST_S),
    qr_code: qrCode,
    manual_code: manualCode,
    qr_svg: qrSvg,
  })
  .meta({ id: "MatterCommissioningWindowResponse", description: "An open window, and what it takes to use it" });
export type MatterCommissioningWindowResponse = z.infer<typeof MatterCommissioningWindowResponse>;

export const MatterStatus = z
  .strictObject({
    enabled: z.boolean(),
    listening: z.boolean().meta({ description: "The node is there" }),
    listen_addr: z.string().optional(),
    endpoint_count: z.int().meta({ description: "Devices that controllers see" }),
    fabric_count: z.int(),
    enabled_count: z.int().meta({ description: "Rows of the exposure list that are on" }),
    advertising: z.boolean().meta({ description: "It can be found by mDNS" }),
    commissioning_window_open: z.boolean(),
    commissioning_window_duration_seconds: z.int().min(0).max(WINDOW_MOST_S).optional(),
    fault: z
      .string()
      .optional()
      .meta({ ...ADDITION, description: "Why the node is not there" }),
    missing: z
      .array(
        z.strictObject({
          central_name: z.string(),
          device_address: z.string(),
          dp_key: z.string(),
          reason: z.string(),
        }),
      )
      .optional()
      .meta({ ...ADDITION, description: "Rows that are on and have no endpoint" }),
  })
  .meta({ id: "MatterStatus", description: "How the Matter bridge is" });
export type MatterStatus = z.infer<typeof MatterStatus>;

/** 64 bits: JSON's numbers are not exact beyond 53 of them, which the texts beside them are. */
const id64 = (description: string) => z.number().meta({ description, type: "integer", format: "int64" });
const hex64 = () =>
  z
    .string()
    .optional()
    .meta({ ...ADDITION, description: "The same, exact: 16 hex digits" });

export const MatterFabric = z
  .strictObject({
    fabric_index: z.int().min(1).max(254),
    fabric_id: id64("Chosen by the controller"),
    fabric_id_hex: hex64(),
    node_id: id64("Of the bridge in this fabric"),
    node_id_hex: hex64(),
    vendor_id: uint16.meta({ description: "Of the controller" }),
    vendor_name: z
      .string()
      .optional()
      .meta({ ...ADDITION, description: "Of the controller, where it is known" }),
    label: z.string().optional().meta({ description: "Given by the controller" }),
    compressed_id: z.string().meta({ description: "8 bytes, hex" }),
    root_public_key: z.string().meta({ description: "65 bytes, hex" }),
  })
  .meta({ id: "MatterFabric", description: "A network of controllers that the bridge belongs to" });
export type MatterFabric = z.infer<typeof MatterFabric>;

export const MatterFabricList = z.strictObject({ fabrics: z.array(MatterFabric) }).meta({ id: "MatterFabricList" });

export const MatterBulkResult = z.strictObject({ applied: z.int() }).meta({ id: "MatterBulkResult" });

export const MatterExposure = z
  .strictObject({
    central_name: z.string(),
    device_address: z.string(),
    channel_no: z.int(),
    dp_kind: z.enum(EXPOSURE_KINDS),
    dp_key: z.string(),
    parameter_label: z.string().optional(),
    display_name: z.string().optional(),
    enabled: z.boolean(),
    friendly_name: z.string().optional(),
    mappable: z.enum(["mappable", "partially_mappable", "unmappable"]),
    device_type: uint16.optional(),
    clusters: z.array(z.int()).optional(),
    reason: z.string().optional().meta({ description: "Why it cannot be shown, or not all of it" }),
    not_shown_by: z
      .array(z.string())
      .optional()
      .meta({ ...ADDITION, description: "Apps that do not show such devices, by public sources (docs/matter.md)" }),
    perhaps_not_shown_by: z
      .array(z.string())
      .optional()
      .meta({ ...ADDITION, description: "The same, not confirmed" }),
    endpoint: z
      .int()
      .optional()
      .meta({ ...ADDITION, description: "Number of its endpoint while it has one" }),
  })
  .meta({ id: "MatterExposure", description: "A data point that can be asked to be shown in Matter" });
export type MatterExposure = z.infer<typeof MatterExposure>;
export const MatterExposureList = z.strictObject({ items: z.array(MatterExposure) }).meta({ id: "MatterExposureList" });

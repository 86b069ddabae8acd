/** What the operations of Matter take (contract: schemas Matter*). */
import * as z from "zod";
import { EXPOSURE_KINDS } from "./exposure.ts";

/** Seconds (Core 11.19). */
export const WINDOW_LEAST_S = 180;
export const WINDOW_MOST_S = 900;

export const MatterCommissioningWindowRequest = z
  .strictObject({
    duration_seconds: z.int().min(WINDOW_LEAST_S).max(WINDOW_MOST_S).optional().meta({ description: "Default: 900" }),
  })
  .meta({ id: "MatterCommissioningWindowRequest", description: "How long somebody may commission the bridge" });
export type MatterCommissioningWindowRequest = z.infer<typeof MatterCommissioningWindowRequest>;

const CENTRAL_LIMIT = 255;
const ADDRESS_LIMIT = 64;
const KEY_LIMIT = 255;
/** Characters of a name that somebody gives; controllers see at most 32 bytes of it. */
export const NAME_LIMIT = 128;

const row = {
  central_name: z.string().min(1).max(CENTRAL_LIMIT),
  device_address: z.string().min(1).max(ADDRESS_LIMIT),
  channel_no: z.int().min(0).max(9_999),
  dp_kind: z.enum(EXPOSURE_KINDS),
  dp_key: z.string().min(1).max(KEY_LIMIT).meta({ description: "Parameter, or name of the custom data point" }),
};

export const MatterExposureUpdate = z
  .strictObject({
    ...row,
    enabled: z.boolean(),
    friendly_name: z
      .string()
      .max(NAME_LIMIT)
      .optional()
      .meta({ description: "Name in the apps; empty: that of the device" }),
  })
  .meta({ id: "MatterExposureUpdate", description: "Whether a data point is shown in Matter" });
export type MatterExposureUpdate = z.infer<typeof MatterExposureUpdate>;

/** More than a bridge can show, which is what somebody wants to switch at once. */
export const BULK_LIMIT = 500;
export const MatterExposureBulkUpdate = z
  .strictObject({ items: z.array(MatterExposureUpdate).max(BULK_LIMIT) })
  .meta({ id: "MatterExposureBulkUpdate" });

/** A channel's configuration as a file: `GET …/config/export`, `POST …/config/import`. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import { ParameterValues } from "./paramsets.ts";

const Text = z.string().max(255);

export const ExportedConfiguration = z
  .strictObject({
    version: Text.meta({ description: "Of this form: 1" }),
    exported_at: Timestamp,
    central_name: Text.optional(),
    device_address: z.string().max(ADDRESS_LIMIT),
    model: Text,
    firmware: Text.optional().meta({ description: "Of the device at the time of the export" }),
    channel_address: z.string().max(ADDRESS_LIMIT),
    channel_type: Text,
    paramset_key: Text.meta({ description: "MASTER or VALUES" }),
    values: ParameterValues,
  })
  .meta({ id: "ExportedConfiguration", description: "Everything of a channel's paramset that can be set again" });
export type ExportedConfiguration = z.infer<typeof ExportedConfiguration>;

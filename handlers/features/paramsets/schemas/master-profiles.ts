/** How ready-made settings of channels are asked for (handlers/model/forms/profile-catalogue.ts). */
import * as z from "zod";

/** Greatest id that a client may name; ours are small. */
const ID_LIMIT = 1_000_000;
const digits = (value: unknown) => (typeof value === "string" && /^\d{1,7}$/.test(value) ? Number(value) : value);
export const ProfileId = z.preprocess(digits, z.int().min(0).max(ID_LIMIT)).meta({ description: "Id of the profile" });
export const ProfileIdArgument = z.int().min(0).max(ID_LIMIT).default(0);

export const CurrentValues = z
  .record(z.string().min(1).max(128), z.unknown())
  .meta({ description: "Values of the channel's MASTER, by parameter" });
export const MatchRequest = z.strictObject({ current_values: CurrentValues.optional() });

/** Characters of a model or a channel type: three times the longest of the field. */
export const TYPE_LIMIT = 128;
export const Model = z.string().min(1).max(TYPE_LIMIT);
/** Empty: a key (contract), or what else the device has. */
export const ChannelType = z.string().max(TYPE_LIMIT).optional();

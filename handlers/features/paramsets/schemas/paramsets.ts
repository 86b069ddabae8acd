/** How paramsets and their parameters are named. */
import * as z from "zod";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";

/** Paramsets that a client can name; LINK belongs to a pair of channels and needs the peer. */
export const ParamsetKeyName = z.enum(["VALUES", "MASTER", "LINK"]);
export type ParamsetKeyName = z.infer<typeof ParamsetKeyName>;

/** Paramsets that belong to a channel alone, and can be moved to another one. */
export const OwnParamset = z.enum(["MASTER", "VALUES"]);
export const ExportedParamset = z
  .preprocess((value) => (Array.isArray(value) ? value[0] : value), OwnParamset.default("MASTER"))
  .meta({ description: "Which paramset" });

/** Parameters of one write: the largest real paramset (a climate week program) has about 1,000. */
export const PARAMETERS_LIMIT = 2000;

export const ParameterValues = z
  .record(
    z
      .string()
      .min(1)
      .max(ADDRESS_LIMIT * 2),
    z.unknown(),
  )
  .meta({ description: "Values by parameter, in wire scale" });

export const DetermineRequest = z.strictObject({
  parameter: z.string().min(1).max(ADDRESS_LIMIT).meta({ description: "Parameter that the device shall measure now" }),
});

/** Of an edit session; a token is a UUID, longer text cannot be one. */
export const EditToken = z.string().max(128).optional().meta({
  description: "Token of the edit session (POST /sessions/edit) that holds `channel:<address>:<MASTER|LINK>`",
});

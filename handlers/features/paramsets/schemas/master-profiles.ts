/** Ready-made settings of channels (handlers/model/forms/profile-catalogue.ts). */
import { z } from "zod";

/** Greatest id that a client may name; ours are small. */
const ID_LIMIT = 1_000_000;
const digits = (value: unknown) => (typeof value === "string" && /^\d{1,7}$/.test(value) ? Number(value) : value);
export const ProfileId = z.preprocess(digits, z.int().min(0).max(ID_LIMIT)).meta({ description: "Id of the profile" });
export const ProfileIdArgument = z.int().min(0).max(ID_LIMIT).default(0);

const Texts = z.record(z.string(), z.string()).meta({ description: "By language: de, en" });

export const MasterProfileSummary = z
  .strictObject({ id: z.int(), name: z.string(), description: z.string(), param_count: z.int() })
  .meta({ id: "MasterProfileSummary", description: "A ready-made setting of a channel" });
export type MasterProfileSummary = z.infer<typeof MasterProfileSummary>;

export const MasterProfile = z
  .strictObject({
    id: z.int(),
    name: Texts,
    description: Texts,
    params: z.record(
      z.string(),
      z.strictObject({
        constraint_type: z.enum(["fixed", "range", "list"]),
        value: z.unknown().optional().meta({ description: "What a fixed parameter is set to" }),
        values: z.array(z.unknown()).optional(),
        min_value: z.number().optional(),
        max_value: z.number().optional(),
        default: z.unknown().optional(),
      }),
    ),
  })
  .meta({ id: "MasterProfile", description: "A ready-made setting with what it demands of each parameter" });
export type MasterProfile = z.infer<typeof MasterProfile>;

export const CurrentValues = z
  .record(z.string().min(1).max(128), z.unknown())
  .meta({ description: "Values of the channel's MASTER, by parameter" });
export const MatchRequest = z.strictObject({ current_values: CurrentValues.optional() });
export const MatchAnswer = z.strictObject({
  active_id: z.int().meta({ description: "Id of the profile that the values are; 0 = none" }),
});

/** Ready-made settings of channels (handlers/model/forms/profile-catalogue.ts). */
import * as z from "zod";

const Texts = z.record(z.string(), z.string()).meta({ description: "By language: de, en" });

export const MasterProfileSummary = z
  .strictObject({ id: z.int(), name: z.string(), description: z.string(), param_count: z.int() })
  .meta({ id: "MasterProfileSummary", description: "A ready-made setting of a channel" });
export type MasterProfileSummary = z.infer<typeof MasterProfileSummary>;
export const MasterProfileList = MasterProfileSummary.array();

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

export const MatchAnswer = z.strictObject({
  active_id: z.int().meta({ description: "Id of the profile that the values are; 0 = none" }),
});

/** master_profiles.list: of a kind of channel; without a device type the device types that have some. */
export const ListedProfiles = z.union([
  z.strictObject({ profiles: MasterProfileList }),
  z.strictObject({ device_types: z.string().array() }),
]);
export type ListedProfiles = z.infer<typeof ListedProfiles>;
export const ProfileApplied = z.strictObject({ applied: z.int(), param_count: z.int() });
export type ProfileApplied = z.infer<typeof ProfileApplied>;

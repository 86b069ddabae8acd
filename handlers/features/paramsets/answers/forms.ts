/** Forms for paramsets: `GET …/ui-schema`, paramset.form_schema (device-model 5.4). The contract leaves the answer open. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { LinkProfileView } from "./link-profiles.ts";

const Names = z.array(z.string());

const FormChoice = z.strictObject({
  value: z.int().meta({ description: "Index in the CCU's list" }),
  key: z.string().meta({ description: "As the CCU spells it; this or the index can be written" }),
  label: z.string(),
});

export const FormParameter = z
  .strictObject({
    name: z.string(),
    label: z.string(),
    help: z.string().optional(),
    type: z.string(),
    unit: z.string().optional(),
    min: z.unknown().optional(),
    max: z.unknown().optional(),
    default: z.unknown().optional(),
    value_list: z.array(FormChoice).optional(),
    operations: z.strictObject({
      read: z.boolean(),
      write: z.boolean(),
      event: z.boolean(),
      determine: z.boolean().optional(),
    }),
    flags: z.strictObject({ visible: z.boolean(), internal: z.boolean(), service: z.boolean() }),
    control: z.string().optional(),
    value: z.unknown().meta({ description: "In wire scale; null while nothing is known" }),
    observed: z.boolean(),
    modified_at: Timestamp.optional(),
    group_id: z.string(),
    category: z.string().optional().meta({ description: "Of a link's parameter: time, level, action …" }),
    keypress_group: z.enum(["common", "short", "long"]).optional(),
    display_as_percent: z.boolean(),
    display_value: z.number().optional().meta({ description: "The value times the multiplier" }),
    multiplier: z.number().optional(),
    has_last_value: z.boolean().optional(),
    hidden_by_default: z.boolean(),
    time_pair_id: z.string().optional().meta({ description: "The same for the two parameters of one time" }),
    time_selector_type: z.string().optional(),
    time_presets: z
      .array(z.strictObject({ base: z.int(), factor: z.int(), label: z.string() }))
      .optional()
      .meta({ description: "Ready-made times: index of the unit and how many of it" }),
    presets: z
      .array(z.strictObject({ label: z.string(), value: z.unknown() }))
      .optional()
      .meta({ description: "Values with a name of their own, some outside min and max" }),
    allow_custom_value: z.boolean().optional(),
    subset_group_id: z.string().optional(),
  })
  .meta({ id: "FormParameter", description: "A parameter as a field of a form" });
export type FormParameter = z.infer<typeof FormParameter>;

export const UiSchema = z
  .strictObject({
    channel: z.strictObject({
      address: z.string(),
      number: z.int(),
      type: z.string(),
      label: z.string(),
      device_address: z.string(),
      paramset: z.enum(["VALUES", "MASTER", "LINK"]),
    }),
    groups: z.array(z.strictObject({ id: z.string(), label: z.string(), parameters: Names })),
    parameter_order: Names,
    parameters: z.array(FormParameter),
    visibility: z
      .array(
        z.strictObject({
          trigger: z.string(),
          trigger_value: z.union([z.string(), z.boolean()]),
          show: Names,
          hide: Names,
        }),
      )
      .meta({ description: "What to show and hide while the trigger has the value" }),
    cross_validations: z.array(
      z.strictObject({
        id: z.string(),
        rule: z.enum(["gte", "lte", "not_equal", "between"]),
        param_a: z.string().optional(),
        param_b: z.string().optional(),
        param: z.string().optional(),
        min_param: z.string().optional(),
        max_param: z.string().optional(),
        applies_to_params: Names,
        error: z.string(),
      }),
    ),
    subset_groups: z
      .array(
        z.strictObject({
          id: z.string(),
          label: z.string(),
          member_params: Names,
          current_option_id: z.int().optional(),
          options: z.array(
            z.strictObject({ id: z.int(), label: z.string(), values: z.record(z.string(), z.unknown()) }),
          ),
        }),
      )
      .meta({ description: "Choices that set several parameters at once" }),
    profile: z
      .strictObject({
        receiver_type: z.string(),
        sender_type: z.string(),
        active_profile_id: z.int().meta({ description: "0: the link follows none of them" }),
        raw: z.array(LinkProfileView),
      })
      .optional()
      .meta({
        description: "What the link can be made to do in one go; only of a LINK paramset for which something is known",
      }),
    device_icon: z.string().meta({ description: "Path of the device's picture" }),
  })
  .meta({ id: "UiSchema", description: "A paramset as a form: sections, fields, conditions and rules" });
export type UiSchema = z.infer<typeof UiSchema>;

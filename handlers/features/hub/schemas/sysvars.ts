/** System variables of a CCU as the API shows and takes them. Ids are the contract's component names. */
import * as z from "zod";

/** Characters of a name: more than any name of the WebUI, less than a path parameter may have. */
const SYSVAR_NAME_LIMIT = 255;
/** Characters of one text (description, unit, label): the WebUI's forms hold less. */
const SYSVAR_TEXT_LIMIT = 1024;
/** Labels of a list: the WebUI's own lists end far below. */
const SYSVAR_LABELS_LIMIT = 256;

const text = z.string().max(SYSVAR_TEXT_LIMIT);
const address = z.string().max(64).meta({ description: "Address of the channel it is assigned to" });

export const SysvarSetRequest = z
  .strictObject({
    value: z
      .unknown()
      .refine((value) => value !== undefined, "is missing")
      .meta({
        description: "boolean, number or text, taken by the variable's type; of a LIST the index or the exact label",
      }),
  })
  .meta({ id: "SysvarSetRequest" });

const metadata = {
  unit: text.optional(),
  min: text.optional().meta({ description: "Lowest value, as a number in text" }),
  max: text.optional().meta({ description: "Highest value, as a number in text" }),
  description: text.optional(),
  value_list: z.array(text).max(SYSVAR_LABELS_LIMIT).optional(),
  value_name_0: text.optional(),
  value_name_1: text.optional(),
  channel_address: address.optional(),
};

export const SysvarCreateRequest = z.strictObject({
  name: z.string().max(SYSVAR_NAME_LIMIT),
  value_type: z.enum(["BOOL", "INTEGER", "FLOAT", "STRING", "ENUM", "ALARM"]),
  ...metadata,
});
export type SysvarCreateRequest = z.infer<typeof SysvarCreateRequest>;

export const SysvarPatchRequest = z.strictObject({
  name: z.string().max(SYSVAR_NAME_LIMIT).optional(),
  ...metadata,
  is_visible: z.boolean().optional(),
  is_logged: z.boolean().optional(),
});
export type SysvarPatchRequest = z.infer<typeof SysvarPatchRequest>;

export const SysvarName = z.string().min(1).max(SYSVAR_NAME_LIMIT);

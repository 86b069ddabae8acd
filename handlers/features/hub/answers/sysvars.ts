/** System variables of a CCU as the API shows them. Ids are the contract's component names. */
import * as z from "zod";

const shown = {
  name: z.string(),
  value_type: z.string().meta({ description: "LOGIC, ALARM, LIST, FLOAT, INTEGER or STRING" }),
  value: z
    .unknown()
    .optional()
    .meta({ description: "boolean, number, index of the label (LIST) or text; absent until observed" }),
  observed: z.boolean(),
  min: z.number().optional(),
  max: z.number().optional(),
  value_name_0: z.string().optional().meta({ description: "Label of false" }),
  value_name_1: z.string().optional().meta({ description: "Label of true" }),
  channel: z.string().optional(),
  device_address: z.string().optional(),
};

export const SysvarSummary = z
  .strictObject({
    ...shown,
    central: z.string().optional(),
    description: z.string().optional(),
    unit: z.string().optional(),
    value_list: z.array(z.string()).optional(),
    is_internal: z.boolean().optional(),
    is_visible: z.boolean().optional(),
    is_logged: z.boolean().optional(),
    is_extended: z.boolean().optional().meta({ description: "Its description carries the marker HAHM" }),
    vid: z.int().optional().meta({ description: "Id on the CCU" }),
    enabled_default: z.boolean().optional(),
    unique_id: z.string().meta({ description: "Stable key; empty until the CCU's serial number is known" }),
  })
  .meta({ id: "SysvarSummary", description: "A system variable of the CCU" });
export type SysvarSummary = z.infer<typeof SysvarSummary>;

/** Row of the command `sysvars.list`. */
export const SysvarRow = z.strictObject({
  ...shown,
  description: z.string(),
  unit: z.string(),
  value_list: z.array(z.string()).nullable(),
  is_visible: z.boolean(),
  is_logged: z.boolean(),
});
export type SysvarRow = z.infer<typeof SysvarRow>;

const SysvarUsageProgram = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    unique_id: z.string().optional(),
    active: z.boolean().optional(),
    is_internal: z.boolean().optional(),
  })
  .meta({ id: "SysvarUsageProgram" });

export const SysvarUsage = z
  .strictObject({ central: z.string().optional(), sysvar: z.string(), programs: z.array(SysvarUsageProgram) })
  .meta({ id: "SysvarUsage", description: "Programs that read or write the variable" });
export type SysvarUsage = z.infer<typeof SysvarUsage>;

export const SysvarList = z.array(SysvarSummary);

// ---------------------------------------------------------------- commands

export const SysvarRows = z.strictObject({ sysvars: z.array(SysvarRow) });
export type SysvarRows = z.infer<typeof SysvarRows>;
export const SysvarSaved = z.strictObject({ saved: z.literal(true), name: z.string() });
export const SysvarsFetched = z.strictObject({ fetched: z.literal(true), central_name: z.string() });
export const SysvarUsageRow = z.strictObject({
  sysvar: z.string(),
  central_name: z.string(),
  programs: z.array(SysvarUsageProgram),
});
export type SysvarUsageRow = z.infer<typeof SysvarUsageRow>;

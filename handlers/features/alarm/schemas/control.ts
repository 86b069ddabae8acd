/** Arming, disarming, silencing, testing. */
import * as z from "zod";
import { ALARM_ID_LIMIT, PIN_LIMIT, SENSORS_LIMIT } from "./limits.ts";
import { ArmMode } from "./vocabulary.ts";

/** A code that somebody enters. Longer than any real one can be: whoever mistypes it is told that it is wrong. */
export const EnteredCode = z.string().max(4 * PIN_LIMIT);

export const armMembers = {
  mode: ArmMode,
  force: z.boolean().optional().meta({ description: "What blocks arming is left out" }),
  skip_delay: z.boolean().optional().meta({ description: "Armed at once" }),
  bypass: z
    .array(z.string().max(ALARM_ID_LIMIT))
    .max(SENSORS_LIMIT)
    .optional()
    .meta({ description: "Ids of sensors to leave out" }),
  code: EnteredCode.optional(),
};
export const AlarmArmRequest = z
  .strictObject(armMembers)
  .meta({ id: "AlarmArmRequest", description: "How a zone shall be armed" });
export type AlarmArmRequest = z.infer<typeof AlarmArmRequest>;

export const AlarmArmAccepted = z
  .strictObject({
    state: z.enum(["arming", "armed"]),
    bypassed: z.array(z.string()).optional().meta({ description: "Ids of sensors that are left out" }),
    exit_delay_s: z.int().optional(),
  })
  .meta({ id: "AlarmArmAccepted", description: "The zone is armed, or will be" });
export type AlarmArmAccepted = z.infer<typeof AlarmArmAccepted>;

export const AlarmVerbRequest = z
  .strictObject({ code: EnteredCode.optional() })
  .meta({ id: "AlarmVerbRequest", description: "The code, where one is needed" });

export const AlarmOutputTestRequest = z
  .strictObject({ optical_only: z.boolean().optional().meta({ description: "Without a sound" }) })
  .meta({ id: "AlarmOutputTestRequest", description: "How an output shall be tried" });

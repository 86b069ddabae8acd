/** What is answered about the state of zones. */
import * as z from "zod";
import { Timestamp } from "../../../kernel/timestamp.ts";
import { AlarmMode, AlarmState, CountdownKind, PanelState } from "../schemas/vocabulary.ts";

export const AlarmModeReadiness = z
  .strictObject({
    ready: z.boolean(),
    blockers: z.array(z.string()).optional().meta({ description: "Ids of sensors that forbid arming" }),
    warnings: z.array(z.string()).optional().meta({ description: "Ids of sensors that do not, but should be known" }),
  })
  .meta({ id: "AlarmModeReadiness", description: "Whether a zone can be armed in a mode" });
export type AlarmModeReadiness = z.infer<typeof AlarmModeReadiness>;
export const AlarmReadiness = z.record(z.string(), AlarmModeReadiness);
export type AlarmReadiness = z.infer<typeof AlarmReadiness>;

export const AlarmZoneStatus = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: AlarmState,
    mode: AlarmMode.optional().meta({ description: "Absent while disarmed" }),
    bypassed: z.array(z.string()).optional().meta({ description: "Ids of sensors that are left out" }),
    incident: z.strictObject({ id: z.string(), silenced: z.boolean() }).optional(),
    countdown: z
      .strictObject({ kind: CountdownKind, remaining_s: z.int(), total_s: z.int() })
      .optional()
      .meta({ description: "Seconds until the zone is armed or triggered" }),
    readiness: AlarmReadiness.optional(),
    walktest_active: z.boolean(),
  })
  .meta({ id: "AlarmZoneStatus", description: "A zone as it is now" });
export type AlarmZoneStatus = z.infer<typeof AlarmZoneStatus>;
export const AlarmStates = z.strictObject({ zones: z.array(AlarmZoneStatus) });

export const AlarmPanelEntity = z
  .strictObject({
    unique_id: z.string(),
    zone_id: z.string(),
    name: z.string(),
    category: z.string(),
    state: PanelState,
    supported_modes: z.array(z.string()).optional(),
    available: z.boolean(),
    master: z.boolean().optional().meta({ description: "All zones at once" }),
    code_arm_required: z.boolean(),
    code_disarm_required: z.boolean(),
  })
  .meta({ id: "AlarmPanelEntity", description: "A zone, or all of them, as Home Assistant shows an alarm panel" });
export type AlarmPanelEntity = z.infer<typeof AlarmPanelEntity>;
export const AlarmPanels = z.array(AlarmPanelEntity);

export const AlarmWalkTestStatus = z
  .strictObject({
    active: z.boolean(),
    started_at: Timestamp.optional(),
    sensors: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string().optional(),
        tested: z.boolean(),
        last_triggered_at: Timestamp.optional(),
      }),
    ),
  })
  .meta({ id: "AlarmWalkTestStatus", description: "Which sensors have been heard of in a walk test" });
export type AlarmWalkTestStatus = z.infer<typeof AlarmWalkTestStatus>;

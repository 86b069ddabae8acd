/** What the alarm panel announces; all of it on one topic. Names and component names: contract (wsapi, api-behaviour 1.7). */
import * as z from "zod";
import { broadcast } from "../../kernel/broadcast.ts";
import { AlarmReadiness } from "./answers/state.ts";
import { AlarmMode, AlarmState, ArmMode, CountdownKind, JournalClass } from "./schemas/vocabulary.ts";

const onPanel = <P extends z.ZodType>(name: string, summary: string, payload: P) =>
  broadcast({ name, category: "alarm_panel", topic: "alarm.panel", summary, payload, topicOf: () => "alarm.panel" });

const incident = z.int().meta({ description: "A number; in `GET /alarm/state` the same as text" });

export const alarmStateChanged = onPanel(
  "alarm.state_changed",
  "A zone is in another state",
  z
    .strictObject({
      zone_id: z.string(),
      zone_name: z.string(),
      old_state: AlarmState,
      new_state: AlarmState,
      mode: AlarmMode.optional(),
      changed_by: z.string().optional(),
      source: z.string().optional(),
      incident_id: incident.optional(),
    })
    .meta({ id: "AlarmStateChangedPayload" }),
);

export const alarmCountdown = onPanel(
  "alarm.countdown",
  "Once a second while somebody may leave, or has to disarm",
  z
    .strictObject({
      zone_id: z.string(),
      kind: CountdownKind,
      remaining_s: z.int(),
      total_s: z.int(),
      remaining_ms: z.int(),
      total_ms: z.int(),
    })
    .meta({ id: "AlarmCountdownPayload" }),
);

export const alarmReadinessChanged = onPanel(
  "alarm.readiness_changed",
  "A zone can be armed in a mode in which it could not, or the other way round",
  z.strictObject({ zone_id: z.string(), readiness: AlarmReadiness }).meta({ id: "AlarmReadinessChangedPayload" }),
);

export const alarmTriggered = onPanel(
  "alarm.triggered",
  "A zone raises the alarm",
  z
    .strictObject({
      zone_id: z.string(),
      zone_name: z.string(),
      incident_id: incident,
      sensor_id: z.string().optional(),
      sensor_name: z.string().optional(),
      cause: z.string(),
      mode: ArmMode.optional(),
    })
    .meta({ id: "AlarmTriggeredPayload" }),
);

export const alarmNotification = onPanel(
  "alarm.notification",
  "An output of class `notification` has fired",
  z
    .strictObject({
      zone_id: z.string(),
      zone_name: z.string().optional(),
      output_id: z.string(),
      output_name: z.string().optional(),
      incident_id: incident,
      mode: z.string().optional(),
    })
    .meta({ id: "AlarmNotificationPayload" }),
);

export const alarmJournalAppended = onPanel(
  "alarm.journal_appended",
  "The journal has another entry",
  z
    .strictObject({
      entry_id: z.int(),
      zone_id: z.string().optional(),
      class: JournalClass,
      event: z.string(),
      actor: z.string().optional(),
      incident_id: incident.optional(),
    })
    .meta({ id: "AlarmJournalAppendedPayload" }),
);

export const alarmWalkTestProgress = onPanel(
  "alarm.walktest_progress",
  "A walk test has heard of one more sensor",
  z
    .strictObject({
      zone_id: z.string(),
      sensor_id: z.string(),
      sensor_name: z.string().optional(),
      seen: z.int(),
      total: z.int(),
    })
    .meta({ id: "AlarmWalkTestProgressPayload" }),
);

export const alarmHealthChanged = onPanel(
  "alarm.health_changed",
  "The alarm panel can no longer do what it should, or can again",
  z.strictObject({ healthy: z.boolean(), note: z.string() }).meta({ id: "AlarmHealthChangedPayload" }),
);

export const alarmPanelChanged = onPanel(
  "alarm.panel_changed",
  "A panel looks otherwise, or is gone",
  z
    .strictObject({
      unique_id: z.string(),
      zone_id: z.string(),
      name: z.string(),
      state: z.string(),
      available: z.boolean(),
      code_arm_required: z.boolean(),
      code_disarm_required: z.boolean(),
      removed: z.boolean().optional(),
    })
    .meta({ id: "AlarmPanelChangedPayload" }),
);

export const alarmReminder = onPanel(
  "alarm.reminder",
  "It is time to arm a zone that nobody has armed",
  z
    .strictObject({ zone_id: z.string(), zone_name: z.string().optional(), mode: z.string() })
    .meta({ id: "AlarmReminderPayload" }),
);

export const ALARM_BROADCASTS = [
  alarmStateChanged,
  alarmCountdown,
  alarmReadinessChanged,
  alarmTriggered,
  alarmNotification,
  alarmJournalAppended,
  alarmWalkTestProgress,
  alarmHealthChanged,
  alarmPanelChanged,
  alarmReminder,
];

/**
 * Somebody entered a code that says that he is being forced. For webhooks alone (subsystems 1.11): never a frame of a socket,
 * a topic of MQTT, or anything else that whoever stands beside him could see.
 */
export const alarmDuress = broadcast({
  name: "alarm.duress",
  category: "alarm_panel",
  topic: "alarm.duress",
  summary: "Somebody is being forced to arm, disarm or silence",
  payload: z.strictObject({
    zone_id: z.string(),
    zone_name: z.string(),
    verb: z.enum(["arm", "disarm", "silence"]),
    source: z.string(),
  }),
  internal: true,
  topicOf: () => "alarm.duress",
});

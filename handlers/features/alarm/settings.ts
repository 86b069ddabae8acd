/** Section `alarm` of the configuration. Names and defaults: contract (config-fields). */
import { field, section } from "../../kernel/section.ts";
import { flag, whole } from "../../kernel/section-kinds.ts";

/** Seconds that an acoustic output sounds at most (subsystems 1.1). */
const ACOUSTIC_MOST_S = 600;
/** Seconds of sound of one incident at most: an hour is a nuisance to a whole street. */
const BUDGET_MOST_S = 3_600;
/** Seconds: the poll comes every ten. */
const VERIFY_LEAST_S = 10;
const VERIFY_MOST_S = 3_600;
/** Ten years of days. */
const RETENTION_MOST_DAYS = 3_650;
const RETENTION_DAYS = 90;

export const alarmSettings = section("alarm", () => ({
  enabled: field({ text: "The alarm panel runs; `/alarm/*` is served", restart: true }, flag(true)),
  default_siren_seconds: field(
    { text: "How long a siren sounds that says nothing else, in seconds", restart: true },
    whole(180, { min: 1, max: ACOUSTIC_MOST_S }),
  ),
  max_acoustic_per_incident_seconds: field(
    { text: "Seconds of sound that one incident may cause, all sirens together", restart: true },
    whole(900, { min: 1, max: BUDGET_MOST_S }),
  ),
  stop_verify_seconds: field(
    { text: "How long it is verified that a siren has stopped, in seconds", restart: true, class: "expert" },
    whole(120, { min: VERIFY_LEAST_S, max: VERIFY_MOST_S }),
  ),
  journal_retention_days: field(
    { text: `Days that the journal is kept; 0: ${RETENTION_DAYS}`, restart: true },
    whole(RETENTION_DAYS, { max: RETENTION_MOST_DAYS }),
  ),
  restart_loop_breaker: field(
    {
      text: "Restarts in the middle of an alarm after which sirens no longer sound again",
      restart: true,
      class: "expert",
    },
    whole(3, { max: 100 }),
  ),
}));

export type AlarmSettings = ReturnType<(typeof alarmSettings)["schema"]["parse"]>;

/** 0 means the default (contract). */
export const retentionDays = ({ journal_retention_days: days }: AlarmSettings): number => days || RETENTION_DAYS;

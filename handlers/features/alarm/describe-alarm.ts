/** Zones and panels as clients read them, from what the alarm panel says of itself. */
import type { ToldAlarm, ToldReadiness, ToldZone, ToldZoneStatus } from "../../ports/told-alarm.ts";
import type { AlarmPanelEntity, AlarmReadiness, AlarmZoneStatus } from "./answers/state.ts";
import { ARM_MODES, type ArmMode, type PanelState } from "./schemas/vocabulary.ts";
import type { AlarmZone } from "./schemas/zones.ts";

export const describeZone = ({ id, name, position, config }: ToldZone): AlarmZone => ({
  ...{ id, name, position },
  ...(config && { config: { ...config } }),
});

const modeReadiness = ({ ready, blockers, warnings }: ToldReadiness) => ({
  ready,
  ...(blockers.length > 0 && { blockers: [...blockers] }),
  ...(warnings.length > 0 && { warnings: [...warnings] }),
});

export const describeReadiness = ({ status }: ToldZone): AlarmReadiness =>
  Object.fromEntries(Object.entries(status?.readiness ?? {}).map(([mode, one]) => [mode, modeReadiness(one)]));

const isMode = (mode: string | null): mode is ArmMode => ARM_MODES.includes(mode as ArmMode);
const seconds = (ms: number): number => Math.max(0, Math.round(ms / 1000));

function countdownOf({ countdown }: ToldZoneStatus, now: number): AlarmZoneStatus["countdown"] {
  if (countdown === null) return undefined;
  const { kind, deadline_ms, total_ms } = countdown;
  return { kind, remaining_s: seconds(deadline_ms - now), total_s: seconds(total_ms) };
}

function zoneStatus(zone: ToldZone, status: ToldZoneStatus, now: number): AlarmZoneStatus {
  const { state, mode, bypassed, incident, walktest } = status;
  const readiness = describeReadiness(zone);
  const countdown = countdownOf(status, now);
  return {
    ...{ id: zone.id, name: zone.name, state, walktest_active: walktest },
    ...(isMode(mode) && { mode }),
    ...(bypassed.length > 0 && { bypassed: [...bypassed] }),
    ...(incident && { incident: { id: String(incident.id), silenced: incident.silenced } }),
    ...(countdown && { countdown }),
    ...(Object.keys(readiness).length > 0 && { readiness }),
  };
}

/** A zone that cannot be read is in no state. @param now milliseconds since the epoch */
export const describeStates = ({ zones }: ToldAlarm, now: number): AlarmZoneStatus[] =>
  zones.flatMap((zone) => (zone.status ? [zoneStatus(zone, zone.status, now)] : []));

/** What Home Assistant calls an armed zone (subsystems 1.19). */
const ARMED_AS: Readonly<Record<ArmMode, PanelState>> = {
  perimeter: "armed_home",
  full: "armed_away",
  night: "armed_night",
  vacation: "armed_vacation",
  custom: "armed_custom_bypass",
};
const panelState = ({ state, mode }: ToldZoneStatus): PanelState =>
  state === "armed" ? ARMED_AS[isMode(mode) ? mode : "full"] : state;

/** The id of the panel that stands for all zones. No zone has it: ids of zones are UUIDs. */
export const MASTER = "master";
const MASTER_NAME = { en: "Alarm system", de: "Alarmanlage" } as const;
const uniqueId = (zone: string): string => `openccu-loom_alarm_${zone}`;

const BEFORE_ALL: readonly PanelState[] = ["triggered", "pending", "arming"];
/** The most urgent one; else what all have in common; else something is armed. */
function masterState(states: readonly PanelState[]): PanelState {
  const [first] = states;
  const urgent = BEFORE_ALL.find((state) => states.includes(state));
  if (urgent !== undefined) return urgent;
  return first !== undefined && states.every((state) => state === first) ? first : "armed_away";
}

function masterPanel(panels: readonly AlarmPanelEntity[], locale: "en" | "de", isHealthy: boolean): AlarmPanelEntity {
  const all = new Set(panels.flatMap(({ supported_modes = [] }) => supported_modes));
  return {
    ...{ unique_id: uniqueId(MASTER), zone_id: MASTER, name: MASTER_NAME[locale], category: "alarm_control_panel" },
    state: masterState(panels.map(({ state }) => state)),
    supported_modes: ARM_MODES.filter((mode) => all.has(mode)),
    ...{ available: isHealthy, master: true },
    code_arm_required: panels.some((panel) => panel.code_arm_required),
    code_disarm_required: panels.some((panel) => panel.code_disarm_required),
  };
}

/** One for each zone that can be read; where there are two and more, one for all of them at the end. */
export function describePanels({ zones, healthy }: ToldAlarm, locale: "en" | "de"): AlarmPanelEntity[] {
  const panels = zones.flatMap(({ id, name, modes, code_arm, code_disarm, status }): AlarmPanelEntity[] =>
    status
      ? [
          {
            ...{ unique_id: uniqueId(id), zone_id: id, name, category: "alarm_control_panel" },
            ...{ state: panelState(status), supported_modes: [...modes], available: healthy, master: false },
            ...{ code_arm_required: code_arm, code_disarm_required: code_disarm },
          },
        ]
      : [],
  );
  return panels.length < 2 ? panels : [...panels, masterPanel(panels, locale, healthy)];
}

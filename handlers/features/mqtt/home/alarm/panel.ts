/** Panels of the alarm as Home Assistant's `alarm_control_panel` (subsystems 3.6): words, configuration. */

import type { AlarmPanelEntity } from "../../../alarm/answers/state.ts";
import { MODES, type Mode } from "../../../alarm/home/config/kinds.ts";
import { configOf, type DeviceInfo, DISCOVERY, type Entity, ORIGIN_NAME, type View } from "../discovery/entity.ts";

interface Words {
  /** What Home Assistant orders. */
  readonly order: string;
  /** What it calls the ability. */
  readonly feature: string;
}
const ARM: Readonly<Record<Mode, Words>> = {
  perimeter: { order: "ARM_HOME", feature: "arm_home" },
  full: { order: "ARM_AWAY", feature: "arm_away" },
  night: { order: "ARM_NIGHT", feature: "arm_night" },
  vacation: { order: "ARM_VACATION", feature: "arm_vacation" },
  custom: { order: "ARM_CUSTOM_BYPASS", feature: "arm_custom_bypass" },
};
/** The mode that an order arms; `undefined`: it is another order, or none. */
export const modeOfOrder = (order: string): Mode | undefined => MODES.find((mode) => ARM[mode].order === order);

/** Home Assistant sends the code with the order; it looks at none itself. */
const COMMAND_TEMPLATE = '{"action": "{{ action }}", "code": {{ code | default("", true) | string | to_json }}}';

function entityOf(panel: AlarmPanelEntity, { topics }: View): Entity {
  const { alarm } = topics;
  const modes = MODES.filter((mode) => panel.supported_modes?.includes(mode));
  // what stands for all zones never asks: each zone has its own policy
  const arms = panel.master === true ? false : panel.code_arm_required;
  const disarms = panel.master === true ? false : panel.code_disarm_required;
  return {
    component: "alarm_control_panel",
    uniqueId: panel.unique_id,
    name: panel.name,
    config: {
      state_topic: alarm(panel.zone_id, "state"),
      command_topic: alarm(panel.zone_id, "set"),
      supported_features: [...modes.map((mode) => ARM[mode].feature), "trigger"],
      code_arm_required: arms,
      code_disarm_required: disarms,
      code_trigger_required: false,
      ...(arms || disarms ? { code: "REMOTE_CODE_TEXT", command_template: COMMAND_TEMPLATE } : {}),
    },
  };
}

/** Where Home Assistant looks for it. Its ids are those of the contract: one panel, whatever the CCUs are called. */
export const panelTopic = ({ unique_id }: Pick<AlarmPanelEntity, "unique_id">): string =>
  `${DISCOVERY}/alarm_control_panel/alarm/${unique_id.replace(/[^a-zA-Z0-9_-]/g, "_")}/config`;

export function panelConfig(panel: AlarmPanelEntity, view: View): string {
  const device: DeviceInfo = {
    identifiers: ["openccu-loom_alarm"],
    name: view.locale === "de" ? "Alarmanlage" : "Alarm system",
    manufacturer: ORIGIN_NAME,
    sw_version: view.version,
  };
  const gates = [view.topics.bridgeStatus, view.topics.alarm(panel.zone_id, "availability")];
  return configOf(entityOf(panel, view), device, gates, view);
}

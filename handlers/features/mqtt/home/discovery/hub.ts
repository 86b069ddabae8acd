/** What the CCU itself has as entities: variables, programs, interfaces, install mode, messages, firmware, figures. */

import { isListedProgram } from "../../../../model/hub-objects.ts";
import { METRIC_UNITS } from "../../../../model/metrics.ts";
import { hubKey } from "../../../../model/routing-keys.ts";
import type { InterfaceState } from "../../../../model/types.ts";
import type { SysvarSummary } from "../../../hub/answers/sysvars.ts";
import { installModesOf } from "../../../hub/install-mode.ts";
import type { CentralHub } from "../../../shared/central-scope.ts";
import { sensorClass } from "./classes.ts";
import type { Entity, View } from "./entity.ts";
import * as template from "./templates.ts";

type Config = Record<string, unknown>;

/** Variables that are tagged as writable are what people set; others are what programs tell. */
function sysvarConfig(sysvar: SysvarSummary, root: string): { component: Entity["component"]; config: Config } {
  const reads = { state_topic: `${root}/state` };
  const orders = { command_topic: `${root}/set` };
  const unit = sysvar.unit ? { unit_of_measurement: sysvar.unit } : {};
  const writable = sysvar.is_extended === true;
  switch (sysvar.value_type) {
    case "LOGIC":
    case "ALARM":
      return writable
        ? {
            component: "switch",
            config: {
              ...reads,
              ...orders,
              value_template: template.either("value", "true", "false"),
              payload_on: "true",
              payload_off: "false",
            },
          }
        : {
            component: "binary_sensor",
            config: {
              ...reads,
              value_template: template.either("value", "ON", "OFF"),
              payload_on: "ON",
              payload_off: "OFF",
            },
          };
    case "LIST": {
      const list = { ...reads, value_template: template.member("label"), options: sysvar.value_list ?? [] };
      return writable
        ? { component: "select", config: { ...list, ...orders } }
        : { component: "sensor", config: { ...list, device_class: "enum" } };
    }
    case "STRING": {
      const config = { ...reads, value_template: template.shortened("value") };
      return writable ? { component: "text", config: { ...config, ...orders } } : { component: "sensor", config };
    }
    default: {
      const config = { ...reads, value_template: template.member("value"), ...unit };
      const { min = 0, max = 0 } = sysvar;
      return writable && min < max
        ? { component: "number", config: { ...config, ...orders, min, max, step: 0.01, mode: "box" } }
        : { component: "sensor", config: { ...config, ...sensorClass("", sysvar.unit || undefined, true) } };
    }
  }
}

export function sysvarEntity(central: string, sysvar: SysvarSummary, view: View): Entity | undefined {
  if (sysvar.unique_id === "") return undefined;
  const { component, config } = sysvarConfig(sysvar, view.topics.sysvar(central, sysvar.name));
  if (Array.isArray(config.options) && config.options.length === 0) return undefined;
  return {
    component,
    uniqueId: sysvar.unique_id,
    name: sysvar.name,
    config: {
      ...config,
      ...(sysvar.enabled_default ? {} : { enabled_by_default: false }),
    },
  };
}

function programEntities({ central, hub }: CentralHub, view: View): Entity[] {
  return hub.programs
    .filter((program) => isListedProgram(program))
    .flatMap((program) => {
      const uniqueId = hubKey(central.system.serial, "program", program.id);
      const topic = view.topics.program(central.name, program.id);
      const off = program.marked === true ? {} : { enabled_by_default: false };
      return [
        {
          component: "button" as const,
          uniqueId,
          name: program.name,
          config: { command_topic: `${topic}/trigger`, payload_press: "PRESS", ...off },
        },
        {
          component: "switch" as const,
          uniqueId: `${uniqueId}_active`,
          name: `${program.name} active`,
          config: {
            state_topic: `${topic}/state`,
            value_template: template.either("value", "true", "false"),
            command_topic: `${topic}/set`,
            payload_on: "true",
            payload_off: "false",
            entity_category: "config",
            enabled_by_default: false,
          },
        },
      ];
    });
}

const MESSAGES = [
  ["alarm_messages", "Alarm messages"],
  ["service_messages", "Service messages"],
  ["inbox", "Inbox"],
] as const;
const FIGURES = [
  ["health_score", "System health", METRIC_UNITS.system_health, {}],
  ["latency", "Connection latency", METRIC_UNITS.connection_latency_ms, { device_class: "duration" }],
  ["last_event_age", "Age of the last event", METRIC_UNITS.last_event_age_seconds, { device_class: "duration" }],
] as const;
const diagnostic = { entity_category: "diagnostic" } as const;

function singles(
  { central, hub }: CentralHub,
  interfaces: readonly InterfaceState[],
  now: number,
  view: View,
): Entity[] {
  const { name } = central;
  const { topics } = view;
  const key = (id: string) => hubKey(central.system.serial, "hub", id);
  return [
    ...MESSAGES.map(([what, label]) => ({
      component: "sensor" as const,
      uniqueId: key(what),
      name: label,
      config: {
        state_topic: topics.hub(name, what),
        value_template: template.member("value"),
        state_class: "measurement",
      },
    })),
    ...FIGURES.map(([what, label, unit, found]) => ({
      component: "sensor" as const,
      uniqueId: key(what),
      name: label,
      config: {
        state_topic: topics.system(name, what),
        value_template: template.member("value"),
        unit_of_measurement: unit,
        state_class: "measurement",
        ...found,
        ...diagnostic,
      },
    })),
    ...(hub.update
      ? [
          {
            component: "update" as const,
            uniqueId: key("update"),
            name: "Firmware",
            config: { state_topic: topics.hub(name, "update"), device_class: "firmware" },
          },
        ]
      : []),
    ...installModesOf(hub, interfaces, now).map(({ interface: iface }) => {
      const topic = topics.installMode(name, `${name}-${iface}`);
      return {
        component: "switch" as const,
        uniqueId: key(`install_mode_${iface}`),
        name: `Install mode ${iface}`,
        config: {
          state_topic: topic,
          value_template: template.either("value", "true", "false"),
          command_topic: `${topic}/set`,
          payload_on: "true",
          payload_off: "false",
          entity_category: "config",
        },
      };
    }),
  ];
}

/** Without an availability: they say themselves whether something is away. */
export function connectivityEntities(
  { central }: CentralHub,
  interfaces: readonly InterfaceState[],
  view: View,
): Entity[] {
  return interfaces.map(({ id, name }) => ({
    component: "binary_sensor" as const,
    uniqueId: hubKey(central.system.serial, "hub", `connectivity_${name}`),
    name: `Interface ${name}`,
    config: {
      state_topic: view.topics.connectivity(central.name, id),
      value_template: template.either("value", "ON", "OFF"),
      payload_on: "ON",
      payload_off: "OFF",
      device_class: "connectivity",
      ...diagnostic,
    },
  }));
}

/** Whether this program is connected to the broker: its last will says no. */
export const bridgeEntity = ({ central }: CentralHub, view: View): Entity => ({
  component: "binary_sensor",
  uniqueId: hubKey(central.system.serial, "hub", "bridge"),
  name: "CCU Anywhere",
  config: {
    state_topic: view.topics.bridgeStatus,
    payload_on: "online",
    payload_off: "offline",
    device_class: "connectivity",
    ...diagnostic,
  },
});

/** @param sysvars of this CCU, as the API lists them */
export const hubEntities = (
  found: CentralHub,
  sysvars: readonly SysvarSummary[],
  interfaces: readonly InterfaceState[],
  now: number,
  view: View,
): Entity[] => [
  ...sysvars.flatMap((sysvar) => sysvarEntity(found.central.name, sysvar, view) ?? []),
  ...programEntities(found, view),
  ...singles(found, interfaces, now, view),
];

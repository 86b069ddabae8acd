/**
 * Custom data points as entities: a table from the category to Home Assistant's component, and from its members to what
 * the state's payload and the operations are called here (docs/mqtt.md shows the table).
 */
import type { CustomView } from "../../../../model/custom/describe.ts";
import type { Category } from "../../../../model/custom/profile.ts";
import type { Component } from "./entity.ts";
import * as template from "./templates.ts";

export interface CustomMapping {
  readonly component: Component;
  /** @param topic where the state is; orders go to `<topic>/set` and `<topic>/set/<operation>` */
  readonly config: (custom: CustomView, topic: string) => Record<string, unknown>;
}

const can = (custom: CustomView, operation: string): boolean => custom.supported_operations.includes(operation);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Any of them may report that it is off, also those that cannot be told so: Home Assistant complains about others. */
const modesOf = (modes: readonly string[]): string[] =>
  modes.length === 0 ? ["auto", "heat", "off"] : [...new Set([...modes, "off"])];
const climate = (custom: CustomView, topic: string) => {
  const config = custom.config ?? {};
  const presets = [...texts(config.preset_modes), ...(custom.capabilities?.away ? ["away"] : [])];
  return {
    temperature_state_topic: topic,
    temperature_state_template: template.member("set_temperature"),
    temperature_command_topic: `${topic}/set/set_temperature`,
    temperature_command_template: template.numberArgument("temperature"),
    current_temperature_topic: topic,
    current_temperature_template: template.member("current_temperature"),
    ...("current_humidity" in custom.state
      ? {
          current_humidity_topic: topic,
          current_humidity_template: template.member("current_humidity"),
        }
      : {}),
    mode_state_topic: topic,
    mode_state_template: template.member("hvac_mode"),
    ...(can(custom, "set_mode")
      ? { mode_command_topic: `${topic}/set/set_mode`, mode_command_template: template.textArgument("mode") }
      : {}),
    modes: modesOf(texts(config.hvac_modes)),
    ...(presets.length > 0 && can(custom, "set_profile")
      ? {
          preset_modes: presets,
          preset_mode_state_topic: topic,
          preset_mode_value_template: template.member("preset_mode"),
          preset_mode_command_topic: `${topic}/set/set_profile`,
          preset_mode_command_template: template.textArgument("profile"),
        }
      : {}),
    action_topic: topic,
    action_template: template.memberOrNothing("action"),
    // an operator may have set limits that leave nothing between them
    ...((number(config.min_temp) ?? 0) < (number(config.max_temp) ?? 0)
      ? { min_temp: config.min_temp, max_temp: config.max_temp }
      : {}),
    temp_step: number(config.temp_step),
    temperature_unit: "C",
    precision: 0.1,
  };
};

const COVER_CLASS: Readonly<Record<string, string>> = {
  cover_blind: "blind",
  cover_garage: "garage",
  cover: "shutter",
};
const cover = (custom: CustomView, topic: string) => ({
  device_class: COVER_CLASS[custom.kind ?? "cover"] ?? "shutter",
  command_topic: `${topic}/set`,
  payload_open: "open",
  payload_close: "close",
  payload_stop: can(custom, "stop") ? "stop" : null,
  state_topic: topic,
  value_template: template.memberOrNothing("state"),
  position_topic: topic,
  position_template: template.memberOrNothing("current_position"),
  ...(can(custom, "set_position")
    ? {
        set_position_topic: `${topic}/set/set_position`,
        set_position_template: template.fractionArgument("position", "position"),
      }
    : {}),
  ...(can(custom, "set_tilt")
    ? {
        tilt_status_topic: topic,
        tilt_status_template: template.memberOrNothing("current_tilt_position"),
        tilt_command_topic: `${topic}/set/set_tilt`,
        tilt_command_template: template.fractionArgument("tilt", "tilt_position"),
      }
    : {}),
});

/** Home Assistant's own JSON for lights: state and `set_level` speak it. */
const light = (custom: CustomView, topic: string) => {
  const { supports_color, supports_color_temp, min_kelvin, max_kelvin, effects } = custom.config ?? {};
  const modes = [...(supports_color ? ["hs"] : []), ...(supports_color_temp ? ["color_temp"] : [])];
  return {
    schema: "json",
    state_topic: topic,
    command_topic: `${topic}/set/set_level`,
    brightness: true,
    supported_color_modes: modes.length > 0 ? modes : ["brightness"],
    ...(supports_color_temp
      ? {
          // rounded inwards: what Home Assistant offers is what the light takes
          min_mireds: Math.ceil(1e6 / (number(max_kelvin) ?? 6500)),
          max_mireds: Math.floor(1e6 / (number(min_kelvin) ?? 2000)),
        }
      : {}),
    ...(texts(effects).length > 0 ? { effect: true, effect_list: texts(effects) } : {}),
  };
};

const lock = (custom: CustomView, topic: string) => ({
  command_topic: `${topic}/set`,
  payload_lock: "lock",
  payload_unlock: "unlock",
  ...(can(custom, "open") ? { payload_open: "open" } : {}),
  state_topic: topic,
  value_template: template.member("state"),
  state_locked: "LOCKED",
  state_unlocked: "UNLOCKED",
  state_locking: "LOCKING",
  state_unlocking: "UNLOCKING",
  state_jammed: "JAMMED",
  // keys on the device itself, against children
  ...(custom.capabilities?.child_safe ? { entity_category: "config" } : {}),
});

/** Names of the arguments of `turn_on` that Home Assistant's tone and volume are. */
const siren = (custom: CustomView, topic: string) => {
  const { capabilities = {} } = custom;
  const sound = custom.kind === "siren_sound";
  const tones = texts(custom.config?.available_tones).filter((tone) => !tone.startsWith("DISABLE_"));
  return {
    command_topic: `${topic}/set`,
    command_template: template.sirenCommand(sound ? "tone" : "acoustic"),
    payload_on: "turn_on",
    payload_off: "turn_off",
    state_topic: topic,
    state_value_template: template.member("state"),
    state_on: "on",
    state_off: "off",
    ...(tones.length > 0 ? { available_tones: tones } : {}),
    support_duration: capabilities.duration === true,
    support_volume_set: capabilities.volume_set === true,
  };
};

const onOff = (_custom: CustomView, topic: string) => ({
  command_topic: `${topic}/set`,
  payload_on: "turn_on",
  payload_off: "turn_off",
  state_topic: topic,
  value_template: template.either("is_on", "ON", "OFF"),
  state_on: "ON",
  state_off: "OFF",
});

const textDisplay = (_custom: CustomView, topic: string) => ({
  command_topic: `${topic}/set/send_text`,
  command_template: `{"id": 1, "text": {{ value | tojson }}}`,
});

const valve = (_custom: CustomView, topic: string) => ({
  device_class: "water",
  command_topic: `${topic}/set`,
  payload_open: "open",
  payload_close: "close",
  state_topic: topic,
  value_template: template.either("is_open", "open", "closed"),
  state_open: "open",
  state_closed: "closed",
});

/** Every category of custom data points. */
export const CUSTOM: Readonly<Record<Category, CustomMapping>> = {
  climate: { component: "climate", config: climate },
  cover: { component: "cover", config: cover },
  light: { component: "light", config: light },
  lock: { component: "lock", config: lock },
  siren: { component: "siren", config: siren },
  switch: { component: "switch", config: onOff },
  text_display: { component: "notify", config: textDisplay },
  valve: { component: "valve", config: valve },
};

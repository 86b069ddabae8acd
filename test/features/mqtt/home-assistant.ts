/**
 * Home Assistant as far as a broker sees it: looks for configurations, refuses what its documentation of the component does
 * not allow, works out states from topics and templates, and sends what people choose.
 */
import assert from "node:assert/strict";
import { render, renderValue } from "./jinja.ts";

type Config = Record<string, unknown>;
const list = (text: string) => text.trim().split(/\s+/);

/** Members that every component takes. */
const COMMON = list(`name unique_id device origin availability availability_mode entity_category enabled_by_default
  icon qos`);
/** By component: what it takes besides, and what it needs (`!`). From the documentation of the integration. */
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  alarm_control_panel:
    list(`state_topic! command_topic! code code_arm_required code_disarm_required code_trigger_required command_template
    supported_features value_template`),
  binary_sensor: list("state_topic! value_template payload_on payload_off device_class"),
  button: list("command_topic! payload_press device_class command_template"),
  climate:
    list(`temperature_state_topic temperature_state_template temperature_command_topic temperature_command_template
    current_temperature_topic current_temperature_template current_humidity_topic current_humidity_template mode_state_topic
    mode_state_template mode_command_topic mode_command_template modes preset_modes preset_mode_state_topic
    preset_mode_value_template preset_mode_command_topic preset_mode_command_template action_topic action_template
    min_temp max_temp temp_step temperature_unit precision`),
  cover:
    list(`device_class command_topic payload_open payload_close payload_stop state_topic value_template position_topic
    position_template set_position_topic set_position_template tilt_status_topic tilt_status_template tilt_command_topic
    tilt_command_template`),
  event: list("state_topic! event_types! device_class value_template"),
  light: list(
    `schema! state_topic command_topic! brightness supported_color_modes min_mireds max_mireds effect effect_list`,
  ),
  lock: list(`command_topic! payload_lock payload_unlock payload_open state_topic value_template state_locked state_unlocked
    state_locking state_unlocking state_jammed`),
  notify: list("command_topic! command_template"),
  number: list(
    `command_topic! command_template state_topic value_template min max step mode unit_of_measurement device_class`,
  ),
  select: list("command_topic! state_topic value_template options! command_template"),
  sensor: list("state_topic! value_template unit_of_measurement device_class state_class options"),
  siren:
    list(`command_topic! command_template payload_on payload_off state_topic state_value_template state_on state_off
    available_tones support_duration support_volume_set`),
  switch: list("command_topic! payload_on payload_off state_topic value_template state_on state_off device_class"),
  text: list("command_topic! state_topic value_template min max mode"),
  update: list("state_topic command_topic payload_install device_class value_template"),
  valve: list(`device_class command_topic payload_open payload_close state_topic value_template state_open state_closed
    reports_position`),
};

/** Units that a class of sensors takes (those that occur here). */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  atmospheric_pressure: ["hPa"],
  battery: ["%"],
  carbon_dioxide: ["ppm"],
  current: ["A", "mA"],
  duration: ["ms", "s", "min", "h", "d"],
  energy: ["Wh", "kWh"],
  frequency: ["Hz", "kHz"],
  gas: ["m³", "L"],
  humidity: ["%"],
  illuminance: ["lx"],
  pm1: ["µg/m³"],
  pm10: ["µg/m³"],
  pm25: ["µg/m³"],
  power: ["W", "kW"],
  precipitation: ["mm"],
  signal_strength: ["dBm"],
  temperature: ["°C", "K"],
  voltage: ["V", "mV"],
  water: ["L", "m³"],
  wind_speed: ["km/h", "m/s"],
};
const BINARY_CLASSES = list(
  `battery connectivity moisture motion occupancy opening problem safety smoke tamper window`,
);
const HVAC_MODES = ["auto", "off", "cool", "heat", "dry", "fan_only"];
const HVAC_ACTIONS = ["off", "heating", "cooling", "drying", "idle", "fan"];

function checkDevice(device: Config): void {
  const known = list(`identifiers name manufacturer model sw_version serial_number suggested_area via_device`);
  for (const member of Object.keys(device)) assert.ok(known.includes(member), `device.${member}`);
  const ids = device.identifiers as string[];
  assert.ok(ids.length > 0 && ids.every((id) => /^[\x21-\x7e]+$/.test(id)), "identifiers in ASCII");
  assert.ok(String(device.name).length > 0);
}

/** What Home Assistant's schema of the component says about a configuration. @throws AssertionError */
export function checkConfig(topic: string, config: Config): string {
  const [root, component = "", node = "", object = "", leaf, more] = topic.split("/");
  assert.deepEqual([root, leaf, more], ["homeassistant", "config", undefined], topic);
  for (const id of [node, object]) assert.match(id, /^[a-zA-Z0-9_-]+$/, topic);
  const allowed = COMPONENTS[component] ?? assert.fail(`no component ${component}`);
  const names = new Set([...COMMON, ...allowed.map((name) => name.replace("!", ""))]);
  for (const member of Object.keys(config)) assert.ok(names.has(member), `${topic}: ${component} has no ${member}`);
  for (const name of allowed) if (name.endsWith("!")) assert.ok(name.slice(0, -1) in config, `${topic}: ${name}`);
  assert.ok(typeof config.unique_id === "string" && config.unique_id.length > 0, topic);
  assert.ok(config.name === null || (typeof config.name === "string" && config.name !== ""), `${topic}: name`);
  for (const [member, value] of Object.entries(config))
    if (member.endsWith("_topic")) assert.doesNotMatch(String(value), /[+#\0]|^$/, `${topic}: ${member}`);
  checkDevice(config.device as Config);
  const { name } = config.device as { name: string };
  // the device's name in front of the entity's would be said twice
  assert.ok(config.name === null || !String(config.name).startsWith(`${name} `), `${topic}: ${config.name}`);
  assert.ok([undefined, "config", "diagnostic"].includes(config.entity_category as string), topic);
  if (component === "sensor" || component === "binary_sensor") assert.notEqual(config.entity_category, "config", topic);
  RULES[component]?.(config, topic);
  return component;
}

const RULES: Readonly<Record<string, (config: Config, topic: string) => void>> = {
  sensor(config, topic) {
    const { device_class: kind, unit_of_measurement: unit, state_class: statistics, options } = config;
    if (options !== undefined) assert.equal(kind, "enum", topic);
    if (kind === "enum") {
      assert.ok(Array.isArray(options) && options.length > 0, topic);
      assert.deepEqual([unit, statistics], [undefined, undefined], topic);
    } else if (kind !== undefined)
      assert.ok(UNITS[String(kind)]?.includes(String(unit)), `${topic}: ${kind} in ${unit}`);
  },
  binary_sensor({ device_class: kind }, topic) {
    if (kind !== undefined) assert.ok(BINARY_CLASSES.includes(String(kind)), `${topic}: ${kind}`);
  },
  number({ min, max, step }, topic) {
    assert.ok((min as number) < (max as number), topic);
    assert.ok((step as number) >= 0.001, topic);
  },
  select: ({ options }, topic) => assert.ok((options as unknown[]).length > 0, topic),
  event: ({ event_types }, topic) => assert.ok((event_types as unknown[]).length > 0, topic),
  climate({ modes, preset_modes, min_temp, max_temp }, topic) {
    for (const mode of modes as string[]) assert.ok(HVAC_MODES.includes(mode), `${topic}: ${mode}`);
    assert.equal((preset_modes as string[] | undefined)?.includes("none") ?? false, false, topic);
    assert.ok((min_temp as number) < (max_temp as number), topic);
  },
  cover(config, topic) {
    if ("set_position_topic" in config) assert.ok("position_topic" in config, topic);
  },
  light({ schema, supported_color_modes, min_mireds, max_mireds }, topic) {
    assert.equal(schema, "json");
    const modes = supported_color_modes as string[];
    assert.ok(modes.length > 0 && (modes.length === 1 || !modes.includes("brightness")), topic);
    if (modes.includes("color_temp")) assert.ok((min_mireds as number) < (max_mireds as number), topic);
  },
};

export interface Entity {
  readonly topic: string;
  readonly component: string;
  readonly config: Config;
}
export interface Order {
  topic: string;
  payload: string;
}

export class HomeAssistant {
  readonly entities = new Map<string, Entity>();
  /** Payloads by topic, retained or not. */
  readonly heard = new Map<string, string>();
  /** What its log would complain about. */
  readonly complaints: string[] = [];
  /** Events of event entities, by unique id. */
  readonly events: { id: string; type: string }[] = [];
  /** Configurations that came, and how many of them said something new. */
  configs = 0;
  news = 0;

  receive(topic: string, payload: string): void {
    if (topic.startsWith("homeassistant/") && topic.endsWith("/config")) this.#discovered(topic, payload);
    else if (payload === "") this.heard.delete(topic);
    else {
      this.heard.set(topic, payload);
      this.#stateChanged(topic);
    }
  }

  #discovered(topic: string, payload: string): void {
    this.configs += 1;
    if (payload === "") return void this.entities.delete(topic);
    const config = JSON.parse(payload) as Config;
    const component = checkConfig(topic, config);
    const before = this.entities.get(topic);
    if (JSON.stringify(before?.config) === JSON.stringify(config)) return;
    this.news += 1;
    const twin = [...this.entities.values()].find(
      (other) => other.topic !== topic && other.component === component && other.config.unique_id === config.unique_id,
    );
    assert.equal(twin, undefined, `${component} ${config.unique_id} exists already (${twin?.topic} and ${topic})`);
    if (before) assert.equal(before.config.unique_id, config.unique_id, "another unique id under the same topic");
    this.entities.set(topic, { topic, component, config });
  }

  #stateChanged(topic: string): void {
    for (const entity of this.entities.values())
      if (Object.entries(entity.config).some(([member, value]) => member.endsWith("_topic") && value === topic)) {
        try {
          this.stateOf(entity);
          if (entity.component === "event") this.#event(entity, topic);
        } catch (error) {
          this.complaints.push(`${entity.topic}: ${(error as Error).message}`);
        }
      }
  }

  #event(entity: Entity, topic: string): void {
    const { event_type: type } = JSON.parse(this.heard.get(topic) ?? "{}");
    assert.ok((entity.config.event_types as string[]).includes(type), `event type ${type}`);
    this.events.push({ id: String(entity.config.unique_id), type });
  }

  /** By unique id; of several components with the same one, the named. */
  find(uniqueId: string, component?: string): Entity {
    const found = [...this.entities.values()].find(
      (entity) => entity.config.unique_id === uniqueId && (component === undefined || entity.component === component),
    );
    return found ?? assert.fail(`no entity ${uniqueId}`);
  }

  isAvailable({ config }: Entity): boolean {
    const all = (config.availability ?? []) as { topic: string }[];
    return all.every(({ topic }) => this.heard.get(topic) === "online");
  }

  /** A member's topic through its template; `undefined` while nothing was heard, or where it is "nothing new". */
  #read(config: Config, topicMember: string, templateMember: string): string | undefined {
    const payload = this.heard.get(String(config[topicMember]));
    if (payload === undefined) return undefined;
    const text = renderValue(config[templateMember] as string | undefined, payload);
    return text === "" || text === "None" ? undefined : text;
  }
  #number(config: Config, topicMember: string, templateMember: string): number | undefined {
    const text = this.#read(config, topicMember, templateMember);
    if (text === undefined) return undefined;
    assert.ok(Number.isFinite(Number(text)), `${text} is not numeric`);
    return Number(text);
  }
  #oneOf(text: string | undefined, allowed: readonly string[]): string | undefined {
    if (text !== undefined) assert.ok(allowed.includes(text), `${text} is none of ${allowed}`);
    return text;
  }

  /** The entity's state and attributes. @throws AssertionError where Home Assistant would complain */
  stateOf(entity: Entity): Record<string, unknown> {
    const { config, component } = entity;
    switch (component) {
      case "climate":
        return this.#climate(config);
      case "cover":
        return {
          state: this.#oneOf(this.#read(config, "state_topic", "value_template"), [
            "open",
            "closed",
            "opening",
            "closing",
          ]),
          position: this.#number(config, "position_topic", "position_template"),
          tilt: this.#number(config, "tilt_status_topic", "tilt_status_template"),
        };
      case "light":
        return this.#light(config);
      case "lock": {
        const words = list("locked unlocked locking unlocking jammed").map((word) => String(config[`state_${word}`]));
        return { state: this.#oneOf(this.#read(config, "state_topic", "value_template"), words) };
      }
      case "siren":
        return { state: this.#oneOf(this.#read(config, "state_topic", "state_value_template"), ["on", "off"]) };
      case "switch": {
        const [on, off] = [
          config.state_on ?? config.payload_on ?? "ON",
          config.state_off ?? config.payload_off ?? "OFF",
        ];
        return { state: this.#oneOf(this.#read(config, "state_topic", "value_template"), [String(on), String(off)]) };
      }
      case "binary_sensor": {
        const words = [String(config.payload_on ?? "ON"), String(config.payload_off ?? "OFF")];
        return { state: this.#oneOf(this.#read(config, "state_topic", "value_template"), words) };
      }
      case "valve":
        return { state: this.#oneOf(this.#read(config, "state_topic", "value_template"), ["open", "closed"]) };
      case "number": {
        const state = this.#number(config, "state_topic", "value_template");
        if (state !== undefined)
          assert.ok(state >= (config.min as number) && state <= (config.max as number), `${state} is out of range`);
        return { state };
      }
      case "select":
        return { state: this.#oneOf(this.#read(config, "state_topic", "value_template"), config.options as string[]) };
      case "sensor":
        return { state: this.#sensor(config) };
      case "text":
        return { state: this.#read(config, "state_topic", "value_template") };
      case "update":
        return JSON.parse(this.heard.get(String(config.state_topic)) ?? "{}");
      default:
        return {};
    }
  }

  #sensor(config: Config): unknown {
    if (config.options)
      return this.#oneOf(this.#read(config, "state_topic", "value_template"), config.options as string[]);
    const isNumber = config.unit_of_measurement !== undefined || config.state_class !== undefined;
    const state = isNumber
      ? this.#number(config, "state_topic", "value_template")
      : this.#read(config, "state_topic", "value_template");
    assert.ok(String(state).length <= 255);
    return state;
  }

  #climate(config: Config) {
    const presets = ["none", ...((config.preset_modes as string[] | undefined) ?? [])];
    return {
      state: this.#oneOf(this.#read(config, "mode_state_topic", "mode_state_template"), config.modes as string[]),
      preset: this.#oneOf(this.#read(config, "preset_mode_state_topic", "preset_mode_value_template"), presets),
      action: this.#oneOf(this.#read(config, "action_topic", "action_template"), HVAC_ACTIONS),
      temperature: this.#number(config, "temperature_state_topic", "temperature_state_template"),
      current: this.#number(config, "current_temperature_topic", "current_temperature_template"),
    };
  }

  #light(config: Config) {
    const payload = this.heard.get(String(config.state_topic));
    if (payload === undefined) return { state: undefined };
    const json = JSON.parse(payload);
    assert.ok("state" in json, "a light's payload has no state");
    assert.ok([null, "ON", "OFF"].includes(json.state), `state ${json.state}`);
    const modes = config.supported_color_modes as string[];
    if ("color_mode" in json) assert.ok(modes.includes(json.color_mode), `color_mode ${json.color_mode} of ${modes}`);
    if (json.color_mode === "hs") assert.ok(json.color.h >= 0 && json.color.s <= 100);
    if (json.color_mode === "color_temp") assert.ok(Number.isInteger(json.color_temp));
    if (config.effect && json.effect !== undefined)
      assert.ok((config.effect_list as string[]).includes(json.effect), `effect ${json.effect}`);
    return { ...json, state: json.state ?? undefined };
  }

  // ---------------------------------------------------------------- what people choose

  /** A command with its template. `variables`: what the template may use. */
  order({ config }: Entity, topicMember: string, value: unknown, variables: Config = {}): Order {
    const template = config[topicMember.replace(/_topic$/, "_template")] as string | undefined;
    const topic = config[topicMember] ?? assert.fail(`no ${topicMember}`);
    const payload = template === undefined ? String(value) : render(template, { value, ...variables });
    return { topic: String(topic), payload };
  }
  /** Positions and tilts have variables of their own. */
  setPosition = (entity: Entity, position: number) =>
    this.order({ ...entity }, "set_position_topic", position, { position });
  setTilt = (entity: Entity, tilt: number) => this.order(entity, "tilt_command_topic", tilt, { tilt_position: tilt });
}

/** Plain and calculated data points, and keys, as entities: one row for each category of the device model (1.10). */
import type { CalculatedPoint } from "../../../../model/calculated/points.ts";
import { parameterLabel } from "../../../../model/labels.ts";
import { baseName, dataPointName, withoutDevice } from "../../../../model/names.ts";
import type { Channel, DataPoint, Device, EventGroup } from "../../../../model/types.ts";
import { multiplier } from "../../../../model/units.ts";
import { bounds } from "../../../../model/values.ts";
import { binaryClass, type SensorClass, sensorClass } from "./classes.ts";
import type { Component, Entity, View } from "./entity.ts";
import * as template from "./templates.ts";

type Config = Record<string, unknown>;
interface Site {
  readonly point: DataPoint;
  readonly channel: Channel;
  /** Where the value is; orders go to `<topic>/set`. */
  readonly topic: string;
}

const isFraction = ({ description }: DataPoint): boolean => multiplier(description.UNIT) === 100;
const isNumeric = ({ description }: DataPoint): boolean =>
  description.TYPE === "FLOAT" || description.TYPE === "INTEGER";
const labels = ({ description }: DataPoint): readonly string[] => description.VALUE_LIST ?? [];
const reads = (topic: string): Config => ({ state_topic: topic });
const orders = (topic: string): Config => ({ command_topic: `${topic}/set` });
const unitOf = ({ unit }: DataPoint): Config => (unit === undefined ? {} : { unit_of_measurement: unit });
const config = ({ paramset }: DataPoint): Config => (paramset === "MASTER" ? { entity_category: "config" } : {});
const OFF: Config = { enabled_by_default: false };

function sensor({ point, topic }: Site): Config {
  const options = labels(point);
  if (options.length > 0 && !isNumeric(point))
    return {
      ...reads(topic),
      value_template: template.member("value"),
      device_class: "enum",
      options,
      ...withoutClass(sensorClass(point.parameter, undefined, false)),
    };
  const found = sensorClass(point.parameter, point.unit, isNumeric(point));
  const value = isFraction(point)
    ? template.percent("value")
    : isNumeric(point)
      ? template.member("value")
      : template.shortened("value");
  return { ...reads(topic), value_template: value, ...unitOf(point), ...found };
}
const withoutClass = ({ device_class: _, state_class: __, ...rest }: SensorClass): Config => rest;

const binarySensor = ({ point, channel, topic }: Site): Config => ({
  ...reads(topic),
  value_template: template.either("value", "ON", "OFF"),
  payload_on: "ON",
  payload_off: "OFF",
  ...binaryClass(point.parameter, channel.type),
});

const onOff = ({ point, topic }: Site): Config => ({
  ...reads(topic),
  ...orders(topic),
  value_template: template.either("value", "true", "false"),
  payload_on: "true",
  payload_off: "false",
  ...config(point),
});

/** Steps of numbers without a step of their own: a hundredth of what people see, as far as the device's scale goes. */
const NUMBER_STEP = 0.01;
/** What Home Assistant takes where the device says no limit. */
const NUMBER_LIMIT = 1e9;

function limits(point: DataPoint): Config {
  const { min = -NUMBER_LIMIT, max = NUMBER_LIMIT } = bounds(point.description);
  const scale = isFraction(point) ? 100 : 1;
  const whole = point.description.TYPE === "INTEGER";
  return { min: min * scale, max: max * scale, step: whole ? 1 : isFraction(point) ? 1 : NUMBER_STEP, mode: "box" };
}
const numberOrder = (point: DataPoint): Config =>
  isFraction(point) ? { command_template: template.PERCENT_COMMAND } : {};

const number = ({ point, topic }: Site): Config => ({
  ...reads(topic),
  ...orders(topic),
  value_template: isFraction(point) ? template.percent("value") : template.member("value"),
  ...numberOrder(point),
  ...limits(point),
  ...unitOf(point),
  ...config(point),
});
const select = ({ point, topic }: Site): Config => ({
  ...reads(topic),
  ...orders(topic),
  value_template: template.member("value"),
  options: labels(point),
  ...config(point),
});
const text = ({ point, topic }: Site): Config => ({
  ...reads(topic),
  ...orders(topic),
  value_template: template.shortened("value"),
  ...config(point),
});
const press = ({ topic }: Site): Config => ({ ...orders(topic), payload_press: "true" });

interface Mapping {
  readonly component: Component;
  readonly config: (site: Site) => Config;
}
/** What has no state is there, but off: few people want to send a single order of a light by hand. */
export const DATA_POINTS: Readonly<Record<string, Mapping>> = {
  sensor: { component: "sensor", config: sensor },
  binary_sensor: { component: "binary_sensor", config: binarySensor },
  switch: { component: "switch", config: onOff },
  number: { component: "number", config: number },
  select: { component: "select", config: select },
  text: { component: "text", config: text },
  button: { component: "button", config: press },
  action: { component: "button", config: (site) => ({ ...press(site), ...OFF }) },
  action_select: {
    component: "select",
    config: ({ point, topic }) => ({ ...orders(topic), options: labels(point), ...OFF }),
  },
  action_number: {
    component: "number",
    config: ({ point, topic }) => ({
      ...orders(topic),
      ...numberOrder(point),
      ...limits(point),
      ...unitOf(point),
      ...OFF,
    }),
  },
};

const LISTED: ReadonlySet<string> = new Set(["data_point", "ce_visible"]);

/** Home Assistant refuses numbers without a range and lists without a member. */
const isPossible = ({ component }: Mapping, found: Config): boolean =>
  component === "number"
    ? (found.min as number) < (found.max as number)
    : component !== "select" || (found.options as readonly string[]).length > 0;

/** `undefined` where it is no thing of its own: a part of a light, hidden, or without a stable id yet. */
export function dataPointEntity(device: Device, channel: Channel, point: DataPoint, view: View): Entity | undefined {
  if (!LISTED.has(point.usage) || !point.visible || point.uniqueId === "" || channel.hidden) return undefined;
  const mapping = Object.hasOwn(DATA_POINTS, point.category ?? "") ? DATA_POINTS[point.category ?? ""] : undefined;
  if (mapping === undefined) return undefined;
  const topic = view.topics.value(device, channel.number, point.paramset, point.parameter);
  const found = mapping.config({ point, channel, topic });
  if (!isPossible(mapping, found)) return undefined;
  const label = parameterLabel(point.parameter, channel.type, view.locale);
  const name = dataPointName(device, channel, point.parameter, label);
  return { component: mapping.component, uniqueId: point.uniqueId, name, config: found };
}

export function calculatedEntity(
  device: Device,
  channel: Channel,
  point: CalculatedPoint,
  view: View,
): Entity | undefined {
  if (point.uniqueId === "" || channel.hidden) return undefined;
  const topic = view.topics[point.kind](device, channel.number, point.name);
  const label = parameterLabel(point.name, channel.type, view.locale);
  const name = dataPointName(device, channel, point.name, label);
  const binary = point.category === "binary_sensor";
  const found: Config = binary
    ? {
        ...reads(topic),
        value_template: template.either("value", "ON", "OFF"),
        payload_on: "ON",
        payload_off: "OFF",
        ...binaryClass(point.name),
      }
    : {
        ...reads(topic),
        value_template: template.member("value"),
        ...(point.unit === undefined ? {} : { unit_of_measurement: point.unit }),
        ...sensorClass(point.name, point.unit, true),
      };
  return { component: binary ? "binary_sensor" : "sensor", uniqueId: point.uniqueId, name, config: found };
}

/** Which topic says that something of the group happened. */
export const EVENT_TOPIC = { keypress: "event", impulse: "impulse", device_error: "device_error" } as const;

export function eventEntity(device: Device, channel: Channel, group: EventGroup, view: View): Entity | undefined {
  if (group.uniqueId === "" || channel.hidden || channel.number === null) return undefined;
  const { base } = baseName(channel.name);
  const own = withoutDevice(device, base);
  const word = {
    keypress: `ch${channel.number}`,
    impulse: `Impulse ${channel.number}`,
    device_error: `Error ${channel.number}`,
  };
  const full = own === device.name ? word[group.kind] : group.kind === "keypress" ? own : `${own} ${word[group.kind]}`;
  return {
    component: "event",
    uniqueId: group.uniqueId,
    name: full,
    config: {
      state_topic: view.topics.event(device, channel.number, EVENT_TOPIC[group.kind]),
      event_types: group.parameters.map((parameter) => parameter.toLowerCase()),
      ...(group.kind === "keypress" ? { device_class: "button" } : { entity_category: "diagnostic", ...OFF }),
    },
  };
}

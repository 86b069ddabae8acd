/** Everything of a device that is retained: its values and states, and its entities. A pure function of the home. */
import { healthOf } from "../../../../model/availability.ts";
import { calculatedAge, calculatedOf, isCalculatedAvailable } from "../../../../model/calculated/points.ts";
import { customDataPointsOf } from "../../../../model/custom/bind.ts";
import { describeCustom, isInUse } from "../../../../model/custom/describe.ts";
import { listDataPoints, stateOf } from "../../../../model/find.ts";
import { firmwareOf, manufacturer } from "../../../../model/product.ts";
import { keyPrefix } from "../../../../model/routing-keys.ts";
import type { Values } from "../../../../model/shown-value.ts";
import type { Channel, Device } from "../../../../model/types.ts";
import type { CentralState } from "../../../../ports/index.ts";
import { CUSTOM } from "../discovery/custom.ts";
import { calculatedEntity, dataPointEntity, eventEntity } from "../discovery/data-points.ts";
import { configOf, deviceInfo, discoveryTopic, type Entity, topicsIn, type View } from "../discovery/entity.ts";
import type { Published } from "../retained.ts";
import { customPayload, published, seconds, text, valuePayload } from "./payloads.ts";

export type Tree = Map<string, Published>;

export interface DeviceSight {
  readonly device: Device;
  readonly central: CentralState;
  readonly values: Values;
  readonly available: boolean;
}

const channelsOf = (device: Device): Channel[] =>
  [device.root, ...device.channels].filter((channel) => !channel.hidden);

/** Topics of the raw tree. */
export function deviceStates({ device, values, available }: DeviceSight, { topics }: View): Tree {
  const tree: Tree = new Map();
  const put = (topic: string, found: Published | undefined) => found && tree.set(topic, found);
  put(topics.availability(device), text(available ? "online" : "offline", 1));
  const firmware = firmwareOf(device);
  const { address, name, model, interfaceId } = device;
  const rooms = [...new Set(channelsOf(device).flatMap((channel) => channel.rooms))].sort();
  put(
    topics.info(device),
    published({
      address,
      name,
      model,
      interface_id: interfaceId,
      manufacturer: manufacturer(model),
      firmware: firmware.current,
      rooms,
    }),
  );
  const { batteryLevel, lowBattery, signalStrength } = healthOf(device, values);
  put(
    topics.diagnostics(device),
    published({ battery_level: batteryLevel, low_battery: lowBattery, signal_strength: signalStrength }),
  );
  if (firmware.updatable)
    put(
      topics.update(device),
      published({
        installed_version: firmware.current,
        latest_version: firmware.available,
        in_progress: firmware.status === "installing",
      }),
    );
  for (const channel of channelsOf(device)) {
    for (const point of listDataPoints(channel))
      put(
        topics.value(device, channel.number, point.paramset, point.parameter),
        valuePayload(stateOf(values, point), available, point.description.TYPE === "ACTION"),
      );
    for (const point of calculatedOf(device, channel)) {
      const { observed, changedAt } = calculatedAge(point, values);
      if (!observed) continue;
      put(
        topics[point.kind](device, channel.number, point.name),
        published(
          { value: point.value(values), available: available && isCalculatedAvailable(point, values) },
          { modified_at: seconds(changedAt) },
        ),
      );
    }
  }
  for (const custom of customDataPointsOf(device).points)
    if (!custom.channel.hidden)
      put(topics.custom(device, custom.channel.number, custom.profile.kind), customPayload(custom, values, available));
  return tree;
}

/** What a program needs to know of a value besides: beside it, where the raw tree is wanted. */
export function deviceDescriptions({ device }: Pick<DeviceSight, "device">, { topics }: View): Tree {
  const tree: Tree = new Map();
  for (const channel of channelsOf(device))
    for (const point of listDataPoints(channel)) {
      const { description, unit, operations, category, uniqueId } = point;
      const topic = topics.value(device, channel.number, point.paramset, point.parameter);
      tree.set(
        `${topic}/config`,
        published({
          unique_id: uniqueId,
          type: description.TYPE,
          unit,
          category,
          operations,
          min: description.MIN,
          max: description.MAX,
          value_list: description.VALUE_LIST,
        }),
      );
    }
  return tree;
}

/** Virtual channels act on the same thing as the primary one: there, but off. */
const OF_VIRTUAL = { enabled_by_default: false };

function customEntities({ device, values }: DeviceSight, view: View): { entity: Entity; channel: Channel }[] {
  return customDataPointsOf(device).points.flatMap((custom) => {
    if (custom.uniqueId === "" || custom.channel.hidden || !isInUse(custom, values)) return [];
    const shown = describeCustom(device, custom, values);
    const mapping = CUSTOM[custom.profile.category];
    const topic = view.topics.custom(device, custom.channel.number, custom.profile.kind);
    const name = shown.translated_name === device.name ? null : (shown.translated_name ?? null);
    const config = { ...mapping.config(shown, topic), ...(custom.primary ? {} : OF_VIRTUAL) };
    return [
      { entity: { component: mapping.component, uniqueId: custom.uniqueId, name, config }, channel: custom.channel },
    ];
  });
}

function updateEntity({ device, central }: DeviceSight, view: View): Entity[] {
  const key = keyPrefix(device.address, central.system.serial);
  if (key === undefined || !firmwareOf(device).updatable) return [];
  const topic = view.topics.update(device);
  const config = {
    state_topic: topic,
    command_topic: `${topic}/set`,
    payload_install: "install",
    device_class: "firmware",
    entity_category: "diagnostic",
  };
  return [{ component: "update", uniqueId: `${key}_update`, name: "Firmware", config }];
}

/** The entities of a device, each with the channel that it belongs to. */
export function entitiesOf(sight: DeviceSight, view: View): { entity: Entity; channel?: Channel }[] {
  const { device } = sight;
  const found: { entity: Entity; channel?: Channel }[] = customEntities(sight, view);
  const add = (entity: Entity | undefined, channel: Channel) => entity && found.push({ entity, channel });
  for (const channel of channelsOf(device)) {
    for (const point of listDataPoints(channel)) add(dataPointEntity(device, channel, point, view), channel);
    for (const point of calculatedOf(device, channel)) add(calculatedEntity(device, channel, point, view), channel);
    for (const group of channel.eventGroups) add(eventEntity(device, channel, group, view), channel);
  }
  return [...found, ...updateEntity(sight, view).map((entity) => ({ entity }))];
}

/** Configurations for Home Assistant, and the topics that they speak of. */
export function deviceDiscovery(sight: DeviceSight, view: View): { tree: Tree; spoken: Set<string> } {
  const tree: Tree = new Map();
  const { device, central } = sight;
  const availability = [view.topics.bridgeStatus, view.topics.availability(device)];
  const spoken = new Set<string>(availability);
  for (const { entity, channel } of entitiesOf(sight, view)) {
    const info = deviceInfo(device, central, view, channel);
    if (info === undefined) continue;
    for (const topic of topicsIn(entity.config)) spoken.add(topic);
    tree.set(discoveryTopic(central.name, device.address, entity), text(configOf(entity, info, availability, view), 1));
  }
  return { tree, spoken };
}

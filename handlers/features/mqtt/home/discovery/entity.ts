/** An entity as Home Assistant is told of it, and what all entities of a home have in common. */
import { customMembers } from "../../../../model/custom/describe.ts";
import { firmwareOf, manufacturer } from "../../../../model/product.ts";
import { keyPrefix } from "../../../../model/routing-keys.ts";
import type { Channel, Device } from "../../../../model/types.ts";
import type { CentralState } from "../../../../ports/index.ts";
import type { Topics } from "../topics.ts";

/** Root of discovery. Home Assistant's own default, and what the contract names. */
export const DISCOVERY = "homeassistant";
/** Where Home Assistant says that it has started. */
export const BIRTH_TOPIC = `${DISCOVERY}/status`;
/** Whose a retained configuration is. */
export const ORIGIN_NAME = "CCU Anywhere";

/** Components of Home Assistant's MQTT integration that are used here. */
export type Component =
  | "alarm_control_panel"
  | "binary_sensor"
  | "button"
  | "climate"
  | "cover"
  | "event"
  | "light"
  | "lock"
  | "notify"
  | "number"
  | "select"
  | "sensor"
  | "siren"
  | "switch"
  | "text"
  | "update"
  | "valve";

export interface Entity {
  readonly component: Component;
  /** Stable whatever is renamed; frozen by test/features/mqtt/unique-ids.json. */
  readonly uniqueId: string;
  /** `null`: it is called like its device. */
  readonly name: string | null;
  /** The rest of its configuration, as Home Assistant's documentation of the component names it. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Home Assistant takes letters, digits, `_` and `-` in topics of discovery. */
const plain = (text: string): string => text.replace(/[^a-zA-Z0-9_-]/g, "_");

/** `node`: the device's address, or what of the CCU it is. */
export const discoveryTopic = (central: string, node: string, { component, uniqueId }: Entity): string =>
  `${DISCOVERY}/${component}/${plain(central)}_${plain(node)}/${plain(uniqueId)}/config`;

/** Node of the CCU itself. */
export const HUB_NODE = "hub";
/** Is it the configuration of something of the CCU itself? */
export const isHubDiscovery = (central: string, topic: string): boolean =>
  topic.startsWith(`${DISCOVERY}/`) && topic.split("/")[2] === `${plain(central)}_${HUB_NODE}`;

export interface View {
  readonly topics: Topics;
  readonly locale: "de" | "en";
  /** Version of the program. */
  readonly version: string;
  readonly subDevices: boolean;
}

export interface DeviceInfo {
  readonly identifiers: readonly string[];
  readonly name: string;
  readonly manufacturer: string;
  readonly model?: string;
  readonly sw_version?: string;
  readonly serial_number?: string;
  readonly suggested_area?: string;
  readonly via_device?: string;
}

/** Of the CCU itself; `undefined` until its serial is known: no id could be stable before. */
export function centralInfo({ name, system }: CentralState): DeviceInfo | undefined {
  const id = keyPrefix("int000", system.serial, "ccu");
  if (id === undefined) return undefined;
  return {
    identifiers: [id],
    name,
    manufacturer: "eQ-3",
    ...(system.model ? { model: system.model } : {}),
    ...(system.version ? { sw_version: system.version } : {}),
  };
}

/** Of a device, or of a group of its channels where people want those apart. */
export function deviceInfo(
  device: Device,
  central: CentralState,
  { subDevices }: Pick<View, "subDevices">,
  channel?: Channel,
): DeviceInfo | undefined {
  const id = keyPrefix(device.address, central.system.serial);
  const above = centralInfo(central)?.identifiers[0];
  if (id === undefined) return undefined;
  const [room] = (channel?.rooms.length ? channel.rooms : device.channels.flatMap(({ rooms }) => rooms)) ?? [];
  const common = {
    manufacturer: manufacturer(device.model),
    model: device.model,
    sw_version: firmwareOf(device).current,
    serial_number: device.address,
    ...(room === undefined ? {} : { suggested_area: room }),
  };
  const members = subDevices && channel ? customMembers(device, channel) : {};
  if (members.sub_device_name !== undefined)
    return { identifiers: [`${id}_${members.group_no}`], name: members.sub_device_name, ...common, via_device: id };
  return { identifiers: [id], name: device.name, ...common, ...(above === undefined ? {} : { via_device: above }) };
}

/** The text that is published. `availability`: topics that must all say `online`. */
export function configOf(entity: Entity, device: DeviceInfo, availability: readonly string[], view: View): string {
  return JSON.stringify({
    // Home Assistant says the device's name in front of it, and complains where it is said twice
    name: entity.name?.startsWith(`${device.name} `) ? entity.name.slice(device.name.length + 1) : entity.name,
    unique_id: entity.uniqueId,
    ...entity.config,
    ...(availability.length > 0
      ? { availability: availability.map((topic) => ({ topic })), availability_mode: "all" }
      : {}),
    device,
    origin: { name: ORIGIN_NAME, sw_version: view.version },
  });
}

/** Topics that a configuration speaks of: what must be published for it, or is listened to. */
export const topicsIn = (config: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(config).flatMap(([key, value]) =>
    key.endsWith("_topic") && typeof value === "string" ? [value] : [],
  );

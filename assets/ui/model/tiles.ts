/** What of a device is a tile of its own: each light, each blind, each thermostat …; of the others, what they measure. */
import type { HomeDevice, Schemas } from "../../../adapters/client/index.ts";

type Point = Schemas["DataPointSummary"];
type Custom = Schemas["CustomDPSummary"];

/** A data point with its channel. */
export interface ChannelPoint {
  readonly channel: number;
  readonly channelType: string | undefined;
  readonly point: Point;
}

interface TileBase {
  /** Stable: the CCU, the address, and what of the device it is. */
  readonly id: string;
  readonly central: string;
  readonly address: string;
  readonly name: string;
  readonly rooms: readonly string[];
  readonly model: string;
  /** What is shown beside the control, most telling first. */
  readonly readings: readonly ChannelPoint[];
}
export type Tile = TileBase &
  (
    | { readonly kind: "custom"; readonly custom: string; readonly category: string }
    | { readonly kind: "switch"; readonly point: ChannelPoint }
    | { readonly kind: "sensor" }
  );

/** Parameters that say something to a person at a glance, most telling first. */
const TELLING = [
  "SMOKE_DETECTOR_ALARM_STATUS",
  "STATE",
  "WINDOW_STATE",
  "MOTION",
  "PRESENCE_DETECTION_STATE",
  "ALARMSTATE",
  "MOISTURE_DETECTED",
  "WATERLEVEL_DETECTED",
  "ACTUAL_TEMPERATURE",
  "TEMPERATURE",
  "HUMIDITY",
  "CONCENTRATION",
  "POWER",
  "ENERGY_COUNTER",
  "WIND_SPEED",
  "RAINING",
  "RAIN_COUNTER",
  "ILLUMINATION",
  "BRIGHTNESS",
  "LEVEL",
  "VALVE_STATE",
];
/** Readings of one tile. */
const READINGS_LIMIT = 4;
/** What a custom data point shows itself, by its category. */
const SHOWN_BY_ITSELF: Readonly<Record<string, readonly string[]>> = {
  climate: ["ACTUAL_TEMPERATURE", "TEMPERATURE", "HUMIDITY", "LEVEL", "STATE", "VALVE_STATE"],
  siren: ["SMOKE_DETECTOR_ALARM_STATUS"],
};
const ALWAYS_SHOWN_BY_ITSELF = ["STATE", "LEVEL", "LEVEL_2", "DOOR_STATE", "LOCK_STATE"];

export const pointsOf = (device: HomeDevice): ChannelPoint[] =>
  device.channels.flatMap((channel) =>
    (channel.data_points ?? []).map((point) => ({
      channel: channel.number,
      channelType: channel.type,
      point,
    })),
  );

const isShown = ({ point }: ChannelPoint): boolean => point.usage !== "no_create" && point.usage !== "event";

/** Each parameter once: the virtual channels of HomematicIP repeat what the first one says. */
function readingsOf(points: readonly ChannelPoint[], without: readonly string[]): ChannelPoint[] {
  const telling = points
    .filter((one) => TELLING.includes(one.point.parameter) && !without.includes(one.point.parameter))
    // the temperature inside of an actuator is no news of the home
    .filter(
      (one) =>
        one.channel !== 0 &&
        (isShown(one) || one.point.parameter === "WINDOW_STATE") &&
        one.point.operations.write !== true,
    );
  const first = new Map<string, ChannelPoint>();
  for (const one of telling) if (!first.has(one.point.parameter)) first.set(one.point.parameter, one);
  return [...first.values()]
    .sort((a, b) => TELLING.indexOf(a.point.parameter) - TELLING.indexOf(b.point.parameter))
    .slice(0, READINGS_LIMIT);
}

/** Button locks of thermostats and locks are settings; virtual channels repeat the first one. */
function isOwnTile(device: HomeDevice, custom: Custom): boolean {
  if (custom.capabilities?.child_safe === true) return false;
  if (device.channels.some(({ number, hidden }) => number === custom.channel_no && hidden === true)) return false;
  const channel = device.channels.find(({ custom_dp_name }) => custom_dp_name === custom.name);
  return channel?.is_custom_dp_primary !== false;
}

/** The rooms of its channel where that has some, else those of the device. */
const roomsOf = (device: HomeDevice, channel: number): readonly string[] => {
  const own = device.channels.find(({ number }) => number === channel)?.rooms ?? [];
  return own.length > 0 ? own : (device.summary.rooms ?? []);
};

function base(device: HomeDevice, what: string, name: string, channel: number): Omit<TileBase, "readings"> {
  const { central, address, summary } = device;
  return {
    id: `${central}/${address}/${what}`,
    central,
    address,
    name,
    rooms: roomsOf(device, channel),
    model: summary.model,
  };
}

function customTiles(device: HomeDevice, points: readonly ChannelPoint[]): Tile[] {
  const own = [...device.customs.values()].filter((custom) => isOwnTile(device, custom));
  // a lock that can switch eight users is a lock
  const main = own.filter(({ category }) => category !== "switch" || !own.some((one) => one.category === "lock"));
  return main.map((custom, index) => {
    const name = customName(device, custom, main.length > 1);
    const without = [...ALWAYS_SHOWN_BY_ITSELF, ...(SHOWN_BY_ITSELF[custom.category] ?? [])];
    return {
      ...base(device, custom.name, name, custom.channel_no),
      readings: index === 0 ? readingsOf(points, without) : [],
      kind: "custom",
      custom: custom.name,
      category: custom.category,
    };
  });
}

/** The channel's own name where somebody has given it one. */
function customName(device: HomeDevice, custom: Custom, isOneOfMany: boolean): string {
  const { name } = device.summary;
  if (!isOneOfMany) return name;
  const channel = device.channels.find(({ number }) => number === custom.channel_no);
  const own = channel?.sub_device_name ?? channel?.name;
  return own !== undefined && own !== "" ? own : `${name} ${custom.channel_no}`;
}

function switchTiles(device: HomeDevice, points: readonly ChannelPoint[]): Tile[] {
  const switches = points.filter(
    ({ point, channel }) =>
      point.parameter === "STATE" &&
      point.operations.write &&
      point.type === "BOOL" &&
      channel > 0 &&
      point.usage === "data_point" &&
      point.category === "switch",
  );
  return switches.map((point, index) => {
    const channel = device.channels.find(({ number }) => number === point.channel);
    const name =
      switches.length > 1 ? (channel?.name ?? `${device.summary.name} ${point.channel}`) : device.summary.name;
    return {
      ...base(device, `${point.channel}.${point.point.parameter}`, name, point.channel),
      readings: index === 0 ? readingsOf(points, ALWAYS_SHOWN_BY_ITSELF) : [],
      kind: "switch",
      point,
    };
  });
}

/** Nothing for what has neither a control nor anything to say (remotes, gateways): the device's page has it all. */
export function tilesOf(device: HomeDevice): Tile[] {
  const points = pointsOf(device);
  const controls = customTiles(device, points);
  if (controls.length > 0) return controls;
  const switches = switchTiles(device, points);
  if (switches.length > 0) return switches;
  const readings = readingsOf(points, []);
  if (readings.length === 0) return [];
  return [{ ...base(device, "sensor", device.summary.name, 1), readings, kind: "sensor" }];
}

/** Whether a tile is meant by the words of a search: each must occur somewhere. */
export function matches(tile: Tile, search: string): boolean {
  const text = [tile.name, tile.model, tile.address, ...tile.rooms].join(" ").toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

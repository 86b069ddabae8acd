/** A home of invented devices for the benches: with values, so that a device costs what it costs in the field. */
import { customStateChanged, valueChanged } from "../../handlers/broadcasts/broadcasts.ts";
import { customDataPointsOf, reading } from "../../handlers/model/custom/bind.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import type { Device, ValueState } from "../../handlers/model/types.ts";
import { valueKey } from "../../handlers/model/types.ts";
import type { DeviceBundle, EventSink, HomeWriter } from "../../handlers/ports/index.ts";
import { bundle, device, dimmer, EVENT, LEVEL, parameter, READ, remote, state, WRITE } from "../support/devices.ts";
import { centralState, emptyHub, interfaceState } from "../support/site.ts";

export const CENTRAL = "ccu-main";

const addressOf = (index: number): string => `00${index.toString(16).toUpperCase().padStart(4, "0")}BE0000AA`;

/** Three dimmers, then a remote. */
export function inventDevice(index: number): Device {
  const address = addressOf(index);
  return index % 4 === 3
    ? remote({ address, name: `Remote ${index}` })
    : dimmer({ address, name: `Ceiling lamp ${index}` });
}

/** A dimmer as a driver delivers it. */
export const inventBundle = (index: number): DeviceBundle =>
  bundle({
    address: addressOf(index),
    model: "HmIP-XDT",
    channels: {
      0: { type: "MAINTENANCE", values: { UNREACH: parameter("BOOL", READ | EVENT) } },
      1: {
        type: "DIMMER_VIRTUAL_RECEIVER",
        values: {
          LEVEL,
          STATE: parameter("BOOL", READ | WRITE | EVENT),
          COUNT: parameter("INTEGER", READ | WRITE | EVENT, { MIN: 0, MAX: 10 }),
        },
      },
    },
  });

const VALUE_OF: Readonly<Record<string, unknown>> = { BOOL: false, FLOAT: 0.5, INTEGER: -60, ENUM: "AUTO", STRING: "" };

/** A value for everything that can be read. */
export function valuesOf(device: Device): Map<string, ValueState> {
  const values = new Map<string, ValueState>();
  for (const channel of [device.root, ...device.channels])
    for (const point of [...channel.values.values(), ...channel.master.values()])
      if (point.operations.read)
        values.set(
          valueKey(point.channel, point.paramset, point.parameter),
          state(VALUE_OF[point.description.TYPE] ?? false),
        );
  return values;
}

/** A device with so many channels, each with a light: more than most have, so that every list has something in it. */
const wideDevice = (index: number, channels: number): Device => {
  const light = {
    type: "DIMMER_VIRTUAL_RECEIVER",
    values: { LEVEL, STATE: parameter("BOOL", READ | WRITE | EVENT), POWER: parameter("FLOAT", READ | EVENT) },
  };
  const numbered = Array.from({ length: channels - 1 }, (_, i) => [i + 1, light] as const);
  return dimmer({
    address: addressOf(index),
    name: `Ceiling lamp ${index}`,
    channels: {
      0: { type: "MAINTENANCE", values: { UNREACH: parameter("BOOL", READ | EVENT) } },
      ...Object.fromEntries(numbered),
    },
  });
};

/** @param channels of each device; default: the few of {@link inventDevice} */
export function furnish(home: HomeWriter, count: number, channels?: number): void {
  home.putCentral(centralState(CENTRAL));
  home.putHub(CENTRAL, emptyHub(CENTRAL));
  home.putInterfaces(CENTRAL, [interfaceState(CENTRAL, "BidCos-RF"), interfaceState(CENTRAL, "HmIP-RF")]);
  for (let index = 0; index < count; index++) {
    const device = channels === undefined ? inventDevice(index) : wideDevice(index, channels);
    home.putDevice(device);
    home.putValues(idOf(device), valuesOf(device));
  }
}

const ROOMS = 20;
const SWITCH_STATE = parameter("BOOL", READ | WRITE | EVENT);

/** A light with its virtual channels, a socket, a contact, in turns: what a home page is made of. */
function householdDevice(index: number): Device {
  const address = addressOf(index);
  const rooms = (channel: number) => ({ [channel]: [`Room ${(index % ROOMS) + 1}`] });
  const service = { type: "MAINTENANCE", values: { UNREACH: parameter("BOOL", READ | EVENT) } };
  const light = { type: "DIMMER_VIRTUAL_RECEIVER", values: { LEVEL } };
  const socket = { type: "SWITCH_VIRTUAL_RECEIVER", values: { STATE: SWITCH_STATE } };
  const contact = parameter("ENUM", READ | EVENT, { VALUE_LIST: ["CLOSED", "OPEN"], MIN: "CLOSED" });
  switch (index % 3) {
    case 0: {
      const transmitter = { type: "DIMMER_TRANSMITTER", values: { LEVEL: parameter("FLOAT", READ | EVENT) } };
      const channels = { 0: service, 3: transmitter, 4: light, 5: light, 6: light };
      return device({ address, model: "HmIP-BDT", name: `Light ${index}`, rooms: rooms(4), channels });
    }
    case 1: {
      const transmitter = { type: "SWITCH_TRANSMITTER", values: { STATE: parameter("BOOL", READ | EVENT) } };
      const channels = { 0: service, 2: transmitter, 3: socket, 4: socket, 5: socket };
      return device({ address, model: "HmIP-PS", name: `Socket ${index}`, rooms: rooms(3), channels });
    }
    default: {
      const channels = { 0: service, 1: { type: "SHUTTER_CONTACT", values: { STATE: contact } } };
      return device({ address, model: "HmIP-SWDO", name: `Window ${index}`, rooms: rooms(1), channels });
    }
  }
}

/** A home as people have it: its rooms, and things that can be used. */
export function furnishHousehold(home: HomeWriter, count: number): void {
  furnish(home, 0);
  for (let index = 0; index < count; index++) {
    const one = householdDevice(index);
    home.putDevice(one);
    home.putValues(idOf(one), valuesOf(one));
  }
}

/** What each of them changes, and between which values. */
const CHANGING: readonly (readonly [channel: number, parameter: string, values: readonly unknown[]])[] = [
  [4, "LEVEL", [0, 0.4, 0.8]],
  [3, "STATE", [false, true]],
  [1, "STATE", [0, 1]],
];

/** The next device of a household changes, and whoever follows the home is told. */
export async function liveOn(home: HomeWriter, events: EventSink): Promise<void> {
  const devices = await home.devices();
  const index = turn++ % devices.length;
  const device = devices[index]!;
  const [channel, parameter, values] = CHANGING[index % CHANGING.length]!;
  const value = values[Math.floor(turn / devices.length) % values.length];
  const known = new Map(await home.values(idOf(device)));
  known.set(valueKey(channel, "VALUES", parameter), state(value));
  home.putValues(idOf(device), known);
  tell(events, device, known, channel, parameter, value);
}

let turn = 0;
/** The next device's level moves. */
export async function changeValue(home: HomeWriter): Promise<void> {
  const devices = await home.devices();
  const device = devices[turn++ % devices.length]!;
  const values = new Map(await home.values(idOf(device)));
  values.set(valueKey(1, "VALUES", "LEVEL"), state((turn % 100) / 100));
  home.putValues(idOf(device), values);
}

/** As the engine of a home does: the value, then the light or the socket that it makes. */
function tell(
  events: EventSink,
  device: Device,
  values: ReadonlyMap<string, ValueState>,
  channel: number,
  parameter: string,
  value: unknown,
): void {
  const at = { central: device.central, device_address: device.address };
  const point = device.channels.find(({ number }) => number === channel)?.values.get(parameter);
  if (point === undefined) throw new Error(`${device.address} has no ${channel}.${parameter}`);
  const change = {
    ...{ interface: device.interface, channel, parameter, paramset_key: "VALUES" as const, unique_id: point.uniqueId },
    ...{ value, previous: null, modified_at: new Date().toISOString() },
  };
  events.publish(valueChanged, { ...at, ...change }, "change");
  // the virtual channels beside it have a value of their own
  for (const custom of customDataPointsOf(device).points.filter(({ number }) => number === channel)) {
    const { name, number, uniqueId, profile } = custom;
    const made = { channel: number, name, kind: profile.kind, unique_id: uniqueId };
    events.publish(customStateChanged, { ...at, ...made, state: profile.state(reading(custom, values)) }, "change");
  }
}

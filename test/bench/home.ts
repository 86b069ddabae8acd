/** A home of invented devices for the benches: with values, so that a device costs what it costs in the field. */
import { idOf } from "../../handlers/model/device-id.ts";
import type { Device, ValueState } from "../../handlers/model/types.ts";
import { valueKey } from "../../handlers/model/types.ts";
import type { DeviceBundle, HomeWriter } from "../../handlers/ports/index.ts";
import { bundle, dimmer, EVENT, LEVEL, parameter, READ, remote, state, WRITE } from "../support/devices.ts";
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

let turn = 0;
/** The next device's level moves. */
export async function changeValue(home: HomeWriter): Promise<void> {
  const devices = await home.devices();
  const device = devices[turn++ % devices.length]!;
  const values = new Map(await home.values(idOf(device)));
  values.set(valueKey(1, "VALUES", "LEVEL"), state((turn % 100) / 100));
  home.putValues(idOf(device), values);
}

/** Devices of our own invention for tests of use cases: a dimmer with configuration, a door contact, a remote. */
import type { ChannelFlagValues } from "../../handlers/kernel/site.ts";
import { buildDevice } from "../../handlers/model/build.ts";
import { type DataPointParamset, type Device, type ValueState, valueKey } from "../../handlers/model/types.ts";
import type {
  DeviceBundle,
  DeviceDescription,
  ParameterDescription,
  ParamsetDescription,
} from "../../handlers/ports/index.ts";

export const READ = 1;
export const WRITE = 2;
export const EVENT = 4;

export const parameter = (
  TYPE: string,
  OPERATIONS: number,
  rest: Partial<ParameterDescription> = {},
): ParameterDescription => ({ TYPE, OPERATIONS, FLAGS: 1, ...rest });

export const maintenance: ParamsetDescription = {
  UNREACH: parameter("BOOL", READ | EVENT),
  STICKY_UNREACH: parameter("BOOL", READ | WRITE | EVENT),
  CONFIG_PENDING: parameter("BOOL", READ | EVENT),
  LOW_BAT: parameter("BOOL", READ | EVENT),
  RSSI_DEVICE: parameter("INTEGER", READ | EVENT, { MIN: -128, MAX: 127 }),
};
export const LEVEL = parameter("FLOAT", READ | WRITE | EVENT, {
  MIN: 0,
  MAX: 1,
  DEFAULT: 0,
  UNIT: "100%",
  SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }],
});

export interface ChannelShape {
  type: string;
  values?: ParamsetDescription;
  master?: ParamsetDescription;
}
export interface DeviceShape {
  address: string;
  model: string;
  interface?: string;
  central?: string;
  name?: string;
  master?: ParamsetDescription;
  channels: Record<number, ChannelShape>;
  description?: Partial<DeviceDescription>;
  rooms?: Record<number, string[]>;
  functions?: Record<number, string[]>;
  flags?: Record<number, ChannelFlagValues>;
}

const byAddress = <T>(address: string, byNumber: Record<number, T> = {}): Map<string, T> =>
  new Map(Object.entries(byNumber).map(([number, value]) => [`${address}:${number}`, value]));

/** The device as a driver delivers it. */
export function bundle(shape: DeviceShape): DeviceBundle {
  const { address, model, channels } = shape;
  const entries = Object.entries(channels);
  return {
    interface: shape.interface ?? "HmIP-RF",
    descriptions: [
      {
        ADDRESS: address,
        TYPE: model,
        VERSION: 1,
        PARENT: "",
        PARAMSETS: ["MASTER"],
        FIRMWARE: "1.0.0",
        FLAGS: 1,
        CHILDREN: entries.map(([number]) => `${address}:${number}`),
        ...shape.description,
      },
      ...entries.map(([number, { type, values, master }]) => ({
        ADDRESS: `${address}:${number}`,
        TYPE: type,
        VERSION: 1,
        PARENT: address,
        PARAMSETS: [...(master ? ["MASTER"] : []), ...(values ? ["VALUES"] : [])],
        FLAGS: 1,
        INDEX: Number(number),
      })),
    ],
    paramsets: {
      ...(shape.master ? { [address]: { MASTER: shape.master } } : {}),
      ...Object.fromEntries(
        entries.map(([number, { values, master }]) => [
          `${address}:${number}`,
          { ...(values ? { VALUES: values } : {}), ...(master ? { MASTER: master } : {}) },
        ]),
      ),
    },
  };
}

export function device(shape: DeviceShape): Device {
  const { address } = shape;
  return buildDevice(bundle(shape), {
    central: shape.central ?? "ccu-main",
    serial: "3014F711A0001F1234567890",
    names: shape.name ? { [address]: { name: shape.name, id: 1234 } } : {},
    rooms: byAddress(address, shape.rooms),
    functions: byAddress(address, shape.functions),
    flags: byAddress(address, shape.flags),
  })!;
}

/** Every kind of parameter on one channel, writable and not, visible and hidden. */
export const dimmer = (part: Partial<DeviceShape> = {}): Device =>
  device({
    address: "0001AAAA000001",
    model: "HmIP-XDT",
    name: "Ceiling lamp",
    rooms: { 1: ["Kitchen"] },
    functions: { 1: ["Light"] },
    master: { LOCAL_RESET_DISABLED: parameter("BOOL", READ | WRITE) },
    channels: {
      0: { type: "MAINTENANCE", values: maintenance },
      1: {
        type: "DIMMER_VIRTUAL_RECEIVER",
        values: {
          LEVEL,
          STATE: parameter("BOOL", READ | WRITE | EVENT),
          MODE: parameter("ENUM", READ | WRITE | EVENT, { VALUE_LIST: ["AUTO", "MANUAL", "PARTY"], MIN: "AUTO" }),
          COUNT: parameter("INTEGER", READ | WRITE | EVENT, { MIN: -5, MAX: 10 }),
          LABEL: parameter("STRING", READ | WRITE | EVENT),
          STOP: parameter("ACTION", WRITE),
          POWER: parameter("FLOAT", READ | EVENT, { MIN: 0, MAX: 3680, UNIT: "W" }),
          // device-model 6.3: ignored unless a custom data point needs it
          RAMP_STOP: parameter("ACTION", WRITE),
        },
        master: {
          CYCLIC_INFO_MSG: parameter("INTEGER", READ | WRITE, { MIN: 0, MAX: 2 }),
          DIM_MIN: parameter("FLOAT", READ | WRITE, { MIN: 0, MAX: 1 }),
          VERSION_INFO: parameter("STRING", READ),
          FACTORY_KEY: parameter("INTEGER", READ | WRITE, { FLAGS: 3 }),
        },
      },
    },
    ...part,
  });

export const remote = (part: Partial<DeviceShape> = {}): Device =>
  device({
    address: "0002BBBB000002",
    model: "HmIP-XRC2",
    channels: {
      0: { type: "MAINTENANCE", values: maintenance },
      1: {
        type: "KEY_TRANSCEIVER",
        values: { PRESS_SHORT: parameter("ACTION", EVENT), PRESS_LONG: parameter("ACTION", EVENT) },
      },
    },
    ...part,
  });

export const state = (value: unknown, part: Partial<ValueState> = {}): ValueState => ({
  value,
  source: "live",
  changedAt: Date.UTC(2026, 0, 1, 11),
  seenAt: Date.UTC(2026, 0, 1, 11, 59, 30),
  ...part,
});

/** Values by `channel/parameter` (VALUES) or `channel/MASTER/parameter`. */
export const states = (values: Record<string, ValueState>): Map<string, ValueState> =>
  new Map(
    Object.entries(values).map(([path, value]) => {
      const [channel, ...rest] = path.split("/");
      const [paramset, name] = rest.length === 2 ? rest : ["VALUES", rest[0]];
      return [valueKey(channel === "-" ? null : Number(channel), paramset as DataPointParamset, name!), value];
    }),
  );

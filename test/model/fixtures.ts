/** A few devices of our own description, as an interface process would deliver them. */
import type {
  DeviceBundle,
  DeviceDescription,
  ParameterDescription,
  ParamsetDescription,
} from "../../handlers/ports/index.ts";

export const parameter = (TYPE: string, OPERATIONS: number, more: Partial<ParameterDescription> = {}) =>
  ({ TYPE, OPERATIONS, FLAGS: 1, ...more }) as ParameterDescription;

export const bool = (operations: number) => parameter("BOOL", operations, { MIN: false, MAX: true, DEFAULT: false });
export const float = (operations: number, min: number, max: number, unit = "") =>
  parameter("FLOAT", operations, { MIN: min, MAX: max, DEFAULT: min, UNIT: unit });
export const integer = (operations: number, min: number, max: number, unit = "") =>
  parameter("INTEGER", operations, { MIN: min, MAX: max, DEFAULT: min, UNIT: unit });
export const press = () => parameter("ACTION", 6, { MIN: false, MAX: true, DEFAULT: false });
export const choice = (operations: number, list: string[], min: number | string = 0) =>
  parameter("ENUM", operations, {
    MIN: min,
    MAX: typeof min === "string" ? list.at(-1) : list.length - 1,
    DEFAULT: min,
    VALUE_LIST: list,
  });

interface ChannelFixture {
  type: string;
  values?: ParamsetDescription;
  master?: ParamsetDescription;
}

export function bundle(
  iface: string,
  model: string,
  address: string,
  channels: Record<number, ChannelFixture>,
  more: Partial<DeviceDescription> = {},
  rootMaster?: ParamsetDescription,
): DeviceBundle {
  const own: DeviceDescription = {
    ADDRESS: address,
    TYPE: model,
    VERSION: 1,
    PARENT: "",
    PARAMSETS: ["MASTER"],
    CHILDREN: Object.keys(channels).map((n) => `${address}:${n}`),
    FIRMWARE: "1.2.3",
    RX_MODE: 1,
    ...more,
  };
  const result: DeviceBundle = { interface: iface, descriptions: [own], paramsets: {} };
  if (rootMaster) result.paramsets[address] = { MASTER: rootMaster };
  for (const [number, { type, values, master }] of Object.entries(channels)) {
    const channel = `${address}:${number}`;
    result.descriptions.push({
      ADDRESS: channel,
      TYPE: type,
      VERSION: 1,
      PARENT: address,
      PARAMSETS: ["MASTER", "VALUES"],
      INDEX: Number(number),
      PARENT_TYPE: model,
    });
    result.paramsets[channel] = { ...(values ? { VALUES: values } : {}), ...(master ? { MASTER: master } : {}) };
  }
  return result;
}

export const maintenance = (): ChannelFixture => ({
  type: "MAINTENANCE",
  values: {
    UNREACH: bool(5),
    STICKY_UNREACH: bool(7),
    CONFIG_PENDING: bool(5),
    LOW_BAT: bool(5),
    RSSI_DEVICE: integer(5, -128, 127, "dBm"),
    ERROR_CODE: integer(5, 0, 255),
    OPERATING_VOLTAGE: float(5, 0, 25.2, "V"),
    OPERATING_VOLTAGE_STATUS: choice(5, ["NORMAL", "UNKNOWN", "OVERFLOW"]),
  },
  master: { GLOBAL_BUTTON_LOCK: bool(3), CYCLIC_INFO_MSG: integer(3, 0, 255) },
});

/** A HmIP blind: a level with a combined parameter, and its feedback channel. */
export const blind = (address = "0001BLIND00001") =>
  bundle("HmIP-RF", "HmIP-BROLL", address, {
    0: maintenance(),
    3: { type: "SHUTTER_TRANSMITTER", values: { LEVEL: float(5, 0, 1, "100%") } },
    4: {
      type: "SHUTTER_VIRTUAL_RECEIVER",
      values: {
        LEVEL: float(7, 0, 1, "100%"),
        LEVEL_2: float(7, 0, 1, "100%"),
        COMBINED_PARAMETER: parameter("STRING", 2, { MIN: "", MAX: "", DEFAULT: "" }),
        STOP: parameter("ACTION", 2, { MIN: false, MAX: true, DEFAULT: false }),
        PROCESS: choice(5, ["STABLE", "NOT_STABLE"]),
      },
    },
  });

/** A classic switch and a key, on BidCos. */
export const bidcosSwitch = (address = "KEQ0000001") =>
  bundle("BidCos-RF", "HM-LC-Sw1-Pl", address, {
    0: { type: "MAINTENANCE", values: { UNREACH: bool(5), LOWBAT: bool(5), CONFIG_PENDING: bool(5) } },
    1: {
      type: "SWITCH",
      values: { STATE: bool(7), WORKING: bool(5), ON_TIME: float(2, 0, 85825945.6, "s"), INHIBIT: bool(7) },
      master: { TRANSMIT_TRY_MAX: integer(3, 1, 10) },
    },
    2: { type: "KEY", values: { PRESS_SHORT: press(), PRESS_LONG: press() } },
  });

/** A wired or flush input whose channel is a key or a contact, as its operation mode says. */
export const input = (address = "0002INPUT00001") =>
  bundle("HmIP-RF", "HmIP-FCI1", address, {
    0: maintenance(),
    1: {
      type: "MULTI_MODE_INPUT_TRANSMITTER",
      values: { STATE: bool(5), PRESS_SHORT: parameter("ACTION", 4), PRESS_LONG: parameter("ACTION", 4) },
      master: {
        CHANNEL_OPERATION_MODE: choice(
          3,
          ["INACTIVE", "KEY_BEHAVIOR", "SWITCH_BEHAVIOR", "BINARY_BEHAVIOR"],
          "INACTIVE",
        ),
      },
    },
  });

/** A radiator thermostat. */
export const thermostat = (address = "0003ETRV000001") =>
  bundle(
    "HmIP-RF",
    "HmIP-eTRV-2",
    address,
    {
      0: maintenance(),
      1: {
        type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
        values: {
          ACTUAL_TEMPERATURE: float(5, -3276.8, 3276.7, "°C"),
          SET_POINT_TEMPERATURE: { ...float(7, 4.5, 30.5, "°C"), SPECIAL: [{ ID: "FULL_OPEN", VALUE: 31 }] },
          LEVEL: float(7, 0, 1, "100%"),
          WINDOW_STATE: choice(7, ["CLOSED", "OPEN"], "CLOSED"),
          SET_POINT_MODE: integer(5, 0, 3),
        },
        master: { TEMPERATURE_OFFSET: float(3, -3.5, 3.5, "°C"), BOOST_TIME_PERIOD: integer(3, 0, 30) },
      },
    },
    { RX_MODE: 11, UPDATABLE: true, AVAILABLE_FIRMWARE: "2.0.0", FIRMWARE_UPDATE_STATE: "NEW_FIRMWARE_AVAILABLE" },
  );

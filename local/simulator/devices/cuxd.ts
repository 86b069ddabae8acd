/** Devices of the add-on CUxD: foreign switches, a timer, a thermometer. Described more loosely than the CCU's own. */
import type { DeviceKind } from "../kinds.ts";
import { action, bool, float, integer, text } from "../parameters.ts";

const maintenance = { type: "MAINTENANCE", values: { UNREACH: bool("re", { service: true }), INFO: text("re") } };

/** Exec switch: runs a command on the CCU. */
export const cuxdSwitch: DeviceKind = {
  type: "CUX4000",
  interface: "CUxD",
  firmware: "2.11",
  version: 1,
  rxMode: 1,
  channels: [
    maintenance,
    {
      type: "SWITCH",
      conduct: "switch",
      values: {
        STATE: bool("rwe"),
        INHIBIT: bool("rwe"),
        WORKING: bool("re"),
        ON_TIME: float("w", 0, 85825945, { unit: "s" }),
      },
      master: { SWITCH_CMD: text("rw") },
    },
  ],
};

/** Timer: a pseudo device that presses itself. */
export const cuxdTimer: DeviceKind = {
  type: "CUX2800",
  interface: "CUxD",
  firmware: "2.11",
  version: 1,
  rxMode: 1,
  channels: [
    maintenance,
    {
      type: "VIRTUAL_KEY",
      conduct: "key",
      values: {
        PRESS_SHORT: action("we"),
        WORKING: bool("re"),
        TIMER_SET: text("w"),
        TIMER_GET: integer("re", 0, 65535, { unit: "s" }),
      },
    },
  ],
};

/** Thermometer: values that another system pushes in. */
export const cuxdThermometer: DeviceKind = {
  type: "CUX9002",
  interface: "CUxD",
  firmware: "2.11",
  version: 1,
  rxMode: 1,
  channels: [
    maintenance,
    {
      type: "WEATHER",
      values: {
        TEMPERATURE: float("re", -273, 1000, { unit: "°C", starts: 21.7 }),
        HUMIDITY: integer("re", 0, 100, { unit: "%", starts: 44 }),
        DEW_POINT: float("re", -273, 1000, { unit: "°C", starts: 9 }),
      },
      master: { SENSOR_OFFSET: float("rw", -10, 10, { unit: "K" }) },
    },
  ],
};

/** Outdoor weather and indoor climate sensors. */
import type { DeviceKind } from "../kinds.ts";
import { bool, choice, float, integer, measured } from "../parameters.ts";
import { bidcosMaintenance, hmipMaintenance } from "./common.ts";

/** Weather station "plus": wind, sun, rain counter left to the bigger one. */
export const hmipWeatherStation: DeviceKind = {
  type: "HmIP-SWO-PL",
  subtype: "SWO",
  interface: "HmIP-RF",
  firmware: "1.0.10",
  version: 3,
  rxMode: 4,
  battery: true,
  channels: [
    hmipMaintenance("battery", { ERROR_WIND_COMMUNICATION: bool("re"), TEMPERATURE_OUT_OF_RANGE: bool("re") }),
    {
      type: "WEATHER_TRANSMIT",
      sources: "WEATHER",
      values: {
        ...measured("ACTUAL_TEMPERATURE", float("re", -20, 55, { unit: "°C", starts: 8.3 })),
        ...measured("HUMIDITY", integer("re", 0, 100, { unit: "%", starts: 74 })),
        ...measured("ILLUMINATION", float("re", 0, 163830, { unit: "Lux", starts: 12400 })),
        ...measured("WIND_SPEED", float("re", 0, 200, { unit: "km/h", starts: 6.2 })),
        ...measured("RAIN_COUNTER", float("re", 0, 838860.7, { unit: "mm", starts: 118.5 })),
        RAIN_COUNTER_OVERFLOW: bool("re"),
        RAINING: bool("re"),
        SUNSHINEDURATION: integer("re", 0, 65535, { unit: "minutes", starts: 140 }),
        SUNSHINEDURATION_OVERFLOW: bool("re"),
        WIND_THRESHOLD_OVERRUN: bool("re"),
      },
      master: { STORM_UPPER_THRESHOLD: float("rw", 0, 200, { unit: "km/h", default: 50 }) },
    },
    {
      type: "COND_SWITCH_TRANSMITTER_WIND_SPEED",
      sources: "CONDITIONAL_SWITCH",
      master: {
        COND_TX_THRESHOLD_HI: integer("rw", 0, 2000, { default: 300 }),
        COND_TX_DECISION_ABOVE: integer("rw", 0, 255),
      },
    },
  ],
};

/** Indoor temperature and humidity, classic. */
export const bidcosIndoorClimate: DeviceKind = {
  type: "HM-WDS40-TH-I",
  interface: "BidCos-RF",
  firmware: "1.3",
  version: 7,
  rxMode: 4,
  battery: true,
  channels: [
    bidcosMaintenance("battery"),
    {
      type: "WEATHER",
      sources: "WEATHER_TH WEATHER",
      values: {
        TEMPERATURE: float("re", -40, 80, { unit: "°C", control: "WEATHER_TH.TEMPERATURE", starts: 17.8 }),
        HUMIDITY: integer("re", 0, 99, { unit: "%", control: "WEATHER_TH.HUMIDITY", starts: 55 }),
      },
    },
  ],
};

/** Radio module of the CCU and an access point: they tell how busy the air is. */
const radio = (type: string, firmware: string): DeviceKind => ({
  type,
  subtype: "",
  interface: "HmIP-RF",
  firmware,
  version: 3,
  rxMode: 1,
  builtIn: true,
  channels: [
    {
      type: "MAINTENANCE",
      values: {
        UNREACH: bool("re", { service: true }),
        CONFIG_PENDING: bool("re", { service: true }),
        ...measured("DUTY_CYCLE_LEVEL", float("re", 0, 100, { unit: "%", starts: 2 })),
        ...measured("CARRIER_SENSE_LEVEL", float("re", 0, 100, { unit: "%", starts: 4 })),
        ...(type === "HmIP-HAP" ? { IP_ADDRESS_STATE: choice("re", "UNKNOWN ASSIGNED", { starts: 1 }) } : {}),
      },
    },
  ],
});
export const radioModule = radio("RPI-RF-MOD", "4.4.18");
export const accessPoint = radio("HmIP-HAP", "2.2.18");

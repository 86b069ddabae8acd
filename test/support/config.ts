/** A heater with settings, and a CCU that remembers what was written: for tests of forms, files, copies and sessions. */
import type { Ccu, ParamsetDescription, TypedValue } from "../../handlers/ports/index.ts";
import { type DeviceShape, device, EVENT, parameter, READ, WRITE } from "./devices.ts";
import { createTestSite, type TestSite, type TestSiteOptions } from "./site.ts";

const RW = READ | WRITE;
export const HEATER = "0040AAAA000040";
export const OTHER_HEATER = "0040AAAA000041";
const temperature = (MIN: number, MAX: number) => parameter("FLOAT", RW, { MIN, MAX, UNIT: "°C" });

export const SETTINGS: ParamsetDescription = {
  TEMPERATURE_MINIMUM: temperature(4.5, 14.5),
  TEMPERATURE_MAXIMUM: temperature(15, 30.5),
  TEMPERATURE_COMFORT: temperature(15, 30),
  TEMPERATURE_LOWERING: temperature(5, 25),
  MODE: parameter("ENUM", RW, { VALUE_LIST: ["OFF", "SLOW", "FAST"], MIN: "OFF", MAX: "FAST" }),
  BOOST_TIME_PERIOD: parameter("INTEGER", RW, { MIN: 0, MAX: 30 }),
  BUTTON_LOCK: parameter("BOOL", RW),
  TEXT: parameter("STRING", RW),
  FIRMWARE_INFO: parameter("STRING", READ),
  FACTORY_KEY: parameter("INTEGER", RW, { FLAGS: 3 }),
  RESET: parameter("ACTION", WRITE),
};
export const STORED: Readonly<Record<string, unknown>> = {
  TEMPERATURE_MINIMUM: 5,
  TEMPERATURE_MAXIMUM: 30,
  TEMPERATURE_COMFORT: 21,
  TEMPERATURE_LOWERING: 17,
  MODE: 1,
  BOOST_TIME_PERIOD: 5,
  BUTTON_LOCK: false,
  TEXT: "hello",
  FIRMWARE_INFO: "1.2.3",
  FACTORY_KEY: 99,
};
/** What of it can be set again. */
export const MOVABLE = {
  TEMPERATURE_MINIMUM: 5,
  TEMPERATURE_MAXIMUM: 30,
  TEMPERATURE_COMFORT: 21,
  TEMPERATURE_LOWERING: 17,
  MODE: "SLOW",
  BOOST_TIME_PERIOD: 5,
  BUTTON_LOCK: false,
  TEXT: "hello",
};

export const heater = (address = HEATER, part: Partial<DeviceShape> = {}, master = SETTINGS) =>
  device({
    address,
    model: "HmIP-XTRV",
    name: "Radiator",
    master: { LOCAL_RESET_DISABLED: parameter("BOOL", RW) },
    channels: {
      1: {
        type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
        values: {
          SET_POINT_TEMPERATURE: parameter("FLOAT", RW | EVENT, { MIN: 4.5, MAX: 30.5 }),
          BOOST_MODE: parameter("BOOL", RW | EVENT),
          STOP: parameter("ACTION", WRITE),
        },
        master,
      },
      2: { type: "SWITCH_VIRTUAL_RECEIVER", master: { BUTTON_LOCK: parameter("BOOL", RW) } },
    },
    ...part,
  });

export interface ConfigHome extends TestSite {
  /** What the CCU has, by channel address; changed by tests as somebody else would change it. */
  readonly stored: Map<string, Record<string, unknown>>;
  /** Plain values of each MASTER that was written, in order. */
  written(): Record<string, unknown>[];
}

/** Two heaters, whose CCU has {@link STORED}. */
export function configHome(options: TestSiteOptions = {}): ConfigHome {
  const stored = new Map<string, Record<string, unknown>>();
  const getParamset: Ccu["getParamset"] = async (_iface, address) => ({ ...STORED, ...stored.get(address) });
  const site = createTestSite({ ...options, ccu: { getParamset, ...options.ccu } });
  site.putDevices(heater(), heater(OTHER_HEATER));
  const written = () =>
    site.centralCalls
      .filter(({ method }) => method === "writeMaster")
      .map(({ args }) =>
        Object.fromEntries(
          Object.entries(args[2] as Record<string, TypedValue>).map(([name, { value }]) => [name, value]),
        ),
      );
  return Object.assign(site, { stored, written });
}

/** Every write that an engine was asked for. */
export const writes = (site: TestSite) => site.centralCalls.filter(({ method }) => method.startsWith("write"));

export const auditOf = async (site: TestSite) =>
  (await site.store.list<Record<string, unknown>>("audit")).items.map(({ value }) => value);

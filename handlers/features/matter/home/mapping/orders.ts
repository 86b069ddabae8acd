/** What controllers ask of custom data points, as operations of the API: a row for each command of a device type. */
import { type MatterCommand, MatterCommandError } from "../../../../ports/matter-bridge.ts";
import { MODE_HEAT, MODE_OFF } from "./custom.ts";
import * as unit from "./units.ts";

export interface Order {
  readonly operation: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What a command needs to know of the device as it is now. */
export interface OrderSight {
  /** State of the custom data point. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Operations that it knows as it is set up now. */
  readonly operations: readonly string[];
}
type Args = MatterCommand["args"];
/** `undefined`: there is nothing to do. */
type Row = (args: Args, sight: OrderSight) => Order | undefined;

/** Whole numbers within what the specification allows; controllers are input like any other. @throws MatterCommandError */
function whole(args: Args, name: string, max: number, min = 0): number {
  const value = args[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max)
    throw new MatterCommandError("invalid", `${name} must be a whole number from ${min} to ${max}`);
  return value;
}

/** Transitions come in tenths of a second; a light that has no ramps takes no notice. */
function ramp(args: Args): { transition?: number } {
  const { transitionTime } = args;
  return typeof transitionTime === "number" && transitionTime > 0 ? { transition: transitionTime / 10 } : {};
}

const order = (operation: string, params?: Order["params"]): Order => ({ operation, ...(params ? { params } : {}) });
const plain =
  (operation: string): Row =>
  () =>
    order(operation);
const toggle =
  (on: string, off: string, isOn: (sight: OrderSight) => boolean): Row =>
  (_args, sight) =>
    order(isOn(sight) ? off : on);

const toLevel: Row = (args, { state }) => {
  const level = whole(args, "level", 254);
  // "with on/off" switches a light; without it a light that is off stays off
  if (args.withOnOff !== true && state.state !== "ON") return undefined;
  return level === 0
    ? order("turn_off", ramp(args))
    : order("set_brightness", { brightness: unit.shareOf(level), ...ramp(args) });
};
const hueAndSaturation: Row = (args) =>
  order("set_color", {
    hue: unit.degreesOf(whole(args, "hue", 254)),
    saturation: unit.percentOf(whole(args, "saturation", 254)),
    ...ramp(args),
  });
const place: Row = (args) => {
  const { h, s } = unit.hueOf(whole(args, "colorX", 0xfeff), whole(args, "colorY", 0xfeff));
  return order("set_color", { hue: h, saturation: s, ...ramp(args) });
};
const temperature: Row = (args) =>
  order("set_color_temperature", {
    kelvin: unit.kelvinOf(whole(args, "colorTemperatureMireds", 65_279)),
    ...ramp(args),
  });

/** Every coloured light of Matter has white; one without it, as it is set up, takes the colour that looks like it. */
const whiteOrColour: Row = (args, sight) => {
  if (sight.operations.includes("set_color_temperature")) return temperature(args, sight);
  const { h, s } = unit.whiteOf(unit.kelvinOf(whole(args, "colorTemperatureMireds", 65_279)));
  return order("set_color", { hue: h, saturation: s, ...ramp(args) });
};

/** A light that is off stays as it is, unless whoever asks says otherwise. */
const whereOn =
  (row: Row): Row =>
  (args, sight) =>
    args.executeIfOff === true || sight.state.state === "ON" ? row(args, sight) : undefined;

const SWITCH = {
  "onOff.on": plain("turn_on"),
  "onOff.off": plain("turn_off"),
  "onOff.toggle": toggle("turn_on", "turn_off", ({ state }) => state.is_on === true),
};
const LIGHT = {
  ...SWITCH,
  "onOff.toggle": toggle("turn_on", "turn_off", ({ state }) => state.state === "ON"),
  "levelControl.moveToLevel": toLevel,
};
const WHITE = { ...LIGHT, "colorControl.moveToColorTemperature": whereOn(temperature) };
const COLOUR = {
  ...LIGHT,
  "colorControl.moveToHueAndSaturation": whereOn(hueAndSaturation),
  "colorControl.moveToColor": whereOn(place),
  "colorControl.moveToColorTemperature": whereOn(whiteOrColour),
};
const COVER = {
  "windowCovering.open": plain("open"),
  "windowCovering.close": plain("close"),
  "windowCovering.stop": plain("stop"),
  "windowCovering.goToLift": ((args) =>
    order("set_position", { position: unit.openShare(whole(args, "percent100ths", 10_000)) })) as Row,
};
const BLIND = {
  ...COVER,
  "windowCovering.goToTilt": ((args) =>
    order("set_tilt", { tilt: unit.openShare(whole(args, "percent100ths", 10_000)) })) as Row,
};
/** Up to here a door that was asked for a place is to be open, and from there on shut; between them it ventilates. */
const DOOR_OPEN_TO = 2_500;
const DOOR_SHUT_FROM = 7_500;
const GARAGE = {
  ...COVER,
  "windowCovering.goToLift": ((args) => {
    const closed = whole(args, "percent100ths", 10_000);
    return order(closed <= DOOR_OPEN_TO ? "open" : closed >= DOOR_SHUT_FROM ? "close" : "ventilate");
  }) as Row,
};
const setMode: Row = (args, { state }) => {
  const wanted = whole(args, "systemMode", 255);
  if (wanted === MODE_OFF) return order("set_mode", { mode: "off" });
  if (wanted !== MODE_HEAT) throw new MatterCommandError("invalid", "the thermostat knows off and heat");
  // it heats by its week programme or by hand: somebody who says "heat" does not take it off its programme
  return state.hvac_mode === "off" ? order("set_mode", { mode: "heat" }) : undefined;
};
const setpoint: Row = (args) =>
  order("set_temperature", {
    // devices count in halves of a degree
    temperature: Math.round(whole(args, "occupiedHeatingSetpoint", 10_000) / 50) / 2,
  });
const SIMPLE_HEATING = { "thermostat.occupiedHeatingSetpoint": setpoint };
const HEATING = { ...SIMPLE_HEATING, "thermostat.systemMode": setMode };

/** By kind of custom data point: `<cluster>.<command>`, or `<cluster>.<attribute>` that is written. */
export const ORDERS: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  switch: SWITCH,
  light: LIGHT,
  light_effect: LIGHT,
  light_dali: LIGHT,
  light_sound_led: LIGHT,
  light_color_temp: WHITE,
  light_color: COLOUR,
  light_rgbw: COLOUR,
  light_fixed_color: COLOUR,
  cover: COVER,
  cover_blind: BLIND,
  cover_garage: GARAGE,
  climate_hmip: HEATING,
  climate_rf: HEATING,
  climate_simple: SIMPLE_HEATING,
  lock: { "doorLock.lock": plain("lock"), "doorLock.unlock": plain("unlock") },
  siren: { ...SWITCH, "onOff.toggle": toggle("turn_on", "turn_off", ({ state }) => state.state === "on") },
  valve_irrigation: {
    "onOff.on": plain("open"),
    "onOff.off": plain("close"),
    "onOff.toggle": toggle("open", "close", ({ state }) => state.is_open === true),
  },
};

/**
 * What it comes to depends on what the device is then: such an order waits for those before it. All others are for the
 * moment, as a stop of a blind, and wait for nothing.
 */
export const waitsForOthers = ({ cluster, command, args }: MatterCommand): boolean =>
  cluster === "thermostat" ||
  command === "toggle" ||
  (command === "moveToLevel" && args.withOnOff !== true) ||
  (cluster === "colorControl" && args.executeIfOff !== true);

/** Whether one that waits is as good as done when the same is ordered again after it: only the last one counts. */
export const isSuperseded = ({ command }: MatterCommand): boolean => command !== "toggle";

/** What a command means for this kind. `undefined`: nothing is to be done. @throws MatterCommandError */
export function orderOf(kind: string, { cluster, command, args }: MatterCommand, sight: OrderSight): Order | undefined {
  const rows = Object.hasOwn(ORDERS, kind) ? ORDERS[kind] : undefined;
  const name = `${cluster}.${command}`;
  const row = rows && Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (!row) throw new MatterCommandError("unsupported_access", `${kind} has no ${name}`);
  const found = row(args, sight);
  if (found && !sight.operations.includes(found.operation))
    throw new MatterCommandError("invalid", `it cannot do ${found.operation} as it is set up`);
  return found;
}

/**
 * Custom data points as Matter endpoints: a row for each kind, with the device type that it becomes and what of its state is
 * in which attribute. What controllers ask of it is in ./orders.ts. docs/matter.md shows the table.
 */
import type { DeviceHealth } from "../../../../model/availability.ts";
import type { CustomDataPoint } from "../../../../model/custom/bind.ts";
import type { CustomView } from "../../../../model/custom/describe.ts";
import type { Reading } from "../../../../model/custom/profile.ts";
import type { MatterAttributes } from "../../../../ports/matter-bridge.ts";
import type { Projection } from "./device-types.ts";
import * as unit from "./units.ts";

/** A custom data point at a moment. */
export interface CustomSight {
  readonly custom: CustomDataPoint;
  readonly view: CustomView;
  readonly reading: Reading;
  readonly health: DeviceHealth;
}

export interface CustomRow {
  /** Absent: it cannot be shown. */
  readonly projection?: Projection;
  /** Why it cannot be shown, or only in part. */
  readonly reason?: string;
  readonly features?: (sight: Pick<CustomSight, "custom">) => readonly string[];
  /** Clusters that only some of these devices have. */
  readonly also?: (sight: Pick<CustomSight, "custom">) => Projection["extra"];
  /** `undefined`: its state is unknown and Matter has no word for that, so the endpoint counts as unreachable. */
  readonly attributes?: (sight: CustomSight) => MatterAttributes | undefined;
}

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

// ---------------------------------------------------------------- switching, light

/** OnOff is never unknown in Matter: what was not observed counts as off. */
const onOff = (on: unknown): MatterAttributes => ({ onOff: { onOff: on === true } });

/** Where a light is off Matter keeps the level that it had. */
function brightness({ view }: CustomSight): MatterAttributes {
  const level = number(view.state.brightness);
  const attributes = onOff(view.state.state === "ON");
  return level === undefined || level === 0
    ? attributes
    : { ...attributes, levelControl: { currentLevel: unit.levelOf(level / 255) } };
}

/** The widest span of a colour temperature where the light says none: 1000 … 10,000 K. */
const [COLDEST, WARMEST] = [10_000, 1_000];
/** Mireds of a light whose colour temperature nobody knows. */
const NEUTRAL = 250;
/** What one is to the others is looked at by Matter (Application Clusters 3.2): an endpoint that breaks it is none. */
function whiteness({ config, state }: CustomView): Record<string, unknown> {
  const min = unit.mireds(number(config?.max_kelvin) ?? COLDEST);
  const max = unit.mireds(number(config?.min_kelvin) ?? WARMEST);
  const kelvin = number(state.color_temp_kelvin);
  return {
    colorTempPhysicalMinMireds: min,
    colorTempPhysicalMaxMireds: max,
    coupleColorTempToLevelMinMireds: min,
    colorTemperatureMireds: unit.within(kelvin === undefined ? NEUTRAL : unit.mireds(kelvin), min, max),
  };
}
function colour(view: CustomView): Record<string, unknown> {
  const found = view.state.color as { h?: unknown; s?: unknown } | undefined;
  const h = number(found?.h);
  const s = number(found?.s);
  if (h === undefined || s === undefined) return {};
  const { x, y } = unit.chromaticity(h, s);
  return { currentHue: unit.hue(h), currentSaturation: unit.saturation(s), currentX: x, currentY: y };
}

/** ColorMode and EnhancedColorMode. */
const HUE_AND_SATURATION = 0;
const TEMPERATURE = 2;
const mode = (colorMode: number) => ({ colorMode, enhancedColorMode: colorMode });

const dimmable: CustomRow = { projection: { type: "dimmableLight" }, attributes: brightness };
const plug = (on: string): CustomRow => ({
  projection: { type: "onOffPlugInUnit" },
  attributes: ({ view }) => onOff(view.state[on]),
});
const tunableWhite: CustomRow = {
  projection: { type: "colorTemperatureLight" },
  attributes: (sight) => ({
    ...brightness(sight),
    colorControl: { ...mode(TEMPERATURE), ...whiteness(sight.view) },
  }),
};
const coloured: CustomRow = {
  projection: { type: "extendedColorLight" },
  attributes: (sight) => ({
    ...brightness(sight),
    colorControl: {
      ...mode(sight.view.state.color_mode === "color_temp" ? TEMPERATURE : HUE_AND_SATURATION),
      ...colour(sight.view),
      ...whiteness(sight.view),
    },
  }),
};

// ---------------------------------------------------------------- covers

/** MovementStatus of OperationalStatus. */
const MOVEMENT: Readonly<Record<string, number>> = { opening: 1, closing: 2 };

function covering({ view }: CustomSight): MatterAttributes {
  const { level, current_position, tilt_level, state } = view.state;
  const percent = number(current_position);
  const lift = number(level) ?? (percent === undefined ? undefined : percent / 100);
  const moves = MOVEMENT[typeof state === "string" ? state : ""] ?? 0;
  const position = lift === undefined ? null : unit.closedShare(lift);
  const tilt = number(tilt_level);
  return {
    windowCovering: {
      currentPositionLiftPercent100ths: position,
      // where it stands still it is where it was to go; while it moves only whoever sent it knows
      ...(moves === 0 ? { targetPositionLiftPercent100ths: position } : {}),
      ...("current_tilt_position" in view.state
        ? {
            currentPositionTiltPercent100ths: tilt === undefined ? null : unit.closedShare(tilt),
            ...(moves === 0
              ? { targetPositionTiltPercent100ths: tilt === undefined ? null : unit.closedShare(tilt) }
              : {}),
          }
        : {}),
      operationalStatus: { global: moves, lift: moves, tilt: 0 },
    },
  };
}

/** A door of which only three places are known: open, ventilating, shut. */
const DOOR: ReadonlyMap<unknown, number> = new Map([
  ["OPEN", 0],
  ["VENTILATION_POSITION", 5_000],
  ["CLOSED", 10_000],
]);
function garage({ view }: CustomSight): MatterAttributes {
  const moves = MOVEMENT[typeof view.state.state === "string" ? view.state.state : ""] ?? 0;
  const position = DOOR.get(view.state.door_state) ?? null;
  return {
    windowCovering: {
      currentPositionLiftPercent100ths: position,
      ...(moves === 0 ? { targetPositionLiftPercent100ths: position } : {}),
      operationalStatus: { global: moves, lift: moves, tilt: 0 },
    },
  };
}

// ---------------------------------------------------------------- heating

/** SystemMode. */
export const MODE_OFF = 0;
export const MODE_HEAT = 4;

function thermostat({ view }: CustomSight): MatterAttributes {
  const { current_temperature, set_temperature, current_humidity, hvac_mode } = view.state;
  const min = unit.hundredths(number(view.config?.min_temp) ?? 5);
  const max = unit.hundredths(number(view.config?.max_temp) ?? 30.5);
  const measured = number(current_temperature);
  const air = measured === undefined ? null : unit.temperature(measured);
  const wanted = number(set_temperature);
  const humidity = number(current_humidity);
  return {
    thermostat: {
      localTemperature: air,
      absMinHeatSetpointLimit: min,
      absMaxHeatSetpointLimit: max,
      minHeatSetpointLimit: min,
      maxHeatSetpointLimit: max,
      // a thermostat that is off is set to less than it can be asked for
      ...(wanted === undefined
        ? {}
        : { occupiedHeatingSetpoint: Math.min(max, Math.max(min, unit.hundredths(wanted))) }),
      systemMode: wanted !== undefined && hvac_mode === "off" ? MODE_OFF : MODE_HEAT,
    },
    temperatureMeasurement: { measuredValue: air },
    ...("current_humidity" in view.state
      ? { relativeHumidityMeasurement: { measuredValue: humidity === undefined ? null : unit.humidity(humidity) } }
      : {}),
  };
}
const heating: CustomRow = {
  projection: { type: "thermostat", extra: ["temperatureMeasurement"] },
  reason: "heating, its set temperature and off; automatic mode and cooling are shown as heating",
  also: ({ custom }) => (custom.fields.humidity ? ["relativeHumidityMeasurement"] : []),
  attributes: thermostat,
};

// ---------------------------------------------------------------- locks, sirens, smoke

/** LockState. */
const NOT_FULLY_LOCKED = 0;
const LOCKED = 1;
const UNLOCKED = 2;
function lock({ view, custom, reading }: CustomSight): MatterAttributes {
  const { lock_state, is_jammed } = view.state;
  const { named } = custom.profile;
  const isKnown =
    (reading.observed(named) || reading.pending(named)) && (lock_state !== "UNKNOWN" || is_jammed === true);
  const state = is_jammed === true ? NOT_FULLY_LOCKED : lock_state === "LOCKED" ? LOCKED : UNLOCKED;
  return { doorLock: { lockState: isKnown ? state : null } };
}

const SMOKE: ReadonlyMap<unknown, unit.Alarm> = new Map([
  ["PRIMARY_ALARM", "critical"],
  ["SECONDARY_ALARM", "warning"],
]);

/** A row for each kind of custom data point. */
export const CUSTOM_ROWS: Readonly<Record<string, CustomRow>> = {
  switch: plug("is_on"),
  light: dimmable,
  light_effect: { ...dimmable, reason: "its effects and colours are not shown" },
  light_dali: { ...dimmable, reason: "its colours are not shown: they depend on the lamp behind the gateway" },
  light_sound_led: { ...dimmable, reason: "its colours are not shown" },
  light_color_temp: tunableWhite,
  light_color: coloured,
  light_rgbw: coloured,
  light_fixed_color: { ...coloured, reason: "seven colours: the nearest one is chosen" },
  cover: { projection: { type: "windowCovering" }, attributes: covering },
  cover_blind: { projection: { type: "windowCovering" }, features: () => ["tilt"], attributes: covering },
  cover_garage: {
    projection: { type: "windowCovering" },
    reason: "a covering of three places (0, 50 and 100 %): few apps know Matter's type for doors",
    attributes: garage,
  },
  climate_hmip: heating,
  climate_rf: heating,
  climate_simple: { ...heating, reason: "its set temperature; it cannot be switched off" },
  lock: { projection: { type: "doorLock" }, reason: "lock and unlock; the door is not opened", attributes: lock },
  siren: {
    projection: { type: "onOffPlugInUnit", extra: ["booleanState"] },
    reason: "Matter knows no siren: a switch",
    attributes: ({ view }) => ({
      ...onOff(view.state.state === "on"),
      booleanState: { stateValue: view.state.state === "on" },
    }),
  },
  siren_smoke: {
    projection: { type: "smokeCoAlarm" },
    reason: "its alarms; it cannot be made to howl",
    attributes({ reading, health }) {
      const status = reading.text("status");
      // a detector of which nothing is known says neither that there is smoke nor that there is none
      return status === undefined ? undefined : unit.smoke(SMOKE.get(status) ?? "normal", health.lowBattery === true);
    },
  },
  valve_irrigation: plug("is_open"),
  siren_sound: { reason: "Matter knows no sound player" },
  text_display: { reason: "Matter knows no text display" },
};

/** Keys on the device itself, locked against children: no door. */
const BUTTON_LOCK: CustomRow = { reason: "a lock of the device's own keys" };
/** Whether somebody's key or code opens a lock: nothing that people would look for among their sockets. */
const PERMISSION: CustomRow = { reason: "a permission of a lock" };

/** `undefined` where nobody has said anything about this kind. */
export const customRow = (custom: CustomDataPoint): CustomRow | undefined =>
  custom.fields.button_lock
    ? BUTTON_LOCK
    : custom.fields.authorization
      ? PERMISSION
      : Object.hasOwn(CUSTOM_ROWS, custom.profile.kind)
        ? CUSTOM_ROWS[custom.profile.kind]
        : undefined;

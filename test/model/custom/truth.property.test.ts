/**
 * Whatever a device reports and whatever it lacks: what is shown of a custom data point never contradicts its data points,
 * and it claims to be able to do exactly what the device has the parameters for (device-model 2.4 to 2.10).
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type CustomDataPoint, customDataPointsOf, reading } from "../../../handlers/model/custom/bind.ts";
import { describeCustom } from "../../../handlers/model/custom/describe.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import { REGISTRATIONS } from "../../../handlers/model/custom/registry.ts";
import { shownValue } from "../../../handlers/model/shown-value.ts";
import type { ValueState } from "../../../handlers/model/types.ts";
import { NOON, thing } from "./things.ts";
import { valuesOf } from "./wishes.ts";

const PROFILES = [...new Map(REGISTRATIONS.map((one) => [one.profile, one])).values()];
type Values = ReadonlyMap<string, ValueState>;
/** What clients see of a parameter, on its nearest channel: offset 0 is the custom data point's own. */
function shown(custom: CustomDataPoint, values: Values, parameter: string, offset = 0): unknown {
  const own = custom.channel.number;
  const field = Object.values(custom.fields).find(
    ({ point }) => point.parameter === parameter && (own === null || point.channel === own + offset),
  );
  return field && (shownValue(values.get(field.key)) ?? undefined);
}
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const flagOf = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
const percent = (level: number): number => Math.min(100, Math.max(0, Math.round(level * 100)));

type State = Record<string, unknown>;
type Truth = (state: State, custom: CustomDataPoint, values: Values) => void;

const light: Truth = (state, custom, values) => {
  const level = numberOf(shown(custom, values, "LEVEL"));
  const real = numberOf(shown(custom, values, "LEVEL_REAL"));
  const { brightness } = state;
  if (level === undefined && real === undefined) assert.deepEqual([state.state, brightness], [undefined, undefined]);
  else {
    assert.ok([level, real].some((one) => one !== undefined && state.state === (one > 0 ? "ON" : "OFF")));
    assert.ok([level, real].some((one) => one !== undefined && brightness === Math.min(255, Math.round(one * 255))));
  }
  assert.equal("color" in state, state.color_mode === "hs");
  assert.equal("color_temp_kelvin" in state, state.color_mode === "color_temp");
  const named = shown(custom, values, "COLOR");
  if (typeof named === "string" && named !== "") assert.equal(state.fixed_color, named);
};
const cover: Truth = (state, custom, values) => {
  const own = numberOf(shown(custom, values, "LEVEL"));
  const group = custom.primary ? numberOf(shown(custom, values, "LEVEL", -1)) : undefined;
  const level = group ?? own;
  assert.equal(state.level, level);
  assert.equal(state.current_position, level === undefined ? undefined : percent(level));
  const moving = state.direction === "opening" || state.direction === "closing";
  if (moving) assert.equal(state.state, state.direction);
  else assert.equal(state.state, level === undefined ? undefined : percent(level) === 0 ? "closed" : "open");
};
const lock: Truth = (state) => {
  assert.equal(state.is_locked, state.lock_state === "LOCKED");
  assert.ok(!(state.is_locking && state.is_unlocking));
  assert.deepEqual(
    [state.is_locking, state.is_unlocking],
    [state.direction === "locking", state.direction === "unlocking"],
  );
  if (state.lock_state === "UNKNOWN") assert.equal(state.state_uncertain, true);
};
const climate =
  (setpoint: string, temperature: string): Truth =>
  (state, custom, values) => {
    const offset = custom.profile.kind === "climate_simple" ? 1 : 0;
    const wanted = shown(custom, values, setpoint, offset);
    assert.equal(state.set_temperature, numberOf(wanted));
    assert.equal(state.current_temperature, numberOf(shown(custom, values, temperature)));
    const isKnown = wanted !== undefined;
    if (!isKnown) assert.deepEqual([state.hvac_mode, state.preset_mode, state.state_uncertain], ["off", "none", true]);
    else if (custom.profile.kind !== "climate_simple")
      assert.equal(state.hvac_mode === "off", (numberOf(wanted) ?? Number.POSITIVE_INFINITY) <= 4.5);
    if (state.action !== undefined) assert.equal(state.action === "off", state.hvac_mode === "off");
    if (state.hvac_mode === "cool") assert.notEqual(state.action, "heating");
  };

const TRUTHS: Readonly<Record<string, Truth>> = {
  switch: (state, custom, values) => assert.equal(state.is_on, flagOf(shown(custom, values, "STATE"))),
  valve_irrigation: (state, custom, values) => assert.equal(state.is_open, flagOf(shown(custom, values, "STATE"))),
  light,
  light_color: light,
  light_color_temp: light,
  light_effect: light,
  light_fixed_color: light,
  light_rgbw: light,
  light_dali: light,
  light_sound_led: light,
  cover: (state, custom, values) => {
    // the window drive counts its ends in its own way
    if (custom.channel.type === "CHANNEL" && custom.fields.level?.point.description.SPECIAL) return;
    cover(state, custom, values);
  },
  cover_blind: cover,
  cover_garage: (state, custom, values) => {
    const door = shown(custom, values, "DOOR_STATE");
    const positions: Record<string, number> = { CLOSED: 0, VENTILATION_POSITION: 10, OPEN: 100 };
    assert.equal(state.current_position, positions[String(door)] ?? null);
    if (state.state === "closed") assert.equal(door, "CLOSED");
  },
  lock,
  siren: (state, custom, values) => {
    const active = ["ACOUSTIC_ALARM_ACTIVE", "OPTICAL_ALARM_ACTIVE"].map((name) => flagOf(shown(custom, values, name)));
    const isKnown = active.some((one) => one !== undefined);
    assert.equal(state.state, isKnown ? (active.includes(true) ? "on" : "off") : undefined);
  },
  siren_smoke: (state, custom, values) => {
    const status = shown(custom, values, "SMOKE_DETECTOR_ALARM_STATUS");
    const isKnown = typeof status === "string" && status !== "";
    assert.equal(state.state, isKnown ? (status === "IDLE_OFF" ? "off" : "on") : undefined);
  },
  siren_sound: (state, custom, values) => {
    const activity = shown(custom, values, "ACTIVITY_STATE");
    const isKnown = typeof activity === "string" && activity !== "";
    assert.equal(state.state, isKnown ? (activity === "UP" || activity === "DOWN" ? "on" : "off") : undefined);
  },
  text_display: () => {},
  climate_hmip: climate("SET_POINT_TEMPERATURE", "ACTUAL_TEMPERATURE"),
  climate_rf: climate("SET_TEMPERATURE", "ACTUAL_TEMPERATURE"),
  climate_simple: climate("SETPOINT", "TEMPERATURE"),
};

/** Capability → the parameter that it takes; `true` and `false` = by kind. */
const RAMP = ["RAMP_TIME", "RAMP_TIME_VALUE"];
const NEEDS: Readonly<Record<string, Readonly<Record<string, string | readonly string[] | boolean>>>> = {
  light: { dimmable: true, color: false, color_temp: false, effects: false, transition: RAMP },
  light_color: { color: "COLOR", color_temp: false, effects: false, transition: RAMP },
  light_effect: { color: "COLOR", color_temp: false, effects: "PROGRAM", transition: RAMP },
  light_color_temp: { color: false, effects: false, transition: RAMP },
  light_fixed_color: { color: "COLOR", color_temp: false, effects: "COLOR_BEHAVIOUR", transition: RAMP },
  light_dali: { color: "HUE", color_temp: "COLOR_TEMPERATURE", effects: "EFFECT", transition: RAMP },
  light_rgbw: { color: "HUE", effects: "EFFECT", transition: RAMP },
  light_sound_led: { color: "COLOR", color_temp: false, effects: false, transition: RAMP },
  cover: { position: true, tilt: false, stop: "STOP", vent: false, inverted_control: false },
  cover_blind: { position: true, tilt: true, stop: "STOP", vent: false, inverted_control: false },
  cover_garage: { position: false, tilt: false, stop: true, vent: true },
  siren: {
    ...{ acoustic: "ACOUSTIC_ALARM_SELECTION", optical: "OPTICAL_ALARM_SELECTION", duration: "DURATION_VALUE" },
    ...{ soundfiles: false, volume_set: false },
  },
  siren_smoke: { acoustic: true, optical: false, duration: false },
  siren_sound: {
    acoustic: true,
    optical: false,
    duration: "DURATION_VALUE",
    soundfiles: "SOUNDFILE",
    volume_set: true,
  },
  climate_hmip: {
    boost: "BOOST_MODE",
    profile: "ACTIVE_PROFILE",
    auto: "CONTROL_MODE",
    off: true,
    comfort: false,
    eco: false,
  },
  climate_rf: {
    ...{ boost: "BOOST_MODE", profile: "WEEK_PROGRAM_POINTER", auto: "AUTO_MODE", heat: "MANU_MODE", off: "MANU_MODE" },
    ...{ away: "PARTY_MODE_SUBMIT", comfort: "COMFORT_MODE", eco: "LOWERING_MODE", cool: false },
  },
  climate_simple: { boost: false, profile: false, auto: false, heat: true, cool: false, off: false, away: false },
};

for (const registration of PROFILES)
  describe(`${registration.profile.kind} of ${registration.models[0]}`, () => {
    const { points } = customDataPointsOf(thing(registration));
    const device = thing(registration);
    const own = customDataPointsOf(device).points.filter(({ profile }) => profile === registration.profile);

    test("shows what its data points say", () => {
      const truth =
        TRUTHS[registration.profile.kind] ?? assert.fail(`nothing is known of ${registration.profile.kind}`);
      fc.assert(
        fc.property(fc.constantFrom(...own), valuesOf(device), (custom, values) =>
          truth(custom.profile.state(reading(custom, values)), custom, values),
        ),
        { numRuns: 150, seed: 20261130 },
      );
    });

    test("can do what it has the parameters for, and refuses the rest", () => {
      const names = [
        ...new Set(points.flatMap(({ fields }) => Object.values(fields).map(({ point }) => point.parameter))),
      ];
      const needs = NEEDS[registration.profile.kind] ?? {};
      const named = own[0]!.parameter;
      fc.assert(
        fc.property(fc.subarray(names.filter((name) => name !== named)), (without) => {
          const less = thing(registration, undefined, without);
          const [custom] = customDataPointsOf(less).points.filter(({ profile }) => profile === registration.profile);
          if (custom === undefined) return;
          const { capabilities = {}, supported_operations, config } = describeCustom(less, custom, new Map());
          for (const [capability, need] of Object.entries(needs)) {
            const wanted =
              typeof need === "boolean"
                ? need
                : [need].flat().some((name) => names.includes(name) && !without.includes(name));
            assert.equal(capabilities[capability], wanted, `${capability} without ${without}`);
          }
          const flags = config as Record<string, unknown> | undefined;
          if (flags && "supports_effects" in flags) assert.equal(flags.supports_color, capabilities.color);
          for (const operation of Object.keys(custom.profile.operations)) {
            if (supported_operations.includes(operation)) continue;
            assert.throws(() => plan(custom, new Map(), { operation, now: NOON }), { status: 400 }, operation);
          }
        }),
        { numRuns: 60, seed: 20261130 },
      );
    });
  });

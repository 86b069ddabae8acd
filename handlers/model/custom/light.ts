/** Lights: what all kinds have in common (device-model 2.7). */
import { type Args, type Limits, refuseArgument } from "./args.ts";
import type { CustomOperation, Fields, Invocation, Outcome, Profile, Reading, Sets, State, Step } from "./profile.ts";
import { NOT_USED, timerLimits, timerSets } from "./timers.ts";

const FRACTION: Limits = { min: 0, max: 1 };
/** Brightness in states and in `set_level`; everywhere else it is a fraction. */
const FULL = 255;
const MIRED: Limits = { min: 1, max: 1_000_000 };
const HUE: Limits = { min: 0, max: 360 };
const SATURATION: Limits = { min: 0, max: 100 };

/** Degrees and percent. */
export interface Hue {
  readonly h: number;
  readonly s: number;
}

/** One thing besides brightness that a kind of light can do. Each may hold only in some modes of the device. */
export interface ColourPart {
  available?(reading: Reading): boolean;
  /** What it shows now; `undefined` where it shows something else. */
  read(reading: Reading): Hue | undefined;
  write(reading: Reading, wish: Hue): Sets;
  /** Arguments other than hue and saturation (`label` and `slot` of fixed colours). */
  named?(reading: Reading, args: Args): Sets | undefined;
  fixed?(reading: Reading): string | undefined;
}
export interface TemperaturePart {
  available?(reading: Reading): boolean;
  read(reading: Reading): number | undefined;
  write(reading: Reading, kelvin: number): Sets;
  limits(reading: Reading): { min: number; max: number };
}
export interface EffectPart {
  available?(reading: Reading): boolean;
  labels(reading: Reading): readonly string[];
  read(reading: Reading): string | undefined;
  write(reading: Reading, label: string): Sets;
  /** Sent on its own after the rest, and off before the rest, where the device would mix them up. */
  apart?: { readonly off: Sets; running(reading: Reading): boolean };
  /** Not by its place in the list. */
  labelOnly?: true;
}

export interface LightParts {
  readonly kind: string;
  readonly fields: Fields;
  readonly secondaries?: readonly number[];
  readonly feedback?: number;
  readonly colour?: ColourPart;
  readonly temperature?: TemperaturePart;
  readonly effect?: EffectPart;
  /** The device goes on with its last timer unless it is told "none" (fixed colours). */
  readonly forgetsTimer?: true;
  /** Sets that come before the level with every switching on. */
  readonly always?: (reading: Reading, sets: Sets, args: Args) => Sets;
  /** Names of the arguments that `always` reads. */
  readonly takes?: readonly string[];
  readonly turnOff?: (reading: Reading, sets: Sets) => Sets;
  readonly idle?: (reading: Reading) => boolean;
}

interface Wish {
  readonly level?: number;
  readonly sets?: Sets;
  readonly effect?: string;
}

/**
 * How bright it is: the level that was asked for. Classic dimmers report the real one beside it, which lags while they
 * dim and is the truth when something else than this program switched.
 */
function levelOf(reading: Reading): number | undefined {
  const real = reading.number("real_level");
  const asked = reading.number("level");
  if (real === undefined) return asked;
  const newer = reading.pending("level") || reading.changedAt("level") > reading.changedAt("real_level");
  return newer && asked !== undefined ? asked : real;
}

const RAMP = ["ramp_time", "transition"];
const COMPOSITE = ["state", "brightness", "level", "color", "color_temp_kelvin", "color_temp", "effect"];

const ramp = (reading: Reading, args: Args): number | undefined => {
  const name = args.spelling("ramp_time", "transition");
  return reading.has("ramp_time") ? args.maybeNumber(name, timerLimits(reading, "ramp_time", "ramp_unit")) : undefined;
};
const rampSets = (reading: Reading, seconds: number | undefined): Sets =>
  timerSets(reading, "ramp_time", "ramp_unit", seconds);

/** A ramp alone would switch off after the last timer: where timers have units, "none" goes before it. */
function onTimeSets(parts: LightParts, reading: Reading, armed: number | undefined, ramped: boolean): Sets {
  const unused = reading.has("on_unit") && (parts.forgetsTimer || ramped) ? NOT_USED : undefined;
  return timerSets(reading, "on_time", "on_unit", armed ?? unused);
}

/** As bright as asked for, else as it is, else as it was when it was on last (where people want that), else fully. */
function brightness(reading: Reading, wish: Wish): number {
  const present = levelOf(reading) ?? 0;
  const last = reading.behaviour.lastBrightness === false ? undefined : reading.remembered("level");
  return (
    wish.level ?? (present > 0 ? Math.min(1, present) : typeof last === "number" && last > 0 ? Math.min(1, last) : 1)
  );
}

function switchOn(parts: LightParts, { reading, args, armed }: Invocation, wish: Wish): Outcome {
  const seconds = ramp(reading, args);
  const { effect } = parts;
  const chosen = wish.effect === undefined || !effect ? [] : effect.write(reading, wish.effect);
  const own: Sets = [...(wish.sets ?? []), ...(effect?.apart ? [] : chosen)];
  const sets: Sets = [
    ...(parts.always?.(reading, own, args) ?? own),
    ...onTimeSets(parts, reading, armed, seconds !== undefined),
    ...rampSets(reading, seconds),
    ["level", brightness(reading, wish)],
  ];
  const off: Step[] =
    effect?.apart && wish.effect === undefined && effect.apart.running(reading) ? [{ sets: effect.apart.off }] : [];
  const on: Step[] = effect?.apart && chosen.length > 0 ? [{ sets: chosen }] : [];
  return { steps: [...off, { sets: ordered(parts, sets) }, ...on], armed: null };
}

/** Lights with a colour of their own take it before the level; a sound module's lamp wants the level first. */
const ordered = (parts: LightParts, sets: Sets): Sets =>
  parts.kind === "light_sound_led"
    ? [...sets].sort((a, b) => Number(b[0] === "level") - Number(a[0] === "level"))
    : sets;

function switchOff(parts: LightParts, { reading, args }: Invocation): Outcome {
  const seconds = ramp(reading, args);
  const timer: Sets =
    seconds !== undefined && reading.has("on_unit") ? timerSets(reading, "on_time", "on_unit", NOT_USED) : [];
  const sets: Sets = [...timer, ...rampSets(reading, seconds), ["level", 0]];
  return { steps: [{ sets: parts.turnOff?.(reading, sets) ?? sets }], armed: null };
}

// ---------------------------------------------------------------- arguments

function colourSets(part: ColourPart, reading: Reading, args: Args): Sets {
  const named = part.named?.(reading, args);
  if (named) return named;
  return part.write(reading, { h: args.number("hue", HUE), s: args.number("saturation", SATURATION) });
}

function kelvinSets(part: TemperaturePart, reading: Reading, name: string, kelvin: number): Sets {
  const limits = part.limits(reading);
  if (kelvin < limits.min || kelvin > limits.max)
    throw refuseArgument(name, `${Math.round(kelvin)} K is out of range, takes ${limits.min}…${limits.max}`, limits);
  return part.write(reading, kelvin);
}

function effectLabel(part: EffectPart, reading: Reading, args: Args): string {
  const labels = part.labels(reading);
  if (part.labelOnly && args.has("index")) throw refuseArgument("label", "is needed: effects have no index here");
  const index = part.labelOnly ? undefined : args.maybeInteger("index", { min: 0, max: labels.length - 1 });
  return index === undefined ? args.label("label", labels) : labels[index]!;
}

const isAvailable = (part: { available?(reading: Reading): boolean } | undefined, reading: Reading): boolean =>
  part !== undefined && (part.available?.(reading) ?? true);

/** The composite of home automation programs: everything that is given, in one go. */
function setLevel(parts: LightParts, invocation: Invocation): Outcome {
  const { reading, args } = invocation;
  const state = args.maybeLabel("state", ["ON", "OFF"]);
  const share = args.maybeNumber("brightness", { min: 0, max: FULL });
  const level = share === undefined ? args.maybeNumber("level", FRACTION) : share / FULL;
  const wish = { ...(level === undefined ? {} : { level }), ...compositeWish(parts, reading, args) };
  if (state === undefined && level === undefined && wish.sets.length === 0 && wish.effect === undefined)
    throw refuseArgument(
      "level",
      "nothing is given of state, brightness, level, color, color_temp and effect",
      FRACTION,
    );
  if (state === "OFF" || level === 0) return switchOff(parts, invocation);
  return switchOn(parts, invocation, wish);
}

function compositeWish(parts: LightParts, reading: Reading, args: Args): { sets: Sets; effect?: string } {
  const sets: (readonly [string, unknown])[] = [];
  const colour = args.maybeObject("color", ["h", "s"]);
  if (colour) {
    if (!isAvailable(parts.colour, reading)) throw refuseArgument("color", "the light has no colours");
    const h = colour.number("h", HUE);
    sets.push(...parts.colour!.write(reading, { h, s: colour.number("s", SATURATION) }));
  }
  const name = args.spelling("color_temp_kelvin", "color_temp");
  const given = args.maybeNumber(name, MIRED);
  if (given !== undefined) {
    if (!isAvailable(parts.temperature, reading)) throw refuseArgument(name, "the light has no colour temperature");
    // whole kelvin, as both scales count on the devices: the coldest of them, 153 mired, is 6535 K
    const kelvin = name === "color_temp" ? Math.floor(1_000_000 / given) : given;
    sets.push(...kelvinSets(parts.temperature!, reading, name, kelvin));
  }
  if (!args.has("effect")) return { sets };
  if (!isAvailable(parts.effect, reading)) throw refuseArgument("effect", "the light has no effects");
  return { sets, effect: args.label("effect", parts.effect!.labels(reading)) };
}

// ---------------------------------------------------------------- operations and state

function setBrightness(parts: LightParts, invocation: Invocation): Outcome {
  const level = invocation.args.number("brightness", FRACTION);
  return level === 0 ? switchOff(parts, invocation) : switchOn(parts, invocation, { level });
}

function lightOperations(parts: LightParts): Profile["operations"] {
  const { colour, temperature, effect } = parts;
  const on = (
    takes: readonly string[],
    run: (invocation: Invocation) => Outcome,
    more: Partial<CustomOperation> = {},
  ): CustomOperation => ({
    needs: ["level"],
    ...more,
    takes: [...takes, ...RAMP, ...(parts.takes ?? [])],
    run,
  });
  const arm: CustomOperation = {
    needs: ["on_time"],
    takes: ["seconds", "duration"],
    run: ({ reading, args }) => ({
      steps: [],
      armed: args.seconds("ms", timerLimits(reading, "on_time", "on_unit")),
    }),
  };
  return {
    turn_on: on([], (invocation) => switchOn(parts, invocation, {})),
    turn_off: on([], (invocation) => switchOff(parts, invocation)),
    set_brightness: on(["brightness"], (invocation) => setBrightness(parts, invocation)),
    set_level: on(COMPOSITE, (invocation) => setLevel(parts, invocation)),
    set_on_time: arm,
    ...(colour && {
      set_color: on(
        ["hue", "saturation", ...(colour.named ? ["label", "slot"] : [])],
        (invocation) => switchOn(parts, invocation, { sets: colourSets(colour, invocation.reading, invocation.args) }),
        { when: (reading) => isAvailable(colour, reading) },
      ),
    }),
    ...(temperature && {
      set_color_temperature: on(
        ["kelvin"],
        (invocation) => {
          const { reading, args } = invocation;
          const kelvin = args.integer("kelvin", temperature.limits(reading));
          return switchOn(parts, invocation, { sets: kelvinSets(temperature, reading, "kelvin", kelvin) });
        },
        { when: (reading) => isAvailable(temperature, reading) },
      ),
    }),
    ...(effect && {
      set_effect: on(
        ["label", "index"],
        (invocation) =>
          switchOn(parts, invocation, { effect: effectLabel(effect, invocation.reading, invocation.args) }),
        { when: (reading) => isAvailable(effect, reading) },
      ),
    }),
  };
}

function lightState(parts: LightParts, reading: Reading): State {
  const level = levelOf(reading);
  const state: State =
    level === undefined
      ? {}
      : { state: level > 0 ? "ON" : "OFF", brightness: Math.min(FULL, Math.round(level * FULL)) };
  const colour = isAvailable(parts.colour, reading) ? parts.colour!.read(reading) : undefined;
  const kelvin = isAvailable(parts.temperature, reading) ? parts.temperature!.read(reading) : undefined;
  const effect = isAvailable(parts.effect, reading) ? parts.effect!.read(reading) : undefined;
  const fixed = parts.colour?.fixed?.(reading);
  // a light that can do both does one at a time
  const mode = kelvin !== undefined ? "color_temp" : colour !== undefined ? "hs" : "brightness";
  state.color_mode = mode;
  if (mode === "hs") state.color = colour;
  if (mode === "color_temp") state.color_temp_kelvin = kelvin;
  if (fixed !== undefined) state.fixed_color = fixed;
  if (effect !== undefined) state.effect = effect;
  return state;
}

function lightConfig(parts: LightParts, reading: Reading): State {
  const temperature = isAvailable(parts.temperature, reading) ? parts.temperature!.limits(reading) : undefined;
  const effects = isAvailable(parts.effect, reading) ? parts.effect!.labels(reading) : [];
  return {
    dimmable: true,
    supports_color: isAvailable(parts.colour, reading),
    supports_color_temp: temperature !== undefined,
    supports_effects: effects.length > 0,
    ...(temperature && { min_kelvin: temperature.min, max_kelvin: temperature.max }),
    ...(effects.length > 0 && { effects }),
  };
}

export const light = (parts: LightParts): Profile => ({
  category: "light",
  kind: parts.kind,
  named: "level",
  fields: parts.fields,
  ...(parts.secondaries && { secondaries: parts.secondaries }),
  ...(parts.feedback === undefined ? {} : { feedback: parts.feedback }),
  ...(parts.idle && { idle: parts.idle }),
  state: (reading) => lightState(parts, reading),
  config: (reading) => lightConfig(parts, reading),
  capabilities: (reading) => ({
    dimmable: true,
    color: isAvailable(parts.colour, reading),
    color_temp: isAvailable(parts.temperature, reading),
    effects: isAvailable(parts.effect, reading),
    transition: reading.has("ramp_time"),
  }),
  operations: lightOperations(parts),
  remember: {
    field: "level",
    value: (reading) => {
      const level = levelOf(reading);
      return level !== undefined && level > 0 ? level : undefined;
    },
  },
});

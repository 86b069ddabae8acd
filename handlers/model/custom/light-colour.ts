/** Lights with colours, colour temperature or effects (device-model 2.7). */
import { type Args, refuseArgument } from "./args.ts";
import { type ColourPart, type EffectPart, type Hue, light, type TemperaturePart } from "./light.ts";
import { RF_FIELDS, UNIT_FIELDS } from "./light-dimmer.ts";
import type { Reading, Sets } from "./profile.ts";

// ---------------------------------------------------------------- classic lights

/** One number is the hue round the circle; from here on it is white. */
const RF_WHITE = 200;
const RF_CIRCLE = 199;
/** Paler than this is white. */
const RF_PALE = 10;

const RF_COLOUR: ColourPart = {
  available: (reading) => reading.has("color"),
  read: (reading) => {
    const value = reading.number("color");
    if (value === undefined) return undefined;
    return value >= RF_WHITE ? { h: 0, s: 0 } : { h: (value / RF_WHITE) * 360, s: 100 };
  },
  write: (_reading, { h, s }) => [["color", s < RF_PALE ? RF_WHITE : Math.round((h / 360) * RF_CIRCLE)]],
};

/** Programs by number; these are the words under which the field knows them. */
const RF_EFFECTS = [
  "Off",
  "Slow color change",
  "Medium color change",
  "Fast color change",
  "Campemit",
  "Waterfall",
  "TV simulation",
];
const RF_EFFECT: EffectPart = {
  available: (reading) => reading.has("program"),
  labels: () => RF_EFFECTS,
  read: (reading) => RF_EFFECTS[reading.number("program") ?? -1],
  write: (_reading, label) => [["program", RF_EFFECTS.indexOf(label)]],
  apart: { off: [["program", 0]], running: (reading) => (reading.number("program") ?? 0) > 0 },
};

/** The second channel counts from warm to cold; both ends in mired. */
const WARMEST = 500;
const COLDEST = 153;
const RF_TEMPERATURE: TemperaturePart = {
  available: (reading) => reading.has("color_temp"),
  read: (reading) => {
    const level = reading.number("color_temp");
    return level === undefined ? undefined : Math.floor(1e6 / Math.trunc(WARMEST - (WARMEST - COLDEST) * level));
  },
  write: (_reading, kelvin) => [["color_temp", (WARMEST - Math.floor(1e6 / kelvin)) / (WARMEST - COLDEST)]],
  limits: () => ({ min: 1e6 / WARMEST, max: Math.floor(1e6 / COLDEST) }),
};

export const RF_COLOUR_LIGHT = light({
  kind: "light_effect",
  fields: { ...RF_FIELDS, color: { at: 1, parameter: "COLOR" }, program: { at: 2, parameter: "PROGRAM" } },
  colour: RF_COLOUR,
  effect: RF_EFFECT,
});
export const RF_WHITE_LIGHT = light({
  kind: "light_color_temp",
  fields: { ...RF_FIELDS, color_temp: { at: 1, parameter: "LEVEL" } },
  temperature: RF_TEMPERATURE,
});
/** The colour is a channel far away, which one is said by the registration. */
export const rfColourAt = (channel: number) =>
  light({ kind: "light_color", fields: { ...RF_FIELDS, color: { channel, parameter: "COLOR" } }, colour: RF_COLOUR });

// ---------------------------------------------------------------- universal lights

const PWM = "4_PWM";
const TUNABLE = "2_TUNABLE_WHITE";
/** How the outputs are used; a device without the setting decides by what it is told last. */
const modeOf = (reading: Reading): string | undefined =>
  reading.has("mode") ? (reading.text("mode") ?? "RGBW") : undefined;

const HS_COLOUR: ColourPart = {
  available: (reading) => reading.has("hue") && (modeOf(reading)?.startsWith("RGB") ?? true),
  read: (reading) => {
    const hue = reading.number("hue");
    const saturation = reading.number("saturation");
    return hue === undefined || saturation === undefined ? undefined : { h: hue, s: Math.min(100, saturation * 100) };
  },
  write: (_reading, { h, s }): Sets => [
    ["hue", Math.trunc(h)],
    ["saturation", s / 100],
  ],
};
const KELVIN: TemperaturePart = {
  available: (reading) => reading.has("color_temperature") && [TUNABLE, undefined].includes(modeOf(reading)),
  read: (reading) => reading.number("color_temperature"),
  write: (_reading, kelvin) => [["color_temperature", Math.round(kelvin)]],
  limits: (reading) => {
    const { min = 1000, max = 10_200 } = reading.limits("color_temperature");
    return { min, max };
  },
};
const EFFECT: EffectPart = {
  available: (reading) => reading.has("effect") && modeOf(reading) !== PWM,
  labels: (reading) => reading.labels("effect"),
  read: (reading) => reading.text("effect"),
  write: (_reading, label) => [["effect", label]],
};
const UNIVERSAL_FIELDS = {
  ...UNIT_FIELDS,
  hue: "HUE",
  saturation: "SATURATION",
  color_temperature: "COLOR_TEMPERATURE",
  effect: "EFFECT",
} as const;

/** All outputs together make one light of every colour, two by two a warm and a cold one (device-model 2.7). */
function isIdle(reading: Reading): boolean {
  const mode = modeOf(reading);
  const channel = reading.point("level")?.channel ?? 0;
  if (mode === undefined) return false;
  return mode.startsWith("RGB") ? channel > 1 : mode === TUNABLE && channel > 2;
}

export const RGBW_LIGHT = light({
  kind: "light_rgbw",
  fields: {
    ...UNIVERSAL_FIELDS,
    direction: "ACTIVITY_STATE",
    mode: { at: -1, parameter: "DEVICE_OPERATION_MODE", paramset: "MASTER" },
  },
  secondaries: [1, 2, 3],
  colour: HS_COLOUR,
  temperature: KELVIN,
  effect: EFFECT,
  idle: isIdle,
});
export const DALI_LIGHT = light({
  kind: "light_dali",
  fields: UNIVERSAL_FIELDS,
  colour: HS_COLOUR,
  temperature: KELVIN,
  effect: { ...EFFECT, labelOnly: true },
});

// ---------------------------------------------------------------- fixed colours

const FIXED: Readonly<Record<string, Hue>> = {
  WHITE: { h: 0, s: 0 },
  RED: { h: 0, s: 100 },
  YELLOW: { h: 60, s: 100 },
  GREEN: { h: 120, s: 100 },
  TURQUOISE: { h: 180, s: 100 },
  BLUE: { h: 240, s: 100 },
  PURPLE: { h: 300, s: 100 },
};
const isColour = (label: string | undefined): label is string => label !== undefined && Object.hasOwn(FIXED, label);
/** First degree of each colour's share of the circle; red has both ends. */
const SHARES = [
  [330, "RED"],
  [270, "PURPLE"],
  [210, "BLUE"],
  [150, "TURQUOISE"],
  [90, "GREEN"],
  [30, "YELLOW"],
] as const;
/** Paler than this is white. */
const PALE = 5;
function nearestColour({ h, s }: Hue): string {
  if (s < PALE) return "WHITE";
  return SHARES.find(([above]) => h > above)?.[1] ?? "RED";
}

const colours = (reading: Reading): string[] => reading.labels("color").filter(isColour);
function namedColour(reading: Reading, args: Args): Sets | undefined {
  if (args.has("label")) return [["color", args.label("label", colours(reading))]];
  const labels = reading.labels("color");
  const slot = args.maybeInteger("slot", { min: 0, max: labels.length - 1 });
  if (slot === undefined) return undefined;
  if (!isColour(labels[slot])) throw refuseArgument("slot", `${slot} is no colour`);
  return [["color", labels[slot]]];
}
const FIXED_COLOUR: ColourPart = {
  available: (reading) => reading.has("color"),
  read: (reading) => {
    const label = reading.text("color");
    return isColour(label) ? FIXED[label] : undefined;
  },
  write: (_reading, wish) => [["color", nearestColour(wish)]],
  named: namedColour,
  fixed: (reading) => reading.text("color"),
};

const NO_EFFECT: ReadonlySet<string> = new Set(["DO_NOT_CARE", "OFF", "OLD_VALUE"]);
const behaviours = (reading: Reading): string[] => reading.labels("behaviour").filter((label) => !NO_EFFECT.has(label));
const BEHAVIOUR: EffectPart = {
  available: (reading) => reading.has("behaviour"),
  labels: behaviours,
  read: (reading) => reading.text("behaviour"),
  write: (_reading, label) => [["behaviour", label]],
};

/** They want a colour and a behaviour with every order: those that are asked for, else as they are, else steadily white. */
function withColour(reading: Reading, sets: Sets): Sets {
  const given = (field: string): unknown => sets.find(([name]) => name === field)?.[1];
  const label = reading.text("color");
  const now = reading.text("behaviour") ?? "";
  return [
    ["color", given("color") ?? (isColour(label) ? label : "WHITE")],
    ["behaviour", given("behaviour") ?? (behaviours(reading).includes(now) ? now : "ON")],
  ];
}

const FIXED_FIELDS = { ...UNIT_FIELDS, color: "COLOR", behaviour: "COLOR_BEHAVIOUR" } as const;
const fixed = {
  kind: "light_fixed_color",
  colour: FIXED_COLOUR,
  effect: BEHAVIOUR,
  forgetsTimer: true,
  always: withColour,
} as const;

export const FIXED_COLOUR_LIGHT = light({
  ...fixed,
  fields: {
    ...FIXED_FIELDS,
    channel_color: { at: -1, parameter: "COLOR", shown: true },
    group_level: { at: -1, parameter: "LEVEL", shown: true },
  },
  secondaries: [1, 2],
  feedback: -1,
});
export const FIXED_COLOUR_LIGHT_WIRED = light({ ...fixed, fields: FIXED_FIELDS });

// ---------------------------------------------------------------- lamp of the sound module

/** Flash times that the lamp knows, in milliseconds. */
const FLASHES = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2000, 3000, 4000, 5000];
const LONGEST_FLASH = 5000;
function flashLabel(milliseconds: number | undefined): string {
  if (milliseconds === undefined || milliseconds <= 0 || milliseconds > LONGEST_FLASH) return "PERMANENTLY_ON";
  const nearest = FLASHES.reduce((a, b) => (Math.abs(b - milliseconds) < Math.abs(a - milliseconds) ? b : a));
  return nearest < 1000 ? `${nearest}MS` : `${nearest / 1000}S`;
}
/** 0 = once, -1 = for ever. */
export function repetitionsLabel(times: number): string {
  if (times === 0) return "NO_REPETITION";
  return times < 0 ? "INFINITE_REPETITIONS" : `REPETITIONS_${String(times).padStart(3, "0")}`;
}
export const REPETITIONS = { min: -1, max: 18 } as const;

function lampSets(reading: Reading, sets: Sets, args: Args): Sets {
  const label = reading.text("color");
  const colour = sets.find(([name]) => name === "color")?.[1] ?? (isColour(label) ? label : "WHITE");
  const times = args.maybeInteger(args.spelling("repetitions", "repetitions_index"), REPETITIONS) ?? 0;
  const flash = args.maybeNumber("flash_time", { min: 0 });
  return [
    ["color", colour],
    ...(reading.has("flash") ? [["flash", flashLabel(flash)] as const] : []),
    ...(reading.has("repetitions") ? [["repetitions", repetitionsLabel(times)] as const] : []),
  ];
}
export const SOUND_LAMP = light({
  kind: "light_sound_led",
  fields: {
    ...UNIT_FIELDS,
    color: "COLOR",
    flash: "ON_TIME_LIST_1",
    repetitions: "REPETITIONS",
    direction: "ACTIVITY_STATE",
  },
  colour: FIXED_COLOUR,
  always: lampSets,
  takes: ["repetitions", "repetitions_index", "flash_time"],
  turnOff: (reading, sets) => [
    ...sets,
    ...(reading.has("color") ? [["color", "BLACK"] as const] : []),
    ...(reading.has("on_time")
      ? ([
          ["on_unit", "S"],
          ["on_time", 0],
        ] as const)
      : []),
  ],
});

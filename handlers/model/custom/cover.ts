/** Shutters, window drives, blinds and garage doors (device-model 2.6). Positions are fractions: 1 is open. */
import type { Args, Limits } from "./args.ts";
import {
  type CustomOperation,
  critical,
  type Fields,
  type Invocation,
  NOTHING,
  type Outcome,
  type Profile,
  type Reading,
  type Sets,
  type State,
  writes,
} from "./profile.ts";

const FRACTION: Limits = { min: 0, max: 1 };
const percent = (level: number): number => Math.min(100, Math.max(0, Math.round(level * 100)));

function direction(reading: Reading): "opening" | "closing" | "stopped" | "unknown" {
  const activity = reading.text("direction");
  if (activity === "UP") return "opening";
  if (activity === "DOWN") return "closing";
  return activity === "STABLE" || activity === "NONE" ? "stopped" : "unknown";
}

/** The real channel knows better than a virtual one where the cover is, but only for the whole group, and if people want it. */
function known(reading: Reading, own: string, group: string): number | undefined {
  const asked = reading.primary && reading.behaviour.groupPosition !== false;
  return (asked ? reading.number(group) : undefined) ?? reading.number(own);
}
/** Where the cover is going: what was asked for and is not confirmed yet, else where it is. */
function target(reading: Reading, own: string, group: string): number | undefined {
  return reading.pending(own) ? reading.number(own) : known(reading, own, group);
}

function coverState(reading: Reading, position: number | undefined, closed: boolean): State {
  const movement = direction(reading);
  const resting = position === undefined ? undefined : closed ? "closed" : "open";
  const state = movement === "opening" || movement === "closing" ? movement : resting;
  return {
    ...(state === undefined ? {} : { state }),
    ...(position === undefined ? {} : { current_position: percent(position), level: position }),
    direction: movement,
  };
}
const plainState = (reading: Reading): State => {
  const level = known(reading, "level", "group_level");
  return coverState(reading, level, level !== undefined && percent(level) === 0);
};

const STOP: CustomOperation = { needs: ["stop"], run: () => critical(["stop", true]) };
const unlessThere = (there: boolean, ...sets: Sets): Outcome => (there ? NOTHING : writes(...sets));

const isMoving = (reading: Reading): boolean => {
  const towards = direction(reading);
  return towards === "opening" || towards === "closing";
};
/**
 * Nobody is sent where he stands already. Where a cover is on its way or was stopped somewhere it does not stand there,
 * whatever it reported last; an order that repeats the one on its way is recognised where it is sent (home/writes.ts).
 */
const isAt = (reading: Reading, level: number): boolean =>
  !reading.pending("level") &&
  !reading.halted("level") &&
  !isMoving(reading) &&
  (reading.sure("level") || reading.sure("group_level")) &&
  target(reading, "level", "group_level") === level;

const shutterOperations: Profile["operations"] = {
  open: { needs: ["level"], run: ({ reading }) => unlessThere(isAt(reading, 1), ["level", 1]) },
  close: { needs: ["level"], run: ({ reading }) => unlessThere(isAt(reading, 0), ["level", 0]) },
  set_position: {
    needs: ["level"],
    takes: ["position"],
    run: ({ args }) => writes(["level", args.number("position", FRACTION)]),
  },
  stop: STOP,
};

const config = (tilt: boolean) => (reading: Reading) => ({
  inverted_control: false,
  supports_stop: reading.has("stop"),
  supports_tilt: tilt,
});
const capabilities = (tilt: boolean) => (reading: Reading) => ({
  position: true,
  tilt,
  stop: reading.has("stop"),
  vent: false,
  inverted_control: false,
});

const RF_FIELDS: Fields = {
  level: "LEVEL",
  level_2: "LEVEL_SLATS",
  combined: "LEVEL_COMBINED",
  direction: "DIRECTION",
  stop: "STOP",
};
const IP_FIELDS: Fields = {
  level: "LEVEL",
  level_2: "LEVEL_2",
  combined: "COMBINED_PARAMETER",
  stop: "STOP",
  direction: { at: -1, parameter: "ACTIVITY_STATE" },
  mode: { at: -1, parameter: "CHANNEL_OPERATION_MODE", paramset: "MASTER" },
  group_level: { at: -1, parameter: "LEVEL", shown: true },
  group_level_2: { at: -1, parameter: "LEVEL_2", shown: true },
};
const shutter = {
  category: "cover",
  kind: "cover",
  named: "level",
  state: plainState,
  config: config(false),
  capabilities: capabilities(false),
  operations: shutterOperations,
} as const;

export const RF_SHUTTER: Profile = { ...shutter, fields: RF_FIELDS };
export const IP_SHUTTER: Profile = { ...shutter, fields: IP_FIELDS, secondaries: [1, 2], feedback: -1 };

// ---------------------------------------------------------------- window drive

/** What the drive reports when it is shut and locked, and the name under which it takes the order. */
const LOCKED_LEVEL = -0.005;
const LOCKED = "LOCKED";
/** Shut but not locked is shown as 1 %, and ordered by anything up to it. */
const UNLOCKED_LEVEL = 0.01;
const driveLevel = (position: number): number | string =>
  position === 0 ? LOCKED : position <= UNLOCKED_LEVEL ? 0 : position;

export const WINDOW_DRIVE: Profile = {
  ...shutter,
  fields: RF_FIELDS,
  state: (reading) => {
    const level = reading.number("level");
    const position = level === undefined ? undefined : level < 0 ? 0 : Math.max(level, UNLOCKED_LEVEL);
    return coverState(reading, position, position === 0);
  },
  operations: {
    ...shutterOperations,
    close: { needs: ["level"], run: ({ reading }) => unlessThere(isAt(reading, LOCKED_LEVEL), ["level", LOCKED]) },
    set_position: {
      needs: ["level"],
      takes: ["position"],
      run: ({ args }) => writes(["level", driveLevel(args.number("position", FRACTION))]),
    },
  },
};

// ---------------------------------------------------------------- blinds

/** Level and slats in one text: percent with the slats first (IP), bytes of a two-hundredth with the level first (RF). */
function combinedText(parameter: string, level: number, tilt: number): string {
  if (parameter === "COMBINED_PARAMETER") return `L2=${percent(tilt)},L=${percent(level)}`;
  const byte = (value: number) =>
    `0x${Math.trunc(value * 200)
      .toString(16)
      .padStart(2, "0")}`;
  return `${byte(level)},${byte(tilt)}`;
}

/**
 * A blind is always told both, or turning the slats would move it. While it moves it is stopped first: it would finish
 * the old order otherwise. Whoever repeats the order that it follows does not want it stopped.
 */
function moveBlind(reading: Reading, wanted: { level?: number; tilt?: number }): Outcome {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const level = wanted.level ?? clamp(target(reading, "level", "group_level") ?? 0);
  const tilt = wanted.tilt ?? clamp(target(reading, "level_2", "group_level_2") ?? 0);
  const combined = reading.point("combined")?.parameter;
  const sets: Sets =
    combined === undefined
      ? [...(reading.has("level_2") ? [["level_2", tilt] as const] : []), ["level", level]]
      : [["combined", combinedText(combined, level, tilt)]];
  const isOrdered = reading.pending("level") || reading.pending("level_2");
  const isRepeated = isOrdered && reading.heads("level", level) && reading.heads("level_2", tilt);
  const moving = isOrdered || isMoving(reading);
  const stop =
    moving && !isRepeated && reading.has("stop") ? [{ sets: [["stop", true]], critical: true } as const] : [];
  return { steps: [...stop, { sets }] };
}

const move = (
  wish: (args: Args) => { level?: number; tilt?: number },
  needs = ["level"],
  takes: readonly string[] = [],
): CustomOperation => ({
  needs,
  takes,
  run: ({ reading, args }: Invocation) => moveBlind(reading, wish(args)),
});
const TILTED = ["level", "level_2"];
const TILTED_ARGUMENTS = ["level", "tilt"];
const blindOperations: Profile["operations"] = {
  open: move(() => ({ level: 1, tilt: 1 })),
  close: move(() => ({ level: 0, tilt: 0 })),
  set_position: move((args) => ({ level: args.number("position", FRACTION) }), ["level"], ["position"]),
  stop: STOP,
  set_tilt: move((args) => ({ tilt: args.number("tilt", FRACTION) }), TILTED, ["tilt"]),
  set_combined: move(
    (args) => ({ level: args.number("level", FRACTION), tilt: args.number("tilt", FRACTION) }),
    TILTED,
    TILTED_ARGUMENTS,
  ),
  open_tilt: move(() => ({ tilt: 1 }), TILTED),
  close_tilt: move(() => ({ tilt: 0 }), TILTED),
  stop_tilt: STOP,
};

const blind = {
  ...shutter,
  kind: "cover_blind",
  state: (reading: Reading): State => {
    const tilt = known(reading, "level_2", "group_level_2");
    return {
      ...plainState(reading),
      ...(tilt === undefined ? {} : { current_tilt_position: percent(tilt), tilt_level: tilt }),
    };
  },
  config: config(true),
  capabilities: capabilities(true),
  operations: blindOperations,
  oneAtATime: true,
} as const;

export const RF_BLIND: Profile = { ...blind, fields: RF_FIELDS };
export const IP_BLIND: Profile = { ...blind, fields: IP_FIELDS, secondaries: [1, 2], feedback: -1 };
/** Drives of one channel that say everything themselves. */
export const IP_SHADING: Profile = {
  ...blind,
  fields: { level: "LEVEL", level_2: "LEVEL_2", stop: "STOP", direction: "ACTIVITY_STATE" },
};

// ---------------------------------------------------------------- garage doors

/** Position that stands for each state; `POSITION_UNKNOWN` has none. */
const DOOR_POSITIONS: ReadonlyMap<string, number> = new Map([
  ["CLOSED", 0],
  ["VENTILATION_POSITION", 10],
  ["OPEN", 100],
]);
/** What SECTION says while the door moves. */
const SECTION_OPENING = 2;
const SECTION_CLOSING = 5;

function garageState(reading: Reading): State {
  const door = reading.text("door_state");
  const section = reading.number("section");
  const position = DOOR_POSITIONS.get(door ?? "");
  const moving = section === SECTION_OPENING ? "opening" : section === SECTION_CLOSING ? "closing" : undefined;
  const state = moving ?? (position === undefined ? undefined : position === 0 ? "closed" : "open");
  return {
    ...(state === undefined ? {} : { state }),
    current_position: position ?? null,
    ...(door === undefined ? {} : { door_state: door }),
  };
}
const door = (order: string): CustomOperation => ({ needs: ["command"], run: () => writes(["command", order]) });

export const GARAGE: Profile = {
  category: "cover",
  kind: "cover_garage",
  named: "door_state",
  fields: {
    door_state: { parameter: "DOOR_STATE", shown: true },
    command: "DOOR_COMMAND",
    section: "SECTION",
  },
  extras: { 1: ["STATE"] },
  state: garageState,
  config: () => ({ supports_stop: true, supports_vent: true }),
  capabilities: () => ({ position: false, tilt: false, stop: true, vent: true, inverted_control: false }),
  operations: {
    open: door("OPEN"),
    close: door("CLOSE"),
    stop: { needs: ["command"], run: () => critical(["command", "STOP"]) },
    ventilate: door("PARTIAL_OPEN"),
  },
};

/**
 * What a link profile asks of the parameters of a receiver, in the words of its state machine. A rule looks into the
 * receiver's own description and answers with constraints that fit it, or with `undefined` where it cannot be followed.
 *
 * The state machine (device-model 5.3, labels as the descriptions have them): a receiver is in one of the states OFF,
 * ONDELAY, RAMPON, ON, OFFDELAY, RAMPOFF, a blind in REFON and REFOFF besides. A press makes it jump to what `JT_<state>`
 * of its present state says, if the value that came with the press fulfils `CT_<state>`.
 */
import type { ParameterDescription, ParamsetDescription } from "../../ports/index.ts";
import { bounds, encodeValue, isRejected, specials } from "../values.ts";

/** As the contract writes it: choices are indexes, switches 0 and 1. */
export type Constraint =
  | { constraint_type: "fixed"; value: number }
  | { constraint_type: "list"; values: number[]; default: number }
  | { constraint_type: "range"; min_value: number; max_value: number; default: number };
export type Constraints = Record<string, Constraint>;

export type Prefix = "SHORT_" | "LONG_" | "";
export type Rule = (description: ParamsetDescription, prefix: Prefix) => Constraints | undefined;

const fixed = (value: number): Constraint => ({ constraint_type: "fixed", value });
const own = (description: ParamsetDescription, name: string): ParameterDescription | undefined =>
  Object.hasOwn(description, name) ? description[name] : undefined;

/** Index of the first label that the parameter knows. */
const indexOf = (parameter: ParameterDescription, labels: readonly string[]): number | undefined => {
  const list = parameter.VALUE_LIST ?? [];
  const label = labels.find((one) => list.includes(one));
  return label === undefined ? undefined : list.indexOf(label);
};

// ---------------------------------------------------------------- jumps

export type State = "OFF" | "ONDELAY" | "RAMPON" | "ON" | "OFFDELAY" | "RAMPOFF" | "REFON" | "REFOFF";
export type Jumps = Readonly<Partial<Record<State, State>>>;

/** Spellings of the families. A receiver without delays or ramps goes where they lead. */
const TARGETS: Readonly<Record<State, readonly string[]>> = {
  OFF: ["OFF"],
  ON: ["ON"],
  ONDELAY: ["ONDELAY", "ON_DELAY", "ON"],
  OFFDELAY: ["OFFDELAY", "OFF_DELAY", "OFF"],
  RAMPON: ["RAMPON", "RAMP_ON", "ON"],
  RAMPOFF: ["RAMPOFF", "RAMP_OFF", "OFF"],
  REFON: ["REFON", "RAMPON", "RAMP_ON"],
  REFOFF: ["REFOFF", "RAMPOFF", "RAMP_OFF"],
};

/** Where a press leads from each state. States that the receiver lacks are left out; OFF and ON it must have. */
export const jumps =
  (table: Jumps): Rule =>
  (description, prefix) => {
    const found: Constraints = {};
    for (const [state, target] of Object.entries(table)) {
      const parameter = own(description, `${prefix}JT_${state}`);
      if (!parameter) continue;
      const index = indexOf(parameter, TARGETS[target]);
      if (index === undefined) return undefined;
      found[`${prefix}JT_${state}`] = fixed(index);
    }
    return `${prefix}JT_OFF` in found && `${prefix}JT_ON` in found ? found : undefined;
  };

/** Jumps of a receiver with labels of its own, as locks have them. */
export const leadsTo =
  (table: Readonly<Record<string, readonly string[]>>): Rule =>
  (description, prefix) => {
    const found: Constraints = {};
    for (const [state, labels] of Object.entries(table)) {
      const parameter = own(description, `${prefix}JT_${state}`);
      const index = parameter && indexOf(parameter, labels);
      if (index === undefined) return undefined;
      found[`${prefix}JT_${state}`] = fixed(index);
    }
    return found;
  };

// ---------------------------------------------------------------- what a press does

const ACTIONS = {
  jump: ["PROFILE_ACTION_TYPE_JUMP", "JUMP_TO_TARGET", "ACTIVE"],
  nothing: ["PROFILE_ACTION_TYPE_INACTIVE", "INACTIVE"],
  brighter: ["PROFILE_ACTION_TYPE_DRIVE_UP", "UPDIM"],
  darker: ["PROFILE_ACTION_TYPE_DRIVE_DOWN", "DOWNDIM"],
  brighterOrDarker: ["PROFILE_ACTION_TYPE_TOGGLE_DRIVE_LAST_DIR", "TOGGLEDIM"],
} as const;

/** `…_PROFILE_ACTION_TYPE` (HmIP) or `…_ACTION_TYPE` (BidCos). Locks have neither: they can only jump. */
export const action =
  (kind: keyof typeof ACTIONS): Rule =>
  (description, prefix) => {
    for (const name of [`${prefix}PROFILE_ACTION_TYPE`, `${prefix}ACTION_TYPE`]) {
      const parameter = own(description, name);
      if (!parameter) continue;
      const index = indexOf(parameter, ACTIONS[kind]);
      return index === undefined ? undefined : { [name]: fixed(index) };
    }
    return kind === "jump" ? {} : undefined;
  };

/** Whether a held key repeats its command. Where there is no such parameter it is as it is. */
export const repeats =
  (on: boolean): Rule =>
  (description, prefix) =>
    own(description, `${prefix}MULTIEXECUTE`) ? { [`${prefix}MULTIEXECUTE`]: fixed(on ? 1 : 0) } : {};

// ---------------------------------------------------------------- times

const NOT_USED = "NOT_USED";
/** Milliseconds of the steps of `…_TIME_BASE`, by index (device-model 4.3). */
const TIME_BASES_MS: readonly number[] = [100, 1_000, 5_000, 10_000, 60_000, 300_000, 600_000, 3_600_000];
/** Highest `…_TIME_FACTOR`; with the longest base it means "for ever". */
const FACTOR_LIMIT = 31;
const FOR_EVER = { base: TIME_BASES_MS.length - 1, factor: FACTOR_LIMIT } as const;

/** The state is never left by itself. A receiver without the time leaves it never anyway. */
export const forEver =
  (time: "ON_TIME" | "OFF_TIME"): Rule =>
  (description, prefix) => {
    const [base, factor] = [`${prefix}${time}_BASE`, `${prefix}${time}_FACTOR`];
    if (own(description, base) && own(description, factor))
      return { [base]: fixed(FOR_EVER.base), [factor]: fixed(FOR_EVER.factor) };
    const seconds = own(description, `${prefix}${time}`);
    if (!seconds) return {};
    const never = specials(seconds).get(NOT_USED);
    return never === undefined ? undefined : { [`${prefix}${time}`]: fixed(never) };
  };

/** Longest step of a base that divides the duration, so that people read `5 min` and not `300 s`. */
function basedOn(seconds: number): { base: number; factor: number } {
  const ms = seconds * 1000;
  const base = TIME_BASES_MS.findLastIndex((step) => ms % step === 0 && ms / step <= FACTOR_LIMIT);
  return base < 0 ? { base: FOR_EVER.base, factor: 1 } : { base, factor: ms / TIME_BASES_MS[base]! };
}

/** The state is left after a time that a person chooses. */
export const lasting =
  (time: "ON_TIME" | "ONDELAY_TIME" | "OFFDELAY_TIME", seconds: number): Rule =>
  (description, prefix) => {
    const [base, factor] = [`${prefix}${time}_BASE`, `${prefix}${time}_FACTOR`];
    if (own(description, base) && own(description, factor)) {
      const chosen = basedOn(seconds);
      return {
        [base]: { constraint_type: "range", min_value: 0, max_value: FOR_EVER.base, default: chosen.base },
        [factor]: { constraint_type: "range", min_value: 1, max_value: FACTOR_LIMIT, default: chosen.factor },
      };
    }
    return between(time, seconds, { min: 1 })(description, prefix);
  };

// ---------------------------------------------------------------- conditions

/** How the value that comes with the telegram is compared with COND_VALUE_LO and COND_VALUE_HI. */
const CONDITIONS = {
  atLeastLow: ["VALUE_GE_LO", "X GE COND_VALUE_LO"],
  belowLow: ["VALUE_L_LO", "X LT COND_VALUE_LO"],
  belowHigh: ["VALUE_L_HI", "X LT COND_VALUE_HI"],
} as const;
export type Condition = keyof typeof CONDITIONS;

const STATES: readonly State[] = ["OFF", "ONDELAY", "RAMPON", "ON", "OFFDELAY", "RAMPOFF", "REFON", "REFOFF"];

/** Conditions by state; `others` for the ones that are not named. */
export const when =
  (others: Condition, table: Readonly<Partial<Record<State, Condition>>> = {}): Rule =>
  (description, prefix) => {
    const found: Constraints = {};
    for (const state of STATES) {
      const parameter = own(description, `${prefix}CT_${state}`);
      if (!parameter) continue;
      const index = indexOf(parameter, CONDITIONS[table[state] ?? others]);
      if (index === undefined) return undefined;
      found[`${prefix}CT_${state}`] = fixed(index);
    }
    return Object.keys(found).length > 0 ? found : undefined;
  };

/** Whatever value comes: it is never below 0. */
export const always: Rule = (description, prefix) => {
  const conditions = when("atLeastLow")(description, prefix);
  const low = exactly("COND_VALUE_LO", 0)(description, prefix);
  return conditions && low ? { ...conditions, ...low } : undefined;
};

// ---------------------------------------------------------------- plain parameters

const takes = (name: string, parameter: ParameterDescription, value: number): boolean =>
  !isRejected(encodeValue(name, "LINK", parameter, value));

export const exactly =
  (parameter: string, value: number): Rule =>
  (description, prefix) => {
    const name = prefix + parameter;
    const known = own(description, name);
    return known && takes(name, known, value) ? { [name]: fixed(value) } : undefined;
  };

/** Only where the receiver has the parameter; without it it is as it is. */
export const ifKnown =
  (parameter: string, value: number): Rule =>
  (description, prefix) =>
    own(description, prefix + parameter) ? exactly(parameter, value)(description, prefix) : {};

/** A choice by its label, in the spellings of the families. */
export const choice =
  (parameter: string, ...labels: readonly string[]): Rule =>
  (description, prefix) => {
    const known = own(description, prefix + parameter);
    const index = known && indexOf(known, labels);
    return index === undefined ? undefined : { [prefix + parameter]: fixed(index) };
  };

/** A number that a person chooses, within the receiver's limits and the given ones. */
export const between =
  (parameter: string, preset: number, limits: { min?: number; max?: number } = {}): Rule =>
  (description, prefix) => {
    const name = prefix + parameter;
    const known = own(description, name);
    if (!known || (known.TYPE !== "FLOAT" && known.TYPE !== "INTEGER")) return undefined;
    const { min, max } = bounds(known);
    if (min === undefined || max === undefined) return undefined;
    const [low, high] = [Math.max(min, limits.min ?? min), Math.min(max, limits.max ?? max)];
    if (low > high) return undefined;
    const start = Math.min(high, Math.max(low, preset));
    return { [name]: { constraint_type: "range", min_value: low, max_value: high, default: start } };
  };

/** All of them, or none. */
export const all =
  (...rules: readonly Rule[]): Rule =>
  (description, prefix) => {
    const found: Constraints = {};
    for (const rule of rules) {
      const part = rule(description, prefix);
      if (!part) return undefined;
      Object.assign(found, part);
    }
    return found;
  };

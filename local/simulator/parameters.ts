/**
 * A language of a few words to describe parameters of devices, in our own tables. What a real interface process adds
 * or spells differently (protocol document 10.2) is added in `describeParameter`, per family.
 */
import type { ParameterDescription, ParameterType } from "../../handlers/ports/index.ts";

/** What travels over the wire as a value. */
export type Value = boolean | number | string;

/** rfd and hs485d; the Java servers; their groups; the add-on. They describe the same things differently. */
export type Family = "bidcos" | "hmip" | "virtual" | "cuxd";

export interface ParameterSpec {
  readonly type: ParameterType;
  /** Bits: 1 read, 2 write, 4 event. */
  readonly operations: number;
  /** Bits: 1 visible, 2 internal, 8 service, 16 sticky. */
  readonly flags: number;
  readonly min: Value;
  readonly max: Value;
  readonly default: Value;
  readonly unit?: string;
  readonly list?: readonly string[];
  /** Values outside min…max that mean something. */
  readonly special?: Readonly<Record<string, number>>;
  readonly control?: string;
  /** What the device has reported before the simulator starts; `null` = nothing yet. Absent = the default. */
  readonly starts?: Value | null;
  /** Announced as readable, but reading it fails, and on rfd with it the whole paramset (protocol 11.2). */
  readonly unreadable?: true;
}
export type ParameterTable = Readonly<Record<string, ParameterSpec>>;

export interface Extras {
  unit?: string;
  control?: string;
  default?: Value;
  starts?: Value | null;
  special?: Record<string, number>;
  /** Service message; `sticky` ones must be acknowledged by hand. */
  service?: true;
  sticky?: true;
  internal?: true;
  unreadable?: true;
}

const operations = (letters: string): number =>
  (letters.includes("r") ? 1 : 0) | (letters.includes("w") ? 2 : 0) | (letters.includes("e") ? 4 : 0);

function flags(extras: Extras): number {
  return 1 | (extras.internal ? 2 : 0) | (extras.service || extras.sticky ? 8 : 0) | (extras.sticky ? 16 : 0);
}

function spec(
  type: ParameterType,
  letters: string,
  range: { min: Value; max: Value; default: Value; list?: readonly string[] },
  extras: Extras,
): ParameterSpec {
  const { unit, control, starts, special, unreadable } = extras;
  const kept = { unit, control, starts, special, unreadable };
  const present = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  const base = { type, operations: operations(letters), flags: flags(extras), ...range, ...present };
  return extras.default === undefined ? base : { ...base, default: extras.default };
}

/** `letters`: r(ead), w(rite), e(vent). */
export const bool = (letters: string, extras: Extras = {}): ParameterSpec =>
  spec("BOOL", letters, { min: false, max: true, default: false }, extras);

export const action = (letters: string, extras: Extras = {}): ParameterSpec =>
  spec("ACTION", letters, { min: false, max: true, default: false }, extras);

export const float = (letters: string, min: number, max: number, extras: Extras = {}): ParameterSpec =>
  spec("FLOAT", letters, { min, max, default: Math.max(min, Math.min(0, max)) }, extras);

export const integer = (letters: string, min: number, max: number, extras: Extras = {}): ParameterSpec =>
  spec("INTEGER", letters, { min, max, default: Math.max(min, Math.min(0, max)) }, extras);

/** `labels` separated by blanks; `-` is a hole (an empty label that still counts as an index). */
export const choice = (letters: string, labels: string, extras: Extras = {}): ParameterSpec => {
  const list = labels.split(" ").map((label) => (label === "-" ? "" : label));
  return spec("ENUM", letters, { min: 0, max: list.length - 1, default: 0, list }, extras);
};

export const text = (letters: string, extras: Extras = {}): ParameterSpec =>
  spec("STRING", letters, { min: "", max: "", default: "" }, extras);

/** HmIP measures in pairs: X is only meaningful while X_STATUS is NORMAL. */
export function measured(name: string, parameter: ParameterSpec): ParameterTable {
  return { [name]: parameter, [`${name}_STATUS`]: choice("re", "NORMAL UNKNOWN OVERFLOW UNDERFLOW") };
}

/** HmIP time as number and unit (base 10 s and so on are not used by the devices here). */
export const duration = (name: string): ParameterTable => ({
  [`${name}_VALUE`]: integer("w", 0, 16343, { special: { NOT_USED: 111600 } }),
  [`${name}_UNIT`]: choice("w", "S M H"),
});

/** As the interface process of the family tells it. `order` is the position in the paramset. */
export function describeParameter(
  family: Family,
  id: string,
  parameter: ParameterSpec,
  order: number,
): ParameterDescription {
  const named = family === "hmip" && parameter.type === "ENUM";
  const label = (value: Value): Value =>
    named && typeof value === "number" ? (parameter.list?.[value] ?? value) : value;
  const description: ParameterDescription = {
    ID: id,
    TYPE: parameter.type,
    OPERATIONS: parameter.operations,
    FLAGS: parameter.flags,
    DEFAULT: label(parameter.default),
    MIN: label(parameter.min),
    MAX: label(parameter.max),
  };
  if (family === "bidcos") description.TAB_ORDER = order;
  if (parameter.control && family !== "cuxd") description.CONTROL = parameter.control;
  if (parameter.unit !== undefined || family === "bidcos") description.UNIT = parameter.unit ?? "";
  if (parameter.list) description.VALUE_LIST = [...parameter.list];
  if (parameter.special) {
    description.SPECIAL = Object.entries(parameter.special).map(([ID, VALUE]) => ({ ID, VALUE }));
  }
  return family === "virtual" ? sloppy(description) : description;
}

/** VirtualDevices sends limits and defaults as text, whatever the type (protocol 10.2, 18). */
function sloppy(description: ParameterDescription): ParameterDescription {
  const loose: ParameterDescription = { ...description };
  for (const key of ["DEFAULT", "MIN", "MAX"] as const) {
    const value = loose[key];
    if (typeof value === "number" && description.TYPE === "FLOAT") loose[key] = value.toFixed(1);
    else if (value !== undefined) loose[key] = String(value);
  }
  return loose;
}

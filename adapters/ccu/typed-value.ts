/** Between the values of the house and those of the wire: the description decides the type (sections 3.3, 11, 12). */
import {
  CcuFault,
  type ParameterDescription,
  type ParamsetDescription,
  type TypedValue,
} from "../../handlers/ports/index.ts";
import { Double, isStruct, type RpcStruct, type RpcValue } from "./codec/value.ts";

const WRITE = 2;
/** rfd cuts doubles to six decimals; two values closer than this are the same. */
export const FLOAT_TOLERANCE = 1e-6;

const refuse = (message: string): never => {
  throw new CcuFault("permanent", message);
};

/** The wire's form of a value. Throws `CcuFault` permanent for a value that is not of its type. */
export function toWire(parameter: string, typed: TypedValue): RpcValue {
  const { type, value } = typed;
  switch (type) {
    case "BOOL":
    case "ACTION":
      return typeof value === "boolean" ? value : refuse(`${parameter}: a boolean is needed`);
    case "ENUM":
      // HmIP names its bounds by label and takes labels; `validate` has seen that it is one
      if (typeof value === "string") return value;
      return typeof value === "number" && Number.isInteger(value) ? value : refuse(`${parameter}: a choice is needed`);
    case "INTEGER":
      return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31
        ? value
        : refuse(`${parameter}: an integer is needed`);
    case "FLOAT":
      return typeof value === "number" && Number.isFinite(value)
        ? new Double(value)
        : refuse(`${parameter}: a finite number is needed`);
    default:
      return String(value);
  }
}

function inRange(value: number, description: ParameterDescription): boolean {
  const { MIN, MAX, SPECIAL, DEFAULT } = description;
  // Some devices have a default beyond their limits ("last value" of dimmers): they take it back.
  if (value === DEFAULT) return true;
  if (SPECIAL?.some((special) => Number(special.VALUE) === value)) return true;
  // VirtualDevices send MIN = MAX = 0 and texts: no range at all (10.2).
  if (typeof MIN !== "number" || typeof MAX !== "number" || MIN >= MAX) return true;
  return value >= MIN - FLOAT_TOLERANCE && value <= MAX + FLOAT_TOLERANCE;
}

/** An index of the list, or one of its labels. Where there is no list the interface knows better. */
const isChoice = (value: unknown, list: readonly string[] | undefined): boolean =>
  list ? (typeof value === "string" ? value !== "" && list.includes(value) : Number(value) in list) : true;

/** The same type on the wire. */
const alike = (a: string, b: string): boolean =>
  a === b ||
  (/^(BOOL|ACTION)$/.test(a) && /^(BOOL|ACTION)$/.test(b)) ||
  (/^(INTEGER|ENUM)$/.test(a) && /^(INTEGER|ENUM)$/.test(b));

/**
 * Refuses what this channel's description lacks or forbids. An unknown parameter makes a HmIP channel unwritable for
 * ever, a wrong type or index gets stuck in its configuration: none of it may reach the wire (section 12).
 */
export function validate(
  address: string,
  paramset: string,
  values: Readonly<Record<string, TypedValue>>,
  description: ParamsetDescription,
): void {
  for (const [name, { type, value }] of Object.entries(values)) {
    const parameter = Object.hasOwn(description, name) ? description[name] : undefined;
    // The easy-mode profile number of the WebUI is written along and described nowhere (11.4).
    if (!parameter && paramset === "LINK" && name === "UI_HINT" && type === "STRING") continue;
    if (!parameter) throw new CcuFault("permanent", `${address} has no parameter ${name} in ${paramset}`, -5);
    // rfd describes whatever belongs to a link with OPERATIONS 0, and takes it.
    const isLinks = paramset === "LINK" && parameter.OPERATIONS === 0;
    if (!isLinks && (parameter.OPERATIONS & WRITE) === 0) refuse(`${address} ${name} is read-only`);
    if (!alike(parameter.TYPE, type)) refuse(`${address} ${name} is ${parameter.TYPE}, not ${type}`);
    if (type === "ENUM" && !isChoice(value, parameter.VALUE_LIST)) {
      refuse(`${address} ${name} has no value ${value}`);
    }
    // Ranges of VALUES are known to be wrong here and there and do no harm: rfd clamps, the model knows better.
    if (paramset !== "VALUES" && (type === "INTEGER" || type === "FLOAT") && !inRange(Number(value), parameter)) {
      refuse(`${address} ${name}: ${value} is outside of ${parameter.MIN} to ${parameter.MAX}`);
    }
  }
}

/** A value from the wire in the type that its description says; unchanged where that is impossible. */
export function cast(value: RpcValue, description: ParameterDescription | undefined): unknown {
  switch (description?.TYPE) {
    case "FLOAT":
    case "INTEGER": {
      if (typeof value === "boolean") return value ? 1 : 0;
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : value;
    }
    case "ENUM": {
      if (typeof value !== "string") return value;
      if (description.VALUE_LIST?.includes(value)) return description.VALUE_LIST.indexOf(value);
      return /^\d+$/.test(value) ? Number(value) : value;
    }
    case "BOOL":
    case "ACTION":
      if (typeof value === "number") return value !== 0;
      if (value === "true" || value === "1") return true;
      return value === "false" || value === "0" ? false : value;
    case "STRING":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    default:
      return value;
  }
}

/** A paramset, each value cast. `""` is the empty paramset. */
export function castParamset(raw: RpcValue, description: ParamsetDescription | undefined): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  if (!isStruct(raw)) return values;
  for (const [name, value] of Object.entries(raw)) {
    if (name !== "__proto__") values[name] = cast(value, description?.[name]);
  }
  return values;
}

/** Whether a paramset already holds the value. */
export function same(stored: unknown, wanted: TypedValue): boolean {
  if (wanted.type !== "FLOAT") return stored === wanted.value;
  if (typeof stored !== "number" || typeof wanted.value !== "number") return false;
  return Math.abs(stored - wanted.value) <= FLOAT_TOLERANCE * Math.max(1, Math.abs(wanted.value));
}

export function wireStruct(values: Readonly<Record<string, TypedValue>>): RpcStruct {
  return Object.fromEntries(Object.entries(values).map(([name, typed]) => [name, toWire(name, typed)]));
}

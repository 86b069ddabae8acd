/** What interface processes make of a value that a client sends: rfd clamps and ignores, HmIP stores and complains. */
import { Double, type RpcValue } from "../../adapters/ccu/codec/value.ts";
import type { ParameterDescription } from "../../handlers/ports/index.ts";
import type { Value } from "./parameters.ts";
import { plainDefault } from "./world.ts";

const number = (value: unknown): number => (typeof value === "number" ? value : Number.parseFloat(String(value)));

/** Within MIN…MAX, or one of the SPECIAL values. */
function clamp(description: ParameterDescription, value: number): number {
  if (special(description, value)) return value;
  const low = number(description.MIN);
  const high = number(description.MAX);
  if (Number.isFinite(low) && value < low) return low;
  return Number.isFinite(high) && value > high ? high : value;
}

function special(description: ParameterDescription, value: number): boolean {
  const named = description.SPECIAL;
  const list = Array.isArray(named)
    ? named.map((entry) => Number(entry.VALUE))
    : Object.values(named ?? {}).map(Number);
  return list.includes(value);
}

const raw = (value: RpcValue): RpcValue => (value instanceof Double ? value.value : value);

/** Index of an ENUM given as index, name or digits. */
function index(description: ParameterDescription, value: RpcValue): number | undefined {
  const list = description.VALUE_LIST ?? [];
  if (typeof value === "number")
    return Number.isInteger(value) && value >= 0 && value < list.length ? value : undefined;
  if (typeof value !== "string") return undefined;
  const named = list.indexOf(value);
  if (named >= 0) return named;
  return /^\d+$/.test(value) ? index(description, Number(value)) : undefined;
}

const NUMERIC = /^-?\d+(\.\d+)?$/;

/** rfd and hs485d, setValue: the value that is sent, or `undefined` for a type error (protocol 11.3). */
export function rfdValue(description: ParameterDescription, value: RpcValue): Value | undefined {
  switch (description.TYPE) {
    case "ACTION":
      return true;
    case "BOOL":
      if (typeof value === "boolean") return value;
      return typeof value === "string" ? /^(t|true|[1-9]\d*)$/i.test(value) : undefined;
    case "FLOAT": {
      if (value instanceof Double) return clamp(description, value.value);
      return typeof value === "string" && NUMERIC.test(value) ? clamp(description, Number(value)) : undefined;
    }
    case "INTEGER":
      if (typeof value === "number") return clamp(description, value);
      return typeof value === "string" && NUMERIC.test(value)
        ? clamp(description, Math.trunc(Number(value)))
        : undefined;
    case "ENUM":
      if (typeof value !== "number" && typeof value !== "string") return undefined;
      return index(description, value) ?? plainDefault(description);
    default:
      return typeof value === "string" ? value : undefined;
  }
}

/** HmIP, setValue: the right type is demanded, the range is not checked; `undefined` = -5. */
export function hmipValue(description: ParameterDescription, value: RpcValue): Value | undefined {
  switch (description.TYPE) {
    case "ACTION":
    case "BOOL":
      return typeof value === "boolean" ? value : undefined;
    case "FLOAT":
      return value instanceof Double ? value.value : undefined;
    case "INTEGER":
      return typeof value === "number" ? value : undefined;
    case "ENUM":
      return index(description, value);
    default:
      return typeof value === "string" ? value : undefined;
  }
}

/** rfd, MASTER: what is stored, `undefined` = silently ignored (protocol 12). */
export function rfdMaster(description: ParameterDescription, value: RpcValue): Value | undefined {
  switch (description.TYPE) {
    case "BOOL":
      return typeof value === "boolean" ? value : undefined;
    case "FLOAT":
      return value instanceof Double ? clamp(description, value.value) : undefined;
    case "INTEGER": {
      if (typeof value === "number") return clamp(description, value);
      if (typeof value !== "string") return undefined;
      return NUMERIC.test(value) ? clamp(description, Math.trunc(Number(value))) : number(description.MIN);
    }
    case "ENUM":
      if (typeof value === "number") return index(description, clamp(description, value));
      return index(description, value);
    default:
      return typeof value === "string" ? value : undefined;
  }
}

/** HmIP, MASTER: stored in every case; `fault` = answered with -5 and CONFIG_PENDING sticks. */
export function hmipMaster(description: ParameterDescription, value: RpcValue): { store: Value; fault: boolean } {
  const plain = raw(value);
  const scalar: Value = typeof plain === "boolean" || typeof plain === "number" ? plain : String(plain ?? "");
  if (description.TYPE === "ENUM") {
    const found = index(description, value);
    return found === undefined ? { store: scalar, fault: true } : { store: found, fault: false };
  }
  if (description.TYPE === "INTEGER") return { store: scalar, fault: typeof scalar === "string" };
  return { store: scalar, fault: description.TYPE === "FLOAT" && typeof scalar === "string" };
}

/** On the wire a FLOAT must look like one, whatever its digits. */
export function wire(description: ParameterDescription | undefined, value: Value): RpcValue {
  return description?.TYPE === "FLOAT" && typeof value === "number" ? new Double(value) : value;
}

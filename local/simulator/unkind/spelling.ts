/**
 * Other spellings of the same thing: nothing is lost, so that a client must read all of it. A data point keeps its
 * spelling, as a CCU does.
 */
import { Double, type RpcStruct, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { ParameterDescription } from "../../../handlers/ports/index.ts";
import type { Chance } from "../chance.ts";

/** One in so many is written in another way. */
const ONE_IN = 4;
const seldom = (dice: Chance): boolean => dice.next() * ONE_IN < 1;

const text = (value: RpcValue): RpcValue =>
  value instanceof Double ? value.value.toFixed(6) : typeof value === "boolean" ? String(value) : String(value ?? "");

/**
 * A value. Sources: numbers without a type tag are texts (protocol 3.2, OpenCCU#2574); ENUM as its name where the option
 * ReplaceEnumValueWithOrdinal is off (protocol 5.3); 0 and 1 for BOOL, as HmIP stores them (protocol 12).
 */
export function respellValue(description: ParameterDescription, value: RpcValue, dice: Chance): RpcValue {
  if (!seldom(dice)) return value;
  switch (description.TYPE) {
    case "FLOAT":
      return value instanceof Double ? text(value) : value;
    case "INTEGER":
      return typeof value === "number" ? text(value) : value;
    case "BOOL":
      return typeof value === "boolean" ? Number(value) : value;
    case "ENUM":
      return (typeof value === "number" && description.VALUE_LIST?.[value]) || value;
    default:
      return value;
  }
}

/**
 * A parameter's description. Sources: protocol 10.2: OPERATIONS as text; ENUM bounds as index or as name; bounds as text
 * whatever the type; UNIT missing or ""; ID is a duplicate of the key. ENUM bounds as digits in text:
 * ioBroker.hm-rpc#332 (trial J).
 */
export function respellParameter(struct: RpcStruct, dice: Chance): RpcStruct {
  const spelled: Record<string, RpcValue> = { ...struct };
  const list = Array.isArray(struct.VALUE_LIST) ? struct.VALUE_LIST : undefined;
  if (seldom(dice)) for (const key of ["OPERATIONS", "FLAGS"]) spelled[key] = text(struct[key]);
  if (struct.UNIT === "" && seldom(dice)) delete spelled.UNIT;
  if (seldom(dice)) {
    delete spelled.ID;
    delete spelled.TAB_ORDER;
  }
  if (seldom(dice)) {
    for (const key of ["MIN", "MAX", "DEFAULT"]) {
      const bound = struct[key];
      const index = list && typeof bound === "string" ? list.indexOf(bound) : -1;
      if (index >= 0) spelled[key] = dice.next() < 0.5 ? index : String(index);
      else if (bound !== undefined && struct.TYPE !== "STRING") spelled[key] = text(bound);
    }
  }
  return spelled;
}

/**
 * A device's or channel's description. Sources: protocol 3.2: an empty list as an empty text; UPDATABLE as a number, as
 * a boolean (and, like every number of the JSON interface, as text: protocol 15.4).
 */
export function respellDevice(struct: RpcStruct, dice: Chance): RpcStruct {
  const spelled: Record<string, RpcValue> = { ...struct };
  if (seldom(dice)) {
    for (const [key, value] of Object.entries(struct))
      if (Array.isArray(value) && value.length === 0) spelled[key] = "";
  }
  if (struct.UPDATABLE !== undefined && seldom(dice)) {
    const on = struct.UPDATABLE === true || struct.UPDATABLE === 1;
    spelled.UPDATABLE = dice.pick([on, Number(on), String(Number(on))]);
  }
  return spelled;
}

/** Device descriptions as each family writes them (protocol 10.1). */
import type { RpcStruct } from "../../adapters/ccu/codec/value.ts";
import { Double, type RpcValue } from "../../adapters/ccu/codec/value.ts";
import type { DeviceDescription, ParameterDescription, ParamsetDescription } from "../../handlers/ports/index.ts";
import type { Family } from "./parameters.ts";

export function wireDescription(family: Family, description: DeviceDescription): RpcStruct {
  const struct: RpcStruct = {};
  for (const [key, value] of Object.entries(description) as [string, RpcValue][]) {
    if (value !== undefined) struct[key] = value;
  }
  if (family === "bidcos" && typeof struct.UPDATABLE === "boolean") struct.UPDATABLE = struct.UPDATABLE ? 1 : 0;
  // The Java group server writes an empty list as an empty value.
  if (family === "virtual") {
    for (const [key, value] of Object.entries(struct)) if (Array.isArray(value) && value.length === 0) struct[key] = "";
  }
  if (description.TYPE === "HmIP-RCV-50" && Array.isArray(struct.CHILDREN)) struct.CHILDREN = [...struct.CHILDREN, ""];
  return struct;
}

const LIMITS = new Set(["DEFAULT", "MIN", "MAX"]);

function wireParameter(id: string, description: ParameterDescription): RpcStruct {
  const struct: RpcStruct = {};
  const float = description.TYPE === "FLOAT";
  for (const [key, value] of Object.entries({ ID: id, ...description }) as [string, RpcValue][]) {
    if (value === undefined || value === null) continue;
    struct[key] = float && LIMITS.has(key) && typeof value === "number" ? new Double(value) : value;
  }
  const special = description.SPECIAL;
  if (special) {
    const pairs = Array.isArray(special)
      ? special.map(({ ID, VALUE }) => [ID, VALUE] as const)
      : Object.entries(special as Record<string, number>);
    struct.SPECIAL = pairs.map(([ID, VALUE]) => ({
      ID,
      VALUE: float && typeof VALUE === "number" ? new Double(VALUE) : VALUE,
    }));
  }
  return struct;
}

export function wireParamsetDescription(set: ParamsetDescription): RpcStruct {
  return Object.fromEntries(Object.entries(set).map(([id, description]) => [id, wireParameter(id, description)]));
}

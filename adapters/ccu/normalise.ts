/** Descriptions as they should have been: the field writes lists as "", numbers as texts and leaves members out (sections 3.2, 10). */
import type { DeviceDescription, ParameterDescription, ParamsetDescription } from "../../handlers/ports/index.ts";
import { hasUnreadable, isStruct, type RpcStruct, type RpcValue } from "./codec/value.ts";

/** A text, number or boolean as text; "" for anything else: `String` of a struct runs its member `toString`. */
export const plainText = (value: RpcValue): string => (isPlain(value) ? String(value) : "");
const isPlain = (value: RpcValue): boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Told the name of what could not be read. */
type Lost = (name: string) => void;

const list = (value: RpcValue): string[] | undefined => {
  if (Array.isArray(value)) return value.map(plainText).filter((item) => item !== "");
  return value === "" || value === null ? [] : undefined;
};
const text = (value: RpcValue): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
const integer = (value: RpcValue): number | undefined => {
  if (typeof value === "boolean") return value ? 1 : 0;
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? Math.trunc(number) : undefined;
};
const bool = (value: RpcValue): boolean | undefined => {
  const number = integer(value);
  return number === undefined ? undefined : number !== 0;
};
/** JSON-RPC sends roles as lists, XML-RPC as one blank-separated text. */
const words = (value: RpcValue): string | undefined =>
  Array.isArray(value) ? value.map(plainText).join(" ") : text(value);

const TEXTS = [
  "SUBTYPE",
  "FIRMWARE",
  "AVAILABLE_FIRMWARE",
  "FIRMWARE_UPDATE_STATE",
  "PARENT_TYPE",
  "INTERFACE",
  "GROUP",
  "TEAM",
  "TEAM_TAG",
] as const;
const INTEGERS = ["FLAGS", "RX_MODE", "INDEX", "ROAMING", "RF_ADDRESS", "AES_ACTIVE", "DIRECTION"] as const;

/**
 * The descriptions in a list. `lost` is told what of which device or channel could not be read; an address that cannot be
 * read itself is "?".
 */
export function normaliseDevices(
  raw: readonly RpcValue[],
  lost: (address: string, what: string) => void,
): DeviceDescription[] {
  const devices: DeviceDescription[] = [];
  for (const one of raw) {
    const description = normaliseDevice(one);
    if (description) devices.push(description);
    for (const name of unreadableMembers(one)) lost((isStruct(one) && plainText(one.ADDRESS)) || "?", name);
  }
  return devices;
}

const NONE: readonly string[] = [];

/** Names of the members that cannot be read: nearly always none, and then nothing is made for it. */
function unreadableIn(raw: RpcStruct): readonly string[] {
  let names: string[] | undefined;
  for (const name in raw) {
    if (!hasUnreadable(raw[name])) continue;
    names ??= [];
    names.push(name);
  }
  return names ?? NONE;
}

/** What of a description cannot be read: names of its members, or "description" where it is all of it. */
const unreadableMembers = (raw: RpcValue): readonly string[] => (isStruct(raw) ? unreadableIn(raw) : ["description"]);

/** `undefined` where the essentials (address and type) are missing. What cannot be read is left out. */
export function normaliseDevice(raw: RpcValue): DeviceDescription | undefined {
  if (!isStruct(raw)) return undefined;
  const address = text(raw.ADDRESS);
  const type = text(raw.TYPE);
  if (!address || type === undefined) return undefined;
  const paramsets = list(raw.PARAMSETS);
  const description: DeviceDescription = {
    ADDRESS: address,
    TYPE: type,
    VERSION: integer(raw.VERSION) ?? 0,
    PARENT: text(raw.PARENT) ?? (address.includes(":") ? (address.split(":")[0] as string) : ""),
    PARAMSETS: paramsets ?? (address.includes(":") ? ["MASTER", "VALUES"] : ["MASTER"]),
  };
  const children = list(raw.CHILDREN);
  if (children) description.CHILDREN = children;
  const team = list(raw.TEAM_CHANNELS);
  if (team) description.TEAM_CHANNELS = team;
  const updatable = bool(raw.UPDATABLE);
  if (updatable !== undefined) description.UPDATABLE = updatable;
  const sources = words(raw.LINK_SOURCE_ROLES);
  if (sources !== undefined) description.LINK_SOURCE_ROLES = sources;
  const targets = words(raw.LINK_TARGET_ROLES);
  if (targets !== undefined) description.LINK_TARGET_ROLES = targets;
  // Member by member, without lists made on the way: a start does this for thousands of channels.
  for (const name of TEXTS) {
    const value = text(raw[name]);
    if (value !== undefined) description[name] = value;
  }
  for (const name of INTEGERS) {
    const value = integer(raw[name]);
    if (value !== undefined) description[name] = value;
  }
  return description;
}

/** A list of `{ID, VALUE}`, or one struct of values by id. */
function specials(raw: RpcValue): RpcStruct[] {
  if (Array.isArray(raw)) return raw.filter(isStruct);
  return isStruct(raw) ? Object.entries(raw).map(([ID, VALUE]) => ({ ID, VALUE })) : [];
}

/** What a parameter cannot be used without. */
const ESSENTIAL = ["TYPE", "OPERATIONS", "FLAGS"] as const;

/** What cannot be read is left out; `undefined` where that leaves no parameter. */
function normaliseParameter(name: string, raw: RpcStruct, lost: Lost): ParameterDescription | undefined {
  const unreadable = unreadableIn(raw);
  if (unreadable.length > 0) {
    for (const member of unreadable) lost(`${name}.${member}`);
    if (ESSENTIAL.some((member) => unreadable.includes(member))) return undefined;
    const readable = Object.entries(raw).filter(([member]) => !unreadable.includes(member));
    return normaliseParameter(name, Object.fromEntries(readable), lost);
  }
  const parameter: ParameterDescription = {
    TYPE: text(raw.TYPE) ?? "STRING",
    OPERATIONS: integer(raw.OPERATIONS) ?? 0,
    FLAGS: integer(raw.FLAGS) ?? 0,
  };
  for (const limit of ["DEFAULT", "MIN", "MAX"] as const) {
    if (raw[limit] !== undefined && raw[limit] !== null) parameter[limit] = raw[limit];
  }
  const unit = text(raw.UNIT);
  if (unit !== undefined) parameter.UNIT = unit;
  // Holes in a value list count: the index is the value (10.2).
  if (Array.isArray(raw.VALUE_LIST)) parameter.VALUE_LIST = raw.VALUE_LIST.map(plainText);
  const special = specials(raw.SPECIAL);
  if (special.length > 0) {
    parameter.SPECIAL = special.map(({ ID, VALUE }) => ({ ID: plainText(ID), VALUE: VALUE as number | string }));
  }
  const control = text(raw.CONTROL);
  if (control) parameter.CONTROL = control;
  const order = integer(raw.TAB_ORDER);
  if (order !== undefined) parameter.TAB_ORDER = order;
  const id = text(raw.ID);
  // Nearly always the name once more: without it most parameters of a device are alike and are kept once.
  if (id && id !== name) parameter.ID = id;
  return parameter;
}

/** Parameters that are no description are left out; `lost` is told of them, and of members that cannot be read. */
export function normaliseParamset(raw: RpcValue, lost: Lost = () => undefined): ParamsetDescription {
  const description: ParamsetDescription = {};
  if (!isStruct(raw)) return description;
  for (const [name, parameter] of Object.entries(raw)) {
    if (name === "__proto__") continue;
    const normal = isStruct(parameter) ? normaliseParameter(name, parameter, lost) : undefined;
    if (normal) description[name] = normal;
    else if (!isStruct(parameter)) lost(name);
  }
  return description;
}

/** Device first, then its channels by number. Channels without their device in the list are left out. */
export function groupByDevice(descriptions: readonly DeviceDescription[]): Map<string, DeviceDescription[]> {
  const groups = new Map<string, DeviceDescription[]>();
  for (const description of descriptions) {
    if (description.PARENT === "") groups.set(description.ADDRESS, [description]);
  }
  for (const description of descriptions) {
    if (description.PARENT !== "") groups.get(description.PARENT)?.push(description);
  }
  for (const group of groups.values()) group.sort((a, b) => channelNumber(a.ADDRESS) - channelNumber(b.ADDRESS));
  return groups;
}

/** -1 for a device. */
export function channelNumber(address: string): number {
  const colon = address.indexOf(":");
  return colon === -1 ? -1 : Number(address.slice(colon + 1));
}

/** `[[ch, id, value]]` and the like: an empty list may have come as "" (rfd). */
export const listOf = (value: RpcValue): readonly RpcValue[] => (Array.isArray(value) ? value : []);

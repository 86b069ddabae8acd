/**
 * Which answers are none. A CCU that is not well answers HTTP 200 with an empty body, with `<params/>`, or with a value of
 * another kind than the method has: that says nothing and must not be taken for "nothing there" (protocol document,
 * sections 3.2, 8.1).
 */
import { isStruct, RpcFormatError, type RpcStruct, type RpcValue, Unreadable } from "./codec/value.ts";

/**
 * Methods that act: they answer "", `true` or, on some HmIP versions, nothing at all (3.2). What they answer tells nothing
 * but that they were called. `listReplaceableDevices` reads: an empty body is HmIP's empty list (measured, 3.2).
 */
const MAY_ANSWER_NOTHING = new Set([
  "activateLinkParamset",
  "addLink",
  "clearConfigCache",
  "deleteDevice",
  "determineParameter",
  "init",
  "installFirmware",
  "listReplaceableDevices",
  "ping",
  "putParamset",
  "refreshDeployedDeviceFirmwareList",
  "removeLink",
  "replaceDevice",
  "reportValueUsage",
  "restoreConfigToDevice",
  "setInstallMode",
  "setInstallModeWithWhitelist",
  "setLinkInfo",
  "setMetadata",
  "setTeam",
  "setValue",
  "suppressServiceMessages",
  "updateFirmware",
]);

/** A struct, always; an empty one is written as one (11.2). */
const STRUCT = new Set(["getParamsetDescription", "getDeviceDescription"]);
/** A struct; "" stands for an empty one. */
const STRUCT_OR_BLANK = new Set(["getParamset", "rssiInfo"]);
/** A list; rfd and VirtualDevices write "" for an empty one (3.2). */
const LIST_OR_BLANK = new Set([
  "getLinks",
  "getSuppressedServiceMessages",
  "listBidcosInterfaces",
  "listDevices",
  "listReplaceableDevices",
  "listTeams",
]);

/**
 * The value of an answer, "" where the method may answer nothing and did. `undefined` stands for an answer without a value.
 * Throws `RpcFormatError` for an answer that is none.
 */
export function checkAnswer(method: string, value: RpcValue): RpcValue {
  if (value === undefined || value instanceof Unreadable) {
    if (MAY_ANSWER_NOTHING.has(method)) return "";
    const what = value === undefined ? "nothing" : JSON.stringify(value.text);
    throw new RpcFormatError(`${what} says nothing`);
  }
  if (!isOfKind(method, value)) throw new RpcFormatError(`an answer of another kind: ${kindOf(value)}`);
  return value;
}

function isOfKind(method: string, value: RpcValue): boolean {
  if (STRUCT.has(method)) return isStruct(value);
  if (STRUCT_OR_BLANK.has(method)) return isStruct(value) || value === "";
  if (LIST_OR_BLANK.has(method)) return Array.isArray(value) || value === "";
  return true;
}

const kindOf = (value: RpcValue): string => (Array.isArray(value) ? "a list" : value === "" ? '""' : typeof value);

/** `set` without the members that cannot be read; `unreadable` is told their names. */
export function readableMembers(set: RpcStruct, unreadable: (name: string) => void): RpcStruct {
  const lost = Object.keys(set).filter((name) => set[name] instanceof Unreadable);
  if (lost.length === 0) return set;
  for (const name of lost) unreadable(name);
  return Object.fromEntries(Object.entries(set).filter(([name]) => !lost.includes(name)));
}

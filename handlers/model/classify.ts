/** From a parameter's description to what it is for a client (device-model 1.10, 1.11, 1.12, 1.15). */
import type { ParameterDescription } from "../ports/index.ts";
import type { DataPoint, DataPointParamset } from "./types.ts";
import { CLICK_EVENTS, clicksSuppressed, isKept, type Visibility, visibilityOf } from "./visibility.ts";

const READ = 1;
const WRITE = 2;
const EVENT = 4;
const FLAG_INTERNAL = 2;

export const VIRTUAL_REMOTE_MODELS: ReadonlySet<string> = new Set(["HM-RCV-50", "HMW-RCV-50", "HmIP-RCV-50"]);
const RESETS: ReadonlySet<string> = new Set(["RESET_MOTION", "RESET_PRESENCE"]);
/** Marked internal by the CCU and useful all the same (device-model 1.4). */
const INTERNAL_ALLOWED: ReadonlySet<string> = new Set(["DIRECTION", "ON_TIME_LIST_1", "REPETITIONS"]);
/** Week program locks belong to the week profile, never to a list of switches (device-model 1.12). */
const WEEK_PROGRAM_LOCKS: ReadonlySet<string> = new Set([
  "WEEK_PROGRAM_CHANNEL_LOCKS",
  "WEEK_PROGRAM_TARGET_CHANNEL_LOCK",
  "WEEK_PROGRAM_TARGET_CHANNEL_LOCKS",
]);
/** Two-entry lists that are a yes-or-no in disguise; the second entry is yes. */
const BINARY_LISTS: ReadonlySet<string> = new Set(["CLOSED,OPEN", "DRY,RAIN", "STABLE,NOT_STABLE"]);
/** Valve opening of radiator thermostats: writable on paper, a reading in practice. */
const FORCED_SENSOR_MODELS = ["hmip-etrv", "hmip-heating"];

const MODE_CHANNELS: ReadonlySet<string> = new Set(["KEY_TRANSCEIVER", "MULTI_MODE_INPUT_TRANSMITTER"]);
const KEY_MODES = ["KEY_BEHAVIOR", "SWITCH_BEHAVIOR"];
const MODES_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ["STATE", ["BINARY_BEHAVIOR"]],
  ["PRESS_LONG", KEY_MODES],
  ["PRESS_LONG_RELEASE", KEY_MODES],
  ["PRESS_LONG_START", KEY_MODES],
  ["PRESS_SHORT", KEY_MODES],
]);

export type EventKind = "keypress" | "device_error" | "impulse";

export interface ParameterSite {
  model: string;
  channel: number | null;
  channelType: string;
  paramset: DataPointParamset;
  parameter: string;
  /** Label of the channel's CHANNEL_OPERATION_MODE; `undefined` = unknown or not read yet. */
  operationMode?: string;
  /** A person wants to see it, whatever the rules say (device-model 6.1). */
  unIgnored?: boolean;
}

export interface Classification {
  operations: { read: boolean; write: boolean; event: boolean };
  category: string | undefined;
  dataPointType: string | undefined;
  usage: string;
  visible: boolean;
  forcedSensor: boolean;
  /** The channel's operation mode decided about it. */
  byMode: boolean;
  /** Which event group it belongs to. */
  event: EventKind | undefined;
}

export const isBinaryList = (list: readonly string[] | undefined): boolean =>
  list?.length === 2 && BINARY_LISTS.has(list.join(","));

const isError = (parameter: string): boolean => parameter.startsWith("ERROR") || parameter.startsWith("SENSOR_ERROR");

function isForcedSensor({ model, parameter, paramset }: ParameterSite): boolean {
  if (parameter !== "LEVEL" || paramset !== "VALUES") return false;
  const lower = model.toLowerCase();
  return FORCED_SENSOR_MODELS.some((prefix) => lower.startsWith(prefix));
}

function actionCategory(site: ParameterSite, description: ParameterDescription, writeOnly: boolean): string {
  if (!writeOnly) return CLICK_EVENTS.has(site.parameter) ? "button" : "switch";
  if (RESETS.has(site.parameter) || VIRTUAL_REMOTE_MODELS.has(site.model)) return "button";
  return description.VALUE_LIST?.length ? "action_select" : "action";
}
function writeOnlyCategory({ TYPE, VALUE_LIST }: ParameterDescription): string {
  if (VALUE_LIST?.length) return "action_select";
  return TYPE === "FLOAT" || TYPE === "INTEGER" ? "action_number" : "action";
}
const WRITABLE: Readonly<Record<string, string>> = {
  BOOL: "switch",
  ENUM: "select",
  FLOAT: "number",
  INTEGER: "number",
  STRING: "text",
};

/** The category of device-model 1.10; `undefined` where the parameter is only an event. */
function categoryOf(site: ParameterSite, description: ParameterDescription, operations: number): string | undefined {
  const writable = (operations & WRITE) !== 0;
  const writeOnly = operations === WRITE;
  const click = CLICK_EVENTS.has(site.parameter);
  if (isForcedSensor(site)) return "sensor";
  if (description.TYPE === "ACTION" && writable) return actionCategory(site, description, writeOnly);
  if (writeOnly) return writeOnlyCategory(description);
  if (writable) return click ? "button" : (WRITABLE[description.TYPE] ?? "sensor");
  if (click) return undefined;
  return description.TYPE === "BOOL" || isBinaryList(description.VALUE_LIST) ? "binary_sensor" : "sensor";
}

const DATA_POINT_TYPES: Readonly<Record<string, string>> = {
  action: "button",
  action_number: "number",
  action_select: "select",
  event_group: "event",
  schedule_switch: "switch",
  text_display: "text",
  week_profile: "sensor",
};
/** Category → the type of entity that a client makes of it (device-model 1.10). */
const dataPointTypeOf = (category: string): string =>
  DATA_POINT_TYPES[category] ?? (category.startsWith("hub_") ? category.slice("hub_".length) : category);

/** Which trigger an event of this parameter fires (device-model 1.14). Without a model: whatever the model is. */
function eventKindOf(model: string | undefined, parameter: string, hasEvent: boolean): EventKind | undefined {
  if (!hasEvent || (model !== undefined && clicksSuppressed(model, parameter))) return undefined;
  if (CLICK_EVENTS.has(parameter)) return "keypress";
  if (parameter === "SEQUENCE_OK") return "impulse";
  return isError(parameter) ? "device_error" : undefined;
}

/** `true`/`false` where the channel's operation mode decides about the parameter, `undefined` where it says nothing. */
function shownInMode({ channelType, parameter, operationMode }: ParameterSite): boolean | undefined {
  if (operationMode === undefined || !MODE_CHANNELS.has(channelType)) return undefined;
  return MODES_OF.get(parameter)?.includes(operationMode);
}

function usageOf(
  site: ParameterSite,
  found: {
    operations: number;
    flags: number;
    visibility: Visibility;
    category: string | undefined;
    event: EventKind | undefined;
  },
): string {
  const { parameter, model } = site;
  if (isForcedSensor(site)) return "data_point";
  const kept = isKept(model, parameter);
  const own = found.category === undefined ? "event" : "data_point";
  if (site.unIgnored) return own;
  const byMode = shownInMode(site);
  if (byMode !== undefined) return byMode ? own : "no_create";
  if (WEEK_PROGRAM_LOCKS.has(parameter)) return "no_create";
  if (kept) return own;
  if (found.visibility === "ignored") return "ignored";
  if (found.visibility === "hidden") return "no_create";
  if (found.event === "device_error" || found.event === "impulse") return "event";
  if ((found.operations & (WRITE | EVENT)) === 0) return "no_create";
  if ((found.flags & FLAG_INTERNAL) !== 0 && !INTERNAL_ALLOWED.has(parameter)) return "no_create";
  return own;
}

/**
 * MASTER parameters without operations are readable and writable (device-model 1.4). `undefined` comes from hostile
 * descriptions and means: nothing.
 */
export function operationsOf(paramset: DataPointParamset, operations: unknown): number {
  const bits = typeof operations === "number" ? operations : 0;
  return paramset === "MASTER" && bits === 0 ? READ | WRITE : bits;
}

const OPERATIONS = Array.from({ length: 8 }, (_, bits) =>
  Object.freeze({ read: (bits & READ) !== 0, write: (bits & WRITE) !== 0, event: (bits & EVENT) !== 0 }),
);

export function classify(site: ParameterSite, description: ParameterDescription): Classification {
  const bits = operationsOf(site.paramset, description.OPERATIONS) & (READ | WRITE | EVENT);
  const flags = typeof description.FLAGS === "number" ? description.FLAGS : 0;
  const forcedSensor = isForcedSensor(site);
  const category = categoryOf(site, description, bits);
  const model = site.unIgnored ? undefined : site.model;
  const event = site.paramset === "VALUES" ? eventKindOf(model, site.parameter, (bits & EVENT) !== 0) : undefined;
  const visibility = visibilityOf(site);
  const internal = (flags & FLAG_INTERNAL) !== 0 && !INTERNAL_ALLOWED.has(site.parameter);
  const byMode = shownInMode(site);
  return {
    // one of eight shared objects: a large home has a quarter of a million data points
    operations: OPERATIONS[forcedSensor ? bits & ~WRITE : bits]!,
    category,
    dataPointType: category === undefined ? undefined : dataPointTypeOf(category),
    usage: usageOf(site, { operations: bits, flags, visibility, category, event }),
    visible:
      site.unIgnored === true ||
      (visibility === "shown" && byMode !== false && (!internal || isKept(site.model, site.parameter))),
    forcedSensor,
    byMode: byMode !== undefined && site.unIgnored !== true,
    event,
  };
}

/** Categories without a state that could be read: presses and commands (device-model 1.8, ACTION). */
const STATELESS: ReadonlySet<string> = new Set(["action", "action_select", "action_number", "button"]);

export const isStateless = ({ category, description }: DataPoint): boolean =>
  description.TYPE === "ACTION" && (category === undefined || STATELESS.has(category));

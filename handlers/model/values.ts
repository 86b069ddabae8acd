/**
 * Values between the wire and the model (device-model 1.8).
 *
 * In the model, the API and the events an ENUM is its *label* wherever the VALUE_LIST has one for the index that the CCU
 * sent (device-model 1.8: reading turns an index into its label; `value_translations` and the alarm panel's active values
 * are keyed by label). What is not in the list is unknown (`null`), an index whose label is empty stays a number: nothing
 * is invented. Numbers stay in wire scale.
 */
import { badRequest, type FieldError, type Refusal, rejected } from "../kernel/problem.ts";
import type { ParameterDescription, ParameterType, TypedValue } from "../ports/index.ts";
import { isBinaryList } from "./classify.ts";
import { spellingFault } from "./storable-text.ts";
import type { DataPoint, DataPointParamset } from "./types.ts";

/** Longest text that is written to a parameter: what the platform takes (device-model 1.8). */
export const TEXT_LIMIT = 255;
/** Display parameters take a list of bytes written as `0x12,`: a full page needs more (ccu-protocol 11.3). */
export const SUBMIT_LIMIT = 2048;

const TRUE_WORDS: ReadonlySet<string> = new Set(["y", "yes", "t", "true", "on", "1"]);
const FALSE_WORDS: ReadonlySet<string> = new Set(["n", "no", "f", "false", "off", "0"]);

// ---------------------------------------------------------------- reading

/** Range repairs of signal strengths; all bounds exclusive (device-model 1.8). Anything else is unknown. */
export function repairRssi(value: number): number | null {
  if (value > -127 && value < 0) return value;
  if (value > 1 && value < 127) return -value;
  if (value > -256 && value < -129) return -value - 256;
  if (value > 129 && value < 256) return value - 256;
  return null;
}

function toNumber(raw: unknown): number | null {
  if (typeof raw === "boolean") return raw ? 1 : 0;
  const value = typeof raw === "string" && raw.trim() !== "" ? Number(raw) : raw;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function toBoolean(raw: unknown, list: readonly string[] | undefined): boolean | null {
  if (typeof raw === "boolean") return raw;
  if (typeof raw === "number") return raw !== 0;
  if (typeof raw !== "string") return null;
  if (list && list.length === 2) {
    const index = list.indexOf(raw);
    if (index >= 0) return index === 1;
  }
  return TRUE_WORDS.has(raw.trim().toLowerCase());
}

/** A choice of two as a yes-or-no; what is neither is unknown: a contact that reports 7 is not open. */
function toYesOrNo(raw: unknown, list: readonly string[] = []): boolean | null {
  if (typeof raw === "boolean") return raw;
  const index = typeof raw === "string" && list.includes(raw) ? list.indexOf(raw) : toNumber(raw);
  return index === 0 || index === 1 ? index === 1 : null;
}

function toLabel(raw: unknown, list: readonly string[] | undefined): string | number | null {
  if (typeof raw === "string" && (raw === "" || !list?.length || list.includes(raw))) return raw;
  const index = toNumber(raw);
  if (index === null) return null;
  return list?.length && !(index in list) ? null : list?.[index] || index;
}

const isRssi = (parameter: string): boolean => parameter === "RSSI_DEVICE" || parameter === "RSSI_PEER";

/** What the CCU sent as a value of the model; `null` where it says nothing. Never throws. */
export function fromWire(
  dataPoint: Pick<DataPoint, "parameter" | "description">,
  raw: unknown,
): boolean | number | string | null {
  const { description, parameter } = dataPoint;
  // service events of BidCos carry ERROR as [code, text] (ccu-protocol 6)
  const value: unknown = Array.isArray(raw) ? raw[0] : raw;
  switch (description.TYPE) {
    case "FLOAT": {
      return toNumber(value);
    }
    case "INTEGER": {
      const number = toNumber(value);
      if (number === null) return null;
      return isRssi(parameter) ? repairRssi(Math.trunc(number)) : Math.trunc(number);
    }
    case "BOOL":
      return toBoolean(value, description.VALUE_LIST);
    case "ACTION":
      return description.VALUE_LIST?.length ? toLabel(value, description.VALUE_LIST) : toBoolean(value, undefined);
    case "ENUM":
      return isBinarySensor(dataPoint)
        ? toYesOrNo(value, description.VALUE_LIST)
        : toLabel(value, description.VALUE_LIST);
    default:
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? String(value)
        : null;
  }
}

/** ENUMs of two entries that are a yes-or-no: shown as boolean where nothing can be written (device-model 1.10). */
function isBinarySensor({ description }: Pick<DataPoint, "description">): boolean {
  return isBinaryList(description.VALUE_LIST) && (description.OPERATIONS & 2) === 0;
}

/**
 * The limits and the default of a parameter, each as a value of its type is shown: interfaces spell them as numbers, as
 * text, and of an ENUM as index or as label (ccu-protocol 10.2). What is no value of the type is left out. Limits of a text
 * bound its length or say nothing: they are shown as they came.
 */
export function shownLimits(description: ParameterDescription): { min?: unknown; max?: unknown; default?: unknown } {
  const { MIN, MAX, DEFAULT } = description;
  return {
    ...shownLimit("min", description, MIN),
    ...shownLimit("max", description, MAX),
    ...shownLimit("default", description, DEFAULT),
  };
}

function shownLimit(name: "min" | "max" | "default", description: ParameterDescription, raw: unknown) {
  if (raw === undefined || raw === null) return {};
  if (!TYPED.has(description.TYPE)) return { [name]: raw };
  // a default may be a named value outside the limits, such as OLD_LEVEL
  const named = typeof raw === "string" ? specials(description).get(raw) : undefined;
  // without its name: a limit of a signal strength is not to be repaired
  const plain = description.TYPE === "ENUM" && !description.VALUE_LIST?.length ? (toNumber(raw) ?? raw) : raw;
  const value = raw === "" ? null : (named ?? fromWire({ parameter: "", description }, plain));
  return value === null ? {} : { [name]: value };
}
const TYPED: ReadonlySet<string> = new Set(["FLOAT", "INTEGER", "BOOL", "ENUM", "ACTION"]);

// ---------------------------------------------------------------- writing

/** Why a value was not accepted: `type` is answered as a bad request, everything else as a failed validation. */
export interface RejectedValue {
  readonly rejected: "type" | "range" | "enum" | "length" | "read_only";
  readonly error: FieldError;
}
export const isRejected = (result: TypedValue | RejectedValue): result is RejectedValue => "rejected" in result;

/** The refusal of the API for a rejected value (api-behaviour 3.2). */
export const valueRefusal = ({ rejected: kind, error }: RejectedValue): Refusal =>
  kind === "type"
    ? badRequest(`${error.field}: ${error.reason}`, "Unsupported value type", [error])
    : rejected(`${error.field}: ${error.reason}`, "Value rejected", [error]);

const reject = (
  kind: RejectedValue["rejected"],
  field: string,
  reason: string,
  bounds: { min?: unknown; max?: unknown } = {},
): RejectedValue => ({
  rejected: kind,
  error: {
    field,
    reason,
    ...(bounds.min === undefined ? {} : { min: bounds.min }),
    ...(bounds.max === undefined ? {} : { max: bounds.max }),
  },
});

/** Named values outside MIN…MAX. Interfaces send a list of `{ID, VALUE}` or an object. */
export function specials(description: ParameterDescription): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const special: unknown = description.SPECIAL;
  if (typeof special !== "object" || special === null) return found;
  const entries = Array.isArray(special)
    ? special.map((entry: unknown) => [(entry as { ID?: unknown })?.ID, (entry as { VALUE?: unknown })?.VALUE])
    : Object.entries(special);
  for (const [id, value] of entries) {
    const number = toNumber(value);
    if (typeof id === "string" && number !== null) found.set(id, number);
  }
  return found;
}

/** MIN and MAX as numbers where they are some; contradictory bounds count as none. */
export function bounds({ MIN, MAX }: ParameterDescription): { min: number | undefined; max: number | undefined } {
  const number = (raw: unknown) => (typeof raw === "boolean" ? undefined : (toNumber(raw) ?? undefined));
  const min = number(MIN);
  const max = number(MAX);
  return min !== undefined && max !== undefined && min > max ? { min: undefined, max: undefined } : { min, max };
}

function encodeNumber(
  field: string,
  paramset: DataPointParamset | "LINK",
  description: ParameterDescription,
  value: unknown,
): TypedValue | RejectedValue {
  const type = description.TYPE === "INTEGER" ? "INTEGER" : "FLOAT";
  const named = specials(description);
  if (typeof value === "string" && named.has(value)) return { type, value: named.get(value)! };
  const number = typeof value === "boolean" ? null : toNumber(value);
  const { min, max } = bounds(description);
  if (number === null) return reject("type", field, `takes a number${nameList(named)}`, { min, max });
  if (type === "INTEGER" && !Number.isInteger(number))
    return reject("type", field, "takes a whole number", { min, max });
  // a special value is one value with a name and a number; what a device has by default it takes, wherever its limits are
  const isDefault = paramset !== "VALUES" && number === toNumber(description.DEFAULT);
  if (isDefault || [...named.values()].includes(number)) return { type, value: number };
  if ((min !== undefined && number < min) || (max !== undefined && number > max))
    return reject("range", field, `${number} is out of range${nameList(named)}`, { min, max });
  return { type, value: number };
}
const nameList = (named: ReadonlyMap<string, number>): string =>
  named.size === 0 ? "" : `; by name also ${[...named.keys()].join(", ")}`;

/** The interface names the first and last choice by label (HmIP); `"0"` and `"3"` are numbers in text unless they are labels. */
const isBoundByLabels = ({ MIN, MAX, VALUE_LIST = [] }: ParameterDescription): boolean =>
  [MIN, MAX].some((bound) => typeof bound === "string" && bound !== "" && VALUE_LIST.includes(bound));

/** Labels are sent as labels where the interface's own bounds are labels, else as index (device-model 1.8). */
function encodeChoice(
  field: string,
  type: "ENUM" | "ACTION",
  description: ParameterDescription,
  value: unknown,
): TypedValue | RejectedValue {
  const list = description.VALUE_LIST ?? [];
  const { min, max } = bounds(description);
  const last = list.length > 0 ? list.length - 1 : max;
  if (typeof value === "string" && value !== "" && list.includes(value))
    return { type, value: isBoundByLabels(description) ? value : list.indexOf(value) };
  const index = typeof value === "boolean" && list.length !== 2 ? null : toNumber(value);
  if (index === null)
    return typeof value === "string"
      ? reject("enum", field, `is none of ${list.join(", ")}`)
      : reject("type", field, "takes a label or its index");
  const first = list.length > 0 ? 0 : (min ?? 0);
  if (!Number.isInteger(index) || index < first || (last !== undefined && index > last))
    return reject("enum", field, `${index} is no index of the value list`, { min: first, max: last });
  return { type, value: index };
}

function encodeBoolean(field: string, type: "BOOL" | "ACTION", value: unknown): TypedValue | RejectedValue {
  if (typeof value === "boolean") return { type, value };
  if (value === 0 || value === 1) return { type, value: value === 1 };
  if (typeof value === "string") {
    const word = value.trim().toLowerCase();
    if (TRUE_WORDS.has(word)) return { type, value: true };
    if (FALSE_WORDS.has(word)) return { type, value: false };
  }
  return reject("type", field, "takes true or false");
}

/**
 * Longest text of a parameter: the platform's limit, or its own where MAX says one. 0 and texts that bound something else
 * (times, bit masks) say none; displays may spell theirs as text.
 */
function textLimit(field: string, { MAX }: ParameterDescription): number {
  const platform = field.endsWith("SUBMIT") ? SUBMIT_LIMIT : TEXT_LIMIT;
  const own = typeof MAX === "number" || field.startsWith("DISPLAY_") ? toNumber(MAX) : null;
  return own !== null && own > 0 ? Math.min(own, platform) : platform;
}

function encodeText(field: string, description: ParameterDescription, value: unknown): TypedValue | RejectedValue {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return reject("type", field, "takes a text");
  const text = String(value);
  const limit = textLimit(field, description);
  if (text.length > limit) return reject("length", field, `is longer than ${limit} characters`, { max: limit });
  const fault = spellingFault(text);
  return fault === undefined ? { type: "STRING", value: text } : reject("type", field, fault);
}

/**
 * A client's value as the description demands it, or why not. `field` names the parameter in the error. Whether the
 * parameter may be written at all is the caller's question (`toWire` asks it).
 */
export function encodeValue(
  field: string,
  paramset: DataPointParamset | "LINK",
  description: ParameterDescription,
  value: unknown,
): TypedValue | RejectedValue {
  switch (description.TYPE as ParameterType) {
    case "FLOAT":
    case "INTEGER":
      return encodeNumber(field, paramset, description, value);
    case "ENUM":
      return encodeChoice(field, "ENUM", description, value);
    case "BOOL":
      return encodeBoolean(field, "BOOL", value);
    case "ACTION":
      return description.VALUE_LIST?.length
        ? encodeChoice(field, "ACTION", description, value)
        : encodeBoolean(field, "ACTION", value);
    default:
      return encodeText(field, description, value);
  }
}

/** A client's value for a data point, checked and typed. `1` is fine for FLOAT, labels and indexes for ENUM. */
export function toWire(dataPoint: DataPoint, value: unknown): TypedValue | RejectedValue {
  if (!dataPoint.operations.write) return reject("read_only", dataPoint.parameter, "is read-only");
  return encodeValue(dataPoint.parameter, dataPoint.paramset, dataPoint.description, value);
}

// ---------------------------------------------------------------- combined parameters

const IP_FIELDS: Readonly<Record<string, string>> = { L: "LEVEL", L2: "LEVEL_2" };
/** Full scale of one byte in LEVEL_COMBINED (device-model 1.8). */
const BYTE_SCALE = 200;

/**
 * What a combined text will set: `L=50,L2=30` (COMBINED_PARAMETER, percent) or `0x64,0x32` (LEVEL_COMBINED, level then
 * slats). Used for optimistic values only; parts that are not understood are left out.
 */
export function decodeCombined(parameter: string, text: unknown): { parameter: string; value: number }[] {
  if (typeof text !== "string") return [];
  const parts = text.split(",").map((part) => part.trim());
  if (parameter === "LEVEL_COMBINED") {
    const names = ["LEVEL", "LEVEL_SLATS"];
    return parts.slice(0, names.length).flatMap((part, i) => {
      const byte = /^0x[0-9a-f]{1,2}$/i.test(part) ? Number(part) : Number.NaN;
      return byte <= BYTE_SCALE ? [{ parameter: names[i]!, value: byte / BYTE_SCALE }] : [];
    });
  }
  if (parameter !== "COMBINED_PARAMETER") return [];
  return parts.flatMap((part) => {
    const [key = "", raw = ""] = part.split("=");
    const name = Object.hasOwn(IP_FIELDS, key) ? IP_FIELDS[key] : undefined;
    const percent = raw === "" ? Number.NaN : Number(raw);
    return name !== undefined && percent >= 0 && percent <= 100 ? [{ parameter: name, value: percent / 100 }] : [];
  });
}

/** Values that a client writes to a system variable, by the variable's declared type (device-model 7.1). Pure. */
import type { HubSysvar } from "../ports/index.ts";

/** Characters of a text value: far above what the CCU's own pages can show, far below what would block its logic. */
export const SYSVAR_VALUE_LIMIT = 65_536;

export type CoercedValue =
  | { value: boolean | number | string }
  | { error: string; min?: number | undefined; max?: number | undefined };

const TRUE: ReadonlySet<string> = new Set(["true", "t", "yes", "y", "on", "1"]);
const FALSE: ReadonlySet<string> = new Set(["false", "f", "no", "n", "off", "0"]);
/** A number as people and programs write it; no hexadecimal, no blanks inside, no "Infinity". */
const NUMBER_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

function toBoolean(value: unknown): CoercedValue {
  if (typeof value === "boolean") return { value };
  if (value === 0 || value === 1) return { value: value === 1 };
  if (typeof value === "string") {
    const text = value.trim().toLowerCase();
    if (TRUE.has(text)) return { value: true };
    if (FALSE.has(text)) return { value: false };
  }
  return { error: "must be true or false" };
}

/** A finite number, or `undefined`. Text counts where all of it is one number. */
export function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && NUMBER_TEXT.test(value.trim())
        ? Number(value)
        : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

type Range = Pick<HubSysvar, "min" | "max">;

/** A variable whose limits are equal or crossed has none: so the CCU stores "not set". */
const outside = (value: number, { min, max }: Range): boolean => {
  if (min !== undefined && max !== undefined && min >= max) return false;
  return (min !== undefined && value < min) || (max !== undefined && value > max);
};

function toNumber(value: unknown, range: Range, whole: boolean): CoercedValue {
  const number = numberOf(value);
  if (number === undefined) return { error: "must be a number" };
  if (whole && !Number.isInteger(number)) return { error: "must be a whole number" };
  if (outside(number, range)) return { error: "is out of range", min: range.min, max: range.max };
  return { value: number };
}

/** Exact label first: a list may have the label "3". */
function toIndex(value: unknown, labels: readonly string[]): CoercedValue {
  const label = typeof value === "string" ? labels.indexOf(value) : -1;
  const index = label >= 0 ? label : numberOf(value);
  if (index === undefined) return { error: "must be an index or a label of the list" };
  if (!Number.isInteger(index)) return { error: "must be a whole index" };
  if (index < 0 || index >= labels.length) return { error: "is not in the list", min: 0, max: labels.length - 1 };
  return { value: index };
}

function toText(value: unknown): CoercedValue {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return { error: "must be a text" };
  const text = String(value);
  return text.length > SYSVAR_VALUE_LIMIT
    ? { error: `may have at most ${SYSVAR_VALUE_LIMIT} characters` }
    : { value: text };
}

/** The value as the CCU takes it, or why it cannot be one. Never guesses: what is unclear is an error, not false. */
export function coerceSysvarValue(
  sysvar: Pick<HubSysvar, "type" | "min" | "max" | "valueList">,
  value: unknown,
): CoercedValue {
  switch (sysvar.type) {
    case "LOGIC":
    case "ALARM":
      return toBoolean(value);
    case "NUMBER":
    case "FLOAT":
      return toNumber(value, sysvar, false);
    case "INTEGER":
      return toNumber(value, sysvar, true);
    case "LIST":
      return toIndex(value, sysvar.valueList ?? []);
    case "STRING":
      return toText(value);
  }
}

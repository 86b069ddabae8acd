/** Values as people write and read them. */
import type { Schemas } from "../../adapters/client/index.ts";
import { CliError, EXIT } from "./exit-codes.ts";
import { jsonText, printable } from "./terminal.ts";

type DataPoint = Pick<Schemas["DataPointSummary"], "type" | "value_list" | "parameter">;

const TRUE = new Set(["true", "on", "yes", "1"]);
const FALSE = new Set(["false", "off", "no", "0"]);

const refuse = (text: string, wanted: string) =>
  new CliError(EXIT.unacceptable, `"${text}" is not ${wanted}; nothing was sent`);

function bool(text: string): boolean {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw refuse(text, "true, false, on or off");
}

function number(text: string, whole: boolean): number {
  const pattern = whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  if (!pattern.test(text)) throw refuse(text, whole ? "a whole number" : "a number");
  return Number(text);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The value that a text means for a data point: special values by name and ranges are the endpoint's to judge.
 * @throws CliError
 */
export function parseValue(text: string, { type, value_list = [] }: DataPoint): unknown {
  // a special value by its name, which only the endpoint knows
  const isName = /^[A-Z][A-Z0-9_]*$/.test(text);
  switch (type) {
    case "BOOL":
    case "ACTION":
      return bool(text);
    case "INTEGER":
      return isName ? text : number(text, true);
    case "FLOAT":
      return isName ? text : number(text, false);
    case "ENUM":
      if (value_list.includes(text)) return text;
      if (/^\d+$/.test(text)) return Number(text);
      throw refuse(text, `one of ${value_list.join(", ")}`);
    case "STRING":
      return text;
    default:
      return json(text);
  }
}

/** Fractions go up to 1, or 1.01 where a device has a special value there; CCUs call their unit 100%, or %. */
const FRACTION_LIMIT = 1.01;

/** The unit that belongs to the wire's scale: a half is 0.5 there, whatever the percents. */
export const unitOf = ({ unit = "", max }: { unit?: string; max?: unknown }): string =>
  unit === "100%" || (unit === "%" && typeof max === "number" && max <= FRACTION_LIMIT) ? "" : unit;

/** `unknown` where nothing was observed. */
export function valueText(value: unknown, unit = ""): string {
  if (value === null || value === undefined) return "unknown";
  const text = typeof value === "string" ? value : jsonText(value);
  return printable(unit === "" ? text : `${text} ${unit}`);
}

/** `3 min`: the largest unit is enough for people. */
export function ageText(seconds: number): string {
  for (const [length, unit] of [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
  ] as const)
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit}`;
  return `${Math.max(0, Math.floor(seconds))} s`;
}

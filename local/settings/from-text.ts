/** People write text: the environment has nothing else, and in YAML `on`, `"80"` and `a, b` are what they mean. */
import * as z from "zod";
import { isDuration, parseDuration } from "../../handlers/kernel/section-kinds.ts";

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
};

/** What is wrapped by defaults, checks and codecs. */
function innermost(schema: z.ZodType): z.ZodType {
  const { def } = schema as unknown as { def: { innerType?: z.ZodType; in?: z.ZodType } };
  const inner = def.innerType ?? def.in;
  return inner === undefined ? schema : innermost(inner);
}

/** The value as documents have it. What cannot be understood stays as it is: the schema says why it is refused. */
export function fromText(schema: z.ZodType, value: unknown): unknown {
  const inner = innermost(schema);
  if (isDuration(schema)) return typeof value === "string" ? (parseDuration(value) ?? value) : value;
  if (inner instanceof z.ZodBoolean)
    return typeof value === "string" || typeof value === "number"
      ? (WORDS[String(value).trim().toLowerCase()] ?? value)
      : value;
  if (inner instanceof z.ZodNumber)
    return typeof value === "string" && /^\s*-?\d{1,15}(\.\d{1,15})?\s*$/.test(value) ? Number(value) : value;
  if (inner instanceof z.ZodArray) {
    const items = typeof value === "string" ? splitAtCommas(value) : value;
    const element = inner.element as z.ZodType;
    return Array.isArray(items) ? items.map((item) => fromText(element, item)) : items;
  }
  if (typeof value === "string" && (inner instanceof z.ZodObject || inner instanceof z.ZodRecord))
    return readJson(value);
  return value;
}

const splitAtCommas = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** How a script for the logic layer (ReGa) is written, recognised and how its answer is read (protocol document, section 16). */
import { toLatin1 } from "../codec/value.ts";

/** Arguments of a script: what its header repeats for logs and simulators. */
export type ScriptArguments = Readonly<Record<string, string | number | boolean | readonly number[]>>;

export interface Script<Answer> {
  readonly name: string;
  readonly args: ScriptArguments;
  /**
   * HomeMatic Script. Line 1 is `!# name: <name>`, line 2 is `!# args: <JSON in ASCII>`: whoever answers it without an
   * interpreter (the simulator, a recording) reads these two lines and nothing else.
   */
  readonly text: string;
  /** Checks and converts the parsed answer; throws where it is not what the script writes. */
  readonly read: (answer: Record<string, unknown>) => Answer;
}

/** A literal of HomeMatic Script. ReGa knows Latin-1 only; quotes, backslashes and control characters cannot break out. */
export function literal(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be written in a script`);
    return Number.isInteger(value) ? String(value) : value.toFixed(6);
  }
  return `"${plainText(value).replace(/[\\"]/g, "\\$&")}"`;
}

/** A text as the logic layer can hold it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not get into a script
const plainText = (text: string): string => toLatin1(text).replace(/[\u0000-\u001f\u007f]/g, " ");

const ascii = (value: unknown): string =>
  JSON.stringify(value, (_, member) => (typeof member === "string" ? plainText(member) : member)).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export function script<Answer>(
  name: string,
  args: ScriptArguments,
  body: string,
  read: (answer: Record<string, unknown>) => Answer,
): Script<Answer> {
  return { name, args, text: `!# name: ${name}\n!# args: ${ascii(args)}\n${body.trim()}\n`, read };
}

/** Name and arguments of a script's text by its two header lines; `undefined` for a script of somebody else. */
export function recogniseScript(text: string): { name: string; args: Record<string, unknown> } | undefined {
  const found = /^!# name: ([a-z-]+)\n!# args: (\{.*\})\n/.exec(text);
  if (!found) return undefined;
  try {
    return { name: found[1] as string, args: JSON.parse(found[2] as string) };
  } catch {
    return undefined;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** What `WriteURL` wrote: percent-encoded Latin-1 bytes (UTF-8 where a name was stored so), `%uXXXX` on old firmware. */
export function fromUrl(text: unknown): string {
  if (typeof text !== "string") return text === undefined || text === null ? "" : String(text);
  if (!text.includes("%")) return text;
  const wide = text.replace(/%u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const bytes = wide.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  try {
    return strictUtf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return bytes;
  }
}

/** A list member of an answer; anything else than a list is an answer of another script. */
export function rows(answer: Record<string, unknown>, member: string): unknown[][] {
  const list = answer[member];
  if (!Array.isArray(list)) throw new TypeError(`the script's answer has no list ${member}`);
  return list.filter((row): row is unknown[] => Array.isArray(row));
}

export const number = (value: unknown, otherwise = 0): number => {
  const parsed = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  return Number.isFinite(parsed) ? parsed : otherwise;
};

/** Seconds since the epoch, 0 = never, as milliseconds. */
export const moment = (seconds: unknown): number | undefined => {
  const value = number(seconds);
  return value > 0 ? value * 1000 : undefined;
};

export const flag = (value: unknown): boolean => value === true || value === 1 || value === "true" || value === "1";

/** Writes `"` + the text of an expression, percent-encoded, + `"`. */
export const text = (expression: string): string => `Write('"'); WriteURL(${expression}); Write('"');`;
/** Opens a JSON list element: a comma from the second one on. */
export const COMMA = 'Write(sComma); sComma = ",";';
export const END = `Write('],"end":true}');`;

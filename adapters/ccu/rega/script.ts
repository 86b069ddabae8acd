/** How a script for the logic layer (ReGa) is written, recognised and how its answer is read (protocol document, section 16). */
import { composed, nameFault, textFault } from "../../../handlers/model/storable-text.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";

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

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * A literal of HomeMatic Script. ReGa knows Latin-1 only; quotes, backslashes and control characters cannot break out.
 * @throws CcuFault invalid for a text that the logic layer cannot hold; RangeError for a number that is none
 */
export function literal(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be written in a script`);
    return Number.isInteger(value) ? String(value) : value.toFixed(6);
  }
  refuse(value, textFault(value));
  return `"${composed(value).replace(/[\\"\n\r\t]/g, (character) => ESCAPES[character] as string)}"`;
}

/** A literal of a text that is shown as a name, a description or a label. @throws as {@link literal} */
export function label(name: string): string {
  refuse(name, nameFault(name));
  return literal(name);
}

function refuse(text: string, fault: string | undefined): void {
  if (fault !== undefined) throw new CcuFault("invalid", `${JSON.stringify(text).slice(0, 60)} ${fault}`);
}

const ascii = (value: unknown): string =>
  JSON.stringify(value, (_, member) => (typeof member === "string" ? composed(member) : member)).replace(
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

const character = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));

function repaired(bytes: string): string {
  try {
    return strictUtf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return bytes;
  }
}

/** Nothing but ASCII, escaped or not: one byte, one character, however the rest of the world writes its text. */
const PLAIN = /^(?:[\0-$&-\x7f]|%[0-7][0-9a-fA-F])*$/;

/** Each run of bytes by itself; a wide character is one already and ends a run. */
function decodeUrl(text: unknown, bytes: (run: string) => string): string {
  if (typeof text !== "string") return text === undefined || text === null ? "" : String(text);
  if (!text.includes("%")) return text;
  // nearly every name of a home's ten thousand data points
  if (PLAIN.test(text)) return text.replace(/%([0-7][0-9a-fA-F])/g, character);
  return text
    .split(/(%u[0-9a-fA-F]{4}|[\u0100-\uffff]+)/)
    .map((part, i) =>
      i % 2 === 1
        ? part.replace(/^%u([0-9a-fA-F]{4})$/, character)
        : bytes(part.replace(/%([0-9a-fA-F]{2})/g, character)),
    )
    .join("");
}

/** What `WriteURL` wrote: percent-encoded Latin-1 bytes (UTF-8 where a name was stored so), `%uXXXX` on old firmware. */
export const fromUrl = (text: unknown): string => decodeUrl(text, repaired);

/** The same byte by byte: by this text the CCU finds an object whose name somebody stored as UTF-8. */
export const storedName = (text: unknown): string => decodeUrl(text, (run) => run);

/** Members of an answer that were not understood are counted here; the runner tells of them. */
export const DAMAGED = Symbol("damaged");
const spoil = (answer: Record<PropertyKey, unknown>): void => {
  answer[DAMAGED] = Number(answer[DAMAGED] ?? 0) + 1;
};

/**
 * A list of an answer, each record read by itself: one that `read` throws at, or that is no record, is left out.
 * @throws TypeError where there is no such list: the answer of another script
 */
export function records<T>(answer: Record<string, unknown>, member: string, read: (row: unknown[]) => T): T[] {
  const list = answer[member];
  if (!Array.isArray(list)) throw new TypeError(`the script's answer has no list ${member}`);
  return list.flatMap((row) => {
    try {
      if (Array.isArray(row)) return [read(row)];
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    spoil(answer);
    return [];
  });
}

/** As {@link records}, of an answer with several lists: one that is not there costs no other. */
export function recordsIfAny<T>(answer: Record<string, unknown>, member: string, read: (row: unknown[]) => T) {
  if (Array.isArray(answer[member])) return records(answer, member, read);
  spoil(answer);
  return undefined;
}

/** Id of an object. @throws TypeError for anything else: the record is damaged */
export function idOf(value: unknown): number {
  const id = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  if ((typeof value !== "string" && typeof value !== "number") || !Number.isInteger(id) || id < 0) {
    throw new TypeError(`${value} is no id`);
  }
  return id;
}

/** A text that an object must have. @throws TypeError for anything else: the record is damaged */
export function textOf(value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`${value} is no text`);
  return fromUrl(value);
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

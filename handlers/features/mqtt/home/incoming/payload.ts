/** What a client publishes to be done: a bare word or number, or JSON. Hostile like any input. */
import { badRequest } from "../../../../kernel/problem.ts";

/** Bytes of a payload: a text for a display has some hundred, a variable's text at most a few thousand. */
export const PAYLOAD_LIMIT = 16_384;
/** Unknown members that a refusal names, and its characters for them. */
const UNKNOWN_NAMED = 5;
const UNKNOWN_SHOWN = 200;
/** Nesting of JSON: arguments have two levels (`color: {h, s}`). */
const DEPTH_LIMIT = 8;

export interface CommandPayload {
  /** As it came. */
  readonly text: string;
  /** The same as JSON; the text itself where it is none. */
  readonly value: unknown;
}

/** Looks no deeper than the limit: what is nested a thousand times must not end the stack. */
function isTooDeep(value: unknown, levels = DEPTH_LIMIT): boolean {
  if (value === null || typeof value !== "object") return false;
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
}

/** @throws Refusal 400 */
export function readPayload(bytes: Uint8Array): CommandPayload {
  if (bytes.length > PAYLOAD_LIMIT) throw badRequest(`the payload may have at most ${PAYLOAD_LIMIT} bytes`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badRequest("the payload is not UTF-8");
  }
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // a bare word
  }
  if (isTooDeep(value)) throw badRequest("the payload is nested too deeply");
  return { text, value };
}

type Members = Readonly<Record<string, unknown>>;
export const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** None where the payload is a bare word. @throws Refusal 400 for a member that is not known: nobody is obeyed without it */
export function membersOf({ value }: CommandPayload, known: readonly string[]): Members {
  if (!isMembers(value)) return {};
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length === 0) return value;
  const named = unknown.slice(0, UNKNOWN_NAMED).join(", ").slice(0, UNKNOWN_SHOWN);
  throw badRequest(`not known: ${named}; there is ${known.join(", ")}`);
}

/** The one value that a topic takes: bare, or as the member `value`. */
export const oneValue = ({ value }: CommandPayload): unknown =>
  isMembers(value) && Object.hasOwn(value, "value") ? value.value : value;

/** The same for what is a text: `1.0` stays `1.0`. */
export const textOf = (payload: CommandPayload): string => {
  const { value, text } = payload;
  const found = oneValue(payload);
  return typeof found === "string" ? found : isMembers(value) ? String(found) : text;
};

/** Words that switch something on or off. @throws Refusal 400 */
export function switchOf(payload: CommandPayload): boolean {
  const value = oneValue(payload);
  if (typeof value === "boolean") return value;
  const word = String(value).trim().toLowerCase();
  if (["true", "on", "1"].includes(word)) return true;
  if (["false", "off", "0"].includes(word)) return false;
  throw badRequest(`${String(value).slice(0, 40)} is neither true nor false`);
}

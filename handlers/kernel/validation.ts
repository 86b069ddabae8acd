/** From raw text to the declared shapes; what does not fit becomes a refusal with the fields that are wrong. */
import * as z from "zod";
import { JSON_DEPTH_LIMIT, JSON_DIGITS_LIMIT, JSON_VALUES_LIMIT } from "./limits.ts";
import { parseMultipart } from "./multipart.ts";
import type { OperationSpec } from "./operation.ts";
import { plainReason } from "./plain-reasons.ts";
import { badRequest, type FieldError, rejected, unprocessable, unreadable } from "./problem.ts";

/** One entry per issue: `a.b.0`, the reason, and the limits where the issue has them. Never the offending value. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.slice(0, 50).map((issue) => ({
    field: issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]].join(".") : issue.path.join("."),
    reason: issue.code === "unrecognized_keys" ? "unknown member" : issue.message,
    ...("minimum" in issue ? { min: Number(issue.minimum) } : {}),
    ...("maximum" in issue ? { max: Number(issue.maximum) } : {}),
  }));
}

/** Query string to an object without prototype; repeated names become arrays. */
export function parseQuery(raw: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  if (raw === "") return query;
  for (const [name, value] of new URLSearchParams(raw)) {
    const have = query[name];
    if (have === undefined) query[name] = value;
    else if (Array.isArray(have)) have.push(value);
    else query[name] = [have, value];
  }
  return query;
}

/** Where a string ends whose first character is at `from`: its closing quote, or the end of the text. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 34) return at;
    // what is escaped ends nothing
    if (c === 92) at++;
  }
  return text.length;
}

/** More digits than any double that is not infinite has before its point. */
const MANY_DIGITS = 300;

/**
 * What a text is like before it is parsed, in one pass that ends where a limit is passed; what is no JSON is found later.
 * `large`: it may have a number that is too large (an exponent, or many digits).
 */
function survey(text: string): { fault?: string; large: boolean } {
  let [depth, values, digits, large] = [0, 0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 48 && c <= 57) {
      if (++digits > JSON_DIGITS_LIMIT) return { fault: `a number has more than ${JSON_DIGITS_LIMIT} digits`, large };
      continue;
    }
    large ||= digits >= MANY_DIGITS || (digits > 0 && (c === 101 || c === 69));
    digits = 0;
    if (c === 34) i = endOfString(text, i + 1);
    else if (c === 93 || c === 125) depth--;
    else if (c === 91 || c === 123 || c === 44) {
      if (++values > JSON_VALUES_LIMIT)
        return { fault: `the body has more than ${JSON_VALUES_LIMIT} members and elements`, large };
      if (c !== 44 && ++depth > JSON_DEPTH_LIMIT)
        return { fault: `the body is nested deeper than ${JSON_DEPTH_LIMIT}`, large };
    }
  }
  return { large: large || digits >= MANY_DIGITS };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** Why a parsed value is refused. One pass without recursion; `JSON.parse` with a reviver takes forty times as long as without. */
function valueFault(parsed: unknown): string | undefined {
  const open: object[] = typeof parsed === "object" && parsed !== null ? [parsed] : [];
  // 1e999: it would be stored and answered as null
  const endless = "a number that is too large";
  if (parsed === Infinity || parsed === -Infinity) return endless;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // no schema has such a member, and copying it later would be an attack
    if (!Array.isArray(next) && Object.hasOwn(next, "__proto__")) return "member __proto__";
    for (const value of Array.isArray(next) ? next : Object.values(next)) {
      if (typeof value === "object" && value !== null) open.push(value);
      else if (value === Infinity || value === -Infinity) return endless;
    }
  }
  return undefined;
}

/** Parses a JSON body; `undefined` where it is empty. Throws 400 `bad_request` "Invalid JSON". */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw unreadable("the body is not UTF-8");
  }
  if (/^\s*$/.test(text)) return undefined;
  const seen = survey(text);
  if (seen.fault !== undefined) throw unreadable(seen.fault);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(`the body is not valid JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  // a member `__proto__` (also in escapes) or an endless number: most texts have neither, and need no second look
  const suspicious = seen.large || text.includes("__proto__") || text.includes("\\u");
  const fault = suspicious ? valueFault(value) : undefined;
  if (fault !== undefined) throw unreadable(`the body is not valid JSON: ${fault}`);
  return value;
}

/** The schemas of an operation, built once. */
export interface InputSchemas {
  params: z.ZodObject | undefined;
  query: z.ZodObject | undefined;
  headers: z.ZodObject | undefined;
  body: z.ZodType | undefined;
}
export const inputSchemas = (spec: OperationSpec): InputSchemas => ({
  params: spec.params && z.object(spec.params),
  query: spec.query && z.object(spec.query),
  headers: spec.headers && z.object(spec.headers),
  body: spec.body,
});

const none = Object.freeze(Object.create(null));
const part = (schema: z.ZodObject | undefined, value: unknown, what: string): unknown => {
  if (!schema) return none;
  const parsed = schema.safeParse(value, { error: plainReason });
  if (parsed.success) return parsed.data;
  throw badRequest(
    `${what} ${parsed.error.issues[0]!.path.join(".")}: ${parsed.error.issues[0]!.message}`,
    `Invalid ${what}`,
    fieldErrors(parsed.error),
  );
};

/** Validated path, query and header parameters. Throws 400 `bad_request`. */
export function parseParameters(
  schemas: InputSchemas,
  params: Record<string, string | undefined>,
  query: string,
  headers: Readonly<Record<string, string | undefined>>,
): { params: unknown; query: unknown; headers: unknown } {
  return {
    params: part(schemas.params, params, "path parameter"),
    query: schemas.query ? part(schemas.query, parseQuery(query), "query parameter") : none,
    headers: part(schemas.headers, headers, "header"),
  };
}

/**
 * The validated body. Malformed JSON and unknown members are 400 `bad_request` (contract 3.2); other mismatches are the
 * same unless the operation answers them with `validation` (400 or 422).
 */
export function parseBody(spec: OperationSpec, bytes: Uint8Array, contentType?: string): unknown {
  if (spec.binaryBody) return bytes;
  if (!spec.body) return undefined;
  const value = spec.bodyMedia ? parseMultipart(bytes, contentType) : parseJson(bytes);
  if (value === undefined && spec.bodyOptional) return undefined;
  const parsed = spec.body.safeParse(value, { error: plainReason });
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown)
    throw badRequest(
      `unknown member ${(unknown as { keys: string[] }).keys[0]}`,
      "Invalid JSON",
      fieldErrors(parsed.error),
    );
  const first = parsed.error.issues[0]!;
  const detail = `${first.path.join(".") || "body"}: ${first.message}`;
  if (spec.invalidBody === 422) throw unprocessable(detail, "Validation failed", fieldErrors(parsed.error));
  if (spec.invalidBody === 400) throw rejected(detail, "Validation failed", fieldErrors(parsed.error));
  throw badRequest(detail, "Request does not match the contract", fieldErrors(parsed.error));
}

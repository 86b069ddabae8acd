/** From raw text to the declared shapes; what does not fit becomes a refusal with the fields that are wrong. */
import { z } from "zod";
import { JSON_DEPTH_LIMIT } from "./limits.ts";
import type { OperationSpec } from "./operation.ts";
import { badRequest, type FieldError, rejected, unprocessable } from "./problem.ts";

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

const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) {
      for (i++; i < text.length && text.charCodeAt(i) !== 34; i++) if (text.charCodeAt(i) === 92) i++;
    } else if (c === 91 || c === 123) deepest = Math.max(deepest, ++depth);
    else if (c === 93 || c === 125) depth--;
  }
  return deepest;
};

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** Parses a JSON body; `undefined` where it is empty. Throws 400 `bad_request` "Invalid JSON". */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw badRequest("the body is not UTF-8", "Invalid JSON");
  }
  if (text.trim() === "") return undefined;
  if (depthOf(text) > JSON_DEPTH_LIMIT)
    throw badRequest(`the body is nested deeper than ${JSON_DEPTH_LIMIT}`, "Invalid JSON");
  try {
    // a member named __proto__ is refused: no schema has it, and copying it later would be an attack
    return JSON.parse(text, (key, value) => {
      if (key === "__proto__") throw new SyntaxError("member __proto__");
      // 1e999: it would be stored and answered as null
      if (value === Infinity || value === -Infinity) throw new SyntaxError("a number that is too large");
      return value;
    });
  } catch (error) {
    throw badRequest(`the body is not valid JSON: ${(error as Error).message.slice(0, 200)}`, "Invalid JSON");
  }
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
  const parsed = schema.safeParse(value);
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
export function parseBody(spec: OperationSpec, bytes: Uint8Array): unknown {
  if (!spec.body) return undefined;
  const value = parseJson(bytes);
  if (value === undefined && spec.bodyOptional) return undefined;
  const parsed = spec.body.safeParse(value);
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

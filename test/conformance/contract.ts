/** The published contract (assets/) as an independent judge: it knows nothing of the zod schemas. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import YAML from "yaml";

type Json = Record<string, unknown>;
interface Response {
  content?: Record<string, { schema: Json }>;
}
export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: Json;
}
export interface PublishedOperation {
  method: string;
  path: string;
  parameters: readonly Parameter[];
  /** JSON Schema of the body; its references lead into `components`. */
  body: Json | undefined;
  bodyRequired: boolean;
  statuses: readonly number[];
}

const assets = join(import.meta.dirname, "..", "..", "assets");
const document = parsed(readFileSync(join(assets, "openapi.yaml"), "utf8")) as {
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Record<string, Json> };
};

/** Parsed once for each content, where `npm test` keeps what is compiled: a second of CPU time in each process. */
function parsed(text: string): unknown {
  const folder = process.env.NODE_COMPILE_CACHE;
  if (folder === undefined || !existsSync(folder)) return YAML.parse(text);
  const file = join(folder, `openapi-${createHash("sha256").update(text).digest("hex")}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const document: unknown = YAML.parse(text);
  // whole, or not there: other processes look for it at the same time
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(document));
  renameSync(`${file}.${process.pid}`, file);
  return document;
}
const catalogue = JSON.parse(readFileSync(join(assets, "wsapi.json"), "utf8")) as {
  commands: { name: string; kind: string; role?: string; args?: Json; result?: Json | string }[];
};

export const components: Readonly<Record<string, Json>> = document.components.schemas;

/** The schema itself, where it is a reference. */
export const resolved = (schema: Json | undefined): Json | undefined => {
  const ref = schema?.$ref;
  return typeof ref === "string" ? components[ref.split("/").at(-1)!] : schema;
};

/** Published for readers that must tolerate more; what we answer ourselves has to be published. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== "object") return node;
  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  if (copy.type === "object" && copy.properties && copy.additionalProperties === undefined)
    copy.additionalProperties = false;
  return copy;
}

// what is named is compiled once, not again in each place that names it
const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true, inlineRefs: false });
formats.default(ajv);
ajv.addSchema(closed(document) as Json, "published");

const validators = new Map<string, ValidateFunction>();
const pointerPart = (part: string) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
/** @param pointer where the schema stands, unless it only names one of `components` */
function validator(schema: Json, pointer: readonly string[]): ValidateFunction {
  const ref = `published${schema.$ref ?? `#/${pointer.map(pointerPart).join("/")}`}`;
  let found = validators.get(ref);
  if (!found) {
    found = ajv.compile({ $ref: ref });
    validators.set(ref, found);
  }
  return found;
}
const why = (validate: ValidateFunction) => ajv.errorsText(validate.errors, { dataVar: "body" });

const operationAt = (method: string, path: string): Json => {
  const found = document.paths[path]?.[method.toLowerCase()];
  if (!found) throw new Error(`${method} ${path} is not published`);
  return found;
};

export const published: readonly PublishedOperation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => {
    const request = operation.requestBody as
      | { required: boolean; content: Record<string, { schema: Json }> }
      | undefined;
    return {
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters as Parameter[],
      body: request?.content["application/json"]?.schema,
      bodyRequired: request?.required ?? false,
      statuses: Object.keys(operation.responses as Json).map(Number),
    };
  }),
);

const typeOf = (header: string | string[] | undefined) =>
  String(header ?? "")
    .split(";")[0]!
    .trim();

/** Why an answer is none of the published ones; `undefined` where it is one. */
export function answerFault(
  method: string,
  path: string,
  answer: { status: number; headers: Record<string, string | string[]>; body: Uint8Array },
): string | undefined {
  const { responses } = operationAt(method, path) as { responses: Record<string, Response> };
  const declared = responses[String(answer.status)];
  if (!declared) return `status ${answer.status} is not published (${Object.keys(responses)})`;
  const type = typeOf(answer.headers["content-type"]);
  if (!declared.content) return answer.body.length > 0 ? `${answer.status} has a body, none is published` : undefined;
  const media = Object.keys(declared.content).find((name) => typeOf(name) === type);
  if (media === undefined)
    return `${answer.status} is ${type || "empty"}, published are ${Object.keys(declared.content)}`;
  if (type !== "application/json" && type !== "application/problem+json") return undefined;
  const { schema } = declared.content[media] as { schema: Json };
  const place = ["responses", String(answer.status), "content", media, "schema"];
  const validate = validator(schema, ["paths", path, method.toLowerCase(), ...place]);
  const body: unknown = JSON.parse(Buffer.from(answer.body).toString());
  if (!validate(body)) return `${answer.status}: ${why(validate)}`;
  if (answer.status >= 400 && type === "application/problem+json") {
    const problem = body as { status: number; code: string };
    if (problem.status !== answer.status) return `the problem says ${problem.status}`;
    if (problem.code !== answer.headers["x-problem-code"]) return "X-Problem-Code differs from the problem's code";
  }
  return undefined;
}

/** Why a body that is accepted would be refused by a client that checks it against the contract. */
export function requestFault(method: string, path: string, body: unknown): string | undefined {
  const request = operationAt(method, path).requestBody as
    | { required: boolean; content: Record<string, { schema: Json }> }
    | undefined;
  if (!request) return body === undefined ? undefined : "no body is published";
  if (body === undefined) return request.required ? "a body is required" : undefined;
  const { schema } = request.content["application/json"] as { schema: Json };
  const place = ["requestBody", "content", "application/json", "schema"];
  const validate = validator(schema, ["paths", path, method.toLowerCase(), ...place]);
  return validate(body) ? undefined : why(validate);
}

export const publishedCommands: ReadonlyMap<string, { args: Json; result: Json | string; role: string }> = new Map(
  catalogue.commands
    .filter(({ kind }) => kind === "command")
    .map(({ name, args = {}, result = {}, role = "" }) => [name, { args, result, role }]),
);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const SIMPLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  object: isObject,
  null: (value) => value === null,
  any: () => true,
};

/** The notation of wsapi.json: `string[]`, `integer|null`, a constant, `?` for what may be absent. */
function fits(notation: string, value: unknown): boolean {
  if (notation.endsWith("?")) return value === undefined || fits(notation.slice(0, -1), value);
  if (value === undefined) return false;
  if (notation.includes("|")) return notation.split("|").some((one) => fits(one, value));
  if (notation.endsWith("[]")) return Array.isArray(value) && value.every((item) => fits(notation.slice(0, -2), item));
  return SIMPLE[notation]?.(value) ?? JSON.stringify(value) === notation;
}

/** Why a command's data are not what the catalogue says. */
export function resultFault(command: string, data: unknown): string | undefined {
  const { result } = publishedCommands.get(command) ?? {};
  if (result === undefined) return `${command} is not published`;
  if (typeof result === "string") return fits(result, data) ? undefined : `${JSON.stringify(data)} is no ${result}`;
  if (!isObject(data)) return "the result is no object";
  for (const [name, notation] of Object.entries(result))
    if (!fits(String(notation), data[name])) return `${name}: ${JSON.stringify(data[name])} is no ${notation}`;
  const more = Object.keys(data).find((name) => !(name in result));
  return more === undefined ? undefined : `${more} is not published`;
}

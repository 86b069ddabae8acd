/**
 * TypeScript types of the published contract for the SDK (adapters/client/contract.ts), made from the same declarations
 * as assets/openapi.yaml and assets/wsapi.json (docs/adr/0016).
 */
import type { Broadcast } from "../handlers/kernel/broadcast.ts";
import type { Command } from "../handlers/kernel/command.ts";
import { type JsonSchema, toJsonSchema, tolerant } from "../handlers/kernel/schema-json.ts";

const COMPONENT = "#/components/schemas/";
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

const memberName = (name: string): string => (IDENTIFIER.test(name) ? name : JSON.stringify(name));
const union = (types: readonly string[]): string => {
  const distinct = [...new Set(types)];
  // unknown swallows every other type
  if (distinct.length === 0 || distinct.includes("unknown")) return "unknown";
  return distinct.join(" | ");
};
const isCompound = (type: string): boolean => / [|&] /.test(type);
/** A comment cannot end inside of itself. */
const comment = (text: unknown): string =>
  typeof text === "string" && text !== "" ? `/** ${text.replaceAll("*/", "* /").replaceAll("\n", " ")} */ ` : "";

function objectType(schema: JsonSchema): string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = new Set((schema.required ?? []) as string[]);
  const members = properties.map(([name, property]) => {
    const type = typeOf(property);
    return `${comment(property.description)}${memberName(name)}${required.has(name) ? "" : "?"}: ${type}`;
  });
  const rest = schema.additionalProperties ?? (properties.length === 0 && schema.patternProperties ? {} : undefined);
  const record =
    typeof rest === "object" && rest !== null ? `Record<string, ${typeOf(rest as JsonSchema)}>` : undefined;
  if (members.length === 0) return record ?? (rest === false ? "Record<string, never>" : "Record<string, unknown>");
  const shape = `{ ${members.join("; ")} }`;
  return record === undefined ? shape : `${shape} & ${record}`;
}

function arrayType(schema: JsonSchema): string {
  if (Array.isArray(schema.prefixItems)) return `[${(schema.prefixItems as JsonSchema[]).map(typeOf).join(", ")}]`;
  const item = typeOf((schema.items ?? {}) as JsonSchema);
  return isCompound(item) ? `(${item})[]` : `${item}[]`;
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

/** The TypeScript type of a JSON Schema as zod makes them. What is not understood is `unknown`, never `any`. */
export function typeOf(schema: JsonSchema): string {
  if (typeof schema.$ref === "string")
    return schema.$ref.startsWith(COMPONENT)
      ? `Schemas[${JSON.stringify(schema.$ref.slice(COMPONENT.length))}]`
      : "unknown";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)));
  for (const key of ["anyOf", "oneOf"])
    if (Array.isArray(schema[key])) return union((schema[key] as JsonSchema[]).map(typeOf));
  if (Array.isArray(schema.allOf))
    return (schema.allOf as JsonSchema[])
      .map(typeOf)
      .map((type) => (isCompound(type) ? `(${type})` : type))
      .join(" & ");
  if (Array.isArray(schema.type)) return union((schema.type as string[]).map((type) => typeOf({ ...schema, type })));
  if (schema.type === "object") return objectType(schema);
  if (schema.type === "array") return arrayType(schema);
  return SIMPLE[schema.type as string] ?? "unknown";
}

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: JsonSchema;
}
type Content = Record<string, { schema: JsonSchema }>;

/** The parameters of one place as an object type. The SDK makes Idempotency-Key itself. */
function parametersType(parameters: readonly Parameter[], where: string): string {
  const members = parameters
    .filter((one) => one.in === where && one.name !== "Idempotency-Key")
    .map((one) => {
      const type = typeOf(one.schema);
      return `${comment(one.description)}${memberName(one.name)}${one.required ? "" : "?"}: ${type}`;
    });
  return members.length === 0 ? "{}" : `{ ${members.join("; ")} }`;
}

/** What the SDK makes of a body: it asks for JSON where there is JSON; text is text, anything else a Blob. */
function answerType(content: Content | undefined): string {
  if (content === undefined) return "undefined";
  const [media, body] =
    Object.entries(content).find(([type]) => type === "application/json") ?? Object.entries(content)[0] ?? [];
  if (media === undefined || body === undefined) return "undefined";
  if (media === "application/json") return typeOf(body.schema);
  return media.startsWith("text/") || media.endsWith("ndjson") ? "string" : "Blob";
}

const FORM = "multipart/form-data";

function operationType(operation: JsonSchema): string {
  const parameters = operation.parameters as Parameter[];
  const body = operation.requestBody as { required: boolean; content: Content } | undefined;
  const bodySchema = (body?.content["application/json"] ?? body?.content[FORM])?.schema;
  const responses = Object.entries(operation.responses as Record<string, { content?: Content }>);
  const answers = responses
    .filter(([status]) => status.startsWith("2"))
    .map(([status, { content }]) => `${status}: ${answerType(content)}`);
  const problems = responses.filter(([status]) => Number(status) >= 400).map(([status]) => status);
  return [
    `path: ${parametersType(parameters, "path")}`,
    `query: ${parametersType(parameters, "query")}`,
    `header: ${parametersType(parameters, "header")}`,
    `body: ${bodySchema === undefined ? "undefined" : typeOf(bodySchema) + (body?.required ? "" : " | undefined")}`,
    `answers: { ${answers.join("; ")} }`,
    `problems: ${union(problems)}`,
  ].join("; ");
}

const METHODS = ["get", "post", "put", "patch", "delete"];

function operationsType(paths: Record<string, Record<string, JsonSchema>>): string[] {
  return METHODS.flatMap((method) => [
    `  ${method.toUpperCase()}: {`,
    ...Object.entries(paths).flatMap(([path, operations]) => {
      const operation = operations[method];
      if (operation === undefined) return [];
      const note = `${operation.summary} (${operation["x-role"]})`;
      return [`    ${comment(note).trimEnd()}`, `    ${JSON.stringify(path)}: { ${operationType(operation)} };`];
    }),
    "  };",
  ]);
}

/** Lists that come in pages, and by which parameters. */
function pagedPaths(paths: Record<string, Record<string, JsonSchema>>): string[] {
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const names = ((get?.parameters ?? []) as Parameter[]).filter((one) => one.in === "query").map(({ name }) => name);
    if (names.includes("per_page")) return [`  ${JSON.stringify(path)}: "page",`];
    return names.includes("offset") && names.includes("limit") ? [`  ${JSON.stringify(path)}: "offset",`] : [];
  });
}

/** Operations whose body is a form. */
const formPaths = (paths: Record<string, Record<string, JsonSchema>>): string[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.filter((method) => {
      const body = operations[method]?.requestBody as { content: Content } | undefined;
      return body !== undefined && FORM in body.content;
    }).map((method) => `  ${JSON.stringify(`${method.toUpperCase()} ${path}`)},`),
  );

const byName = <T extends { name: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The whole file: schemas, operations by method and path, commands and broadcasts by name, and which lists are paged. */
export function contractTypes(
  openapi: JsonSchema,
  commands: readonly Command[],
  broadcasts: readonly Broadcast[],
): string {
  const paths = openapi.paths as Record<string, Record<string, JsonSchema>>;
  const components = new Map<string, JsonSchema>();
  const commandLines = byName(commands.map(({ spec }) => spec)).flatMap((spec) => {
    const args = typeOf(toJsonSchema(spec.args, components));
    const result = typeOf(tolerant(toJsonSchema(spec.result, components)) as JsonSchema);
    const note = comment(`${spec.summary} (${spec.role})`).trimEnd();
    return [`  ${note}`, `  ${JSON.stringify(spec.name)}: { args: ${args}; result: ${result} };`];
  });
  const broadcastLines = byName(broadcasts).flatMap((one) => {
    const payload = typeOf(tolerant(toJsonSchema(one.payload, components)) as JsonSchema);
    const note = comment(one.summary).trimEnd();
    return [
      `  ${note}`,
      `  ${JSON.stringify(one.name)}: { topic: ${JSON.stringify(one.topic)}; payload: ${payload} };`,
    ];
  });
  const published = (openapi.components as { schemas: Record<string, JsonSchema> }).schemas;
  const extra = [...components].map(([name, schema]) => [name, tolerant(schema) as JsonSchema] as const);
  const schemas = Object.entries({ ...Object.fromEntries(extra), ...published }).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    "// Generated from the declarations in handlers/ by `npm run contract`. Do not edit.",
    "",
    "/** Named schemas of the contract. */",
    "export interface Schemas {",
    ...schemas.map(([name, schema]) => `  ${comment(schema.description)}${memberName(name)}: ${typeOf(schema)};`),
    "}",
    "",
    "/** Operations by method and path: parameters, body, answers and problems by status. */",
    "export interface Operations {",
    ...operationsType(paths),
    "}",
    "",
    "/** Commands of the WebSocket by name. */",
    "export interface Commands {",
    ...commandLines,
    "}",
    "",
    "/** Events by type: the template of their topic, and their payload. */",
    "export interface Broadcasts {",
    ...broadcastLines,
    "}",
    "",
    "/** Lists that come in pages: by `page` and `per_page`, or by `offset` and `limit`. */",
    "export const PAGED = {",
    ...pagedPaths(paths),
    "} as const;",
    "",
    "/** Operations whose body is sent as `multipart/form-data`. */",
    "export const FORMS: readonly string[] = [",
    ...formPaths(paths),
    "];",
    "",
  ].join("\n");
}

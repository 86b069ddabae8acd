/** zod schemas as JSON Schema for the published contract, named schemas as components. */
import * as z from "zod";

export type JsonSchema = Record<string, unknown>;

const COMPONENT = "#/components/schemas/";

/** Rewrites local definitions to component references, and collects them. */
function hoist(node: unknown, components: Map<string, JsonSchema>): unknown {
  if (Array.isArray(node)) return node.map((item) => hoist(item, components));
  if (node === null || typeof node !== "object") return node;
  const out: JsonSchema = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "$schema" || key === "$id" || key === "id" || key === "~standard") {
      if (typeof value === "string" && key !== "id") continue;
      if (key === "~standard") continue;
    }
    if (key === "$defs") {
      for (const [name, schema] of Object.entries(value as Record<string, JsonSchema>))
        if (!components.has(name)) {
          components.set(name, {});
          components.set(name, hoist(withoutId(schema), components) as JsonSchema);
        }
    } else if (key === "$ref" && typeof value === "string") out.$ref = value.replace(/^#\/\$defs\//, COMPONENT);
    else out[key] = hoist(value, components);
  }
  return out;
}
const withoutId = (schema: JsonSchema): JsonSchema => {
  const { id: _id, ...rest } = schema;
  return rest;
};

/** Members that are not declared are refused in requests; readers of answers must tolerate new ones. */
export function tolerant(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(tolerant);
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === "additionalProperties" && value === false))
      .map(([key, value]) => [key, tolerant(value)]),
  );
}

/**
 * The JSON Schema of `schema`. A schema that was named with `.meta({ id })` becomes a reference and is added to
 * `components`. `io` is the side that a client sees: `input` for bodies, `output` for coerced parameters.
 */
export function toJsonSchema(
  schema: z.ZodType,
  components: Map<string, JsonSchema>,
  io: "input" | "output" = "input",
): JsonSchema {
  const json = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as JsonSchema;
  const id = schema.meta()?.id;
  const hoisted = hoist(withoutId(json), components) as JsonSchema;
  if (id === undefined) return hoisted;
  if (!components.has(id))
    components.set(id, JSON.parse(JSON.stringify(hoisted).replaceAll('"$ref":"#"', `"$ref":"${COMPONENT}${id}"`)));
  return { $ref: COMPONENT + id };
}

/** `string`, `integer`, `string[]`, `object` …: the notation of wsapi.json; `?` marks what may be absent. */
export function typeName(schema: z.ZodType): string {
  const optional = schema.safeParse(undefined).success && !(schema instanceof z.ZodUnknown);
  const json = z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as JsonSchema;
  return nameOf(json) + (optional ? "?" : "");
}
const nameOf = (json: JsonSchema): string => {
  if (Array.isArray(json.anyOf)) return [...new Set((json.anyOf as JsonSchema[]).map(nameOf))].join("|");
  if (json.type === "array") return `${nameOf((json.items as JsonSchema) ?? {})}[]`;
  if (Array.isArray(json.type)) return json.type.join("|");
  if (json.const !== undefined) return typeof json.const === "string" ? JSON.stringify(json.const) : String(json.const);
  return (json.type as string | undefined) ?? "any";
};

/** The published contract of this very server, and how its schemas are shown. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
}
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}
interface Media {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
export interface Spec {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly "x-role": string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media & { readonly description: string }>>;
}
export interface OpenApi {
  readonly info: { readonly version: string; readonly description?: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Spec>>>>;
  readonly components: { readonly schemas: Schemas };
}
export type Schemas = Readonly<Record<string, Schema>>;
export interface WsItem {
  readonly kind: "command" | "broadcast";
  readonly name: string;
  readonly summary: string;
  readonly role?: string;
  readonly topic?: string;
  readonly args?: unknown;
  readonly result?: unknown;
  readonly payload?: string;
}
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly spec: Spec;
}

/** Deeper, the names of schemas say enough. */
const DEPTH_LIMIT = 4;
const nameOf = (ref: string): string => ref.split("/").at(-1) ?? ref;

export function typeOf(schema: Schema | undefined): string {
  if (!schema || Object.keys(schema).length === 0) return "any";
  if (schema.$ref) return nameOf(schema.$ref);
  const parts = schema.anyOf ?? schema.allOf;
  if (parts) return parts.map(typeOf).join(schema.anyOf ? " | " : " & ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  return schema.type ?? "any";
}

/** What a document looks like: members with their types, `?` behind those that may be absent. */
export function shapeOf(schemas: Schemas, schema: Schema | undefined, depth = 0): unknown {
  if (!schema || depth > DEPTH_LIMIT || (schema.$ref && depth === DEPTH_LIMIT)) return typeOf(schema);
  if (schema.$ref) return shapeOf(schemas, schemas[nameOf(schema.$ref)], depth + 1);
  if (schema.type === "array") return [shapeOf(schemas, schema.items, depth + 1)];
  if (!schema.properties) return typeOf(schema);
  const required = new Set(schema.required ?? []);
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => [
      required.has(name) ? name : `${name}?`,
      shapeOf(schemas, property, depth + 1),
    ]),
  );
}

const EMPTY: Readonly<Record<string, unknown>> = { string: "", integer: 0, number: 0, boolean: false, array: [] };

/** A document to begin with: what is required, empty. */
export function draftOf(schemas: Schemas, schema: Schema | undefined, depth = 0): unknown {
  if (!schema || depth > DEPTH_LIMIT) return {};
  if (schema.$ref) return draftOf(schemas, schemas[nameOf(schema.$ref)], depth + 1);
  if (schema.enum) return schema.enum[0];
  if (schema.properties || schema.type === "object")
    return Object.fromEntries(
      (schema.required ?? []).map((name) => [name, draftOf(schemas, schema.properties?.[name], depth + 1)]),
    );
  return EMPTY[schema.type ?? ""] ?? null;
}

/** Operations by tag, in the order of the contract. */
export function byTag({ tags, paths }: OpenApi): ReadonlyMap<string, readonly Operation[]> {
  const found = new Map<string, Operation[]>(tags.map(({ name }) => [name, []]));
  for (const [path, item] of Object.entries(paths))
    for (const [method, spec] of Object.entries(item)) found.get(spec.tags[0] ?? "")?.push({ method, path, spec });
  return found;
}

export const jsonOf = (media: Media | undefined): Schema | undefined => media?.content?.["application/json"]?.schema;

/** Parameters by their places, from what was typed; those that are empty are left out. */
export function paramsOf(parameters: readonly Parameter[], typed: (name: string) => string) {
  const params: Record<"path" | "query" | "header", Record<string, string>> = { path: {}, query: {}, header: {} };
  for (const { name, in: place } of parameters) {
    const text = typed(`${place}.${name}`).trim();
    if (text !== "") params[place][name] = text;
  }
  return params;
}

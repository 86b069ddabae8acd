/** The published WebSocket catalogue (assets/wsapi.json), made from the declarations. */
import * as z from "zod";
import { ADDITION } from "./addition.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Command } from "./command.ts";
import { typeName } from "./schema-json.ts";

/** Edition of the catalogue (contract). */
const WSAPI_VERSION = "1.1";

/** Members of alternative shapes in one: what a member may be in any of them, `?` where one of them lacks it. */
const either = (shapes: readonly Record<string, string>[]): Record<string, string> =>
  Object.fromEntries(
    [...new Set(shapes.flatMap(Object.keys))].map((name) => {
      const types = shapes.flatMap((shape) => shape[name]?.replace(/\?$/, "") ?? []);
      const mayLack = shapes.some((shape) => shape[name]?.endsWith("?") ?? true);
      return [name, [...new Set(types)].join("|") + (mayLack ? "?" : "")];
    }),
  );

const fields = (schema: z.ZodType): Record<string, string> | string => {
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(Object.entries(schema.shape).map(([name, type]) => [name, typeName(type as z.ZodType)]));
  if (schema instanceof z.ZodUnion) {
    const shapes = schema.options.map((o) => fields(o as z.ZodType)).filter((f) => typeof f === "object");
    if (shapes.length > 0) return either(shapes);
  }
  return schema.meta()?.id ?? typeName(schema);
};

/** Commands and broadcasts, sorted by name within their kind. */
export function wsapiDocument(commands: readonly Command[], broadcasts: readonly Broadcast[]): Record<string, unknown> {
  const byName = <T extends { name: string }>(a: T, b: T) => (a.name < b.name ? -1 : 1);
  return {
    version: WSAPI_VERSION,
    replay_buffer_capacity: 1024,
    ping_interval_seconds: 30,
    read_timeout_seconds: 60,
    commands: [
      ...commands
        .map(({ spec }) => ({
          name: spec.name,
          kind: "command",
          category: spec.category,
          summary: spec.summary,
          role: spec.role,
          args: fields(spec.args),
          result: fields(spec.result),
          ...(spec.rest ? { rest: spec.rest } : {}),
        }))
        .sort(byName),
      ...broadcasts
        .map((b) => ({
          name: b.name,
          kind: "broadcast",
          category: b.category,
          summary: b.summary,
          topic: b.topic,
          payload: b.payload.meta()?.id,
          ...(b.addition ? ADDITION : {}),
        }))
        .sort(byName),
    ],
  };
}

/** Every closed list of values in the document's schemas: `Component.member` → values. */
export function enumsDocument(openapi: Record<string, unknown>): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  const walk = (node: unknown, at: string): void => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) {
      for (const item of node) walk(item, at);
      return;
    }
    const schema = node as Record<string, unknown>;
    if (Array.isArray(schema.enum)) found[at] = schema.enum;
    for (const [key, value] of Object.entries(schema))
      if (key === "properties")
        for (const [name, property] of Object.entries(value as object)) walk(property, `${at}.${name}`);
      else if (key === "items") walk(value, `${at}[]`);
      else if (key === "anyOf" || key === "oneOf" || key === "allOf" || key === "additionalProperties") walk(value, at);
  };
  const { schemas } = openapi.components as { schemas: Record<string, unknown> };
  for (const [name, schema] of Object.entries(schemas)) walk(schema, name);
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The published documents are made from the declarations: whoever breaks the making is told here, not by a reader. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import YAML from "yaml";
import * as z from "zod";
import { featuresWith } from "../../handlers/api.ts";
import { contractOf } from "../../handlers/contract.ts";
import { ok, operation } from "../../handlers/kernel/operation.ts";
import { type JsonSchema, toJsonSchema, tolerant, typeName } from "../../handlers/kernel/schema-json.ts";

const asset = (name: string) => readFileSync(join(import.meta.dirname, "..", "..", "assets", name), "utf8");
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

test("the declarations make the documents that are published", () => {
  const { openapi, wsapi, enums } = contractOf();
  assert.deepEqual(plain(openapi), YAML.parse(asset("openapi.yaml")));
  assert.deepEqual(Object.keys(openapi.paths as object), Object.keys(openapi.paths as object).sort());
  assert.equal(JSON.stringify(wsapi), JSON.stringify(JSON.parse(asset("wsapi.json"))), "in this order");
  assert.equal(JSON.stringify(enums), JSON.stringify(JSON.parse(asset("schemas/enums.json"))));
});

test("an operation of somebody's own is published with ours, which stay as they are", () => {
  const spec = {
    method: "GET",
    path: "/greeting",
    role: "viewer",
    served: "here",
    summary: "Says hello",
    tag: "own",
  } as const;
  const greeting = operation({ ...spec, responses: { 200: z.object({ text: z.string() }) } }, () =>
    ok({ text: "hello" }),
  );
  const own = { name: "greeting", operations: [greeting], commands: [], broadcasts: [] };
  const paths = (openapi: Record<string, unknown>) => plain(openapi.paths) as Record<string, unknown>;
  const { "/greeting": added, ...others } = paths(contractOf(featuresWith([own])).openapi);
  assert.ok(added);
  assert.deepEqual(others, paths(contractOf().openapi));
});

test("a named schema becomes a component and a reference, also inside another and inside itself", () => {
  const inner = z.object({ a: z.string() }).meta({ id: "Inner" });
  const tree = z
    .object({
      get children() {
        return z.array(tree);
      },
      inner,
    })
    .meta({ id: "Tree" });
  const components = new Map<string, JsonSchema>();
  assert.deepEqual(toJsonSchema(tree, components), { $ref: "#/components/schemas/Tree" });
  assert.deepEqual([...components.keys()].sort(), ["Inner", "Tree"]);
  const reference = (id: string) => ({ $ref: `#/components/schemas/${id}` });
  assert.deepEqual(components.get("Tree")!.properties, {
    children: { type: "array", items: reference("Tree") },
    inner: reference("Inner"),
  });
  assert.deepEqual(components.get("Inner"), {
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
  });
  assert.equal(JSON.stringify([...components]).includes("$defs"), false);
});

test("readers of answers tolerate new members, and nothing else is loosened", () => {
  const strict = { additionalProperties: false, items: [{ additionalProperties: false, type: "object" }], n: null };
  assert.deepEqual(tolerant(strict), { items: [{ type: "object" }], n: null });
  assert.deepEqual(tolerant({ additionalProperties: { type: "string" }, nullable: false }), {
    additionalProperties: { type: "string" },
    nullable: false,
  });
});

test("the notation of the catalogue", () => {
  const names: [z.ZodType, string][] = [
    [z.string(), "string"],
    [z.string().optional(), "string?"],
    [z.array(z.int()), "integer[]"],
    [z.union([z.string(), z.number(), z.string()]), "string|number"],
    [z.literal("on"), '"on"'],
    [z.literal(3), "3"],
    [z.unknown(), "any"],
    [z.array(z.unknown()).optional(), "any[]?"],
  ];
  for (const [schema, name] of names) assert.equal(typeName(schema), name);
});

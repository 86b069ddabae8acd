/** What the SDK takes for granted of the contract, and what its types are made from. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import YAML from "yaml";
import { typeOf } from "../../local/contract-types.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Bytes (issue 10). */
const BUNDLE_LIMIT = 12_000;

test("every write takes an Idempotency-Key: the SDK sends one with each", () => {
  const { paths } = YAML.parse(readFileSync(join(ROOT, "assets", "openapi.yaml"), "utf8"));
  let writes = 0;
  for (const [path, operations] of Object.entries(paths) as [
    string,
    Record<string, { parameters: { name: string }[] }>,
  ][])
    for (const [method, { parameters }] of Object.entries(operations)) {
      const takesKey = parameters.some(({ name }) => name === "Idempotency-Key");
      assert.equal(takesKey, method !== "get", `${method} ${path}`);
      if (takesKey) writes++;
    }
  assert.ok(writes > 50);
});

test("the bundle is small and needs nothing of Node", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(ROOT, "adapters", "client", "index.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    write: false,
  });
  const inputs = Object.keys(metafile.inputs);
  assert.deepEqual(
    inputs.filter((path) => !/^(.*\/)?adapters\/client\//.test(path)),
    [],
  );
  const bytes = gzipSync(outputFiles[0]?.contents ?? "").length;
  assert.ok(bytes <= BUNDLE_LIMIT, `${bytes} bytes`);
});

test("types of schemas", () => {
  const object = { type: "object", properties: { a: { type: "string" }, "b-c": { type: "integer" } }, required: ["a"] };
  for (const [schema, type] of [
    [object, '{ a: string; "b-c"?: number }'],
    [{ type: "array", items: { enum: ["x", 1, null] } }, '("x" | 1 | null)[]'],
    [{ type: ["string", "null"] }, "string | null"],
    [{ anyOf: [{ type: "string" }, {}] }, "unknown"],
    [{ anyOf: [{ type: "number" }, { type: "integer" }] }, "number"],
    [
      { allOf: [{ $ref: "#/components/schemas/A" }, { oneOf: [{ const: 1 }, { const: 2 }] }] },
      'Schemas["A"] & (1 | 2)',
    ],
    [{ type: "object", additionalProperties: { type: "boolean" } }, "Record<string, boolean>"],
    [{ type: "object", additionalProperties: false }, "Record<string, never>"],
    [{ type: "object" }, "Record<string, unknown>"],
    [{ type: "array", prefixItems: [{ type: "string" }, { type: "null" }] }, "[string, null]"],
    [{ $ref: "#/elsewhere" }, "unknown"],
    [
      { type: "object", properties: { a: { type: "string", description: "not */ the end\nof it" } } },
      "{ /** not * / the end of it */ a?: string }",
    ],
  ] as const)
    assert.equal(typeOf(schema as never), type);
});

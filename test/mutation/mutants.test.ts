/** The small faults that the mutation run plants: these and no others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Import } from "../rule/imports.ts";
import { mutantsOf } from "./mutants.ts";
import { distances } from "./reach.ts";

const edits = (text: string): string[] =>
  mutantsOf("x.ts", text).map(({ start, end, replacement }) => text.slice(0, start) + replacement + text.slice(end));

test("operators, conditions and literals are turned round one by one", () => {
  assert.deepEqual(edits("x = a < b;"), ["void 0;", "x = a <= b;"]);
  assert.deepEqual(edits("if (a && !b) c();"), [
    "if (!(a && !b)) c();",
    "if (a || !b) c();",
    "if (a && b) c();",
    "if (a && !b) void 0;",
  ]);
  assert.deepEqual(edits("const f = () => { return [true, 3]; };"), [
    "const f = () => { return undefined; };",
    "const f = () => { return []; };",
    "const f = () => { return [false, 3]; };",
    "const f = () => { return [true, 4]; };",
  ]);
  assert.deepEqual(edits("const STEP = 2_048;"), ["const STEP = 2049;"]);
  assert.deepEqual(edits("const a = b ?? c;"), ["const a = b;"]);
  assert.deepEqual(edits('const f = (a: string) => a === "on";'), [
    'const f = (a: string) => a !== "on";',
    'const f = (a: string) => a === "";',
  ]);
});

test("types, imports, prose, keys, the log and tables of words are left alone", () => {
  for (const text of [
    'import a from "a";',
    'type A = "x" | 3;',
    'const WORDS = ["a", "b"];',
    'throw new Error("away");',
    'const f = (a) => a + " of them";',
    'const f = () => ({ "key": a });',
    'log.warn("away", {});',
    'const f = () => { this.#log.info("away", { a: a.b[0] + 1 }); };',
    'const f = (a) => { site.log.error("away", { a: a.b[0] + 1 }); logger?.info("x", a ?? 1); };',
    'const f = () => { this.#deps.log.info("away", { a: a.b[0] }); this.name = "Refusal"; named(log, "auth"); };',
    "const f = () => { return null; };",
    "export const TEXT_LIMIT = 2_048;",
    "export const BODY_LIMIT = 2 * 1024 * 1024;",
    "list.sort;\nconst order = (a, b) => (c ? -1 : 1);",
  ])
    assert.deepEqual(
      edits(text).filter((one) => !one.includes("!(c)")),
      [],
      text,
    );
});

test("a mutant keeps its name when lines before it are added", () => {
  const keys = (text: string) => mutantsOf("x.ts", text).map(({ key }) => key);
  assert.deepEqual(keys("\n\nconst a = b - 1;"), keys("const a = b - 1;"));
  assert.equal(new Set(keys("f(1, 1);\nf(1, 1);")).size, 6);
});

test("distances count the imports between a file and those that need it at run time", () => {
  const all = [
    ["near.test.ts", "source.ts", "value"],
    ["middle.ts", "source.ts", "value"],
    ["far.test.ts", "middle.ts", "value"],
    ["types.ts", "source.ts", "type"],
  ] as const;
  const imports = all.map(([from, to, kind]) => ({ from, to, kind }) as Import);
  assert.deepEqual(
    [...distances(imports, "source.ts")],
    [
      ["source.ts", 0],
      ["near.test.ts", 1],
      ["middle.ts", 1],
      ["far.test.ts", 2],
    ],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { programsOf } from "./documents.ts";

test("blocks that name a file are programs, others are not", () => {
  const page = "a\n```js one.mjs\nfirst();\n```\nb\n```js\nexcerpt();\n```\n```js two.test.mjs\nsecond();\n```\n";
  assert.deepEqual(
    [...programsOf(page)],
    [
      ["one.mjs", "first();\n"],
      ["two.test.mjs", "second();\n"],
    ],
  );
  assert.throws(() => programsOf(`${page}${page}`), /two programs are called one.mjs/);
});

/** Without the runner's hook nothing that fails passes: an error that nobody caught fails its file. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "untracked-"));
after(() => rmSync(folder, { recursive: true }));

/** Exit code of a file whose one test is this. */
function play(name: string, body: string): number | null {
  const file = join(folder, `${name}.test.mjs`);
  writeFileSync(file, `import { test } from "node:test";\ntest("one", async () => { ${body} });\n`);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const preload = ["--require", join(import.meta.dirname, "untracked.cjs")];
  return spawnSync(process.execPath, [...preload, "--test", file], {
    env: { ...env, CCU_ANYWHERE_TEST_GRACE_MS: "300" },
  }).status;
}

test("errors that nobody caught fail their file, now and later", () => {
  const later = "await new Promise((resolve) => setTimeout(resolve, 30));";
  assert.equal(play("fine", later), 0);
  assert.equal(play("failed", "throw new Error();"), 1);
  assert.equal(play("rejected", `Promise.reject(new Error()); ${later}`), 1);
  assert.equal(play("thrown", `setTimeout(() => { throw new Error(); }, 5); ${later}`), 1);
  assert.equal(play("endless", "setTimeout(() => { throw new Error(); }, 5); await new Promise(() => {});"), 1);
});

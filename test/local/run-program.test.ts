/** How a program that cannot start says so: what a person can mend in a line, a fault of ours with its stack. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { parseArgs } from "node:util";
import { DatabaseFileError } from "../../adapters/sqlite/index.ts";
import { runProgram } from "../../local/run-program.ts";
import { SettingsError } from "../../local/settings.ts";

class OwnError extends Error {}

/** What `console.error` was given, and the exit code. */
async function told(t: TestContext, fail: () => unknown) {
  const spoken = t.mock.method(console, "error", () => {});
  const before = process.exitCode;
  await runProgram(async () => void fail(), OwnError)([]);
  const { exitCode } = process;
  process.exitCode = before;
  spoken.mock.restore();
  return { exitCode, said: spoken.mock.calls.map(({ arguments: [what] }) => what as unknown) };
}
const failing = (error: unknown) => () => {
  throw error;
};

test("what a person can mend is told in a line", async (t) => {
  for (const error of [
    new SettingsError([{ source: "X", reason: "is wrong" }]),
    new OwnError("takes nothing"),
    new DatabaseFileError("/data/file.db", "it is damaged"),
    new Error("cannot listen on :80: EACCES"),
    Object.assign(new Error("listen EADDRINUSE"), { code: "EADDRINUSE", syscall: "listen" }),
  ])
    assert.deepEqual(await told(t, failing(error)), { exitCode: 1, said: [error.message] });
  const { exitCode, said } = await told(t, () => parseArgs({ args: ["--colour"], options: {} }));
  assert.equal(exitCode, 1);
  assert.match(String(said[0]), /^Unknown option '--colour'/);
});

test("a fault of ours is told with its stack, whatever it speaks of", async (t) => {
  for (const fault of [new TypeError("the listener is no function"), "text", undefined, null])
    assert.deepEqual(await told(t, failing(fault)), { exitCode: 1, said: [fault] });
});

test("a program that runs says nothing", async (t) => {
  assert.deepEqual(await told(t, () => {}), { exitCode: process.exitCode, said: [] });
});

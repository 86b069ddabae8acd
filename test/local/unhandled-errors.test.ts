import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const MODULE = new URL("../../local/unhandled-errors.ts", import.meta.url).href;

/** A process that fails three times where nobody looks, and says afterwards what it noted. */
const program = (survive: boolean) => `
import { surviveUnhandledErrors, unhandledErrors } from ${JSON.stringify(MODULE)};
const told = [];
if (${survive}) surviveUnhandledErrors({ error: (text, { error }) => told.push(text + ": " + error.message) });
Promise.reject(new Error("one"));
setTimeout(() => { throw new Error("two"); }, 1);
setTimeout(() => { void (async () => { throw new Error("three"); })(); }, 2);
setTimeout(() => console.log(JSON.stringify({ ...unhandledErrors, told })), 20);
`;
const run = (survive: boolean) =>
  spawnSync(process.execPath, ["--input-type=module", "-e", program(survive)], { encoding: "utf8" });

test("a process goes on after errors that nobody handled, counts them and tells them in the log", () => {
  const { status, stdout, stderr } = run(true);
  assert.equal(status, 0, stderr);
  const { count, lastAt, told } = JSON.parse(stdout);
  assert.equal(count, 3);
  assert.ok(Math.abs(Date.now() - lastAt) < 60_000);
  assert.deepEqual(told.sort(), [
    "a promise failed that nobody waits for: one",
    "a promise failed that nobody waits for: three",
    "an error that nobody caught: two",
  ]);
});

test("before it is told to, such an error ends the process: a failed start is no running program", () => {
  assert.equal(run(false).status, 1);
});

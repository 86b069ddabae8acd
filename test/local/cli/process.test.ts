/** The command line as a process: signals, pipes that end, a connection that is lost. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { afterwards, startProgram, until } from "../../support/program.ts";
import { configFolder } from "./cli.ts";
import { LAMP_NAME, LAMP_PATH, lampIsThere, startEndpoint } from "./endpoint.ts";

const endpoint = await startEndpoint(configFolder());
await lampIsThere(endpoint);
const { url, admin, tokens } = endpoint;
const main = join(import.meta.dirname, "..", "..", "..", "local", "main.ts");
const env = { PATH: process.env.PATH ?? "", CCU_ANYWHERE_URL: url, CCU_ANYWHERE_TOKEN: tokens.admin };

const turn = (value: boolean) =>
  admin.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", {
    params: { path: LAMP_PATH },
    body: { value },
  });
/** The lamp goes on and off until it was seen. */
async function turnUntil(what: string, isSeen: () => boolean): Promise<void> {
  let value = false;
  await until(what, async () => {
    value = !value;
    await turn(value);
    return isSeen();
  });
}

test("watch in a process: changes, Ctrl-C, one line, 130", async (t) => {
  const watching = startProgram(t, "main.ts", { args: ["watch", LAMP_NAME, "--json"], env });
  await turnUntil("a change", () => watching.output().includes("\n"));
  const { code, signal } = await watching.end("SIGINT");
  assert.deepEqual([code, signal], [130, null]);
  assert.match(watching.errors(), /^-- ended after \d+ lines?\n$/);
  const [line = ""] = watching.output().split("\n");
  assert.equal(JSON.parse(line).type, "datapoint.value_changed");
});

test("a reader that has had enough is no fault", async (t) => {
  const child = spawn(process.execPath, [main, "watch", "--json"], { env, stdio: ["ignore", "pipe", "pipe"] });
  afterwards(t, () => child.kill("SIGKILL"));
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += text;
  });
  const ended = once(child, "close");
  let isRead = false;
  child.stdout.once("data", () => {
    isRead = true;
    child.stdout.destroy();
  });
  await turnUntil("a change", () => isRead);
  await turnUntil("the end", () => child.exitCode !== null || child.signalCode !== null);
  assert.deepEqual(await ended, [0, null]);
  assert.equal(errors, "");
});

test("an output that cannot be written is told", (t) => {
  if (!existsSync("/dev/full")) return t.skip("this system has no full device");
  const full = openSync("/dev/full", "w");
  // it needs no server: the one of this test is blocked meanwhile
  const run = spawnSync(process.execPath, [main, "completion", "bash"], { env, stdio: ["ignore", full, "pipe"] });
  closeSync(full);
  assert.equal(run.status, 9);
  assert.equal(`${run.stderr}`, "ccu-anywhere completion: the output cannot be written: ENOSPC\n");
});

test("a connection that is lost is told, and Ctrl-C still ends it", async (t) => {
  const watching = startProgram(t, "main.ts", { args: ["watch", LAMP_NAME], env });
  await turnUntil("a change", () => watching.output().includes("\n"));
  await endpoint.stop();
  await until("the loss", () => watching.errors().includes("-- the connection is lost; trying again\n"));
  assert.equal((await watching.end("SIGTERM")).code, 143);
  assert.match(watching.errors(), /-- ended after \d+ lines?\n$/);
});

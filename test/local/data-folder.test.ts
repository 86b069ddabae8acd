/** Two programs on one data folder: the second says what is wrong and leaves the first alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment } from "../support/program.ts";
import { call } from "../support/remote.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

test("a second server on the same folder does not start", async (t) => {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const start = () => startOnPrem({ settings, log: silent, passwordCost: 4, liveDemo: false });
  const first = await start();
  afterwards(t, () => first.stop());
  await assert.rejects(start(), /ccu-anywhere\.db: another running program uses it/);
  const { status } = await call(first.urls[0] ?? "", "GET", "/info", {
    headers: basic(ADMIN.name, ADMIN.password),
  });
  assert.equal(status, 200);
});

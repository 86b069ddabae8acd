/** MQTT is switched on, and its optional package is not installed: told where people look, and everything else goes on. */
import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { test } from "node:test";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { changingSections } from "../support/sections.ts";

// as Node says it of a package that is not there
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== "mqtt") return next(specifier, context);
    throw Object.assign(new Error("Cannot find package 'mqtt'"), { code: "ERR_MODULE_NOT_FOUND" });
  },
});

test("without the package mqtt the home is served, and /health, the log and a reload say what to do", async (t) => {
  const logged: string[] = [];
  const log = {
    ...{ debug() {}, info() {} },
    warn: (message: string) => void logged.push(`warn ${message}`),
    error: (message: string) => void logged.push(`error ${message}`),
  };
  const sections = changingSections({ "north.mqtt": { enabled: true, broker_url: "mqtt://127.0.0.1:9" } });
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const running = await startOnPrem({ settings, log, liveDemo: false, passwordCost: 4, sections });
  afterwards(t, () => running.stop());
  const headers = basic(ADMIN.name, ADMIN.password);
  const ask = (method: string, path: string) => call(running.urls[0] ?? "", method, path, { headers });
  const health = async () =>
    (await ask("GET", "/health")).body.components.find(({ name }: { name: string }) => name === "mqtt");

  await until("the report", async () => (await health())?.note !== "not connected to the broker");
  const report = await health();
  assert.deepEqual([report.status, report.note], ["degraded", "the package mqtt is not installed (npm install mqtt)"]);
  assert.deepEqual(logged, ["warn mqtt is not connected: the package mqtt is not installed (npm install mqtt)"]);
  const { status, body } = await ask("POST", "/admin/mqtt/reload");
  assert.equal(status, 503);
  assert.match(body.detail, /the package mqtt is not installed \(npm install mqtt\)/);
  await until("the devices", async () => (await ask("GET", "/devices")).body.total > 0);
  assert.ok(!logged.some((line) => line.startsWith("error")), logged.join());
  sections.change("north.mqtt", { enabled: false });
  await until("nothing to report", async () => (await health()) === undefined);
});

/** A user of the simulated CCU logs in at a server that was told to take them, while the home is operated as always. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  afterwards,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  until,
} from "../support/program.ts";
import { call } from "../support/remote.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

test("users of the CCU", async (t) => {
  const users = [{ username: "Otto", password: "pw of otto", level: 2 }];
  const ccu = await startCcu(t, { auth: { username: "Admin", password: "secret" }, users });
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const running = await startOnPrem({
    settings: loadSettings({ argv: [], env }),
    log,
    passwordCost: 4,
    validateResponses: true,
  });
  afterwards(t, () => running.stop());
  const [url = ""] = running.urls;
  const headers = basic(ADMIN.name, ADMIN.password);
  const login = (username: string, password: string) =>
    call(url, "POST", "/auth/login", { body: { username, password } });
  await until(
    "the CCU",
    async () => (await call(url, "GET", "/system/ccu", { headers })).body.entries?.[0]?.readiness.ready,
  );

  assert.equal((await login("Otto", "pw of otto")).status, 401, "off by default");
  const path = "/config/sections/north.rest.auth.ccu";
  assert.equal((await call(url, "PUT", path, { headers, body: { enabled: true } })).status, 200);
  const capabilities = (await call(url, "GET", "/info")).body.capabilities;
  assert.ok(capabilities.includes("auth.ccu.v1"));

  const own = ccu.sessions.open;
  const { status, body } = await login("Otto", "pw of otto");
  assert.equal(status, 200);
  assert.deepEqual(body, { subject: "otto", role: "operator", scheme: "basic" });
  const logins = ccu.sessions.logins;
  for (let i = 0; i < 5; i++) {
    const me = await call(url, "GET", "/auth/me", { headers: basic("otto", "pw of otto") });
    assert.equal(me.body.role, "operator");
  }
  assert.ok(ccu.sessions.logins - logins <= 1, "Basic does not log in with each request");
  assert.equal((await login("Otto", "wrong")).status, 401);
  assert.equal((await login(ADMIN.name, ADMIN.password)).status, 200);
  assert.equal(ccu.sessions.open, own, "no session is left on the CCU");

  assert.equal((await call(url, "DELETE", path, { headers })).status, 204);
  assert.equal((await login("Otto", "pw of otto")).status, 401);
});

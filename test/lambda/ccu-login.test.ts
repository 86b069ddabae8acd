/** A user of the simulated CCU logs in at the cloud, through the relay; the session is the cloud's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import { centralsSetting, scratchFolder, serverEnvironment, startCcu, until } from "../support/program.ts";
import { browserHeaders } from "../support/remote.ts";
import { SITE, startCloudUnderTest } from "./support.ts";

test("users of the CCU, through the cloud", async (t) => {
  const users = [{ username: "Otto", password: "pw of otto", level: 2 }];
  const ccu = await startCcu(t, { auth: { username: "Admin", password: "secret" }, users });
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const cloud = await startCloudUnderTest(t, { settings: loadSettings({ argv: [], env }) });
  const login = (password: string, name = `Otto@${SITE}`) =>
    cloud.call("POST", "/auth/login", { username: name, password }, {});
  await until("the CCU", async () => (await cloud.call("GET", "/system/ccu")).body.entries?.[0]?.readiness?.ready);
  assert.equal((await login("pw of otto")).status, 401, "off by default");
  const section = "/config/sections/north.rest.auth.ccu";
  assert.equal((await cloud.call("PUT", section, { enabled: true })).status, 200);
  await until("the cloud to know", async () =>
    (await cloud.call("GET", "/info")).body.capabilities.includes("auth.ccu.v1"),
  );

  const right = await login("pw of otto");
  assert.equal(right.status, 200, JSON.stringify(right.body));
  assert.deepEqual(right.body, { subject: "otto", role: "operator", scheme: "basic" });
  const session = browserHeaders(right);
  assert.equal((await cloud.call("GET", "/auth/me", undefined, session)).body.role, "operator");
  const { "x-csrf-token": _, ...withoutToken } = session;
  assert.equal((await cloud.call("POST", "/auth/logout", undefined, withoutToken)).status, 403, "the same CSRF rules");
  const byBasic = await cloud.call("GET", "/auth/me", undefined, basic(`otto@${SITE}`, "pw of otto"));
  assert.equal(byBasic.body.role, "operator");
  assert.equal((await login("wrong")).status, 401);
  assert.equal((await login("pw of otto", "Otto@other")).status, 401, "of another home");

  await cloud.stopRelay();
  await until("the relay to be away", async () => (await login("wrong again")).status === 503);
  assert.equal((await cloud.call("GET", "/auth/me", undefined, session)).status, 200, "the session is the cloud's");
});

/** The home of a sign-on where one process serves many. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressed } from "../../handlers/auth/site-of-request.ts";

const STATE = "s".repeat(43);
const siteOf = async (method: string, path: string, query = "", cookie?: string) =>
  (
    await addressed({
      method,
      path: `/api/v1${path}`,
      query,
      headers: cookie === undefined ? {} : { cookie },
      remote: "192.0.2.1",
      secure: true,
      body: async () => new Uint8Array(),
    })
  ).site;

test("its start names the home, its end is known by what the browser has kept", async () => {
  assert.equal(await siteOf("GET", "/auth/oidc/start", "provider=second&site=villa"), "villa");
  assert.equal(await siteOf("HEAD", "/auth/oidc/start", "site=villa"), "villa");
  assert.equal(await siteOf("GET", "/auth/oidc/providers", "site=villa"), "villa");
  const cookie = `openccu_loom_oidc_state=villa.${STATE}.c2VhbGVk+/==`;
  assert.equal(await siteOf("GET", "/auth/oidc/callback", "code=c&state=s", cookie), "villa");
});

test("nothing else is named by a query or by that cookie", async () => {
  for (const site of ["", "Villa", "a b", "~", "../x", "x".repeat(41)])
    assert.equal(await siteOf("GET", "/auth/oidc/start", `site=${encodeURIComponent(site)}`), undefined, site);
  assert.equal(await siteOf("POST", "/auth/oidc/start", "site=villa"), undefined);
  assert.equal(await siteOf("GET", "/devices", "site=villa"), undefined);
  assert.equal(await siteOf("GET", "/auth/oidc/callback", "site=villa&code=c&state=s"), undefined);
  for (const value of [`${STATE}.x`, `villa.${STATE}`, `villa.short.x`, `Villa.${STATE}.x`])
    assert.equal(await siteOf("GET", "/auth/oidc/callback", "", `openccu_loom_oidc_state=${value}`), undefined, value);
  assert.equal(await siteOf("GET", "/devices", "", `openccu_loom_oidc_state=villa.${STATE}.x`), undefined);
});

test("a session of another home does not decide where a sign-on goes", async () => {
  const session = `openccu_loom_session=garden.${STATE}`;
  assert.equal(await siteOf("GET", "/auth/oidc/start", "site=villa", session), "villa");
  assert.equal(await siteOf("GET", "/auth/oidc/start", "", session), "garden");
});

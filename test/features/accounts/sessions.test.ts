/** Who is logged in where, and how that is ended from elsewhere. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authOperations } from "../../../handlers/features/accounts/operations/auth.ts";
import { sessionOperations } from "../../../handlers/features/accounts/operations/sessions.ts";
import { userOperations } from "../../../handlers/features/accounts/operations/users.ts";
import { sha256 } from "../../../handlers/records/accounts.ts";
import { basic, createClients, fakeConnections, putUser, storeText } from "../../support/client.ts";
import { createTestSite, type TestSite } from "../../support/site.ts";

async function bench() {
  const connections = fakeConnections();
  const site: TestSite = { ...createTestSite(), connections };
  await putUser(site, "root", "admin", "pw");
  await putUser(site, "bob", "viewer", "pw2");
  const client = createClients(site, [...sessionOperations, ...authOperations, ...userOperations]);
  /** Logs in as a browser does. @returns its cookie, and what it may ask */
  const browser = async (username: string, password: string) => {
    const ask = client({}, { keepCookies: true });
    assert.equal((await ask("POST", "/auth/login", { body: { username, password } })).status, 200);
    return { ask, id: sha256(ask.jar.get("openccu_loom_session")!).slice(0, 16) };
  };
  return { site, client, browser };
}

describe("sessions", () => {
  it("an admin sees all of them, newest first, and ends one: it counts no more", async () => {
    const { site, client, browser } = await bench();
    const bob = await browser("bob", "pw2");
    site.clock.advance(1000);
    const root = await browser("root", "pw");
    const listed = (await root.ask("GET", "/auth/sessions")).body;
    assert.deepEqual(
      listed.map(({ id, subject, current }: { id: string; subject: string; current: boolean }) => [
        id,
        subject,
        current,
      ]),
      [
        [root.id, "root", true],
        [bob.id, "bob", false],
      ],
    );
    assert.equal(Date.parse(listed[0].expires_at) - Date.parse(listed[0].created_at), 12 * 3_600_000);
    assert.equal((await root.ask("DELETE", `/auth/sessions/${bob.id}`)).status, 204);
    assert.equal((await bob.ask("GET", "/auth/me")).status, 401);
    assert.equal((await root.ask("DELETE", `/auth/sessions/${bob.id}`)).status, 404);
    assert.equal((await client(basic("root", "pw"))("GET", "/auth/sessions")).body.length, 1);
    assert.ok((await storeText(site)).includes("session_end"));
  });

  it("others see and end their own alone", async () => {
    const { browser } = await bench();
    const [root, phone, desk] = [await browser("root", "pw"), await browser("bob", "pw2"), await browser("bob", "pw2")];
    const ids = (await phone.ask("GET", "/auth/sessions")).body.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids.sort(), [phone.id, desk.id].sort());
    assert.equal((await phone.ask("DELETE", `/auth/sessions/${root.id}`)).status, 404);
    assert.equal((await root.ask("GET", "/auth/me")).status, 200);
    assert.equal((await phone.ask("DELETE", `/auth/sessions/${desk.id}`)).status, 204);
    assert.equal((await desk.ask("GET", "/auth/me")).status, 401);
  });

  it("those of a user with a new password are none any more; a name that is none is refused", async () => {
    const { client, browser } = await bench();
    const root = client(basic("root", "pw"));
    await browser("bob", "pw2");
    assert.equal((await root("GET", "/auth/sessions")).body.length, 1);
    assert.equal((await root("PATCH", "/users/bob", { body: { password: "another password" } })).status, 204);
    assert.deepEqual((await root("GET", "/auth/sessions")).body, []);
    assert.ok([400, 404, 422].includes((await root("DELETE", "/auth/sessions/nothing")).status));
  });
});

/** Two processes on one database file: what must be true about users and locks whoever asks whom. Real hashes, real store. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { createAuthenticator } from "../../handlers/auth/authenticator.ts";
import { createInitialAdmin } from "../../handlers/auth/first-admin.ts";
import { authOperations } from "../../handlers/features/accounts/operations/auth.ts";
import { setupOperations } from "../../handlers/features/accounts/operations/setup.ts";
import { userOperations } from "../../handlers/features/accounts/operations/users.ts";
import { editSessionOperations } from "../../handlers/features/paramsets/operations/edit-sessions.ts";
import { scratch } from "../ports/scratch.ts";
import { basic, createClients, putUser, storeText } from "../support/client.ts";
import { createTestSite, type TestSite } from "../support/site.ts";

const operations = [...authOperations, ...userOperations, ...setupOperations, ...editSessionOperations];
/** bcrypt's lowest cost: the figure is not what is tested. */
const COST = 4;

/** Each `open()` is a process of its own, as far as the store can tell: its own connection, memory and lock queue. */
function home() {
  const folder = scratch();
  const key = randomBytes(32);
  const databases: { close(): void }[] = [];
  return {
    open() {
      const base = createTestSite({ settings: { centrals: [] } });
      const database = openSqlite(folder.file("home.db"), { clock: base.clock });
      databases.push(database);
      const parts = { ...base, store: database.store.site(base.id), secrets: createSecrets({ key, cost: COST }) };
      const site: TestSite = { ...parts, credentials: createAuthenticator(parts) };
      return { site, client: createClients(site, operations) };
    },
    [Symbol.dispose]() {
      for (const database of databases) database.close();
      folder[Symbol.dispose]();
    },
  };
}

describe("two processes", () => {
  it("leave one admin, whatever both are asked at the same time", async () => {
    using house = home();
    const [one, two] = [house.open(), house.open()];
    for (let round = 0; round < 5; round++) {
      await putUser(one.site, "eva", "admin", "pw");
      await putUser(one.site, "root", "admin", "pw");
      for (const { site } of [one, two]) for (const subject of ["eva", "root"]) site.credentials.forget({ subject });
      const demote = { body: { role: "viewer" } };
      const statuses = await Promise.all([
        one.client(basic("eva", "pw"))("PATCH", "/users/root", demote),
        two.client(basic("root", "pw"))("PATCH", "/users/eva", demote),
      ]);
      const { items } = await one.site.store.list<{ role: string }>("user");
      const admins = items.filter((u) => u.value.role === "admin").length;
      assert.ok(admins >= 1, `round ${round}: ${statuses.map((a) => a.status)}`);
      for (const { status } of statuses) assert.ok([204, 401, 403, 409].includes(status), String(status));
    }
  });

  it("set up one admin, and give an edit lock to one person", async () => {
    using house = home();
    const [one, two] = [house.open(), house.open()];
    await createInitialAdmin(one.site);
    assert.equal(await createInitialAdmin(two.site), null);
    const body = (username: string) => ({
      headers: { host: "localhost" },
      remote: "127.0.0.1",
      body: { admin: { username, password: "eightchr" }, locale: { locale: "de", theme: "dark" } },
    });
    const answers = await Promise.all([
      one.client()("POST", "/setup", body("anna")),
      two.client()("POST", "/setup", body("bert")),
    ]);
    assert.deepEqual(answers.map((a) => a.status).sort(), [204, 409]);
    assert.equal((await one.site.store.list("user")).items.length, 1);
    for (const name of ["carl", "dora"]) await putUser(one.site, name, "operator", "pw");
    const key = { body: { key: "channel:A:1:MASTER" } };
    const opened = await Promise.all([
      one.client(basic("carl", "pw"))("POST", "/sessions/edit", key),
      two.client(basic("dora", "pw"))("POST", "/sessions/edit", key),
    ]);
    assert.deepEqual(opened.map((a) => a.status).sort(), [200, 423]);
    assert.ok(!(await storeText(one.site)).includes("eightchr"));
  });

  it("know each other's sessions, also after a restart, until one of them ends it", async () => {
    using house = home();
    const one = house.open();
    await putUser(one.site, "anna", "viewer", "pw");
    const tab = one.client({}, { keepCookies: true });
    await tab("POST", "/auth/login", { body: { username: "anna", password: "pw" } });
    const cookie = `openccu_loom_session=${tab.jar.get("openccu_loom_session")}`;
    const two = house.open();
    const me = async () => (await two.client({ cookie })("GET", "/auth/me")).status;
    assert.equal(await me(), 200);
    await tab("POST", "/auth/logout");
    two.site.clock.advance(5000);
    assert.equal(await me(), 401);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createInitialAdmin, ensureAdmin } from "../../../handlers/auth/first-admin.ts";
import { openConfiguration } from "../../../handlers/configuration/configuration.ts";
import { localeSettings } from "../../../handlers/configuration/program-sections.ts";
import { readCentrals } from "../../../handlers/configuration/stored-centrals.ts";
import { readSection } from "../../../handlers/configuration/stored-sections.ts";
import { authOperations } from "../../../handlers/features/accounts/operations/auth.ts";
import { setupOperations } from "../../../handlers/features/accounts/operations/setup.ts";
import { userOperations } from "../../../handlers/features/accounts/operations/users.ts";
import { field, type Section, section } from "../../../handlers/kernel/section.ts";
import { flag, text } from "../../../handlers/kernel/section-kinds.ts";
import type { SiteSettings } from "../../../handlers/kernel/site.ts";
import type { UserRecord } from "../../../handlers/records/accounts.ts";
import { basic, createClients, storeText } from "../../support/client.ts";
import { createTestSite } from "../../support/site.ts";

const complete = {
  admin: { username: "Root", password: "eightchr" },
  locale: { locale: "de", theme: "system" },
  ccu: {
    name: "ccu-main",
    host: "192.0.2.10",
    username: "Admin",
    password: "ccu-secret",
    interfaces: ["HmIP-RF", "BidCos-RF"],
  },
  mqtt: { broker_url: "mqtt://192.0.2.20:1883", username: "u", password: "mqtt-secret" },
};
const about = { text: "…" };
const broker = section("north.mqtt", () => ({
  enabled: field(about, flag(false)),
  discovery_enabled: field(about, flag(false)),
  broker_url: field(about, text()),
  username: field(about, text()),
  password: field({ ...about, class: "secret" }, text()),
})) as Section;
const minimal = { admin: complete.admin, locale: complete.locale };

function bench(settings: Partial<SiteSettings> = {}) {
  const site = createTestSite({ settings: { centrals: [], ...settings } });
  const clients = createClients(site, [...setupOperations, ...userOperations, ...authOperations]);
  // who sits at home and has opened the server by its name there
  const client = (standing: Record<string, string> = {}, options: { keepCookies?: boolean } = {}) => {
    const at = clients({ host: "home.lan", ...standing }, options);
    return Object.assign(
      (...[method, path, request]: Parameters<typeof at>) => at(method, path, { remote: "192.168.178.20", ...request }),
      { jar: at.jar },
    );
  };
  const nobody = client();
  const required = async () => (await nobody("GET", "/setup/status")).body.required as boolean;
  const setup = (body: unknown, who = nobody) => who("POST", "/setup", { body });
  const names = async () => (await site.store.list("user")).items.map((u) => u.key);
  return { site, client, nobody, required, setup, names };
}

describe("first-run setup", () => {
  it("stores language, central, broker and admin, once", async () => {
    const { site, client, required, setup } = bench();
    const sections = await openConfiguration({ ...site, sections: [localeSettings as Section, broker] });
    Object.assign(site, { sections });
    assert.ok(await required());
    const answer = await setup(complete);
    assert.deepEqual([answer.status, answer.text], [204, ""]);
    assert.ok(!(await required()));
    assert.equal(sections.read(localeSettings).locale, "de");
    assert.deepEqual((await site.store.get("config", "theme"))?.value, { theme: "system" });
    const { password, interfaces, ...row } = complete.ccu;
    const connecting = {
      ...row,
      password_plain: password,
      interfaces: interfaces.map((name) => ({ name })),
      tls: false,
      tls_insecure_skip_verify: false,
    };
    const [central] = (await readCentrals(site)).rows;
    const at = new Date(site.clock.now()).toISOString();
    assert.deepEqual(central, { ...connecting, enabled: true, created_at: at, updated_at: at });
    const known = { enabled: true, discovery_enabled: true };
    assert.deepEqual(await readSection(broker, site), { ...known, ...complete.mqtt });
    assert.deepEqual(site.centralCalls, [{ method: "add", args: [connecting] }]);
    assert.equal((await client(basic("root", "eightchr"))("GET", "/auth/me")).body.role, "admin");
    const again = await setup(complete);
    assert.deepEqual([again.status, again.body.code], [409, "conflict"]);
    const text = (await storeText(site)) + site.logged.join();
    for (const secret of ["eightchr", "ccu-secret", "mqtt-secret"]) assert.ok(!text.includes(secret), secret);
    const audit = (await site.store.list<{ action: string }>("audit")).items.map((i) => i.value.action).sort();
    assert.deepEqual(audit, ["central_create", "config_section_update", "config_section_update", "user_create"]);
  });

  it("is over, whether or not the central can be started now", async () => {
    const { site, client, setup } = bench();
    Object.assign(site, { centrals: { add: () => Promise.reject(new Error("no driver")) } });
    assert.equal((await setup(complete)).status, 204);
    assert.equal((await client(basic("root", "eightchr"))("GET", "/auth/me")).status, 200);
    assert.match(site.logged.join("\n"), /central of the setup not started/);
  });

  it("needs neither central nor broker", async () => {
    const { site, setup } = bench();
    assert.equal((await setup(minimal)).status, 204);
    assert.deepEqual((await readCentrals(site)).rows, []);
    assert.equal(await site.store.get("config", "section:north.mqtt"), undefined);
    assert.deepEqual(site.centralCalls, []);
  });

  it("names every wrong field with 422 and stores nothing", async () => {
    const { site, setup, required } = bench({ centrals: [{ name: "taken", host: "h", interfaces: ["HmIP-RF"] }] });
    const { ccu, mqtt } = complete;
    const cases: [unknown, string[]][] = [
      [{}, ["admin", "locale"]],
      [{ ...minimal, admin: { username: "", password: "eightchr" } }, ["admin.username"]],
      [{ ...minimal, admin: { username: "a b", password: "short" } }, ["admin.username", "admin.password"]],
      [{ ...minimal, admin: { username: "a", password: "x".repeat(73) } }, ["admin.password"]],
      [{ ...minimal, locale: { locale: "fr", theme: "pink" } }, ["locale.locale", "locale.theme"]],
      [{ ...minimal, ccu: { ...ccu, interfaces: [] } }, ["ccu.interfaces"]],
      [{ ...minimal, ccu: { ...ccu, interfaces: ["HmIP RF"] } }, ["ccu.interfaces.0"]],
      [{ ...minimal, ccu: { ...ccu, name: "", host: "" } }, ["ccu.name", "ccu.host"]],
      [{ ...minimal, ccu: { ...ccu, name: "a/b" } }, ["ccu.name"]],
      [{ ...minimal, ccu: { ...ccu, name: "taken" } }, ["ccu.name"]],
      [{ ...minimal, mqtt: { ...mqtt, broker_url: "not a url" } }, ["mqtt.broker_url"]],
      [{ ...minimal, mqtt: { ...mqtt, broker_url: "http://192.0.2.20" } }, ["mqtt.broker_url"]],
      [{ ...minimal, mqtt: { ...mqtt, broker_url: "mqtt://u:p@192.0.2.20" } }, ["mqtt.broker_url"]],
    ];
    for (const [body, fields] of cases) {
      const answer = await setup(body);
      assert.deepEqual([answer.status, answer.body.code], [422, "validation"], JSON.stringify(body));
      assert.deepEqual(
        answer.body.errors.map((e: { field: string }) => e.field),
        fields,
      );
      assert.ok(!answer.text.includes("u:p@"));
    }
    const short = await setup({ ...minimal, admin: { username: "a", password: "7 bytes" } });
    assert.equal(short.body.errors[0].min, 8);
    assert.equal((await setup({ ...minimal, extra: 1 })).status, 400);
    assert.equal(await storeText(site), await storeText(createTestSite()));
    assert.ok(await required());
    assert.equal((await setup({ ...minimal, admin: { username: "a", password: "ä".repeat(4) } })).status, 204);
  });

  it("is refused where it is switched off", async () => {
    const { setup, required } = bench({ allowSetup: false });
    assert.ok(!(await required()));
    assert.equal((await setup(minimal)).status, 403);
  });

  it("makes one admin of two who try at the same time", async () => {
    const { setup, names } = bench();
    const answers = await Promise.all(
      ["one", "two"].map((username) => setup({ ...minimal, admin: { username, password: "eightchr" } })),
    );
    assert.deepEqual(answers.map((a) => a.status).sort(), [204, 409]);
    assert.equal((await names()).length, 1);
  });

  it("is protected from other sites, but open to a browser that repeats the cookie", async () => {
    const { client, setup } = bench();
    const browser = client(
      { origin: "http://home.lan", "sec-fetch-site": "same-origin", host: "home.lan" },
      { keepCookies: true },
    );
    assert.equal((await setup(minimal, browser)).status, 403);
    assert.equal((await setup(minimal, browser)).status, 204, "the refusal brought the cookie");
  });
});

describe("who may run the setup while nobody has an account", () => {
  const home = { headers: { host: "home.lan" }, remote: "192.168.178.20" };
  const run = async (request: { headers: Record<string, string>; remote: string }, settings = {}) => {
    const { site, nobody, names } = bench(settings);
    const made = (await createInitialAdmin(site))!;
    const answer = await nobody("POST", "/setup", { body: minimal, ...request });
    return { site, nobody, names, made, answer };
  };

  it("somebody at home, under a name that only the own network knows or the owner has named", async () => {
    for (const host of ["home.lan", "localhost:8080", "192.168.1.5:8080", "[::1]:8080", "ccu"])
      assert.equal((await run({ ...home, headers: { host } })).answer.status, 204, host);
    for (const remote of ["127.0.0.1", "::1", "::ffff:10.0.0.9", "fd00::9"])
      assert.equal((await run({ ...home, remote })).answer.status, 204, remote);
    const named = { ...home, headers: { host: "Home.Example.org:8443" } };
    assert.equal((await run(named, { setupHosts: ["home.example.ORG"] })).answer.status, 204);
    assert.equal((await run(named)).answer.status, 403);
  });

  it("no page under a public name (DNS rebinding), and nobody from the internet", async () => {
    for (const host of ["evil.example:8080", "203.0.113.5", "home.lan.evil.example", "", "a@localhost"])
      assert.equal((await run({ ...home, headers: { host } })).answer.status, 403, host);
    const { answer, names } = await run({ ...home, remote: "203.0.113.9" });
    assert.deepEqual([answer.status, answer.body.title], [403, "Setup needs its code"]);
    assert.deepEqual(await names(), ["admin"]);
  });

  it("anybody with the printed code, again after a mistake; a wrong one is counted", async () => {
    const foreign = { headers: { host: "home.example.org" }, remote: "203.0.113.9" };
    const { nobody, made, names } = await run(foreign);
    const withCode = (code: string, body: unknown = minimal) =>
      nobody("POST", "/setup", { ...foreign, headers: { ...foreign.headers, "x-setup-code": code }, body });
    assert.equal((await withCode("guess")).body.title, "Wrong setup code");
    assert.equal(
      (await withCode(made.password, { ...minimal, admin: { username: "x", password: "short" } })).status,
      422,
    );
    assert.equal((await withCode(made.password)).status, 204);
    assert.deepEqual(await names(), ["root"]);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await withCode(`guess ${i}`)).status);
    assert.equal(statuses.at(-1), 429);
  });

  it("nobody may point the server at what only it can reach", async () => {
    const { setup } = bench();
    for (const host of ["169.254.169.254", "2852039166", "::ffff:a9fe:a9fe", "metadata.google.internal", "ccu:80"])
      assert.equal(
        (await setup({ ...minimal, ccu: { ...complete.ccu, host } })).body.errors[0].field,
        "ccu.host",
        host,
      );
    for (const broker_url of ["mqtt://169.254.169.254", "ws://0xA9FEA9FE/x", "mqtts://[fe80::1]:8883"])
      assert.equal((await setup({ ...minimal, mqtt: { broker_url } })).body.errors[0].field, "mqtt.broker_url");
  });
});

describe("the admin that the program makes up", () => {
  it("logs in with the printed password, which is made once", async () => {
    const { site, client } = bench();
    const made = (await createInitialAdmin(site))!;
    assert.equal(made.name, "admin");
    assert.ok(made.password.length >= 20);
    assert.equal(await createInitialAdmin(site), null);
    assert.equal((await client(basic("admin", made.password))("GET", "/users")).status, 200);
    assert.ok(!((await storeText(site)) + site.logged.join()).includes(made.password));
  });

  it("is not made where somebody has run the setup meanwhile", async () => {
    const { site, setup, names } = bench();
    const { hashPassword } = site.secrets;
    let isFirst = true;
    const secrets = {
      ...site.secrets,
      async hashPassword(password: string) {
        if (isFirst) {
          isFirst = false;
          assert.equal((await setup(minimal)).status, 204);
        }
        return hashPassword(password);
      },
    };
    assert.equal(await createInitialAdmin({ ...site, secrets }), null);
    assert.deepEqual(await names(), ["root"]);
  });

  it("leaves the setup open until somebody used it, and is replaced by the setup", async () => {
    const { site, client, required, setup, names } = bench();
    const made = (await createInitialAdmin(site))!;
    assert.ok(await required());
    assert.equal((await setup(minimal)).status, 204);
    assert.deepEqual(await names(), ["root"]);
    assert.equal((await client(basic("admin", made.password))("GET", "/auth/me")).status, 401);
  });

  it("once used, may run the setup itself, and nobody else", async () => {
    const { site, client, required, setup, names } = bench();
    const made = (await createInitialAdmin(site))!;
    const admin = client(basic("admin", made.password));
    assert.equal((await admin("GET", "/auth/me")).status, 200);
    assert.ok(!(await required()));
    assert.equal((await setup(minimal)).status, 409);
    assert.equal(
      (await setup({ ...minimal, admin: { username: "admin", password: "my own one" } }, admin)).status,
      204,
    );
    assert.deepEqual(await names(), ["admin"]);
    assert.equal((await admin("GET", "/auth/me")).status, 401);
    assert.equal((await client(basic("admin", "my own one"))("GET", "/auth/me")).status, 200);
  });

  it("becomes an ordinary user with a password of its own", async () => {
    const { site, client, setup } = bench();
    const made = (await createInitialAdmin(site))!;
    const admin = client(basic("admin", made.password));
    const body = { current_password: made.password, new_password: "chosen" };
    assert.equal((await admin("PATCH", "/auth/me/password", { body })).status, 204);
    assert.equal((await setup(minimal, client(basic("admin", "chosen")))).status, 409);
  });

  it("goes when the settings name an admin, unless it was used", async () => {
    for (const used of [false, true]) {
      const { site, client, names, required } = bench();
      const made = (await createInitialAdmin(site))!;
      if (used) await client(basic("admin", made.password))("GET", "/auth/me");
      await ensureAdmin(site, " Eva ", "pw");
      assert.deepEqual(await names(), used ? ["admin", "eva"] : ["eva"]);
      assert.ok(!(await required()));
      assert.equal((await client(basic("eva", "pw"))("GET", "/users")).status, 200);
    }
  });
});

describe("the admin of the settings", () => {
  it("is created if absent, replaces a made-up one, and else keeps its own password", async () => {
    const { site, client } = bench();
    await createInitialAdmin(site);
    await ensureAdmin(site, "admin", "from-settings");
    const login = async (password: string) => (await client(basic("admin", password))("GET", "/auth/me")).status;
    assert.equal(await login("from-settings"), 200);
    const before = await site.store.get<UserRecord>("user", "admin");
    await ensureAdmin(site, "admin", "changed-settings");
    assert.equal((await site.store.get<UserRecord>("user", "admin"))?.value.password, before?.value.password);
    assert.equal(await login("changed-settings"), 401);
  });

  it("is refused with a reason that does not show the password", async () => {
    const { site } = bench();
    for (const [name, password] of [
      ["", "pw"],
      ["a b", "pw"],
      ["admin", ""],
      ["admin", "secret".repeat(13)],
    ] as const)
      await assert.rejects(ensureAdmin(site, name, password), (error: Error) => {
        assert.ok(error instanceof RangeError && !error.message.includes("secret"));
        return true;
      });
  });
});

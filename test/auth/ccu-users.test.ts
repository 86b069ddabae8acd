/** Logins of the CCU's users, with a CCU that says what the test wants. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ManualClock } from "../../adapters/memory/clock.ts";
import { operations } from "../../handlers/api.ts";
import { createAuthenticator, PROOF_TTL_MS } from "../../handlers/auth/authenticator.ts";
import { createCcuLogin } from "../../handlers/auth/ccu-users.ts";
import { LOGIN_BURST } from "../../handlers/auth/login-throttle.ts";
import { ccuLoginSettings } from "../../handlers/auth/sign-on-settings.ts";
import { CCU_KEPT_MS } from "../../handlers/auth/verify-password.ts";
import type { Role } from "../../handlers/kernel/identity.ts";
import type { Centrals } from "../../handlers/kernel/site.ts";
import { CcuFault, type CcuUserLevel } from "../../handlers/ports/index.ts";
import type { UserRecord } from "../../handlers/records/accounts.ts";
import { basic, createClients, putUser, storeText } from "../support/client.ts";
import { changingSections } from "../support/sections.ts";
import { createTestSite } from "../support/site.ts";

function bench(document: object = { enabled: true }) {
  const ccu = {
    users: { Admin: ["secret", 8], Gast: ["guest", 1], otto: ["pw", 2], none: ["pw", 0] } as Record<
      string,
      [string, CcuUserLevel]
    >,
    away: false,
    asked: [] as string[],
  };
  const plain = createTestSite();
  const sections = changingSections({ "north.rest.auth.ccu": document });
  const centrals = {
    names: () => ["ccu-main"],
    ccu: (central: string) =>
      central !== "ccu-main"
        ? undefined
        : {
            checkUser: async (name: string, password: string) => {
              ccu.asked.push(name);
              if (ccu.away) throw new CcuFault("transport", "no answer");
              const user = ccu.users[name];
              return user?.[0] === password ? user[1] : null;
            },
          },
  } as unknown as Centrals;
  const changed: [string, Role][] = [];
  const login = createCcuLogin({
    ...plain,
    sections,
    centrals: () => centrals,
    roleChanged: async (subject, role) => void changed.push([subject, role]),
  });
  const site = { ...plain, sections, credentials: createAuthenticator(plain, login) };
  const clients = createClients(site, operations);
  const clock = site.clock as ManualClock;
  const me = async (name: string, password: string) => (await clients(basic(name, password))("GET", "/auth/me")).body;
  return { site, ccu, clients, clock, sections, changed, me };
}

describe("a user of the CCU", () => {
  it("logs in with its password there, and has the role of its level", async () => {
    const { site, clients, me } = bench();
    const page = clients({}, { keepCookies: true });
    const { status, body } = await page("POST", "/auth/login", { body: { username: "Admin", password: "secret" } });
    assert.equal(status, 200);
    assert.deepEqual(body, { subject: "admin", role: "admin", scheme: "basic" });
    assert.equal((await page("GET", "/auth/me")).body.scheme, "session");
    assert.equal((await me("Gast", "guest")).role, "viewer");
    assert.equal((await me("otto", "pw")).role, "operator");
    for (const [name, password] of [
      ["Admin", "wrong"],
      ["none", "pw"],
      ["Admin", ""],
      ["nobody", "secret"],
    ] as const)
      assert.equal((await me(name, password)).status, 401, name);
    assert.ok(!(await storeText(site)).includes("secret"), "the password is nowhere");
    assert.equal((await site.store.get<UserRecord>("user", "admin"))?.value.password, undefined);
    const own = { current_password: "secret", new_password: "another one" };
    assert.equal((await page("PATCH", "/auth/me/password", { body: own })).status, 409);
  });

  it("is off by default, needs the least level, and follows the mapping", async () => {
    assert.equal((await bench({}).me("Admin", "secret")).status, 401);
    const { me } = bench({ enabled: true, min_user_level: 2, role_mapping: { "8": "operator", "1": "admin" } });
    assert.equal((await me("Admin", "secret")).role, "operator");
    assert.equal((await me("Gast", "guest")).status, 401, "below the least level");
    assert.equal((await me("otto", "pw")).status, 401, "not in the mapping");
  });

  it("is nobody whom this program knows by that name", async () => {
    const { site, ccu, me } = bench();
    await putUser(site, "admin", "viewer", "own-password");
    assert.equal((await me("Admin", "secret")).status, 401);
    assert.equal((await me("admin", "own-password")).role, "viewer");
    assert.deepEqual(ccu.asked, [], "and that password is not told to the CCU");
  });

  it("never comes before the users of this program: a setting that says so is refused, with the reason", () => {
    const { schema } = ccuLoginSettings;
    assert.equal(schema.parse({ enabled: true }).primary, false);
    const [issue] = schema.safeParse({ enabled: true, primary: true }).error?.issues ?? [];
    assert.deepEqual(issue?.path, ["primary"]);
    assert.match(issue?.message ?? "", /must be false: the CCU would be shown the passwords/);
  });

  it("is asked for once in some minutes, and not at all after it is switched off", async () => {
    const { ccu, clock, me, sections } = bench();
    for (let i = 0; i < 5; i++) {
      assert.equal((await me("otto", "pw")).role, "operator");
      clock.advance(PROOF_TTL_MS);
    }
    assert.equal(ccu.asked.length, 1);
    ccu.users.otto = ["changed", 2];
    clock.advance(CCU_KEPT_MS);
    assert.equal((await me("otto", "pw")).status, 401);
    assert.equal((await me("otto", "changed")).role, "operator");
    sections.change("north.rest.auth.ccu", { enabled: false });
    clock.advance(PROOF_TTL_MS);
    assert.equal((await me("otto", "changed")).status, 401);
  });

  it("has another role when its level is another one", async () => {
    const { ccu, clock, me, changed } = bench();
    await me("otto", "pw");
    ccu.users.otto = ["pw", 1];
    clock.advance(CCU_KEPT_MS);
    assert.equal((await me("otto", "pw")).role, "viewer");
    assert.deepEqual(changed, [["otto", "viewer"]]);
  });

  it("cannot log in while the CCU is away, which costs no attempt", async () => {
    const { ccu, clock, me } = bench();
    await me("otto", "pw");
    ccu.away = true;
    clock.advance(CCU_KEPT_MS);
    for (let i = 0; i < LOGIN_BURST * 2; i++) assert.equal((await me("otto", "pw")).status, 503);
    assert.equal((await me("stranger", "pw")).status, 401, "of whom nobody knows anything");
    ccu.away = false;
    assert.equal((await me("otto", "pw")).role, "operator");
  });

  it("is guessed as slowly as any other", async () => {
    const { ccu, me } = bench();
    for (let i = 0; i < LOGIN_BURST; i++) assert.equal((await me("otto", `guess ${i}`)).status, 401);
    assert.equal((await me("otto", "pw")).status, 429);
    assert.equal(ccu.asked.length, LOGIN_BURST);
  });
});

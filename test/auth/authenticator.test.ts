import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createAuthenticator, PROOF_TTL_MS, SEEN_EVERY_MS } from "../../handlers/auth/authenticator.ts";
import { LOGIN_BURST } from "../../handlers/auth/login-throttle.ts";
import { beginSession } from "../../handlers/auth/sessions.ts";
import { createToken, deleteToken } from "../../handlers/features/accounts/tokens.ts";
import { updateUser } from "../../handlers/features/accounts/users.ts";
import type { RequestInfo } from "../../handlers/kernel/operation.ts";
import { rejected } from "../../handlers/kernel/problem.ts";
import { SESSION_LIFE_MS, sha256, type UserRecord } from "../../handlers/records/accounts.ts";
import { anyText } from "../support/any-text.ts";
import { basic, bearer, putUser, storeText } from "../support/client.ts";
import { createTestSite, identity, type TestSite } from "../support/site.ts";

const asked = (
  headers: Record<string, string>,
  cookies: Record<string, string> = {},
  remote = "192.0.2.1",
  connection?: object,
) =>
  ({
    connection,
    id: "r",
    method: "GET",
    path: "/api/v1/devices",
    headers,
    remote,
    secure: false,
    cookies: new Map(Object.entries(cookies)),
  }) as RequestInfo;

/** @returns the session's id, as the cookie carries it */
async function login(site: TestSite, remote: string, name: string, password: string) {
  const user = await site.credentials.checkPassword(name, password, remote);
  assert.ok(user);
  const [cookie = ""] = await beginSession(site, asked({}, {}, remote), user);
  return { id: /^openccu_loom_session=([^;]+)/.exec(cookie)?.[1] ?? "", expiresAt: site.clock.now() + SESSION_LIFE_MS };
}

const admin = identity("admin");
const makeToken = (site: TestSite, days?: number) =>
  createToken(site, admin, { subject: "grafana", role: "viewer", days }, rejected);

/** A site whose password checks are counted, and can be held back. */
function countingSite() {
  const site = createTestSite();
  let checks = 0;
  let gate: Promise<void> | undefined;
  const secrets = {
    ...site.secrets,
    checkPassword: async (password: string, hash: string) => {
      checks++;
      await gate;
      return site.secrets.checkPassword(password, hash);
    },
  };
  const counted = { ...site, secrets };
  const credentials = createAuthenticator(counted);
  return {
    site: { ...counted, credentials } as TestSite,
    checks: () => checks,
    hold() {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return () => {
        gate = undefined;
        held.resolve();
      };
    },
  };
}

describe("the hash that an unknown name costs", () => {
  it("is made anew where it could not be made: an unknown name is refused like any other, not for good with 500", async () => {
    const failures: (() => Promise<string>)[] = [
      () => Promise.reject(new Error("no thread is left")),
      () => {
        throw new Error("no thread is left");
      },
    ];
    for (const failure of failures) {
      const site = createTestSite();
      let hash = failure;
      const secrets = { ...site.secrets, hashPassword: () => hash() };
      const { identify } = createAuthenticator({ ...site, secrets });
      const by = async () => identify(asked(basic("nobody", "pw")));
      await assert.rejects(by(), /no thread is left/);
      hash = () => site.secrets.hashPassword("decoy");
      assert.equal((await by()).identity, null);
    }
  });
});

describe("who is asking", () => {
  it("resolves a bearer token, a password and a session cookie, and nothing else", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const { token, hash } = await makeToken(site);
    const session = await login(site, "192.0.2.9", "anna", "pw");
    const who = async (headers: Record<string, string>, cookies?: Record<string, string>) =>
      (await site.credentials.identify(asked(headers, cookies))).identity;

    assert.deepEqual(await who(bearer(token)), {
      subject: "grafana",
      role: "viewer",
      scheme: "bearer",
      credential: hash,
      expiresAt: undefined,
    });
    assert.deepEqual(await who(basic(" Anna ", "pw")), {
      subject: "anna",
      role: "operator",
      scheme: "basic",
      credential: sha256(`${(await site.store.get<UserRecord>("user", "anna"))!.value.id} 1`),
    });
    assert.deepEqual(await who({}, { openccu_loom_session: session.id }), {
      subject: "anna",
      role: "operator",
      scheme: "session",
      credential: sha256(session.id),
      expiresAt: session.expiresAt,
    });
    assert.equal(await who({}), null);
    assert.equal(await who(bearer("nonsense")), null);
    assert.equal(await who(bearer("")), null);
    assert.equal(await who(basic("anna", "wrong")), null);
    assert.equal(await who({}, { openccu_loom_session: "nonsense" }), null);
    assert.equal(await who(bearer(session.id)), null, "a session id is no token");
    assert.equal(await who({}, { openccu_loom_session: token }), null, "a token is no session id");
  });

  it("marks a made-up user as used whatever else is written at the same time", async () => {
    const site = createTestSite();
    await putUser(site, "admin", "admin", "printed");
    const made = (await site.store.get<UserRecord>("user", "admin"))!.value;
    await site.store.put("user", "admin", { ...made, initial: "unused" });
    const put = site.store.put.bind(site.store);
    let others = 1;
    site.store.put = async (kind, key, value, options) => {
      if (kind === "user" && others-- > 0) await put(kind, key, { ...made, initial: "unused", last_seen_at: "now" });
      return put(kind, key, value, options);
    };
    assert.ok((await site.credentials.identify(asked(basic("admin", "printed")))).identity);
    assert.equal((await site.store.get<UserRecord>("user", "admin"))?.value.initial, "used");
  });

  it("takes the session where the header is wrong, and the header where both are right", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const { token } = await makeToken(site);
    const cookies = { openccu_loom_session: (await login(site, "192.0.2.9", "anna", "pw")).id };
    const who = async (headers: Record<string, string>) =>
      (await site.credentials.identify(asked(headers, cookies))).identity?.scheme;
    assert.equal(await who(bearer("wrong")), "session");
    assert.equal(await who(basic("anna", "wrong")), "session");
    assert.equal(await who(bearer(token)), "bearer");
    assert.equal(await who(basic("anna", "pw")), "basic");
  });

  it("never rejects, whatever the header", async () => {
    const site = createTestSite();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("", "Basic ", "Bearer ", "basic  ", "Digest "),
        anyText(),
        async (scheme, text) => {
          const encoded = scheme.trim().toLowerCase() === "basic" ? Buffer.from(text).toString("base64") : text;
          for (const value of [scheme + text, scheme + encoded]) {
            const { identity: who } = await site.credentials.identify(asked({ authorization: value }));
            assert.equal(who, null);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps no secret in plain text in the store or the log", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "correct horse");
    const { token } = await makeToken(site);
    const session = await login(site, "192.0.2.9", "anna", "correct horse");
    await site.credentials.identify(asked(basic("anna", "correct horse")));
    await site.credentials.identify(asked(bearer(token)));
    const text = (await storeText(site)) + site.logged.join("\n");
    for (const secret of ["correct horse", token, session.id]) assert.ok(!text.includes(secret));
  });
});

describe("a credential that is shown again on its connection", () => {
  it("is recognised there until it is forgotten, too old, or another one is shown", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const { token, hash } = await makeToken(site);
    const connection = {};
    const shown = (headers: Record<string, string>, remote = "192.0.2.1") =>
      site.credentials.recognise?.(asked(headers, {}, remote, connection))?.identity?.subject;
    const prove = (headers: Record<string, string>) =>
      site.credentials.identify(asked(headers, {}, "192.0.2.1", connection));

    assert.equal(shown(bearer(token)), undefined, "nobody has proven it");
    await prove(bearer(token));
    assert.equal(shown(bearer(token)), "grafana");
    assert.equal(shown(bearer(token)), "grafana");
    for (const other of [`${token}x`, token.slice(1), token.toUpperCase(), ""])
      assert.equal(shown(bearer(other)), undefined, "another credential after a right one");
    assert.equal(shown(basic("anna", "pw")), undefined);
    await prove(basic("anna", "pw"));
    assert.equal(shown(basic("anna", "pw")), "anna");
    assert.equal(shown(basic("anna", "pw2")), undefined);
    assert.equal(shown(basic("anna", "pw"), "192.0.2.2"), undefined, "another client behind the same proxy");
    assert.equal(shown(bearer(token), "192.0.2.2"), "grafana", "a token counts everywhere");

    site.clock.advance(PROOF_TTL_MS - 1);
    assert.equal(shown(bearer(token)), "grafana");
    site.clock.advance(1);
    assert.equal(shown(bearer(token)), undefined, "too old");
    await prove(bearer(token));
    assert.equal(shown(bearer(token)), "grafana");
    await deleteToken(site, admin, hash.slice(0, 12), 12);
    assert.equal(shown(bearer(token)), undefined, "revoked a moment ago");
  });

  it("costs a password nothing that it would not cost elsewhere: while an address is refused, it has to be proven", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const connection = {};
    const request = asked(basic("anna", "pw"), {}, "192.0.2.1", connection);
    await site.credentials.identify(request);
    assert.equal(site.credentials.recognise?.(request)?.identity?.subject, "anna");
    while (site.credentials.throttle.recognises("192.0.2.1")) site.credentials.throttle.take("192.0.2.1", "anna");
    assert.equal(site.credentials.recognise?.(request), undefined);
  });

  it("is answered as anywhere else, whatever has happened in between", async () => {
    const headers = { token: "", anna: basic("anna", "pw"), wrong: basic("anna", "no"), none: {} };
    type Which = keyof typeof headers;
    const act = fc.oneof(
      fc.record({
        kind: fc.constant("ask" as const),
        which: fc.constantFrom<Which>("token", "anna", "wrong", "none"),
        connection: fc.nat({ max: 1 }),
        remote: fc.constantFrom("192.0.2.1", "2001:db8::1"),
      }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1, 1000, PROOF_TTL_MS - 1, PROOF_TTL_MS) }),
      fc.record({
        kind: fc.constantFrom("forget" as const, "elsewhere" as const),
        role: fc.constantFrom("viewer" as const, "operator" as const),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const site = createTestSite();
        await putUser(site, "anna", "operator", "pw");
        const { token } = await makeToken(site);
        const sent = { ...headers, token: bearer(token) };
        const [kept, plain] = [createAuthenticator(site), createAuthenticator(site)];
        const connections = [{}, {}];
        for (const one of acts) {
          if (one.kind === "ask") {
            const again = asked(sent[one.which], {}, one.remote, connections[one.connection]);
            const alone = asked(sent[one.which], {}, one.remote);
            const known = kept.recognise?.(again);
            const [a, b] = [await kept.identify(again), await plain.identify(alone)];
            assert.deepEqual(a, b);
            if (known) assert.deepEqual(known, b);
          } else if (one.kind === "wait") site.clock.advance(one.ms);
          else {
            const record = (await site.store.get<UserRecord>("user", "anna"))!;
            await site.store.put("user", "anna", { ...record.value, role: one.role });
            if (one.kind === "forget") for (const each of [kept, plain]) each.forget({ subject: "anna" });
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("remembered credentials", () => {
  it("hashes a password once, then answers at once and without the store", async () => {
    const { site, checks } = countingSite();
    await putUser(site, "anna", "operator", "pw");
    assert.equal((await site.credentials.identify(asked(basic("anna", "pw")))).identity?.subject, "anna");
    assert.equal(checks(), 1);
    for (let i = 0; i < 100; i++) {
      const answer = site.credentials.identify(asked(basic("anna", "pw")));
      assert.ok(!(answer instanceof Promise), "a remembered credential needs no waiting");
      assert.equal(answer.identity?.subject, "anna");
    }
    assert.equal(checks(), 1);
  });

  it("shares one hash between requests that come together", async () => {
    const { site, checks } = countingSite();
    await putUser(site, "anna", "operator", "pw");
    const together = await Promise.all(
      Array.from({ length: 50 }, () => site.credentials.identify(asked(basic("anna", "pw")))),
    );
    assert.ok(together.every((a) => a.identity?.subject === "anna"));
    assert.equal(checks(), 1);
  });

  it("notices what another process changed after its time to live, and hashes again only for another password", async () => {
    const { site, checks } = countingSite();
    await putUser(site, "anna", "operator", "pw");
    const who = async () => (await site.credentials.identify(asked(basic("anna", "pw")))).identity;
    await who();
    const elsewhere = async (change: Partial<UserRecord>) => {
      const record = (await site.store.get<UserRecord>("user", "anna"))!;
      await site.store.put("user", "anna", { ...record.value, ...change });
    };
    await elsewhere({ role: "viewer" });
    site.clock.advance(PROOF_TTL_MS - 1);
    assert.equal((await who())?.role, "operator");
    site.clock.advance(1);
    assert.equal((await who())?.role, "viewer");
    assert.equal(checks(), 1);
    await elsewhere({ password: await site.secrets.hashPassword("other") });
    site.clock.advance(PROOF_TTL_MS);
    assert.equal(await who(), null);
    assert.equal(checks(), 2);
  });

  it("forgets at once what this process changed", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const { token, hash } = await makeToken(site);
    const cookies = { openccu_loom_session: (await login(site, "192.0.2.9", "anna", "pw")).id };
    const session = async () => (await site.credentials.identify(asked({}, cookies))).identity;
    const password = async () => (await site.credentials.identify(asked(basic("anna", "pw")))).identity;
    assert.equal((await session())?.role, "operator");
    assert.equal((await password())?.role, "operator");
    await updateUser(site, admin, "anna", { role: "viewer" });
    assert.equal((await session())?.role, "viewer");
    assert.equal((await password())?.role, "viewer");
    await updateUser(site, admin, "anna", { password: "new" });
    assert.equal(await session(), null);
    assert.equal(await password(), null);

    assert.ok((await site.credentials.identify(asked(bearer(token)))).identity);
    await deleteToken(site, admin, hash.slice(0, 12), 12);
    assert.equal((await site.credentials.identify(asked(bearer(token)))).identity, null);
  });

  it("does not let in a password that is changed while it is being checked", async () => {
    const bench = countingSite();
    await putUser(bench.site, "anna", "operator", "pw");
    const release = bench.hold();
    const pending = bench.site.credentials.identify(asked(basic("anna", "pw")));
    await updateUser(bench.site, admin, "anna", { password: "new" });
    release();
    assert.equal((await pending).identity, null);
    assert.equal((await bench.site.credentials.identify(asked(basic("anna", "pw")))).identity, null);
  });

  it("ends a session after 12 hours, used or not, and a token at its expiry", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const cookies = { openccu_loom_session: (await login(site, "192.0.2.9", "anna", "pw")).id };
    const { token } = await makeToken(site, 1);
    const session = async () => (await site.credentials.identify(asked({}, cookies))).identity;
    const bearing = async () => (await site.credentials.identify(asked(bearer(token)))).identity;
    site.clock.advance(SESSION_LIFE_MS - 1);
    assert.ok(await session());
    site.clock.advance(1);
    assert.equal(await session(), null, "remembered a millisecond ago, but over");
    assert.ok(await bearing());
    site.clock.advance(86_400_000 - SESSION_LIFE_MS - 1);
    assert.ok(await bearing());
    site.clock.advance(1);
    assert.equal(await bearing(), null);
  });

  it("never gives the session of a deleted user to a new one of the same name", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const cookies = { openccu_loom_session: (await login(site, "192.0.2.9", "anna", "pw")).id };
    await site.store.delete("user", "anna");
    await putUser(site, "anna", "admin", "pw");
    assert.equal((await site.credentials.identify(asked({}, cookies))).identity, null);
  });

  it("writes last_seen_at at most once a minute", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const use = () => site.credentials.identify(asked(basic("anna", "pw")));
    const state = async () => (await site.store.get<UserRecord>("user", "anna"))!;
    await use();
    const first = await state();
    assert.equal(first.value.last_seen_at, new Date(site.clock.now()).toISOString());
    site.clock.advance(SEEN_EVERY_MS - 1);
    await use();
    assert.equal((await state()).version, first.version);
    site.clock.advance(PROOF_TTL_MS);
    await use();
    assert.equal((await state()).value.last_seen_at, new Date(site.clock.now()).toISOString());
  });

  it("tells the present identity of a socket", async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const { token } = await makeToken(site);
    const cookies = { openccu_loom_session: (await login(site, "192.0.2.9", "anna", "pw")).id };
    const session = (await site.credentials.identify(asked({}, cookies))).identity!;
    const password = (await site.credentials.identify(asked(basic("anna", "pw")))).identity!;
    const machine = (await site.credentials.authenticateToken(token))!;
    assert.equal(await site.credentials.authenticateToken("nonsense"), null);
    await updateUser(site, admin, "anna", { role: "viewer" });
    assert.equal((await site.credentials.current(session))?.role, "viewer");
    assert.equal((await site.credentials.current(password))?.role, "viewer");
    assert.deepEqual(await site.credentials.current(machine), machine);
    await updateUser(site, admin, "anna", { password: "new" });
    for (const who of [session, password]) assert.equal(await site.credentials.current(who), null);
    await site.store.delete("user", "anna");
    await site.store.delete("token", machine.credential!);
    for (const who of [session, password, machine]) assert.equal(await site.credentials.current(who), null);
  });
});

describe("throttle", () => {
  it(`refuses a name after ${LOGIN_BURST} wrong passwords, the right one too, and forgives one a second`, async () => {
    const site = createTestSite();
    await putUser(site, "anna", "operator", "pw");
    const attempt = (password: string, remote?: string) =>
      site.credentials.identify(asked(basic("anna", password), {}, remote));
    for (let i = 0; i < LOGIN_BURST; i++) assert.equal((await attempt(`guess ${i}`)).refusal, undefined);
    for (const password of ["guess", "pw"]) {
      const { identity: who, refusal } = await attempt(password);
      assert.equal(who, null);
      assert.equal(refusal?.status, 429);
      assert.equal(refusal?.code, "rate_limited");
      assert.equal(refusal?.headers["retry-after"], "1");
    }
    assert.ok((await attempt("pw", "192.0.2.2")).identity, "another address is not concerned");
    site.clock.advance(999);
    assert.equal((await attempt("pw")).refusal?.status, 429);
    site.clock.advance(1);
    assert.ok((await attempt("pw")).identity);
  });

  it("charges nothing for right passwords", async () => {
    const site = createTestSite();
    for (let i = 0; i < 3 * LOGIN_BURST; i++) {
      await putUser(site, `user${i}`, "viewer", "pw");
      assert.ok((await site.credentials.identify(asked(basic(`user${i}`, "pw")))).identity);
    }
  });

  it("checks no more passwords than the burst, however many guesses come at once", async () => {
    const { site, checks } = countingSite();
    await putUser(site, "anna", "operator", "pw");
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => site.credentials.identify(asked(basic("anna", `guess ${i}`)))),
    );
    assert.equal(checks(), LOGIN_BURST);
    assert.equal(answers.filter((a) => a.refusal?.status === 429).length, 100 - LOGIN_BURST);
  });

  it("costs a hash for an unknown name too", async () => {
    const { site, checks } = countingSite();
    assert.equal((await site.credentials.identify(asked(basic("nobody", "pw")))).identity, null);
    assert.equal(await site.credentials.checkPassword("nobody", "pw", "192.0.2.1"), null);
    assert.equal(checks(), 2);
  });

  it("takes a password of 72 bytes and no longer one with the same beginning", async () => {
    const site = createTestSite();
    const longest = "ä".repeat(36);
    await putUser(site, "anna", "operator", longest);
    assert.ok((await site.credentials.identify(asked(basic("anna", longest)))).identity);
    const { checkPassword } = site.credentials;
    assert.equal(await checkPassword("anna", `${longest}x`, "192.0.2.1"), null);
    assert.equal(await checkPassword("anna", "", "192.0.2.1"), null);
  });
});

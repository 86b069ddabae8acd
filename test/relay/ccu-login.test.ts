/** Logins of a CCU's users through the cloud, as an attacker meets them at either end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createAuthenticator } from "../../handlers/auth/authenticator.ts";
import { type CcuJudge, CcuUnanswered } from "../../handlers/auth/ccu-users.ts";
import { LOGIN_BURST } from "../../handlers/auth/login-throttle.ts";
import type { Refusal } from "../../handlers/kernel/problem.ts";
import { siteId } from "../../handlers/ports/index.ts";
import type { UserRecord } from "../../handlers/records/accounts.ts";
import { CCU_LOGIN, createRelayedCcuLogin } from "../../handlers/relay/cloud/ccu-login.ts";
import { ALL_BURST, createForwardedLogin } from "../../handlers/relay/home/ccu-login.ts";
import { encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { LOGIN_TEXT_LIMIT } from "../../handlers/relay/protocol/request-message.ts";
import { putUser } from "../support/client.ts";
import { pass } from "./network.ts";
import { SITE, startBench } from "./requester-bench.ts";

const PASSWORD = "canary-of-a-password";

describe("at home", () => {
  const start = (judge: CcuJudge = async (_, password) => (password === PASSWORD ? OTTO : null)) => {
    const clock = createManualClock();
    const control = { on: true, asked: 0 };
    const counted: CcuJudge = (...args) => {
      control.asked++;
      return judge(...args);
    };
    const login = createForwardedLogin(clock, () => (control.on ? counted : undefined));
    const ask = (password = PASSWORD, username = "Otto", network = "192.0.2.0/24") =>
      login({ username, password, network });
    return { clock, control, ask };
  };
  const OTTO = { role: "operator", central: "ccu-main" } as const;

  it("says which role the CCU's user has, as long as its users may log in", async () => {
    const { ask, control } = start();
    assert.deepEqual(await ask(), OTTO);
    assert.deepEqual(await ask("wrong"), { refused: "wrong" });
    control.on = false;
    assert.deepEqual(await ask(), { refused: "off" });
    assert.equal(control.asked, 2);
  });

  it("lets nobody guess a name faster than at home, whatever the cloud lets through", async () => {
    const { ask, control, clock } = start();
    for (let n = 0; n < LOGIN_BURST; n++) assert.deepEqual(await ask(`guess ${n}`), { refused: "wrong" });
    const refused = await ask();
    assert.ok("wait" in refused && refused.wait > 0, "the right one, too");
    assert.equal(control.asked, LOGIN_BURST);
    clock.advance(1_000);
    assert.deepEqual(await ask(), { role: "operator", central: "ccu-main" });
  });

  it("bounds all guesses, though a cloud names another network and another name with each", async () => {
    const { ask, control, clock } = start();
    for (let n = 0; n < 10 * ALL_BURST; n++) await ask("guess", `name${n}`, `10.0.${n}.0/24`);
    assert.equal(control.asked, ALL_BURST);
    for (let second = 1; second <= 3; second++) {
      clock.advance(999);
      assert.ok("wait" in (await ask("guess", `early${second}`)));
      clock.advance(1);
      assert.deepEqual(await ask("guess", `another${second}`), { refused: "wrong" });
      assert.equal(control.asked, ALL_BURST + second, "one a second");
    }
  });

  it("takes no attempt for what is right, or was not looked at", async () => {
    const right = start();
    for (let n = 0; n < 2 * ALL_BURST; n++) assert.ok("role" in (await right.ask()));
    const away = start(() => Promise.reject(new CcuUnanswered()));
    for (let n = 0; n < 2 * ALL_BURST; n++) assert.deepEqual(await away.ask(), { refused: "away" });
  });
});

describe("in the cloud", () => {
  async function start(online: boolean | null = true, capabilities: readonly string[] = [CCU_LOGIN]) {
    const bench = await startBench(online);
    const { base, clock, requester } = bench;
    const logged: unknown[] = [];
    const note = (...what: unknown[]) => void logged.push(JSON.stringify(what));
    const site = { ...base, clock, id: siteId(SITE), log: { debug: note, info: note, warn: note, error: note } };
    const roles: string[] = [];
    const login = createRelayedCcuLogin({
      ...site,
      broker: { open: async () => ({ connection: undefined as never, requester }) },
      capabilities: async () => capabilities,
      roleChanged: async (subject, role) => void roles.push(`${subject} ${role}`),
    });
    const authenticator = createAuthenticator(site, login);
    /** Begins; its outcome is there once the clock has gone on. */
    const ask = (password = PASSWORD, name = "Otto") => {
      const outcome: { user?: unknown; refusal?: Refusal } = {};
      authenticator.checkPassword(name, password, "192.0.2.7").then(
        (user) => Object.assign(outcome, { user: user && { subject: user.subject, role: user.role } }),
        (refusal) => Object.assign(outcome, { refusal }),
      );
      return outcome;
    };
    const settle = async (ms = 30) => {
      for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
      await pass(clock, ms, Math.max(1, ms / 100));
    };
    const user = async () => (await base.store.get<UserRecord>("user", "otto"))?.value;
    return { ...bench, site, ask, settle, logged, roles, user };
  }
  const right = { login: { role: "operator", central: "ccu-main" } } as const;

  it("makes the user and its role as at home; no password is logged or kept", async () => {
    const { ask, settle, heard, reply, user, logged, base } = await start();
    const outcome = ask();
    await settle();
    assert.deepEqual(
      [heard[0]?.login, heard[0]?.identity],
      [{ username: "Otto", password: PASSWORD, network: "192.0.2.7" }, null],
    );
    await reply(right);
    await settle();
    assert.deepEqual(outcome.user, { subject: "otto", role: "operator" });
    assert.deepEqual((await user())?.identity, { issuer: "ccu:ccu-main", subject: "otto" });
    assert.equal((await user())?.password, undefined);
    const kept = await Promise.all(
      (["user", "session", "audit", "journal"] as const).map((kind) => base.store.list(kind)),
    );
    assert.ok(!JSON.stringify([logged, kept]).includes(PASSWORD));
  });

  it("a wrong one is wrong; where the CCU does not say, or the home tells to wait, that is said", async () => {
    for (const [login, status] of [
      [{ refused: "wrong" }, null],
      [{ refused: "off" }, null],
      [{ refused: "away" }, 503],
      [{ wait: 7 }, 429],
    ] as const) {
      const { ask, settle, reply, user } = await start();
      const outcome = ask();
      await settle();
      await reply({ login });
      await settle();
      assert.equal(outcome.refusal?.status ?? outcome.user, status, JSON.stringify(login));
      assert.equal(await user(), undefined);
    }
  });

  it("a relay that is away, refuses, forgets or says garbage: 503, never that the password is wrong", async () => {
    for (const online of [false, null]) {
      const { ask, settle } = await start(online);
      const outcome = ask();
      await settle(400);
      assert.equal(outcome.refusal?.status, 503);
    }
    for (const part of [
      { outcome: "refused" },
      { outcome: "unknown" },
      {},
      { rest: { status: 200, headers: {} } },
      { login: { role: "root", central: "ccu-main" } },
      { login: { role: "admin" } },
      { login: { refused: "maybe" } },
      { login: null },
    ]) {
      const { ask, settle, reply, user } = await start();
      const outcome = ask();
      await settle();
      await reply(part as never);
      // a slow CCU is waited for as long as any request
      await settle(30_000);
      assert.equal(outcome.refusal?.status, 503, JSON.stringify(part));
      assert.equal(await user(), undefined);
    }
  });

  it("another home's relay answers nothing, and an answer counts once, for the login that it answers", async () => {
    const { ask, settle, reply, heard, user, network } = await start();
    const first = ask();
    await settle();
    await reply(right, "home-2");
    await settle();
    assert.deepEqual([first, await user()], [{}, undefined]);
    await reply({ login: { refused: "wrong" } });
    await settle();
    assert.equal(first.user, null);
    // recorded, and said again: of the first login nobody waits, the second has another id
    const second = ask("guess");
    await settle();
    assert.notEqual(heard[1]?.id, heard[0]?.id);
    await reply(right);
    await reply({ ...right, id: heard[0]?.id ?? "" });
    await settle();
    assert.deepEqual([second, await user()], [{}, undefined]);
    assert.ok(network.published.every(({ topic }) => !topic.startsWith(topics("home-2").request)));
  });

  it("guessing is throttled before anything is asked", async () => {
    const { ask, settle, heard, relay } = await start();
    for (let n = 0; n < LOGIN_BURST; n++) {
      const outcome = ask(`guess ${n}`);
      await settle();
      const message = { id: heard[n]?.id, epoch: 7, at: 0, outcome: "done", login: { refused: "wrong" } };
      await relay.publish(topics(SITE).reply("f1"), encodeMessage(message));
      await settle();
      assert.equal(outcome.user, null);
    }
    const next = ask();
    await settle();
    assert.equal(next.refusal?.status, 429);
    assert.equal(heard.length, LOGIN_BURST);
  });

  it("is not asked for a user of the cloud, where it is off, and for what no CCU takes", async () => {
    const off = await start(true, []);
    const refused = off.ask();
    await off.settle();
    assert.deepEqual([refused.user, off.heard.length], [null, 0]);
    const { ask, settle, heard, base } = await start();
    await putUser(base, "otto", "admin", "of the cloud");
    const taken = ask();
    await settle();
    assert.deepEqual([taken.user, heard.length], [null, 0], "somebody else has the name");
    for (const [password, name] of [
      ["", "Gast"],
      ["x".repeat(LOGIN_TEXT_LIMIT + 1), "Gast"],
      ["x", "no such\nname"],
    ] as const) {
      const outcome = ask(password, name);
      await settle();
      assert.deepEqual([outcome.user, heard.length], [null, 0]);
    }
  });

  it("a level that has changed at the CCU changes the role", async () => {
    const { ask, settle, reply, heard, roles, user, relay } = await start();
    ask();
    await settle();
    await reply(right);
    await settle();
    const again = ask("another password");
    await settle();
    const message = {
      id: heard[1]?.id,
      epoch: 7,
      at: 0,
      outcome: "done",
      login: { role: "viewer", central: "ccu-main" },
    };
    await relay.publish(topics(SITE).reply("f1"), encodeMessage(message));
    await settle();
    assert.deepEqual(
      [again.user, roles, (await user())?.role],
      [{ subject: "otto", role: "viewer" }, ["otto viewer"], "viewer"],
    );
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createAuthenticator } from "../../handlers/auth/authenticator.ts";
import { AUDIT_BURST, WARN_EVERY_MS } from "../../handlers/auth/failed-logins.ts";
import {
  ADDRESS_BURST,
  createLoginThrottle,
  LOGIN_BURST,
  RECOGNISED_BURST,
} from "../../handlers/auth/login-throttle.ts";
import {
  createPasswordQueue,
  QUEUE_LIMIT,
  QUEUE_WAIT_MS,
  QUEUED_PER_ADDRESS,
} from "../../handlers/auth/password-queue.ts";
import type { RequestInfo } from "../../handlers/kernel/operation.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import { basic, bearer, putUser } from "../support/client.ts";
import { createTestSite } from "../support/site.ts";

const asked = (headers: Record<string, string>, remote: string) =>
  ({
    id: "r",
    method: "GET",
    path: "/api/v1/devices",
    headers,
    remote,
    secure: false,
    cookies: new Map(),
  }) as RequestInfo;

async function bench() {
  const site = createTestSite();
  let checks = 0;
  const checkPassword = async (password: string, hash: string) => {
    checks++;
    return site.secrets.checkPassword(password, hash);
  };
  const credentials = createAuthenticator({ ...site, secrets: { ...site.secrets, checkPassword } });
  await putUser(site, "anna", "operator", "pw");
  await putUser(site, "bert", "viewer", "pw2");
  const by = (name: string, password: string, remote = "192.0.2.1") =>
    credentials.identify(asked(basic(name, password), remote));
  return { site, credentials, by, checks: () => checks };
}

describe("guessing from the address of others", () => {
  it("does not lock out a credential that was right before, by Basic or by login", async () => {
    const { credentials, by, site, checks } = await bench();
    assert.ok((await by("anna", "pw")).identity);
    for (let i = 0; i < 10 * LOGIN_BURST; i++) await by("anna", `guess ${i}`);
    const before = checks();
    assert.ok((await by("anna", "pw")).identity);
    site.clock.advance(60_000);
    for (let i = 0; i < 10 * LOGIN_BURST; i++) await by("anna", `guess ${i}`);
    assert.ok((await by("anna", "pw")).identity, "also when it must be read anew");
    assert.equal((await credentials.checkPassword("Anna ", "pw", "192.0.2.1"))?.subject, "anna");
    assert.ok(checks() - before <= LOGIN_BURST, "none of that costs a hash");
    assert.equal((await by("anna", "next guess")).refusal?.status, 429);
  });

  it("does not keep another name from its first login", async () => {
    const { by } = await bench();
    for (let i = 0; i < 10 * LOGIN_BURST; i++) await by("anna", `guess ${i}`);
    assert.ok((await by("bert", "pw2")).identity);
  });

  it("tells nothing about what is right at another address", async () => {
    const { by } = await bench();
    assert.ok((await by("anna", "pw", "198.51.100.1")).identity);
    for (let i = 0; i < LOGIN_BURST; i++) await by("anna", `guess ${i}`);
    assert.equal((await by("anna", "pw")).refusal?.status, 429);
  });

  it("is no licence to compare any number of guesses with what is remembered", async () => {
    const { by } = await bench();
    assert.ok((await by("anna", "pw")).identity);
    for (let i = 0; i < LOGIN_BURST + RECOGNISED_BURST - 1; i++) await by("anna", `guess ${i}`);
    assert.ok((await by("anna", "pw")).identity, "at the limit");
    await by("anna", "one more");
    assert.equal((await by("anna", "pw")).refusal?.status, 429, "past the limit");
  });

  it("with ever new names ends at the address's own limit; a /64 is one address", () => {
    const throttle = createLoginThrottle(createManualClock());
    for (let i = 0; i < ADDRESS_BURST; i++) assert.equal(throttle.take("a", `name ${i}`), 0);
    assert.ok(throttle.take("a", "another") > 0);
    assert.equal(throttle.take("b", "another"), 0);
  });

  it("a changed password is not recognised by the old one", async () => {
    const { site, by } = await bench();
    assert.ok((await by("anna", "pw")).identity);
    await putUser(site, "anna", "operator", "new");
    site.clock.advance(60_000);
    assert.equal((await by("anna", "pw")).identity, null);
  });
});

describe("turns of the password check", () => {
  const settled = () => new Promise(setImmediate);
  function queue() {
    const clock = createManualClock();
    const turns = createPasswordQueue(clock);
    const done: string[] = [];
    const open: (() => void)[] = [];
    const ask = (network: string) =>
      turns
        .run(network, () => new Promise<void>((resolve) => open.push(resolve)))
        .then(
          () => done.push(network),
          (error: unknown) => done.push(`${network} ${error instanceof Refusal ? error.status : error}`),
        );
    const finish = async () => {
      open.shift()?.();
      await settled();
    };
    return { clock, turns, done, ask, finish };
  }

  it("are fair: who comes once is served before those who come again and again", async () => {
    const { ask, finish, done } = queue();
    for (let i = 0; i < 400; i++) void ask(`attacker ${i % 200}`);
    await finish();
    void ask("victim");
    await finish();
    await finish();
    assert.ok(done.includes("victim"));
  });

  it("go to addresses first from which somebody has proven who he is", async () => {
    const { ask, finish, done, turns } = queue();
    turns.proven("home");
    void ask("first");
    await settled();
    void ask("home");
    for (let i = 0; i < 10; i++) void ask(`newer ${i}`);
    await finish();
    await finish();
    assert.deepEqual(done.slice(0, 2), ["first", "home"]);
  });

  it("are refused with 429 after a short wait, and at once past the limits", async () => {
    const { ask, clock, done, finish } = queue();
    void ask("a");
    for (let i = 0; i <= QUEUED_PER_ADDRESS; i++) void ask("a");
    await settled();
    assert.deepEqual(done, ["a 429"], "one more than one address may have waiting");
    for (let i = 0; i < QUEUE_LIMIT - QUEUED_PER_ADDRESS; i++) void ask(`b ${i}`);
    await settled();
    assert.equal(done.length, 1, "at the limit");
    void ask("c");
    await settled();
    assert.equal(done.length, 2, "past it: whoever would be last");
    assert.notEqual(done[1], "c 429");
    clock.advance(QUEUE_WAIT_MS);
    await settled();
    assert.equal(done.filter((one) => one.endsWith("429")).length, 2 + QUEUE_LIMIT);
    await finish();
    void ask("later");
    await settled();
    await finish();
    assert.ok(done.includes("a") && done.includes("later"), "the next one has its turn");
  });

  it("do not end with one that comes in the moment in which its waiting is over", async () => {
    for (let turns = 0; turns < 12; turns++) {
      const clock = createManualClock();
      const queue = createPasswordQueue(clock);
      const first = Promise.withResolvers<void>();
      void queue.run("a", () => first.promise);
      const second = queue.run("b", async () => "served").catch(() => "refused");
      first.resolve();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      clock.advance(QUEUE_WAIT_MS);
      assert.match(await second, /served|refused/);
      assert.equal(await queue.run("c", async () => "served"), "served", `after ${turns} turns`);
    }
  });

  it("do not end with a check that throws at once", async () => {
    const queue = createPasswordQueue(createManualClock());
    const thrown = (): Promise<string> => {
      throw new Error("no thread is left");
    };
    const results = await Promise.allSettled([queue.run("a", thrown), queue.run("b", async () => "served")]);
    assert.deepEqual(
      results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.message)),
      ["no thread is left", "served"],
    );
  });
});

describe("what failed logins leave behind", () => {
  it("one warning a minute for an address, an audit entry, never what was typed", async () => {
    const { site, by } = await bench();
    for (let i = 0; i < 4; i++) await by("anna", `secret guess ${i}`);
    await by("secret typed as a name", "x");
    const warnings = () => site.logged.filter((line) => line.includes("login failed"));
    assert.equal(warnings().length, 1);
    assert.match(warnings()[0] ?? "", /192\.0\.2\.1/);
    site.clock.advance(WARN_EVERY_MS);
    await by("anna", "secret guess");
    assert.equal(warnings().length, 2);
    assert.match(warnings()[1] ?? "", /"failures":5/);
    const { items } = await site.store.list<{ action: string; note: string }>("audit");
    assert.deepEqual(
      items.map(({ value }) => value.action),
      ["login_failed", "login_failed"],
    );
    assert.match(items[0]?.value.note ?? "", /remote=192\.0\.2\.1 .*subject=anna/);
    assert.doesNotMatch(site.logged.join() + JSON.stringify(items), /secret/);
  });

  it("other addresses have warnings of their own; the audit log cannot be filled", async () => {
    const { site, by } = await bench();
    for (let i = 0; i < AUDIT_BURST + 5; i++) await by("anna", "guess", `198.51.100.${i}`);
    assert.equal(site.logged.filter((line) => line.includes("login failed")).length, AUDIT_BURST + 5);
    assert.equal((await site.store.list("audit")).items.length, AUDIT_BURST);
  });

  it("a wrong token is told, but is no audit entry; a right login leaves nothing", async () => {
    const { site, by, credentials } = await bench();
    await by("anna", "pw");
    assert.equal(site.logged.length, 0);
    await credentials.identify(asked(bearer("no such token"), "192.0.2.1"));
    assert.equal(site.logged.filter((line) => line.includes("login failed")).length, 1);
    assert.doesNotMatch(site.logged.join(), /no such token/);
    assert.equal((await site.store.list("audit")).items.length, 0);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EDIT_LOCK_MS, editKey, requireEditToken } from "../../../handlers/features/paramsets/home/edit-sessions.ts";
import { editSessionOperations } from "../../../handlers/features/paramsets/operations/edit-sessions.ts";
import { EDIT_KEY_LIMIT } from "../../../handlers/features/paramsets/schemas/edit-sessions.ts";
import type { Refusal } from "../../../handlers/kernel/problem.ts";
import { storeText } from "../../support/client.ts";
import { createTestSite, identity, request, type TestSite } from "../../support/site.ts";

const anna = identity("operator", "anna");
const bert = identity("operator", "bert");
const key = editKey("0001D3C99A1B2C:1", "MASTER");

const ask = (site: TestSite, method: "POST" | "DELETE", path: string, body: unknown, as = anna) =>
  request(site, editSessionOperations, method, `/sessions/edit${path}`, { body, as });
const open = (site: TestSite, as = anna, k = key) => ask(site, "POST", "", { key: k }, as);
const isHeld = (site: TestSite, token: string | undefined, k = key) =>
  requireEditToken(site, k, token).then(
    () => true,
    (refusal: Refusal) => {
      assert.deepEqual([refusal.status, refusal.code, refusal.title], [423, "conflict", "Edit lock required"]);
      return false;
    },
  );

describe("edit locks", () => {
  it("names what is edited as clients do", () => {
    assert.equal(key, "channel:0001D3C99A1B2C:1:MASTER");
    assert.equal(editKey("A:1", "LINK", "B:2"), "channel:A:1:LINK:B:2");
  });

  it("opens for five minutes, refuses others with the holder's name, and guards writes", async () => {
    const site = createTestSite();
    const opened = await open(site);
    assert.equal(opened.status, 200);
    const { token, ...rest } = opened.body;
    assert.deepEqual(rest, { key, subject: "anna", expires: new Date(site.clock.now() + EDIT_LOCK_MS).toISOString() });
    const refused = await open(site, bert);
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.title, refused.body.detail],
      [423, "conflict", "Resource already locked", "anna"],
    );
    assert.ok(await isHeld(site, token));
    for (const wrong of [undefined, "", "wrong"]) assert.ok(!(await isHeld(site, wrong)));
    assert.ok(!(await isHeld(site, token, editKey("0001D3C99A1B2C:2", "MASTER"))), "the token of another key");
    assert.ok(!(await storeText(site)).includes(token));
    site.clock.advance(EDIT_LOCK_MS - 1);
    assert.ok(await isHeld(site, token));
    assert.equal((await open(site, bert)).status, 423);
    site.clock.advance(1);
    assert.ok(!(await isHeld(site, token)));
    assert.equal((await open(site, bert)).status, 200);
  });

  it("opens anew for its holder, whose older token is void", async () => {
    const site = createTestSite();
    const first = (await open(site)).body.token;
    const second = (await open(site)).body.token;
    assert.notEqual(first, second);
    assert.ok(!(await isHeld(site, first)));
    assert.ok(await isHeld(site, second));
  });

  it("gives the lock to one of many who ask at once", async () => {
    const site = createTestSite();
    const askers = Array.from({ length: 10 }, (_, i) => identity("operator", `user${i}`));
    const answers = await Promise.all(askers.map((who) => open(site, who)));
    const winners = answers.filter((a) => a.status === 200);
    assert.equal(winners.length, 1);
    assert.equal(answers.filter((a) => a.status === 423).length, 9);
    assert.ok(await isHeld(site, winners[0]!.body.token));
  });

  it("is kept by heartbeats, which end with 410 when it is lost", async () => {
    const site = createTestSite();
    const { token } = (await open(site)).body;
    const beat = (t: string) => ask(site, "POST", "/heartbeat", { key, token: t });
    for (let i = 0; i < 3; i++) {
      site.clock.advance(EDIT_LOCK_MS - 1);
      const kept = await beat(token);
      assert.equal(kept.status, 200);
      assert.equal(kept.body.expires, new Date(site.clock.now() + EDIT_LOCK_MS).toISOString());
    }
    const together = await Promise.all([beat(token), beat(token)]);
    assert.deepEqual(
      together.map((a) => a.status),
      [200, 200],
    );
    const foreign = await beat("foreign");
    assert.deepEqual([foreign.status, foreign.body.code], [410, "not_found"]);
    site.clock.advance(EDIT_LOCK_MS);
    assert.equal((await beat(token)).status, 410);
  });

  it("is released by its token only, and always answers 204", async () => {
    const site = createTestSite();
    const { token } = (await open(site)).body;
    assert.equal((await ask(site, "DELETE", "", { key, token: "foreign" })).status, 204);
    assert.ok(await isHeld(site, token));
    assert.equal((await ask(site, "DELETE", "", { key, token })).status, 204);
    assert.ok(!(await isHeld(site, token)));
    assert.equal((await open(site, bert)).status, 200);
  });

  it("can be taken over: dropped for everybody, to be opened anew", async () => {
    const site = createTestSite();
    const { token } = (await open(site)).body;
    assert.equal((await ask(site, "POST", "/take-over", { key }, bert)).status, 204);
    assert.ok(!(await isHeld(site, token)));
    assert.equal((await ask(site, "POST", "/heartbeat", { key, token })).status, 410);
    assert.equal((await open(site, bert)).status, 200);
    assert.equal((await ask(site, "POST", "/take-over", { key: "free" }, bert)).status, 204);
  });

  it("refuses what cannot be a key or a token", async () => {
    const site = createTestSite();
    for (const body of [{}, { key: "" }, { key: 1 }, { key: "x".repeat(EDIT_KEY_LIMIT + 1) }, { key: "\ud800" }])
      assert.equal((await ask(site, "POST", "", body)).status, 422, JSON.stringify(body));
    assert.equal((await ask(site, "POST", "", { key, force: true })).status, 400);
    assert.equal((await open(site, anna, "\u{1F600}".repeat(EDIT_KEY_LIMIT))).status, 200);
    assert.equal((await ask(site, "POST", "", { key: "a", subject: "somebody else" })).body.subject, "anna");
    for (const [method, path] of [
      ["POST", "/heartbeat"],
      ["DELETE", ""],
    ] as const)
      for (const body of [undefined, {}, { key }, { key, token: "x".repeat(129) }])
        assert.equal((await ask(site, method, path, body)).status, 400);
    assert.equal((await ask(site, "POST", "/take-over", {})).status, 400);
  });
});

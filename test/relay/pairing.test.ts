/** Pairing codes and credentials. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { createKeyPair } from "../../adapters/mqtt/key-pair.ts";
import { relayOperations } from "../../handlers/features/relays/operations.ts";
import { addRelay, pairRelay, RELAY_LIMIT, removeRelay } from "../../handlers/features/relays/pairings.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import type { RequestScope } from "../../handlers/kernel/request-scope.ts";
import { siteId } from "../../handlers/ports/index.ts";
import {
  CODE_LIFE_MS,
  checkSecret,
  createSecretAccess,
  listRelays,
  lowestEpoch,
  OVERLAP_MS,
} from "../../handlers/relay/cloud/pairing.ts";
import { nextEpoch, pairingOf } from "../../handlers/relay/protocol/messages.ts";
import { createTestSite, identity, request } from "../support/site.ts";

const { publicKey } = createKeyPair();
const admin = identity("admin");

function startBench() {
  const clock = createManualClock();
  const store = createMemoryStore({ clock });
  const ended: string[] = [];
  const base = createTestSite();
  const homeOf = (name: string): RequestScope => ({
    ...base,
    id: siteId(name),
    store: store.site(siteId(name)),
    clock,
    relays: createSecretAccess({
      store,
      secrets: base.secrets,
      brokerUrl: "mqtts://broker",
      clock,
      ended: (site, pairing) => ended.push(`${site} ${pairing}`),
    }),
  });
  const check = (of: { username?: string; password?: string }) =>
    checkSecret(store, clock, of.username ?? "", of.password ?? "");
  return { clock, store, ended, homeOf, check, site: homeOf("home-1"), base };
}
const isRefusal = (status: number) => (error: unknown) => error instanceof Refusal && error.status === status;

test("a code works once, for its home, for a quarter of an hour", async () => {
  const { clock, site, homeOf, check } = startBench();
  const { code } = await addRelay(site, admin);
  assert.match(code, /^home-1\./);
  await assert.rejects(pairRelay(homeOf("home-2"), { code, public_key: publicKey }), isRefusal(401));
  const tries = await Promise.allSettled([1, 2, 3].map(() => pairRelay(site, { code, public_key: publicKey })));
  const [won, ...more] = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  assert.ok(won && more.length === 0);
  assert.deepEqual(await check(won), { site: "home-1", pairing: 1 });
  assert.equal(pairingOf(won.epoch), 1);

  const late = await addRelay(site, admin);
  clock.advance(CODE_LIFE_MS);
  await assert.rejects(pairRelay(site, { code: late.code, public_key: publicKey }), isRefusal(401));
});

test("a bad key does not use the code up", async () => {
  const { site } = startBench();
  const { code } = await addRelay(site, admin);
  await assert.rejects(pairRelay(site, { code, public_key: "-----BEGIN NONSENSE-----" }), isRefusal(400));
  await pairRelay(site, { code, public_key: publicKey });
});

test("a relay that is deleted while it pairs gets nothing that counts", async () => {
  const { site, check } = startBench();
  const { id, code } = await addRelay(site, admin);
  const { issue, ...access } = site.relays!;
  const given: Awaited<ReturnType<typeof issue>>[] = [];
  const slow: RequestScope = {
    ...site,
    relays: {
      ...access,
      async issue(wanted) {
        await removeRelay(site, admin, id);
        given.push(await issue(wanted));
        return given[0]!;
      },
    },
  };
  await assert.rejects(pairRelay(slow, { code, public_key: publicKey }), isRefusal(401));
  assert.equal(await check(given[0]!), null);
  assert.deepEqual((await site.store.list("relay", { prefix: "relay/" })).items, [], "it stays deleted");
});

test("a new relay replaces the one before it: higher epochs at once, its credentials after the overlap", async () => {
  const { clock, site, check } = startBench();
  const pairOne = async () => pairRelay(site, { code: (await addRelay(site, admin)).code, public_key: publicKey });
  const first = await pairOne();
  const second = await pairOne();
  assert.ok(second.epoch > first.epoch);
  clock.advance(OVERLAP_MS - 1);
  assert.ok((await check(first)) && (await check(second)));
  clock.advance(1);
  assert.equal(await check(first), null);
  assert.ok(await check(second));
});

test("relays are listed in the order of their pairings; those whose code was not used yet are the last", async () => {
  const { site } = startBench();
  const codes: string[] = [];
  for (const name of ["a", "b", "c", "d", "e"]) codes.push((await addRelay(site, admin, name)).code);
  for (const n of [4, 2, 1]) await pairRelay(site, { code: codes[n] as string, public_key: publicKey });
  const listed = (await listRelays(site.store)).map(({ value }) => value);
  assert.deepEqual(
    listed.map(({ pairing }) => pairing),
    [1, 2, 3, undefined, undefined],
  );
  assert.deepEqual(
    listed.slice(0, 3).map(({ name }) => name),
    ["e", "c", "b"],
  );
});

test("a pairing that is ended counts no longer; numbers are not used twice", async () => {
  const { site, check, ended } = startBench();
  const { id, code } = await addRelay(site, admin);
  const first = await pairRelay(site, { code, public_key: publicKey });
  await removeRelay(site, admin, id);
  assert.equal(await check(first), null);
  assert.deepEqual(ended, ["home-1 1"]);
  await assert.rejects(removeRelay(site, admin, id), isRefusal(404));
  const next = await pairRelay(site, { code: (await addRelay(site, admin)).code, public_key: publicKey });
  assert.equal(next.pairing, 2);
  assert.equal(await check({ ...next, username: first.username }), null);
  for (const username of ["", "relay", "relay.home-1", "relay.home-1.x", "relay.HOME.1", "relay.home-1.2.3", "cloud"])
    assert.equal(await check({ username, password: next.password }), null, username);
});

test("a pairing that is ended is fenced off, with any broker; the next one is not", async () => {
  const { site } = startBench();
  const pairOne = async () => {
    const { id, code } = await addRelay(site, admin);
    return { id, ...(await pairRelay(site, { code, public_key: publicKey })) };
  };
  const first = await pairOne();
  assert.equal(await lowestEpoch(site.store), 0, "a pairing alone silences nobody");
  const second = await pairOne();
  await removeRelay(site, admin, first.id);
  const lowest = await lowestEpoch(site.store);
  assert.ok(nextEpoch(first.pairing, undefined, Date.now()) < lowest);
  assert.ok(second.epoch >= lowest, "what is deleted late does not fence its successor off");
  await removeRelay(site, admin, second.id);
  assert.ok(nextEpoch(second.pairing, undefined, Date.now()) < (await lowestEpoch(site.store)));
  const third = await pairOne();
  assert.ok(third.epoch >= (await lowestEpoch(site.store)));
});

test("no secret lies in the store", async () => {
  const { site } = startBench();
  const { code } = await addRelay(site, admin);
  const waiting = JSON.stringify(await site.store.list("relay"));
  assert.ok(!waiting.includes(code.split(".")[1] ?? code));
  const { password } = await pairRelay(site, { code, public_key: publicKey });
  assert.ok(!JSON.stringify(await site.store.list("relay")).includes(password ?? ""));
});

test("at most twenty relays, and one past it", async () => {
  const { site } = startBench();
  for (let n = 0; n < RELAY_LIMIT; n += 1) await addRelay(site, admin);
  await assert.rejects(addRelay(site, admin), isRefusal(409));
});

test("a home without relays says so", async () => {
  for (const { spec } of relayOperations) {
    const reply = await request(createTestSite(), relayOperations, spec.method, spec.path, {
      params: { id: "x" },
      body: spec.path.endsWith("pair") ? { code: "c", public_key: publicKey } : {},
    });
    assert.equal(reply.status, 501, spec.path);
  }
});

/** Pairing on AWS IoT, through the SDK's own client. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { type TestContext, test } from "node:test";
import { openIotAccess } from "../../../adapters/aws-iot/open.ts";
import { AGAIN_MS, amazonRoots, PROVISIONAL_MS, thingOf } from "../../../adapters/aws-iot/relay-access.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { createKeyPair, createSigningRequest } from "../../../adapters/mqtt/key-pair.ts";
import { addRelay, pairRelay, removeRelay } from "../../../handlers/features/relays/pairings.ts";
import { Refusal } from "../../../handlers/kernel/problem.ts";
import type { RequestScope } from "../../../handlers/kernel/request-scope.ts";
import { DEPLOYMENT, siteId } from "../../../handlers/ports/index.ts";
import type { RelayAccess } from "../../../handlers/ports/relay-access.ts";
import { OVERLAP_MS, relayKey } from "../../../handlers/relay/cloud/pairing.ts";
import { createTestSite, identity } from "../../support/site.ts";
import { CREDENTIALS, REGION } from "./endpoint.ts";
import { type FakeIot, POLICY, startFakeIot } from "./fake-iot.ts";

const admin = identity("admin");

async function startBench(t: TestContext) {
  const iot = await startFakeIot(t);
  const clock = createManualClock();
  const store = createMemoryStore({ clock });
  const base = createTestSite();
  const access = openIotAccess({
    config: { region: REGION, credentials: CREDENTIALS, endpoint: iot.endpoint, maxAttempts: 1 },
    policy: POLICY,
    dataEndpoint: new URL(iot.endpoint),
    store,
    brokerUrl: "mqtts://broker:8883",
    clock,
    log: base.log,
  });
  const homeOf = (name: string, relays: RelayAccess = access): RequestScope => ({
    ...base,
    id: siteId(name),
    store: store.site(siteId(name)),
    clock,
    relays,
  });
  const due = async () => (await store.site(DEPLOYMENT).list("relay", { prefix: "due/" })).items.map(({ key }) => key);
  return { iot, clock, store, access, homeOf, due, site: homeOf("home-1") };
}
type Bench = Awaited<ReturnType<typeof startBench>>;

const isRefusal = (status: number) => (error: unknown) => error instanceof Refusal && error.status === status;

function request(name = "ccu-anywhere home-1") {
  const keys = createKeyPair();
  return { keys, public_key: keys.publicKey, csr: createSigningRequest(keys, name) };
}

async function pair(site: RequestScope) {
  const { keys, ...sent } = request();
  const { id, code } = await addRelay(site, admin);
  return { id, keys, paired: await pairRelay(site, { code, ...sent }) };
}

const isEmpty = ({ certificates, things }: FakeIot) => certificates.size === 0 && things.size === 0;

test("a relay gets a certificate for its own key, and a thing that says whom it speaks for", async (t) => {
  const { iot, site } = await startBench(t);
  const { keys, paired } = await pair(site);
  assert.equal(paired.client_id, "ccu-anywhere-home-1-1");
  assert.equal(paired.broker_url, "mqtts://broker:8883");
  assert.equal(paired.username, undefined);
  const certificate = new X509Certificate(paired.certificate ?? "");
  assert.equal(certificate.publicKey.export({ type: "spki", format: "pem" }), keys.publicKey);
  assert.deepEqual(iot.things.get(paired.client_id)?.attributes, { site: "home-1" });
  assert.ok(iot.admits(paired.client_id, paired.certificate ?? ""));
  assert.ok(!iot.admits("ccu-anywhere-home-2-1", paired.certificate ?? ""));
});

test("it trusts Amazon's authorities and no others", () => {
  const pems = amazonRoots().match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const subjects = pems.map((pem) => new X509Certificate(pem).subject);
  for (const number of [1, 2, 3, 4])
    assert.ok(subjects.some((subject) => subject.includes(`CN=Amazon Root CA ${number}`)));
  assert.ok(
    subjects.every((subject) => /O=(Amazon|Starfield Technologies, Inc\.)$/m.test(subject)),
    subjects.join(),
  );
});

test("without a signing request, with a broken one or one for another key nobody is paired, and nothing stays", async (t) => {
  const { iot, site } = await startBench(t);
  const { public_key, csr } = request();
  for (const sent of [
    { public_key },
    { public_key, csr: "-----BEGIN CERTIFICATE REQUEST-----\nnonsense\n-----END CERTIFICATE REQUEST-----\n" },
    { public_key: createKeyPair().publicKey, csr },
  ]) {
    const { code } = await addRelay(site, admin);
    await assert.rejects(pairRelay(site, { code, ...sent }), isRefusal(400));
    assert.ok(isEmpty(iot));
  }
});

test("a relay that is deleted: its certificate is void, its connection ends, nothing stays", async (t) => {
  const { iot, site, due } = await startBench(t);
  const first = await pair(site);
  await removeRelay(site, admin, first.id);
  assert.ok(isEmpty(iot));
  assert.deepEqual(iot.ended, ["ccu-anywhere-home-1-1"]);
  const order = ["UpdateCertificate", "DeleteConnection", "DeleteCertificate"].map((call) => iot.calls.indexOf(call));
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
    "void before its connection ends: it cannot come back",
  );
  // what pairing noted for the case that it died is looked at once more, and is nothing
  assert.equal((await due()).length, 1);
});

test("a relay that is replaced goes on until the overlap is over, then a tick ends it", async (t) => {
  const { iot, clock, access, site, due } = await startBench(t);
  const [first, second] = [await pair(site), await pair(site)];
  const goesOn = ({ paired }: typeof first) => iot.admits(paired.client_id, paired.certificate ?? "");
  clock.advance(OVERLAP_MS - 1);
  await access.carryOut();
  assert.ok(goesOn(first) && goesOn(second));
  clock.advance(1);
  assert.equal(await access.carryOut(), 1);
  assert.ok(!goesOn(first) && goesOn(second));
  assert.deepEqual([...iot.things.keys()], [second.paired.client_id]);
  assert.deepEqual(await due(), []);
  assert.equal(await access.carryOut(), 0);
});

test("homes with equal numbers of pairings do not touch each other", async (t) => {
  const { iot, homeOf, site } = await startBench(t);
  const other = homeOf("home-2");
  const [mine, theirs] = [await pair(site), await pair(other)];
  assert.equal(mine.paired.pairing, theirs.paired.pairing);
  await removeRelay(site, admin, mine.id);
  assert.deepEqual([...iot.things.keys()], [thingOf("home-2", 1)]);
  assert.ok(iot.admits(theirs.paired.client_id, theirs.paired.certificate ?? ""));
});

/** Everything that is due until nothing is. */
async function settle({ clock, access, due }: Bench): Promise<void> {
  for (let round = 0; round < 5 && (await due()).length > 0; round += 1) {
    clock.advance(PROVISIONAL_MS);
    await access.carryOut();
  }
}

for (const call of ["CreateThing", "CreateCertificateFromCsr", "AttachPolicy", "AttachThingPrincipal"])
  for (const when of ["before", "after"] as const)
    test(`pairing that fails at ${call}, ${when} it was done, leaves nothing that can connect`, async (t) => {
      const bench = await startBench(t);
      const { iot, site, due } = bench;
      iot.failing.set(call, when);
      await assert.rejects(pair(site));
      iot.failing.clear();
      await settle(bench);
      assert.deepEqual(await due(), []);
      assert.equal(iot.things.size, 0);
      // made, and the answer lost: nobody knows its name. It is attached to nothing, so that it opens nothing
      const lost = call === "CreateCertificateFromCsr" && when === "after" ? 1 : 0;
      assert.equal(iot.certificates.size, lost);
      for (const { policies } of iot.certificates.values()) assert.equal(policies.size, 0);
      const again = await pair(site);
      assert.ok(iot.admits(again.paired.client_id, again.paired.certificate ?? ""));
    });

for (const call of ["UpdateCertificate", "DetachThingPrincipal", "DetachPolicy", "DeleteCertificate", "DeleteThing"])
  for (const when of ["before", "after"] as const)
    test(`an end that fails at ${call}, ${when} it was done, is carried out later`, async (t) => {
      const bench = await startBench(t);
      const { iot, clock, access, site, due } = bench;
      const { id, paired } = await pair(site);
      iot.failing.set(call, when);
      await removeRelay(site, admin, id);
      if (call !== "UpdateCertificate" || when === "after")
        assert.ok(!iot.admits(paired.client_id, paired.certificate ?? ""), "void all the same");
      clock.advance(AGAIN_MS);
      await access.carryOut();
      assert.ok((await due()).length > 0, "not forgotten");
      iot.failing.clear();
      await settle(bench);
      assert.ok(isEmpty(iot));
      assert.deepEqual(await due(), []);
    });

test("detaching takes the live service seconds: void at once, removed by a tick", async (t) => {
  const bench = await startBench(t);
  const { iot, clock, access, site, due } = bench;
  const { id, paired } = await pair(site);
  const arrive = iot.lag();
  await removeRelay(site, admin, id);
  assert.ok(!iot.admits(paired.client_id, paired.certificate ?? ""));
  assert.ok(!isEmpty(iot));
  arrive();
  clock.advance(AGAIN_MS);
  assert.equal(await access.carryOut(), 1);
  assert.ok(isEmpty(iot));
  await settle(bench);
  assert.deepEqual(await due(), []);
});

test("what fails for good does not stand before the others", async (t) => {
  const bench = await startBench(t);
  const { iot, clock, access, homeOf } = bench;
  const homes = Array.from({ length: 25 }, (_, n) => homeOf(`home-${n}`));
  const pairs = [];
  for (const home of homes) pairs.push({ home, ...(await pair(home)) });
  iot.failing.set("DeleteThing", "before");
  for (const { home, id } of pairs.slice(0, 24)) await removeRelay(home, admin, id);
  iot.failing.clear();
  const last = pairs[24]!;
  await access.revoke("home-24", last.paired.pairing, clock.now() + 1);
  clock.advance(AGAIN_MS);
  iot.failing.set("UpdateCertificate", "before");
  for (let round = 0; round < 3; round += 1) await access.carryOut();
  iot.failing.clear();
  clock.advance(AGAIN_MS);
  for (let round = 0; round < 3; round += 1) await access.carryOut();
  assert.ok(!iot.things.has(last.paired.client_id));
});

test("a function that dies between the certificate and the books: the tick takes the certificate back", async (t) => {
  const { iot, clock, access, store, site } = await startBench(t);
  const { paired, id } = await pair(site);
  const books = store.site(site.id);
  const record = await books.get("relay", relayKey(id));
  clock.advance(PROVISIONAL_MS);
  await access.carryOut();
  assert.ok(iot.admits(paired.client_id, paired.certificate ?? ""), "in the books: it stays");

  const { keys, csr } = request();
  await access.issue({ site: "home-1", pairing: 7, publicKey: keys.publicKey, csr });
  assert.ok(record && iot.things.has(thingOf("home-1", 7)));
  clock.advance(PROVISIONAL_MS - 1);
  assert.equal(await access.carryOut(), 0);
  clock.advance(1);
  assert.equal(await access.carryOut(), 1);
  assert.deepEqual([...iot.things.keys()], [paired.client_id]);
  assert.equal(iot.certificates.size, 1);
});

test("a connection that cannot be ended is left to AWS IoT; the certificate is void", async (t) => {
  const { iot, site } = await startBench(t);
  const { id } = await pair(site);
  iot.failing.set("DeleteConnection", "before");
  await removeRelay(site, admin, id);
  assert.ok(isEmpty(iot));
});

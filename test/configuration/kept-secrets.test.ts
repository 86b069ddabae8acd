/** A kept secret goes where it went before, whoever changes which member by which way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { features, sectionsOf } from "../../handlers/api.ts";
import { openConfiguration } from "../../handlers/configuration/configuration.ts";
import { MASK, movedSecrets } from "../../handlers/configuration/kept-secrets.ts";
import { type Document, mergeSection } from "../../handlers/configuration/layers.ts";
import { readCentrals, storeCentral } from "../../handlers/configuration/stored-centrals.ts";
import { keepSecrets, readSection } from "../../handlers/configuration/stored-sections.ts";
import { writeSection } from "../../handlers/configuration/write-section.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import { field, group, type Section, section } from "../../handlers/kernel/section.ts";
import { text } from "../../handlers/kernel/section-kinds.ts";
import { siteId } from "../../handlers/ports/index.ts";

const about = { text: "…" };
const sample = section("north.sample", () => ({
  topic: field(about, text()),
  url: field(about, text()),
  password: field({ ...about, class: "secret", sentTo: ["url"] }, text()),
  local: field({ ...about, class: "secret" }, text()),
  inner: group({
    endpoint: field(about, text()),
    key: field({ ...about, class: "secret", sentTo: ["endpoint"] }, text()),
  }),
})) as Section;

const moved = (before: Document, sent: Document, file: object = {}, env: object = {}): string[] => {
  const layers = { file: new Map(Object.entries(file)), env: new Map(Object.entries(env)) };
  const merged = (document: Document) => mergeSection(sample, layers, document).fields;
  const after = keepSecrets(sample, sent, before);
  return movedSecrets(sample, merged(before), merged(after), sent).map((fault) => fault.field ?? "");
};
const [FILE, FILE_URL] = ["north.sample.password", "north.sample.url"];

test("a kept secret stays with its address; with another one it has to be given", () => {
  const before = { url: "mqtt://a", password: "s", local: "l", inner: { endpoint: "https://a", key: "k" } };
  const masked = { ...before, password: MASK, local: MASK, inner: { endpoint: "https://a", key: MASK } };
  for (const [sent, expected] of [
    [masked, []],
    [{ ...masked, topic: "other", local: "" }, []],
    [{ ...masked, url: "mqtt://b" }, ["password"]],
    [{ ...masked, url: "mqtt://b", password: "" }, ["password"]],
    [{ ...masked, url: "mqtt://b", password: "s" }, []],
    [{ ...masked, url: "mqtt://b", password: "other" }, []],
    [{ url: "mqtt://b" }, []],
    [{ ...masked, inner: { endpoint: "https://b", key: MASK } }, ["inner.key"]],
    [{ ...masked, url: "", inner: { key: MASK } }, ["password", "inner.key"]],
    [{ ...masked, url: "MQTT://a" }, ["password"]],
  ] as const)
    assert.deepEqual(moved(before, sent), expected, JSON.stringify(sent));
});

test("a secret of the file or the environment goes where the operator sends it, not where an administrator does", () => {
  const file = { [FILE]: "f", [FILE_URL]: "mqtt://file" };
  assert.deepEqual(moved({}, { topic: "x" }, file), []);
  assert.deepEqual(moved({}, { url: "mqtt://evil" }, file), ["password"]);
  assert.deepEqual(moved({}, { url: "mqtt://evil", password: MASK }, file), ["password"]);
  assert.deepEqual(moved({}, { url: "mqtt://own", password: "given" }, file), []);
  // nothing is stored any more: as the file says
  assert.deepEqual(moved({ url: "mqtt://own", password: "given" }, {}, file), []);
  // the stored secret with the file's address, and the other way round
  assert.deepEqual(moved({ url: "mqtt://own", password: "given" }, { password: MASK }, file), ["password"]);
  assert.deepEqual(moved({ url: "mqtt://own", password: "given" }, { url: "mqtt://own" }, file), ["password"]);
  // the environment wins over what is given: it cannot be replaced here
  assert.deepEqual(moved({}, { url: "mqtt://evil", password: "guess" }, {}, { [FILE]: "e" }), ["password"]);
});

test("every secret of the program says where it is sent, or is sent nowhere", () => {
  const nowhere = new Set([
    "admin",
    "north.webhook.inbound.token",
    "backup.offsite.passphrase",
    "backup.offsite.key",
    "north.matter.commissioning.passcode",
  ]);
  for (const { fields } of sectionsOf(features))
    for (const one of fields.filter(({ class: kind }) => kind === "secret")) {
      assert.equal(one.sentTo === undefined, nowhere.has(one.path), one.path);
      for (const name of one.sentTo ?? []) {
        const address = [...one.members.slice(0, -1), name].join(".");
        assert.ok(
          fields.some(({ members }) => members.join(".") === address),
          `${one.path}: ${address}`,
        );
      }
    }
});

async function bench(declared: readonly Section[] = [sample]) {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const secrets = createSecrets({ key: new Uint8Array(32), cost: 4 });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const sections = await openConfiguration({ sections: declared, store, secrets, log });
  return { clock, store, secrets, log, sections };
}
const refused = (name: string) => (error: unknown) =>
  error instanceof Refusal && error.status === 400 && error.code === "validation" && error.errors?.[0]?.field === name;

test("what would move a secret changes nothing", async () => {
  const scope = await bench();
  const first = { url: "mqtt://a", password: "s" };
  await writeSection(scope, sample, () => first, first);
  await assert.rejects(
    writeSection(scope, sample, (stored) => ({ ...stored, url: "mqtt://b" }), { url: "mqtt://b" }),
    refused("password"),
  );
  assert.deepEqual(await readSection(sample, scope), first);
  // where nobody says what was given, nothing was
  await assert.rejects(
    writeSection(scope, sample, () => ({ ...first, url: "mqtt://b" })),
    refused("password"),
  );
  await writeSection(scope, sample, () => undefined);
});

test("where the configuration is another process's the rule is the same", async () => {
  const scope = await bench([]);
  const first = { url: "https://id.example", password: "s" };
  await writeSection(scope, sample, () => first, first);
  await assert.rejects(
    writeSection(scope, sample, () => ({ ...first, url: "https://evil.example" })),
    refused("password"),
  );
});

test("a CCU with another host, port or transport needs its password again; without one, or with another, nothing does", async () => {
  const scope = await bench();
  const ccu = { name: "c", host: "192.0.2.1", interfaces: [{ name: "HmIP-RF" }], enabled: true, ...plain };
  await storeCentral(scope, { ...ccu, username: "api", password_plain: "s" });
  const stored = async () => (await readCentrals(scope)).rows[0];
  for (const part of [
    { host: "192.0.2.2" },
    { tls: true },
    { tls_insecure_skip_verify: true },
    { port: 8080 },
    { json_rpc_port: 8080 },
    { ports: { "HmIP-RF": 1 } },
    { interfaces: [{ name: "HmIP-RF", port: 1 }] },
  ])
    for (const password_plain of [undefined, "", MASK]) {
      const row = { ...ccu, ...part, ...(password_plain === undefined ? {} : { password_plain }) };
      await assert.rejects(storeCentral(scope, row), refused("password_plain"), JSON.stringify(row));
      assert.deepEqual([(await stored())?.host, (await stored())?.password_plain], ["192.0.2.1", "s"]);
    }
  const interfaces = [{ name: "BidCos-RF" }, { name: "HmIP-RF" }];
  await storeCentral(scope, { ...ccu, username: "other", interfaces, primary_interface: "BidCos-RF" });
  assert.equal((await stored())?.password_plain, "s", "the same peer");
  await storeCentral(scope, { ...ccu, host: "192.0.2.2", password_plain: "s" });
  assert.deepEqual([(await stored())?.host, (await stored())?.password_plain], ["192.0.2.2", "s"]);
  await storeCentral(scope, { ...ccu, host: "192.0.2.3", password_env: "CCU_PASSWORD" });
  await storeCentral(scope, { ...ccu, host: "192.0.2.4" });
  assert.equal((await stored())?.password_plain, undefined, "a variable's name took its place: nothing is kept");
  const file = { ...ccu, password_plain: "of the file" };
  await assert.rejects(
    storeCentral(scope, { ...ccu, name: "d", host: "192.0.2.9" }, { ...file, name: "d" }),
    refused("password_plain"),
  );
});
const plain = { tls: false, tls_insecure_skip_verify: false };

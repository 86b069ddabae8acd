/** Layers, secrets and live changes of the configuration. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { openConfiguration } from "../../handlers/configuration/configuration.ts";
import { MASK } from "../../handlers/configuration/kept-secrets.ts";
import { documentOf, type Layers, memberAt, mergeSection, withMember } from "../../handlers/configuration/layers.ts";
import { keepSecrets, maskSecrets, readSection, sectionKey } from "../../handlers/configuration/stored-sections.ts";
import { writeSection } from "../../handlers/configuration/write-section.ts";
import { field, group, type Section, section } from "../../handlers/kernel/section.ts";
import { duration, flag, text, whole } from "../../handlers/kernel/section-kinds.ts";
import { siteId } from "../../handlers/ports/index.ts";

const about = { text: "…" };
const sample = section(
  "north.sample",
  () => ({
    enabled: field(about, flag(false)),
    port: field({ ...about, restart: true }, whole(80, { min: 1, max: 65_535 })),
    every: field(about, duration("30s")),
    login: group({ password: field({ ...about, class: "secret" }, text()) }),
    first: field({ ...about, tier: "bootstrap" }, whole(1)),
  }),
  ({ enabled, login }, context) => {
    if (enabled && login.password === "")
      context.addIssue({ code: "custom", path: ["login", "password"], message: "is missing" });
  },
);
const any = sample as Section;

function bench({ key = new Uint8Array(32), layers }: { key?: Uint8Array; layers?: Layers } = {}) {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const errors: string[] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (message: string, data?: object) => void errors.push(`${message} ${JSON.stringify(data)}`),
  };
  const open = (secrets = createSecrets({ key, cost: 4 })) =>
    openConfiguration({ sections: [any], store, secrets, log, ...(layers ? { layers } : {}) });
  const secrets = createSecrets({ key, cost: 4 });
  return { clock, store, log, errors, open, secrets };
}

describe("layers", () => {
  const layers = (file: object, env: object): Layers => ({
    file: new Map(Object.entries(file)),
    env: new Map(Object.entries(env)),
  });
  const sources = (given: Layers, stored?: object) =>
    Object.fromEntries(
      mergeSection(any, given, stored as never).fields.map(({ field: { path }, value, source }) => [
        path,
        [value, source],
      ]),
    );

  test("environment over what is stored over the file over the default, field by field", () => {
    const given = layers({ "north.sample.port": 81, "north.sample.enabled": true }, { "north.sample.every": 1e9 });
    assert.deepEqual(sources(given, { port: 82, every: 5e9, first: 7 }), {
      "north.sample.enabled": [true, "bootstrap"],
      "north.sample.port": [82, "db"],
      "north.sample.every": [1e9, "env"],
      "north.sample.login.password": ["", "default"],
      "north.sample.first": [1, "default"],
    });
  });

  test("one bad value costs one value: what was there before it holds", () => {
    const given = layers({ "north.sample.port": 81 }, {});
    const merged = mergeSection(any, given, { port: "x", enabled: 7, every: 2e9, unknown: 1 });
    assert.deepEqual(
      merged.fields.map(({ value }) => value),
      [false, 81, 2e9, "", 1],
    );
    assert.deepEqual(merged.unusable, [
      { path: "north.sample.enabled", source: "db" },
      { path: "north.sample.port", source: "db" },
    ]);
  });

  test("whatever is stored, there is a value for every field, and the section can be read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (one, other) => {
        const { store, open } = bench();
        const document = { enabled: one, port: other, every: one, login: other, first: one };
        await store.put("config", sectionKey(any.name), { version: 1, updated_at: "x", document } as never);
        const configuration = await open();
        const values = configuration.read(sample);
        assert.equal(typeof values.enabled, "boolean");
        assert.ok(values.port >= 1 && values.every >= 0 && values.first === 1);
      }),
      { numRuns: 100 },
    );
  });

  test("putting a member in and taking it out leaves nothing behind", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z_]{1,6}$/), { minLength: 1, maxLength: 4 }),
        fc.jsonValue(),
        (path, value) => {
          fc.pre(value !== undefined);
          const inside = withMember({ other: 1 }, ["deep", ...path], value);
          assert.deepEqual(memberAt(inside, ["deep", ...path]), value);
          assert.deepEqual(withMember(inside, ["deep", ...path], undefined), { other: 1 });
        },
      ),
    );
    assert.equal(memberAt({}, ["__proto__"]), undefined);
    assert.equal(memberAt([1], ["length"]), undefined);
  });

  test("a document of all values is the section's own", () => {
    const { fields } = mergeSection(any, layers({}, {}), undefined);
    assert.deepEqual(sample.schema.parse(documentOf(fields)), sample.schema.parse({}));
  });
});

describe("changes while the program runs", () => {
  test("what acts at once is told at once; what needs a restart stays until then", async () => {
    const { open, ...scope } = bench();
    const sections = await open();
    const heard: unknown[] = [];
    const end = sections.observe(sample, ({ every, port }) => heard.push([every, port]));
    await writeSection({ ...scope, sections }, any, () => ({ every: 1e9, port: 81 }));
    await writeSection({ ...scope, sections }, any, (stored) => ({ ...stored, port: 82 }));
    assert.deepEqual(heard, [[1_000, 80]], "a field that needs a restart tells nobody");
    assert.deepEqual(
      sections.changed().map(({ path }) => path),
      ["north.sample.port", "north.sample.every"],
    );
    end();
    await writeSection({ ...scope, sections }, any, () => undefined);
    assert.equal(heard.length, 1);
    assert.deepEqual([sections.changed(), sections.read(sample).every], [[], 30_000]);
    // the next start
    await writeSection({ ...scope, sections }, any, () => ({ port: 83 }));
    assert.equal((await open()).read(sample).port, 83);
  });

  test("an observer that throws is told in the log, and the others hear all the same", async () => {
    const { open, ...scope } = bench();
    const sections = await open();
    let heard = 0;
    sections.observe(sample, () => {
      throw new Error("broken");
    });
    sections.observe(sample, () => void heard++);
    await writeSection({ ...scope, sections }, any, () => ({ every: 1e9 }));
    assert.deepEqual([heard, scope.errors.length], [1, 1]);
  });

  test("stored values that do not go together any more: the section is as without them", async () => {
    const { open, store, errors } = bench();
    await store.put("config", sectionKey(any.name), {
      version: 1,
      updated_at: "x",
      document: { enabled: true, port: 81 },
    });
    const sections = await open();
    assert.deepEqual([sections.read(sample).enabled, sections.read(sample).port], [false, 80]);
    assert.match(errors.join(), /do not go together/);
  });

  test("what would be wrong is said by member, together with file and environment", async () => {
    const env = new Map<string, unknown>([["north.sample.enabled", true]]);
    const { open } = bench({ layers: { file: new Map(), env: new Map() } });
    const sections = await open();
    assert.deepEqual(
      sections.faultsOf(any, { port: 0 }).map(({ members }) => members),
      [["port"]],
    );
    assert.deepEqual(sections.faultsOf(any, { login: { password: "x" }, enabled: true }), []);
    const other = await bench({ layers: { file: new Map(), env } }).open();
    assert.deepEqual(
      other.faultsOf(any, { port: 81 }).map(({ members }) => members),
      [["login", "password"]],
      "the environment switches it on: without a password it cannot be",
    );
  });
});

describe("secrets of sections", () => {
  const SECRET = "Xy7planted9";

  test("are sealed where they are stored, open with the key, masked where they are shown", async () => {
    const { open, ...scope } = bench();
    const sections = await open();
    await writeSection({ ...scope, sections }, any, () => ({ login: { password: SECRET } }));
    const record = await scope.store.get("config", sectionKey(any.name));
    assert.ok(!JSON.stringify(record).includes(SECRET));
    assert.equal(sections.read(sample).login.password, SECRET);
    const stored = (await readSection(any, scope))!;
    assert.deepEqual(stored, { login: { password: SECRET } });
    assert.deepEqual(maskSecrets(any, stored), { login: { password: MASK } });
    assert.deepEqual(maskSecrets(any, { login: { password: "" } }), { login: { password: "" } });
  });

  test("masked or empty, what is stored stays; absent, it is gone; anything else replaces it", () => {
    const stored = { login: { password: SECRET } };
    const kept = (sent: object, before: object | undefined = stored) =>
      keepSecrets(any, sent as never, before as never);
    assert.deepEqual(kept({ port: 1, login: { password: MASK } }), { port: 1, ...stored });
    assert.deepEqual(kept({ login: { password: "" } }), stored);
    assert.deepEqual(kept({ login: { password: "other" } }), { login: { password: "other" } });
    assert.deepEqual(kept({ port: 1 }), { port: 1 });
    assert.deepEqual(keepSecrets(any, { login: { password: MASK } }, undefined), {}, "there is none to keep");
  });

  test("with another key they are absent and reported, and everything else holds", async () => {
    const { open, ...scope } = bench();
    const sections = await open();
    await writeSection({ ...scope, sections }, any, () => ({ port: 81, login: { password: SECRET } }));
    const after = await open(createSecrets({ key: new Uint8Array(32).fill(7), cost: 4 }));
    assert.deepEqual([after.read(sample).port, after.read(sample).login.password], [81, ""]);
    assert.match(scope.errors.join(), /must be entered again.*north\.sample\.login\.password/);
    assert.ok(!scope.errors.join().includes(SECRET));
  });
});

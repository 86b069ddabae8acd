/** The configuration of the program and its CCUs, changed while it runs. */
import assert from "node:assert/strict";
import { localeSettings } from "../../../handlers/configuration/program-sections.ts";
import { readCentrals } from "../../../handlers/configuration/stored-centrals.ts";
import { RESTART_DELAY_MS } from "../../../handlers/features/administration/home/restart-program.ts";
import type { Case } from "../case.ts";
import type { World } from "../world.ts";
import { BAD, INVALID, NOT_FOUND } from "./support.ts";

const REST = { section: "north.rest" };
const UNKNOWN = { section: "north.nothing" };
const stored = (section: string, document: object) => async (world: World) => {
  await world.store.put("config", `section:${section}`, {
    version: 3,
    updated_at: "2026-01-01T00:00:00.000Z",
    document,
  });
  await world.running.site.sections.reload();
};
const kept = async ({ store }: World, section: string) =>
  (await store.get<{ document: unknown; version: number }>("config", `section:${section}`))?.value;

const put = (what: string, section: string, body: unknown, expect: Case["expect"], rest: Partial<Case> = {}): Case => ({
  operation: "PUT /config/sections/{section}",
  case: what,
  params: { section },
  body,
  expect,
  ...rest,
});

const sealed = (world: World, secret: string) => `sealed:${world.running.site.secrets.seal(secret)}`;
/** What is kept of a section, and the same with another address. */
const SECRETS: Readonly<Record<string, { field: string; kept: (world: World) => object; moved: object }>> = {
  "north.mqtt": {
    field: "password",
    kept: (world) => ({ broker_url: "mqtt://192.0.2.1", password: sealed(world, "s") }),
    moved: { broker_url: "mqtt://192.0.2.2", password: "***" },
  },
  "north.webhook": {
    field: "secret",
    kept: (world) => ({ url: "https://a.example/", secret: sealed(world, "s") }),
    moved: { url: "https://b.example/", secret: "" },
  },
  backup: {
    field: "offsite.password",
    kept: (world) => ({ offsite: { url: "https://a.example/", password: sealed(world, "s") } }),
    moved: { offsite: { url: "https://b.example/", password: "***" } },
  },
};

interface SchemaAnswer {
  sections: string[];
  fields: { path: string; description: string; options?: string[] }[];
}

const sections: Case[] = [
  {
    operation: "GET /config/schema",
    case: "sections and fields",
    as: "nobody",
    expect: {
      status: 200,
      body: ({ sections: names, fields }: SchemaAnswer) => {
        assert.ok(names.includes("north.rest") && !names.includes("bootstrap"));
        assert.deepEqual(
          fields.find(({ path }) => path === "north.discovery.ssdp.interval"),
          {
            path: "north.discovery.ssdp.interval",
            class: "basic",
            go_type: "time.Duration",
            restart_required: false,
            default: 60e9,
            section: "north.discovery",
            description: "Time between two searches for CCUs",
          },
        );
        const { description, ...admin } = fields.find(({ path }) => path === "admin")!;
        assert.match(description, /^`name:password`/);
        assert.deepEqual(admin, {
          path: "admin",
          class: "secret",
          go_type: "string",
          restart_required: true,
          section: "bootstrap",
          fixed: true,
        });
        assert.deepEqual(fields.find(({ path }) => path === "backup.offsite.target")?.options, [
          "none",
          "folder",
          "webdav",
          "s3",
        ]);
      },
    },
  },
  {
    operation: "GET /config/effective",
    case: "values with their sources",
    given: stored("locale", { locale: "de" }),
    expect: {
      status: 200,
      body: ({ config, sources }) => {
        assert.equal(config.locale, "de");
        assert.equal(config.north.rest.csrf_enabled, true);
        assert.deepEqual([sources.locale, sources["north.rest.csrf_enabled"]], ["db", "default"]);
      },
    },
  },
  {
    operation: "GET /config/sections/{section}",
    case: "what is stored",
    params: REST,
    given: stored("north.rest", { hosts: ["home.example.org"] }),
    expect: { status: 200, body: { hosts: ["home.example.org"] } },
  },
  { operation: "GET /config/sections/{section}", case: "nothing is stored", params: REST, expect: NOT_FOUND },
  { operation: "GET /config/sections/{section}", case: "no such section", params: UNKNOWN, expect: BAD },
  {
    operation: "GET /config/sections/{section}",
    case: "of the file only",
    params: { section: "bootstrap" },
    expect: BAD,
  },
  put(
    "acts at once",
    "locale",
    { locale: "de" },
    {
      status: 200,
      body: { section: "locale", version: 1, restart_required: false },
      after: (world) => {
        assert.equal(world.running.site.sections.read(localeSettings).locale, "de");
        assert.equal(world.running.site.settings.locale, "de");
      },
    },
  ),
  put(
    "needs a restart",
    "callback",
    { port: 9120 },
    {
      status: 200,
      body: { version: 4, restart_required: true },
      after: async (world) => assert.deepEqual((await kept(world, "callback"))?.document, { port: 9120 }),
    },
    { given: stored("callback", { bin_port: 9129 }) },
  ),
  put("an unknown member", "north.rest", { hosts: [], nothing: 1 }, INVALID),
  put(
    "one wrong value of two",
    "callback",
    { port: 9120, bin_port: 70_000 },
    {
      ...INVALID,
      body: { errors: [{ field: "bin_port" }] },
    },
  ),
  put(
    "what only the file may say",
    "north.rest",
    { listen: [":80"] },
    {
      ...INVALID,
      body: { errors: [{ field: "listen" }] },
    },
  ),
  ...["north.mqtt", "north.webhook", "backup"].map((section) =>
    put(
      `another address without the secret that goes there: ${section}`,
      section,
      SECRETS[section]?.moved,
      { ...INVALID, body: { errors: [{ field: SECRETS[section]?.field }] } },
      { given: async (world) => stored(section, SECRETS[section]?.kept(world) ?? {})(world) },
    ),
  ),
  put("no such section", "north.nothing", {}, BAD),
  {
    operation: "DELETE /config/sections/{section}",
    case: "forgets",
    params: { section: "locale" },
    given: stored("locale", { locale: "de" }),
    expect: {
      status: 204,
      after: async (world) => {
        assert.equal(world.running.site.settings.locale, "en");
        assert.deepEqual(await kept(world, "locale"), { ...(await kept(world, "locale")), version: 4, document: null });
      },
    },
  },
  { operation: "DELETE /config/sections/{section}", case: "nothing is stored", params: REST, expect: { status: 204 } },
  { operation: "DELETE /config/sections/{section}", case: "no such section", params: UNKNOWN, expect: BAD },
  {
    operation: "DELETE /config/fields/{path}",
    case: "one of two",
    params: { path: "north.rest.rate_limit.enabled" },
    given: stored("north.rest", { hosts: ["a.example"], rate_limit: { enabled: false } }),
    expect: {
      status: 204,
      after: async (world) => assert.deepEqual((await kept(world, "north.rest"))?.document, { hosts: ["a.example"] }),
    },
  },
  {
    operation: "DELETE /config/fields/{path}",
    case: "nothing is stored",
    params: { path: "locale" },
    expect: { status: 204 },
  },
  {
    operation: "DELETE /config/fields/{path}",
    case: "no such field",
    params: { path: "north.rest.nothing" },
    expect: BAD,
  },
  { operation: "DELETE /config/fields/{path}", case: "of the file only", params: { path: "data_dir" }, expect: BAD },
  {
    operation: "GET /system/restart-pending",
    case: "a port was changed",
    given: stored("callback", { port: 9120 }),
    expect: { status: 200, body: { pending: true, fields: ["callback.port"] } },
  },
  {
    operation: "GET /system/restart-pending",
    case: "what acts at once needs none",
    given: stored("locale", { locale: "de" }),
    expect: { status: 200, body: { pending: false, fields: [] } },
  },
  {
    operation: "GET /system/config-changes",
    case: "both",
    given: async (world) => {
      await stored("callback", { port: 9120 })(world);
      await stored("locale", { locale: "de" })(world);
    },
    expect: { status: 200, body: { fields: ["locale", "callback.port"] } },
  },
  {
    operation: "POST /system/restart",
    case: "ends the program when the answer is out",
    expect: {
      status: 202,
      body: { status: "restarting" },
      after: ({ clock, restarts }) => {
        assert.equal(restarts(), 0);
        clock.advance(RESTART_DELAY_MS);
        assert.equal(restarts(), 1);
      },
    },
  },
];

const ATTIC = { name: "ccu-attic" };
const GARAGE = { name: "garage", host: "192.0.2.30", interfaces: [{ name: "HmIP-RF" }], enabled: true };
const named = (world: World) => [...world.running.site.centrals.names()];
const row = async (world: World, name: string) =>
  (await readCentrals(world.running.site)).rows.find((one) => one.name === name);
const storedGarage = async (world: World) => {
  const { store, running } = world;
  const { secrets } = running.site;
  const at = "2026-01-01T00:00:00.000Z";
  await store.put("config", "central:garage", {
    ...GARAGE,
    username: "Admin",
    password_sealed: secrets.seal("garage-secret"),
    created_at: at,
    updated_at: at,
  });
};

const create = (what: string, body: object, expect: Case["expect"]): Case => ({
  operation: "POST /centrals",
  case: what,
  body: { ...GARAGE, ...body },
  expect,
});
const change = (what: string, name: string, body: object, expect: Case["expect"], rest: Partial<Case> = {}): Case => ({
  operation: "PUT /centrals/{name}",
  case: what,
  params: { name },
  body: { ...GARAGE, name, ...body },
  expect,
  ...rest,
});

const centrals: Case[] = [
  {
    operation: "GET /centrals",
    case: "those of the file and those that were stored; no password",
    unnamed: true,
    given: storedGarage,
    expect: {
      status: 200,
      body: (rows: { name: string; password_plain?: string }[]) => {
        assert.deepEqual(
          rows.map(({ name, password_plain }) => [name, password_plain]),
          [
            ["ccu-attic", undefined],
            ["ccu-main", undefined],
            ["garage", "***"],
          ],
        );
      },
    },
  },
  {
    operation: "GET /centrals/{name}",
    case: "one",
    params: ATTIC,
    expect: { status: 200, body: { name: "ccu-attic", host: "ccu-attic.lan", enabled: true } },
  },
  { operation: "GET /centrals/{name}", case: "unknown", params: { name: "nowhere" }, expect: NOT_FOUND },
  create(
    "is connected",
    { password_plain: "s3cret", username: "Admin" },
    {
      status: 201,
      body: { name: "garage", password_plain: "***" },
      after: async (world) => {
        assert.deepEqual(named(world), ["ccu-attic", "ccu-main", "garage"]);
        assert.equal((await row(world, "garage"))?.password_plain, "s3cret");
        const { value } = (await world.store.get<object>("config", "central:garage"))!;
        assert.ok(!JSON.stringify(value).includes("s3cret"));
      },
    },
  ),
  create(
    "is left alone where it is disabled",
    { enabled: false },
    {
      status: 201,
      after: (world) => assert.deepEqual(named(world), ["ccu-attic", "ccu-main"]),
    },
  ),
  create("the name is taken, whatever its case", { name: "CCU-Attic" }, INVALID),
  create("a name that is none", { name: "a.b" }, INVALID),
  create(
    "an address that no CCU has",
    { host: "169.254.169.254" },
    { ...INVALID, body: { errors: [{ field: "host" }] } },
  ),
  create("a family of products", { interfaces: [{ name: "HmIP-Wired" }] }, INVALID),
  create("an interface twice", { interfaces: [{ name: "CUxD" }, { name: "CUxD" }] }, INVALID),
  create(
    "an interface without a usual port",
    { interfaces: [{ name: "Own" }] },
    {
      ...INVALID,
      body: { errors: [{ field: "interfaces.0.port" }] },
    },
  ),
  create("a password by two ways", { password_env: "A", password_plain: "b" }, INVALID),
  create("a variable of the program", { password_env: "CCU_ANYWHERE_ADMIN" }, INVALID),
  create("a variable of its cloud", { password_env: "aws_secret_access_key" }, INVALID),
  change(
    "keeps an omitted password, and created_at",
    "garage",
    { username: "api" },
    {
      status: 204,
      after: async (world) => {
        const { username, password_plain, created_at } = (await row(world, "garage")) ?? assert.fail();
        assert.deepEqual([username, password_plain, created_at], ["api", "garage-secret", "2026-01-01T00:00:00.000Z"]);
        assert.ok(named(world).includes("garage"));
      },
    },
    { given: storedGarage },
  ),
  change(
    "a masked password stays as well",
    "garage",
    { password_plain: "***" },
    {
      status: 204,
      after: async (world) => assert.equal((await row(world, "garage"))?.password_plain, "garage-secret"),
    },
    { given: storedGarage },
  ),
  change(
    "another host without its password",
    "garage",
    { host: "192.0.2.31", password_plain: "***" },
    {
      ...INVALID,
      body: { errors: [{ field: "password_plain" }] },
      after: async (world) => assert.equal((await row(world, "garage"))?.host, GARAGE.host),
    },
    { given: storedGarage },
  ),
  change(
    "another host with its password",
    "garage",
    { host: "192.0.2.31", password_plain: "garage-secret" },
    { status: 204, after: async (world) => assert.equal((await row(world, "garage"))?.host, "192.0.2.31") },
    { given: storedGarage },
  ),
  change(
    "another password",
    "garage",
    { password_plain: "other" },
    { status: 204, after: async (world) => assert.equal((await row(world, "garage"))?.password_plain, "other") },
    { given: storedGarage },
  ),
  change(
    "one of the file is replaced",
    "ccu-attic",
    { host: "192.0.2.40" },
    {
      status: 204,
      after: async (world) => assert.equal((await row(world, "ccu-attic"))?.host, "192.0.2.40"),
    },
  ),
  change(
    "is ended where it is disabled",
    "ccu-attic",
    { enabled: false },
    {
      status: 204,
      after: (world) => assert.deepEqual(named(world), ["ccu-main"]),
    },
  ),
  change("another name", "ccu-attic", { name: "garage" }, INVALID),
  change(
    "one that was not there",
    "garage",
    {},
    {
      status: 204,
      after: (world) => assert.ok(named(world).includes("garage")),
    },
  ),
  {
    operation: "DELETE /centrals/{name}",
    case: "one of the file stays away",
    params: ATTIC,
    expect: {
      status: 204,
      after: async (world) => {
        assert.deepEqual(named(world), ["ccu-main"]);
        assert.deepEqual([...(await readCentrals(world.running.site)).removed], ["ccu-attic"]);
      },
    },
  },
  {
    operation: "DELETE /centrals/{name}",
    case: "a stored one",
    params: { name: "garage" },
    given: storedGarage,
    expect: {
      status: 204,
      after: async (world) => assert.equal(await world.store.get("config", "central:garage"), undefined),
    },
  },
  { operation: "DELETE /centrals/{name}", case: "unknown", params: { name: "nowhere" }, expect: NOT_FOUND },
];

export const configurationCases: Case[] = [...sections, ...centrals];

/** They are about the program next to the CCU, not about the CCU. */
export const CONFIGURATION_WITHOUT_CCU: readonly string[] = [
  "GET /config/effective",
  "GET /config/sections/{section}",
  "PUT /config/sections/{section}",
  "DELETE /config/sections/{section}",
  "DELETE /config/fields/{path}",
  "GET /system/restart-pending",
  "GET /system/config-changes",
  "POST /system/restart",
  "GET /centrals",
  "POST /centrals",
  "GET /centrals/{name}",
  "PUT /centrals/{name}",
  "DELETE /centrals/{name}",
  "GET /centrals/discovered",
  "GET /centrals/discovered/ignored",
  "POST /centrals/discovered/{serial}/ignore",
  "DELETE /centrals/discovered/{serial}/ignore",
];
/** They are answered from what the program has read at its start. */
export const CONFIGURATION_WITHOUT_STORE: readonly string[] = [
  "GET /config/schema",
  "GET /system/restart-pending",
  "GET /system/config-changes",
  "POST /system/restart",
];

const DISCOVERED = { serial: "ABC0123456" };
const IGNORE = "/centrals/discovered/{serial}/ignore";
const isIgnored = async ({ store }: World) =>
  void (await store.put("config", "ignored:ABC0123456", { ...DISCOVERED, ignored_at: "2026-01-01T00:00:00.000Z" }));

export const discoveryCases: Case[] = [
  {
    operation: "GET /centrals/discovered",
    case: "those that answer",
    unnamed: true,
    expect: {
      status: 200,
      body: [
        { ...DISCOVERED, host: "192.0.2.77", suggested_host: "192.0.2.77", already_configured: false },
        { serial: "DEF0123456", suggested_host: "localhost" },
      ],
    },
  },
  {
    operation: "GET /centrals/discovered",
    case: "without an ignored one",
    unnamed: true,
    given: isIgnored,
    expect: { status: 200, body: [{ serial: "DEF0123456" }] },
  },
  {
    operation: "GET /centrals/discovered/ignored",
    case: "one",
    given: isIgnored,
    expect: { status: 200, body: [DISCOVERED] },
  },
  {
    operation: `POST ${IGNORE}`,
    case: "ignores, and remembers what it was",
    params: DISCOVERED,
    expect: {
      status: 204,
      after: async ({ store }) =>
        assert.deepEqual((await store.get<object>("config", "ignored:ABC0123456"))?.value, {
          ...DISCOVERED,
          name: "HomeMatic Central",
          host: "192.0.2.77",
          ignored_at: "2026-01-01T12:00:00.000Z",
          ignored_by: "anna",
        }),
    },
  },
  {
    operation: `POST ${IGNORE}`,
    case: "one that was never seen",
    params: { serial: "NEVER" },
    expect: { status: 204 },
  },
  { operation: `POST ${IGNORE}`, case: "no serial", params: { serial: "a b" }, expect: BAD },
  {
    operation: `DELETE ${IGNORE}`,
    case: "is told again",
    params: DISCOVERED,
    given: isIgnored,
    expect: {
      status: 204,
      after: async ({ store }) => assert.equal(await store.get("config", "ignored:ABC0123456"), undefined),
    },
  },
  { operation: `DELETE ${IGNORE}`, case: "not ignored", params: DISCOVERED, expect: NOT_FOUND },
];

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NAME_BYTES } from "../../adapters/mdns/record.ts";
import { LOG_OVERRIDES_LIMIT } from "../../handlers/configuration/program-kinds.ts";
import { GATEWAY_LIMIT, programSections } from "../../handlers/configuration/program-sections.ts";
import { fixedSections } from "../../handlers/kernel/section.ts";
import { sections } from "../../local/settings/declared.ts";
import {
  CENTRAL_LIMIT,
  centralTable,
  describeSettings,
  LISTEN_LIMIT,
  loadSettings,
  readArguments,
  type Settings,
  SettingsError,
  secretTexts,
  settingsTable,
  unknownVariables,
  withStored,
} from "../../local/settings.ts";
import { anyText } from "../support/any-text.ts";

type Flat = Omit<Settings, "layers" | "centralsInEnvironment">;
const flat = ({ layers: _layers, centralsInEnvironment: _where, ...settings }: Settings): Flat => settings;
const fromEnv = (env: Record<string, string>): Flat => flat(loadSettings({ argv: [], env }));
const fromFile = (yaml: string, env: Record<string, string> = {}): Flat =>
  flat(
    loadSettings({
      argv: ["--config", "home.yaml"],
      env,
      readFile: (path) => (path === "home.yaml" ? yaml : assert.fail(path)),
    }),
  );

/** The sources that are named as bad, with their reasons. */
function problems(load: () => unknown): [string, string][] {
  try {
    load();
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    for (const { source, reason } of error.problems) assert.ok(error.message.includes(`${source}: ${reason}`));
    return error.problems.map(({ source, reason }) => [source, reason]);
  }
  return [];
}
const sources = (load: () => unknown): string[] => problems(load).map(([source]) => source);
const centrals = (rows: unknown) => ({ CCU_ANYWHERE_CENTRALS: JSON.stringify(rows) });

test("with nothing given everything has its default", () => {
  assert.deepEqual(fromEnv({}), {
    listen: [{ port: 8080 }],
    mdns: true,
    dataDir: "./var",
    centrals: [],
    allowSetup: true,
    callbackGateway: [],
    callbackBind: "0.0.0.0",
    callbackPort: 8120,
    callbackBinPort: 8129,
    locale: "en",
    logLevel: "info",
    logOverrides: {},
    logFormat: "auto",
    corsOrigins: [],
    trustedProxies: [],
    hosts: [],
    csrf: true,
    rateLimit: false,
  });
});

test("the name in the network has room in its record", () => {
  const nameOf = (instance: string) => fromEnv({ CCU_ANYWHERE_INSTANCE: instance }).instance;
  assert.equal(nameOf("ä".repeat(NAME_BYTES / 2)), "ä".repeat(NAME_BYTES / 2));
  assert.throws(() => nameOf(`${"ä".repeat(NAME_BYTES / 2)}x`), /must be at most 58 bytes/);
});

test("every setting can be given by environment and by file, and means the same", () => {
  const env = {
    CCU_ANYWHERE_LISTEN: "127.0.0.1:8080, [::1]:8080,:8119",
    CCU_ANYWHERE_MDNS: "off",
    CCU_ANYWHERE_INSTANCE: "Zuhause",
    CCU_ANYWHERE_DATA_DIR: "/srv/ccu",
    CCU_ANYWHERE_CENTRALS: JSON.stringify([
      { name: "ccu", host: "192.0.2.1", interfaces: [{ name: "HmIP-RF" }], enabled: true },
    ]),
    CCU_ANYWHERE_ADMIN: "Anna:pass:word",
    CCU_ANYWHERE_ALLOW_SETUP: "no",
    CCU_ANYWHERE_CALLBACK_HOST: "home.example.org",
    CCU_ANYWHERE_CALLBACK_GATEWAY: "172.17.0.1, fd00::/64",
    CCU_ANYWHERE_CALLBACK_BIND: "::",
    CCU_ANYWHERE_CALLBACK_PORT: "9120",
    CCU_ANYWHERE_CALLBACK_BIN_PORT: "0",
    CCU_ANYWHERE_LOCALE: "de",
    CCU_ANYWHERE_LOG_LEVEL: "debug",
    CCU_ANYWHERE_LOG_FORMAT: "json",
    CCU_ANYWHERE_LOG_OVERRIDES: '{"ccu-anywhere.ccu.xmlrpc": "debug", "ccu-anywhere.http": "error"}',
    CCU_ANYWHERE_CORS_ORIGINS: "https://a.example, http://b.example:3000",
    CCU_ANYWHERE_TRUSTED_PROXIES: "192.0.2.7, 172.16.0.0/12, fd00::/8",
    CCU_ANYWHERE_HOSTS: "home.example.org",
    CCU_ANYWHERE_CSRF: "off",
    CCU_ANYWHERE_RATE_LIMIT: "1",
    CCU_ANYWHERE_TLS_CERT: "cert.pem",
    CCU_ANYWHERE_TLS_KEY: "key.pem",
  };
  const file = `
    listen: ["127.0.0.1:8080", "[::1]:8080", ":8119"]
    mdns: { enabled: false, instance: Zuhause }
    data_dir: /srv/ccu
    centrals:
      - { name: ccu, host: 192.0.2.1, interfaces: [HmIP-RF] }
    admin: "Anna:pass:word"
    allow_setup: false
    callback: { host: home.example.org, gateway: [172.17.0.1, "fd00::/64"], bind: "::", port: 9120, bin_port: 0 }
    locale: de
    log: { level: debug, format: json }
    logging: { overrides: { ccu-anywhere.ccu.xmlrpc: debug, ccu-anywhere.http: error } }
    cors_origins: [https://a.example, "http://b.example:3000"]
    trusted_proxies: [192.0.2.7, "172.16.0.0/12", "fd00::/8"]
    hosts: [home.example.org]
    csrf: false
    rate_limit: true
    tls: { cert: cert.pem, key: key.pem }
  `;
  const expected: Flat = {
    listen: [{ host: "127.0.0.1", port: 8080 }, { host: "::1", port: 8080 }, { port: 8119 }],
    mdns: false,
    instance: "Zuhause",
    dataDir: "/srv/ccu",
    centrals: [
      {
        name: "ccu",
        host: "192.0.2.1",
        interfaces: [{ name: "HmIP-RF" }],
        enabled: true,
        tls: false,
        tls_insecure_skip_verify: false,
      },
    ],
    admin: { name: "anna", password: "pass:word" },
    allowSetup: false,
    callbackHost: "home.example.org",
    callbackGateway: ["172.17.0.1", "fd00::/64"],
    callbackBind: "::",
    callbackPort: 9120,
    callbackBinPort: 0,
    locale: "de",
    logLevel: "debug",
    logOverrides: { "ccu-anywhere.ccu.xmlrpc": "debug", "ccu-anywhere.http": "error" },
    logFormat: "json",
    corsOrigins: ["https://a.example", "http://b.example:3000"],
    trustedProxies: ["192.0.2.7", "172.16.0.0/12", "fd00::/8"],
    hosts: ["home.example.org"],
    csrf: false,
    rateLimit: true,
    tlsCert: "cert.pem",
    tlsKey: "key.pem",
  };
  assert.deepEqual(fromEnv(env), expected);
  assert.deepEqual(fromFile(file), expected);
  const today = `
    data_dir: /srv/ccu
    admin: "Anna:pass:word"
    bootstrap: { allow_first_run_setup: false }
    logging: { level: debug, format: json, overrides: { ccu-anywhere.ccu.xmlrpc: debug, ccu-anywhere.http: error } }
    centrals:
      - { name: ccu, host: 192.0.2.1, interfaces: [HmIP-RF] }
    locale: de
    north:
      rest:
        listen: ["127.0.0.1:8080", "[::1]:8080", ":8119"]
        cors: [https://a.example, "http://b.example:3000"]
        trusted_proxies: [192.0.2.7, "172.16.0.0/12", "fd00::/8"]
        hosts: [home.example.org]
        csrf_enabled: false
        rate_limit: { enabled: true }
        tls_cert_file: cert.pem
        tls_key_file: key.pem
      discovery: { mdns: { enabled: false, instance_name: Zuhause } }
    callback: { host: home.example.org, gateway: [172.17.0.1, "fd00::/64"], bind: "::", port: 9120, bin_port: 0 }
  `;
  assert.deepEqual(fromFile(today), expected);
  // A setting that this test forgets would be untested in both.
  const ofFeatures = ["CCU_ANYWHERE_SSDP", "CCU_ANYWHERE_NORTH_DISCOVERY_SSDP_INTERVAL"];
  const ofProgram = programSections.flatMap(({ fields }) => fields.map((field) => field.env));
  assert.deepEqual([...Object.keys(env), ...ofFeatures].sort(), [...ofProgram, "CCU_ANYWHERE_CENTRALS"].sort());
});

test("the environment wins over the file; an empty variable and an empty member are none", () => {
  assert.equal(fromFile("locale: de", { CCU_ANYWHERE_LOCALE: "en" }).locale, "en");
  assert.equal(fromFile("locale: de", { CCU_ANYWHERE_LOCALE: "" }).locale, "de");
  assert.equal(fromFile("locale:\nlog:\n").locale, "en");
  assert.deepEqual(fromFile(""), fromEnv({}));
});

test("addresses to listen on", () => {
  const listen = (text: string) => fromEnv({ CCU_ANYWHERE_LISTEN: text }).listen;
  assert.deepEqual(listen(":0"), [{ port: 0 }]);
  assert.deepEqual(listen("localhost:1,[fe80::1%eth0]:2"), [
    { host: "localhost", port: 1 },
    { host: "fe80::1%eth0", port: 2 },
  ]);
  assert.deepEqual(listen(":0,:0"), [{ port: 0 }, { port: 0 }]);
  for (const bad of [
    "8080",
    ":",
    ":x",
    ":65536",
    ":-1",
    "::1:8080",
    "[::1]",
    "[1.2.3.4]:1",
    "http://a:1",
    "a b:1",
    "1.2.3:80",
    ",",
    ":1,:1",
  ])
    assert.deepEqual(
      sources(() => listen(bad)).map((source) => source.replace(/\[\d\]$/, "")),
      ["CCU_ANYWHERE_LISTEN"],
      bad,
    );
  const many = (count: number) => Array.from({ length: count }, (_, n) => `:${9000 + n}`).join();
  assert.equal(listen(many(LISTEN_LIMIT)).length, LISTEN_LIMIT);
  assert.deepEqual(
    sources(() => listen(many(LISTEN_LIMIT + 1))),
    ["CCU_ANYWHERE_LISTEN"],
  );
});

test("all bad settings are named at once, each with its source and reason", () => {
  const found = problems(() =>
    fromFile(
      "callback: { port: 70000 }\nlocale: fr\nlisten: [':80', 'nonsense']\ntls: { cert: a.pem }\nlogg: { level: info }",
      {
        CCU_ANYWHERE_LOG_LEVEL: "loud",
        CCU_ANYWHERE_CSRF: "maybe",
      },
    ),
  );
  const named = new Map(found);
  assert.deepEqual([...named.keys()].sort(), [
    "CCU_ANYWHERE_CSRF",
    "CCU_ANYWHERE_LOG_LEVEL",
    "callback.port",
    "listen[1]",
    "locale",
    "logg",
    "north.rest.tls_key_file",
  ]);
  assert.match(named.get("locale") ?? "", /de, en/);
  assert.match(named.get("callback.port") ?? "", /65535/);
  assert.match(named.get("CCU_ANYWHERE_CSRF") ?? "", /true or false/);
  assert.match(named.get("logg") ?? "", /no setting/);
  assert.deepEqual(
    sources(() => fromFile("tls: { cert: a.pem }")),
    ["north.rest.tls_key_file"],
  );
  assert.deepEqual(
    sources(() => fromEnv({ CCU_ANYWHERE_TLS_KEY: "a.pem" })),
    ["CCU_ANYWHERE_TLS_CERT"],
  );
});

test("unknown members of the file are errors that name them, at every level", () => {
  assert.deepEqual(
    sources(() => fromFile("port: 80\ncallback: { hots: a }\nlog: info\n__proto__: { a: 1 }\nconstructor: 1")).sort(),
    ["__proto__", "callback.hots", "constructor", "log", "port"],
  );
  const [[source, reason] = []] = problems(() => fromFile("centrals: [{ name: a, host: b, hsot: c }]"));
  assert.equal(source, "centrals[0]");
  assert.match(reason ?? "", /hsot/);
});

test("a file that cannot be read or is no YAML is named, with the place of the fault", () => {
  const missing = () => loadSettings({ argv: ["--config=/nowhere/home.yaml"], env: {} });
  assert.deepEqual(problems(missing), [["/nowhere/home.yaml", "cannot be read (ENOENT)"]]);
  const [[source, reason] = []] = problems(() => fromFile("locale: de\nlisten: [1, 2\nx: *nothing"));
  assert.equal(source, "home.yaml");
  assert.match(reason ?? "", /line \d+, column \d+/);
  for (const text of ["- a", "text", "7", "a: *unknown"])
    assert.deepEqual(
      sources(() => fromFile(text)),
      ["home.yaml"],
      text,
    );
  const levels = "bcdefghi".split("").map((name, n) => `${name}: &${name} [${`*${"abcdefgh"[n]},`.repeat(9)}]`);
  assert.deepEqual(
    problems(() => fromFile(["a: &a [x]", ...levels].join("\n"))),
    [["home.yaml", "has aliases that cannot be resolved"]],
  );
});

test("the command line: --config, --check-config and --help, nothing else", () => {
  const nothing = { help: false, "check-config": false };
  assert.deepEqual({ ...readArguments([]) }, nothing);
  assert.deepEqual({ ...readArguments(["-h"]) }, { ...nothing, help: true });
  assert.deepEqual({ ...readArguments(["--check-config"]) }, { ...nothing, "check-config": true });
  assert.deepEqual(
    { ...readArguments(["--config", "a.yaml", "--help"]) },
    { ...nothing, config: "a.yaml", help: true },
  );
  for (const argv of [["--confg", "a"], ["a.yaml"], ["--config"]])
    assert.deepEqual(
      sources(() => loadSettings({ argv, env: {} })),
      ["command line"],
    );
});

test("a central takes the contract's row and the extensions", () => {
  const [ccu] = fromEnv(
    centrals([
      {
        name: "ccu-1",
        host: "ccu3.local",
        interfaces: ["HmIP-RF", { name: "VirtualDevices", port: 9292, remote_path: "/groups", rpc_type: "xmlrpc" }],
        enabled: true,
        serial: "ABC0123456",
        port: 0,
        json_rpc_port: 8443,
        username: "Admin",
        password_plain: "",
        tls: true,
        tls_insecure_skip_verify: true,
        primary_interface: "HmIP-RF",
        ports: { "HmIP-RF": 42010, ReGa: 48181 },
        visibility: { un_ignore: ["*:*:RSSI_PEER"] },
        behavior: { sysvar_markers: ["HAHM"], enable_sysvar_scan: false, sysvar_scan_interval: 60e9 },
        created_at: "2026-01-01T00:00:00Z",
        updated_at: "2026-01-01T00:00:00Z",
      },
    ]),
  ).centrals;
  assert.deepEqual(ccu?.interfaces, [
    { name: "HmIP-RF" },
    { name: "VirtualDevices", port: 9292, remote_path: "/groups", rpc_type: "xmlrpc" },
  ]);
  assert.deepEqual(ccu?.ports, { "HmIP-RF": 42010, ReGa: 48181 });
  assert.equal(ccu?.password, "");
  assert.ok(!("password_plain" in (ccu ?? {})));
  assert.deepEqual(fromEnv(centrals([{ name: "a", host: "::1" }])).centrals[0]?.interfaces, []);
});

test("each bad member of a central is named with its place", () => {
  const row = { name: "ccu", host: "192.0.2.1", interfaces: ["HmIP-RF"] };
  const cases: [unknown, string][] = [
    [[{ ...row, name: "a.b" }], "[0].name"],
    [[{ ...row, name: "" }], "[0].name"],
    [[row, { ...row, name: "CCU" }], "[1].name"],
    [[{ ...row, host: "http://192.0.2.1" }], "[0].host"],
    [[{ ...row, host: "192.0.2.300" }], "[0].host"],
    [[{ name: "ccu", interfaces: [] }], "[0].host"],
    [[{ ...row, interfaces: ["HmIP-Wired"] }], "[0].interfaces[0].name"],
    [[{ ...row, interfaces: [{ name: "CUxD", port: 65536 }] }], "[0].interfaces[0].port"],
    [[{ ...row, interfaces: [{ name: "CUxD", prot: 1 }] }], "[0].interfaces[0]"],
    [[{ ...row, interfaces: ["CUxD", "CUxD"] }], "[0].interfaces[1]"],
    [[{ ...row, ports: { CUxD: "x" } }], "[0].ports.CUxD"],
    [[{ ...row, primary_interface: "CUxD" }], "[0].primary_interface"],
    [[{ ...row, password_env: "NOT_SET" }], "[0].password_env"],
    [[{ ...row, password_env: "A", password_plain: "b" }], "[0].password_plain"],
    [[{ ...row, behavior: { sysvar_markers: ["FOO"] } }], "[0].behavior.sysvar_markers[0]"],
    [[7], "[0]"],
    [row, ""],
    ["text", ""],
    [null, ""],
  ];
  for (const [rows, place] of cases)
    assert.deepEqual(
      sources(() => fromEnv(centrals(rows))),
      [`CCU_ANYWHERE_CENTRALS${place}`],
      JSON.stringify(rows),
    );
  assert.deepEqual(
    problems(() => fromEnv(centrals([{ name: "ccu" }]))),
    [["CCU_ANYWHERE_CENTRALS[0].host", "is missing"]],
  );
  const many = (count: number) => centrals(Array.from({ length: count }, (_, n) => ({ ...row, name: `ccu${n}` })));
  assert.equal(fromEnv(many(CENTRAL_LIMIT)).centrals.length, CENTRAL_LIMIT);
  assert.deepEqual(
    sources(() => fromEnv(many(CENTRAL_LIMIT + 1))),
    ["CCU_ANYWHERE_CENTRALS"],
  );
});

test("a password comes from the variable that password_env names", () => {
  const env = { ...centrals([{ name: "a", host: "b", username: "u", password_env: "CCU_PW" }]), CCU_PW: "geheim" };
  const settings = fromEnv(env);
  assert.equal(settings.centrals[0]?.password, "geheim");
  assert.ok(!("password_env" in (settings.centrals[0] ?? {})));
  const secrets = secretTexts(loadSettings({ argv: [], env: { ...env, CCU_ANYWHERE_ADMIN: "anna:passwort" } }));
  assert.deepEqual(secrets.sort(), ["geheim", "passwort"]);
});

test("the first admin: name and password up to bcrypt's 72 bytes", () => {
  const admin = (text: string) => fromEnv({ CCU_ANYWHERE_ADMIN: text }).admin;
  assert.deepEqual(admin(" Anna:x"), { name: "anna", password: "x" });
  assert.equal(admin(`anna:${"é".repeat(36)}`)?.password.length, 36);
  for (const bad of ["anna", "anna:", ":x", "an na:x", "a=b:x", `anna:${"é".repeat(36)}x`])
    assert.deepEqual(
      sources(() => admin(bad)),
      ["CCU_ANYWHERE_ADMIN"],
      bad,
    );
});

const SECRET = "Xy7planted9";
test("no error shows a value that could be a secret", () => {
  const bad: (() => unknown)[] = [
    () => fromEnv({ CCU_ANYWHERE_ADMIN: SECRET }),
    () => fromEnv({ CCU_ANYWHERE_ADMIN: `a b:${SECRET}` }),
    () => fromEnv({ CCU_ANYWHERE_ADMIN: `anna:${SECRET.repeat(9)}` }),
    () => fromEnv({ CCU_ANYWHERE_CENTRALS: `[{"password_plain":"${SECRET}"` }),
    () => fromEnv({ CCU_ANYWHERE_CENTRALS: `[{"password_plain":${SECRET}}]` }),
    () => fromEnv({ CCU_ANYWHERE_CENTRALS: SECRET }),
    () => fromEnv(centrals([{ name: "a", host: "b", password_plain: { x: SECRET } }])),
    () => fromEnv(centrals([{ name: "a", host: "b", password_env: SECRET }])),
    () => fromEnv(centrals([{ name: "a", host: `http://u:${SECRET}@b` }])),
    () => fromFile(`admin: ${SECRET}`),
    () => fromFile(`admin: *${SECRET}`),
    () => fromFile(`admin: "a:${SECRET}`),
    () => fromFile(`admin: [${SECRET}`),
    () => fromFile(`centrals: [{ password_plain: ${SECRET} }]\n\t- ${SECRET}`),
    () => fromFile(`admin: { name: a, password: ${SECRET} }`),
    () => loadSettings({ argv: [SECRET], env: {} }),
    () => loadSettings({ argv: [`--admin=anna:${SECRET}`], env: {} }),
  ];
  for (const load of bad) {
    const text = problems(load).flat().join();
    assert.notEqual(text, "", load.toString());
    assert.ok(!text.includes(SECRET), text);
  }
});

test("any text for any setting is taken or named as bad, never a crash", () => {
  const names = [...settingsTable().matchAll(/`(CCU_ANYWHERE_\w+)`/g)].map(([, name]) => name ?? "");
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.oneof(anyText(), fc.json()), (name, value) => {
      const bad = sources(() => fromEnv({ [name]: value }));
      // what misses another value beside it names that one
      const together = sections.find(({ fields }) => fields.some(({ env }) => env === name))?.fields ?? [];
      const names = [name, ...together.map(({ env }) => env)];
      for (const source of bad)
        assert.ok(
          names.some((one) => source.startsWith(one)),
          source,
        );
    }),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      problems(() => fromFile(text));
    }),
    { numRuns: 200 },
  );
});

test("misspelt variables are found, foreign ones are left alone", () => {
  assert.deepEqual(unknownVariables({ CCU_ANYWHERE_LISTN: ":80", CCU_ANYWHERE_LISTEN: ":80", HOME: "/root" }), [
    "CCU_ANYWHERE_LISTN",
  ]);
});

test("--help and the README's tables show every setting with path, default and meaning", () => {
  const help = describeSettings();
  const table = settingsTable().trimEnd().split("\n");
  assert.equal(new Set(table).size, table.length);
  for (const row of table) assert.equal(row.replaceAll("\\|", "").split("|").length, 6, row);
  assert.match(help, /CCU_ANYWHERE_CALLBACK_PORT {2}\(callback\.port\)\n {6}Port on which .*8120/s);
  assert.match(table.join("\n"), /\| `CCU_ANYWHERE_LISTEN` \| `north.rest.listen` \| `:8080` \| Addresses/);
  for (const member of ["name", "host", "ports", "password_env", "behavior"]) {
    assert.ok(centralTable().includes(`| \`${member}\` |`));
    assert.ok(help.includes(`\n  ${member}\n`));
  }
  for (const line of help.split("\n")) assert.ok(line.length <= 100, line);
});

test("the defaults that are shown are the defaults that hold", () => {
  const shown = new Map(
    settingsTable()
      .split("\n")
      .flatMap((row) => {
        const [, name, preset] = /^\| `(CCU_ANYWHERE_\w+)` \| `[\w.]+` \| `([^`]+)` \|/.exec(row) ?? [];
        return name && preset ? [[name, preset] as const] : [];
      }),
  );
  assert.ok(shown.size >= 10);
  const words = new Set(["none", "auto"]);
  for (const [name, preset] of shown)
    if (!words.has(preset)) assert.deepEqual(fromEnv({ [name]: preset }), fromEnv({}), name);
});

test("levels of the log by path: each bad one is named, and there are not more than can be kept", () => {
  const levels = (overrides: unknown) => () => fromEnv({ CCU_ANYWHERE_LOG_OVERRIDES: JSON.stringify(overrides) });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`a.b${at}`, "warn"]));
  assert.equal(Object.keys(levels(many(LOG_OVERRIDES_LIMIT))().logOverrides).length, LOG_OVERRIDES_LIMIT);
  assert.deepEqual(problems(levels(many(LOG_OVERRIDES_LIMIT + 1))), [
    ["CCU_ANYWHERE_LOG_OVERRIDES", `must have at most ${LOG_OVERRIDES_LIMIT} members`],
  ]);
  assert.deepEqual(sources(levels({ "ccu-anywhere.ccu": "loud", "ccu-anywhere.http": "warn" })), [
    "CCU_ANYWHERE_LOG_OVERRIDES.ccu-anywhere.ccu",
  ]);
  for (const wrong of [["ccu-anywhere.ccu"], { "no path!": "warn" }, { "": "warn" }, { "a..b": "warn" }, "debug"])
    assert.equal(problems(levels(wrong)).length, 1, JSON.stringify(wrong));
  assert.deepEqual(
    sources(() => fromFile("logging: { overrides: { ccu-anywhere: { ccu: debug } } }")),
    ["logging.overrides.ccu-anywhere"],
  );
});

test("gateways of callbacks are addresses and networks, up to the limit", () => {
  const gateways = (value: string) => fromEnv({ CCU_ANYWHERE_CALLBACK_GATEWAY: value }).callbackGateway;
  assert.deepEqual(gateways("192.0.2.1, 172.16.0.0/12 ,fd00::1,fd00::/128"), [
    "192.0.2.1",
    "172.16.0.0/12",
    "fd00::1",
    "fd00::/128",
  ]);
  for (const bad of ["gateway.example", "192.0.2.1/33", "fd00::/129", "192.0.2.1/", "192.0.2.256", "/8"])
    assert.throws(() => gateways(bad), /address|network/, bad);
  const many = (count: number) => Array.from({ length: count }, (_, i) => `192.0.2.${i}`).join();
  assert.equal(gateways(many(GATEWAY_LIMIT)).length, GATEWAY_LIMIT);
  assert.throws(() => gateways(many(GATEWAY_LIMIT + 1)), /at most/);
});

test("what people have stored holds for the next start, unless the environment says otherwise", () => {
  const settings = loadSettings({ argv: [], env: { CCU_ANYWHERE_CALLBACK_BIN_PORT: "9999" } });
  const moved = { ...settings, dataDir: "/elsewhere" };
  const stored = fixedSections({ callback: { port: 9120, bin_port: 9999 }, locale: { locale: "de" } });
  const { callbackPort, callbackBinPort, locale, dataDir, listen } = withStored(moved, stored);
  assert.deepEqual(
    { callbackPort, callbackBinPort, locale, dataDir, listen },
    { callbackPort: 9120, callbackBinPort: 9999, locale: "de", dataDir: "/elsewhere", listen: settings.listen },
  );
});

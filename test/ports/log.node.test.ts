import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLog, type LogLevel } from "../../adapters/node/log.ts";
import {
  createRedactor,
  DEPTH_LIMIT,
  isSecretName,
  MEMBER_LIMIT,
  REDACTED,
  TEXT_LIMIT,
} from "../../adapters/node/redact.ts";

function capture(level: LogLevel = "debug", options: { readable?: boolean; hide?: string[] } = {}) {
  const lines: string[] = [];
  const log = createLog({ level, service: "test", write: (line) => lines.push(line), ...options });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? "null") as Record<string, unknown> };
}

test("an entry is one line of JSON with level, message, service, time and its data", () => {
  const { log, lines, last } = capture();
  log.warn("CCU is away", { central: "ccu", attempts: 3, list: ["a\nb"] });
  assert.equal(lines.length, 1);
  assert.ok(!lines[0]?.includes("\n"));
  const { timestamp, ...rest } = last();
  assert.deepEqual(rest, {
    level: "WARN",
    message: "CCU is away",
    service: "test",
    central: "ccu",
    attempts: 3,
    list: ["a\nb"],
    sampling_rate: 0,
  });
  assert.ok(!Number.isNaN(Date.parse(String(timestamp))));
});

test("the level decides what is written, and can be changed", () => {
  const { log, lines } = capture("warn");
  const all = () => {
    for (const level of ["debug", "info", "warn", "error"] as const) log[level](level);
    return lines.splice(0).map((line) => (JSON.parse(line) as { message: string }).message);
  };
  assert.deepEqual(all(), ["warn", "error"]);
  log.setLevel("debug");
  assert.deepEqual(all(), ["debug", "info", "warn", "error"]);
  log.setLevel("error");
  assert.deepEqual(all(), ["error"]);
});

test("data cannot replace what the log itself says", () => {
  const { log, last } = capture();
  log.info("real", { message: "fake", level: "ERROR", service: "other", timestamp: 0 });
  const entry = last();
  assert.equal(entry.message, "real");
  assert.equal(entry.level, "INFO");
  assert.equal(entry.service, "test");
  assert.equal(entry.message_, "fake");
  assert.equal(entry.level_, "ERROR");
});

const SECRET = "Xy7planted9";
const CARRIERS: Record<string, unknown> = {
  password: SECRET,
  new_password: SECRET,
  passwordPlain: SECRET,
  password_hash: SECRET,
  token: SECRET,
  accessToken: SECRET,
  Authorization: `Basic ${SECRET}`,
  Cookie: `a=1; openccu_loom_session=${SECRET}`,
  "X-CSRF-Token": SECRET,
  "X-Edit-Token": SECRET,
  client_secret: SECRET,
  key: SECRET,
  apiKey: SECRET,
  private_key: SECRET,
  SGTIN: SECRET,
  pin: 4711,
  session_id: SECRET,
  credentials: { anything: [SECRET] },
  tokens: [SECRET],
  url: `http://admin:${SECRET}@192.0.2.1:2001/?x=1`,
  query: `/api?token=${SECRET}&x=1`,
  header: `authorization: Bearer ${SECRET}`,
  bearer: `got bearer ${SECRET}, refused`,
  body: `{"username":"anna","password":"${SECRET} with blanks ${SECRET}","x":1}`,
  escaped: JSON.stringify(JSON.stringify({ password_plain: `${SECRET} ${SECRET}` })),
  pairing: '{"sgtin":"3014F711A0","key":"Xy7planted9"}',
  cookies: new Map([["s", SECRET]]),
  map: new Map([["password", SECRET]]),
  set: new Set([{ token: SECRET }]),
  buffer: Buffer.from(SECRET),
  link: new URL(`https://u:${SECRET}@example.org/`),
};

test("a planted secret never appears: by name at any depth, by form in any text", () => {
  for (const [name, carrier] of Object.entries(CARRIERS)) {
    const data: Record<string, unknown>[] = [{ [name]: carrier }, { a: { b: [{ [name]: carrier }] } }];
    for (const entry of data)
      for (const readable of [false, true]) {
        const { log, lines } = capture("debug", { readable });
        log.error("request failed", entry);
        assert.ok(!lines.join().includes(SECRET), `${name}: ${lines}`);
        assert.ok(!lines.join().includes("4711"), name);
      }
    if (typeof carrier === "string" && /[ ?@{]/.test(carrier)) {
      const { log, lines } = capture();
      log.info(carrier);
      assert.ok(!lines.join().includes(SECRET), lines.join());
    }
  }
});

test("an error keeps name, message, stack, code and causes, and loses the secrets in each of them", () => {
  const { log, lines, last } = capture();
  const inner = Object.assign(new TypeError(`GET http://u:${SECRET}@h/ failed`), { token: SECRET });
  const cause = new Error(`sent Authorization: Basic ${SECRET}`, { cause: inner });
  const error = Object.assign(new Error("upstream", { cause }), { code: "ECONNRESET", request: { password: SECRET } });
  log.error("request failed", { error });
  assert.ok(!lines.join().includes(SECRET), lines.join());
  const logged = last().error as Record<string, never>;
  assert.equal(logged.name, "Error");
  assert.equal(logged.message, "upstream");
  assert.equal(logged.code, "ECONNRESET");
  assert.match(logged.stack ?? "", /log\.node\.test/);
  const { cause: first } = logged as unknown as {
    cause: { message: string; cause: { name: string; message: string } };
  };
  assert.match(first.message, /^sent Authorization/);
  assert.equal(first.cause.name, "TypeError");
  assert.match(first.cause.message, /@h\/ failed/);
  log.error("several", { error: new AggregateError([new Error("one"), inner]) });
  assert.ok(!lines.join().includes(SECRET));
  assert.match(lines.at(-1) ?? "", /"message":"one"/);
});

test("a text that is configured as hidden never appears, wherever it stands", () => {
  const { log, lines } = capture("debug", { hide: [SECRET, "ab"] });
  log.info(`said ${SECRET}!`, { [`x${SECRET}`]: [`${SECRET}${SECRET}`], error: new Error(SECRET), crab: "ab" });
  assert.ok(!lines.join().includes(SECRET));
  // Two letters would tear every word apart.
  assert.ok(lines.join().includes("crab"));
  log.info("x".repeat(TEXT_LIMIT - 5) + SECRET);
  assert.ok(!lines.at(-1)?.includes(SECRET.slice(0, 5)), "cut in the middle");
});

test("any data with the secret under a secret name anywhere is clean", () => {
  const leaf = fc.record({
    name: fc.constantFrom("password", "Token", "api_key", "cookie"),
    other: fc.jsonValue({ maxDepth: 1 }),
  });
  const planted = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf.map(({ name, other }) => ({ [name]: SECRET, other })),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie("tree"), { maxKeys: 3 }),
      fc.anything({
        withBigInt: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
        maxDepth: 2,
      }),
    ),
  })).tree;
  const { log, lines } = capture();
  fc.assert(
    fc.property(planted, fc.string(), (tree, message) => {
      lines.length = 0;
      log.info(message, { tree });
      assert.equal(lines.length, 1);
      JSON.parse(lines[0] ?? "");
      assert.ok(!lines[0]?.includes(SECRET));
    }),
    { numRuns: 300 },
  );
});

test("what is no secret stays readable", () => {
  for (const name of [
    "address",
    "paramset_key",
    "valueKey",
    "idempotency_key",
    "monkey",
    "passed",
    "sessions",
    "keyboard",
    "opinion",
    "bypass",
  ])
    assert.ok(!isSecretName(name), name);
  const { text } = createRedactor();
  for (const plain of [
    "basic authentication failed",
    "bearer token is missing",
    "invalid token",
    "http://192.0.2.1:2001/a@b",
    "key pressed on 0001D3C99A1B2C:1",
    "token: expired",
  ])
    assert.equal(text(plain), plain);
  const { value } = createRedactor();
  assert.deepEqual(
    { ...(value({ password: "", token: null, secret: true, cookie: undefined }) as object) },
    { password: "", token: null, secret: true, cookie: undefined },
  );
});

test("hostile data is written, not thrown: rings, getters, depth, size", () => {
  const { log, lines, last } = capture();
  const ring: Record<string, unknown> = { name: "ring" };
  ring.self = ring;
  const trap = Object.defineProperty({}, "x", { enumerable: true, get: () => assert.fail("never mind") });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  log.info("x", {
    ring,
    trap,
    big: 10n,
    fn: () => 1,
    symbol: Symbol("s"),
    nan: Number.NaN,
    date: new Date(Number.NaN),
  });
  assert.deepEqual(last().ring, { name: "ring", self: "[circular]" });
  assert.equal(last().trap, "[unreadable]");
  assert.equal(last().big, "10");
  log.info("x", { proxy: revoked.proxy });
  assert.equal(lines.length, 2);
  log.info("x", JSON.parse('{"__proto__":{"polluted":1}}'));
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test("depth, members and length have limits, each with what was left out", () => {
  const { value, text } = createRedactor();
  const nested = (depth: number): unknown => (depth === 0 ? "end" : { n: nested(depth - 1) });
  assert.match(JSON.stringify(value(nested(DEPTH_LIMIT))), /end/);
  assert.match(JSON.stringify(value(nested(DEPTH_LIMIT + 1))), /\[object\]/);
  const list = (length: number) => value(Array.from({ length }, (_, n) => n)) as unknown[];
  assert.equal(list(MEMBER_LIMIT).length, MEMBER_LIMIT);
  assert.equal(list(MEMBER_LIMIT + 5).at(-1), "… 5 more");
  const wide = Object.fromEntries(Array.from({ length: MEMBER_LIMIT + 1 }, (_, n) => [`m${n}`, n]));
  assert.equal((value(wide) as Record<string, unknown>)["…"], "1 more");
  assert.equal(text("x".repeat(TEXT_LIMIT)).length, TEXT_LIMIT);
  assert.ok(text("x".repeat(TEXT_LIMIT + 1)).endsWith(`… (${TEXT_LIMIT + 1} characters)`));
});

test("a hostile text costs no time", () => {
  const { text } = createRedactor();
  for (const part of ["a", "a-", "bearer ", "password", '"', "cookie ", "://", 'token" ', "a:", "\\"]) {
    const started = process.cpuUsage().user;
    text(part.repeat(TEXT_LIMIT));
    // Microseconds; a quadratic pattern would need hundreds of milliseconds.
    assert.ok(process.cpuUsage().user - started < 150_000, JSON.stringify(part));
  }
});

test("lines for people: time, level, message, members; nothing that moves the cursor or invents a line", () => {
  const { log, lines } = capture("debug", { readable: true });
  log.info("started", { port: 8080, central: "ccu", path: "a b", password: SECRET });
  assert.match(
    lines[0] ?? "",
    /^\d\d:\d\d:\d\d INFO {2}started port=8080 central=ccu path="a b" password=\[redacted\]$/,
  );
  log.info("\u001b[2Jclear\nINFO fake", { name: "\u009b2J" });
  assert.doesNotMatch(lines[1] ?? "", /\p{Cc}/u);
});

test("the redaction mark is what stands in place of a secret", () => {
  const { log, last } = capture();
  log.info("x", { user: { name: "anna", password: SECRET } });
  assert.deepEqual(last().user, { name: "anna", password: REDACTED });
});

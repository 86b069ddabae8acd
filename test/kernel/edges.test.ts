/** Small things of the kernel that everything else leans on: who may read an answer, in what form, counted how. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as z from "zod";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { answerKey, createAnswerCache } from "../../handlers/kernel/answer-cache.ts";
import { type Broadcast, broadcast, draftEvent, eventFrame } from "../../handlers/kernel/broadcast.ts";
import { COMPRESSED_FROM, encodedHeaders, encodingFor } from "../../handlers/kernel/content-encoding.ts";
import { corsHeaders, isOwnOrigin, originListed, preflight } from "../../handlers/kernel/cors.ts";
import { parseCookies } from "../../handlers/kernel/dispatch.ts";
import { allows, type Identity, type Role } from "../../handlers/kernel/identity.ts";
import {
  CACHED_ANSWER_BYTES,
  HANDLER_TIMEOUT_MS,
  JSON_DIGITS_LIMIT,
  JSON_VALUES_LIMIT,
} from "../../handlers/kernel/limits.ts";
import { acceptedLocale } from "../../handlers/kernel/locale.ts";
import { namedCentral } from "../../handlers/kernel/named-central.ts";
import type { RequestInfo } from "../../handlers/kernel/operation.ts";
import { requestScope } from "../../handlers/kernel/request-scope.ts";
import type { Route } from "../../handlers/kernel/router.ts";
import { createTokenBuckets } from "../../handlers/kernel/token-bucket.ts";
import { parseBody, parseJson } from "../../handlers/kernel/validation.ts";
import { kernelSite } from "./support.ts";

describe("pages of this server's own", () => {
  test("have its scheme, host and port", () => {
    const own = (origin: string, host: string | undefined, secure = false) => isOwnOrigin(origin, { host, secure });
    assert.equal(own("http://ccu.local:8080", "ccu.local:8080"), true);
    assert.equal(own("http://ccu.local:8081", "ccu.local:8080"), false);
    assert.equal(own("http://ccu.local:80", "ccu.local"), true);
    assert.equal(own("https://ccu.local", "ccu.local", true), true);
    assert.equal(own("http://ccu.local", "ccu.local", true), false, "unencrypted page, encrypted server");
    assert.equal(own("http://other.local", "ccu.local"), false);
  });
  test("come by https without a port through a proxy that is not trusted, and in no other case of another scheme", () => {
    const behind = (origin: string, host: string) => isOwnOrigin(origin, { host, secure: false });
    assert.equal(behind("https://ccu.example", "ccu.example"), true);
    assert.equal(behind("https://ccu.example:8443", "ccu.example"), false);
    assert.equal(behind("https://ccu.example", "ccu.example:8080"), false);
    assert.equal(behind("ftp://ccu.example", "ccu.example"), false);
  });
  test("are not those whose origin or host is something else than a host", () => {
    for (const host of [undefined, "", "a b", "user@ccu", "ccu/path", "ccu?x", "ccu#x", "ccu\\x", "ccu:99999"])
      assert.equal(isOwnOrigin("http://ccu", { host, secure: false }), false, host);
    for (const origin of ["null", "", "ccu", "http://user@ccu", "http://:secret@ccu", "file:///ccu"])
      assert.equal(isOwnOrigin(origin, { host: "ccu", secure: false }), false, origin);
  });
  test("listed origins are compared without case and final slash; * names nobody", () => {
    assert.equal(originListed("https://A.example", ["https://a.example/"]), true);
    assert.equal(originListed("https://a.example", ["https://b.example"]), false);
    assert.equal(originListed("*", ["*"]), false);
  });
  test("* lets a page in without credentials, a listed one with, and others get the vary only", () => {
    const credentials = "access-control-allow-credentials";
    assert.equal(corsHeaders("http://a", ["http://a"])[credentials], "true");
    assert.equal(corsHeaders("http://a", ["http://a"]).vary, "Origin");
    const any = corsHeaders("http://a", ["*"]);
    assert.equal(any["access-control-allow-origin"], "*");
    assert.equal(credentials in any, false);
    assert.equal(any.vary, "Origin");
    assert.deepEqual(corsHeaders("http://a", []), { vary: "Origin" });
  });
  test("a preflight names methods and the wanted headers for whom the API is open", () => {
    const asked = (headers: Record<string, string>) => ({ headers }) as unknown as RequestInfo;
    const wanted = { origin: "http://a", "access-control-request-headers": "x-a" };
    const open = preflight(asked(wanted), ["*"], "GET");
    assert.equal(open.status, 204);
    assert.equal(open.headers.allow, "GET");
    assert.equal(open.headers["access-control-allow-headers"], "x-a");
    assert.equal(open.headers["access-control-max-age"], "600");
    assert.match(String(open.headers["access-control-allow-methods"]), /PATCH/);
    assert.equal(
      "access-control-allow-headers" in preflight(asked({ origin: "http://a" }), ["*"], "GET").headers,
      false,
    );
    assert.deepEqual(preflight(asked({}), ["*"], "GET").headers, { allow: "GET" });
    assert.deepEqual(preflight(asked(wanted), ["http://b"], "GET").headers, { allow: "GET" });
  });
});

describe("the encoding of an answer", () => {
  const reply = (body: unknown, type = "application/json", more = {}) =>
    ({ status: 200, headers: { "content-type": type, ...more }, body }) as Parameters<typeof encodingFor>[0];
  const long = "x".repeat(COMPRESSED_FROM);
  test("is chosen by the client, with weights", () => {
    const of = (accepted: string | undefined) => encodingFor(reply(long), accepted);
    assert.equal(of("gzip, br"), "br");
    assert.equal(of("gzip"), "gzip");
    assert.equal(of("br;q=0, gzip;q=0.1"), "gzip");
    assert.equal(of("br; q=0, *"), "gzip", "its own weight counts more than that of *");
    assert.equal(of("*"), "br");
    assert.equal(of("*;q=0"), undefined);
    assert.equal(of("GZIP"), "gzip");
    assert.equal(of("identity"), undefined);
    assert.equal(of(""), undefined);
    assert.equal(of(undefined), undefined);
  });
  test("small, streamed, partial, encoded and other than text stays as it is", () => {
    const of = (one: Parameters<typeof encodingFor>[0]) => encodingFor(one, "gzip");
    assert.equal(of(reply(Buffer.alloc(COMPRESSED_FROM))), "gzip");
    assert.equal(of(reply(Buffer.alloc(COMPRESSED_FROM - 1))), undefined);
    assert.equal(of(reply("x".repeat(COMPRESSED_FROM - 1))), undefined);
    assert.equal(of(reply(undefined)), undefined);
    assert.equal(of(reply({ length: 5000 })), undefined);
    assert.equal(of({ ...reply(long), status: 206 }), undefined);
    assert.equal(of(reply(long, "application/json", { "content-encoding": "br" })), undefined);
    for (const type of ["image/png", "text/event-stream", "application/zip"])
      assert.equal(of(reply(long, type)), undefined);
    for (const type of ["text/csv", "application/problem+json", "image/svg+xml"])
      assert.equal(of(reply(long, type)), "gzip");
  });
  test("is told to caches beside what varies already", () => {
    assert.deepEqual(encodedHeaders({ a: "b" }, "br"), { a: "b", "content-encoding": "br", vary: "Accept-Encoding" });
    assert.equal(encodedHeaders({ vary: ["Origin", "Origin"] }, "gzip").vary, "Origin, Accept-Encoding");
  });
});

describe("an event", () => {
  const spec = broadcast({
    name: "thing.changed",
    category: "x",
    topic: "thing/{id}",
    summary: "x",
    payload: z.object({ id: z.string() }),
    topicOf: ({ id }) => `thing/${id}`,
    classified: ["room", "label"],
  }) as unknown as Broadcast;
  const now = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const frame = (payload: Record<string, unknown>, classify: boolean) =>
    JSON.parse(eventFrame({ ...draftEvent(spec, payload, "change", now), seq: 7 }, classify));
  test("carries its classified members to whoever classifies only", () => {
    const envelope = {
      seq: 7,
      kind: "change",
      topic: "thing/a",
      type: "thing.changed",
      ts: "2026-01-02T03:04:05.006Z",
    };
    const payload = { id: "a", room: "Kitchen", label: "Lamp" };
    assert.deepEqual(frame(payload, false), { ...envelope, payload: { id: "a" } });
    assert.deepEqual(frame(payload, true), { ...envelope, payload });
    assert.deepEqual(frame({ id: "a", label: "Lamp" }, true).payload, { id: "a", label: "Lamp" });
    assert.deepEqual(frame({ id: "a" }, true).payload, { id: "a" });
    assert.deepEqual(frame({ room: "Kitchen" }, true).payload, { room: "Kitchen" }, "nothing else in it");
    assert.equal(draftEvent(spec, { id: "a" }, "change", now).classifiedTail, undefined);
  });
  test("has its own moment, also after one of another moment", () => {
    const at = (ms: number) => JSON.parse(eventFrame({ ...draftEvent(spec, { id: "a" }, "change", ms), seq: 1 })).ts;
    assert.deepEqual(
      [at(now), at(now + 1), at(now)].map((ts) => Date.parse(ts) - now),
      [0, 1, 0],
    );
  });
  test("may bring its own text, which says the same", () => {
    const serialise = (extra: string) => () => ({
      topic: "thing/a",
      topicJson: '"thing/a"',
      open: '{"id":"a"',
      extra,
    });
    for (const extra of ["", ',"room":"Kitchen"']) {
      const payload = extra ? { id: "a", room: "Kitchen" } : { id: "a" };
      const fast = draftEvent({ ...spec, serialise: serialise(extra) }, payload, "initial", now);
      assert.deepEqual(fast, draftEvent(spec, payload, "initial", now));
    }
  });
});

test("token buckets: a burst, then the rate, to the token; what is given back counts once", () => {
  const clock = createManualClock();
  const buckets = createTokenBuckets(clock, 2, 3);
  assert.deepEqual(
    [1, 2, 3].map(() => buckets.take("a")),
    [0, 0, 0],
  );
  assert.equal(buckets.take("a"), 0.5, "seconds until the next one");
  assert.equal(buckets.peek("b"), 0, "another key");
  clock.advance(499);
  assert.ok(buckets.peek("a") > 0);
  clock.advance(1);
  assert.equal(buckets.peek("a"), 0);
  assert.equal(buckets.take("a"), 0, "peeking took none");
  clock.advance(60_000);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => buckets.take("a")),
    [0, 0, 0, 0.5],
    "no more than the burst is saved",
  );
  buckets.give("a");
  assert.equal(buckets.take("a"), 0);
  for (let i = 0; i < 9; i++) buckets.give("c");
  assert.deepEqual(
    [1, 2, 3, 4].map(() => buckets.take("c")),
    [0, 0, 0, 0.5],
    "nor given back",
  );
});

test("kept answers: while what was read has the same revision, of a size, by everything that the operation reads", () => {
  const cache = createAnswerCache();
  const body = Buffer.from("body");
  let current = false;
  const reads = { count: 1, current: () => current };
  cache.set("a", { revision: 1, reads, body, headers: { x: "y" } });
  assert.deepEqual(cache.get("a", 1), { status: 200, headers: { x: "y" }, body });
  assert.notEqual(cache.get("a", 1)?.headers, cache.get("a", 1)?.headers, "a copy");
  assert.equal(cache.get("a", 2), undefined);
  current = true;
  assert.deepEqual(cache.get("a", 2)?.body, body, "the home has changed, what was read has not");
  current = false;
  assert.deepEqual(cache.get("a", 2)?.body, body, "not compared again for the same revision");
  assert.equal(cache.get("a", 3), undefined);
  assert.equal(cache.get("b", 1), undefined);
  cache.set("large", { revision: 1, reads, body: Buffer.alloc(CACHED_ANSWER_BYTES), headers: {} });
  assert.equal(cache.get("large", 1), undefined);
  const spec = { path: "/things/{id}", params: {}, query: { page: 1, size: 1 } };
  const key = (query: string, headers: Record<string, string> = {}, params: object = { id: "1" }, of: object = spec) =>
    answerKey({ id: "site" as never }, { operation: { spec: of }, params } as unknown as Route, { query, headers });
  assert.equal(key("page=1&size=2"), key("size=2&other=3&page=1"));
  assert.notEqual(key("page=1"), key("page=2"));
  assert.notEqual(key("page=1"), key("size=1"));
  assert.notEqual(key(""), key("", { "accept-language": "de" }));
  assert.equal(key("", { "accept-language": "fr" }), key(""));
  assert.notEqual(key(""), key("", {}, { id: "2" }));
  assert.equal(key("a=1", {}, { id: "1" }, { path: "/x" }), key("a=2", {}, { id: "2" }, { path: "/x" }));
});

test("the language: the first that there is, in any case, within the limit", () => {
  assert.equal(acceptedLocale("fr, DE-at;q=0.9, en"), "de");
  assert.equal(acceptedLocale("en-GB"), "en");
  assert.equal(acceptedLocale("fr"), undefined);
  assert.equal(acceptedLocale(undefined), undefined);
  assert.equal(acceptedLocale(`${"f".repeat(197)},de`), "de", "characters 199 and 200");
  assert.equal(acceptedLocale(`${"f".repeat(198)},de`), undefined);
});

test("roles are nested, one by one", () => {
  const may = (role: Role | null, required: Role | "public") =>
    allows(role && ({ subject: "x", role, scheme: "basic" } as Identity), required);
  assert.deepEqual(
    (["viewer", "operator", "admin"] as const).map((role) => may(role, "operator")),
    [false, true, true],
  );
  assert.deepEqual([may(null, "public"), may(null, "viewer"), may("viewer", "admin")], [true, false, false]);
});

test("cookies: the first of equal names, values with =, nothing without a name", () => {
  assert.deepEqual(
    [...parseCookies("a=1; b=x=y; a=2; =no; none")],
    [
      ["a", "1"],
      ["b", "x=y"],
    ],
  );
  assert.deepEqual([...parseCookies(undefined)], []);
});

test("the scope of a request: its own circumstances, or those of a request that came straight here", () => {
  const { site, clock } = kernelSite();
  const end = clock.now() + HANDLER_TIMEOUT_MS;
  const plain = requestScope(site, null);
  assert.equal(plain.id, site.id);
  assert.deepEqual([plain.deadline, plain.answerBy, plain.central, plain.identity], [end, end, undefined, null]);
  assert.equal(plain.signal.aborted, false);
  void plain.noted("key", {});
  const origin = { deadline: 5, answerBy: 6, noted: () => {} };
  const signal = AbortSignal.abort();
  const scope = requestScope(site, null, { origin, signal, central: "ccu" });
  assert.deepEqual(
    [scope.deadline, scope.answerBy, scope.central, scope.noted, scope.signal],
    [5, 6, "ccu", origin.noted, signal],
  );
  assert.equal(namedCentral("x".repeat(64)), "x".repeat(64));
  assert.equal(namedCentral("x".repeat(300)), "x".repeat(65), "a name that no CCU can have");
  for (const name of ["", undefined, 7, ["ccu"]]) assert.equal(namedCentral(name), undefined);
});

test("bodies: UTF-8 with or without a mark, numbers that have room, and why one does not fit", () => {
  const parsed = (text: string | Uint8Array) => parseJson(Buffer.from(text as string));
  assert.deepEqual(parsed("\ufeff{}"), {});
  assert.equal(parsed(" \n"), undefined);
  assert.throws(() => parsed(Uint8Array.of(0x22, 0xff, 0x22)), /UTF-8/);
  for (const endless of ["1e999", "-1e999", "[1e999]", '{"a":[-1e999]}', `[${"9".repeat(400)}]`])
    assert.throws(() => parsed(endless), /too large/, endless);
  assert.throws(() => parsed('[{"__proto__":1}]'), /__proto__/);
  assert.deepEqual(parsed('["__proto__",1e9,null]'), ["__proto__", 1e9, null]);
  const ones = (count: number) => `[${Array(count).fill("1").join()}]`;
  // the array itself counts as well
  assert.equal((parsed(ones(JSON_VALUES_LIMIT)) as unknown[]).length, JSON_VALUES_LIMIT);
  for (const many of [
    ones(JSON_VALUES_LIMIT + 1),
    `[${Array(JSON_VALUES_LIMIT + 1)
      .fill("{}")
      .join()}]`,
    `{${Array.from({ length: JSON_VALUES_LIMIT + 1 }, (_, i) => `"${i}":1`).join()}}`,
  ])
    assert.throws(() => parsed(many), /more than 10000 members/);
  assert.ok(Array.isArray(parsed(`["${",[{".repeat(JSON_VALUES_LIMIT)}"]`)), "text is no members");
  assert.equal(parsed(`0.${"1".repeat(JSON_DIGITS_LIMIT)}`), 1 / 9);
  assert.throws(() => parsed(`0.${"1".repeat(JSON_DIGITS_LIMIT + 1)}`), /more than 1000 digits/);
  for (const text of [
    '["a\\\\",1e999]',
    '["\\"",1e999]',
    '["\\\\\\"[[",1e999]',
    '{"\\u005f_proto__":1}',
    `[1${"0".repeat(320)}]`,
  ])
    assert.throws(() => parsed(text), /too large|__proto__/, text);
  assert.deepEqual(parsed('["1e999","\\"1e9\\\\",true,2e3]'), ["1e999", '"1e9\\', true, 2000]);
  assert.throws(() => parsed('"open'), /not valid JSON/);
  const body = z.strictObject({ a: z.int() });
  const detail = (text: string, invalidBody?: 400 | 422) => {
    try {
      return parseBody({ body, invalidBody } as never, Buffer.from(text));
    } catch (error) {
      return `${(error as { status: number }).status} ${(error as Error).message}`;
    }
  };
  assert.deepEqual(detail('{"a":1}'), { a: 1 });
  assert.equal(detail('{"a":1,"x":1,"y":2}'), "400 unknown member x");
  assert.match(String(detail("[]")), /^400 body: /);
  assert.match(String(detail('{"a":"b"}', 422)), /^422 a: /);
  assert.match(String(detail('{"a":"b"}', 400)), /^400 a: /);
  assert.equal(parseBody({} as never, Buffer.from("no JSON")), undefined);
});

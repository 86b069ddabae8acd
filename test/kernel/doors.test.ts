/** Who is let in from where, and what is kept of an answer: the kernel's decisions at its edges. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as z from "zod";
import { isPublicAddress } from "../../handlers/kernel/addresses.ts";
import { createAnswerCache } from "../../handlers/kernel/answer-cache.ts";
import { corsHeaders, isCrossSite, preflight } from "../../handlers/kernel/cors.ts";
import { createIdempotency } from "../../handlers/kernel/idempotency.ts";
import { IDEMPOTENT_REPLY_LIMIT } from "../../handlers/kernel/limits.ts";
import { accepted, ok, operation, type RequestInfo } from "../../handlers/kernel/operation.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import type { Route } from "../../handlers/kernel/router.ts";
import { enumsDocument } from "../../handlers/kernel/wsapi.ts";
import { json, kernel, kernelSite, testAuthenticator } from "./support.ts";

describe("addresses of the internet", () => {
  test("are none that leads elsewhere, at the edges of each network", () => {
    for (const yes of [
      "1.1.1.1",
      "9.255.255.255",
      "11.0.0.0",
      "172.15.255.255",
      "172.32.0.0",
      "192.167.255.255",
      "192.169.0.0",
    ])
      assert.ok(isPublicAddress(yes), yes);
    for (const yes of [
      "100.63.255.255",
      "100.128.0.0",
      "198.17.255.255",
      "198.20.0.0",
      "2600::1",
      "2a00:1450::1",
      "223.255.255.255",
    ])
      assert.ok(isPublicAddress(yes), yes);
    for (const no of [
      ...["", "x", "127.0.0.1", "10.0.0.0", "10.255.255.255", "172.16.0.0", "192.168.0.1", "169.254.1.1", "100.64.0.1"],
      ...["0.0.0.0", "224.0.0.0", "255.255.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192"],
      ...["192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1"],
      ...["::", "::1", "::2", "fe80::1", "fc00::1", "ff02::1", "fd00:ec2::254", "64:ff9b::1", "64:ff9b:1::1", "100::1"],
      ...["2001::1", "2001:1ff::1", "2001:db8::1", "2002::1", "fec0::1", "::ffff:10.0.0.1"],
    ])
      assert.ok(!isPublicAddress(no), no);
  });
});

describe("pages of other sites", () => {
  const asked = (headers: Record<string, string>, secure = false) => ({
    headers: { host: "ccu.local", ...headers },
    secure,
  });
  const foreign = (headers: Record<string, string>, origins: string[] = [], secure = false) =>
    isCrossSite(asked(headers, secure), origins);
  test("are told by the browser, by its word or by the origin", () => {
    assert.equal(foreign({}), false, "no browser");
    for (const site of ["same-origin", "none"]) assert.equal(foreign({ "sec-fetch-site": site }), false, site);
    for (const site of ["cross-site", "same-site"]) assert.equal(foreign({ "sec-fetch-site": site }), true, site);
    assert.equal(foreign({ origin: "http://ccu.local" }), false);
    assert.equal(foreign({ origin: "http://ccu.local:81" }), true);
    assert.equal(foreign({ origin: "http://evil.example" }), true);
    assert.equal(foreign({ origin: "null" }), true);
    assert.equal(foreign({ origin: "http://ccu.local" }, [], true), true, "we speak TLS, the page does not");
    assert.equal(foreign({ origin: "https://ccu.local" }, [], true), false);
    // the browser's word counts even where the origin looks like ours
    assert.equal(foreign({ origin: "http://ccu.local", "sec-fetch-site": "cross-site" }), true);
  });
  test("are no strangers where the owner has named them", () => {
    const named = ["https://panel.example"];
    assert.equal(foreign({ origin: "https://panel.example", "sec-fetch-site": "cross-site" }, named), false);
    assert.equal(foreign({ origin: "https://other.example", "sec-fetch-site": "cross-site" }, named), true);
    assert.equal(foreign({ "sec-fetch-site": "cross-site" }, named), true, "without an origin nobody is named");
    assert.equal(foreign({ origin: "https://panel.example" }, ["*"]), true, "* names nobody");
  });
  test("may read what a client needs of an answer, named or all of them", () => {
    const exposed = [
      "X-Request-ID",
      "X-Problem-Code",
      "X-Total-Count",
      "X-History-Tier",
      "Idempotent-Replay",
      "Retry-After",
    ];
    for (const allowed of [["http://a"], ["*"]])
      assert.deepEqual(corsHeaders("http://a", allowed)["access-control-expose-headers"]?.split(", "), exposed);
    assert.equal(corsHeaders("http://a", ["http://a"])["access-control-allow-origin"], "http://a");
    const info = { headers: { origin: "http://a" } } as unknown as RequestInfo;
    for (const allowed of [["http://a"], ["*"]]) {
      const methods = preflight(info, allowed, "GET").headers["access-control-allow-methods"];
      assert.deepEqual(String(methods).split(", "), ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
    }
    assert.equal("access-control-allow-methods" in preflight(info, ["http://b"], "GET").headers, false);
  });
});

describe("answers that are kept", () => {
  const site = { id: "site" as never };
  const route = { operation: { spec: { path: "/x", query: { a: 1 } } }, params: {} } as unknown as Route;
  const asked = (query: string, headers: Record<string, string> = {}) => ({ path: "/api/v1/x", query, headers });
  test("a spelling that was understood is understood again, each by itself", () => {
    const cache = createAnswerCache();
    const key = cache.keyOf(site, route, asked("a=1"));
    assert.deepEqual(cache.asked(site, asked("a=1")), { route, key });
    for (const other of [
      asked("a=2"),
      asked("a=1", { "accept-language": "de" }),
      { ...asked("a=1"), path: "/api/v1/y" },
    ])
      assert.equal(cache.asked(site, other), undefined);
    assert.equal(cache.asked({ id: "other" as never }, asked("a=1")), undefined);
    assert.equal(cache.keyOf(site, route, asked("b=7&a=1")), key, "what is not read makes no other answer");
  });
  test("long spellings are looked at anew", () => {
    const cache = createAnswerCache();
    // with the id, the path and the blanks between them
    const rest = "site /api/v1/x  ".length;
    for (const [length, remembered] of [
      [512, true],
      [513, false],
    ] as const) {
      const query = "a".repeat(length - rest);
      cache.keyOf(site, route, asked(query));
      assert.equal(cache.asked(site, asked(query)) !== undefined, remembered, String(length));
    }
  });
});

describe("an Idempotency-Key", () => {
  const request = { subject: "anna", method: "POST", path: "/x", key: "k", body: Buffer.from("1") };
  const bench = (shared?: boolean) => {
    const { site, lines, clock } = kernelSite();
    return { site, lines, clock, once: createIdempotency("boot", shared) };
  };
  test("keeps an answer without a body, one at the limit, and none past it or in pieces", async () => {
    const { site, once } = bench();
    const stream = (async function* () {
      yield "x";
    })();
    for (const [name, body, kept] of [
      ["none", undefined, true],
      ["text", "ok", true],
      ["bytes", Buffer.from("ok"), true],
      ["limit", "x".repeat(IDEMPOTENT_REPLY_LIMIT), true],
      ["past", "x".repeat(IDEMPOTENT_REPLY_LIMIT + 1), false],
      ["stream", stream, false],
    ] as const) {
      let acts = 0;
      const act = async () => {
        acts += 1;
        return { status: 202, headers: { x: name }, ...(body === undefined ? {} : { body }) };
      };
      await once(site, { ...request, key: name }, act);
      const again = await once(site, { ...request, key: name }, act);
      assert.ok(!(again instanceof Refusal));
      assert.equal(acts, kept ? 1 : 2, name);
      if (!kept) continue;
      assert.deepEqual([again.status, again.headers.x, again.headers["idempotent-replay"]], [202, name, "true"]);
      assert.equal(
        again.body === undefined ? undefined : String(again.body),
        body === undefined ? undefined : String(body),
      );
    }
  });
  test("whose answer cannot be read any more is refused, not repeated", async () => {
    const { site, once } = bench();
    await once(site, request, async () => ({ status: 202, headers: {} }));
    const { open } = site.secrets;
    Object.assign(site.secrets, { open: () => null });
    const answer = await once(site, request, async () => assert.fail("it acted again"));
    assert.ok(answer instanceof Refusal && answer.status === 409);
    assert.match(answer.message, /cannot be read any more/);
    Object.assign(site.secrets, { open });
    const known = await once(site, request, async () => assert.fail("it acted again"));
    assert.ok(!(known instanceof Refusal));
  });
  test("that has just expired may be sent again with another", async () => {
    const { site, once } = bench();
    const { put, get } = site.store;
    Object.assign(site.store, { put: async () => undefined, get: async () => undefined });
    const answer = await once(site, request, async () => assert.fail("it acted"));
    assert.ok(answer instanceof Refusal && /expired/.test(answer.message));
    Object.assign(site.store, { put, get });
  });
  test("in an older record without its time was cut off long ago", async () => {
    const { site, once, lines } = bench(true);
    site.clock.now = () => 1;
    const { put } = site.store;
    // a record of another process that says nothing but that it runs
    site.store.put = ((kind: string, key: string, value: { state: string }, options: object) =>
      put.call(
        site.store,
        kind as never,
        key,
        { state: value.state, boot: "other", bodyHash: "sealed:x" },
        options,
      )) as never;
    void once(site, request, () => new Promise(() => {}));
    await new Promise(setImmediate);
    site.store.put = put;
    const at = async (now: number) => {
      site.clock.now = () => now;
      const answer = await once(site, request, async () => assert.fail("it acted"));
      return answer instanceof Refusal ? answer.message : "";
    };
    assert.match(await at(29_999), /still running in another process/);
    assert.match(await at(30_000), /ended without an answer/);
    assert.ok(lines.some(({ message }) => message.includes("another body")));
  });
});

describe("an answer on its way out", () => {
  const base = { served: "here", summary: "x", tag: "test", role: "viewer" } as const;
  const answering = (headers?: Record<string, string | string[]>) =>
    operation({ ...base, method: "GET", path: "/x", responses: { 200: z.unknown() } }, () => ok({ a: 1 }, headers));
  test("has its length told to HEAD and its body to nobody", async () => {
    const { call } = kernel([answering()]);
    const head = await call({ method: "HEAD", path: "/x" });
    assert.deepEqual(
      [head.status, head.body, head.headers["content-type"]],
      [200, undefined, "application/json; charset=utf-8"],
    );
    assert.equal(head.headers["x-content-type-options"], "nosniff");
    assert.deepEqual(json(await call({ path: "/x" })), { a: 1 });
  });
  test("carries the cookies of the session, and the operation's own in their place", async () => {
    const authenticator = { ...testAuthenticator, cookies: () => ["a=1; Path=/", "b=2; Path=/"] };
    const cookies = async (own?: string | string[]) =>
      (
        await kernel([answering(own === undefined ? undefined : { "set-cookie": own })], { authenticator }).call({
          path: "/x",
        })
      ).headers["set-cookie"];
    assert.deepEqual(await cookies(), ["a=1; Path=/", "b=2; Path=/"]);
    assert.deepEqual(await cookies("c=3"), ["a=1; Path=/", "b=2; Path=/", "c=3"]);
    assert.deepEqual(await cookies(["a=9", "c=3"]), ["b=2; Path=/", "a=9", "c=3"]);
    const { dispatch, request } = kernel([answering()], { authenticator });
    const known = await dispatch({
      ...request({ path: "/x" }),
      identity: { subject: "anna", role: "viewer", scheme: "bearer" } as never,
    });
    assert.equal(known.headers["set-cookie"], undefined, "who brings an identity needs none");
  });
  test("without a body has no type", async () => {
    const act = operation({ ...base, method: "POST", path: "/y", responses: { 202: null } }, () => accepted());
    const reply = await kernel([act]).call({ method: "POST", path: "/y" });
    assert.deepEqual([reply.status, reply.body, reply.headers["content-type"]], [202, undefined, undefined]);
  });
});

test("closed lists are found wherever a schema has them", () => {
  const list = (...values: string[]) => ({ type: "string", enum: values });
  const schemas = {
    B: { properties: { x: list("b"), many: { type: "array", items: list("m") } } },
    A: list("a"),
    Any: { anyOf: [{ type: "null" }, { properties: { y: list("any") } }] },
    One: { oneOf: [{ properties: { y: list("one") } }] },
    All: { allOf: [{ properties: { y: list("all") } }] },
    Map: { additionalProperties: list("map") },
    Deep: { properties: { a: { properties: { b: { items: { properties: { c: list("deep") } } } } } } },
    None: { properties: { enum: { type: "string" } }, description: list("no"), required: ["x"] },
    Empty: null,
  };
  const found = enumsDocument({ components: { schemas } });
  assert.deepEqual(found, {
    ...{ A: ["a"], "All.y": ["all"], "Any.y": ["any"], "B.many[]": ["m"], "B.x": ["b"] },
    ...{ "Deep.a.b[].c": ["deep"], Map: ["map"], "One.y": ["one"] },
  });
  assert.deepEqual(Object.keys(found), Object.keys(found).sort());
});

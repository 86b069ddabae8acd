import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as z from "zod";
import type { Authentication, Authenticator } from "../../handlers/kernel/authentication.ts";
import type { ApiReply } from "../../handlers/kernel/dispatch.ts";
import {
  CACHED_ANSWER_BYTES,
  CACHED_BYTES,
  HANDLER_TIMEOUT_MS,
  IDENTITY_BURST,
  IDENTITY_RATE,
  JSON_DEPTH_LIMIT,
  PUBLIC_BODY_LIMIT,
  UNREADABLE_BURST,
} from "../../handlers/kernel/limits.ts";
import { noContent, ok, operation, Problem } from "../../handlers/kernel/operation.ts";
import { notFound, tooMany } from "../../handlers/kernel/problem.ts";
import { CcuFault } from "../../handlers/ports/index.ts";
import { json, kernel, kernelSite, testAuthenticator } from "./support.ts";

const Thing = z.strictObject({ name: z.string().min(2), size: z.int().min(1).max(9).optional() });
const base = { served: "here", summary: "x", tag: "test" } as const;

const getThing = operation(
  {
    ...base,
    method: "GET",
    path: "/things/{name}",
    role: "viewer",
    params: { name: z.string() },
    query: { page: z.coerce.number().int().min(1).catch(1) },
    responses: { 200: z.unknown(), 404: Problem },
  },
  ({ params, query }) => (params.name === "none" ? notFound("no thing none") : ok({ ...params, ...query })),
);
const putThing = operation(
  {
    ...base,
    method: "PUT",
    path: "/things/{name}",
    role: "operator",
    params: { name: z.string() },
    body: Thing,
    bodyLimit: 4096,
    responses: { 204: null },
  },
  () => noContent(),
);
const echo = operation(
  {
    ...base,
    method: "POST",
    path: "/things:echo",
    role: "viewer",
    body: z.unknown(),
    invalidBody: 422,
    responses: { 200: z.unknown() },
  },
  ({ body }) => ok(body),
);
const strict422 = operation(
  { ...base, method: "POST", path: "/strict", role: "viewer", body: Thing, invalidBody: 422, responses: { 204: null } },
  () => noContent(),
);
const optional = operation(
  {
    ...base,
    method: "POST",
    path: "/optional",
    role: "viewer",
    body: Thing,
    bodyOptional: true,
    responses: { 200: z.unknown() },
  },
  ({ body }) => ok(body ?? "none"),
);
const open = operation(
  { ...base, method: "GET", path: "/open", role: "public", responses: { 200: z.unknown() } },
  ({ identity }) => ok(identity?.subject ?? "nobody"),
);
const admin = operation(
  {
    ...base,
    method: "DELETE",
    path: "/things/{name}",
    role: "admin",
    params: { name: z.string() },
    responses: { 204: null },
  },
  () => noContent(),
);
const faulty = operation(
  {
    ...base,
    method: "GET",
    path: "/faulty/{how}",
    role: "public",
    params: { how: z.string() },
    responses: { 200: z.strictObject({ a: z.int() }) },
  },
  ({ params }) => {
    if (params.how === "ccu") throw new CcuFault("radio", "Generic error (UNREACH)", -1);
    if (params.how === "lacks") throw new CcuFault("unsupported", "no such method");
    if (params.how === "bug") throw new TypeError("secret internals");
    if (params.how === "never") return new Promise(() => undefined);
    return ok({ a: params.how } as never);
  },
);
const all = [getThing, putThing, echo, strict422, optional, open, admin, faulty];

test("a reply carries the request id, a foreign id is echoed, an unusable one replaced", async () => {
  const { call } = kernel(all);
  const own = await call({ path: "/things/a" });
  assert.match(String(own.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
  assert.equal(own.headers["x-content-type-options"], "nosniff");
  assert.equal(
    (await call({ path: "/things/a", headers: { "x-request-id": "abc-1" } })).headers["x-request-id"],
    "abc-1",
  );
  for (const bad of ["x".repeat(129), "a b", "ä"]) {
    assert.notEqual((await call({ path: "/things/a", headers: { "x-request-id": bad } })).headers["x-request-id"], bad);
  }
  assert.equal(
    (await call({ path: "/things/a", headers: { "x-request-id": "x".repeat(128) } })).headers["x-request-id"],
    "x".repeat(128),
  );
});

test("roles are nested, nobody gets 401, too low a role 403, public needs none", async () => {
  const { call } = kernel(all);
  const status = async (as: string, method: string, path: string, body?: unknown) =>
    (await call({ as, method, path, body })).status;
  assert.equal(await status("", "GET", "/things/a"), 401);
  assert.equal(await status("v viewer", "GET", "/things/a"), 200);
  assert.equal(await status("v viewer", "PUT", "/things/a", { name: "ab" }), 403);
  assert.equal(await status("o operator", "PUT", "/things/a", { name: "ab" }), 204);
  assert.equal(await status("o operator", "DELETE", "/things/a"), 403);
  assert.equal(await status("a admin", "DELETE", "/things/a"), 204);
  assert.equal(await status("", "GET", "/open"), 200);
  const reply = await call({ as: "", path: "/things/a" });
  assert.equal(reply.headers["www-authenticate"], 'Basic realm="openccu-loom", Bearer');
  assert.deepEqual(json(reply), {
    type: "https://openccu-loom.dev/errors/unauthorized",
    title: "Authentication required",
    status: 401,
    detail: "no valid credentials",
    instance: "/api/v1/things/a",
    code: "unauthorized",
  });
  assert.equal(reply.headers["x-problem-code"], "unauthorized");
  assert.equal(reply.headers["content-type"], "application/problem+json");
});

test("routes: literal colons, encoded parameters, HEAD, OPTIONS, 404, 405 with Allow", async () => {
  const { call } = kernel(all);
  assert.equal(json(await call({ path: "/things/a%2Fb%3A1" })).name, "a/b:1");
  assert.equal((await call({ method: "POST", path: "/things:echo", body: 1 })).status, 200);
  const head = await call({ method: "HEAD", path: "/things/a" });
  assert.equal(head.status, 200);
  assert.equal(head.body, undefined);
  const options = await call({ method: "OPTIONS", path: "/things/a", as: "" });
  assert.equal(options.status, 204);
  assert.equal(options.headers.allow, "GET, PUT, DELETE, HEAD, OPTIONS");
  const missing = await call({ path: "/nothing" });
  assert.equal(missing.status, 404);
  assert.equal(json(missing).code, "not_found");
  const method = await call({ method: "POST", path: "/things/a" });
  assert.equal(method.status, 405);
  assert.equal(json(method).code, "bad_request");
  assert.equal(method.headers.allow, "GET, PUT, DELETE, HEAD, OPTIONS");
  assert.equal((await call({ path: "/things/%zz" })).status, 404);
  assert.equal((await call({ path: "/things/none" })).status, 404);
});

test("a lenient query falls back to its default", async () => {
  const { call } = kernel(all);
  for (const [query, page] of [
    ["", 1],
    ["?page=7", 7],
    ["?page=0", 1],
    ["?page=x", 1],
    ["?page=1&page=2", 1],
  ] as const)
    assert.equal(json(await call({ path: `/things/a${query}` })).page, page, query);
});

test("bodies: malformed, unknown members, wrong types, trailing garbage, empty, not UTF-8, __proto__", async () => {
  const { call } = kernel(all);
  const put = (raw: string | Uint8Array) => call({ method: "PUT", path: "/things/a", raw });
  for (const raw of [
    '{"name":',
    '{"name":"ab"} x',
    "",
    '{"name":"ab","other":1}',
    '{"name":1}',
    '{"name":"a"}',
    "[]",
    "null",
    '{"name":"ab","__proto__":{}}',
    new Uint8Array([123, 34, 0xff, 34]),
  ]) {
    const reply = await put(raw);
    assert.equal(reply.status, 400, String(raw));
    assert.equal(json(reply).code, "bad_request");
  }
  const reply = json(await put('{"name":"ab","size":10}'));
  assert.deepEqual(reply.errors, [{ field: "size", reason: "must be at most 9", max: 9 }]);
  const unprocessable = await call({ method: "POST", path: "/strict", body: { name: "a" } });
  assert.equal(unprocessable.status, 422);
  assert.equal(json(unprocessable).code, "validation");
  assert.equal((await call({ method: "POST", path: "/strict", body: { name: "ab", z: 1 } })).status, 400);
  assert.equal(json(await call({ method: "POST", path: "/optional" })), "none");
  assert.deepEqual(json(await call({ method: "POST", path: "/optional", body: { name: "ab" } })), { name: "ab" });
});

test("limits of a body: size and nesting, at the limit and one past it", async () => {
  const { call } = kernel(all);
  const padded = (size: number) => `{"name":"ab"${" ".repeat(size - 13)}}`;
  assert.equal((await call({ method: "PUT", path: "/things/a", raw: padded(4096) })).status, 204);
  const large = await call({ method: "PUT", path: "/things/a", raw: padded(4097) });
  assert.equal(large.status, 413);
  assert.equal(json(large).code, "validation");
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assert.equal((await call({ method: "POST", path: "/things:echo", raw: nested(JSON_DEPTH_LIMIT) })).status, 200);
  assert.equal((await call({ method: "POST", path: "/things:echo", raw: nested(JSON_DEPTH_LIMIT + 1) })).status, 400);
  assert.equal(
    (await call({ method: "POST", path: "/things:echo", raw: JSON.stringify("[".repeat(500)) })).status,
    200,
  );
  assert.equal((await call({ method: "POST", path: "/things:echo", raw: "[".repeat(400_000) })).status, 400);
});

test("CCU faults are 502 with the reason, a missing feature 501, our own faults a 500 that tells nothing", async () => {
  const { call, lines } = kernel(all);
  const radio = await call({ path: "/faulty/ccu" });
  assert.equal(radio.status, 502);
  assert.equal(json(radio).detail, "Generic error (UNREACH) (fault -1)");
  assert.equal((await call({ path: "/faulty/lacks" })).status, 501);
  const bug = await call({ path: "/faulty/bug" });
  assert.equal(bug.status, 500);
  assert.doesNotMatch(String(bug.body), /secret internals|TypeError|\.ts/);
  assert.ok(lines.some((l) => l.level === "error" && String(l.data?.error).includes("secret internals")));
  assert.equal((await call({ path: "/faulty/wrong-shape" })).status, 500, "undeclared answers fail in tests");
});

test("a handler that takes too long is answered with 503", async () => {
  const { call, clock } = kernel(all);
  const reply = call({ path: "/faulty/never" });
  await new Promise(setImmediate);
  clock.advance(HANDLER_TIMEOUT_MS - 1);
  await new Promise(setImmediate);
  clock.advance(1);
  assert.equal((await reply).status, 503);
});

describe("whoever asked", () => {
  const signals: AbortSignal[] = [];
  const slow = operation(
    { ...base, method: "GET", path: "/slow", role: "viewer", responses: { 204: null } },
    ({ signal }) =>
      new Promise((_, reject) => {
        signals.push(signal);
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  const quick = operation(
    { ...base, method: "GET", path: "/quick", role: "viewer", responses: { 204: null } },
    ({ signal }) => {
      signals.push(signal);
      return noContent();
    },
  );
  const last = () => signals.at(-1)?.aborted;

  test("and is gone: what is done for the answer ends, and that is no error of ours", async () => {
    const { call, lines } = kernel([slow]);
    const tell: (() => void)[] = [];
    const reply = call({ path: "/slow", gone: (then) => void tell.push(then) });
    await new Promise(setImmediate);
    assert.equal(last(), false);
    tell[0]?.();
    assert.equal((await reply).status, 503);
    assert.equal(last(), true);
    assert.deepEqual(
      lines.filter(({ level }) => level === "error"),
      [],
    );
  });

  test("and has waited as long as a handler may take: the same", async () => {
    const { call, clock } = kernel([slow]);
    const reply = call({ path: "/slow" });
    await new Promise(setImmediate);
    clock.advance(HANDLER_TIMEOUT_MS - 1);
    assert.equal(last(), false);
    clock.advance(1);
    assert.equal(last(), true);
    assert.equal(json(await reply).title, "Handler timeout");
  });

  test("and has the answer: nothing is aborted", async () => {
    const { call, clock } = kernel([quick]);
    assert.equal((await call({ path: "/quick", gone: () => {} })).status, 204);
    clock.advance(HANDLER_TIMEOUT_MS);
    assert.equal(last(), false);
  });
});

test("the limit per identity is off by default; switched on it counts by subject and spares others", async () => {
  const off = kernel(all);
  for (let i = 0; i <= IDENTITY_BURST; i++) assert.equal((await off.call({ path: "/things/a" })).status, 200);
  const { call, clock } = kernel(all, { settings: { rateLimit: true } });
  for (let i = 0; i < IDENTITY_BURST; i++) assert.equal((await call({ path: "/things/a" })).status, 200);
  const reply = await call({ path: "/things/a" });
  assert.equal(reply.status, 429);
  assert.equal(reply.headers["retry-after"], "1");
  assert.equal((await call({ path: "/things/a", as: "bert viewer" })).status, 200);
  clock.advance(100);
  assert.equal((await call({ path: "/things/a" })).status, 200);
});

test("CORS: only listed origins are echoed, a preflight names methods and headers", async () => {
  const { call } = kernel(all, { settings: { corsOrigins: ["https://dash.example/"] } });
  const good = await call({ path: "/things/a", headers: { origin: "https://DASH.example" } });
  assert.equal(good.headers["access-control-allow-origin"], "https://DASH.example");
  assert.equal(good.headers["access-control-allow-credentials"], "true");
  assert.equal(good.headers.vary, "Origin");
  const bad = await call({ path: "/things/a", headers: { origin: "https://evil.example" } });
  assert.equal(bad.headers["access-control-allow-origin"], undefined);
  const preflight = await call({
    method: "OPTIONS",
    path: "/things/a",
    as: "",
    headers: { origin: "https://dash.example", "access-control-request-headers": "x-csrf-token" },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers["access-control-allow-headers"], "x-csrf-token");
  assert.match(String(preflight.headers["access-control-allow-methods"]), /PUT/);
});

test("a cacheable answer is made once until something changes that its handler has read", async () => {
  let made = 0;
  const cached = operation(
    {
      ...base,
      method: "GET",
      path: "/cached",
      role: "viewer",
      cacheable: true,
      query: { q: z.string().optional() },
      responses: { 200: z.unknown() },
    },
    async (scope) => ok({ made: ++made, interfaces: (await scope.home.interfaces("ccu")).length }),
  );
  const { call, home } = kernel([cached]);
  assert.equal(json(await call({ path: "/cached" })).made, 1);
  assert.equal(json(await call({ path: "/cached" })).made, 1);
  assert.equal(json(await call({ path: "/cached?q=1" })).made, 2, "another query is another answer");
  assert.equal((await call({ path: "/cached", as: "" })).status, 401, "the cache is behind the role check");
  home.putInterfaces("other", []);
  assert.equal(json(await call({ path: "/cached" })).made, 1, "nothing that it shows");
  home.putInterfaces("ccu", []);
  assert.equal(json(await call({ path: "/cached" })).made, 3);
});

test("CORS: * lets every page in, but with nobody's cookies", async () => {
  const { call } = kernel(all, { settings: { corsOrigins: ["*", "https://dash.example"] } });
  for (const origin of ["https://evil.example", "null", "http://localhost:3000"]) {
    const reply = await call({ path: "/things/a", headers: { origin } });
    assert.equal(reply.headers["access-control-allow-origin"], "*");
    assert.equal(reply.headers["access-control-allow-credentials"], undefined);
  }
  const listed = await call({ path: "/things/a", headers: { origin: "https://dash.example" } });
  assert.equal(listed.headers["access-control-allow-credentials"], "true");
  const preflight = await call({ method: "OPTIONS", path: "/things/a", headers: { origin: "https://evil.example" } });
  assert.match(String(preflight.headers["access-control-allow-methods"]), /PUT/);
});

describe("bodies of strangers", () => {
  const open = operation(
    {
      ...base,
      method: "POST",
      path: "/open",
      role: "public",
      body: z.strictObject({ a: z.string() }),
      responses: { 204: null },
    },
    () => noContent(),
  );
  const post = (raw: string) => ({ method: "POST", path: "/open", as: "", raw });
  const sized = (bytes: number) => JSON.stringify({ a: "x".repeat(bytes - 8) });

  test("have a few KiB", async () => {
    const { call } = kernel([open]);
    assert.equal((await call(post(sized(PUBLIC_BODY_LIMIT)))).status, 204);
    assert.equal((await call(post(sized(PUBLIC_BODY_LIMIT + 1)))).status, 413);
  });

  test("that cannot be read count against the address, others do not", async () => {
    const { call, clock } = kernel([open]);
    for (let i = 0; i < 3 * UNREADABLE_BURST; i++) assert.equal((await call(post('{"b":1}'))).status, 400);
    const hostile = ["[1,", "\u0000", "[".repeat(100), '{"__proto__":1}', "x".repeat(PUBLIC_BODY_LIMIT + 1)];
    for (let i = 0; i < UNREADABLE_BURST; i++)
      assert.notEqual((await call(post(hostile[i % hostile.length] ?? ""))).status, 429);
    const refused = await call(post('{"a":"fine"}'));
    assert.equal(refused.status, 429);
    assert.equal(refused.headers["retry-after"], "1");
    clock.advance(1000);
    assert.equal((await call(post('{"a":"fine"}'))).status, 204);
  });
});

test("kept answers are bounded by bytes, and by what an operation reads, not by how it is asked", async () => {
  let made = 0;
  const cached = operation(
    {
      ...base,
      method: "GET",
      path: "/cached/{id}",
      role: "viewer",
      cacheable: true,
      params: { id: z.string() },
      query: { q: z.string().optional(), size: z.coerce.number().catch(0) },
      responses: { 200: z.unknown() },
    },
    ({ query }) => ok({ made: ++made, text: "x".repeat(query.size) }),
  );
  const { call } = kernel([cached]);
  const first = json(await call({ path: "/cached/a?q=1" })).made;
  for (const path of ["/cached/a?q=1&junk=2", "/cached/%61?junk=1&q=1", "/cached/a?q=%31"])
    assert.equal(json(await call({ path, headers: { accept: "a/b", "accept-language": "fr" } })).made, first);
  for (const path of ["/cached/b?q=1", "/cached/a?q=1&q=2", "/cached/a"])
    assert.notEqual(json(await call({ path })).made, first);
  assert.notEqual(json(await call({ path: "/cached/a?q=1", headers: { "accept-language": "de" } })).made, first);
  const large = `/cached/a?size=${CACHED_ANSWER_BYTES}`;
  assert.notEqual(json(await call({ path: large })).made, json(await call({ path: large })).made, "too large to keep");
  const half = CACHED_ANSWER_BYTES / 2;
  for (let i = 0; i <= CACHED_BYTES / half; i++) await call({ path: `/cached/a?size=${half + i}` });
  assert.notEqual(json(await call({ path: "/cached/a?q=1" })).made, first, "it had to make room");
});

test("an answer that is kept is no promise; whoever may not ask teaches the cache nothing", async () => {
  const cached = operation(
    {
      ...base,
      method: "GET",
      path: "/cached/{id}",
      role: "operator",
      cacheable: true,
      params: { id: z.string() },
      responses: { 200: z.unknown() },
    },
    ({ params }) => ok({ id: params.id }),
  );
  const { dispatch, request } = kernel([cached]);
  const asked = (path: string, as = "anna operator") => dispatch(request({ path, as }));
  assert.ok(asked("/cached/a") instanceof Promise, "it is made");
  await asked("/cached/a");
  const kept = asked("/cached/a");
  assert.ok(!(kept instanceof Promise));
  assert.deepEqual(json(kept), { id: "a" });
  for (const [as, status] of [
    ["", 401],
    ["eve viewer", 403],
  ] as const)
    assert.equal((await asked("/cached/a", as)).status, status);
  const long = `/cached/${"x".repeat(600)}`;
  await asked(long);
  assert.deepEqual(
    json(await asked(long)),
    { id: "x".repeat(600) },
    "too long to be remembered, answered all the same",
  );
});

describe("whoever asks again in the same words", () => {
  const cached = operation(
    {
      ...base,
      method: "GET",
      path: "/cached",
      role: "operator",
      cacheable: true,
      query: { q: z.string().optional() },
      responses: { 200: z.unknown() },
    },
    () => ok({ ok: true }),
  );
  const ask = { path: "/cached", as: "anna operator" };

  test("is counted by the rate limit as often as it asks, whether the answer is kept or not", async () => {
    const { call, clock } = kernel([cached], { settings: { rateLimit: true } });
    let granted = 0;
    while ((await call(ask)).status === 200) granted++;
    assert.equal(granted, IDENTITY_BURST);
    const refused = await call(ask);
    assert.deepEqual([refused.status, refused.headers["retry-after"]], [429, "1"]);
    clock.advance(1000 / IDENTITY_RATE);
    assert.deepEqual([(await call(ask)).status, (await call(ask)).status], [200, 429]);
  });

  test("is proven where it is not recognised, and refused where it is told to be", async () => {
    const cases: [Authenticator["recognise"], Authentication, number][] = [
      [() => undefined, { identity: null }, 401],
      [undefined, { identity: null }, 401],
      [() => ({ identity: null, refusal: tooMany("no", "Too many", 7) }), { identity: null }, 401],
      [() => undefined, { identity: null, refusal: tooMany("no", "Too many", 7) }, 429],
    ];
    for (const [recognise, proven, status] of cases) {
      let authenticator = testAuthenticator;
      const asked = { ...testAuthenticator, identify: () => Promise.resolve(proven), recognise };
      const { call } = kernel([cached], {
        authenticator: {
          ...testAuthenticator,
          identify: (request) => authenticator.identify(request),
          recognise: (request) => authenticator.recognise?.(request),
        },
      });
      assert.equal((await call(ask)).status, 200);
      authenticator = asked;
      assert.equal((await call(ask)).status, status);
    }
  });

  test("gets the same answer as the first time, with a request id of its own, and none of it for HEAD", async () => {
    const { call } = kernel([cached]);
    const [first, again, head] = [await call(ask), await call(ask), await call({ ...ask, method: "HEAD" })];
    const rest = ({ headers: { "x-request-id": _, ...headers }, ...reply }: ApiReply) => ({ ...reply, headers });
    assert.deepEqual(rest(again), { ...rest(first), body: again.body });
    assert.deepEqual(json(again), json(first));
    assert.notEqual(again.headers["x-request-id"], first.headers["x-request-id"]);
    assert.deepEqual([head.status, head.body], [200, undefined]);
    const own = { "x-request-id": "mine" };
    assert.equal((await call({ ...ask, headers: own })).headers["x-request-id"], "mine");
  });

  test("is in the log where every answer is", async () => {
    const site = kernelSite();
    const { call } = kernel([cached], { site });
    const answers = () => site.lines.filter(({ message }) => message === "answered").length;
    for (const [isDebug, wanted] of [
      [true, 2],
      [false, 0],
    ] as const) {
      site.lines.length = 0;
      site.site.log.isEnabled = () => isDebug;
      await call(ask);
      await call(ask);
      assert.equal(answers(), wanted);
    }
  });
});

test("where other processes serve the same home no answer is kept", async () => {
  let made = 0;
  const cached = operation(
    { ...base, method: "GET", path: "/cached", role: "viewer", cacheable: true, responses: { 200: z.unknown() } },
    () => ok({ made: ++made }),
  );
  const { call } = kernel([cached], { shared: true });
  await call({ path: "/cached" });
  assert.equal(json(await call({ path: "/cached" })).made, 2);
});

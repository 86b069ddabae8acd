/** Repetitions, limits and faults of requests, with a clock that is moved by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "../../adapters/client/index.ts";
import {
  REQUEST_TIMEOUT_MS,
  RETRIES_LIMIT,
  RETRY_AFTER_LIMIT_MS,
  RETRY_BASE_MS,
} from "../../adapters/client/limits.ts";
import { parseMultipart } from "../../handlers/kernel/multipart.ts";
import { FakeClock, fakeFetch, hangs, json, lost, problem, settle } from "./fakes.ts";

const auth = { type: "bearer", token: "secret" } as const;

function clientWith(...replies: Parameters<typeof fakeFetch>) {
  const clock = new FakeClock();
  const { fetch, asked } = fakeFetch(...replies);
  return { clock, asked, client: createClient({ baseUrl: "http://home:8080/", auth, fetch, clock }) };
}

test("a request as it is sent", async () => {
  const { client, asked } = clientWith(() => json({ ok: true }));
  await client.GET("/devices/{addr}", { params: { path: { addr: "A B/ü" }, query: { central: "a&b" } } });
  assert.equal(asked[0]?.url, "http://home:8080/api/v1/devices/A%20B%2F%C3%BC?central=a%26b");
  assert.equal(asked[0]?.headers.authorization, "Bearer secret");
  assert.equal(asked[0]?.headers["idempotency-key"], undefined);
  await client.POST("/auth/login", { body: { username: "a", password: "b" } });
  assert.equal(asked[1]?.body, '{"username":"a","password":"b"}');
  assert.match(asked[1]?.headers["idempotency-key"] ?? "", /^[0-9a-f]{32}$/);
  for (const addr of ["", ".", ".."])
    await assert.rejects(client.GET("/devices/{addr}", { params: { path: { addr } } }), TypeError);
  assert.equal(asked.length, 2);
  for (const [baseUrl, url] of [
    ["https://home", "https://home/api/v1/info"],
    ["https://home/api/v1/", "https://home/api/v1/info"],
    ["https://proxy/loom/", "https://proxy/loom/api/v1/info"],
  ] as const) {
    const { fetch, asked: one } = fakeFetch(() => json({}));
    await createClient({ baseUrl, fetch }).GET("/info");
    assert.equal(one[0]?.url, url);
  }
  assert.throws(() => createClient({ baseUrl: "home" }), TypeError);
});

test("a form is sent as a form, with the same text at each repetition", async () => {
  const { client, clock, asked } = clientWith(lost, () => new Response(null, { status: 204 }));
  const body = { cert: "-----BEGIN CERTIFICATE-----\nü\n", key: "k" };
  const answer = client.POST("/admin/tls/certificate", { body });
  await clock.advance(RETRY_BASE_MS);
  assert.equal((await answer).status, 204);
  const [first, second] = asked;
  assert.equal(first?.body, second?.body);
  const form = parseMultipart(Buffer.from(second?.body ?? ""), second?.headers["content-type"]);
  assert.deepEqual({ ...form }, body);
  const [, boundary] = /boundary=(.+)$/.exec(second?.headers["content-type"] ?? "") ?? [];
  for (const key of [`--${boundary}--`, 5])
    await assert.rejects(
      client.request("POST", "/admin/tls/certificate", { body: { cert: "", key } }),
      /key cannot be sent in a form/,
    );
});

test("429 and 503 are repeated when Retry-After says so, with the same key", async () => {
  const date = new Date(Date.UTC(2026, 10, 29) + 5000).toUTCString();
  const { client, clock, asked } = clientWith(
    () => problem(429, { "retry-after": "3" }),
    () => problem(503, { "retry-after": date }),
    () => json({}),
  );
  const answer = client.POST("/alarm-messages/ack-all");
  await clock.advance(2999);
  assert.equal(asked.length, 1);
  await clock.advance(1);
  assert.equal(asked.length, 2);
  await clock.advance(1999);
  assert.equal(asked.length, 2, "two of the five seconds of the date are left");
  await clock.advance(1);
  assert.equal((await answer).status, 200);
  assert.equal(new Set(asked.map(({ headers }) => headers["idempotency-key"])).size, 1);
  assert.equal(clock.waiting, 0);
});

test("what would be waited for too long is told at once; what never gets better ends", async () => {
  const seconds = RETRY_AFTER_LIMIT_MS / 1000;
  const late = clientWith(() => problem(429, { "retry-after": String(seconds + 1) }, "rate_limited"));
  const refused = await late.client.GET("/info");
  assert.deepEqual(
    [refused.status, refused.error?.retryAfter, refused.error?.code],
    [429, seconds + 1, "rate_limited"],
  );
  assert.equal(late.asked.length, 1);
  const atLimit = clientWith(
    () => problem(503, { "retry-after": String(seconds) }),
    () => json({}),
  );
  const answer = atLimit.client.GET("/info");
  await atLimit.clock.advance(RETRY_AFTER_LIMIT_MS);
  assert.equal((await answer).status, 200);

  const never = clientWith(() => problem(503));
  const end = never.client.GET("/info");
  await never.clock.advance(RETRY_BASE_MS * 2 ** RETRIES_LIMIT);
  assert.equal((await end).error?.code, "service_unready");
  assert.equal(never.asked.length, 1 + RETRIES_LIMIT);
  const once = clientWith(() => problem(503));
  assert.equal((await once.client.GET("/info", { retries: 0 })).status, 503);
  assert.equal(once.asked.length, 1);

  let retries = 0;
  const { fetch, asked } = fakeFetch(() => problem(503));
  const clock = new FakeClock();
  const moody = createClient({ baseUrl: "http://home:8080/", auth, fetch, clock, retries: () => retries });
  assert.equal((await moody.GET("/info")).status, 503);
  assert.equal(asked.length, 1);
  retries = 1;
  const patient = moody.GET("/info");
  await clock.advance(RETRY_BASE_MS * 2);
  assert.equal((await patient).status, 503);
  assert.equal(asked.length, 3);
});

test("lost requests are repeated under their key, and what is still at work is waited for", async () => {
  const { client, clock, asked } = clientWith(
    lost,
    () => problem(409, {}, "conflict"),
    () => json({ done: true }),
  );
  const answer = client.POST("/alarm-messages/ack-all", { idempotencyKey: "mine" });
  await clock.advance(10_000);
  assert.equal((await answer).status, 200);
  assert.deepEqual(
    asked.map(({ headers }) => headers["idempotency-key"]),
    ["mine", "mine", "mine"],
  );
  const conflict = clientWith(() => problem(409, {}, "conflict"));
  assert.equal((await conflict.client.POST("/alarm-messages/ack-all")).error?.code, "conflict");
  assert.equal(conflict.asked.length, 1, "a conflict of the first attempt is an answer");

  const gone = clientWith(lost);
  const end = gone.client.GET("/info");
  await gone.clock.advance(10_000);
  const { status, error } = await end;
  assert.deepEqual([status, error?.code, error?.detail], [0, "network", "fetch failed"]);
  assert.equal(gone.asked.length, 1 + RETRIES_LIMIT);
});

test("a request that hangs is given up, and the waits between attempts differ", async () => {
  const { client, clock } = clientWith(hangs);
  const answer = client.GET("/info", { retries: 0 });
  await clock.advance(REQUEST_TIMEOUT_MS - 1);
  assert.equal(await Promise.race([answer, settle().then(() => "hangs")]), "hangs");
  await clock.advance(1);
  assert.deepEqual([(await answer).status, (await answer).error?.code], [0, "timeout"]);

  const early = clientWith(lost, () => json({}));
  early.clock.chance = 0;
  const soon = early.client.GET("/info");
  await early.clock.advance(RETRY_BASE_MS / 2);
  assert.equal((await soon).status, 200, "half of the full wait");
});

test("whoever asked can leave: before, while it is asked, and while it waits", async () => {
  const reason = new Error("left");
  const gone = clientWith(hangs);
  await assert.rejects(gone.client.GET("/info", { signal: AbortSignal.abort(reason) }), reason);
  assert.equal(gone.asked.length, 0);
  for (const reply of [hangs, () => problem(503, { "retry-after": "5" })]) {
    const { client, clock, asked } = clientWith(reply);
    const controller = new AbortController();
    const answer = client.GET("/info", { signal: controller.signal });
    await settle();
    controller.abort(reason);
    await assert.rejects(answer, reason);
    assert.equal(asked.length, 1);
    assert.equal(clock.waiting, 0, "no timer is left");
  }
});

test("answers that are none of the API's", async () => {
  const html = (status: number) => () => new Response("<html>", { status, headers: { "content-type": "text/html" } });
  const proxy = await clientWith(html(502)).client.GET("/info");
  assert.deepEqual([proxy.status, proxy.error?.code], [502, "upstream_unavailable"]);
  const broken = await clientWith(
    () => new Response("{", { headers: { "content-type": "application/json" } }),
  ).client.GET("/info");
  assert.deepEqual([broken.status, broken.error?.code], [0, "unreadable"]);
  const empty = await clientWith(() => new Response(null, { status: 204 })).client.POST("/auth/logout");
  assert.deepEqual([empty.status, empty.data], [204, undefined]);
  const text = await clientWith(() => new Response("a;b", { headers: { "content-type": "text/csv" } })).client.GET(
    "/audit",
  );
  assert.equal(text.data as unknown, "a;b");
  const cut = new ReadableStream({ pull: (controller) => controller.error(new TypeError("terminated")) });
  const { client, clock } = clientWith(
    () => new Response(cut, { headers: { "content-type": "application/json" } }),
    () => json({ a: 1 }),
  );
  const answer = client.GET("/info");
  await clock.advance(RETRY_BASE_MS);
  assert.deepEqual((await answer).data as unknown, { a: 1 });
});

test("a refused token is asked for anew, once, by all who wait", async () => {
  let tokens = 0;
  const { fetch, asked } = fakeFetch(({ headers }) =>
    headers.authorization === "Bearer t2" ? json({}) : problem(401, {}, "unauthorized"),
  );
  const token = async () => `t${++tokens}`;
  const client = createClient({ baseUrl: "http://home", auth: { type: "bearer", token }, fetch });
  const answers = await Promise.all([client.GET("/info"), client.GET("/info"), client.GET("/info")]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(tokens, 2);
  assert.equal(asked.length, 6);
  client.setToken("t9");
  assert.equal((await client.GET("/info")).status, 401);
  assert.equal(tokens, 3, "asked once more, and the same refusal is an answer");
});

test("a session logs in once, repeats its cookies and its CSRF token, and logs in again when it has ended", async () => {
  let logins = 0;
  const { fetch, asked } = fakeFetch(({ url, headers }) => {
    if (url.endsWith("/auth/login")) {
      const answer = json({});
      answer.headers.append("set-cookie", `openccu_loom_session=s${++logins}; Path=/; HttpOnly`);
      answer.headers.append("set-cookie", "openccu_loom_csrf=c; Path=/");
      return answer;
    }
    return headers.cookie?.includes("session=s2") ? json({}) : problem(401);
  });
  const client = createClient({
    baseUrl: "http://home",
    auth: { type: "session", username: "a", password: "b" },
    fetch,
  });
  const answers = await Promise.all([client.GET("/info"), client.POST("/auth/logout")]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(logins, 2);
  const write = asked.findLast(({ method, url }) => method === "POST" && url.endsWith("/logout"));
  assert.equal(write?.headers.cookie, "openccu_loom_session=s2; openccu_loom_csrf=c");
  assert.equal(write?.headers["x-csrf-token"], "c");
});

test("a refused login is believed for a while, a lost one is tried again", async () => {
  const refused = fakeFetch(() => problem(401, {}, "unauthorized"));
  const clock = new FakeClock();
  const auth = { type: "session", username: "a", password: "b" } as const;
  const client = createClient({ baseUrl: "http://home", auth, fetch: refused.fetch, clock });
  for (const times of [1, 1]) {
    assert.equal((await client.GET("/info")).status, 401);
    assert.equal(refused.asked.length, times);
  }
  await clock.advance(10_000);
  assert.equal((await client.GET("/info")).status, 401);
  assert.equal(refused.asked.length, 2);
  const away = fakeFetch(lost, () => json({}));
  const other = createClient({ baseUrl: "http://home", auth, fetch: away.fetch, clock });
  const answer = other.GET("/info");
  await clock.advance(RETRY_BASE_MS);
  assert.equal((await answer).status, 200);
});

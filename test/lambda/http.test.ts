import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import fc from "fast-check";
import { encodedPath, PATH_HEADER } from "../../adapters/lambda/event.ts";
import { type HttpResult, RESULT_LIMIT, toApiRequest, toResult } from "../../adapters/lambda/http.ts";
import { createRestHandler } from "../../adapters/lambda/rest.ts";
import type { ApiReply } from "../../handlers/kernel/dispatch.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import { anyText } from "../support/any-text.ts";
import { context, eventV1, eventV2, type TestRequest } from "./events.ts";

const reply = (part: Partial<ApiReply>): ApiReply => ({ status: 200, headers: {}, ...part });
const bytesOf = (result: HttpResult): Buffer =>
  Buffer.from(result.body ?? "", result.isBase64Encoded ? "base64" : "utf8");
const problemOf = (result: HttpResult) => JSON.parse(bytesOf(result).toString()) as Record<string, unknown>;
const bodyOf = async (event: Parameters<typeof toApiRequest>[0]): Promise<Buffer> =>
  Buffer.from(await toApiRequest(event).body(1_000_000));

test("a request of payload 2.0", async () => {
  const request = toApiRequest(
    eventV2({
      method: "PUT",
      path: "/api/v1/devices/0001",
      query: "a=1&a=2&b=%20",
      headers: {
        "content-type": "application/json",
        cookie: "one=1; two=2",
        "x-forwarded-proto": "https",
        host: "api",
      },
      body: "{}",
    }),
  );
  assert.equal(request.method, "PUT");
  assert.equal(request.path, "/api/v1/devices/0001");
  assert.equal(request.query, "a=1&a=2&b=%20");
  assert.equal(request.headers.cookie, "one=1; two=2");
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.remote, "192.0.2.7");
  assert.equal(request.secure, true);
  assert.equal(Buffer.from(await request.body(2)).toString(), "{}");
  await assert.rejects(request.body(1), (error) => error instanceof Refusal && error.status === 413);
});

test("a request of payload 1.0", async () => {
  const request = toApiRequest(
    eventV1({
      path: "/api/v1/devices",
      query: "name=K%C3%BCche&page=2&page=3",
      headers: { Cookie: "one=1", "X-Forwarded-Proto": "http", Authorization: "Bearer t" },
    }),
  );
  assert.equal(request.path, "/api/v1/devices");
  assert.deepEqual(new URLSearchParams(request.query).getAll("page"), ["2", "3"]);
  assert.equal(new URLSearchParams(request.query).get("name"), "Küche");
  assert.equal(request.headers.authorization, "Bearer t");
  assert.equal(request.secure, false);
  assert.equal((await request.body(0)).length, 0);
});

test("a named stage is no part of the path", () => {
  assert.equal(toApiRequest(eventV2({ path: "/prod/api/v1/info", stage: "prod" })).path, "/api/v1/info");
  assert.equal(toApiRequest(eventV2({ path: "/production/info", stage: "prod" })).path, "/production/info");
  assert.equal(toApiRequest(eventV2({ path: "/prod", stage: "prod" })).path, "/");
  assert.equal(toApiRequest(eventV1({ path: "/api/v1/info", stage: "api" })).path, "/api/v1/info");
});

test("a decoded path is spelt as the client spelt it, where CloudFront tells", () => {
  const told = "/api/v1/sysvars/a%2Fb%3F%20c";
  const decoded = decodeURIComponent(told);
  const path = (rawPath: string, header?: string) =>
    toApiRequest(eventV2({ path: rawPath, headers: header === undefined ? {} : { [PATH_HEADER]: header } })).path;
  assert.equal(path(decoded, told), told);
  // HTTP APIs cut a decoded path at its question mark
  assert.equal(path(decoded.split("?")[0]!, told), told);
  assert.equal(path("/api/v1/info", told), "/api/v1/info", "the header cannot lead anywhere else");
  assert.equal(path("/api/v1/sysvars/50%", undefined), "/api/v1/sysvars/50%25");
  assert.equal(path("/api/v1/sysvars/Küche 1", undefined), "/api/v1/sysvars/K%C3%BCche%201");
  assert.equal(path("/api/v1/sysvars/a%2Fb", undefined), "/api/v1/sysvars/a%2Fb");
});

test("an address is believed only with the edge's key; a host always", () => {
  const headers = {
    "x-ccu-anywhere-viewer": "203.0.113.9",
    "x-ccu-anywhere-edge": "key",
    "x-forwarded-host": "home.example",
    host: "abc.execute-api",
  };
  const trusted = toApiRequest(eventV2({ headers }), { edgeKey: "key" });
  assert.equal(trusted.remote, "203.0.113.9");
  assert.equal(trusted.headers.host, "home.example");
  assert.equal(trusted.headers["x-ccu-anywhere-edge"], undefined, "the key goes no further");
  for (const edgeKey of ["other", "", undefined])
    assert.equal(toApiRequest(eventV2({ headers }), { edgeKey }).remote, "192.0.2.7");
  const forged = toApiRequest(eventV2({ headers: { ...headers, "x-ccu-anywhere-edge": "" } }), { edgeKey: "" });
  assert.equal(forged.remote, "192.0.2.7");
});

test("any path becomes a valid encoded one and means the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const encoded = `/${encodeURIComponent(text.toWellFormed())}`;
      assert.equal(encodedPath(encoded, undefined), encoded, "an encoded path stays as it is");
      const path = encodedPath(`/${text}`, encoded);
      assert.match(path, /^\/[\x21-\x7e]*$/);
      // told and received are the same path in two spellings, unless the text itself looks encoded
      if (!text.includes("%")) assert.equal(decodeURIComponent(path), `/${text.toWellFormed()}`);
    }),
  );
  fc.assert(
    fc.property(anyText(), fc.option(fc.string()), (received, told) => {
      assert.match(encodedPath(received, told ?? undefined), /^\/[\x21-\x7e]*$/);
    }),
  );
});

const hostile = fc.record({
  method: fc.string(),
  path: anyText(),
  query: anyText(),
  headers: fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__"), fc.constant("Constructor")), fc.string()),
  body: fc.oneof(fc.string(), fc.uint8Array()),
});

test("nothing that a client sends makes a converter throw, and bodies arrive whole", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (request: TestRequest) => {
      for (const event of [eventV1(request), eventV2(request)]) {
        const converted = toApiRequest(event);
        assert.equal(Object.getPrototypeOf(converted.headers), null);
        assert.deepEqual(await bodyOf(event), Buffer.from(request.body as string));
      }
    }),
  );
});

test("queries of payload 1.0 keep every name and value", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }))), (pairs) => {
      const query = new URLSearchParams(pairs).toString();
      const found = new URLSearchParams(toApiRequest(eventV1({ query })).query);
      for (const [name] of pairs)
        assert.deepEqual(found.getAll(name.toWellFormed()), new URLSearchParams(query).getAll(name.toWellFormed()));
    }),
  );
});

test("bodies, statuses and cookies pass through both payload versions", async () => {
  const replies = fc.record({
    status: fc.constantFrom(200, 201, 204, 404),
    body: fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array(), fc.constant(undefined)),
    cookies: fc.array(fc.constantFrom("a=1; Path=/", "b=2"), { maxLength: 2 }),
    type: fc.constantFrom("application/json", "image/png", "application/problem+json", "text/html; charset=utf-8"),
  });
  await fc.assert(
    fc.asyncProperty(replies, async ({ status, body, cookies, type }) => {
      const headers = { "content-type": type, "set-cookie": cookies, "x-one": "1" };
      const expected = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
      const v2 = (await toResult(eventV2(), reply({ status, body, headers }))) as APIGatewayProxyStructuredResultV2;
      assert.equal(v2.statusCode, status);
      assert.deepEqual(bytesOf(v2), expected);
      assert.deepEqual(v2.cookies ?? [], cookies);
      assert.equal(v2.headers?.["x-one"], "1");
      assert.equal(v2.headers?.["set-cookie"], undefined);
      const v1 = await toResult(eventV1(), reply({ status, body, headers }));
      assert.deepEqual(bytesOf(v1), expected);
      assert.deepEqual((v1 as { multiValueHeaders?: Record<string, unknown> }).multiValueHeaders, {
        "set-cookie": cookies,
      });
    }),
  );
});

test("bytes that are no text go as base64, JSON in bytes as text", async () => {
  const json = await toResult(
    eventV2(),
    reply({ body: Buffer.from('{"a":"ü"}'), headers: { "content-type": "application/json; charset=utf-8" } }),
  );
  assert.equal(json.isBase64Encoded, false);
  assert.equal(json.body, '{"a":"ü"}');
  const image = await toResult(eventV2(), reply({ body: Buffer.of(1, 2), headers: { "content-type": "image/png" } }));
  assert.equal(image.isBase64Encoded, true);
  const broken = await toResult(eventV2(), reply({ body: Buffer.of(0xff), headers: { "content-type": "text/plain" } }));
  assert.deepEqual(bytesOf(broken), Buffer.of(0xff));
});

test("an answer at the limit passes, one past it is refused in words or goes compressed", async () => {
  const json = { "content-type": "application/json", "x-request-id": "r1" };
  const empty = JSON.stringify(await toResult(eventV2(), reply({ body: "", headers: json }))).length;
  const fitting = "a".repeat(RESULT_LIMIT - empty);
  assert.equal((await toResult(eventV2(), reply({ body: fitting, headers: json }))).statusCode, 200);
  const large = `${fitting}a`;
  for (const event of [eventV2(), eventV1(), eventV2({ headers: { "accept-encoding": "br, gzip;q=0" } })]) {
    const refused = await toResult(event, reply({ body: large, headers: json }));
    assert.equal(refused.statusCode, 501);
    assert.equal(refused.headers?.["x-request-id"], "r1");
    assert.match(String(problemOf(refused).detail), /6000000 bytes/);
  }
  const packed = await toResult(
    eventV2({ headers: { "accept-encoding": "deflate, gzip" } }),
    reply({ body: large, headers: json }),
  );
  assert.equal(packed.headers?.["content-encoding"], "gzip");
  assert.equal(gunzipSync(bytesOf(packed)).toString(), large);
});

test("streams are collected up to the limit; endless ones are refused at once", async () => {
  async function* pieces(count: number, piece: string) {
    for (let i = 0; i < count; i += 1) yield piece;
  }
  const whole = await toResult(eventV2(), reply({ body: pieces(3, "ä\n"), headers: { "content-type": "text/csv" } }));
  assert.equal(bytesOf(whole).toString(), "ä\nä\nä\n");
  const endless = pieces(Number.POSITIVE_INFINITY, "x".repeat(100_000));
  const refused = await toResult(eventV2(), reply({ body: endless, headers: { "content-type": "text/csv" } }));
  assert.equal(refused.statusCode, 501);
  const events = pieces(Number.POSITIVE_INFINITY, "data: 1\n\n");
  const stream = await toResult(eventV2(), reply({ body: events, headers: { "content-type": "text/event-stream" } }));
  assert.equal(stream.statusCode, 501);
});

const silent = { debug() {}, info() {}, warn() {}, error() {} };

test("what goes wrong is a problem that names the request, not the reason", async () => {
  const logged: unknown[] = [];
  const lines: string[] = [];
  const handler = createRestHandler({
    dispatch: async () => {
      throw new Error("secret reason");
    },
    log: { ...silent, error: (message, data) => logged.push({ message, ...data }) },
    write: (line) => lines.push(line),
  });
  for (const event of [eventV2({ path: "/api/v1/info" }), eventV1({ path: "/api/v1/info" })]) {
    const result = await handler(event, context());
    assert.equal(result.statusCode, 500);
    const text = JSON.stringify(result);
    assert.doesNotMatch(text, /secret reason|\.ts:/);
    assert.match(String(problemOf(result).detail), /request-\d+/);
  }
  assert.equal(logged.length, 2);
  assert.equal(lines.length, 1, "one cold start");
  assert.equal(JSON.parse(lines[0]!).ColdStart, 1);
});

test("a call that the function's time would cut off is answered before", async () => {
  const handler = createRestHandler({ dispatch: () => new Promise(() => {}), log: silent, write: () => {} });
  const result = await handler(eventV2(), context(260));
  assert.equal(result.statusCode, 503);
  assert.ok(result.headers?.["retry-after"]);
});

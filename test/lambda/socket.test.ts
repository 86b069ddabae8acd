/** The functions behind the WebSocket API, event by event. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Admit,
  createAuthorizerHandler,
  createSocketHandler,
  type SocketEvent,
} from "../../adapters/lambda/socket.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { forbidden, unauthorized } from "../../handlers/kernel/problem.ts";
import type { RemoteStream } from "../../handlers/stream/remote.ts";
import { context } from "./events.ts";
import { silent } from "./support.ts";

const anna: Identity = { subject: "anna", role: "viewer", scheme: "bearer", credential: "c1" };
const admitted: Admit = async ({ headers }) =>
  headers.authorization === "Bearer good" ? { site: "home", identity: anna } : unauthorized();

function bench(failing = false) {
  const calls: unknown[][] = [];
  const record =
    (name: string) =>
    async (...args: unknown[]) => {
      calls.push([name, ...args]);
      if (failing && name === "message") throw new Error("secret reason");
    };
  const posted: string[] = [];
  const sites = new Map<string, string>();
  let lookUps = 0;
  const handler = createSocketHandler({
    admit: admitted,
    streamOf: async (site) =>
      ({
        connected: (...args: unknown[]) => record("connected")(site, ...args),
        message: (...args: unknown[]) => record("message")(site, ...args),
        disconnected: (...args: unknown[]) => record("disconnected")(site, ...args),
      }) as unknown as RemoteStream,
    sites: {
      remember: async (id, site) => void sites.set(id, site),
      async find(id) {
        lookUps += 1;
        return sites.get(id);
      },
      forget: async (id) => void sites.delete(id),
    },
    gateway: {
      async post(_id, frame) {
        posted.push(frame);
        return "sent";
      },
      close: record("closed"),
    },
    log: silent,
    write: () => {},
  });
  return { handler, calls, posted, sites, lookUps: () => lookUps };
}

const event = (
  eventType: string,
  part: Partial<SocketEvent> = {},
  authorizer?: Record<string, unknown>,
): SocketEvent => ({
  headers: {},
  ...part,
  requestContext: { eventType, connectionId: "c", routeKey: "$default", ...(authorizer ? { authorizer } : {}) },
});

test("with an authorizer nothing is looked up: its word comes along with each event", async () => {
  const authorizer = createAuthorizerHandler({ admit: admitted, log: silent, write: () => {} });
  const request = event("CONNECT", { headers: { Authorization: "Bearer good" }, methodArn: "arn:x" });
  const result = await authorizer(request, context());
  assert.equal(result.policyDocument.Statement[0]?.Effect, "Allow");
  assert.equal(result.policyDocument.Statement[0]?.Resource, "arn:x");
  const { handler, calls, lookUps } = bench();
  const along = { ...result.context, principalId: result.principalId };
  assert.equal((await handler(event("CONNECT", {}, along), context())).statusCode, 200);
  await handler(event("MESSAGE", { body: '{"op":"x"}' }, along), context());
  await handler(
    event("MESSAGE", { body: Buffer.from("ü").toString("base64"), isBase64Encoded: true }, along),
    context(),
  );
  await handler(event("DISCONNECT", {}, along), context());
  assert.deepEqual(calls, [
    ["connected", "home", "c", anna],
    ["message", "home", "c", '{"op":"x"}'],
    ["message", "home", "c", "ü"],
    ["disconnected", "home", "c"],
  ]);
  assert.equal(lookUps(), 0);
});

test("without one the credential is checked at $connect, and the site is remembered", async () => {
  const { handler, calls, sites } = bench();
  const refused = await handler(event("CONNECT"), context());
  assert.equal(refused.statusCode, 401);
  assert.match(refused.headers?.["www-authenticate"] ?? "", /Bearer/);
  const opened = await handler(event("CONNECT", { multiValueHeaders: { Authorization: ["Bearer good"] } }), context());
  assert.equal(opened.statusCode, 200);
  await handler(event("MESSAGE", { body: "{}" }), context());
  await handler(event("DISCONNECT"), context());
  assert.equal(sites.size, 0);
  await handler(event("MESSAGE", { body: "{}" }), context());
  assert.deepEqual(
    calls.map(([name]) => name),
    ["connected", "message", "disconnected", "closed"],
  );
});

test("an authorizer says 401 for nobody and 403 for a foreign page", async () => {
  const decide = (admit: Admit) =>
    createAuthorizerHandler({ admit, log: silent, write: () => {} })(event("CONNECT"), context());
  await assert.rejects(decide(admitted), { message: "Unauthorized" });
  const denied = await decide(async () => forbidden("websocket origin not allowed"));
  assert.equal(denied.policyDocument.Statement[0]?.Effect, "Deny");
  const failed = await decide(async () => {
    throw new Error("secret reason");
  });
  assert.equal(failed.policyDocument.Statement[0]?.Effect, "Deny");
  assert.doesNotMatch(JSON.stringify(failed), /secret/);
});

test("a message that fails is answered on the socket, without the reason", async () => {
  const { handler, posted } = bench(true);
  const along = { site: "home", identity: JSON.stringify(anna) };
  for (const body of ['{"op":"call","id":"7","command":"x"}', '{"op":"subscribe"}', "no JSON"])
    assert.equal((await handler(event("MESSAGE", { body }, along), context())).statusCode, 200);
  const [call, subscribe, malformed] = posted.map((text) => JSON.parse(text));
  assert.deepEqual(
    { op: call.op, id: call.id, code: call.error.code },
    { op: "result", id: "7", code: "internal_error" },
  );
  assert.equal(subscribe.op, "error");
  assert.equal(malformed.op, "error");
  assert.doesNotMatch(posted.join(), /secret/);
  assert.match(posted.join(), /request-\d+/);
});

test("no event makes the function reject", async () => {
  const { handler } = bench();
  const texts = fc.oneof(fc.string(), fc.constant(null), fc.constant(undefined));
  const anything = fc.record({
    body: texts,
    isBase64Encoded: fc.boolean(),
    headers: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.constant(null)),
    requestContext: fc.record({
      eventType: fc.constantFrom("CONNECT", "MESSAGE", "DISCONNECT", "OTHER"),
      routeKey: fc.string(),
      connectionId: fc.oneof(fc.string(), fc.constant(undefined)),
      authorizer: fc.oneof(fc.constant(null), fc.record({ site: texts, identity: texts })),
    }),
  });
  await fc.assert(
    fc.asyncProperty(anything, async (hostile) => {
      const { statusCode } = await handler(hostile as SocketEvent, context());
      assert.ok(statusCode >= 200 && statusCode < 600);
    }),
  );
});

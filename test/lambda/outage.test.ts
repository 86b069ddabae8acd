/** The table dies: clients are told that it is away, and the log has the reason. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withOutagesTold } from "../../adapters/dynamodb/outage.ts";
import type { DynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { commands } from "../../handlers/api.ts";
import { readEnvironment } from "../../infra/functions/environment.ts";
import { restFunction } from "../../infra/functions/rest-function.ts";
import { openCloud } from "../../infra/functions/site.ts";
import { authorizerFunction, socketFunction } from "../../infra/functions/socket-function.ts";
import { basic } from "../support/client.ts";
import { context, eventV2 } from "./events.ts";

const away = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:8000"), { code: "ECONNREFUSED" });
const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException", $fault: "client" });
const forbidden = Object.assign(new Error("no permission"), { name: "AccessDeniedException", $fault: "client" });

const failing = (error: Error): DynamoTable => {
  const fail = () => Promise.reject(error);
  return { get: fail, getAll: fail, put: fail, update: fail, delete: fail, query: fail };
};

async function cloudOn(table: DynamoTable) {
  const lines: { message: string; data?: Record<string, unknown> | undefined }[] = [];
  const enter = (message: string, data?: Record<string, unknown>) => void lines.push({ message, data });
  const environment = readEnvironment({
    CCU_ANYWHERE_TABLE: "ccu-anywhere",
    CCU_ANYWHERE_BROKER_URL: "mqtt://127.0.0.1:1",
    CCU_ANYWHERE_WS_ENDPOINT: "http://127.0.0.1:1",
    CCU_ANYWHERE_SECRET: "x".repeat(43),
  });
  const posted: string[] = [];
  const cloud = await openCloud(environment, {
    commands,
    clock: createManualClock(Date.UTC(2026, 0, 1)),
    log: { debug() {}, info: enter, warn: enter, error: enter },
    metrics: () => {},
    aws: {
      region: "local",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      dynamoEndpoint: "http://127.0.0.1:1",
    },
    parts: {
      table,
      gateway: {
        async post(_, frame) {
          posted.push(frame);
          return "sent";
        },
        close: async () => {},
      },
    },
  });
  return { cloud, lines, posted };
}

const headers = basic("anna@home", "password");

for (const [name, error] of [
  ["no connection", away],
  ["throttled", throttled],
  ["no permission", forbidden],
] as const)
  test(`${name}: 503 with Retry-After, and the reason in the log`, async () => {
    const { cloud, lines } = await cloudOn(failing(error));
    const rest = restFunction(cloud);
    for (const [method, path] of [
      ["GET", "/api/v1/devices"],
      ["PUT", "/api/v1/me/preferences/a"],
    ] as const) {
      lines.length = 0;
      const answer = await rest(
        eventV2({ method, path, headers, ...(method === "PUT" ? { body: "{}" } : {}) }),
        context(),
      );
      const {
        statusCode,
        headers: told = {},
        body = "",
      } = answer as { statusCode: number; headers?: Record<string, string>; body?: string };
      assert.equal(statusCode, 503, body);
      assert.equal(told["x-problem-code"], "service_unready");
      assert.match(String(told["retry-after"]), /^\d+$/);
      assert.doesNotMatch(body, /ECONNREFUSED|Rate exceeded|permission/, "the reason is for the log");
      assert.ok(
        lines.some(({ data }) => data?.error === error),
        "a line with the reason",
      );
    }
  });

test("a socket hears that the storage is away; whoever opens one is not told that its credentials are wrong", async () => {
  const { cloud, lines, posted } = await cloudOn(failing(away));
  const identity = JSON.stringify({ subject: "anna", role: "admin", scheme: "basic" });
  const event = (eventType: string, body?: string) => ({
    headers,
    ...(body ? { body } : {}),
    requestContext: { eventType, connectionId: "c", routeKey: "$default", authorizer: { site: "home", identity } },
  });
  const socket = socketFunction(cloud);
  const call = event("MESSAGE", '{"op":"call","id":"1","command":"system.version","args":{}}');
  assert.equal((await socket(call, context())).statusCode, 200);
  assert.match(posted.join(), /"code":"unavailable"/);
  assert.equal((await socket(event("CONNECT"), context())).statusCode, 503);
  await assert.rejects(authorizerFunction(cloud)(event("CONNECT"), context()), { message: "Unavailable" });
  assert.ok(lines.some(({ data }) => data?.error === away));
});

test("what we asked wrongly stays our own fault", async () => {
  const wrong = Object.assign(new Error("Invalid KeyConditionExpression"), { name: "ValidationException" });
  for (const error of [wrong, new TypeError("x is not a function"), new RangeError("too far")]) {
    const logged: string[] = [];
    const table = withOutagesTold(failing(error), {
      debug() {},
      info() {},
      warn() {},
      error: (text) => void logged.push(text),
    });
    await assert.rejects(table.get({ pk: "a", sk: "b" }), error);
    assert.deepEqual(logged, []);
  }
});

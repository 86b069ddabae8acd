/** The API inside somebody else's Express app, whose users are its own. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import express from "express";
import * as z from "zod";
import { type ApiOptions, createApiMiddleware } from "../../../adapters/express/app.ts";
import { createDispatcher } from "../../../handlers/kernel/dispatch.ts";
import type { ExternalIdentity } from "../../../handlers/kernel/identity.ts";
import { PUBLIC_BODY_LIMIT } from "../../../handlers/kernel/limits.ts";
import { ok, operation } from "../../../handlers/kernel/operation.ts";
import { kernelSite, testAuthenticator } from "../../kernel/support.ts";

const base = { served: "here", summary: "x", tag: "test", responses: { 200: z.unknown() } } as const;
const who = operation({ ...base, method: "GET", path: "/who", role: "viewer" }, ({ identity }) => ok(identity));
const echo = operation({ ...base, method: "POST", path: "/echo", role: "operator", body: z.unknown() }, ({ body }) =>
  ok(body),
);
const open = operation({ ...base, method: "POST", path: "/open", role: "public", body: z.unknown() }, ({ body }) =>
  ok(body),
);

const ANNA: ExternalIdentity = { subject: "anna", role: "operator" };

/** An app with a body parser in front and a page of its own behind. */
async function mounted(t: TestContext, identify?: ApiOptions["identify"]) {
  const { site, clock, lines } = kernelSite({ csrf: true });
  const home = () => ({ site, authenticator: testAuthenticator });
  const dispatch = createDispatcher({ operations: [who, echo, open], home, clock });
  const app = express();
  app.use(express.json());
  app.use("/homematic", createApiMiddleware({ dispatch, log: site.log, ...(identify ? { identify } : {}) }));
  app.use((_request, response) => void response.send("own page"));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { call, lines };
}
const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json", ...headers },
});

test("who asks is told by the app; everything else stays the app's", async (t) => {
  const { call } = await mounted(t, async () => ANNA);
  const { status, text, headers } = await call("/homematic/api/v1/who");
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), { ...ANNA, scheme: "oidc" });
  assert.equal(headers.get("set-cookie"), null, "no cookies of ours");
  for (const path of ["/", "/homematic/", "/homematic/api/v10/who", "/api/v1/who"])
    assert.equal((await call(path)).text, "own page", path);
});

test("nobody is nobody, and an app that cannot tell lets nobody in", async (t) => {
  const nobody = await mounted(t, () => null);
  assert.equal((await nobody.call("/homematic/api/v1/who", { headers: { "x-test-user": "eve admin" } })).status, 401);
  const failing = await mounted(t, () => Promise.reject(new Error("session store away")));
  assert.equal((await failing.call("/homematic/api/v1/who")).status, 401);
  assert.equal(failing.lines.at(-1)?.level, "error");
});

test("where the app says nothing, the API's own credentials count", async (t) => {
  for (const identify of [undefined, () => undefined]) {
    const { call } = await mounted(t, identify);
    assert.equal((await call("/homematic/api/v1/who")).status, 401);
    assert.equal((await call("/homematic/api/v1/who", { headers: { "x-test-user": "ben viewer" } })).status, 200);
  }
});

test("a write that a page of another site caused is refused, whatever the app's cookies say", async (t) => {
  const { call } = await mounted(t, () => ANNA);
  const path = "/homematic/api/v1/echo";
  assert.equal((await call(path, json([1]))).status, 200);
  assert.equal((await call(path, json([1], { origin: "https://elsewhere.example" }))).status, 403);
});

test("a body that the app's parser has read is taken as it is, within the limit", async (t) => {
  const { call } = await mounted(t, () => ANNA);
  for (const body of [{ a: [1, "ü"] }, [], "text", null])
    assert.deepEqual(JSON.parse((await call("/homematic/api/v1/echo", json([body]))).text), [body]);
  const path = "/homematic/api/v1/open";
  const sized = (bytes: number) => ["x".repeat(bytes - '[""]'.length)];
  assert.equal((await call(path, json(sized(PUBLIC_BODY_LIMIT)))).status, 200);
  assert.equal((await call(path, json(sized(PUBLIC_BODY_LIMIT + 1)))).status, 413);
  assert.equal((await call("/homematic/api/v1/echo", { method: "POST", body: "[1]" })).text, "[1]", "left to us");
});

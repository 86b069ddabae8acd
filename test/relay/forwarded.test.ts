/** What an operation that runs at home for a request of the cloud is told of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { ok, operation } from "../../handlers/kernel/operation.ts";
import { createForwarded } from "../../handlers/relay/home/forwarded.ts";
import { BEGIN_WITHIN_MS, REQUEST_LIMIT_MS } from "../../handlers/relay/protocol/messages.ts";
import { createTestSite } from "../support/site.ts";

const who: Identity = { subject: "anna", role: "operator", scheme: "bearer" };

const Told = z.object({ subject: z.string(), collected: z.boolean(), deadline: z.number(), answerBy: z.number() });
const told = <const Served extends "here" | "home">(path: string, served: Served) =>
  operation(
    {
      ...{ method: "GET", path, role: "viewer", served, tag: "test", summary: "x" },
      responses: { 200: Told },
    } as const,
    ({ identity, collected, deadline = 0, answerBy = 0 }) =>
      ok({ subject: identity?.subject ?? "", collected, deadline, answerBy }),
  );

test("who asks, until when, and that one message holds the answer; what the cloud serves itself is not there", async () => {
  const forwarded = createForwarded({
    operations: [told("/told", "home"), told("/other", "here")],
    commands: [],
    site: createTestSite(),
  });
  const ask = (path: string) =>
    forwarded.rest({ method: "GET", path, query: "", headers: {} }, who, { deadline: 4711 });
  const { status, body } = await ask("/api/v1/told");
  assert.deepEqual(
    [status, JSON.parse(String(body))],
    [200, { subject: "anna", collected: true, deadline: 4711, answerBy: 4711 + REQUEST_LIMIT_MS - BEGIN_WITHIN_MS }],
  );
  assert.equal((await ask("/api/v1/other")).status, 404);
});

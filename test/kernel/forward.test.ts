import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { type CommandResult, command, createCommandDispatcher } from "../../handlers/kernel/command.ts";
import { unready } from "../../handlers/kernel/problem.ts";
import { createTestSite, identity } from "../support/site.ts";

const spec = { category: "test", summary: "x", role: "viewer", args: z.object({}), result: z.null() } as const;

/** What a caller of `test.act` gets, and what else happened. */
async function forwarded(forward: () => Promise<CommandResult>) {
  const site = createTestSite();
  let acted = 0;
  const act = () => {
    acted += 1;
    return null;
  };
  const call = createCommandDispatcher([command({ ...spec, name: "test.act", served: "home" }, act)], { forward });
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", note);
  try {
    const asked = { command: "test.act", args: {}, identity: identity("admin", "root"), site, requestId: "r1" };
    const result = await call(asked);
    await new Promise(setImmediate);
    const { items } = await site.store.list("audit");
    return { result, acted, unhandled, audited: items.length, logged: site.logged.length };
  } finally {
    process.off("unhandledRejection", note);
  }
}
const nothingElse = { acted: 0, unhandled: [], audited: 0 };

test("a way to the home that throws, at once or later, becomes a result, is logged, and nothing else happens", async () => {
  const error = { code: "internal_error", message: "test.act: internal error (request r1)" };
  const broken = () => {
    throw new TypeError("broken");
  };
  for (const forward of [broken, async () => broken(), () => Promise.reject("a text")])
    assert.deepEqual(await forwarded(forward), { ...nothingElse, result: { error }, logged: 1 });
});

test("a refusal of the way to the home is the result, and is no fault of ours to log", async () => {
  const refuse = async (): Promise<CommandResult> => {
    throw unready("the relay is away");
  };
  const { result, ...rest } = await forwarded(refuse);
  assert.deepEqual(result, { error: { code: "unavailable", message: "the relay is away" } });
  assert.deepEqual(rest, { ...nothingElse, logged: 0 });
});

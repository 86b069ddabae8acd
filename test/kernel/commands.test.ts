/** The dispatch of WebSocket commands: who may, with what, here or at home, and what a failure is called. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { COMMAND_ERRORS, type CommandCall, command, createCommandDispatcher } from "../../handlers/kernel/command.ts";
import type { Identity, Role } from "../../handlers/kernel/identity.ts";
import { IDENTITY_BURST } from "../../handlers/kernel/limits.ts";
import { ok, operation } from "../../handlers/kernel/operation.ts";
import {
  badRequest,
  conflict,
  forbidden,
  gone,
  InconsistentValues,
  internal,
  locked,
  notFound,
  rejected,
  tooMany,
  unauthorized,
  unprocessable,
  unready,
  unsupported,
  upstream,
} from "../../handlers/kernel/problem.ts";
import { checkReply } from "../../handlers/kernel/reply.ts";
import { createStates } from "../../handlers/kernel/site.ts";
import { fieldErrors, parseQuery } from "../../handlers/kernel/validation.ts";
import { CcuFault } from "../../handlers/ports/index.ts";
import { kernel, kernelSite } from "./support.ts";

const base = { category: "test", summary: "x", role: "operator", result: z.unknown() } as const;
const failures: Record<string, unknown> = {
  inconsistent: new InconsistentValues("a and b", []),
  locked: locked("by anna", "Locked"),
  rejected: rejected("no"),
  unprocessable: unprocessable("no"),
  bad: badRequest("no"),
  unauthorized: unauthorized(),
  forbidden: forbidden(),
  missing: notFound("no"),
  gone: gone("no"),
  conflict: conflict("no"),
  rate: tooMany("no", "Too many", 1),
  unsupported: unsupported("no"),
  unready: unready("no"),
  upstream: upstream("no"),
  internal: internal("r"),
  fault: new CcuFault("transport", "away"),
  cannot: new CcuFault("unsupported", "cannot"),
  invalid: new CcuFault("invalid", "too long"),
  silent: unready("", "Only a title"),
  bug: new TypeError("our own secret"),
};
const COMMANDS = [
  command(
    {
      ...base,
      name: "echo",
      served: "here",
      args: z.object({ n: z.int().optional(), deep: z.object({ a: z.string() }).optional() }),
    },
    ({ args, central, identity, requestId }) => ({ args, central, who: identity.subject, requestId }),
  ),
  command({ ...base, name: "fail", served: "here", args: z.object({ with: z.string() }) }, ({ args }) => {
    throw failures[args.with];
  }),
  command({ ...base, name: "refuse", served: "here", args: z.object({}) }, () => notFound("nothing")),
  command({ ...base, name: "wrong", served: "here", args: z.object({}), result: z.string() }, () => 7 as never),
  command({ ...base, name: "act", served: "home", args: z.object({ n: z.int().default(4) }) }, ({ args }) => ({
    ran: args,
  })),
];
const bench = kernelSite();
const call = (name: string, args: unknown, role: Role = "operator"): CommandCall => ({
  command: name,
  args,
  identity: { subject: "anna", role, scheme: "bearer" } as Identity,
  site: bench.site,
  requestId: "r1",
});
const dispatch = createCommandDispatcher(COMMANDS);

test("a command is found, allowed, validated and run", async () => {
  assert.deepEqual(await dispatch(call("echo", { n: 1, other: 2, central: "ccu" })), {
    data: { args: { n: 1 }, central: "ccu", who: "anna", requestId: "r1" },
  });
  for (const none of [undefined, null])
    assert.deepEqual(await dispatch(call("echo", none)), {
      data: { args: {}, central: undefined, who: "anna", requestId: "r1" },
    });
  assert.deepEqual(await dispatch(call("x".repeat(300), {})), {
    error: { code: "unknown_command", message: `unknown command: ${"x".repeat(200)}` },
  });
  assert.deepEqual(await dispatch(call("echo", {}, "viewer")), {
    error: { code: "forbidden", message: "echo requires operator role" },
  });
});

test("arguments that do not fit are named", async () => {
  const message = async (args: unknown) => {
    const result = await dispatch(call("echo", args));
    return "error" in result ? `${result.error.code} ${result.error.message}` : "fits";
  };
  assert.match(await message({ n: "x" }), /^bad_request invalid args: n: must be a number/);
  assert.match(await message({ deep: { a: 1 } }), /^bad_request invalid args: deep\.a: /);
  assert.match(await message("text"), /^bad_request invalid args: /);
  assert.equal(await message({ central: 7 }), "fits", "what is no name names none");
});

test("a failure has a code of the closed list and a text for people; our own faults have a request number", async () => {
  const codes: Record<string, string> = {};
  for (const name of Object.keys(failures)) {
    const result = await dispatch(call("fail", { with: name }));
    assert.ok("error" in result && COMMAND_ERRORS.includes(result.error.code) && result.error.message !== "");
    codes[name] = result.error.code;
    assert.equal(result.error.message.includes("secret"), false);
  }
  assert.deepEqual(codes, {
    inconsistent: "validation_error",
    locked: "locked",
    rejected: "bad_request",
    unprocessable: "bad_request",
    bad: "bad_request",
    unauthorized: "unauthorized",
    forbidden: "forbidden",
    missing: "not_found",
    gone: "not_found",
    conflict: "conflict",
    rate: "rate_limited",
    unsupported: "not_implemented",
    unready: "unavailable",
    upstream: "internal_error",
    internal: "internal_error",
    fault: "internal_error",
    cannot: "not_implemented",
    invalid: "bad_request",
    silent: "unavailable",
    bug: "internal_error",
  });
  assert.deepEqual(await dispatch(call("fail", { with: "silent" })), {
    error: { code: "unavailable", message: "Only a title" },
  });
  assert.deepEqual(await dispatch(call("fail", { with: "bug" })), {
    error: { code: "internal_error", message: "fail: internal error (request r1)" },
  });
  assert.ok(bench.lines.some(({ level, message }) => level === "error" && message === "command failed"));
  assert.deepEqual(await dispatch(call("refuse", {})), { error: { code: "not_found", message: "nothing" } });
});

test("results are checked where tests want it", async () => {
  assert.deepEqual(await dispatch(call("wrong", {})), { data: 7 });
  const checking = createCommandDispatcher(COMMANDS, { validateResults: true });
  assert.ok("error" in (await checking(call("wrong", {}))));
});

test("what is served at home is forwarded with its defaults and the central, where this is not the home", async () => {
  const forwarded: [string, unknown][] = [];
  const away = createCommandDispatcher(COMMANDS, {
    forward: async (asked, spec) => {
      forwarded.push([spec.name, asked.args]);
      if (forwarded.length === 3) throw unready("the relay is away");
      return { data: "from home" };
    },
  });
  assert.deepEqual(await away(call("act", { central: "ccu", x: 1 })), { data: "from home" });
  assert.deepEqual(await away(call("act", {})), { data: "from home" });
  assert.deepEqual(await away(call("act", {})), { error: { code: "unavailable", message: "the relay is away" } });
  assert.deepEqual(forwarded.slice(0, 2), [
    ["act", { n: 4, central: "ccu" }],
    ["act", { n: 4 }],
  ]);
  assert.ok("data" in (await away(call("echo", {}))), "here is here");
  assert.deepEqual(await dispatch(call("act", {})), { data: { ran: { n: 4 } } }, "this is the home");
});

test("what is kept in memory for a home is made once for each key", () => {
  const state = createStates(bench.clock);
  const key = { name: "k", create: () => ({}) };
  assert.equal(state(key), state(key));
  assert.notEqual(state({ ...key }), state(key));
});

test("what is wrong with a value: field, reason and limits, at most 50 of them", () => {
  const errors = (schema: z.ZodType, value: unknown) => fieldErrors(schema.safeParse(value).error!);
  const [small, large] = errors(z.object({ a: z.object({ b: z.array(z.int().min(2)) }), c: z.int().max(3) }), {
    a: { b: [1] },
    c: 4,
  });
  assert.deepEqual([small?.field, small?.min, "max" in small!], ["a.b.0", 2, false]);
  assert.deepEqual([large?.field, large?.max, "min" in large!], ["c", 3, false]);
  const [unknown] = errors(z.object({ a: z.strictObject({}) }), { a: { x: 1, y: 2 } });
  assert.deepEqual(unknown, { field: "a.x", reason: "unknown member" });
  assert.equal(errors(z.array(z.int()), Array(60).fill("x")).length, 50);
  assert.deepEqual({ ...parseQuery("a=1&b=&a=2&a=3") }, { a: ["1", "2", "3"], b: "" });
});

const plain = { served: "here", summary: "x", tag: "test", method: "GET" } as const;
test("info and health are not limited, everything else is", async () => {
  const open = ["/info", "/health", "/other"].map((path) =>
    operation({ ...plain, path, role: "viewer", responses: { 200: z.unknown() } }, () => ok(1)),
  );
  const { call: ask } = kernel(open, { settings: { rateLimit: true } });
  for (const [path, status] of [
    ["/info", 200],
    ["/health", 200],
    ["/other", 429],
  ] as const) {
    for (let i = 0; i < IDENTITY_BURST; i++) assert.equal((await ask({ path })).status, 200);
    assert.equal((await ask({ path })).status, status, path);
  }
});

test("a central named in the query reaches the handler", async () => {
  const named = operation(
    { ...plain, path: "/named", role: "viewer", responses: { 200: z.unknown() } },
    ({ central }) => ok(central ?? "none"),
  );
  const { call: ask } = kernel([named]);
  const answer = async (path: string) => JSON.parse(Buffer.from((await ask({ path })).body as Uint8Array).toString());
  assert.equal(await answer("/named?x=1&central=c%C3%A4"), "cä");
  assert.equal(await answer("/named?central="), "none");
  assert.equal(await answer("/named"), "none");
});

test("an answer that does not fit its declaration is told", () => {
  const declared = operation(
    { ...plain, path: "/x", role: "viewer", responses: { 200: [z.string(), z.int()], 204: null } as never },
    () => ok(1) as never,
  );
  const check = (reply: object) => () => checkReply(declared, reply as never);
  assert.throws(check({ status: 201 }), /undeclared status 201/);
  assert.throws(check({ status: 200, body: true }), /GET \/x 200/);
  for (const fine of [
    { status: 200, body: "a" },
    { status: 200, body: 3 },
    { status: 200 },
    { status: 200, body: true, type: "text/csv" },
    { status: 204, body: {} },
  ])
    assert.doesNotThrow(check(fine));
});

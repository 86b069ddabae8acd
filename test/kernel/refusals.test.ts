/** Refusals as clients meet them: status, code, a title for people, and what else the answer says. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as z from "zod";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { orderedCapabilities } from "../../handlers/kernel/capabilities.ts";
import { CcuFault } from "../../handlers/kernel/ccu-fault.ts";
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import { recordReads } from "../../handlers/kernel/home-reads.ts";
import {
  CENTRAL_REQUIRED,
  centralIn,
  centralOf,
  refuseCentral,
  requireKnownCentral,
} from "../../handlers/kernel/named-central.ts";
import { ok, operation } from "../../handlers/kernel/operation.ts";
import {
  badRequest,
  conflict,
  forbidden,
  gone,
  InconsistentValues,
  internal,
  locked,
  NotReady,
  notFound,
  PROBLEM_TYPE,
  Problem,
  Refusal,
  rejected,
  SwitchedOff,
  tooLarge,
  tooMany,
  toRefusal,
  unauthorized,
  unprocessable,
  unreadable,
  unready,
  unsupported,
  upstream,
} from "../../handlers/kernel/problem.ts";
import { dimmer } from "../support/devices.ts";
import { centralState } from "../support/site.ts";
import { json, kernel, testAuthenticator } from "./support.ts";

describe("problems", () => {
  const errors = [{ field: "a", reason: "is wrong" }];
  const table: [Refusal, status: number, code: string, headers?: Record<string, string>][] = [
    [badRequest("d"), 400, "bad_request"],
    [unreadable("d"), 400, "bad_request"],
    [rejected("d"), 400, "validation"],
    [unauthorized("d"), 401, "unauthorized", { "www-authenticate": 'Basic realm="openccu-loom", Bearer' }],
    [forbidden("d"), 403, "forbidden"],
    [notFound("d"), 404, "not_found"],
    [new SwitchedOff("d"), 404, "not_found"],
    [conflict("d"), 409, "conflict"],
    [new NotReady("d", "Not ready", errors), 409, "conflict"],
    [gone("d"), 410, "not_found"],
    [tooLarge(5), 413, "validation"],
    [unprocessable("d"), 422, "validation"],
    [new InconsistentValues("d", errors), 400, "validation"],
    [locked("d", "Locked"), 423, "conflict"],
    [tooMany("d", "Too many", 1.2), 429, "rate_limited", { "retry-after": "2" }],
    [tooMany("d", "Too many", 0), 429, "rate_limited", { "retry-after": "1" }],
    [internal("r-1"), 500, "internal"],
    [unsupported("d"), 501, "unsupported"],
    [upstream("d"), 502, "upstream_unavailable"],
    [unready("d"), 503, "service_unready", { "retry-after": "5" }],
    [unready("d", "Later", 30), 503, "service_unready", { "retry-after": "30" }],
  ];
  test("have their status, code and headers, and a title that people can read", () => {
    for (const [refusal, status, code, headers = {}] of table) {
      assert.deepEqual([refusal.status, refusal.code, refusal.headers], [status, code, headers], refusal.title);
      assert.match(refusal.title, /^[A-Z][A-Za-z ]{3,}$/, String(status));
      const document = refusal.document("/api/v1/x");
      assert.deepEqual(Problem.parse(document), document);
      assert.deepEqual(
        [document.type, document.status, document.instance, document.title],
        [...[`${PROBLEM_TYPE}${code}`, status, "/api/v1/x", refusal.title]],
      );
      assert.ok(document.detail, "and why");
    }
    assert.match(tooLarge(5).message, /\b5 bytes/);
    assert.match(internal("r-1").message, /r-1/);
  });
  test("have a title of their own where one is given, and members only where there is something to say", () => {
    for (const made of [
      badRequest("d", "T"),
      rejected("d", "T"),
      unprocessable("d", "T"),
      forbidden("d", "T"),
      notFound("d", "T"),
      conflict("d", "T"),
      gone("d", "T"),
      unsupported("d", "T"),
      upstream("d", "T"),
      unready("d", "T"),
      unauthorized("d", "T"),
    ])
      assert.equal(made.title, "T");
    const bare = new Refusal(404, "not_found", "Not found").document();
    assert.deepEqual(Object.keys(bare).sort(), ["code", "status", "title", "type"]);
    for (const made of [
      badRequest("d", "T", errors),
      rejected("d", "T", errors),
      unprocessable("d", "T", errors),
      conflict("d", "T", errors),
      new NotReady("d", "T", errors),
    ])
      assert.deepEqual(made.document().errors, errors);
  });
  test("are made of faults of the CCU; what is ours is none", () => {
    assert.equal(toRefusal(new TypeError("ours")), undefined);
    const refusal = badRequest("d");
    assert.equal(toRefusal(refusal), refusal);
    for (const [kind, status] of [
      ["unreachable", 502],
      ["permanent", 502],
      ["unsupported", 501],
    ] as const)
      assert.equal(toRefusal(new CcuFault(kind as never, "no"))?.status, status, kind);
  });
});

describe("parameters that do not fit", () => {
  const base = { served: "here", summary: "x", tag: "test", role: "viewer", method: "GET" } as const;
  const asking = operation(
    {
      ...base,
      path: "/things/{id}",
      params: { id: z.string().max(3) },
      query: { n: z.coerce.number().int().min(1).max(9).optional(), s: z.string().optional() },
      headers: { "x-a": z.string().min(2).optional() },
      responses: { 200: z.unknown() },
    },
    ({ params, query, headers }) => ok({ params, query, headers }),
  );
  const { call } = kernel([asking]);
  test("are named with their place, the reason and the limits", async () => {
    for (const [path, headers, detail, error] of [
      ["/things/abcd", {}, "path parameter id: must have at most 3 characters", { field: "id", max: 3 }],
      ["/things/a?n=0", {}, "query parameter n: must be at least 1", { field: "n", min: 1 }],
      ["/things/a?n=10", {}, "query parameter n: must be at most 9", { field: "n", max: 9 }],
      ["/things/a?n=x", {}, "query parameter n: must be a number", { field: "n" }],
      ["/things/a?s=1&s=2", {}, "query parameter s: must be a text", { field: "s" }],
      ["/things/a", { "x-a": "b" }, "header x-a: must have at least 2 characters", { field: "x-a", min: 2 }],
    ] as const) {
      const reply = await call({ path, headers });
      assert.equal(reply.status, 400, path);
      const problem = json(reply);
      assert.deepEqual([problem.code, problem.detail], ["bad_request", detail]);
      assert.equal(
        problem.title,
        `Invalid ${detail
          .split(" ")
          .slice(0, detail.startsWith("header") ? 1 : 2)
          .join(" ")}`,
      );
      const { reason, ...rest } = problem.errors[0];
      assert.deepEqual([rest, detail.endsWith(reason), problem.errors.length], [error, true, 1]);
    }
  });
  test("that fit arrive as what they are, and none are none", async () => {
    assert.deepEqual(json(await call({ path: "/things/a?n=9&s=x", headers: { "x-a": "bc" } })), {
      ...{ params: { id: "a" }, query: { n: 9, s: "x" }, headers: { "x-a": "bc" } },
    });
    assert.deepEqual(json(await call({ path: "/things/abc" })), { params: { id: "abc" }, query: {}, headers: {} });
  });
});

describe("a credential for one operation alone", () => {
  const base = { served: "here", summary: "x", tag: "test", role: "viewer", method: "GET" } as const;
  const guarded = operation(
    {
      ...{ ...base, path: "/own", responses: { 200: z.unknown() } },
      ownCredential: (_site, { headers }) =>
        headers["x-own"] === undefined
          ? null
          : headers["x-own"] === "good"
            ? ({ subject: "holder", role: "viewer", scheme: "bearer" } as never)
            : forbidden("not this one"),
    },
    ({ identity }) => ok({ subject: identity.subject }),
  );
  test("is asked for before the usual ones, and refuses for them all", async () => {
    const { call, dispatch, request } = kernel([guarded]);
    assert.deepEqual(json(await call({ path: "/own", headers: { "x-own": "good" } })), { subject: "holder" });
    assert.equal((await call({ path: "/own", headers: { "x-own": "bad" } })).status, 403, "although the user is known");
    assert.deepEqual(json(await call({ path: "/own" })), { subject: "anna" });
    assert.equal((await call({ path: "/own", as: "" })).status, 401);
    // who was told by the program that mounts the API is who asks
    const told = {
      ...request({ path: "/own", headers: { "x-own": "good" } }),
      identity: { subject: "told", role: "viewer", scheme: "bearer" } as never,
    };
    assert.deepEqual(json(await dispatch(told)), { subject: "told" });
  });
});

describe("the CCU that a request names", () => {
  test("is a text of some length, in the query or among the arguments", () => {
    assert.deepEqual(
      [centralIn("a=1&central=x"), centralIn("central="), centralIn("a=1"), centralIn("xcentral=y")],
      ["x", undefined, undefined, undefined],
    );
    assert.deepEqual(
      [
        centralOf({ central: "a", central_name: "b" }),
        centralOf({ central_name: "b" }),
        centralOf({ central: 1 }),
        centralOf(null),
        centralOf("x"),
      ],
      [...["a", "b", undefined, undefined, undefined]],
    );
  });
  test("must exist where any is known, with the names of those that do", async () => {
    const home = (...names: string[]) => ({ centrals: async () => names.map((name) => centralState(name)) });
    await requireKnownCentral(home("a"), undefined);
    await requireKnownCentral(home("a"), "a");
    await requireKnownCentral(home(), "b");
    await assert.rejects(requireKnownCentral(home("a", "c"), "b"), {
      status: 400,
      title: CENTRAL_REQUIRED,
      message: "no CCU is called b; there is a, c",
    });
    await assert.rejects(requireKnownCentral(home("a"), "b"), { status: 400, title: "Unknown central" });
    await assert.rejects(requireKnownCentral(home("a", "c"), "b", 404), { status: 404, title: "Unknown central" });
    assert.equal(refuseCentral([{ name: "a" }, { name: "c" }], undefined).message, "name one of a, c");
  });
});

test("capabilities are told once each, in the contract's order, unknown ones last", () => {
  assert.deepEqual(
    orderedCapabilities(
      ["own.v1", "history.v1"],
      ["rest.v1", "history.v1", "mqtt.discovery.v1"],
      new Set(["ws.broadcasts.v1"]),
    ),
    [...["rest.v1", "ws.broadcasts.v1", "mqtt.discovery.v1", "history.v1", "own.v1"]],
  );
  assert.deepEqual(orderedCapabilities(), []);
});

describe("what an answer was made from", () => {
  const device = dimmer();
  const id = `${device.central}/${device.address}` as never;
  const bench = () => {
    const home = createMemoryHome();
    home.putCentral(centralState(device.central));
    home.putDevice(device);
    return { home };
  };
  test("is each part that was asked for, once; nothing else makes it old", async () => {
    for (const [read, change, other] of [
      ["device", "putDevice", "putHub"],
      ["values", "putValues", "putDevice"],
    ] as const) {
      const { home } = bench();
      const { home: reader, reads } = recordReads(home);
      assert.deepEqual([reads.count, reads.current()], [0, true]);
      await reader[read](id);
      await reader[read](id);
      assert.equal(reads.count, 1);
      const acts = {
        putDevice: () => home.putDevice({ ...device, revision: device.revision + 1 }),
        putValues: () => home.putValues(id, new Map()),
        putHub: () => home.putHub(device.central, { central: device.central } as never),
      };
      acts[other]();
      assert.equal(reads.current(), true, `${other} is no ${read}`);
      acts[change]();
      assert.equal(reads.current(), false);
    }
  });
  test("is everything, where somebody asked for the revision of everything", async () => {
    const { home } = bench();
    const { home: reader, reads } = recordReads(home);
    assert.equal(reader.revision(), home.revision());
    assert.deepEqual([reads.count, reads.current()], [0, true]);
    home.putHub("another", { central: "another" } as never);
    assert.equal(reads.current(), false);
  });
  test("reads as the home itself does", async () => {
    const { home } = bench();
    const { home: reader } = recordReads(home);
    assert.deepEqual(await reader.device(id), await home.device(id));
    assert.deepEqual(await reader.devicesAt(device.address), [device]);
    assert.deepEqual(await reader.devices(), [device]);
    assert.deepEqual(await reader.centrals(), await home.centrals());
    assert.deepEqual(await reader.values(id), await home.values(id));
    assert.deepEqual(await reader.hub(device.central), await home.hub(device.central));
    assert.deepEqual(await reader.interfaces(device.central), await home.interfaces(device.central));
    assert.equal(reader.revision("device", id), home.revision("device", id));
  });
  test("lists of devices, centrals, interfaces and hubs are parts of their own", async () => {
    const { home } = bench();
    const { home: reader, reads } = recordReads(home);
    await reader.centrals();
    await reader.devices(device.central);
    await reader.devicesAt(device.address);
    await reader.hub(device.central);
    await reader.interfaces(device.central);
    reader.revision("hub", device.central);
    assert.equal(reads.count, 5);
    assert.equal(reads.current(), true);
    home.putInterfaces(device.central, []);
    assert.equal(reads.current(), false);
  });
});

describe("what is served at the home, where this is not the home", () => {
  const base = { served: "home", summary: "x", tag: "test", role: "viewer", responses: { 200: z.unknown() } } as const;
  const reading = operation(
    { ...base, method: "GET", path: "/r", query: { n: z.coerce.number().int().optional() } },
    () => ok("here"),
  );
  const writing = operation({ ...base, method: "POST", path: "/w", body: z.strictObject({ a: z.int() }) }, () =>
    ok("here"),
  );
  const bodiless = operation({ ...base, method: "DELETE", path: "/d" }, () => ok("here"));
  const here = operation({ ...base, served: "here", method: "GET", path: "/h" }, ({ collected }) => ok({ collected }));
  function bench() {
    const { site, clock, request } = kernel([]);
    const sent: { path: string; query: string; body: string; who: string | undefined; waits: boolean }[] = [];
    const dispatch = createDispatcher({
      operations: [reading, writing, bodiless, here],
      home: () => ({ site, authenticator: testAuthenticator }),
      clock,
      forward: async (route, info, query, body, identity, _site, signal) => {
        sent.push({
          path: info.path,
          query,
          body: Buffer.from(body).toString(),
          who: identity?.subject,
          waits: signal !== undefined,
        });
        return { status: 200, headers: {}, body: route.operation.spec.path };
      },
    });
    return {
      sent,
      ask: async (call: Parameters<typeof request>[0], more: object = {}) => dispatch({ ...request(call), ...more }),
    };
  }
  test("goes there with who asks, what is asked and its body; only a read ends with whoever waits for it", async () => {
    const { sent, ask } = bench();
    assert.equal((await ask({ path: "/r?n=1" })).body, "/r");
    assert.equal((await ask({ method: "POST", path: "/w", body: { a: 1 } })).body, "/w");
    assert.equal((await ask({ method: "DELETE", path: "/d" })).body, "/d");
    assert.deepEqual(sent, [
      { path: "/api/v1/r", query: "n=1", body: "", who: "anna", waits: true },
      { path: "/api/v1/w", query: "", body: '{"a":1}', who: "anna", waits: false },
      { path: "/api/v1/d", query: "", body: "", who: "anna", waits: false },
    ]);
  });
  test("is refused here already where it does not fit, or nobody may ask: nothing is sent", async () => {
    const { sent, ask } = bench();
    const statuses = await Promise.all([
      ...[
        ask({ path: "/r?n=x" }),
        ask({ method: "POST", path: "/w", body: { a: "x" } }),
        ask({ method: "POST", path: "/w", raw: "{" }),
      ],
      ...[ask({ path: "/r", as: "" }), ask({ path: "/nowhere" })],
    ]);
    assert.deepEqual([statuses.map(({ status }) => status), sent], [[400, 400, 400, 401, 404], []]);
  });
  test("and what is served here stays here, told how its answer travels", async () => {
    const { sent, ask } = bench();
    assert.deepEqual(json(await ask({ path: "/h" })), { collected: false });
    assert.deepEqual(json(await ask({ path: "/h" }, { collected: true })), { collected: true });
    assert.deepEqual(sent, []);
  });
});

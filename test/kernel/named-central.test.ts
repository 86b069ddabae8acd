/** Whoever names a CCU that does not exist is told so, by whatever operation or command takes one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod";
import { command, createCommandDispatcher } from "../../handlers/kernel/command.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { ok, operation } from "../../handlers/kernel/operation.ts";
import type { CentralState } from "../../handlers/ports/index.ts";
import { json, kernel, kernelSite } from "./support.ts";

const base = { served: "here", summary: "x", tag: "test", method: "GET", role: "viewer" } as const;
const responses = { 200: z.unknown(), 400: z.unknown(), 404: z.unknown() } as const;
const query = { central: z.string().optional() };

function bench(...names: string[]) {
  const site = kernelSite();
  for (const name of names) site.home.putCentral({ name, configuredInterfaces: [] } as unknown as CentralState);
  const operations = [
    operation({ ...base, path: "/chosen", query, cacheable: true, responses }, ({ central }) => ok({ central })),
    operation({ ...base, path: "/missing", query, unknownCentral: 404, responses }, () => ok({})),
    operation({ ...base, path: "/other", responses }, () => ok({})),
  ];
  return { ...kernel(operations, { site }), home: site.home, site: site.site };
}

test("the answer is 400, or 404 where that is declared, and says which there are", async () => {
  const { call } = bench("attic", "main");
  for (const [path, status, title] of [
    ["/chosen?central=nowhere", 400, "central required (multiple CCUs)"],
    ["/missing?central=nowhere", 404, "Unknown central"],
  ] as const) {
    const reply = await call({ path });
    assert.deepEqual(
      [reply.status, json(reply).title, json(reply).detail],
      [status, title, "no CCU is called nowhere; there is attic, main"],
    );
  }
  assert.equal(
    json(await call({ path: `/chosen?central=${"x".repeat(300)}` })).status,
    400,
    "a name that none can have",
  );
  for (const path of ["/chosen", "/chosen?central=", "/chosen?central=main", "/other?central=nowhere"])
    assert.equal((await call({ path })).status, 200, path);
});

test("with one CCU the title says that the name is unknown; before any is known nothing is refused", async () => {
  assert.equal(json(await bench("main").call({ path: "/chosen?central=nowhere" })).title, "Unknown central");
  assert.equal((await bench().call({ path: "/chosen?central=nowhere" })).status, 200);
});

test("an answer that is kept is not the answer of a CCU that was removed meanwhile", async () => {
  const { call, home } = bench("attic", "main");
  const path = "/chosen?central=attic";
  assert.deepEqual([(await call({ path })).status, (await call({ path })).status], [200, 200]);
  home.removeCentral("attic");
  assert.equal((await call({ path })).status, 400);
});

test("commands: by either name of the argument, declared or not", async () => {
  const { site } = bench("attic", "main");
  const list = command(
    { ...base, name: "x.list", category: "x", args: z.object({}), result: z.unknown() },
    ({ central }) => ({ central }),
  );
  const dispatch = createCommandDispatcher([list]);
  const identity = { subject: "anna", role: "viewer", scheme: "bearer" } as Identity;
  const run = (args: object) => dispatch({ command: "x.list", args, identity, site, requestId: "r" });
  for (const member of ["central", "central_name"]) {
    assert.deepEqual(await run({ [member]: "main" }), { data: { central: "main" } });
    assert.deepEqual(await run({ [member]: "nowhere" }), {
      error: { code: "bad_request", message: "no CCU is called nowhere; there is attic, main" },
    });
    assert.deepEqual(await run({ [member]: "" }), { data: { central: undefined } });
  }
});

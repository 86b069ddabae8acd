import assert from "node:assert/strict";
import { test } from "node:test";
import { programsCommands } from "../../../handlers/features/hub/commands/programs.ts";
import { programsOperations } from "../../../handlers/features/hub/operations/programs.ts";
import { CENTRAL_REQUIRED } from "../../../handlers/kernel/named-central.ts";
import { program } from "../../support/hub.ts";
import {
  call,
  centralState,
  createTestSite,
  fault,
  identity,
  NOW,
  request,
  type TestSiteOptions,
} from "../../support/site.ts";

const two = (options: TestSiteOptions = {}) => {
  const site = createTestSite({ centrals: ["ccu-a", "ccu-b"], ...options });
  site.putHub("ccu-a", { programs: [program(7, "Morgen"), program(8, "Nur A")] });
  site.putHub("ccu-b", { programs: [program(7, "Abend")] });
  return site;
};
const one = (options: TestSiteOptions = {}) => {
  const site = createTestSite(options);
  site.putHub("ccu-main", {
    programs: [
      program(7, "Morgen", { description: "HAHM wakes the house", lastExecutedAt: NOW - 1000, active: false }),
      program(8, "prgEnergyCounter_8", { internal: true }),
      program(9, "Abend"),
    ],
  });
  return site;
};

test("programs are listed whole, cut on demand, with the total in a header", async () => {
  const site = one();
  const all = await request(site, programsOperations, "GET", "/programs");
  assert.deepEqual(
    all.body.map((p: { name: string }) => p.name),
    ["Morgen", "Abend"],
  );
  assert.equal(all.headers?.["x-total-count"], "2");
  assert.deepEqual(all.body[0], {
    central: "ccu-main",
    id: "7",
    unique_id: "loom_1234567890_program_7",
    name: "Morgen",
    description: "wakes the house",
    active: false,
    last_executed: new Date(NOW - 1000).toISOString(),
    is_internal: false,
    enabled_default: false,
  });
  const second = await request(site, programsOperations, "GET", "/programs", { query: "page=2&per_page=1" });
  assert.deepEqual(
    second.body.map((p: { id: string }) => p.id),
    ["9"],
  );
  assert.equal(second.headers?.["x-total-count"], "2");
  assert.deepEqual((await request(site, programsOperations, "GET", "/programs", { query: "page=9" })).body, []);
  const lenient = await request(site, programsOperations, "GET", "/programs", { query: "page=zero&per_page=501" });
  assert.equal(lenient.body.length, 2);
  const internal = await request(site, programsOperations, "GET", "/programs", { query: "include_internal=true" });
  assert.equal(internal.body.length, 3);
});

test("running a program runs it once, tells everybody, and reads the programs anew", async () => {
  const site = one({ ccu: { executeProgram: () => true } });
  const reply = await request(site, programsOperations, "POST", "/programs/{id}/execute", { params: { id: "7" } });
  assert.equal(reply.status, 202);
  assert.deepEqual(reply.body, { executed: true });
  assert.deepEqual(
    site.calls.map((c) => [c.method, ...c.args]),
    [
      ["executeProgram", 7, false],
      ["refreshHub", "programs"],
    ],
  );
  assert.equal(site.published.length, 1);
  assert.equal(site.published[0]?.broadcast.name, "hub.program_executed");
  assert.deepEqual(site.published[0]?.payload, {
    central: "ccu-main",
    program_id: "7",
    trigger: "api",
    success: true,
    unique_id: "loom_1234567890_program_7",
  });
  const { items } = await site.store.list<{ action: string; user: string }>("audit");
  assert.deepEqual(
    items.map((i) => [i.value.action, i.value.user]),
    [["program_execute", "operator"]],
  );
});

test("conditions that do not hold are no failure", async () => {
  const site = one({ ccu: { executeProgram: (_id: number, check: boolean) => !check } });
  const args = { id: "7", check_conditions: true };
  assert.deepEqual(await call(site, programsCommands, "programs.execute", args), {
    data: { executed: false, id: "7" },
  });
  assert.equal(site.published[0]?.payload.success, false);
});

test("a CCU that fails is a 502, and nothing is announced", async () => {
  const site = one({ ccu: { executeProgram: fault("permanent", "object not found", 501) } });
  const reply = await request(site, programsOperations, "POST", "/programs/{id}/execute", { params: { id: "7" } });
  assert.equal(reply.status, 502);
  assert.equal(reply.body.code, "upstream_unavailable");
  assert.equal(site.published.length, 0);
});

test("a failing read after the change does not undo the change", async () => {
  const site = one({ ccu: { refreshHub: fault() } });
  const reply = await request(site, programsOperations, "PATCH", "/programs/{id}", {
    params: { id: "7" },
    body: { active: true },
  });
  assert.equal(reply.status, 202);
  assert.equal(reply.body, undefined);
  assert.ok(site.logged.some((line) => line.includes("not read anew")));
});

test("a program is switched and deleted", async () => {
  const site = one();
  await request(site, programsOperations, "PATCH", "/programs/{id}", { params: { id: "9" }, body: { active: false } });
  const deleted = await request(site, programsOperations, "DELETE", "/programs/{id}", { params: { id: "9" } });
  assert.equal(deleted.status, 204);
  assert.deepEqual(
    site.calls.filter((c) => c.method !== "refreshHub").map((c) => [c.method, ...c.args]),
    [
      ["setProgramActive", 9, false],
      ["deleteProgram", 9],
    ],
  );
  assert.deepEqual(
    (await site.store.list<{ action: string }>("audit")).items.map((i) => i.value.action),
    ["program_delete"],
  );
});

test("what no CCU has is 404, and a CCU that has not told yet is 503", async () => {
  const site = one();
  for (const [method, path] of [
    ["GET", "/programs/{id}"],
    ["DELETE", "/programs/{id}"],
    ["POST", "/programs/{id}/execute"],
  ] as const)
    for (const id of ["99", "07", "x", "7.0"])
      assert.equal(
        (await request(site, programsOperations, method, path, { params: { id } })).status,
        404,
        `${method} ${id}`,
      );
  site.home.putCentral(centralState("ccu-main", { state: "starting", phase: "loading_hub" }));
  site.putHub("ccu-main", { observed: false });
  const early = await request(site, programsOperations, "GET", "/programs/{id}", { params: { id: "7" } });
  assert.equal(early.status, 503);
  assert.equal(early.body.code, "service_unready");
  assert.equal(site.calls.length, 0);
});

test("with several CCUs a change needs the CCU's name, known or not at all", async () => {
  const site = two({ ccu: { executeProgram: () => true } });
  for (const query of ["", "central=ccu-x", "central="]) {
    const reply = await request(site, programsOperations, "POST", "/programs/{id}/execute", {
      params: { id: "8" },
      query,
    });
    assert.equal(reply.status, 400);
    assert.equal(reply.body.code, "bad_request");
    assert.equal(reply.body.title, CENTRAL_REQUIRED);
  }
  assert.equal(site.calls.length, 0);
  const named = { params: { id: "7" }, query: "central=ccu-b" };
  assert.equal((await request(site, programsOperations, "POST", "/programs/{id}/execute", named)).status, 202);
  assert.equal(site.calls[0]?.central, "ccu-b");
  const other = { params: { id: "8" }, query: "central=ccu-b" };
  assert.equal((await request(site, programsOperations, "POST", "/programs/{id}/execute", other)).status, 404);
});

test("with several CCUs a read finds its only owner", async () => {
  const site = two();
  const read = (id: string, query = "") =>
    request(site, programsOperations, "GET", "/programs/{id}", { params: { id }, query });
  assert.equal((await read("8")).body.central, "ccu-a");
  assert.equal((await read("7", "central=ccu-b")).body.name, "Abend");
  for (const id of ["7", "99"]) {
    const reply = await read(id);
    assert.deepEqual([reply.status, reply.body.title], [400, CENTRAL_REQUIRED]);
  }
  assert.equal((await read("8", "central=ccu-b")).status, 404);
  const list = await request(site, programsOperations, "GET", "/programs");
  assert.deepEqual(
    list.body.map((p: { central: string }) => p.central),
    ["ccu-a", "ccu-a", "ccu-b"],
  );
});

test("commands choose the CCU by central_name", async () => {
  const site = two({ ccu: { executeProgram: () => true } });
  for (const [name, args] of [
    ["programs.list", {}],
    ["programs.execute", { id: "7" }],
    ["programs.delete", { id: "7", central_name: "nope" }],
  ] as const) {
    const result = await call(site, programsCommands, name, args);
    assert.equal("error" in result && result.error.code, "bad_request", name);
  }
  const list = await call(site, programsCommands, "programs.list", { central_name: "ccu-b", unknown: 1 });
  assert.deepEqual("data" in list && list.data, {
    programs: [
      {
        id: "7",
        name: "Abend",
        description: "",
        is_internal: false,
        active: true,
        last_executed: undefined,
        channel: undefined,
        device_address: undefined,
      },
    ],
  });
  const missing = await call(site, programsCommands, "programs.execute", { id: "9", central_name: "ccu-b" });
  assert.equal("error" in missing && missing.error.code, "not_found");
  const low = await call(site, programsCommands, "programs.delete", { id: "7" }, identity("operator"));
  assert.equal("error" in low && low.error.code, "forbidden");
});

test("before any CCU is known lists are empty and actions unavailable", async () => {
  const site = createTestSite({ centrals: [] });
  assert.deepEqual((await request(site, programsOperations, "GET", "/programs")).body, []);
  assert.deepEqual(await call(site, programsCommands, "programs.list"), { data: { programs: [] } });
  const result = await call(site, programsCommands, "programs.execute", { id: "7" });
  assert.equal("error" in result && result.error.code, "unavailable");
});

test("a CCU that this process does not reach is 503", async () => {
  const site = one({ unreachable: ["ccu-main"] });
  const reply = await request(site, programsOperations, "POST", "/programs/{id}/execute", { params: { id: "7" } });
  assert.equal(reply.status, 503);
});

test("bad bodies change nothing", async () => {
  const site = one();
  const bad: ["POST" | "PATCH", string, unknown][] = [
    ["POST", "/programs/{id}/execute", { bogus: 1 }],
    ["POST", "/programs/{id}/execute", { check_conditions: "yes" }],
    ["POST", "/programs/{id}/execute", []],
    ["PATCH", "/programs/{id}", {}],
    ["PATCH", "/programs/{id}", { active: 1 }],
    ["PATCH", "/programs/{id}", { active: true, name: "x" }],
    ["PATCH", "/programs/{id}", null],
  ];
  for (const [method, path, body] of bad) {
    const reply = await request(site, programsOperations, method, path, { params: { id: "7" }, body });
    assert.deepEqual([reply.status, reply.body.code], [400, "bad_request"], JSON.stringify(body));
  }
  assert.equal(site.calls.length, 0);
});

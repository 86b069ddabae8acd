import assert from "node:assert/strict";
import { test } from "node:test";
import { sysvarsCommands } from "../../../handlers/features/hub/commands/sysvars.ts";
import { sysvarsOperations } from "../../../handlers/features/hub/operations/sysvars.ts";
import { CENTRAL_REQUIRED } from "../../../handlers/kernel/named-central.ts";
import { dimmer } from "../../support/devices.ts";
import { sysvar } from "../../support/hub.ts";
import { call, createTestSite, fault, identity, request, type TestSiteOptions } from "../../support/site.ts";

const SYSVARS = [
  sysvar(950, "$" + "{sysVarPresence}", { value: true, valueName0: "weg", valueName1: "da" }),
  sysvar(40, "counter"),
  sysvar(1001, "Betrieb", { type: "LIST", valueList: ["aus", "an", "auto"], value: 2, description: "HAHM mode" }),
  sysvar(1002, "Soll", { type: "FLOAT", value: 21.5, min: 5, max: 30, unit: "°C" }),
  sysvar(1003, "Zahl", { type: "INTEGER", value: undefined, min: 0, max: 10 }),
  sysvar(1004, "Text", { type: "STRING", value: "" }),
];
const one = (options: TestSiteOptions = {}) => {
  const site = createTestSite(options);
  site.putHub("ccu-main", { sysvars: SYSVARS });
  return site;
};
const put = (site: ReturnType<typeof one>, name: string, value: unknown) =>
  request(site, sysvarsOperations, "PUT", "/sysvars/{name}", { params: { name }, body: { value } });
const writes = (site: ReturnType<typeof one>) =>
  site.calls.filter((c) => c.method !== "refreshHub").map((c) => [c.method, ...c.args]);

test("variables are shown with type, value, limits and labels; counters are not", async () => {
  const { body, headers } = await request(one(), sysvarsOperations, "GET", "/sysvars");
  assert.equal(headers?.["x-total-count"], "5");
  assert.deepEqual(
    body.map((s: { name: string }) => s.name),
    ["PRESENCE", "Betrieb", "Soll", "Zahl", "Text"],
  );
  assert.deepEqual(JSON.parse(JSON.stringify(body[1])), {
    central: "ccu-main",
    name: "Betrieb",
    unique_id: "loom_1234567890_sysvar_1001",
    vid: 1001,
    description: "mode",
    unit: "",
    value_type: "LIST",
    value: 2,
    observed: true,
    value_list: ["aus", "an", "auto"],
    is_internal: false,
    is_visible: true,
    is_logged: false,
    is_extended: true,
    enabled_default: false,
  });
  assert.equal(body[3].observed, false);
  assert.equal("value" in body[3], false);
  assert.equal(body[4].value, "");
  const page = await request(one(), sysvarsOperations, "GET", "/sysvars", { query: "per_page=2&page=3" });
  assert.deepEqual(
    page.body.map((s: { name: string }) => s.name),
    ["Text"],
  );
});

test("a value is written in the variable's type, under the CCU's own name", async () => {
  const site = one();
  for (const [name, value] of [
    ["PRESENCE", "off"],
    ["Betrieb", "an"],
    ["Soll", "22"],
    ["Zahl", 10],
    ["Text", 5],
  ] as const)
    assert.equal((await put(site, name, value)).status, 202, name);
  assert.deepEqual(writes(site), [
    ["setSysvar", "$" + "{sysVarPresence}", "LOGIC", false],
    ["setSysvar", "Betrieb", "LIST", 1],
    ["setSysvar", "Soll", "FLOAT", 22],
    ["setSysvar", "Zahl", "INTEGER", 10],
    ["setSysvar", "Text", "STRING", "5"],
  ]);
  assert.equal(site.calls.filter((c) => c.method === "refreshHub" && c.args[0] === "sysvars").length, 5);
});

test("a value that the type cannot hold is 422 with the limits, and never sent", async () => {
  const site = one();
  for (const [name, value] of [
    ["PRESENCE", "perhaps"],
    ["Betrieb", "AN"],
    ["Betrieb", 3],
    ["Soll", 30.5],
    ["Zahl", 2.5],
    ["Text", null],
    ["Text", { a: 1 }],
  ] as const) {
    const reply = await put(site, name, value);
    assert.deepEqual([reply.status, reply.body.code], [422, "validation"], `${name} ${value}`);
    assert.equal(reply.body.errors[0].field, "value");
  }
  assert.deepEqual((await put(site, "Soll", 31)).body.errors, [
    { field: "value", reason: "is out of range", min: 5, max: 30 },
  ]);
  const result = await call(site, sysvarsCommands, "sysvars.set", { name: "Soll", value: 99 });
  assert.equal("error" in result && result.error.code, "bad_request");
  assert.deepEqual(writes(site), []);
});

test("bodies that do not fit change nothing", async () => {
  const site = one();
  const bad: ["PUT" | "POST" | "PATCH", string, unknown][] = [
    ["PUT", "/sysvars/{name}", {}],
    ["PUT", "/sysvars/{name}", { value: 1, priority: "high" }],
    ["PUT", "/sysvars/{name}", 1],
    ["POST", "/sysvars", {}],
    ["POST", "/sysvars", { name: "x", value_type: "LOGIC" }],
    ["POST", "/sysvars", { name: "x", value_type: "FLOAT", min: 1 }],
    ["POST", "/sysvars", { name: "x".repeat(256), value_type: "BOOL" }],
    ["POST", "/sysvars", { name: "x", value_type: "BOOL", value: true }],
    ["PATCH", "/sysvars/{name}", { value: 1 }],
    ["PATCH", "/sysvars/{name}", { is_visible: "yes" }],
  ];
  for (const [method, path, body] of bad) {
    const params: Record<string, string> = path.includes("{") ? { name: "Text" } : {};
    const reply = await request(site, sysvarsOperations, method, path, { params, body });
    assert.deepEqual([reply.status, reply.body.code], [400, "bad_request"], JSON.stringify(body));
  }
  assert.equal(site.calls.length, 0);
});

const create = (site: ReturnType<typeof one>, body: unknown) =>
  request(site, sysvarsOperations, "POST", "/sysvars", { body });

test("a variable is created with the CCU's words for its type", async () => {
  const site = one();
  site.putDevices(dimmer());
  const channel = dimmer().channels.at(-1)?.address as string;
  for (const body of [
    {
      name: "Neu",
      value_type: "BOOL",
      value_name_0: "nein",
      value_name_1: "ja",
      description: "d",
      channel_address: channel,
    },
    { name: "Liste", value_type: "ENUM", value_list: ["a", "b"] },
    { name: "Grad", value_type: "FLOAT", min: "-1.5", max: "30", unit: "°C" },
    { name: "Anzahl", value_type: "INTEGER" },
    { name: "Satz", value_type: "STRING" },
    { name: "Alarm", value_type: "ALARM" },
  ])
    assert.equal((await create(site, body)).status, 202, body.name);
  assert.deepEqual(writes(site), [
    ["createSysvar", { description: "d", valueName0: "nein", valueName1: "ja", channel, name: "Neu", type: "LOGIC" }],
    ["createSysvar", { valueList: ["a", "b"], name: "Liste", type: "LIST" }],
    ["createSysvar", { unit: "°C", min: -1.5, max: 30, name: "Grad", type: "FLOAT" }],
    ["createSysvar", { name: "Anzahl", type: "INTEGER" }],
    ["createSysvar", { name: "Satz", type: "STRING" }],
    ["createSysvar", { name: "Alarm", type: "ALARM" }],
  ]);
});

test("a definition that cannot be is 422 and names each wrong member", async () => {
  const site = one();
  const wrong: [Record<string, unknown>, string[]][] = [
    [{ name: " ", value_type: "BOOL" }, ["name"]],
    [{ name: "a\nb", value_type: "BOOL" }, ["name"]],
    [{ name: "Soll", value_type: "BOOL" }, ["name"]],
    [{ name: "PRESENCE", value_type: "BOOL" }, ["name"]],
    [{ name: "counter", value_type: "BOOL" }, ["name"]],
    [{ name: "n", value_type: "ENUM" }, ["value_list"]],
    [{ name: "n", value_type: "ENUM", value_list: [] }, ["value_list"]],
    [
      { name: "n", value_type: "ENUM", value_list: ["a;b", "", "c", "c"] },
      ["value_list.0", "value_list.1", "value_list.3"],
    ],
    [{ name: "n", value_type: "BOOL", value_list: ["a"] }, ["value_list"]],
    [{ name: "n", value_type: "STRING", value_name_0: "a" }, ["value_name_0"]],
    [{ name: "n", value_type: "BOOL", min: "1" }, ["min"]],
    [{ name: "n", value_type: "FLOAT", min: "warm", max: "" }, ["min", "max"]],
    [{ name: "n", value_type: "INTEGER", max: "1.5" }, ["max"]],
    [{ name: "n", value_type: "FLOAT", min: "2", max: "1" }, ["min"]],
    [{ name: "n", value_type: "BOOL", channel_address: "NOPE:1" }, ["channel_address"]],
  ];
  for (const [body, fields] of wrong) {
    const reply = await create(site, body);
    assert.equal(reply.status, 422, JSON.stringify(body));
    assert.deepEqual(
      reply.body.errors.map((e: { field: string }) => e.field),
      fields,
      JSON.stringify(body),
    );
  }
  assert.equal(site.calls.length, 0);
});

test("metadata is changed, the other limit counts, nothing said is nothing done", async () => {
  const site = one();
  const patch = (name: string, body: unknown) =>
    request(site, sysvarsOperations, "PATCH", "/sysvars/{name}", { params: { name }, body });
  assert.equal(
    (await patch("Soll", { name: "Sollwert", max: "28", is_logged: true, channel_address: "" })).status,
    202,
  );
  assert.equal((await patch("Soll", { name: "Soll" })).status, 202);
  assert.deepEqual(writes(site), [
    ["changeSysvar", "Soll", { max: 28, channel: "", name: "Sollwert", logged: true }],
    ["changeSysvar", "Soll", { name: "Soll" }],
  ]);
  for (const body of [{}, { max: "4" }, { name: "Text" }, { value_list: ["a"] }])
    assert.equal((await patch("Soll", body)).status, 422, JSON.stringify(body));
  assert.equal((await patch("Nichts", { unit: "x" })).status, 404);
  assert.equal(writes(site).length, 2);
});

test("a variable is deleted; what is not there, or not shown, is 404", async () => {
  const site = one();
  const remove = (name: string) => request(site, sysvarsOperations, "DELETE", "/sysvars/{name}", { params: { name } });
  assert.equal((await remove("Text")).status, 202);
  assert.equal((await remove("counter")).status, 404);
  assert.equal((await remove("text")).status, 404);
  assert.equal((await put(site, "Nichts", 1)).status, 404);
  assert.equal(
    (await request(site, sysvarsOperations, "GET", "/sysvars/{name}", { params: { name: "Nichts" } })).status,
    404,
  );
  assert.deepEqual(writes(site), [["deleteSysvar", "Text"]]);
});

test("usage names the programs, under two names of the CCU", async () => {
  const site = one({ ccu: { sysvarUsage: () => [{ id: 7, name: "Morgen", active: true, internal: false }] } });
  const reply = await request(site, sysvarsOperations, "GET", "/sysvars/{name}/usage", {
    params: { name: "PRESENCE" },
  });
  const programs = [
    { id: "7", name: "Morgen", unique_id: "loom_1234567890_program_7", active: true, is_internal: false },
  ];
  assert.deepEqual(reply.body, { central: "ccu-main", sysvar: "PRESENCE", programs });
  assert.deepEqual(site.calls[0]?.args, ["$" + "{sysVarPresence}"]);
  assert.deepEqual(await call(site, sysvarsCommands, "sysvars.usage", { name: "PRESENCE" }), {
    data: { sysvar: "PRESENCE", central_name: "", programs },
  });
});

test("fetch asks every CCU, or the named one, and tells of one that fails", async () => {
  const site = createTestSite({ centrals: ["a", "b"] });
  const fetch = (query = "") => request(site, sysvarsOperations, "POST", "/sysvars/fetch", { query });
  assert.equal((await fetch()).status, 202);
  assert.deepEqual(
    site.calls.map((c) => c.central),
    ["a", "b"],
  );
  assert.deepEqual(await call(site, sysvarsCommands, "sysvars.fetch", { central_name: "b" }), {
    data: { fetched: true, central_name: "b" },
  });
  assert.equal(site.calls.length, 3);
  assert.equal((await fetch("central=x")).status, 400);
  const low = await call(site, sysvarsCommands, "sysvars.fetch", {}, identity("viewer"));
  assert.equal("error" in low && low.error.code, "forbidden");
  const broken = createTestSite({ centrals: ["a", "b"], ccu: { refreshHub: fault() } });
  assert.equal((await request(broken, sysvarsOperations, "POST", "/sysvars/fetch")).status, 502);
  assert.equal(broken.calls.length, 2);
});

test("several CCUs: changes need a name, reads find the only owner", async () => {
  const site = createTestSite({ centrals: ["a", "b"] });
  site.putHub("a", { sysvars: [sysvar(1, "Beide"), sysvar(2, "NurA")] });
  site.putHub("b", { sysvars: [sysvar(1, "Beide")] });
  const params = { name: "NurA" };
  for (const [method, path, body] of [
    ["PUT", "/sysvars/{name}", { value: true }],
    ["PATCH", "/sysvars/{name}", { unit: "x" }],
    ["DELETE", "/sysvars/{name}", undefined],
    ["POST", "/sysvars", { name: "n", value_type: "BOOL" }],
  ] as const) {
    const reply = await request(site, sysvarsOperations, method, path, {
      params: path.includes("{") ? params : {},
      body,
    });
    assert.deepEqual([reply.status, reply.body.title], [400, CENTRAL_REQUIRED], method);
  }
  assert.equal(site.calls.length, 0);
  const read = (name: string, query = "") =>
    request(site, sysvarsOperations, "GET", "/sysvars/{name}", { params: { name }, query });
  assert.equal((await read("NurA")).body.central, "a");
  assert.equal((await read("Beide")).status, 400);
  assert.equal((await read("Beide", "central=b")).body.central, "b");
  const written = await request(site, sysvarsOperations, "PUT", "/sysvars/{name}", {
    params: { name: "Beide" },
    query: "central=b",
    body: { value: true },
  });
  assert.equal(written.status, 202);
  assert.equal(site.calls[0]?.central, "b");
});

test("rows of the command carry no ids", async () => {
  const list = await call(one(), sysvarsCommands, "sysvars.list");
  const rows = ("data" in list && (list.data as { sysvars: Record<string, unknown>[] }).sysvars) || [];
  assert.equal(rows.length, 5);
  assert.deepEqual(JSON.parse(JSON.stringify(rows[4])), {
    name: "Text",
    description: "",
    unit: "",
    value_type: "STRING",
    value_list: null,
    is_visible: true,
    is_logged: false,
    observed: true,
    value: "",
  });
});

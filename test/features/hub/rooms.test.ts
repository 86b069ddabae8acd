import assert from "node:assert/strict";
import { test } from "node:test";
import { functionsOperations, roomsOperations } from "../../../handlers/features/hub/operations/rooms.ts";
import { CENTRAL_REQUIRED } from "../../../handlers/kernel/named-central.ts";
import { createTestSite, fault, request, type TestSiteOptions } from "../../support/site.ts";

const operations = [...roomsOperations, ...functionsOperations];
const kinds = [
  { kind: "room", path: "/rooms", one: "/rooms/{name}", section: "rooms" },
  { kind: "function", path: "/functions", one: "/functions/{name}", section: "functions" },
] as const;
const groups = [
  { id: 1, name: "Wohnen", channels: ["AAA:1", "AAA:2", "BBB:1"] },
  { id: 2, name: "Büro", channels: [] },
];
const setup = (options: TestSiteOptions = {}) => {
  const site = createTestSite(options);
  site.putHub("ccu-main", { rooms: groups, functions: groups });
  return site;
};
const writes = (site: ReturnType<typeof setup>) => site.calls.map((c) => [c.method, ...c.args]);

for (const { kind, path, one, section } of kinds) {
  test(`${path}: by name, over all CCUs, with the number of devices`, async () => {
    const site = createTestSite({ centrals: ["a", "b"] });
    site.putHub("a", { [section]: groups });
    site.putHub("b", { [section]: [{ id: 9, name: "Wohnen", channels: ["CCC:4", "AAA:7"] }] });
    assert.deepEqual((await request(site, operations, "GET", path)).body, [
      { name: "Büro", device_count: 0 },
      { name: "Wohnen", device_count: 3 },
    ]);
    assert.deepEqual((await request(createTestSite(), operations, "GET", path)).body, []);
  });

  test(`${path}: create, rename, delete reach the CCU, are audited, and are read anew`, async () => {
    const site = setup();
    assert.equal((await request(site, operations, "POST", path, { body: { name: "Bad" } })).status, 201);
    const renamed = await request(site, operations, "PATCH", one, {
      params: { name: "Wohnen" },
      body: { new_name: "Wohnzimmer" },
    });
    assert.equal(renamed.status, 204);
    assert.equal((await request(site, operations, "DELETE", one, { params: { name: "Büro" } })).status, 204);
    assert.deepEqual(writes(site), [
      ["createRoom", kind, "Bad"],
      ["refreshHub", section],
      ["renameRoom", kind, 1, "Wohnzimmer"],
      ["refreshHub", section],
      ["deleteRoom", kind, 2],
      ["refreshHub", section],
    ]);
    const audit = (await site.store.list<{ action: string; note: string }>("audit")).items.map((i) => i.value);
    assert.ok(audit.every((entry) => entry.action === "room_function"));
    assert.deepEqual(audit.map((entry) => entry.note).sort(), [
      `create ${kind} Bad`,
      `delete ${kind} Büro`,
      `rename ${kind} Wohnen to Wohnzimmer`,
    ]);
  });

  test(`${path}: the same name again changes nothing, another's name is a conflict`, async () => {
    const site = setup();
    const rename = (new_name: string) =>
      request(site, operations, "PATCH", one, { params: { name: "Wohnen" }, body: { new_name } });
    assert.equal((await rename("Wohnen")).status, 204);
    assert.equal((await rename("Büro")).status, 409);
    const twice = await request(site, operations, "POST", path, { body: { name: "Büro" } });
    assert.deepEqual([twice.status, twice.body.code], [409, "conflict"]);
    assert.equal(site.calls.length, 0);
  });

  test(`${path}: unknown names are 404, unfit ones and unfit bodies 400`, async () => {
    const site = setup();
    const params = { name: "Keller" };
    assert.equal((await request(site, operations, "DELETE", one, { params })).status, 404);
    assert.equal((await request(site, operations, "PATCH", one, { params, body: { new_name: "x" } })).status, 404);
    for (const body of [
      {},
      { name: "" },
      { name: "  " },
      { name: "a\u0000b" },
      { name: "x".repeat(256) },
      { name: 1 },
      { name: "x", id: 1 },
    ])
      assert.equal((await request(site, operations, "POST", path, { body })).status, 400, JSON.stringify(body));
    for (const body of [{}, { new_name: "" }, { name: "x" }])
      assert.equal(
        (await request(site, operations, "PATCH", one, { params: { name: "Wohnen" }, body })).status,
        400,
        JSON.stringify(body),
      );
    assert.equal(site.calls.length, 0);
  });

  test(`${path}: several CCUs need a name; a CCU that fails is 502 and not audited`, async () => {
    const site = createTestSite({ centrals: ["a", "b"], ccu: { deleteRoom: fault() } });
    site.putHub("a", { [section]: groups });
    const remove = (query: string) => request(site, operations, "DELETE", one, { params: { name: "Büro" }, query });
    const create = (central?: string) => request(site, operations, "POST", path, { body: { name: "Bad", central } });
    for (const reply of [await remove(""), await remove("central=c"), await create(), await create("c")])
      assert.deepEqual([reply.status, reply.body.title], [400, CENTRAL_REQUIRED]);
    assert.equal((await remove("central=b")).status, 404);
    assert.equal((await remove("central=a")).status, 502);
    assert.equal((await site.store.list("audit")).items.length, 0);
    assert.equal((await create("b")).status, 201);
    assert.equal(site.calls.at(-1)?.central, "b");
  });
}

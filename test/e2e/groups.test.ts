/** Heating groups over sockets, at home and through the cloud: made, changed and deleted, and seen by whoever looks afterwards. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { PLACES } from "./places.ts";

const TYPE = "hmip.heating.group";

for (const [where, start] of PLACES)
  test(`heating groups, ${where}`, async (t) => {
    const { url, headers } = await start(t);
    const ask = (method: string, path: string, body?: unknown) =>
      call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
    await until("the home", async () => (await ask("GET", "/system/ccu")).body.entries?.[0]?.readiness.ready);
    const groups = async () => (await ask("GET", "/groups")).body.entries[0].groups;

    const [living] = await groups();
    assert.partialDeepStrictEqual(living, { id: 1, type_id: TYPE, forbid_single_operation: false });
    assert.ok(living.members.every((member: { device_name?: string }) => member.device_name));
    assert.deepEqual((await ask("GET", "/groups/types")).body.types[0].id, TYPE);
    const { assignable } = (await ask("GET", `/groups/suitable-members?type_id=${TYPE}`)).body;
    const [member] = assignable;
    assert.ok(member.device_model, JSON.stringify(assignable));

    const made = await ask("POST", "/groups", { type_id: TYPE, name: "Gäste", members: [member.address] });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.deepEqual([made.body.id, made.body.name, made.body.members.length], [2, "Gäste", 1]);
    assert.ok(await until("its device", async () => (await ask("GET", "/devices/INT0000002")).status === 200));
    const free = (await ask("GET", `/groups/suitable-members?type_id=${TYPE}`)).body.assignable;
    assert.ok(!free.some(({ address }: { address: string }) => address === member.address), "it is taken");

    assert.equal((await ask("PUT", "/groups/2", { name: "Büro", members: [] })).status, 204);
    assert.partialDeepStrictEqual((await groups())[1], { id: 2, name: "Büro", members: [] });
    assert.equal((await ask("DELETE", "/groups/2")).status, 204);
    assert.equal((await groups()).length, 1);
    await until("its device to go", async () => (await ask("GET", "/devices/INT0000002")).status === 404);
    const actions = ((await ask("GET", "/audit")).body as { action: string; note?: string }[]).filter(
      ({ action }) => action === "group_admin",
    );
    assert.deepEqual(actions.map(({ note }) => note?.split(" ")[0]).sort(), ["create", "delete", "update"]);
  });

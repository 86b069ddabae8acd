/** What was not read yet is unknown: never empty, never absent. And what the central's settings say about lists. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceLifecycleOperations } from "../../../handlers/features/devices/operations/device-lifecycle.ts";
import { inboxOperations } from "../../../handlers/features/hub/operations/inbox.ts";
import {
  alarmMessagesOperations,
  serviceMessagesOperations,
} from "../../../handlers/features/hub/operations/messages.ts";
import { programsOperations } from "../../../handlers/features/hub/operations/programs.ts";
import { functionsOperations, roomsOperations } from "../../../handlers/features/hub/operations/rooms.ts";
import { sysvarsOperations } from "../../../handlers/features/hub/operations/sysvars.ts";
import { HUB_LISTS } from "../../../handlers/model/hub-objects.ts";
import type { HubList } from "../../../handlers/model/types.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { program } from "../../support/hub.ts";
import { createTestSite, request } from "../../support/site.ts";

const all = [
  ...roomsOperations,
  ...functionsOperations,
  ...programsOperations,
  ...sysvarsOperations,
  ...serviceMessagesOperations,
  ...alarmMessagesOperations,
  ...inboxOperations,
  ...deviceLifecycleOperations,
];
const PATHS: Record<HubList, string> = {
  rooms: "/rooms",
  functions: "/functions",
  programs: "/programs",
  sysvars: "/sysvars",
  serviceMessages: "/service-messages",
  alarmMessages: "/alarm-messages",
  inbox: "/inbox",
};

test("each list that was not read is 503, the others are there; what may be in it is 503, not 404", async () => {
  for (const list of HUB_LISTS) {
    const site = createTestSite();
    site.putHub("ccu-main", { unread: [list] });
    for (const other of HUB_LISTS) {
      const { status, body } = await request(site, all, "GET", PATHS[other]);
      assert.equal(status, other === list ? 503 : 200, `${list} unread: ${other}`);
      if (other === list) assert.equal(body.code, "service_unready");
    }
    const set = await request(site, all, "PUT", "/sysvars/{name}", { params: { name: "V" }, body: { value: 1 } });
    assert.equal(set.status, list === "sysvars" ? 503 : 404, list);
    const accept = await request(site, all, "POST", "/devices/{addr}/accept", { params: { addr: "ABC0000001" } });
    assert.equal(accept.status, list === "inbox" ? 503 : 404, list);
  }
});

test("of two CCUs the one that told is listed; an object of neither may be on the other", async () => {
  const site = createTestSite({ centrals: ["a", "b"] });
  site.putHub("a", { programs: [program(7, "Morgen")] });
  site.putHub("b", { unread: ["programs"] });
  assert.equal((await request(site, all, "GET", "/programs")).body.length, 1);
  assert.equal((await request(site, all, "GET", "/programs", { query: "central=b" })).status, 503);
  assert.equal((await request(site, all, "GET", "/programs/{id}", { params: { id: "9" } })).status, 503);
});

test("internal programs: the request decides, unsaid the central's settings", async () => {
  const site = createTestSite();
  const names = async (query?: string) =>
    (await request(site, all, "GET", "/programs", query ? { query } : {})).body.map((p: { id: string }) => p.id);
  for (const [listed, unsaid] of [
    [true, ["7", "8"]],
    [false, ["7"]],
  ] as const) {
    site.putHub("ccu-main", { programs: [program(7, "a"), program(8, "b", { internal: true, listed })] });
    assert.deepEqual(await names(), unsaid);
    assert.deepEqual(await names("include_internal=true"), ["7", "8"]);
    assert.deepEqual(await names("include_internal=false"), ["7"]);
  }
});

test("what the CCU cannot hold is 422, before a device is accepted as well", async () => {
  const site = createTestSite({
    ccu: {
      createRoom: () => {
        throw new CcuFault("invalid", "no");
      },
    },
  });
  assert.equal((await request(site, all, "POST", "/rooms", { body: { name: "漢字" } })).status, 422);
  site.putHub("ccu-main", {
    inbox: [{ address: "ABC0000001", name: "x", model: "m", interface: "i", firstSeen: 0 }],
  });
  for (const name of ["漢字", "a\u2028b", "$" + "{IFS}"]) {
    const params = { addr: "ABC0000001" };
    const refused = await request(site, all, "POST", "/devices/{addr}/accept", { params, body: { name } });
    assert.equal(refused.status, 422, name);
  }
  assert.equal(site.calls.filter(({ method }) => method === "acceptInboxDevice").length, 0);
});

/** A group whose members the CCU does not tell in full keeps them: nobody writes back less than there is. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { groupOperations } from "../../../handlers/features/groups/operations.ts";
import type { HeatingGroup, HeatingGroupDefinition } from "../../../handlers/ports/index.ts";
import { createTestSite, request } from "../../support/site.ts";

const GROUP = { id: 1, name: "Bad", type: "t", forbidSingleOperation: true, members: [{ address: "000A" }] };

function bench(group: HeatingGroup) {
  const site = createTestSite({
    ccu: {
      heatingGroups: async () => [group],
      saveHeatingGroup: async ({ members, ...wanted }: HeatingGroupDefinition) => ({
        ...{ ...GROUP, ...wanted },
        members: members.map((address) => ({ address })),
      }),
    },
  });
  const change = (body: object) => request(site, groupOperations, "PUT", "/groups/{id}", { params: { id: "1" }, body });
  const saved = () => site.calls.filter(({ method }) => method === "saveHeatingGroup").map(({ args }) => args[0]);
  return { site, change, saved };
}

describe("a change that names no members", () => {
  test("leaves those that there are", async () => {
    const { change, saved } = bench(GROUP);
    assert.equal((await change({ name: "Neu" })).status, 204);
    assert.partialDeepStrictEqual(saved(), [{ name: "Neu", members: ["000A"], forbidSingleOperation: true }]);
  });

  test("is refused where they are not all known, and nothing is written", async () => {
    const { change, saved } = bench({ ...GROUP, membersUnread: true });
    const { status, body } = await change({ name: "Neu" });
    assert.deepEqual([status, body.code], [502, "upstream_unavailable"]);
    assert.match(body.detail, /cannot all be read/);
    assert.deepEqual(saved(), []);
  });

  test("may say which it shall have: none", async () => {
    const { change, saved } = bench({ ...GROUP, membersUnread: true });
    assert.equal((await change({ name: "Neu", members: [] })).status, 204);
    assert.partialDeepStrictEqual(saved(), [{ members: [] }]);
  });
});

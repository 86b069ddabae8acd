/** Heating groups as a form has them: who can be chosen, what is sent of a change. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, changeOf, choicesOf, type Group, typeName } from "../../assets/ui/pages/groups/model.ts";
import { UpdateGroupRequest } from "../../handlers/features/groups/schemas.ts";

const group: Group = {
  id: 7,
  name: "Bath",
  forbid_single_operation: false,
  type_id: "hmip.heating.group",
  members: [{ address: "A:1", device_name: "Radiator" }, { address: "B" }],
};
const compare = (a: string, b: string) => a.localeCompare(b);

test("who is a member and who could be: each device once, by name", () => {
  const choices = choicesOf(
    group.members,
    [
      { address: "A", device_name: "Radiator" },
      { address: "C:1", device_name: "Attic", rooms: ["Attic"], config_pending: true },
    ],
    compare,
  );
  assert.deepEqual(choices, [
    { address: "C:1", name: "Attic", rooms: ["Attic"], isPending: true },
    { address: "B", name: "B", rooms: [], isPending: false },
    { address: "A:1", name: "Radiator", rooms: [], isPending: false },
  ]);
});

test("of a change only what is another is sent, and members only where they are others: the CCU may not tell all of them", () => {
  const same = { name: "Bath", forbid_single_operation: false, members: ["B", "A"] };
  assert.equal(changeOf(group, same), undefined);
  const cases = [
    [{ ...same, name: "Spa" }, { name: "Spa" }],
    [
      { ...same, forbid_single_operation: true },
      { name: "Bath", forbid_single_operation: true },
    ],
    [
      { ...same, members: ["B"] },
      { name: "Bath", members: ["B"] },
    ],
    [
      { ...same, members: [] },
      { name: "Bath", members: [] },
    ],
  ] as const;
  for (const [wish, sent] of cases) {
    assert.deepEqual(changeOf(group, wish), sent);
    assert.ok(UpdateGroupRequest.safeParse(sent).success);
  }
});

test("the device of a group: as the CCU tells it, else by its number", () => {
  assert.equal(addressOf(group), "INT0000007");
  assert.equal(addressOf({ ...group, group_device_name: "INT0000012" }), "INT0000012");
  assert.equal(addressOf({ ...group, group_device_name: "Bath" }), "INT0000007");
  assert.equal(typeName("hmip.heating.group", "lblX", "Heating group"), "Heating group (HomematicIP)");
  assert.deepEqual([typeName("x", "y", "z"), typeName("x", undefined, "z")], ["y", "x"]);
});

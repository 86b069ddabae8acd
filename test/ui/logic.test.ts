/** Variables as forms have them: what is sent of a new one, and of one that is changed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeOf,
  definitionOf,
  isMeant,
  kindOf,
  labelsOf,
  type Sysvar,
  TYPES,
} from "../../assets/ui/pages/logic/model.ts";
import { SysvarCreateRequest } from "../../handlers/features/hub/schemas/sysvars.ts";

const form = (members: Readonly<Record<string, string>>): FormData => {
  const made = new FormData();
  for (const [name, value] of Object.entries(members)) made.append(name, value);
  return made;
};
const typed = { name: " Pool ", min: "5,5", max: "", unit: "°C", labels: "a\r\n\n b ", no: "off", yes: "on" };
const sysvar = (more: Partial<Sysvar>): Sysvar => ({
  name: "Pool",
  value_type: "FLOAT",
  observed: true,
  unique_id: "",
  ...more,
});

test("each type sends what it has, and the server takes it", () => {
  for (const value_type of TYPES) {
    const body = { ...definitionOf(form(typed), kindOf(value_type)), value_type };
    assert.ok(SysvarCreateRequest.safeParse(body).success, JSON.stringify(body));
    assert.equal(body.name, "Pool");
    assert.equal("value_list" in body, value_type === "ENUM");
    assert.equal("min" in body, value_type === "FLOAT" || value_type === "INTEGER");
    assert.equal("value_name_0" in body, value_type === "BOOL" || value_type === "ALARM");
    assert.ok(!("max" in body), "nothing was typed");
  }
  assert.equal(definitionOf(form(typed), "number").min, "5.5", "a comma is a point");
  assert.equal(definitionOf(form({ ...typed, min: "1,2,3" }), "number").min, "1,2,3", "for the server to refuse");
  assert.deepEqual(labelsOf("a\r\n\n b "), ["a", "b"]);
});

test("of a variable that is changed only what is another is sent; the mark of one that others may write stays", () => {
  const before = sysvar({ unit: "°C", min: 5.5, max: 30, description: "Water", is_extended: true });
  const same = { name: "Pool", unit: "°C", min: "5.50", max: "30", description: "Water", channel_address: "" };
  assert.equal(changeOf(before, same), undefined);
  assert.deepEqual(changeOf(before, { ...same, max: "31" }), { max: "31" });
  assert.deepEqual(changeOf(before, { ...same, description: "Pond" }), { description: "Pond HAHM" });
  assert.deepEqual(changeOf({ ...before, is_extended: false }, { ...same, description: "" }), { description: "" });
  assert.deepEqual(changeOf(sysvar({}), { min: "x" }), { min: "x" });
  assert.deepEqual(changeOf(sysvar({}), { is_visible: true, is_logged: false }), undefined);
  assert.deepEqual(changeOf(sysvar({}), { is_visible: false }), { is_visible: false });
});

test("a search means what has each of its words", () => {
  assert.ok(isMeant({ name: "Pool heater", description: "Water" }, "water pool"));
  assert.ok(!isMeant({ name: "Pool heater" }, "water pool"));
});

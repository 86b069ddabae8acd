/** What the page of Matter reckons. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Exposure, manualText, nameOf, rowsOf, updateOf } from "../../assets/ui/pages/matter/model.ts";

const row = (display_name: string, over: Partial<Exposure> = {}): Exposure => ({
  ...{ central_name: "demo", device_address: display_name.toUpperCase(), channel_no: 1, dp_kind: "custom" },
  ...{ dp_key: "LEVEL", enabled: false, mappable: "mappable", display_name },
  ...over,
});

test("what is shown comes first, then what can be; what Matter does not know is asked for", () => {
  const rows = [
    row("Radio", { mappable: "unmappable" }),
    row("Thermostat", { mappable: "partially_mappable" }),
    row("Lamp"),
    row("Siren", { mappable: "unmappable", enabled: true }),
    row("Blind"),
  ];
  const names = (search: string, withUnknown: boolean) =>
    rowsOf(rows, search, withUnknown, (a, b) => a.localeCompare(b)).map((one) => one.display_name);
  assert.deepEqual(names("", false), ["Siren", "Blind", "Lamp", "Thermostat"]);
  assert.deepEqual(names("", true), ["Siren", "Blind", "Lamp", "Thermostat", "Radio"]);
  assert.deepEqual(names("LAMP level", false), ["Lamp"]);
});

test("a row is named once, and asked for by what names it", () => {
  assert.equal(nameOf(row("Fridge", { parameter_label: "Power" })), "Fridge – Power");
  assert.equal(nameOf(row("Attic Smoke", { parameter_label: "Smoke" })), "Attic Smoke");
  assert.equal(nameOf(row("", { device_address: "ABC", dp_key: "STATE" })), "ABC – STATE");
  const { device_address, enabled, friendly_name } = updateOf(row("Lamp"), true, "Light");
  assert.deepEqual([device_address, enabled, friendly_name], ["LAMP", true, "Light"]);
  assert.ok(!("friendly_name" in updateOf(row("Lamp"), false)));
});

test("the digits in groups that people type", () => {
  assert.equal(manualText("34970112332"), "3497-011-2332");
  assert.equal(manualText("123456789012345678901"), "1234-5678-9012-3456-7890-1");
});

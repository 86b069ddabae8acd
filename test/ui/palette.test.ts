/** What the palette finds, in which order, and what it offers of a thing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Schemas } from "../../adapters/client/index.ts";
import { type Entry, type EntryKind, find, ordersOf, spellings, stepped } from "../../assets/ui/pages/palette/model.ts";

const entry = (kind: EntryKind, title: string, detail = ""): Entry => ({
  id: `${kind}/${title}`,
  kind,
  title,
  detail,
  icon: "",
  act: "#/",
});
const byName = (a: string, b: string) => a.localeCompare(b);
const titles = (entries: readonly Entry[], typed: string) => find(entries, typed, byName).map(({ title }) => title);

describe("what is found", () => {
  const home = [
    entry("switch", "Küchenlicht: einschalten", "Küche"),
    entry("device", "Küchenlicht", "HmIP-PSM · Küche"),
    entry("room", "Küche"),
    entry("program", "Abends: starten", "schließt in der Küche"),
    entry("page", "Verlauf"),
    entry("device", "Große Lampe", "HM-LC · Flur"),
  ];

  test("without words: where one can go, in the order in which it is listed", () => {
    assert.deepEqual(titles(home, "  "), ["Küche", "Verlauf"]);
  });

  test("what begins so comes first, what shows before what acts, what stands beside it last", () => {
    assert.deepEqual(titles(home, "küche"), ["Küche", "Küchenlicht", "Küchenlicht: einschalten", "Abends: starten"]);
  });

  test("every word has to be somewhere, in any order", () => {
    assert.deepEqual(titles(home, "ein küchenlicht"), ["Küchenlicht: einschalten"]);
    assert.deepEqual(titles(home, "flur lampe"), ["Große Lampe"]);
    assert.deepEqual(titles(home, "flur küche"), []);
  });

  test("umlauts are found without them and spelt out, whatever the case", () => {
    for (const typed of ["KUCHE", "kueche", "Küche", "Ku\u0308che"])
      assert.equal(titles(home, typed)[0], "Küche", typed);
    assert.deepEqual(titles(home, "grosse"), ["Große Lampe"]);
    assert.deepEqual(spellings("Büro"), ["buro", "buero"]);
    assert.deepEqual(spellings("Hall"), ["hall"]);
  });

  test("the beginning of a later word counts more than the middle of one", () => {
    const two = [entry("device", "Bluelamp"), entry("device", "Desk lamp")];
    assert.deepEqual(titles(two, "lamp"), ["Desk lamp", "Bluelamp"]);
  });

  test("arrows go round", () => {
    assert.equal(stepped(0, -1, 3), 2);
    assert.equal(stepped(2, 1, 3), 0);
    assert.equal(stepped(1, -8, 3), 2);
    assert.equal(stepped(0, 1, 0), 0);
  });
});

describe("what a thing can be told", () => {
  type Custom = Schemas["CustomDPSummary"];
  const custom = (category: string, state: Record<string, unknown>, can: string[]): Custom => ({
    name: "one",
    unique_id: "",
    category,
    channel_no: 1,
    supported_operations: can,
    state,
  });
  const words = (one: Custom) => ordersOf(one).map(({ word }) => word);
  const SWITCH = ["turn_on", "turn_off"];
  const COVER = ["open", "close", "stop"];

  test("the opposite of what it is; both where that is not known", () => {
    assert.deepEqual(words(custom("light", { state: "ON" }, SWITCH)), ["off"]);
    assert.deepEqual(words(custom("light", { state: "OFF" }, SWITCH)), ["on"]);
    assert.deepEqual(words(custom("light", { state: null }, SWITCH)), ["on", "off"]);
    assert.deepEqual(words(custom("switch", { is_on: false }, SWITCH)), ["on"]);
    assert.deepEqual(words(custom("switch", {}, SWITCH)), ["on", "off"]);
  });

  test("a blind goes where it is not, and stops while it moves", () => {
    assert.deepEqual(words(custom("cover", { state: "open", current_position: 100 }, COVER)), ["close"]);
    assert.deepEqual(words(custom("cover", { state: "closed", current_position: 0 }, COVER)), ["open"]);
    assert.deepEqual(words(custom("cover", { state: "opening", current_position: 40 }, COVER)), [
      "stop",
      "open",
      "close",
    ]);
    assert.deepEqual(words(custom("cover", { state: "open" }, ["open"])), ["open"], "only what it takes");
  });

  test("nothing of what lets somebody in, or wakes the street", () => {
    assert.deepEqual(words(custom("lock", { is_locked: true }, ["lock", "unlock", "open"])), []);
    assert.deepEqual(words(custom("siren", { state: "off" }, SWITCH)), []);
    assert.deepEqual(words(custom("cover", { door_state: "CLOSED", current_position: 0 }, COVER)), []);
  });
});

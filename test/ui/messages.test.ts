/** Messages once each, and what a user does not want to see for a while; batteries to buy, and notes of their change. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTES_LIMIT, neededFor, readChanged, withChanged } from "../../assets/ui/model/batteries.ts";
import {
  eachOnce,
  isSame,
  MUTE_DAYS,
  MUTES_LIMIT,
  readMutes,
  withMute,
  withoutMute,
} from "../../assets/ui/model/messages.ts";

const NOW = Date.UTC(2026, 10, 30, 12);
const DAY = 86_400_000;

test("what says the same of the same thing is one message, the newest, with all ids and how often it came", () => {
  const one = (id: string, name: string, central: string, counter = 1) => ({ id, name, central, counter });
  assert.deepEqual(eachOnce([one("3", "A", "x", 2), one("2", "A", "y"), one("1", "A", "x", 5), one("0", "B", "x")]), [
    { ...one("3", "A", "x", 7), ids: ["3", "1"] },
    { ...one("2", "A", "y"), ids: ["2"] },
    { ...one("0", "B", "x"), ids: ["0"] },
  ]);
  assert.deepEqual(eachOnce([]), []);
});

test("a mute holds for its days and no longer, for its message alone, and the last word counts", () => {
  const of = { central: "x", kind: "service", name: "AL-A:0.LOWBAT", title: "Battery low" } as const;
  for (const days of MUTE_DAYS) {
    const kept = withMute(undefined, of, days, NOW);
    assert.equal(readMutes(kept, NOW + days * DAY - 1).length, 1);
    assert.deepEqual(readMutes(kept, NOW + days * DAY), []);
  }
  const again = withMute(withMute([], of, 90, NOW), of, 1, NOW);
  assert.deepEqual(again, [{ ...of, until: "2026-12-01T12:00:00.000Z" }]);
  assert.ok(!isSame(again[0]!, { ...of, kind: "alarm" }));
  assert.ok(!isSame(again[0]!, { ...of, central: "y" }));
  assert.deepEqual(withoutMute(again, of, NOW), []);
  assert.equal(withoutMute(again, { ...of, name: "B" }, NOW).length, 1);
});

test("what others have kept in the place of mutes is none; the oldest of too many go", () => {
  const good = { central: "x", kind: "alarm", name: "A", until: "2027-01-01" };
  const wrong = [null, 3, "a", {}, { ...good, kind: "x" }, { ...good, until: "soon" }, { ...good, name: 3 }];
  for (const kept of [undefined, null, {}, "a", wrong]) assert.deepEqual(readMutes(kept, NOW), []);
  assert.deepEqual(readMutes([...wrong, good], NOW), [{ ...good, title: "A" }]);
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ ...good, name: String(at) }));
  assert.equal(readMutes(many(MUTES_LIMIT), NOW)[0]!.name, "0");
  assert.equal(readMutes(many(MUTES_LIMIT + 1), NOW)[0]!.name, "1");
  const full = withMute(many(MUTES_LIMIT), { central: "y", kind: "alarm", name: "new", title: "new" }, 1, NOW);
  assert.deepEqual([full.length, full.at(-1)!.name, full[0]!.name], [MUTES_LIMIT, "new", "1"]);
});

test("what has to be bought: cells of each kind, and of how many nobody knows", () => {
  const aa = (cells: number) => ({ type: "AA", cells });
  assert.deepEqual(neededFor([aa(2), { type: "CR2032", cells: undefined }, aa(3), { type: undefined, cells: 2 }]), {
    pieces: [
      { type: "AA", count: 5 },
      { type: "CR2032", count: 1 },
    ],
    unnamed: 1,
  });
  assert.deepEqual(neededFor([]), { pieces: [], unnamed: 0 });
});

test("a note of a change is a day; it is replaced, forgotten, and the oldest of too many go", () => {
  assert.deepEqual([...readChanged({ a: "2026-11-30", b: "yesterday", c: 3 })], [["a", "2026-11-30"]]);
  for (const kept of [undefined, null, [], "a"]) assert.equal(readChanged(kept).size, 0);
  const kept = withChanged(withChanged({ a: "2026-01-01" }, "b", "2026-02-01"), "a", "2026-03-01");
  assert.deepEqual(kept, { a: "2026-03-01", b: "2026-02-01" });
  assert.deepEqual(withChanged(kept, "a", undefined), { b: "2026-02-01" });
  const many = Object.fromEntries(Array.from({ length: NOTES_LIMIT }, (_, at) => [`ccu/${at}`, "2026-01-01"]));
  const full = withChanged(many, "new", "2026-02-01");
  assert.deepEqual([Object.keys(full).length, full["ccu/0"], full.new], [NOTES_LIMIT, undefined, "2026-02-01"]);
  assert.equal(Object.keys(withChanged(many, "ccu/0", "2026-02-01")).length, NOTES_LIMIT);
});

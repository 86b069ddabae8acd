/** The wall tablet: what it shows, when it goes dark, what it says of its connection. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tile } from "../../assets/ui/model/tiles.ts";
import {
  awakeOf,
  darkIn,
  placeOfClock,
  readDim,
  saidOf,
  sourceOf,
  tilesFor,
  WANDER,
} from "../../assets/ui/pages/wall/model.ts";

test("the address says what is shown; anything else is the choice", () => {
  assert.deepEqual(sourceOf(["favourites"]), { kind: "favourites" });
  assert.deepEqual(sourceOf(["room", "Küche / Bad"]), { kind: "room", name: "Küche / Bad" });
  for (const rest of [[], ["room"], ["elsewhere"]]) assert.equal(sourceOf(rest), undefined);
});

test("favourites in their order, without those that are gone; a room by name", () => {
  const tile = (id: string, name: string, ...rooms: string[]) => ({ id, name, rooms }) as unknown as Tile;
  const tiles = [tile("1", "Zeta", "Bath"), tile("2", "Alpha", "Bath"), tile("3", "Beta", "Hall")];
  const ids = (found: readonly Tile[]) => found.map(({ id }) => id);
  const byName = (a: string, b: string) => a.localeCompare(b);
  assert.deepEqual(ids(tilesFor({ kind: "favourites" }, tiles, ["3", "gone", "1"], byName)), ["3", "1"]);
  assert.deepEqual(ids(tilesFor({ kind: "room", name: "Bath" }, tiles, ["3"], byName)), ["2", "1"]);
});

test("dark after the minutes that were chosen since the last touch, and never while something is urgent", () => {
  assert.equal(darkIn("5", 1_000, 1_000, false), 300_000);
  assert.equal(darkIn("1", 0, 59_999, false), 1);
  assert.equal(darkIn("1", 0, 60_000, false), 0);
  assert.equal(darkIn("1", 0, 90_000, false), 0);
  assert.equal(darkIn("1", 0, 90_000, true), undefined);
  assert.equal(darkIn("never", 0, 90_000, false), undefined);
  assert.equal(readDim("15"), "15");
  assert.equal(readDim(null), "5");
  assert.equal(readDim("2"), "5");
});

test("in the dark the clock is at 25 places in turn, none further away than it may wander", () => {
  const places = Array.from({ length: 25 }, (_one, minute) => placeOfClock(minute));
  assert.equal(new Set(places.map((one) => JSON.stringify(one))).size, 25);
  assert.deepEqual(placeOfClock(25), placeOfClock(0));
  for (const { x, y } of places) assert.ok(Math.abs(x) <= WANDER && Math.abs(y) <= WANDER);
});

test("whether the browser keeps the screen on, and why not", () => {
  assert.equal(awakeOf(true, true), "offered");
  assert.equal(awakeOf(false, false), "insecure");
  assert.equal(awakeOf(true, false), "missing");
});

test("nothing is said while all is well; else what is wrong first", () => {
  assert.equal(saidOf({ link: "live", away: undefined }), undefined);
  assert.equal(saidOf({ link: "live", away: { ageSeconds: 90 } }), "away");
  assert.equal(saidOf({ link: "live", away: { ageSeconds: undefined } }), "away.unknown");
  assert.equal(saidOf({ link: "catching", away: { ageSeconds: 90 } }), "lost");
  assert.equal(saidOf({ link: "closed", away: undefined }), "closed");
  assert.equal(saidOf({ link: "loading", away: undefined }), "loading");
});

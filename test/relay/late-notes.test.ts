/** Entries of the audit log that came too late for an answer reach the cloud's log, each once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { type SiteStore, siteId } from "../../handlers/ports/index.ts";
import { LATE_NOTES_LIMIT, LATE_NOTES_SIZE, openLateNotes } from "../../handlers/relay/home/late-notes.ts";
import { keepNotes, storeNotes } from "../../handlers/relay/protocol/audit-notes.ts";

const note = (key: string, text = "") => ({
  key,
  entry: { timestamp: "2026-01-01T00:00:00.000Z", action: "backup_create", note: text },
});
async function start(store: SiteStore = createMemoryStore({ clock: createManualClock() }).site(siteId("home"))) {
  const told: string[] = [];
  const log = { debug() {}, info() {}, warn: (text: string) => void told.push(text), error() {} };
  let changes = 0;
  const notes = await openLateNotes(store, log, () => void changes++);
  return { store, notes, told, changes: () => changes, keys: () => notes.next().map(({ key }) => key) };
}
const kept = async ({ store }: Pick<Awaited<ReturnType<typeof start>>, "store">) =>
  (await store.list("link")).items.map(({ key }) => key);

test("an entry waits until the cloud has it, over an end of the program", async () => {
  const first = await start();
  await first.notes.add(note("a"));
  await first.notes.add(note("b"));
  assert.deepEqual([first.keys(), first.changes(), await kept(first)], [["a", "b"], 2, ["note/a", "note/b"]]);
  first.notes.sentIn(7, first.notes.next());
  assert.deepEqual(first.keys(), [], "on its way");
  await first.notes.add(note("c"));
  first.notes.sentIn(8, first.notes.next());
  first.notes.acknowledged(7);
  assert.deepEqual(await kept(first), ["note/c"]);
  first.notes.again();
  assert.deepEqual(first.keys(), ["c"], "nobody knows whether it arrived");
  const next = await start(first.store);
  assert.deepEqual(next.keys(), ["c"]);
  next.notes.sentIn(1, next.notes.next());
  next.notes.acknowledged(1);
  assert.deepEqual([next.keys(), await kept(next)], [[], []]);
});

test("a message takes what fits; what fits into none, and one past the limit, is left out and told", async () => {
  const { notes, told, keys, store } = await start();
  await notes.add(note("large", "x".repeat(LATE_NOTES_SIZE)));
  await notes.add({ key: "odd", entry: { action: 7 } } as never);
  assert.equal(told.splice(0).length, 2);
  const room = LATE_NOTES_SIZE - JSON.stringify(note("full")).length;
  await notes.add(note("full", "x".repeat(room)));
  await notes.add(note("next"));
  assert.deepEqual(keys(), ["full"]);
  notes.sentIn(1, notes.next());
  assert.deepEqual(keys(), ["next"]);
  for (let n = 2; n < LATE_NOTES_LIMIT; n += 1) await notes.add(note(String(n)));
  assert.deepEqual(told, []);
  await notes.add(note("one more"));
  assert.equal(told.length, 1);
  // what lies there damaged costs itself
  await store.put("link", "note/damaged", { key: 1 });
  assert.ok((await start(store)).keys().length > 0);
});

test("a store that fails keeps no entry from the cloud", async () => {
  const { store } = await start();
  const failing: SiteStore = {
    get: (...args) => store.get(...args),
    list: (...args) => store.list(...args),
    put: () => Promise.reject(new Error("full")),
    delete: () => Promise.reject(new Error("full")),
  };
  const { notes, keys } = await start(failing);
  await notes.add(note("a"));
  assert.deepEqual(keys(), ["a"]);
  notes.sentIn(1, notes.next());
  notes.acknowledged(1);
  assert.deepEqual(keys(), []);
});

test("in the cloud's log each is once, and replaces nothing", async () => {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("home"));
  await storeNotes({ store, clock }, [note("a", "first"), note("b")]);
  await storeNotes({ store, clock }, [note("a", "second")]);
  await keepNotes({ store, clock, log: { debug() {}, info() {}, warn() {}, error() {} } }, [note("b", "second")]);
  assert.deepEqual(
    (await store.list<{ note: string }>("audit")).items.map(({ key, value }) => [key, value.note]),
    [
      ["a", "first"],
      ["b", ""],
    ],
  );
  const failing = { put: () => Promise.reject(new Error("away")) } as unknown as SiteStore;
  await assert.rejects(storeNotes({ store: failing, clock }, [note("c")]), /away/);
});

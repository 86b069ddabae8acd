/** "Not known yet" is not "there is none": what the CCUs have told, and every place of the pages that says that there is none. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { isComplete, type Told, toldBy } from "../../assets/ui/model/told.ts";
import { ABOUT_THE_HOME, KNOWN_OTHERWISE } from "./nothing.ts";

const UI = join(import.meta.dirname, "..", "..", "assets", "ui");
const NOTHING_TOLD: Told = new Map();

test("before anything was read no list is complete; what a reading does not name as unread is", () => {
  assert.equal(isComplete(NOTHING_TOLD, ["devices"]), false);
  const first = toldBy(NOTHING_TOLD, 1, [{ lists: ["devices", "rooms"] }]);
  assert.equal(isComplete(first, ["programs"]), true);
  assert.equal(isComplete(first, ["rooms"]), false);
  assert.equal(isComplete(first, ["programs", "rooms"]), false, "all of them");
  assert.equal(isComplete(toldBy(NOTHING_TOLD, 1), ["devices", "rooms", "inbox"]), true, "nothing is unread");
});

test("of two CCUs one that is silent is enough: its part may be what is missing", () => {
  const told = toldBy(NOTHING_TOLD, 1, [{ lists: [] }, { lists: ["sysvars"] }]);
  assert.deepEqual([isComplete(told, ["sysvars"]), isComplete(told, ["devices"])], [false, true]);
});

test("what was asked for before a list was complete is not: it has to be asked for again", () => {
  const unread = [{ lists: ["devices" as const] }];
  const started = toldBy(NOTHING_TOLD, 1, unread);
  const read = toldBy(toldBy(started, 2, unread), 3);
  for (const [askedIn, expected] of [
    [0, false],
    [2, false],
    [3, true],
    [4, true],
  ] as const)
    assert.equal(isComplete(read, ["devices"], askedIn), expected, `asked after reading ${askedIn}`);
  assert.equal(isComplete(toldBy(read, 9), ["devices"], 3), true, "known since then, not only since the last reading");
  assert.equal(isComplete(toldBy(read, 9), ["programs"], 1), true);
});

test("a CCU that comes or starts anew makes a list incomplete again", () => {
  const read = toldBy(NOTHING_TOLD, 1);
  const again = toldBy(read, 2, [{ lists: ["devices"] }]);
  assert.equal(isComplete(again, ["devices"]), false);
  assert.equal(isComplete(toldBy(again, 3), ["devices"], 1), false, "asked before it came");
});

/** How a text begins, or what is in it, that says that something is not there. */
const CLAIM =
  /^(No|Nothing|Nobody|None|Every sensor)\b|^There (is|are) (no|nothing)\b|no longer there|any more\b|does not exist/;

const WORDS = new Map<string, Readonly<Record<string, string>>>();
for (const path of [join(UI, "i18n", "en.ts"), ...globSync(join(UI, "pages", "*", "en.ts"))]) {
  const { en } = (await import(path)) as { en: Readonly<Record<string, string>> };
  WORDS.set(dirname(path).slice(UI.length + 1), en);
}

test("every text that says that there is none is known here: of the home, or of what else", () => {
  const listed = (folder: string) =>
    [ABOUT_THE_HOME, ...Object.values(KNOWN_OTHERWISE)].flatMap((table) => table[folder] ?? []);
  for (const [folder, words] of WORDS) {
    const unlisted = Object.keys(words).filter((key) => CLAIM.test(words[key]!) && !listed(folder).includes(key));
    assert.deepEqual(unlisted, [], `${folder}: say in test/ui/nothing.ts what knows it`);
    assert.deepEqual(
      listed(folder).filter((key) => !(key in words)),
      [],
      `${folder}: no such text any more`,
    );
  }
});

/** Whether a place of a source lies within `<None …>`, or is the other branch of a question for what was told. */
function isGuarded(source: string, at: number): boolean {
  const before = source.slice(0, at);
  const isWithin = before.split(/<None[\s>]/).length > before.split("</None>").length;
  return isWithin || /\b(isTold|isWhole)\b[^;{}]{0,80}$/.test(before);
}

test("what is said to be none of the home is said within None, or behind a question for what was told", () => {
  for (const [folder, keys] of Object.entries(ABOUT_THE_HOME)) {
    const files = folder === "i18n" ? ["views", "pages", "parts"] : [folder];
    const sources = files.flatMap((one) => globSync(join(UI, one, "**", "*.tsx")));
    for (const key of keys) {
      let uses = 0;
      for (const path of sources) {
        const source = readFileSync(path, "utf8");
        for (const { index } of source.matchAll(new RegExp(`(?<![=>])"${key.replaceAll(".", "\\.")}"`, "g"))) {
          uses += 1;
          const line = source.slice(0, index).split("\n").length;
          assert.ok(isGuarded(source, index) || IN_PARTS.has(key), `${path}:${line}: ${key}`);
        }
      }
      assert.ok(uses > 0, `${folder}: ${key} is not said anywhere`);
    }
  }
});

/** Handed to a part of the same page that says them within `None`. */
const IN_PARTS: ReadonlySet<string> = new Set(["norooms", "nofunctions", "none.text"]);

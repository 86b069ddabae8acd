/** Every text in every language, with the same blanks. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { de } from "../../assets/ui/i18n/de.ts";
import { en, type Key } from "../../assets/ui/i18n/en.ts";

const PAGES = join(import.meta.dirname, "..", "..", "assets", "ui");
const blanks = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

test("German says everything that English says, and fills in the same", () => {
  assert.deepEqual(Object.keys(de), Object.keys(en), "in the same order");
  for (const [key, text] of Object.entries(de)) {
    assert.notEqual(text.trim(), "", key);
    assert.deepEqual(blanks(text), blanks(en[key as Key]), key);
  }
});

/** Keys that are put together from parts. */
const COMPOSED = [/^account\.role\./, /^settings\.theme\./, /^glance\./, /^device\.kind\./];

test("no text is without a use", () => {
  const sources = globSync("**/*.{ts,tsx}", { cwd: PAGES, exclude: ["i18n/en.ts", "i18n/de.ts"] })
    .map((file) => readFileSync(join(PAGES, file), "utf8"))
    .join("\n");
  const unused = Object.keys(en).filter(
    (key) => !sources.includes(`"${key}"`) && !COMPOSED.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(unused, []);
});

test("pages have no text of their own: what is between tags comes from the dictionary", () => {
  for (const file of globSync("**/*.tsx", { cwd: PAGES })) {
    const text = readFileSync(join(PAGES, file), "utf8");
    // a word right behind a tag: `<p>Hello`, but not a generic's end
    const found = [...text.matchAll(/<\/?[a-z][^<>{}]*>\s*([A-Za-z]{3,}[^<{]*)</g)].map(([, words]) => words);
    assert.deepEqual(found, [], file);
  }
});

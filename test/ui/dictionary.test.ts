/** Every text in every language, with the same blanks. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { de } from "../../assets/ui/i18n/de.ts";
import { en } from "../../assets/ui/i18n/en.ts";
import { PAGES as LISTED } from "./pages.ts";

const PAGES = join(import.meta.dirname, "..", "..", "assets", "ui");
const blanks = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

type Words = Readonly<Record<string, string>>;
interface Dictionary {
  /** What its texts are used in. */
  readonly folder: string;
  readonly english: Words;
  readonly german: Words;
}

/** The one of the first view, and those that come with their pages. */
const dictionaries: Dictionary[] = [{ folder: ".", english: en, german: de }];
for (const file of globSync("pages/*/en.ts", { cwd: PAGES }).sort()) {
  const folder = dirname(file);
  const { en: english } = (await import(join(PAGES, file))) as { en: Words };
  const { de: german } = (await import(join(PAGES, folder, "de.ts"))) as { de: Words };
  dictionaries.push({ folder, english, german });
}

for (const { folder, english, german } of dictionaries) {
  test(`German says everything that English says, and fills in the same (${folder})`, () => {
    assert.deepEqual(Object.keys(german), Object.keys(english), "in the same order");
    for (const [key, text] of Object.entries(german)) {
      assert.notEqual(text.trim(), "", key);
      assert.deepEqual(blanks(text), blanks(english[key]!), key);
    }
  });

  test(`no text is without a use (${folder})`, () => {
    const own = globSync(join(folder, "**/*.{ts,tsx}"), { cwd: PAGES })
      .filter((file) => !/(?:^|\/)(?:en|de)\.ts$/.test(file))
      .map((file) => readFileSync(join(PAGES, file), "utf8"))
      .join("\n");
    // shared parts that are given the page's words
    const shared = [...own.matchAll(/<(\w+)[^<>]* w=\{w\}/g)].map(([, part]) =>
      readFileSync(join(PAGES, "parts", `${part}.tsx`), "utf8"),
    );
    const sources = [own, ...shared].join("\n");
    // put together from parts: `glance.${meaning}`
    const composed = [...sources.matchAll(/`([\w.]+\.)\$\{/g)].map(([, start]) => start!);
    const unused = Object.keys(english).filter(
      (key) => !sources.includes(`"${key}"`) && !composed.some((start) => key.startsWith(start)),
    );
    assert.deepEqual(unused, []);
  });
}

test("every page is called something in both languages", () => {
  for (const { path, title, text, section } of LISTED) {
    for (const language of ["en", "de"] as const) {
      assert.ok(title[language], path);
      if (section !== undefined) assert.ok(text?.[language], `${path} says what it is for`);
    }
  }
});

test("pages have no text of their own: what is between tags comes from the dictionary", () => {
  for (const file of globSync("**/*.tsx", { cwd: PAGES })) {
    const text = readFileSync(join(PAGES, file), "utf8");
    // a word right behind a tag: `<p>Hello`, but not a generic's end
    const found = [...text.matchAll(/<\/?[a-z][^<>{}]*>\s*([A-Za-z]{3,}[^<{]*)</g)].map(([, words]) => words);
    assert.deepEqual(found, [], file);
  }
});

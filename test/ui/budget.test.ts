/** What the first view costs, by counts: bytes, files, and hosts that are not ours. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { parseRoute } from "../../assets/ui/model/route.ts";

import { pagesFolder } from "../../local/ui.ts";
import { PAGES } from "./pages.ts";

/** Bytes, compressed: on a slow phone's connection (1.6 Mbit/s) less than a second. */
const FIRST_VIEW_LIMIT = 150_000;
/** Of the first view's script: what the API reference shares, and the rest. */
const PARTS_LIMIT = 3;
/** Bytes, compressed, of what one page adds. */
const PAGE_LIMIT = 60_000;

test("the first view is small, and everything that it names is there", async () => {
  const folder = await pagesFolder();
  const files = new Set(readdirSync(folder));
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name!);
  assert.deepEqual(
    named.filter((name) => !files.has(name)),
    [],
  );
  const bytes = ["index.html", ...named].map((name) => gzipSync(readFileSync(join(folder, name))).length);
  const sum = bytes.reduce((a, b) => a + b);
  assert.ok(sum <= FIRST_VIEW_LIMIT, `${sum} bytes`);
});

test("pages that come when somebody goes there bring all that they name, and nothing of the first view comes with them", async () => {
  const folder = await pagesFolder();
  const files = new Set(readdirSync(folder));
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const main = readFileSync(join(folder, "main.js"), "utf8");
  const imports = (text: string, kind: RegExp) => [...text.matchAll(kind)].map(([, name]) => name!);
  const STATIC = /(?:from|import)"\.\/([^"]+)"/g;
  const atOnce = imports(main, STATIC);
  for (const name of atOnce) assert.ok(page.includes(`href="${name}"`), `${name} loads late`);
  assert.ok(atOnce.length <= PARTS_LIMIT, `${atOnce.length} files`);
  const first = [main, ...atOnce.map((name) => readFileSync(join(folder, name), "utf8"))].join("\n");
  const lazy = imports(first, /import\("\.\/([^"]+)"\)/g);
  // and the palette, which is no page
  assert.equal(lazy.length, PAGES.length + 1);
  for (const name of lazy) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const other of imports(text, STATIC)) assert.ok(files.has(other), `${name} names ${other}`);
    assert.ok(gzipSync(text).length <= PAGE_LIMIT, `${name}: ${gzipSync(text).length} bytes`);
  }
  for (const { subject, hasSheet } of PAGES)
    assert.equal(files.has(`page-${subject}.css`), hasSheet === true, `style.css of ${subject}`);
});

test("every page has an address of its own", () => {
  const paths = PAGES.map(({ path }) => path);
  assert.deepEqual([...new Set(paths)], paths);
  for (const path of paths)
    assert.deepEqual(parseRoute(`#/${path}`, new Set(paths)), { page: "other", path, rest: [] });
});

test("no page has a script or a style of its own, which the policy would refuse", async () => {
  const folder = await pagesFolder();
  for (const name of ["index.html", "api.html"]) {
    const text = readFileSync(join(folder, name), "utf8");
    assert.doesNotMatch(text, /<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/i, name);
    assert.doesNotMatch(text, /(?:src|href)="(?:https?:)?\/\//, name);
  }
});

test("the licences of what is bundled go along, and the manifest names files that are there", async () => {
  const folder = await pagesFolder();
  const text = readFileSync(join(folder, "licences.txt"), "utf8");
  for (const name of ["preact", "@preact/signals", "@mdi/js", "uplot"]) assert.ok(text.includes(name), name);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.webmanifest"), "utf8"));
  for (const { src } of manifest.icons) readFileSync(join(folder, src));
});

test("it is bundled once, and the same again", async () => {
  assert.equal(await pagesFolder(), await pagesFolder());
});

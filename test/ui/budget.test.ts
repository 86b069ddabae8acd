/** What the first view costs, by counts: bytes, files, and hosts that are not ours. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { pagesFolder } from "../../local/ui.ts";

/** Bytes, compressed: on a slow phone's connection (1.6 Mbit/s) less than a second. */
const FIRST_VIEW_LIMIT = 150_000;

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
  for (const name of ["preact", "@preact/signals", "@mdi/js"]) assert.ok(text.includes(name), name);
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.webmanifest"), "utf8"));
  for (const { src } of manifest.icons) readFileSync(join(folder, src));
});

test("it is bundled once, and the same again", async () => {
  assert.equal(await pagesFolder(), await pagesFolder());
});

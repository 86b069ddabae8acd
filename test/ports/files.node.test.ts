import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createFileFolder } from "../../adapters/node/file-store.ts";
import { FileStoreError } from "../../handlers/ports/index.ts";
import { describeFileStore } from "../../local/testing/file-store.ts";

const root = mkdtempSync(join(tmpdir(), "files-"));
let count = 0;
const place = () => join(root, `folder-${++count}`);

describeFileStore("a folder", {
  create: async () => createFileFolder(place()),
  end: () => rmSync(root, { recursive: true }),
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

test("files are for their owner only, and what a killed program left is gone", async () => {
  const folder = place();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, ".writing-1-abcdef"), "half");
  writeFileSync(join(folder, ".somebody-else"), "theirs");
  const store = createFileFolder(folder);
  await store.write("a", once("x"));
  assert.equal(statSync(join(folder, "a")).mode & 0o077, 0);
  await store.list();
  assert.deepEqual(readdirSync(folder).sort(), [".somebody-else", "a"]);
});

test("a place that cannot be written says so, and names itself", { skip: process.getuid?.() === 0 }, async () => {
  const folder = place();
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o500);
  await assert.rejects(createFileFolder(folder).write("a", once("x")), (error: Error) => {
    return error instanceof FileStoreError && error.message.startsWith(folder);
  });
});

test("a file in the place of the folder is told", async () => {
  const folder = place();
  writeFileSync(folder, "no folder");
  await assert.rejects(createFileFolder(folder).list(), { name: "FileStoreError" });
  await assert.rejects(createFileFolder(folder).write("a", once("x")), { name: "FileStoreError" });
});

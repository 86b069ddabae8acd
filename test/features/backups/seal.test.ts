/** Sealed backups: what comes out is what went in, or nothing. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  CHUNK_BYTES,
  HEADER_BYTES,
  SealBroken,
  type SealKey,
  TAG_BYTES,
} from "../../../handlers/features/backups/home/seal/format.ts";
import { parseKey } from "../../../handlers/features/backups/home/seal/key.ts";
import { open } from "../../../handlers/features/backups/home/seal/open.ts";
import { seal, sealedBytes } from "../../../handlers/features/backups/home/seal/seal.ts";
import type { Manifest } from "../../../handlers/features/backups/names.ts";

const KEY = { key: new Uint8Array(32).fill(7) };
const PASSPHRASE = { passphrase: "Grüße aus dem Keller" };

const manifestOf = (content: Uint8Array): Manifest => ({
  format: 1,
  id: "home-20260101T120000Z",
  kind: "ccu",
  central: "home",
  created_at: "2026-01-01T12:00:00.000Z",
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
  counts: { files: 3 },
  version: "3.1",
});

async function* pieces(bytes: Uint8Array, size = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function collect(from: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of from) all.push(piece);
  return Buffer.concat(all);
}
const sealed = (content: Uint8Array, key: SealKey = KEY, size?: number) =>
  collect(seal(pieces(content, size), manifestOf(content), key));
async function opened(bytes: Uint8Array, key: SealKey = KEY, size?: number) {
  const { manifest, content } = await open(pieces(bytes, size), key);
  return { manifest, content: await collect(content) };
}

const filled = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, i) => i % 251));
/** Bytes of content with which the plain text fills its chunks exactly. */
const EXACT = 2 * CHUNK_BYTES - (sealedBytes(manifestOf(filled(0))) - HEADER_BYTES - TAG_BYTES) - 5;

describe("a sealed backup", () => {
  for (const bytes of [0, 1, 1000, CHUNK_BYTES, EXACT - 1, EXACT, EXACT + 1, EXACT + 2, EXACT + 300_000])
    test(`of ${bytes} bytes is what it was`, async () => {
      const content = filled(bytes);
      const box = await sealed(content);
      assert.equal(box.length, sealedBytes(manifestOf(content)));
      const { manifest, content: found } = await opened(box);
      assert.deepEqual(manifest, manifestOf(content));
      assert.ok(found.equals(content));
    });

  test("comes and goes in pieces of any size, and is another one each time", async () => {
    const content = filled(200_000);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 300_000 }), fc.integer({ min: 500, max: 300_000 }), async (a, b) => {
        assert.ok((await opened(await sealed(content, KEY, a), KEY, b)).content.equals(content));
      }),
      { numRuns: 20 },
    );
    assert.notDeepEqual(await sealed(content), await sealed(content));
  });

  test("opens with its passphrase, however it was typed, and with nothing else", async () => {
    const box = await sealed(filled(10), PASSPHRASE);
    assert.ok((await opened(box, { passphrase: "Grüße aus dem Keller".normalize("NFD") })).content.equals(filled(10)));
    await assert.rejects(opened(box, { passphrase: "grüße aus dem Keller" }), /key is wrong/);
    await assert.rejects(opened(box, KEY), /with a passphrase/);
    await assert.rejects(opened(await sealed(filled(10)), PASSPHRASE), /with a key of 32 bytes/);
    await assert.rejects(opened(await sealed(filled(10)), { key: new Uint8Array(32) }), /key is wrong/);
  });

  test("does not open where a bit of it changed", async () => {
    const box = await sealed(filled(70_000));
    const bits = fc.tuple(fc.integer({ min: 0, max: box.length - 1 }), fc.integer({ min: 0, max: 7 }));
    await fc.assert(
      fc.asyncProperty(bits, async ([at, bit]) => {
        const changed = Buffer.from(box);
        changed[at] = (changed[at] as number) ^ (1 << bit);
        await assert.rejects(opened(changed), SealBroken);
      }),
    );
  });

  test("does not open where it was cut, prolonged, or its chunks changed places", async () => {
    const box = await sealed(filled(200_000));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: box.length - 1 }), (end) =>
        assert.rejects(opened(box.subarray(0, end)), SealBroken),
      ),
    );
    const chunk = (n: number) =>
      box.subarray(HEADER_BYTES + n * (CHUNK_BYTES + 16), HEADER_BYTES + (n + 1) * (CHUNK_BYTES + 16));
    const header = box.subarray(0, HEADER_BYTES);
    for (const order of [[1, 0, 2, 3], [0, 2, 3], [0, 1, 1, 2, 3], [0, 1, 2], [3]])
      await assert.rejects(opened(Buffer.concat([header, ...order.map(chunk)])), SealBroken, String(order));
    await assert.rejects(opened(Buffer.concat([box, Buffer.alloc(1)])), SealBroken);
    await assert.rejects(opened(Buffer.concat([box, box])), SealBroken);
  });

  test("asks for no work without end, and anything else is none", async () => {
    const box = await sealed(filled(10), PASSPHRASE);
    for (const [at, value] of [
      [8, 2],
      [9, 2],
      [10, 21],
      [10, 0],
      [11, 17],
      [12, 0],
      [41, 2],
    ] as const) {
      const changed = Buffer.from(box);
      changed[at] = value;
      await assert.rejects(opened(changed, PASSPHRASE), SealBroken);
    }
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) => assert.rejects(opened(bytes), SealBroken)),
    );
  });

  test("is not sealed where the content is not what the manifest says", async () => {
    const content = filled(100);
    await assert.rejects(collect(seal(pieces(content.subarray(1)), manifestOf(content), KEY)), RangeError);
  });

  test("a key is 32 bytes in base64 or hexadecimal", () => {
    const key = Buffer.alloc(32, 9);
    for (const text of [
      key.toString("base64"),
      key.toString("base64url"),
      key.toString("hex"),
      ` ${key.toString("hex")}\n`,
    ])
      assert.deepEqual(Buffer.from(parseKey(text) ?? []), key);
    for (const text of ["", "short", "x".repeat(64), Buffer.alloc(31).toString("base64")])
      assert.equal(parseKey(text), undefined);
  });
});

test("the program of docs/backups.md opens one, with nothing of ours", async () => {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "backups.md"), "utf8");
  const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? assert.fail("no program");
  const { openSealed } = await import(`data:text/javascript,${encodeURIComponent(program)}`);
  for (const bytes of [0, 10, EXACT, 200_000]) {
    const content = filled(bytes);
    assert.ok(openSealed(await sealed(content), KEY.key).equals(content));
    if (bytes === 10) assert.ok(openSealed(await sealed(content, PASSPHRASE), PASSPHRASE.passphrase).equals(content));
  }
});

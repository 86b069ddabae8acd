/** What passes for a backup of a CCU, and what users of other programs had kept as one and was none. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { contentsOf } from "../../../handlers/features/backups/home/archive/check.ts";
import { ArchiveDamaged, TarReader } from "../../../handlers/features/backups/home/archive/tar.ts";
import { backupArchive, tarOf } from "../../../local/simulator/logic/backup-archive.ts";

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const check = (bytes: Uint8Array, size = 1000) => contentsOf(inPieces(bytes, size));
const damaged = (bytes: Uint8Array, message: RegExp) =>
  assert.rejects(check(bytes), (error: Error) => error instanceof ArchiveDamaged && message.test(error.message));

const WHOLE = backupArchive();
const WITH_PACKED = (packed: Uint8Array) =>
  tarOf({ "usr_local.tar.gz": packed, signature: "s", key_index: "0", firmware_version: "VERSION=3.1\n" });

describe("a backup of a CCU", () => {
  test("is whole: counted, with its version and digest, in pieces of any size", async () => {
    const whole = await check(WHOLE, WHOLE.length);
    assert.partialDeepStrictEqual(whole, { entries: 5, files: 4, firmware: "3.89.8.20260801", hasModel: true });
    assert.equal(whole.bytes, WHOLE.length);
    for (const size of [1, 7, 511, 512, 513, 4096]) assert.deepEqual(await check(WHOLE, size), whole);
  });

  test("may be small: eight devices and no add-on are a home, too (ioBroker.backitup#1370)", async () => {
    const small = backupArchive({ files: { "usr/local/etc/config/ids": "" } });
    assert.partialDeepStrictEqual(await check(small), { files: 1, hasModel: false });
  });

  test("is not an empty file (#1360), a login page (#1072, #1204), or somebody else's archive", async () => {
    await damaged(Buffer.alloc(0), /empty/);
    await damaged(Buffer.from(`<!DOCTYPE html>${" ".repeat(2000)}`), /no tar archive/);
    await damaged(tarOf({ "photo.jpg": "x" }), /usr_local.tar.gz, signature, key_index, firmware_version are missing/);
  });

  for (const name of ["usr_local.tar.gz", "signature", "key_index", "firmware_version"])
    test(`is none without ${name}`, () => damaged(backupArchive({ without: [name] }), new RegExp(name)));

  test("is none where the packed configuration is cut off, is no archive, or is empty (OpenCCU#2209)", async () => {
    const packed = gzipSync(tarOf({ a: "x".repeat(5000) }));
    await damaged(WITH_PACKED(packed.subarray(0, packed.length - 10)), /cannot be unpacked/);
    await damaged(WITH_PACKED(Buffer.from("not packed")), /cannot be unpacked/);
    await damaged(WITH_PACKED(gzipSync("text".repeat(300))), /no tar archive/);
    await damaged(WITH_PACKED(gzipSync(tarOf({}))), /holds no file/);
    await damaged(WITH_PACKED(gzipSync(tarOf({ a: "x" }).subarray(0, 1024))), /end is missing/);
    await damaged(backupArchive({ version: "" }), /no version/);
  });

  test("is none wherever it is cut", async () => {
    const ends = fc.integer({ min: 0, max: WHOLE.length - 1024 });
    await fc.assert(fc.asyncProperty(ends, async (end) => damaged(WHOLE.subarray(0, end), /./)));
  });

  test("is none when a bit of its configuration has changed", async () => {
    const start = 512;
    const length = gzipSync(tarOf({})).length;
    const bits = fc.tuple(fc.integer({ min: start + 10, max: start + length }), fc.integer({ min: 0, max: 7 }));
    await fc.assert(
      fc.asyncProperty(bits, async ([at, bit]) => {
        const changed = Buffer.from(WHOLE);
        changed[at] = (changed[at] as number) ^ (1 << bit);
        await assert.rejects(check(changed), ArchiveDamaged);
      }),
    );
  });

  test("anything at all is damaged or whole, never a crash", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.boolean(), async (bytes, appended) => {
        const content = appended ? Buffer.concat([WHOLE, bytes]) : bytes;
        await check(content).catch((error: unknown) => assert.ok(error instanceof ArchiveDamaged, String(error)));
      }),
    );
  });
});

test("archives of GNU tar are read: long names, folders, links, POSIX headers", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tar-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const long = `${"d".repeat(80)}/${"n".repeat(90)}`;
  mkdirSync(join(folder, "d".repeat(80)));
  writeFileSync(join(folder, long), "long");
  writeFileSync(join(folder, "short"), "");
  execFileSync("ln", ["-s", "short", join(folder, "link")]);
  for (const format of ["gnu", "posix", "ustar", "v7"]) {
    const names = format === "v7" ? ["short", "link"] : [long, "short", "link"];
    const out = join(folder, `${format}.tar`);
    execFileSync("tar", [`--format=${format}`, "-cf", out, "-C", folder, ...names.map((name) => `./${name}`)], {
      stdio: "ignore",
    });
    const entries: [string, number, boolean][] = [];
    const reader = new TarReader({ entry: ({ name, bytes, isFile }) => void entries.push([name, bytes, isFile]) });
    reader.push(readFileSync(out));
    reader.end();
    const expected: [string, number, boolean][] = [
      [long, 4, true],
      ["short", 0, true],
      ["link", 0, false],
    ];
    assert.deepEqual(entries, format === "v7" ? expected.slice(1) : expected, format);
  }
});

/** `ccu-anywhere backup open`: a sealed copy becomes what it was, or nothing is written. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { SealKey } from "../../../handlers/features/backups/home/seal/format.ts";
import { seal } from "../../../handlers/features/backups/home/seal/seal.ts";
import type { Manifest } from "../../../handlers/features/backups/names.ts";
import { scratchFolder } from "../../support/program.ts";
import { cli, configFolder, type Options } from "./cli.ts";

const CONTENT = Buffer.from("the archive ".repeat(20_000));
const KEY = Buffer.alloc(32, 3);
const config = configFolder();
const run = (argv: readonly string[], options: Options = {}) =>
  cli(argv, { ...options, env: { XDG_CONFIG_HOME: config, ...options.env } });

const manifestOf = (kind: Manifest["kind"]): Manifest => ({
  format: 1,
  id: "home-20261130T042500Z",
  kind,
  central: kind === "ccu" ? "home" : "",
  created_at: "2026-11-30T04:25:00.000Z",
  bytes: CONTENT.length,
  sha256: createHash("sha256").update(CONTENT).digest("hex"),
  counts: {},
  version: "3.91",
});
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
async function sealed(t: TestContext, key: SealKey, kind: Manifest["kind"] = "ccu") {
  const folder = scratchFolder(t);
  const pieces: Uint8Array[] = [];
  for await (const piece of seal(once(CONTENT), manifestOf(kind), key)) pieces.push(piece);
  const file = join(folder, "copy.sealed");
  writeFileSync(file, Buffer.concat(pieces));
  return { folder, file, out: join(folder, "out.sbk") };
}

test("with a passphrase from the environment, a pipe or a person", async (t) => {
  const passphrase = "a long enough one";
  const { file, out } = await sealed(t, { passphrase });
  const env = { CCU_ANYWHERE_BACKUP_PASSPHRASE: passphrase };
  const ran = await run(["backup", "open", file, "-o", out], { env });
  assert.deepEqual([ran.code, ran.err], [0, ""]);
  assert.match(ran.out, /240000 bytes, of home, firmware 3\.91/);
  assert.ok(readFileSync(out).equals(CONTENT));
  assert.equal((await run(["backup", "open", file, "-o", out], { env })).code, 9, "it is there already");
  assert.equal((await run(["backup", "open", file, "-o", out, "-f"], { input: `${passphrase}\n` })).code, 0);
  const typed = [["Passphrase: ", `${passphrase}\n`]] as const;
  assert.equal((await run(["backup", "open", file, "-o", out, "-f"], { tty: true, typed })).code, 0);
});

test("with a key from a file, and told as a document", async (t) => {
  const { folder, file, out } = await sealed(t, { key: KEY }, "state");
  const keyFile = join(folder, "key");
  writeFileSync(keyFile, `${KEY.toString("base64")}\n`);
  const ran = await run(["backup", "open", file, "--key-file", keyFile, "-o", out, "--json"]);
  assert.partialDeepStrictEqual(JSON.parse(ran.out), { file: out, kind: "state", bytes: CONTENT.length });
  writeFileSync(keyFile, "no key");
  assert.equal((await run(["backup", "open", file, "--key-file", keyFile, "-o", out, "-f"])).code, 9);
});

test("what does not open is not written, and the reason is told", async (t) => {
  const { folder, file, out } = await sealed(t, { passphrase: "a long enough one" });
  const wrong = await run(["backup", "open", file, "-o", out], { input: "another long one\n" });
  assert.deepEqual([wrong.code, wrong.out], [9, ""]);
  assert.match(wrong.err, /the key is wrong, or it was altered/);
  const cut = readFileSync(file);
  writeFileSync(file, cut.subarray(0, cut.length - 100));
  const env = { CCU_ANYWHERE_BACKUP_PASSPHRASE: "a long enough one" };
  assert.match((await run(["backup", "open", file, "-o", out], { env })).err, /altered, or it ends too early/);
  assert.ok(!existsSync(out));
  assert.deepEqual(readdirSync(folder), ["copy.sealed"]);
  assert.equal((await run(["backup", "open"])).code, 2);
  assert.equal((await run(["backup", "open", join(folder, "none")])).code, 9);
  assert.equal((await run(["backup", "list", "x"])).code, 2);
});

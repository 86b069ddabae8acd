/** `ccu-anywhere backup open`: a sealed copy of a backup becomes the file that it was. Needs nothing but the key. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { open as openFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { endingOf } from "../../handlers/features/backups/home/offsite.ts";
import { SealBroken, type SealKey } from "../../handlers/features/backups/home/seal/format.ts";
import { parseKey } from "../../handlers/features/backups/home/seal/key.ts";
import { open } from "../../handlers/features/backups/home/seal/open.ts";
import type { Manifest } from "../../handlers/features/backups/names.ts";
import type { Context } from "./command.ts";
import { CliError, EXIT, usageError } from "./exit-codes.ts";
import { checkPlace } from "./files.ts";
import { ask, readInput } from "./prompt.ts";
import { printable } from "./terminal.ts";

async function keyOf({ terminal, text }: Context): Promise<SealKey> {
  const file = text("key-file");
  if (file !== undefined) {
    const key = existsSync(file) ? parseKey(readFileSync(file, "utf8")) : undefined;
    if (!key) throw new CliError(EXIT.file, `${file} holds no key of 32 bytes in base64 or hexadecimal`);
    return { key };
  }
  const { env, stdin } = terminal;
  const passphrase =
    env.CCU_ANYWHERE_BACKUP_PASSPHRASE ??
    (stdin.isTTY ? await ask(terminal, "Passphrase: ", true) : (await readInput(terminal)).split(/\r?\n/, 1)[0]);
  if (!passphrase) throw usageError("no passphrase: it is asked for, piped in, or in CCU_ANYWHERE_BACKUP_PASSPHRASE");
  return { passphrase };
}

/** Beside its place, then moved there: what was not authentic to its end is not left anywhere. */
async function writeWhole(path: string, content: AsyncIterable<Uint8Array>, manifest: Manifest): Promise<void> {
  const beside = join(dirname(path), `.${manifest.id}.${process.pid}`);
  const hash = createHash("sha256");
  let bytes = 0;
  const handle = await openFile(beside, "wx", 0o600);
  try {
    for await (const piece of content) {
      bytes += piece.length;
      hash.update(piece);
      await handle.write(piece);
    }
    if (bytes !== manifest.bytes || hash.digest("hex") !== manifest.sha256)
      throw new SealBroken("it is not what was sealed");
    await handle.sync();
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** @throws CliError */
export async function openBackup(context: Context, file: string | undefined): Promise<void> {
  if (file === undefined) throw usageError("open needs the name of a file");
  if (!existsSync(file)) throw new CliError(EXIT.file, `${file} does not exist`);
  const key = await keyOf(context);
  try {
    const { manifest, content } = await open(createReadStream(file) as AsyncIterable<Uint8Array>, key);
    const path = context.text("output") ?? manifest.id + endingOf(manifest);
    checkPlace(path, context.flag("force"));
    await context.during(`opening ${file}`, writeWhole(path, content, manifest));
    const of =
      manifest.kind === "ccu" ? `of ${manifest.central}, firmware ${manifest.version}` : "of this program's own state";
    context.show({ file: path, ...manifest }, () =>
      printable(`${path}: ${manifest.bytes} bytes, ${of}, ${manifest.created_at}`),
    );
  } catch (error) {
    if (error instanceof SealBroken) throw new CliError(EXIT.file, `${file} cannot be opened: ${error.message}`, error);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new CliError(EXIT.file, `${file} cannot be opened: ${code}`, error);
    throw error;
  }
}

/** The backups that are kept here: an archive and, beside it, what is known of it. */
import { notFound, unready, upstream } from "../../kernel/problem.ts";
import type { Site } from "../../kernel/site.ts";
import { type FileStore, FileStoreError, type StoredFile } from "../../ports/index.ts";
import { ARCHIVE, BACKUP_ID, MANIFEST, Manifest } from "./names.ts";

/** Bytes of the file beside an archive: it has less than one KB. */
const MANIFEST_LIMIT = 65_536;

/** @throws Refusal 503 where this process keeps no backups; 502 where the place fails */
export async function inPlace<T>(
  { backups }: Pick<Site, "backups">,
  work: (files: FileStore) => Promise<T>,
): Promise<T> {
  if (!backups) throw unready("this program keeps no backups");
  try {
    return await work(backups.files);
  } catch (error) {
    if (error instanceof FileStoreError) throw upstream(error.message, "Backups cannot be reached", error);
    throw error;
  }
}

export async function textOf(content: AsyncIterable<Uint8Array>, limit = MANIFEST_LIMIT): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > limit) return "";
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** `undefined` where it is none. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const parsed = Manifest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

async function manifestOf(files: FileStore, id: string): Promise<Manifest | undefined> {
  const file = await files.read(id + MANIFEST);
  return file && parseManifest(await textOf(file.content));
}

export interface KeptBackup extends Manifest {
  file: StoredFile;
}

/**
 * Oldest first. What was not checked, or has not the size that it had then, is none.
 * @param kind of which files have the ending `ending`
 */
export async function keptBackups(
  files: FileStore,
  kind: Manifest["kind"] = "ccu",
  ending = ARCHIVE,
): Promise<KeptBackup[]> {
  const names = (await files.list()).filter(({ name }) => name.endsWith(ending) && BACKUP_ID.test(idOf(name, ending)));
  const kept = await Promise.all(
    names.map(async (file): Promise<KeptBackup[]> => {
      const id = idOf(file.name, ending);
      const manifest = await manifestOf(files, id);
      const fits = manifest?.kind === kind && manifest.id === id && manifest.bytes === file.bytes;
      return fits ? [{ ...manifest, file }] : [];
    }),
  );
  return kept.flat().sort((a, b) => (a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : 0));
}

const idOf = (name: string, ending: string): string => name.slice(0, -ending.length);

/** @throws Refusal 404 */
export async function findBackup(files: FileStore, id: string): Promise<KeptBackup> {
  const found = (await keptBackups(files)).find((backup) => backup.id === id);
  if (!found) throw notFound(`no backup ${id}`);
  return found;
}

/** The file beside an archive. */
export async function* manifestFile(manifest: Manifest): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** The archive first: what is left is no backup then, whenever this ends. */
export async function removeBackup(files: FileStore, { id, file }: KeptBackup): Promise<void> {
  await files.remove(file.name);
  await files.remove(id + MANIFEST);
}

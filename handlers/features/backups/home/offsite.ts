/** Sealed copies elsewhere: brought there, pruned, and proven to be restorable. */
import { createHash } from "node:crypto";
import type { BackupParts, FileStore } from "../../../ports/index.ts";
import { type KeptBackup, keptBackups } from "../kept-backups.ts";
import { ARCHIVE, BACKUP_ID, type Manifest, partsOf, SEALED, STATE } from "../names.ts";
import { contentsOf } from "./archive/check.ts";
import { ArchiveDamaged } from "./archive/tar.ts";
import { SealBroken, type SealKey } from "./seal/format.ts";
import { open } from "./seal/open.ts";
import { seal, sealedBytes } from "./seal/seal.ts";

export interface Offsite {
  readonly place: FileStore;
  readonly key: SealKey;
}

/** Ids of sealed copies, the newest of each CCU last. */
async function sealedIds(place: FileStore): Promise<string[]> {
  const ids = (await place.list())
    .filter(({ name }) => name.endsWith(SEALED))
    .map(({ name }) => name.slice(0, -SEALED.length))
    .filter((id) => BACKUP_ID.test(id));
  return ids.sort((a, b) => (partsOf(a).time < partsOf(b).time ? -1 : 1));
}

const everyKept = async (files: FileStore): Promise<KeptBackup[]> => [
  ...(await keptBackups(files)),
  ...(await keptBackups(files, "state", STATE)),
];

/**
 * Brings what is newer than the newest copy of its kind there, the oldest first, and of what has no copy yet the newest. What
 * could not be brought this time is brought the next time.
 * @returns the ids that were brought
 */
export async function bringOffsite(files: FileStore, { place, key }: Offsite): Promise<string[]> {
  const newest = new Map((await sealedIds(place)).map((id) => [partsOf(id).base, partsOf(id).time]));
  const kept = await everyKept(files);
  const lastOf = new Map(kept.map(({ id }) => [partsOf(id).base, id]));
  const brought: string[] = [];
  for (const backup of kept) {
    const { base, time } = partsOf(backup.id);
    const last = newest.get(base);
    if (last === undefined ? lastOf.get(base) !== backup.id : time <= last) continue;
    const file = await files.read(backup.file.name);
    if (!file) continue;
    const { file: _file, ...manifest } = backup;
    await place.write(backup.id + SEALED, seal(file.content, manifest, key), sealedBytes(manifest));
    brought.push(backup.id);
  }
  return brought;
}

/** Leaves the newest `keep` copies of each CCU. @returns the ids that are gone */
export async function pruneOffsite({ place }: Offsite, keep: number): Promise<string[]> {
  const byBase = Map.groupBy(await sealedIds(place), (id) => partsOf(id).base);
  const old = [...byBase.values()].flatMap((ids) => (keep > 0 ? ids.slice(0, -keep) : []));
  for (const id of old) await place.remove(id + SEALED);
  return old;
}

export interface DrillResult {
  /** Milliseconds since the epoch. */
  at: number;
  /** What was fetched, opened and found to be what was sealed. */
  proven: string[];
  /** What was not, and why. */
  failed: { id: string; reason: string }[];
}

/** Fetches the newest copy of each CCU, opens and checks it to its end. */
export async function drill({ place, key }: Offsite, parts: BackupParts, at: number): Promise<DrillResult> {
  const newest = new Map((await sealedIds(place)).map((id) => [partsOf(id).base, id]));
  const result: DrillResult = { at, proven: [], failed: [] };
  for (const id of newest.values())
    try {
      await prove(place, key, parts, id);
      result.proven.push(id);
    } catch (error) {
      result.failed.push({ id, reason: (error as Error).message });
    }
  return result;
}

/** @throws Error that says why it is not proven */
async function prove(place: FileStore, key: SealKey, parts: BackupParts, id: string): Promise<void> {
  const file = await place.read(id + SEALED);
  if (!file) throw new SealBroken("it is gone");
  const { manifest, content } = await open(file.content, key);
  if (manifest.id !== id) throw new SealBroken(`it is ${manifest.id}`);
  const hash = createHash("sha256");
  let bytes = 0;
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      bytes += piece.length;
      hash.update(piece);
      yield piece;
    }
  }
  const counts = await countsOf(manifest, parts, passing());
  if (bytes !== manifest.bytes || hash.digest("hex") !== manifest.sha256)
    throw new ArchiveDamaged("it is not what was sealed");
  for (const [what, count] of Object.entries(manifest.counts))
    if (counts && counts[what] !== count)
      throw new ArchiveDamaged(`it has ${counts[what] ?? 0} of ${what}, and had ${count}`);
}

/** `undefined` where this program cannot look into it. */
async function countsOf(
  { kind }: Manifest,
  { state }: BackupParts,
  content: AsyncIterable<Uint8Array>,
): Promise<Readonly<Record<string, number>> | undefined> {
  if (kind === "ccu") {
    const { entries, files } = await contentsOf(content);
    return { entries, files };
  }
  if (state) return state.countsOf(content);
  for await (const _ of content);
  return undefined;
}

/** Where the plain form of a copy belongs: `.sbk` or `.db`. */
export const endingOf = ({ kind }: Pick<Manifest, "kind">): string => (kind === "ccu" ? ARCHIVE : STATE);

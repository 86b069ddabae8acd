/** Files in a folder of this machine: written beside their place, synchronised, then renamed. */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { FILE_NAME, type FileStore, FileStoreError, type StoredFile } from "../../handlers/ports/index.ts";

/** Where a file is written until it is whole: no name of a file of ours begins so. */
const BESIDE = ".writing-";
/** Bytes of one piece of a file that is read. */
const PIECE_BYTES = 256 * 1024;

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException | null)?.code ?? "");

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  EACCES: "this program may not",
  EPERM: "this program may not",
  EROFS: "it is read-only",
  ENOTDIR: "it is no folder",
  EIO: "the disk reports an error",
};

function fault(place: string, what: string, error: unknown): FileStoreError {
  if (error instanceof FileStoreError) return error;
  const code = codeOf(error);
  return new FileStoreError(`${place}: ${what}: ${REASONS[code] ?? code}`, error);
}

const isStorageError = (error: unknown): boolean =>
  codeOf(error) !== "" && (error as NodeJS.ErrnoException).syscall !== undefined;

/** Its owner only may read what is in it. The folder is made with the first file. */
export function createFileFolder(folder: string): FileStore {
  const path = (name: string): string => {
    if (!FILE_NAME.test(name)) throw new FileStoreError(`${JSON.stringify(name).slice(0, 80)} is no name of a file`);
    return join(folder, name);
  };

  /** Names are on the disk. Where a folder cannot be synchronised (Windows, some shares) the system does it when it likes. */
  async function synchronise(): Promise<void> {
    const handle = await open(folder, "r").catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
  }

  async function tidy(): Promise<void> {
    const names = await readdir(folder).catch(() => [] as string[]);
    const left = names.filter((name) => name.startsWith(BESIDE) && !name.startsWith(`${BESIDE}${process.pid}-`));
    for (const name of left) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }

  async function writeBeside(beside: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const handle = await open(beside, "wx", 0o600).catch((error: unknown) => {
      throw fault(folder, "a file cannot be written", error);
    });
    try {
      for await (const piece of content) await handle.write(piece);
      await handle.sync();
    } catch (error) {
      throw isStorageError(error) ? fault(folder, "a file cannot be written", error) : error;
    } finally {
      await handle.close();
    }
  }

  /** Opened when the first piece is asked for: what nobody reads holds nothing open. */
  async function* piecesOf(place: string, name: string): AsyncGenerator<Uint8Array> {
    try {
      yield* createReadStream(place, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw isStorageError(error) ? fault(folder, `${name} cannot be read`, error) : error;
    }
  }

  let isTidy: Promise<void> | undefined;
  return {
    place: folder,
    async list() {
      // what an earlier run was writing when it ended
      isTidy ??= tidy();
      await isTidy;
      const names = await readdir(folder).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT") return [];
        throw fault(folder, "it cannot be listed", error);
      });
      const found = names
        .filter((name) => FILE_NAME.test(name))
        .sort()
        .map(async (name): Promise<StoredFile[]> => {
          const about = await stat(join(folder, name)).catch(() => undefined);
          return about?.isFile() ? [{ name, bytes: about.size, at: about.mtimeMs }] : [];
        });
      return (await Promise.all(found)).flat();
    },
    async read(name) {
      const place = path(name);
      const about = await stat(place).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT") return undefined;
        throw fault(folder, `${name} cannot be read`, error);
      });
      return about?.isFile() ? { bytes: about.size, content: piecesOf(place, name) } : undefined;
    },
    async write(name, content) {
      const place = path(name);
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
        throw fault(folder, "it cannot be made", error);
      });
      const beside = join(folder, `${BESIDE}${process.pid}-${randomBytes(6).toString("hex")}`);
      try {
        await writeBeside(beside, content);
        await rename(beside, place).catch((error: unknown) => {
          throw fault(folder, `${name} cannot be put in its place`, error);
        });
      } catch (error) {
        await rm(beside, { force: true }).catch(() => undefined);
        throw error;
      }
      await synchronise();
    },
    async remove(name) {
      try {
        await rm(path(name));
        await synchronise();
        return true;
      } catch (error) {
        if (codeOf(error) === "ENOENT") return false;
        throw fault(folder, `${name} cannot be removed`, error);
      }
    },
  };
}

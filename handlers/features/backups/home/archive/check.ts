/**
 * Whether bytes are a whole backup of a CCU (protocol document, 17): a tar archive with the packed configuration, its
 * signature, the index of the key and the version of the firmware. What users of other programs kept as backups were empty
 * files and login pages (ioBroker.backitup#1072, #1204, #1360), or archives that ended too early (OpenCCU#2209).
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createGunzip } from "node:zlib";
import { ArchiveDamaged, type TarEntry, TarReader } from "./tar.ts";

/** What every backup of a CCU holds. */
const CONFIGURATION = "usr_local.tar.gz";
const NEEDED = [CONFIGURATION, "signature", "key_index", "firmware_version"] as const;
/** The object model of the logic layer: names, rooms, programs, variables. */
const OBJECT_MODEL = /(^|\/)homematic\.regadom$/;
/** Bytes of the file with the version: it has one line. */
const VERSION_LIMIT = 4_096;
/** Bytes that the configuration may have unpacked: what no CCU's memory card holds is a bomb. */
export const UNPACKED_LIMIT = 64 * 1024 ** 3;

/** What a whole backup holds. */
export interface BackupContents {
  bytes: number;
  /** Of the whole file, hexadecimal. */
  sha256: string;
  /** Files of the archive, and of the configuration in it. */
  entries: number;
  files: number;
  /** Bytes of the configuration, unpacked. */
  unpacked: number;
  /** Version of the CCU that made it. */
  firmware: string;
  /** The object model of the logic layer is in it: a new CCU may have none yet. */
  hasModel: boolean;
}

export class BackupCheck {
  readonly #hash = createHash("sha256");
  readonly #names = new Map<string, number>();
  readonly #gunzip = createGunzip();
  readonly #outer: TarReader;
  readonly #inner: TarReader;
  #failure: unknown;
  #present = "";
  #bytes = 0;
  #files = 0;
  #unpacked = 0;
  #hasModel = false;
  #version = "";
  #waiting = false;

  constructor() {
    this.#inner = new TarReader({ entry: (entry) => this.#count(entry) });
    this.#outer = new TarReader({
      entry: (entry) => this.#begin(entry),
      data: (piece) => this.#take(piece),
    });
    this.#gunzip.on("data", (piece: Buffer) => this.#unpack(piece));
    this.#gunzip.on("error", (error) => {
      this.#failure ??= new ArchiveDamaged(`${CONFIGURATION} cannot be unpacked: ${error.message}`, error);
    });
  }

  /** @throws ArchiveDamaged as soon as it shows */
  async push(piece: Uint8Array): Promise<void> {
    this.#bytes += piece.length;
    this.#hash.update(piece);
    this.#outer.push(piece);
    if (this.#waiting && this.#failure === undefined) {
      this.#waiting = false;
      await Promise.race([this.#happens("drain"), this.#happens("close")]);
    }
    this.#throwFailure();
  }

  /** @throws ArchiveDamaged */
  async end(): Promise<BackupContents> {
    if (this.#bytes === 0) throw new ArchiveDamaged("it is empty");
    this.#outer.end();
    const missing = NEEDED.filter((name) => !this.#names.get(name));
    if (missing.length > 0)
      throw new ArchiveDamaged(`${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing`);
    this.#throwFailure();
    const ended = Promise.race([this.#happens("end"), this.#happens("close")]);
    this.#gunzip.end();
    await ended;
    this.#throwFailure();
    try {
      this.#inner.end();
    } catch (error) {
      throw new ArchiveDamaged(`${CONFIGURATION}: ${(error as Error).message}`, error);
    }
    if (this.#files === 0) throw new ArchiveDamaged(`${CONFIGURATION} holds no file`);
    const firmware = /^VERSION=(\S+)/m.exec(this.#version)?.[1];
    if (firmware === undefined) throw new ArchiveDamaged("firmware_version names no version");
    return {
      bytes: this.#bytes,
      sha256: this.#hash.digest("hex"),
      entries: this.#names.size,
      files: this.#files,
      unpacked: this.#unpacked,
      firmware,
      hasModel: this.#hasModel,
    };
  }

  /** Ends what works in the background, where nobody wants to know the end. */
  drop(): void {
    this.#gunzip.destroy();
  }

  /** Also where it fails: what with, is kept elsewhere. */
  #happens = (event: string): Promise<unknown> => once(this.#gunzip, event).catch(() => undefined);

  #begin({ name, bytes, isFile }: TarEntry): void {
    this.#present = name;
    if (isFile) this.#names.set(name, bytes);
  }

  #take(piece: Uint8Array): void {
    if (this.#present === CONFIGURATION) this.#waiting = !this.#gunzip.write(Buffer.from(piece)) || this.#waiting;
    if (this.#present === "firmware_version" && this.#version.length < VERSION_LIMIT)
      this.#version += Buffer.from(piece).toString("latin1");
  }

  #unpack(piece: Buffer): void {
    this.#unpacked += piece.length;
    try {
      if (this.#unpacked > UNPACKED_LIMIT) throw new ArchiveDamaged(`it unpacks to more than ${UNPACKED_LIMIT} bytes`);
      this.#inner.push(piece);
    } catch (error) {
      this.#failure ??= new ArchiveDamaged(`${CONFIGURATION}: ${(error as Error).message}`, error);
      this.#gunzip.destroy();
    }
  }

  #count({ name, isFile }: TarEntry): void {
    if (!isFile) return;
    this.#files++;
    if (OBJECT_MODEL.test(name)) this.#hasModel = true;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Passes an archive on, piece by piece, and throws at its end where it is none. `checked` is told what it holds before that. */
export async function* checkedBackup(
  content: AsyncIterable<Uint8Array>,
  checked: (contents: BackupContents) => void | Promise<void>,
): AsyncGenerator<Uint8Array> {
  const check = new BackupCheck();
  try {
    for await (const piece of content) {
      await check.push(piece);
      yield piece;
    }
    await checked(await check.end());
  } finally {
    check.drop();
  }
}

/** Reads an archive to its end. @throws ArchiveDamaged */
export async function contentsOf(content: AsyncIterable<Uint8Array>): Promise<BackupContents> {
  let found: BackupContents | undefined;
  const pieces = checkedBackup(content, (contents) => {
    found = contents;
  });
  for await (const _ of pieces);
  return found as BackupContents;
}

/**
 * Reads a tar archive as it comes (POSIX ustar and GNU, as the busybox and GNU tar of CCUs write it). Nothing is kept but the
 * block that is being read.
 */
const BLOCK = 512;
/** Bytes of a name or of the metadata that precedes an entry: longer than any path. */
const METADATA_LIMIT = 1_048_576;
/** Entries of one archive: a CCU with add-ons has some ten thousand. */
export const ENTRIES_LIMIT = 5_000_000;

/** The bytes are no whole archive. The message says why, for people. */
export class ArchiveDamaged extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ArchiveDamaged";
  }
}

export interface TarEntry {
  /** Without `./` in front. */
  name: string;
  bytes: number;
  isFile: boolean;
}

export interface TarListener {
  entry(entry: TarEntry): void;
  /** A piece of the file whose entry was told last. */
  data?(piece: Uint8Array): void;
}

export class TarReader {
  readonly #listener: TarListener;
  readonly #block = new Uint8Array(BLOCK);
  #filled = 0;
  /** Of the present entry: content and padding that are still to come. */
  #content = 0;
  #padding = 0;
  /** What the present entry is for: a file or folder, or the name of the next one. */
  #kind: "entry" | "name" | "metadata" = "entry";
  #metadata: Uint8Array[] = [];
  #longName: string | undefined;
  #zeroBlocks = 0;
  #entries = 0;

  constructor(listener: TarListener) {
    this.#listener = listener;
  }

  /** @throws ArchiveDamaged */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#content > 0) at += this.#take(bytes, at);
      else if (this.#padding > 0) {
        const step = Math.min(this.#padding, bytes.length - at);
        this.#padding -= step;
        at += step;
      } else at += this.#fill(bytes, at);
    }
  }

  /** @throws ArchiveDamaged where the archive has no end */
  end(): void {
    if (this.#content > 0 || this.#padding > 0 || this.#filled > 0)
      throw new ArchiveDamaged("it ends in the middle of a file");
    // tar writes two; some leave out the second
    if (this.#zeroBlocks === 0) throw new ArchiveDamaged("its end is missing");
  }

  #take(bytes: Uint8Array, at: number): number {
    const piece = bytes.subarray(at, at + this.#content);
    this.#content -= piece.length;
    if (this.#kind === "entry") this.#listener.data?.(piece);
    else this.#metadata.push(piece.slice());
    if (this.#content === 0 && this.#kind !== "entry") this.#readMetadata();
    return piece.length;
  }

  #fill(bytes: Uint8Array, at: number): number {
    const piece = bytes.subarray(at, at + BLOCK - this.#filled);
    this.#block.set(piece, this.#filled);
    this.#filled += piece.length;
    if (this.#filled === BLOCK) {
      this.#filled = 0;
      this.#header(this.#block);
    }
    return piece.length;
  }

  #header(block: Uint8Array): void {
    if (block.every((byte) => byte === 0)) {
      this.#zeroBlocks++;
      return;
    }
    if (this.#zeroBlocks > 0) throw new ArchiveDamaged("something follows its end");
    if (checksum(block) !== sumOf(block)) throw new ArchiveDamaged("it is no tar archive, or its bytes have changed");
    if (++this.#entries > ENTRIES_LIMIT) throw new ArchiveDamaged(`it has more than ${ENTRIES_LIMIT} entries`);
    const size = numberAt(block, 124, 12);
    if (!Number.isSafeInteger(size) || size < 0) throw new ArchiveDamaged("an entry has no size");
    const type = String.fromCharCode(block[156] ?? 0);
    this.#content = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
    this.#kind = type === "L" ? "name" : type === "x" || type === "g" || type === "K" ? "metadata" : "entry";
    if (this.#kind !== "entry") {
      if (size > METADATA_LIMIT) throw new ArchiveDamaged("a name is too long");
      return;
    }
    const isFile = type === "0" || type === "\0" || type === "7";
    // links and folders have no content, whatever their size says
    if (!isFile) this.#content = this.#padding = 0;
    const name = this.#longName ?? nameOf(block);
    this.#longName = undefined;
    this.#listener.entry({ name: name.replace(/^(\.\/)+/, ""), bytes: this.#content, isFile });
  }

  #readMetadata(): void {
    const bytes = Buffer.concat(this.#metadata);
    this.#metadata = [];
    if (this.#kind === "name") this.#longName = upToNull(bytes);
    else this.#longName = /^\d+ path=([^\n]*)\n/m.exec(bytes.toString("utf8"))?.[1] ?? this.#longName;
  }
}

/** The sum of a header's bytes, its own place counted as blanks. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (block[i] as number);
  return sum;
}
const sumOf = (block: Uint8Array): number => numberAt(block, 148, 8);

/** Octal text, or (of large files) a binary number. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  if (((block[at] ?? 0) & 0x80) !== 0) {
    let value = (block[at] as number) & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + (block[at + i] as number);
    return value;
  }
  const text = Buffer.from(block.subarray(at, at + length)).toString("latin1");
  const digits = /^ *([0-7]+)[ \0]*/.exec(text)?.[1];
  return digits === undefined ? Number.NaN : Number.parseInt(digits, 8);
}

const upToNull = (bytes: Buffer): string => bytes.toString("utf8").split("\0", 1)[0] as string;

function nameOf(block: Uint8Array): string {
  const textAt = (at: number, length: number) => upToNull(Buffer.from(block.subarray(at, at + length)));
  const isPosix = textAt(257, 6) === "ustar";
  const prefix = isPosix ? textAt(345, 155) : "";
  return prefix === "" ? textAt(0, 100) : `${prefix}/${textAt(0, 100)}`;
}

/** Whole files in one place: a folder, a WebDAV share, a bucket. */

export interface StoredFile {
  name: string;
  bytes: number;
  /** Milliseconds since the epoch of the last write. */
  at: number;
}

/** Names of files: letters, digits, `.`, `_` and `-`; the first is a letter or a digit. */
export const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** A place could not be reached, or refused; the message is for people and holds no secret. */
export class FileStoreError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "FileStoreError";
  }
}

/**
 * What is listed is whole: a file is there from the moment in which `write` has resolved, as if it had been written at once,
 * and a former one of its name until then. Names are checked against {@link FILE_NAME}. Rejects with `FileStoreError`.
 */
export interface FileStore {
  /** For people, without secrets: `/var/backups`, `https://dav.example/ccu`. */
  readonly place: string;
  /** Sorted by name. What has another kind of name is not ours, and not listed. */
  list(): Promise<StoredFile[]>;
  /** `undefined` where there is no such file. `content` is read once; whoever stops early ends the reading. */
  read(name: string): Promise<{ bytes: number; content: AsyncIterable<Uint8Array> } | undefined>;
  /**
   * Where `content` throws, nothing was written and `write` rejects with what was thrown.
   * @param bytes how many there will be, where that is known: some places need it
   */
  write(name: string, content: AsyncIterable<Uint8Array>, bytes?: number): Promise<void>;
  /** `false` where there was none. */
  remove(name: string): Promise<boolean>;
}

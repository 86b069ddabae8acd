/** What a program gives its home for backups. */
import type { FileStore } from "./file-store.ts";

export interface StateCopy {
  bytes: number;
  /** How many of each thing are in it. */
  counts: Readonly<Record<string, number>>;
  /** Has to be read, or ended: it lies on the disk until then. */
  content: AsyncIterable<Uint8Array>;
}

/** What this program itself keeps: users, tokens, settings, what happened. Without the key that seals its secrets. */
export interface OwnState {
  /** A consistent copy, while everything goes on. Rejects with `FileStoreError`. */
  copy(): Promise<StateCopy>;
  /** What is in such a copy. Rejects with `FileStoreError` where it is none. */
  countsOf(content: AsyncIterable<Uint8Array>): Promise<Readonly<Record<string, number>>>;
}

/** Where sealed copies go: what the settings say of it. */
export type OffsitePlace =
  | { target: "folder"; folder: string }
  | { target: "webdav"; url: string; username: string; password: string }
  | {
      target: "s3";
      bucket: string;
      region: string;
      /** Empty: that of AWS. */
      endpoint: string;
      prefix: string;
      accessKey: string;
      secretKey: string;
    };

export interface BackupParts {
  /** Where backups are kept. */
  readonly files: FileStore;
  /** Absent: nothing of its own is backed up. */
  readonly state?: OwnState;
  /** Opens a place for sealed copies; what it needs is loaded only then. Absent: there are none. */
  readonly offsite?: (place: OffsitePlace) => Promise<FileStore>;
}

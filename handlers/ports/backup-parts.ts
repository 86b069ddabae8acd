/** What a program gives its home for backups. */
import type { FileStore } from "./file-store.ts";

export interface BackupParts {
  /** Where backups are kept. */
  readonly files: FileStore;
}

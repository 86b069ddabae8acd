/** Where the un-ignore patterns of a central are kept: one record, which replaces what the settings say. */
import type { SiteStore } from "../ports/index.ts";

/** Record of kind `unignore`, key = name of the central. Patterns as they were written, sorted. */
export interface UnIgnoreRecord {
  patterns: readonly KeptUnIgnore[];
}
export interface KeptUnIgnore {
  pattern: string;
  /** ISO time; absent where the pattern comes from the settings, as its author is. */
  updated_at?: string;
  updated_by?: string;
}

/** What holds for a central: the stored list, else the one of the settings. `version` 0 = nothing is stored. */
export async function readUnIgnore(
  store: SiteStore,
  central: string,
  settings: readonly string[] = [],
): Promise<{ patterns: readonly KeptUnIgnore[]; version: number }> {
  const record = await store.get<Partial<UnIgnoreRecord>>("unignore", central);
  const kept = record?.value?.patterns;
  if (Array.isArray(kept)) return { patterns: kept as KeptUnIgnore[], version: record?.version ?? 0 };
  return { patterns: [...new Set(settings)].sort().map((pattern) => ({ pattern })), version: record?.version ?? 0 };
}

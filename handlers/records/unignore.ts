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

/** What holds for a central: the stored list, else the one of the settings. */
export function patternsInForce(
  record: Partial<UnIgnoreRecord> | undefined,
  settings: readonly string[],
): readonly KeptUnIgnore[] {
  if (Array.isArray(record?.patterns)) return record.patterns;
  return [...new Set(settings)].sort().map((pattern) => ({ pattern }));
}

/** {@link patternsInForce}, from the store. */
export const readUnIgnore = async (
  store: SiteStore,
  central: string,
  settings: readonly string[] = [],
): Promise<readonly KeptUnIgnore[]> =>
  patternsInForce((await store.get<Partial<UnIgnoreRecord>>("unignore", central))?.value, settings);

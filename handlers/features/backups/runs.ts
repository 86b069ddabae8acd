/** Backups that run, one at a time for each CCU, and how the last one ended. */
import type { StateKey } from "../../kernel/site.ts";

export interface BackupRun {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  state: "running" | "completed" | "failed";
  /** Why it failed, for people. */
  reason?: string;
  /** What it failed with. */
  failure?: unknown;
  /** It is whole, but much smaller than the one before (OpenCCU#2209). */
  shrunk?: string;
  /** Settles with it; never rejects. */
  ended: Promise<void>;
}

/** By CCU, since the program started. */
export const backupRuns: StateKey<Map<string, BackupRun>> = { name: "backup-runs", create: () => new Map() };

/** Told of each backup that is kept, whoever asked for it. Quick, never throws. */
export const keptListeners: StateKey<Set<() => void>> = { name: "backup-kept", create: () => new Set() };

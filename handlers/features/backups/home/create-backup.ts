/** A backup of a CCU is made, checked and kept. It is none until it was found to be whole. */
import type { Identity } from "../../../kernel/identity.ts";
import { badRequest, toRefusal } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Site } from "../../../kernel/site.ts";
import { CcuFault, type FileStore } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { untilBegun } from "../../shared/background-task.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { withMutex } from "../../shared/keyed-mutex.ts";
import { inPlace, keptBackups, manifestFile } from "../kept-backups.ts";
import { ARCHIVE, MANIFEST, type Manifest, newId } from "../names.ts";
import { type BackupRun, backupRuns, keptListeners } from "../runs.ts";
import { type BackupContents, checkedBackup } from "./archive/check.ts";
import { ArchiveDamaged } from "./archive/tar.ts";

/** A CCU that refuses a backup says so within this time, milliseconds; packing takes minutes. */
export const BACKUP_BEGUN_MS = 3_000;
/** A backup with fewer than this part of the files of the one before is whole, and still worth a warning. */
const SHRUNK = 0.5;

type BackupScope = Pick<Site, "backups" | "centrals" | "clock" | "log" | "state">;

/** The CCU that a backup is asked of: the named one, else the first (contract). @throws Refusal 400 unknown, 503 none */
export async function backupCentral(scope: Pick<RequestScope, "home">, named: string | undefined): Promise<string> {
  const centrals = (await scope.home.centrals()).map(({ name }) => name);
  if (named && centrals.length > 0 && !centrals.includes(named))
    throw badRequest(`no CCU is called ${named}; there is ${centrals.join(", ")}`, "Unknown central");
  return named || centrals[0] || "";
}

/**
 * Starts a backup, or finds the one that runs; resolves when it has not failed for a moment.
 * @throws Refusal 503 where no backups are kept or the CCU is not reached from here, 502; CcuFault
 */
export async function startBackup(scope: RequestScope, who: Identity, central: string): Promise<string> {
  ccuOf(scope, central);
  const { run, isNew } = await inPlace(scope, (files) => beginBackup(scope, files, central));
  if (!isNew) return run.id;
  await untilBegun(scope, outcomeOf(run), BACKUP_BEGUN_MS, `backup of ${central}`);
  await recordAudit(scope, who, { action: "backup_create", central, note: `id=${run.id}` });
  return run.id;
}

/** Rejects with what a run failed with. */
export const outcomeOf = async (run: BackupRun): Promise<void> => {
  await run.ended;
  if (run.state === "failed") throw run.failure ?? new Error(run.reason);
};

/** One run at a time for each CCU. Two that begin together are one. */
export async function beginBackup(
  scope: BackupScope,
  files: FileStore,
  central: string,
): Promise<{ run: BackupRun; isNew: boolean }> {
  return withMutex(scope, "backups", () => begin(scope, files, central));
}

async function begin(scope: BackupScope, files: FileStore, central: string) {
  const runs = scope.state(backupRuns);
  const present = runs.get(central);
  if (present?.state === "running") return { run: present, isNew: false };
  const at = scope.clock.now();
  const before = await keptBackups(files);
  const taken = new Set((await files.list()).map(({ name }) => name.replace(/\.[a-z]+$/, "")));
  const run: BackupRun = { id: newId(central, at, taken), at, state: "running", ended: Promise.resolve() };
  const last = before.findLast((backup) => backup.central === central);
  run.ended = makeBackup(scope, files, central, run, last).then(
    () => {
      run.state = "completed";
      for (const told of scope.state(keptListeners)) told();
    },
    (error: unknown) => {
      run.failure = error;
      run.reason = reasonOf(error);
      run.state = "failed";
      scope.log.warn("backup failed", { central, id: run.id, reason: run.reason });
    },
  );
  runs.set(central, run);
  return { run, isNew: true };
}

const reasonOf = (error: unknown): string =>
  toRefusal(error)?.message || (error as Error | undefined)?.message || String(error);

async function makeBackup(
  scope: BackupScope,
  files: FileStore,
  central: string,
  run: BackupRun,
  last: Manifest | undefined,
): Promise<void> {
  const content = await ccuOf(scope, central).createBackup();
  const found = async (contents: BackupContents): Promise<void> => {
    const manifest = manifestOf(run, central, contents);
    run.shrunk = shrinkage(manifest, last);
    if (run.shrunk)
      scope.log.warn("a backup is much smaller than the one before", { central, id: run.id, why: run.shrunk });
    // before the archive gets its name: there is no moment in which it has one and nobody knows what it is
    await files.write(run.id + MANIFEST, manifestFile(manifest));
  };
  try {
    await files.write(run.id + ARCHIVE, checkedBackup(content, found));
  } catch (error) {
    await files.remove(run.id + MANIFEST).catch(() => undefined);
    if (!(error instanceof ArchiveDamaged)) throw error;
    throw new CcuFault("transport", `the CCU sent no whole backup: ${error.message}`, undefined, { cause: error });
  }
  scope.log.info("backup of a CCU kept", { central, id: run.id });
}

const manifestOf = ({ id, at }: BackupRun, central: string, contents: BackupContents): Manifest => ({
  format: 1,
  id,
  kind: "ccu",
  central,
  created_at: new Date(at).toISOString(),
  bytes: contents.bytes,
  sha256: contents.sha256,
  counts: { entries: contents.entries, files: contents.files },
  version: contents.firmware,
});

function shrinkage(now: Manifest, before: Manifest | undefined): string | undefined {
  const [files = 0, former = 0] = [now.counts.files, before?.counts.files];
  return files < former * SHRUNK ? `${files} files instead of ${former}` : undefined;
}

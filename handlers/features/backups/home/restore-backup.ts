/** A backup goes back to its CCU. It is checked once more before: a CCU with half of it is worse than one without. */
import { createHash } from "node:crypto";
import type { Identity } from "../../../kernel/identity.ts";
import { notFound, unprocessable, upstream } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { isNewerFirmware } from "../../../model/firmware-version.ts";
import type { FileStore } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { untilBegun } from "../../shared/background-task.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { findBackup, inPlace, type KeptBackup } from "../kept-backups.ts";
import { contentsOf } from "./archive/check.ts";
import { ArchiveDamaged } from "./archive/tar.ts";

/** Milliseconds within which a CCU is back with what it was: it unpacks, migrates and restarts. */
export const RESTORE_MS = 30 * 60_000;
/** A CCU that does not take a backup says so within this time, milliseconds; uploading and checking takes minutes. */
export const RESTORE_BEGUN_MS = 10_000;

/**
 * Resolves when the CCU has not refused it for a moment.
 * @throws Refusal 404 for the backup and its CCU, 422 where it is damaged or of newer firmware than the CCU's, 502, 503; CcuFault
 */
export async function restoreBackup(scope: RequestScope, who: Identity, id: string): Promise<void> {
  const backup = await inPlace(scope, async (files) => {
    const found = await findBackup(files, id);
    await requireWhole(files, found);
    return found;
  });
  const { central } = backup;
  await requireTarget(scope, backup);
  const work = inPlace(scope, (files) => handOver(scope, files, backup));
  await untilBegun(scope, work, RESTORE_BEGUN_MS, `restore of ${central}`);
  await recordAudit(scope, who, { action: "backup_restore", central, note: `id=${id}` });
}

/** @throws Refusal 422 where it is not what was kept */
async function requireWhole(files: FileStore, { file, counts, sha256, id }: KeptBackup): Promise<void> {
  const read = await files.read(file.name);
  if (!read) throw notFound(`no backup ${id}`);
  try {
    const contents = await contentsOf(read.content);
    if (contents.sha256 !== sha256 || contents.files !== counts.files || contents.entries !== counts.entries)
      throw new ArchiveDamaged("it is not what was kept");
  } catch (error) {
    if (!(error instanceof ArchiveDamaged)) throw error;
    throw unprocessable(`${id}: ${error.message}`, "Backup damaged");
  }
}

/** A CCU refuses what is newer than itself, and says so after the upload only (OpenCCU#120). */
async function requireTarget(scope: RequestScope, { central, version, id }: KeptBackup): Promise<void> {
  const target = (await scope.home.centrals()).find(({ name }) => name === central);
  if (!target) throw notFound(`${id} is of ${central}, which is not configured any more`);
  const present = target.system.version;
  if (present && isNewerFirmware(version, present))
    throw unprocessable(
      `${id} is of firmware ${version}, ${central} has ${present}: update it first`,
      "Firmware too old",
    );
}

async function handOver(
  scope: RequestScope,
  files: FileStore,
  { file, central, bytes, sha256 }: KeptBackup,
): Promise<void> {
  const read = await files.read(file.name);
  if (!read || read.bytes !== bytes) throw upstream(`${file.name} has changed`, "Backup damaged");
  const hash = createHash("sha256");
  async function* whole(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      hash.update(piece);
      yield piece;
    }
    if (hash.digest("hex") !== sha256) throw upstream(`${file.name} has changed`, "Backup damaged");
  }
  await ccuOf(scope, central).restoreBackup(whole(read.content), bytes, scope.deadline);
  scope.centrals.expectAbsence(central, "restore", RESTORE_MS);
}

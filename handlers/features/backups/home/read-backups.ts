/** Backups as clients see them: the list, the file, how the last one went. */
import type { Identity } from "../../../kernel/identity.ts";
import type { Reply } from "../../../kernel/operation.ts";
import { notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { findBackup, inPlace, keptBackups } from "../kept-backups.ts";
import { backupRuns } from "../runs.ts";
import type { BackupEntry } from "../schemas.ts";

/** Newest last. Empty where no backups are kept (contract). @throws Refusal 502 */
export async function listBackups(scope: RequestScope): Promise<BackupEntry[]> {
  if (!scope.backups) return [];
  const kept = await inPlace(scope, (files) => keptBackups(files));
  return kept.map(({ id, central, bytes, created_at }) => ({ id, central, bytes, created_at }));
}

/** The archive as it was kept. @throws Refusal 404, 502, 503 */
export async function downloadBackup(scope: RequestScope, who: Identity, id: string): Promise<Reply<200>> {
  const { backup, file } = await inPlace(scope, async (files) => {
    const found = await findBackup(files, id);
    return { backup: found, file: await files.read(found.file.name) };
  });
  if (!file) throw notFound(`no backup ${id}`);
  await recordAudit(scope, who, { action: "backup_download", central: backup.central, note: `id=${id}` });
  return {
    status: 200,
    type: "application/octet-stream",
    body: file.content,
    headers: {
      "content-disposition": `attachment; filename="${backup.file.name}"`,
      "content-length": String(file.bytes),
      "cache-control": "private, no-store",
    },
  };
}

/** Of one CCU, since the program started. */
export const backupStatus = (scope: RequestScope, central: string) =>
  ({ status: scope.state(backupRuns).get(central)?.state ?? "idle" }) as const;

import * as z from "zod";
import { media, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { backupCentral, startBackup } from "./home/create-backup.ts";
import { downloadBackup, listBackups } from "./home/read-backups.ts";
import { restoreBackup } from "./home/restore-backup.ts";
import { BackupId, BackupList, BackupRequest } from "./schemas.ts";

const shared = { served: "home", tag: "backup" } as const;

export const backupOperations: Operation[] = [
  operation(
    {
      ...shared,
      method: "POST",
      path: "/backups",
      role: "admin",
      operationId: "triggerBackup",
      summary:
        "Back up a CCU; without a name the first one. It takes minutes, and is listed when it was found to be whole",
      body: BackupRequest,
      bodyOptional: true,
      responses: { 202: null, 400: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => {
      const id = await startBackup(scope, scope.identity, await backupCentral(scope, scope.body?.central_name));
      return { status: 202, headers: { location: `/api/v1/backups/${id}` } } as const;
    },
  ),
  operation(
    {
      ...shared,
      method: "GET",
      path: "/backups",
      role: "viewer",
      operationId: "listBackups",
      summary: "Backups of CCUs that are kept, the newest last",
      responses: { 200: BackupList, 502: Problem },
    },
    async (scope) => ok(await listBackups(scope)),
  ),
  operation(
    {
      ...shared,
      method: "GET",
      path: "/backups/{id}/download",
      role: "admin",
      operationId: "downloadBackup",
      summary: "The archive, as the CCU's WebUI restores it",
      params: { id: BackupId },
      largeReply: true,
      responses: {
        200: media("application/octet-stream", z.string().meta({ format: "binary" })),
        404: Problem,
        502: Problem,
        503: Problem,
      },
    },
    (scope) => downloadBackup(scope, scope.identity, scope.params.id),
  ),
  operation(
    {
      ...shared,
      method: "POST",
      path: "/backups/{id}/restore",
      role: "admin",
      operationId: "restoreBackup",
      summary: "Hand a backup to its CCU, which takes it over and restarts",
      params: { id: BackupId },
      responses: { 202: null, 404: Problem, 422: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => {
      await restoreBackup(scope, scope.identity, scope.params.id);
      return { status: 202 } as const;
    },
  ),
];

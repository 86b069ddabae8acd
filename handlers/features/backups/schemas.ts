/** What is asked and answered about backups. Ids are the contract's component names. */
import * as z from "zod";
import { BACKUP_ID } from "./names.ts";

export const BackupId = z
  .string()
  .regex(BACKUP_ID, "is no id of a backup")
  .meta({ description: "As the list tells it" });

export const BackupEntry = z
  .strictObject({
    id: z.string(),
    central: z.string(),
    bytes: z.int().meta({ format: "int64" }),
    created_at: z.iso.datetime({ offset: true }),
  })
  .meta({ id: "BackupEntry", description: "A backup of a CCU that was found to be whole" });
export type BackupEntry = z.infer<typeof BackupEntry>;
export const BackupList = z.array(BackupEntry);

export const BackupRequest = z.strictObject({ central_name: z.string().max(64).optional() });
export const BackupStarted = z.strictObject({ id: z.string(), central_name: z.string() });
export const BackupStatus = z.strictObject({ status: z.enum(["idle", "running", "completed", "failed"]) });

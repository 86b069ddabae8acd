import * as z from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { chooseCentral } from "../shared/central-scope.ts";
import { after } from "../shared/done.ts";
import { CentralArgument } from "../shared/lists.ts";
import { startBackup } from "./home/create-backup.ts";
import { backupStatus } from "./home/read-backups.ts";
import { BackupStarted, BackupStatus } from "./schemas.ts";

const shared = { category: "backup", served: "home" } as const;

export const backupCommands: Command[] = [
  command(
    {
      ...shared,
      name: "backup.trigger",
      summary: "Back up a CCU",
      role: "admin",
      args: z.object({ central_name: CentralArgument }),
      result: z.strictObject({ triggered: z.literal(true) }),
      rest: "POST /backups",
    },
    async (scope) => {
      const { name } = await chooseCentral(scope, scope.args.central_name);
      return after(startBackup(scope, scope.identity, name), { triggered: true } as const);
    },
  ),
  command(
    {
      ...shared,
      name: "backup.status",
      summary: "How the last backup of a CCU went, since the program started",
      role: "viewer",
      args: z.object({ central_name: CentralArgument }),
      result: BackupStatus,
    },
    async (scope) => backupStatus(scope, (await chooseCentral(scope, scope.args.central_name)).name),
  ),
  command(
    {
      ...shared,
      name: "backups.trigger",
      summary: "Back up the named CCU",
      role: "admin",
      args: z.object({ central_name: z.string().min(1).max(64) }),
      result: BackupStarted,
      rest: "POST /backups",
    },
    async (scope) => {
      const { name } = await chooseCentral(scope, scope.args.central_name);
      return { id: await startBackup(scope, scope.identity, name), central_name: name };
    },
  ),
];

/** Commands about system variables. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { SysvarRows, SysvarSaved, SysvarsFetched, SysvarUsageRow } from "../answers/sysvars.ts";
import { fetchSysvars, setSysvar, sysvarUsageRow } from "../home/sysvars.ts";
import { SysvarName } from "../schemas/sysvars.ts";
import { listSysvarRows } from "../sysvars.ts";

export const sysvarsCommands: Command[] = [
  command(
    {
      name: "sysvars.list",
      category: "sysvars",
      summary: "System variables of one CCU",
      role: "viewer",
      served: "here",
      args: z.object({ central_name: CentralArgument }),
      result: SysvarRows,
      rest: "GET /sysvars",
    },
    (scope) => listSysvarRows(scope, scope.args.central_name),
  ),
  command(
    {
      name: "sysvars.set",
      category: "sysvars",
      summary: "Write the value of a system variable",
      role: "operator",
      served: "home",
      args: z.object({ name: SysvarName, value: z.unknown(), central_name: CentralArgument }),
      result: SysvarSaved,
      rest: "PUT /sysvars/{name}",
    },
    (scope) =>
      setSysvar(scope, { name: scope.args.name, value: scope.args.value, central: scope.args.central_name }).then(
        () => ({ saved: true, name: scope.args.name }) as const,
      ),
  ),
  command(
    {
      name: "sysvars.fetch",
      category: "sysvars",
      summary: "Read the system variables anew, of one CCU or of all",
      role: "operator",
      served: "home",
      args: z.object({ central_name: CentralArgument }),
      result: SysvarsFetched,
      rest: "POST /sysvars/fetch",
    },
    (scope) =>
      fetchSysvars(scope, scope.args.central_name).then(
        () => ({ fetched: true, central_name: scope.args.central_name ?? "" }) as const,
      ),
  ),
  command(
    {
      name: "sysvars.usage",
      category: "sysvars",
      summary: "Programs that read or write a system variable",
      role: "viewer",
      served: "home",
      args: z.object({ name: SysvarName, central_name: CentralArgument }),
      result: SysvarUsageRow,
      rest: "GET /sysvars/{name}/usage",
    },
    (scope) => sysvarUsageRow(scope, scope.args),
  ),
];

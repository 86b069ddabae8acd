/** Commands about programs. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { ProgramDeleted, ProgramExecuted, ProgramRows } from "../answers/programs.ts";
import { deleteProgram, executeProgram } from "../home/programs.ts";
import { listProgramRows } from "../programs.ts";
import { ProgramId } from "../schemas/programs.ts";

export const programsCommands: Command[] = [
  command(
    {
      name: "programs.list",
      category: "programs",
      summary: "Programs of one CCU",
      role: "viewer",
      served: "here",
      args: z.object({ include_internal: z.boolean().nullish(), central_name: CentralArgument }),
      result: ProgramRows,
      rest: "GET /programs",
    },
    (scope) => listProgramRows(scope, scope.args),
  ),
  command(
    {
      name: "programs.execute",
      category: "programs",
      summary: "Run a program",
      role: "operator",
      served: "home",
      args: z.object({ id: ProgramId, check_conditions: z.boolean().optional(), central_name: CentralArgument }),
      result: ProgramExecuted,
      rest: "POST /programs/{id}/execute",
    },
    async (scope) => ({
      id: scope.args.id,
      executed: await executeProgram(scope, scope.identity, {
        id: scope.args.id,
        checkConditions: scope.args.check_conditions ?? false,
        central: scope.args.central_name,
      }),
    }),
  ),
  command(
    {
      name: "programs.delete",
      category: "programs",
      summary: "Delete a program from the CCU",
      role: "admin",
      served: "home",
      args: z.object({ id: ProgramId, central_name: CentralArgument }),
      result: ProgramDeleted,
      rest: "DELETE /programs/{id}",
    },
    (scope) =>
      deleteProgram(scope, scope.identity, scope.args.id, scope.args.central_name).then(
        () => ({ deleted: true, id: scope.args.id }) as const,
      ),
  ),
];

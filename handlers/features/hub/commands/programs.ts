/** Commands about programs: the use cases of operations/programs.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { listedCentral } from "../../shared/central-scope.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { type ProgramRow, ProgramRow as Row } from "../answers/programs.ts";
import { deleteProgram, executeProgram } from "../home/programs.ts";
import { listPrograms } from "../programs.ts";
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
      result: z.strictObject({ programs: z.array(Row) }),
      rest: "GET /programs",
    },
    async (context) => {
      const central = await listedCentral(context, context.args.central_name);
      if (central === undefined) return { programs: [] };
      const programs = await listPrograms(context, context.args.include_internal ?? undefined, central.name);
      return {
        programs: programs.map(
          (p): ProgramRow => ({
            id: p.id,
            name: p.name,
            description: p.description ?? "",
            is_internal: p.is_internal ?? false,
            active: p.active,
            last_executed: p.last_executed,
            channel: p.channel,
            device_address: p.device_address,
          }),
        ),
      };
    },
  ),
  command(
    {
      name: "programs.execute",
      category: "programs",
      summary: "Run a program",
      role: "operator",
      served: "home",
      args: z.object({ id: ProgramId, check_conditions: z.boolean().optional(), central_name: CentralArgument }),
      result: z.strictObject({ executed: z.boolean(), id: z.string() }),
      rest: "POST /programs/{id}/execute",
    },
    async (context) => {
      const { id, check_conditions, central_name } = context.args;
      const executed = await executeProgram(context, context.identity, {
        id,
        checkConditions: check_conditions ?? false,
        central: central_name,
      });
      return { executed, id };
    },
  ),
  command(
    {
      name: "programs.delete",
      category: "programs",
      summary: "Delete a program from the CCU",
      role: "admin",
      served: "home",
      args: z.object({ id: ProgramId, central_name: CentralArgument }),
      result: z.strictObject({ deleted: z.literal(true), id: z.string() }),
      rest: "DELETE /programs/{id}",
    },
    async (context) => {
      await deleteProgram(context, context.identity, context.args.id, context.args.central_name);
      return { deleted: true as const, id: context.args.id };
    },
  ),
];

/** Commands about system variables: the use cases of operations/sysvars.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { listedCentral } from "../../shared/central-scope.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { SysvarRow, type SysvarSummary, SysvarUsageProgram } from "../answers/sysvars.ts";
import { fetchSysvars, setSysvar, sysvarUsage } from "../home/sysvars.ts";
import { SysvarName } from "../schemas/sysvars.ts";
import { listSysvars } from "../sysvars.ts";

const rowOf = (s: SysvarSummary): SysvarRow => ({
  name: s.name,
  description: s.description ?? "",
  unit: s.unit ?? "",
  value_type: s.value_type,
  value_list: s.value_list ?? null,
  is_visible: s.is_visible ?? true,
  is_logged: s.is_logged ?? false,
  observed: s.observed,
  ...(s.observed ? { value: s.value } : {}),
  min: s.min,
  max: s.max,
  value_name_0: s.value_name_0,
  value_name_1: s.value_name_1,
  channel: s.channel,
  device_address: s.device_address,
});

export const sysvarsCommands: Command[] = [
  command(
    {
      name: "sysvars.list",
      category: "sysvars",
      summary: "System variables of one CCU",
      role: "viewer",
      served: "here",
      args: z.object({ central_name: CentralArgument }),
      result: z.strictObject({ sysvars: z.array(SysvarRow) }),
      rest: "GET /sysvars",
    },
    async (context) => {
      const central = await listedCentral(context, context.args.central_name);
      return { sysvars: central ? (await listSysvars(context, central.name)).map(rowOf) : [] };
    },
  ),
  command(
    {
      name: "sysvars.set",
      category: "sysvars",
      summary: "Write the value of a system variable",
      role: "operator",
      served: "home",
      args: z.object({ name: SysvarName, value: z.unknown(), central_name: CentralArgument }),
      result: z.strictObject({ saved: z.literal(true), name: z.string() }),
      rest: "PUT /sysvars/{name}",
    },
    async (context) => {
      const { name, value, central_name: central } = context.args;
      await setSysvar(context, { name, value, central });
      return { saved: true as const, name };
    },
  ),
  command(
    {
      name: "sysvars.fetch",
      category: "sysvars",
      summary: "Read the system variables anew, of one CCU or of all",
      role: "operator",
      served: "home",
      args: z.object({ central_name: CentralArgument }),
      result: z.strictObject({ fetched: z.literal(true), central_name: z.string() }),
      rest: "POST /sysvars/fetch",
    },
    async (context) => {
      await fetchSysvars(context, context.args.central_name);
      return { fetched: true as const, central_name: context.args.central_name ?? "" };
    },
  ),
  command(
    {
      name: "sysvars.usage",
      category: "sysvars",
      summary: "Programs that read or write a system variable",
      role: "viewer",
      served: "home",
      args: z.object({ name: SysvarName, central_name: CentralArgument }),
      result: z.strictObject({
        sysvar: z.string(),
        central_name: z.string(),
        programs: z.array(SysvarUsageProgram),
      }),
      rest: "GET /sysvars/{name}/usage",
    },
    async (context) => {
      const { sysvar, programs } = await sysvarUsage(context, context.args.name, context.args.central_name);
      return { sysvar, programs, central_name: context.args.central_name ?? "" };
    },
  ),
];

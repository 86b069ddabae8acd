/** Commands about install mode: the use cases of operations/install-mode.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { listedCentral } from "../../shared/central-scope.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { searchDevices, setInstallMode } from "../home/install-mode.ts";
import { listInstallModes } from "../install-mode.ts";

const interfaceId = z.string().min(1).max(255);

export const installModeCommands: Command[] = [
  command(
    {
      name: "install_mode.status",
      category: "install_mode",
      summary: "Install mode of one CCU, by interface",
      role: "viewer",
      served: "here",
      args: z.object({ central_name: CentralArgument }),
      result: z.record(
        z.string(),
        z.strictObject({ enabled: z.boolean(), remaining_seconds: z.int(), observed: z.boolean() }),
      ),
      rest: "GET /install-mode/interfaces",
    },
    async (context) => {
      const central = await listedCentral(context, context.args.central_name);
      const modes = central ? await listInstallModes(context, central.name) : [];
      return Object.fromEntries(
        modes.map((m) => [m.interface, { enabled: m.active, remaining_seconds: m.seconds, observed: m.observed }]),
      );
    },
  ),
  command(
    {
      name: "install_mode.enable",
      category: "install_mode",
      summary: "Start install mode of one interface, for any device or one",
      // the operation with the same effect demands admin
      role: "admin",
      served: "home",
      args: z.object({
        interface_id: interfaceId,
        duration_seconds: z.int().min(1),
        sgtin: z.string().max(64).optional(),
        key: z.string().max(64).optional(),
        central_name: CentralArgument,
      }),
      result: z.strictObject({
        enabled: z.literal(true),
        interface_id: z.string(),
        duration_seconds: z.int(),
        local: z.literal(true).optional(),
      }),
      rest: "POST /install-mode/interfaces",
    },
    async (context) => {
      const { interface_id, duration_seconds, sgtin, key, central_name: central } = context.args;
      const wish = { interface: interface_id, active: true, seconds: duration_seconds, sgtin, key, central };
      const { local } = await setInstallMode(context, context.identity, wish);
      return { enabled: true as const, interface_id, duration_seconds, ...(local ? { local: true as const } : {}) };
    },
  ),
  command(
    {
      name: "install_mode.disable",
      category: "install_mode",
      summary: "End install mode of one interface",
      role: "admin",
      served: "home",
      args: z.object({ interface_id: interfaceId, central_name: CentralArgument }),
      result: z.strictObject({ enabled: z.literal(false), interface_id: z.string() }),
      rest: "POST /install-mode/interfaces",
    },
    async (context) => {
      const { interface_id, central_name: central } = context.args;
      await setInstallMode(context, context.identity, { interface: interface_id, active: false, central });
      return { enabled: false as const, interface_id };
    },
  ),
  command(
    {
      name: "install_mode.search",
      category: "install_mode",
      summary: "Search the wired bus for devices",
      role: "operator",
      served: "home",
      args: z.object({ interface_id: interfaceId, central: CentralArgument, central_name: CentralArgument }),
      result: z.strictObject({ interface_id: z.string(), found: z.int() }),
      rest: "POST /install-mode/search",
    },
    async (context) => {
      const { interface_id, central, central_name } = context.args;
      const wanted = { interface: interface_id, central: central_name || central };
      const { found } = await searchDevices(context, context.identity, wanted);
      return { interface_id, found };
    },
  ),
];

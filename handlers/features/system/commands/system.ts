/** Commands about the program and the CCUs' own firmware. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { chooseCentral } from "../../shared/central-scope.ts";
import { after } from "../../shared/done.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { CommandNames, FirmwareInfo, HealthDetails } from "../answers/commands.ts";
import { installUpdate } from "../home/maintain-ccu.ts";
import { readFirmwareInfo } from "../read-firmware-info.ts";
import { readHealthDetails } from "../read-health.ts";

/** `system.commands`; the names are asked for when it is called, for it is one of the commands itself. */
export const systemCommands = (names: () => readonly string[]): Command[] => [
  command(
    {
      name: "system.commands",
      category: "system",
      summary: "Names of all commands",
      role: "viewer",
      served: "here",
      args: z.object({}),
      result: CommandNames,
    },
    () => ({ commands: [...names()].sort() }),
  ),
  command(
    {
      name: "system.health",
      category: "system",
      summary: "Health of the store, the CCUs and their interfaces; the worst of them is the overall state",
      role: "viewer",
      served: "here",
      args: z.object({}),
      result: HealthDetails,
      rest: "GET /health",
    },
    (scope) => readHealthDetails(scope),
  ),
  command(
    {
      name: "firmware.info",
      category: "firmware",
      summary: "Firmware of one CCU: present and available",
      role: "viewer",
      served: "here",
      args: z.object({ central_name: CentralArgument }),
      result: FirmwareInfo,
      rest: "GET /system/update",
    },
    (scope) => readFirmwareInfo(scope, scope.args.central_name),
  ),
  command(
    {
      name: "firmware.update",
      category: "firmware",
      summary: "Install the firmware that a CCU has found; it restarts, and is away for some minutes",
      role: "admin",
      served: "home",
      args: z.object({ central_name: CentralArgument }),
      result: z.strictObject({ triggered: z.literal(true) }),
      rest: "POST /system/update/install",
    },
    async (scope) => {
      const { name } = await chooseCentral(scope, scope.args.central_name);
      return after(installUpdate(scope, scope.identity, name), { triggered: true } as const);
    },
  ),
];

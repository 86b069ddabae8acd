/** Commands about the program and the CCUs' own firmware. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { CommandNames, FirmwareInfo, HealthDetails } from "../answers/commands.ts";
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
];

/** What a device says about itself, as a command. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { DeviceAddress } from "../../shared/parameters.ts";
import { ExportedDefinition } from "../answers/commands.ts";
import { exportDefinitionText } from "../home/export-definition.ts";

export const exportDefinitionCommands: Command[] = [
  command(
    {
      name: "devices.export_definition",
      category: "devices",
      summary: "What the device says about itself, made anonymous: a ZIP file as base64",
      role: "viewer",
      served: "home",
      args: z.object({ address: DeviceAddress }),
      result: ExportedDefinition,
      rest: "GET /devices/{addr}/export-definition",
    },
    (scope) => exportDefinitionText(scope, scope.args.address),
  ),
];

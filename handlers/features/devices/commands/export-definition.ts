/** What a device says about itself, as a command: the use case of handlers/features/devices/operations/export-definition.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { DeviceAddress } from "../../shared/parameters.ts";
import { exportDefinition } from "../operations/export-definition.ts";

export const exportDefinitionCommands: Command[] = [
  command(
    {
      name: "devices.export_definition",
      category: "devices",
      summary: "What the device says about itself, made anonymous: a ZIP file as base64",
      role: "viewer",
      served: "home",
      args: z.object({ address: DeviceAddress }),
      result: z.strictObject({
        model: z.string(),
        filename: z.string(),
        encoding: z.literal("base64"),
        data: z.string(),
      }),
      rest: "GET /devices/{addr}/export-definition",
    },
    async (context) => {
      const { model, filename, zip } = await exportDefinition(context, context.args.address);
      return { model, filename, encoding: "base64" as const, data: Buffer.from(zip).toString("base64") };
    },
  ),
];

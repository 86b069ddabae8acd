/** Commands about the program and the CCUs' own firmware. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { listSystemUpdates } from "../../hub/operations/hub.ts";
import { listedCentral } from "../../shared/central-scope.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { healthComponents, healthScore, recordedAt, worstOf } from "../health.ts";
import { HealthStatus } from "../schemas/system.ts";

const FirmwareInfo = z.union([
  z.strictObject({ observed: z.literal(false), in_progress: z.boolean().optional() }),
  z.strictObject({
    observed: z.literal(true),
    in_progress: z.boolean(),
    current_firmware: z.string(),
    available_firmware: z.string(),
    update_available: z.boolean(),
    check_script_available: z.boolean().meta({ description: "The CCU looks for new firmware" }),
  }),
]);

/** Members with capitals: so the contract has them. */
const SystemHealth = z.strictObject({
  overall: HealthStatus,
  score: z.number().meta({ description: "0 to 1" }),
  components: z.array(
    z.strictObject({
      Name: z.string(),
      Status: HealthStatus,
      LastSample: z.strictObject({
        Healthy: z.boolean(),
        Note: z.string(),
        NoteKey: z.string(),
        Timestamp: z.string(),
      }),
    }),
  ),
});

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
      result: z.strictObject({ commands: z.array(z.string()) }),
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
      result: SystemHealth,
      rest: "GET /health",
    },
    async (context) => {
      const components = await healthComponents(context);
      return {
        overall: worstOf(components),
        score: healthScore(components),
        components: components.map((c) => ({
          Name: c.name,
          Status: c.status,
          LastSample: {
            Healthy: c.status === "healthy",
            Note: c.note ?? "",
            NoteKey: c.noteKey ?? "",
            Timestamp: recordedAt(c),
          },
        })),
      };
    },
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
    async (context) => {
      const central = await listedCentral(context, context.args.central_name);
      const update = central && (await listSystemUpdates(context, central.name))[0];
      if (!update?.observed) return { observed: false as const };
      return {
        observed: true as const,
        in_progress: update.in_progress,
        current_firmware: update.current_firmware ?? "",
        available_firmware: update.available_firmware ?? "",
        update_available: update.update_available,
        check_script_available: update.available_firmware !== undefined,
      };
    },
  ),
];

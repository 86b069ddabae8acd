/** Commands about the CCUs themselves and the connection to them. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { listInterfaces } from "../operations/interfaces.ts";
import { listCcus } from "../operations/system.ts";
import { HealthStatus, InterfaceEntry, SystemCCUEntry } from "../schemas/system.ts";
import { reconcile, systemHealth } from "../statistics.ts";

const Score = z.int().min(0).max(100);
const SystemHealth = z.strictObject({
  status: HealthStatus,
  score: Score.nullable().meta({ description: "Mean of the CCUs; null while none has told anything" }),
  centrals: z.array(
    z.strictObject({
      central: z.string(),
      state: z.enum(["starting", "running", "degraded", "stopped", "failed"]),
      available: z.boolean(),
      score: Score.nullable().meta({ description: "Mean of the interfaces; null while the CCU starts" }),
      interfaces: z.array(
        z.strictObject({
          interface_id: z.string(),
          connected: z.boolean(),
          loaded: z.boolean(),
          score: Score.meta({
            description: "40 for the connection, 30 for devices and values, up to 30 for the last sign of life",
          }),
        }),
      ),
    }),
  ),
});

const none = z.object({});
const read = { category: "central", role: "viewer", args: none } as const;

export const centralCommands: Command[] = [
  command(
    {
      ...read,
      served: "here",
      name: "central.info",
      summary: "The CCUs: model, version, readiness",
      result: z.strictObject({ entries: z.array(SystemCCUEntry) }),
      rest: "GET /system/ccu",
    },
    async (context) => ({ entries: await listCcus(context) }),
  ),
  command(
    {
      ...read,
      served: "here",
      name: "central.connectivity",
      summary: "Interfaces of all CCUs with their connection",
      result: z.strictObject({ interfaces: z.array(InterfaceEntry) }),
      rest: "GET /interfaces",
    },
    async (context) => ({ interfaces: await listInterfaces(context) }),
  ),
  command(
    {
      ...read,
      // measured next to the CCUs: elsewhere the last sign of life is known minutes late
      served: "home",
      name: "central.system_health",
      summary: "The connections to the CCUs as a score from 0 to 100",
      result: SystemHealth,
    },
    (context) => systemHealth(context),
  ),
  command(
    {
      name: "central.reconcile",
      category: "central",
      summary: "Read devices and logic layer of every CCU anew",
      role: "operator",
      served: "home",
      args: none,
      result: z.strictObject({ reconciled: z.literal(true) }),
      rest: "POST /devices/refresh",
    },
    async (context) => {
      await reconcile(context);
      return { reconciled: true as const };
    },
  ),
];

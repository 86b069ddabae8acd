/** Commands about the CCUs themselves and the connection to them. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { ConnectionHealth, Interfaces, Reconciled } from "../answers/commands.ts";
import { SystemCCUList } from "../answers/system.ts";
import { reconcile } from "../home/reconcile.ts";
import { systemHealth } from "../home/system-health.ts";
import { listInterfaces } from "../interfaces.ts";
import { listCcus } from "../list-ccus.ts";

const none = z.object({});
const read = { category: "central", role: "viewer", args: none } as const;

export const centralCommands: Command[] = [
  command(
    {
      ...read,
      served: "here",
      name: "central.info",
      summary: "The CCUs: model, version, readiness",
      result: SystemCCUList,
      rest: "GET /system/ccu",
    },
    async (scope) => ({ entries: await listCcus(scope) }),
  ),
  command(
    {
      ...read,
      served: "here",
      name: "central.connectivity",
      summary: "Interfaces of all CCUs with their connection",
      result: Interfaces,
      rest: "GET /interfaces",
    },
    async (scope) => ({ interfaces: await listInterfaces(scope) }),
  ),
  command(
    {
      ...read,
      // measured next to the CCUs: elsewhere the last sign of life is known minutes late
      served: "home",
      name: "central.system_health",
      summary: "The connections to the CCUs as a score from 0 to 100",
      result: ConnectionHealth,
    },
    (scope) => systemHealth(scope),
  ),
  command(
    {
      name: "central.reconcile",
      category: "central",
      summary: "Read devices and logic layer of every CCU anew",
      role: "operator",
      served: "home",
      args: none,
      result: Reconciled,
      rest: "POST /devices/refresh",
    },
    (scope) => reconcile(scope).then(() => ({ reconciled: true }) as const),
  ),
];

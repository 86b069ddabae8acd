/** What went wrong at home, and which configuration was written: both are known where the engines are. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { AuditEntry } from "../../../records/audit-log.ts";
import { clearChanges, listChanges } from "../../paramsets/home/change-history.ts";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import { clearIncidents, listIncidents } from "../incidents.ts";
import { Incident } from "../schemas/incidents.ts";

const Cleared = z.strictObject({ success: z.literal(true) });

const list = (name: "incidents.list" | "incidents.get"): Command =>
  command(
    {
      name,
      category: "incidents",
      summary: "What went wrong at home, newest first",
      role: "viewer",
      served: "home",
      args: z.object({}),
      result: z.strictObject({ incidents: z.array(Incident) }),
      rest: "GET /incidents",
    },
    async (context) => ({ incidents: await listIncidents(context) }),
  );

export const incidentsCommands: Command[] = [
  list("incidents.list"),
  list("incidents.get"),
  command(
    {
      name: "incidents.clear",
      category: "incidents",
      summary: "Forget all incidents of all CCUs",
      // as `DELETE /incidents`: what an operator may not do by one way, he may not by the other
      role: "admin",
      served: "home",
      args: z.object({}),
      result: Cleared,
      rest: "DELETE /incidents",
    },
    async (context) => {
      await clearIncidents(context, context.identity);
      return { success: true as const };
    },
  ),
  command(
    {
      name: "change_history.list",
      category: "change_history",
      summary: "Paramset writes of a channel (or of all), newest first",
      role: "viewer",
      served: "home",
      args: z.object({
        limit: z.int().optional().meta({ description: "Default 100, which 0 and less mean, too" }),
        channel_address: z
          .string()
          .max(ADDRESS_LIMIT)
          .optional()
          .meta({ description: "`<device>:<number>`, or a device for all its channels; empty = everything" }),
      }),
      result: z.strictObject({ entries: z.array(AuditEntry) }),
    },
    async (context) => {
      const { limit, channel_address: address } = context.args;
      return { entries: await listChanges(context, { limit, address }) };
    },
  ),
  command(
    {
      name: "change_history.clear",
      category: "change_history",
      summary: "Begin the list of changes anew; the audit log keeps everything",
      role: "operator",
      served: "home",
      args: z.object({}),
      result: Cleared,
    },
    async (context) => {
      await clearChanges(context, context.identity);
      return { success: true as const };
    },
  ),
];

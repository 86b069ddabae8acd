/** What went wrong at home, and which configuration was written: both are known where the engines are. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { clearChanges, listChanges } from "../../paramsets/home/change-history.ts";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import { ChangeList, Cleared, IncidentList } from "../answers/commands.ts";
import { clearIncidents, listIncidents } from "../home/incidents.ts";

const list = (name: "incidents.list" | "incidents.get"): Command =>
  command(
    {
      name,
      category: "incidents",
      summary: "What went wrong at home, newest first",
      role: "viewer",
      served: "home",
      args: z.object({}),
      result: IncidentList,
      rest: "GET /incidents",
    },
    async (scope) => ({ incidents: await listIncidents(scope) }),
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
    (scope) => clearIncidents(scope, scope.identity).then(() => ({ success: true }) as const),
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
      result: ChangeList,
    },
    async (scope) => ({
      entries: await listChanges(scope, { limit: scope.args.limit, address: scope.args.channel_address }),
    }),
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
    (scope) => clearChanges(scope, scope.identity).then(() => ({ success: true }) as const),
  ),
];

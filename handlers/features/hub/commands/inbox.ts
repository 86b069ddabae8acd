/** The command that lists the inbox; accepting is in commands/devices.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { listedCentral } from "../../shared/central-scope.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { InboxDevice } from "../answers/hub.ts";
import { listInbox } from "../list-inbox.ts";

export const inboxListCommands: Command[] = [
  command(
    {
      name: "inbox.list",
      category: "inbox",
      summary: "Devices of one CCU that wait to be accepted",
      role: "viewer",
      served: "here",
      args: z.object({ central_name: CentralArgument }),
      result: z.strictObject({ devices: z.array(InboxDevice) }),
      rest: "GET /inbox",
    },
    async (context) => {
      const central = await listedCentral(context, context.args.central_name);
      return { devices: central ? await listInbox(context, central.name) : [] };
    },
  ),
];

/** The command that lists the inbox; accepting is a command of devices. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { InboxOfCentral } from "../answers/hub.ts";
import { listInboxOf } from "../list-inbox.ts";

export const inboxListCommands: Command[] = [
  command(
    {
      name: "inbox.list",
      category: "inbox",
      summary: "Devices of one CCU that wait to be accepted",
      role: "viewer",
      served: "here",
      args: z.object({ central_name: CentralArgument }),
      result: InboxOfCentral,
      rest: "GET /inbox",
    },
    (scope) => listInboxOf(scope, scope.args.central_name),
  ),
];

/** What a socket may do. */
import * as z from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { UserPermissions } from "./answers/auth.ts";

export const authCommands: Command[] = [
  command(
    {
      name: "system.user_permissions",
      category: "system",
      summary: "Role of the socket's identity",
      role: "viewer",
      served: "here",
      args: z.object({}),
      result: UserPermissions,
      rest: "GET /auth/me",
    },
    ({ identity: { role } }) => ({ is_admin: role === "admin", role, backend: "" }),
  ),
];

/** Bodies of the user administration (api-behaviour 2.6). */
import * as z from "zod";
import { Role } from "../../../kernel/identity.ts";

export const Subject = z
  .string()
  .min(1)
  .max(255)
  .meta({ description: "User name; case and outer blanks do not count" });

export const UserCreate = z
  .strictObject({
    username: z.string(),
    password: z.string().meta({ description: "At most 72 bytes in UTF-8" }),
    role: Role,
  })
  .meta({ id: "UserCreate", description: "A new local user" });

export const UserUpdate = z
  .strictObject({ password: z.string().optional(), role: Role.optional() })
  .meta({ id: "UserUpdate", description: "A new password, a new role, or both" });

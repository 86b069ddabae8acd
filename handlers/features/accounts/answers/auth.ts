/** Answers about identity and preferences (api-behaviour 2.3, 2.10). */
import * as z from "zod";
import { Role } from "../../../kernel/identity.ts";

export const Identity = z
  .strictObject({
    subject: z.string(),
    role: Role,
    scheme: z.enum(["basic", "bearer", "session", "oidc"]).optional().meta({ description: "How it was proven" }),
  })
  .meta({ id: "Identity", description: "Who the credential belongs to" });

export const Preference = z.strictObject({ key: z.string(), value: z.unknown() });

export const UserPermissions = z.strictObject({
  is_admin: z.boolean(),
  role: Role,
  backend: z.string().meta({ description: "Always empty; older clients expect the member" }),
});

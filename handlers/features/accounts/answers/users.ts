/** Answers of the user administration (api-behaviour 2.6). */
import * as z from "zod";
import { Role } from "../../../kernel/identity.ts";
import { Timestamp } from "../../../kernel/timestamp.ts";

export const UserListEntry = z
  .strictObject({ username: z.string(), role: Role })
  .meta({ id: "UserListEntry", description: "A user as older clients know it" });
export type UserListEntry = z.infer<typeof UserListEntry>;
export const UserListEntries = z.array(UserListEntry);

export const UserSummary = z
  .strictObject({
    subject: z.string(),
    role: Role,
    created_at: Timestamp,
    last_seen_at: Timestamp.optional().meta({
      description: "Last use of the user's password or session, to the minute",
    }),
  })
  .meta({ id: "UserSummary", description: "A local user" });
export type UserSummary = z.infer<typeof UserSummary>;
export const UserSummaries = z.array(UserSummary);

/** What follows at once when a credential ends: nothing remembers it, and no socket lives on it (house plan, promise 4). */
import type { Identity, Role } from "../kernel/identity.ts";
import type { Site } from "../kernel/site.ts";

type Revoking = Pick<Site, "credentials" | "connections">;

/** Tokens have their own life: they are not the user of the same name. */
const isLocalUser = (identity: Identity, subject: string) =>
  identity.subject === subject && (identity.scheme === "basic" || identity.scheme === "session");

/** The user was deleted or has a new password. `except` = the credential (hash) of the session that may stay. */
export async function endUser(site: Revoking, subject: string, reason: string, except?: string): Promise<void> {
  site.credentials.forget({ subject });
  await site.connections.end(
    (identity) => isLocalUser(identity, subject) && (except === undefined || identity.credential !== except),
    reason,
  );
}

/** The user has another role: open sockets go on with it. */
export async function changeUserRole(site: Revoking, subject: string, role: Role): Promise<void> {
  site.credentials.forget({ subject });
  await site.connections.change((identity) => (isLocalUser(identity, subject) ? { ...identity, role } : undefined));
}

/** A token was deleted, a session logged out. */
export async function endCredential(site: Revoking, credential: string, reason: string): Promise<void> {
  site.credentials.forget({ credential });
  await site.connections.end((identity) => identity.credential === credential, reason);
}

/** People change their own passwords (api-behaviour 2.3). */
import { passwordFault } from "../../auth/passwords.ts";
import { endUser } from "../../auth/revocation.ts";
import type { VerifiedUser } from "../../kernel/authentication.ts";
import type { Identity } from "../../kernel/identity.ts";
import { conflict, forbidden, rejected } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { SessionRecord, UserRecord } from "../../records/accounts.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { changeRecord, LEAVE } from "../../records/change-record.ts";
import { changeUser, withPassword } from "./users.ts";

/**
 * Sets the caller's own password. The session that asks stays, every other one of the user ends. Throws 400
 * `validation`, 403 where the current password is wrong, 409 where the caller has no local password.
 */
export async function changeOwnPassword(
  scope: RequestScope,
  who: Identity,
  remote: string,
  change: { current_password: string; new_password: string },
): Promise<void> {
  const known = who.scheme === "oidc" ? undefined : await scope.store.get<UserRecord>("user", who.subject);
  if (known?.value.password === undefined) throw conflict(`${who.subject} has no password here`, "No local password");
  const fault = passwordFault(change.new_password);
  if (fault) throw rejected(`new_password ${fault}`, "Invalid password", [{ field: "new_password", reason: fault }]);
  const user = await scope.credentials.checkPassword(who.subject, change.current_password, remote);
  if (!user) throw forbidden("current_password is wrong", "Current password incorrect");
  const password = await scope.secrets.hashPassword(change.new_password);
  const epoch = await storePassword(scope, user, password);
  const session = who.scheme === "session" ? who.credential : undefined;
  try {
    if (session !== undefined) await keepSession(scope, session, epoch);
  } finally {
    await endUser(scope, who.subject, "password changed", session);
  }
  await recordAudit(scope, who, { action: "user_update", note: `subject=${who.subject} password=changed` });
}

/** The new epoch. A write of `last_seen_at` in between is no reason to fail; a change of user or password is. */
async function storePassword(scope: RequestScope, { subject, id, epoch }: VerifiedUser, hash: string): Promise<number> {
  const before = await changeUser(scope, subject, (user) => {
    if (user.id !== id || user.epoch !== epoch)
      throw conflict("the password has been changed by somebody else in the meantime");
    return withPassword(user, hash);
  });
  return before.epoch + 1;
}

/** The session goes on with the new epoch, unless it has ended meanwhile. */
const keepSession = (scope: RequestScope, credential: string, epoch: number) =>
  changeRecord<SessionRecord>(
    scope.store,
    "session",
    credential,
    (session) => (session ? { ...session, epoch } : LEAVE),
    () => conflict("the password is changed, but this session could not be kept; log in again"),
  );

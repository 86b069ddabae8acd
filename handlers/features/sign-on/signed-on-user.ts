/** Which user somebody is whom an identity provider vouches for. */
import { changeUserRole } from "../../auth/revocation.ts";
import type { VerifiedUser } from "../../kernel/authentication.ts";
import type { Role } from "../../kernel/identity.ts";
import { conflict } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { SignedOn } from "../../ports/index.ts";
import { sha256, type UserRecord } from "../../records/accounts.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { changeRecord, LEAVE } from "../../records/change-record.ts";
import { nameOf } from "./claims.ts";

/** Why somebody whom the provider knows is not let in. */
export type Stranger = "account_exists" | "unknown_user";

/** Record of kind `sign-on`, key `who:<hash of issuer and sub>`: a person may be called otherwise tomorrow. */
interface Link {
  readonly subject: string;
}
const linkKey = (issuer: string, sub: string): string => `who:${sha256(JSON.stringify([issuer, sub]))}`;

/**
 * The user of this person, made with the first sign-on where `create` allows it. Only issuer and `sub` say that two are
 * the same: a local user with an equal name or address is somebody else, and stays out of reach.
 */
export async function signedOnUser(
  scope: RequestScope,
  claims: SignedOn["claims"],
  role: Role,
  create: boolean,
): Promise<VerifiedUser | Stranger> {
  const identity = { issuer: claims.iss, subject: claims.sub };
  const key = linkKey(identity.issuer, identity.subject);
  const isSame = (user: UserRecord | undefined): user is UserRecord =>
    user?.identity?.issuer === identity.issuer && user.identity.subject === identity.subject;

  const link = await scope.store.get<Link>("sign-on", key);
  const linked = link && (await scope.store.get<UserRecord>("user", link.value.subject));
  if (link && isSame(linked?.value)) return known(scope, link.value.subject, role, isSame);
  const name = nameOf(claims);
  if (name === undefined) return "unknown_user";
  if (isSame((await scope.store.get<UserRecord>("user", name))?.value)) {
    // its link was lost, or is being written by another tab
    await scope.store.put("sign-on", key, { subject: name } satisfies Link);
    return known(scope, name, role, isSame);
  }
  if (!create) return "unknown_user";
  const user: UserRecord = {
    id: scope.secrets.uuid(),
    role,
    identity,
    epoch: 1,
    created_at: new Date(scope.clock.now()).toISOString(),
  };
  if ((await scope.store.put("user", name, user, { ifVersion: 0 })) === undefined) return "account_exists";
  await scope.store.put("sign-on", key, { subject: name } satisfies Link);
  await recordAudit(scope, null, {
    action: "user_create",
    note: `subject=${name} role=${role} issuer=${identity.issuer}`,
  });
  return { subject: name, role, id: user.id, epoch: user.epoch };
}

/** Its role is what the provider says now, in open sockets too. */
async function known(
  scope: RequestScope,
  subject: string,
  role: Role,
  isSame: (user: UserRecord | undefined) => boolean,
): Promise<VerifiedUser | Stranger> {
  const { before, after } = await changeRecord<UserRecord>(
    scope.store,
    "user",
    subject,
    (user) => (user && isSame(user) && user.role !== role ? { ...user, role } : LEAVE),
    () => conflict(`user ${subject} is being changed elsewhere; try again`),
  );
  if (!after || !isSame(after)) return "unknown_user";
  if (before?.role !== role) {
    await changeUserRole(scope, subject, role);
    await recordAudit(scope, null, { action: "user_update", note: `subject=${subject} role=${role}` });
  }
  return { subject, role, id: after.id, epoch: after.epoch };
}

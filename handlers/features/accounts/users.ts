/** Local users: list, create, change, delete (api-behaviour 2.6). */
import { allUsers, newUser } from "../../auth/first-admin.ts";
import { passwordFault } from "../../auth/passwords.ts";
import { changeUserRole, endUser } from "../../auth/revocation.ts";
import { usernameFault } from "../../auth/usernames.ts";
import { withUsersLocked } from "../../auth/users-lock.ts";
import type { Identity, Role } from "../../kernel/identity.ts";
import { conflict, notFound, rejected } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { StoredRecord } from "../../ports/index.ts";
import { subjectOf, type UserRecord } from "../../records/accounts.ts";
import { allRecords } from "../../records/all-records.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { changeRecord } from "../../records/change-record.ts";
import type { UserListEntry, UserSummary } from "./answers/users.ts";
import { preferencePrefix } from "./preferences.ts";
import { deleteTokensOf } from "./tokens.ts";

const summary = ({ key, value }: StoredRecord<UserRecord>): UserSummary => ({
  subject: key,
  role: value.role,
  created_at: value.created_at,
  ...(value.last_seen_at === undefined ? {} : { last_seen_at: value.last_seen_at }),
});

/** Throws 400 `validation` with a title that names the member. */
function checkNewPassword(password: string): void {
  const fault = passwordFault(password);
  if (!fault) return;
  const title = password === "" ? "Missing password" : "Invalid password";
  throw rejected(`password ${fault}`, title, [{ field: "password", reason: fault }]);
}

/** Sorted by name. */
export async function listUsers(scope: RequestScope): Promise<UserSummary[]> {
  return (await allUsers(scope)).map(summary);
}

/** The same in the older, shorter form. */
export const listUserNames = async (scope: RequestScope): Promise<UserListEntry[]> =>
  (await listUsers(scope)).map(({ subject, role }) => ({ username: subject, role }));

/** Creates a user. Throws 400 `validation` for name or password, 409 where the name is taken. */
export async function createUser(
  scope: RequestScope,
  who: Identity,
  user: { username: string; password: string; role: Role },
): Promise<UserSummary> {
  const subject = subjectOf(user.username);
  const fault = usernameFault(subject);
  if (fault) {
    const title = subject === "" ? "Missing username" : "Invalid username";
    throw rejected(`username ${fault}`, title, [{ field: "username", reason: fault }]);
  }
  checkNewPassword(user.password);
  const value = newUser(scope, user.role, await scope.secrets.hashPassword(user.password));
  const version = await scope.store.put("user", subject, value, { ifVersion: 0 });
  if (version === undefined) throw conflict(`user ${subject} already exists`, "User exists");
  await recordAudit(scope, who, { action: "user_create", note: `subject=${subject} role=${user.role}` });
  return summary({ key: subject, value, version });
}

/** Throws 409 where nobody else is an admin. Only inside the users' lock. */
async function keepAnAdmin(scope: RequestScope, subject: string, { role }: UserRecord): Promise<void> {
  if (role !== "admin") return;
  const others = (await allUsers(scope)).filter((u) => u.key !== subject && u.value.role === "admin");
  if (others.length === 0) throw conflict(`${subject} is the last admin`, "Last admin");
}

/**
 * Changes the record of a user: `change` answers the new one, `undefined` = the user goes. Answers the record as it was.
 * Throws 404, 409 where others keep writing it.
 */
export async function changeUser(
  scope: RequestScope,
  subject: string,
  change: (user: UserRecord) => UserRecord | Promise<UserRecord | undefined>,
): Promise<UserRecord> {
  const { before } = await changeRecord<UserRecord>(
    scope.store,
    "user",
    subject,
    (user) => {
      if (!user) throw notFound(`no user ${subject}`);
      return change(user);
    },
    () => conflict(`user ${subject} is being changed elsewhere; try again`),
  );
  return before as UserRecord;
}

/** With a new password: every session of the user ends, and nobody made the password up. */
export function withPassword({ initial: _, ...user }: UserRecord, hash: string): UserRecord {
  return { ...user, password: hash, epoch: user.epoch + 1 };
}

/**
 * Changes password and/or role. A new password ends every session of the user, a new role goes on in open sockets.
 * Throws 400 `validation`, 404, 409 where it would demote the last admin, or the user has no password here.
 */
export async function updateUser(
  scope: RequestScope,
  who: Identity,
  name: string,
  change: { password?: string; role?: Role },
): Promise<void> {
  const subject = subjectOf(name);
  const { password, role } = change;
  if (password === undefined && role === undefined)
    throw rejected("name a password, a role, or both", "Nothing to update");
  if (password !== undefined) checkNewPassword(password);
  const known = await scope.store.get<UserRecord>("user", subject);
  if (!known) throw notFound(`no user ${subject}`);
  if (password !== undefined && known.value.identity)
    throw conflict(`${subject} signs in at an identity provider and has no password here`, "No local password");
  const hash = password === undefined ? undefined : await scope.secrets.hashPassword(password);
  const before = await withUsersLocked(scope, () =>
    changeUser(scope, subject, async (user) => {
      if (role !== undefined && role !== "admin") await keepAnAdmin(scope, subject, user);
      const value: UserRecord = { ...user, role: role ?? user.role };
      return hash === undefined ? value : withPassword(value, hash);
    }),
  );
  if (hash !== undefined) await endUser(scope, subject, "password changed");
  if (role !== undefined && role !== before.role) await changeUserRole(scope, subject, role);
  const note = [`subject=${subject}`, ...(role ? [`role=${role}`] : []), ...(hash ? ["password=changed"] : [])];
  await recordAudit(scope, who, { action: "user_update", note: note.join(" ") });
}

/** Deletes the user, its preferences, its tokens and everything that lives on its credentials. Throws 404, 409 for the last admin. */
export async function deleteUser(scope: RequestScope, who: Identity, name: string): Promise<void> {
  const subject = subjectOf(name);
  await withUsersLocked(scope, () =>
    changeUser(scope, subject, async (user) => {
      await keepAnAdmin(scope, subject, user);
      return undefined;
    }),
  );
  await endUser(scope, subject, "user deleted");
  await deleteTokensOf(scope, who, subject);
  for await (const { key } of allRecords(scope.store, "preference", { prefix: preferencePrefix(subject) }))
    await scope.store.delete("preference", key);
  await recordAudit(scope, who, { action: "user_delete", note: `subject=${subject}` });
}

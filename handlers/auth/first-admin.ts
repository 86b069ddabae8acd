/** Who may administer a fresh installation. Called by the programs in local/. */
import type { Identity } from "../kernel/identity.ts";
import type { Site } from "../kernel/site.ts";
import type { StoredRecord } from "../ports/index.ts";
import { subjectOf, type UserRecord } from "../records/accounts.ts";
import { collectRecords } from "../records/all-records.ts";
import { changeRecord, LEAVE } from "../records/change-record.ts";
import { passwordFault } from "./passwords.ts";
import { usernameFault } from "./usernames.ts";

type Founding = Pick<Site, "store" | "clock" | "secrets" | "log" | "credentials">;

/** Name of the admin that the program makes up when nobody named one. */
export const INITIAL_ADMIN = "admin";
/** 120 bits: 20 characters to type from a terminal. */
const INITIAL_PASSWORD_BYTES = 15;

export const allUsers = (site: Pick<Site, "store">): Promise<StoredRecord<UserRecord>[]> =>
  collectRecords<UserRecord>(site.store, "user");

export const newUser = (
  site: Pick<Site, "clock" | "secrets">,
  role: UserRecord["role"],
  passwordHash: string,
): UserRecord => ({
  id: site.secrets.uuid(),
  role,
  password: passwordHash,
  epoch: 1,
  created_at: new Date(site.clock.now()).toISOString(),
});

/**
 * May this caller run the first-run setup? Anybody, while no user exists but made-up ones that nobody has used; the
 * made-up admin itself, while there is no other user.
 */
export const isSetupOpen = (users: readonly StoredRecord<UserRecord>[], who: Identity | null): boolean =>
  users.every((u) => u.value.initial !== undefined) &&
  (users.every((u) => u.value.initial === "unused") ||
    (who?.role === "admin" && who.scheme !== "bearer" && users.some((u) => u.key === who.subject)));

const keepsChanging = (subject: string) => new Error(`the record of the user ${subject} changes all the time`);

/** Removes made-up admins that nobody used, once there is a real one. */
export async function removeUnusedInitial(site: Pick<Site, "store" | "credentials">): Promise<void> {
  const users = await allUsers(site);
  if (!users.some((u) => u.value.initial === undefined && u.value.role === "admin")) return;
  for (const { key, value } of users) {
    if (value.initial !== "unused") continue;
    await changeRecord<UserRecord>(
      site.store,
      "user",
      key,
      (user) => (user?.initial === "unused" ? undefined : LEAVE),
      () => keepsChanging(key),
    );
    site.credentials.forget({ subject: key });
  }
}

/**
 * Makes sure that the named admin exists (`CCU_ANYWHERE_ADMIN`). An existing user keeps its password and role, which may
 * have been changed since; only a made-up one is replaced.
 * @throws RangeError where name or password cannot be used; the message names the fault, not the password.
 */
export async function ensureAdmin(site: Founding, name: string, password: string): Promise<void> {
  const subject = subjectOf(name);
  const fault = usernameFault(subject) ?? passwordFault(password);
  if (fault) throw new RangeError(`admin "${subject}": ${fault}`);
  const existing = await site.store.get<UserRecord>("user", subject);
  if (!existing || existing.value.initial) {
    const admin = newUser(site, "admin", await site.secrets.hashPassword(password));
    const { after } = await changeRecord<UserRecord>(
      site.store,
      "user",
      subject,
      (user) => (!user || user.initial ? admin : LEAVE),
      () => keepsChanging(subject),
    );
    site.credentials.forget({ subject });
    if (after?.id === admin.id) site.log.info("admin created from the settings", { subject });
  }
  await removeUnusedInitial(site);
}

/**
 * Where no user exists: creates an admin with a random password, which the caller prints once. `null` = there are users.
 * The setup stays open until somebody uses that password (api-behaviour 2.8).
 */
export async function createInitialAdmin(site: Founding): Promise<{ name: string; password: string } | null> {
  const users = await allUsers(site);
  if (users.length > 0) {
    await removeUnusedInitial(site);
    return null;
  }
  const password = site.secrets.token(INITIAL_PASSWORD_BYTES);
  const admin: UserRecord = {
    ...newUser(site, "admin", await site.secrets.hashPassword(password)),
    initial: "unused",
  };
  const written = await site.store.put("user", INITIAL_ADMIN, admin, { ifVersion: 0 });
  // somebody may have run the setup meanwhile: then nobody needs it
  await removeUnusedInitial(site);
  const isThere = written !== undefined && (await site.store.get("user", INITIAL_ADMIN)) !== undefined;
  return isThere ? { name: INITIAL_ADMIN, password } : null;
}

/**
 * Edit locks: at most one person at a time edits a MASTER or LINK paramset (api-behaviour 3.14). A lock is one record
 * with an expiry; every change of it is conditional on the version that was read, so that of two at the same time one
 * wins, in whatever processes they run.
 */

import type { Identity } from "../../../kernel/identity.ts";
import { conflict, gone, locked } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { sha256 } from "../../../records/accounts.ts";
import { type Change, changeRecord, LEAVE } from "../../../records/change-record.ts";
import { type Looking, requireDevice } from "../../shared/lookup.ts";

/** Milliseconds that a lock holds without a heartbeat (contract: 5 minutes). */
export const EDIT_LOCK_MS = 5 * 60_000;

interface EditLock {
  subject: string;
  /** SHA-256 of the token. */
  token: string;
}
export interface EditSession {
  token: string;
  key: string;
  subject: string;
  expires: string;
}

/** The device whose channel a key of {@link editKey} names. */
const DEVICE_IN_KEY = /^channel:([^:/]+)/;
type Locking = Looking & Pick<RequestScope, "store">;

/**
 * Key of the lock's record: with the CCU of the device that the key names, so that each of several has its own, and a
 * lock that is held stays valid when another CCU with the same address joins the home.
 * @throws Refusal 400 where the request does not say which one it means
 */
async function recordKey(scope: Looking, key: string): Promise<string> {
  const address = DEVICE_IN_KEY.exec(key)?.[1];
  const owners = address === undefined ? [] : await scope.home.devicesAt(address);
  if (address === undefined || owners.length === 0) return `edit:${key}`;
  const device = await requireDevice(scope, address);
  return `edit:${device.central}/${key}`;
}

const changeLock = async (scope: Locking, key: string, change: Change<EditLock>, expiresAt?: number) =>
  changeRecord<EditLock>(
    scope.store,
    "lock",
    await recordKey(scope, key),
    change,
    () => conflict("the lock changes hands too quickly; try again", "Lock is contended"),
    expiresAt,
  );

/**
 * Opens the lock for the caller. The caller's own lock is opened anew: the older token is void from then on.
 * Throws 423 with the holder's subject where somebody else has it.
 */
export async function openEditSession(scope: RequestScope, who: Identity, key: string): Promise<EditSession> {
  const token = scope.secrets.uuid();
  const lock: EditLock = { subject: who.subject, token: sha256(token) };
  const expiresAt = scope.clock.now() + EDIT_LOCK_MS;
  const take: Change<EditLock> = (held) => {
    if (held && held.subject !== who.subject) throw locked(held.subject, "Resource already locked");
    return lock;
  };
  await changeLock(scope, key, take, expiresAt);
  return session(key, token, lock, expiresAt);
}

const session = (key: string, token: string, lock: EditLock, expiresAt: number): EditSession => ({
  token,
  key,
  subject: lock.subject,
  expires: new Date(expiresAt).toISOString(),
});

/** Holds the lock for another five minutes. Throws 410 where the token does not hold it (any more). */
export async function prolongEditSession(scope: RequestScope, key: string, token: string): Promise<EditSession> {
  const expiresAt = scope.clock.now() + EDIT_LOCK_MS;
  const prolong: Change<EditLock> = (held) => {
    if (held?.token === sha256(token)) return held;
    throw gone("the edit lock has expired or belongs to somebody else", "Edit session ended");
  };
  const { after } = await changeLock(scope, key, prolong, expiresAt);
  return session(key, token, after as EditLock, expiresAt);
}

const holds = async (scope: Locking, key: string, token: string): Promise<boolean> =>
  (await scope.store.get<EditLock>("lock", await recordKey(scope, key)))?.value.token === sha256(token);

/** Releases the lock if the token holds it; a foreign or old token releases nothing. */
export async function closeEditSession(scope: RequestScope, key: string, token: string): Promise<void> {
  await changeLock(scope, key, (held) => (held?.token === sha256(token) ? undefined : LEAVE));
}

/** Drops whoever's lock; the caller must open it to get it. */
export async function takeOverEditSession(scope: RequestScope, who: Identity, key: string): Promise<void> {
  if (await scope.store.delete("lock", await recordKey(scope, key)))
    scope.log.info("edit lock taken over", { key, by: who.subject });
}

/** Key of a channel's (or device's) own paramset, or of its link with one peer. `address` as it stands in the path. */
export const editKey = (address: string, paramset: "MASTER" | "LINK", peer?: string): string =>
  `channel:${address}:${paramset}${peer === undefined ? "" : `:${peer}`}`;

/** Throws 423 "Edit lock required" unless `token` (header `X-Edit-Token`, argument `edit_token`) holds the lock. */
export async function requireEditToken(scope: Locking, key: string, token: string | undefined): Promise<void> {
  if (token !== undefined && token !== "" && (await holds(scope, key, token))) return;
  throw locked(`open an edit session for ${key} and send its token in X-Edit-Token`, "Edit lock required");
}

/** Throws 423 where somebody else edits under this key; without any lock the write is free. */
export async function requireNoForeignLock(scope: Locking, who: Identity | null, key: string): Promise<void> {
  const held = await scope.store.get<EditLock>("lock", await recordKey(scope, key));
  if (held && held.value.subject !== who?.subject) throw locked(held.value.subject, "Resource locked");
}

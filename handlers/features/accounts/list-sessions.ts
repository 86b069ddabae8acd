/** Sessions that are open, and how they are ended from elsewhere: a phone that was lost, a browser in a hotel. */
import type * as z from "zod";
import { endCredential } from "../../auth/revocation.ts";
import type { Identity } from "../../kernel/identity.ts";
import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { StoredRecord } from "../../ports/index.ts";
import type { SessionRecord, UserRecord } from "../../records/accounts.ts";
import { collectRecords } from "../../records/all-records.ts";
import { recordAudit } from "../../records/audit-log.ts";
import type { SessionSummary } from "./answers/sessions.ts";

/** Hexadecimal digits of the hash that name a session: of 16 no two are alike in a household. */
const ID_DIGITS = 16;

/** The caller's own; of everybody where an admin asks. Those of users that are gone, or have a new password, are none. */
async function openSessions(scope: RequestScope, who: Identity): Promise<StoredRecord<SessionRecord>[]> {
  const found = await collectRecords<SessionRecord>(scope.store, "session");
  const users = new Map(
    (await collectRecords<UserRecord>(scope.store, "user")).map(({ key, value }) => [key, value] as const),
  );
  return found.filter(({ value: { subject, user, epoch } }) => {
    const owner = users.get(subject);
    return owner?.id === user && owner.epoch === epoch && (who.role === "admin" || subject === who.subject);
  });
}

/** Newest first. Tokens and Basic are no sessions. */
export async function listSessions(scope: RequestScope, who: Identity): Promise<z.input<typeof SessionSummary>[]> {
  const open = await openSessions(scope, who);
  return open
    .sort((a, b) => b.value.created_at.localeCompare(a.value.created_at))
    .map(({ key, value, expiresAt }) => ({
      id: key.slice(0, ID_DIGITS),
      subject: value.subject,
      created_at: value.created_at,
      ...(expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() }),
      current: key === who.credential,
    }));
}

/** Ends a session and what lives on it. @throws Refusal 404 for one that is not there, or not the caller's to end */
export async function endSession(scope: RequestScope, who: Identity, id: string): Promise<void> {
  const session = (await openSessions(scope, who)).find(({ key }) => key.slice(0, ID_DIGITS) === id);
  if (!session || !(await scope.store.delete("session", session.key))) throw notFound(`no session ${id}`);
  await endCredential(scope, session.key, "session ended");
  await recordAudit(scope, who, { action: "session_end", note: `subject=${session.value.subject} id=${id}` });
}

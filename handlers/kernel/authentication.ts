/** What the dispatcher and the use cases need to know who is asking. Implemented by handlers/auth. */
import type { Identity, Role } from "./identity.ts";
import type { RequestInfo } from "./operation.ts";
import type { Refusal } from "./problem.ts";

export interface Authentication {
  /** `null` where no credential resolved. */
  identity: Identity | null;
  /** Answered instead of the operation, whatever its role: a throttled address (429). */
  refusal?: Refusal;
}

export interface Authenticator {
  /** Bearer → Basic → session cookie, the first that resolves (api-behaviour 2.1). Never rejects for a bad credential. */
  identify(request: RequestInfo): Promise<Authentication> | Authentication;
  /**
   * Who asks, where nothing need be proven, waited for or written for it: what `identify` would answer at once.
   * `undefined` = that takes an `identify`. Absent: nothing is remembered.
   */
  recognise?(request: RequestInfo): Authentication | undefined;
  /** Double-submit check of a mutating request (api-behaviour 2.4); `null` = passes. */
  csrf(request: RequestInfo, identity: Identity | null): Refusal | null;
  /** `Set-Cookie` values that any answer to this request must carry (the CSRF cookie where the request lacked it). */
  cookies(request: RequestInfo): readonly string[];
}

/** A local user whose password was right. */
export interface VerifiedUser {
  subject: string;
  role: Role;
  /** Tells this user from an earlier one of the same name. */
  id: string;
  /** Generation of the user's sessions: a session of an older one is void. */
  epoch: number;
}

/** What the use cases (login, users, tokens …) need of the one place that checks and remembers credentials. */
export interface Credentials {
  /**
   * `null` for an unknown user and for a wrong password; both take the same time. A wrong one costs the address an
   * attempt. Throws 429 where it has none left, or where too many passwords wait to be checked.
   */
  checkPassword(name: string, password: string, remote: string): Promise<VerifiedUser | null>;
  /** Drops what is remembered about a subject or one credential (SHA-256, hex). To be called right after the write. */
  forget(which: { subject?: string; credential?: string }): void;
}

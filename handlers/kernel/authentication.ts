/** What the dispatcher needs to know who is asking. Implemented by handlers/auth. */
import type { Identity } from "./identity.ts";
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
  /** Double-submit check of a mutating request (api-behaviour 2.4); `null` = passes. */
  csrf(request: RequestInfo, identity: Identity | null): Refusal | null;
  /** `Set-Cookie` values that any answer to this request must carry (the CSRF cookie where the request lacked it). */
  cookies(request: RequestInfo): readonly string[];
}

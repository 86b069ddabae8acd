/**
 * A sign-on between its start and its end. The browser that began it keeps it, sealed, in a cookie: whoever starts any
 * number of them fills nothing here, and nobody else's browser can end it (docs/adr/0018).
 */
import { timingSafeEqual } from "node:crypto";
import { STATE_COOKIE } from "../../auth/csrf.ts";
import type { RequestInfo } from "../../kernel/operation.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { SignOnSecrets } from "../../ports/index.ts";
import { sha256 } from "../../records/accounts.ts";
import { PROVIDER_NAMES, type ProviderName } from "./settings.ts";

/** Milliseconds that a person has for signing in at the provider (api-behaviour 2.9). */
export const PENDING_MS = 300_000;

export interface Pending extends SignOnSecrets {
  readonly provider: ProviderName;
  /** Of the provider as it was: an answer counts for no other one, even if the settings changed meanwhile. */
  readonly issuer: string;
  readonly clientId: string;
  /** Path of this server where the browser goes afterwards. */
  readonly returnTo: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Where one process serves many homes, the cookie begins with the home's name, as session ids do. */
const COOKIE = /^((?:[a-z0-9-]{1,40}\.)?)([\w-]{43})\.([A-Za-z0-9+/=_-]+)$/;
const STATE_LENGTH = 43;

const cookie = ({ secure }: Pick<RequestInfo, "secure">, value: string, seconds: number): string =>
  `${STATE_COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;

export const clearedPendingCookie = (request: Pick<RequestInfo, "secure">): string => cookie(request, "", 0);

type Parts = Pick<RequestScope, "clock" | "secrets">;

/** With new secrets. `cookie` is the `Set-Cookie` that keeps it. */
export function createPending(
  { clock, secrets }: Parts,
  request: Pick<RequestInfo, "secure">,
  about: Pick<Pending, "provider" | "issuer" | "clientId" | "redirectUrl" | "returnTo">,
): { pending: Pending; cookie: string } {
  const credential = secrets.credential();
  const pending: Pending = {
    ...about,
    state: credential.slice(-STATE_LENGTH),
    nonce: secrets.token(),
    verifier: secrets.token(),
    expiresAt: clock.now() + PENDING_MS,
  };
  const sealed = secrets.seal(JSON.stringify(pending));
  return { pending, cookie: cookie(request, `${credential}.${sealed}`, PENDING_MS / 1000) };
}

/** What this browser began, and the answer belongs to; `undefined` where it began nothing such, or too long ago. */
export function readPending({ clock, secrets }: Parts, request: RequestInfo, state: string): Pending | undefined {
  const [, , , sealed] = COOKIE.exec(request.cookies.get(STATE_COOKIE) ?? "") ?? [];
  const text = sealed === undefined ? null : secrets.open(sealed);
  if (text === null) return undefined;
  const pending = parse(text);
  if (pending === undefined || pending.expiresAt <= clock.now()) return undefined;
  const [own, sent] = [Buffer.from(pending.state), Buffer.from(state)];
  return own.length === sent.length && timingSafeEqual(own, sent) ? pending : undefined;
}

/** Sealed by us, though perhaps by another version of the program, or for another purpose. */
function parse(text: string): Pending | undefined {
  try {
    const pending = JSON.parse(text) as Partial<Pending> | null;
    const known = pending && PROVIDER_NAMES.includes(pending.provider as ProviderName);
    return known && typeof pending.state === "string" && typeof pending.expiresAt === "number"
      ? (pending as Pending)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the sign-on for this request. `false`: it was taken before. */
export async function takePending(
  { store }: Pick<RequestScope, "store">,
  { state, expiresAt }: Pending,
): Promise<boolean> {
  return (await store.put("sign-on", `used:${sha256(state)}`, {}, { ifVersion: 0, expiresAt })) !== undefined;
}

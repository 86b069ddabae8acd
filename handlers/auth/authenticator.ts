/**
 * Who is asking: Bearer → Basic → session cookie, the first that resolves (api-behaviour 2.1).
 *
 * A credential that was proven is remembered under a keyed hash of its text, so that a request with a slowly hashed
 * password costs what one with a token costs: a look-up. What is remembered is dropped at once when this process
 * changes a user, token or session (`forget`), and read anew from the store after `PROOF_TTL_MS` for the changes of
 * other processes; the slow hash is computed again only if the stored one has changed. Whoever keeps a connection shows
 * the same credential again and again: then not even the hash is computed.
 */
import { hash, randomBytes } from "node:crypto";
import { networkOf } from "../kernel/addresses.ts";
import type { Authentication, Authenticator, Credentials, VerifiedUser } from "../kernel/authentication.ts";
import { createBoundedCache } from "../kernel/bounded-cache.ts";
import type { Identity } from "../kernel/identity.ts";
import type { RequestInfo } from "../kernel/operation.ts";
import { Refusal, tooMany } from "../kernel/problem.ts";
import type { Site } from "../kernel/site.ts";
import type { RecordKind, StoredRecord } from "../ports/index.ts";
import { type SessionRecord, sha256, type TokenRecord, type UserRecord } from "../records/accounts.ts";
import type { CcuLogin } from "./ccu-users.ts";
import { CSRF_COOKIE, checkCsrf, csrfCookie, SESSION_COOKIE } from "./csrf.ts";
import { createFailedLogins } from "./failed-logins.ts";
import { createLoginThrottle, type LoginThrottle } from "./login-throttle.ts";
import { createVerifyPassword } from "./verify-password.ts";

/** How long a change that another process made may stay unnoticed (house plan: revocation within 5 s). */
export const PROOF_TTL_MS = 5_000;
/** Remembered credentials: more than a home has clients; about 500 bytes each. */
export const PROOFS_KEPT = 10_000;
/** `last_seen_at` is written at most this often: it tells a used account from a forgotten one, no more. */
export const SEEN_EVERY_MS = 60_000;
/** A credential that changes again and again while it is being proven: give up and refuse it. */
const PROVE_ATTEMPTS = 4;

type Scheme = "basic" | "bearer";

/** A credential that resolved. */
interface Proof {
  readonly authentication: Authentication & { readonly identity: Identity };
  readonly checkedAt: number;
}
type Outcome = Proof | Refusal | null;

/** What was shown last on a connection. Compared only with what comes on the same one: its time tells nothing to others. */
interface Shown {
  readonly header: string;
  /** Behind one proxy's connection there may be many clients. */
  readonly remote: string;
  readonly network: string;
  readonly proof: Proof;
  /** Of `dropped` at that time. */
  readonly dropped: number;
}

export interface SiteAuthenticator extends Authenticator, Credentials {
  /** For `reauth` on a socket: bearer tokens only; `null` where it does not resolve. */
  authenticateToken(token: string): Promise<Identity | null>;
  /**
   * The identity as the store has it now, `null` where its credential no longer counts. For what outlives a request:
   * to be asked once after a socket was registered, so that no revocation falls into the gap of its handshake.
   */
  current(identity: Identity): Promise<Identity | null>;
  readonly throttle: LoginThrottle;
}

const NOBODY: Authentication = Object.freeze({ identity: null });

const schemeOf = (header: string): Scheme | undefined => {
  const first = header.slice(0, 7).toLowerCase();
  return first === "bearer " ? "bearer" : first.startsWith("basic ") ? "basic" : undefined;
};

/** Name and password of a Basic header; `null` where it is none. */
function decodeBasic(header: string): { name: string; password: string } | null {
  const text = Buffer.from(header.slice(6).trim(), "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Stands for "this user with this password", as the hash of a token stands for the token. Tells nothing about it. */
const passwordMark = ({ id, epoch }: UserRecord) => sha256(`${id} ${epoch}`);

const throttled = (seconds: number, title: string) =>
  tooMany("wait before trying another user name or password from this address", title, seconds);
const BASIC_THROTTLED = "Too many authentication attempts";
const LOGIN_THROTTLED = "Too many login attempts";

/** Too many passwords wait for their hash: that is an answer. Anything else is our own fault and goes on up. */
const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  throw error;
};

/** One per site and process; `Site.credentials` is the same object. */
export function createAuthenticator(
  site: Pick<Site, "store" | "clock" | "secrets" | "settings" | "log">,
  ccu?: CcuLogin,
): SiteAuthenticator {
  const { store, clock, secrets, settings, log } = site;
  // Keyed, so that a memory dump's look-up keys cannot be guessed offline. The digests never leave the process, so the
  // cheap prefix construction does what an HMAC would, in a thirtieth of the time (0.45 against 14 µs, measured).
  const processKey = randomBytes(32).toString("hex");
  const keyOf = (text: string) => hash("sha256", processKey + text, "base64");
  const proofs = createBoundedCache<string, Proof>(PROOFS_KEPT);
  const running = new Map<string, Promise<Outcome>>();
  const throttle = createLoginThrottle(clock);
  const failed = createFailedLogins({ store, clock, secrets, log });
  const verify = createVerifyPassword({ store, clock, secrets, throttle, keyOf, kept: PROOFS_KEPT, failed, ccu });
  /** Counts `forget`: what was read before one is not remembered after it. */
  let revision = 0;
  /** Counts what was remembered and is not any more: what connections showed before is looked up anew. */
  let dropped = 0;
  const shown = new WeakMap<object, Shown>();

  const prove = (identity: Identity): Proof => ({ authentication: { identity }, checkedAt: clock.now() });

  /** Does not keep the request waiting; a conflict with another write is no loss. */
  function seen<T extends { last_seen_at?: string }>(kind: RecordKind, record: StoredRecord<T>): void {
    const now = clock.now();
    const { value, version: ifVersion, expiresAt } = record;
    if (value.last_seen_at !== undefined && now - Date.parse(value.last_seen_at) < SEEN_EVERY_MS) return;
    const last_seen_at = new Date(now).toISOString();
    store
      .put(kind, record.key, { ...value, last_seen_at }, { ifVersion, expiresAt })
      .catch((error: unknown) => log.warn("last_seen_at not written", { kind, error }));
  }

  async function proveBasic(header: string, remote: string): Promise<Outcome> {
    const pair = decodeBasic(header);
    if (!pair) return null;
    const user = await verify(pair.name, pair.password, remote);
    if (user === null) return null;
    if (typeof user === "number") return throttled(user, BASIC_THROTTLED);
    seen("user", user);
    const { role } = user.value;
    return prove({ subject: user.key, role, scheme: "basic", credential: passwordMark(user.value) });
  }

  async function proveToken(token: string): Promise<Proof | null> {
    if (token === "") return null;
    const record = await store.get<TokenRecord>("token", sha256(token));
    if (!record) return null;
    seen("token", record);
    const { key: credential, expiresAt } = record;
    return prove({ subject: record.value.subject, role: record.value.role, scheme: "bearer", credential, expiresAt });
  }

  const proveSession = (id: string) => proveSessionKey(sha256(id));
  async function proveSessionKey(credential: string): Promise<Proof | null> {
    const session = await store.get<SessionRecord>("session", credential);
    if (!session) return null;
    const user = await store.get<UserRecord>("user", session.value.subject);
    if (user?.value.id !== session.value.user || user.value.epoch !== session.value.epoch) return null;
    seen("user", user);
    const { expiresAt } = session;
    return prove({ subject: user.key, role: user.value.role, scheme: "session", credential, expiresAt });
  }

  const isFresh = (proof: Proof, now: number) =>
    now - proof.checkedAt < PROOF_TTL_MS && (proof.authentication.identity.expiresAt ?? Infinity) > now;

  /** What is known of a password at one address says nothing at another: there it would be a guess that costs nothing. */
  const basicKey = (header: string, network: string) => `${network} ${header}`;

  function recall(text: string): Proof | undefined {
    const proof = proofs.get(keyOf(text));
    return proof && isFresh(proof, clock.now()) ? proof : undefined;
  }

  function recallHeader(header: string, scheme: Scheme, { connection, remote }: RequestInfo): Proof | undefined {
    const last = connection && shown.get(connection);
    if (last && last.header === header && last.remote === remote && last.dropped === dropped) {
      if (scheme === "basic" && !throttle.recognises(last.network)) return undefined;
      if (isFresh(last.proof, clock.now())) return last.proof;
    }
    const network = networkOf(remote);
    if (scheme === "basic" && !throttle.recognises(network)) return undefined;
    const proof = recall(scheme === "basic" ? basicKey(header, network) : header);
    if (connection && proof) shown.set(connection, { header, remote, network, proof, dropped });
    return proof;
  }

  function recognise(request: RequestInfo): Authentication | undefined {
    const header = request.headers.authorization;
    const scheme = header === undefined ? undefined : schemeOf(header);
    if (header !== undefined && scheme !== undefined) return recallHeader(header, scheme, request)?.authentication;
    const session = request.cookies.get(SESSION_COOKIE);
    return session ? recall(`session ${session}`)?.authentication : NOBODY;
  }

  function forgetProof(key: string): void {
    if (proofs.delete(key)) dropped++;
  }

  /** Proves a credential; requests that come with the same one meanwhile share the outcome. */
  function resolve(text: string, proveOnce: () => Promise<Outcome>): Promise<Outcome> {
    const key = keyOf(text);
    const shared = running.get(key);
    if (shared) return shared;
    const work = (async () => {
      for (let attempt = 0; attempt < PROVE_ATTEMPTS; attempt++) {
        const before = revision;
        const outcome = await proveOnce().catch(refusalOf);
        if (outcome instanceof Refusal) return outcome;
        if (before !== revision && outcome) continue;
        if (outcome) proofs.set(key, outcome);
        else forgetProof(key);
        return outcome;
      }
      return null;
    })().finally(() => {
      if (running.get(key) === work) running.delete(key);
    });
    running.set(key, work);
    return work;
  }

  async function resolveRequest(request: RequestInfo) {
    const header = request.headers.authorization;
    const scheme = header === undefined ? undefined : schemeOf(header);
    let outcome: Outcome = null;
    if (header !== undefined && scheme === "bearer") {
      outcome = await resolve(header, () => proveToken(header.slice(7).trim()));
      if (outcome === null)
        await failed({ remote: request.remote, network: networkOf(request.remote), scheme: "token" });
    }
    if (header !== undefined && scheme === "basic")
      outcome = await resolve(basicKey(header, networkOf(request.remote)), () => proveBasic(header, request.remote));
    const id = request.cookies.get(SESSION_COOKIE);
    if (outcome === null && id) outcome = await resolve(`session ${id}`, () => proveSession(id));
    if (outcome instanceof Refusal) return { identity: null, refusal: outcome };
    return outcome?.authentication ?? NOBODY;
  }

  return {
    throttle,

    identify: (request) => recognise(request) ?? resolveRequest(request),
    recognise,

    csrf: (request, identity) => (settings.csrf ? checkCsrf(request, identity, settings.corsOrigins) : null),

    cookies: (request) => (request.cookies.has(CSRF_COOKIE) ? [] : [csrfCookie(request, secrets.token())]),

    async authenticateToken(token) {
      return (await proveToken(token.trim()))?.authentication.identity ?? null;
    },

    async current(identity) {
      const { scheme, credential, subject } = identity;
      if (scheme === "session") return (await proveSessionKey(credential ?? ""))?.authentication.identity ?? null;
      if (scheme === "bearer") {
        const token = await store.get<TokenRecord>("token", credential ?? "");
        return token ? { ...identity, role: token.value.role } : null;
      }
      if (scheme !== "basic") return identity;
      const user = await store.get<UserRecord>("user", subject);
      return user && passwordMark(user.value) === credential ? { ...identity, role: user.value.role } : null;
    },

    async checkPassword(name, password, remote): Promise<VerifiedUser | null> {
      const user = await verify(name, password, remote);
      if (typeof user === "number") throw throttled(user, LOGIN_THROTTLED);
      if (user === null) return null;
      const { role, id, epoch } = user.value;
      return { subject: user.key, role, id, epoch };
    },

    forget({ subject, credential }) {
      revision++;
      running.clear();
      for (const [key, { authentication }] of proofs.entries()) {
        const known = authentication.identity;
        const concerned = credential === undefined ? known.subject === subject : known.credential === credential;
        if (concerned) forgetProof(key);
      }
    },
  };
}

/** How a client proves who it is: with each request, with each socket, and anew when it is told that it no longer does. */
import type { ClientClock } from "./clock.ts";
import { REFUSED_LOGIN_MS } from "./limits.ts";
import type { Problem } from "./problem.ts";

export type Auth =
  /** `token` may be a function: it is asked at first, and again whenever a server refuses what it gave. */
  | { readonly type: "bearer"; readonly token: string | (() => string | Promise<string>) }
  | { readonly type: "basic"; readonly username: string; readonly password: string }
  /** Logs in and keeps the session's cookies. Without a name: the session that the page's browser already has. */
  | { readonly type: "session"; readonly username?: string; readonly password?: string };

/** Sends one request without credentials of its own and without repetition. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** What a request or a handshake is sent with. */
export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  /** Counts renewals: whoever is refused tells which proof it was. */
  readonly version: number;
}

export interface Credentials {
  /** @param write the method changes something: a session repeats its CSRF token then */
  prove(write: boolean): Promise<Proof>;
  /** After a 401 for the proof of this version: is there something new to try with? `false`: it would be the same again. */
  renew(version: number): Promise<boolean>;
  /** Takes a new bearer token from the caller. */
  replace(token: string): void;
}

/** Base64 of UTF-8 (RFC 7617, 2.1). */
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));

const none = { replace: () => {} };

function bearer({ token }: Extract<Auth, { type: "bearer" }>, onRenewed: (token: string) => void): Credentials {
  let version = 0;
  let asked: Promise<string> | undefined;
  const ask = (): Promise<string> => {
    if (asked) return asked;
    const mine = (async () => (typeof token === "string" ? token : token()))();
    asked = mine;
    // a function that failed is asked again
    mine.catch(() => {
      if (asked === mine) asked = undefined;
    });
    return mine;
  };
  return {
    prove: async () => ({ headers: { authorization: `Bearer ${await ask()}` }, version }),
    replace: (next) => {
      asked = Promise.resolve(next);
      version++;
      onRenewed(next);
    },
    renew: async (refused) => {
      if (refused !== version) return true;
      if (typeof token === "string") return false;
      // nothing may come between this look at the version and its change: many are refused at the same time
      const refusedToken = ask();
      asked = undefined;
      version++;
      const [before, after] = await Promise.all([refusedToken, ask()]);
      if (after !== before) onRenewed(after);
      return after !== before;
    },
  };
}

const CSRF = "openccu_loom_csrf";
const documentCookie = (): string => (globalThis as { document?: { cookie: string } }).document?.cookie ?? "";
const cookieOf = (text: string, name: string): string | undefined =>
  text
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** A login that was refused: no repetition can mend it. */
export class LoginRefused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

function session(
  auth: Extract<Auth, { type: "session" }>,
  send: Send,
  problem: (r: Response) => Promise<Problem>,
  clock: ClientClock,
): Credentials {
  /** Cookies outside of browsers, which keep them themselves and show them to nobody. */
  const jar = new Map<string, string>();
  let version = 0;
  /** Until when a login that failed is not tried again, milliseconds since the epoch. */
  let refusedUntil: number | undefined;
  let login: Promise<void> | undefined = auth.username === undefined ? Promise.resolve() : undefined;
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie?.() ?? []) {
      const [pair = ""] = line.split(";", 1);
      const at = pair.indexOf("=");
      if (at > 0) jar.set(pair.slice(0, at).trim(), pair.slice(at + 1));
    }
  };
  const cookies = (): Record<string, string> =>
    jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") } : {};
  const csrf = (): Record<string, string> => {
    const token = jar.get(CSRF) ?? cookieOf(documentCookie(), CSRF);
    return token === undefined ? {} : { "x-csrf-token": token };
  };
  const open = async () => {
    jar.clear();
    // in a page the first answer sets the CSRF cookie that a login has to repeat
    if ("document" in globalThis && csrf()["x-csrf-token"] === undefined) await (await send("/info", {})).text();
    const { username, password } = auth;
    const headers = { "content-type": "application/json", ...csrf() };
    const response = await send("/auth/login", {
      method: "POST",
      headers,
      body: JSON.stringify({ username, password }),
    });
    if (!response.ok) throw new LoginRefused(await problem(response));
    keep(response);
    await response.text();
  };
  const opened = (): Promise<void> => {
    if (login && !(refusedUntil !== undefined && clock.now() >= refusedUntil)) return login;
    refusedUntil = undefined;
    const mine = open();
    login = mine;
    mine.catch((error) => {
      const until = error instanceof LoginRefused ? REFUSED_LOGIN_MS : 0;
      refusedUntil = clock.now() + until;
    });
    return mine;
  };
  return {
    ...none,
    prove: async (write) => {
      await opened();
      return { headers: { ...cookies(), ...(write ? csrf() : {}) }, version };
    },
    renew: async (refused) => {
      if (auth.username === undefined) return false;
      if (refused === version) {
        login = undefined;
        version++;
      }
      await opened();
      return true;
    },
  };
}

/** @param onRenewed a bearer token has taken the place of another: open sockets have to be told */
export function createCredentials(
  auth: Auth | undefined,
  send: Send,
  problem: (response: Response) => Promise<Problem>,
  onRenewed: (token: string) => void,
  clock: ClientClock,
): Credentials {
  if (auth?.type === "bearer") return bearer(auth, onRenewed);
  if (auth?.type === "session") return session(auth, send, problem, clock);
  const fixed: Record<string, string> =
    auth?.type === "basic" ? { authorization: `Basic ${base64(`${auth.username}:${auth.password}`)}` } : {};
  return { ...none, prove: async () => ({ headers: fixed, version: 0 }), renew: async () => false };
}

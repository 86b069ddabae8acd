/** A client of the dispatcher, in-process: credentials, a cookie jar like a browser's, and answers as data. */
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import type { Identity, Role } from "../../handlers/kernel/identity.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import { tooLarge } from "../../handlers/kernel/problem.ts";
import type { Connections, RecordKind } from "../../handlers/ports/index.ts";
import type { TestSite } from "./site.ts";

export interface ClientRequest {
  headers?: Record<string, string>;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string;
  remote?: string;
  secure?: boolean;
}
export interface ClientAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  body: any;
  text: string;
  /** Names and values that this answer set. */
  cookies: Map<string, string>;
  setCookies: string[];
}
export interface Client {
  (method: string, path: string, request?: ClientRequest): Promise<ClientAnswer>;
  readonly jar: Map<string, string>;
}

export const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** `keepCookies` makes a browser of it: cookies are kept, and repeated in X-CSRF-Token. */
export function createClients(site: TestSite, operations: readonly Operation[]) {
  const dispatch = createDispatcher({
    operations,
    home: () => ({ site, authenticator: site.credentials }),
    clock: site.clock,
    validateResponses: true,
  });
  return (standing: Record<string, string> = {}, options: { keepCookies?: boolean } = {}): Client => {
    const jar = new Map<string, string>();
    const client = async (method: string, path: string, request: ClientRequest = {}): Promise<ClientAnswer> => {
      const [pathname = "", query = ""] = path.split("?");
      const bytes = Buffer.from(request.raw ?? (request.body === undefined ? "" : JSON.stringify(request.body)));
      const headers: Record<string, string> = { ...standing, ...request.headers };
      if (options.keepCookies && jar.size > 0) {
        headers.cookie ??= [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
        headers["x-csrf-token"] ??= jar.get("openccu_loom_csrf") ?? "";
      }
      const reply = await dispatch({
        method,
        path: `/api/v1${pathname}`,
        query,
        headers,
        remote: request.remote ?? "192.0.2.1",
        secure: request.secure ?? false,
        body: async (limit) => {
          if (bytes.length > limit) throw tooLarge(limit);
          return bytes;
        },
      });
      const text = reply.body === undefined ? "" : Buffer.from(reply.body as string).toString();
      const type = String(reply.headers["content-type"] ?? "");
      const setCookies = [reply.headers["set-cookie"] ?? []].flat();
      const cookies = new Map(setCookies.map((c) => c.split(";")[0]!.split("=") as [string, string]));
      for (const [name, value] of cookies) value === "" ? jar.delete(name) : jar.set(name, value);
      const body = type.includes("json") ? JSON.parse(text) : text;
      return { status: reply.status, headers: reply.headers, body, text, cookies, setCookies };
    };
    return Object.assign(client, { jar });
  };
}

/** Open sockets as their identities; `ended` are the reasons in order. */
export function fakeConnections(): Connections & { open: Identity[]; ended: string[] } {
  const bench = {
    open: [] as Identity[],
    ended: [] as string[],
    async end(matches: (identity: Identity) => boolean, reason: string) {
      const before = bench.open.length;
      bench.open = bench.open.filter((identity) => !matches(identity));
      for (let i = bench.open.length; i < before; i++) bench.ended.push(reason);
      return before - bench.open.length;
    },
    async change(update: (identity: Identity) => Identity | null | undefined) {
      bench.open = bench.open.map((i) => update(i) ?? i);
      return bench.open.length;
    },
  };
  return bench;
}

const KINDS: RecordKind[] = [
  "user",
  "token",
  "session",
  "idempotency",
  "lock",
  "preference",
  "audit",
  "config",
  "flags",
  "description",
  "value",
  "home",
  "suppression",
  "unignore",
  "incident",
];
/** Everything in the store, as text: to look for secrets in. */
export async function storeText(site: TestSite): Promise<string> {
  const pages = await Promise.all(KINDS.map((kind) => site.store.list(kind)));
  return JSON.stringify(pages.map((page) => page.items));
}

/** A user straight in the store, without the API. */
export async function putUser(site: TestSite, name: string, role: Role, password = `${name}-password`): Promise<void> {
  const record = {
    id: site.secrets.uuid(),
    role,
    password: await site.secrets.hashPassword(password),
    epoch: 1,
    created_at: new Date(site.clock.now()).toISOString(),
  };
  await site.store.put("user", name, record);
}

/** The smallest site that the kernel needs, with everything that tests want to turn. */
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import type { Authenticator } from "../../handlers/kernel/authentication.ts";
import { type ApiReply, type ApiRequest, createDispatcher } from "../../handlers/kernel/dispatch.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import { tooLarge } from "../../handlers/kernel/problem.ts";
import { createStates, type Site, type SiteSettings } from "../../handlers/kernel/site.ts";
import { siteId } from "../../handlers/ports/index.ts";

export interface LogLine {
  level: string;
  message: string;
  data?: Record<string, unknown>;
}

export function kernelSite(settings: Partial<SiteSettings> = {}) {
  const clock = createManualClock();
  const store = createMemoryStore({ clock });
  const lines: LogLine[] = [];
  const line = (level: string) => (message: string, data?: Record<string, unknown>) =>
    void lines.push({ level, message, data });
  const home = createMemoryHome();
  const site = {
    id: siteId("test"),
    clock,
    home,
    store: store.site(siteId("test")),
    log: { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") },
    secrets: {
      seal: (text: string) => `sealed:${text}`,
      open: (text: string) => (text.startsWith("sealed:") ? text.slice(7) : null),
    },
    settings: { corsOrigins: [], rateLimit: false, ...settings },
    state: createStates(clock),
  } as unknown as Site;
  return { site, clock: clock as ManualClock, lines, home };
}

/** Header `x-test-user: name role` is the credential. */
const testUser: Authenticator["identify"] & Authenticator["recognise"] = (request) => {
  const [subject, role] = request.headers["x-test-user"]?.split(" ") ?? [];
  return { identity: subject ? ({ subject, role, scheme: "bearer" } as Identity) : null };
};
export const testAuthenticator: Authenticator = {
  identify: testUser,
  recognise: testUser,
  csrf: () => null,
  cookies: () => [],
};

export interface Call {
  method?: string;
  path: string;
  as?: string;
  body?: unknown;
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
  gone?: ApiRequest["gone"];
}

export function kernel(
  operations: Operation[],
  options: {
    settings?: Partial<SiteSettings>;
    site?: ReturnType<typeof kernelSite>;
    authenticator?: Authenticator;
    shared?: boolean;
  } = {},
) {
  const bench = options.site ?? kernelSite(options.settings);
  const dispatch = createDispatcher({
    operations,
    home: () => ({ site: bench.site, authenticator: options.authenticator ?? testAuthenticator }),
    clock: bench.clock,
    shared: options.shared,
    validateResponses: true,
  });
  const requestOf = ({ method = "GET", path, as = "anna admin", body, raw, headers, gone }: Call): ApiRequest => {
    const [pathname, query = ""] = path.split("?");
    const bytes =
      raw === undefined ? Buffer.from(body === undefined ? "" : JSON.stringify(body)) : Buffer.from(raw as string);
    return {
      method,
      path: `/api/v1${pathname}`,
      query,
      headers: { ...(as ? { "x-test-user": as } : {}), ...headers },
      remote: "192.0.2.1",
      secure: false,
      ...(gone && { gone }),
      body: async (limit) => {
        if (bytes.length > limit) throw tooLarge(limit);
        return bytes;
      },
    };
  };
  const call = async (one: Call): Promise<ApiReply> => dispatch(requestOf(one));
  return { ...bench, call, dispatch, request: requestOf };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests
export const json = (reply: ApiReply): any =>
  reply.body === undefined ? undefined : JSON.parse(Buffer.from(reply.body as Uint8Array).toString());

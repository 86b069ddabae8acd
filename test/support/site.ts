/**
 * A site for tests of use cases: memory store, memory read model, a clock that moves only when told to, CCUs that
 * record what was written to them, and secrets that repeat. One file for all tests of handlers/.
 */

import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { readIcons } from "../../adapters/node/about.ts";
import { createAuthenticator, type SiteAuthenticator } from "../../handlers/auth/authenticator.ts";
import type { Broadcast } from "../../handlers/kernel/broadcast.ts";
import type { Command, CommandCall, CommandResult } from "../../handlers/kernel/command.ts";
import { createCommandDispatcher } from "../../handlers/kernel/command.ts";
import type { Identity, Role } from "../../handlers/kernel/identity.ts";
import { HANDLER_TIMEOUT_MS } from "../../handlers/kernel/limits.ts";
import { impliedStatuses } from "../../handlers/kernel/openapi.ts";
import type { Method, Operation, OperationContext, Reply } from "../../handlers/kernel/operation.ts";
import { Refusal, toRefusal } from "../../handlers/kernel/problem.ts";
import { checkReply } from "../../handlers/kernel/reply.ts";
import type { RequestScope } from "../../handlers/kernel/request-scope.ts";
import { fixedSections } from "../../handlers/kernel/section.ts";
import { type Centrals, createStates, type Site, type SiteSettings } from "../../handlers/kernel/site.ts";
import { inputSchemas, parseBody, parseParameters } from "../../handlers/kernel/validation.ts";
import type { Device, Hub, InterfaceState } from "../../handlers/model/types.ts";
import { type Ccu, CcuFault, type HomeWriter, type Log, type Secrets, siteId } from "../../handlers/ports/index.ts";
import { sha256 } from "../../handlers/records/accounts.ts";
import { centralState, emptyHub, interfaceState } from "../../local/testing/home-parts.ts";
import { splitDeadline } from "./deadlines.ts";

export { centralState, emptyHub, interfaceState };

/** What a fake CCU was asked, in order: method and arguments. */
export interface CcuCall {
  central: string;
  method: string;
  args: unknown[];
}
export interface Published {
  broadcast: Broadcast;
  payload: Record<string, unknown>;
  kind: string | undefined;
}

export interface TestSiteOptions {
  /** Names of the centrals; each gets a running CentralState, HmIP-RF and BidCos-RF, an empty hub and a fake Ccu. */
  centrals?: readonly string[];
  settings?: Partial<SiteSettings>;
  /** Documents of the configuration, by section. */
  sections?: Readonly<Record<string, unknown>>;
  /** What the fake CCU answers, by method; a method that is absent resolves to undefined (lists: empty). */
  ccu?: Partial<Record<keyof Ccu, (...args: never[]) => unknown>>;
  now?: number;
  /** Called when a value or configuration is written: throws where the CCU shall refuse it. */
  writing?: () => void;
  /** Centrals that this process does not reach (no Ccu behind the name). */
  unreachable?: readonly string[];
}

export interface TestSite extends RequestScope {
  readonly home: HomeWriter;
  readonly clock: ManualClock;
  readonly credentials: SiteAuthenticator;
  /** Every call of every fake Ccu. */
  readonly calls: CcuCall[];
  /** What those calls that act in the home, of a fake Ccu or of `centrals`, had as deadline; their `args` lack it. */
  readonly deadlines: number[];
  readonly published: Published[];
  /** Everything that was logged, as JSON text: to look for secrets in. */
  readonly logged: string[];
  /** Calls of `centrals` itself: writeValues, writeMaster, reloadValues, recordsChanged … */
  readonly centralCalls: { method: string; args: unknown[] }[];
  putHub(central: string, part: Partial<Hub>): void;
  putInterfaces(central: string, interfaces: readonly Partial<InterfaceState>[]): void;
  putDevices(...devices: Device[]): void;
}

/** Deadline of use cases that are called directly, recognised in what the fake CCU was asked. */
export const TEST_DEADLINE = Date.UTC(2026, 0, 1, 13);
export const NOW = Date.UTC(2026, 0, 1, 12);

/** An object whose every method records its call, and answers from `answers` or with undefined. */
function fakeCcu(central: string, calls: CcuCall[], deadlines: number[], answers: TestSiteOptions["ccu"] = {}): Ccu {
  return new Proxy({ central } as Ccu, {
    get: (target, method) => {
      if (method === "central" || typeof method === "symbol" || method === "then")
        return (target as unknown as Record<PropertyKey, unknown>)[method];
      return (...args: unknown[]) => {
        const split = splitDeadline(method, args);
        calls.push({ central, method, args: split.args });
        if (split.deadline !== undefined) deadlines.push(split.deadline);
        const answer = answers[method as keyof Ccu] as ((...args: unknown[]) => unknown) | undefined;
        if (method === "interfaces" || method === "traffic") return answer ? answer() : [];
        const writes = method === "setValue" || method === "putParamset";
        return Promise.resolve().then(() => (answer ? answer(...args) : writes ? "sent" : undefined));
      };
    },
  });
}

export function createTestSite(options: TestSiteOptions = {}): TestSite {
  const clock = createManualClock(options.now ?? NOW);
  const home = createMemoryHome();
  const names = [...(options.centrals ?? ["ccu-main"])].sort();
  const calls: CcuCall[] = [];
  const deadlines: number[] = [];
  const published: Published[] = [];
  const logged: string[] = [];
  const centralCalls: TestSite["centralCalls"] = [];
  const ccus = new Map(
    names.filter((n) => !options.unreachable?.includes(n)).map((n) => [n, fakeCcu(n, calls, deadlines, options.ccu)]),
  );
  for (const name of names) {
    home.putCentral(centralState(name));
    home.putHub(name, emptyHub(name));
    home.putInterfaces(name, [interfaceState(name, "BidCos-RF"), interfaceState(name, "HmIP-RF")]);
  }
  const write = (level: string) => (message: string, data?: Record<string, unknown>) => {
    logged.push(JSON.stringify({ level, message, ...data, error: data?.error && String(data.error) }));
  };
  const log: Log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const record =
    (method: string) =>
    async (...args: unknown[]) => {
      const split = splitDeadline(method, args);
      centralCalls.push({ method, args: split.args });
      if (split.deadline !== undefined) deadlines.push(split.deadline);
      if (method.startsWith("write")) options.writing?.();
    };
  // whatever the engine is asked is recorded; a method that the port gains later needs no change here
  const centrals = new Proxy({} as Centrals, {
    get: (_target, method) => {
      if (method === "names") return () => [...ccus.keys()];
      if (method === "ccu") return (central: string) => ccus.get(central);
      return record(String(method));
    },
  });
  let secret = 0;
  const id = siteId("test");
  const eventLog = createMemoryEventLog();
  const store = createMemoryStore({ clock }).site(id);
  const secrets: Secrets = {
    token: (bytes = 32) => String(++secret).padStart(Math.ceil((bytes * 4) / 3), "t"),
    credential: () => String(++secret).padStart(43, "t"),
    uuid: () => `00000000-0000-4000-8000-${String(++secret).padStart(12, "0")}`,
    hashPassword: async (password) => `hashed:${sha256(password)}`,
    checkPassword: async (password, hash) => hash === `hashed:${sha256(password)}`,
    seal: (plain) => Buffer.from(`sealed:${plain}`).toString("base64"),
    open: (sealed) =>
      Buffer.from(sealed, "base64")
        .toString()
        .replace(/^sealed:/, ""),
  };
  const settings: SiteSettings = {
    locale: "en",
    centrals: names.map((name) => ({ name, host: `${name}.lan`, interfaces: ["HmIP-RF", "BidCos-RF"] })),
    callbackPorts: { xmlrpc: 8120, binrpc: 8129 },
    allowSetup: true,
    csrf: true,
    corsOrigins: [],
    rateLimit: false,
    ...options.settings,
  };
  return {
    id,
    home,
    clock,
    store,
    eventLog,
    events: {
      publish: (broadcast, payload, kind) => {
        published.push({ broadcast, payload: payload as Record<string, unknown>, kind });
      },
      observe: () => () => {},
      flushed: async () => {},
    },
    connections: { end: async () => 0, change: async () => 0 },
    centrals,
    secrets,
    credentials: createAuthenticator({ store, clock, secrets, settings, log }),
    log,
    settings,
    sections: fixedSections(options.sections),
    about: {
      version: "0.1.0",
      commit: "abc1234",
      buildDate: "2026-01-01T00:00:00Z",
      startedAt: clock.now(),
      schemaDigest: `sha256:${"0".repeat(64)}`,
      capabilities: ["rest.v1", "ws.broadcasts.v1", "errors.problem_details.v1"],
      icons: readIcons(),
    },
    state: createStates(clock),
    identity: identity("admin"),
    central: undefined,
    deadline: TEST_DEADLINE,
    answerBy: clock.now() + HANDLER_TIMEOUT_MS,
    noted: () => {},
    collected: false,
    signal: new AbortController().signal,
    calls,
    deadlines,
    published,
    logged,
    centralCalls,
    putHub: (central, part) => home.putHub(central, emptyHub(central, part)),
    putInterfaces: (central, interfaces) =>
      home.putInterfaces(
        central,
        interfaces.map((i) => interfaceState(central, i.name ?? "HmIP-RF", i)),
      ),
    putDevices: (...devices) => {
      for (const device of devices) home.putDevice(device);
    },
  };
}

export const identity = (role: Role, subject: string = role): Identity => ({ subject, role, scheme: "basic" });

export interface TestRequest {
  params?: Record<string, string>;
  /** Raw, without the question mark. */
  query?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** `null` = nobody. Default: an identity of the operation's own role. */
  as?: Identity | null;
}

/** Which operation serves a method and a path template. */
export function operationOf(operations: readonly Operation[], method: Method, path: string): Operation {
  const found = operations.find((o) => o.spec.method === method && o.spec.path === path);
  if (!found) throw new Error(`no operation ${method} ${path}`);
  return found;
}

/**
 * Runs an operation as the dispatcher does (validation included, role excluded) and checks that the answer is a
 * declared one. A refusal comes back as a reply whose body is the problem document; its status must be declared or implied.
 */
export async function request(
  site: Site,
  operations: readonly Operation[],
  method: Method,
  path: string,
  input: TestRequest = {},
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
): Promise<Reply<number, any>> {
  const { spec, handle } = operationOf(operations, method, path);
  const own = spec.role === "public" ? null : identity(spec.role);
  const headers = input.headers ?? {};
  try {
    const parsed = parseParameters(inputSchemas(spec), input.params ?? {}, input.query ?? "", headers);
    const bytes = input.body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(input.body));
    const context = Object.assign(Object.create(site), {
      ...parsed,
      body: parseBody(spec, bytes),
      identity: input.as === undefined ? own : input.as,
      request: {
        id: "request-1",
        method,
        path,
        headers,
        remote: "127.0.0.1",
        secure: false,
        cookies: new Map(),
      },
    }) as OperationContext;
    const reply = await handle(context);
    if (reply instanceof Refusal) throw reply;
    checkReply({ spec, handle }, { ...reply, body: reply.type === undefined ? plain(reply.body) : reply.body });
    return reply;
  } catch (error) {
    const refusal = toRefusal(error);
    if (!refusal) throw error;
    if (!(refusal.status in spec.responses) && !impliedStatuses(spec).includes(refusal.status))
      throw new Error(`${method} ${path} refused with an undeclared ${refusal.status}`);
    return { status: refusal.status, body: refusal.document(), headers: refusal.headers };
  }
}

/** As a client would read it. */
const plain = (body: unknown): unknown => (body === undefined ? undefined : JSON.parse(JSON.stringify(body)));

/** Calls a command with its result validated. */
export function call(
  site: Site,
  commands: readonly Command[],
  command: string,
  args: unknown = {},
  as: Identity = identity("admin"),
): Promise<CommandResult> {
  const run: CommandCall = { command, args, identity: as, site, requestId: "request-1" };
  return createCommandDispatcher(commands, { validateResults: true })(run);
}

export const fault =
  (faultClass: CcuFault["class"] = "transport", message = "no answer", code?: number) =>
  () => {
    throw new CcuFault(faultClass, message, code);
  };

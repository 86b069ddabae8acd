/** The client: one address, one credential, every operation, every event, every command. */
import { Calls, type CommandAnswer, type CommandArguments, type CommandName } from "./calls.ts";
import { type ClientClock, systemClock } from "./clock.ts";
import { type Auth, createCredentials } from "./credentials.ts";
import { EventStream, type EventsOptions } from "./events.ts";
import { Home, type HomeOptions } from "./home.ts";
import { RETRIES_LIMIT } from "./limits.ts";
import { followLogs, type LogItem, type LogsOptions } from "./logs.ts";
import { pages } from "./pages.ts";
import { problemOf } from "./problem.ts";
import { apiBase, type Fetch, type PlainAnswer, type PlainRequest, send, type Transport } from "./request.ts";
import type { WebSocketConstructor } from "./socket.ts";
import type { Answer, Method, OperationOf, OptionsArgument, PagedPath, PathOf, RowOf } from "./types.ts";

export interface ClientOptions {
  /** Address of the server, with or without `/api/v1`. */
  baseUrl: string;
  auth?: Auth;
  /** Default: the runtime's own. */
  fetch?: Fetch;
  /** Default: the runtime's own. The class of the package ws fits, too. */
  WebSocket?: WebSocketConstructor;
  /** Repetitions of requests that do not say themselves, asked with each; default and at most 3. */
  retries?: () => number;
  /** For tests. */
  clock?: ClientClock;
}

type Verb<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...options: OptionsArgument<OperationOf<M, P>>
) => Promise<Answer<OperationOf<M, P>>>;

export interface Client {
  readonly GET: Verb<"GET">;
  readonly POST: Verb<"POST">;
  readonly PUT: Verb<"PUT">;
  readonly PATCH: Verb<"PATCH">;
  readonly DELETE: Verb<"DELETE">;
  /** An operation whose method and path are known only when the program runs. */
  request(method: Method, path: string, request?: PlainRequest): Promise<PlainAnswer>;
  /** The rows of a list, page by page. @throws ProblemError */
  rows<P extends PagedPath>(
    path: P,
    ...options: OptionsArgument<OperationOf<"GET", P>>
  ): AsyncGenerator<RowOf<P>, undefined>;
  /** Events of these topics (`device.*`, `hub.*`, `*` …), over a connection of their own. */
  events<const P extends string>(topics: P | readonly P[], options?: EventsOptions): EventStream<P>;
  /** A command over the WebSocket. What was sent is never sent again. */
  call<C extends CommandName>(command: C, ...args: CommandArguments<C>): Promise<CommandAnswer<C>>;
  /**
   * Entries of the program's log as they come; leaving the loop, or the signal, ends it.
   * @throws ProblemError where the credential does not count: administrators may
   */
  logs(options?: LogsOptions): AsyncGenerator<LogItem, undefined>;
  /** A live copy of the home. */
  home(options?: HomeOptions): Home;
  /** Takes a new bearer token; open connections go on with it. */
  setToken(token: string): void;
  /** Ends all streams and commands. */
  close(): void;
  [Symbol.dispose](): void;
}

/** @throws TypeError where `baseUrl` is no address, or the runtime has no WebSocket when one is needed */
export function createClient(options: ClientOptions): Client {
  const { auth, clock = systemClock } = options;
  const base = apiBase(options.baseUrl);
  // looked up with each request: programs replace it in tests
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const cookies = auth?.type === "session" ? "include" : "omit";
  const streams = new Set<EventStream>();
  const openLogs = new Set<() => void>();
  const plain = (path: string, init: RequestInit) => fetch(base + path, { ...init, credentials: cookies });
  const credentials = createCredentials(
    auth,
    plain,
    (response) => problemOf(response, clock),
    (token) => {
      for (const stream of streams) stream.reauthenticate(token);
      calls?.reauthenticate(token);
    },
    clock,
  );
  const transport: Transport = { fetch, clock, credentials, base, cookies };
  let calls: Calls | undefined;
  const socketClass = (): WebSocketConstructor => {
    const Socket = options.WebSocket ?? (globalThis.WebSocket as unknown as WebSocketConstructor | undefined);
    if (Socket === undefined) throw new TypeError("this runtime has no WebSocket: pass one to createClient");
    return Socket;
  };
  const { retries = () => RETRIES_LIMIT } = options;
  const verb =
    (method: Method) =>
    (path: string, request: PlainRequest = {}) =>
      send(transport, method, path, { ...request, retries: request.retries ?? retries() });
  const events = <P extends string>(topics: P | readonly P[], eventsOptions: EventsOptions = {}): EventStream<P> => {
    const list: readonly P[] = typeof topics === "string" ? [topics] : topics;
    const stream = new EventStream<P>(transport, socketClass(), list, eventsOptions, (closed) =>
      streams.delete(closed as unknown as EventStream),
    );
    if (stream.state !== "closed") streams.add(stream as unknown as EventStream);
    return stream;
  };
  const close = () => {
    for (const stream of [...streams]) stream.close();
    for (const end of [...openLogs]) end();
    calls?.close();
  };
  const client = {
    GET: verb("GET"),
    POST: verb("POST"),
    PUT: verb("PUT"),
    PATCH: verb("PATCH"),
    DELETE: verb("DELETE"),
    request: (method: Method, path: string, request: PlainRequest = {}) => send(transport, method, path, request),
    rows: (path: string, request: PlainRequest = {}) => pages(transport, path, request),
    events,
    logs: (logsOptions: LogsOptions = {}) => followLogs(transport, logsOptions, openLogs),
    call: (command: string, args?: object, callOptions = {}) => {
      calls ??= new Calls(transport, socketClass());
      return calls.call(command, args, callOptions);
    },
    home: (homeOptions: HomeOptions = {}) => new Home(events, clock, homeOptions),
    setToken: (token: string) => credentials.replace(token),
    close,
    [Symbol.dispose]: close,
  };
  return client as unknown as Client;
}

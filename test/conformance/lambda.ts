/** Lambda events instead of a wire: HTTP payload 2.0 or 1.0, and those of the WebSocket API with a gateway in memory. */
import { randomUUID } from "node:crypto";
import { EDGE_HEADER, PATH_HEADER, VIEWER_HEADER } from "../../adapters/lambda/event.ts";
import type { HttpEvent, HttpResult } from "../../adapters/lambda/http.ts";
import type { LambdaContext, LambdaHandler } from "../../adapters/lambda/invocation.ts";
import { createRestHandler } from "../../adapters/lambda/rest.ts";
import {
  type Admit,
  type AuthorizerResult,
  createAuthorizerHandler,
  createSocketHandler,
  type SocketEvent,
  type SocketResult,
} from "../../adapters/lambda/socket.ts";
import { parseCookies } from "../../handlers/kernel/dispatch.ts";
import { forbidden, unauthorized } from "../../handlers/kernel/problem.ts";
import { createTokenBuckets } from "../../handlers/kernel/token-bucket.ts";
import type { Gateway, Log } from "../../handlers/ports/index.ts";
import { EVENTS_PATH, refuseOrigin } from "../../handlers/stream/handshake.ts";
import { COMMAND_BURST, COMMAND_RATE } from "../../handlers/stream/limits.ts";
import { createRemoteStream } from "../../handlers/stream/remote.ts";
import { context, eventV1, eventV2 } from "../lambda/events.ts";
import type { CallAnswer, Connection, WireAnswer, WireRequest } from "./case.ts";
import type { World } from "./world.ts";

export type PayloadVersion = "1.0" | "2.0";

export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
/** What CloudFront proves itself with, and the client that it tells of. */
export const EDGE_KEY = "key of the edge";
const VIEWER = "127.0.0.1";
const noMetrics = { write: () => {} };

/** The service hands over copies: nothing of the caller's memory reaches a function, nothing of the function's comes back. */
async function invoke<Event, Result>(
  handler: LambdaHandler<Event, Result>,
  event: Event,
  call: LambdaContext = context(),
): Promise<Result> {
  const result = await handler(JSON.parse(JSON.stringify(event)) as Event, call);
  return JSON.parse(JSON.stringify(result)) as Result;
}

/** HTTP APIs decode the path and cut it at a decoded `?`; CloudFront tells how it was sent. */
function eventOf(version: PayloadVersion, { method, path, query, headers, body }: WireRequest): HttpEvent {
  const told = {
    "x-forwarded-host": "localhost",
    ...headers,
    [EDGE_HEADER]: EDGE_KEY,
    [VIEWER_HEADER]: VIEWER,
    [PATH_HEADER]: path,
  };
  if (version === "1.0") return eventV1({ method, path, query, headers: told, body });
  let decoded = path;
  try {
    decoded = decodeURIComponent(path).split("?")[0] ?? "";
  } catch {
    // handed on as it came
  }
  return eventV2({ method, path: decoded, query, headers: told, body });
}

interface AnyResult {
  statusCode?: number;
  headers?: Record<string, string | number | boolean>;
  multiValueHeaders?: Record<string, (string | number | boolean)[]>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

function answerOf({ statusCode = 0, headers, multiValueHeaders, cookies, body = "", ...rest }: AnyResult): WireAnswer {
  const all: WireAnswer["headers"] = {};
  for (const [name, value] of Object.entries(headers ?? {})) all[name.toLowerCase()] = String(value);
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) all[name.toLowerCase()] = values.map(String);
  if (cookies) all["set-cookie"] = cookies;
  return { status: statusCode, headers: all, body: Buffer.from(body, rest.isBase64Encoded ? "base64" : "utf8") };
}

const admitTo =
  ({ running }: World): Admit =>
  async ({ headers, remote, secure }) => {
    const info = { id: randomUUID(), method: "GET", path: EVENTS_PATH, headers, remote, secure };
    const { identity, refusal } = await running.authenticator.identify({
      ...info,
      cookies: parseCookies(headers.cookie),
    });
    if (refusal) return refusal;
    if (!identity) return unauthorized();
    const origin = refuseOrigin({ headers, secure }, identity.scheme, running.site.settings.corsOrigins);
    return origin ? forbidden(origin.text) : { site: running.site.id, identity };
  };

/** The sockets of one API: what a gateway holds. */
export function createInboxes() {
  const inboxes = new Map<string, (frame: string | undefined) => void>();
  const gateway: Gateway = {
    async post(id, frame) {
      const inbox = inboxes.get(id);
      if (!inbox) return "gone";
      inbox(frame);
      return "sent";
    },
    async close(id) {
      inboxes.get(id)?.(undefined);
    },
  };
  return { inboxes, gateway };
}

interface SocketFunctions {
  authorizer: LambdaHandler<SocketEvent, AuthorizerResult>;
  socket: LambdaHandler<SocketEvent, SocketResult>;
}

/** The authorizer and the socket function of one world. */
function socketFunctions(world: World, gateway: Gateway): SocketFunctions {
  const { running, clock, connections } = world;
  const admit = admitTo(world);
  const commandBuckets = createTokenBuckets(clock, COMMAND_RATE, COMMAND_BURST);
  const authorizer = createAuthorizerHandler({ admit, log: quiet, ...noMetrics });
  const socket = createSocketHandler({
    admit,
    // a stream for each call of the function: what it knows is in the record
    streamOf: async () =>
      createRemoteStream({
        records: connections,
        eventLog: running.site.eventLog,
        gateway,
        clock,
        log: quiet,
        holder: randomUUID(),
        dispatch: (call) => running.call({ ...call, site: running.site, requestId: randomUUID() }),
        authenticate: (token) => running.authenticator.authenticateToken(token),
        current: (identity) => running.authenticator.current(identity),
        commandBuckets,
        restOf: () => undefined,
      }),
    sites: {
      remember: () => Promise.reject(new Error("there is an authorizer")),
      find: () => Promise.reject(new Error("there is an authorizer")),
      forget: () => Promise.reject(new Error("there is an authorizer")),
    },
    gateway,
    log: quiet,
    ...noMetrics,
  });
  return { authorizer, socket };
}

/** The WebSocket API of one world: its functions are called as the gateway calls them. */
export function socketApi(
  { authorizer, socket }: SocketFunctions,
  { inboxes }: ReturnType<typeof createInboxes>,
): Pick<Connection, "call"> & Required<Pick<Connection, "upgrade" | "listen">> {
  const event = (eventType: string, connectionId: string, more: Partial<SocketEvent> & { context?: object }) => {
    const { context: authorized, ...rest } = more;
    const requestContext = {
      eventType,
      routeKey: eventType === "MESSAGE" ? "$default" : `$${eventType.toLowerCase()}`,
      connectionId,
      identity: { sourceIp: "192.0.2.7" },
      ...(authorized ? { authorizer: { ...authorized } } : {}),
    };
    return { ...rest, requestContext };
  };

  /** Status of the handshake, and of a socket that was opened what its later events carry. */
  async function open(id: string, headers: Record<string, string>): Promise<{ status: number; context?: object }> {
    let decided: AuthorizerResult;
    try {
      decided = await invoke(authorizer, event("CONNECT", id, { headers }));
    } catch {
      return { status: 401 };
    }
    if (decided.policyDocument.Statement[0]?.Effect !== "Allow") return { status: 403 };
    const { statusCode } = await invoke(socket, event("CONNECT", id, { headers, context: decided.context }));
    return { status: statusCode === 200 ? 101 : statusCode, context: decided.context };
  }

  return {
    async listen(headers, subscribe) {
      const id = randomUUID();
      const frames: string[] = [];
      inboxes.set(id, (text) => void frames.push(text ?? "closed"));
      const { context: authorized } = await open(id, headers);
      await invoke(socket, event("MESSAGE", id, { body: JSON.stringify(subscribe), context: authorized }));
      return frames;
    },
    async upgrade(headers: Record<string, string>): Promise<number> {
      const id = randomUUID();
      const { status, context: authorized } = await open(id, headers);
      if (authorized) await invoke(socket, event("DISCONNECT", id, { context: authorized }));
      return status;
    },
    async call(headers: Record<string, string>, command: string, args: unknown): Promise<CallAnswer> {
      const id = randomUUID();
      const { promise, resolve, reject } = Promise.withResolvers<CallAnswer>();
      inboxes.set(id, (text) => {
        if (text === undefined) return reject(new Error("closed"));
        const frame = JSON.parse(text);
        if (frame.op === "result") resolve(frame.error ? { error: frame.error } : { data: frame.data });
        else if (frame.op === "error") reject(new Error(text));
      });
      const { status, context: authorized } = await open(id, headers);
      if (status !== 101) throw new Error(`no socket: ${status}`);
      const body = JSON.stringify({ op: "call", id: "1", command, args });
      // the function's call ends when everything was done: the answer is there by then
      await invoke(socket, event("MESSAGE", id, { body, context: authorized }));
      const answer = await promise;
      inboxes.delete(id);
      await invoke(socket, event("DISCONNECT", id, { context: authorized }));
      return answer;
    },
  };
}

/** One request through the function behind the HTTP API. */
export const askLambda = async (
  rest: LambdaHandler<HttpEvent, HttpResult>,
  version: PayloadVersion,
  request: WireRequest,
): Promise<WireAnswer> => answerOf((await invoke(rest, eventOf(version, request))) as AnyResult);

export function openLambda(world: World, version: PayloadVersion): Connection {
  const boxes = createInboxes();
  const rest = createRestHandler({
    dispatch: async (request) => world.running.dispatch(request),
    log: quiet,
    edgeKey: EDGE_KEY,
    ...noMetrics,
  });
  return {
    request: (request) => askLambda(rest, version, request),
    ...socketApi(socketFunctions(world, boxes.gateway), boxes),
    async close() {},
  };
}

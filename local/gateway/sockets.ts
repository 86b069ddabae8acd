/** The WebSocket API: handshakes, routes, limits, and the sockets that functions reach through `@connections`. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { refuse } from "../../adapters/ws/http.ts";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import { createFrameWatch } from "./frames.ts";
import { type AnyHandler, invoke, type Outcome } from "./functions.ts";
import { forwardedHeaders } from "./http.ts";
import {
  AUTHORIZER_CONTEXT_LIMIT,
  FRAME_LIMIT,
  MESSAGE_LIMIT,
  SOCKET_IDLE_MS,
  SOCKET_INTEGRATION_MS,
  SOCKET_LIFE_MS,
} from "./limits.ts";

/** Routes by `$request.body.op`; everything else is `$default`. `pong` ends in a mock integration. */
const ROUTES = new Set(["subscribe", "unsubscribe", "call", "reauth"]);
const GOING_AWAY = 1001;
const TOO_LARGE = 1009;

export interface SocketApiOptions {
  socket: AnyHandler;
  /** The authorizer of `$connect`; absent: the function checks by itself. */
  authorizer?: AnyHandler;
  clock: Clock;
  log: Log;
}

export interface SocketCounters {
  /** Messages from clients, those that a function was called for, and posts to clients. */
  received: number;
  invoked: number;
  posted: number;
}

export interface SocketApi {
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void>;
  /** `@connections`. */
  post(id: string, data: string): "sent" | "gone" | "too large";
  remove(id: string): boolean;
  counters(): Readonly<SocketCounters>;
  /** Cuts every socket, as a deployment or an end of life does. */
  closeAll(): void;
  close(): Promise<void>;
}

interface Open {
  id: string;
  ws: WebSocket;
  authorizer: Record<string, unknown> | undefined;
  heard(): void;
}
interface Policy {
  principalId?: string;
  policyDocument?: { Statement?: { Effect?: string }[] };
  context?: Record<string, unknown>;
}

export const createSocketApi = (options: SocketApiOptions): SocketApi => new LocalSocketApi(options);

class LocalSocketApi implements SocketApi {
  readonly #options: SocketApiOptions;
  readonly #wss = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT, perMessageDeflate: false });
  readonly #open = new Map<string, Open>();
  readonly #counters: SocketCounters = { received: 0, invoked: 0, posted: 0 };
  readonly #running = new Set<Promise<unknown>>();

  constructor(options: SocketApiOptions) {
    this.#options = options;
    this.#wss.on("wsClientError", (error, stream) => refuse(stream, "", { status: 400, text: error.message }));
  }

  counters = (): Readonly<SocketCounters> => ({ ...this.#counters });

  async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const id = randomUUID();
    const headers = forwardedHeaders(request);
    const event = {
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      isBase64Encoded: false,
    };
    const identity = { sourceIp: request.socket.remoteAddress ?? "" };
    const authorized = await this.#authorize(id, event, identity);
    if (typeof authorized === "number")
      return refuse(stream, "", { status: authorized, text: authorized === 401 ? "Unauthorized" : "Forbidden" });
    const requestContext = this.#context(id, "CONNECT", "$connect", authorized?.context, identity);
    const outcome = await this.#invoke({ ...event, requestContext });
    const { statusCode = 500 } = (outcome.ok ? outcome.result : {}) as { statusCode?: number };
    if (statusCode >= 300) return refuse(stream, "", { status: statusCode, text: "refused" });
    if (!stream.writable) return void this.#disconnected(id, authorized?.context);
    this.#wss.handleUpgrade(request, stream, head, (ws) => this.#opened(id, ws, stream, authorized?.context));
  }

  /** Status of the refusal, or what the authorizer lets through. */
  async #authorize(
    id: string,
    event: object,
    identity: object,
  ): Promise<number | { context: Record<string, unknown> } | undefined> {
    const { authorizer } = this.#options;
    if (!authorizer) return undefined;
    const requestContext = this.#context(id, "CONNECT", "$connect", undefined, identity);
    const methodArn = "arn:aws:execute-api:local:000000000000:local/prod/$connect";
    const outcome = await invoke(
      "authorizer",
      authorizer,
      { ...event, type: "REQUEST", methodArn, requestContext },
      this.#limits(),
    );
    if (!outcome.ok) return outcome.message === "Unauthorized" ? 401 : 500;
    const { principalId, policyDocument, context = {} } = outcome.result as Policy;
    if (policyDocument?.Statement?.[0]?.Effect !== "Allow") return 403;
    if (JSON.stringify(context).length > AUTHORIZER_CONTEXT_LIMIT) return 500;
    return { context: { ...context, principalId } };
  }

  #limits() {
    const { clock, log } = this.#options;
    return { clock, log, limitMs: SOCKET_INTEGRATION_MS };
  }

  #context(id: string, eventType: string, routeKey: string, authorizer?: object, identity?: object): object {
    return {
      routeKey,
      eventType,
      connectionId: id,
      requestId: randomUUID(),
      apiId: "local",
      stage: "prod",
      domainName: "localhost",
      requestTimeEpoch: this.#options.clock.now(),
      ...(authorizer ? { authorizer } : {}),
      ...(identity ? { identity } : {}),
    };
  }

  #invoke(event: object): Promise<Outcome> {
    this.#counters.invoked += 1;
    const work = invoke("socket", this.#options.socket, event, this.#limits());
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
    return work;
  }

  #opened(id: string, ws: WebSocket, stream: Duplex, authorizer: Record<string, unknown> | undefined): void {
    const { clock, log } = this.#options;
    const watch = createFrameWatch();
    const cancelLife = clock.after(SOCKET_LIFE_MS, () => ws.close(GOING_AWAY, "Going away"));
    let cancelIdle = () => {};
    const heard = () => {
      cancelIdle();
      cancelIdle = clock.after(SOCKET_IDLE_MS, () => ws.close(GOING_AWAY, "Going away"));
    };
    const open: Open = { id, ws, authorizer, heard };
    heard();
    this.#open.set(id, open);
    stream.on("data", (bytes: Buffer) => {
      if (watch(bytes)) ws.close(TOO_LARGE, "frame too large");
    });
    ws.on("message", (data, isBinary) => void this.#message(open, data as Buffer, isBinary));
    ws.on("error", (error) => log.debug("socket failed", { connection: id, error }));
    ws.on("close", () => {
      cancelLife();
      cancelIdle();
      if (this.#open.delete(id)) void this.#disconnected(id, authorizer);
    });
  }

  async #message(open: Open, data: Buffer, isBinary: boolean): Promise<void> {
    open.heard();
    this.#counters.received += 1;
    if (open.ws.readyState !== open.ws.OPEN) return;
    const text = data.toString();
    const route = routeOf(text);
    if (route === "pong") return;
    const requestContext = this.#context(open.id, "MESSAGE", route, open.authorizer);
    const body = isBinary ? data.toString("base64") : text;
    const outcome = await this.#invoke({ requestContext, body, isBase64Encoded: isBinary });
    if (outcome.ok) return;
    const message = outcome.reason === "timeout" ? "Endpoint request timed out" : "Internal server error";
    this.post(open.id, JSON.stringify({ message, connectionId: open.id, requestId: randomUUID() }));
  }

  async #disconnected(id: string, authorizer: object | undefined): Promise<void> {
    await this.#invoke({
      requestContext: this.#context(id, "DISCONNECT", "$disconnect", authorizer),
      isBase64Encoded: false,
    });
  }

  post(id: string, data: string): "sent" | "gone" | "too large" {
    const open = this.#open.get(id);
    if (!open || open.ws.readyState !== open.ws.OPEN) return "gone";
    const bytes = Buffer.from(data);
    if (bytes.length > MESSAGE_LIMIT) return "too large";
    this.#counters.posted += 1;
    open.heard();
    for (let at = 0; at === 0 || at < bytes.length; at += FRAME_LIMIT)
      open.ws.send(bytes.subarray(at, at + FRAME_LIMIT), { binary: false, fin: at + FRAME_LIMIT >= bytes.length });
    return "sent";
  }

  remove(id: string): boolean {
    const open = this.#open.get(id);
    open?.ws.close(1000, "Connection Closed Normally");
    return open !== undefined;
  }

  closeAll(): void {
    for (const { ws } of this.#open.values()) ws.close(GOING_AWAY, "Going away");
  }

  async close(): Promise<void> {
    for (const { ws } of this.#open.values()) ws.terminate();
    while (this.#open.size > 0 || this.#running.size > 0)
      await (this.#running.size > 0 ? Promise.allSettled(this.#running) : new Promise(setImmediate));
    this.#wss.close();
  }
}

function routeOf(text: string): string {
  try {
    const { op } = (JSON.parse(text) ?? {}) as { op?: unknown };
    return op === "pong" ? op : typeof op === "string" && ROUTES.has(op) ? op : "$default";
  } catch {
    return "$default";
  }
}

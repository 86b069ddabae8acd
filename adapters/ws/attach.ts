/** The WebSocket endpoint on a Node HTTP server. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { Socket as TcpSocket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { internal, Refusal } from "../../handlers/kernel/problem.ts";
import type { Log } from "../../handlers/ports/index.ts";
import {
  EVENTS_PATH,
  type HandshakeRefusal,
  refuseHandshake,
  refuseOrigin,
  type Upgrade,
} from "../../handlers/stream/handshake.ts";
import type { Hub } from "../../handlers/stream/hub.ts";
import { MESSAGE_LIMIT } from "../../handlers/stream/limits.ts";
import { refuse, serveWithoutUpgrade } from "./http.ts";
import { CLOSE_TIMEOUT_MS, createWire, WsSocket } from "./socket.ts";

/** Milliseconds without progress after which a socket that has something to write is cut (contract: 10 s). */
const WRITE_TIMEOUT_MS = 10_000;
/** Handshakes that wait for their credential check at the same time: password hashes are slow on purpose. */
const HANDSHAKES_LIMIT = 256;

export interface WebSocketOptions {
  hub: Hub;
  log: Log;
  /** Default `/api/v1/events`. */
  path?: string;
  /** Who is asking, by the request's credentials. A refusal (401 for nobody) is answered as a problem document. */
  upgrade: (request: IncomingMessage) => Promise<{ identity: Identity } | Refusal>;
  /** Origins of pages elsewhere that may connect with the visitor's cookies (`settings.corsOrigins`). */
  allowedOrigins?: readonly string[];
  /** The request as the client sent it to the first trusted proxy; default: there is none. */
  received?: (request: IncomingMessage) => Upgrade;
  /** For tests. */
  writeTimeoutMs?: number;
}

const unavailable = (text: string): HandshakeRefusal => ({ status: 503, text, headers: { "retry-after": "5" } });

/**
 * Serves WebSockets at one path; upgrades to anything else are answered as ordinary requests.
 * @returns how to stop: no further handshake is answered. The sockets are ended by `hub.close()`.
 */
export function attachWebSocket(server: Server, options: WebSocketOptions): { close(): Promise<void> } {
  const endpoint = new Endpoint(options);
  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", (error) => options.log.debug("socket failed", { error }));
    if (endpoint.serves(request)) void endpoint.accept(request, stream, head);
    else if (server.listenerCount("upgrade") === 1) serveWithoutUpgrade(server, request, stream);
  };
  server.on("upgrade", onUpgrade);
  return {
    close: () => {
      server.off("upgrade", onUpgrade);
      return endpoint.close();
    },
  };
}

class Endpoint {
  readonly #options: WebSocketOptions;
  readonly #path: string;
  readonly #wss: WebSocketServer;
  readonly #wire = createWire();
  #handshakes = 0;
  #opened = 0;

  constructor(options: WebSocketOptions) {
    this.#options = options;
    this.#path = options.path ?? EVENTS_PATH;
    // not in the types yet: closeTimeout (ws 8.19)
    const settings = { noServer: true, clientTracking: true, perMessageDeflate: false, closeTimeout: CLOSE_TIMEOUT_MS };
    this.#wss = new WebSocketServer({ ...settings, maxPayload: MESSAGE_LIMIT, handleProtocols: () => false });
    this.#wss.on("wsClientError", (error, stream) => {
      refuse(stream, this.#path, { status: 400, text: error.message });
    });
  }

  serves(request: IncomingMessage): boolean {
    const url = request.url ?? "";
    return url === this.#path || url.startsWith(`${this.#path}?`);
  }

  async accept(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    if (this.#handshakes >= HANDSHAKES_LIMIT) {
      refuse(stream, this.#path, unavailable("too many handshakes at once"));
      return;
    }
    this.#handshakes += 1;
    try {
      const admitted = await this.#admit(request);
      if ("identity" in admitted) this.#open(request, stream, head, admitted.identity);
      else refuse(stream, this.#path, admitted);
    } catch (error) {
      const requestId = randomUUID();
      this.#options.log.error("WebSocket handshake failed", { requestId, error });
      refuse(stream, this.#path, internal(requestId));
    } finally {
      this.#handshakes -= 1;
    }
  }

  /** Waits until the sockets that `hub.close()` ended are gone; what is left after the close timeout is cut. */
  close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cut = setTimeout(() => {
      for (const client of this.#wss.clients) client.terminate();
    }, CLOSE_TIMEOUT_MS);
    this.#wss.close(() => {
      clearTimeout(cut);
      resolve();
    });
    return promise;
  }

  /** The credential comes first, as for every other path; then what a WebSocket needs. */
  async #admit(request: IncomingMessage): Promise<{ identity: Identity } | Refusal | HandshakeRefusal> {
    const who = await this.#options.upgrade(request);
    if (who instanceof Refusal) return who;
    const refusal =
      refuseHandshake(request.method ?? "", request.headers) ??
      refuseOrigin(this.#received(request), who.identity.scheme, this.#options.allowedOrigins ?? []);
    if (refusal) return refusal;
    return this.#options.hub.full() ? unavailable("too many connections") : who;
  }

  #received(request: IncomingMessage): Upgrade {
    const { received } = this.#options;
    return received ? received(request) : { headers: request.headers, secure: "encrypted" in request.socket };
  }

  #open(request: IncomingMessage, stream: Duplex, head: Buffer, identity: Identity): void {
    this.#wss.handleUpgrade(request, stream, head, (ws) => {
      this.#opened += 1;
      this.#connect(ws, stream, `ws-${this.#opened}`, identity);
    });
  }

  #connect(ws: WebSocket, stream: Duplex, id: string, identity: Identity): void {
    const { hub, log, writeTimeoutMs = WRITE_TIMEOUT_MS } = this.#options;
    const connection = hub.connect(new WsSocket(id, ws, stream, this.#wire), identity);
    ws.on("message", (data, isBinary) => connection.message(isBinary ? (data as Buffer) : data.toString()));
    ws.on("ping", () => connection.heard());
    ws.on("pong", () => connection.heard());
    ws.on("close", () => connection.closed());
    // an oversized or malformed frame: ws has sent the close code, nothing more may follow
    ws.on("error", (error) => {
      log.debug("WebSocket protocol violated", { id, error });
      connection.closed();
    });
    stream.on("drain", () => connection.drained());
    if (stream instanceof TcpSocket) cutWhenStuck(stream, ws, writeTimeoutMs);
  }
}

/** Node reports a timeout when neither side has moved a byte for that long, and counts progress within one write. */
function cutWhenStuck(stream: TcpSocket, ws: WebSocket, timeoutMs: number): void {
  stream.setTimeout(timeoutMs, () => {
    if (stream.writableLength > 0) ws.terminate();
  });
}

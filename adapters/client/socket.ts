/** One WebSocket of one connection: opened with the client's proof, watched for silence, ended once. */
import type { ClientClock } from "./clock.ts";
import { parseServerFrame, type ServerFrame } from "./frames.ts";
import { HANDSHAKE_TIMEOUT_MS, SILENCE_LIMIT_MS } from "./limits.ts";
import type { Problem } from "./problem.ts";
import { send as request, type Transport } from "./request.ts";

/** What the SDK uses of a WebSocket: the browsers', Node's, Deno's, Bun's and the one of the package ws have it. */
export interface WebSocketLike {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}
/** Everywhere but in browsers the second argument may carry headers. */
export type WebSocketConstructor = new (url: string, options?: never) => WebSocketLike;

/** How a connection ended. */
export interface SocketEnd {
  /** The handshake had succeeded. */
  readonly wasOpen: boolean;
  /** The server says that the credential has ended: log in again before the next attempt. */
  readonly credentialEnded: boolean;
  /** This runtime cannot send such a proof with a handshake: no attempt will succeed. */
  readonly unsupported?: string;
}

export interface SocketHandlers {
  opened(): void;
  /** Any frame but pings. */
  frame(frame: ServerFrame): void;
  ended(end: SocketEnd): void;
}

export interface OpenSocket {
  send(frame: object): void;
  /** Sends a new token and waits for the answer; what it does not get renewed it ends. */
  reauthenticate(token: string): void;
  /** No further handler is called. */
  close(): void;
  /** As {@link close}, and `ended` is told: the connection is of no use any more. */
  drop(): void;
}

/** 4401 is this server's; 1008 and 4403 are what other servers close with when a session is gone (api-behaviour 1.2). */
const CREDENTIAL_CODES: ReadonlySet<number> = new Set([1008, 4401, 4403]);
/** What the SDK closes with (RFC 6455, 7.4). */
const NORMAL = 1000;

const PONG = '{"op":"pong"}';

/** What this runtime cannot send at all. */
class UnsupportedProof extends Error {}

/** A browser cannot send a header with a handshake; it can send a name and a password in the address. */
function construct(
  Socket: WebSocketConstructor,
  url: string,
  headers: Readonly<Record<string, string>>,
): WebSocketLike {
  if (Object.keys(headers).length === 0) return new Socket(url);
  try {
    return new Socket(url, { headers } as never);
  } catch (error) {
    if ((error as Error).name !== "SyntaxError") throw error;
  }
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? "")?.[1];
  if (basic === undefined)
    throw new UnsupportedProof("a browser sends no bearer token with a WebSocket: log in to a session instead");
  const bytes = Uint8Array.from(atob(basic), (character) => character.charCodeAt(0));
  const [name = "", ...password] = new TextDecoder().decode(bytes).split(":");
  const address = new URL(url);
  address.username = encodeURIComponent(name);
  address.password = encodeURIComponent(password.join(":"));
  return new Socket(address.href);
}

/** Opens a WebSocket; what comes of it is told by the handlers. */
export const openSocket = (transport: Transport, Socket: WebSocketConstructor, handlers: SocketHandlers): OpenSocket =>
  new WatchedSocket(transport, Socket, handlers);

class WatchedSocket implements OpenSocket {
  readonly #transport: Transport;
  readonly #handlers: SocketHandlers;
  readonly #watch: ReturnType<typeof silence>;
  #socket: WebSocketLike | undefined;
  #isOver = false;
  #wasOpen = false;
  #cancelReauth: () => void = () => {};

  constructor(transport: Transport, Socket: WebSocketConstructor, handlers: SocketHandlers) {
    this.#transport = transport;
    this.#handlers = handlers;
    this.#watch = silence(transport.clock, () => this.drop());
    void this.#open(Socket);
  }

  send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  reauthenticate(token: string): void {
    if (!this.#wasOpen || this.#isOver) return;
    this.#cancelReauth();
    this.#cancelReauth = this.#transport.clock.after(HANDSHAKE_TIMEOUT_MS, () => this.drop());
    this.send({ op: "reauth", token });
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#watch.stop();
    this.#cancelReauth();
    const socket = this.#socket;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    // an error after the end is nobody's: ws throws where none listens
    socket.onerror = () => {};
    try {
      socket.close(NORMAL);
    } catch {
      // not open yet, in a runtime that minds
    }
  }

  drop(): void {
    this.#end(false);
  }

  #end(credentialEnded: boolean, unsupported?: string): void {
    if (this.#isOver) return;
    this.close();
    this.#handlers.ended({ wasOpen: this.#wasOpen, credentialEnded, unsupported });
  }

  async #open(Socket: WebSocketConstructor): Promise<void> {
    const { credentials, base } = this.#transport;
    try {
      const { headers } = await credentials.prove(false);
      if (!this.#isOver) this.#attach(construct(Socket, `${base.replace(/^http/, "ws")}/events`, headers));
    } catch (error) {
      // no proof: the next look at the credentials says why
      this.#end(false, error instanceof UnsupportedProof ? error.message : undefined);
    }
  }

  #attach(socket: WebSocketLike): void {
    this.#socket = socket;
    socket.onopen = () => {
      this.#wasOpen = true;
      this.#watch.opened();
      this.#handlers.opened();
    };
    socket.onmessage = (event: { data: unknown }) => this.#receive(event.data);
    socket.onclose = (event: { code?: number }) => this.#end(CREDENTIAL_CODES.has(event.code ?? 0));
    socket.onerror = () => this.drop();
  }

  #receive(data: unknown): void {
    this.#watch.heard();
    let frame: ServerFrame;
    try {
      frame = parseServerFrame(data);
    } catch {
      // an event may have been in it: better to resume than to go on without it
      this.drop();
      return;
    }
    if (frame.op === "ping") this.#socket?.send(PONG);
    else if (frame.op === "reauth_ok") this.#cancelReauth();
    else if (frame.op === "reauth_failed") this.#end(true);
    else this.#handlers.frame(frame);
  }
}

/** Tells once when nothing was heard for too long: no handshake, or no frame. One timer, not one for each frame. */
function silence(clock: ClientClock, dead: () => void) {
  let last = clock.now();
  let limit = HANDSHAKE_TIMEOUT_MS;
  let cancel: () => void = () => {};
  const look = (): void => {
    const left = last + limit - clock.now();
    if (left <= 0) dead();
    else cancel = clock.after(left, look);
  };
  const restart = (ms: number): void => {
    cancel();
    limit = ms;
    last = clock.now();
    look();
  };
  restart(HANDSHAKE_TIMEOUT_MS);
  return {
    heard: () => {
      last = clock.now();
    },
    opened: () => restart(SILENCE_LIMIT_MS),
    stop: () => cancel(),
  };
}

/**
 * Why a handshake may have failed: a WebSocket does not tell its status, a request does (and renews the proof).
 * @returns the problem that no further attempt mends, or the seconds to wait for, or that the proof is fine (now)
 */
export async function diagnose(
  transport: Transport,
  signal: AbortSignal,
): Promise<{ fatal?: Problem; retryAfter?: number; isFine: boolean }> {
  const { error } = await request(transport, "GET", "/auth/me", { retries: 0, signal });
  if (error?.status === 401 || error?.status === 403) return { fatal: error, isFine: false };
  return { retryAfter: error?.retryAfter, isFine: error === undefined };
}

/** XML-RPC and BIN-RPC, calling side. Every call has its own deadline; only idempotent calls are ever sent twice. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent as HttpsAgent, type RequestOptions as HttpsRequestOptions, request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { CcuFault, type Clock, expiredFault } from "../../handlers/ports/index.ts";
import * as bin from "./codec/binrpc.ts";
import { MAX_MESSAGE_BYTES, RpcFault, RpcFormatError, type RpcValue } from "./codec/value.ts";
import * as xml from "./codec/xmlrpc.ts";
import { HttpStatusError, silentFault, toCcuFault } from "./faults.ts";
import { plainAddress } from "./rpc-server.ts";

// Not imported: as an ES module node:http brings the whole of fetch with it, 30 ms of every start (measured).
const { Agent: HttpAgent, request: httpRequest } = process.getBuiltinModule("node:http");

export interface CallOptions {
  /** Milliseconds until the call fails, default 60 s. */
  timeoutMs?: number;
  /** May be sent again when a pooled connection turns out to be dead before the first byte of an answer. */
  idempotent?: boolean;
  /**
   * Milliseconds since the epoch: what is not connected by then is given up, unsent. Connecting can take as long as the
   * network tries, and the request would go out whenever it succeeds.
   */
  sendBy?: number;
  /** Told the message as it came, before it is decoded. XML-RPC only. */
  received?: (message: Uint8Array) => void;
}

export interface RpcClient {
  /**
   * The answer's value, `undefined` where there was none. Rejects with `RpcFault` (the CCU said no) or `CcuFault` of class
   * transport or auth.
   */
  call(method: string, params: readonly RpcValue[], options?: CallOptions): Promise<RpcValue>;
  /** Our address on the last connection that stood: what the CCU would call back. */
  localAddress(): string | undefined;
  /** The CCU's address on it. */
  remoteAddress(): string | undefined;
  close(): void;
}

export interface Endpoint {
  /** Name or address; an IPv6 address also in brackets. */
  host: string;
  port: number;
  /** XML-RPC only, default "/". */
  path?: string;
  tls?: { verify: boolean };
  auth?: { username: string; password: string };
}

const CALL_TIMEOUT_MS = 60_000;
/** Connections that wait for the next call: one for reads, one for the watchdog's ping. */
export const MAX_IDLE_SOCKETS = 2;
/** Codes with which a pooled connection shows that the CCU had closed it (lighttpd: after 50 requests or 60 s). */
const DEAD_SOCKET = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

export interface HttpAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

export interface HttpClient {
  /** POSTs, or GETs without a body. Rejects with the socket's error or `CcuFault` transport at the deadline. */
  send(path: string | undefined, body: Buffer | undefined, type: string, options?: CallOptions): Promise<HttpAnswer>;
  localAddress(): string | undefined;
  remoteAddress(): string | undefined;
  close(): void;
}

/** HTTP(S) to one port of a CCU with a small pool. `keepAlive` false for ReGa's inner port, which closes without saying so. */
export function createHttpClient(endpoint: Endpoint, clock: Clock, keepAlive = true): HttpClient {
  const { tls } = endpoint;
  // Self-signed certificates are what CCUs have: without `verify` the connection is encrypted, not authenticated (2.2).
  const agent = tls
    ? new HttpsAgent({ keepAlive, maxFreeSockets: MAX_IDLE_SOCKETS, rejectUnauthorized: tls.verify })
    : new HttpAgent({ keepAlive, maxFreeSockets: MAX_IDLE_SOCKETS });
  let local: string | undefined;
  let remote: string | undefined;
  let isClosed = false;

  function once(
    options: HttpsRequestOptions,
    body: Buffer | undefined,
    timeoutMs: number,
    sendBy?: number,
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const request = (tls ? httpsRequest : httpRequest)(options);
      const cancel = clock.after(timeoutMs, () => {
        request.destroy(silentFault(timeoutMs));
      });
      let answered = false;
      let cancelConnect = () => {};
      const fail = (error: Error & { retry?: boolean }) => {
        cancel();
        cancelConnect();
        error.retry =
          request.reusedSocket && !answered && DEAD_SOCKET.has(String((error as NodeJS.ErrnoException).code));
        reject(error);
      };
      request.on("error", fail);
      request.on("socket", (socket) => {
        const note = () => {
          // it has no addresses any more
          if (socket.destroyed) return;
          local = plainAddress(socket.localAddress);
          remote = plainAddress(socket.remoteAddress);
        };
        if (!socket.connecting) return note();
        socket.once("connect", note);
        if (sendBy === undefined || sendBy === Number.POSITIVE_INFINITY) return;
        cancelConnect = clock.after(sendBy - clock.now(), () => request.destroy(expiredFault()));
        socket.once(tls ? "secureConnect" : "connect", cancelConnect);
      });
      request.on("response", (response) => {
        answered = true;
        readBody(response).then((bytes) => {
          cancel();
          resolve({ status: response.statusCode as number, headers: response.headers, body: bytes });
        }, fail);
      });
      request.end(body);
    });
  }

  return {
    async send(path, body, type, { timeoutMs = CALL_TIMEOUT_MS, idempotent = false, sendBy } = {}) {
      const { port, auth } = endpoint;
      const host = plainAddress(endpoint.host);
      const options: HttpsRequestOptions = {
        host,
        port,
        path,
        // A write on a pooled connection that the CCU has just closed could be lost or doubled: it gets its own.
        agent: idempotent ? agent : false,
        rejectUnauthorized: tls?.verify,
        ...(body ? { method: "POST" } : {}),
        headers: {
          ...(body ? { "Content-Type": type, "Content-Length": body.length } : {}),
          ...(auth
            ? { Authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}` }
            : {}),
        },
      };
      try {
        return await once(options, body, timeoutMs, sendBy);
      } catch (error) {
        if (isClosed || !idempotent || !(error as { retry?: boolean }).retry) throw error;
        return await once({ ...options, agent: false }, body, timeoutMs, sendBy);
      }
    },
    localAddress: () => local,
    remoteAddress: () => remote,
    close() {
      isClosed = true;
      agent.destroy();
    },
  };
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // leaving the loop closes the connection
    if (size > MAX_MESSAGE_BYTES) throw new RpcFormatError(`answer beyond ${MAX_MESSAGE_BYTES} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

const HTTPS_PORT = 443;
export const isRedirection = (status: number): boolean => status >= 300 && status < 400;

/** Where a redirection to HTTPS leads, with the rest as it was; `undefined` where it leads elsewhere. */
export function redirected(endpoint: Endpoint, { location }: IncomingHttpHeaders): Endpoint | undefined {
  if (!location?.startsWith("https:")) return undefined;
  return { ...endpoint, port: Number(new URL(location).port || HTTPS_PORT), tls: endpoint.tls ?? { verify: false } };
}

/** Throws where the status alone says that nothing was done: credentials, or a CCU that boots behind lighttpd. */
export function checkStatus(answer: HttpAnswer): void {
  const { status, body } = answer;
  if (status === 401 || status === 403) throw new CcuFault("auth", `the CCU refuses the credentials (HTTP ${status})`);
  if (status === 200) return;
  const text = body.toString("latin1", 0, 120).replace(/\s+/g, " ").trim();
  if (status === 503 || status === 502) throw new RpcFormatError(`HTTP ${status} ${text}`, true);
  const cause = new HttpStatusError(status);
  throw new CcuFault("transport", `${cause.message} ${text}`, undefined, { cause });
}

/** Kinds of content that are no XML-RPC, whatever the body looks like: the page of a login, of an error, of a proxy. */
const OTHER_CONTENT = /^\s*(text\/html|application\/(xhtml\+xml|json|javascript)|image\/|multipart\/)/i;

/** Throws `RpcFormatError` for an answer whose header says that it is something else. None at all is taken for XML. */
function checkContentType({ headers, body }: HttpAnswer): void {
  const type = headers["content-type"];
  if (type === undefined || !OTHER_CONTENT.test(type)) return;
  // Nothing but a CCU that starts, or the WebUI in its place, answers an RPC with a page.
  throw new RpcFormatError(`${type} of ${body.length} bytes`, true);
}

export function createXmlRpcClient(endpoint: Endpoint, clock: Clock): RpcClient {
  const http = createHttpClient(endpoint, clock);
  return {
    async call(method, params, options) {
      const body = encode(() => xml.encodeCall(method, params), method);
      try {
        const answer = await http.send(endpoint.path, body, "text/xml; charset=iso-8859-1", options);
        checkStatus(answer);
        checkContentType(answer);
        options?.received?.(answer.body);
        return xml.decodeResponse(answer.body);
      } catch (error) {
        throw error instanceof RpcFault ? error : toCcuFault(error, method);
      }
    },
    localAddress: http.localAddress,
    remoteAddress: http.remoteAddress,
    close: http.close,
  };
}

function encode(write: () => Buffer, method: string): Buffer {
  try {
    return write();
  } catch (error) {
    throw toCcuFault(error, method);
  }
}

/** BIN-RPC over a small pool of kept connections. CUxD knows neither TLS nor authentication. */
export function createBinRpcClient(endpoint: Endpoint, clock: Clock): RpcClient {
  const idle: Socket[] = [];
  const open = new Set<Socket>();
  let local: string | undefined;
  let remote: string | undefined;
  let isClosed = false;

  function once(frame: Buffer, timeoutMs: number, pooled: Socket | undefined, sendBy?: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const socket = pooled ?? connect({ host: plainAddress(endpoint.host), port: endpoint.port });
      open.add(socket);
      const reader = new bin.FrameReader();
      let cancelConnect = () => {};
      const finish = (act: () => void) => {
        cancel();
        cancelConnect();
        socket.removeAllListeners();
        socket.on("error", () => socket.destroy());
        socket.on("close", () => forget(socket));
        act();
      };
      const fail = (error: Error & { retry?: boolean }) =>
        finish(() => {
          socket.destroy();
          error.retry = pooled !== undefined && reader.pending === 0 && !(error instanceof CcuFault);
          reject(error);
        });
      const cancel = clock.after(timeoutMs, () => fail(silentFault(timeoutMs)));
      socket.on("error", fail);
      socket.on("close", () => fail(Object.assign(new Error("the CCU closed the connection"), { code: "ECONNRESET" })));
      if (sendBy !== undefined && sendBy !== Number.POSITIVE_INFINITY && socket.connecting) {
        cancelConnect = clock.after(sendBy - clock.now(), () => fail(expiredFault()));
      }
      socket.on("connect", () => {
        cancelConnect();
        local = plainAddress(socket.localAddress);
        remote = plainAddress(socket.remoteAddress);
      });
      socket.on("data", (chunk: Buffer) => {
        try {
          const [answer] = reader.push(chunk);
          if (!answer) return;
          finish(() => {
            keep(socket);
            resolve(answer);
          });
        } catch (error) {
          fail(error as Error);
        }
      });
      socket.write(frame);
    });
  }

  /** For the next call, unless enough are kept: a write comes with a connection of its own. */
  function keep(socket: Socket): void {
    if (idle.length < MAX_IDLE_SOCKETS) idle.push(socket);
    else socket.destroy();
  }

  function forget(socket: Socket): void {
    open.delete(socket);
    const at = idle.indexOf(socket);
    if (at !== -1) idle.splice(at, 1);
  }

  return {
    async call(method, params, { timeoutMs = CALL_TIMEOUT_MS, idempotent = false, sendBy } = {}) {
      const frame = encode(() => bin.encodeCall(method, params), method);
      try {
        // A write on a connection that may be dead could be lost or doubled: only idempotent calls reuse one.
        const pooled = idempotent ? idle.pop() : undefined;
        let answer: Buffer;
        try {
          answer = await once(frame, timeoutMs, pooled, sendBy);
        } catch (error) {
          if (isClosed || !idempotent || !(error as { retry?: boolean }).retry) throw error;
          answer = await once(frame, timeoutMs, undefined, sendBy);
        }
        return bin.decodeResponse(answer);
      } catch (error) {
        throw error instanceof RpcFault ? error : toCcuFault(error, method);
      }
    },
    localAddress: () => local,
    remoteAddress: () => remote,
    close() {
      isClosed = true;
      for (const socket of open) socket.destroy();
    },
  };
}

/** HTTP on Node: requests of the API as the dispatcher wants them, its replies as bytes; Express 5 serves the pages. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express from "express";
import { plainAddress } from "../../handlers/kernel/addresses.ts";
import { API_PREFIX, type ApiReply, type ApiRequest, type Dispatch } from "../../handlers/kernel/dispatch.ts";
import { clientOf } from "../../handlers/kernel/forwarded.ts";
import { type ExternalIdentity, externalIdentity, type Identity } from "../../handlers/kernel/identity.ts";
import { badRequest, tooLarge } from "../../handlers/kernel/problem.ts";
import type { Log } from "../../handlers/ports/index.ts";
import { compressed } from "./compress.ts";
import { servePages } from "./pages.ts";

const METRICS_PATH = "/metrics";
const ASSETS = join(import.meta.dirname, "..", "..", "assets");

export interface ApiOptions {
  dispatch: Dispatch;
  log: Log;
  /** Proxies whose `X-Forwarded-*` counts; default: nobody's. */
  isTrustedProxy?: IsTrustedProxy;
  /**
   * Who asks, by your own means: `null` = nobody that you know (public operations are still answered), `undefined` = the
   * request's credentials are checked as usual (users, tokens and sessions of the API).
   */
  identify?: (request: IncomingMessage) => MaybePromise<ExternalIdentity | null | undefined>;
}

type MaybePromise<T> = T | Promise<T>;

export interface ExpressOptions extends ApiOptions {
  /** Folder with the landing page, the API reference and their files. Default: ours. */
  pages?: string;
  /** Folder of the published contract: served below /contract/. Default: ours. */
  contract?: string;
}

/** Is this the address of a proxy whose word about the client counts? */
export type IsTrustedProxy = (address: string) => boolean;

/** Headers as the kernel wants them: lower-case, repeated ones joined. Node has already lower-cased the names. */
function plainHeaders(request: IncomingMessage): Record<string, string | undefined> {
  const { headers } = request;
  if (headers["set-cookie"] === undefined) return headers as Record<string, string | undefined>;
  return { ...headers, "set-cookie": headers["set-cookie"].join(", ") } as Record<string, string | undefined>;
}

/**
 * Bytes of a refused body that are read and dropped before the refusal is sent: a connection that is closed while the client
 * still sends is reset, and the client never sees the answer. Twice the largest body of the contract; more is cut.
 */
export const DROPPED_LIMIT = 2 * 1_048_576;

/** Rejects when the client has sent what it announced: nothing of it is kept. */
function dropBody(request: IncomingMessage, limit: number): Promise<never> {
  return new Promise((_, reject) => {
    const refuse = () => reject(tooLarge(limit));
    request.once("end", refuse).once("close", refuse).once("error", refuse);
    request.resume();
  });
}

/** What a body parser of the program that mounts the API (`express.json()`) has left of a body that it has read. */
function parsedBody({ body }: IncomingMessage & { body?: unknown }, limit: number): Uint8Array {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
  if (bytes.length > limit) throw tooLarge(limit);
  return bytes;
}

async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  return request.readableEnded ? parsedBody(request, limit) : readStream(request, limit);
}

function readStream(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > DROPPED_LIMIT) return Promise.reject(tooLarge(limit));
  if (declared > limit) return dropBody(request, limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.removeAllListeners("data");
        // what is still on its way is read and dropped, so that the client gets to read the answer
        request.resume();
        reject(tooLarge(limit));
      } else chunks.push(chunk);
    });
    request.once("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    // the client's doing: nobody reads the refusal, but it is no fault of ours either
    const cutOff = () => reject(badRequest("the request body was not sent completely"));
    request.once("error", cutOff);
    request.once("close", () => {
      if (!request.complete) cutOff();
    });
  });
}

/** Addresses of open connections in their one spelling: each is worked out once. */
const peers = new WeakMap<Socket, string>();
function peerOf(socket: Socket): string {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const { remoteAddress } = socket;
  // gone already: what it tells from then on is nothing
  if (remoteAddress === undefined) return "";
  const peer = plainAddress(remoteAddress) || remoteAddress;
  peers.set(socket, peer);
  return peer;
}

export function toApiRequest(request: IncomingMessage, isTrustedProxy?: IsTrustedProxy): ApiRequest {
  const url = request.url ?? "/";
  const at = url.indexOf("?");
  const plain = plainHeaders(request);
  const { socket } = request;
  const { remote, secure, host } = clientOf(peerOf(socket), "encrypted" in socket, plain, isTrustedProxy);
  return {
    method: request.method ?? "GET",
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? "" : url.slice(at + 1),
    headers: host === plain.host ? plain : { ...plain, host },
    remote,
    secure,
    connection: socket,
    body: (limit) => readBody(request, limit),
  };
}

/**
 * Bytes of a body that goes out in one write with its head, as text whose every character is a byte: Node joins text with the
 * head, and copies bytes that come beside it into a list of writes, which costs an eighth of a short answer (measured).
 */
export const ONE_WRITE_LIMIT = 16_384;

/** A promise only where the body is a stream. */
function writeReply(reply: ApiReply, request: IncomingMessage, response: ServerResponse): Promise<void> | undefined {
  const { body, headers } = reply;
  if (body === undefined) {
    if (reply.status !== 204 && reply.status !== 304 && request.method !== "HEAD") headers["content-length"] = "0";
    response.writeHead(reply.status, headers).end();
  } else if (typeof body === "string" || body instanceof Uint8Array) {
    headers["content-length"] = String(Buffer.byteLength(body));
    response.writeHead(reply.status, headers);
    if (body instanceof Buffer && body.length <= ONE_WRITE_LIMIT) response.end(body.toString("latin1"), "latin1");
    else response.end(body);
  } else {
    response.writeHead(reply.status, headers);
    return pipeline(Readable.from(body), response);
  }
  return undefined;
}

/** With the identity that the program which mounts the API has found. */
async function askAs(asked: ApiRequest, request: IncomingMessage, options: ApiOptions): Promise<ApiReply> {
  asked.identity = await whoAsks(request, options);
  return options.dispatch(asked);
}

/** What is ready is written at once: no turn of the event loop for it. */
function serveApi(request: IncomingMessage, response: ServerResponse, options: ApiOptions): void {
  // the reply is already on its way or the client is gone: nothing can be told any more
  const lost = (error: unknown): void => {
    options.log.debug("reply not delivered", { path: request.url, error });
    response.destroy();
  };
  const encode = (reply: ApiReply) => compressed(reply, request.headers["accept-encoding"]);
  const write = (reply: ApiReply) => writeReply(reply, request, response);
  try {
    const asked = toApiRequest(request, options.isTrustedProxy);
    asked.gone = (tell) => void response.once("close", () => response.writableFinished || tell());
    const reply = options.identify ? askAs(asked, request, options) : options.dispatch(asked);
    if (reply instanceof Promise) return void reply.then(encode).then(write).catch(lost);
    const ready = encode(reply);
    if (ready instanceof Promise) return void ready.then(write).catch(lost);
    write(ready)?.catch(lost);
  } catch (error) {
    lost(error);
  }
}

/** Where that cannot be told it is nobody. */
async function whoAsks(request: IncomingMessage, { identify, log }: ApiOptions): Promise<Identity | null | undefined> {
  try {
    const who = await identify?.(request);
    return who && externalIdentity(who);
  } catch (error) {
    log.error("the program that mounts the API could not tell who asks", { path: request.url, error });
    return null;
  }
}

const isOfApi = (url: string | undefined): boolean =>
  url?.startsWith(API_PREFIX) === true && /^[/?]?$/.test(url.charAt(API_PREFIX.length));

/** Middleware of Express, of Connect, or of a bare HTTP server: the API below `/api/v1` of where it is mounted; `next` for the rest. */
export function createApiMiddleware(
  options: ApiOptions,
): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  return (request, response, next) => {
    if (isOfApi(request.url)) serveApi(request, response, options);
    else next();
  };
}

/**
 * The whole HTTP face: `/api/v1` goes to the dispatcher, everything else to Express with its static pages.
 *
 * The API does not pass through Express on its way: Express gives each request and response another prototype, after
 * which every access to them is slow (5 of 25 µs of a short answer, measured), and the dispatcher has its own router.
 */
export function createExpressApp(options: ExpressOptions): RequestListener {
  const { pages = join(ASSETS, "ui"), contract = ASSETS } = options;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  servePages(app, { pages, contract });
  return (request, response) => {
    // where collectors look first
    if (request.url === METRICS_PATH) request.url = API_PREFIX + METRICS_PATH;
    if (request.url?.startsWith(API_PREFIX)) serveApi(request, response, options);
    else app(request, response);
  };
}

/** HTTP on Node: requests of the API as the dispatcher wants them, its replies as bytes; Express 5 serves the pages. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express from "express";
import { API_PREFIX, type ApiReply, type ApiRequest } from "../../handlers/kernel/dispatch.ts";
import { clientOf } from "../../handlers/kernel/forwarded.ts";
import { badRequest, tooLarge } from "../../handlers/kernel/problem.ts";
import type { Log } from "../../handlers/ports/index.ts";
import { compressed } from "./compress.ts";
import { servePages } from "./pages.ts";

export interface ExpressOptions {
  dispatch: (request: ApiRequest) => Promise<ApiReply>;
  log: Log;
  /** Folder with the landing page, the API reference and their files. */
  pages: string;
  /** Files of the published contract: served below /contract/. */
  contract: string;
  /** Proxies whose `X-Forwarded-*` counts; default: nobody's. */
  isTrustedProxy?: IsTrustedProxy;
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

function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
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
    const cutOff = () => reject(badRequest("the body was not sent as a whole"));
    request.once("error", cutOff);
    request.once("close", () => {
      if (!request.complete) cutOff();
    });
  });
}

export function toApiRequest(request: IncomingMessage, isTrustedProxy?: IsTrustedProxy): ApiRequest {
  const url = request.url ?? "/";
  const at = url.indexOf("?");
  const plain = plainHeaders(request);
  const { remoteAddress = "" } = request.socket;
  const { remote, secure, host } = clientOf(remoteAddress, "encrypted" in request.socket, plain, isTrustedProxy);
  return {
    method: request.method ?? "GET",
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? "" : url.slice(at + 1),
    headers: host === plain.host ? plain : { ...plain, host },
    remote,
    secure,
    body: (limit) => readBody(request, limit),
  };
}

async function writeReply(reply: ApiReply, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { body, headers } = reply;
  if (body === undefined) {
    if (reply.status !== 204 && reply.status !== 304 && request.method !== "HEAD") headers["content-length"] = "0";
    response.writeHead(reply.status, headers).end();
  } else if (typeof body === "string" || body instanceof Uint8Array) {
    headers["content-length"] = String(Buffer.byteLength(body));
    response.writeHead(reply.status, headers).end(body);
  } else {
    response.writeHead(reply.status, headers);
    await pipeline(Readable.from(body), response);
  }
}

async function serveApi(request: IncomingMessage, response: ServerResponse, options: ExpressOptions): Promise<void> {
  try {
    const reply = await options.dispatch(toApiRequest(request, options.isTrustedProxy));
    const ready = compressed(reply, request.headers["accept-encoding"]);
    // a small answer is no promise: no turn of the event loop for it
    await writeReply(ready instanceof Promise ? await ready : ready, request, response);
  } catch (error) {
    // the reply is already on its way or the client is gone: nothing can be told any more
    options.log.debug("reply not delivered", { path: request.url, error });
    response.destroy();
  }
}

/**
 * The whole HTTP face: `/api/v1` goes to the dispatcher, everything else to Express with its static pages.
 *
 * The API does not pass through Express on its way: Express gives each request and response another prototype, after
 * which every access to them is slow (5 of 25 µs of a short answer, measured), and the dispatcher has its own router.
 */
export function createExpressApp(options: ExpressOptions): RequestListener {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  servePages(app, options);
  return (request, response) => {
    if (request.url?.startsWith(API_PREFIX)) void serveApi(request, response, options);
    else app(request, response);
  };
}

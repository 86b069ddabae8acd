/**
 * XML-RPC over HTTP and BIN-RPC over TCP, serving side: what the CCU calls back, and what the simulated CCU is made of.
 * Answers carry `Content-Length` (libXmlRpc reads no chunks), any path is accepted, bodies are limited.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions as TlsServerOptions } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import * as bin from "./codec/binrpc.ts";
import {
  isStruct,
  MAX_MESSAGE_BYTES,
  type RpcCall,
  RpcFault,
  RpcFormatError,
  type RpcValue,
  Unreadable,
} from "./codec/value.ts";
import * as xml from "./codec/xmlrpc.ts";
import type { UnansweredRequests } from "./redelivery.ts";

// Not imported: as an ES module node:http brings the whole of fetch with it, 30 ms of every start (measured).
const { createServer } = process.getBuiltinModule("node:http");

export interface RpcPeer {
  /** Remote address, IPv4 without the IPv6 prefix. */
  address: string;
  protocol: "xmlrpc" | "binrpc";
  /** Path of the request; empty for BIN-RPC. */
  path: string;
  /** The same request came before, and its sender had hung up before it was answered (redelivery.ts). */
  redelivered?: boolean;
}

/** Answers a call, now or later. Throw `RpcFault` for a fault; any other error becomes fault -1. */
export type RpcMethod = (params: RpcValue[], peer: RpcPeer) => RpcValue | Promise<RpcValue>;

/** Parameters after the first, not decoded yet. */
export interface UnreadParams {
  /** As they came, up to the end of the message. */
  bytes: Uint8Array;
  /** Throws `RpcFormatError`. To be called once. */
  read(): RpcValue[];
}

export interface RpcServerOptions {
  /** Methods with large parameters: they decide when these are decoded. XML-RPC only; comes before `methods`. */
  unread?: Readonly<Record<string, (first: RpcValue | undefined, rest: UnreadParams, peer: RpcPeer) => RpcValue>>;
  /** By method name. `system.multicall` and `system.listMethods` are provided where they are missing. */
  methods: Readonly<Record<string, RpcMethod>>;
  /** For a method that is not in the table; default: fault -1 `<name>: unknown method name`. */
  unknown?: (method: string, params: RpcValue[], peer: RpcPeer) => RpcValue | Promise<RpcValue>;
  /** Hand of XML answers, default "hmip". */
  style?: xml.ResponseStyle;
  /** Bytes of a request, default 50 MB. */
  limit?: number;
  /** Who may call; others get 403 or a closed connection. Default: everybody. */
  allow?: (address: string) => boolean;
  /** Remembers senders that hang up, and recognises what they send again. XML-RPC only. */
  unanswered?: UnansweredRequests;
  /** Told about requests that were refused or unreadable. */
  refused?: (reason: string, address: string) => void;
}

export interface RpcServer {
  readonly port: number;
  readonly host: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 = any free port. */
  port: number;
  tls?: TlsServerOptions;
}

/** Batches of a CCU hold some hundred events; more calls than this in one are no batch of a CCU. */
export const MAX_MULTICALL = 20_000;
/** A connection that waits for its next request ends after this time, milliseconds: like lighttpd's 60 s (2.2). */
export const KEEP_ALIVE_MS = 65_000;

/** An address as it is compared: IPv4 without the prefix of IPv6, IPv6 without brackets and zone. */
export const plainAddress = (address: string | undefined): string =>
  (address ?? "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/%[^%]*$/, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");

/** Finds the method and runs it. Rejects with `RpcFault` only. */
async function dispatch(options: RpcServerOptions, call: RpcCall, peer: RpcPeer): Promise<RpcValue> {
  try {
    return await invoke(options, call, peer);
  } catch (error) {
    if (error instanceof RpcFault) throw error;
    throw new RpcFault(-1, error instanceof Error ? error.message : "Failure");
  }
}

function invoke(options: RpcServerOptions, call: RpcCall, peer: RpcPeer): RpcValue | Promise<RpcValue> {
  const { methods, unknown } = options;
  const own = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
  if (own) return own(call.params, peer);
  if (call.method === "system.multicall") return multicall(options, call.params[0], peer);
  if (call.method === "system.listMethods") return [...Object.keys(methods), "system.listMethods", "system.multicall"];
  if (unknown) return unknown(call.method, call.params, peer);
  throw new RpcFault(-1, `${call.method}: unknown method name`);
}

/** Each result is a list of one element, each fault a struct; calls run one after the other; no multicall in a multicall. */
async function multicall(options: RpcServerOptions, calls: RpcValue | undefined, peer: RpcPeer): Promise<RpcValue> {
  if (!Array.isArray(calls)) throw new RpcFault(-1, "system.multicall: array expected");
  if (calls.length > MAX_MULTICALL) throw new RpcFault(-1, `system.multicall: more than ${MAX_MULTICALL} calls`);
  const results: RpcValue[] = [];
  for (const item of calls as readonly RpcValue[]) {
    const method = isStruct(item) && typeof item.methodName === "string" ? item.methodName : "";
    const params = isStruct(item) && Array.isArray(item.params) ? ([...item.params] as RpcValue[]) : [];
    try {
      if (method === "" || method === "system.multicall") throw new RpcFault(-1, "system.multicall: bad call");
      const value = invoke(options, { method, params }, peer);
      results.push([value instanceof Promise ? await value : value]);
    } catch (error) {
      const fault = error instanceof RpcFault ? error : new RpcFault(-1, String(error));
      results.push({ faultCode: fault.code ?? -1, faultString: fault.message });
    }
  }
  return results;
}

/** An XML-RPC end point as a plain request listener, to be mounted in any HTTP server. */
function xmlRpcListener(options: RpcServerOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const address = plainAddress(request.socket.remoteAddress);
    // a request that breaks off tells nobody who does not listen for it
    response.on("error", () => request.destroy());
    if (options.allow?.(address) === false) {
      options.refused?.("not a configured CCU", address);
      return end(response, 403, "text/plain", Buffer.from("forbidden"), true);
    }
    if (request.method !== "POST") return end(response, 405, "text/plain", Buffer.from("POST only"), true);
    collect(request, options.limit ?? MAX_MESSAGE_BYTES, (body) => {
      if (!body) {
        options.refused?.("body too large", address);
        return end(response, 413, "text/plain", Buffer.from("too large"), true);
      }
      const peer: RpcPeer = { address, protocol: "xmlrpc", path: request.url as string };
      answerOnce(options, body, peer, request.socket).then(
        ({ status, bytes }) => end(response, status, "text/xml", bytes, status !== 200),
        () => end(response, 500, "text/plain", Buffer.from("internal error"), true),
      );
    });
  };
}

/** Answers a request and, where the server cares, notes whether it comes a second time or its sender is gone already. */
async function answerOnce(options: RpcServerOptions, body: Buffer, peer: RpcPeer, socket: Socket) {
  const { unanswered } = options;
  if (!unanswered) return answerXml(options, body, peer);
  await nextRound();
  const redelivered = unanswered.take(peer.address, body);
  if (socket.readableEnded || socket.destroyed) unanswered.add(peer.address, body);
  return answerXml(options, body, redelivered ? { ...peer, redelivered } : peer);
}

/**
 * Until the event loop has looked at all sockets once more. When the program was held up, a request and the end of its
 * connection wait together, and the end is seen one round later than the request.
 */
const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function answerXml(
  options: RpcServerOptions,
  body: Buffer,
  peer: RpcPeer,
): Promise<{ status: number; bytes: Buffer }> {
  let call: RpcCall;
  try {
    const opened = xml.openCall(body, options.limit);
    const { unread = {} } = options;
    const early = Object.hasOwn(unread, opened.method) ? unread[opened.method] : undefined;
    if (early) {
      const first = opened.next();
      const rest = { bytes: opened.unread(), read: opened.rest };
      return { status: 200, bytes: xml.encodeResponse(early(first, rest, peer), options.style) };
    }
    call = { method: opened.method, params: opened.rest() };
    // a batch that is no list of calls: its envelope is broken, and nothing of it was understood
    if (call.params[0] instanceof Unreadable && call.method === "system.multicall") {
      throw new RpcFormatError("no list of calls");
    }
  } catch (error) {
    options.refused?.((error as Error).message, peer.address);
    return { status: 400, bytes: xml.encodeFault(undefined, "Invalid XML-RPC message") };
  }
  try {
    return { status: 200, bytes: xml.encodeResponse(await dispatch(options, call, peer), options.style) };
  } catch (error) {
    const fault = error instanceof RpcFault ? error : new RpcFault(-1, String(error));
    return { status: 200, bytes: xml.encodeFault(fault.code, fault.message) };
  }
}

/** The whole body, `undefined` as soon as it exceeds the limit. Nothing at all when the sender gives up. */
function collect(request: IncomingMessage, limit: number, done: (body: Buffer | undefined) => void): void {
  if (Number(request.headers["content-length"]) > limit) {
    done(undefined);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else if (size - chunk.length <= limit) done(undefined);
  });
  request.on("end", () => {
    if (size <= limit) done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
  });
}

function end(response: ServerResponse, status: number, type: string, bytes: Buffer, close: boolean): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": bytes.length,
    ...(close ? { Connection: "close" } : {}),
  });
  response.end(bytes);
}

/** Listens for XML-RPC, over TLS where `tls` is given. */
export async function serveXmlRpc(options: RpcServerOptions, listen: ListenOptions): Promise<RpcServer> {
  const listener = xmlRpcListener(options);
  const server = listen.tls ? createTlsServer(listen.tls, listener) : createServer(listener);
  // What is no HTTP, and a request that takes more than five minutes to come, ends its connection: Node's own way.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return listening(server, listen, () => server.closeAllConnections());
}

/** Listens for BIN-RPC. Calls of one connection are answered in their order. */
export async function serveBinRpc(options: RpcServerOptions, listen: ListenOptions): Promise<RpcServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serveBinSocket(options, socket);
  });
  return listening(server, listen, () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** Serves BIN-RPC on a socket that is already open (rfd speaks both protocols on one port). */
function serveBinSocket(options: RpcServerOptions, socket: Socket): void {
  const address = plainAddress(socket.remoteAddress);
  socket.on("error", () => socket.destroy());
  if (options.allow?.(address) === false) {
    options.refused?.("not a configured CCU", address);
    socket.destroy();
    return;
  }
  const reader = new bin.FrameReader(options.limit);
  const peer: RpcPeer = { address, protocol: "binrpc", path: "" };
  let last = Promise.resolve();
  socket.on("data", (chunk: Buffer) => {
    try {
      // a call that cannot even be refused costs its connection; the ones behind it would wait for good
      for (const frame of reader.push(chunk))
        last = last.then(() => answerBin(options, socket, frame, peer)).catch(() => void socket.destroy());
    } catch (error) {
      options.refused?.((error as Error).message, address);
      socket.destroy();
    }
  });
}

async function answerBin(options: RpcServerOptions, socket: Socket, frame: Buffer, peer: RpcPeer): Promise<void> {
  let answer: Buffer;
  try {
    answer = bin.encodeResponse(await dispatch(options, bin.decodeCall(frame), peer));
  } catch (error) {
    if (error instanceof RpcFormatError) options.refused?.(error.message, peer.address);
    const fault = error instanceof RpcFault ? error : new RpcFault(-1, (error as Error).message);
    answer = bin.encodeFault(fault.code, fault.message);
  }
  if (!socket.destroyed) socket.write(answer);
}

async function listening(server: Server, listen: ListenOptions, drop: () => void): Promise<RpcServer> {
  const host = listen.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, host, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        drop();
      }),
  };
}

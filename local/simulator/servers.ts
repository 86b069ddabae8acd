/** The sockets of the simulated CCU: HTTP as lighttpd in front of the daemons does it, and BIN-RPC. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createNetServer, type Server as NetServer, type Socket } from "node:net";
import * as bin from "../../adapters/ccu/codec/binrpc.ts";
import { RpcFault } from "../../adapters/ccu/codec/value.ts";
import type { Faults } from "./faults.ts";
import type { InterfaceProcess } from "./process.ts";
import type { Fate } from "./unkind/unkindness.ts";
import { type Hand, readCall, Unreadable, writeAnswer, writeFault } from "./xml.ts";

/** lighttpd: at most this many requests per connection, and this long idle (protocol 2.2). */
const REQUESTS_PER_CONNECTION = 50;
const IDLE_MS = 60_000;
/** Larger requests do not come from a client of a CCU. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface Door {
  host: string;
  /** 0 = any free port. */
  port: number;
  tls?: { key: string; cert: string };
  auth?: { username: string; password: string };
  faults: Faults;
}

/** A listening port that can be closed and opened again as the same number. */
export interface Listener {
  readonly port: number;
  /** Cuts every connection; new ones are refused until `reopen`. */
  refuse(): Promise<void>;
  /** The same port again, on another address of this machine if one is given. */
  reopen(host?: string): Promise<void>;
  cut(): void;
  close(): Promise<void>;
}

async function listen(make: () => NetServer, door: Door): Promise<Listener> {
  const sockets = new Set<Socket>();
  let port = door.port;
  let host = door.host;
  let server: NetServer;
  const open = async (elsewhere = host): Promise<void> => {
    host = elsewhere;
    server = make();
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
    port = (server.address() as AddressInfo).port;
  };
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const refuse = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    cut();
    await closed;
  };
  await open();
  return {
    get port() {
      return port;
    },
    refuse,
    reopen: open,
    cut,
    close: async () => {
      if (server.listening) await refuse();
    },
  };
}

export type Answer = { status?: number; type: string; body: Buffer };
export type Responder = (request: IncomingMessage, body: Buffer) => Promise<Answer>;

const NOT_READY_TEXT = "ERROR: The system is not ready yet\r\n";
const NOT_READY_PAGE =
  "<html><head><title>HomeMatic</title></head><body><h1>Die Zentrale wird gestartet</h1></body></html>";

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function allowed(door: Door, request: IncomingMessage): boolean {
  if (!door.auth) return true;
  const expected = Buffer.from(`${door.auth.username}:${door.auth.password}`, "latin1").toString("base64");
  return request.headers.authorization === `Basic ${expected}`;
}

function send(response: ServerResponse, status: number, type: string, body: Buffer | string): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

function requestListener(door: Door, respond: Responder): RequestListener {
  const counts = new WeakMap<Socket, number>();
  return async (request, response) => {
    const count = (counts.get(request.socket) ?? 0) + 1;
    counts.set(request.socket, count);
    if (count >= REQUESTS_PER_CONNECTION) response.setHeader("Connection", "close");
    try {
      const body = await readBody(request);
      const { faults } = door;
      if (faults.cutBefore > 0) {
        faults.cutBefore--;
        request.socket.destroy();
        return;
      }
      if (faults.gate === "text") return send(response, 503, "text/plain", NOT_READY_TEXT);
      if (faults.gate === "html") return send(response, 200, "text/html", NOT_READY_PAGE);
      if (!allowed(door, request)) {
        response.setHeader("WWW-Authenticate", 'Basic realm="theRealm"');
        return send(response, 401, "text/html", "<html><head><title>401 Unauthorized</title></head></html>");
      }
      if (body === undefined) return send(response, 413, "text/plain", "too large");
      const answer = await respond(request, body);
      if (faults.cutAfter > 0) {
        faults.cutAfter--;
        request.socket.destroy();
        return;
      }
      const fate = faults.fate(methodOf(body) || pageOf(request.url ?? ""));
      if (fate && (await suffer(fate, faults, request, response, answer))) return;
      send(response, answer.status ?? 200, answer.type, answer.body);
    } catch {
      request.socket.destroy();
    }
  };
}

/** Name of the method, or of the script, in a request to any of the ports. */
function methodOf(body: Buffer): string {
  const text = body.toString("latin1", 0, 2000);
  return /<methodName>([^<]*)|"method"\s*:\s*"([^"]*)|^!# name: ([a-z-]+)/.exec(text)?.slice(1).find(Boolean) ?? "";
}

/** Name of a page of the WebUI: its file, or what its form is to do. */
const pageOf = (url: string): string => {
  const { pathname, searchParams } = new URL(url, "http://ccu");
  return searchParams.get("action") ?? pathname.split("/").at(-1) ?? "";
};

/** `true`: the answer has met its fate and is not sent. */
async function suffer(
  fate: Fate,
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<boolean> {
  switch (fate.kind) {
    case "slow":
      await faults.wait(fate.ms);
      return false;
    case "silent":
      await new Promise((resolve) => request.socket.once("close", resolve));
      return true;
    case "cut":
      request.socket.destroy();
      return true;
    case "empty":
      send(response, 200, answer.type, "");
      return true;
    case "html":
      send(response, 200, "text/html", NOT_READY_PAGE);
      return true;
    case "doubled":
      send(response, 200, answer.type, Buffer.concat([answer.body, answer.body]));
      return true;
    case "garbled": {
      const third = Math.floor(answer.body.length / 3);
      const noise = Buffer.alloc(Math.max(1, third), 0xa7);
      send(
        response,
        200,
        answer.type,
        Buffer.concat([answer.body.subarray(0, third), noise, answer.body.subarray(2 * third)]),
      );
      return true;
    }
    case "truncated":
      send(response, 200, answer.type, answer.body.subarray(0, Math.floor(answer.body.length / 2)));
      return true;
  }
}

export function serveHttp(door: Door, respond: Responder): Promise<Listener> {
  return listen(() => httpServer(door, respond), door);
}

function httpServer(door: Door, respond: Responder): NetServer {
  const listener = requestListener(door, respond);
  const server = door.tls ? createHttpsServer(door.tls, listener) : createHttpServer(listener);
  server.keepAliveTimeout = IDLE_MS;
  return server;
}

/** XML-RPC of one interface process. */
export function xmlResponder(process: InterfaceProcess, path: string | undefined): Responder {
  const hand: Hand = process.family === "bidcos" ? "rfd" : "java";
  const type = hand === "rfd" ? "text/xml; charset=iso-8859-1" : "text/xml";
  return async (request, body) => {
    const asked = request.url?.split("?")[0] ?? "/";
    if (path !== undefined && asked !== path) return { status: 404, type: "text/html", body: Buffer.from("Not found") };
    if (hand === "rfd" && request.headers["content-length"] === undefined) {
      // libXmlRpc does not read chunked requests: without a length there is no body for it.
      return { type, body: writeFault(-1, "Failure", hand) };
    }
    try {
      const { method, params } = readCall(body, hand === "rfd");
      const result = await process.call(method, params);
      // Some Java calls answer with nothing at all (protocol 3.2).
      const nothing = process.family === "hmip" && method === "listReplaceableDevices";
      return { type, body: nothing ? Buffer.alloc(0) : writeAnswer(result, hand) };
    } catch (error) {
      if (error instanceof RpcFault) return { type, body: writeFault(error.code, error.message, hand) };
      if (error instanceof Unreadable) return { type, body: writeFault(-1, "Failure", hand) };
      throw error;
    }
  };
}

function binaryConversation(process: InterfaceProcess, door: Door, socket: Socket): void {
  const frames = new bin.FrameReader();
  let line: Promise<void> = Promise.resolve();
  const answer = async (frame: Buffer): Promise<void> => {
    if (door.faults.cutBefore > 0) {
      door.faults.cutBefore--;
      socket.destroy();
      return;
    }
    try {
      const { method, params } = bin.decodeCall(frame);
      const response = bin.encodeResponse(await process.call(method, params));
      const fate = door.faults.fate(method);
      if (fate?.kind === "silent") return;
      if (fate?.kind === "slow") await door.faults.wait(fate.ms);
      else if (fate) {
        // No HTTP, so no body that is empty or a page: the connection ends before the answer does.
        socket.end(response.subarray(0, fate.kind === "cut" ? 0 : Math.floor(response.length / 2)));
        return;
      }
      socket.write(response);
    } catch (error) {
      if (error instanceof RpcFault) socket.write(bin.encodeFault(error.code, error.message));
      else socket.destroy();
    }
  };
  socket.on("data", (chunk: Buffer) => {
    try {
      for (const frame of frames.push(chunk)) line = line.then(() => answer(Buffer.from(frame)));
    } catch {
      // CUxD logs "illegal XMLRPC request" and hangs up.
      socket.destroy();
    }
  });
}

/** BIN-RPC only (CUxD). */
export function serveBinary(process: InterfaceProcess, door: Door): Promise<Listener> {
  return listen(() => createNetServer((socket) => binaryConversation(process, door, socket)), door);
}

/** HTTP and BIN-RPC on one port, told apart by the first bytes: rfd and hs485d seen from the CCU itself. */
export function serveBoth(process: InterfaceProcess, door: Door): Promise<Listener> {
  const http = httpServer(door, xmlResponder(process, undefined));
  return listen(
    () =>
      createNetServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", (first: Buffer) => {
          socket.pause();
          const binary = first.subarray(0, 3).toString("latin1") === "Bin";
          if (binary) binaryConversation(process, door, socket);
          socket.unshift(first);
          if (!binary) http.emit("connection", socket);
          socket.resume();
        });
      }),
    door,
  );
}

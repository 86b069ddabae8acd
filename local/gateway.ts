/**
 * API Gateway and CloudFront on one machine: an HTTP API, a WebSocket API with its `@connections` endpoint, and the static
 * pages, presented on one address as CloudFront does. The quotas are those of the service.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import { servePages } from "../adapters/express/pages.ts";
import { serveWithoutUpgrade } from "../adapters/ws/http.ts";
import { API_PREFIX } from "../handlers/kernel/dispatch.ts";
import type { Clock, Log } from "../handlers/ports/index.ts";
import { EVENTS_PATH } from "../handlers/stream/handshake.ts";
import type { AnyHandler } from "./gateway/functions.ts";
import { serveHttp } from "./gateway/http.ts";
import { createSocketApi, type SocketCounters } from "./gateway/sockets.ts";
import type { ListenAddress } from "./settings.ts";
import { pagesOrNone } from "./ui.ts";

const assets = join(import.meta.dirname, "..", "assets");
/** Milliseconds that requests under way may take when everything ends. */
const CLOSE_MS = 4_000;

export interface GatewayFunctions {
  rest: AnyHandler;
  socket: AnyHandler;
  /** Absent: `$connect` checks the credential itself, as behind an emulator without authorizers. */
  authorizer?: AnyHandler;
}

export interface ManagementApi {
  /** What functions get as `CCU_ANYWHERE_WS_ENDPOINT`. Bound to the loopback: it checks no signature. */
  readonly endpoint: string;
  /** What is behind it; until then every socket is gone. */
  serve(sockets: ReturnType<typeof createSocketApi>): void;
  close(): Promise<void>;
}

/** The `@connections` endpoint comes first: functions must know its address before they start. */
export async function startManagement(): Promise<ManagementApi> {
  let sockets: ReturnType<typeof createSocketApi> | undefined;
  const server = createServer((request, response) => void manage(request, response, sockets));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(api) {
      sockets = api;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fault(response: ServerResponse, status: number, type: string): void {
  response
    .writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type })
    .end(JSON.stringify({ message: type }));
}

async function manage(
  request: IncomingMessage,
  response: ServerResponse,
  sockets: ReturnType<typeof createSocketApi> | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return;
  }
  const [, id] = /^\/(?:[^/]+\/)?(?:@|%40)connections\/([^/?]+)/.exec(request.url ?? "") ?? [];
  if (id === undefined) return fault(response, 403, "ForbiddenException");
  const connection = decoded(id);
  if (connection === undefined) return fault(response, 403, "ForbiddenException");
  if (request.method === "DELETE")
    return sockets?.remove(connection) ? void response.writeHead(204).end() : fault(response, 410, "GoneException");
  if (request.method !== "POST") return fault(response, 403, "ForbiddenException");
  const outcome = sockets?.post(connection, Buffer.concat(chunks).toString()) ?? "gone";
  if (outcome === "sent") response.writeHead(200).end();
  else if (outcome === "gone") fault(response, 410, "GoneException");
  else fault(response, 413, "PayloadTooLargeException");
}

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};

export interface GatewayOptions {
  functions: GatewayFunctions;
  management: ManagementApi;
  addresses: readonly ListenAddress[];
  clock: Clock;
  log: Log;
}

export interface LocalGateway {
  /** Base addresses with the real ports. */
  readonly urls: readonly string[];
  counters(): Readonly<SocketCounters & { requests: number }>;
  /** Ends every socket, as the service does after two hours. */
  closeSockets(): void;
  close(): Promise<void>;
}

/** @throws Error that names the address where one cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<LocalGateway> {
  const { functions, management, clock, log } = options;
  const sockets = createSocketApi({ ...functions, clock, log });
  management.serve(sockets);
  const pages = express();
  pages.disable("x-powered-by");
  pages.disable("etag");
  servePages(pages, { pages: await pagesOrNone(log), contract: assets });
  let requests = 0;
  const isApi = (url = ""): boolean => url.startsWith(API_PREFIX);
  const servers: Server[] = [];
  const close = async () => {
    await sockets.close();
    await Promise.all(
      servers.map(async (server) => {
        const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeIdleConnections();
        await closed;
        clearTimeout(cut);
      }),
    );
  };
  const urls: string[] = [];
  for (const { host, port } of options.addresses) {
    const server = createServer((request, response) => {
      if (!isApi(request.url)) return void pages(request, response);
      requests += 1;
      void serveHttp(request, response, { rest: functions.rest, clock, log });
    });
    server.on("upgrade", (request, stream, head) => {
      stream.on("error", (error) => log.debug("socket failed", { error }));
      if ((request.url ?? "").split("?")[0] === EVENTS_PATH) void sockets.upgrade(request, stream, head);
      else serveWithoutUpgrade(server, request, stream);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ port, host }, resolve);
      });
    } catch (error) {
      await close();
      throw new Error(`cannot listen on ${host ?? ""}:${port}: ${(error as Error).message}`, { cause: error });
    }
    servers.push(server);
    urls.push(urlOf(server, host));
  }
  return {
    urls,
    counters: () => ({ ...sockets.counters(), requests }),
    closeSockets: () => sockets.closeAll(),
    close,
  };
}

function urlOf(server: Server, asked: string | undefined): string {
  const { port } = server.address() as AddressInfo;
  const host = asked === undefined || asked === "0.0.0.0" || asked === "::" ? "localhost" : asked;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

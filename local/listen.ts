/** HTTP servers for a running site: Express and ws on every configured address. */
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createExpressApp, toApiRequest } from "../adapters/express/app.ts";
import { attachWebSocket } from "../adapters/ws/attach.ts";
import { networks } from "../handlers/kernel/addresses.ts";
import { named } from "../handlers/kernel/named-log.ts";
import type { ListenAddress } from "./settings.ts";
import type { RunningSite } from "./site.ts";
import { pagesOrNone } from "./ui.ts";

// Not imported: as an ES module node:http brings the whole of fetch with it, 30 ms of every start (measured).
const { createServer } = process.getBuiltinModule("node:http");
const assets = join(import.meta.dirname, "..", "assets");

/** Milliseconds that a request may take to arrive as a whole (headers and body). */
const REQUEST_TIMEOUT_MS = 60_000;
/** Milliseconds between requests on a kept connection: longer than the 60 s of common proxies, so that they close first. */
const KEEP_ALIVE_MS = 65_000;

/** An address that is listened on, with the real port. */
export interface BoundAddress {
  readonly address: string;
  readonly port: number;
}

export interface Listening {
  /** In the order of the settings. */
  readonly bound: readonly BoundAddress[];
  /** New connections get this certificate; of no effect where there is no TLS. */
  useCertificate(pair: { cert: Buffer; key: Buffer }): void;
  /** Base addresses with the real ports, for people. */
  readonly urls: readonly string[];
  /** No further connection; what is under way may end for `graceMs`, then it is cut. */
  close(graceMs: number): Promise<void>;
}

const urlOf = (server: Server, scheme: string, asked: ListenAddress): string => {
  const { port } = server.address() as AddressInfo;
  const host = asked.host === undefined || asked.host === "0.0.0.0" || asked.host === "::" ? "localhost" : asked.host;
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
};

export interface ListenOptions {
  addresses: readonly ListenAddress[];
  tls?: { cert: string; key: string };
  /** Addresses and networks of proxies whose `X-Forwarded-*` counts. */
  trustedProxies?: readonly string[];
}

/** @throws Error that names the address where one cannot be had; the others are closed again. */
export async function listen(running: RunningSite, options: ListenOptions): Promise<Listening> {
  const { site, identify, hub, dispatch } = running;
  const { addresses, tls, trustedProxies = [] } = options;
  const isTrustedProxy = trustedProxies.length > 0 ? networks(trustedProxies) : undefined;
  const pages = await pagesOrNone(site.log);
  const app = createExpressApp({ dispatch, log: named(site.log, "http"), pages, contract: assets, isTrustedProxy });
  const credentials = tls && { cert: readFileSync(tls.cert), key: readFileSync(tls.key) };
  const open: { server: Server; sockets: { close(): Promise<void> } }[] = [];
  const close = async (graceMs: number) => {
    await Promise.all(
      open.map(async ({ server, sockets }) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeIdleConnections();
        await Promise.all([sockets.close(), closed]);
        clearTimeout(cut);
      }),
    );
  };
  const urls: string[] = [];
  const bound: BoundAddress[] = [];
  for (const address of addresses) {
    const timeouts = { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
    const server = credentials ? createTlsServer({ ...timeouts, ...credentials }, app) : createServer(timeouts, app);
    const sockets = attachWebSocket(server, {
      hub,
      log: named(site.log, "ws"),
      get allowedOrigins() {
        return site.settings.corsOrigins;
      },
      received: (request) => toApiRequest(request, isTrustedProxy),
      upgrade: (request) => identify(toApiRequest(request, isTrustedProxy)),
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ port: address.port, host: address.host }, resolve);
      });
    } catch (error) {
      await close(0);
      const where = `${address.host ?? ""}:${address.port}`;
      throw new Error(`cannot listen on ${where}: ${(error as Error).message}`, { cause: error });
    }
    open.push({ server, sockets });
    bound.push(server.address() as AddressInfo);
    urls.push(urlOf(server, credentials ? "https" : "http", address));
  }
  return {
    bound,
    urls,
    close,
    useCertificate(pair) {
      for (const { server } of open) if ("setSecureContext" in server) (server as TlsServer).setSecureContext(pair);
    },
  };
}

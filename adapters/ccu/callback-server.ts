/**
 * Where CCUs call back: one server for all centrals, distinguished by interface id (protocol document, section 5.5).
 * Every callback is answered before it is processed: a slow answer blocks rfd for everybody.
 */
import { randomBytes } from "node:crypto";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import { type CallbackRegistration, CallbackRouter } from "./callback-router.ts";
import type { Protocol } from "./config.ts";
import { createBinRpcClient, createXmlRpcClient } from "./rpc-client.ts";
import { type RpcServer, type RpcServerOptions, serveBinRpc, serveXmlRpc } from "./rpc-server.ts";

export interface CallbackServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  register(registration: CallbackRegistration): () => void;
  /** What to tell the CCU: `local` is our address on a connection to it. */
  url(protocol: Protocol, local: string): string;
  /** The host is configured: neither derived from connections nor checked against them. */
  readonly overridden: boolean;
  /** Calls the url ourselves; the reason why that fails, if it does. */
  selfTest(url: string): Promise<string | undefined>;
}

export interface CallbackServerOptions {
  clock: Clock;
  log: Log;
  /** Address to listen on, default 0.0.0.0. */
  host?: string;
  /** XML-RPC callbacks; 0 = any. A fixed port keeps VirtualDevices free of dead registrations. */
  port?: number;
  /** BIN-RPC callbacks (CUxD); 0 = any. */
  binPort?: number;
  /** What CCUs shall call instead of the address found: NAT, Docker, VLAN. */
  publicHost?: string;
  publicPort?: number;
  publicBinPort?: number;
  /** False where the public address cannot be reached from here (no hairpin NAT). */
  selfTest?: boolean;
}

const SELF_TEST = "ccu-anywhere.selfTest";
const SELF_TEST_TIMEOUT_MS = 5000;

export function createCallbackServer(options: CallbackServerOptions): CallbackServer {
  const { clock, log, publicHost } = options;
  const router = new CallbackRouter(clock, log);
  const token = randomBytes(16).toString("hex");
  let servers: RpcServer[] = [];
  const rpc: RpcServerOptions = {
    methods: { ...router.methods, [SELF_TEST]: () => token },
    unread: router.unread,
    unknown: (method, params, peer) => router.unknown(method, params, peer),
    // Behind NAT the sender's address is whatever the gateway makes of it: the interface id has to do.
    allow: (address) => publicHost !== undefined || router.knows(address),
    refused: (reason, address) => router.refused(reason, address),
  };
  return {
    overridden: publicHost !== undefined,
    async start() {
      const host = options.host ?? "0.0.0.0";
      const xml = await serveXmlRpc(rpc, { host, port: options.port ?? 0 });
      servers = [xml];
      servers.push(await serveBinRpc(rpc, { host, port: options.binPort ?? 0 }));
    },
    async stop() {
      await Promise.all(servers.map((server) => server.close()));
      servers = [];
    },
    register: (registration) => router.register(registration),
    url(protocol, local) {
      const host = publicHost ?? local;
      const server = servers[protocol === "xmlrpc" ? 0 : 1];
      const given = protocol === "xmlrpc" ? options.publicPort : options.publicBinPort;
      const port = given || server?.port || 0;
      return protocol === "xmlrpc" ? `http://${host}:${port}/RPC2` : `xmlrpc_bin://${host}:${port}`;
    },
    selfTest: async (url) => (options.selfTest === false ? undefined : callSelf(url, token, clock)),
  };
}

/** Why nobody, or somebody else, answers there; `undefined` where we do. */
async function callSelf(url: string, token: string, clock: Clock): Promise<string | undefined> {
  const { hostname, port, pathname, protocol } = new URL(url.replace(/^xmlrpc_bin:/, "ftp:"));
  const create = protocol === "ftp:" ? createBinRpcClient : createXmlRpcClient;
  const client = create({ host: hostname, port: Number(port), path: pathname }, clock);
  try {
    const answer = await client.call(SELF_TEST, [], { timeoutMs: SELF_TEST_TIMEOUT_MS });
    return answer === token ? undefined : "somebody else answers there";
  } catch (error) {
    return (error as Error).message;
  } finally {
    client.close();
  }
}

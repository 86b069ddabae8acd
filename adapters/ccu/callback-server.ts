/**
 * Where CCUs call back: one server for all centrals, distinguished by interface id (protocol document, section 5.5).
 * Every callback is answered before it is processed: a slow answer blocks rfd for everybody. Callbacks bear no credential:
 * only addresses of the configured CCUs, and of gateways that are named, are listened to.
 */
import { randomUUID } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { named } from "../../handlers/kernel/named-log.ts";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import { type CallbackRegistration, CallbackRouter } from "./callback-router.ts";
import type { Protocol } from "./config.ts";
import { UnansweredRequests } from "./redelivery.ts";
import { createBinRpcClient, createXmlRpcClient } from "./rpc-client.ts";
import { plainAddress, type RpcServer, type RpcServerOptions, serveBinRpc, serveXmlRpc } from "./rpc-server.ts";

export interface CallbackServer {
  /** Listens. Once is enough, however often it is called. Rejects where a port is taken. */
  start(): Promise<void>;
  stop(): Promise<void>;
  register(registration: CallbackRegistration): () => void;
  /** What to tell the CCU: `local` is our address on a connection to it. */
  url(protocol: Protocol, local: string): string;
  /** The host to call is configured, not derived from connections. */
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
  /**
   * Addresses (`192.0.2.1`) and networks (`172.16.0.0/12`) from which callbacks of any CCU are taken besides the CCUs' own:
   * what a NAT or a container's network puts in the place of the CCU's. Throws `RangeError` for anything else.
   */
  gateways?: readonly string[];
  /** A port that is taken is replaced by any free one, which the log tells: for a program that goes on without it. */
  orAnyPort?: boolean;
  publicPort?: number;
  publicBinPort?: number;
  /** False where the public address cannot be reached from here (no hairpin NAT). */
  selfTest?: boolean;
}

/** Every address of this machine. */
const ANYWHERE = "0.0.0.0";
const SELF_TEST = "ccu-anywhere.selfTest";
const SELF_TEST_TIMEOUT_MS = 5000;

export function createCallbackServer(options: CallbackServerOptions): CallbackServer {
  const { clock, publicHost } = options;
  const log = named(options.log, "ccu.callback");
  const gateways = gatewayList(options.gateways ?? []);
  const router = new CallbackRouter(log, (address) => isIn(gateways, address));
  const token = randomUUID();
  let servers: RpcServer[] = [];
  let started: Promise<void> | undefined;
  const rpc: RpcServerOptions = {
    methods: { ...router.methods, [SELF_TEST]: () => token },
    unread: router.unread,
    unknown: (method, params, peer) => router.unknown(method, params, peer),
    allow: (address) => router.knows(address),
    unanswered: new UnansweredRequests(clock),
    refused: (reason, address) => router.refused(reason, address),
  };
  async function open(serve: typeof serveXmlRpc | typeof serveBinRpc, port: number): Promise<RpcServer> {
    const host = options.host ?? ANYWHERE;
    try {
      return await serve(rpc, { host, port });
    } catch (error) {
      if (!options.orAnyPort || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      log.error("the port for callbacks is taken: CCUs are told another one, until the program starts anew", { port });
      return serve(rpc, { host, port: 0 });
    }
  }
  async function listen(): Promise<void> {
    servers = [await open(serveXmlRpc, options.port ?? 0)];
    servers.push(await open(serveBinRpc, options.binPort ?? 0));
  }
  return {
    overridden: publicHost !== undefined,
    start() {
      started ??= listen();
      return started;
    },
    async stop() {
      await started?.catch(() => {});
      started = undefined;
      await Promise.all(servers.map((server) => server.close()));
      servers = [];
    },
    register: (registration) => router.register(registration),
    url(protocol, local) {
      const host = inUrl(publicHost ?? local);
      const server = servers[protocol === "xmlrpc" ? 0 : 1];
      const given = protocol === "xmlrpc" ? options.publicPort : options.publicBinPort;
      const port = given || server?.port || 0;
      return protocol === "xmlrpc" ? `http://${host}:${port}/RPC2` : `xmlrpc_bin://${host}:${port}`;
    },
    selfTest: async (url) => (options.selfTest === false ? undefined : callSelf(url, token, clock)),
  };
}

/** An IPv6 address stands in brackets, without the zone that only this machine knows. */
function inUrl(host: string): string {
  const plain = plainAddress(host);
  return isIP(plain) === 6 ? `[${plain}]` : plain;
}

function gatewayList(gateways: readonly string[]): BlockList {
  const list = new BlockList();
  for (const gateway of gateways) {
    const [address = "", prefix] = gateway.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0) throw new RangeError(`${gateway} is neither an address nor a network`);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

const isIn = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

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

/** What a node of matter.js needs of its surroundings: an environment of its own, so that nothing of it is shared or left behind. */
import {
  Crypto,
  Entropy,
  Environment,
  Logger,
  LogLevel,
  Network,
  type StorageDriver,
  StorageService,
  VariableService,
} from "@matter/main";
import { MdnsService } from "@matter/main/protocol";
import { NodeJsCrypto, NodeJsNetwork } from "@matter/nodejs";
import type { Log } from "../../handlers/ports/index.ts";

export function environmentFor(
  storage: StorageDriver,
  mdnsInterface: string | undefined,
  network: Network = new NodeJsNetwork(),
): Environment {
  const environment = new Environment("ccu-anywhere");
  const variables = environment.get(VariableService);
  if (mdnsInterface !== undefined) variables.set("mdns.networkInterface", mdnsInterface);
  const crypto = new NodeJsCrypto();
  environment.set(Entropy, crypto);
  environment.set(Crypto, crypto);
  environment.set(Network, network);
  const service = environment.get(StorageService);
  service.registerDriver({ id: "kept", create: () => storage });
  service.defaultDriver = "kept";
  return environment;
}

/** Ends what a node shares with others of its environment: the sockets of mDNS above all. */
export async function closeEnvironment(environment: Environment): Promise<void> {
  // not by the environment: after a factory reset it believes that somebody still uses it
  await environment.maybeGet(MdnsService)?.close();
  await environment.get(Network).close();
}

/** The log of matter.js is one for the whole process. It complains about controllers that are away: that is no warning of ours. */
export function logTo(log: Log): void {
  const { destinations } = Logger;
  const own = destinations.default;
  if (own === undefined) return;
  own.level = LogLevel.WARN;
  own.write = (text, { level, facility }) => {
    if (level >= LogLevel.ERROR) log.warn("matter.js reports an error", { facility, text });
    else log.debug("matter.js", { facility, text });
  };
}

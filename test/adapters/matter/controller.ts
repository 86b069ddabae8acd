/** A controller without a screen, as Apple Home or Alexa are one with: matter.js, over loopback. */
import "../../../adapters/matter/library-config.ts";
import { Crypto, Entropy, Environment, MemoryStorageDriver, Network, ServerNode, StorageService } from "@matter/main";
import { NodeJsCrypto } from "@matter/nodejs";
import { closeEnvironment } from "../../../adapters/matter/environment.ts";
import { LoopbackNetwork } from "./loopback-network.ts";

/** Of a node that keeps nothing. */
function plainEnvironment(name: string, network: Network): Environment {
  const environment = new Environment(name);
  const crypto = new NodeJsCrypto();
  environment.set(Entropy, crypto);
  environment.set(Crypto, crypto);
  environment.set(Network, network);
  const service = environment.get(StorageService);
  service.registerDriver(MemoryStorageDriver);
  service.defaultDriver = MemoryStorageDriver.id;
  return environment;
}

/** Ends a controller with everything that it has open. */
export async function stopController(node: ServerNode): Promise<void> {
  const { env } = node;
  await node.close();
  await closeEnvironment(env.root);
}

export async function startController(name: string, network: Network = new LoopbackNetwork()): Promise<ServerNode> {
  const node = await ServerNode.create(ServerNode.RootEndpoint, {
    environment: plainEnvironment(name, network),
    id: name,
    network: { port: 0 },
    commissioning: { enabled: false },
    basicInformation: { vendorName: "test", productName: name },
    controller: { adminFabricLabel: name },
  } as never);
  await node.start();
  return node;
}

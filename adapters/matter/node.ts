/** The node that controllers see: a bridge with an endpoint for each exposed device. */
import { setImmediate as nextRound } from "node:timers/promises";
import { Bytes, Endpoint, FabricIndex, ServerNode, SubscriptionsServer, VendorId } from "@matter/main";
import { AggregatorEndpoint } from "@matter/main/endpoints/aggregator";
import { type Fabric, FabricManager } from "@matter/main/protocol";
import { ManualPairingCodeCodec, QrPairingCodeCodec } from "@matter/main/types";
import { withinLimit } from "../../handlers/kernel/within-limit.ts";
import type {
  MatterBridge,
  MatterFabricInfo,
  MatterListener,
  MatterNode,
  MatterNodeSettings,
  MatterPairing,
} from "../../handlers/ports/matter-bridge.ts";
import { type Ask, asker } from "./asking.ts";
import type { MatterBridgeParts } from "./bridge.ts";
import { commissioningOf } from "./commissioning.ts";
import { createEndpoints, type Endpoints } from "./endpoints.ts";
import { closeEnvironment, environmentFor, logTo } from "./environment.ts";
import { qrSvg } from "./qr-svg.ts";
import { serversOf, WRITTEN } from "./servers.ts";
import { openStorage } from "./storage.ts";
import { hearWrites, type Written } from "./written-attributes.ts";

/** Milliseconds to take leave of controllers: those that cannot be reached are not waited for. */
export const LEAVE_MS = 2_000;
/** Milliseconds for the node to end. */
export const CLOSE_MS = 3_000;
/** Milliseconds that the answer to an order waits until what it did is shown. */
const SHOWN_WITHIN_MS = 500;
/** Milliseconds for a node to begin anew: sessions end, and it takes its port again. */
export const RESET_MS = 10_000;
/** Of the setup payload: the node is found by IP. */
const ON_IP_NETWORK = 4;

/** Characters of a serial number and a unique id (Core 11.1). */
const ID_LENGTH = 32;

/** Ids of the node's own parts: endpoint numbers are kept under them. */
const NODE_ID = "bridge";
const AGGREGATOR_ID = "devices";

const infoOf = (fabric: Fabric): MatterFabricInfo => ({
  index: fabric.fabricIndex,
  fabricId: BigInt(fabric.fabricId),
  nodeId: BigInt(fabric.nodeId),
  vendorId: fabric.rootVendorId,
  label: fabric.label,
  compressedId: fabric.globalId.toString(16).padStart(16, "0"),
  rootPublicKey: Bytes.toHex(fabric.rootPublicKey),
});

const pairingFor =
  ({ vendorId, productId }: MatterNodeSettings) =>
  (passcode: number, discriminator: number): MatterPairing => {
    const qrCode = QrPairingCodeCodec.encode([
      { version: 0, vendorId, productId, flowType: 0, discriminator, passcode, discoveryCapabilities: ON_IP_NETWORK },
    ] as never);
    const manualCode = ManualPairingCodeCodec.encode({ discriminator, passcode, flowType: 0 } as never);
    return { passcode, discriminator, qrCode, qrSvg: qrSvg(qrCode), manualCode };
  };

const nodeOf = (settings: MatterNodeSettings, environment: ReturnType<typeof environmentFor>) =>
  ServerNode.create(ServerNode.RootEndpoint, {
    environment,
    id: NODE_ID,
    network: { port: settings.port },
    commissioning: { enabled: false, passcode: settings.passcode, discriminator: settings.discriminator },
    productDescription: { name: settings.nodeLabel, deviceType: AggregatorEndpoint.deviceType },
    basicInformation: {
      vendorName: settings.vendorName,
      vendorId: VendorId(settings.vendorId),
      nodeLabel: settings.nodeLabel,
      productName: settings.productName,
      productLabel: settings.productName,
      productId: settings.productId,
      serialNumber: settings.serial,
      // shall not be the serial number
      uniqueId: `b${settings.serial}`.slice(0, ID_LENGTH),
      softwareVersion: 1,
      hardwareVersion: 1,
      softwareVersionString: settings.softwareVersion,
    },
  });

/** Tells of fabrics that come and go. A commissioning is told once, though matter.js tells it twice. */
function followFabrics(node: ServerNode, listener: MatterListener): void {
  const known = new Set<number>(node.env.get(FabricManager).fabrics.map(({ fabricIndex }) => fabricIndex));
  const spoken = new Set<number>(known);
  node.events.commissioning.fabricsChanged.on((index, action) => {
    if (action === "deleted") {
      spoken.delete(index);
      if (known.delete(index)) listener.fabricRemoved(index);
      return;
    }
    const fabric = node.env.get(FabricManager).maybeFor(FabricIndex(index));
    if (fabric === undefined || known.has(index)) return;
    known.add(index);
    listener.progress("add_noc");
    listener.fabricAdded(infoOf(fabric));
  });
  node.events.sessions.opened.on(({ fabric }) => {
    if (fabric === undefined || spoken.has(fabric.fabricIndex)) return;
    spoken.add(fabric.fabricIndex);
    listener.progress("case_session_first");
  });
}

/**
 * A write is answered before the CCU has it (matter.js waits for nobody there): afterwards it is shown as the home tells it,
 * which is another value where it was refused or made to fit.
 */
const orderWritten =
  (ask: Ask, endpoints: Endpoints) =>
  ({ endpoint, cluster, attribute, value, before }: Written): void => {
    // until it is known whether the home has done it, nothing that the home tells takes away what was written
    const end = endpoints.order(endpoint);
    const show = (otherwise: unknown) => endpoints.asTold(endpoint, { [cluster]: { [attribute]: otherwise } });
    ask({ endpoint, cluster, command: attribute, args: { [attribute]: value } })
      .then(
        () => show(value),
        () => show(before),
      )
      .finally(end);
  };

/**
 * With the last fabric matter.js resets the node: it ends, and is there again as it was made.
 * @param give what it was given since then
 * @returns resolves when no reset is under way
 */
function followResets({ lifecycle }: ServerNode, give: () => Promise<void>): () => Promise<void> {
  let reset: PromiseWithResolvers<void> | undefined;
  lifecycle.decommissioned.on(() => {
    reset ??= Promise.withResolvers();
  });
  lifecycle.online.on(async () => {
    if (reset === undefined) return;
    const { resolve } = reset;
    try {
      await give();
    } finally {
      reset = undefined;
      resolve();
    }
  });
  return async () => reset?.promise;
}

/**
 * matter.js remembers subscriptions from the second start on, unless it is asked to: after a kill the first controllers would
 * see nothing until they look for the bridge by themselves, which takes them a minute and more.
 */
const rememberSubscriptions = (node: ServerNode) => node.act((agent) => agent.load(SubscriptionsServer));

export async function openNode(
  { log, clock, network }: MatterBridgeParts,
  { settings, storage, endpoints: first, listener }: Parameters<MatterBridge["open"]>[0],
): Promise<MatterNode> {
  logTo(log);
  const environment = environmentFor(
    await openStorage(storage),
    settings.mdns ? settings.mdnsInterface : "lo",
    await network?.(),
  );
  const node = await nodeOf(settings, environment);
  const aggregator = new Endpoint(AggregatorEndpoint, { id: AGGREGATOR_ID });
  const ask: Ask = asker(listener.command, (id) => {
    const end = endpoints.order(id);
    return () => withinLimit(clock, SHOWN_WITHIN_MS, end(), () => {});
  });
  const endpoints: Endpoints = createEndpoints(aggregator, serversOf(ask), { log, clock });
  hearWrites(node, WRITTEN, orderWritten(ask, endpoints));
  const commissioning = commissioningOf(node, settings, listener);
  const untilReset = followResets(node, async () => {
    await rememberSubscriptions(node);
    await endpoints.reset();
    listener.reset();
  });
  /** Never rejects. */
  const end = () =>
    node
      .close()
      .then(() => closeEnvironment(environment))
      .catch((error: unknown) => log.warn("matter: the node did not end well", { error }));
  try {
    await node.add(aggregator);
    // one that does not work costs itself: whoever asks for its number finds none, and learns why by `put`
    for (const endpoint of first) {
      await endpoints
        .put(endpoint)
        .catch((error: unknown) => log.warn("matter: no endpoint", { name: endpoint.name, error }));
      // some milliseconds of computing for each, a hundred of them: the API, and the CCU's events, are not to wait for all
      await nextRound();
    }
    followFabrics(node, listener);
    await rememberSubscriptions(node);
    await node.start();
  } catch (error) {
    await end();
    throw error;
  }
  const fabrics = () => node.env.get(FabricManager).fabrics;
  return {
    status: () => ({
      port: node.state.network.operationalPort,
      endpoints: endpoints.count(),
      fabrics: fabrics().length,
      advertising: node.lifecycle.isOnline && (fabrics().length > 0 || commissioning.isOpen()),
    }),
    put: endpoints.put,
    remove: endpoints.remove,
    update: endpoints.update,
    press: endpoints.press,
    numbers: endpoints.numbers,
    fabrics: () => fabrics().map(infoOf),
    async removeFabric(index) {
      const fabric = fabrics().find(({ fabricIndex }) => fabricIndex === index);
      if (fabric === undefined) return false;
      const left = fabric.leave().catch((error: unknown) => log.warn("matter: a fabric could not be left", { error }));
      await withinLimit(clock, LEAVE_MS, left, () => {});
      return true;
    },
    pairing: pairingFor(settings),
    async openWindow(pairing) {
      // a node that is about to begin anew would close it again
      await withinLimit(clock, RESET_MS, untilReset(), () => {});
      await commissioning.open(pairing);
    },
    closeWindow: commissioning.close,
    async close() {
      await withinLimit(clock, CLOSE_MS, end(), () => log.warn("matter: the node does not end"));
    },
  };
}

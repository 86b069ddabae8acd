/** The life of the Matter node: started where Matter is switched on, anew where settings change, again where it could not be. */
import { liveCapabilities } from "../../../kernel/capabilities.ts";
import type { Site, StateKey } from "../../../kernel/site.ts";
import { takingTurns } from "../../../kernel/taking-turns.ts";
import { withinLimit } from "../../../kernel/within-limit.ts";
import type {
  MatterBridge,
  MatterListener,
  MatterNode,
  MatterNodeSettings,
  MatterPairing,
} from "../../../ports/matter-bridge.ts";
import { commissioningProgress, fabricAdded, fabricRemoved } from "../broadcasts.ts";
import { type MatterSettings, matterSettings, passcodeOf, portOf } from "../settings.ts";
import { fabricAnswer } from "./fabric-answer.ts";
import { type CommandCounters, createFabricCommands } from "./fabric-commands.ts";
import { nodeStorage } from "./node-storage.ts";
import { madeUpPasscode } from "./passcodes.ts";
import { createTopology, type Topology } from "./topology.ts";

const CAPABILITY = "matter.bridge.v1";
/** Milliseconds between attempts to start: a port may be taken for as long as another program runs. */
export const RETRY_MS = 30_000;

/** Milliseconds that the answer to an order waits for the look at what it did. */
export const SHOWN_WITHIN_MS = 500;

export interface OpenWindow {
  readonly pairing: MatterPairing;
  readonly seconds: number;
  readonly cancel: () => void;
}

export interface MatterState {
  readonly isOn: boolean;
  readonly node: MatterNode | undefined;
  readonly topology: Topology | undefined;
  /** Why there is no node. */
  readonly fault: string | undefined;
  readonly window: OpenWindow | undefined;
  /** What of the configuration the node has. */
  readonly settings: MatterSettings;
  readonly counters: Readonly<CommandCounters>;
}

export interface MatterEngine {
  state(): MatterState;
  setWindow(window: OpenWindow | undefined): void;
  /** Work on the node and its window, one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export const matterEngines: StateKey<{ engine?: MatterEngine }> = { name: "matter-engine", create: () => ({}) };

/** Serial number and unique id of the bridge: the same for as long as the home has its store. */
async function serialOf({ store, secrets }: Site): Promise<string> {
  const kept = await store.get<{ serial: string }>("matter", "bridge");
  if (kept) return kept.value.serial;
  const serial = secrets.uuid().replaceAll("-", "");
  await store.put("matter", "bridge", { serial }, { ifVersion: 0 });
  return (await store.get<{ serial: string }>("matter", "bridge"))?.value.serial ?? serial;
}

function nodeSettings(site: Site, settings: MatterSettings, serial: string): MatterNodeSettings {
  const { listen, mdns_advertise, mdns_interface, vendor_id, product_id, node_label, discriminator, commissioning } =
    settings;
  return {
    port: portOf(listen) ?? 0,
    mdns: mdns_advertise === "zeroconf",
    ...(mdns_interface === "" ? {} : { mdnsInterface: mdns_interface }),
    vendorId: vendor_id,
    productId: product_id,
    vendorName: "CCU Anywhere",
    productName: "Matter bridge",
    nodeLabel: node_label,
    softwareVersion: site.about.version,
    serial,
    discriminator,
    // the node has to have one; windows are opened with their own
    passcode: passcodeOf(commissioning.passcode) || madeUpPasscode(site.secrets),
    iterations: commissioning.iterations,
  };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function startMatter(site: Site, bridge: MatterBridge): MatterEngine {
  const { clock, log, events } = site;
  const counters: CommandCounters = { commands: 0, refused: 0 };
  let settings = site.sections.read(matterSettings);
  let node: MatterNode | undefined;
  let topology: Topology | undefined;
  let window: OpenWindow | undefined;
  let fault: string | undefined;
  let cancelRetry: (() => void) | undefined;
  let isOver = false;

  /** One change after the other. */
  const inTurn = takingTurns();

  function forgetWindow(): void {
    window?.cancel();
    window = undefined;
  }

  const tell = (stage: string, message?: string) =>
    events.publish(commissioningProgress, { stage, ...(message === undefined ? {} : { message }) });

  /** Whoever has an answer to an order sees what it did; a home that is slow to look holds up no answer. */
  function commandsOf(of: Topology): MatterListener["command"] {
    const order = createFabricCommands(site, (id) => of.exposed(id), counters);
    return (command) =>
      order(command).finally(() => withinLimit(clock, SHOWN_WITHIN_MS, of.look(command.endpoint), () => {}));
  }

  const listener = (of: Topology): MatterListener => ({
    command: commandsOf(of),
    fabricAdded(fabric) {
      log.info("matter: commissioned into a fabric", { index: fabric.index, vendor: fabric.vendorId });
      events.publish(fabricAdded, fabricAnswer(fabric));
    },
    fabricRemoved(index) {
      log.info("matter: a fabric is gone", { index });
      events.publish(fabricRemoved, { fabric_index: index });
    },
    progress: tell,
    windowEnded() {
      forgetWindow();
      tell("window_closed");
    },
    reset() {
      forgetWindow();
      log.info("matter: the last fabric is gone: the bridge has forgotten what it had and begins anew");
      void inTurn(async () => {
        await of.putAgain();
        tell("factory_reset", "the last fabric is gone: the bridge begins anew");
      });
    },
  });

  async function end(): Promise<void> {
    forgetWindow();
    site.state(liveCapabilities).delete(CAPABILITY);
    topology?.stop();
    topology = undefined;
    const former = node;
    node = undefined;
    await former?.close();
  }

  async function begin(): Promise<void> {
    const made = await createTopology(site);
    try {
      const opened = await bridge.open({
        settings: nodeSettings(site, settings, await serialOf(site)),
        storage: nodeStorage(site.store, site.secrets),
        endpoints: made.endpoints(),
        listener: listener(made),
      });
      await made.connect(opened);
      node = opened;
      topology = made;
      fault = undefined;
      site.state(liveCapabilities).add(CAPABILITY);
      log.info("matter is running", { ...opened.status() });
    } catch (error) {
      made.stop();
      throw error;
    }
  }

  async function apply(): Promise<void> {
    cancelRetry?.();
    cancelRetry = undefined;
    await end();
    fault = undefined;
    if (!settings.enabled || isOver) return;
    try {
      await begin();
    } catch (error) {
      fault = reasonOf(error);
      log.error("matter cannot be started", { error });
      cancelRetry = clock.after(RETRY_MS, () => void inTurn(apply));
    }
  }

  const unfollow = site.sections.observe(matterSettings, (values) => {
    settings = values;
    void inTurn(apply);
  });
  if (settings.enabled) void inTurn(apply);

  return {
    state: () => ({ isOn: settings.enabled, node, topology, fault, window, settings, counters }),
    setWindow(next) {
      window?.cancel();
      window = next;
    },
    inTurn,
    async stop() {
      isOver = true;
      unfollow();
      cancelRetry?.();
      await inTurn(end);
    },
  };
}

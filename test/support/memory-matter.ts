/** A Matter node without a network for tests: endpoints, fabrics, windows, and controllers that a test plays. */
import type {
  MatterAttributes,
  MatterBridge,
  MatterCommand,
  MatterEndpoint,
  MatterFabricInfo,
  MatterListener,
  MatterNode,
  MatterNodeSettings,
  MatterPairing,
} from "../../handlers/ports/matter-bridge.ts";

export const FABRIC: MatterFabricInfo = {
  index: 1,
  fabricId: 0xfedc_ba98_7654_3210n,
  nodeId: 5n,
  vendorId: 0x6006,
  label: "Home",
  compressedId: "00112233445566aa",
  rootPublicKey: `04${"ab".repeat(64)}`,
};

/** What controllers see of an endpoint. */
export interface Seen extends MatterEndpoint {
  readonly attributes: MatterAttributes;
}

const merged = (before: MatterAttributes, next: MatterAttributes): MatterAttributes => {
  const all: Record<string, Record<string, unknown>> = { ...before };
  for (const [cluster, values] of Object.entries(next)) all[cluster] = { ...all[cluster], ...values };
  return all;
};

export class MemoryMatter implements MatterBridge {
  /** What the running node has. */
  endpoints = new Map<string, Seen>();
  fabrics = new Map<number, MatterFabricInfo>();
  window: { passcode: number; discriminator: number } | undefined;
  presses: [id: string, event: string][] = [];
  settings: MatterNodeSettings | undefined;
  isRunning = false;
  /** Updates since somebody looked. */
  updates = 0;
  /** Why no node starts. */
  refuses: string | undefined;
  /** What happens in the home while the next node is opened. */
  whileOpening: (() => Promise<void>) | undefined;
  /** Ids of endpoints that the node cannot have, with the reason. */
  cannot = new Map<string, string>();
  /** Numbers outlive endpoints, as with a real node. */
  #numbers = new Map<string, number>();
  #listener: MatterListener | undefined;
  /** As endpoints were made. */
  readonly #made = new Map<string, MatterEndpoint>();
  #foreignWindow = false;

  /** As a controller does. */
  command(command: MatterCommand): Promise<void> {
    if (!this.#listener) throw new Error("no node");
    return this.#listener.command(command);
  }
  commission(fabric = FABRIC): void {
    this.fabrics.set(fabric.index, fabric);
    this.#listener?.progress("pase_session_open");
    this.#listener?.fabricAdded(fabric);
    this.window = undefined;
    this.#listener?.windowEnded();
  }
  /** A controller holds a window open by itself. */
  openElsewhere(): void {
    this.#foreignWindow = true;
  }
  named(name: string): Seen {
    const found = [...this.endpoints.values()].find((one) => one.name === name);
    if (!found) throw new Error(`no endpoint ${name}, but ${[...this.endpoints.values()].map((one) => one.name)}`);
    return found;
  }

  async open({ settings, storage, endpoints, listener }: Parameters<MatterBridge["open"]>[0]): Promise<MatterNode> {
    await storage.load();
    if (this.refuses !== undefined) throw new Error(this.refuses);
    this.settings = settings;
    this.#listener = listener;
    this.isRunning = true;
    this.endpoints = new Map();
    const node = this.#node();
    for (const endpoint of endpoints) await node.put(endpoint).catch(() => {});
    const meanwhile = this.whileOpening;
    this.whileOpening = undefined;
    await meanwhile?.();
    return node;
  }

  /** A real node forgets what its endpoints were told. */
  #reset(): void {
    for (const id of this.endpoints.keys()) this.endpoints.set(id, this.#made.get(id) as MatterEndpoint);
    this.#listener?.reset();
  }

  #pairing(passcode: number, discriminator: number): MatterPairing {
    return { passcode, discriminator, qrCode: "MT:Y.K90AFN00KA0648G00", qrSvg: "<svg/>", manualCode: "34970112332" };
  }

  #node(): MatterNode {
    return {
      status: () => ({
        port: this.settings?.port || 5540,
        endpoints: this.endpoints.size,
        fabrics: this.fabrics.size,
        advertising: this.fabrics.size > 0 || this.window !== undefined,
      }),
      put: async (endpoint) => {
        const why = this.cannot.get(endpoint.id);
        if (why !== undefined) throw new Error(why);
        if (!this.#numbers.has(endpoint.id)) this.#numbers.set(endpoint.id, this.#numbers.size + 2);
        if (!this.endpoints.has(endpoint.id)) this.#made.set(endpoint.id, endpoint);
        this.endpoints.set(endpoint.id, endpoint);
      },
      remove: async (id) => void this.endpoints.delete(id),
      update: async (id, { reachable, attributes = {} }) => {
        const found = this.endpoints.get(id);
        if (!found) return;
        this.updates += 1;
        this.endpoints.set(id, {
          ...found,
          ...(reachable === undefined ? {} : { reachable }),
          attributes: merged(found.attributes, attributes),
        });
      },
      press: async (id, event) => void this.presses.push([id, event]),
      numbers: () => new Map([...this.endpoints.keys()].map((id) => [id, this.#numbers.get(id) as number])),
      fabrics: () => [...this.fabrics.values()],
      removeFabric: async (index) => {
        if (!this.fabrics.delete(index)) return false;
        this.#listener?.fabricRemoved(index);
        if (this.fabrics.size === 0) this.#reset();
        return true;
      },
      pairing: (passcode, discriminator) => this.#pairing(passcode, discriminator),
      openWindow: async (pairing) => {
        if (this.#foreignWindow) throw new Error("a window is open already");
        this.window = pairing;
      },
      closeWindow: async () => {
        this.window = undefined;
      },
      close: async () => {
        this.isRunning = false;
        this.endpoints = new Map();
      },
    };
  }
}

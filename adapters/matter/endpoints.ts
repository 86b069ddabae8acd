/** The endpoints of a node. Each is changed one change after the other; a slow one holds up no other. */
import type { Endpoint } from "@matter/main";
import { takingTurns } from "../../handlers/kernel/taking-turns.ts";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import type { MatterAttributes, MatterEndpoint, MatterNode } from "../../handlers/ports/matter-bridge.ts";
import { endpointFor, hasBattery, shapeOf } from "./endpoint-types.ts";
import { type HeldBack, heldBack } from "./held-back.ts";
import { mergedAttributes } from "./merged-attributes.ts";
import type { Servers } from "./servers.ts";

interface Held {
  spec: MatterEndpoint;
  endpoint: Endpoint;
  /** One change after the other. */
  inTurn: <T>(work: () => T | Promise<T>) => Promise<T>;
  /** What the home has told of it, all together. */
  told: MatterAttributes;
  held: HeldBack;
}

/** DeviceTypeList of the endpoint's descriptor: that of a bridged device with a battery has one type more. */
const POWER_SOURCE = { deviceType: 0x0011, revision: 1 };
const BRIDGED_NODE = { deviceType: 0x0013, revision: 3 };

export interface Endpoints extends Pick<MatterNode, "put" | "remove" | "update" | "press" | "numbers"> {
  count(): number;
  /** The node was reset: endpoints are as they were made, and are told their device types again. Values are not known here. */
  reset(): Promise<void>;
  /** An order for an endpoint begins. @returns ends it; resolves when everything is shown that the home told meanwhile */
  order(id: string): () => Promise<void>;
  /** A write is over: shown is what the home has told, and this where it has told nothing. */
  asTold(id: string, otherwise: MatterAttributes): void;
}

/** A bridged device is one in its descriptor, too. */
const describe = async (endpoint: Endpoint, spec: MatterEndpoint): Promise<void> =>
  endpoint.act((agent) => {
    const { state } = (agent as unknown as { descriptor: { state: { deviceTypeList: { deviceType: number }[] } } })
      .descriptor;
    const has = (type: number) => state.deviceTypeList.some(({ deviceType }) => deviceType === type);
    const more = [BRIDGED_NODE, ...(hasBattery(spec) ? [POWER_SOURCE] : [])].filter(
      ({ deviceType }) => !has(deviceType),
    );
    if (more.length > 0) state.deviceTypeList = [...state.deviceTypeList, ...more];
  });

export function createEndpoints(
  aggregator: Endpoint,
  servers: Servers,
  { log, clock }: { log: Log; clock: Pick<Clock, "after"> },
): Endpoints {
  const all = new Map<string, Held>();

  /** One bad value costs itself, not the others. */
  async function set(held: Held, attributes: MatterAttributes): Promise<void> {
    const { endpoint } = held;
    for (const [cluster, values] of Object.entries(attributes)) {
      if (!(cluster in endpoint.state)) continue;
      await endpoint.set({ [cluster]: values } as never).catch(() => setSingly(held, cluster, values));
    }
  }

  /** What one may be depends on others, and matter.js looks at what those were before: so twice. */
  async function setSingly({ endpoint, spec }: Held, cluster: string, values: MatterAttributes[string] = {}) {
    let left = Object.entries(values);
    let error: unknown;
    for (let pass = 0; pass < 2; pass += 1) {
      const refused: typeof left = [];
      for (const [name, value] of left)
        await endpoint.set({ [cluster]: { [name]: value } } as never).catch((reason: unknown) => {
          refused.push([name, value]);
          error = reason;
        });
      left = refused;
    }
    if (left.length === 0) return;
    const refused = Object.fromEntries(left);
    log.warn("matter: a value cannot be shown", { name: spec.name, cluster, refused, error });
  }

  async function add(spec: MatterEndpoint): Promise<void> {
    const endpoint = endpointFor(spec, servers);
    await aggregator.add(endpoint);
    await describe(endpoint, spec);
    const inTurn = takingTurns();
    const held: Held = {
      spec,
      endpoint,
      inTurn,
      told: spec.attributes,
      held: heldBack(clock, (attributes) =>
        inTurn(() => (all.get(spec.id) === held ? set(held, attributes) : undefined)),
      ),
    };
    all.set(spec.id, held);
  }

  async function remove(id: string): Promise<void> {
    const held = all.get(id);
    if (held === undefined) return;
    all.delete(id);
    // closing keeps its number for when it comes back; deleting would not
    await held.inTurn(() => held.endpoint.close());
  }

  function tell(held: Held, attributes: MatterAttributes): Promise<void> {
    held.told = mergedAttributes(held.told, attributes);
    return held.held.tell(attributes);
  }

  const basics = ({ name, product, serial, reachable }: MatterEndpoint): MatterAttributes => ({
    bridgedDeviceBasicInformation: {
      nodeLabel: name,
      productName: product,
      productLabel: product,
      serialNumber: serial,
      reachable,
    },
  });

  return {
    count: () => all.size,
    async reset() {
      for (const { endpoint, spec, inTurn } of all.values()) await inTurn(() => describe(endpoint, spec));
    },
    numbers: () => new Map([...all].map(([id, { endpoint }]) => [id, endpoint.number])),
    async put(spec) {
      const held = all.get(spec.id);
      if (held && shapeOf(held.spec) === shapeOf(spec)) {
        held.spec = spec;
        void tell(held, spec.attributes);
        return held.inTurn(() => set(held, basics(spec)));
      }
      await remove(spec.id);
      await add(spec);
    },
    remove,
    async update(id, { reachable, attributes }) {
      const held = all.get(id);
      if (held === undefined) return;
      const shown = attributes && tell(held, attributes);
      // an order changes nothing about that
      if (reachable !== undefined) await held.inTurn(() => set(held, { bridgedDeviceBasicInformation: { reachable } }));
      await shown;
    },
    order: (id) => all.get(id)?.held.begin() ?? (async () => {}),
    asTold(id, otherwise) {
      const held = all.get(id);
      if (held === undefined) return;
      const told = Object.fromEntries(
        Object.entries(held.told).filter(([cluster]) => Object.hasOwn(otherwise, cluster)),
      );
      void held.held.tell(mergedAttributes(otherwise, told));
    },
    async press(id, event) {
      const held = all.get(id);
      if (held === undefined) return;
      const isRelease = event === "shortRelease" || event === "longRelease";
      await held.inTurn(async () => {
        const { endpoint } = held;
        if (!isRelease) await endpoint.set({ switch: { currentPosition: 1 } } as never);
        await endpoint.act((agent) => {
          const { events } = (
            agent as unknown as { switch: { events: Record<string, { emit(...args: unknown[]): void }> } }
          ).switch;
          events[event]?.emit(isRelease ? { previousPosition: 1 } : { newPosition: 1 }, agent.context);
        });
        if (isRelease) await endpoint.set({ switch: { currentPosition: 0 } } as never);
      });
    },
  };
}

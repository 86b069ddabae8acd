/** The endpoints of a node. Each is changed one change after the other; a slow one holds up no other. */
import type { Endpoint } from "@matter/main";
import { takingTurns } from "../../handlers/kernel/taking-turns.ts";
import type { Log } from "../../handlers/ports/index.ts";
import type { MatterAttributes, MatterEndpoint, MatterNode } from "../../handlers/ports/matter-bridge.ts";
import { endpointFor, hasBattery } from "./endpoint-types.ts";
import type { Servers } from "./servers.ts";

interface Held {
  spec: MatterEndpoint;
  endpoint: Endpoint;
  /** One change after the other. */
  inTurn: <T>(work: () => T | Promise<T>) => Promise<T>;
}

/** What cannot change while an endpoint is there: controllers would take it for another device. */
const shapeOf = ({ type, extra, features }: MatterEndpoint): string => JSON.stringify([type, extra, features]);

/** DeviceTypeList of the endpoint's descriptor: that of a bridged device with a battery has one type more. */
const POWER_SOURCE = { deviceType: 0x0011, revision: 1 };
const BRIDGED_NODE = { deviceType: 0x0013, revision: 3 };

export type Endpoints = Pick<MatterNode, "put" | "remove" | "update" | "press" | "numbers"> & { count(): number };

export function createEndpoints(aggregator: Endpoint, servers: Servers, log: Log): Endpoints {
  const all = new Map<string, Held>();

  /** One bad value costs its cluster, not the others. */
  async function set({ endpoint, spec }: Held, attributes: MatterAttributes): Promise<void> {
    for (const [cluster, values] of Object.entries(attributes)) {
      if (!(cluster in endpoint.state)) continue;
      try {
        await endpoint.set({ [cluster]: values } as never);
      } catch (error) {
        log.warn("matter: a value cannot be shown", { name: spec.name, cluster, error });
      }
    }
  }

  async function add(spec: MatterEndpoint): Promise<void> {
    const endpoint = endpointFor(spec, servers);
    await aggregator.add(endpoint);
    await endpoint.act((agent) => {
      const { state } = (agent as unknown as { descriptor: { state: { deviceTypeList: { deviceType: number }[] } } })
        .descriptor;
      const has = (type: number) => state.deviceTypeList.some(({ deviceType }) => deviceType === type);
      const more = [BRIDGED_NODE, ...(hasBattery(spec) ? [POWER_SOURCE] : [])].filter(
        ({ deviceType }) => !has(deviceType),
      );
      if (more.length > 0) state.deviceTypeList = [...state.deviceTypeList, ...more];
    });
    all.set(spec.id, { spec, endpoint, inTurn: takingTurns() });
  }

  async function remove(id: string): Promise<void> {
    const held = all.get(id);
    if (held === undefined) return;
    all.delete(id);
    // closing keeps its number for when it comes back; deleting would not
    await held.inTurn(() => held.endpoint.close());
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
    numbers: () => new Map([...all].map(([id, { endpoint }]) => [id, endpoint.number])),
    async put(spec) {
      const held = all.get(spec.id);
      if (held && shapeOf(held.spec) === shapeOf(spec)) {
        held.spec = spec;
        return held.inTurn(() => set(held, { ...spec.attributes, ...basics(spec) }));
      }
      await remove(spec.id);
      await add(spec);
    },
    remove,
    async update(id, { reachable, attributes = {} }) {
      const held = all.get(id);
      if (held === undefined) return;
      const more: MatterAttributes = reachable === undefined ? {} : { bridgedDeviceBasicInformation: { reachable } };
      await held.inTurn(() => set(held, { ...attributes, ...more }));
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

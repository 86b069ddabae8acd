/** The centrals that this process reaches, as use cases see them. */
import type { CentralObserver, Centrals, KeptValues } from "../kernel/site.ts";
import type { Device } from "../model/types.ts";
import { CcuFault } from "../ports/index.ts";
import type { CentralEngine } from "./central.ts";

const NOTHING_KEPT: KeptValues = {
  ...{ values: 0, bytes: 0, restored: 0, unreadable: 0, removed: 0, flushes: 0, flushed: 0 },
};
const sumOf = (a: KeptValues, b: KeptValues): KeptValues => ({
  values: a.values + b.values,
  bytes: a.bytes + b.bytes,
  restored: a.restored + b.restored,
  unreadable: a.unreadable + b.unreadable,
  removed: a.removed + b.removed,
  flushes: a.flushes + b.flushes,
  flushed: a.flushed + b.flushed,
});

/** Whoever owns the two collections keeps them up to date: they are looked at with every call. */
export function reachableCentrals(
  engines: ReadonlyMap<string, CentralEngine>,
  observers: Set<CentralObserver> = new Set(),
  change: Pick<Centrals, "add" | "remove"> = { add: async () => false, remove: async () => false },
): Centrals {
  /** @throws CcuFault where the device's central is not connected to this process. */
  const engineOf = ({ central }: Pick<Device, "central">): CentralEngine => {
    const engine = engines.get(central);
    if (!engine) throw new CcuFault("transport", `central ${central} is not connected to this server`);
    return engine;
  };
  return {
    names: () => [...engines.keys()].sort(),
    ccu: (central) => engines.get(central)?.ccu,
    writeValues: async (device, values, options) => engineOf(device).writeValues(device, values, options),
    writeMaster: async (device, channel, values, options) =>
      engineOf(device).writeMaster(device, channel, values, options),
    reloadValues: async (device, channel) => engineOf(device).reloadValues(device, channel),
    reloadConfiguration: async (device, channel) => engineOf(device).reloadConfiguration(device, channel),
    refreshConfiguration: (central) => engines.get(central)?.refreshConfiguration(),
    clearCache: async (central, scope) => engineOf({ central }).clearCache(scope),
    expectAbsence: (central, reason, ms) => engines.get(central)?.expectAbsence(reason, ms),
    keptValues: () => [...engines.values()].map((engine) => engine.keptValues()).reduce(sumOf, NOTHING_KEPT),
    async forgetKeptValues(device) {
      if (device) return engineOf(device).forgetKeptValues(device.address);
      for (const engine of engines.values()) await engine.forgetKeptValues();
    },
    recordsChanged: async (central, kind) => (await engines.get(central)?.recordsChanged(kind)) ?? 0,
    ...change,
    observe(observer) {
      observers.add(observer);
      for (const central of engines.keys()) observer.added?.(central);
      return () => void observers.delete(observer);
    },
  };
}

/** In the cloud: what is served at home is forwarded there. */
export const NO_CENTRALS: Centrals = reachableCentrals(new Map());

/** The centrals of this process: as use cases reach them, and as they come and go while the program runs. */
import type { CentralConfig, CentralObserver, Centrals } from "../kernel/site.ts";
import { takingTurns } from "../kernel/taking-turns.ts";
import type { Ccu, CcuConfig } from "../ports/index.ts";
import { type CentralEngine, createCentralEngine } from "./central.ts";
import { centralConfig } from "./central-config.ts";
import { reachableCentrals } from "./reachable-centrals.ts";
import type { EngineScope } from "./scope.ts";

export interface LivingCentrals {
  /** The port of the use cases; always up to date. */
  readonly centrals: Centrals;
  /**
   * Starts a central; resolves before its CCU answers. One of the same name is replaced: its devices and values stay, its
   * driver is stopped first.
   */
  add(ccu: Ccu, config: CentralConfig): Promise<CentralEngine>;
  /** Stops a central and forgets its devices and values, here and where they are kept. `false` where there is none. */
  remove(central: string): Promise<boolean>;
  /** Ends all drivers at once (at most 8 s each); what they know stays known. */
  stop(): Promise<void>;
}

export interface CentralsParts extends Pick<EngineScope, "home" | "store" | "events" | "clock" | "log"> {
  /** Makes the driver of a CCU; absent where the process has none. */
  driver?: (central: CcuConfig) => Ccu;
  /** Told whenever the centrals are others, with what the home knows of each. */
  configured?: (centrals: readonly CentralConfig[]) => void;
}

export function createCentrals({ driver, configured = () => {}, ...parts }: CentralsParts): LivingCentrals {
  const { log } = parts;
  const engines = new Map<string, CentralEngine>();
  const configs = new Map<string, CentralConfig>();
  const observers = new Set<CentralObserver>();
  /** Additions and removals happen one after the other, in the order in which they were asked for. */
  const inOrder = takingTurns();

  const tell = (what: keyof CentralObserver, central: string) => {
    for (const observer of observers)
      try {
        observer[what]?.(central);
      } catch (error) {
        log.error("an observer of the centrals failed", { central, what, error });
      }
  };
  const stopEngine = (engine: CentralEngine) =>
    engine.stop().catch((error) => log.error("central not ended cleanly", { central: engine.central, error }));

  const add = (ccu: Ccu, config: CentralConfig) =>
    inOrder(async () => {
      const former = engines.get(ccu.central);
      if (former) await stopEngine(former);
      const engine = createCentralEngine({ ...parts, ccu, config });
      engines.set(ccu.central, engine);
      configs.set(ccu.central, config);
      configured([...configs.values()]);
      await engine.start();
      tell(former ? "changed" : "added", ccu.central);
      return engine;
    });
  const addConfigured = async (central: CcuConfig): Promise<boolean> => {
    if (!driver) return false;
    await add(driver(central), centralConfig(central));
    return true;
  };
  const remove = (central: string) =>
    inOrder(async () => {
      const engine = engines.get(central);
      if (!engine) return false;
      // first: nobody writes to it any more
      engines.delete(central);
      configs.delete(central);
      configured([...configs.values()]);
      await stopEngine(engine);
      await engine.forget();
      tell("removed", central);
      return true;
    });

  return {
    centrals: reachableCentrals(engines, observers, { add: addConfigured, remove }),
    add,
    remove,
    stop: () => inOrder(async () => void (await Promise.all([...engines.values()].map(stopEngine)))),
  };
}

/** What the parts of one central's engine share. */
import type { CentralConfig } from "../kernel/site.ts";
import type { Ccu, Clock, EventSink, HomeWriter, Log, SiteStore } from "../ports/index.ts";
import type { Incidents } from "./incidents.ts";

/** What the engine of a central has to tell about troubles. */
export type Troubles = Pick<Incidents, "begin" | "end" | "note">;

export interface EngineScope {
  /** Name of the central. */
  readonly central: string;
  readonly ccu: Ccu;
  readonly home: HomeWriter;
  readonly store: SiteStore;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: CentralConfig;
  readonly incidents: Troubles;
}

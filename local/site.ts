/**
 * Composes one home: store, event log, read model, engines, stream and the two dispatchers. Used by the on-prem server
 * and by the tests, which bring their own clock, store and CCUs.
 */
import { randomUUID } from "node:crypto";
import { createMemoryHome } from "../adapters/memory/home.ts";
import { commands, operations, features as served } from "../handlers/api.ts";
import { createAuthenticator, type SiteAuthenticator } from "../handlers/auth/authenticator.ts";
import type { CentralEngine } from "../handlers/home/central.ts";
import { createCentrals } from "../handlers/home/centrals.ts";
import { createEventSink } from "../handlers/home/event-sink.ts";
import { type CommandCall, type CommandResult, createCommandDispatcher } from "../handlers/kernel/command.ts";
import { type ApiReply, type ApiRequest, createDispatcher } from "../handlers/kernel/dispatch.ts";
import type { Feature, StopFeature } from "../handlers/kernel/feature.ts";
import {
  type About,
  type CentralConfig,
  createStates,
  type NewCentral,
  type Site,
  type SiteSettings,
} from "../handlers/kernel/site.ts";
import type {
  Ccu,
  Clock,
  EventLog,
  HomeWriter,
  Log,
  LoggedEvent,
  Secrets,
  SiteId,
  SiteStore,
} from "../handlers/ports/index.ts";
import { createHub, type Hub } from "../handlers/stream/hub.ts";
import { unhandledErrors } from "./unhandled-errors.ts";

export interface SiteParts {
  id: SiteId;
  store: SiteStore;
  eventLog: EventLog;
  clock: Clock;
  secrets: Secrets;
  log: Log;
  about: About;
  settings: SiteSettings;
  /** Makes drivers for centrals that people configure while the program runs. */
  driver?: (central: NewCentral) => Ccu;
  /** Default: a new one in memory. */
  home?: HomeWriter;
  /** Called with events that are in the log, in order: what else listens besides the sockets. Quick, never throws. */
  logged?: (events: readonly LoggedEvent[]) => void;
  /** What lives with the home. Default: those that are served. */
  features?: readonly Feature[];
  /** Tests: answers and results are checked against their schemas. */
  validateResponses?: boolean;
}

export interface RunningSite {
  readonly site: Site;
  readonly authenticator: SiteAuthenticator;
  readonly hub: Hub;
  readonly dispatch: (request: ApiRequest) => Promise<ApiReply>;
  readonly call: (call: CommandCall) => Promise<CommandResult>;
  /** Adds a central, or puts it in the place of the one with its name, and starts its driver; resolves before the CCU answers. */
  addCentral(ccu: Ccu, config: CentralConfig): Promise<CentralEngine>;
  /** Ends a central and forgets its devices. `false` where there is none of that name. */
  removeCentral(name: string): Promise<boolean>;
  /** Ends drivers (at most 8 s each, all at once), then sockets; what was published is in the log. */
  stop(): Promise<void>;
}

export async function composeSite(parts: SiteParts): Promise<RunningSite> {
  const { id, store, eventLog, clock, secrets, log, about, settings, driver, validateResponses } = parts;
  const home = parts.home ?? createMemoryHome();
  const authenticator = createAuthenticator({ store, clock, secrets, settings, log });
  const call = createCommandDispatcher(commands, { validateResults: validateResponses });
  const hub = await createHub({
    eventLog,
    clock,
    log,
    site: () => site,
    requestId: randomUUID,
    dispatch: call,
    authenticate: (token) => authenticator.authenticateToken(token),
    current: (identity) => authenticator.current(identity),
  });
  const deliver = (logged: LoggedEvent[]) => {
    hub.deliver(logged);
    parts.logged?.(logged);
  };
  const events = createEventSink({ log: eventLog, clock, deliver, logger: log });
  const living = createCentrals({ home, store, events, clock, log, driver });
  const site: Site = {
    id,
    home,
    store,
    eventLog,
    events,
    connections: hub.connections,
    centrals: living.centrals,
    clock,
    secrets,
    log,
    settings,
    about,
    unhandledErrors,
    credentials: authenticator,
    state: createStates(clock),
  };
  const dispatch = createDispatcher({ operations, home: () => ({ site, authenticator }), clock, validateResponses });
  const stops: StopFeature[] = [];
  for (const feature of parts.features ?? served) if (feature.start) stops.push(await feature.start(site));
  return {
    site,
    authenticator,
    hub,
    dispatch,
    call,
    addCentral: living.add,
    removeCentral: living.remove,
    async stop() {
      for (const stop of stops.splice(0).reverse()) await stop();
      await living.stop();
      await events.flushed();
      hub.close();
    },
  };
}

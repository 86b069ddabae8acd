/**
 * Composes one home from its parts: event sink, engines, stream and the two dispatchers. Every program does it here, ours
 * and those of others; what a program brings are implementations of the ports.
 */
import { randomUUID } from "node:crypto";
import { operations as allOperations, sectionsOf, features as served } from "./api.ts";
import { createAuthenticator, type SiteAuthenticator } from "./auth/authenticator.ts";
import { createCcuLogin } from "./auth/ccu-users.ts";
import { changeUserRole } from "./auth/revocation.ts";
import { openConfiguration } from "./configuration/configuration.ts";
import { liveSettings } from "./configuration/live-settings.ts";
import type { CentralEngine } from "./home/central.ts";
import { createCentrals } from "./home/centrals.ts";
import { createEventSink } from "./home/event-sink.ts";
import { NO_CENTRALS } from "./home/reachable-centrals.ts";
import { type CommandCall, type CommandResult, createCommandDispatcher } from "./kernel/command.ts";
import {
  type ApiReply,
  type ApiRequest,
  createDispatcher,
  type Dispatch,
  type ForwardRequest,
  parseCookies,
} from "./kernel/dispatch.ts";
import type { Feature, StopFeature } from "./kernel/feature.ts";
import type { Identity } from "./kernel/identity.ts";
import { named } from "./kernel/named-log.ts";
import { type Refusal, unauthorized } from "./kernel/problem.ts";
import { metered, requestCounts } from "./kernel/request-meter.ts";
import { type Configuration, fixedSections } from "./kernel/section.ts";
import {
  type About,
  type CentralConfig,
  createStates,
  type Site,
  type SiteSettings,
  type UnhandledErrors,
} from "./kernel/site.ts";
import type { CodeHashing } from "./ports/code-hashing.ts";
import type {
  BackupParts,
  Ccu,
  CcuConfig,
  CcuSearch,
  CertificateStore,
  Clock,
  Connections,
  EventLog,
  Home,
  HomeWriter,
  IdentityProviders,
  Log,
  LogBook,
  LoggedEvent,
  MetricsExposition,
  OpenHistory,
  Secrets,
  SiteId,
  SiteStore,
} from "./ports/index.ts";
import type { MatterBridge } from "./ports/matter-bridge.ts";
import type { UserBroker } from "./ports/user-broker.ts";
import type { WebhookSender } from "./ports/webhook-sender.ts";
import { createHub, type Hub } from "./stream/hub.ts";

/** What holds where nothing else is said. */
export const DEFAULT_SETTINGS: SiteSettings = {
  locale: "en",
  centrals: [],
  callbackPorts: { xmlrpc: 0, binrpc: 0 },
  allowSetup: false,
  csrf: true,
  corsOrigins: [],
  rateLimit: false,
};

interface CommonParts {
  id: SiteId;
  store: SiteStore;
  eventLog: EventLog;
  clock: Clock;
  secrets: Secrets;
  log: Log;
  about: About;
  /** What differs from {@link DEFAULT_SETTINGS}. */
  settings?: Partial<SiteSettings>;
  /** The configuration of the program and its features. Default: what is stored and the defaults, without file and environment. */
  sections?: Configuration;
  /** What is served and lives with the home. Default: everything; see `featuresWith`. */
  features?: readonly Feature[];
  /** Where people sign in (OpenID Connect); absent: they have their passwords here. */
  identityProviders?: IdentityProviders;
  /** Tests: answers and results are checked against their schemas. */
  validateResponses?: boolean;
}

export interface SiteParts extends CommonParts {
  /** The read model, kept up to date by the centrals. */
  home: HomeWriter;
  /** Makes the driver of a CCU that people configure while the program runs; absent: it starts with the program. */
  driver?: (central: CcuConfig) => Ccu;
  /** Called with events that are in the log, in order: what else listens besides the sockets. Quick, never throws. */
  logged?: (events: readonly LoggedEvent[]) => void;
  /** Reads an environment variable that the configuration names; absent: none is read. */
  variable?: Site["variable"];
  /** Opens the past of data points where it is switched on; absent: none is kept. */
  history?: OpenHistory;
  /** Hashes codes of the alarm panel; absent: there are none. */
  codeHashing?: CodeHashing;
  /** Sends webhooks; absent: none are sent. */
  webhookSender?: WebhookSender;
  /** Where backups are kept; absent: none are. */
  backups?: BackupParts;
  /** CCUs of the program's settings, for `GET /centrals`. Default: none. */
  givenCentrals?: Site["givenCentrals"];
  /** Looks for CCUs in the local network; absent: nobody looks. */
  ccuSearch?: CcuSearch;
  /** Ends the program, where a supervisor starts it again; absent: it cannot be restarted by `POST /system/restart`. */
  restart?: () => void;
  /** Connects to a broker of the user's; absent: no MQTT. */
  userBroker?: UserBroker | undefined;
  /** Shows devices to Matter controllers; absent: no Matter. */
  matterBridge?: MatterBridge | undefined;
  /** Told in `/health`; default: nothing is told about them. */
  unhandledErrors?: UnhandledErrors;
  /** The book of `log`: levels by path and the newest entries, for `/diagnostics`. */
  logBook?: LogBook;
  /** Writes figures down for `/metrics`. */
  exposition?: MetricsExposition;
  /** The certificate of the listeners, where they have one. */
  certificates?: CertificateStore;
}

/** Who asks, for what is no operation: the handshake of a WebSocket. 401 for nobody, 429 for who guesses. */
export type Identify = (request: ApiRequest) => Promise<{ identity: Identity } | Refusal>;

export interface RunningSite {
  readonly site: Site;
  readonly authenticator: SiteAuthenticator;
  readonly identify: Identify;
  readonly hub: Hub;
  readonly dispatch: Dispatch;
  readonly call: (call: CommandCall) => Promise<CommandResult>;
  /** Adds a central, or puts it in the place of the one with its name, and starts its driver; resolves before the CCU answers. */
  addCentral(ccu: Ccu, config: CentralConfig): Promise<CentralEngine>;
  /** Ends a central and forgets its devices. `false` where there is none of that name. */
  removeCentral(name: string): Promise<boolean>;
  /** Ends drivers (at most 8 s each, all at once), then sockets; what was published is in the log. */
  stop(): Promise<void>;
}

/** One list for all homes of this process that serve everything: they share its router. */
const operationsOf = (features: readonly Feature[]) =>
  features === served ? allOperations : features.flatMap((feature) => feature.operations);

const NO_SOCKETS: Connections = { end: async () => 0, change: async () => 0 };

const identifier =
  (authenticator: SiteAuthenticator): Identify =>
  async (request) => {
    if (request.identity !== undefined) return request.identity ? { identity: request.identity } : unauthorized();
    const cookies = parseCookies(request.headers.cookie);
    const { identity, refusal } = await authenticator.identify({ ...request, id: randomUUID(), cookies });
    return refusal ?? (identity ? { identity } : unauthorized());
  };

/** A home whose CCUs this process reaches. Its features have started when this resolves; centrals are added afterwards. */
export async function composeSite(parts: SiteParts): Promise<RunningSite> {
  const { id, home, store, eventLog, clock, secrets, log, about, unhandledErrors, driver, restart } = parts;
  const { webhookSender, backups, logBook, exposition, history, userBroker, matterBridge, variable } = parts;
  const { features = served, validateResponses } = parts;
  const sections = parts.sections ?? (await openConfiguration({ sections: sectionsOf(features), store, secrets, log }));
  const settings = liveSettings({ ...DEFAULT_SETTINGS, ...parts.settings }, sections);
  const authLog = named(log, "auth");
  const ccuLogin = createCcuLogin({
    store,
    clock,
    secrets,
    log: authLog,
    sections,
    centrals: () => living.centrals,
    roleChanged: (subject, role) =>
      changeUserRole({ credentials: authenticator, connections: hub.connections }, subject, role),
  });
  const authenticator = createAuthenticator({ store, clock, secrets, settings, log: authLog }, ccuLogin);
  const commands = features.flatMap((feature) => feature.commands);
  const call = createCommandDispatcher(commands, { validateResults: validateResponses });
  const hub = await createHub({
    eventLog,
    clock,
    log: named(log, "stream"),
    site: () => asked,
    requestId: randomUUID,
    dispatch: call,
    authenticate: (token) => authenticator.authenticateToken(token),
    current: (identity) => authenticator.current(identity),
  });
  const deliver = (logged: LoggedEvent[]) => {
    hub.deliver(logged);
    parts.logged?.(logged);
  };
  const events = createEventSink({ log: eventLog, clock, deliver, logger: named(log, "events") });
  const living = createCentrals({
    home,
    store,
    events,
    clock,
    log: named(log, "home"),
    driver,
    configured(centrals) {
      settings.centrals = centrals;
    },
  });
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
    sections,
    about,
    unhandledErrors,
    history,
    variable,
    codeHashing: parts.codeHashing,
    webhookSender,
    backups,
    identityProviders: parts.identityProviders,
    logBook,
    exposition,
    certificates: parts.certificates,
    streamMetrics: () => hub.metrics(),
    restart,
    givenCentrals: parts.givenCentrals,
    ccuSearch: parts.ccuSearch,
    userBroker,
    matterBridge,
    credentials: authenticator,
    state: createStates(clock),
  };
  const operations = operationsOf(features);
  /** The home as handlers see it. */
  const asked: Site = { ...site, log: named(log, "api") };
  const requestHome = { site: asked, authenticator };
  const answer = createDispatcher({ operations, home: () => requestHome, clock, validateResponses });
  const dispatch = metered(answer, site.state(requestCounts), clock);
  const ofFeature = ({ name }: Feature): Site => ({ ...site, log: named(log, `features.${name}`) });
  const stops: StopFeature[] = [];
  for (const feature of features) if (feature.start) stops.push(await feature.start(ofFeature(feature)));
  return {
    site,
    authenticator,
    identify: identifier(authenticator),
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

export interface RemoteSiteParts extends CommonParts {
  /** A new read model of what another process has written, asked for with every request. */
  readHome: () => Home;
  /**
   * Where a `served: "home"` operation goes: to the process next to the CCU. Without it such an operation answers that its
   * CCU is not connected.
   */
  forward?: ForwardRequest;
  /** The sockets that a revocation ends (`createRemoteStream`). Default: this home has none. */
  connections?: Connections;
}

export interface RemoteSite {
  readonly site: Site;
  readonly authenticator: SiteAuthenticator;
  readonly identify: Identify;
  readonly dispatch: (request: ApiRequest) => Promise<ApiReply>;
}

/**
 * REST for a home whose CCUs another process reaches, in one of many processes that share its store: a function. Nothing
 * lives between two requests; events that a use case publishes are in the log when the request is answered.
 */
export function composeRemoteSite(parts: RemoteSiteParts): RemoteSite {
  const { id, readHome, forward, store, eventLog, clock, secrets, log, about, validateResponses } = parts;
  const { features = served, connections = NO_SOCKETS } = parts;
  const settings: SiteSettings = { ...DEFAULT_SETTINGS, ...parts.settings };
  const authenticator = createAuthenticator({ store, clock, secrets, settings, log });
  const events = createEventSink({ log: eventLog, clock, deliver: () => {}, logger: log });
  const site: Site = {
    id,
    home: readHome(),
    store,
    eventLog,
    events,
    connections,
    centrals: NO_CENTRALS,
    clock,
    secrets,
    log,
    settings,
    sections: parts.sections ?? fixedSections(),
    identityProviders: parts.identityProviders,
    about,
    credentials: authenticator,
    state: createStates(clock),
  };
  const answer = createDispatcher({
    operations: operationsOf(features),
    home: () => ({ site: { ...site, home: readHome() }, authenticator }),
    clock,
    forward,
    shared: true,
    validateResponses,
  });
  const dispatch = async (request: ApiRequest): Promise<ApiReply> => {
    const reply = await answer(request);
    await events.flushed();
    return reply;
  };
  return { site, authenticator, identify: identifier(authenticator), dispatch };
}

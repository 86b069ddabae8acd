/** Composes the homes of the cloud from the table, the broker and the gateway: what all functions share. */
import { createHash, randomUUID } from "node:crypto";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { createDynamoConnectionRecords } from "../../adapters/dynamodb/connection-records.ts";
import { createDynamoEventLog, type DynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { createDynamoHome, type DynamoHome, putCurrent } from "../../adapters/dynamodb/home.ts";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import { withOutagesTold } from "../../adapters/dynamodb/outage.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import type { DynamoTable, TableCall } from "../../adapters/dynamodb/table.ts";
import { createGateway } from "../../adapters/lambda/gateway.ts";
import { invocationLog } from "../../adapters/lambda/invocation.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { createLog } from "../../adapters/node/log.ts";
import { passwordsHere } from "../../adapters/node/passwords-here.ts";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { createAuthenticator, type SiteAuthenticator } from "../../handlers/auth/authenticator.ts";
import { createEventSink } from "../../handlers/home/event-sink.ts";
import { NO_CENTRALS } from "../../handlers/home/reachable-centrals.ts";
import { createBoundedCache } from "../../handlers/kernel/bounded-cache.ts";
import { type Command, type CommandCall, createCommandDispatcher } from "../../handlers/kernel/command.ts";
import { fixedSections } from "../../handlers/kernel/section.ts";
import { type About, createStates, type Site, type SiteSettings } from "../../handlers/kernel/site.ts";
import { SITE_NAME } from "../../handlers/kernel/site-name.ts";
import { createTokenBuckets } from "../../handlers/kernel/token-bucket.ts";
import type {
  Clock,
  ConnectionRecords,
  Gateway,
  IdentityProviders,
  Log,
  Secrets,
  Store,
} from "../../handlers/ports/index.ts";
import { DEPLOYMENT, type SiteId, siteId } from "../../handlers/ports/index.ts";
import type { BrokerAccess } from "../../handlers/relay/cloud/broker-access.ts";
import { createFence, type Fence } from "../../handlers/relay/cloud/fence.ts";
import { createReadBarrier } from "../../handlers/relay/cloud/read-barrier.ts";
import type { LargeAnswerPlaces } from "../../handlers/relay/cloud/requester.ts";
import { createBroughtEvents } from "../../handlers/stream/brought-events.ts";
import { withinCommandLimit } from "../../handlers/stream/command-limit.ts";
import { COMMAND_BURST, COMMAND_RATE } from "../../handlers/stream/limits.ts";
import { createRemoteStream, type RemoteStream } from "../../handlers/stream/remote.ts";
import { functionAbout } from "./about.ts";
import { type AwsAccess, type AwsLogin, openAws } from "./aws.ts";
import { createBrokerAccess } from "./broker.ts";
import type { ccuLoginOf } from "./ccu-login.ts";
import type { Environment } from "./environment.ts";
import { SITES_KEPT } from "./limits.ts";
import { type Pairing, type PairingParts, relayAccessOf } from "./pairing.ts";

/** What several homes share. */
export interface Cloud {
  readonly environment: Environment;
  /** For `handlerOf`. */
  readonly metrics: { write?: (line: string) => void };
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly gateway: Gateway;
  readonly broker: BrokerAccess;
  readonly aws: AwsAccess;
  readonly pairing: Pairing | undefined;
  /** The home of this name, whether or not it exists; `undefined`, or for an impossible name: the home of nobody. */
  siteOf(name: string | undefined): CloudSite;
  close(): Promise<void>;
}

/** One home as the functions see it. Kept over calls; what a call reads is its own. */
export interface CloudSite {
  readonly id: SiteId;
  readonly site: Site;
  /** The table, as this home reaches it. */
  readonly table: DynamoTable;
  readonly authenticator: SiteAuthenticator;
  readonly eventLog: DynamoEventLog;
  readonly connections: ConnectionRecords;
  /** The site with a read model of its own, for one request. */
  forRequest(): RequestSite;
  /** For one call of a function. */
  stream(): RemoteStream;
  /** Events that use cases of this process published are in the log, and on their way to all sockets. */
  settled(): Promise<void>;
}

/** The site as one request sees it. */
export type RequestSite = Site & { readonly home: DynamoHome };

export interface CloudOptions {
  /** What sockets can call; only the function that takes their messages carries it. */
  commands?: readonly Command[];
  clock?: Clock;
  log?: Log;
  /** Told of every call of the table: for counting. */
  onCall?: (call: TableCall) => void;
  /** Cost of new password hashes; tests use the least. */
  passwordCost?: number;
  validateResponses?: boolean;
  /** Where lines with metrics go; default: standard output, which CloudWatch reads. */
  metrics?: (line: string) => void;
  /** Pairs relays on a broker that gives certificates; only the functions that do that carry it. */
  pairing?: (parts: PairingParts) => Pairing | undefined;
  aws?: AwsLogin;
  /** Where homes put files that are too large for the broker; only the function that hands them on carries it. */
  largeAnswers?: (bucket: string, configOf: (site: string) => S3ClientConfig) => LargeAnswerPlaces;
  /** Where people sign in; only the function that does that carries it. */
  identityProviders?: (clock: Clock) => IdentityProviders;
  /** Asks the homes about users of their CCUs; the function that opens sockets may ask no home: those come by session or token. */
  ccuLogin?: typeof ccuLoginOf | undefined;
  /** The connections of a pairing that was ended are closed (a broker in this process). */
  pairingEnded?: (site: string, pairing: number) => void;
  /** Tests: instead of what is made from the environment. */
  parts?: {
    table?: DynamoTable;
    gateway?: Gateway;
    about?: About;
    /** @param credentialPrefix what credentials of the home begin with */
    secrets?: (credentialPrefix: string) => Secrets;
  };
}

const settingsOf = ({ locale = "en", corsOrigins = [] }: Environment): SiteSettings => ({
  locale,
  centrals: [],
  callbackPorts: { xmlrpc: 0, binrpc: 0 },
  allowSetup: false,
  csrf: true,
  corsOrigins,
  // the gateway throttles; a limit of one instance would only be felt by chance
  rateLimit: false,
});

/** The deployment keeps it, never the table that it protects. */
const sealingKey = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** Opens the table; the broker and the gateway are connected to when they are needed. */
export async function openCloud(environment: Environment, options: CloudOptions = {}): Promise<Cloud> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? invocationLog(createLog({ level: "info", service: "ccu-anywhere", readable: false }));
  const { parts = {} } = options;
  const aws = openAws({ environment, clock, login: options.aws, onCall: options.onCall });
  const tableOf = (site: SiteId): DynamoTable => withOutagesTold(parts.table ?? aws.tableOf(site), log);
  const store = storeOf(tableOf, clock);
  const config = aws.config();
  const gateway = parts.gateway ?? createGateway({ endpoint: environment.wsEndpoint, clock, config });
  const fence = createFence(store, clock);
  const broker = createBrokerAccess({
    url: environment.brokerUrl,
    client: environment.brokerClient,
    lowestEpoch: fence.lowest,
    largeAnswers: environment.downloads
      ? options.largeAnswers?.(environment.downloads, (site) => aws.s3ConfigOf(site))
      : undefined,
    clock,
    log,
  });
  const key = sealingKey(environment.secret);
  const about = parts.about ?? (await functionAbout(clock.now()));
  const metrics = options.metrics ? { write: options.metrics } : {};
  const pairing = options.pairing?.({ environment, config: aws.config(options.aws?.iotEndpoint), store, clock, log });
  const common = { environment, metrics, clock, log, store, gateway, broker, fence, aws, pairing };
  const identityProviders = options.identityProviders?.(clock);
  const shared: Shared = { ...common, tableOf, key, about, options, identityProviders };
  const sites = createBoundedCache<string, CloudSite>(SITES_KEPT);
  const nobody = composeSite(DEPLOYMENT, shared);
  return {
    ...shared,
    siteOf(name) {
      if (name === undefined || !SITE_NAME.test(name)) return nobody;
      const known = sites.get(name);
      if (known) return known;
      const made = composeSite(siteId(name), shared);
      sites.set(name, made);
      return made;
    },
    async close() {
      await broker.close();
      aws.close();
    },
  };
}

/** Records of each home through the table as that home reaches it. */
const storeOf = (tableOf: (site: SiteId) => DynamoTable, clock: Clock): Store => ({
  ...createDynamoStore({ table: tableOf(DEPLOYMENT), clock }),
  site: (site) => createDynamoStore({ table: tableOf(site), clock }).site(site),
});

interface Shared extends Omit<Cloud, "siteOf" | "close"> {
  fence: Fence;
  tableOf: (site: SiteId) => DynamoTable;
  key: Buffer;
  about: About;
  options: CloudOptions;
  identityProviders: IdentityProviders | undefined;
}

const restOf = (commands: readonly Command[], name: string): string | undefined => {
  const rest = commands.find(({ spec }) => spec.name === name)?.spec.rest;
  return rest?.startsWith("GET ") ? rest : undefined;
};

function composeSite(id: SiteId, shared: Shared): CloudSite {
  const { clock, log, gateway, broker, key, about, options } = shared;
  const table = shared.tableOf(id);
  const { commands = [] } = options;
  const store = shared.store.site(id);
  const settings = settingsOf(shared.environment);
  const credentialPrefix = `${id}.`;
  const cost = options.passwordCost ? { cost: options.passwordCost } : {};
  const secrets =
    options.parts?.secrets?.(credentialPrefix) ??
    createSecrets({ key, credentialPrefix, passwords: passwordsHere, ...cost });
  const ccuLogin = options.ccuLogin?.({
    ...{ id, store, clock, secrets, log, broker, table },
    credentials: () => authenticator,
    connections: () => stream(),
  });
  const authenticator = createAuthenticator({ store, clock, secrets, settings, log }, ccuLogin);
  const eventLog = createDynamoEventLog({ table, clock, site: id });
  const connections = createDynamoConnectionRecords({ table, clock, site: id });
  const commandBuckets = createTokenBuckets(clock, COMMAND_RATE, COMMAND_BURST);
  const call = createCommandDispatcher(commands, {
    forward: async (forwarded, spec) => (await broker.open(id)).requester.forwardCommand(forwarded, spec),
    validateResults: options.validateResponses,
  });
  const brought = createBroughtEvents();
  const events = createEventSink({
    log: eventLog,
    clock,
    deliver: (logged) => brought.add(logged),
    logger: log,
  });

  const stream = (): RemoteStream =>
    createRemoteStream({
      records: connections,
      eventLog,
      gateway,
      clock,
      log,
      holder: randomUUID(),
      dispatch: (command) => {
        const whole: CommandCall = { ...command, site: forRequest(), requestId: randomUUID() };
        return withinCommandLimit(shared, command.command, (signal) => call({ ...whole, signal }));
      },
      authenticate: (token) => authenticator.authenticateToken(token),
      current: (identity) => authenticator.current(identity),
      commandBuckets,
      newest: () => eventLog.newest(),
      restOf: (name) => restOf(commands, name),
    });

  const site: Site = {
    id,
    // replaced for every request: a read model is what one request sees
    home: createDynamoHome({ table, site: id }),
    store,
    eventLog,
    events,
    connections: stream(),
    centrals: NO_CENTRALS,
    clock,
    secrets,
    credentials: authenticator,
    log,
    settings,
    sections: fixedSections(),
    ...(shared.identityProviders ? { identityProviders: shared.identityProviders } : {}),
    about,
    relays: relayAccessOf({ ...shared, secrets, presenceOf: (of) => createDynamoHomeWriter({ table, site: of }) }),
    state: createStates(clock),
  };
  const refresh = createReadBarrier({
    site: id,
    clock,
    log,
    broker,
    putCurrent: (until) => putCurrent({ table, site: id }, until),
  });
  const forRequest = (): RequestSite => ({ ...site, home: createDynamoHome({ table, site: id, refresh }) });

  return {
    id,
    site,
    table,
    authenticator,
    eventLog,
    connections,
    forRequest,
    stream,
    async settled() {
      await events.flushed();
      const news = brought.take();
      if (!news) return;
      // whoever asked has its effect; the events are in the log, and come with the next
      await stream()
        .fanOut(news)
        .catch((error: unknown) => log.error("events not delivered", { site: id, error }));
    },
  };
}

/** The whole cloud on one machine, as a value: DynamoDB, broker, functions, gateway, a home and its relay. */
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { createTable, dynamoClient } from "../../adapters/dynamodb/client.ts";
import type { DynamoTable } from "../../adapters/dynamodb/table.ts";
import type { Broker } from "../../adapters/mqtt/broker.ts";
import { connectBroker, loginOf } from "../../adapters/mqtt/connection.ts";
import { createKeyPair, createSigningRequest } from "../../adapters/mqtt/key-pair.ts";
import { createCheckedFetch } from "../../adapters/node/checked-fetch.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSecretKey, SECRET_KEY_BYTES } from "../../adapters/node/secret-key.ts";
import { createIdentityProviders } from "../../adapters/oidc/providers.ts";
import { commands } from "../../handlers/api.ts";
import { createInitialAdmin, ensureAdmin } from "../../handlers/auth/first-admin.ts";
import { pairRelay } from "../../handlers/features/relays/pairings.ts";
import { requestScope } from "../../handlers/kernel/request-scope.ts";
import type { Configuration } from "../../handlers/kernel/section.ts";
import type { Site } from "../../handlers/kernel/site.ts";
import { type Clock, DEPLOYMENT, type Log, type LogBook } from "../../handlers/ports/index.ts";
import type { MatterBridge } from "../../handlers/ports/matter-bridge.ts";
import { checkSecret, createCode, lowestEpoch } from "../../handlers/relay/cloud/pairing.ts";
import { pairingOf } from "../../handlers/relay/protocol/messages.ts";
import { PING_INTERVAL_MS } from "../../handlers/stream/limits.ts";
import type { AwsLogin } from "../../infra/functions/aws.ts";
import { ccuLoginOf } from "../../infra/functions/ccu-login.ts";
import { readEnvironment } from "../../infra/functions/environment.ts";
import { ingestFunction } from "../../infra/functions/ingest-function.ts";
import { answersInBucket } from "../../infra/functions/large-answers.ts";
import { iotPairing } from "../../infra/functions/pairing.ts";
import { restFunction } from "../../infra/functions/rest-function.ts";
import { type Cloud, type CloudOptions, openCloud } from "../../infra/functions/site.ts";
import { authorizerFunction, socketFunction } from "../../infra/functions/socket-function.ts";
import { tickFunction } from "../../infra/functions/tick-function.ts";
import { startBundle } from "../gateway/bundles.ts";
import { type AnyHandler, invoke } from "../gateway/functions.ts";
import { type LocalGateway, startGateway, startManagement } from "../gateway.ts";
import { type RelayCredentials, readCredentials, writeCredentials } from "../relay/credentials.ts";
import { type RunningRelay, startRelay } from "../relay/home.ts";
import type { ListenAddress, Settings } from "../settings.ts";
import { foreignBroker, startEmbeddedBroker } from "./broker.ts";
import { type RunningDynamo, startDynamo } from "./dynamo.ts";
import { type IngestQueue, startIngestQueue } from "./queue.ts";

/** The home that `npm run cloud` makes. */
const CLOUD_SITE = "home";
const TABLE = "ccu-anywhere";
/** Port 1 answers nobody. */
const NOBODY = "http://127.0.0.1:1";
/** What the emulators take for credentials of AWS: any. */
const AWS = { region: "eu-central-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
const TICK_LIMIT_MS = 29_000;
type FunctionName = "rest" | "socket" | "authorizer" | "ingest" | "tick";

export interface StartCloudOptions {
  settings: Settings;
  log: Log;
  /** The book of `log`, for the relay. */
  logBook?: LogBook;
  clock?: Clock;
  /** `none`: another emulator is in front of the functions, its `@connections` at `wsEndpoint`. */
  gateway?: "local" | "none";
  wsEndpoint?: string;
  relay?: "local" | "none";
  /** Where relays of other machines reach the broker of this process; default: a free port of the loopback. */
  broker?: ListenAddress;
  /** A broker of your own instead, `mqtt://name:password@host:port`. */
  brokerUrl?: string;
  /** Folder of `npm run bundle`: its bundles run instead of the sources. */
  bundles?: string;
  /** Data in memory only: tests. */
  inMemory?: boolean;
  /** More environment of the functions. */
  variables?: Readonly<Record<string, string>>;
  /** Where other services of AWS are, besides DynamoDB: emulators. */
  aws?: Pick<AwsLogin, "iotEndpoint" | "s3Endpoint" | "stsEndpoint">;
  /** Tests. */
  functions?: Pick<CloudOptions, "passwordCost" | "validateResponses" | "onCall" | "pairing">;
  /** Tests: instead of a DynamoDB on this machine. Not with `bundles`, which reach theirs by its address. */
  table?: DynamoTable;
  liveDemo?: boolean;
  /** Tests: time in the simulated home. Default: `clock`. */
  demoClock?: Clock;
  /** Tests: the configuration of features at home. */
  sections?: Configuration | undefined;
  /** Tests: another way to Matter than this machine's network. */
  matterBridge?: MatterBridge | undefined;
}

export interface RunningCloud {
  readonly urls: readonly string[];
  readonly site: string;
  /** The admin whose password was made up now: to be shown once. */
  readonly initialAdmin: { name: string; password: string } | null;
  /** Environment of the functions. */
  readonly variables: Readonly<Record<string, string>>;
  /** Absent where a test brought its table. */
  readonly dynamo: RunningDynamo | undefined;
  /** Where it is in this process. */
  readonly broker: Broker | undefined;
  /** Of the broker, for relays. */
  readonly brokerUrl: string;
  readonly gateway: LocalGateway | undefined;
  readonly queue: IngestQueue;
  readonly relay: RunningRelay | undefined;
  /** One-time code for a relay that is started by hand. */
  readonly code: string | undefined;
  /** Ends the relay and starts it anew: tests, and a relay that was replaced. */
  stopRelay(): Promise<void>;
  startRelay(): Promise<RunningRelay>;
  /** Calls the tick function now. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCloud(options: StartCloudOptions): Promise<RunningCloud> {
  const ends: (() => unknown)[] = [];
  const undo = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return await compose(options, ends, undo);
  } catch (error) {
    await undo();
    throw error;
  }
}

async function compose(
  options: StartCloudOptions,
  ends: (() => unknown)[],
  undo: () => Promise<void>,
): Promise<RunningCloud> {
  const { settings, log, clock = systemClock, gateway: which = "local" } = options;
  const folder = resolve(settings.dataDir);
  const dynamo = options.table
    ? undefined
    : await dynamoWithTable(options.inMemory ? undefined : join(folder, "dynamodb"));
  ends.push(() => dynamo?.stop());
  const dynamoEndpoint = dynamo?.endpoint ?? NOBODY;

  let deployment: Cloud | undefined;
  const broker = options.brokerUrl
    ? foreignBroker(options.brokerUrl)
    : await startEmbeddedBroker({
        listen: options.broker,
        authenticateRelay: async (username, password) =>
          deployment ? checkSecret(deployment.store, clock, username, password) : null,
        log,
      });
  ends.push(() => broker.close());

  const management = which === "local" ? await startManagement() : undefined;
  if (management) ends.push(() => management.close());
  const variables = {
    CCU_ANYWHERE_TABLE: TABLE,
    CCU_ANYWHERE_BROKER_URL: broker.url,
    CCU_ANYWHERE_SECRET: (options.inMemory ? randomBytes(SECRET_KEY_BYTES) : openSecretKey(folder)).toString("base64"),
    // without one nothing can be posted
    CCU_ANYWHERE_WS_ENDPOINT: management?.endpoint ?? options.wsEndpoint ?? NOBODY,
    AWS_REGION: AWS.region,
    AWS_ACCESS_KEY_ID: AWS.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: AWS.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoEndpoint,
    CCU_ANYWHERE_RELAY_BROKER_URL: broker.relayUrl,
    CCU_ANYWHERE_CORS_ORIGINS: settings.corsOrigins.join(","),
    CCU_ANYWHERE_LOCALE: settings.locale,
    ...options.variables,
  };
  const cloudOptions: CloudOptions = {
    commands,
    clock,
    log,
    pairingEnded: broker.pairingEnded,
    metrics: () => {},
    aws: { ...AWS, dynamoEndpoint, ...options.aws },
    ...(options.table ? { parts: { table: options.table } } : {}),
    pairing: iotPairing,
    largeAnswers: answersInBucket,
    ccuLogin: ccuLoginOf,
    // a provider next to this machine is as near as the rest of this cloud
    identityProviders: (time) =>
      createIdentityProviders({ fetch: createCheckedFetch({ reach: "anywhere" }), allowHttp: true, clock: time }),
    ...options.functions,
  };
  const open = async (other: CloudOptions = {}): Promise<Cloud> => {
    const cloud = await openCloud(readEnvironment(variables), { ...cloudOptions, ...other });
    ends.push(() => cloud.close());
    return cloud;
  };
  deployment = await open();
  const functions = options.bundles
    ? bundledFunctions(options.bundles, variables, ends)
    : await sourceFunctions(open, options);

  const rule = connectBroker({ ...loginOf(broker.url), clientId: "ccu-anywhere-rule", clean: true, log });
  ends.push(() => rule.close());
  const queue = await startIngestQueue({ transport: rule, ingest: functions.ingest, clock, log });
  ends.push(() => queue.close());

  const tick = async () => {
    await invoke("tick", functions.tick, {}, { clock, log, limitMs: TICK_LIMIT_MS });
  };
  ends.push(every(PING_INTERVAL_MS, clock, tick));

  const gateway = management
    ? await startGateway({ functions, management, addresses: settings.listen, clock, log })
    : undefined;
  if (gateway) ends.push(() => gateway.close());

  const { store } = deployment;
  // earlier versions kept the key beside what it protects
  await store.site(DEPLOYMENT).delete("config", "sealing-key");
  const { site } = deployment.siteOf(CLOUD_SITE);
  if (settings.admin) await ensureAdmin(site, settings.admin.name, settings.admin.password);

  const relayFolder = join(folder, "relay");
  let relay: RunningRelay | undefined;
  const stopRelay = async () => {
    const former = relay;
    relay = undefined;
    await former?.stop();
  };
  /** Whether the broker takes them, and the cloud what that relay says. */
  const stillCounts = async ({ pairing, username = "", password = "" }: RelayCredentials): Promise<boolean> => {
    const shared = loginOf(broker.relayUrl);
    if (shared.username === undefined) return (await checkSecret(store, clock, username, password)) !== null;
    if (username !== shared.username || password !== (shared.password ?? "")) return false;
    return pairingOf(await lowestEpoch(site.store)) <= pairing;
  };
  const restartRelay = async () => {
    await stopRelay();
    const credentials = {
      ...(await pairedHere(site, relayFolder, stillCounts)),
      broker_url: loginOf(broker.localUrl).url,
    };
    relay = await startRelay({
      settings: { ...settings, dataDir: relayFolder },
      credentials,
      log,
      logBook: options.logBook,
      clock,
      fenced: () => log.warn("the relay of this program was replaced by another one"),
      ...(options.liveDemo === undefined ? {} : { liveDemo: options.liveDemo }),
      ...(options.demoClock ? { demoClock: options.demoClock } : {}),
      sections: options.sections,
      matterBridge: options.matterBridge,
    });
    return relay;
  };
  ends.push(stopRelay);
  const code = options.relay === "none" ? (await createCode(site, "relay")).code : undefined;
  if (options.relay !== "none") await restartRelay();
  // when nothing can fail any more: a password that nobody is told is lost
  const initialAdmin = settings.admin ? null : await createInitialAdmin(site);

  return {
    urls: gateway?.urls ?? [],
    site: CLOUD_SITE,
    initialAdmin,
    variables,
    dynamo,
    broker: broker.embedded,
    brokerUrl: variables.CCU_ANYWHERE_RELAY_BROKER_URL,
    gateway,
    queue,
    get relay() {
      return relay;
    },
    code,
    stopRelay,
    startRelay: restartRelay,
    tick,
    stop: undo,
  };
}

/** @param folder where the data is kept; absent = in memory */
async function dynamoWithTable(folder: string | undefined): Promise<RunningDynamo> {
  const dynamo = await startDynamo(folder);
  const client = dynamoClient({ ...AWS, endpoint: dynamo.endpoint });
  await createTable(client, TABLE);
  client.destroy();
  return dynamo;
}

/** Each function with connections and memories of its own, as in Lambda: nothing passes between them but messages. */
async function sourceFunctions(
  open: (other?: CloudOptions) => Promise<Cloud>,
  { functions }: StartCloudOptions,
): Promise<Record<FunctionName, AnyHandler>> {
  return {
    rest: restFunction(await open(), functions?.validateResponses),
    socket: socketFunction(await open()),
    authorizer: authorizerFunction(await open({ ccuLogin: undefined })),
    ingest: ingestFunction(await open()),
    tick: tickFunction(await open()),
  };
}

/** The files that are deployed, told by their environment as they are there. */
function bundledFunctions(
  folder: string,
  variables: Readonly<Record<string, string>>,
  ends: (() => unknown)[],
): Record<FunctionName, AnyHandler> {
  const run = (name: FunctionName): AnyHandler => {
    const { handler, close } = startBundle(join(folder, name, "index.mjs"), variables);
    ends.push(close);
    return handler;
  };
  return {
    rest: run("rest"),
    socket: run("socket"),
    authorizer: run("authorizer"),
    ingest: run("ingest"),
    tick: run("tick"),
  };
}

/** The pairing of an earlier start where it still counts, else a new one. */
async function pairedHere(
  site: Site,
  folder: string,
  stillCounts: (kept: RelayCredentials) => Promise<boolean>,
): Promise<RelayCredentials> {
  const kept = readCredentials(folder);
  if (kept && (await stillCounts(kept))) return kept;
  const scope = requestScope(site, null);
  const { code } = await createCode(scope, "this machine");
  const keys = createKeyPair();
  const csr = createSigningRequest(keys, `ccu-anywhere ${site.id}`);
  const paired = await pairRelay(scope, { code, public_key: keys.publicKey, csr });
  const credentials = { ...paired, private_key: keys.privateKey } as RelayCredentials;
  writeCredentials(folder, credentials);
  return credentials;
}

function every(ms: number, clock: Clock, task: () => Promise<void>): () => void {
  let cancel = () => {};
  const next = () => {
    cancel = clock.after(ms, () => void task().finally(next));
  };
  next();
  return () => cancel();
}

/**
 * A world whose clients are in the cloud: REST and sockets through the functions on DynamoDB, forwarded over a real
 * broker (MQTT 3.1.1) to a relay, whose home is the composed site of every other world. What the home knows comes up by
 * the relay's own uplink and the cloud's own ingest; what a person keeps (users, tokens …) is in the table.
 */
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { createDynamoConnectionRecords } from "../../adapters/dynamodb/connection-records.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import type { DynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { type Broker, startBroker } from "../../adapters/mqtt/broker.ts";
import { type BrokerConnection, connectBroker } from "../../adapters/mqtt/connection.ts";
import { commands, operations } from "../../handlers/api.ts";
import { ROLES } from "../../handlers/kernel/identity.ts";
import { type RecordKind, type SiteStore, siteId } from "../../handlers/ports/index.ts";
import { sha256 } from "../../handlers/records/accounts.ts";
import { observeHome } from "../../handlers/relay/home/observed-home.ts";
import { beginStart, createRelay, type Relay } from "../../handlers/relay/home/relay.ts";
import { VALUES_EVERY_MS } from "../../handlers/relay/home/uplink.ts";
import { INGEST_TOPICS, parseTopic, type RelayTransport } from "../../handlers/relay/protocol/messages.ts";
import { ingestFunction } from "../../infra/functions/ingest-function.ts";
import { restFunction } from "../../infra/functions/rest-function.ts";
import { openCloud } from "../../infra/functions/site.ts";
import { authorizerFunction, socketFunction } from "../../infra/functions/socket-function.ts";
import type { RunningSite } from "../../local/site.ts";
import { context } from "../lambda/events.ts";
import { bearer } from "../support/client.ts";
import { openTable, TABLE } from "../support/dynamodb.ts";
import { NOW } from "../support/site.ts";
import type { Connection, WireAnswer, WireRequest } from "./case.ts";
import type { CcuCall, FakeCcu } from "./fake-ccu.ts";
import { askLambda, createInboxes, EDGE_KEY, quiet, socketApi } from "./lambda.ts";
import {
  ABOUT,
  addPeople,
  createWorld,
  identityProviders,
  repeatingSecrets,
  sessionOf,
  storeSignOn,
  tokenOf,
  type World,
  type WorldKind,
} from "./world.ts";

/** Kinds of records that a home keeps itself; all others are the cloud's. */
const OF_HOME: ReadonlySet<RecordKind> = new Set<RecordKind>([
  ...(["flags", "lock", "suppression", "armed", "value", "unignore", "incident", "config", "matter"] as const),
]);
const CLOUD_USER = "cloud";
const QUEUE_BATCH = 10;
/** Messages that a relay may publish while its clock stands still (80 a second), with room for what one case takes. */
const PUBLISHES_LIMIT = 50;

interface Shared {
  table: DynamoTable;
  broker: Broker;
  /** What the rule and the queue are: messages of relays by site. */
  ingests: Map<string, (topic: string, payload: Uint8Array) => void>;
  end(): Promise<void>;
}
let shared: Promise<Shared> | undefined;
let sites = 0;

async function share(): Promise<Shared> {
  const [table, broker] = await Promise.all([
    openTable(),
    startBroker({
      log: quiet,
      authenticate: async (name) => (name === CLOUD_USER ? { role: "cloud" } : { role: "relay", site: name }),
    }),
  ]);
  const ingests: Shared["ingests"] = new Map();
  const rule = linkOf(broker, "rule", CLOUD_USER);
  await Promise.all(
    INGEST_TOPICS.map((filter) =>
      rule.subscribe(filter, (topic, payload) => ingests.get(parseTopic(topic)?.site ?? "")?.(topic, payload)),
    ),
  );
  const end = async () => {
    await rule.close();
    await broker.close();
  };
  return { table, broker, ingests, end };
}

/** To be called when all worlds have ended. */
export async function endCloud(): Promise<void> {
  const ended = shared;
  shared = undefined;
  await (await ended)?.end();
}

const linkOf = (broker: Broker, clientId: string, username: string): BrokerConnection =>
  connectBroker({ url: broker.url, clientId, username, password: "", clean: true, log: quiet });

/** Tells after everything that may have changed what is known of the line. */
function watchedLink(link: RelayTransport, changed: () => void): RelayTransport & { published(): number } {
  let published = 0;
  const later = () => void setImmediate().then(changed);
  return {
    ...link,
    published: () => published,
    publish: (...args) => {
      published += 1;
      return link.publish(...args).finally(later);
    },
    subscribe: (topic, receive) =>
      link.subscribe(topic, (...message) => {
        receive(...message);
        later();
      }),
  };
}

interface CloudHome {
  connection: Connection;
  /** Cases that the relay's line still takes. */
  isWornOut(): boolean;
}
const homes = new WeakMap<World, CloudHome>();

/** The relay's end: the uplink's windows have a clock of their own, so that they pass while the home's time stands still. */
async function startRelayOf(running: RunningSite, name: string, broker: Broker) {
  const windows = createManualClock(NOW);
  let wake = () => {};
  const link = linkOf(broker, `relay-${name}`, name);
  const transport = watchedLink(link, () => wake());
  const { epoch, logName } = await beginStart(running.site.store, 1, NOW, randomUUID);
  const relay: Relay = await createRelay({
    site: running.site,
    name,
    epoch,
    logName,
    transport,
    operations,
    commands,
    fenced: () => {},
    validateResponses: true,
    windows,
  });
  return {
    relay,
    published: transport.published,
    /** Resolves when the cloud has everything that the home has to tell. */
    async settled(): Promise<void> {
      await running.site.events.flushed();
      await setImmediate();
      for (;;) {
        const told = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const state = relay.counters().docSets === 0 ? "sending" : relay.state();
        if (state === "done") return;
        if (state === "sending" || !link.connected()) await told;
        else {
          windows.advance(VALUES_EVERY_MS);
          // there may be nothing to send after all
          await setImmediate();
        }
      }
    },
    async close(): Promise<void> {
      await relay.close();
      await link.close();
    },
  };
}

/** Messages of one home, in order, as the queue gives them. */
function queueOf(ingest: ReturnType<typeof ingestFunction>) {
  const waiting: { messageId: string; body: string }[] = [];
  let count = 0;
  let working: Promise<void> | undefined;
  async function work(): Promise<void> {
    while (waiting.length > 0) await ingest({ Records: waiting.splice(0, QUEUE_BATCH) }, context());
    working = undefined;
  }
  return {
    receive(topic: string, payload: Uint8Array): void {
      const body = JSON.stringify({ topic, payload: Buffer.from(payload).toString("base64") });
      waiting.push({ messageId: String(++count), body });
      working ??= work();
    },
    ended: async () => working,
  };
}

/** What clients write and read, with the home's name in credentials and without it: nothing else may differ. */
function spelling(site: string) {
  const credential = (text: string) => `${site}.${text.padEnd(43, "-")}`;
  const plain = ROLES.flatMap((role) => [tokenOf(role), sessionOf(role)]);
  const pairs = plain.flatMap((text) => {
    const [hash, own] = [sha256(text), sha256(credential(text))];
    // whole, and as the two forms of tokens name it
    return [[text, credential(text)], ...[64, 16, 12].map((digits) => [hash.slice(0, digits), own.slice(0, digits)])];
  }) as [string, string][];
  const replaced = (text: string, from: 0 | 1, to: 0 | 1) =>
    pairs.reduce((left, pair) => left.replaceAll(pair[from], pair[to]), text);
  const made = new RegExp(`${site}\\.(?=t+\\d+)`, "g");
  return {
    credential,
    toCloud: (text: string) => replaced(text, 0, 1),
    fromCloud: (text: string) => replaced(text, 1, 0).replace(made, ""),
    userName: (name: string) => `${name}@${site}`,
    site,
    signOnCookie: (cookie: string) => cookie.replace("openccu_loom_oidc_state=", `openccu_loom_oidc_state=${site}.`),
  };
}
type Spelling = ReturnType<typeof spelling>;

function headersTo({ toCloud, userName }: Spelling, headers: Record<string, string>): Record<string, string> {
  const told = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toCloud(value)]));
  const [, encoded] = /^Basic (.*)$/.exec(told.authorization ?? "") ?? [];
  if (encoded === undefined) return told;
  const [name = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
  if (name !== "")
    told.authorization = `Basic ${Buffer.from([userName(name), ...password].join(":")).toString("base64")}`;
  return told;
}

const NO_SIGN_ON = `openccu_loom_oidc_state=${"x".repeat(43)}.x`;

/** Public operations about a home: without a credential nobody can say about which. */
const OF_SOME_HOME = /^\/api\/v1\/(health$|info$|devices\/[^/]+\/icon$)/;

function requestTo(to: Spelling, { path, headers: sent, body, ...request }: WireRequest): WireRequest {
  const isNobody = sent.authorization === undefined && sent.cookie === undefined;
  const headers = isNobody && OF_SOME_HOME.test(path) ? { ...sent, ...bearer(tokenOf("viewer")) } : sent;
  const told = { ...request, path: to.toCloud(path), headers: headersTo(to, headers) };
  if (path === "/api/v1/auth/oidc/start") told.query += `${told.query && "&"}site=${to.site}`;
  if (path === "/api/v1/auth/oidc/callback")
    // of a browser that began nothing the home is known as little as the sign-on
    told.headers.cookie = to.signOnCookie(told.headers.cookie ?? NO_SIGN_ON);
  if (body === undefined) return told;
  if (path !== "/api/v1/auth/login") return { ...told, body };
  try {
    const login = JSON.parse(Buffer.from(body).toString());
    if (typeof login?.username !== "string") return { ...told, body };
    return { ...told, body: Buffer.from(JSON.stringify({ ...login, username: to.userName(login.username) })) };
  } catch {
    return { ...told, body };
  }
}

function answerFrom({ fromCloud }: Spelling, { status, headers, body }: WireAnswer): WireAnswer {
  const told = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === "string" ? fromCloud(value) : value.map(fromCloud),
  ]);
  const text = Buffer.from(body).toString("latin1");
  return { status, headers: Object.fromEntries(told), body: Buffer.from(fromCloud(text), "latin1") };
}

const byKind = (home: SiteStore, cloud: SiteStore, { credential }: Spelling): SiteStore => {
  // of the configuration, each home of the cloud has its sign-on there
  const of = (kind: RecordKind, key = "") => (OF_HOME.has(kind) && !key.endsWith(".oidc") ? home : cloud);
  const keys = new Map(
    ROLES.flatMap((role) => [tokenOf(role), sessionOf(role)].map((t) => [sha256(t), sha256(credential(t))])),
  );
  const keyIn = (kind: RecordKind, key: string) =>
    kind === "token" || kind === "session" ? (keys.get(key) ?? key) : key;
  return {
    get: (kind, key) => of(kind, key).get(kind, keyIn(kind, key)),
    list: (kind, options) => of(kind).list(kind, options),
    put: (kind, key, value, options) => of(kind, key).put(kind, keyIn(kind, key), value, options),
    delete: (kind, key, options) => of(kind, key).delete(kind, keyIn(kind, key), options),
  };
};

/** What a CCU was told, without the deadline that only a forwarded request has. */
function withoutDeadlines(fake: FakeCcu): FakeCcu {
  const plain = (arg: unknown): unknown => {
    if (arg === null || typeof arg !== "object" || !("deadline" in arg)) return arg;
    const { deadline: _, ...rest } = arg;
    return Object.keys(rest).length > 0 ? rest : undefined;
  };
  const told = ({ args, ...call }: CcuCall): CcuCall => ({ ...call, args: args.map(plain) });
  return Object.create(fake, { writes: { value: () => fake.writes().map(told) } });
}

/** The table, counting what a person would notice, and failing when told to. */
function watchedTable(table: DynamoTable, site: string) {
  const counts = { store: 0, audit: 0 };
  const kinds: readonly string[] = ["user", "token", "session", "preference", "config"];
  const write = <T extends { done: boolean }>(pk: string, outcome: Promise<T>) =>
    outcome.then((result) => {
      const kind = pk.startsWith(`${site}#r#`) ? (pk.split("#")[2] ?? "") : "";
      if (result.done && kinds.includes(kind)) counts.store += 1;
      if (result.done && kind === "audit") counts.audit += 1;
      return result;
    });
  const watching: DynamoTable = {
    get: (...args) => table.get(...args),
    getAll: (...args) => table.getAll(...args),
    query: (...args) => table.query(...args),
    put: (...args) => write(args[0].pk?.S ?? "", table.put(...args)),
    update: (...args) => write(args[0].pk, table.update(...args)),
    delete: (...args) => write(args[0].pk, table.delete(...args)),
  };
  return { counts, table: watching };
}

export async function createCloudWorld(kind: WorldKind = "home"): Promise<World> {
  shared ??= share();
  const { table: whole, broker, ingests } = await shared;
  const name = `w${++sites}`;
  const { table, counts } = watchedTable(whole, name);
  const boxes = createInboxes();
  const ends: (() => unknown)[] = [];
  const spelled = spelling(name);
  let isDirty = false;
  let relay: Awaited<ReturnType<typeof startRelayOf>> | undefined;
  let world: World | undefined;
  const error = (message: string, data?: { error?: unknown }) => {
    const reason = data?.error instanceof Error ? data.error.stack : data?.error;
    world?.logged.push(JSON.stringify({ level: "error", message, ...data, error: reason }));
  };
  const log = { ...quiet, error };

  async function startCloud(clock: ManualClock) {
    const store = createDynamoStore({ table, clock }).site(siteId(name));
    if (kind !== "fresh") await addPeople(store, spelled.credential);
    await storeSignOn(store, kind);
    // the relay begins as that of the first pairing
    await store.put("relay", "counter", 1);
    const cloud = await openCloud(
      {
        table: TABLE,
        brokerUrl: new URL(broker.url.replace("://", `://${CLOUD_USER}:x@`)),
        wsEndpoint: "http://127.0.0.1:1",
        secret: "x".repeat(32),
        brokerClient: "f-",
        edgeKey: EDGE_KEY,
        relayBrokerUrl: undefined,
      },
      {
        commands,
        clock,
        log,
        metrics: () => {},
        validateResponses: true,
        ...(kind === "starting" ? {} : { identityProviders: () => identityProviders }),
        parts: { table, gateway: boxes.gateway, about: ABOUT, secrets: repeatingSecrets },
      },
    );
    ends.push(() => cloud.close());
    const queue = queueOf(ingestFunction(cloud));
    ingests.set(name, queue.receive);
    ends.push(async () => {
      ingests.delete(name);
      await queue.ended();
    });
    return { cloud, store, queued: queue.ended };
  }

  let started: Awaited<ReturnType<typeof startCloud>> | undefined;
  const home = observeHome(createMemoryHome(), (changed, key) => {
    isDirty = true;
    relay?.relay.changed(changed, key);
  });
  const atHome = await createWorld(kind, {
    home,
    logged: (events) => {
      isDirty = true;
      relay?.relay.appended(events);
    },
    async composed(running, clock) {
      started = await startCloud(clock);
      relay = await startRelayOf(running, name, broker);
      ends.push(() => relay?.close());
    },
  });
  if (!started || !relay) throw new Error("the world was not composed");
  const { cloud, store, queued } = started;
  const { settled } = relay;
  await settled();
  isDirty = false;

  const rest = restFunction(cloud, true);
  const sockets = socketApi({ authorizer: authorizerFunction(cloud), socket: socketFunction(cloud) }, boxes);
  /** A client comes later than what happened at home. */
  async function heard(): Promise<void> {
    while (isDirty) {
      isDirty = false;
      await settled();
    }
  }
  const connection: Connection = {
    async request(request) {
      await heard();
      const answer = await askLambda(rest, "2.0", requestTo(spelled, request));
      // what goes on when the answer is out leaves its entry in the audit log, which is counted next
      await setImmediate();
      if (relay?.relay.state() !== "done") await settled();
      return answerFrom(spelled, answer);
    },
    async call(headers, command, args) {
      await heard();
      return sockets.call(headersTo(spelled, headers), command, args);
    },
    upgrade: (headers) => sockets.upgrade(headersTo(spelled, headers)),
    listen: (headers, subscribe) => sockets.listen(headersTo(spelled, headers), subscribe),
    async settled() {
      await heard();
      await queued();
    },
    async close() {},
  };
  const before = { ...counts };
  const authenticator = cloud.siteOf(name).authenticator;
  const both = byKind(atHome.store, store, spelled);
  world = {
    ...atHome,
    ccus: atHome.ccus.map(withoutDeadlines),
    running: { ...atHome.running, authenticator, site: { ...atHome.running.site, store: both } },
    store: both,
    connections: createDynamoConnectionRecords({ table, clock: atHome.clock, site: siteId(name) }),
    changes() {
      const { store: written, ccu } = atHome.changes();
      return { store: written + counts.store - before.store, audit: counts.audit - before.audit, ccu };
    },
    async stop() {
      // the relay first: what still waits for it is told that it is gone
      for (const end of ends.reverse()) await end();
      await atHome.stop();
    },
  };
  homes.set(world, { connection, isWornOut: () => (relay?.published() ?? 0) > PUBLISHES_LIMIT });
  return world;
}

export const homeOf = (world: World): CloudHome => {
  const home = homes.get(world);
  if (!home) throw new Error("not a world of the cloud");
  return home;
};

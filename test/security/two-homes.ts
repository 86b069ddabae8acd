/**
 * Two homes of one deployment: one table, one broker, one process with the functions, composed as infra/functions does,
 * each with a relay beside a CCU. Home A has hardly anything; home B has everything that the conformance suite knows.
 */

import assert from "node:assert/strict";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import type { Item } from "../../adapters/dynamodb/item.ts";
import type { TableCall } from "../../adapters/dynamodb/table.ts";
import type { AuthorizerResult } from "../../adapters/lambda/socket.ts";
import { type Broker, startBroker } from "../../adapters/mqtt/broker.ts";
import { connectBroker } from "../../adapters/mqtt/connection.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { commands, operations } from "../../handlers/api.ts";
import type { Role } from "../../handlers/kernel/identity.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import type { Log } from "../../handlers/ports/index.ts";
import { sha256 } from "../../handlers/records/accounts.ts";
import { createRelay } from "../../handlers/relay/home/relay.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import type { AwsLogin } from "../../infra/functions/aws.ts";
import { readEnvironment } from "../../infra/functions/environment.ts";
import { restFunction } from "../../infra/functions/rest-function.ts";
import { type Cloud, openCloud } from "../../infra/functions/site.ts";
import { authorizerFunction, socketFunction } from "../../infra/functions/socket-function.ts";
import { startManagement } from "../../local/gateway.ts";
import type { Body } from "../conformance/case.ts";
import { createFakeCcu } from "../conformance/fake-ccu.ts";
import { INTERFACES } from "../conformance/household.ts";
import { createWorld, type World } from "../conformance/world.ts";
import { context, eventV2 } from "../lambda/events.ts";
import { type LocalDynamo, startDynamo, TABLE } from "../support/dynamodb.ts";
import { MemoryTable } from "../support/memory-table/table.ts";
import { until } from "../support/program.ts";

export const A = "home-a";
export const B = "home-b";
const EDGE_KEY = "key of the edge";
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface Asked {
  method: string;
  /** With the prefix of the API. */
  path: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}
export interface Answered {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Secret part of a credential: 43 characters. */
export const secretOf = (name: string): string => name.padEnd(43, "_");

/** Things of a world whose hub, models and rooms are its own. */
async function emptyHome(): Promise<World> {
  const world = await createWorld("empty");
  const fake = createFakeCcu("ccu-attic", {});
  fake.answer("heatingGroups", () => []);
  fake.answer("heatingGroupCandidates", () => ({ assignable: [], leftover: [] }));
  await world.running.addCentral(fake.ccu, {
    name: "ccu-attic",
    host: "ccu-attic.lan",
    interfaces: INTERFACES.map(({ name }) => name),
  });
  const nothing = { rooms: [], functions: [], programs: [], sysvars: [] };
  const system = { model: "CCU2", version: "2.61.7", serial: "QEQ0000002" };
  fake.listener.hub({ system, names: {}, ...nothing, serviceMessages: [], alarmMessages: [], inbox: [] });
  fake.listener.interfaces(INTERFACES);
  return { ...world, main: fake, ccus: [fake] };
}

/** The documents that a relay would have sent. */
async function fill(cloud: Cloud, name: string, { home }: World): Promise<void> {
  const { id, table } = cloud.siteOf(name);
  const writer = createDynamoHomeWriter({ table, site: id });
  for (const central of await home.centrals()) {
    await writer.putCentral(central);
    await writer.putHub(central.name, await home.hub(central.name));
    await writer.putInterfaces(central.name, await home.interfaces(central.name));
  }
  for (const device of await home.devices()) {
    await writer.putDevice(device);
    await writer.putValues(idOf(device), await home.values(idOf(device)));
  }
}

export interface Person {
  name: string;
  password: string;
  token: string;
  session: string;
}
/** An admin with every kind of credential. */
async function addAdmin(cloud: Cloud, site: string, name: string): Promise<Person> {
  const { store, secrets } = cloud.siteOf(site).site;
  const now = new Date().toISOString();
  const role: Role = "admin";
  const person: Person = {
    name,
    password: `${name}-password`,
    token: `${site}.${secretOf(`token-of-${name}`)}`,
    session: `${site}.${secretOf(`session-of-${name}`)}`,
  };
  const id = `id-of-${name}`;
  const password = await secrets.hashPassword(person.password);
  await store.put("user", name, { id, role, password, epoch: 1, created_at: now, last_seen_at: now });
  await store.put("token", sha256(person.token), {
    subject: `program-${name}`,
    role,
    created_at: now,
    last_seen_at: now,
  });
  await store.put("session", sha256(person.session), { subject: name, user: id, epoch: 1, created_at: now });
  return person;
}

async function startRelay(broker: Broker, name: string, { running }: World) {
  const asked: string[] = [];
  const login = { username: name, password: name };
  const transport = connectBroker({ url: broker.url, clientId: `relay-${name}`, ...login, clean: true, log: silent });
  await transport.subscribe(
    topics(name).request,
    (_, payload) => void asked.push(Buffer.from(payload).toString("latin1")),
  );
  await until("the broker", () => transport.connected());
  const relay = await createRelay({
    // the world's clock stands still, the broker's does not
    site: { ...running.site, clock: systemClock },
    name,
    epoch: 1,
    logName: "log",
    transport,
    operations,
    commands,
    fenced: () => assert.fail("nobody replaced it"),
  });
  return {
    asked,
    async close() {
      await relay.close();
      await transport.close();
    },
  };
}

/** How the functions log in to AWS, where it is not as everybody may. */
export interface LoggedIn {
  login: AwsLogin;
  variables: Record<string, string>;
}

/** Every item of a table. */
async function itemsOf({ client }: LocalDynamo): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: TABLE, ConsistentRead: true, ExclusiveStartKey: start }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/**
 * The table is in memory, unless calls are counted or watched, and in `npm run test:dynamodb`.
 * @param onCall told of every call of the table, in which B's relay then keeps nothing: a real one has a file at home
 * @param logIn told where DynamoDB is
 */
export async function startTwoHomes(
  onCall?: (call: TableCall) => void,
  logIn?: (dynamoEndpoint: string) => Promise<LoggedIn>,
) {
  const isReal = Boolean(onCall || logIn || process.env.CCU_ANYWHERE_TEST_DYNAMODB);
  const table = isReal ? undefined : new MemoryTable();
  const dynamo = isReal ? await startDynamo() : undefined;
  const broker = await startBroker({
    port: 0,
    log: silent,
    authenticate: async (username) =>
      username === "cloud"
        ? { role: "cloud" }
        : username === A || username === B
          ? { role: "relay", site: username }
          : null,
  });
  const management = await startManagement();
  const frames = new Map<string, Body[]>();
  const closed = new Set<string>();
  const sockets = {
    post(id: string, frame: string): "sent" | "gone" {
      if (closed.has(id)) return "gone";
      frames.set(id, [...(frames.get(id) ?? []), JSON.parse(frame)]);
      return "sent";
    },
    remove: (id: string) => !closed.has(id) && Boolean(closed.add(id)),
  };
  management.serve(sockets as never);
  const loggedIn = await logIn?.(dynamo?.endpoint ?? "");
  const environment = readEnvironment({
    ...loggedIn?.variables,
    CCU_ANYWHERE_SECRET: "x".repeat(43),
    CCU_ANYWHERE_TABLE: TABLE,
    CCU_ANYWHERE_BROKER_URL: broker.url.replace("://", "://cloud:cloud@"),
    CCU_ANYWHERE_WS_ENDPOINT: management.endpoint,
    CCU_ANYWHERE_EDGE_KEY: EDGE_KEY,
  });
  const cloud = await openCloud(environment, {
    log: silent,
    metrics: () => {},
    passwordCost: 4,
    aws: loggedIn?.login ?? {
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      dynamoEndpoint: dynamo?.endpoint ?? "http://127.0.0.1:1",
    },
    ...(table ? { parts: { table } } : {}),
    ...(onCall ? { onCall } : {}),
  });
  const storageOf = (name: string) => {
    const { site, eventLog, connections } = cloud.siteOf(name);
    return { store: site.store, eventLog, connections };
  };
  const worlds = {
    a: await emptyHome(),
    b: await createWorld("home", onCall ? {} : { storage: async () => storageOf(B) }),
  };
  await fill(cloud, A, worlds.a);
  await fill(cloud, B, worlds.b);
  const people = { alice: await addAdmin(cloud, A, "alice"), bob: await addAdmin(cloud, B, "bob") };
  const relays = { a: await startRelay(broker, A, worlds.a), b: await startRelay(broker, B, worlds.b) };
  const rest = restFunction(cloud, true);
  const authorizer = authorizerFunction(cloud);
  const socket = socketFunction(cloud);
  let viewers = 0;
  const atEdge = () => {
    viewers += 1;
    return {
      // guessing is counted by address: here every request comes from another one
      "x-ccu-anywhere-viewer": `10.${(viewers >> 16) & 255}.${(viewers >> 8) & 255}.${viewers & 255}`,
      "x-ccu-anywhere-edge": EDGE_KEY,
    };
  };

  return {
    cloud,
    worlds,
    people,
    relays,
    frames,
    closed,
    async ask({ method, path, query, headers, body }: Asked): Promise<Answered> {
      const event = eventV2({
        method,
        path,
        query,
        headers: { ...headers, ...atEdge(), "x-ccu-anywhere-path": path },
        body,
      });
      const result = (await rest(event, context())) as {
        statusCode?: number;
        headers?: object;
        body?: string;
        isBase64Encoded?: boolean;
      };
      const text = Buffer.from(result.body ?? "", result.isBase64Encoded ? "base64" : "utf8").toString();
      return { status: result.statusCode ?? 0, headers: { ...result.headers } as Record<string, string>, text };
    },
    /** Opens a socket; `undefined` where the authorizer refuses. */
    async connect(id: string, headers: Record<string, string>) {
      const request = { headers: { ...headers, ...atEdge() } };
      const about = (eventType: string) => ({
        eventType,
        routeKey: eventType === "CONNECT" ? "$connect" : "$default",
        connectionId: id,
      });
      let admitted: AuthorizerResult;
      try {
        admitted = await authorizer({ ...request, requestContext: about("CONNECT") }, context());
      } catch {
        return undefined;
      }
      if (admitted.policyDocument.Statement[0]?.Effect !== "Allow") return undefined;
      const authorized = { authorizer: admitted.context ?? {} };
      await socket({ ...request, requestContext: { ...about("CONNECT"), ...authorized } }, context());
      return async (frame: object): Promise<Body> => {
        const requestContext = { ...about("MESSAGE"), ...authorized };
        await socket({ body: JSON.stringify(frame), requestContext }, context());
        return frames.get(id)?.at(-1);
      };
    },
    /** Every item of a home, as the table has it. */
    async partition(site: string): Promise<string[]> {
      const items = table?.items() ?? (await itemsOf(dynamo as LocalDynamo));
      return items
        .filter(({ pk }) => pk?.S?.startsWith(`${site}#`))
        .map((item) =>
          JSON.stringify(item, (_key, value) =>
            value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
          ),
        )
        .sort();
    },
    async stop() {
      await relays.a.close();
      await relays.b.close();
      await cloud.close();
      await broker.close();
      await management.close();
      for (const world of Object.values(worlds)) await world.stop();
      await dynamo?.stop();
    },
  };
}
export type TwoHomes = Awaited<ReturnType<typeof startTwoHomes>>;

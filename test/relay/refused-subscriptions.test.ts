/** A broker that takes the connection and refuses what is listened to: who cannot hear does not say that he is there. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { Aedes } from "aedes";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { type BrokerConnection, connectBroker } from "../../adapters/mqtt/connection.ts";
import { systemClock as clock } from "../../adapters/node/clock.ts";
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import { noContent, operation } from "../../handlers/kernel/operation.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { createRequester } from "../../handlers/relay/cloud/requester.ts";
import { lastWill } from "../../handlers/relay/home/presence.ts";
import { createRelay } from "../../handlers/relay/home/relay.ts";
import { decodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { StateMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { afterwards, until } from "../support/program.ts";
import { createTestSite } from "../support/site.ts";
import { silent } from "./network.ts";

const SITE = "home-a";
const of = topics(SITE);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (word: string) => new TextEncoder().encode(word);

/** How a broker says no. */
type Manner = "code" | "cut" | "silence";

interface Refusing {
  url: string;
  /** Topics of which subscriptions are refused. */
  refused: Set<string>;
  manner: Manner;
  asked: string[];
  /** Cuts every line. */
  cut(): void;
}

async function startRefusing(t: TestContext, manner: Manner = "code"): Promise<Refusing> {
  const aedes = new Aedes();
  await aedes.listen();
  const server = createServer(aedes.handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const clients = new Set<{ close(): void }>();
  aedes.on("clientReady", (client) => clients.add(client));
  aedes.on("clientDisconnect", (client) => clients.delete(client));
  aedes.on("clientError", () => {});
  const broker: Refusing = {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: new Set(),
    manner,
    asked: [],
    cut: () => clients.forEach((client) => void client.close()),
  };
  aedes.authorizeSubscribe = (_client, subscription, done) => {
    broker.asked.push(subscription.topic);
    if (!broker.refused.has(subscription.topic)) done(null, subscription);
    else if (broker.manner === "code") done(null, null);
    else if (broker.manner === "cut") done(new Error("not allowed"));
  };
  afterwards(t, async () => {
    const closed = once(server, "close");
    server.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
    await closed;
  });
  return broker;
}

function connect(
  t: TestContext,
  { url }: Refusing,
  more: Partial<Parameters<typeof connectBroker>[0]> = {},
): BrokerConnection {
  const reconnect = { firstMs: 10, mostMs: 50, answerMs: 100 };
  const line = connectBroker({ url, clientId: randomUUID(), clean: true, log: silent, reconnect, ...more });
  afterwards(t, () => line.close());
  return line;
}

/** Everything that a listener is told, and what is true between. */
function follow(line: BrokerConnection): boolean[] {
  const told: boolean[] = [];
  line.onConnection((connected) => told.push(connected));
  return told;
}

for (const manner of ["code", "cut", "silence"] as const)
  test(`refused from the start (${manner}): not connected, nothing goes out; allowed later, it is connected`, async (t) => {
    const broker = await startRefusing(t, manner);
    broker.refused.add("a/1");
    const line = connect(t, broker);
    const told = follow(line);
    const heard: string[] = [];
    const refusals: string[] = [];
    const done = line.subscribe("a/1", (_, payload) => heard.push(text(payload)));
    void done.catch((error: Error) => refusals.push(error.message));
    void line.subscribe("a/2", () => {});
    await until("several attempts", () => broker.asked.filter((topic) => topic === "a/1").length > 3);
    assert.deepEqual([line.connected(), told], [false, []]);
    await assert.rejects(line.publish("b", bytes("x")), /not connected/);
    if (manner === "code") assert.deepEqual(refusals, ["not allowed to subscribe a/1"]);
    broker.refused.clear();
    await until("the connection", () => line.connected());
    assert.deepEqual(told, [true]);
    await line.publish("a/1", bytes("heard"));
    await until("what is allowed now", () => heard.includes("heard"));
  });

test("refused after a reconnect: the end of the connection is told, not a new one; then all of it is heard again", async (t) => {
  const broker = await startRefusing(t);
  const line = connect(t, broker);
  const heard: string[] = [];
  const filters = Array.from({ length: 10 }, (_, n) => `a/${n}`);
  await Promise.all(filters.map((filter) => line.subscribe(filter, (topic) => heard.push(topic))));
  const told = follow(line);
  // of two messages with eight topics each, one topic
  broker.refused.add("a/8");
  broker.asked.length = 0;
  broker.cut();
  await until("several attempts", () => broker.asked.filter((topic) => topic === "a/8").length > 3);
  assert.deepEqual([line.connected(), told], [false, [false]]);
  assert.ok(broker.asked.filter((topic) => topic === "a/0").length === 1, "what is in force is not asked for again");
  broker.refused.clear();
  await until("the connection", () => line.connected());
  assert.deepEqual(told, [false, true]);
  for (const filter of filters) await line.publish(filter, bytes("x"));
  await until("all of it", () => filters.every((filter) => heard.includes(filter)));
});

test("what is optional is given up, at once and with a later line, and keeps nothing from being connected", async (t) => {
  const broker = await startRefusing(t);
  const line = connect(t, broker);
  const given: string[] = [];
  const optional = (name: string) => ({ optional: { refused: () => given.push(name) } });
  await line.subscribe("a/1", () => {});
  broker.refused.add("a/2");
  await assert.rejects(
    line.subscribe("a/2", () => {}, optional("at once")),
    /not allowed/,
  );
  await line.subscribe("a/3", () => {}, optional("later"));
  assert.deepEqual([line.connected(), given], [true, ["at once"]]);
  const told = follow(line);
  broker.refused.add("a/3");
  broker.cut();
  await until("the next line", () => told.at(-1) === true);
  assert.deepEqual(
    [told, given],
    [
      [false, true],
      ["at once", "later"],
    ],
  );
});

/** A relay of {@link SITE} that does one thing, and a cloud that asks for it. */
async function startHome(t: TestContext, broker: Refusing) {
  const lamp = operation(
    {
      ...{ method: "PUT", path: "/lamp", role: "operator", served: "home", tag: "test", summary: "x" },
      responses: { 204: null },
    } as const,
    () => noContent(),
  );
  const store = createMemoryStore({ clock }).site(siteId(SITE));
  const home = { store, home: createMemoryHome(), eventLog: createMemoryEventLog() };
  const site = { ...createTestSite({ centrals: [] }), ...home, id: siteId(SITE), clock, log: silent };
  const line = connect(t, broker, { clean: false, will: () => lastWill(of, 7, clock.now()) });
  const states: boolean[] = [];
  const watcher = connect(t, broker);
  await watcher.subscribe(of.state, (_, payload) => {
    const state = decodeMessage(StateMessage, payload);
    if (state) states.push(state.online);
  });
  const relay = await createRelay({
    ...{ site, name: SITE, epoch: 7, logName: "log", transport: line, operations: [lamp], commands: [] },
    fenced: () => assert.fail("nobody replaced it"),
  });
  afterwards(t, () => relay.close());

  const cloud = connect(t, broker);
  const requester = createRequester({ transport: cloud, clock, log: silent, name: "f-1", id: randomUUID });
  afterwards(t, () => requester.close());
  const identity = { subject: "anna", role: "operator", scheme: "bearer" } as const;
  const dispatch = createDispatcher({
    operations: [lamp],
    home: () => ({
      site,
      authenticator: { identify: () => ({ identity }), csrf: () => null, cookies: () => [] },
    }),
    clock,
    forward: requester.forward,
  });
  const ask = async () => {
    const begun = performance.now();
    const reply = await dispatch({
      ...{ method: "PUT", path: "/api/v1/lamp", query: "", headers: {}, remote: "test", secure: false },
      body: async () => new Uint8Array(),
    });
    const detail = typeof reply.body === "string" ? (JSON.parse(reply.body) as { detail: string }).detail : "";
    return { status: reply.status, detail, ms: performance.now() - begun };
  };
  return { states, ask, cloud, line };
}

test("a relay that is not allowed to hear requests is not there: the home is 503, until it is", async (t) => {
  const broker = await startRefusing(t);
  broker.refused.add(of.request);
  const { states, ask, cloud } = await startHome(t, broker);
  await until("the cloud's line", () => cloud.connected());
  await until("several attempts", () => broker.asked.filter((topic) => topic === of.request).length > 3);
  assert.deepEqual([states, (await ask()).status], [[], 503]);
  broker.refused.clear();
  await until("the relay", () => states.at(-1) === true);
  await until("the home", async () => (await ask()).status === 204);
  broker.refused.add(of.request);
  broker.cut();
  await until("its last will", () => states.at(-1) === false);
  await until("the cloud's next line", () => cloud.connected());
  broker.asked.length = 0;
  await until("several attempts", () => broker.asked.filter((topic) => topic === of.request).length > 3);
  assert.equal(states.at(-1), false, "nobody says that it is there");
  assert.equal((await ask()).status, 503);
  broker.refused.clear();
  await until("the home", async () => (await ask()).status === 204);
});

test("a cloud that hears no answers, or not this relay, says so at once: nothing is done without being told", async (t) => {
  const broker = await startRefusing(t);
  const { states, ask, cloud } = await startHome(t, broker);
  await until("the home", async () => (await ask()).status === 204);
  for (const [topic, reason] of [
    ["ccu-anywhere/+/up/reply/f-1", /hear no answers/],
    [of.state, /does not let the cloud hear the relay of this home/],
  ] as const) {
    assert.ok(broker.asked.includes(topic), topic);
    const told = follow(cloud);
    states.length = 0;
    broker.refused.add(topic);
    broker.cut();
    if (topic === of.state) await until("the cloud's line", () => told.at(-1) === true);
    else await until("the end of the line", () => told.at(-1) === false);
    const refused = await until("the refusal", async () => {
      const { status, detail, ms } = await ask();
      assert.notEqual(status, 204);
      return reason.test(detail) && { status, ms };
    });
    assert.equal(refused.status, 503);
    assert.ok(refused.ms < 1_000, `${refused.ms} ms`);
    broker.refused.clear();
    await until("the home again", async () => (await ask()).status === 204);
  }
});

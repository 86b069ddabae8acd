/** The connection over real sockets, the same with every broker: permissions, presence, restarts, requests, events. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, type TestContext, test } from "node:test";
import * as z from "zod";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { type BrokerConnection, connectBroker } from "../../adapters/mqtt/connection.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { command, createCommandDispatcher } from "../../handlers/kernel/command.ts";
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import { noContent, ok, operation, Problem } from "../../handlers/kernel/operation.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { createRequester } from "../../handlers/relay/cloud/requester.ts";
import { observeHome } from "../../handlers/relay/home/observed-home.ts";
import { lastWill } from "../../handlers/relay/home/presence.ts";
import { createRelay } from "../../handlers/relay/home/relay.ts";
import { decodeMessage, encodeMessage, MESSAGE_LIMIT } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { StateMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { afterwards, until } from "../support/program.ts";
import { createTestSite } from "../support/site.ts";
import { createMemoryIngest } from "./memory-ingest.ts";
import { silent } from "./network.ts";

export interface TestBroker {
  url: string;
  /** Credentials of a relay of the site, or of the cloud. */
  login(who: { site: string } | "cloud"): { username: string; password: string };
  /** Ends and starts again on the same port; nothing of its memory is left. `during` runs while it is away. */
  restart(during: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** The sites that a broker must know. */
export const SITES = ["home-a", "home-b"];
const QUICK = { firstMs: 20, mostMs: 200 };

const WIDE = 3_000_000;
const echoBody = z.strictObject({ text: z.string() });
/** A home that counts what was done to it. */
const done: string[] = [];
const operations = [
  operation(
    {
      method: "GET",
      path: "/wide",
      role: "viewer",
      served: "home",
      tag: "test",
      summary: "A large answer",
      responses: { 200: z.object({ noise: z.string() }) },
    },
    async () => ok({ noise: Array.from({ length: WIDE / 36 }, () => randomUUID()).join("") }),
  ),
  operation(
    {
      method: "PUT",
      path: "/lamps/{name}",
      role: "operator",
      served: "home",
      tag: "test",
      summary: "Something that is done",
      params: { name: z.string() },
      body: echoBody,
      responses: { 204: null, 404: Problem },
    },
    async ({ params, body, identity }) => {
      done.push(`${identity.subject} ${params.name} ${body.text.length}`);
      return noContent();
    },
  ),
];
const commands = [
  command(
    {
      name: "lamp.toggle",
      category: "test",
      summary: "Something that is done",
      role: "operator",
      served: "home",
      args: z.object({ lamp: z.string() }),
      result: z.object({ by: z.string() }),
    },
    async ({ args, identity }) => {
      done.push(`${identity.subject} toggles ${args.lamp}`);
      return { by: identity.subject };
    },
  ),
];

export function linkSuite(name: string, start: () => Promise<TestBroker>, skip: string | false = false): void {
  describe(`link through ${name}`, { skip }, () => {
    let broker: TestBroker;
    before(async () => {
      broker = await start();
    });
    after(() => broker.stop());
    // one after the other: they share sites
    test("every promise of the connection", async (t) => {
      const connect = (
        u: TestContext,
        who: { site: string } | "cloud",
        more: Partial<Parameters<typeof connectBroker>[0]> = {},
      ): BrokerConnection => {
        const link = connectBroker({
          url: broker.url,
          clientId: `test-${randomUUID()}`,
          clean: who === "cloud",
          log: silent,
          reconnect: QUICK,
          ...broker.login(who),
          ...more,
        });
        afterwards(u, () => link.close());
        return link;
      };
      const listenTo = async (link: BrokerConnection, topic: string) => {
        const heard: string[] = [];
        await link.subscribe(topic, (_, payload) => heard.push(new TextDecoder().decode(payload)));
        return heard;
      };
      const bytes = (text: string) => new TextEncoder().encode(text);

      await t.test("messages of up to 128 KB come as they were; retained ones also later", async (u) => {
        const a = connect(u, { site: "home-a" });
        const cloud = connect(u, "cloud");
        const of = topics("home-a");
        const heard: Uint8Array[] = [];
        await cloud.subscribe(of.doc, (_, payload) => heard.push(payload));
        await until("the connection", () => a.connected());
        const large = Buffer.alloc(MESSAGE_LIMIT, 7);
        await a.publish(of.doc, large);
        await until("the message", () => heard.length === 1);
        assert.deepEqual(Buffer.from(heard[0] as Uint8Array), large);
        await a.publish(of.state, bytes("here"), { retain: true });
        const late = await listenTo(connect(u, "cloud"), of.state);
        await until("the retained message", () => late[0] === "here");
        const waiting = await listenTo(cloud, "ccu-anywhere/+/up/state");
        await until("the retained message", () => waiting[0] === "here");
      });

      await t.test("a relay hears and says only what is its own", async (u) => {
        const cloud = connect(u, "cloud");
        const a = connect(u, { site: "home-a" });
        const b = connect(u, { site: "home-b" });
        await until("the connections", () => a.connected() && b.connected());
        const all = [...(await Promise.all(SITES.map((site) => listenTo(cloud, `ccu-anywhere/${site}/up/#`))))];
        for (const foreign of [
          topics("home-b").request,
          topics("home-b").state,
          "ccu-anywhere/+/down/request",
          "ccu-anywhere/#",
          "#",
        ]) {
          const heard: unknown[] = [];
          await a.subscribe(foreign, (topic) => heard.push(topic)).catch(() => {});
          await cloud.publish(topics("home-b").request, bytes("for b"));
          await cloud.publish(topics("home-a").request, bytes("for a"));
          // what is allowed comes behind what is not: when it is here, nothing else will be
          const own = await listenTo(b, topics("home-b").ack);
          await cloud.publish(topics("home-b").ack, bytes("end"));
          await until("its own", () => own.includes("end"));
          assert.deepEqual(
            heard.filter((topic) => String(topic).includes("home-b")),
            [],
            foreign,
          );
        }
        // brokers refuse in silence or by cutting the line
        const c = connect(u, { site: "home-a" });
        await until("the connection", () => c.connected());
        for (const foreign of [topics("home-b").events, topics("home-b").state, topics("home-a").request]) {
          await until("the connection", () => c.connected());
          await c.publish(foreign, bytes("forged")).catch(() => {});
        }
        await until("the connection", () => c.connected());
        await until("the last one", async () => {
          await c.publish(topics("home-a").events, bytes("true")).catch(() => {});
          return all[0]?.includes("true");
        });
        assert.ok(!all.flat().includes("forged"));
      });

      await t.test("nobody connects without credentials", async (u) => {
        const { username } = broker.login({ site: "home-a" });
        const link = connect(u, { site: "home-a" }, { username, password: "guessed" });
        const right = connect(u, { site: "home-a" });
        await until("the other one", () => right.connected());
        assert.equal(link.connected(), false);
      });

      await t.test("a line that dies leaves the last will; an end in order does not", async (u) => {
        const of = topics("home-b");
        const cloud = connect(u, "cloud");
        const heard: StateMessage[] = [];
        await cloud.subscribe(of.state, (_, payload) => {
          const state = decodeMessage(StateMessage, payload);
          if (state) heard.push(state);
        });
        const relay = connect(u, { site: "home-b" }, { will: () => lastWill(of, 7, 1) });
        await until("the connection", () => relay.connected());
        relay.cut();
        await until("the last will", () => heard.some(({ epoch, online }) => epoch === 7 && !online));
        heard.length = 0;
        await until("the connection", () => relay.connected());
        await relay.close();
        await cloud.publish(topics("home-b").ack, bytes("{}"));
        assert.deepEqual(
          heard.filter(({ at }) => at === 1),
          [],
        );
      });

      await t.test("requests, answers, events; through a restart of the broker", async (u) => {
        const clock = systemClock;
        const of = topics("home-a");
        const eventLog = createMemoryEventLog();
        const store = createMemoryStore({ clock }).site(siteId("home-a"));
        const home = observeHome(createMemoryHome(), () => {});
        const site = { ...createTestSite({ centrals: [] }), id: siteId("home-a"), clock, store, eventLog, home };
        const epoch = 42;
        const line = connect(u, { site: "home-a" }, { will: () => lastWill(of, epoch, clock.now()) });
        const functions = connect(u, "cloud");
        const ingest = connect(u, "cloud");
        const requester = createRequester({
          transport: functions,
          clock,
          log: silent,
          name: `f-${randomUUID()}`,
          id: randomUUID,
        });
        afterwards(u, () => requester.close());
        const who = { subject: "anna", role: "operator" as const, scheme: "bearer" as const };
        const dispatch = createDispatcher({
          operations,
          home: () => ({
            site,
            authenticator: { identify: () => ({ identity: who }), csrf: () => null, cookies: () => [] },
          }),
          clock,
          forward: requester.forward,
        });
        const ask = (method: string, path: string, body?: unknown) =>
          dispatch({
            method,
            path: `/api/v1${path}`,
            query: "",
            headers: { "content-type": "application/json" },
            remote: "test",
            secure: false,
            body: async () => new TextEncoder().encode(body === undefined ? "" : JSON.stringify(body)),
          });

        await until("the connection", () => functions.connected());
        const noRelay = performance.now();
        const away = await ask("PUT", "/lamps/kitchen", { text: "on" });
        assert.equal(away.status, 503);
        assert.ok(Number(away.headers["retry-after"]) > 0);
        assert.ok(performance.now() - noRelay < 300, `${performance.now() - noRelay} ms`);

        const cloud = createMemoryIngest({
          site: "home-a",
          clock,
          log: silent,
          send: (topic, payload) => ingest.publish(topic, payload),
        });
        const { events } = cloud.eventLog;
        await ingest.subscribe(of.events, (_, payload) => void cloud.take("events", payload));
        const link = await createRelay({
          site,
          name: "home-a",
          epoch,
          logName: "log",
          transport: line,
          operations,
          commands,
          fenced: () => assert.fail("nobody replaced it"),
        });
        afterwards(u, () => link.close());
        await until("the relay", async () => (await requester.relayState("home-a"))?.online);

        done.length = 0;
        assert.equal((await ask("PUT", "/lamps/kitchen", { text: "x".repeat(600_000) })).status, 204);
        assert.deepEqual(done, ["anna kitchen 600000"]);
        const wide = await ask("GET", "/wide");
        assert.equal(wide.status, 200);
        assert.ok(String(wide.body).length > WIDE * 0.9);
        const call = createCommandDispatcher(commands, { forward: requester.forwardCommand });
        const result = await call({
          command: "lamp.toggle",
          args: { lamp: "hall" },
          identity: who,
          site,
          requestId: "r1",
        });
        assert.deepEqual(result, { data: { by: "anna" } });
        const unknown = await ask("PUT", "/lamps/kitchen", { txt: "" });
        assert.equal(unknown.status, 400);

        let number = 0;
        const sent: string[] = [];
        const publish = async (count: number) => {
          const drafts = Array.from({ length: count }, () => ({ topic: "t", tail: String(number++) }));
          sent.push(...drafts.map(({ tail }) => tail));
          link.appended(await eventLog.append(drafts));
        };
        const listening = () => {
          const message = encodeMessage({ clients: 1, until: clock.now() + 600_000 });
          return ingest.publish(of.listening, message, { retain: true });
        };
        await listening();
        await publish(100);
        await until("100 events", () => events.length === 100);
        await broker.restart(async () => {
          await until("the broken lines", () => !line.connected() && !functions.connected());
          await publish(50);
          assert.equal((await ask("PUT", "/lamps/kitchen", { text: "" })).status, 503);
        });
        await publish(50);
        await until("the connections", () => line.connected() && functions.connected() && ingest.connected());
        await listening();
        await publish(50);
        await until("all events", () => events.length >= 250);
        assert.deepEqual(
          events.map(({ tail }) => tail),
          sent,
        );
        await until("the relay", async () => (await requester.relayState("home-a"))?.online);
        assert.equal((await ask("PUT", "/lamps/cellar", { text: "" })).status, 204);

        await link.close();
        await until("its goodbye", async () => !(await requester.relayState("home-a"))?.online);
        const gone = performance.now();
        assert.equal((await ask("PUT", "/lamps/cellar", { text: "" })).status, 503);
        assert.ok(performance.now() - gone < 300);
        assert.deepEqual(done.slice(1), ["anna toggles hall", "anna cellar 0"]);
      });
    });
  });
}

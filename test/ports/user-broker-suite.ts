/** What every adapter of the port `UserBroker` does, on whatever broker. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { createUserBroker } from "../../adapters/mqtt/user-broker.ts";
import type { BrokerLink, BrokerLogin, BrokerMessage } from "../../handlers/ports/user-broker.ts";
import { until as wait } from "../support/program.ts";

/** Milliseconds: a broker on this machine. */
const WAIT_MS = 10_000;
const until = <T>(what: string, look: () => T | Promise<T>) => wait(what, look, WAIT_MS);

export interface RunningBroker {
  readonly url: string;
  restart(during?: () => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}
export interface UserBrokerUnderTest {
  start: () => Promise<RunningBroker>;
  protocols: readonly BrokerLogin["protocol"][];
  login: { username?: string; password?: string };
  /** Nobody has it. */
  wrongLogin: { username: string; password: string };
  skip?: string | false;
}

export function describeUserBroker(name: string, tested: UserBrokerUnderTest): void {
  const adapter = createUserBroker({ connectMs: 3_000, reconnectMs: 20 });
  let clients = 0;

  async function join(t: TestContext, broker: RunningBroker, more: Partial<BrokerLogin> = {}) {
    const messages: BrokerMessage[] = [];
    const connections: boolean[] = [];
    const login: BrokerLogin = {
      url: broker.url,
      clientId: `client-${++clients}`,
      ...tested.login,
      protocol: tested.protocols[0] ?? "5",
      will: { topic: "test/status", payload: "offline" },
      ...more,
    };
    const link: BrokerLink = await adapter.connect(login, {
      message: (message) => messages.push({ ...message, payload: Buffer.from(message.payload) }),
      connection: (isUp) => connections.push(isUp),
    });
    t.after(() => link.close());
    const texts = (topic: string) =>
      messages.filter((one) => one.topic === topic).map(({ payload }) => String(payload));
    return { link, messages, connections, texts, login };
  }
  const started = async (t: TestContext): Promise<RunningBroker> => {
    const broker = await tested.start();
    t.after(() => broker.stop());
    return broker;
  };

  describe(`${name} as a user's broker`, { skip: tested.skip ?? false }, () => {
    for (const protocol of tested.protocols)
      it(`MQTT ${protocol}: retained messages are told as such, news are not`, async (t) => {
        const broker = await started(t);
        const one = await join(t, broker, { protocol });
        await one.link.publish("test/state", "kept", { qos: 1, retain: true });
        const other = await join(t, broker, { protocol });
        await other.link.subscribe(["test/#"], 1);
        await until("what was kept", () => other.messages.length === 1);
        await one.link.publish("test/state", "new", { qos: 0, retain: true });
        await until("the news", () => other.messages.length === 2);
        assert.deepEqual(
          other.messages.map(({ topic, payload, retained }) => [topic, String(payload), retained]),
          [
            ["test/state", "kept", true],
            ["test/state", "new", false],
          ],
        );
        await other.link.unsubscribe(["test/#"]);
        await one.link.publish("test/state", "", { qos: 1, retain: true });
        const later = await join(t, broker, { protocol });
        await later.link.subscribe(["test/#"], 1);
        await one.link.publish("test/end", "x", { qos: 1, retain: false });
        await until("the end", () => later.texts("test/end").length === 1);
        assert.deepEqual(later.texts("test/state"), [], "an empty payload is forgotten");
      });

    it("an orderly end has no last will, a lost one has", async (t) => {
      const broker = await started(t);
      const watcher = await join(t, broker);
      await watcher.link.subscribe(["test/status"], 1);
      const orderly = await join(t, broker);
      await orderly.link.close();
      const taken = await join(t, broker, { will: { topic: "test/status", payload: "lost" } });
      taken.link.hold(true);
      // the same client id: the broker ends the former connection
      await join(t, broker, { clientId: taken.login.clientId });
      await until("the last will", () => watcher.texts("test/status").length > 0);
      assert.deepEqual(watcher.texts("test/status"), ["lost"]);
      await until("the loss", () => taken.connections.length > 0);
      assert.deepEqual([taken.connections, taken.link.isUp()], [[false], false]);
      await assert.rejects(taken.link.publish("test/x", "", { qos: 0, retain: false }));
    });

    it("a broker that restarts: told as lost and as there again, then subscriptions work anew", async (t) => {
      const broker = await started(t);
      const one = await join(t, broker);
      await broker.restart(() => until("the loss", () => one.connections.length > 0));
      await until("the return", () => one.link.isUp());
      assert.deepEqual(one.connections, [false, true]);
      await one.link.subscribe(["test/#"], 1);
      await one.link.publish("test/a", "again", { qos: 1, retain: false });
      await until("the message", () => one.texts("test/a").length === 1);
    });

    it("what does not get in is told, and nothing of it is left", async (t) => {
      const broker = await started(t);
      await assert.rejects(join(t, broker, tested.wrongLogin), /not authori[sz]ed|bad user/i);
      const before = process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
      await assert.rejects(join(t, broker, { url: "mqtt://127.0.0.1:1" }));
      const after = process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
      assert.ok(after <= before, "no socket stays");
    });
  });
}

/** What listens there says nothing. */
export async function startSilence(): Promise<{ url: string; stop(): void }> {
  const server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return { url: `mqtt://127.0.0.1:${port}`, stop: () => void server.close() };
}

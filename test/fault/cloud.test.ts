/**
 * Promise 2 (nothing lost) through the functions of the cloud on a real table: the queue gives messages twice and out of
 * order, functions die between any two writes or in the middle of a frame, the table throttles, acknowledgements get
 * lost, the gateway closes all sockets. What the relay and the line do to events is test/link's subject (20,000 events
 * each); what happens to commands too (10,000 with 30 % doubled and 20 % lost, relay killed between intent and result).
 *
 * `npm run test:dynamodb` raises the events from 30,000 to the 100,000 of the plan, on DynamoDB Local.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createDynamoConnectionRecords } from "../../adapters/dynamodb/connection-records.ts";
import { createDynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { createTokenBuckets } from "../../handlers/kernel/token-bucket.ts";
import { type Gateway, siteId } from "../../handlers/ports/index.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { AckMessage } from "../../handlers/relay/protocol/downlink-messages.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { LEASE_MS } from "../../handlers/stream/pump.ts";
import { createRemoteStream, type RemoteStream } from "../../handlers/stream/remote.ts";
import { ingestFunction } from "../../infra/functions/ingest-function.ts";
import type { Cloud } from "../../infra/functions/site.ts";
import { randomOf, silent } from "../relay/network.ts";
import { openTable } from "../support/dynamodb.ts";

const EVENTS = Number(process.env.CCU_ANYWHERE_EVENTS ?? 30_000);
const CLIENTS = 3;
/** Events of one message. */
const BATCH = 100;
/** Messages that a relay has under way. */
const WINDOW = 6;
const SITE = siteId("home");
const anna: Identity = { subject: "anna", role: "viewer", scheme: "bearer" };

/** Chances of one call of the table or the gateway. */
const FAULTS = { dies: 0.003, throttled: 0.01 };

/** One call of a function, which may end anywhere: from then on nothing that it does reaches anybody. */
function mortal(random: () => number, quiet: () => boolean) {
  const never = new Promise<never>(() => {});
  const { promise: died, resolve: die } = Promise.withResolvers<"died">();
  let alive = true;
  const end = () => {
    alive = false;
    die("died");
    return never;
  };
  async function guard<T>(work: () => Promise<T>, throttles: boolean): Promise<T> {
    if (!alive) return never;
    const fate = quiet() ? 1 : random();
    if (fate < FAULTS.dies / 2) return end();
    const isThrottled = fate >= FAULTS.dies && fate < FAULTS.dies + FAULTS.throttled;
    if (throttles && isThrottled) throw Object.assign(new Error("slow down"), { name: "ThrottlingException" });
    const result = await work();
    if (!alive) return never;
    return fate < FAULTS.dies ? end() : result;
  }
  const mortals = <T extends object>(target: T, throttles: boolean): T =>
    new Proxy(target, {
      get: (object, name) => {
        const member = Reflect.get(object, name) as unknown;
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => guard(() => Reflect.apply(member, object, args) as Promise<unknown>, throttles);
      },
    });
  return { died, mortals };
}

/** A relay's end: what is not acknowledged is sent again. */
function relay(enqueue: (payload: Uint8Array) => void) {
  let acknowledged = 0;
  let sent = 0;
  return {
    done: () => acknowledged === EVENTS,
    send(): void {
      while (sent < EVENTS && sent < acknowledged + WINDOW * BATCH) {
        const from = sent + 1;
        const to = Math.min(sent + BATCH, EVENTS);
        const events = Array.from({ length: to - sent }, (_, i) => ({
          topic: "device.a",
          tail: `"kind":"change","topic":"device.a","type":"t","ts":"","payload":{"n":${sent + i}}}`,
        }));
        sent = to;
        enqueue(encodeMessage({ epoch: 1, log: "outbox", at: 0, from, to, events }));
      }
    },
    hear(payload: Uint8Array): void {
      const ack = decodeMessage(AckMessage, payload);
      if (ack?.to === undefined) return;
      acknowledged = Math.max(acknowledged, ack.to);
      if (ack.again) sent = acknowledged;
    },
    /** Nothing is heard any more. */
    again(): void {
      sent = acknowledged;
    },
  };
}

/** A client as it should be: it resumes where it was. */
class Client {
  readonly name: string;
  cursor = 0;
  next = 0;
  socket = "";
  isListening = false;
  connects = 0;

  constructor(name: string) {
    this.name = name;
  }
  receive(text: string): void {
    const frame = JSON.parse(text);
    if (frame.type) {
      assert.equal(frame.payload.n, this.next, `${this.name}: ${frame.payload.n < this.next ? "doubled" : "lost"}`);
      assert.ok(frame.seq > this.cursor);
      this.next += 1;
      this.cursor = frame.seq;
    } else if (frame.op === "replay_done") this.isListening = true;
    else assert.ok(["subscribed", "ping"].includes(frame.op), text);
  }
}

test(`${EVENTS} events through dying functions, a throttled table and a gateway that closes all sockets`, async (t) => {
  const random = randomOf(21);
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const count = { calls: 0, died: 0, failed: 0, doubled: 0, swapped: 0, acksLost: 0, closings: 0, redelivered: 0 };
  const table = await openTable();
  const open = new Map<string, Client>();
  const queue: { messageId: string; body: string }[] = [];
  let isQuiet = false;
  let failure: unknown;

  const gateway: Gateway = {
    async post(id, frame) {
      const client = open.get(id);
      if (!client) return "gone";
      try {
        client.receive(frame);
      } catch (error) {
        failure ??= error;
      }
      return "sent";
    },
    async close(id) {
      const client = open.get(id);
      open.delete(id);
      if (client?.socket === id) client.isListening = false;
    },
  };

  const address = topics("home");
  const home = relay((payload) => {
    const body = JSON.stringify({ topic: address.events, payload: Buffer.from(payload).toString("base64") });
    queue.push({ messageId: String(count.calls + queue.length), body });
    if (random() < 0.3) count.doubled += queue.push({ messageId: `again ${queue.length}`, body }) > 0 ? 1 : 0;
    const at = queue.length - 2;
    if (at > 0 && random() < 0.2) {
      count.swapped += 1;
      [queue[at], queue[at + 1]] = [queue[at + 1]!, queue[at]!];
    }
  });

  /** The parts of the functions that keep nothing: made anew for each call, over a table and a gateway that can end it. */
  function compose() {
    const { died, mortals } = mortal(random, () => isQuiet);
    const own = { table: mortals(table, true), clock, site: SITE };
    const ownGateway = mortals(gateway, false);
    const eventLog = createDynamoEventLog(own);
    const connections = createDynamoConnectionRecords(own);
    const store = createDynamoStore(own).site(SITE);
    const stream = (): RemoteStream =>
      createRemoteStream({
        records: connections,
        eventLog,
        gateway: ownGateway,
        clock,
        log: silent,
        holder: `call-${++count.calls}`,
        dispatch: async () => ({ data: {} }),
        authenticate: async () => null,
        commandBuckets: createTokenBuckets(clock, 20, 60),
        restOf: () => undefined,
      });
    const publish = async (_topic: string, payload: Uint8Array) => {
      if (random() < 0.2 && !isQuiet) count.acksLost += 1;
      else home.hear(payload);
    };
    const cloud = {
      table: own.table,
      clock,
      log: silent,
      metrics: { write: () => {} },
      gateway: ownGateway,
      broker: { open: async () => ({ connection: { publish } }) },
      siteOf: () => ({ id: SITE, site: { store }, eventLog, connections, stream }),
    } as unknown as Cloud;
    return { died, stream, ingest: ingestFunction(cloud) };
  }

  /** One call of a function; `undefined` where it died or failed. */
  async function call<T>(work: (functions: ReturnType<typeof compose>) => Promise<T>): Promise<T | undefined> {
    const functions = compose();
    const outcome = await Promise.race([functions.died, work(functions)]).catch(() => {
      count.failed += 1;
      return undefined;
    });
    if (outcome !== "died") return outcome as T | undefined;
    count.died += 1;
    return undefined;
  }

  /** The queue of one home: what was not dealt with comes again, before all behind it. */
  async function drain(): Promise<void> {
    const records = queue.splice(0, 1 + Math.floor(random() * 3));
    const result = await call(({ ingest }) => ingest({ Records: records }, {} as never));
    const failed = result ? result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : undefined;
    const again = records.filter(({ messageId }) => failed === undefined || failed.includes(messageId));
    count.redelivered += again.length;
    queue.unshift(...again);
  }

  const clients = Array.from({ length: CLIENTS }, (_, i) => new Client(`client-${i}`));
  async function connect(client: Client): Promise<void> {
    open.delete(client.socket);
    client.isListening = false;
    client.socket = `${client.name}-${++client.connects}`;
    open.set(client.socket, client);
    const { socket } = client;
    await call(({ stream }) => stream().connected(socket, anna));
    const subscribe = JSON.stringify({ op: "subscribe", topics: ["*"], since: client.cursor });
    await call(({ stream }) => stream().message(socket, subscribe));
  }
  /** Whoever is not served any more opens another socket. */
  const reconnect = () => Promise.all(clients.filter(({ isListening }) => !isListening).map(connect));

  // leases are asked for again after 50 ms of the clock: it must go on while calls wait for the table
  const ticking = setInterval(() => clock.advance(100), 5);
  t.after(() => clearInterval(ticking));
  /** Calls that died held leases: they end, and the sockets with them. */
  async function expire(): Promise<void> {
    clock.advance(LEASE_MS);
    await call(({ stream }) => stream().tick());
  }

  await reconnect();
  for (let round = 1; !home.done(); round += 1) {
    if (failure) throw failure;
    home.send();
    const before = count.died;
    const work: Promise<unknown>[] = [reconnect()];
    if (queue.length > 0) work.push(drain());
    else home.again();
    // two of them at once, as after a deploy
    if (random() < 0.2) work.push(call(({ stream }) => stream().fanOut()));
    await Promise.all(work);
    if (count.died > before) await expire();
    if (round % 20 === 0) {
      count.closings += 1;
      for (const id of open.keys()) await gateway.close(id);
    }
    await turn();
  }

  isQuiet = true;
  for (let round = 0; round < 20 && clients.some(({ next }) => next < EVENTS); round += 1) {
    await expire();
    await reconnect();
    await call(({ stream }) => stream().fanOut());
  }
  if (failure) throw failure;
  for (const { name, next } of clients) assert.equal(next, EVENTS, `${name} misses ${EVENTS - next}`);
  const events = await createDynamoEventLog({ table, clock, site: SITE }).bounds();
  assert.equal(events.newest, EVENTS, "numbered once each");
  assert.ok(count.died > 10 && count.failed > 0 && count.closings > 1 && count.redelivered > 10, JSON.stringify(count));
  t.diagnostic(`${EVENTS} events, ${CLIENTS} clients, ${clients.reduce((sum, c) => sum + c.connects, 0)} sockets`);
  t.diagnostic(JSON.stringify(count));
});

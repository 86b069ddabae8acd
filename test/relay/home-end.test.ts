/** The relay put together: how it starts, what it makes of each message, whom it gives way to, and how it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { liveCapabilities } from "../../handlers/kernel/capabilities.ts";
import { type ComponentReport, componentReports } from "../../handlers/kernel/component-health.ts";
import { alarmTold } from "../../handlers/kernel/home-program.ts";
import { noContent, type Operation, operation } from "../../handlers/kernel/operation.ts";
import { requestScope } from "../../handlers/kernel/request-scope.ts";
import { siteId } from "../../handlers/ports/index.ts";
import type { ToldAlarm } from "../../handlers/ports/told-alarm.ts";
import { recordAudit } from "../../handlers/records/audit-log.ts";
import { DOCS_WAIT_MS } from "../../handlers/relay/home/document-sender.ts";
import { PROGRAM_LOOK_MS } from "../../handlers/relay/home/program-watch.ts";
import { beginStart, createRelay } from "../../handlers/relay/home/relay.ts";
import { VALUES_EVERY_MS } from "../../handlers/relay/home/uplink.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { firstEpoch, nextEpoch, topics } from "../../handlers/relay/protocol/messages.ts";
import { ReplyMessage } from "../../handlers/relay/protocol/reply-message.ts";
import {
  READ_LEASE_MS,
  RECENT_FOR_MS,
  URGENT_FOR_MS,
  WINDOW_IDLE_MS,
} from "../../handlers/relay/protocol/send-window.ts";
import {
  DocMessage,
  EventsMessage,
  STATE_EVERY_MS,
  StateMessage,
} from "../../handlers/relay/protocol/uplink-messages.ts";
import { createTestSite } from "../support/site.ts";
import { createNetwork, pass, randomOf } from "./network.ts";

const SITE = "home-1";
const EPOCH = 4;
const LOG = "log-1";
const ID = "request-number-1";
const own = topics(SITE);
const SCHEMAS = { state: StateMessage, doc: DocMessage, events: EventsMessage };

async function start(
  options: { state?: object; boot?: boolean; operations?: Operation[]; isAway?: true; awaited?: string[] } = {},
) {
  const clock = createManualClock();
  const network = createNetwork(clock, randomOf(1));
  const cloud = network.client();
  const line = network.client();
  const store = createMemoryStore({ clock }).site(siteId(SITE));
  const eventLog = createMemoryEventLog();
  const errors: string[] = [];
  const note = (message: string) => void errors.push(message);
  const log = { debug() {}, info() {}, warn: note, error: note };
  const heard: Record<string, unknown[]> = { state: [], doc: [], events: [], reply: [] };
  for (const [kind, schema] of Object.entries(SCHEMAS))
    await cloud.subscribe(own[kind as keyof typeof SCHEMAS], (_, bytes) =>
      heard[kind]!.push(decodeMessage(schema, bytes)),
    );
  await cloud.subscribe(own.reply("f1"), (_, bytes) => heard.reply!.push(decodeMessage(ReplyMessage, bytes)));
  if (options.state) await cloud.publish(own.state, encodeMessage(options.state), { retain: true });
  await pass(clock, 10);
  heard.state!.splice(0);
  const fencedBy: number[] = [];
  const site = { ...createTestSite({ centrals: [] }), clock, store, eventLog, home: createMemoryHome(), log };
  if (options.isAway) line.disconnect();
  const relay = await createRelay({
    ...{ site, name: SITE, epoch: EPOCH, logName: LOG, transport: line, commands: [] },
    ...(options.awaited && { awaited: () => options.awaited as string[] }),
    operations: options.operations ?? [],
    fenced: (by) => void fencedBy.push(by),
  });
  const say = async (kind: "ack" | "listening" | "flush" | "resync" | "request" | "state", message: unknown) => {
    const bytes = typeof message === "string" ? new TextEncoder().encode(message) : encodeMessage(message);
    await cloud.publish(own[kind], bytes);
    // there, its answer, and what the answer brings
    await pass(clock, 20, 2);
  };
  if (options.boot !== false) await pass(clock, 20);
  const take = <T>(kind: "state" | "doc" | "events" | "reply") => heard[kind]!.splice(0) as T[];
  return {
    ...{ clock, network, cloud, line, store, relay, fencedBy, errors, say, site },
    states: () => take<StateMessage>("state").map(({ epoch, online, complete }) => [epoch, online, complete]),
    docs: () => take<DocMessage>("doc"),
    events: () => take<EventsMessage>("events"),
    replies: () => take<ReplyMessage>("reply"),
    /** Everything that was said is acknowledged, so that nothing is on its way. */
    async settled() {
      const n = take<DocMessage>("doc").at(-1)?.n;
      const to = take<EventsMessage>("events").at(-1)?.to;
      await say("ack", { epoch: EPOCH, log: LOG, ...(n && { docs: n }), ...(to && { to }) });
    },
    async publish(count: number) {
      relay.appended(await eventLog.append(Array.from({ length: count }, () => ({ topic: "t", tail: "t" }))));
    },
  };
}

test("each start has a higher epoch than the last one; the name of its log stays", async () => {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId(SITE));
  const now = clock.now();
  let names = 0;
  const name = () => `log-${++names}`;
  const first = await beginStart(store, 2, now, name);
  assert.deepEqual(first, { epoch: nextEpoch(2, undefined, now), logName: "log-1" });
  assert.deepEqual(await beginStart(store, 2, now, name), { epoch: first.epoch + 1, logName: "log-1" });
  assert.equal((await beginStart(store, 2, 0, name)).epoch, first.epoch + 2, "with a clock that was set back, too");
  const third = await beginStart(store, 3, now, name);
  assert.deepEqual(third, { epoch: nextEpoch(3, undefined, now), logName: "log-1" });
  assert.equal((await beginStart(store, 2, 0, name)).epoch, firstEpoch(2), "of an older pairing: it counts for itself");
  assert.equal(names, 1);
});

test("with a connection it says that it is there, and tells all of the home; once", async () => {
  const { states, docs, line, clock, network } = await start();
  assert.deepEqual(states(), [[EPOCH, true, undefined]]);
  assert.deepEqual(
    docs().map(({ n, mark }) => [n, mark]),
    [
      [1, "begin"],
      [2, "end"],
    ],
  );
  assert.deepEqual(new Set(network.subscribed.slice(4).map(({ qos }) => qos)), new Set([0]), "confirmations cost");
  line.connect();
  await pass(clock, 20);
  assert.deepEqual(states(), [], "the same connection");
  line.disconnect();
  line.connect();
  await pass(clock, 20);
  assert.deepEqual(states(), [[EPOCH, true, undefined]]);
});

test("a line that is lost while the relay begins to listen: it says that it is there with the next one", async () => {
  const { states, docs, line, clock } = await start({ isAway: true });
  line.connect();
  await pass(clock, 20);
  assert.deepEqual([states(), docs().length], [[[EPOCH, true, undefined]], 2]);
});

test("CCUs that are about to be added are told as such: what the cloud knows of them is not gone", async () => {
  const { docs } = await start({ awaited: ["cellar"] });
  assert.deepEqual(docs().at(-1)?.partial, ["cellar"]);
});

test("what is no message is counted, whatever it was meant to be", async () => {
  const { say, relay } = await start();
  const { invalidMessages, invalid } = relay.counters();
  assert.deepEqual([invalidMessages, invalid], [0, 0]);
  for (const kind of ["ack", "listening", "flush", "resync", "state"] as const) await say(kind, "noise");
  assert.equal(relay.counters().invalidMessages, 5);
  await say("request", "noise");
  assert.equal(relay.counters().invalid, 1);
});

for (const [kind, message] of [
  ["ack", {}],
  ["flush", { id: ID, requester: "f1", lease: 1 }],
  ["resync", {}],
  ["state", { online: true, at: 0, centrals: [] }],
  ["request", { id: ID, at: 0, deadline: 0, requester: "f1", identity: null }],
] as const)
  test(`a higher epoch in a message of the kind ${kind}: this relay ends, and says nothing more`, async () => {
    const { say, fencedBy, clock, publish, docs, states, errors, replies, line } = await start();
    await say(kind, { ...message, epoch: EPOCH });
    assert.deepEqual(fencedBy, []);
    await say(kind, { ...message, epoch: EPOCH + 1 });
    await say(kind, { ...message, epoch: EPOCH + 2 });
    assert.deepEqual([fencedBy, errors.length], [[EPOCH + 1], 1]);
    for (const told of [docs, states, replies]) told();
    await publish(1);
    line.disconnect();
    line.connect();
    await pass(clock, 10 * DOCS_WAIT_MS, 1_000);
    assert.deepEqual([docs(), states(), replies()], [[], [], []]);
  });

test("another one's state must not stay: this relay says what is true", async () => {
  const state = { at: 0, centrals: [] };
  const late = await start({ state: { ...state, epoch: EPOCH - 1, online: true } });
  assert.ok(late.states().length >= 1);
  for (const [epoch, online, answered] of [
    [EPOCH - 1, true, true],
    [EPOCH - 1, false, true],
    [EPOCH, false, true],
    [EPOCH, true, false],
  ] as const) {
    await late.say("state", { ...state, epoch, online });
    const told = late.states();
    assert.deepEqual(told.slice(1), answered ? [[EPOCH, true, undefined]] : [], `${epoch} ${online}`);
  }
});

const programs = (messages: DocMessage[]) =>
  messages.flatMap(({ docs }) => docs.filter(({ kind }) => kind === "program").map(({ doc }) => doc));

test("what a part of the program says of itself is told when it changes, not again and again", async () => {
  const { site, clock, docs, settled, say } = await start();
  const report = { status: "healthy" as ComponentReport["status"], note: "0 samples" };
  const state = site.state(componentReports);
  assert.deepEqual(programs(docs()), [{ reports: [], capabilities: [] }], "with all of it");
  await settled();
  state.set("history", () => ({ name: "history", ...report }));
  site.state(liveCapabilities).add("history.v1");
  await pass(clock, PROGRAM_LOOK_MS + 50, 50);
  assert.deepEqual(programs(docs()), [{ reports: [{ name: "history", ...report }], capabilities: ["history.v1"] }]);
  await say("ack", { epoch: EPOCH, docs: 3 });
  report.note = "1 sample";
  await pass(clock, 2 * PROGRAM_LOOK_MS, 50);
  assert.deepEqual(docs(), [], "a note alone is no news");
  report.status = "degraded";
  await say("flush", { id: ID, epoch: EPOCH, requester: "f1", lease: READ_LEASE_MS });
  await pass(clock, 50);
  assert.deepEqual(
    programs(docs()),
    [{ reports: [{ name: "history", ...report }], capabilities: ["history.v1"] }],
    "who reads hears it before the next look",
  );
});

test("an alarm is told at once, also to a cloud in which nobody looks", async () => {
  const { site, clock, docs, events, publish, settled } = await start();
  await settled();
  await pass(clock, RECENT_FOR_MS + READ_LEASE_MS, 1_000);
  docs();
  const alarm: ToldAlarm = { isOn: true, healthy: true, zones: [] };
  site.state(alarmTold).tell = () => alarm;
  site.state(alarmTold).changed?.(false);
  await publish(1);
  await pass(clock, 1_000, 50);
  assert.deepEqual([docs(), events()], [[], []], "what forbids arming can wait");
  site.state(alarmTold).tell = () => ({ ...alarm, healthy: false });
  site.state(alarmTold).changed?.(true);
  await pass(clock, 100, 10);
  assert.deepEqual(programs(docs()), [{ reports: [], capabilities: [], alarm: { ...alarm, healthy: false } }]);
  assert.equal(events().length, 1);
  await publish(1);
  await pass(clock, 100, 10);
  assert.equal(events().length, 1, "what belongs to it, too");
  await pass(clock, URGENT_FOR_MS);
  await publish(1);
  await pass(clock, 1_000, 50);
  assert.equal(events().length, 0);
});

test("an entry that comes after its answer goes up at once, until it is acknowledged", async () => {
  const operations = [
    operation(
      {
        method: "POST",
        path: "/begin",
        role: "operator",
        served: "home",
        tag: "t",
        operationId: "begin",
        summary: "s",
        responses: { 204: null },
      },
      async (scope) => {
        scope.clock.after(60_000, () => void recordAudit(scope, scope.identity, { action: "backup_create" }));
        return noContent();
      },
    ),
  ];
  const { clock, say, docs, replies, settled, store } = await start({ operations });
  await settled();
  await say("ack", { epoch: EPOCH, echo: { sent: clock.now(), received: clock.now() } });
  await say("request", {
    ...{ id: ID, epoch: EPOCH, at: clock.now(), deadline: clock.now() + 10_000, requester: "f1" },
    identity: { subject: "anna", role: "admin", scheme: "bearer" },
    rest: { method: "POST", path: "/api/v1/begin", query: "", headers: {} },
  });
  assert.deepEqual(
    replies().map(({ rest, audit }) => [rest?.status, audit]),
    [[204, undefined]],
  );
  await pass(clock, 61_000, 100);
  const [told] = docs();
  assert.deepEqual(
    told?.notes?.map(({ entry }) => [entry.action, entry.user]),
    [["backup_create", "anna"]],
  );
  assert.deepEqual(
    (await store.list("audit")).items.map(({ key }) => key),
    [told?.notes?.[0]?.key],
    "one key in both logs",
  );
  // lost: with everything else it comes again
  await pass(clock, DOCS_WAIT_MS + 1_000, 100);
  const again = docs();
  assert.deepEqual(
    again.flatMap(({ notes = [] }) => notes.map(({ key }) => key)),
    [told?.notes?.[0]?.key],
  );
  await say("ack", { epoch: EPOCH, docs: again.at(-1)?.n });
  assert.deepEqual((await store.list("link", { prefix: "note/" })).items, []);
});

test("what somebody at home does, without the cloud, stands in the cloud's log as well; after the relay's end at home only", async () => {
  const { clock, say, docs, settled, store, site, relay } = await start();
  await settled();
  await say("ack", { epoch: EPOCH, echo: { sent: clock.now(), received: clock.now() } });
  const by = (subject: string) => {
    const who = { subject, role: "operator", scheme: "bearer" } as const;
    return recordAudit(requestScope(site, who), who, { action: "data_point_write", device_address: "LAMP000001" });
  };
  await Promise.all([by("mqtt"), by("matter")]);
  await pass(clock, 2_000, 100);
  assert.deepEqual(
    docs().flatMap(({ notes = [] }) => notes.map(({ entry }) => [entry.action, entry.user])),
    [
      ["data_point_write", "mqtt"],
      ["data_point_write", "matter"],
    ],
  );
  await relay.close();
  await by("mqtt");
  assert.equal((await store.list("audit")).items.length, 3);
  assert.equal((await store.list("link", { prefix: "note/" })).items.length, 2, "what was not acknowledged yet");
});

test("a cloud that asks for everything gets it: documents in full, once its pause is over", async () => {
  const { say, docs, clock, settled } = await start();
  await settled();
  await say("resync", { epoch: EPOCH });
  await pass(clock, 10_000, 100);
  assert.deepEqual(
    docs().map(({ mark }) => mark),
    ["begin", "end"],
  );
});

test("who asks what there is hears when the cloud has all of it, and only then", async () => {
  const { say, replies, publish, settled, events, clock } = await start();
  await settled();
  await publish(2);
  assert.deepEqual(events(), []);
  await say("flush", { id: ID, epoch: EPOCH, requester: "f1", lease: READ_LEASE_MS });
  await pass(clock, 20);
  assert.deepEqual([replies(), events().length > 0], [[], true]);
  await say("ack", { epoch: EPOCH, log: LOG, to: 2 });
  const [reply] = replies();
  assert.deepEqual([reply?.id, reply?.outcome, reply?.epoch], [ID, "done", EPOCH]);
  await say("flush", { id: ID, epoch: EPOCH - 1, requester: "f1", lease: READ_LEASE_MS });
  assert.equal(replies().length, 1, "asked of an earlier start: this one has it as well");
});

test("how far the cloud knows: on its way, waiting for its time, or all of it", async () => {
  const { relay, settled, publish, clock, events, say } = await start();
  assert.equal(relay.state(), "sending");
  await settled();
  assert.equal(relay.state(), "done");
  await pass(clock, READ_LEASE_MS + RECENT_FOR_MS, 1_000);
  events();
  await publish(1);
  assert.equal(relay.state(), "waiting");
  await pass(clock, WINDOW_IDLE_MS, 10_000);
  await pass(clock, 20);
  assert.deepEqual([events().length, relay.state()], [1, "sending"]);
  await say("ack", { epoch: EPOCH, log: LOG, to: 1 });
  assert.equal(relay.state(), "done");
  relay.changed("values", "nobody");
  assert.equal(relay.state(), "waiting");
  await pass(clock, WINDOW_IDLE_MS + VALUES_EVERY_MS, 10_000);
  assert.equal(relay.state(), "done", "there was nothing new in it");
});

test("listeners shorten the wait for what comes next and for what waits already", async () => {
  const { settled, publish, clock, events, say } = await start();
  await settled();
  await pass(clock, READ_LEASE_MS + RECENT_FOR_MS, 1_000);
  await publish(1);
  await pass(clock, 1_000, 100);
  assert.deepEqual(events(), []);
  await say("listening", { clients: 1, until: clock.now() + 60_000 });
  await pass(clock, 50);
  assert.equal(events().length, 1);
});

test("the goodbye: what is left is sent, and whether that was all is said", async () => {
  const { relay, publish, states, settled, events, clock, errors } = await start();
  await settled();
  states();
  await publish(1);
  const closed = relay.close();
  await pass(clock, 20);
  await closed;
  assert.deepEqual([states(), events().length, errors], [[[EPOCH, false, true]], 1, []]);
  await relay.close();
  await publish(1);
  await pass(clock, WINDOW_IDLE_MS, 10_000);
  assert.deepEqual([states(), events()], [[], []]);
});

test("a goodbye for which the broker did not take everything does not say that it did", async () => {
  const { relay, line, clock, publish, states } = await start();
  states();
  await publish(1);
  const { publish: send } = line;
  line.publish = (topic, ...rest) => (topic === own.state ? send(topic, ...rest) : new Promise(() => {}));
  const closed = relay.close();
  await pass(clock, 1_001, 1);
  await closed;
  assert.deepEqual(states(), [[EPOCH, false, undefined]]);
});

test("a relay that has ended follows its line no longer", async () => {
  const { relay, line, clock } = await start();
  let followers = 0;
  const { onConnection } = line;
  line.onConnection = (listener) => {
    followers += 1;
    const leave = onConnection(listener);
    return () => {
      followers -= 1;
      return leave();
    };
  };
  const site = { ...createTestSite({ centrals: [] }), clock };
  const other = await createRelay({
    ...{ site, name: "home-2", epoch: EPOCH, logName: LOG, transport: line, operations: [], commands: [] },
    fenced: () => {},
  });
  assert.equal(followers > 0, true);
  const closed = Promise.all([other.close(), relay.close()]);
  await pass(clock, 1_100, 10);
  await closed;
  assert.equal(followers, 0);
});

test("that it is there is said again after six hours, so that nobody takes it for gone", async () => {
  const { states, clock, settled } = await start();
  await settled();
  states();
  await pass(clock, STATE_EVERY_MS - 60_000, 60_000);
  assert.deepEqual(states(), []);
  await pass(clock, 2 * 60_000, 10_000);
  assert.deepEqual(states(), [[EPOCH, true, undefined]]);
});

test("the goodbye of a relay without a line takes no time and says nothing", async () => {
  const { relay, line, states, clock } = await start();
  states();
  line.disconnect();
  await relay.close();
  line.connect();
  await pass(clock, 1_000);
  assert.deepEqual(states(), []);
});

test("a goodbye that the broker does not take ends after a second", async () => {
  const { relay, line, clock, publish } = await start();
  await publish(1);
  line.publish = () => new Promise(() => {});
  let isOver = false;
  void relay.close().then(() => {
    isOver = true;
  });
  await pass(clock, 999, 10);
  assert.equal(isOver, false);
  await pass(clock, 2, 1);
  assert.equal(isOver, true);
});

test("a broker that lets nobody listen is told in the log, and the relay is not announced", async () => {
  const clock = createManualClock();
  const network = createNetwork(clock, randomOf(1));
  const errors: string[] = [];
  const site = { ...createTestSite({ centrals: [] }), clock };
  const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
  await createRelay({
    ...{ site: { ...site, log }, name: SITE, epoch: EPOCH, logName: LOG, operations: [], commands: [] },
    transport: { ...network.client(), subscribe: () => Promise.reject(new Error("not authorised")) },
    fenced: () => {},
  });
  await pass(clock, 100);
  assert.equal(errors.length, 1);
  assert.deepEqual(network.published, [], "it could not hear what is asked of it");
});

/** The cloud's end of the uplink in memory: what each message changes, and what the relay is answered. (On a real table: test/lambda.) */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import { type SiteStore, siteId } from "../../handlers/ports/index.ts";
import { createIngest, type DocumentOrder, type IngestKind } from "../../handlers/relay/cloud/ingest.ts";
import { epochsEnd, lowestEpoch, raiseEpoch } from "../../handlers/relay/cloud/pairing.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { deviceToDocument } from "../../handlers/relay/protocol/documents.ts";
import { AckMessage, ResyncMessage } from "../../handlers/relay/protocol/downlink-messages.ts";
import { firstEpoch, topics } from "../../handlers/relay/protocol/messages.ts";
import { dimmer } from "../support/devices.ts";
import { centralState, emptyHub, interfaceState } from "../support/site.ts";
import { createMemoryBatchLog, createMemoryStoredHome } from "./memory-ingest.ts";

const SITE = "home-1";
const SENT_AT = 7;
/** Of the only pairing that was given. */
const EPOCH = firstEpoch(1) + 5;
const LIE = firstEpoch(2);
const ORDERS = 2n ** 32n;
const device = dimmer();
const DEVICE = idOf(device);

async function start() {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId(SITE));
  await store.put("relay", "counter", 1);
  const said: string[] = [];
  const warnings: string[] = [];
  const orders: DocumentOrder[] = [];
  const stored = createMemoryStoredHome();
  const home = new Proxy(stored, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        const order = args.at(-1) as DocumentOrder | undefined;
        if (typeof order?.at === "bigint") orders.push(order);
        return member.apply(target, args);
      };
    },
  });
  let looks = 0;
  const get: SiteStore["get"] = (kind, key) => {
    if (key === "counter") looks += 1;
    return store.get(kind, key);
  };
  const counted: SiteStore = Object.assign(Object.create(store), {
    get,
    put: (...args: Parameters<SiteStore["put"]>) => store.put(...args),
    delete: (...args: Parameters<SiteStore["delete"]>) => store.delete(...args),
  });
  const log = createMemoryBatchLog();
  const own = topics(SITE);
  const state = { isAway: false };
  const ingest = createIngest({
    ...{ topics: own, home, eventLog: log, store: counted, clock },
    log: { debug() {}, info() {}, error() {}, warn: (message) => void warnings.push(message) },
    async send(topic, payload) {
      if (state.isAway) throw new Error("away");
      const { at: _, ...message } = JSON.parse(JSON.stringify(decode(topic, payload)));
      said.push(`${topic.split("/").at(-1)} ${JSON.stringify(message)}`);
    },
  });
  const decode = (topic: string, payload: Uint8Array) =>
    topic === own.ack ? decodeMessage(AckMessage, payload) : decodeMessage(ResyncMessage, payload);
  const take = (kind: IngestKind, message: object) =>
    ingest(kind, encodeMessage({ epoch: EPOCH, at: SENT_AT, ...message }));
  return {
    ...{ clock, store, home: stored, log, warnings, orders, state, ingest },
    told: () => said.splice(0),
    /** How often the number of the newest pairing was read. */
    looks() {
      const count = looks;
      looks = 0;
      return count;
    },
    doc: (n: number, more: object = {}) => take("doc", { n, docs: [], ...more }),
    one: (n: number, kind: string, key: string, doc: unknown, more: object = {}) =>
      take("doc", { n, docs: [{ kind, key, doc }], ...more }),
    events: (from: number, list: object[], more: object = {}) =>
      take("events", { log: "outbox", from, to: from + list.length - 1, events: list, ...more }),
    say: (online: boolean, more: object = {}) => take("state", { online, centrals: [], ...more }),
    names: () => [...stored.documents.keys()].sort(),
    echo: `"echo":{"sent":${SENT_AT},"received":${clock.now()}}`,
  };
}
const event = (n: number) => ({ topic: "t", tail: `${n}` });
const change = (value: unknown, at: number) => ({
  topic: "t",
  tail: `"kind":"change","topic":"t","type":"datapoint.value_changed","ts":"","payload":${JSON.stringify({
    ...{
      central: device.central,
      device_address: device.address,
      channel: 1,
      parameter: "LEVEL",
      paramset_key: "VALUES",
    },
    ...{ value, modified_at: new Date(at).toISOString() },
  })}}`,
});

test("documents are applied in order, acknowledged with their number, and carry their place among all", async () => {
  const { doc, one, told, names, orders, echo } = await start();
  await doc(1, { mark: "begin" });
  await one(2, "device", DEVICE, deviceToDocument(device));
  assert.deepEqual(
    told(),
    [1, 2].map((n) => `ack {"epoch":${EPOCH},"docs":${n},${echo}}`),
  );
  assert.deepEqual(names(), [`device ${DEVICE}`]);
  assert.deepEqual(orders, [{ at: BigInt(EPOCH) * ORDERS + 2n, end: BigInt(firstEpoch(2)) * ORDERS }]);
});

test("each kind of document finds its place, and goes when the home says so", async () => {
  const { one, doc, names, warnings, home } = await start();
  await doc(1, { mark: "begin" });
  await one(2, "central", "c", centralState("c"));
  await one(3, "interfaces", "c", [interfaceState("c", "HmIP-RF")]);
  await one(4, "hub", "c", emptyHub("c"));
  await one(5, "device", DEVICE, deviceToDocument(device));
  await one(6, "values", DEVICE, {});
  assert.deepEqual(names(), ["central c", `device ${DEVICE}`, "hub c", "interfaces c", `values ${DEVICE}`]);
  const program = { reports: [], capabilities: ["matter"] };
  await one(7, "program", "program", program);
  assert.deepEqual(home.documents.get("program program"), program);
  home.documents.delete("program program");
  await one(8, "hub", "c", null);
  await one(9, "values", DEVICE, null);
  assert.equal(names().length, 5, "they go with what they belong to");
  await one(10, "device", DEVICE, null);
  assert.deepEqual(names(), ["central c", "hub c", "interfaces c"]);
  await one(11, "device", "no-central", null);
  await one(12, "central", "c", null);
  assert.deepEqual([names(), warnings], [[], []]);
});

test("a document that is none is left out and told in the log; those beside it are not", async () => {
  const { doc, told, names, warnings } = await start();
  const docs = [
    ...["central", "interfaces", "hub", "device"].map((kind) => ({ kind, key: "k", doc: { odd: true } })),
    ...[DEVICE, "no-central"].map((key) => ({ kind: "values", key, doc: { k: 1 } })),
    { kind: "values", key: "no-central", doc: {} },
    { kind: "central", key: "c", doc: centralState("c") },
  ];
  await doc(1, { mark: "begin", docs });
  assert.deepEqual([names(), warnings.length, told().length], [["central c"], 7, 1]);
});

test("a document message that comes twice is acknowledged as far as it went; one that is missing is asked for", async () => {
  const { doc, one, told, names, echo } = await start();
  await doc(1, { mark: "begin" });
  await doc(2);
  told();
  await one(1, "central", "c", centralState("c"));
  assert.deepEqual(told(), [`ack {"epoch":${EPOCH},"docs":2,${echo}}`]);
  await one(4, "central", "c", centralState("c"));
  assert.deepEqual(told(), [`resync {"epoch":${EPOCH}}`, `ack {"epoch":${EPOCH},${echo}}`]);
  assert.deepEqual(names(), []);
});

test("what a full set does not name is gone, when it ends and only then", async () => {
  const { doc, one, names } = await start();
  await doc(1, { mark: "begin" });
  await one(2, "central", "c", centralState("c"));
  await one(3, "device", DEVICE, deviceToDocument(device));
  await doc(4, { keys: { device: [], central: [] } });
  await doc(5, { mark: "end" });
  assert.equal(names().length, 2);
  await doc(6, { mark: "end", keys: { device: [DEVICE], central: ["c"] } });
  assert.equal(names().length, 2);
  await doc(7, { mark: "end", keys: { central: ["c"] } });
  assert.deepEqual(names(), ["central c"]);
  await doc(8, { mark: "end", keys: { device: [] } });
  assert.deepEqual(names(), []);
});

test("what belongs to a CCU that may still tell it stays, until it has", async () => {
  const { doc, one, names } = await start();
  const other = { ...device, central: "other" };
  await doc(1, { mark: "begin" });
  for (const [n, central] of [device.central, "other"].entries())
    await one(2 + n, "central", central, centralState(central));
  await one(4, "device", DEVICE, deviceToDocument(device));
  await one(5, "device", idOf(other), deviceToDocument(other));
  await doc(6, { mark: "end", keys: { device: [], central: ["other"] }, partial: [device.central] });
  assert.deepEqual(names(), [`central ${device.central}`, "central other", `device ${DEVICE}`]);
  await doc(7, { mark: "end", keys: { device: [], central: ["other"] } });
  assert.deepEqual(names(), ["central other"]);
});

test("events are appended once, in order; holes are asked for, gaps are told", async () => {
  const { events, told, log, echo } = await start();
  const appended = await events(1, [event(1), event(2)], { acknowledged: 0 });
  assert.deepEqual(
    appended.events.map(({ seq, tail }) => [seq, tail]),
    [
      [1, "1"],
      [2, "2"],
    ],
  );
  const ack = (to: number, more = "") => `ack {"epoch":${EPOCH},"log":"outbox","to":${to}${more},${echo}}`;
  assert.deepEqual(told(), [ack(2)]);
  assert.deepEqual(await events(1, [event(1), event(2)]), { events: [], again: true });
  assert.deepEqual(told(), [ack(2)]);
  assert.deepEqual(await events(4, [event(4)]), { events: [] });
  assert.deepEqual(told(), [ack(2, ',"again":true')]);
  const behind = await events(4, [event(4)], { gap: true });
  assert.deepEqual([behind.gap, behind.events.map(({ afterGap }) => afterGap), told()], [true, [true], [ack(4)]]);
  assert.equal(log.events.length, 3);
});

test("a message of the start that is known costs no look at the pairings; one of another start does", async () => {
  const { events, say, store, looks } = await start();
  await say(true);
  await events(1, [event(1)]);
  assert.ok(looks() > 0, "the first");
  await say(true);
  await events(2, [event(2)]);
  assert.equal(looks(), 0);
  await events(3, [event(3)], { epoch: EPOCH + 1 });
  assert.equal(looks(), 1);
  assert.equal(await lowestEpoch(store), EPOCH + 1);
});

test("quiet events are not acknowledged, unless they came again or something is missing", async () => {
  const { events, told } = await start();
  const quiet = { quiet: true };
  await events(1, [event(1)], { ...quiet, acknowledged: 0 });
  assert.equal(told().length, 0);
  await events(1, [event(1)], quiet);
  assert.equal(told().length, 1);
  await events(3, [event(3)], quiet);
  assert.equal(told().length, 1);
});

test("values follow the log when that is asked for, with documents as with events, and when the relay goes", async () => {
  const { doc, one, events, say, home } = await start();
  await doc(1, { mark: "begin" });
  await one(2, "device", DEVICE, deviceToDocument(device));
  await one(3, "values", DEVICE, {});
  const level = () =>
    (home.documents.get(`values ${DEVICE}`) as Record<string, { value: unknown }>)["1/VALUES/LEVEL"]?.value;
  await events(1, [change(0.1, 1)], { acknowledged: 0 });
  assert.equal(level(), undefined);
  await doc(4, { catchUp: true });
  assert.equal(level(), 0.1);
  await events(2, [change(0.2, 2)], { catchUp: true });
  assert.equal(level(), 0.2);
  await events(3, [change(0.3, 3)]);
  await say(true);
  assert.equal(level(), 0.2);
  await say(false);
  assert.equal(level(), 0.3);
});

test("presence: since when it is as it is, of which start, and which goodbye was complete", async () => {
  const { say, clock, home } = await start();
  const known = async () => (await home.presence())?.presence;
  const began = clock.now();
  await say(true, { centrals: [{ name: "c", available: true }] });
  clock.advance(10);
  await say(true, { centrals: [{ name: "c", available: false }] });
  assert.deepEqual(await known(), {
    ...{ epoch: EPOCH, online: true, heardAt: began + 10, since: began },
    centrals: [{ name: "c", available: false }],
  });
  clock.advance(10);
  await say(true, { epoch: EPOCH + 1 });
  assert.equal((await known())?.since, began + 20, "another start");
  await say(false);
  assert.equal((await known())?.online, true, "the last will of the start before");
  clock.advance(10);
  await say(false, { epoch: EPOCH + 1, complete: true });
  const { epoch, online, since, complete } = (await known())!;
  assert.deepEqual([epoch, online, since, complete], [EPOCH + 1, false, began + 30, true]);
});

test("a hub whose lists were not read yet keeps those that were known, and says of when: of the connection before, at the latest", async () => {
  const { doc, one, say, home, clock } = await start();
  const room = { id: "1", name: "Hall", description: "", channels: [] };
  const unread = { ...emptyHub("c"), unread: ["rooms"], update: undefined };
  const shown = async () => {
    const hub = await home.hub("c");
    return [hub?.rooms.length, hub?.keptAsOf];
  };
  await doc(1, { mark: "begin" });
  await one(2, "hub", "c", unread);
  assert.deepEqual(await shown(), [0, undefined], "nothing was known");
  await one(3, "hub", "c", { ...emptyHub("c"), rooms: [room] });
  const began = clock.now();
  clock.advance(1_000);
  await one(4, "hub", "c", unread);
  assert.deepEqual(await shown(), [1, began + 1_000], "of now, where nobody has said that it is there");
  await one(5, "hub", "c", { ...emptyHub("c"), rooms: [room] });
  await say(true);
  clock.advance(1_000);
  await one(6, "hub", "c", unread);
  assert.deepEqual(await shown(), [1, began + 1_000], "of the first connection");
  await say(true, { epoch: EPOCH + 1 });
  clock.advance(1_000);
  await doc(1, { epoch: EPOCH + 1, mark: "begin" });
  await doc(2, { epoch: EPOCH + 1, docs: [{ kind: "hub", key: "c", doc: { ...emptyHub("c"), rooms: [room] } }] });
  await doc(3, { epoch: EPOCH + 1, docs: [{ kind: "hub", key: "c", doc: unread }] });
  assert.deepEqual(await shown(), [1, began + 1_000], "of what the start before said last");
});

test("a relay that was replaced has no effect, and hears why", async () => {
  const { doc, events, say, told, log, names, store, echo, home, one } = await start();
  await doc(1, { epoch: EPOCH + 1, mark: "begin" });
  told();
  const nothing = { events: [] };
  assert.deepEqual(await one(1, "central", "c", centralState("c")), nothing);
  assert.deepEqual(await events(1, [event(1)]), nothing);
  assert.deepEqual(told(), [`ack {"epoch":${EPOCH + 1},${echo}}`, `ack {"epoch":${EPOCH + 1},${echo}}`]);
  assert.deepEqual([names(), log.events.length], [[], 0]);
  await say(true);
  assert.equal((await home.presence())?.presence.epoch, EPOCH, "the fence of documents does not know of the state");
  await events(1, [event(1)], { epoch: EPOCH + 2 });
  assert.equal(await lowestEpoch(store), EPOCH + 2, "whatever a new start says first");
});

test("an epoch that no pairing has given is not believed, whatever carries it; the last that can be is", async () => {
  const { doc, one, events, say, told, names, log, home, warnings, store } = await start();
  assert.equal(await epochsEnd(store), LIE);
  for (const outcome of [
    doc(1, { epoch: LIE, mark: "begin" }),
    events(1, [event(1)], { epoch: LIE }),
    say(true, { epoch: LIE }),
  ])
    assert.deepEqual(await outcome, { events: [] });
  assert.deepEqual(
    [told(), names(), log.events.length, await home.presence(), warnings.length],
    [[], [], 0, undefined, 3],
  );
  await doc(1, { mark: "begin" });
  await one(2, "central", "c", centralState("c"));
  await say(true);
  const known = [await store.get("relay", "head"), await home.presence()];
  await one(3, "central", "d", centralState("d"), { epoch: LIE });
  await events(1, [event(1)], { epoch: LIE });
  await say(false, { epoch: LIE });
  assert.deepEqual(
    [await store.get("relay", "head"), await home.presence()],
    known,
    "it changes nothing of what is known",
  );
  assert.deepEqual([names(), told().length], [["central c"], 2]);
  await doc(1, { epoch: LIE - 1, mark: "begin" });
  assert.equal(told().length, 1);
});

test("what a lie once left in the books gives way to the home's own relay", async () => {
  const { doc, say, store, told, home, echo } = await start();
  await store.put("relay", "head", { epoch: LIE + 7, docs: 9 });
  await home.putPresence({ epoch: LIE + 7, online: true, heardAt: 1, since: 1, centrals: [] }, 0);
  await doc(1, { mark: "begin" });
  assert.deepEqual(told(), [`ack {"epoch":${EPOCH},"docs":1,${echo}}`]);
  await say(true);
  assert.equal((await home.presence())?.presence.epoch, EPOCH);
});

test("the end of the newest pairing is no lie: what comes from that pairing still counts no longer", async () => {
  const { doc, store, told } = await start();
  await raiseEpoch(store, LIE);
  await doc(1, { mark: "begin" });
  const { docs, epoch } = JSON.parse(told()[0]?.replace("ack ", "") ?? "{}");
  assert.deepEqual([docs, epoch], [undefined, LIE]);
});

test("fencing raises the epoch, never lowers a possible one, and mends an impossible one", async () => {
  const { store } = await start();
  await raiseEpoch(store, EPOCH);
  assert.equal(await lowestEpoch(store), EPOCH);
  await raiseEpoch(store, EPOCH - 1);
  assert.equal(await lowestEpoch(store), EPOCH);
  await raiseEpoch(store, LIE);
  assert.equal(await lowestEpoch(store), LIE, "the newest pairing was deleted");
  await raiseEpoch(store, EPOCH);
  assert.equal(await lowestEpoch(store), LIE);
  await store.put("relay", "head", { epoch: LIE + 1, docs: 3 });
  await raiseEpoch(store, EPOCH);
  assert.deepEqual((await store.get("relay", "head"))?.value, { epoch: EPOCH });
});

test("noise is dropped and told in the log; a broker that is away costs the answer only", async () => {
  const { ingest, warnings, doc, state, log, events } = await start();
  for (const kind of ["state", "doc", "events"] as const)
    assert.deepEqual(await ingest(kind, new TextEncoder().encode("{}")), { events: [] });
  assert.equal(warnings.length, 3);
  state.isAway = true;
  await doc(1, { mark: "begin" });
  await events(1, [event(1)], { acknowledged: 0 });
  assert.deepEqual([log.events.length, warnings.length], [1, 5]);
});

test("a head, or a presence, that changes all the time: the message fails and comes again", async () => {
  const { store, doc, say, home } = await start();
  store.put = async () => undefined;
  await assert.rejects(doc(1, { mark: "begin" }), /changes all the time/);
  home.putPresence = async () => false;
  await assert.rejects(say(true), /changes all the time/);
});

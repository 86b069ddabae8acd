/** The cloud's end of the uplink on a real table: twice changes nothing, holes are asked for, what is gone is gone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createDynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { createDynamoHome } from "../../adapters/dynamodb/home.ts";
import { createDynamoHomeWriter } from "../../adapters/dynamodb/home-writer.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import { unobservedHub } from "../../handlers/model/document.ts";
import { HUB_LISTS } from "../../handlers/model/hub-objects.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { knownAsOf } from "../../handlers/relay/cloud/freshness.ts";
import { createIngest, type IngestKind, type StoredHome } from "../../handlers/relay/cloud/ingest.ts";
import { lowestEpoch, raiseEpoch } from "../../handlers/relay/cloud/pairing.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { deviceToDocument, valuesToDocument } from "../../handlers/relay/protocol/documents.ts";
import { AckMessage, ResyncMessage } from "../../handlers/relay/protocol/downlink-messages.ts";
import { firstEpoch, topics } from "../../handlers/relay/protocol/messages.ts";
import type { DocMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { dimmer, remote, state, states } from "../support/devices.ts";
import { openTable } from "../support/dynamodb.ts";
import { centralState, emptyHub, interfaceState } from "../support/site.ts";
import { silent } from "./support.ts";

const table = await openTable();
const NOW = Date.UTC(2026, 0, 1, 12);
const EPOCH = 2 ** 32 + 5;
let sites = 0;

function bench() {
  const site = siteId(`ingest-${++sites}`);
  const clock = createManualClock(NOW);
  const store = createDynamoStore({ table, clock }).site(site);
  const eventLog = createDynamoEventLog({ table, clock, site });
  const writer = createDynamoHomeWriter({ table, site });
  /** Two pairings were given to this home. */
  const paired = store.put("relay", "counter", 2);
  const said: { topic: string; payload: Uint8Array }[] = [];
  const control = { failing: false };
  const own = topics(site);
  /** As another instance of the function: it remembers nothing. */
  function instance(log: ReturnType<typeof createDynamoEventLog>) {
    const home: StoredHome = new Proxy(writer, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) =>
          control.failing && name === "putValues"
            ? Promise.reject(new Error("it dies here"))
            : member.apply(target, args);
      },
    });
    const ingest = createIngest({
      topics: own,
      home,
      eventLog: log,
      store,
      clock,
      log: silent,
      send: async (topic, payload) => said.push({ topic, payload }),
    });
    const take = async (kind: IngestKind, message: object) => {
      await paired;
      return ingest(kind, encodeMessage(message));
    };
    return { take, raw: ingest };
  }
  return {
    clock,
    eventLog,
    store,
    writer,
    control,
    home: () => createDynamoHome({ table, site }),
    ...instance(eventLog),
    again: () => instance(createDynamoEventLog({ table, clock, site })),
    acks: () => said.filter(({ topic }) => topic === own.ack).map(({ payload }) => decodeMessage(AckMessage, payload)!),
    resyncs: () =>
      said.filter(({ topic }) => topic === own.resync).map(({ payload }) => decodeMessage(ResyncMessage, payload)),
  };
}
type Cloud = Pick<ReturnType<typeof bench>, "take">;

const doc = (n: number, part: Partial<DocMessage> = {}): DocMessage => ({
  epoch: EPOCH,
  at: NOW - 7,
  n,
  docs: [],
  ...part,
});
const device = dimmer();
const other = remote();
const json = <T>(value: T) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
const values = states({ "1/LEVEL": state(0.5, { changedAt: NOW - 5_000 }) });
const fullSet = [
  doc(1, { mark: "begin" }),
  doc(2, {
    docs: [
      { kind: "central", key: "ccu-main", doc: json(centralState("ccu-main")) },
      { kind: "interfaces", key: "ccu-main", doc: [json(interfaceState("ccu-main", "HmIP-RF"))] },
      { kind: "hub", key: "ccu-main", doc: json(emptyHub("ccu-main")) },
      { kind: "device", key: idOf(device), doc: json(deviceToDocument(device)) },
      { kind: "device", key: idOf(other), doc: json(deviceToDocument(other)) },
      { kind: "values", key: idOf(device), doc: json(valuesToDocument(values)) },
    ],
  }),
  doc(3, { mark: "end", keys: { device: [idOf(device), idOf(other)], central: ["ccu-main"] } }),
];
const change = (value: unknown, at: number) => ({
  topic: `device.${device.address}.1.LEVEL`,
  tail: `"kind":"change","topic":"t","type":"datapoint.value_changed","ts":"","payload":${JSON.stringify({
    central: "ccu-main",
    device_address: device.address,
    channel: 1,
    parameter: "LEVEL",
    paramset_key: "VALUES",
    value,
    modified_at: new Date(at).toISOString(),
  })}}`,
});
const events = (from: number, list: object[], part: object = {}) => ({
  epoch: EPOCH,
  log: "outbox",
  at: NOW,
  from,
  to: from + list.length - 1,
  events: list,
  ...part,
});
const levelOf = async (home: ReturnType<ReturnType<typeof bench>["home"]>) =>
  (await home.values(idOf(device))).get("1/VALUES/LEVEL");

test("a full set becomes the home, and says how far it came", async () => {
  const cloud = bench();
  for (const message of fullSet) await cloud.take("doc", message);
  const home = cloud.home();
  assert.deepEqual(
    (await home.devices()).map(({ address }) => address),
    [device.address, other.address].sort(),
  );
  assert.deepEqual(await home.device(idOf(device)), device);
  assert.equal((await home.centrals())[0]?.name, "ccu-main");
  assert.equal((await levelOf(cloud.home()))?.value, 0.5);
  assert.deepEqual(
    cloud.acks().map(({ docs }) => docs),
    [1, 2, 3],
  );
  assert.deepEqual(cloud.acks()[0]?.echo, { sent: NOW - 7, received: NOW });
});

test("entries of the audit log that came late are in the cloud's once, whatever comes twice or fails", async () => {
  const cloud = bench();
  const entry = { timestamp: new Date(NOW).toISOString(), action: "backup_create", user: "anna" };
  const notes = [{ key: "000000000000001-a", entry }, { key: "x" }] as DocMessage["notes"];
  await cloud.take("doc", doc(1, { mark: "begin", notes }));
  await cloud.take("doc", doc(1, { mark: "begin", notes }));
  await cloud.take("doc", doc(2, { mark: "end", notes }));
  const kept = await cloud.store.list("audit");
  assert.deepEqual(
    kept.items.map(({ key, value, version }) => [key, value, version]),
    [["000000000000001-a", entry, kept.items[0]?.version]],
  );
  assert.equal(cloud.acks().at(-1)?.docs, 2);
});

test("what the program at home says of itself; what is not understood of it costs itself", async () => {
  const cloud = bench();
  assert.equal(await cloud.home().program?.(), undefined, "no relay was ever heard");
  const good = { name: "mqtt", status: "degraded", note: "away", noteKey: "mqtt_away" };
  const told = {
    kind: "program",
    key: "program",
    doc: { reports: [good, { name: "x" }, 7, { ...good, name: "" }], capabilities: ["history.v1", 1, "x".repeat(101)] },
  };
  const later = { kind: "of-a-later-version", key: "k", doc: {} };
  const [begin, all, end] = fullSet as [DocMessage, DocMessage, DocMessage];
  await cloud.take("doc", begin);
  await cloud.take("doc", { ...all, docs: [...all.docs, later, null] });
  await cloud.take("doc", { ...end, docs: [told], keys: { ...end.keys, "of-a-later-version": ["k"] } });
  assert.deepEqual([cloud.acks().at(-1)?.docs, (await cloud.home().devices()).length], [3, 2]);
  await cloud.take("state", { epoch: EPOCH, online: true, at: NOW, centrals: [] });
  const known = { reports: [good], capabilities: ["history.v1"] };
  assert.deepEqual(await cloud.home().program?.(), known);
  const whole = cloud.home();
  await whole.devices();
  assert.deepEqual(await whole.program?.(), known, "out of what was read already");
  cloud.clock.advance(60_000);
  await cloud.take("state", { epoch: EPOCH, online: false, at: NOW, centrals: [], complete: true });
  assert.deepEqual(await cloud.home().program?.(), { ...known, away: NOW + 60_000 });
  await cloud.take("doc", doc(4, { docs: [{ kind: "program", key: "program", doc: [] }] as DocMessage["docs"] }));
  assert.deepEqual((await cloud.home().program?.())?.capabilities, ["history.v1"], "what is none replaces nothing");
});

/** A relay that has just started, before its CCU has said anything. */
const startedAnew = (epoch: number, at: number, hub = unobservedHub("ccu-main")) => ({
  state: { epoch, online: true, at, centrals: [] },
  docs: [
    doc(1, { epoch, mark: "begin" }),
    doc(2, {
      epoch,
      docs: [
        { kind: "central", key: "ccu-main", doc: json(centralState("ccu-main", { system: {}, phase: "loading_hub" })) },
        { kind: "hub", key: "ccu-main", doc: json(hub) },
        { kind: "values", key: idOf(device), doc: {} },
      ],
    }),
    doc(3, { epoch, mark: "end", keys: { device: [], central: ["ccu-main"] }, partial: ["ccu-main"] }),
  ],
});
const ROOMS = [{ id: 1, name: "Kitchen", channels: [] }];
const knownHub = emptyHub("ccu-main", { rooms: ROOMS, update: { current: "1", available: "2", inProgress: false } });

test("what a relay that has just started has not read yet replaces nothing that is known, and is told with its age", async () => {
  const cloud = bench();
  const { clock, take } = cloud;
  await take("state", { epoch: EPOCH, online: true, at: NOW, centrals: [] });
  const [begin, all, end] = fullSet as [DocMessage, DocMessage, DocMessage];
  await take("doc", begin);
  await take("doc", { ...all, docs: [...all.docs, { kind: "hub", key: "ccu-main", doc: json(knownHub) }] });
  await take("doc", end);
  clock.advance(3_600_000);
  await take("state", { epoch: EPOCH, online: false, at: NOW, centrals: [], complete: true });
  const wentAt = clock.now();
  clock.advance(60_000);

  const ageOf = async (read: (home: ReturnType<typeof cloud.home>) => Promise<unknown>) => {
    const home = cloud.home();
    await read(home);
    return clock.now() - knownAsOf((await home.freshness())!, clock.now())!;
  };
  for (const epoch of [EPOCH + 1, EPOCH + 2]) {
    const { state, docs } = startedAnew(epoch, clock.now());
    await take("state", state);
    // a message may come twice, and be done twice
    for (const message of [...docs, ...docs]) await take("doc", message);
    const hub = await cloud.home().hub("ccu-main");
    assert.deepEqual([hub.rooms, hub.unread, hub.observed, hub.keptAsOf], [ROOMS, [], true, wentAt]);
    assert.deepEqual(hub.update, knownHub.update);
    assert.deepEqual((await cloud.home().centrals())[0]?.system, centralState("ccu-main").system);
    assert.deepEqual([(await levelOf(cloud.home()))?.value, (await levelOf(cloud.home()))?.source], [0.5, "stale"]);
    assert.equal(await ageOf((home) => home.hub("ccu-main")), 60_000, "as old as before the relay went");
    assert.equal(await ageOf((home) => home.centrals()), 0, "what it told itself is current");
  }

  // read, and empty: that is known
  const read = { ...unobservedHub("ccu-main"), observed: true, unread: ["sysvars"] as const };
  await take("doc", doc(4, { epoch: EPOCH + 2, docs: [{ kind: "hub", key: "ccu-main", doc: json(read) }] }));
  const hub = await cloud.home().hub("ccu-main");
  assert.deepEqual([hub.rooms, hub.unread, hub.keptAsOf], [[], [], wentAt]);
  const whole = { ...read, unread: [] };
  await take("doc", doc(5, { epoch: EPOCH + 2, docs: [{ kind: "hub", key: "ccu-main", doc: json(whole) }] }));
  assert.equal(await ageOf((home) => home.hub("ccu-main")), 0);
});

test("a relay that vanished without a word: what is kept is as old as its last word", async () => {
  const cloud = bench();
  await cloud.take("state", { epoch: EPOCH, online: true, at: NOW, centrals: [] });
  for (const message of fullSet) await cloud.take("doc", message);
  cloud.clock.advance(7_200_000);
  const { state, docs } = startedAnew(EPOCH + 1, NOW);
  await cloud.take("state", state);
  for (const message of docs) await cloud.take("doc", message);
  assert.equal((await cloud.home().hub("ccu-main")).keptAsOf, NOW);
});

test("a list that was never read is unknown, whatever a relay claims of its age", async () => {
  const cloud = bench();
  const claimed = { ...unobservedHub("ccu-main"), keptAsOf: 1 };
  const { state, docs } = startedAnew(EPOCH, NOW, claimed);
  await cloud.take("state", state);
  for (const message of docs) await cloud.take("doc", message);
  const hub = await cloud.home().hub("ccu-main");
  assert.deepEqual([hub.unread, hub.observed, hub.keptAsOf], [HUB_LISTS, false, undefined]);
  assert.equal(await levelOf(cloud.home()), undefined);
});

test("what the alarm panel at home says of itself; a zone that is none costs itself, a state that is none is no state", async () => {
  const cloud = bench();
  const status = {
    ...{ state: "armed", mode: "full", bypassed: [], incident: null, countdown: null, walktest: false },
    readiness: { full: { ready: true, blockers: [], warnings: [] } },
  };
  const zone = { id: "z", name: "Haus", position: 0, modes: ["full"], code_arm: false, code_disarm: true, status };
  const { status: _status, ...stateless } = zone;
  const odd = [{ ...zone, id: "odd", status: { ...status, state: "?" } }, 7, { id: "x" }];
  const take = async (alarm: unknown, n: number) => {
    const told = { kind: "program", key: "program", doc: { reports: [], capabilities: [], alarm } };
    await cloud.take("doc", doc(n, { docs: [told] as unknown as DocMessage["docs"] }));
    return (await cloud.home().program?.())?.alarm;
  };
  for (const message of fullSet) await cloud.take("doc", message);
  await cloud.take("state", { epoch: EPOCH, online: true, at: NOW, centrals: [] });
  assert.deepEqual(await take({ isOn: true, healthy: false, zones: [zone, ...odd] }, 4), {
    ...{ isOn: true, healthy: false },
    zones: [zone, { ...stateless, id: "odd" }],
  });
  assert.deepEqual(await take({ isOn: false, healthy: true, zones: [] }, 5), { isOn: false, healthy: true, zones: [] });
  assert.equal(await take("armed", 6), undefined, "nothing is known of it");
});

test("a message that comes twice changes nothing; one that is missing is asked for", async () => {
  const cloud = bench();
  for (const message of [...fullSet, ...fullSet]) await cloud.take("doc", message);
  assert.equal((await cloud.home().devices()).length, 2);
  assert.deepEqual(cloud.resyncs(), []);
  await cloud.take("doc", doc(5, { docs: [{ kind: "device", key: idOf(other), doc: null }] }));
  assert.deepEqual(cloud.resyncs(), [{ epoch: EPOCH }]);
  assert.equal((await cloud.home().devices()).length, 2, "nothing was applied");
  await cloud.take("doc", doc(4, { docs: [{ kind: "device", key: idOf(other), doc: null }] }));
  assert.equal((await cloud.home().devices()).length, 1);
});

test("what a later full set does not name is gone", async () => {
  const cloud = bench();
  for (const message of fullSet) await cloud.take("doc", message);
  await cloud.take("doc", doc(4, { mark: "begin" }));
  await cloud.take("doc", doc(5, { mark: "end", keys: { device: [idOf(device)], central: ["ccu-main"] } }));
  assert.deepEqual(
    (await cloud.home().devices()).map(({ address }) => address),
    [device.address],
  );
});

test("events get numbers once, carry values, and holes are asked for", async () => {
  const cloud = bench();
  for (const message of fullSet) await cloud.take("doc", message);
  const first = events(1, [change(0.6, NOW - 1_000), change(0.7, NOW - 500)]);
  assert.equal((await cloud.take("events", first)).events.length, 2);
  assert.deepEqual(await cloud.take("events", first), { events: [], again: true });
  assert.deepEqual(await cloud.take("events", events(4, [change(1, NOW)])), { events: [] });
  const overlap = events(2, [change(0.7, NOW - 500), change(0.8, NOW - 100)]);
  assert.deepEqual(
    (await cloud.take("events", overlap)).events.map(({ seq }) => seq),
    [3],
  );
  assert.deepEqual(
    (await cloud.eventLog.read(0)).map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.equal((await levelOf(cloud.home()))?.value, 0.5, "nobody reads");
  await cloud.take("events", { ...overlap, catchUp: true });
  assert.equal((await levelOf(cloud.home()))?.value, 0.8, "also of the messages before");
  const acks = cloud.acks().slice(3);
  assert.deepEqual(
    acks.map(({ to, again }) => [to, again]),
    [
      [2, undefined],
      [2, undefined],
      [2, true],
      [3, undefined],
      [3, undefined],
    ],
  );
});

test("values follow the log when somebody reads, and when the relay goes", async () => {
  for (const [how, catchUp] of [
    [
      "with the next events",
      (cloud: Cloud) => cloud.take("events", events(3, [change(0.4, NOW - 10)], { catchUp: true })),
    ],
    ["without any", (cloud: Cloud) => cloud.take("doc", doc(4, { catchUp: true }))],
    ["it goes", (cloud: Cloud) => cloud.take("state", { epoch: EPOCH, online: false, at: NOW, centrals: [] })],
  ] as const) {
    const cloud = bench();
    for (const message of fullSet) await cloud.take("doc", message);
    await cloud.take("events", events(1, [change(0.3, NOW - 30)]));
    // another instance of the function does the rest
    const next = cloud.again();
    await next.take("events", events(2, [change(0.4, NOW - 20)]));
    assert.equal((await levelOf(cloud.home()))?.value, 0.5, how);
    await catchUp(next);
    assert.deepEqual([(await levelOf(cloud.home()))?.value, how], [0.4, how]);
    assert.equal((await levelOf(cloud.home()))?.source, "live");
  }
});

test("a function that ends between log and values is made good by whoever catchUps next", async () => {
  const cloud = bench();
  for (const message of fullSet) await cloud.take("doc", message);
  cloud.control.failing = true;
  const lost = events(1, [change(0.3, NOW - 30)], { catchUp: true });
  await assert.rejects(cloud.take("events", lost));
  cloud.control.failing = false;
  // the queue has put it aside: what comes next says nothing of its device, in the same function and in another one
  const other = { topic: "t", tail: `"type":"t","payload":{}}` };
  await cloud.take("events", events(2, [other]));
  await cloud.again().take("events", events(3, [other], { catchUp: true }));
  assert.equal((await levelOf(cloud.home()))?.value, 0.3);
  // once more, and later a document that knows more: that the value has gone stale
  await cloud.take("events", lost);
  const stale = states({ "1/LEVEL": state(0.3, { changedAt: NOW - 30, source: "stale" }) });
  await cloud.take(
    "doc",
    doc(4, { docs: [{ kind: "values", key: idOf(device), doc: json(valuesToDocument(stale)) }] }),
  );
  await cloud.again().take("events", { ...lost });
  assert.equal((await levelOf(cloud.home()))?.source, "stale");
});

test("what wants no acknowledgement gets none, unless something is missing or came again", async () => {
  const cloud = bench();
  await cloud.take("events", events(1, [change(0.1, NOW)], { quiet: true }));
  assert.deepEqual(cloud.acks(), []);
  await cloud.take("events", events(1, [change(0.1, NOW)], { quiet: true }));
  await cloud.take("events", events(4, [change(0.1, NOW)], { quiet: true }));
  assert.deepEqual(
    cloud.acks().map(({ to, again }) => [to, again]),
    [
      [1, undefined],
      [1, true],
    ],
  );
});

test("a value is not overwritten by an older event", async () => {
  const cloud = bench();
  for (const message of fullSet) await cloud.take("doc", message);
  await cloud.take("events", events(1, [change(0.1, NOW - 60_000)], { catchUp: true }));
  assert.equal((await levelOf(cloud.home()))?.value, 0.5);
});

test("a relay that was replaced has no effect, and hears why", async () => {
  const cloud = bench();
  for (const message of fullSet) await cloud.take("doc", message);
  const later = 2 * 2 ** 32;
  await cloud.take("state", { epoch: later, online: true, at: NOW, centrals: [] });
  await cloud.take("events", events(1, [change(0.6, NOW)], { epoch: later, log: "other" }));
  await cloud.take("doc", doc(4, { docs: [{ kind: "device", key: idOf(device), doc: null }] }));
  await cloud.take("events", events(1, [change(0.2, NOW)]));
  await cloud.take("state", { epoch: EPOCH, online: false, at: NOW, centrals: [] });
  assert.equal((await cloud.home().devices()).length, 2);
  assert.deepEqual(await cloud.eventLog.bounds(), { oldest: 1, newest: 1 });
  for (const ack of cloud.acks().slice(-2)) assert.equal(ack.epoch, later);
  const presence = await cloud.writer.presence();
  assert.equal(presence?.presence.online, true);
});

test("presence knows since when", async () => {
  const cloud = bench();
  const presence = async () => (await cloud.writer.presence())?.presence;
  const tell = (online: boolean) => cloud.take("state", { epoch: EPOCH, online, at: NOW, centrals: [] });
  await tell(true);
  cloud.clock.advance(1_000);
  await tell(true);
  assert.deepEqual([(await presence())?.since, (await presence())?.heardAt], [NOW, NOW + 1_000]);
  cloud.clock.advance(1_000);
  await tell(false);
  assert.equal((await presence())?.since, NOW + 2_000);
});

test("what is no message is dropped, and a document that is none is left out", async () => {
  const cloud = bench();
  for (const kind of ["state", "doc", "events"] as const)
    for (const bytes of [Buffer.from(""), Buffer.from("no JSON"), Buffer.from("{}"), Buffer.of(0x1f, 0x8b, 0)])
      assert.deepEqual(await cloud.raw(kind, bytes), { events: [] });
  await cloud.take("doc", doc(1, { mark: "begin" }));
  await cloud.take("doc", doc(2, { docs: [{ kind: "device", key: "X", doc: { address: "X" } }] }));
  assert.equal((await cloud.home().devices()).length, 0);
  assert.equal(cloud.acks().at(-1)?.docs, 2, "the rest of the set goes on");
  const odd = { topic: "device.x", tail: `"type":"datapoint.value_changed","payload":7}` };
  assert.equal((await cloud.take("events", events(1, [odd], { catchUp: true }))).events.length, 1);
});

test("an epoch that no pairing has given is not believed, and does not shut the home's own relay out", async () => {
  const highest = firstEpoch(3) - 1;
  for (const lie of [firstEpoch(3), 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    const cloud = bench();
    for (const message of fullSet) await cloud.take("doc", message);
    const [acks, { length: before }] = [cloud.acks().length, await cloud.eventLog.read(0)];
    await cloud.take("doc", doc(1, { epoch: lie, mark: "begin" }));
    await cloud.take("events", events(1, [change(0.9, NOW)], { epoch: lie }));
    await cloud.take("state", { epoch: lie, online: true, at: NOW, centrals: [] });
    assert.equal(cloud.acks().length, acks, "a liar is not answered");
    assert.equal((await cloud.eventLog.read(0)).length, before);
    assert.equal(await cloud.writer.presence(), undefined);
    await cloud.take("doc", doc(3, { mark: "end" }));
    assert.equal(cloud.acks().at(-1)?.docs, 3, "its own relay goes on");
  }
  const cloud = bench();
  await cloud.take("doc", doc(1, { epoch: highest, mark: "begin" }));
  assert.equal(cloud.acks().at(-1)?.docs, 1, "the highest that a pairing gives is taken");
});

test("what such a lie once left in the books is mended by the next message of a relay that is paired", async () => {
  const cloud = bench();
  await cloud.store.put("relay", "head", { epoch: 2 ** 40, docs: 7 });
  const presence = { epoch: 2 ** 40, online: true, heardAt: NOW, since: NOW, centrals: [] };
  assert.ok(await cloud.writer.putPresence(presence, 0));
  await cloud.take("state", { epoch: EPOCH, online: true, at: NOW, centrals: [] });
  await cloud.take("doc", doc(1, { mark: "begin" }));
  assert.equal((await cloud.writer.presence())?.presence.epoch, EPOCH);
  assert.deepEqual(cloud.acks().at(-1)?.docs, 1);
  // and a relay that is deleted meanwhile is shut out by its own pairing's end, not by the lie's
  await cloud.store.put("relay", "head", { epoch: 2 ** 40 });
  await raiseEpoch(cloud.store, firstEpoch(3));
  assert.equal(await lowestEpoch(cloud.store), firstEpoch(3));
});

test("documents that such a lie wrote give way to the next full set, and to what the next full set does not name", async () => {
  for (const lie of [firstEpoch(3), 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    const cloud = bench();
    const forged = { at: BigInt(lie) * 2n ** 32n + 1n, end: BigInt(lie + 1) * 2n ** 32n };
    const ghost = { ...other, address: "GHOST" };
    await cloud.writer.putCentral({ ...centralState("ccu-main"), host: "liar" }, forged);
    await cloud.writer.putHub("ccu-main", { ...emptyHub("ccu-main"), observed: false }, forged);
    await cloud.writer.putInterfaces("ccu-main", [], forged);
    for (const one of [device, ghost]) await cloud.writer.putDevice({ ...one, name: "liar" }, forged);
    for (const message of fullSet) await cloud.take("doc", message);
    const home = cloud.home();
    assert.deepEqual(
      (await home.devices()).map(({ address, name }) => [address, name]).sort(),
      [device, other].map(({ address, name }) => [address, name]).sort(),
    );
    assert.equal((await home.centrals())[0]?.host, centralState("ccu-main").host);
    assert.equal((await home.hub("ccu-main")).observed, emptyHub("ccu-main").observed);
    assert.equal((await home.interfaces("ccu-main")).length, 1);
  }
});

test("two CCUs of a home with one address: documents, values, events and removals are told apart", async () => {
  const cloud = bench();
  const twin = { ...device, central: "ccu-two", name: "the other" };
  const half = states({ "1/LEVEL": state(0.25, { changedAt: NOW - 5_000 }) });
  const centrals = ["ccu-main", "ccu-two"];
  await cloud.take("doc", doc(1, { mark: "begin" }));
  const docs = [
    ...centrals.map((name) => ({ kind: "central" as const, key: name, doc: json(centralState(name)) })),
    ...[device, twin].map((one) => ({ kind: "device" as const, key: idOf(one), doc: json(deviceToDocument(one)) })),
    { kind: "values" as const, key: idOf(device), doc: json(valuesToDocument(values)) },
    { kind: "values" as const, key: idOf(twin), doc: json(valuesToDocument(half)) },
  ];
  await cloud.take("doc", doc(2, { docs }));
  await cloud.take("doc", doc(3, { mark: "end", keys: { device: [idOf(device), idOf(twin)], central: centrals } }));
  const levels = async () =>
    Promise.all([device, twin].map(async (one) => (await cloud.home().values(idOf(one))).get("1/VALUES/LEVEL")?.value));
  assert.deepEqual((await cloud.home().devicesAt(device.address)).map(idOf), [idOf(device), idOf(twin)]);
  assert.deepEqual(await levels(), [0.5, 0.25]);

  const ofTwin = { ...change(0.75, NOW) };
  ofTwin.tail = ofTwin.tail.replace('"ccu-main"', '"ccu-two"');
  await cloud.take("events", events(1, [ofTwin], { catchUp: true }));
  assert.deepEqual(await levels(), [0.5, 0.75], "an event is of the CCU that it names");
  await cloud.take("events", events(2, [change(0.1, NOW)], { catchUp: true }));
  assert.deepEqual(await levels(), [0.1, 0.75]);

  await cloud.take("doc", doc(4, { docs: [{ kind: "device", key: idOf(device), doc: null }] }));
  assert.deepEqual((await cloud.home().devicesAt(device.address)).map(idOf), [idOf(twin)]);
  assert.deepEqual(await levels(), [undefined, 0.75]);
  await cloud.take("doc", doc(5, { mark: "begin" }));
  await cloud.take("doc", doc(6, { mark: "end", keys: { device: [], central: ["ccu-main"] } }));
  assert.deepEqual(await cloud.home().devices(), []);
  assert.deepEqual(
    (await cloud.home().centrals()).map(({ name }) => name),
    ["ccu-main"],
  );
});

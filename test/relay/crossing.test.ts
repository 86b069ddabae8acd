/** What crosses between a home and its cloud: documents as they were, requests without credentials, answers without cookies. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { COMMAND_ERRORS } from "../../handlers/kernel/command.ts";
import type { OperationSpec, RequestInfo } from "../../handlers/kernel/operation.ts";
import { unobservedHub } from "../../handlers/model/document.ts";
import type { ValueState } from "../../handlers/model/types.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { apiReply, bodyOf, forwardedHeaders, plainIdentity, plainResult } from "../../handlers/relay/cloud/crossing.ts";
import {
  checkSecret,
  createSecretAccess,
  createSharedAccess,
  epochsEnd,
  lowestEpoch,
  raiseEpoch,
} from "../../handlers/relay/cloud/pairing.ts";
import { keepNotes } from "../../handlers/relay/protocol/audit-notes.ts";
import { Part } from "../../handlers/relay/protocol/codec.ts";
import {
  centralFromDocument,
  deviceFromDocument,
  deviceToDocument,
  hubFromDocument,
  interfacesFromDocument,
  programFromDocument,
  programToDocument,
  valuesFromDocument,
  valuesToDocument,
  ZONE_CONFIGS_LIMIT,
} from "../../handlers/relay/protocol/documents.ts";
import { firstEpoch, nextEpoch, pairingOf } from "../../handlers/relay/protocol/messages.ts";
import { bytesOf } from "../../handlers/relay/protocol/parts.ts";
import { ReplyMessage } from "../../handlers/relay/protocol/reply-message.ts";
import { EventsMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { dimmer, remote } from "../support/devices.ts";
import { centralState, interfaceState } from "../support/site.ts";

const START = Date.UTC(2026, 0, 1);
/** As it comes out of a message. */
const told = (document: unknown): unknown => JSON.parse(JSON.stringify(document));

describe("documents", () => {
  test("of devices arrive as they were, and what is none is none", () => {
    for (const one of [dimmer(), remote()]) {
      const arrived = deviceFromDocument(told(deviceToDocument(one)));
      assert.deepEqual(told(deviceToDocument(arrived!)), told(deviceToDocument(one)));
      assert.ok(arrived!.root.values instanceof Map && arrived!.channels[0]!.master instanceof Map);
    }
    const whole = told(deviceToDocument(dimmer())) as Record<string, unknown>;
    for (const member of [
      "address",
      "central",
      "interface",
      "interfaceId",
      "model",
      "name",
      "description",
      "root",
      "channels",
      "revision",
    ])
      for (const wrong of [undefined, null, 7.5, "x", {}]) {
        if (typeof wrong === typeof whole[member] && typeof wrong !== "object") continue;
        assert.equal(deviceFromDocument({ ...whole, [member]: wrong }), undefined, `${member} ${wrong}`);
      }
  });

  test("of values arrive with all that is told of them: a pending write, and why a value is none", () => {
    const value = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string());
    const state: fc.Arbitrary<ValueState> = fc
      .record({
        value,
        source: fc.constantFrom("unobserved" as const, "cache" as const, "live" as const, "stale" as const),
        changedAt: fc.nat(),
        seenAt: fc.nat(),
        status: fc.option(fc.constantFrom("OVERFLOW", "UNKNOWN", "x".repeat(100)), { nil: undefined }),
        optimistic: fc.option(fc.record({ value }, { noNullPrototype: true }), { nil: undefined }),
      })
      .map(({ status, optimistic, ...rest }) => ({
        ...rest,
        ...(status === undefined ? {} : { status }),
        ...(optimistic === undefined ? {} : { optimistic }),
      }));
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^\d\/VALUES\/[A-Z]+$/), state, { noNullPrototype: true }),
        (states) => {
          const values = new Map(Object.entries(states));
          assert.deepEqual(valuesFromDocument(told(valuesToDocument(values))), values);
        },
      ),
    );
    const one = { value: 1, source: "live", changedAt: 1, seenAt: 1 };
    for (const wrong of [
      { source: "odd" },
      { changedAt: "1" },
      { seenAt: null },
      { optimistic: 1 },
      { status: 1 },
      { status: "x".repeat(101) },
    ])
      assert.equal(valuesFromDocument({ k: { ...one, ...wrong } }), undefined, JSON.stringify(wrong));
    for (const none of [null, [], "x", { k: null }]) assert.equal(valuesFromDocument(none), undefined);
  });

  test("of centrals, interfaces and hubs arrive as they were, and what is none is none", () => {
    const central = centralState("ccu");
    assert.deepEqual(centralFromDocument(told(central)), told(central));
    const interfaces = [interfaceState("ccu", "HmIP-RF")];
    assert.deepEqual(interfacesFromDocument(told(interfaces)), told(interfaces));
    const hub = { ...unobservedHub("ccu"), observed: true, rooms: [{ id: 1, name: "Küche", channels: [] }] };
    assert.deepEqual(hubFromDocument(told(hub)), told(hub));
    const { unread: _unread, ...older } = hub;
    assert.deepEqual(
      hubFromDocument(told(older))?.unread,
      [],
      "an earlier version has read all, once it has read anything",
    );
    assert.notDeepEqual(hubFromDocument(told({ ...older, observed: false }))?.unread, []);
    for (const [read, whole] of [
      [centralFromDocument, central],
      [hubFromDocument, hub],
    ] as const)
      for (const member of Object.keys(told(whole) as object).filter(
        (name) => !["unread", "update", "keptAsOf"].includes(name),
      ))
        if (read({ ...(told(whole) as object), [member]: undefined }) !== undefined)
          assert.ok(
            !["name", "central", "rooms", "state", "phase", "observed"].includes(member),
            `${member} is needed`,
          );
    assert.equal(interfacesFromDocument([{ ...interfaces[0], connected: "yes" }]), undefined);
    assert.equal(interfacesFromDocument({}), undefined);
  });

  test("of the program: what is not understood costs itself, long lists and texts are cut", () => {
    const report = { name: "store", status: "healthy" as const };
    const program = { reports: [report], capabilities: ["links"] };
    assert.deepEqual(programFromDocument(told(programToDocument(program as never))), program);
    const many = Array.from({ length: 101 }, (_, n) => ({ ...report, name: `part ${n}` }));
    assert.equal(programFromDocument({ reports: many, capabilities: [] })?.reports.length, 100);
    assert.deepEqual(
      programFromDocument({
        reports: [report, { name: "x", status: "odd" }, null, { ...report, name: "" }],
        capabilities: ["a", 1, "", "x".repeat(101)],
      }),
      { reports: [report], capabilities: ["a"] },
    );
    const long = programToDocument({ ...program, reports: [{ ...report, note: "x".repeat(1001) }] } as never);
    assert.equal((long.reports as { note: string }[])[0]!.note.length, 1000);
    assert.equal(programFromDocument(told(long))?.reports.length, 1);
    assert.equal(
      programFromDocument({ ...program, alarm: { isOn: "yes" } })?.alarm,
      undefined,
      "a wrong state would be worse than none",
    );
  });

  test("of zones have names of a length, at the limit and one past it", () => {
    const zone = (part: object, status: object = {}) => ({
      ...{ id: "z", name: "Z", position: 0, modes: [], code_arm: true, code_disarm: false },
      status: {
        state: "armed",
        mode: null,
        bypassed: [],
        incident: null,
        countdown: null,
        readiness: {},
        walktest: false,
        ...status,
      },
      ...part,
    });
    const read = (one: object) =>
      programFromDocument({ reports: [], capabilities: [], alarm: { isOn: true, healthy: true, zones: [one] } })?.alarm
        ?.zones[0];
    for (const [member, limit] of [
      ["id", 100],
      ["name", 1000],
    ] as const)
      assert.deepEqual(
        [limit, limit + 1].map((length) => read(zone({ [member]: "x".repeat(length) })) !== undefined),
        [true, false],
        member,
      );
    assert.deepEqual(
      [100, 101].map((length) => read(zone({}, { mode: "x".repeat(length) }))?.status !== undefined),
      [true, false],
    );
    // a state that is not understood costs itself, not the zone
    for (const wrong of [
      { state: "odd" },
      { walktest: 1 },
      { bypassed: ["x".repeat(101)] },
      { countdown: { kind: "exit_delay" } },
    ])
      assert.deepEqual(
        [read(zone({}, wrong))?.id, read(zone({}, wrong))?.status],
        ["z", undefined],
        JSON.stringify(wrong),
      );
  });

  test("of zones leave their configurations at home where they are too much to tell", () => {
    const zone = (config: object) => ({
      id: "z",
      name: "Z",
      position: 0,
      config,
      modes: [],
      code_arm: true,
      code_disarm: false,
    });
    const alarm = (length: number) => ({
      isOn: true,
      healthy: true,
      zones: [zone({ t: "x".repeat(length - '{"t":""}'.length) })],
    });
    const configs = (length: number) =>
      (
        programToDocument({ reports: [], capabilities: [], alarm: alarm(length) } as never).alarm as { zones: object[] }
      ).zones.map((one) => "config" in one);
    assert.deepEqual([configs(ZONE_CONFIGS_LIMIT), configs(ZONE_CONFIGS_LIMIT + 1)], [[true], [false]]);
  });
});

test("a message comes in as many parts as the largest one has, and no more", () => {
  // 6 MiB at 94 KiB each
  const part = (parts: number, part = 0) => Part.safeParse({ id: "i", set: "1", part, parts, data: "AA==" }).success;
  assert.deepEqual([part(1), part(2), part(66), part(67)], [false, true, true, false]);
  assert.deepEqual([part(66, 65), part(66, 66), part(66, -1), part(66, 0.5)], [true, false, false, false]);
  assert.equal(Part.safeParse({ id: "", set: "1", part: 0, parts: 2, data: "AA==" }).success, false);
  assert.equal(Part.safeParse({ id: "x".repeat(65), set: "1", part: 0, parts: 2, data: "AA==" }).success, false);
});

test("a message has ten thousand events at most, one for each of its positions", () => {
  const events = (count: number, to = count) =>
    EventsMessage.safeParse({
      epoch: 1,
      log: "l",
      at: 1,
      from: 1,
      to,
      events: Array(count).fill({ topic: "t", tail: "" }),
    }).success;
  assert.deepEqual([events(0, 1), events(1), events(10_000), events(10_001)], [false, true, true, false]);
  assert.deepEqual([events(2, 1), events(2, 3)], [false, false]);
});

test("notes of an audit log that cannot be kept are told, one by one, and take nothing with them", async () => {
  const kept: string[] = [];
  const errors: string[] = [];
  const store = {
    put: async (_kind: string, key: string) => {
      if (key === "b") throw new Error("full");
      kept.push(key);
    },
  };
  const site = { store, clock: createManualClock(START), log: { error: (text: string) => void errors.push(text) } };
  await keepNotes(site as never, ["a", "b", "c"].map((key) => ({ key, entry: {} })) as never);
  assert.deepEqual([kept, errors.length], [["a", "c"], 1]);
  await keepNotes(site as never);
  assert.equal(kept.length, 2);
});

describe("a request on its way to the home", () => {
  const info = (headers: Record<string, string>) =>
    ({ id: "r-1", method: "GET", path: "/", headers, remote: "", secure: true, cookies: new Map() }) as RequestInfo;
  test("takes what its operation needs, and no credentials", () => {
    const given = {
      ...{ accept: "a", "accept-language": "de", "content-type": "t", "if-match": "m", "if-none-match": "n" },
      ...{
        authorization: "secret",
        cookie: "secret",
        "x-csrf-token": "secret",
        "x-edit-token": "e",
        "x-request-id": "theirs",
        host: "cloud",
      },
    };
    const { traceparent, ...headers } = forwardedHeaders(info(given), {} as OperationSpec);
    assert.match(traceparent!, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    assert.deepEqual(headers, {
      accept: "a",
      "accept-language": "de",
      "content-type": "t",
      "if-match": "m",
      "if-none-match": "n",
      "x-request-id": "r-1",
    });
    const declared = forwardedHeaders(info(given), { headers: { "x-edit-token": {} } } as never);
    assert.equal(declared["x-edit-token"], "e");
    assert.deepEqual(Object.keys(forwardedHeaders(info({}), {} as OperationSpec)).sort(), [
      "traceparent",
      "x-request-id",
    ]);
  });
  test("says who asks and for how long, and nothing more", () => {
    const identity = { subject: "anna", role: "admin", scheme: "bearer", token: "secret" } as never;
    assert.deepEqual(plainIdentity(identity), { subject: "anna", role: "admin", scheme: "bearer" });
    assert.deepEqual(plainIdentity({ ...(identity as object), expiresAt: 5 } as never), {
      subject: "anna",
      role: "admin",
      scheme: "bearer",
      expiresAt: 5,
    });
    assert.equal(plainIdentity(null), null);
  });
  test("has its body byte for byte, with a mark at its beginning, and where it is no text", () => {
    for (const bytes of [[], [0x61], [0xef, 0xbb, 0xbf, 0x61], [0xff, 0x00], [0xc3, 0xbc], [0xc3]]) {
      const body = bodyOf(Uint8Array.from(bytes));
      assert.deepEqual([...bytesOf(body)], bytes);
      assert.equal("text" in body, !bytes.includes(0xff) && bytes.join() !== "195");
    }
    assert.equal(bytesOf(undefined).length, 0);
    fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual([...bytesOf(bodyOf(bytes))], [...bytes])));
  });
});

describe("an answer on its way back", () => {
  test("has a status of HTTP, and one of four outcomes", () => {
    const read = (rest: object, outcome = "done") =>
      ReplyMessage.safeParse({ id: "i", epoch: 1, at: 1, outcome, rest: { headers: {}, ...rest } }).success;
    assert.deepEqual(
      [99, 100, 599, 600, 200.5].map((status) => read({ status })),
      [false, true, true, false, false],
    );
    for (const outcome of ["done", "refused", "unknown", "clock"]) assert.equal(read({ status: 200 }, outcome), true);
    assert.equal(read({ status: 200 }, "perhaps"), false);
    assert.deepEqual(
      [200, 201].map((length) => read({ status: 200, kept: "x".repeat(length) })),
      [true, false],
    );
    const command = (value: object) =>
      ReplyMessage.parse({ id: "i", epoch: 1, at: 1, outcome: "done", command: value }).command;
    assert.deepEqual(command({ error: { code: "c", message: "m" } }), { error: { code: "c", message: "m" } });
    assert.deepEqual(command({ data: [1] }), { data: [1] });
  });

  test("sets no cookies and no rules for browsers", () => {
    const told = [
      "allow",
      "cache-control",
      "content-disposition",
      "content-encoding",
      "content-language",
      "content-type",
      "deprecation",
      "etag",
    ];
    const more = ["last-modified", "link", "location", "retry-after", "vary", "x-history-tier", "x-problem-code"];
    const names = [...told, ...more];
    const all = [
      ...names,
      "set-cookie",
      "access-control-allow-origin",
      "strict-transport-security",
      "content-length",
      "x-request-id",
    ];
    const reply = apiReply({
      status: 207,
      headers: Object.fromEntries(all.map((name) => [name, "v"])),
      body: { text: "x" },
    });
    assert.deepEqual([reply.status, Object.keys(reply.headers).sort(), reply.body], [207, names.sort(), "x"]);
    assert.deepEqual(apiReply({ status: 200, headers: { "Content-Type": "t" } }), {
      status: 200,
      headers: { "Content-Type": "t" },
    });
    assert.deepEqual(apiReply({ status: 200, headers: {}, body: { base64: "/wA=" } }).body, Buffer.from([255, 0]));
  });
  test("of a command has a code of the closed list", () => {
    assert.deepEqual(plainResult({ data: { a: 1 } }), { data: { a: 1 } });
    for (const code of COMMAND_ERRORS)
      assert.deepEqual(plainResult({ error: { code, message: "m" } }), { error: { code, message: "m" } });
    assert.deepEqual(plainResult({ error: { code: "made_up", message: "m" } }), {
      error: { code: "internal_error", message: "m" },
    });
  });
});

describe("epochs", () => {
  test("grow with every pairing and every start, whatever the clock says", () => {
    assert.deepEqual([firstEpoch(0), firstEpoch(1), firstEpoch(3)], [0, 2 ** 32, 3 * 2 ** 32]);
    for (const epoch of [0, 1, 2 ** 32 - 1]) assert.equal(pairingOf(firstEpoch(2) + epoch), 2);
    assert.equal(nextEpoch(2, undefined, 5999), firstEpoch(2) + 5);
    assert.equal(nextEpoch(2, firstEpoch(2) + 5, 5999), firstEpoch(2) + 6, "within the same second");
    assert.equal(nextEpoch(2, firstEpoch(2) + 9, 0), firstEpoch(2) + 10, "the clock went back");
    assert.equal(nextEpoch(3, firstEpoch(2) + 9, 0), firstEpoch(3), "another pairing");
  });
  test("of a home begin at 0 and end above the newest pairing; impossible ones are not believed", async () => {
    const store = createMemoryStore({ clock: createManualClock(START) }).site(siteId("s"));
    assert.deepEqual([await lowestEpoch(store), await epochsEnd(store)], [0, firstEpoch(1)]);
    await store.put("relay", "counter", 2, {});
    assert.equal(await epochsEnd(store), firstEpoch(3));
    for (const [raised, lowest] of [
      [firstEpoch(2), firstEpoch(2)],
      [firstEpoch(1), firstEpoch(2)],
      [firstEpoch(2) + 7, firstEpoch(2) + 7],
      [firstEpoch(3), firstEpoch(3)],
      [firstEpoch(2), firstEpoch(3)],
    ] as const) {
      await raiseEpoch(store, raised);
      assert.equal(await lowestEpoch(store), lowest);
    }
    // a relay has brought an epoch that none can have into the books
    await store.put("relay", "head", { epoch: 2 ** 50 }, {});
    await raiseEpoch(store, firstEpoch(2));
    assert.equal(await lowestEpoch(store), firstEpoch(2));
  });
});

describe("credentials of a relay", () => {
  test("count for their home until they are revoked, to the millisecond", async () => {
    const clock = createManualClock(START);
    const store = createMemoryStore({ clock });
    const ended: [string, number][] = [];
    const access = createSecretAccess({
      ...{ store, clock, brokerUrl: "mqtts://broker", secrets: { token: () => "t0ken" } },
      ended: (site, pairing) => void ended.push([site, pairing]),
    });
    const issued = await access.issue({ site: "home1", pairing: 3 } as never);
    assert.deepEqual(issued, { username: "relay.home1.3", password: "t0ken" });
    const check = (username = "relay.home1.3", password = "t0ken") => checkSecret(store, clock, username, password);
    assert.deepEqual(await check(), { site: "home1", pairing: 3 });
    for (const username of [
      "relay.home1.4",
      "relay.home2.3",
      "relay.home1",
      "relay.home1.3.x",
      "agent.home1.3",
      "relay.home1.x",
      "relay..3",
      "relay.home1.1234567890",
    ])
      assert.equal(await check(username), null, username);
    assert.equal(await check(undefined, "T0ken"), null);
    await access.revoke("home1", 3, START + 1000);
    assert.deepEqual(ended, [], "not yet");
    clock.advance(999);
    assert.ok(await check());
    clock.advance(1);
    assert.equal(await check(), null);
    await access.issue({ site: "home1", pairing: 4 } as never);
    await access.revoke("home1", 4, clock.now());
    assert.deepEqual([ended, await check("relay.home1.4")], [[["home1", 4]], null]);
  });
  test("of a broker that knows its users itself are the same for everybody", async () => {
    const access = createSharedAccess("mqtt://broker", { username: "u", password: "p" });
    assert.deepEqual(
      [access.brokerUrl, await access.issue({} as never)],
      ["mqtt://broker", { username: "u", password: "p" }],
    );
    assert.equal(await access.revoke("s", 1, 0), undefined);
  });
});

/** What the driver decides without a CCU: what a fault means, what a confirmed change makes of lists, what is a repetition. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RpcFault, RpcFormatError, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import {
  HttpStatusError,
  isNoAnswer,
  isSilent,
  isUnreadable,
  notReady,
  silentFault,
  toCcuFault,
  unsupported,
} from "../../../adapters/ccu/faults.ts";
import * as changes from "../../../adapters/ccu/hub-changes.ts";
import { observed } from "../../../adapters/ccu/observed-client.ts";
import { REDELIVERY_MS, REMEMBERED, UnansweredRequests } from "../../../adapters/ccu/redelivery.ts";
import { type Endpoint, isRedirection, type RpcClient, redirected } from "../../../adapters/ccu/rpc-client.ts";
import { isTarBlock } from "../../../adapters/ccu/tar-block.ts";
import { CONFIRM_MS, POLL_MS, ValuePoll } from "../../../adapters/ccu/value-poll.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { backupArchive } from "../../../local/simulator/logic/backup-archive.ts";
import { silent } from "./support.ts";

test("a call is counted as answered also by a fault of the CCU; what never came back says when that was", async () => {
  const clock = createManualClock();
  let answer: () => Promise<RpcValue> = async () => "";
  const client = { call: () => answer() } as unknown as RpcClient;
  const { call, counts } = observed(client, { interface: "BidCos-RF", protocol: "xmlrpc", clock, log: silent });
  await call("ping", []);
  answer = () => Promise.reject(new RpcFault(-1, "no"));
  await assert.rejects(call("ping", []));
  assert.deepEqual(counts, { calls: 2, answered: 2 });
  clock.advance(5_000);
  answer = () => Promise.reject(new Error("ECONNRESET"));
  await assert.rejects(call("ping", []));
  assert.deepEqual(counts, { calls: 3, answered: 2, lastFailureAt: clock.now() });
});

test("a redirection leads to HTTPS, to its port or the usual one, with the certificate checked as before", () => {
  const plain = { host: "h", port: 80 };
  const to = (location: string | undefined, from: Endpoint = plain) => redirected(from, { location });
  assert.deepEqual(to("https://h/x"), { host: "h", port: 443, tls: { verify: false } });
  assert.deepEqual(to("https://h:8443/x"), { host: "h", port: 8443, tls: { verify: false } });
  assert.deepEqual(to("https://h/", { ...plain, tls: { verify: true } })?.tls, { verify: true });
  for (const none of [undefined, "http://h:8080/", "/login.htm"]) assert.equal(to(none), undefined, none);
  assert.deepEqual([299, 300, 399, 400].map(isRedirection), [false, true, true, false]);
});

test("the first block of an archive is one by its own sum, and needs to be there as a whole", () => {
  const archive = backupArchive();
  assert.equal(isTarBlock(archive.subarray(0, 512)), true);
  assert.equal(isTarBlock(archive.subarray(0, 511)), false);
  const other = Buffer.from(archive.subarray(0, 512));
  other[0] = (other[0] as number) ^ 1;
  assert.equal(isTarBlock(other), false);
});

describe("a fault", () => {
  const classOf = (code: number | undefined, message = "x", method = "setValue") =>
    toCcuFault(new RpcFault(code as number, message), method).class;
  test("that came over the wire has a class by its code and its words", () => {
    const cases: [number | undefined, string, string, string][] = [
      [-1, "Failure", "setValue", "permanent"],
      [-1, "UNREACH", "setValue", "radio"],
      [-1, "Device not reachable", "setValue", "radio"],
      [-5, "x", "getValue", "no_value"],
      [-5, "x", "getParamset", "no_value"],
      [-5, "x", "setValue", "permanent"],
      [-6, "x", "setValue", "unsupported"],
      [-32601, "x", "setValue", "unsupported"],
      [-8, "x", "setValue", "duty_cycle"],
      [-1, "DUTYCYCLE", "setValue", "duty_cycle"],
      [-9, "x", "setValue", "radio"],
      [-100, "x", "setValue", "radio"],
      [-10, "x", "setValue", "pending"],
      [-32603, "x", "setValue", "auth"],
      [-2, "x", "setValue", "permanent"],
      [-2, "Unknown method", "setValue", "unsupported"],
      [undefined, "x", "setValue", "unsupported"],
    ];
    for (const [code, message, method, expected] of cases)
      assert.equal(classOf(code, message, method), expected, `${code} ${message} ${method}`);
    const fault = toCcuFault(new RpcFault(-1, "no"), "setValue");
    assert.deepEqual([fault.message, fault.code], ["setValue: no", -1]);
  });
  test("of the connection says why, and whether somebody was there", () => {
    const of = (code: string) => toCcuFault(Object.assign(new Error("raw"), { code }), "ping");
    assert.equal(of("ECONNREFUSED").message, "ping: the CCU refuses the connection");
    assert.equal(of("EOTHER").message, "ping: raw");
    assert.equal(toCcuFault("text", "ping").message, "ping: text");
    assert.equal(toCcuFault(null, "ping").class, "transport");
    const there = (error: unknown) => isNoAnswer(toCcuFault(error, "ping"));
    for (const code of ["ECONNRESET", "EPIPE", "ECONNABORTED"]) assert.equal(isNoAnswer(of(code)), true, code);
    for (const code of ["ECONNREFUSED", "ETIMEDOUT"]) assert.equal(isNoAnswer(of(code)), false, code);
    assert.equal(there(new HttpStatusError(500)), true);
    assert.equal(there(new RpcFormatError("empty")), true);
    assert.equal(there(new RpcFault(-1, "no")), false);
    assert.equal(isNoAnswer(silentFault(5000)), false);
  });
  test("is unreadable, silent, or says that the CCU is not ready", () => {
    const unreadable = toCcuFault(new RpcFormatError("a page"), "ping");
    assert.deepEqual([unreadable.class, isUnreadable(unreadable), isSilent(unreadable)], ["transport", true, false]);
    const silent = silentFault(5000);
    assert.deepEqual([silent.message, isSilent(silent), isUnreadable(silent)], ["no answer within 5 s", true, false]);
    const starting = toCcuFault(Object.assign(new RpcFormatError("503"), { notReady: true }), "ping");
    assert.equal(notReady(starting), true);
    for (const other of [unreadable, silent, new Error("CCU not ready"), new CcuFault("permanent", "CCU not ready")])
      assert.equal(notReady(other), false);
    assert.equal(toCcuFault(new RangeError("too long"), "ping").class, "permanent");
    assert.equal(unsupported("x").class, "unsupported");
    assert.equal(toCcuFault(silent, "ping"), silent);
  });
});

describe("a confirmed change", () => {
  const known = {
    programs: [
      { id: 1, active: true },
      { id: 2, active: true },
    ],
    sysvars: [
      { id: 1, name: "A", value: 1, channel: "X:1" },
      { id: 2, name: "B", value: 2 },
    ],
    rooms: [
      { id: 1, name: "R", channels: ["X:1"] },
      { id: 2, name: "S", channels: [] },
    ],
    alarmMessages: [{ id: 1 }, { id: 2 }],
    serviceMessages: [{ id: 1 }, { id: 2 }],
    inbox: [{ address: "A" }, { address: "B" }],
  } as unknown as changes.Known;
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  test("variables that nobody wants to see stay, as not listed; programs that nobody wants are not there", () => {
    const one = (id: number, description: string, internal = false) => ({ id, name: `v${id}`, description, internal });
    const all = [one(1, "HAHM wanted"), one(2, "other"), one(3, "", true)];
    const shown = (list: readonly { id: number; listed?: boolean }[]) => list.map(({ id, listed }) => [id, listed]);
    const sysvars = changes.chosenSysvars(all as never, { sysvar_markers: ["HAHM"] });
    assert.deepEqual(shown(sysvars), [
      [1, undefined],
      [2, false],
      [3, false],
    ]);
    const programs = changes.chosenPrograms(all as never, { program_markers: ["HAHM", "INTERNAL"] });
    assert.deepEqual(shown(programs), [
      [1, undefined],
      [3, true],
    ]);
    assert.deepEqual(shown(changes.chosenSysvars(all as never)), [
      [1, undefined],
      [2, undefined],
      [3, true],
    ]);
    assert.deepEqual(shown(changes.chosenPrograms(all as never)), [
      [1, undefined],
      [2, undefined],
      [3, false],
    ]);
  });
  test("of programs and variables touches the one that is meant", () => {
    assert.deepEqual(changes.programSwitched(known, 2, false).programs, [
      { id: 1, active: true },
      { id: 2, active: false },
    ]);
    assert.deepEqual(changes.programDeleted(known, 1).programs, [{ id: 2, active: true }]);
    assert.deepEqual(
      changes.sysvarSet(known, "B", 0.12345678).sysvars?.map(({ value }) => value),
      [1, 0.123457],
    );
    assert.deepEqual(
      changes.sysvarSet(known, "B", "0.12345678").sysvars?.map(({ value }) => value),
      [1, "0.12345678"],
    );
    assert.deepEqual(
      changes.sysvarDeleted(known, "A").sysvars?.map(({ id }) => id),
      [2],
    );
    const created = changes.sysvarCreated(known, 3, { name: "C", type: "number", value: 1.00000049 } as never).sysvars!;
    assert.equal(created.length, 3);
    assert.deepEqual(plain(created[2]), {
      ...{ id: 3, name: "C", type: "number", description: "", unit: "", internal: false, visible: true, logged: false },
      ...{ value: 1 },
      ...(created[2] && "listed" in created[2] ? { listed: created[2].listed } : {}),
    });
    const changed = (change: object) => plain(changes.sysvarChanged(known, "A", change as never).sysvars![0]);
    assert.deepEqual(changed({ unit: "W", description: undefined }), {
      id: 1,
      name: "A",
      value: 1,
      channel: "X:1",
      unit: "W",
    });
    assert.deepEqual(changed({ channel: "" }), { id: 1, name: "A", value: 1 });
    assert.deepEqual(
      plain(changes.sysvarChanged(known, "A", { unit: "W" } as never).sysvars![1]),
      plain(known.sysvars![1]),
    );
  });
  test("of rooms, messages and the inbox, too", () => {
    const rooms = (snapshot: object) => (snapshot as { rooms: { name: string; channels: string[] }[] }).rooms;
    assert.deepEqual(rooms(changes.groupCreated(known, "room", 3, "T")).at(-1), { id: 3, name: "T", channels: [] });
    assert.deepEqual(
      rooms(changes.groupRenamed(known, "room", 2, "T")).map(({ name }) => name),
      ["R", "T"],
    );
    assert.deepEqual(
      rooms(changes.groupDeleted(known, "room", 1)).map(({ name }) => name),
      ["S"],
    );
    const assigned = (channel: string, ids: number[]) =>
      rooms(changes.channelAssigned(known, "room", channel, ids)).map(({ channels }) => channels);
    assert.deepEqual(assigned("X:1", [2]), [[], ["X:1"]]);
    assert.deepEqual(assigned("X:1", [1]), [["X:1"], []], "once");
    assert.deepEqual(assigned("Y:1", [1, 2]), [["X:1", "Y:1"], ["Y:1"]]);
    assert.deepEqual(Object.keys(changes.messageAcknowledged(known, "alarm", 1)), ["alarmMessages"]);
    assert.deepEqual(plain(changes.messageAcknowledged(known, "service", 1)), { serviceMessages: [{ id: 2 }] });
    assert.deepEqual(plain(changes.inboxAccepted(known, "A")), { inbox: [{ address: "B" }] });
  });
  test("makes nothing of a list that was never read", () => {
    for (const snapshot of [
      changes.programSwitched({}, 1, true),
      changes.programDeleted({}, 1),
      changes.sysvarSet({}, "A", 1),
      changes.sysvarDeleted({}, "A"),
      changes.sysvarCreated({}, 1, {} as never),
      changes.sysvarChanged({}, "A", {}),
      changes.groupCreated({}, "function", 1, "A"),
      changes.channelAssigned({ rooms: known.rooms! }, "function", "A", [1]),
      changes.messageAcknowledged({}, "alarm", 1),
      changes.inboxAccepted({}, "A"),
    ])
      assert.deepEqual(snapshot, {});
  });
});

test("a request is a repetition where the same bytes of the same sender were not answered lately, once", () => {
  const clock = createManualClock();
  const requests = new UnansweredRequests(clock);
  const body = (text: string) => Buffer.from(text);
  assert.equal(requests.take("a", body("1")), false);
  requests.add("a", body("1"));
  assert.equal(requests.take("b", body("1")), false);
  assert.equal(requests.take("a", body("2")), false);
  clock.advance(REDELIVERY_MS);
  assert.equal(requests.take("a", body("1")), true);
  assert.equal(requests.take("a", body("1")), false, "once");
  requests.add("a", body("1"));
  clock.advance(REDELIVERY_MS + 1);
  assert.equal(requests.take("a", body("1")), false);
  for (let i = 0; i <= REMEMBERED; i++) requests.add("a", body(`n${i}`));
  assert.equal(requests.take("a", body("n0")), false, "the oldest gave way");
  assert.equal(requests.take("a", body("n1")), true);
});

test("values of an interface that never calls back: polled, and soon after a write; what is new is told", async () => {
  const clock = createManualClock();
  let values: { address: string; parameter: string; value: unknown; at?: number }[] | undefined = [];
  let listed = 0;
  let asked = 0;
  const told: unknown[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const poll = new ValuePoll(clock, {
    values: async () => {
      asked++;
      return values as never;
    },
    devices: async () => {
      listed++;
      throw new Error("away");
    },
    changed: (batch) => void told.push(batch.map(({ parameter, value }) => `${parameter}=${value}`)),
  });
  const step = async (ms: number) => {
    clock.advance(ms);
    await settle();
    return told.splice(0);
  };
  const at = (value: unknown, time = 1) => ({ address: "A:1", parameter: "X", value, at: time });
  poll.soon();
  assert.deepEqual([await step(POLL_MS), asked], [[], 0], "not begun");
  poll.begin([at(1)] as never);
  values = [at(1)];
  assert.deepEqual([await step(POLL_MS - 1), asked], [[], 0]);
  assert.deepEqual([await step(1), asked], [[], 1]);
  values = [at(2)];
  poll.soon();
  poll.soon();
  assert.deepEqual([await step(CONFIRM_MS - 1), asked], [[], 1]);
  assert.deepEqual([await step(1), asked], [[["X=2"]], 2], "one look for both writes");
  values = [at(2, 9)];
  assert.deepEqual(await step(POLL_MS), [["X=2"]], "the same value at another time");
  values = undefined;
  assert.deepEqual(await step(POLL_MS), []);
  values = [at(2, 9)];
  assert.deepEqual(await step(POLL_MS), [], "what could not be read is not forgotten");
  for (let i = 0; i < 5; i++) await step(POLL_MS);
  assert.equal(listed, 0);
  await step(POLL_MS);
  assert.equal(listed, 1, "every tenth time");
  poll.soon();
  poll.stop();
  const before = asked;
  await step(POLL_MS * 2);
  assert.equal(asked, before);
});

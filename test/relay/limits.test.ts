/** What a relay and the cloud may say to each other, at each limit and one past it: either side may be somebody else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as z from "zod";
import { AuditNote, NOTE_KEY_LIMIT } from "../../handlers/relay/protocol/audit-notes.ts";
import {
  MODES_LIMIT,
  NOTE_LIMIT,
  PROGRAM_LIST_LIMIT,
  programFromDocument,
  SENSORS_LIMIT,
  SHORT_TEXT_LIMIT,
  STATUS_LIMIT,
  valuesFromDocument,
  ZONE_NAME_LIMIT,
} from "../../handlers/relay/protocol/documents.ts";
import {
  AckMessage,
  FlushMessage,
  LEASE_LIMIT_MS,
  ListeningMessage,
} from "../../handlers/relay/protocol/downlink-messages.ts";
import {
  ID_LEAST,
  ID_LIMIT,
  KEPT_NAME_LIMIT,
  KEPT_URL_LIMIT,
  LOG_NAME_LIMIT,
} from "../../handlers/relay/protocol/parts.ts";
import { CENTRAL_NAME_LIMIT, ReplyMessage, WAIT_LIMIT_S } from "../../handlers/relay/protocol/reply-message.ts";
import {
  COMMAND_NAME_LIMIT,
  LOGIN_TEXT_LIMIT,
  METHOD_LIMIT,
  NETWORK_LIMIT,
  RequestMessage,
} from "../../handlers/relay/protocol/request-message.ts";
import {
  CENTRALS_LIMIT,
  DocMessage,
  EVENTS_LIMIT,
  EventsMessage,
} from "../../handlers/relay/protocol/uplink-messages.ts";

const text = (length: number): string => "x".repeat(length);
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

const REQUEST = {
  ...{ id: text(ID_LEAST), epoch: 1, at: 0, deadline: 0, requester: "f1", identity: null },
  rest: { method: "GET", path: "/", query: "", headers: {} },
  command: { name: "n", args: {}, requestId: "r" },
  login: { username: "u", password: "p", network: "n" },
};
const FLUSH = { id: text(ID_LEAST), epoch: 1, requester: "f1", lease: 1 };
const REPLY = { id: "i", epoch: 1, at: 0, outcome: "done", rest: { status: 200, headers: {} } };
const DOC = { epoch: 1, at: 0, n: 1, docs: [] };
const EVENT = { topic: "t", tail: "t" };
const EVENTS = { epoch: 1, log: "l", at: 0, from: 1, to: 1, events: [EVENT] };
const NOTE = { key: "k", entry: { timestamp: "2026-01-01T00:00:00Z", action: "a" } };
const keep = (part: object) => ({ rest: { ...REQUEST.rest, keep: { name: "n", url: "https://x", ...part } } });
const login = (part: object) => ({ login: { ...REQUEST.login, ...part } });
const command = (part: object) => ({ command: { ...REQUEST.command, ...part } });

/** A message; what is changed in it; what still passes, and what does not. */
const MESSAGES: [z.ZodType, object, (value: never) => object, unknown[], unknown[]][] = [
  [
    RequestMessage,
    REQUEST,
    (id: string) => ({ id }),
    [text(ID_LEAST), text(ID_LIMIT)],
    [text(ID_LEAST - 1), text(ID_LIMIT + 1)],
  ],
  [RequestMessage, REQUEST, (epoch: number) => ({ epoch }), [0], [-1, 0.5]],
  [
    RequestMessage,
    REQUEST,
    (method: string) => ({ rest: { ...REQUEST.rest, method } }),
    [text(METHOD_LIMIT)],
    [text(METHOD_LIMIT + 1)],
  ],
  [RequestMessage, REQUEST, (name: string) => keep({ name }), [text(KEPT_NAME_LIMIT)], [text(KEPT_NAME_LIMIT + 1)]],
  [
    RequestMessage,
    REQUEST,
    (length: number) => keep({ url: `https://x/`.padEnd(length, "y") }),
    [KEPT_URL_LIMIT],
    [KEPT_URL_LIMIT + 1],
  ],
  [
    RequestMessage,
    REQUEST,
    (name: string) => command({ name }),
    [text(COMMAND_NAME_LIMIT)],
    [text(COMMAND_NAME_LIMIT + 1)],
  ],
  [
    RequestMessage,
    REQUEST,
    (requestId: string) => command({ requestId }),
    [text(COMMAND_NAME_LIMIT)],
    [text(COMMAND_NAME_LIMIT + 1)],
  ],
  [
    RequestMessage,
    REQUEST,
    (username: string) => login({ username }),
    ["x", text(LOGIN_TEXT_LIMIT)],
    ["", text(LOGIN_TEXT_LIMIT + 1)],
  ],
  [
    RequestMessage,
    REQUEST,
    (password: string) => login({ password }),
    ["x", text(LOGIN_TEXT_LIMIT)],
    ["", text(LOGIN_TEXT_LIMIT + 1)],
  ],
  [RequestMessage, REQUEST, (network: string) => login({ network }), [text(NETWORK_LIMIT)], [text(NETWORK_LIMIT + 1)]],
  [AckMessage, { epoch: 1 }, (log: string) => ({ log }), ["", text(LOG_NAME_LIMIT)], [text(LOG_NAME_LIMIT + 1)]],
  [AckMessage, { epoch: 1 }, (to: number) => ({ to }), [0], [-1]],
  [AckMessage, { epoch: 1 }, (docs: number) => ({ docs }), [0], [-1]],
  [ListeningMessage, { until: 0 }, (clients: number) => ({ clients }), [0], [-1]],
  [
    FlushMessage,
    FLUSH,
    (id: string) => ({ id }),
    [text(ID_LEAST), text(ID_LIMIT)],
    [text(ID_LEAST - 1), text(ID_LIMIT + 1)],
  ],
  [FlushMessage, FLUSH, (lease: number) => ({ lease }), [0, LEASE_LIMIT_MS], [-1, LEASE_LIMIT_MS + 1]],
  [ReplyMessage, REPLY, (status: number) => ({ rest: { status, headers: {} } }), [100, 599], [99, 600]],
  [
    ReplyMessage,
    REPLY,
    (kept: string) => ({ rest: { ...REPLY.rest, kept } }),
    [text(KEPT_NAME_LIMIT)],
    [text(KEPT_NAME_LIMIT + 1)],
  ],
  [
    ReplyMessage,
    REPLY,
    (central: string) => ({ login: { role: "viewer", central } }),
    ["x", text(CENTRAL_NAME_LIMIT)],
    ["", text(CENTRAL_NAME_LIMIT + 1)],
  ],
  [ReplyMessage, REPLY, (wait: number) => ({ login: { wait } }), [0, WAIT_LIMIT_S], [-1, WAIT_LIMIT_S + 1]],
  [DocMessage, DOC, (n: number) => ({ n }), [1], [0, 1.5]],
  [DocMessage, DOC, (partial: number) => ({ partial: many(partial, "c") }), [CENTRALS_LIMIT], [CENTRALS_LIMIT + 1]],
  [EventsMessage, EVENTS, (log: string) => ({ log }), ["x", text(LOG_NAME_LIMIT)], ["", text(LOG_NAME_LIMIT + 1)]],
  [EventsMessage, EVENTS, (from: number) => ({ from, to: from }), [1], [0]],
  [EventsMessage, EVENTS, (acknowledged: number) => ({ acknowledged }), [0], [-1]],
  [
    EventsMessage,
    EVENTS,
    (count: number) => ({ to: count, events: many(count, EVENT) }),
    [1, EVENTS_LIMIT],
    [0, EVENTS_LIMIT + 1],
  ],
  [AuditNote, NOTE, (key: string) => ({ key }), ["x", text(NOTE_KEY_LIMIT)], ["", text(NOTE_KEY_LIMIT + 1)]],
];

test("each member of a message has its limits", () => {
  for (const [schema, base, part, passing, refused] of MESSAGES) {
    const passes = (value: unknown) => schema.safeParse({ ...base, ...part(value as never) }).success;
    const name = (value: unknown) => `${part} ${String(value).length} ${String(value).slice(0, 20)}`;
    for (const value of passing) assert.equal(passes(value), true, name(value));
    for (const value of refused) assert.equal(passes(value), false, name(value));
  }
});

test("each member of a document has its limits; what is past one costs what it belongs to", () => {
  const value = { value: 1, source: "live", changedAt: 1, seenAt: 1 };
  for (const [length, passes] of [
    [STATUS_LIMIT, true],
    [STATUS_LIMIT + 1, false],
  ] as const)
    assert.equal(valuesFromDocument({ k: { ...value, status: text(length) } }) !== undefined, passes);
  const report = { name: "n", status: "healthy" };
  const reports = (part: object) =>
    programFromDocument({ reports: [{ ...report, ...part }], capabilities: [] })?.reports.length;
  for (const [member, limit] of [
    ["name", SHORT_TEXT_LIMIT],
    ["noteKey", SHORT_TEXT_LIMIT],
    ["note", NOTE_LIMIT],
  ] as const)
    assert.deepEqual([reports({ [member]: text(limit) }), reports({ [member]: text(limit + 1) })], [1, 0], member);
  const capabilities = programFromDocument({
    reports: [],
    capabilities: many(PROGRAM_LIST_LIMIT + 1, "c"),
  })?.capabilities;
  assert.equal(capabilities?.length, PROGRAM_LIST_LIMIT);
});

test("each member of an alarm zone has its limits; what is past one costs the zone, or its state", () => {
  const status = {
    ...{ state: "armed", mode: null, bypassed: [], incident: null, countdown: null, readiness: {}, walktest: false },
  };
  const zone = { id: "z", name: "Z", position: 0, modes: [], code_arm: true, code_disarm: false, status };
  const read = (part: object) =>
    programFromDocument({
      ...{ reports: [], capabilities: [] },
      alarm: { isOn: true, healthy: true, zones: [{ ...zone, ...part }] },
    })?.alarm?.zones[0];
  const ofZone = (part: object) => read(part) !== undefined;
  const ofStatus = (part: object) => read({ status: { ...status, ...part } })?.status !== undefined;
  const ready = (part: object) => ({ readiness: { m: { ready: true, blockers: [], warnings: [], ...part } } });
  for (const [passes, part, most] of [
    [ofZone, (size: number) => ({ id: text(size) }), SHORT_TEXT_LIMIT],
    [ofZone, (size: number) => ({ name: text(size) }), ZONE_NAME_LIMIT],
    [ofZone, (size: number) => ({ modes: [text(size)] }), SHORT_TEXT_LIMIT],
    [ofZone, (size: number) => ({ modes: many(size, "m") }), MODES_LIMIT],
    [ofStatus, (size: number) => ({ mode: text(size) }), SHORT_TEXT_LIMIT],
    [ofStatus, (size: number) => ({ bypassed: [text(size)] }), SHORT_TEXT_LIMIT],
    [ofStatus, (size: number) => ({ bypassed: many(size, "b") }), SENSORS_LIMIT],
    [ofStatus, (size: number) => ({ readiness: { [text(size)]: ready({}).readiness.m } }), SHORT_TEXT_LIMIT],
    [ofStatus, (size: number) => ready({ blockers: many(size, "b") }), SENSORS_LIMIT],
  ] as const) {
    assert.equal(passes(part(most)), true, `${part}`);
    assert.equal(passes(part(most + 1)), false, `${part}`);
  }
  assert.equal(ofZone({ id: "" }), false);
});

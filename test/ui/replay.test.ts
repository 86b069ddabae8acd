/** What happened: how the log is read, what it tells of a moment, and in which words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Gap, HomeDevice, Problem, Schemas } from "../../adapters/client/index.ts";
import { type Key, en as shared } from "../../assets/ui/i18n/en.ts";
import { tilesOf } from "../../assets/ui/model/tiles.ts";
import { bucketAt, type Sources, thingAt } from "../../assets/ui/pages/replay/at-moment.ts";
import { en } from "../../assets/ui/pages/replay/en.ts";
import { placeAt, Telling } from "../../assets/ui/pages/replay/happenings.ts";
import { type LogReader, readLog } from "../../assets/ui/pages/replay/log.ts";
import { EVENTS_LIMIT, type LogEvent, Past } from "../../assets/ui/pages/replay/past.ts";
import {
  density,
  LONGEST_MS,
  rangeOf,
  SHORTEST_MS,
  typedRange,
  typedTime,
} from "../../assets/ui/pages/replay/ranges.ts";
import { stateOfValues } from "../../assets/ui/pages/replay/state-of-values.ts";

const START = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
type Fill = Readonly<Record<string, string | number>>;
const filled = (text: string, fill: Fill = {}) =>
  text.replace(/\{(\w+)\}/g, (_all, name: string) => String(fill[name]));
const words = {
  t: (key: Key, fill?: Fill) => filled(shared[key], fill),
  w: (key: keyof typeof en, fill?: Fill) => filled(en[key], fill),
  formatNumber: (value: number) => String(value),
};

let seq = 0;
const event = (minute: number, type: string, payload: object, kind = "change"): LogEvent => {
  seq += 1;
  const ts = new Date(START + minute * MINUTE).toISOString();
  return { seq, kind, topic: "", type, ts, payload } as unknown as LogEvent;
};
const OF = { central: "demo", device_address: "A1" };
const value = (minute: number, parameter: string, now: unknown, previous?: unknown, more: object = {}) =>
  event(minute, "datapoint.value_changed", {
    ...OF,
    ...{ channel: 1, parameter, paramset_key: "VALUES", value: now, previous },
    ...more,
  });
const POINT = { central: "demo", address: "A1", channel: 1, parameter: "STATE" };
const at = (minute: number) => START + minute * MINUTE;

describe("the past", () => {
  const pastOf = (...events: LogEvent[]) => {
    const past = new Past();
    for (const one of events) past.add(one);
    return past;
  };

  test("a value is what was told last before the moment", () => {
    const past = pastOf(value(0, "OTHER", 1), value(10, "STATE", true, false), value(20, "STATE", false, true));
    assert.deepEqual(past.valueAt(POINT, at(10), false), { value: true });
    assert.deepEqual(past.valueAt(POINT, at(19), false), { value: true });
    assert.deepEqual(past.valueAt(POINT, at(25), false), { value: false });
  });

  test("before the first change it is what that one says it was", () => {
    const past = pastOf(value(0, "OTHER", 1), value(10, "STATE", true, false));
    assert.deepEqual(past.valueAt(POINT, at(5), true), { value: false });
    assert.equal(pastOf(value(0, "OTHER", 1), value(10, "STATE", true)).valueAt(POINT, at(5), true), undefined);
  });

  test("what has not changed since is what it is now; before the log begins nothing is known", () => {
    const past = pastOf(value(0, "OTHER", 1));
    assert.deepEqual(past.valueAt(POINT, at(5), true), { value: true });
    assert.equal(past.valueAt(POINT, at(5), undefined), undefined, "never observed");
    assert.equal(past.valueAt(POINT, at(-1), true), undefined);
    assert.equal(new Past().valueAt(POINT, at(5), true), undefined);
  });

  test("over a gap nothing is concluded; before and behind it is", () => {
    const past = pastOf(value(0, "STATE", true), value(10, "OTHER", 1));
    past.gap();
    past.add(value(30, "OTHER", 2));
    past.add(value(40, "STATE", false, true));
    assert.deepEqual(past.gaps, [{ after: at(10), until: at(30) }]);
    assert.deepEqual(past.valueAt(POINT, at(5), false), { value: true });
    assert.equal(past.valueAt(POINT, at(20), false), undefined);
    assert.equal(past.valueAt(POINT, at(35), false), undefined, "it may have changed in the gap");
    assert.deepEqual(past.valueAt(POINT, at(45), false), { value: false });
    const other = { ...POINT, parameter: "THIRD" };
    assert.equal(past.valueAt(other, at(5), 7), undefined);
    assert.deepEqual(past.valueAt(other, at(35), 7), { value: 7 });
    past.gap();
    assert.equal(past.valueAt(other, at(35), 7), undefined, "what is missing now may have changed it");
  });

  test("a value that was shown and taken back is what it was", () => {
    const back = { ...OF, channel: 1, parameter: "STATE", paramset_key: "VALUES", present: false, sent: true };
    const past = pastOf(value(0, "STATE", true, false), event(1, "datapoint.optimistic_rolled_back", back));
    assert.deepEqual(past.valueAt(POINT, at(0.5), false), { value: true });
    assert.deepEqual(past.valueAt(POINT, at(2), false), { value: false });
  });

  test(`${EVENTS_LIMIT} events are held and a thousand more; then the oldest go, and what held there is still known`, () => {
    const past = new Past();
    past.add(value(0, "STATE", true));
    for (let i = 1; i < EVENTS_LIMIT + 1_000; i += 1) past.add(value(i, "OTHER", i));
    assert.equal(past.events.length, EVENTS_LIMIT + 1_000);
    past.add(value(EVENTS_LIMIT + 1_000, "OTHER", 0));
    assert.equal(past.events.length, EVENTS_LIMIT);
    assert.equal(past.oldest, at(1_001));
    assert.equal(past.valueAt(POINT, at(500), true), undefined);
    assert.deepEqual(past.valueAt(POINT, at(2_000), false), { value: true });
  });

  test("the state that values make: of every kind of thing, and none where they do not tell", () => {
    const of = (category: string, values: Readonly<Record<string, unknown>>) =>
      stateOfValues(category, (parameter) => values[parameter]);
    const cases: [category: string, values: Record<string, unknown>, state: unknown][] = [
      ["switch", { STATE: false }, { is_on: false }],
      ["light", { LEVEL: 0.5 }, { state: "ON", brightness: 127.5 }],
      ["light", { STATE: true }, { state: "ON" }],
      ["light", { LEVEL: "x" }, undefined],
      ["cover", { LEVEL: 0 }, { state: "closed", current_position: 0 }],
      [
        "climate",
        { ACTUAL_TEMPERATURE: 20, SET_POINT_TEMPERATURE: 21.5, HUMIDITY: 50 },
        { current_temperature: 20, set_temperature: 21.5, current_humidity: 50 },
      ],
      ["climate", { SET_TEMPERATURE: 17, ACTUAL_HUMIDITY: null }, { set_temperature: 17 }],
      ["climate", {}, undefined],
      ["lock", { LOCK_STATE: "LOCKED" }, { lock_state: "LOCKED", is_locked: true }],
      ["lock", { LOCK_STATE: "UNKNOWN", STATE: false }, undefined],
      ["lock", { STATE: false }, { is_locked: true, state_uncertain: false }],
      ["lock", { STATE: true, STATE_UNCERTAIN: true }, { is_locked: false, state_uncertain: true }],
      ["siren", { ACOUSTIC_ALARM_ACTIVE: true }, { state: "ON" }],
      ["siren", { ACOUSTIC_ALARM_ACTIVE: false }, undefined],
      ["siren", { ACOUSTIC_ALARM_ACTIVE: false, OPTICAL_ALARM_ACTIVE: false }, { state: "OFF" }],
      ["valve", { STATE: true }, { is_open: true }],
      ["text_display", { STATE: true }, undefined],
    ];
    for (const [category, values, state] of cases)
      assert.deepEqual(of(category, values), state, `${category} ${JSON.stringify(values)}`);
  });
});

describe("reading the log", () => {
  /** A server whose log begins at `oldest`. */
  function server() {
    const opened: { since: number; closed: boolean; tell: (type: string, value: unknown) => void }[] = [];
    const open = (since: number) => {
      const listeners = new Map<string, (value: never) => void>();
      const one = {
        ...{ since, closed: false },
        tell: (type: string, told: unknown) => listeners.get(type)?.(told as never),
      };
      opened.push(one);
      return {
        on: (type: string, listener: (value: never) => void) => {
          listeners.set(type, listener);
          return () => {};
        },
        close: () => {
          one.closed = true;
        },
      };
    };
    const heard: string[] = [];
    const reader: LogReader = {
      event: ({ seq: number }) => heard.push(`event ${number}`),
      gap: () => heard.push("gap"),
      done: () => heard.push("done"),
      failed: (problem: Problem) => heard.push(`failed ${problem.status}`),
    };
    const stop = readLog(open as never, 0, reader);
    return { opened, heard, stop };
  }
  const gap = (oldestSeq?: number): Gap => ({
    type: "gap",
    reason: "replay_lost",
    ...(oldestSeq !== undefined && { oldestSeq }),
  });
  const settle = () => Promise.resolve();

  test("a log that is whole: its events, then the end", async () => {
    const { opened, heard } = server();
    opened[0]!.tell("event", { seq: 1 });
    opened[0]!.tell("state", "live");
    await settle();
    opened[0]!.tell("event", { seq: 2 });
    assert.deepEqual(heard, ["event 1", "done", "event 2"]);
  });

  test("one that was trimmed is asked again from where it begins", async () => {
    const { opened, heard } = server();
    opened[0]!.tell("state", "live");
    opened[0]!.tell("gap", gap(501));
    await settle();
    assert.deepEqual(
      opened.map(({ since, closed }) => [since, closed]),
      [
        [0, true],
        [500, false],
      ],
    );
    opened[0]!.tell("event", { seq: 900 });
    opened[1]!.tell("event", { seq: 501 });
    opened[1]!.tell("state", "live");
    await settle();
    assert.deepEqual(heard, ["gap", "event 501", "done"]);
  });

  test("a hole that is told once more does not go round in circles", async () => {
    const { opened, heard } = server();
    opened[0]!.tell("event", { seq: 1 });
    opened[0]!.tell("gap", gap(10));
    assert.equal(opened[1]!.since, 9);
    opened[1]!.tell("state", "live");
    opened[1]!.tell("gap", gap(10));
    opened[1]!.tell("event", { seq: 10 });
    await settle();
    assert.equal(opened.length, 2);
    assert.deepEqual(heard, ["event 1", "gap", "gap", "done", "event 10"]);
  });

  test("a gap while it is followed is told; nothing more after a stop; a refusal is told", async () => {
    const { opened, heard, stop } = server();
    opened[0]!.tell("state", "live");
    await settle();
    opened[0]!.tell("gap", gap(99));
    assert.equal(opened.length, 1);
    opened[0]!.tell("error", { status: 403 });
    stop();
    opened[0]!.tell("event", { seq: 100 });
    assert.deepEqual(heard, ["done", "gap", "failed 403"]);
    assert.ok(opened[0]!.closed);
  });
});

const device = (): HomeDevice => {
  const points = [
    { parameter: "STATE", type: "ENUM", value_list: ["CLOSED", "OPEN"] },
    { parameter: "ACTUAL_TEMPERATURE", type: "FLOAT", unit: "°C" },
    { parameter: "RSSI_DEVICE", type: "INTEGER" },
  ].map((one) => ({
    ...{ unique_id: "", value: null, observed: false, usage: "data_point", ...one },
    operations: { read: true, write: false, event: true },
  }));
  return {
    ...{ central: "demo", address: "A1", available: true, customs: new Map() },
    summary: { name: "Window", model: "X", rooms: ["Bath"] } as Schemas["DeviceSummary"],
    channels: [
      { ...{ address: "A1:1", number: 1, type: "SHUTTER_CONTACT", name: "", paramset_key: "" }, data_points: points },
    ] as unknown as HomeDevice["channels"],
    values: new Map([["1.STATE", { ...POINT, value: 0 }]]),
  };
};
const names = { devices: [device()], programs: [], interfaces: [] };

describe("events in words", () => {
  const told = (...events: LogEvent[]) =>
    new Telling(names, words).tell(events).map(({ kind, name, text }) => [kind, name, text]);

  test("what a tile shows, by the name of the device; measured values with what they are; nothing of the rest", () => {
    assert.deepEqual(
      told(
        value(0, "STATE", 1, 0),
        value(1, "ACTUAL_TEMPERATURE", 21.5, 21),
        value(2, "RSSI_DEVICE", -70, -71),
        value(3, "STATE", 1, 1),
      ),
      [
        ["thing", "Window", "open"],
        ["measure", "Window", "actual temperature: 21.5\u00a0°C"],
      ],
    );
  });

  test("what was told again without a change, and first values, are no news", () => {
    assert.deepEqual(told(event(0, "datapoint.value_changed", value(0, "STATE", 1).payload, "initial")), []);
  });

  test("keys, connections, programs, variables", () => {
    assert.deepEqual(
      told(
        event(0, "device.trigger", { ...OF, channel: 1, event_type: "keypress", parameter: "PRESS_LONG" }),
        event(1, "device.availability_changed", { ...OF, available: false }),
        event(2, "hub.program_executed", { central: "demo", program_id: "1012", success: true }),
        event(3, "hub.sysvar_changed", { central: "demo", name: "Holiday", value: true, previous: false }),
        event(4, "central.state_changed", { central: "demo", old_state: "running", new_state: "degraded" }),
        event(4, "connectivity.changed", { central: "demo", interface_id: "demo-HmIP-RF", reachable: false }),
      ),
      [
        ["press", "Window:1", "held"],
        ["thing", "Window", "can no longer be reached"],
        ["home", "1012", "has run"],
        ["home", "Holiday", "yes"],
        ["home", "demo", "is connected in part"],
        ["home", "demo-HmIP-RF", "is not connected"],
      ],
    );
  });

  test("a log that grows is told once", () => {
    const telling = new Telling(names, words);
    const log = [value(0, "STATE", 1, 0)];
    const before = telling.tell(log);
    assert.equal(telling.tell(log), before, "nothing new");
    log.push(value(1, "RSSI_DEVICE", -1, -2), value(2, "STATE", 0, 1));
    assert.deepEqual(
      telling.tell(log).map(({ text }) => text),
      ["open", "closed"],
    );
  });

  test("the place of a moment among them", () => {
    const all = new Telling(names, words).tell([value(0, "STATE", 1, 0), value(5, "STATE", 0, 1)]);
    assert.deepEqual(
      [-1, 0, 4, 5, 9].map((minute) => placeAt(all, at(minute))),
      [-1, 0, 0, 1, 1],
    );
  });
});

describe("how a thing was", () => {
  const [tile] = tilesOf(device());
  const buckets = [0, 10, 20].map((minute, index) => ({
    ts: new Date(at(minute)).toISOString(),
    ...{
      avg: 20 + index,
      min: 20 + index,
      max: index === 2 ? 25 : 20 + index,
      count: index === 1 ? 0 : 1,
      covered_ms: 0,
    },
  }));
  const sources = (past: Past): Sources => ({
    ...{ past, words },
    recorded: (_tile, { point }) => (point.parameter === "ACTUAL_TEMPERATURE" ? buckets : undefined),
  });

  test("out of the log, else out of what was recorded, else unknown", () => {
    const past = new Past();
    past.add(value(30, "STATE", 1, 0));
    assert.deepEqual(thingAt(tile!, device(), at(30), sources(past))[0], { text: "open", isRecorded: false });
    const before = thingAt(tile!, device(), at(5), sources(past));
    assert.deepEqual(before[0]!.text, undefined);
    assert.deepEqual([before[1]!.text, before[1]!.isRecorded], ["20\u00a0°C", true]);
    assert.equal(thingAt(tile!, device(), at(25), sources(past))[1]!.text, "about 22\u00a0°C");
    assert.equal(thingAt(tile!, device(), at(15), sources(past))[1]!.text, undefined, "nothing in that part");
  });

  test("the part of a range that holds a moment", () => {
    assert.equal(bucketAt(buckets, at(-1)), undefined);
    assert.equal(bucketAt(buckets, at(9.9))?.avg, 20);
    assert.equal(bucketAt([{ ...buckets[0]!, avg: Number.NaN }], at(1)), undefined);
  });
});

describe("ranges", () => {
  const local = (day: number, hour: number, minute = 0) => new Date(2026, 0, day, hour, minute).getTime();

  test("last night ends in the morning, or now", () => {
    assert.deepEqual(rangeOf("night", local(5, 15)), { from: local(4, 22), to: local(5, 8) });
    assert.deepEqual(rangeOf("night", local(5, 3)), { from: local(4, 22), to: local(5, 3) });
    assert.deepEqual(rangeOf("yesterday", local(1, 3)), { from: new Date(2025, 11, 31).getTime(), to: local(1, 0) });
    assert.deepEqual(rangeOf("today", local(5, 3)), { from: local(5, 0), to: local(5, 3) });
  });

  test("from a minute to seven days, and not one more", () => {
    const from = local(5, 0);
    const text = (time: number) => new Date(time).toISOString();
    for (const [length, fits] of [
      [SHORTEST_MS, true],
      [SHORTEST_MS - 1, false],
      [LONGEST_MS, true],
      [LONGEST_MS + 1, false],
    ] as const)
      assert.equal(typedRange(text(from), text(from + length)) !== undefined, fits, String(length));
    assert.equal(typedRange("", "tomorrow"), undefined);
    assert.deepEqual(typedRange(typedTime(from), typedTime(local(5, 1))), { from, to: local(5, 1) });
  });

  test("how much happened when", () => {
    assert.deepEqual(density([0, 1, 9, 10, 11], { from: 0, to: 10 }, 2), [2, 2]);
  });
});

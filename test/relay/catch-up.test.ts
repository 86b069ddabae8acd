/** Stored values are brought up to the log: the latest change of each, and nothing that is known better. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceId } from "../../handlers/model/device-id.ts";
import type { ValueState } from "../../handlers/model/types.ts";
import type { LoggedEvent } from "../../handlers/ports/index.ts";
import { catchUpValues } from "../../handlers/relay/cloud/catch-up.ts";
import { createMemoryStoredHome } from "./memory-ingest.ts";

const ID = deviceId("c", "A");
const KEY = "1/VALUES/LEVEL";
/** Events that are read at once. */
const PAGE = 5_000;

const event = (seq: number, value: unknown, at: number, more: object = {}): LoggedEvent => ({
  ...{ seq, topic: "t" },
  tail: `"type":"datapoint.value_changed","payload":${JSON.stringify({
    ...{ central: "c", device_address: "A", channel: 1, parameter: "LEVEL", paramset_key: "VALUES", value },
    modified_at: new Date(at).toISOString(),
    ...more,
  })}}`,
});
const state = (value: unknown, changedAt: number, seenAt = changedAt): ValueState => ({
  ...{ value, source: "live", changedAt, seenAt },
});

function start(events: readonly LoggedEvent[], from = 1) {
  const home = createMemoryStoredHome();
  const reads: [number, number][] = [];
  let puts = 0;
  const put = home.putValues.bind(home);
  home.putValues = (...given) => {
    puts += 1;
    return put(...given);
  };
  let caughtUpTo: number | undefined;
  const log = {
    notCaughtUpFrom: async () => from,
    async read(after: number, limit: number) {
      reads.push([after, limit]);
      return events.filter(({ seq }) => seq > after).slice(0, limit);
    },
    caughtUp(to: number) {
      caughtUpTo = to;
    },
  };
  return {
    home,
    puts: () => puts,
    reads,
    caughtUpTo: () => caughtUpTo,
    run: (known: readonly LoggedEvent[] = []) => catchUpValues(home, log, known),
    values: async (id = ID) => Object.fromEntries((await home.readValues([id])).get(id) ?? []),
  };
}

test("the latest change of each value counts, whichever way round they come; the log hears how far it went", async () => {
  const one = start([event(1, 0.1, 10), event(2, 0.3, 30), event(3, 0.2, 20), event(4, 0.4, 30)]);
  await one.run();
  assert.deepEqual(await one.values(), { [KEY]: state(0.4, 30) });
  assert.deepEqual([one.caughtUpTo(), one.puts(), one.reads], [4, 1, [[0, PAGE]]]);
});

test("each value by its channel, paramset and parameter; a device's own has none", async () => {
  const own = { channel: null, parameter: "X", paramset_key: "MASTER" };
  const one = start([event(1, 1, 10), event(2, 2, 10, { parameter: "OTHER" }), event(3, 3, 10, own)]);
  await one.run();
  assert.deepEqual(Object.keys(await one.values()), [KEY, "1/VALUES/OTHER", "-/MASTER/X"]);
});

test("where nothing is new nothing is written, and the log hears that as well", async () => {
  const one = start([], 8);
  await one.run();
  assert.deepEqual([one.caughtUpTo(), one.puts(), one.reads], [7, 0, [[7, PAGE]]]);
});

test("events that were just appended need not be read, if none before them is missing", async () => {
  const known = [event(5, 0.5, 50), event(6, 0.6, 60)];
  for (const [from, reads] of [
    [5, []],
    [6, []],
    [4, [[3, PAGE]]],
  ] as const) {
    const one = start([event(4, 0.4, 40), ...known], from);
    await one.run(known);
    assert.deepEqual([one.reads, one.caughtUpTo(), await one.values()], [reads, 6, { [KEY]: state(0.6, 60) }]);
  }
});

test("a log of many pages is read to its end", async () => {
  const one = start(Array.from({ length: PAGE + 1 }, (_, n) => event(n + 1, n, n + 1)));
  await one.run();
  assert.deepEqual(
    [one.reads, one.caughtUpTo()],
    [
      [
        [0, PAGE],
        [PAGE, PAGE],
      ],
      PAGE + 1,
    ],
  );
  assert.deepEqual(await one.values(), { [KEY]: state(PAGE, PAGE + 1) });
});

test("a document that was read later is newer; one that knows this very change may know more of it", async () => {
  const cases: [ValueState, ValueState][] = [
    [state(0.9, 11), state(0.9, 11)],
    [state(0.9, 9, 20), state(0.1, 10, 20)],
    [state(0.9, 10, 20), state(0.1, 10, 20)],
    [
      { ...state(0.1, 10, 20), source: "stale" as const },
      { ...state(0.1, 10, 20), source: "stale" as const },
    ],
  ];
  for (const [before, after] of cases) {
    const one = start([event(1, 0.1, 10)]);
    await one.home.putValues(ID, new Map([[KEY, before]]));
    await one.run();
    assert.deepEqual(await one.values(), { [KEY]: after });
    assert.equal(one.puts(), before === after || JSON.stringify(before) === JSON.stringify(after) ? 1 : 2);
  }
});

test("events that are none cost themselves only", async () => {
  const broken = { seq: 1, topic: "t", tail: '"type":"datapoint.value_changed",' };
  const one = start([
    broken,
    event(2, 1, 10, { channel: "1" }),
    event(3, 1, 10, { modified_at: "yesterday" }),
    { seq: 4, topic: "t", tail: '"type":"hub.sysvar_changed","payload":{}}' },
    event(5, 0.5, 50),
  ]);
  await one.run();
  assert.deepEqual([await one.values(), one.caughtUpTo()], [{ [KEY]: state(0.5, 50) }, 5]);
});

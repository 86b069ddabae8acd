/** Energy: periods of the visitor's own calendar, and bars of all devices or of one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { barsOf, PERIODS, rangeOf, slotOf, slotsOf, ticksOf } from "../../assets/ui/pages/energy/energy-model.ts";

test("a day, a month, a year begin and end where the calendar has them, also across their ends", () => {
  const at = new Date(2026, 11, 31, 23, 59);
  assert.deepEqual(rangeOf("day", at, 1), { from: new Date(2027, 0, 1), to: new Date(2027, 0, 2) });
  assert.deepEqual(rangeOf("month", at, -10), { from: new Date(2026, 1, 1), to: new Date(2026, 2, 1) });
  assert.deepEqual(rangeOf("year", at), { from: new Date(2026, 0, 1), to: new Date(2027, 0, 1) });
});

test("a bar stands where its time is, whatever was measured before it", () => {
  const at = new Date(2028, 1, 29, 12);
  const [day, month, year] = PERIODS.map((period) => rangeOf(period, at));
  assert.deepEqual([slotsOf("day", day!), slotsOf("month", month!), slotsOf("year", year!)], [24, 29, 12]);
  assert.deepEqual([slotOf("day", day!, at), slotOf("month", month!, at), slotOf("year", year!, at)], [12, 28, 1]);
  assert.deepEqual(
    ticksOf("month", month!).map(({ slot, at: when }) => [slot, when.getDate()]),
    [0, 7, 14, 21, 28].map((slot) => [slot, slot + 1]),
  );
  assert.deepEqual(
    ticksOf("day", day!).map(({ at: when }) => when.getHours()),
    [0, 6, 12, 18],
  );
  assert.deepEqual(
    ticksOf("year", year!).map(({ at: when }) => when.getMonth()),
    [0, 3, 6, 9],
  );
});

test("bars are the sum of all devices, or one device's alone, by time", () => {
  const bucket = (ts: string, consumed_wh: number) => ({
    ts,
    consumed_wh,
    feed_in_wh: 1,
    avg_power_w: 0,
    peak_power_w: 0,
    reset: false,
  });
  const device = (address: string, ...buckets: ReturnType<typeof bucket>[]) => ({
    address,
    name: address,
    buckets,
    total_consumed_wh: 0,
    total_feed_in_wh: 0,
  });
  const data = {
    group: "day" as const,
    from: "",
    to: "",
    devices: [device("A", bucket("2", 5), bucket("1", 3)), device("B", bucket("2", 2))],
    total_consumed_wh: 10,
    total_feed_in_wh: 3,
  };
  assert.deepEqual(barsOf(data, undefined), [
    { ts: "1", consumed: 3, fedIn: 1 },
    { ts: "2", consumed: 7, fedIn: 2 },
  ]);
  assert.deepEqual(barsOf(data, "B"), [{ ts: "2", consumed: 2, fedIn: 1 }]);
  assert.deepEqual(barsOf(data, "C"), []);
});

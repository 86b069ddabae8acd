/** Lines over time: ranges, a common axis, figures, files, diagrams that somebody has kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  csvOf,
  figuresOf,
  incrementsOf,
  joined,
  LINES_LIMIT,
  moved,
  RANGES,
  readKept,
  spanOf,
  WEEK_MS,
  zoomed,
} from "../../assets/ui/pages/history/history-model.ts";

const NOW = Date.UTC(2026, 10, 30, 12);
const bucket = (hour: number, avg: number, covered_ms = 3_600_000) => ({
  ts: new Date(Date.UTC(2026, 10, 30, hour)).toISOString(),
  avg,
  min: avg - 1,
  max: avg + 1,
  count: 1,
  covered_ms,
});

test("an axis that names days or months steps by whole ones, so that none stands there twice", () => {
  assert.deepEqual(incrementsOf("clock"), {});
  assert.equal(incrementsOf("day").incrs?.[0], 86_400);
  assert.equal(incrementsOf("month").incrs?.[0], 30 * 86_400);
});

test("a range ends now; nearer and further keep the middle, later never passes now", () => {
  const day = spanOf("day", NOW);
  assert.equal(day.to - day.from, RANGES.day);
  const near = zoomed(day, 0.5, NOW);
  assert.deepEqual([near.to - near.from, (near.from + near.to) / 2], [RANGES.day / 2, (day.from + day.to) / 2]);
  assert.deepEqual(moved(day, 0.5, NOW), day);
  const before = moved(day, -0.5, NOW);
  assert.equal(before.to, NOW - RANGES.day / 2);
  const far = zoomed(day, 2, NOW);
  assert.deepEqual([far.to, far.to - far.from], [NOW, 2 * RANGES.day]);
  let span = day;
  for (let index = 0; index < 40; index += 1) span = zoomed(span, 0.5, NOW);
  assert.equal(span.to - span.from, 60_000, "a minute is the nearest");
});

test("lines share an axis; what one does not have is empty; the week before is drawn a week later", () => {
  const lines = [
    { name: "a", unit: "W", shift: 0, buckets: [bucket(1, 5), bucket(3, 7)] },
    { name: "b", unit: "", shift: 0, buckets: [bucket(2, 1)] },
  ];
  const [times, a, b] = joined(lines);
  assert.equal(times.length, 3);
  assert.deepEqual(
    [a, b],
    [
      [5, null, 7],
      [null, 1, null],
    ],
  );
  const [[shifted]] = joined([{ ...lines[1]!, shift: WEEK_MS }]);
  assert.equal(shifted! * 1000, Date.UTC(2026, 10, 30, 2) + WEEK_MS);
  assert.deepEqual(joined([]), [[]]);
});

test("figures weigh each value as long as it held; nothing recorded is no figure", () => {
  assert.deepEqual(figuresOf([bucket(1, 10, 1_000), bucket(2, 20, 3_000)]), { min: 9, max: 21, avg: 17.5, last: 20 });
  assert.equal(figuresOf([bucket(1, 10, 0), bucket(2, 20, 0)])?.avg, 15);
  assert.equal(figuresOf([]), undefined);
});

test("a file that a spreadsheet reads, and in which nothing is a formula", () => {
  const lines = [{ name: '=1+1 "x"', unit: "W", shift: 0, buckets: [bucket(1, 5.5)] }];
  assert.equal(csvOf(lines), `"time","'=1+1 ""x"" (W)"\r\n2026-11-30T01:00:00.000Z,5.5\r\n`);
});

test("what somebody has kept is read, whatever it is", () => {
  assert.deepEqual(readKept({ series: ["a", 1, "b"], range: "week", compare: true }), {
    series: ["a", "b"],
    range: "week",
    compare: true,
  });
  for (const config of [{}, { series: "x", range: 5 }, { range: "toString" }])
    assert.deepEqual(readKept(config), { series: [], range: "day", compare: false });
  assert.equal(readKept({ series: Array.from({ length: 99 }, String) }).series.length, LINES_LIMIT);
});

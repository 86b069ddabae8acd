/** Times of two parameters: units, ready-made times and names, by device-model 5.3. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  durationLabel,
  selectorOf,
  type TimeSelector,
  timePairs,
  timePresets,
  unitLabel,
  unitSeconds,
} from "../../../handlers/model/forms/times.ts";

const UNITS = ["100MS", "1S", "5S", "10S", "1M", "5M", "10M", "1H"];

describe("ready-made times", () => {
  // base, factor: device-model 5.3
  const FIELD: Record<TimeSelector, [base: number, factor: number][]> = {
    timeOnOff: [
      ...([
        [0, 0],
        [0, 1],
        [1, 1],
        [1, 2],
        [1, 3],
        [2, 1],
        [3, 1],
        [3, 3],
        [4, 1],
        [4, 2],
        [5, 1],
      ] as [number, number][]),
      ...([
        [6, 1],
        [6, 3],
        [7, 1],
        [7, 2],
        [7, 3],
        [7, 5],
        [7, 8],
        [7, 12],
        [7, 24],
        [7, 31],
      ] as [number, number][]),
    ],
    delay: [
      [0, 0],
      [2, 1],
      [3, 1],
      [3, 3],
      [4, 1],
      [4, 2],
      [5, 1],
      [6, 1],
      [6, 3],
      [7, 1],
    ],
    rampOnOff: [
      [0, 0],
      [0, 2],
      [0, 5],
      [1, 1],
      [1, 2],
      [2, 1],
      [3, 1],
      [3, 2],
      [3, 3],
    ],
  };
  /** Milliseconds of a base. */
  const BASES = [100, 1000, 5000, 10_000, 60_000, 300_000, 600_000, 3_600_000];
  const lasts = ([base, factor]: [number, number]) => BASES[base]! * factor;

  for (const selector of Object.keys(FIELD) as TimeSelector[])
    it(`of ${selector} are those of the field`, () => {
      const presets = timePresets(selector, UNITS, 31, "en");
      assert.deepEqual(
        presets.map(({ base, factor }) => lasts([base, factor])),
        FIELD[selector].map(lasts),
      );
      // in the largest unit that fits, so that people read 5 min and not 300 s
      for (const { base, factor } of presets)
        for (let larger = base + 1; larger < BASES.length; larger++)
          assert.ok(factor === 0 || !Number.isInteger(lasts([base, factor]) / BASES[larger]!), `${base}, ${factor}`);
      assert.deepEqual([presets[0]?.label, presets[0]?.factor], ["not active", 0]);
      assert.equal(new Set(presets.map(({ label }) => label)).size, presets.length);
    });

  it("last for ever only where an end can be missing", () => {
    const forEver = (selector: TimeSelector) =>
      timePresets(selector, UNITS, 31, "de").some(({ label }) => label === "dauerhaft");
    assert.deepEqual([forEver("timeOnOff"), forEver("delay"), forEver("rampOnOff")], [true, false, false]);
    assert.deepEqual(timePresets("timeOnOff", ["S", "H"], 63, "en").at(-1), {
      base: 1,
      factor: 63,
      label: "permanent",
    });
  });

  it("are left out where the pair cannot hold them exactly", () => {
    const seconds = timePresets("delay", ["S"], 30, "en").map(({ factor }) => factor);
    assert.deepEqual(seconds, [0, 5, 10, 30]);
    assert.deepEqual(
      timePresets("rampOnOff", ["S"], 1, "en").map(({ factor }) => factor),
      [0, 1],
    );
    // a unit that is none is nobody's
    assert.deepEqual(timePresets("rampOnOff", ["INVALID", "S"], 1, "en"), [
      { base: 0, factor: 0, label: "not active" },
      { base: 1, factor: 1, label: "1 s" },
    ]);
  });
});

describe("durations", () => {
  it("are told in the largest unit without a remainder; up to a day in hours", () => {
    const table: [seconds: number, de: string, en: string][] = [
      [0.1, "100 ms", "100 ms"],
      [0.001, "1 ms", "1 ms"],
      [1, "1 s", "1 s"],
      [1.5, "1500 ms", "1500 ms"],
      [59, "59 s", "59 s"],
      [60, "1 min", "1 min"],
      [61, "61 s", "61 s"],
      [90, "90 s", "90 s"],
      [120, "2 min", "2 min"],
      [3600, "1 h", "1 h"],
      [5400, "90 min", "90 min"],
      [86_400, "24 h", "24 h"],
      [172_800, "2 Tage", "2 days"],
      [90_000, "25 h", "25 h"],
    ];
    for (const [seconds, de, en] of table)
      assert.deepEqual([durationLabel(seconds, "de"), durationLabel(seconds, "en")], [de, en], `${seconds} s`);
  });
  it("shorter than any unit are seconds", () => {
    assert.equal(durationLabel(0, "en"), "0 s");
  });
  it("of units are spelled in several ways", () => {
    const spellings: [string, number | undefined][] = [
      ["100MS", 0.1],
      ["BASE_100_MS", 0.1],
      ["PERIOD_2_S", 2],
      ["S", 1],
      ["M", 60],
      ["H", 3600],
      ["D", 86_400],
      ["BASE_1_D", 86_400],
      ["10M", 600],
      ["MS", 0.001],
      ["1W", undefined],
      ["BASE", undefined],
      ["S1", undefined],
    ];
    for (const [label, seconds] of spellings) assert.equal(unitSeconds(label), seconds, label);
    assert.deepEqual(
      [unitLabel("10M", "en"), unitLabel("D", "en"), unitLabel("LOUD", "en")],
      ["10 min", "24 h", undefined],
    );
  });
});

describe("what a time is for", () => {
  it("is told by its name", () => {
    const stems: Record<TimeSelector, string[]> = {
      timeOnOff: ["SHORT_ON_TIME", "LONG_OFF_TIME", "POWERUP_ONTIME", "ON_TIME", "OFFTIME"],
      delay: [
        "SHORT_ONDELAY_TIME",
        "ON_DELAY_TIME",
        "OFF_DELAY_TIME",
        "POWERUP_OFFDELAY",
        "EVENT_DELAY",
        "STATUSINFO_MINDELAY",
      ],
      rampOnOff: [
        "SHORT_RAMPON_TIME",
        "LONG_RAMPOFF_TIME",
        "RAMP_ON_TIME",
        "RAMP_OFF",
        "FADE_IN_TIME",
        "FADE_OUT_TIME",
      ],
    };
    for (const [selector, names] of Object.entries(stems))
      for (const name of names) assert.equal(selectorOf(name), selector, name);
    for (const name of ["BLOCKING_PERIOD", "ONTIMES", "MOONTIME", "DELAYED"])
      assert.equal(selectorOf(name), undefined, name);
  });
});

describe("the two parameters of a time", () => {
  const pairs = (...names: string[]) => timePairs(new Set(names)).map(({ stem, unit, number }) => [stem, unit, number]);
  it("are found in all their spellings, the unit without a number is none", () => {
    assert.deepEqual(pairs("A_TIME_BASE", "A_TIME_VALUE"), [["A_TIME", "A_TIME_BASE", "A_TIME_VALUE"]]);
    assert.deepEqual(pairs("A_BASE", "A_VALUE"), [["A", "A_BASE", "A_VALUE"]]);
    assert.deepEqual(pairs("A_BASE", "A_VALUE", "A_FACTOR"), [["A", "A_BASE", "A_FACTOR"]]);
    assert.deepEqual(pairs("A_UNIT", "A_FACTOR"), []);
    assert.deepEqual(pairs("A_UNIT", "B_VALUE"), []);
    assert.deepEqual(pairs("A_VALUE", "A_FACTOR"), []);
  });
});

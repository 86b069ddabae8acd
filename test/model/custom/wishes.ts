/** What clients may ask of custom data points and devices may report: right, wrong and absurd; and what may be written. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Refusal } from "../../../handlers/kernel/problem.ts";
import { type CustomDataPoint, customDataPointsOf } from "../../../handlers/model/custom/bind.ts";
import { plan, type Write } from "../../../handlers/model/custom/plan.ts";
import { NOT_USED } from "../../../handlers/model/custom/timers.ts";
import type { DataPoint, Device, ValueState } from "../../../handlers/model/types.ts";
import { bounds, specials } from "../../../handlers/model/values.ts";
import { NOON } from "./things.ts";

const ARGUMENTS = [
  ...["temperature", "mode", "profile", "until", "end", "away_temperature", "hours", "duration_seconds", "position"],
  ...[
    "tilt",
    "level",
    "seconds",
    "duration",
    "brightness",
    "state",
    "color",
    "color_temp",
    "color_temp_kelvin",
    "effect",
  ],
  ...["hue", "saturation", "label", "index", "slot", "kelvin", "ramp_time", "acoustic", "optical", "tone", "volume"],
  ...["soundfile_index", "repetitions", "repetitions_index", "flash_time", "id", "text", "icon", "sound", "interval"],
];
const WORDS = [
  "auto",
  "heat",
  "off",
  "ON",
  "boost",
  "week_program_1",
  "+1h",
  "90s",
  "WHITE",
  "NO_EFFECT",
  "2030-01-01T00:00:00Z",
];
const number = fc.oneof(
  fc.double({ noNaN: true, min: -2, max: 500 }),
  fc.integer({ min: -2, max: 20 }),
  fc.constantFrom(0, 1, 0.5, 20, 4.5, 1e300, -0, 111_600),
);
const value = fc.oneof(
  number,
  fc.constantFrom(...WORDS),
  number.map(String),
  fc.jsonValue({ maxDepth: 2 }),
  fc.record({ h: number, s: number }),
);
export const params = fc.dictionary(fc.constantFrom(...ARGUMENTS), value, { maxKeys: 6 });

/** What a device may report: the right type, another one, nothing. */
export const reported = ({ description }: DataPoint): fc.Arbitrary<unknown> => {
  const list = description.VALUE_LIST ?? [];
  const { min = 0, max = 1 } = bounds(description);
  const right =
    list.length > 0
      ? fc.constantFrom(...list)
      : description.TYPE === "BOOL"
        ? fc.boolean()
        : fc.double({ noNaN: true, min: Math.max(min, -1e6), max: Math.min(max, 1e6) });
  return fc.oneof({ weight: 6, arbitrary: right }, fc.constant(null), fc.string({ maxLength: 5 }), fc.integer());
};
const stateOf = (v: unknown, pending: boolean, at: number): ValueState => ({
  value: v,
  source: "live",
  changedAt: at,
  seenAt: at,
  ...(pending ? { optimistic: { value: v } } : {}),
});
export const valuesOf = (device: Device): fc.Arbitrary<Map<string, ValueState>> => {
  const fields = new Map(
    customDataPointsOf(device).points.flatMap((custom) =>
      Object.values(custom.fields).map(({ key, point }) => [key, point]),
    ),
  );
  const one = ([key, point]: [string, DataPoint]) =>
    fc.tuple(fc.constant(key), fc.option(fc.tuple(reported(point), fc.boolean(), fc.integer({ min: 0, max: 9 }))));
  return fc
    .tuple(...[...fields].map(one))
    .map((all) => new Map(all.flatMap(([key, entry]) => (entry ? [[key, stateOf(...entry)] as const] : []))));
};

function assertWithin({ values }: Write): void {
  for (const { dataPoint, value: typed } of values) {
    const { description, parameter } = dataPoint;
    const { min, max } = bounds(description);
    if (typeof typed.value === "number" && description.TYPE !== "ENUM") {
      const allowed = [...specials(description).values(), NOT_USED].includes(typed.value);
      const within = (min === undefined || typed.value >= min) && (max === undefined || typed.value <= max);
      assert.ok(allowed || within, `${parameter}=${typed.value} is not in ${min}…${max}`);
    }
    if (description.VALUE_LIST?.length && typeof typed.value === "string")
      assert.ok(description.VALUE_LIST.includes(typed.value), `${parameter}=${typed.value}`);
    if (typed.type === "STRING") assert.ok(String(typed.value).length <= 2048);
  }
}

/** An operation with arguments that it takes, and now and then with others, or one that nobody knows. */
const asked = (custom: CustomDataPoint) => {
  const operations = Object.entries(custom.profile.operations);
  return fc.oneof(
    {
      weight: 20,
      arbitrary: fc.constantFrom(...operations).chain(([operation, { takes = [] }]) =>
        fc.record({
          operation: fc.constant(operation),
          params:
            takes.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...takes), value, { maxKeys: 6 }),
        }),
      ),
    },
    { weight: 3, arbitrary: fc.record({ operation: fc.constantFrom(...operations.map(([name]) => name)), params }) },
    { weight: 1, arbitrary: fc.record({ operation: fc.string(), params }) },
  );
};

/** Arguments, values and a timer for one of the device's custom data points. */
export interface Attempt {
  readonly custom: CustomDataPoint;
  readonly operation: string;
  readonly params: Record<string, unknown>;
  readonly values: Map<string, ValueState>;
  readonly armed: number | undefined;
}
export const attempt = (device: Device): fc.Arbitrary<Attempt> =>
  fc.constantFrom(...customDataPointsOf(device).points).chain((custom) =>
    fc
      .record({
        custom: fc.constant(custom),
        wish: asked(custom),
        values: valuesOf(device),
        armed: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      })
      .map(({ wish, ...rest }) => ({ ...rest, ...wish })),
  );

/** What is asked is written within the limits of the parameters, or refused with the argument named. How many writes. */
export function assertWithinOrRefused({ custom, operation, params: given, values, armed }: Attempt): number {
  const wish = { operation, params: given, now: NOON, ...(armed === undefined ? {} : { armed }) };
  try {
    const { writes } = plan(custom, values, wish);
    writes.forEach(assertWithin);
    return writes.length;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    assert.ok(error.status === 400 || error.status === 422, String(error.status));
    if (error.status === 422) assert.ok(error.errors?.[0]?.field, "the field is named");
    return 0;
  }
}

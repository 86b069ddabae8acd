import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildDevice } from "../../handlers/model/build.ts";
import type { DataPoint } from "../../handlers/model/types.ts";
import {
  decodeCombined,
  fromWire,
  isRejected,
  SUBMIT_LIMIT,
  shownLimits,
  specials,
  TEXT_LIMIT,
  toWire,
  valueRefusal,
} from "../../handlers/model/values.ts";
import type { ParameterDescription } from "../../handlers/ports/index.ts";
import { bool, choice, float, integer, parameter, thermostat } from "./fixtures.ts";

const point = (description: ParameterDescription, name = "X", paramset: "VALUES" | "MASTER" = "VALUES"): DataPoint => ({
  parameter: name,
  paramset,
  channel: 1,
  description,
  operations: {
    read: (description.OPERATIONS & 1) !== 0,
    write: (description.OPERATIONS & 2) !== 0,
    event: (description.OPERATIONS & 4) !== 0,
  },
  category: "sensor",
  dataPointType: "sensor",
  usage: "data_point",
  visible: true,
  unit: undefined,
  uniqueId: "",
});
const kindOf = (dataPoint: DataPoint, value: unknown) => {
  const result = toWire(dataPoint, value);
  return isRejected(result) ? result.rejected : undefined;
};

test("reading: each type as the wire may write it", () => {
  assert.equal(fromWire(point(float(5, 0, 1)), "0.5"), 0.5);
  assert.equal(fromWire(point(float(5, 0, 1)), ""), null, "an empty text is no number");
  assert.equal(fromWire(point(float(5, 0, 1)), "nan"), null);
  assert.equal(fromWire(point(integer(5, 0, 9)), "3.9"), 3);
  assert.equal(fromWire(point(integer(5, 0, 9)), [4, "target invalid"]), 4, "service errors come as [code, text]");
  assert.equal(fromWire(point(bool(5)), 1), true);
  assert.equal(fromWire(point(bool(5)), "On"), true);
  assert.equal(fromWire(point(bool(5)), "nope"), false);
  assert.equal(fromWire(point(parameter("STRING", 5)), 12), "12");
});

test("reading: an ENUM is its label, and stays a number where there is none", () => {
  const mode = point(choice(7, ["AUTO", "", "BOOST"]));
  assert.equal(fromWire(mode, 0), "AUTO");
  assert.equal(fromWire(mode, "2"), "BOOST");
  assert.equal(fromWire(mode, "AUTO"), "AUTO");
  assert.equal(fromWire(mode, 1), 1, "a hole in the list has no label");
  for (const raw of [7, 3, -1, "7", "-1", "NIGHT", 0.5, null, undefined, {}, Number.NaN])
    assert.equal(fromWire(mode, raw), null, `${String(raw)} is not in the list: unknown`);
  assert.equal(fromWire(mode, ""), "", "nothing was said");
  assert.equal(fromWire(point({ ...choice(7, []), VALUE_LIST: [] }), 7), 7, "there is no list to be in");
  assert.equal(fromWire(point({ ...choice(7, []), VALUE_LIST: [] }), "X"), "X");
  assert.equal(fromWire(point(choice(5, ["CLOSED", "OPEN"])), 1), true, "a contact is a yes-or-no");
  assert.equal(fromWire(point(choice(5, ["CLOSED", "OPEN"])), "CLOSED"), false);
  assert.equal(fromWire(point(choice(5, ["CLOSED", "OPEN"])), 0), false);
  assert.equal(fromWire(point(choice(5, ["CLOSED", "OPEN"])), true), true);
  for (const raw of [7, 2, -1, "7", "AJAR", "true", null])
    assert.equal(fromWire(point(choice(5, ["CLOSED", "OPEN"])), raw), null, `${raw} is neither open nor closed`);
  assert.equal(fromWire(point(choice(7, ["CLOSED", "OPEN"])), 1), "OPEN", "but a choice where it can be written");
});

test("reading: signal strengths are repaired, at and around each bound", () => {
  const rssi = point(integer(5, -128, 127), "RSSI_DEVICE");
  for (const [raw, value] of [
    [-127, null],
    [-126, -126],
    [-1, -1],
    [0, null],
    [1, null],
    [2, -2],
    [126, -126],
    [127, null],
    [128, null],
    [129, null],
    [130, -126],
    [255, -1],
    [256, null],
    [65536, null],
    [-129, null],
    [-130, -126],
    [-200, -56],
    [-255, -1],
    [-256, null],
  ])
    assert.equal(fromWire(rssi, raw), value, String(raw));
});

test("writing: numbers within their limits, at the limit and one past it", () => {
  const level = point(float(7, 0, 1));
  assert.deepEqual(toWire(level, 1), { type: "FLOAT", value: 1 });
  assert.deepEqual(toWire(level, "0.5"), { type: "FLOAT", value: 0.5 });
  assert.equal(kindOf(level, 1.0001), "range");
  assert.equal(kindOf(level, -0.0001), "range");
  assert.equal(kindOf(level, true), "type");
  assert.equal(kindOf(level, Number.NaN), "type");
  assert.equal(kindOf(point(integer(7, 0, 10)), 10.5), "type");
  assert.deepEqual(toWire(point(integer(7, 0, 10)), 10), { type: "INTEGER", value: 10 });
});

test("writing: a special value has a name and a number, both are taken; what lies beside it is out of range", () => {
  const description = { ...float(7, 0, 1), SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }] };
  assert.deepEqual(toWire(point(description), "OLD_LEVEL"), { type: "FLOAT", value: 1.005 });
  assert.deepEqual(toWire(point(description), 1.005), { type: "FLOAT", value: 1.005 });
  assert.deepEqual(toWire(point(description), "1.005"), { type: "FLOAT", value: 1.005 });
  for (const beside of [1.004, 1.006, -1.005]) assert.equal(kindOf(point(description), beside), "range");
  assert.equal(kindOf(point(description), "OTHER"), "type");
  assert.deepEqual(toWire(point(description, "X", "MASTER"), 1.005), { type: "FLOAT", value: 1.005 });
  // Winmatic: below its limits, and read so
  const winmatic = point({ ...float(7, 0, 1), SPECIAL: [{ ID: "LOCKED", VALUE: -0.005 }] });
  for (const locked of ["LOCKED", -0.005, "-0.005"])
    assert.deepEqual(toWire(winmatic, locked), { type: "FLOAT", value: -0.005 });
  assert.equal(kindOf(winmatic, -0.006), "range");
  const asObject = { ...float(7, 0, 1), SPECIAL: { OFF: 2 } } as unknown as ParameterDescription;
  assert.deepEqual([...specials(asObject)], [["OFF", 2]]);
});

test("writing: a default beyond the limits goes back into the configuration, and nowhere else", () => {
  const description = { ...integer(3, 1000, 10_000), DEFAULT: 10_100 };
  assert.deepEqual(toWire(point(description, "X", "MASTER"), 10_100), { type: "INTEGER", value: 10_100 });
  assert.equal(kindOf(point(description, "X", "MASTER"), 10_099), "range");
  assert.equal(kindOf(point(description, "X", "MASTER"), 10_001), "range");
  assert.deepEqual(toWire(point(description, "X", "MASTER"), 10_000), { type: "INTEGER", value: 10_000 });
  assert.equal(kindOf(point({ ...description, OPERATIONS: 7 }), 10_100), "range");
});

test("writing: limits that are numbers in text ask for the index, labels for the label", () => {
  const list = (MIN: unknown, MAX: unknown, VALUE_LIST = ["AUTO", "MANU", "PARTY"]) =>
    point({ ...choice(7, VALUE_LIST), MIN, MAX } as ParameterDescription);
  assert.deepEqual(toWire(list("0", "2"), "MANU"), { type: "ENUM", value: 1 });
  assert.deepEqual(toWire(list("1", 2, ["", "DAY", "NIGHT"]), "NIGHT"), { type: "ENUM", value: 2 });
  assert.deepEqual(toWire(list("", ""), "MANU"), { type: "ENUM", value: 1 });
  assert.deepEqual(toWire(list(undefined, undefined), "PARTY"), { type: "ENUM", value: 2 });
  assert.deepEqual(toWire(list("AUTO", "PARTY"), "MANU"), { type: "ENUM", value: "MANU" });
  assert.deepEqual(toWire(list("GONE", "PARTY"), "MANU"), { type: "ENUM", value: "MANU" }, "one of both is enough");
});

test("writing: a text is as long as its parameter takes, at the limit and one past it", () => {
  const text = (MAX: unknown) => parameter("STRING", 2, { MIN: 0, MAX });
  const length = (description: ParameterDescription, name = "X") =>
    [15, 16, 17, 255, 256].filter((n) => !isRejected(toWire(point(description, name), "x".repeat(n)))).at(-1);
  assert.equal(length(text(16)), 16);
  assert.equal(length(text("16"), "DISPLAY_DATA_STRING"), 16);
  for (const none of [0, "", undefined, "2255_12_31 23:55", "16"]) assert.equal(length(text(none)), 255, String(none));
  assert.equal(length(text(1000)), 255);
});

test("writing: a text arrives, if need be in its plain spelling; what would arrive as a question mark is refused", () => {
  const text = point(parameter("STRING", 2), "DISPLAY_DATA_STRING");
  for (const good of ["Küche – 5 €", "„Łódź“", "u\u0308ber", "what?", "a\nb"])
    assert.deepEqual(toWire(text, good), { type: "STRING", value: good });
  for (const bad of ["日本", "Tor 😀", "→", "Ж", "a\u0e01"]) assert.equal(kindOf(text, bad), "type", bad);
});

test("writing: a label is sent as the descriptions of the interface speak", () => {
  assert.deepEqual(toWire(point(choice(7, ["A", "B"], 0)), "B"), { type: "ENUM", value: 1 }, "classic: index");
  assert.deepEqual(toWire(point(choice(7, ["A", "B"], "A")), "B"), { type: "ENUM", value: "B" }, "HmIP: label");
  assert.deepEqual(toWire(point(choice(7, ["A", "B"], "A")), 1), { type: "ENUM", value: 1 });
  assert.equal(kindOf(point(choice(7, ["A", "B"], "A")), "C"), "enum");
  assert.equal(kindOf(point(choice(7, ["A", "B"], "A")), 2), "enum");
  assert.equal(kindOf(point(choice(7, ["A", "B"], "A")), -1), "enum");
});

test("writing: booleans and texts; what is no boolean is never silently false", () => {
  assert.deepEqual(toWire(point(bool(7)), 0), { type: "BOOL", value: false });
  assert.deepEqual(toWire(point(bool(7)), "off"), { type: "BOOL", value: false });
  assert.equal(kindOf(point(bool(7)), "maybe"), "type");
  assert.equal(kindOf(point(bool(7)), 2), "type");
  const text = point(parameter("STRING", 6));
  for (const plain of ["", 7, true, false])
    assert.deepEqual(toWire(text, plain), { type: "STRING", value: String(plain) });
  for (const other of [null, {}, ["x"]]) assert.equal(kindOf(text, other), "type");
  assert.deepEqual(toWire(text, "x".repeat(TEXT_LIMIT)), { type: "STRING", value: "x".repeat(TEXT_LIMIT) });
  assert.equal(kindOf(text, "x".repeat(TEXT_LIMIT + 1)), "length");
  assert.equal(kindOf(point(parameter("STRING", 6), "SUBMIT"), "x".repeat(SUBMIT_LIMIT)), undefined);
  assert.equal(kindOf(point(parameter("STRING", 6), "SUBMIT"), "x".repeat(SUBMIT_LIMIT + 1)), "length");
  assert.equal(kindOf(text, { a: 1 }), "type");
  assert.equal(kindOf(point(bool(5)), true), "read_only");
});

test("a rejected value tells its field and limits, as a bad request or a failed validation", () => {
  const device = buildDevice(thermostat(), { central: "c" })!;
  const setPoint = device.channels[1]!.values.get("SET_POINT_TEMPERATURE")!;
  const tooHot = toWire(setPoint, 40);
  assert.ok(isRejected(tooHot));
  assert.deepEqual(tooHot.error, {
    field: "SET_POINT_TEMPERATURE",
    reason: "40 is out of range; by name also FULL_OPEN",
    min: 4.5,
    max: 30.5,
  });
  assert.equal(valueRefusal(tooHot).code, "validation");
  const odd = toWire(setPoint, {});
  assert.ok(isRejected(odd));
  assert.equal(valueRefusal(odd).code, "bad_request");
  assert.equal(kindOf(device.channels[1]!.values.get("LEVEL")!, 0.5), "read_only", "the valve of a radiator is read");
});

test("combined parameters say which levels they set", () => {
  assert.deepEqual(decodeCombined("COMBINED_PARAMETER", "L=50,L2=30"), [
    { parameter: "LEVEL", value: 0.5 },
    { parameter: "LEVEL_2", value: 0.3 },
  ]);
  assert.deepEqual(decodeCombined("LEVEL_COMBINED", "0x64,0x32"), [
    { parameter: "LEVEL", value: 0.5 },
    { parameter: "LEVEL_SLATS", value: 0.25 },
  ]);
  assert.deepEqual(decodeCombined("LEVEL", "L=50"), []);
  assert.deepEqual(decodeCombined("COMBINED_PARAMETER", "L=101,toString=5,L2="), []);
});

const anyDescription = fc.record(
  {
    TYPE: fc.constantFrom("FLOAT", "INTEGER", "BOOL", "ENUM", "STRING", "ACTION", "DUMMY", ""),
    OPERATIONS: fc.integer({ min: 0, max: 15 }),
    FLAGS: fc.integer({ min: 0, max: 31 }),
    MIN: fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean()),
    MAX: fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean()),
    VALUE_LIST: fc.array(fc.string({ maxLength: 4 }), { maxLength: 5 }),
    SPECIAL: fc.array(fc.record({ ID: fc.string({ maxLength: 4 }), VALUE: fc.double() }), { maxLength: 3 }),
  },
  { requiredKeys: ["TYPE", "OPERATIONS", "FLAGS"] },
) as fc.Arbitrary<ParameterDescription>;

test("property: reading never throws and gives a plain value", () => {
  fc.assert(
    fc.property(anyDescription, fc.anything(), fc.constantFrom("X", "RSSI_PEER"), (description, raw, name) => {
      const value = fromWire(point(description, name), raw);
      assert.ok(value === null || ["boolean", "number", "string"].includes(typeof value));
      assert.ok(!(typeof value === "number" && Number.isNaN(value)));
    }),
  );
});

test("property: a value is within the description's limits, or it is refused", () => {
  fc.assert(
    fc.property(anyDescription, fc.anything(), (description, value) => {
      const result = toWire(point(description), value);
      if (isRejected(result)) return;
      assert.notEqual(description.OPERATIONS & 2, 0);
      if (result.type === "FLOAT" || result.type === "INTEGER") {
        const number = result.value as number;
        assert.ok(Number.isFinite(number));
        if ([...specials(description).values()].includes(number)) return;
        if (
          typeof description.MIN === "number" &&
          typeof description.MAX === "number" &&
          description.MIN <= description.MAX
        )
          assert.ok(number >= description.MIN && number <= description.MAX);
      }
      if (result.type === "ENUM" && description.VALUE_LIST?.length)
        assert.ok(
          typeof result.value === "string"
            ? description.VALUE_LIST.includes(result.value)
            : (result.value as number) >= 0 && (result.value as number) < description.VALUE_LIST.length,
        );
      if (result.type === "BOOL") assert.equal(typeof result.value, "boolean");
    }),
  );
});

test("limits and defaults are shown as values of their type, however the CCU spells them", () => {
  const ENUM = { TYPE: "ENUM" as const, VALUE_LIST: ["OFF", "ON", "AUTO"] };
  const cases: [Partial<ParameterDescription>, object][] = [
    [
      { TYPE: "BOOL", MIN: "false", MAX: "true", DEFAULT: "0" },
      { min: false, max: true, default: false },
    ],
    [
      { TYPE: "BOOL", MIN: 0, MAX: 1, DEFAULT: true },
      { min: false, max: true, default: true },
    ],
    [
      { TYPE: "INTEGER", MIN: "0", MAX: "127", DEFAULT: "7" },
      { min: 0, max: 127, default: 7 },
    ],
    [
      { TYPE: "FLOAT", MIN: "-10.500000", MAX: 10, DEFAULT: "nan" },
      { min: -10.5, max: 10 },
    ],
    [{ TYPE: "FLOAT", MIN: "", MAX: "", DEFAULT: "" }, {}],
    [
      { ...ENUM, MIN: 0, MAX: "2", DEFAULT: "ON" },
      { min: "OFF", max: "AUTO", default: "ON" },
    ],
    [
      { ...ENUM, MIN: "OFF", MAX: "AUTO", DEFAULT: 1 },
      { min: "OFF", max: "AUTO", default: "ON" },
    ],
    [{ ...ENUM, DEFAULT: 3 }, {}],
    [
      { TYPE: "ENUM", MIN: 0, MAX: "5" },
      { min: 0, max: 5 },
    ],
    [
      { TYPE: "ENUM", VALUE_LIST: ["CLOSED", "OPEN"], OPERATIONS: 5, MIN: "CLOSED", MAX: 1 },
      { min: false, max: true },
    ],
    [
      { TYPE: "ACTION", MIN: "0", MAX: "1" },
      { min: false, max: true },
    ],
    [
      { TYPE: "STRING", MIN: "", MAX: 16, DEFAULT: "7" },
      { min: "", max: 16, default: "7" },
    ],
    [{ TYPE: "FLOAT", SPECIAL: [{ ID: "OLD_LEVEL", VALUE: 1.005 }], DEFAULT: "OLD_LEVEL" }, { default: 1.005 }],
  ];
  for (const [description, shown] of cases)
    assert.deepEqual(
      shownLimits({ OPERATIONS: 7, FLAGS: 1, ...description } as ParameterDescription),
      shown,
      JSON.stringify(description),
    );
});

test("a limit of a signal strength is no measured value: nothing is repaired", () => {
  const description = { TYPE: "INTEGER", OPERATIONS: 5, FLAGS: 1, MIN: -128, MAX: "127" } as const;
  assert.deepEqual(shownLimits(description), { min: -128, max: 127 });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { normaliseParamset } from "../../../adapters/ccu/normalise.ts";
import { pack, type TypeRecord, unpack } from "../../../adapters/ccu/packed-descriptions.ts";

const parameter = fc.record(
  {
    TYPE: fc.constantFrom("BOOL", "FLOAT", "ENUM"),
    OPERATIONS: fc.nat(7),
    FLAGS: fc.nat(3),
    MAX: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()),
    VALUE_LIST: fc.array(fc.string(), { maxLength: 3 }),
  },
  { requiredKeys: ["TYPE", "OPERATIONS", "FLAGS"] },
);
const name = fc.oneof(fc.constantFrom("STATE", "LEVEL", "7", "1"), fc.string()).filter((text) => text !== "__proto__");
const paramset = fc.option(fc.dictionary(name, parameter, { maxKeys: 6, noNullPrototype: true }));
const slots = fc.record({ MASTER: paramset, VALUES: paramset }, { requiredKeys: [] });
const records = fc.dictionary(name, slots, { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<TypeRecord>;

describe("stored descriptions of a device type", () => {
  test("come back as they were", () => {
    fc.assert(
      fc.property(records, (record) => {
        // through JSON on both sides: -0 and the like are not the packing's business
        const plain = JSON.parse(JSON.stringify(record)) as TypeRecord;
        assert.deepEqual(unpack(JSON.parse(JSON.stringify(pack(plain)))), plain);
      }),
    );
  });

  test("channels that are alike share one paramset, parameters that are alike one description", () => {
    const level = { TYPE: "FLOAT", OPERATIONS: 7, FLAGS: 1 };
    const one = { LEVEL: { ...level }, LEVEL_2: { ...level } };
    const record = unpack(pack({ "DIMMER#1": { VALUES: one }, "DIMMER#2": { VALUES: structuredClone(one) } }));
    assert.equal(record["DIMMER#1"]?.VALUES, record["DIMMER#2"]?.VALUES);
    assert.equal(record["DIMMER#1"]?.VALUES?.LEVEL, record["DIMMER#1"]?.VALUES?.LEVEL_2);
  });

  test("anything else in the store is as good as nothing", () => {
    const former = { "SWITCH#1": { VALUES: { STATE: { TYPE: "BOOL", OPERATIONS: 7, FLAGS: 1 } } } };
    for (const stored of [undefined, null, 7, "x", [], {}, former]) assert.deepEqual(unpack(stored), {});
  });

  test("what refers to nothing is left out, and costs itself only", () => {
    const level = { TYPE: "FLOAT", OPERATIONS: 7, FLAGS: 1 };
    const packed = pack({ "DIMMER#1": { VALUES: { LEVEL: level } } });
    packed.paramsets[0]?.push(0, 9, 9, 0);
    assert.deepEqual(unpack(packed), { "DIMMER#1": { VALUES: { LEVEL: level } } });
    packed.paramsets[0] = [0, 9];
    assert.deepEqual(unpack(packed), { "DIMMER#1": { VALUES: {} } });
  });

  test("a parameter that says its own name once more is like all others of its kind", () => {
    const raw = { TYPE: "BOOL", OPERATIONS: 7, FLAGS: 1 };
    const found = normaliseParamset({ STATE: { ...raw, ID: "STATE" }, OTHER: { ...raw, ID: "FORMER" } });
    assert.deepEqual(found, { STATE: raw, OTHER: { ...raw, ID: "FORMER" } });
  });
});

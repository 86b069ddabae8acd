import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  decodeCentral,
  decodeDevice,
  decodeHub,
  decodeInterfaces,
  decodeValues,
  encodeCentral,
  encodeDevice,
  encodeHub,
  encodeInterfaces,
  encodeValues,
  unobservedHub,
} from "../../handlers/model/document.ts";
import type { Channel, DataPoint, DataPointParamset, Device, Hub, ValueState } from "../../handlers/model/types.ts";
import type { DeviceDescription, ParameterDescription } from "../../handlers/ports/index.ts";
import { device, dimmer, EVENT, LEVEL, parameter, READ, remote, state, states, WRITE } from "../support/devices.ts";
import { centralState, interfaceState } from "../support/site.ts";

/** What JSON can say: the documents of the model hold nothing else. */
const json = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const exact = { noNullPrototype: true };
const names = fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom("STATE", "0", "17", "__proto__", "constructor")), {
  maxLength: 5,
});
const description = fc.record(
  { TYPE: fc.string(), OPERATIONS: fc.nat(), FLAGS: fc.nat(), DEFAULT: json, VALUE_LIST: fc.array(fc.string()) },
  { requiredKeys: ["TYPE", "OPERATIONS", "FLAGS"], ...exact },
) as fc.Arbitrary<ParameterDescription>;
const ownDescription = fc.record(
  { ADDRESS: fc.string(), TYPE: fc.string(), VERSION: fc.nat(), PARENT: fc.string(), PARAMSETS: fc.array(fc.string()) },
  exact,
) as fc.Arbitrary<DeviceDescription>;

const points = (paramset: DataPointParamset, channel: number | null): fc.Arbitrary<Map<string, DataPoint>> =>
  names.chain((list) =>
    fc
      .tuple(
        ...list.map((name) =>
          fc.record(
            {
              parameter: fc.constant(name),
              paramset: fc.constant(paramset),
              channel: fc.oneof({ weight: 5, arbitrary: fc.constant(channel) }, fc.constantFrom(null, 3)),
              description,
              operations: fc.record({ read: fc.boolean(), write: fc.boolean(), event: fc.boolean() }, exact),
              category: maybe(fc.string()),
              dataPointType: maybe(fc.string()),
              usage: fc.string(),
              visible: fc.boolean(),
              unit: maybe(fc.string()),
              uniqueId: fc.oneof(fc.constant(`loom_x_${name.toLowerCase()}`), fc.string()),
            },
            exact,
          ),
        ),
      )
      .map((all) => new Map(all.map((point) => [point.parameter, point]))),
  );
const channel: fc.Arbitrary<Channel> = fc.option(fc.nat({ max: 40 })).chain((number) =>
  fc.record(
    {
      address: fc.string(),
      number: fc.constant(number),
      type: fc.string(),
      name: fc.string(),
      description: ownDescription,
      values: points("VALUES", number),
      master: points("MASTER", number),
      eventGroups: fc.array(
        fc.record(
          {
            channelAddress: fc.string(),
            kind: fc.constantFrom("keypress" as const, "impulse" as const),
            parameters: fc.array(fc.string(), { maxLength: 2 }),
            uniqueId: fc.string(),
          },
          exact,
        ),
        { maxLength: 2 },
      ),
      rooms: fc.array(fc.string(), { maxLength: 2 }),
      functions: fc.array(fc.string(), { maxLength: 2 }),
      hidden: fc.boolean(),
      locked: fc.boolean(),
      iseId: maybe(fc.nat()),
    },
    exact,
  ),
);
const anyDevice: fc.Arbitrary<Device> = fc.record(
  {
    address: fc.string(),
    central: fc.string(),
    interface: fc.string(),
    interfaceId: fc.string(),
    model: fc.string(),
    subModel: maybe(fc.string()),
    name: fc.string(),
    iseId: maybe(fc.nat()),
    description: ownDescription,
    root: channel,
    channels: fc.array(channel, { maxLength: 3 }),
    revision: fc.nat(),
  },
  exact,
);
const anyState: fc.Arbitrary<ValueState> = fc
  .tuple(
    fc.oneof(json, fc.constant(undefined)),
    fc.constantFrom("unobserved" as const, "cache" as const, "live" as const, "stale" as const),
    fc.oneof(fc.nat({ max: 2 ** 45 }).map(Number), fc.constant(1e12 + 0.25)),
    fc.maxSafeNat(),
    maybe(fc.oneof(json, fc.constant(undefined)).map((value) => ({ value }))),
  )
  .map(([value, source, changedAt, seenAt, optimistic]) => ({
    ...{ value, source, changedAt, seenAt },
    ...(optimistic ? { optimistic } : {}),
  }));

describe("documents", () => {
  test("any device comes back as it was", () => {
    fc.assert(fc.property(anyDevice, (one) => assert.deepEqual(decodeDevice(encodeDevice(one)), one)));
    for (const one of [dimmer(), remote(), dimmer({ address: "INT0000001" })])
      assert.deepEqual(decodeDevice(encodeDevice(one)), one);
  });

  test("any values come back as they were", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), anyState)), (entries) => {
        const values = new Map(entries);
        assert.deepEqual(decodeValues(encodeValues(values)), values);
      }),
    );
    const some = states({ "1/LEVEL": state(0.5, { optimistic: { value: 1 } }), "-/MASTER/X": state(undefined) });
    assert.deepEqual(decodeValues(encodeValues(some)), some);
  });

  test("centrals, interfaces and hubs come back as they were", () => {
    const central = centralState("ccu");
    assert.deepEqual(decodeCentral(encodeCentral(central)), central);
    const interfaces = [interfaceState("ccu", "HmIP-RF")];
    assert.deepEqual(decodeInterfaces(encodeInterfaces(interfaces)), interfaces);
    const hub: Hub = { ...unobservedHub("ccu"), rooms: [{ id: 1, name: "Küche", channels: ["A:1"] }], observed: true };
    assert.deepEqual(decodeHub(encodeHub(hub)), hub);
    assert.deepEqual(decodeHub(encodeHub(unobservedHub("ccu"))), unobservedHub("ccu"));
  });

  test("text that is no document, or one of another version, is undefined", () => {
    const texts = [
      "",
      "null",
      "1",
      "[]",
      "{}",
      '{"version":1}',
      '{"version":2,"value":{}}',
      '{"version":1,"channels":[]}',
    ];
    for (const text of texts) {
      assert.equal(decodeDevice(text), undefined);
      assert.equal(decodeValues(text), undefined);
    }
    assert.equal(decodeHub(texts[6] as string), undefined);
    const other = encodeDevice(dimmer()).replace('"version":1', '"version":0');
    assert.equal(decodeDevice(other), undefined);
  });

  test("what channels have in common is written once", () => {
    const values = { LEVEL, STATE: parameter("BOOL", READ | WRITE | EVENT) };
    const channels = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [n, { type: "DIMMER", values }]));
    const text = encodeDevice(device({ address: "0001AAAA000001", model: "HmIP-X", channels }));
    assert.equal(text.split("OLD_LEVEL").length - 1, 1);
  });
});

test("the status that says that a value is none travels with it, with and without a pending write", () => {
  const seen = { source: "live", changedAt: 5, seenAt: 9 } as const;
  const values = new Map<string, ValueState>([
    ["1/VALUES/A", { ...seen, value: null, status: "OVERFLOW" }],
    ["1/VALUES/B", { ...seen, value: null, status: "UNKNOWN", optimistic: { value: 0.5 } }],
    ["1/VALUES/C", { ...seen, value: 3 }],
  ]);
  assert.deepEqual(decodeValues(encodeValues(values)), values);
});

test("values with any of a status, a pending write and nothing come back, and take less room than their JSON", () => {
  const now = Date.UTC(2026, 0, 1);
  const values = new Map<string, ValueState>();
  for (const source of ["unobserved", "cache", "live", "stale"] as const)
    for (const value of [undefined, null, false, 0.5, "x"])
      for (const status of [undefined, "OVERFLOW"])
        for (const optimistic of [undefined, { value: undefined }, { value: null }, { value: 1 }])
          values.set(`${values.size}/VALUES/LEVEL`, {
            ...{ value, source, changedAt: now - values.size * 1000, seenAt: now - values.size },
            ...(status === undefined ? {} : { status }),
            ...(optimistic === undefined ? {} : { optimistic }),
          });
  const text = encodeValues(values);
  assert.deepEqual(decodeValues(text), values);
  // times count back from the newest: most are as short as an age
  const rows = JSON.stringify(
    [...values].map(([key, { changedAt, seenAt, ...rest }]) => [key, 0, changedAt, seenAt, rest.value]),
  );
  assert.ok(text.length < rows.length, `${text.length} of ${rows.length} characters`);
  assert.ok(!text.includes(String(now - 1000)), "no time is written out but the newest");
  // an unknown value is not written at all
  const row = (state: Partial<ValueState>) => {
    const one = new Map([
      ["1/VALUES/A", { value: undefined, source: "live", changedAt: 5, seenAt: 9, ...state } as ValueState],
    ]);
    return (JSON.parse(encodeValues(one)) as { rows: unknown[][] }).rows[0]!.length;
  };
  assert.deepEqual(
    [row({}), row({ value: 1 }), row({ optimistic: { value: 1 } }), row({ status: "ERROR" })],
    [4, 5, 6, 7],
  );
});

test("a hub of an older kind tells which of its lists were never read", () => {
  const { unread: _unread, update: _update, ...older } = { ...unobservedHub("ccu"), observed: true };
  const read = decodeHub(JSON.stringify({ version: 1, value: older }));
  assert.ok(read && "update" in read && Array.isArray(read.unread));
});

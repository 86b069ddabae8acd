/** What the scripts of the logic layer answer, read without a logic layer: whole, damaged, and of somebody else. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readMessages } from "../../../adapters/ccu/rega/message-script.ts";
import {
  readInbox,
  readNames,
  readPrograms,
  readRooms,
  readSystem,
  readUpdate,
  readValues,
} from "../../../adapters/ccu/rega/read-scripts.ts";
import {
  DAMAGED,
  flag,
  fromUrl,
  idOf,
  literal,
  moment,
  number,
  recogniseScript,
  script,
  storedName,
  textOf,
} from "../../../adapters/ccu/rega/script.ts";
import { readSysvars } from "../../../adapters/ccu/rega/sysvar-script.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";

const damagedIn = (answer: object): unknown => (answer as Record<symbol, unknown>)[DAMAGED];
const NOW_S = 1_767_225_600;

describe("the words of an answer", () => {
  test("texts: percent-encoded bytes, UTF-8 where they are, wide characters of old firmware", () => {
    for (const [encoded, shown, stored] of [
      ["plain", "plain", "plain"],
      ["K%FCche", "Küche", "Küche"],
      ["K%C3%BCche", "Küche", "KÃ¼che"],
      ["%u20AC%20%FC", "€ ü", "€ ü"],
      ["€%20a", "€ a", "€ a"],
      [undefined, "", ""],
      [null, "", ""],
      [7, "7", "7"],
    ] as const)
      assert.deepEqual([fromUrl(encoded), storedName(encoded)], [shown, stored], String(encoded));
    assert.equal(textOf("a%20b"), "a b");
    for (const none of [undefined, null, 7, []]) assert.throws(() => textOf(none), TypeError);
  });
  test("ids, numbers, moments and flags: what is none is said to be none", () => {
    for (const [given, id] of [
      ["12", 12],
      [12, 12],
      [0, 0],
    ] as const)
      assert.equal(idOf(given), id);
    for (const none of ["", " ", "x", -1, 1.5, null, undefined, true, Number.NaN])
      assert.throws(() => idOf(none), TypeError);
    assert.deepEqual(
      [number("1.5"), number(" "), number("x", 3), number(undefined, 4), number("nan")],
      [1.5, 0, 3, 4, 0],
    );
    assert.deepEqual(
      [moment(2), moment("2"), moment(0), moment(-1), moment("")],
      [2000, 2000, undefined, undefined, undefined],
    );
    for (const yes of [true, 1, "true", "1"]) assert.equal(flag(yes), true);
    for (const no of [false, 0, "false", "0", "", undefined, 2, "TRUE"]) assert.equal(flag(no), false);
  });
});

describe("a script", () => {
  test("tells whoever has no interpreter what it is, in ASCII", () => {
    const made = script("read-x", { a: "ü", n: [1, 2] }, "\n Write(1); \n", () => 1);
    assert.equal(made.text, '!# name: read-x\n!# args: {"a":"\\u00fc","n":[1,2]}\nWrite(1);\n');
    assert.deepEqual(recogniseScript(made.text), { name: "read-x", args: { a: "ü", n: [1, 2] } });
    for (const other of ["Write(1);", "!# name: X\n!# args: {}\n", "!# name: x\n!# args: {a}\n", `\n${made.text}`])
      assert.equal(recogniseScript(other), undefined);
  });
  test("holds what it is given as a literal that nothing breaks out of", () => {
    for (const [value, text] of [
      [true, "true"],
      [false, "false"],
      [3, "3"],
      [-0.5, "-0.500000"],
      ['a"\\\n\r\tä', '"a\\"\\\\\\n\\r\\tä"'],
    ] as const)
      assert.equal(literal(value), text);
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => literal(none), RangeError);
    assert.throws(
      () => literal("日本"),
      (error) => error instanceof CcuFault && error.class === "invalid",
    );
  });
});

describe("an answer", () => {
  test("of values: place, value and time; what the logic layer does not know is not there", () => {
    const answer = {
      values: [
        ["HmIP-RF.A:1.STATE", "true", 2, NOW_S],
        ["HmIP-RF.A:1.OFF", "0", 2, NOW_S],
        ["HmIP-RF.A:1.NO_BOOL", "", 2, NOW_S],
        ["HmIP-RF.A:1.TEXT", "", 20, NOW_S],
        ["HmIP-RF.A:1.LEVEL", "0.5", 4, NOW_S],
        ["HmIP-RF.A:1.NONE", "nan", 4, NOW_S],
        ["HmIP-RF.A:1.EMPTY", " ", 4, NOW_S],
        ["HmIP-RF.A:0.RSSI_PEER", "200", 16, NOW_S],
        ["HmIP-RF.A:0.RSSI_PEER", "128", 16, NOW_S],
        ["HmIP-RF.A:0.RSSI_PEER", "255", 16, NOW_S],
        ["HmIP-RF.A:0.RSSI_PEER", "127", 16, NOW_S],
        ["HmIP-RF.A:0.RSSI_PEER", "256", 16, NOW_S],
        ["HmIP-RF.A:0.OTHER", "200", 16, NOW_S],
        ["HmIP-RF.A:1.LATER", "1", 4, 0],
        ["BidCos-RF.A:1.STATE", "true", 2, NOW_S],
        ["HmIP-RF.A:1", "true", 2, NOW_S],
        ["HmIP-RF..STATE", "true", 2, NOW_S],
        ["HmIP-RF.B.STATE", "true", 2, NOW_S],
        [7, "true", 2, NOW_S],
        "no record",
      ],
    };
    const at = NOW_S * 1000;
    assert.deepEqual(
      readValues("HmIP-RF").read(answer),
      [
        ["A:1", "STATE", true],
        ["A:1", "OFF", false],
        ["A:1", "TEXT", ""],
        ["A:1", "LEVEL", 0.5],
        ["A:0", "RSSI_PEER", -56],
        ["A:0", "RSSI_PEER", -128],
        ["A:0", "RSSI_PEER", -1],
        ["A:0", "RSSI_PEER", 127],
        ["A:0", "RSSI_PEER", 256],
        ["A:0", "OTHER", 200],
        ["B", "STATE", true],
      ].map(([address, parameter, value]) => ({ address, parameter, value, at })),
    );
    assert.equal(damagedIn(answer), 2, "what is no record is counted");
    assert.throws(() => readValues("HmIP-RF").read({}), /no list values/);
    const stamps = (iface: string) => /oPoint\.(\w+)\(\)\.ToInteger/.exec(readValues(iface).text)?.[1];
    assert.deepEqual([stamps("HmIP-RF"), stamps("VirtualDevices")], ["Timestamp", "LastTimestamp"]);
  });
  test("of names: devices, channels and who waits in the inbox", () => {
    const answer = {
      devices: [
        [1, "A", "HmIP-RF", "Lamp", true],
        [2, "B", "HmIP-RF", "New", "false"],
        [3, "C", "HmIP-RF", "Old firmware"],
        ["x", "D", "HmIP-RF", "No id", true],
      ],
      channels: [[11, "A:1", "Lamp%20left"]],
    };
    assert.deepEqual(readNames().read(answer), {
      names: {
        A: { name: "Lamp", id: 1 },
        B: { name: "New", id: 2 },
        C: { name: "Old firmware", id: 3 },
        "A:1": { name: "Lamp left", id: 11 },
      },
      unready: ["B"],
    });
    assert.equal(damagedIn(answer), 1);
    assert.throws(() => readNames().read({ devices: [] }), /channels/);
  });
  test("of rooms and functions: one list without the other is that list, neither is no answer", () => {
    const room = [1, "Kitchen", ["A:1", "B:1"]];
    const kitchen = { id: 1, name: "Kitchen", channels: ["A:1", "B:1"] };
    const { read } = readRooms();
    assert.deepEqual(read({ rooms: [room, [2, "No list", ""]], functions: [] }), { rooms: [kitchen], functions: [] });
    assert.deepEqual(read({ rooms: [room] }), { rooms: [kitchen] });
    assert.deepEqual(read({ functions: [room] }), { functions: [kitchen] });
    assert.throws(() => read({}), /neither/);
  });
  test("of programs and of the inbox", () => {
    assert.deepEqual(
      readPrograms().read({
        programs: [
          [1, "Night", "off", true, false, "true", NOW_S],
          [2, "Never", "", 0, 1, 0, 0],
        ],
      }),
      [
        {
          ...{ id: 1, name: "Night", description: "off", active: true, internal: false, visible: true },
          lastExecutedAt: NOW_S * 1000,
        },
        { id: 2, name: "Never", description: "", active: false, internal: true, visible: false },
      ],
    );
    assert.deepEqual(
      readInbox().read({
        inbox: [
          [1, "A", "", "HmIP-FSM", "HmIP-RF"],
          [1, 2, "", "", ""],
        ],
      }),
      [{ id: 1, address: "A", name: "", model: "HmIP-FSM", interface: "HmIP-RF" }],
    );
  });
  test("of messages: both lists, one, or none at all", () => {
    const row = [5, "AL-A:0.X", 1, "A:0", "Lamp", 2, 1, NOW_S, NOW_S + 1, ["Kitchen"], "text", "3"];
    const full = {
      ...{ id: 5, name: "AL-A:0.X", address: "A:0", deviceName: "Lamp", type: 1, description: "text", counter: 2 },
      ...{ quittable: true, at: NOW_S * 1000, lastTriggerAt: (NOW_S + 1) * 1000, rooms: ["Kitchen"], value: "3" },
    };
    const bare = [6, "N", "x", "", "", "", 0, 0, 0, "", "", ""];
    const { read } = readMessages();
    assert.deepEqual(read({ service: [row, bare], alarm: [] }), {
      service: [
        full,
        {
          ...{ id: 6, name: "N", address: "", deviceName: "", type: 0, description: "", counter: 0 },
          ...{ quittable: false, at: 0, rooms: [] },
        },
      ],
      alarm: [],
    });
    assert.deepEqual(read({ service: [] }), { service: [], alarm: undefined });
    assert.deepEqual(read({ alarm: [row] }), { service: undefined, alarm: [full] });
    assert.throws(() => read({}), /no messages/);
  });
  test("of variables: the name that is shown and the one by which the CCU knows it", () => {
    const answer = {
      sysvars: [[9, "K%C3%BCche", "", "VARDP", 2, 2, "true", "", "", "", "", "off", "on", 0, 1, 0, "A:1"], [9]],
    };
    const { sysvars, rawNames } = readSysvars().read(answer);
    assert.equal(sysvars.length, 1);
    const [one] = sysvars;
    assert.deepEqual(
      [one?.id, one?.name, one?.type, one?.value, one?.valueName0, one?.valueName1, one?.channel],
      [9, "Küche", "LOGIC", true, "off", "on", "A:1"],
    );
    assert.deepEqual([one?.internal, one?.visible, one?.logged], [false, true, false]);
    assert.deepEqual([...rawNames], [["Küche", "KÃ¼che"]]);
  });
  test("of variables: the type is that of the value, and what it means is told by its own kind", () => {
    const row = (name: string, valueType: number, subType: number, value: string, list = "") => [
      ...[9, "V", "", name, valueType, subType, value, "", "1", "7", list, "", "", 0, 1, 0, ""],
    ];
    const read = (of: Parameters<typeof row> | readonly [string, number, number, string]) =>
      readSysvars().read({ sysvars: [row(...(of as Parameters<typeof row>))] }).sysvars[0];
    for (const [of, type, value, min] of [
      [["ALARMDP", 2, 0, "true"], "ALARM", true, undefined],
      [["VARDP", 2, 6, "false"], "ALARM", false, undefined],
      [["VARDP", 2, 2, ""], "LOGIC", undefined, undefined],
      [["VARDP", 4, 0, "1.5"], "NUMBER", 1.5, 1],
      [["VARDP", 4, 0, "x"], "NUMBER", undefined, 1],
      [["VARDP", 16, 29, "1"], "LIST", 1, undefined],
      [["VARDP", 16, 0, "3"], "INTEGER", 3, 1],
      [["VARDP", 20, 11, "3"], "STRING", "3", undefined],
    ] as const) {
      const one = read(of);
      assert.deepEqual([one?.type, one?.value, one?.min], [type, value, min], of.join());
    }
    assert.deepEqual(read(["VARDP", 16, 29, "0", "a;b"])?.valueList, ["a", "b"]);
  });
  test("of the CCU itself, and of its firmware where it can look for one", () => {
    const system = {
      version: "VERSION=3.85.7%0A",
      hostname: "ccu%0A",
      serial: "3014F711A0001F1234567890%0A",
      haApp: "1%0A",
    };
    assert.deepEqual(readSystem().read(system), {
      ...{ version: "VERSION=3.85.7\n", hostname: "ccu", serial: "1234567890", haApp: true },
    });
    assert.equal(readSystem().read({}).haApp, false);
    const { read } = readUpdate();
    assert.equal(read({ supported: "", current: "1" }), undefined);
    const update = { supported: "1%0A", current: "1.0%0A", available: "", running: "" };
    assert.deepEqual(read(update), { current: "1.0", available: "1.0", inProgress: false });
    assert.deepEqual(read({ ...update, available: "1.1%0A", running: "812%0A" }), {
      ...{ current: "1.0", available: "1.1", inProgress: true },
    });
  });
});

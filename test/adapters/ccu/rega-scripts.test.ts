/** The scripts themselves, run on an object model: what they find, what they change, and what they leave alone. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as scripts from "../../../adapters/ccu/rega/scripts.ts";
import { ObjectModel, type ReGaObject } from "./rega-interpreter.ts";

const AT = 1_767_225_600;
const point = (id: number, name: string, value: unknown, more: object = {}): ReGaObject => ({
  ...{ id, Name: name, TypeName: "HSSDP", Value: value, ValueType: 2, Timestamp: AT, LastTimestamp: 0 },
  ...more,
});
const device = (id: number, address: string, channels: number[], more: object = {}): ReGaObject => ({
  ...{ id, Name: `Device ${address}`, Address: address, Interface: 10, ReadyConfig: true, HssType: "HmIP-X" },
  ...{ Channels: channels, LastTestCompletedTime: "" },
  ...more,
});
const channel = (id: number, address: string, device: number, more: object = {}): ReGaObject => ({
  ...{ id, type: "OT_CHANNEL", Name: `Channel ${address}`, Address: address, Device: device, DPs: [], ChnRoom: "" },
  ReadyConfig: true,
  ...more,
});
const variable = (id: number, name: string, more: object = {}): ReGaObject => ({
  ...{ id, type: "OT_VARDP", Name: name, DPInfo: "", TypeName: "VARDP", ValueType: 4, ValueSubType: 0, Value: 1.5 },
  ...{ ValueUnit: "", ValueMin: "", ValueMax: "", ValueList: "", ValueName0: "", ValueName1: "", Internal: false },
  ...{ Visible: true, DPArchive: false, Channel: "ID_ERROR", DPEnumUsagePrograms: "" },
  ...more,
});
const message = (id: number, name: string, more: object = {}): ReGaObject => ({
  ...{ id, type: "OT_ALARMDP", TypeName: "ALARMDP", Name: name, AlState: 1, AlTriggerDP: 0, AlType: 2, AlCounter: 3 },
  ...{ AlOccurrenceTime: AT, LastTriggerTime: AT + 1, DPInfo: "" },
  ...more,
});

/** A small home: two interfaces, a device that waits in the inbox, rooms with other things in them. */
function home(): ObjectModel {
  const objects = [
    { id: 10, Name: "HmIP-RF" },
    { id: 11, Name: "VirtualDevices" },
    device(100, "A", [101, 102], { LastTestCompletedTime: "2026-01-02 03:04:06" }),
    channel(101, "A:1", 100, { DPs: [111, 112, 113], ChnRoom: "500\t404" }),
    channel(102, "A:2", 100),
    point(111, "HmIP-RF.A:1.STATE", true),
    point(112, "HmIP-RF.A:1.NEVER", true, { Timestamp: 0 }),
    point(113, "V:1.CALCULATED", true, { TypeName: "CALCULATED" }),
    device(200, "B", [201], { ReadyConfig: false }),
    channel(201, "B:1", 200, { DPs: [211], ReadyConfig: false }),
    point(211, "HmIP-RF.B:1.STATE", true),
    device(300, "G", [301], { Interface: 11 }),
    channel(301, "G:1", 300, { DPs: [311] }),
    point(311, "VirtualDevices.G:1.LEVEL", 0.5, { ValueType: 4, Timestamp: AT, LastTimestamp: AT + 5 }),
    device(400, "X", [], { Name: "Gateway", ReadyConfig: false }),
    { id: 500, Name: "Küche", items: [101, 111] },
    { id: 501, Name: "Bad", items: [] },
    { id: 510, Name: "Licht", items: [102] },
    {
      id: 600,
      Name: "Abend",
      PrgInfo: "off at 22%",
      Active: false,
      Internal: false,
      Visible: true,
      ProgramLastExecuteTime: AT,
    },
    variable(700, "Temperatur", { ValueUnit: "°C", ValueMin: -10, ValueMax: 50, DPInfo: "outside", Channel: 101 }),
    variable(701, "Da", {
      ...{ ValueType: 2, ValueSubType: 2, Value: true, ValueName0: "no", ValueName1: "yes", Internal: true },
      ...{ Visible: false, DPArchive: true, DPEnumUsagePrograms: "600\t999" },
    }),
    variable(702, "Art", { ValueType: 16, ValueSubType: 29, Value: 1, ValueList: "a;b" }),
    variable(703, "Rauch", {
      type: "OT_ALARMDP",
      TypeName: "ALARMDP",
      ValueType: 2,
      ValueSubType: 6,
      Value: false,
      AlState: 0,
    }),
    message(800, "AL-A:1.UNREACH", { AlTriggerDP: 111 }),
    message(801, "over", { AlState: 2 }),
    message(802, "Einbruch", { DPInfo: "text" }),
    { id: 803, type: "OT_OTHER", AlState: 1 },
  ];
  (objects.find(({ id }) => id === 111) as ReGaObject).Channel = 101;
  (objects.find(({ id }) => id === 111) as ReGaObject).Operations = 7;
  return new ObjectModel(objects, [100, 200, 300, 400], {
    ID_ROOMS: [500, 501],
    ID_FUNCTIONS: [510],
    ID_PROGRAMS: [600],
    ID_SYSTEM_VARIABLES: [700, 701, 702, 703, 802],
    ID_SERVICES: [800, 801, 803],
  });
}

describe("reading", () => {
  test("values: of that interface, of ready devices, with a time stamp; groups by the one that means something", () => {
    const model = home();
    assert.deepEqual(model.answer(scripts.readValues("HmIP-RF")), [
      { address: "A:1", parameter: "STATE", value: true, at: AT * 1000 },
    ]);
    const group = { address: "G:1", parameter: "LEVEL", value: 0.5, at: (AT + 5) * 1000 };
    assert.deepEqual(model.answer(scripts.readValues("VirtualDevices")), [group]);
    assert.deepEqual(model.answer(scripts.readValues("BidCos-RF")), []);
  });
  test("names of devices and channels, and who waits in the inbox", () => {
    const model = home();
    const { names, unready } = model.answer(scripts.readNames());
    assert.deepEqual(unready, ["B", "X"]);
    assert.deepEqual(Object.keys(names), ["A", "B", "G", "X", "A:1", "A:2", "B:1", "G:1"]);
    assert.deepEqual(
      [names.A, names["A:2"]],
      [
        { name: "Device A", id: 100 },
        { name: "Channel A:2", id: 102 },
      ],
    );
    assert.deepEqual(model.answer(scripts.readInbox()), [
      { id: 200, address: "B", name: "Device B", model: "HmIP-X", interface: "HmIP-RF" },
    ]);
  });
  test("rooms and functions hold channels; other things in them are left out", () => {
    assert.deepEqual(home().answer(scripts.readRooms()), {
      rooms: [
        { id: 500, name: "Küche", channels: ["A:1"] },
        { id: 501, name: "Bad", channels: [] },
      ],
      functions: [{ id: 510, name: "Licht", channels: ["A:2"] }],
    });
  });
  test("programs and variables with all that is known of them", () => {
    const model = home();
    assert.deepEqual(model.answer(scripts.readPrograms()), [
      {
        ...{ id: 600, name: "Abend", description: "off at 22%", active: false, internal: false, visible: true },
        lastExecutedAt: AT * 1000,
      },
    ]);
    const plain = { description: "", unit: "", internal: false, visible: true, logged: false };
    // an alarm message has none of what makes a variable: it is none
    model.objects.delete(802);
    assert.deepEqual(model.answer(scripts.readSysvars()).sysvars, [
      {
        ...{ ...plain, id: 700, name: "Temperatur", description: "outside", type: "NUMBER", value: 1.5, unit: "°C" },
        ...{ min: -10, max: 50, channel: "A:1" },
      },
      {
        ...{ ...plain, id: 701, name: "Da", type: "LOGIC", value: true, valueName0: "no", valueName1: "yes" },
        ...{ internal: true, visible: false, logged: true },
      },
      { ...plain, id: 702, name: "Art", type: "LIST", value: 1, valueList: ["a", "b"] },
      { ...plain, id: 703, name: "Rauch", type: "ALARM", value: false },
    ]);
  });
  test("messages that stand, with their trigger, device and rooms; who has none is told without", () => {
    assert.deepEqual(home().answer(scripts.readMessages()), {
      service: [
        {
          ...{ id: 800, name: "AL-A:1.UNREACH", address: "A:1", deviceName: "Device A", type: 2, description: "" },
          ...{ counter: 3, quittable: true, at: AT * 1000, lastTriggerAt: (AT + 1) * 1000, rooms: ["Küche"] },
          value: "true",
        },
      ],
      alarm: [
        {
          ...{ id: 802, name: "Einbruch", address: "", deviceName: "", type: 2, description: "text", counter: 3 },
          ...{ quittable: false, at: AT * 1000, lastTriggerAt: (AT + 1) * 1000, rooms: [] },
        },
      ],
    });
  });
  test("the CCU itself, and its update where it can look for one", () => {
    const model = home();
    assert.equal(model.answer(scripts.readUpdate()), undefined);
    assert.ok(!model.executed.some((command) => command.includes("pidof")), "nothing is run that is not there");
    model.output = {
      ...{ "test -x /bin/checkFirmwareUpdate.sh": "1\n", "s/^VERSION=": "3.83.6\n", "grep -oE": "3.85.7\n" },
      ...{ "cat /VERSION": "VERSION=3.83.6\n", hostname: "ccu\n", board_serial: "3014F711A0001F1234567890\n" },
      SUPERVISOR_TOKEN: "1\n",
    };
    assert.deepEqual(model.answer(scripts.readUpdate()), { current: "3.83.6", available: "3.85.7", inProgress: false });
    model.output.pidof = "812\n";
    assert.equal(model.answer(scripts.readUpdate())?.inProgress, true);
    assert.deepEqual(model.answer(scripts.readSystem()), {
      ...{ version: "VERSION=3.83.6\n", hostname: "ccu", serial: "1234567890", haApp: true },
    });
  });
});

describe("changing", () => {
  const done = (model: ObjectModel) => model.done.splice(0);
  test("what is not there: said so, and nothing is touched", () => {
    const model = home();
    const before = JSON.stringify([...model.objects]);
    const { answer } = { answer: <T>(script: scripts.Script<T>) => model.answer(script) };
    for (const no of [
      scripts.setProgramActive(1, true),
      scripts.deleteProgram(1),
      scripts.setSysvar("nothing", "NUMBER", 1),
      scripts.changeSysvar("nothing", { unit: "W" }),
      scripts.deleteSysvar("nothing"),
      scripts.renameGroup("room", 510, "x"),
      scripts.deleteGroup("function", 500),
      scripts.setChannelGroups("room", "A:9", [500]),
      scripts.acknowledge("service", 1),
      scripts.acceptInbox("Z"),
    ])
      assert.equal(answer(no), false, no.name);
    for (const nothing of [
      scripts.rename("Z", "x"),
      scripts.rename("A:9", "x"),
      scripts.runProgram(1, false),
      scripts.sysvarUsage("nothing"),
      scripts.startTest("Z"),
      scripts.pollTest("Z", ""),
      scripts.createGroup("room", "Bad"),
      scripts.createSysvar({ name: "Da", type: "LOGIC" }),
    ])
      assert.equal(answer<unknown>(nothing), undefined, nothing.name);
    assert.deepEqual([done(model), JSON.stringify([...model.objects])], [[], before]);
  });
  test("names of a device, of a channel, of a room", () => {
    const model = home();
    assert.equal(model.answer(scripts.rename("A", 'Läm"pe')), 'Läm"pe');
    assert.equal(model.answer(scripts.rename("A:2", "Licht")), "Licht");
    assert.equal(model.answer(scripts.renameGroup("room", 501, "WC")), true);
    assert.deepEqual(done(model), ['100.Name(Läm"pe)', "102.Name(Licht)", "501.Name(WC)"]);
  });
  test("a program: run, or only where it is on; switched; deleted", () => {
    const model = home();
    assert.equal(model.answer(scripts.runProgram(600, true)), false);
    assert.deepEqual(done(model), []);
    assert.equal(model.answer(scripts.runProgram(600, false)), true);
    model.answer(scripts.setProgramActive(600, true));
    assert.equal(model.answer(scripts.runProgram(600, true)), true);
    model.answer(scripts.deleteProgram(600));
    assert.deepEqual(done(model), ["600.ProgramExecute()", "600.Active(true)", "600.ProgramExecute()", "deleted 600"]);
  });
  test("a variable: its state, its definition, who uses it", () => {
    const model = home();
    model.answer(scripts.setSysvar("Temperatur", "NUMBER", 2.5));
    model.answer(
      scripts.changeSysvar("Da", { name: "Hier", unit: "x", valueName1: "ja", internal: false, logged: false }),
    );
    assert.deepEqual(done(model), [
      ...["700.State(2.5)", "701.ValueUnit(x)", "701.ValueName1(ja)", "701.Internal(false)", "701.DPArchive(false)"],
      "701.Name(Hier)",
    ]);
    assert.deepEqual(model.answer(scripts.sysvarUsage("Hier")), [
      { id: 600, name: "Abend", active: false, internal: false },
    ]);
    assert.deepEqual(model.answer(scripts.sysvarUsage("Art")), []);
    model.answer(
      scripts.changeSysvar("Art", {
        min: 1,
        max: 2,
        valueList: ["c", "d"],
        valueName0: "aus",
        description: "e",
        visible: false,
      }),
    );
    assert.deepEqual(done(model), [
      ...["702.DPInfo(e)", "702.ValueMin(1)", "702.ValueMax(2)", "702.ValueList(c;d)", "702.ValueName0(aus)"],
      "702.Visible(false)",
    ]);
    model.answer(scripts.deleteSysvar("Art"));
    assert.deepEqual(done(model), ["deleted 702"]);
  });
  test("a variable hangs on a channel from both ends, on one at a time", () => {
    const model = home();
    const points = (id: number) => (model.objects.get(id) as ReGaObject).DPs;
    model.answer(scripts.changeSysvar("Art", { channel: "A:2" }));
    assert.deepEqual([points(102), model.objects.get(702)?.Channel], [[702], 102]);
    model.answer(scripts.changeSysvar("Art", { channel: "B:1" }));
    assert.deepEqual([points(102), points(201), model.objects.get(702)?.Channel], [[], [211, 702], 201]);
    model.answer(scripts.changeSysvar("Art", { channel: "" }));
    assert.deepEqual([points(201), model.objects.get(702)?.Channel], [[211], "ID_ERROR"]);
  });
  test("new variables of each kind have its types, and stand in the list", () => {
    for (const [type, object, valueType, subType] of [
      ["LOGIC", "OT_VARDP", "ivtBinary", "istBool"],
      ["ALARM", "OT_ALARMDP", "ivtBinary", "istAlarm"],
      ["LIST", "OT_VARDP", "ivtInteger", "istEnum"],
      ["INTEGER", "OT_VARDP", "ivtInteger", "istGeneric"],
      ["NUMBER", "OT_VARDP", "ivtFloat", "istGeneric"],
      ["STRING", "OT_VARDP", "ivtString", "istChar8859"],
    ] as const) {
      const model = home();
      const id = model.answer(scripts.createSysvar({ name: "Neu", type })) as number;
      const alarm =
        type === "ALARM" ? [`${id}.AlType(atSystem)`, `${id}.AlArm(true)`, `${id}.AlSetBinaryCondition()`] : [];
      assert.deepEqual(done(model), [
        ...[`created ${object}`, `${id}.Name(Neu)`, `${id}.ValueType(${valueType})`, `${id}.ValueSubType(${subType})`],
        ...[...alarm, `${id}.Internal(false)`, `${id}.Visible(true)`],
      ]);
      assert.equal(
        model.answer(scripts.createSysvar({ name: "Neu", type })),
        undefined,
        "it is listed: the name is taken",
      );
    }
    const model = home();
    const id = model.answer(scripts.createSysvar({ name: "N", type: "STRING", value: "a;b", visible: false }));
    assert.deepEqual(done(model).slice(-3), [`${id}.Internal(false)`, `${id}.Visible(false)`, `${id}.State(a;b)`]);
  });
  test("rooms and functions: made, deleted, and exactly the ones of a channel", () => {
    const model = home();
    for (const [kind, type, old] of [
      ["room", "etRoom", 501],
      ["function", "etFunction", 510],
    ] as const) {
      const id = model.answer(scripts.createGroup(kind, "Neu")) as number;
      assert.deepEqual(done(model), ["created OT_ENUM", `${id}.Name(Neu)`, `${id}.EnumType(${type})`]);
      const items = (of: number) => model.objects.get(of)?.items ?? [];
      assert.equal(model.answer(scripts.setChannelGroups(kind, "A:2", [id, old])), true);
      assert.deepEqual([items(id).includes(102), items(old).includes(102)], [true, true]);
      assert.equal(model.answer(scripts.setChannelGroups(kind, "A:2", [id])), true);
      assert.deepEqual([items(id).includes(102), items(old).includes(102)], [true, false]);
      assert.equal(model.answer(scripts.setChannelGroups(kind, "A:2", [])), true);
      assert.deepEqual(items(id), []);
      model.answer(scripts.deleteGroup(kind, old));
      assert.deepEqual(done(model), [`deleted ${old}`]);
    }
    assert.deepEqual(model.objects.get(500)?.items, [101, 111], "other channels stay where they are");
  });
  test("a message is receipted; a device leaves the inbox with its channels", () => {
    const model = home();
    assert.equal(model.answer(scripts.acknowledge("alarm", 802)), true);
    assert.equal(model.answer(scripts.acceptInbox("B")), true);
    assert.deepEqual(done(model), ["802.AlReceipt()", "201.ReadyConfig(true)", "200.ReadyConfig(true)"]);
  });
  test("a test of a device counts answers from its beginning on, by the CCU's own time", () => {
    const model = home();
    model.date = "2026-01-02 03:04:06";
    assert.equal(model.answer(scripts.startTest("A")), "2026-01-02 03:04:06");
    assert.deepEqual(done(model), ["100.DevStartComTest()"]);
    assert.equal(model.answer(scripts.pollTest("A", "2026-01-02 03:04:06")), true);
    assert.equal(model.answer(scripts.pollTest("A", "2026-01-02 03:04:07")), false);
    model.date = "now";
    assert.throws(() => model.answer(scripts.startTest("A")), /no moment/);
  });
  test("the machine restarts, or installs its update, after the answer; what is known is saved before", () => {
    const model = home();
    assert.equal(model.answer(scripts.reboot()), true);
    assert.equal(model.executed[0], "save");
    assert.match(model.executed[1] ?? "", /sleep 2; \/sbin\/reboot\).*&'$/);
    model.executed.length = 0;
    assert.equal(model.answer(scripts.installUpdate()), false);
    assert.equal(model.executed.length, 1, "only looked");
    model.output = { "test -x /bin/checkFirmwareUpdate.sh": "1\n" };
    assert.equal(model.answer(scripts.installUpdate()), true);
    assert.match(model.executed.at(-1) ?? "", /sleep 2; \/bin\/checkFirmwareUpdate.sh -a\).*&'$/);
  });
});

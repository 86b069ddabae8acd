/** Lists of the logic layer by the WebUI's JSON-RPC: what each entry becomes, and what a damaged one costs. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createJsonLists } from "../../../adapters/ccu/json-lists.ts";

const DEVICES = [
  {
    ...{ id: "11", address: "A", name: "Lampe" },
    channels: [
      { id: "12", address: "A:1", name: "Lampe:1" },
      { id: "13", address: "A:2" },
    ],
  },
  { id: "14", address: "B", name: "Taster" },
];

/** How the WebUI writes a name that it has words for in several languages. */
const KEY = ["$", "{sysVarPresence}"].join("");

function bench(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const named: [string, string][] = [];
  const lists = createJsonLists((shown, raw) => named.push([shown, raw]));
  const json = async (method: string) => {
    asked.push(method);
    const answer = { "Device.listAllDetail": DEVICES, ...answers }[method];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const read = (round: string) => (lists[round] as NonNullable<(typeof lists)[string]>)(json as never);
  return { read, named, asked: () => asked.splice(0) };
}

const sysvarOf = async (entry: object) => {
  const { sysvars } = await bench({ "SysVar.getAll": [{ id: "31", name: "V", ...entry }] }).read("sysvars");
  return sysvars?.[0];
};

describe("a variable", () => {
  test("has the value that its type says, and none where there is none", async () => {
    for (const [type, text, value] of [
      ["LOGIC", "true", true],
      ["LOGIC", "1", true],
      ["LOGIC", "false", false],
      ["ALARM", "0", false],
      ["NUMBER", "21.500000", 21.5],
      ["NUMBER", "-3", -3],
      ["NUMBER", "nan", undefined],
      ["NUMBER", " ", undefined],
      ["LIST", "2", 2],
      ["STRING", "", ""],
      ["STRING", " 1 ", " 1 "],
    ] as const) {
      const found = await sysvarOf({ type, value: text });
      assert.equal(found?.value, value, `${type} ${text}`);
      assert.equal(found !== undefined && "value" in found, value !== undefined);
    }
  });

  test("has limits where it is a number, labels where it is a choice, names where it has two values", async () => {
    const limits = { minValue: "-5.5", maxValue: "10" };
    assert.partialDeepStrictEqual(await sysvarOf({ type: "NUMBER", value: "1", ...limits, unit: "°C" }), {
      ...{ min: -5.5, max: 10, unit: "°C" },
    });
    for (const entry of [
      { type: "NUMBER", minValue: "", maxValue: " " },
      { type: "NUMBER", minValue: "x" },
      { type: "LIST", ...limits },
      { type: "LOGIC", ...limits },
    ]) {
      const found = (await sysvarOf({ value: "1", ...entry })) as object;
      assert.ok(!("min" in found) && !("max" in found), JSON.stringify(found));
    }
    const choice = await sysvarOf({ type: "LIST", value: "1", valueList: "aus;an;Müll" });
    assert.deepEqual(choice?.valueList, ["aus", "an", "Müll"]);
    assert.equal((await sysvarOf({ type: "NUMBER", value: "1", valueList: "a;b" }))?.valueList, undefined);
    const two = await sysvarOf({ type: "LOGIC", value: "1", valueName0: "zu", valueName1: "" });
    assert.deepEqual([two?.valueName0, two !== undefined && "valueName1" in two], ["zu", false]);
  });

  test("says what it is for people, and where it hangs", async () => {
    const { read, named } = bench({
      "SysVar.getAll": [
        {
          id: "31",
          name: KEY,
          type: "LOGIC",
          value: "1",
          isInternal: true,
          isVisible: "true",
          isLogged: 1,
        },
        { id: "32", name: "W", type: "NUMBER", value: "1", channelId: "12", description: "Strom" },
        { id: "33", name: "X", type: "NUMBER", value: "1", channelId: 65535 },
        { id: "34", name: "Y", type: "NUMBER", value: "1", channelId: "99" },
      ],
    });
    const { sysvars = [] } = await read("sysvars");
    assert.deepEqual(
      sysvars.map(({ id, internal, visible, logged, channel, description }) => [
        id,
        internal,
        visible,
        logged,
        channel,
        description,
      ]),
      [
        [31, true, true, true, undefined, ""],
        [32, false, false, false, "A:1", "Strom"],
        [33, false, false, false, undefined, ""],
        [34, false, false, false, undefined, ""],
      ],
    );
    assert.notEqual(sysvars[0]?.name, KEY, "a key of the WebUI's words is no name");
    assert.deepEqual(named, [
      [sysvars[0]?.name, KEY],
      ["W", "W"],
      ["X", "X"],
      ["Y", "Y"],
    ]);
  });

  test("of a kind that nobody knows, without a name or an id, is left out; those beside it are there", async () => {
    const good = { id: "31", name: "V", type: "LOGIC", value: "0" };
    const bad = [{ ...good, type: "TENSOR" }, { ...good, name: 7 }, { ...good, id: "x" }, null, "text"];
    const { sysvars = [] } = await bench({ "SysVar.getAll": [...bad, good] }).read("sysvars");
    assert.deepEqual(
      sysvars.map(({ id, value }) => [id, value]),
      [[31, false]],
    );
  });

  test("is there without the channels, where these cannot be read", async () => {
    const entry = { id: "31", name: "V", type: "LOGIC", value: "0", channelId: "12" };
    const { sysvars } = await bench({ "SysVar.getAll": [entry], "Device.listAllDetail": new Error("busy") }).read(
      "sysvars",
    );
    assert.equal(sysvars?.[0]?.channel, undefined);
    await assert.rejects(bench({ "SysVar.getAll": "no list" }).read("sysvars"), TypeError);
  });
});

describe("programs", () => {
  test("say when they ran last, in the CCU's own time; 1970 is never", async () => {
    const program = { id: "21", name: "Abend", isActive: true, isInternal: false };
    for (const [lastExecuteTime, expected] of [
      ["2026-01-31 12:00:05", new Date("2026-01-31T12:00:05").getTime()],
      ["1970-01-01 01:00:00", undefined],
      ["2026-13-31 12:00:05", undefined],
      ["gestern", undefined],
      [undefined, undefined],
    ]) {
      const { programs } = await bench({ "Program.getAll": [{ ...program, lastExecuteTime }] }).read("programs");
      assert.deepEqual(programs, [
        {
          ...{ id: 21, name: "Abend", description: "", active: true, internal: false, visible: true },
          ...(expected === undefined ? {} : { lastExecutedAt: expected }),
        },
      ]);
    }
  });
});

describe("names, rooms and functions", () => {
  test("each device and channel has its name and id; an entry without one is left out", async () => {
    const { names } = await bench({}).read("names");
    assert.deepEqual(names, {
      A: { name: "Lampe", id: 11 },
      "A:1": { name: "Lampe:1", id: 12 },
      B: { name: "Taster", id: 14 },
    });
  });

  test("hold the channels that are known, read once; one of both is there without the other", async () => {
    const { read, asked } = bench({
      "Room.getAll": [
        { id: "5", name: "Bad", channelIds: ["12", "99", "11"] },
        { id: "6", name: "ohne" },
      ],
      "Subsection.getAll": new Error("denied"),
    });
    assert.deepEqual(await read("groups"), { rooms: [{ id: 5, name: "Bad", channels: ["A:1"] }] });
    assert.deepEqual(asked(), ["Device.listAllDetail", "Room.getAll", "Subsection.getAll"]);
    await read("groups");
    assert.deepEqual(asked(), ["Room.getAll", "Subsection.getAll"], "the long list is not read each time");
    await read("names");
    assert.deepEqual(asked(), ["Device.listAllDetail"]);
    const functions = { "Room.getAll": new Error("denied"), "Subsection.getAll": [] };
    assert.deepEqual(await bench(functions).read("groups"), { functions: [] });
    const neither = bench({ "Room.getAll": new Error("rooms"), "Subsection.getAll": new Error("functions") });
    await assert.rejects(neither.read("groups"), /rooms/);
  });
});

test("the system: the last ten characters of its serial number, and its version, where they are told", async () => {
  const told = { "CCU.getSerial": "3014F711A0001F5A4993D123", "CCU.getVersion": "3.83.6" };
  assert.deepEqual(await bench(told).read("system"), { system: { serial: "5A4993D123", version: "3.83.6" } });
  assert.deepEqual(await bench({ "CCU.getSerial": "", "CCU.getVersion": 7 }).read("system"), { system: {} });
});

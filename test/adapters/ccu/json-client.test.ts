/** An interface process behind JSON-RPC, scripts' texts and recordings: what the wire says, and what is made of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Double, RpcFault, Unreadable } from "../../../adapters/ccu/codec/value.ts";
import { createJsonClient, tclWords } from "../../../adapters/ccu/json-client.ts";
import { plain, plainParams, plainResult, SECRET } from "../../../adapters/ccu/recording/plain.ts";
import { flag, fromUrl, moment, number, storedName, textOf } from "../../../adapters/ccu/rega/script.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";

function bench(answer: unknown) {
  const asked: [method: string, params: Record<string, unknown>, deadline?: number][] = [];
  const client = createJsonClient("CUxD", async (method, params, deadline) => {
    asked.push([method, { ...params }, ...(deadline === undefined ? [] : [deadline])] as (typeof asked)[number]);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { asked, client };
}
const classed = (error: unknown, wanted: string) => error instanceof CcuFault && error.class === wanted;

describe("an interface over JSON-RPC", () => {
  test("is asked in the WebUI's words, values with their type", async () => {
    for (const [method, params, name, named] of [
      ["listDevices", [], "listDevices", {}],
      ["getValue", ["A:1", "STATE"], "getValue", { address: "A:1", valueKey: "STATE" }],
      ["getParamset", ["A:1", "MASTER"], "getParamset", { address: "A:1", paramsetKey: "MASTER" }],
      ["setValue", ["A:1", "STATE", true], "setValue", { address: "A:1", valueKey: "STATE", type: "bool", value: "1" }],
      [
        "setValue",
        ["A:1", "STATE", false],
        "setValue",
        { address: "A:1", valueKey: "STATE", type: "bool", value: "0" },
      ],
      ["setValue", ["A:1", "N", 3], "setValue", { address: "A:1", valueKey: "N", type: "int", value: "3" }],
      [
        "setValue",
        ["A:1", "F", new Double(1)],
        "setValue",
        { address: "A:1", valueKey: "F", type: "double", value: "1.0" },
      ],
      ["setValue", ["A:1", "T", "x"], "setValue", { address: "A:1", valueKey: "T", type: "string", value: "x" }],
      [
        ...["putParamset", ["A:1", "VALUES", { A: true, B: "x" }], "putParamset"],
        {
          ...{ address: "A:1", paramsetKey: "VALUES" },
          set: [
            { name: "A", type: "bool", value: "1" },
            { name: "B", type: "string", value: "x" },
          ],
        },
      ],
    ] as unknown as [string, never[], string, object][]) {
      const { asked, client } = bench([]);
      await client.call(method, params, { sendBy: 7 } as never);
      assert.deepEqual(asked, [[`Interface.${name}`, { interface: "CUxD", ...named }, 7]]);
    }
  });

  test("answers a write with nothing, and lists and descriptions as XML-RPC would", async () => {
    assert.equal(await bench("true").client.call("setValue", ["A:1", "STATE", true]), "");
    const devices = [{ address: "A:1", linkSourceRoles: "SWITCH", paramsets: ["MASTER"] }];
    assert.deepEqual(await bench(devices).client.call("listDevices", []), [
      { ADDRESS: "A:1", LINK_SOURCE_ROLES: "SWITCH", PARAMSETS: ["MASTER"] },
    ]);
    assert.deepEqual(await bench(devices[0]).client.call("getDeviceDescription", ["A:1"]), {
      ADDRESS: "A:1",
      LINK_SOURCE_ROLES: "SWITCH",
      PARAMSETS: ["MASTER"],
    });
    for (const none of [null, {}, "x", 5])
      await assert.rejects(
        bench(none).client.call("listDevices", []),
        (error) => classed(error, "transport"),
        String(none),
      );
  });

  test("types the texts of descriptions, number by number", async () => {
    const told = [
      {
        NAME: "LEVEL",
        TYPE: "FLOAT",
        MIN: "0.000000",
        MAX: "1.000000",
        DEFAULT: "",
        SPECIAL: [{ ID: "OLD_LEVEL", VALUE: "1.005" }, "odd"],
      },
      { NAME: "STATE", TYPE: "BOOL", MIN: "0", MAX: "1", DEFAULT: "true" },
      { NAME: "PRESS", TYPE: "ACTION", DEFAULT: "0" },
      { NAME: "MODE", TYPE: "ENUM", MIN: "0", MAX: "1", VALUE_LIST: "AUTO {MANU MODE}" },
      { NAME: "TEXT", TYPE: "STRING", DEFAULT: "5" },
      { NAME: "ODD", TYPE: "INTEGER", MIN: 3, MAX: "many" },
      { NAME: "__proto__", TYPE: "BOOL" },
      { TYPE: "BOOL" },
    ];
    const set = (await bench(told).client.call("getParamsetDescription", ["A:1", "VALUES"])) as Record<
      string,
      Record<string, unknown>
    >;
    assert.deepEqual(
      [set.LEVEL?.MIN, set.LEVEL?.MAX, set.LEVEL?.DEFAULT, set.LEVEL?.SPECIAL],
      [0, 1, "", [{ ID: "OLD_LEVEL", VALUE: 1.005 }]],
    );
    assert.deepEqual(
      [set.STATE?.MIN, set.STATE?.MAX, set.STATE?.DEFAULT, set.PRESS?.DEFAULT],
      [false, true, true, false],
    );
    assert.deepEqual([set.MODE?.MIN, set.MODE?.MAX, set.MODE?.VALUE_LIST], [0, 1, ["AUTO", "MANU MODE"]]);
    assert.deepEqual([set.TEXT?.DEFAULT, set.ODD?.MIN, set.ODD?.MAX], ["5", 3, "many"]);
    assert.deepEqual(Object.keys(set), ["LEVEL", "STATE", "PRESS", "MODE", "TEXT", "ODD", "entry 7"]);
    assert.ok((set["entry 7"] as unknown) instanceof Unreadable, "nobody knows which one is missing, only that one is");
    assert.equal("NAME" in set.LEVEL!, false);
    assert.deepEqual(tclWords("A {B C} {} D"), ["A", "B C", "", "D"]);
  });

  test("is there where the CCU says so; what it does not know is no outage", async () => {
    for (const method of ["ping", "system.listMethods", "getVersion"]) {
      assert.equal(await bench(true).client.call(method, []), "");
      for (const away of [false, "true", null])
        await assert.rejects(bench(away).client.call(method, []), (error) => classed(error, "transport"), method);
    }
    for (const method of ["addLink", "toString", ""])
      await assert.rejects(bench(true).client.call(method, []), (error) => classed(error, "unsupported"), method);
  });

  test("tells faults of the interface process by that process's own numbers", async () => {
    const codes = { 501: -1, 502: -2, 503: -3, 504: -4, 505: -5, 506: -6, 507: -10 };
    for (const [json, own] of Object.entries(codes)) {
      const fault = new CcuFault("permanent", "no", Number(json));
      await assert.rejects(
        bench(fault).client.call("getValue", ["A:1", "X"]),
        (error) => error instanceof RpcFault && error.code === own,
      );
    }
    for (const other of [
      new CcuFault("permanent", "no", 100),
      new CcuFault("auth", "no", 501),
      new CcuFault("transport", "away"),
    ])
      await assert.rejects(bench(other).client.call("getValue", ["A:1", "X"]), (error) => error === other);
  });
});

describe("what scripts write", () => {
  test("is text of any character, by percent signs, wide ones too", () => {
    for (const [raw, text] of [
      ["K%FCche", "Küche"],
      ["K%C3%BCche", "Küche"],
      ["a%20b%0Ac", "a b\nc"],
      ["%u2013x%u20AC", "–x€"],
      ["%u2013%FC%u2013", "–ü–"],
      ["100%", "100%"],
      ["%zz", "%zz"],
      ["plain", "plain"],
      [undefined, ""],
      [null, ""],
      [5, "5"],
    ] as const)
      assert.equal(fromUrl(raw), text, String(raw));
    assert.equal(storedName("K%C3%BCche"), "KÃ¼che", "the CCU finds it by its bytes");
    assert.equal(textOf("x%20y"), "x y");
    for (const none of [undefined, null, 5, {}]) assert.throws(() => textOf(none), TypeError);
  });
  test("is numbers, flags and moments, and never nonsense", () => {
    assert.deepEqual(
      ["5", " 1.5 ", "", " ", "x", undefined, null, Number.NaN, Infinity].map((value) => number(value, -1)),
      [5, 1.5, -1, -1, -1, -1, 0, -1, -1],
    );
    assert.deepEqual(["1", 1, 0, "0", -1, "", "x", 1_700_000_000].map(moment), [
      1000,
      1000,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      1.7e12,
    ]);
    assert.deepEqual([true, 1, "true", "1", false, 0, "false", "0", "yes", 2, null].map(flag), [
      ...Array(4).fill(true),
      ...Array(7).fill(false),
    ]);
  });
});

describe("a recording", () => {
  test("is plain JSON of whatever the wire said", () => {
    assert.deepEqual(
      plain({
        a: new Double(1.5),
        b: [1, "x", null, undefined],
        c: new Unreadable("<i4/>"),
        d: Uint8Array.of(255, 0),
        e: Number.NaN,
      }),
      {
        ...{ a: 1.5, b: [1, "x", null, null], c: { $unreadable: "<i4/>" }, d: { $base64: "/wA=" }, e: "NaN" },
      },
    );
  });
  test("holds no secret, but that there is none may be seen", () => {
    const given = {
      _session_id_: "s",
      password: "p",
      PASSWD: "p",
      api_token: "t",
      secret: "s",
      SGTIN: "g",
      KEY: "k",
      local_key: "k",
      pin: 1234,
      name: "n",
      keypad: "k",
    };
    const told = plain(given) as Record<string, unknown>;
    assert.deepEqual(
      Object.entries(told).filter(([, value]) => value !== SECRET),
      [
        ["name", "n"],
        ["keypad", "k"],
      ],
    );
    assert.deepEqual(plain({ password: "", pin: null, key: false }), { password: "", pin: null, key: false });
    assert.deepEqual(plain([{ deep: { token: "t" } }]), [{ deep: { token: SECRET } }]);
    for (const method of ["changeKey", "setTempKey", "Session.login", "User.create", "setPassword"]) {
      assert.deepEqual(
        plainParams(method, ["x", "", 5, ["y"], { a: "z" }]),
        [SECRET, "", 5, [SECRET], { a: SECRET }],
        method,
      );
      assert.deepEqual(plainResult(method, { a: "x", n: null }), { a: SECRET, n: null });
    }
    assert.deepEqual(plainParams("getValue", ["x", { a: "z" }]), ["x", { a: "z" }]);
    assert.equal(plainResult("getValue", "x"), "x");
  });
});

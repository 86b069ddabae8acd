/** What each callback says and to whom, without sockets: by method, by id, in batches; nothing is ever answered with a fault. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type CallbackHandler,
  type CallbackRegistration,
  CallbackRouter,
} from "../../../adapters/ccu/callback-router.ts";
import { type RpcValue, Unreadable } from "../../../adapters/ccu/codec/value.ts";
import type { RpcPeer } from "../../../adapters/ccu/rpc-server.ts";
import { settle } from "./fake-wire.ts";

const CCU = "192.0.2.9";
const peer = (address = CCU, more: Partial<RpcPeer> = {}): RpcPeer => ({
  address,
  protocol: "xmlrpc",
  path: "/",
  ...more,
});

function bench(isGateway?: (address: string) => boolean) {
  const warnings: string[] = [];
  const errors: string[] = [];
  const router = new CallbackRouter(
    {
      ...{ debug() {}, info() {} },
      warn: (message, data) => warnings.push(`${message} ${JSON.stringify(data)}`),
      error: (message) => errors.push(message),
    },
    isGateway,
  );
  const told: unknown[][] = [];
  const recorded: unknown[][] = [];
  const register = (id: string, more: Partial<CallbackRegistration> = {}, name = id) => {
    const tell =
      (what: string) =>
      (...args: unknown[]) =>
        void told.push([name, what, ...args]);
    const handler: CallbackHandler = {
      contacted: tell("contacted"),
      events: tell("events"),
      newDevices: (announcement) => void told.push([name, "newDevices", announcement.read()]),
      deleteDevices: tell("deleteDevices"),
      updateDevice: tell("updateDevice"),
      readdedDevices: tell("readdedDevices"),
      replacedDevice: tell("replacedDevice"),
      damaged: tell("damaged"),
    };
    return router.register({ id, handler, protocol: "xmlrpc", addresses: () => [CCU], repeats: false, ...more });
  };
  const call = async (method: string, params: RpcValue[], from = peer()) => {
    const known = Object.hasOwn(router.methods, method) ? router.methods[method] : undefined;
    const answer = known ? await known(params, from) : router.unknown(method, params, from);
    await settle();
    return answer;
  };
  return { router, register, call, warnings, errors, recorded, told: () => told.splice(0) };
}
const event = (id: RpcValue, ...rest: RpcValue[]) => ({ methodName: "event", params: [id, ...rest] });

describe("a callback", () => {
  test("reaches the interface that it is for, after what it says of itself: that the way back works", async () => {
    const { register, call, told } = bench();
    register("one");
    register("two");
    const cases: [string, RpcValue[], RpcValue, unknown[]][] = [
      ["deleteDevices", [["A", "B"]], "", ["deleteDevices", ["A", "B"]]],
      ["deleteDevices", ["A"], "", ["deleteDevices", []]],
      ["updateDevice", ["A:1", 1], "", ["updateDevice", "A:1", 1]],
      ["updateDevice", ["A", "x"], "", ["updateDevice", "A", 0]],
      ["firmwareUpdateStatusChanged", ["A", 3], "", ["updateDevice", "A", 0]],
      ["readdedDevice", [["A"]], "", ["readdedDevices", ["A"]]],
      ["replaceDevice", ["OLD", "NEW"], "", ["replacedDevice", "OLD", "NEW"]],
      ["newDevices", [[{ ADDRESS: "A" }]], "", ["newDevices", [{ ADDRESS: "A" }]]],
      ["event", ["A:1", "STATE", true], "", ["events", [{ address: "A:1", parameter: "STATE", value: true }]]],
    ];
    for (const [method, params, answer, act] of cases) {
      assert.deepEqual(await call(method, ["two", ...params]), answer, method);
      const expected = [
        ["two", "contacted", method],
        ["two", ...act],
      ];
      assert.deepEqual(told(), expected, method);
    }
  });

  test("that only asks is answered, and shows that the way back works", async () => {
    const { register, call, told } = bench();
    register("one");
    assert.deepEqual(await call("listDevices", ["one"]), [], "nothing: HmIP sends everything anyway");
    const methods = (await call("system.listMethods", ["one"])) as string[];
    for (const one of ["event", "listDevices", "newDevices", "deleteDevices", "updateDevice", "system.multicall"])
      assert.ok(methods.includes(one), one);
    assert.equal(await call("system.methodHelp", ["event"]), "");
    assert.equal(await call("setReadyConfig", ["one", 1]), "");
    assert.deepEqual(
      told().map(([, what, method]) => [what, method]),
      [
        ["contacted", "listDevices"],
        ["contacted", "system.listMethods"],
        ["contacted", "setReadyConfig"],
      ],
    );
  });

  test("of an interface that nobody knows, or without one, is answered and told once", async () => {
    const { register, call, told, warnings } = bench();
    register("one");
    for (const id of ["former", "former", 7 as RpcValue])
      assert.equal(await call("event", [id, "A:1", "STATE", 1]), "");
    assert.deepEqual(told(), []);
    assert.deepEqual(
      warnings.map((line) => /"id":"([^"]*)"/.exec(line)?.[1]),
      ["former", "7"],
    );
    for (let n = 0; n < 200; n++) await call("listDevices", [`stranger ${n}`]);
    assert.equal(warnings.length, 100, "a log is not theirs to fill");
  });

  test("ends with its registration", async () => {
    const { register, call, told, router, warnings } = bench();
    const end = register("one");
    assert.equal(router.knows(CCU), true);
    end();
    await call("event", ["one", "A:1", "STATE", 1]);
    assert.deepEqual([told(), router.knows(CCU)], [[], false]);
    assert.match(warnings.join("\n"), /unknown interface id/);
  });

  test("is acted on after its answer, and one that cannot be processed costs no other", async () => {
    const { register, call, told, errors, router } = bench();
    register("broken", {
      handler: {
        contacted() {
          throw new Error("a mistake of ours");
        },
      } as unknown as CallbackHandler,
    });
    register("one");
    const answer = router.methods.deleteDevices?.(["one", ["A"]], peer());
    assert.deepEqual([answer, told()], ["", []]);
    await call("listDevices", ["broken"]);
    await call("listDevices", ["one"]);
    assert.deepEqual(
      [errors, told().map(([name, what]) => `${name} ${what}`)],
      [["a callback could not be processed"], ["one contacted", "one deleteDevices", "one contacted"]],
    );
  });
});

describe("whose callback it is", () => {
  test("depends on address and protocol; what is told to nobody says why", async () => {
    const { register, call, told, warnings } = bench();
    register("one");
    await call("listDevices", ["one"], peer("192.0.2.10"));
    await call("listDevices", ["one"], peer(CCU, { protocol: "binrpc" }));
    assert.deepEqual(told(), []);
    assert.match(warnings.join("\n"), /192\.0\.2\.10.*another CCU or protocol/);
  });

  test("with one id at two CCUs: told apart by their addresses, and never guessed", async () => {
    const { register, call, told, warnings } = bench();
    register("CUxD", {}, "alpha");
    register("CUxD", { addresses: () => ["192.0.2.10"] }, "beta");
    await call("listDevices", ["CUxD"], peer("192.0.2.10"));
    assert.deepEqual(told(), [["beta", "contacted", "listDevices"]]);
    const end = register("CUxD", {}, "gamma");
    await call("listDevices", ["CUxD"]);
    assert.deepEqual(told(), []);
    assert.match(warnings.join("\n"), /of several CCUs/);
    end();
    await call("listDevices", ["CUxD"]);
    await call("listDevices", ["CUxD"], peer("192.0.2.10"));
    assert.deepEqual(
      told().map(([name]) => name),
      ["alpha", "beta"],
      "who goes takes nobody with him",
    );
  });

  test("behind a gateway: its address stands for the only CCU that speaks so", async () => {
    const { register, call, told, router } = bench((address) => address === "198.51.100.1");
    register("one");
    await call("listDevices", ["one"], peer("198.51.100.1"));
    assert.equal(told().length, 1);
    assert.equal(router.knows("198.51.100.1"), true);
    assert.equal(router.knows("198.51.100.2"), false);
    register("one", {}, "other");
    await call("listDevices", ["one"], peer("198.51.100.1"));
    assert.equal(told().length, 0);
  });
});

describe("a batch", () => {
  test("is one delivery for each run of events of an interface, in order with what else is in it", async () => {
    const { register, call, told } = bench();
    register("one");
    register("two");
    const answer = await call("system.multicall", [
      [
        event("one", "A:1", "STATE", true),
        event("one", "A:2", "STATE", false),
        event("two", "B:1", "LEVEL", 0.5),
        event("one", "A:3", "STATE", true),
        { methodName: "deleteDevices", params: ["one", ["A"]] },
        { methodName: "setReadyConfig", params: ["two"] },
        event("two", "B:2", "LEVEL", 1),
      ],
    ]);
    assert.deepEqual(answer, new Array(7).fill([""]), "one answer for each call");
    assert.deepEqual(
      told()
        .filter(([, what]) => what !== "contacted")
        .map(([name, what, list]) => [name, what, (list as { address?: string }[]).map((one) => one.address ?? one)]),
      [
        ["one", "events", ["A:1", "A:2"]],
        ["two", "events", ["B:1"]],
        ["one", "events", ["A:3"]],
        ["one", "deleteDevices", ["A"]],
        ["two", "events", ["B:2"]],
      ],
    );
  });

  test("of what is no call costs that, and is answered in its place", async () => {
    const { register, call, told, warnings } = bench();
    register("one");
    const broken: RpcValue[] = ["text", { methodName: "event" }, { methodName: new Unreadable("<i4/>"), params: [] }];
    const nested = { methodName: "system.multicall", params: [[event("one", "X", "Y", 1)]] };
    const answer = await call("system.multicall", [[...broken, nested, event("one", "A:1", "STATE", 1)]]);
    assert.deepEqual(answer, new Array(5).fill([""]));
    assert.deepEqual(
      told().filter(([, what]) => what === "events"),
      [["one", "events", [{ address: "A:1", parameter: "STATE", value: 1 }]]],
    );
    assert.equal(warnings.length, 1, "told once for this sender");
    assert.deepEqual(await call("system.multicall", ["no list"]), []);
  });

  test("that comes again is dropped where the interface repeats itself, and counts as a sign of life", async () => {
    const { register, call, told } = bench();
    register("rfd", { repeats: true });
    register("hmip");
    for (const id of ["rfd", "hmip"]) await call("event", [id, "A:1", "STATE", 1], peer(CCU, { redelivered: true }));
    assert.deepEqual(
      told().map(([name, what]) => `${name} ${what}`),
      ["rfd contacted", "hmip contacted", "hmip events"],
    );
  });

  test("with a value, a name or an address that cannot be read: the event is left out, and told what it was", async () => {
    const { register, call, told } = bench();
    register("one");
    await call("system.multicall", [
      [
        event("one", "A:1", "LEVEL", new Unreadable("<double>x")),
        event("one", "A:1", "LEVEL"),
        event("one", 7, "LEVEL", 1),
        event("one", "A:1", new Unreadable("<p>"), 1),
        event("one", "A:2", "LEVEL", 0),
      ],
    ]);
    const all = told();
    assert.deepEqual(
      all.filter(([, what]) => what === "damaged"),
      [
        ["one", "damaged", "A:1", "event LEVEL", "<double>x"],
        ["one", "damaged", "A:1", "event LEVEL", ""],
        ["one", "damaged", "7", "event LEVEL", ""],
        ["one", "damaged", "A:1", "event ?", ""],
      ],
    );
    assert.deepEqual(
      all.filter(([, what]) => what === "events").map(([, , list]) => list),
      [[{ address: "A:2", parameter: "LEVEL", value: 0 }]],
    );
  });

  test("of nothing but damage is a sign of life, and no delivery", async () => {
    const { register, call, told } = bench();
    register("one");
    await call("event", ["one", "A:1"]);
    assert.deepEqual(
      told().map(([, what]) => what),
      ["contacted", "damaged"],
    );
  });
});

describe("a recording", () => {
  test("has the callbacks as they came, while it runs", async () => {
    const { register, call } = bench();
    const found: unknown[] = [];
    const recorded = {
      active: true,
      callback: (method: string, params: readonly RpcValue[]) => void found.push([method, params]),
    };
    register("one", { recorded });
    const calls: [string, RpcValue[]][] = [
      ["deleteDevices", ["one", ["A"]]],
      ["event", ["one", "A:1", "STATE", 1]],
      ["newDevices", ["one", [{ ADDRESS: "A" }]]],
      ["updateDevice", ["one", "A", 1]],
      ["firmwareUpdateStatusChanged", ["one", "A"]],
      ["readdedDevice", ["one", ["A"]]],
      ["replaceDevice", ["one", "A", "B"]],
      ["listDevices", ["one"]],
      ["system.listMethods", ["one"]],
    ];
    for (const [method, params] of calls) await call(method, params);
    recorded.active = false;
    for (const [method, params] of calls) await call(method, params);
    assert.deepEqual(found, calls);
  });
});

test("a list of devices that is not decoded yet is decoded once, and only where somebody wants it", async () => {
  const { router, register, told } = bench();
  register("one");
  let reads = 0;
  const read = () => {
    reads += 1;
    return [[{ ADDRESS: "A" }]] as RpcValue[];
  };
  router.unread.newDevices?.("one", { bytes: new Uint8Array(3), read }, peer());
  assert.equal(reads, 0);
  await settle();
  assert.deepEqual(told().at(-1), ["one", "newDevices", [{ ADDRESS: "A" }]]);
  assert.equal(reads, 1);
  router.unread.newDevices?.("nobody", { bytes: new Uint8Array(3), read }, peer());
  await settle();
  assert.equal(reads, 1);
});

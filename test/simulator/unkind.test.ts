/** The hostile mode of the simulated CCU: it repeats itself, it says what it damaged, and the rest is the same home. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RpcStruct, RpcValue } from "../../adapters/ccu/codec/value.ts";
import { chance } from "../../local/simulator/chance.ts";
import { parseCommandLine } from "../../local/simulator/program.ts";
import { respellDevice, respellParameter, respellValue } from "../../local/simulator/unkind/spelling.ts";
import { type Fate, Unkindness, type UnkindOptions } from "../../local/simulator/unkind/unkindness.ts";
import { writeCall } from "../../local/simulator/xml.ts";
import { bench, CallbackServer, FakeClock, post, register } from "./support.ts";

const unkind = (options: Partial<UnkindOptions> = {}) => new Unkindness({ seed: 1, ...options }, new FakeClock());
const KINDS: readonly Fate["kind"][] = ["slow", "empty", "html", "truncated", "cut", "silent"];

test("the same seed does the same to the same calls, another seed does something else", () => {
  const course = (seed: number) => {
    const mode = unkind({ seed });
    return Array.from({ length: 2000 }, (_, n) => JSON.stringify(mode.fate("HmIP-RF", `method${n % 7}`) ?? null));
  };
  assert.deepEqual(course(7), course(7));
  assert.notDeepEqual(course(7), course(8));
});

test("what happens to one method does not change what happens to another", () => {
  const alone = unkind();
  const mixed = unkind();
  const expected = Array.from({ length: 300 }, () => alone.fate("HmIP-RF", "getValue"));
  const seen = Array.from({ length: 300 }, (_, n) => {
    for (let i = 0; i < n % 3; i++) mixed.fate("BidCos-RF", "ping");
    return mixed.fate("HmIP-RF", "getValue");
  });
  assert.deepEqual(seen, expected);
});

test("every fate comes up, none twice in a row, and no wait is longer than the longest", () => {
  const mode = unkind();
  const fates = Array.from({ length: 5000 }, () => mode.fate("rega", "read-rooms"));
  for (const kind of KINDS)
    assert.ok(
      fates.some((fate) => fate?.kind === kind),
      kind,
    );
  const waits = fates.flatMap((fate) => (fate?.kind === "slow" ? [fate.ms] : []));
  assert.ok(Math.max(...waits) <= 20_000 && Math.max(...waits) > 10_000, String(Math.max(...waits)));
  fates.forEach((fate, n) => {
    if (fate)
      assert.deepEqual(
        fates.slice(n + 1, n + 4),
        fates.slice(n + 1, n + 4).map(() => undefined),
      );
  });
});

test("resting ends everything that is new", () => {
  const mode = unkind();
  mode.resting = true;
  assert.ok(Array.from({ length: 1000 }, () => mode.fate("json", "Room.getAll")).every((fate) => fate === undefined));
  assert.ok(Array.from({ length: 1000 }, () => mode.doubled("BidCos-RF")).every((doubled) => !doubled));
});

test("what was damaged is written down, once, and spared devices are whole", async (t) => {
  const spare = ["0001D3C99C6A01", "LEQ0410001"];
  const b = await bench(t, { unkind: { seed: 3, spare } });
  assert.ok(b.sim.unkindness);
  b.sim.unkindness.resting = true;
  const read = async (iface: string) => (await raw(b, iface, "listDevices")).toString("latin1");
  const first = await read("HmIP-RF");
  await read("BidCos-RF");
  const damages = [...b.sim.unkindness.damages];
  assert.equal(await read("HmIP-RF"), first, "a description is damaged for good");
  await read("BidCos-RF");
  assert.deepEqual(b.sim.unkindness.damages, damages);
  assert.ok(damages.length > 0);
  assert.ok(damages.every(({ address }) => !spare.includes(address.split(":")[0] ?? "")));
});

async function raw(b: Awaited<ReturnType<typeof bench>>, iface: string, method: string, ...params: RpcValue[]) {
  return (await post(b.sim, iface, writeCall(method, params, "java"))).body;
}

test("a damaged value costs no other value of its batch: the document around it is whole", async (t) => {
  const b = await bench(t, { unkind: { seed: 5, longestMs: 0 } });
  const server = await CallbackServer.open(t);
  await register(b, server, "HmIP-RF");
  for (let n = 0; n < 100; n++) b.sim.control.setState("000A9D8997C101:1", "ACTUAL_TEMPERATURE", 15 + n / 10);
  await b.sim.settled();
  assert.ok(b.sim.unkindness?.damages.some(({ what }) => what === "value"));
  const temperatures = server.events().filter(({ key }) => key.endsWith(".ACTUAL_TEMPERATURE"));
  assert.ok(temperatures.length >= 100, String(temperatures.length));
});

test("mixed batches keep the order of each channel", () => {
  const mode = unkind({ seed: 2 });
  const events = Array.from({ length: 60 }, (_, n) => ({ address: `A:${n % 3}`, n }));
  const rounds = Array.from({ length: 50 }, () => mode.shuffled("HmIP-RF", events));
  assert.ok(
    rounds.some((round) => round.some((event, at) => event !== events[at])),
    "never mixed",
  );
  for (const round of rounds) {
    for (const channel of ["A:0", "A:1", "A:2"]) {
      const of = (list: readonly { address: string; n: number }[]) => list.filter(({ address }) => address === channel);
      assert.deepEqual(of(round), of(events));
    }
  }
});

test("unknown methods, and ping on CUxD, close the connection; inside a multicall they are a fault", async (t) => {
  const b = await bench(t, { unkind: { seed: 1 } });
  await assert.rejects(post(b.sim, "HmIP-RF", writeCall("noSuchMethod", [], "java")));
  await assert.rejects(b.sim.process("CUxD").call("ping", ["me"]));
  const answer = await b.sim
    .process("BidCos-RF")
    .call("system.multicall", [[{ methodName: "noSuchMethod", params: [] }]]);
  assert.equal((answer as RpcStruct[])[0]?.faultCode, -1);
});

test("another spelling says the same", () => {
  const enumeration = {
    ID: "MODE",
    TYPE: "ENUM",
    OPERATIONS: 7,
    FLAGS: 1,
    MIN: "A",
    MAX: "C",
    DEFAULT: "B",
    VALUE_LIST: ["A", "B", "C"],
    UNIT: "",
  };
  const spelled = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const dice = chance(seed, "x");
    const parameter = respellParameter(enumeration as RpcStruct, dice);
    assert.equal(Number(parameter.OPERATIONS), 7);
    assert.ok(["B", 1, "1"].includes(parameter.DEFAULT as string), JSON.stringify(parameter));
    assert.deepEqual(parameter.VALUE_LIST, ["A", "B", "C"]);
    const device = respellDevice({ ADDRESS: "X", CHILDREN: [], UPDATABLE: true }, chance(seed, "y"));
    assert.ok([true, 1, "1"].includes(device.UPDATABLE as number));
    const value = respellValue({ ...enumeration } as never, 2, chance(seed, "z"));
    assert.ok(value === 2 || value === "C");
    spelled.add(JSON.stringify([parameter, device, value]));
  }
  assert.ok(spelled.size > 10, "all alike");
});

test("the command line asks for it by a whole number", () => {
  assert.deepEqual(parseCommandLine(["--unkind", "7"])?.unkind, { seed: 7 });
  assert.equal(parseCommandLine([])?.unkind, undefined);
  assert.throws(() => parseCommandLine(["--unkind", "much"]), /--unkind: "much" is not a whole number/);
});

test("a batch that comes twice is the same to the last byte, and its first sender has hung up", async (t) => {
  const b = await bench(t, { unkind: { seed: 5, longestMs: 0, spare: ["LEQ0410001"] } });
  const server = await CallbackServer.open(t);
  await register(b, server, "BidCos-RF");
  for (let n = 0; n < 60; n++) {
    b.sim.control.setState("LEQ0410001:1", "STATE", n % 2 === 0);
    await b.sim.settled();
  }
  const batches = server.received.map(({ params }) => JSON.stringify(params));
  const twice = batches.filter((batch, n) => n > 0 && batch === batches[n - 1]);
  assert.ok(twice.length > 0 && twice.length < 20, String(twice.length));
});

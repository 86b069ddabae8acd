/** Devices from files, and the command line. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { RpcStruct } from "../../adapters/ccu/codec/value.ts";
import { startSimulator } from "../../local/simulator/index.ts";
import { introduction, parseCommandLine } from "../../local/simulator/program.ts";
import { bench } from "./support.ts";

const hmip = {
  type: "HmIP-TEST",
  descriptions: [
    {
      ADDRESS: "VCU0000001",
      TYPE: "HmIP-TEST",
      PARENT: "",
      CHILDREN: ["VCU0000001:0", "VCU0000001:1"],
      PARAMSETS: ["MASTER"],
      VERSION: 3,
      FIRMWARE_UPDATE_STATE: "UP_TO_DATE",
      UPDATABLE: true,
    },
    { ADDRESS: "VCU0000001:0", TYPE: "MAINTENANCE", PARENT: "VCU0000001", PARAMSETS: ["MASTER", "VALUES"], VERSION: 3 },
    {
      ADDRESS: "VCU0000001:1",
      TYPE: "SWITCH_VIRTUAL_RECEIVER",
      PARENT: "VCU0000001",
      PARAMSETS: ["VALUES", "LINK"],
      VERSION: 3,
    },
  ],
  paramsets: {
    "VCU0000001:0": {
      VALUES: { UNREACH: { TYPE: "BOOL", OPERATIONS: 5, FLAGS: 9, DEFAULT: false, MIN: false, MAX: true } },
    },
    "VCU0000001:1": {
      VALUES: {
        STATE: { TYPE: "BOOL", OPERATIONS: 7, FLAGS: 1, DEFAULT: false, MIN: false, MAX: true, UNIT: null },
        PROCESS: {
          TYPE: "ENUM",
          OPERATIONS: 5,
          FLAGS: 1,
          DEFAULT: "STABLE",
          MIN: "STABLE",
          MAX: "NOT_STABLE",
          VALUE_LIST: ["STABLE", "NOT_STABLE"],
        },
        LEVEL: { TYPE: "FLOAT", OPERATIONS: 5, FLAGS: 1, DEFAULT: 0.5, MIN: 0, MAX: 1, SPECIAL: { OLD_LEVEL: 1.005 } },
        unknown: "not a description",
      },
    },
  },
};
const wired = {
  type: "HMW-TEST",
  descriptions: [
    { ADDRESS: "VCU0000002", TYPE: "HMW-TEST", PARENT: "", PARAMSETS: ["MASTER"], VERSION: 1, UPDATABLE: 0 },
  ],
  paramsets: {},
};

async function folder(t: TestContext, files: Record<string, unknown>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "ccu-devices-"));
  t.after(() => rm(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return path;
}

test("each device is served on the interface that its description tells, with values from the defaults", async (t) => {
  const b = await bench(t, { descriptions: await folder(t, { "a.json": hmip, "b.json": wired, "notes.txt": "" }) });
  assert.deepEqual(Object.keys(b.sim.ports).sort(), ["BidCos-Wired", "HmIP-RF", "json", "rega"]);
  assert.equal(((await b.call("HmIP-RF", "listDevices")) as unknown[]).length, 3);
  assert.equal(((await b.call("BidCos-Wired", "listDevices")) as unknown[]).length, 1);
  assert.equal(await b.call("HmIP-RF", "getValue", "VCU0000001:1", "LEVEL"), 0.5);
  assert.equal(await b.call("HmIP-RF", "getValue", "VCU0000001:1", "PROCESS"), 0);
  const set = (await b.call("HmIP-RF", "getParamsetDescription", "VCU0000001:1", "VALUES")) as RpcStruct;
  assert.deepEqual(Object.keys(set), ["STATE", "PROCESS", "LEVEL"]);
  assert.deepEqual((set.LEVEL as RpcStruct).SPECIAL, [{ ID: "OLD_LEVEL", VALUE: 1.005 }]);
  assert.ok(!("UNIT" in (set.STATE as RpcStruct)));
  await assert.rejects(b.call("HmIP-RF", "getParamsetDescription", "VCU0000001:0", "MASTER"), { code: -3 });
});

test("a channel type that is known acts as such", async (t) => {
  const b = await bench(t, { descriptions: await folder(t, { "a.json": hmip }) });
  await b.call("HmIP-RF", "setValue", "VCU0000001:1", "STATE", true);
  await b.sim.settled();
  assert.equal(b.sim.world.value("VCU0000001:1", "STATE"), true);
});

test("a file that is no device file is named", async (t) => {
  const broken = await folder(t, { "bad.json": "{" });
  await assert.rejects(startSimulator({ descriptions: broken }), /bad\.json/);
  const strange = await folder(t, { "odd.json": { hello: 1 } });
  await assert.rejects(startSimulator({ descriptions: strange }), /odd\.json is not a device file/);
  await assert.rejects(startSimulator({ descriptions: await folder(t, {}) }), /holds no \.json files/);
});

test("a port that is taken is told, and nothing stays open", async (t) => {
  const b = await bench(t);
  await assert.rejects(startSimulator({ ports: { "HmIP-RF": b.sim.ports["HmIP-RF"] ?? 0 } }), { code: "EADDRINUSE" });
});

test("the command line", async (t) => {
  assert.equal(parseCommandLine(["--help"]), undefined);
  const options = parseCommandLine(["--seed", "5", "--ports", "BidCos-RF=2001,json=8088", "--quiet"]);
  assert.deepEqual(options?.ports, { "BidCos-RF": 2001, json: 8088 });
  assert.equal(options?.seed, 5);
  assert.equal(options?.live, false);
  assert.throws(() => parseCommandLine(["--seed", "five"]), /--seed/);
  assert.throws(() => parseCommandLine(["--ports", "json"]), /--ports/);
  assert.throws(() => parseCommandLine(["--sead", "5"]), /--sead/);
  const { sim } = await bench(t);
  assert.match(introduction(sim), /CCU_ANYWHERE_CENTRALS='\[\{"name":"demo"/);
});

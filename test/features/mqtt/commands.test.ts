/** Commands by MQTT: the same use cases as everywhere, hostile payloads, and nothing that was wanted long ago. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { COMMANDS_AT_ONCE } from "../../../handlers/features/mqtt/home/incoming/inbox.ts";
import { PAYLOAD_LIMIT, readPayload } from "../../../handlers/features/mqtt/home/incoming/payload.ts";
import { Refusal } from "../../../handlers/kernel/problem.ts";
import { DIMMER } from "../../conformance/household.ts";
import { MemoryBroker } from "../../support/memory-broker.ts";
import { BASE, mqttBench } from "./bench.ts";

const VALUE = `ccu-main/ccu-main-HmIP-RF/${DIMMER}/1/values`;
const last = <T>(all: readonly T[]): T | undefined => all.at(-1);

test("values: bare, as JSON, as a member; by the types of the description", async (t) => {
  const { command, world, look } = await mqttBench(t);
  await look();
  const cases: [topic: string, payload: string, value: unknown][] = [
    ["LEVEL", "0.5", 0.5],
    ["LEVEL", '{"value": 1}', 1],
    ["STATE", "true", true],
    ["STATE", "OFF", false],
    ["MODE", "PARTY", "PARTY"],
    ["MODE", '"AUTO"', "AUTO"],
    ["COUNT", " 7 ", 7],
    ["LABEL", "1.0", "1.0"],
    ["LABEL", '"in quotes"', "in quotes"],
  ];
  for (const [parameter, payload, value] of cases) {
    world.main.calls.length = 0;
    await command(`${VALUE}/${parameter}/set`, payload);
    assert.deepEqual(
      world.main.writes().map(({ args }) => (args[3] as { value: unknown }).value),
      [value],
      `${parameter} ${payload}`,
    );
  }
});

test("every write is audited as MQTT's, and has a deadline", async (t) => {
  const { command, world, look, outcomes } = await mqttBench(t);
  await look();
  await command(`${VALUE}/LEVEL/set`, "0.5");
  const { items } = await world.store.list<{ user: string; action: string }>("audit");
  assert.deepEqual(
    items.map(({ value }) => [value.user, value.action]),
    [["mqtt", "data_point_write"]],
  );
  assert.deepEqual(outcomes(), [{ topic: `${BASE}/${VALUE}/LEVEL/set`, ok: true }]);
});

test("zigbee2mqtt#8126: a retained command is not done, neither at the start nor when the broker is back", async (t) => {
  const broker = new MemoryBroker();
  broker.publish(`${BASE}/${VALUE}/STATE/set`, "true", true);
  const { world, look, settle } = await mqttBench(t, { broker });
  await look();
  broker.restart({ forgets: false });
  await settle();
  assert.deepEqual(world.main.writes(), []);
  assert.ok(world.logged.some((line) => line.includes("retained")));
});

test("a broker that delivers a message once for each subscription makes nothing happen twice", async (t) => {
  const { command, world, settle } = await mqttBench(t);
  // while leftovers are looked for, there are more subscriptions than ever
  await settle(0);
  await command(`${VALUE}/STATE/set`, "true");
  assert.equal(world.main.writes().length, 1);
});

test("what is wrong is refused with a reason, and does nothing", async (t) => {
  const { command, world, look, outcomes } = await mqttBench(t);
  await look();
  const refused: [topic: string, payload: string, status: number][] = [
    [`${VALUE}/LEVEL/set`, "1.01", 400],
    [`${VALUE}/LEVEL/set`, "", 400],
    [`${VALUE}/POWER/set`, "1", 400],
    [`${VALUE}/NOPE/set`, "1", 404],
    ["ccu-main/ccu-main-HmIP-RF/0000FFFF000000/1/values/LEVEL/set", "1", 404],
    [`nowhere/x/${DIMMER}/1/values/LEVEL/set`, "1", 400],
    [`ccu-main/ccu-main-HmIP-RF/${DIMMER}/2/values/LEVEL/set`, "1", 423],
    [`ccu-main/ccu-main-HmIP-RF/${DIMMER}/1/custom/light/set`, "turn_on", 404],
    ["ccu-main/hub/sysvars/Nothing/set", "1", 404],
    ["ccu-main/hub/sysvars/Mode/set", "Lunch", 422],
    ["ccu-main/hub/programs/9/trigger", "", 404],
    ["ccu-main/hub/programs/3001/set", "perhaps", 400],
    ["ccu-main/hub/install_mode/ccu-main-CUxD/set", "true", 422],
    // a misspelt member is not left out in silence: the program would run without its conditions
    ["ccu-main/hub/programs/3001/trigger", '{"check_condition":true}', 400],
    ["ccu-main/hub/programs/3001/trigger", '{"check_conditions":"true"}', 400],
    ["ccu-main/hub/install_mode/ccu-main-HmIP-RF/set", '{"active":true,"minutes":1}', 400],
    ["ccu-main/hub/install_mode/ccu-main-HmIP-RF/set", '{"active":true,"seconds":"60"}', 400],
    [`ccu-main/ccu-main-HmIP-RF/${DIMMER}/update/set`, "explode", 422],
  ];
  for (const [topic, payload, status] of refused) {
    await command(topic, payload);
    const outcome = last(outcomes());
    assert.deepEqual([outcome?.topic, outcome?.ok, outcome?.status], [`${BASE}/${topic}`, false, status], topic);
    assert.ok(outcome?.detail, topic);
  }
  assert.deepEqual(world.main.writes(), []);
});

test("variables, programs, install mode, configuration", async (t) => {
  const { command, world, look, outcomes } = await mqttBench(t);
  await look();
  await command("ccu-main/hub/sysvars/Mode/set", "Away");
  await command("ccu-main/hub/sysvars/Note für alle/set", "007");
  await command("ccu-main/hub/programs/3001/trigger", "PRESS");
  await command("ccu-main/hub/programs/3001/set", "false");
  await command("ccu-main/hub/install_mode/ccu-main-HmIP-RF/set", '{"active":true,"seconds":30}');
  await command(`ccu-main/ccu-main-HmIP-RF/${DIMMER}/1/master/CYCLIC_INFO_MSG/set`, "2");
  assert.deepEqual(
    world.main.writes().map(({ method, args }) => [method, ...args.slice(0, 4)]),
    [
      ["setSysvar", "Mode", "LIST", 2],
      ["setSysvar", "Note für alle", "STRING", "007"],
      ["executeProgram", 3001, false],
      ["setProgramActive", 3001, false],
      ["setInstallMode", "HmIP-RF", true, 30, undefined],
      ["putParamset", "HmIP-RF", `${DIMMER}:1`, "MASTER", { CYCLIC_INFO_MSG: { type: "INTEGER", value: 2 } }],
    ].map((row) => row.slice(0, 5)),
  );
  assert.ok(outcomes().every(({ ok }) => ok));
});

test("a CCU that refuses is told as that, and the value goes back", async (t) => {
  const { command, world, look, outcomes, state } = await mqttBench(t);
  await look();
  world.main.fail("transport");
  await command(`${VALUE}/LEVEL/set`, "0.9");
  assert.equal(last(outcomes())?.status, 502);
  assert.equal(state(`${VALUE}/LEVEL`).value, 0.5);
});

test(`${COMMANDS_AT_ONCE} commands at a time, the next one is refused`, async (t) => {
  const { broker, world, look, settle, outcomes } = await mqttBench(t);
  await look();
  world.main.hang(() => {});
  for (let one = 0; one <= COMMANDS_AT_ONCE; one++) broker.publish(`${BASE}/ccu-main/hub/programs/3001/trigger`, "");
  await settle();
  assert.deepEqual(
    outcomes().map(({ status }) => status),
    [429],
  );
});

test(`payloads of ${PAYLOAD_LIMIT} bytes are read, one more is refused; garbage never breaks anything`, () => {
  const status = (bytes: Uint8Array) => {
    try {
      readPayload(bytes);
      return 200;
    } catch (error) {
      return error instanceof Refusal ? error.status : 500;
    }
  };
  assert.equal(status(Buffer.alloc(PAYLOAD_LIMIT, 0x20)), 200);
  assert.equal(status(Buffer.alloc(PAYLOAD_LIMIT + 1, 0x20)), 400);
  assert.equal(status(Buffer.from([0xff, 0xfe])), 400);
  assert.equal(status(Buffer.from("[".repeat(5_000) + "]".repeat(5_000))), 400);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => [200, 400].includes(status(bytes))));
});

test("a prototype's members are no arguments and no operations", async (t) => {
  const { command, world, look, outcomes } = await mqttBench(t);
  await look();
  const group = "ccu-main/ccu-main-VirtualDevices/INT0000001/1/custom/climate_rf/set";
  for (const [topic, payload] of [
    [group, "constructor"],
    [`${group}/__proto__`, "{}"],
    [`${group}/toString`, ""],
    [group, '{"operation":"hasOwnProperty"}'],
  ] as const) {
    await command(topic, payload);
    assert.equal(last(outcomes())?.status, 400, topic);
  }
  assert.deepEqual(world.main.writes(), []);
});

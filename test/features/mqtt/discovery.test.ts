/** Home Assistant discovery over time: restarts, renames, removals, brokers that forget. Numbers are reports of real users. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BIRTH_PAUSE_MS, LEFTOVERS_EVERY_MS } from "../../../handlers/features/mqtt/home/session.ts";
import { CONTACT, DIMMER, REMOTE } from "../../conformance/household.ts";
import { TOLD, tell } from "../../conformance/world.ts";
import { MemoryBroker } from "../../support/memory-broker.ts";
import { BASE, mqttBench } from "./bench.ts";

const LEVEL = `loom_${DIMMER.toLowerCase()}_1_level`;
const device = (address: string, iface = "HmIP-RF") => `ccu-main/ccu-main-${iface}/${address}`;

test("every entity is one that Home Assistant takes, nothing complains, ids are unique", async (t) => {
  const { homeAssistant, look, world } = await mqttBench(t);
  await look();
  assert.ok(homeAssistant.entities.size > 40);
  assert.deepEqual(homeAssistant.complaints, []);
  assert.deepEqual(world.logged, []);
  for (const entity of homeAssistant.entities.values()) {
    assert.ok(homeAssistant.isAvailable(entity), entity.topic);
    homeAssistant.stateOf(entity);
  }
});

test("what happens in the home is seen, and only that is published", async (t) => {
  const { homeAssistant, look, settle, world, broker } = await mqttBench(t);
  await look();
  const level = homeAssistant.find(LEVEL);
  assert.deepEqual(homeAssistant.stateOf(level), { state: 50 });
  broker.seen.length = 0;
  world.main.listener.events("HmIP-RF", [{ address: `${DIMMER}:1`, parameter: "LEVEL", value: 0.25 }]);
  await settle();
  assert.deepEqual(homeAssistant.stateOf(level), { state: 25 });
  assert.deepEqual(
    broker.seen.map(({ topic }) => topic),
    [`${BASE}/${device(DIMMER)}/1/values/LEVEL`],
  );
  broker.seen.length = 0;
  for (let times = 0; times < 3; times++) await look();
  assert.deepEqual(
    broker.seen.map(({ topic }) => topic).filter((topic) => !topic.includes("/system/")),
    [],
    "nothing is published again without a change",
  );
});

test("zigbee2mqtt#14387, #9629: a broker that restarts and has forgotten everything gets everything again", async (t) => {
  const { broker, homeAssistant, look, settle } = await mqttBench(t);
  await look();
  const before = new Map(broker.retained);
  broker.restart({ forgets: true });
  await settle();
  for (const [topic, payload] of before) assert.equal(broker.retained.get(topic), payload, topic);
  assert.equal(broker.retained.get(`${BASE}/bridge/status`), "online");
  assert.ok([...homeAssistant.entities.values()].every((entity) => homeAssistant.isAvailable(entity)));
});

test("Home Assistant's birth: configurations and states are published again; its death and an old birth are none", async (t) => {
  const { broker, look, settle } = await mqttBench(t);
  await look();
  const configs = () => broker.seen.filter(({ topic }) => topic.startsWith("homeassistant/")).length;
  broker.seen.length = 0;
  broker.publish("homeassistant/status", "offline");
  await settle(BIRTH_PAUSE_MS);
  assert.equal(configs(), 0);
  broker.publish("homeassistant/status", "online");
  await settle(BIRTH_PAUSE_MS);
  assert.equal(configs(), [...broker.retained.keys()].filter((topic) => topic.startsWith("homeassistant/")).length);
  assert.ok(broker.seen.some(({ topic }) => topic === `${BASE}/${device(DIMMER)}/1/values/LEVEL`));
});

test("zigbee2mqtt#2440, #5150: a rename changes the name and nothing else: no id, no topic, nothing stale", async (t) => {
  const { homeAssistant, look, world, broker } = await mqttBench(t);
  await look();
  const before = homeAssistant.find(LEVEL);
  const topics = [...broker.retained.keys()].sort();
  world.main.listener.hub({
    names: { [DIMMER]: { name: "Reading lamp" }, [`${DIMMER}:1`]: { name: "Reading lamp:1" } },
  });
  await look();
  const after = homeAssistant.find(LEVEL);
  assert.equal((after.config.device as { name: string }).name, "Reading lamp");
  assert.deepEqual([after.topic, after.config.unique_id], [before.topic, before.config.unique_id]);
  assert.deepEqual(
    (after.config.device as { identifiers: string[] }).identifiers,
    (before.config.device as { identifiers: string[] }).identifiers,
  );
  assert.deepEqual([...broker.retained.keys()].sort(), topics);
});

test("zigbee2mqtt#4290: a device that is removed leaves nothing", async (t) => {
  const { homeAssistant, look, world, broker } = await mqttBench(t);
  await look();
  const own = () => [...broker.retained.keys()].filter((topic) => topic.includes(REMOTE));
  assert.ok(own().length > 5);
  world.main.listener.removed("HmIP-RF", [REMOTE]);
  await look();
  assert.deepEqual(own(), []);
  assert.ok([...homeAssistant.entities.keys()].every((topic) => !topic.includes(REMOTE)));
});

test("a hidden channel, a renamed and a deleted variable leave nothing; the variable keeps its id", async (t) => {
  const { homeAssistant, look, world, broker } = await mqttBench(t);
  await look();
  const holiday = homeAssistant.find("loom_1234567890_sysvar_4001");
  const hub = await world.home.hub("ccu-main");
  const sysvars = hub.sysvars.filter(({ id }) => id !== 4003);
  world.main.listener.hub({
    sysvars: sysvars.map((sysvar) => (sysvar.id === 4001 ? { ...sysvar, name: "Ferien/Urlaub" } : sysvar)),
  });
  await look();
  const renamed = homeAssistant.find("loom_1234567890_sysvar_4001");
  assert.equal(renamed.topic, holiday.topic);
  assert.equal(renamed.config.name, "Ferien/Urlaub");
  assert.deepEqual(homeAssistant.stateOf(renamed), { state: "ON" });
  const left = [...broker.retained.keys()].filter((topic) => /Holiday|Setpoint/.test(topic));
  assert.deepEqual(left, []);
});

test("leftovers of an earlier run go when the CCU has told everything, and not before; foreign ones stay", async (t) => {
  const broker = new MemoryBroker();
  const stale = "homeassistant/switch/ccu-main_0000DEAD/loom_0000dead_4/config";
  const config = (base: string) =>
    JSON.stringify({
      unique_id: `${base}_0000dead_4`,
      name: null,
      device: { identifiers: ["x"], name: "Gone" },
      origin: { name: "CCU Anywhere" },
      state_topic: `${base}/ccu-main/ccu-main-HmIP-RF/0000DEAD/4/custom/switch`,
      command_topic: "x",
    });
  const foreign = "homeassistant/switch/other_0000BEEF/x/config";
  const zigbee = "homeassistant/switch/0x00158d/light/config";
  broker.publish(stale, config(BASE), true);
  broker.publish(foreign, config("another-base"), true);
  broker.publish(zigbee, config("zigbee2mqtt").replace("CCU Anywhere", "Zigbee2MQTT"), true);
  broker.publish(`${BASE}/ccu-main/ccu-main-HmIP-RF/0000DEAD/4/values/STATE`, "{}", true);
  broker.publish(`${BASE}/ccu-main/ccu-main-HmIP-RF/0000DEAD/channels/4/STATE/state`, "{}", true);
  broker.publish(`${BASE}/removed-ccu/hub/sysvars/x/state`, "{}", true);
  const starting = await mqttBench(t, { broker, world: "starting" });
  await starting.settle(LEFTOVERS_EVERY_MS);
  assert.ok(broker.retained.has(stale), "nobody knows yet what is gone");
  await starting.stop();
  const { settle, look } = await mqttBench(t, { broker });
  await look();
  await settle(LEFTOVERS_EVERY_MS);
  assert.deepEqual(
    [...broker.retained.keys()].filter((topic) => /DEAD|BEEF|0x00158d|removed-ccu/.test(topic)).sort(),
    [zigbee, foreign].sort(),
  );
});

test("what is in a list that could not be read is no leftover: it stays until the list is there", async (t) => {
  const broker = new MemoryBroker();
  const first = await mqttBench(t, { broker });
  await first.look();
  await first.stop();
  const ofVariables = () => [...broker.retained.keys()].filter((topic) => /ccu-main.*sysvar/.test(topic)).sort();
  const before = ofVariables();
  assert.ok(before.some((topic) => topic.startsWith("homeassistant/")) && before.length > 6, before.join());
  const { look, settle, world } = await mqttBench(t, { broker, world: "starting" });
  const { sysvars, ...hub } = TOLD["ccu-main"]!.hub;
  tell(world.main, { ...TOLD["ccu-main"]!, hub });
  tell(world.attic);
  await look();
  await settle(LEFTOVERS_EVERY_MS);
  assert.equal((await world.home.centrals()).find(({ name }) => name === "ccu-main")?.phase, "ready");
  assert.deepEqual(ofVariables(), before);
  world.main.listener.hub({ sysvars: sysvars!.slice(0, 1) });
  await look();
  await settle(LEFTOVERS_EVERY_MS);
  const now = ofVariables();
  assert.ok(now.length > 0 && now.length < before.length, `${now.length} of ${before.length}`);
});

test("core#137193: a restart of the program changes no configuration", async (t) => {
  const broker = new MemoryBroker();
  const first = await mqttBench(t, { broker });
  await first.look();
  const before = new Map([...broker.retained].filter(([topic]) => topic.startsWith("homeassistant/")));
  await first.stop();
  assert.equal(broker.retained.get(`${BASE}/bridge/status`), "offline");
  assert.deepEqual(new Map([...broker.retained].filter(([topic]) => topic.startsWith("homeassistant/"))), before);
  const second = await mqttBench(t, { broker });
  await second.look();
  assert.deepEqual(new Map([...broker.retained].filter(([topic]) => topic.startsWith("homeassistant/"))), before);
  assert.equal(second.homeAssistant.news, before.size);
});

test("zigbee2mqtt#167, #128: the second press of a key is heard like the first, and none is retained", async (t) => {
  const { homeAssistant, look, world, broker, settle } = await mqttBench(t);
  await look();
  for (let press = 0; press < 2; press++) {
    world.main.listener.events("HmIP-RF", [{ address: `${REMOTE}:1`, parameter: "PRESS_SHORT", value: true }]);
    await settle();
  }
  const key = `loom_event_group_keypress_${REMOTE.toLowerCase()}_1`;
  assert.deepEqual(homeAssistant.events, [
    { id: key, type: "press_short" },
    { id: key, type: "press_short" },
  ]);
  assert.equal(broker.retained.has(`${BASE}/${device(REMOTE)}/1/event`), false);
  broker.restart({ forgets: false });
  await settle();
  assert.equal(homeAssistant.events.length, 2, "a press is not told again");
});

test("pubsubclient#650: an old last will that comes late does not leave everything unavailable", async (t) => {
  const { broker, homeAssistant, look, settle } = await mqttBench(t);
  await look();
  broker.publish(`${BASE}/bridge/status`, "offline", true);
  await settle();
  assert.equal(broker.retained.get(`${BASE}/bridge/status`), "online");
  assert.ok(homeAssistant.isAvailable(homeAssistant.find(LEVEL)));
});

test("a device out of reach is unavailable, and that alone", async (t) => {
  const { homeAssistant, look, world, settle } = await mqttBench(t);
  await look();
  world.main.listener.events("HmIP-RF", [{ address: `${DIMMER}:0`, parameter: "UNREACH", value: true }]);
  await settle();
  assert.equal(homeAssistant.isAvailable(homeAssistant.find(LEVEL)), false);
  assert.equal(homeAssistant.isAvailable(homeAssistant.find(`loom_${CONTACT.toLowerCase()}_1_state`)), true);
});

test("discovery without the raw tree publishes what it speaks of, and nothing else", async (t) => {
  const { broker, look, homeAssistant, command, world } = await mqttBench(t, { settings: { raw_enabled: false } });
  await look();
  assert.deepEqual(homeAssistant.complaints, []);
  const spoken = new Set(
    [...homeAssistant.entities.values()].flatMap(({ config }) => [
      ...Object.values(config).filter((value) => typeof value === "string"),
      ...((config.availability ?? []) as { topic: string }[]).map(({ topic }) => topic),
    ]),
  );
  for (const topic of broker.retained.keys())
    if (!topic.startsWith("homeassistant/") && !topic.startsWith(`${BASE}/bridge/`))
      assert.ok(spoken.has(topic), topic);
  await command(`${device(DIMMER)}/1/values/LEVEL/set`, "0.5");
  await command(`${device(DIMMER)}/1/master/CYCLIC_INFO_MSG/set`, "1");
  assert.deepEqual(
    world.main.writes().map(({ method }) => method),
    ["setValue"],
  );
});

test("the raw tree without discovery tells Home Assistant nothing", async (t) => {
  const { broker, look } = await mqttBench(t, { settings: { discovery_enabled: false } });
  await look();
  assert.deepEqual(
    [...broker.retained.keys()].filter((topic) => topic.startsWith("homeassistant/")),
    [],
  );
  const config = JSON.parse(broker.retained.get(`${BASE}/${device(DIMMER)}/1/values/LEVEL/config`) ?? "{}");
  assert.deepEqual([config.type, config.unit, config.max], ["FLOAT", "%", 1]);
});

test("two CCUs with the same addresses: no id and no topic twice", async (t) => {
  const { homeAssistant, look } = await mqttBench(t, { world: "home" });
  await look();
  assert.deepEqual(homeAssistant.complaints, []);
  const centrals = new Set([...homeAssistant.entities.keys()].map((topic) => topic.split("/")[2]?.split("_")[0]));
  // the panels of the alarm belong to no CCU
  assert.deepEqual(centrals, new Set(["alarm", "ccu-main", "ccu-attic"]));
});

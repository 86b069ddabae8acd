/** Settings that change while the program runs, brokers that are away, and what is said of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { mqttEngines } from "../../../handlers/features/mqtt/home/engine.ts";
import { GOODBYE_MS } from "../../../handlers/features/mqtt/home/session.ts";
import { mqttSettings } from "../../../handlers/features/mqtt/settings.ts";
import { passwordOf, USERS, type World } from "../../conformance/world.ts";
import { basic } from "../../support/client.ts";
import { MemoryBroker } from "../../support/memory-broker.ts";
import { BASE, mqttBench, ON } from "./bench.ts";

async function ask(world: World, method: string, path: string) {
  const reply = await world.running.dispatch({
    method,
    path: `/api/v1${path}`,
    query: "",
    headers: basic(USERS.admin, passwordOf("admin")),
    remote: "192.0.2.1",
    secure: false,
    body: async () => new Uint8Array(),
  });
  return { status: reply.status, body: JSON.parse(String(reply.body)) };
}
const mqttHealth = async (world: World) =>
  (await ask(world, "GET", "/health")).body.components.find((one: { name: string }) => one.name === "mqtt");

test("POST /admin/mqtt/reload connects anew: the new connection first, nobody sees it offline", async (t) => {
  const { broker, world, look } = await mqttBench(t);
  await look();
  const statuses: string[] = [];
  broker.watch((topic, payload) => topic === `${BASE}/bridge/status` && statuses.push(payload));
  const { status, body } = await ask(world, "POST", "/admin/mqtt/reload");
  await look();
  assert.deepEqual([status, body.reloaded], [200, true]);
  assert.equal(broker.connected, 1);
  assert.equal(broker.logins.length, 2);
  assert.equal(statuses.at(-1), "online");
  assert.deepEqual(await mqttHealth(world), {
    name: "mqtt",
    status: "healthy",
    recorded_at: "2026-01-01T12:00:10.020Z",
  });
});

test("where the broker refuses, the former connection stays and the answer is 503", async (t) => {
  const { broker, world, look, command } = await mqttBench(t);
  await look();
  broker.refuses = "bad user name or password";
  const { status, body } = await ask(world, "POST", "/admin/mqtt/reload");
  assert.deepEqual([status, body.code], [503, "service_unready"]);
  assert.match(body.detail, /bad user name or password/);
  assert.equal(broker.connected, 1);
  await command("ccu-main/hub/programs/3001/trigger", "");
  assert.equal(world.main.writes().length, 1);
});

test("a setting that changes acts at once", async (t) => {
  const { broker, sections, look, homeAssistant } = await mqttBench(t);
  await look();
  sections.change("north.mqtt", { ...ON, topic_base: "haus/ccu" });
  await look();
  const left = [...broker.retained.keys()].filter((topic) => topic.startsWith(`${BASE}/`));
  assert.deepEqual(left, [], "nothing stays under the old root");
  assert.equal(broker.retained.get("haus/ccu/bridge/status"), "online");
  assert.ok([...homeAssistant.entities.values()].every((entity) => homeAssistant.isAvailable(entity)));
});

test("discovery that is switched off takes its entities along; the raw tree stays", async (t) => {
  const { broker, sections, look, homeAssistant } = await mqttBench(t);
  await look();
  sections.change("north.mqtt", { ...ON, discovery_enabled: false });
  await look();
  assert.equal(homeAssistant.entities.size, 0);
  assert.ok(broker.retained.size > 20);
});

test("the raw tree that is switched off leaves what Home Assistant reads", async (t) => {
  const { broker, sections, look, homeAssistant } = await mqttBench(t);
  await look();
  sections.change("north.mqtt", { ...ON, raw_enabled: false });
  await look();
  assert.deepEqual(
    [...broker.retained.keys()].filter((topic) => topic.endsWith("/info")),
    [],
  );
  assert.ok([...homeAssistant.entities.values()].every((entity) => homeAssistant.isAvailable(entity)));
  assert.deepEqual(homeAssistant.complaints, []);
});

test("switched off, it says that it is offline; the entities stay for the next time", async (t) => {
  const { broker, sections, look, homeAssistant, world } = await mqttBench(t);
  await look();
  const count = homeAssistant.entities.size;
  sections.change("north.mqtt", { ...ON, enabled: false });
  await look();
  assert.deepEqual([broker.connected, broker.retained.get(`${BASE}/bridge/status`)], [0, "offline"]);
  assert.equal(homeAssistant.entities.size, count);
  assert.equal(await mqttHealth(world), undefined);
});

test("a broker that is not there yet is tried again and again, and told in /health", async (t) => {
  const broker = new MemoryBroker();
  broker.refuses = "connection refused";
  const { world, settle, look } = await mqttBench(t, { broker });
  assert.deepEqual(
    [(await mqttHealth(world)).status, (await mqttHealth(world)).note],
    ["degraded", "connection refused"],
  );
  const { body, status } = await ask(world, "GET", "/health");
  assert.deepEqual([status, body.status], [200, "degraded"]);
  for (let second = 0; second < 10; second++) await settle(1_000);
  assert.ok(broker.logins.length > 2 && broker.logins.length < 8, `${broker.logins.length} attempts in ten seconds`);
  broker.refuses = undefined;
  await settle(60_000);
  await look();
  assert.equal((await mqttHealth(world)).status, "healthy");
});

test("a broker that allows no subscription still gets the states", async (t) => {
  const broker = new MemoryBroker();
  broker.refusesSubscriptions = true;
  const { look, world } = await mqttBench(t, { broker });
  await look();
  assert.ok(broker.retained.size > 50);
  const { engine } = world.running.site.state(mqttEngines);
  assert.ok((engine?.state().counters.mqtt_subscribe_failures ?? 0) >= 2);
});

test("a broker that takes no last words does not hold up the end", async (t) => {
  const { broker, look, stop, settle } = await mqttBench(t);
  await look();
  broker.isSilent = true;
  const ending = stop();
  await settle(GOODBYE_MS);
  await ending;
});

test("the password is in no log, no topic and no health", async (t) => {
  const broker = new MemoryBroker();
  broker.refuses = "no";
  const { world, look } = await mqttBench(t, { broker, settings: { username: "ccu", password: "canary-4712" } });
  await look();
  broker.refuses = undefined;
  await ask(world, "POST", "/admin/mqtt/reload");
  await look();
  assert.equal(broker.logins.at(-1)?.password, "canary-4712");
  const everything = JSON.stringify([world.logged, [...broker.retained], await ask(world, "GET", "/health")]);
  assert.equal(everything.includes("canary-4712"), false);
});

test("the section takes what the field's documentation says, and refuses what no broker can be", async () => {
  const { schema } = mqttSettings;
  assert.deepEqual(schema.parse({}), {
    enabled: false,
    broker_url: "",
    client_id: "",
    username: "",
    password: "",
    topic_base: "openccu-loom",
    raw_enabled: false,
    discovery_enabled: false,
    protocol_version: "5",
    payload_format: "",
    sub_devices_enabled: false,
    retain_cleanup_window_ms: 2_000,
  });
  const fault = (document: object) => schema.safeParse({ enabled: true, broker_url: "mqtt://h", ...document }).success;
  for (const url of ["tcp://h:1883", "mqtts://h", "ssl://h:8883", "tls://[fd00::1]:8883"])
    assert.ok(fault({ broker_url: url }), url);
  for (const url of ["", "http://h", "mqtt://", "h:1883", "mqtt://u:p@h", "mqtt://169.254.169.254"])
    assert.equal(fault({ broker_url: url }), false, url);
  for (const base of ["a/b", "haus"]) assert.ok(fault({ topic_base: base }), base);
  for (const base of ["", "/a", "a/", "a+", "#", "$SYS", "homeassistant", "x".repeat(129)])
    assert.equal(fault({ topic_base: base }), false, base);
  for (const window of [499, 30_001]) assert.equal(fault({ retain_cleanup_window_ms: window }), false);
  for (const window of [500, 30_000]) assert.ok(fault({ retain_cleanup_window_ms: window }));
  await setImmediate();
});

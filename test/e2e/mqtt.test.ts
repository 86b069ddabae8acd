/**
 * The home as Home Assistant has it by MQTT: the simulated CCU, the program at home and as a relay, a real broker
 * (Mosquitto where it is installed, with MQTT 5; else aedes), and a subscriber that behaves as Home Assistant does.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import mqtt from "mqtt";
import { type Entity, HomeAssistant, type Order } from "../features/mqtt/home-assistant.ts";
import { noMosquitto, secretOf, startMosquitto } from "../support/mosquitto.ts";
import { startPlainBroker } from "../support/plain-broker.ts";
import { afterwards, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { changingSections } from "../support/sections.ts";
import { createSkippingClock } from "../support/skipping-clock.ts";
import { PLACES } from "./places.ts";

/** Milliseconds by which motors are ahead at each look. */
const MOTOR_STEP_MS = 200;
const GOLDEN = join(import.meta.dirname, "..", "features", "mqtt", "unique-ids.json");

async function startBroker(t: TestContext) {
  const broker = noMosquitto
    ? await startPlainBroker()
    : await startMosquitto({ ccu: ["readwrite #"], ha: ["readwrite #"] });
  afterwards(t, () => broker.stop());
  const login = (user: string) => (noMosquitto ? {} : { username: user, password: secretOf(user) });
  return { url: broker.url, login, version: noMosquitto ? "3.1.1" : "5" };
}

async function startHomeAssistant(t: TestContext, url: string, login: object) {
  const homeAssistant = new HomeAssistant();
  const client = await mqtt.connectAsync(url, { ...login, clientId: "home-assistant" });
  afterwards(t, () => client.end(true));
  const faults: unknown[] = [];
  client.on("message", (topic, payload) => {
    try {
      homeAssistant.receive(topic, payload.toString());
    } catch (error) {
      faults.push(error);
    }
  });
  await client.subscribeAsync(["homeassistant/+/+/+/config", "openccu-loom/#"]);
  const send = ({ topic, payload }: Order) => client.publishAsync(topic, payload, { qos: 1 });
  return { homeAssistant, faults, send, client };
}

const id = (address: string, channel: number) => `loom_${address.toLowerCase()}_${channel}`;
/** One of each kind in the simulated household. */
const KINDS = {
  switch: id("0001D3C99C6A01", 3),
  dimmer: id("000858A9A7C303", 4),
  colour: id("0031A40999B904", 1),
  shutter: id("00111A49A4E405", 4),
  blind: id("0007DA498D5906", 4),
  garage: id("0034D3C98F0107", 1),
  thermostat: id("000A9D8997C101", 1),
  classic: id("MEQ1770006", 4),
  lock: id("002A60C99D1911", 1),
  siren: id("00245A499A7717", 3),
} as const;

for (const [where, start] of PLACES)
  test(`a household by MQTT, ${where}`, async (t) => {
    const broker = await startBroker(t);
    const { homeAssistant, faults, send, client } = await startHomeAssistant(t, broker.url, broker.login("ha"));
    const sections = changingSections({
      "north.mqtt": {
        enabled: true,
        broker_url: broker.url,
        ...broker.login("ccu"),
        protocol_version: broker.version,
        raw_enabled: true,
        discovery_enabled: true,
        retain_cleanup_window_ms: 500,
      },
    });
    const demoClock = createSkippingClock();
    const { url, headers } = await start(t, sections, { demoClock });
    const ask = (method: string, path: string) => call(url, method, path, { headers });
    await until("the home", async () => (await ask("GET", "/system/ccu")).body.entries?.[0]?.readiness.ready);
    const [ccu] = (await ask("GET", "/system/ccu")).body.entries;
    const central: string = ccu.central ?? ccu.name;
    const known = (uniqueId: string): Entity | undefined =>
      [...homeAssistant.entities.values()].find(({ config }) => config.unique_id === uniqueId);
    for (const [kind, uniqueId] of Object.entries(KINDS)) await until(kind, () => known(uniqueId));
    const entity = (kind: keyof typeof KINDS) => homeAssistant.find(KINDS[kind]);
    const state = (kind: keyof typeof KINDS) => homeAssistant.stateOf(entity(kind));
    /** Sends what a person chose and waits until it is seen. */
    const choose = async (what: string, order: Order, seen: () => unknown) => {
      await send(order);
      await until(what, async () => seen());
    };

    await choose(
      "the socket on",
      homeAssistant.order(entity("switch"), "command_topic", "turn_on"),
      () => state("switch").state === "ON",
    );
    await choose(
      "and off",
      homeAssistant.order(entity("switch"), "command_topic", "turn_off"),
      () => state("switch").state === "OFF",
    );

    const light = (json: object): Order => ({
      topic: String(entity("dimmer").config.command_topic),
      payload: JSON.stringify(json),
    });
    await choose(
      "the dimmer at half",
      light({ state: "ON", brightness: 128 }),
      () => state("dimmer").brightness === 128,
    );
    await choose(
      "the dimmer off, slowly",
      light({ state: "OFF", transition: 1 }),
      () => state("dimmer").state === "OFF",
    );
    const colour = (json: object): Order => ({
      topic: String(entity("colour").config.command_topic),
      payload: JSON.stringify(json),
    });
    await choose("a blue light", colour({ state: "ON", color: { h: 240, s: 100 }, flash: "short" }), () => {
      const { color } = state("colour") as { color?: { h: number } };
      return color?.h === 240;
    });

    const shutter = entity("shutter");
    const began = Number(state("shutter").position);
    await choose(
      "the shutter closing",
      homeAssistant.order(shutter, "command_topic", shutter.config.payload_close),
      () => state("shutter").state === "closing",
    );
    await choose(
      "the shutter stopped on its way",
      homeAssistant.order(shutter, "command_topic", shutter.config.payload_stop),
      () => state("shutter").state === "open" && Number(state("shutter").position) <= began,
    );
    const near = Math.max(1, Number(state("shutter").position) - 3);
    await choose(
      `the shutter at ${near} %`,
      homeAssistant.setPosition(shutter, near),
      () => state("shutter").position === near && state("shutter").state === "open",
    );
    await choose("slats at 50 %", homeAssistant.setTilt(entity("blind"), 50), () => {
      demoClock.skip(MOTOR_STEP_MS);
      return state("blind").tilt === 50;
    });
    await choose("the garage open", homeAssistant.order(entity("garage"), "command_topic", "open"), () =>
      ["open", "opening"].includes(String(state("garage").state)),
    );

    await choose(
      "19 degrees",
      homeAssistant.order(entity("thermostat"), "temperature_command_topic", 19),
      () => state("thermostat").temperature === 19,
    );
    await choose(
      "by hand",
      homeAssistant.order(entity("thermostat"), "mode_command_topic", "heat"),
      () => state("thermostat").state === "heat",
    );
    await choose(
      "boost",
      homeAssistant.order(entity("thermostat"), "preset_mode_command_topic", "boost"),
      () => state("thermostat").preset === "boost",
    );
    await choose(
      "no preset",
      homeAssistant.order(entity("thermostat"), "preset_mode_command_topic", "none"),
      () => state("thermostat").preset !== "boost",
    );
    await choose(
      "away",
      homeAssistant.order(entity("thermostat"), "preset_mode_command_topic", "away"),
      () => state("thermostat").preset === "away",
    );
    await choose(
      "at home again",
      homeAssistant.order(entity("thermostat"), "preset_mode_command_topic", "none"),
      () => state("thermostat").preset !== "away",
    );
    await choose(
      "17 degrees in the old one",
      homeAssistant.order(entity("classic"), "temperature_command_topic", 17),
      () => state("classic").temperature === 17,
    );

    await choose("unlocked", homeAssistant.order(entity("lock"), "command_topic", "unlock"), () =>
      ["UNLOCKED", "UNLOCKING"].includes(String(state("lock").state)),
    );
    const raw = (address: string, rest: string) => `openccu-loom/${central}/${central}-HmIP-RF/${address}/${rest}`;
    const heard = (topic: string) => JSON.parse(homeAssistant.heard.get(topic) ?? "{}");
    const week = raw("000A9D8997C101", "1/week_profile");
    await until("the heating profile", () => heard(`${week}/state`).value === "P1");
    await choose(
      "another profile",
      { topic: `${week}/set`, payload: "P2" },
      () => heard(`${week}/state`).value === "P2",
    );
    const schedule = raw("000A9D8997C101", "1/schedule");
    await until("its schedule, which nobody asked the CCU for", () => heard(`${schedule}/attrs`).profiles?.P3);
    assert.ok(heard(`${schedule}/state`).value >= 0);
    const door = raw("0034D3C98F0107", "1/combined/DOOR_MODE");
    await choose("the garage closed, by its mode", { topic: `${door}/set`, payload: "CLOSED" }, () => {
      demoClock.skip(MOTOR_STEP_MS);
      return heard(door).value === "CLOSED";
    });

    const [tone] = entity("siren").config.available_tones as string[];
    await choose(
      "the siren",
      homeAssistant.order(entity("siren"), "command_topic", "turn_on", { tone, duration: 5 }),
      () => state("siren").state === "on",
    );
    await choose(
      "silence",
      homeAssistant.order(entity("siren"), "command_topic", "turn_off"),
      () => state("siren").state === "off",
    );

    assert.deepEqual(faults, []);
    assert.deepEqual(homeAssistant.complaints, []);
    for (const one of homeAssistant.entities.values()) homeAssistant.stateOf(one);
    const components = new Set([...homeAssistant.entities.values()].map(({ component }) => component));
    for (const component of [
      "climate",
      "cover",
      "event",
      "light",
      "lock",
      "siren",
      "switch",
      "update",
      "button",
      "number",
      "select",
    ])
      assert.ok(components.has(component), component);

    const ids = [...homeAssistant.entities.values()]
      .map(({ component, config }) => `${component} ${config.unique_id}`)
      .sort();
    if (where === "at home" && process.env.CCU_ANYWHERE_WRITE_GOLDEN)
      writeFileSync(GOLDEN, `${JSON.stringify(ids, null, 2)}\n`);
    assert.deepEqual(
      ids,
      JSON.parse(readFileSync(GOLDEN, "utf8")),
      "ids of entities are frozen: whoever changes one takes people's automations from them",
    );

    const before = homeAssistant.news;
    await client.publishAsync("homeassistant/status", "online", { qos: 1 });
    const count = homeAssistant.configs;
    await until("everything again", () => homeAssistant.configs >= count + homeAssistant.entities.size);
    assert.equal(homeAssistant.news, before, "and nothing of it is new");
    assert.equal(
      (await ask("GET", "/health")).body.components.find((one: { name: string }) => one.name === "mqtt")?.status ??
        "healthy",
      "healthy",
    );
    assert.equal((await ask("POST", "/admin/mqtt/reload")).body.reloaded, true);
    await until("online again", () => homeAssistant.heard.get("openccu-loom/bridge/status") === "online");
  });

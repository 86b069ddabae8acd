/** The alarm as Home Assistant has it: discovered, armed, raised, disarmed with a code that this program checks; over a real broker. */
import assert from "node:assert/strict";
import { test } from "node:test";
import mqtt from "mqtt";
import { HomeAssistant } from "../features/mqtt/home-assistant.ts";
import { noMosquitto, secretOf, startMosquitto } from "../support/mosquitto.ts";
import { startPlainBroker } from "../support/plain-broker.ts";
import { afterwards, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { changingSections } from "../support/sections.ts";
import { atHome } from "./places.ts";

const MOTION = "0011D89994A113:1";
const PIN = "4711";

test("the alarm by MQTT", async (t) => {
  const broker = noMosquitto
    ? await startPlainBroker()
    : await startMosquitto({ ccu: ["readwrite #"], ha: ["readwrite #"] });
  afterwards(t, () => broker.stop());
  const login = (username: string) => (noMosquitto ? {} : { username, password: secretOf(username) });
  const homeAssistant = new HomeAssistant();
  const retained = new Map<string, string>();
  const events: { type: string; changed_by?: string }[] = [];
  const outcomes: { ok: boolean; status?: number }[] = [];
  /** A connection for each filter: aedes drops a retained message that another one of the same connection has overtaken. */
  const listen = async (filter: string, heard: (topic: string, text: string) => void) => {
    const client = await mqtt.connectAsync(broker.url, login("ha"));
    afterwards(t, () => client.end(true));
    client.on("message", (topic, payload) => heard(topic, payload.toString()));
    await client.subscribeAsync(filter);
    return client;
  };
  for (const filter of ["openccu-loom/alarm/+/state", "openccu-loom/alarm/+/availability"])
    await listen(filter, (topic, text) => retained.set(topic, text));
  await listen("homeassistant/+/+/+/config", (topic, text) => homeAssistant.receive(topic, text));
  await listen("openccu-loom/alarm/+/event", (_topic, text) => events.push(JSON.parse(text)));
  const client = await listen("openccu-loom/bridge/command_outcome", (_topic, text) => outcomes.push(JSON.parse(text)));
  const protocol = noMosquitto ? { protocol_version: "3.1.1" } : {};
  const sections = changingSections({
    "north.mqtt": { enabled: true, broker_url: broker.url, ...login("ccu"), ...protocol, discovery_enabled: true },
  });
  const { url, headers, simulator } = await atHome(t, sections);
  const done = async (method: string, path: string, body?: unknown) => {
    const { status, body: answer } = await call(url, method, path, { headers, ...(body ? { body } : {}) });
    assert(status >= 200 && status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  await until(
    "the devices",
    async () => (await call(url, "GET", "/devices/0011D89994A113", { headers })).status === 200,
  );
  const { id: zone } = await done("POST", "/alarm/zones", { name: "House", config: { modes: { full: {} } } });
  await done("PUT", `/alarm/zones/${zone}/sensors`, [
    {
      ...{ id: "hall", name: "Hall", central: "demo", interface_id: "demo-HmIP-RF", channel_address: MOTION },
      ...{ parameter: "MOTION", type: "motion", config: { modes: ["full"] } },
    },
  ]);
  const perms = { arm: true, disarm: true, silence: true };
  await done("POST", "/alarm/codes", { name: "Anna", kind: "pin", pin: PIN, perms, enabled: true });

  const topic = (what: string) => `openccu-loom/alarm/${zone}/${what}`;
  const panel = await until("the panel", () =>
    [...homeAssistant.entities.values()].find(
      ({ component, config }) => component === "alarm_control_panel" && config.code_disarm_required === true,
    ),
  );
  assert.deepEqual(panel.config.supported_features, ["arm_away", "trigger"]);
  const isShown = (state: string) => until(state, () => retained.get(topic("state")) === state);
  await until("its health", () => retained.get(topic("availability")) === "online");
  await isShown("disarmed");
  const order = (payload: string) => client.publishAsync(topic("set"), payload, { qos: 1 });

  await order("ARM_AWAY");
  await isShown("armed_away");
  simulator?.control.setState(MOTION, "MOTION", true);
  await isShown("triggered");
  await order('{"action": "DISARM", "code": ""}');
  await until("a refusal without a code", () => outcomes.some(({ status }) => status === 403));
  await order('{"action": "DISARM", "code": "0000"}');
  await until("a refusal of a wrong code", () => outcomes.filter(({ status }) => status === 403).length === 2);
  assert.equal(retained.get(topic("state")), "triggered");
  await order(`{"action": "DISARM", "code": "${PIN}"}`);
  await isShown("disarmed");
  await until("the events", () => events.some(({ type }) => type === "DISARMED"));
  assert.deepEqual(
    events.map(({ type }) => type).filter((type) => type !== "SILENCED"),
    ["ARMED", "TRIGGER", "DISARMED"],
  );
  await done("DELETE", `/alarm/zones/${zone}`);
  await until("that the zone is gone", () => retained.get(topic("state")) === "");
  assert(![...homeAssistant.entities.values()].some(({ component }) => component === "alarm_control_panel"));
  assert(!JSON.stringify([events, outcomes]).includes(PIN), "a code is repeated nowhere");
});

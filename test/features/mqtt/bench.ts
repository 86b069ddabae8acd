/** The conformance suite's home with MQTT on, on a broker in memory. */
import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LOOK_EVERY_MS, SETTLE_MS } from "../../../handlers/features/mqtt/home/mirror.ts";
import { createWorld, type WorldKind } from "../../conformance/world.ts";
import { MemoryBroker } from "../../support/memory-broker.ts";
import { changingSections } from "../../support/sections.ts";
import { HomeAssistant } from "./home-assistant.ts";

export const BASE = "openccu-loom";
export const ON = {
  enabled: true,
  broker_url: "mqtt://192.0.2.9",
  client_id: "home",
  raw_enabled: true,
  discovery_enabled: true,
  retain_cleanup_window_ms: 500,
};

export async function mqttBench(
  t: TestContext,
  options: { settings?: object; world?: WorldKind; broker?: MemoryBroker } = {},
) {
  const broker = options.broker ?? new MemoryBroker();
  const homeAssistant = new HomeAssistant();
  broker.watch((topic, payload) => homeAssistant.receive(topic, payload));
  const sections = changingSections({ "north.mqtt": { ...ON, ...options.settings } });
  const world = await createWorld(options.world ?? "single", { sections, userBroker: broker });
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await world.stop();
  };
  t.after(stop);
  /** Lets everything happen that waits for no clock, and for what time is given. */
  const settle = async (ms = SETTLE_MS) => {
    for (let turn = 0; turn < 50; turn++) await setImmediate();
    world.clock.advance(ms);
    for (let turn = 0; turn < 50; turn++) await setImmediate();
  };
  await settle();
  return {
    broker,
    homeAssistant,
    world,
    sections,
    settle,
    /** As long as it takes until what no event tells is seen. */
    look: () => settle(LOOK_EVERY_MS),
    stop,
    state: (topic: string) => {
      const payload = broker.retained.get(`${BASE}/${topic}`);
      return payload === undefined ? undefined : JSON.parse(payload);
    },
    command: async (topic: string, payload: string, retain = false) => {
      broker.publish(topic.startsWith(BASE) ? topic : `${BASE}/${topic}`, payload, retain);
      await settle();
    },
    outcomes: () =>
      broker.seen
        .filter(({ topic }) => topic === `${BASE}/bridge/command_outcome`)
        .map(({ payload }) => JSON.parse(payload)),
  };
}

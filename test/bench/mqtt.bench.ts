/**
 * From a CCU's event to its topic on a broker of the user's: engine of the central, event sink, mirror of the home, mqtt.js.
 * Against mqtt.js alone that publishes the same payloads on the same topics. The broker is a process of its own (aedes).
 */
import { setImmediate as turn } from "node:timers/promises";
import mqtt from "mqtt";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createUserBroker } from "../../adapters/mqtt/user-broker.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { startMqtt } from "../../handlers/features/mqtt/home/engine.ts";
import { createCentralEngine } from "../../handlers/home/central.ts";
import { createEventSink } from "../../handlers/home/event-sink.ts";
import { fakeCcu } from "../home/support.ts";
import { silent } from "../stream/fakes.ts";
import { changingSections } from "../support/sections.ts";
import { createTestSite } from "../support/site.ts";
import { type Child, startChild } from "./child.ts";
import { CENTRAL, inventBundle } from "./home.ts";
import { compareRates, type Figure } from "./measure.ts";

/** Devices, of each of which one value changes in a round: nothing is folded into something newer. */
const DEVICES = 2_000;
/** Events of one batch, as a busy CCU sends them. */
const EVENTS = 10;
const INTERFACE = "HmIP-RF";
const ENDING = "/1/values/LEVEL";

async function startHome(url: string) {
  const home = createMemoryHome();
  const log = createMemoryEventLog();
  const events = createEventSink({ log, clock: systemClock, deliver: () => {}, logger: silent });
  const document = { enabled: true, broker_url: url, protocol_version: "3.1.1", raw_enabled: true };
  const sections = changingSections({ "north.mqtt": document });
  const site = { ...createTestSite(), clock: systemClock, log: silent, home, events, sections };
  const { store } = site;
  const config = { name: CENTRAL, host: "ccu.lan", interfaces: [INTERFACE] };
  const { ccu } = fakeCcu(CENTRAL);
  const engine = createCentralEngine({ ccu, home, store, events, clock: systemClock, log: silent, config });
  await engine.start();
  const bundles = Array.from({ length: DEVICES }, (_, index) => inventBundle(index));
  engine.listener.devices(bundles, true);
  const addresses = bundles.map(({ descriptions: [device] }) => device?.ADDRESS ?? "");
  const bridge = startMqtt(site, createUserBroker());
  return { engine, bridge, addresses, stop: async () => void (await Promise.all([bridge.stop(), engine.stop()])) };
}

/** Topics per second, until the broker has the last one. */
async function rateOf(broker: Child<unknown>, work: () => Promise<void>): Promise<number> {
  const got = broker.ask("got", { ending: ENDING, count: DEVICES });
  const start = performance.now();
  await work();
  await got;
  return (DEVICES * 1000) / (performance.now() - start);
}

export async function run(): Promise<Figure[]> {
  await using broker = await startChild<{ port: number }>("counting-broker");
  const url = `mqtt://127.0.0.1:${broker.started.port}`;
  const { engine, bridge, addresses, stop } = await startHome(url);
  const bare = await mqtt.connectAsync(url, { protocolVersion: 4, clientId: "bare" });
  const topics = addresses.map((address) => `bare/${CENTRAL}/${CENTRAL}-${INTERFACE}/${address}${ENDING}`);
  let round = 0;
  const change = async () => {
    round += 1;
    for (let at = 0; at < DEVICES; at += EVENTS) {
      const batch = addresses.slice(at, at + EVENTS);
      const value = (round % 100) / 100;
      engine.listener.events(
        INTERFACE,
        batch.map((address) => ({ address: `${address}:1`, parameter: "LEVEL", value })),
      );
      // the next batch of a CCU comes in another turn of the loop
      await turn();
    }
  };
  while (!bridge.state().isUp) await turn();
  const rates = await compareRates(
    () => rateOf(broker, change),
    () =>
      rateOf(broker, async () => {
        const at = Date.now() / 1000;
        const payload = JSON.stringify({ value: 0.5, available: true, modified_at: at, refreshed_at: at });
        for (const topic of topics) bare.publish(topic, payload, { qos: 0, retain: true });
      }),
    { rounds: 7, warmup: 3 },
  );
  await bare.endAsync();
  await stop();
  const name = `MQTT: an event of a CCU to its topic on a broker (${DEVICES} devices)`;
  // beside the sending: ingest of the event, 20 ms in which a report comes together, the whole device looked at anew
  const target = { at: "least", value: 0.1 } as const;
  return [{ name, unit: "topics/s", ...rates, target, note: "baseline: mqtt.js alone, the same topics and payloads" }];
}

/** Section `north.mqtt` of the configuration. Names and defaults: contract (config-fields). */
import { field, section } from "../../kernel/section.ts";
import { choice, flag, text, whole } from "../../kernel/section-kinds.ts";
import { brokerUrlFault } from "../shared/broker-url.ts";

/** Milliseconds of the sweep for what an earlier run left retained (contract). */
export const SWEEP_LEAST_MS = 500;
export const SWEEP_MOST_MS = 30_000;
/** Bytes of the topic root: MQTT takes 65,535 for a whole topic, brokers often less. */
const BASE_LIMIT = 128;

/** Why a text cannot be the root of all topics. */
export function topicBaseFault(base: string): string | undefined {
  if (base === "") return "is empty";
  if (/[+#\0]/.test(base)) return "must have no +, # or NUL in it";
  if (base.startsWith("$")) return "must not begin with $: brokers keep such topics for themselves";
  if (base.startsWith("/") || base.endsWith("/")) return "must neither begin nor end with a slash";
  if (base === "homeassistant" || base.startsWith("homeassistant/")) return "is where Home Assistant looks for devices";
  return Buffer.byteLength(base) > BASE_LIMIT ? `may have at most ${BASE_LIMIT} bytes` : undefined;
}

export const mqttSettings = section(
  "north.mqtt",
  () => ({
    enabled: field({ text: "The home is shown on a broker" }, flag(false)),
    broker_url: field({ text: "The broker: `mqtt://host:1883`, encrypted `mqtts://host:8883`" }, text()),
    client_id: field({ text: "Client id; empty: made up at each connection", class: "expert" }, text()),
    username: field({ text: "Its user" }, text()),
    password: field({ text: "Its password", class: "secret", sentTo: ["broker_url"] }, text()),
    topic_base: field({ text: "Root of all topics" }, text("openccu-loom")),
    raw_enabled: field({ text: "All values are published, with their descriptions" }, flag(false)),
    discovery_enabled: field({ text: "Home Assistant finds the devices by itself" }, flag(false)),
    protocol_version: field({ text: "MQTT protocol", class: "expert" }, choice(["5", "3.1.1"], "5")),
    payload_format: field({ text: "Accepted, without effect", class: "expert" }, text()),
    sub_devices_enabled: field(
      { text: "Groups of channels are devices of their own in Home Assistant", class: "expert" },
      flag(false),
    ),
    retain_cleanup_window_ms: field(
      { text: "Milliseconds for which retained leftovers of earlier runs are looked for", class: "expert" },
      whole(2_000, { min: SWEEP_LEAST_MS, max: SWEEP_MOST_MS }),
    ),
  }),
  ({ enabled, broker_url, topic_base }, context) => {
    const urlFault = broker_url === "" ? (enabled ? "is missing" : undefined) : brokerUrlFault(broker_url);
    if (urlFault !== undefined) context.addIssue({ code: "custom", path: ["broker_url"], message: urlFault });
    const baseFault = topicBaseFault(topic_base);
    if (baseFault !== undefined) context.addIssue({ code: "custom", path: ["topic_base"], message: baseFault });
  },
);
export type MqttSettings = ReturnType<typeof mqttSettings.schema.parse>;

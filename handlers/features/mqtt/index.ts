/** MQTT north: the home on a broker of the user's, with Home Assistant discovery. */
import { liveCapabilities } from "../../kernel/capabilities.ts";
import { type ComponentReport, componentFigures, componentReports } from "../../kernel/component-health.ts";
import type { Feature } from "../../kernel/feature.ts";
import type { Site } from "../../kernel/site.ts";
import { type MqttState, mqttEngines, startMqtt } from "./home/engine.ts";
import { mqttOperations } from "./operations.ts";
import { type MqttSettings, mqttSettings } from "./settings.ts";

function healthOf({ isOn, isUp, fault }: MqttState): ComponentReport | undefined {
  if (!isOn) return undefined;
  if (isUp) return { name: "mqtt", status: "healthy" };
  return { name: "mqtt", status: "degraded", note: fault ?? "not connected to the broker", noteKey: "mqtt_away" };
}

const figuresOf = ({ isOn, isUp, counters }: MqttState): Record<string, number> =>
  isOn
    ? {
        mqtt_connected: Number(isUp),
        ...Object.fromEntries(Object.entries(counters).map(([name, count]) => [`${name}_total`, count])),
      }
    : {};

/** `GET /info` says that Home Assistant finds the devices, as long as it does. */
function announce(site: Site): () => void {
  const tell = ({ enabled, discovery_enabled }: MqttSettings) => {
    if (enabled && discovery_enabled) site.state(liveCapabilities).add("mqtt.discovery.v1");
    else site.state(liveCapabilities).delete("mqtt.discovery.v1");
  };
  tell(site.sections.read(mqttSettings));
  return site.sections.observe(mqttSettings, tell);
}

export const mqtt: Feature = {
  name: "mqtt",
  operations: [...mqttOperations],
  commands: [],
  broadcasts: [],
  sections: [mqttSettings],
  start(site) {
    // without a broker's adapter this process speaks no MQTT: functions, tests, programs of others
    if (site.userBroker === undefined) return () => {};
    const engine = startMqtt(site, site.userBroker);
    site.state(mqttEngines).engine = engine;
    const reports = site.state(componentReports);
    reports.set("mqtt", () => healthOf(engine.state()));
    const figures = site.state(componentFigures);
    figures.set("mqtt", () => figuresOf(engine.state()));
    const silence = announce(site);
    return () => {
      silence();
      figures.delete("mqtt");
      reports.delete("mqtt");
      return engine.stop();
    };
  },
};

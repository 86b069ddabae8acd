/** MQTT north: the home on a broker of the user's, with Home Assistant discovery. */
import { type ComponentReport, componentReports } from "../../kernel/component-health.ts";
import type { Feature } from "../../kernel/feature.ts";
import { type MqttState, mqttEngines, startMqtt } from "./engine.ts";
import { mqttOperations } from "./operations.ts";
import { mqttSettings } from "./settings.ts";

function healthOf({ isOn, isUp, fault }: MqttState): ComponentReport | undefined {
  if (!isOn) return undefined;
  if (isUp) return { name: "mqtt", status: "healthy" };
  return { name: "mqtt", status: "degraded", note: fault ?? "not connected to the broker", noteKey: "mqtt_away" };
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
    return () => {
      reports.delete("mqtt");
      return engine.stop();
    };
  },
};

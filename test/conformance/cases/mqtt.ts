/** MQTT north. */
import { mqttEngines } from "../../../handlers/features/mqtt/home/engine.ts";
import type { Case } from "../case.ts";
import { UNREADY } from "./support.ts";

const RELOAD = "POST /admin/mqtt/reload";

/** It speaks to the broker: neither the CCU nor the store is asked. */
export const MQTT_WITHOUT_HOME = [RELOAD];

export const mqttCases: Case[] = [
  {
    operation: RELOAD,
    case: "where MQTT is off there is no connection afterwards",
    expect: { status: 200, body: { reloaded: false, took_ms: 0 } },
  },
  {
    operation: RELOAD,
    case: "a process without MQTT",
    given: ({ running }) => {
      running.site.state(mqttEngines).engine = undefined;
    },
    expect: UNREADY,
  },
];

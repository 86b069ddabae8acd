/** REST operations of MQTT. */
import { type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { MqttReloadResponse } from "./answers.ts";
import { reloadMqtt } from "./home/reload-mqtt.ts";

export const mqttOperations: Operation[] = [
  operation(
    {
      method: "POST",
      path: "/admin/mqtt/reload",
      role: "admin",
      served: "home",
      tag: "diagnostics",
      summary:
        "Connect anew to the MQTT broker with the present settings; where that fails, the former connection stays",
      responses: { 200: MqttReloadResponse, 503: Problem },
    },
    async (scope) => ok(await reloadMqtt(scope)),
  ),
];

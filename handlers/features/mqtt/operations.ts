/** REST operations of MQTT. */
import { type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { unready } from "../../kernel/problem.ts";
import { mqttEngines } from "./home/engine.ts";
import { MqttReloadResponse } from "./answers.ts";

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
    async (scope) => {
      const { engine } = scope.state(mqttEngines);
      if (!engine) throw unready("this process speaks no MQTT", "MQTT not available");
      const began = scope.clock.now();
      const reloaded = await engine.reload();
      return ok({ reloaded, took_ms: Math.round(scope.clock.now() - began) });
    },
  ),
];

/** Connects anew with the present settings. */
import { unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { mqttEngines } from "./engine.ts";

/** @throws Refusal 503 where the broker does not take the connection: then the former one stays */
export async function reloadMqtt({
  state,
  clock,
}: Pick<RequestScope, "state" | "clock">): Promise<{ reloaded: boolean; took_ms: number }> {
  const { engine } = state(mqttEngines);
  if (!engine) throw unready("this process speaks no MQTT", "MQTT not available");
  const began = clock.now();
  const reloaded = await engine.reload();
  return { reloaded, took_ms: Math.round(clock.now() - began) };
}

/** The health of the program as its answers show it. */
import { ok, type Reply } from "../../kernel/operation.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { HealthDetails } from "./answers/commands.ts";
import type { Health } from "./answers/system.ts";
import { healthComponents, healthScore, recordedAt, serviceVerdict, worstOf } from "./health.ts";

/** 503 where the service is unhealthy: a load balancer looks at the status only. */
export async function answerHealth(scope: RequestScope): Promise<Reply<200, Health> | Reply<503, Health>> {
  const components = await healthComponents(scope);
  const status = serviceVerdict(components);
  const rows = components.map((component) => ({
    name: component.name,
    status: component.status,
    note: component.note,
    note_key: component.noteKey,
    recorded_at: recordedAt(component),
  }));
  const body: Health = { status, components: rows };
  return status === "unhealthy" ? { status: 503, body } : ok(body);
}

/** The same with a score; the worst of all is the overall state. */
export async function readHealthDetails(scope: RequestScope): Promise<HealthDetails> {
  const components = await healthComponents(scope);
  const rows = components.map((component) => ({
    Name: component.name,
    Status: component.status,
    LastSample: {
      Healthy: component.status === "healthy",
      Note: component.note ?? "",
      NoteKey: component.noteKey ?? "",
      Timestamp: recordedAt(component),
    },
  }));
  return { overall: worstOf(components), score: healthScore(components), components: rows };
}

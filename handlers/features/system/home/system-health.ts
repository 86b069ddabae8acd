/** The connections to the CCUs, measured next to them. */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { centralHealth, overallScore } from "../../../model/system-health.ts";
import type { ConnectionHealth } from "../answers/commands.ts";
import type { HealthStatus } from "../answers/system.ts";

/** From this score on a connection is as it should be: one interface may have been quiet for some minutes. */
const HEALTHY_SCORE = 85;

const statusOf = (score: number | null): HealthStatus => {
  if (score === null) return "unknown";
  if (score === 0) return "unhealthy";
  return score >= HEALTHY_SCORE ? "healthy" : "degraded";
};

/** Connections to all CCUs, measured next to them. */
export async function systemHealth(scope: Pick<RequestScope, "home" | "clock">): Promise<ConnectionHealth> {
  const now = scope.clock.now();
  const centrals = await Promise.all(
    (await scope.home.centrals()).map(async (central) =>
      centralHealth(central, await scope.home.interfaces(central.name), now),
    ),
  );
  const score = overallScore(centrals);
  return { status: statusOf(score), score, centrals };
}

/** Figures for those who collect them. */
import { media, type Operation, operation, Problem } from "../../../kernel/operation.ts";
import { answerMetrics } from "../home/collect-metrics.ts";

export const metricsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/metrics",
      role: "viewer",
      served: "home",
      tag: "diagnostics",
      operationId: "metrics",
      summary: "Figures in the format of Prometheus, or OpenMetrics where that is asked for (also at /metrics)",
      responses: { 200: [media("text/plain"), media("application/openmetrics-text")], 503: Problem },
    },
    (scope) => answerMetrics(scope, scope.request.headers.accept),
  ),
];

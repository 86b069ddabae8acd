/** How the program and its CCUs are, on one page: what is asked for first when somebody reports a fault. */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { centralMetrics } from "../../../model/metrics.ts";
import { healthComponents, recordedAt } from "../../system/health.ts";
import { listIncidents } from "../../system/home/incidents.ts";
import { systemHealth } from "../../system/home/system-health.ts";
import { listStatusEvents } from "../../system/list-status-events.ts";
import { anonymiser, anonymous } from "./anonymous.ts";
import { listLevels } from "./log-levels.ts";

/** Incidents, the newest (subsystems 6.6). */
const INCIDENTS_SHOWN = 50;
/** Members that say which part of the home or the program is meant: they stay. */
const PLAIN: ReadonlySet<string> = new Set([
  ...["name", "central", "component", "interface", "interface_id", "path", "logger", "status", "state", "level"],
  ...["recorded_at", "when", "event_at", "generated_at", "build_time", "commit", "version", "unit", "schema_version"],
  // an id of our own begins with the name of its CCU
  ...["id", "severity", "phase"],
]);

async function health(scope: RequestScope) {
  const components = (await healthComponents(scope)).map((component) => ({
    name: component.name,
    status: component.status,
    ...(component.note === undefined ? {} : { note: component.note }),
    recorded_at: recordedAt(component),
  }));
  const { status, score, centrals } = await systemHealth(scope);
  const withStatus = (wanted: string) => components.filter((one) => one.status === wanted).map(({ name }) => name);
  const clients = centrals.flatMap(({ central, interfaces }) => interfaces.map((one) => ({ central, ...one })));
  return {
    status,
    score,
    available: centrals.some(({ available }) => available),
    degraded: withStatus("degraded"),
    failed: withStatus("unhealthy"),
    components,
    clients,
    central_scores: Object.fromEntries(centrals.map(({ central, score: its }) => [central, its])),
    gauges: { uptime_seconds: Math.round((scope.clock.now() - scope.about.startedAt) / 1000) },
    primary_client_healthy: clients[0] ? clients[0].connected && clients[0].loaded : null,
  };
}

async function centralFigures(scope: RequestScope) {
  const now = scope.clock.now();
  const figures = (await scope.home.centrals()).map(
    async (central) => [central.name, centralMetrics(central, await scope.home.interfaces(central.name), now)] as const,
  );
  return Object.fromEntries(await Promise.all(figures));
}

/** @param hide addresses, serial numbers and hosts */
export async function describeEverything(scope: RequestScope, hide: boolean): Promise<Record<string, unknown>> {
  const { version, commit, buildDate } = scope.about;
  const all = {
    schema_version: "1.0",
    generated_at: new Date(scope.clock.now()).toISOString(),
    build: { version, commit, build_time: buildDate, node_version: process.version },
    anonymized: hide,
    health: await health(scope),
    interfaces: (await scope.home.interfaces()).map(({ id, central, name, host, connected, loaded, note }) => ({
      ...{ interface_id: id, central, name, host, connected, loaded },
      ...(note ? { note } : {}),
    })),
    incidents: await listIncidents(scope, { limit: INCIDENTS_SHOWN }),
    system_status: await listStatusEvents(scope),
    log_levels: scope.logBook ? listLevels(scope) : null,
    metrics: await centralFigures(scope),
  };
  if (!hide) return all;
  const anonymise = anonymiser(scope);
  const described = anonymous(all, anonymise, PLAIN) as typeof all;
  // a host is told by its name as well
  for (const one of described.interfaces) one.host = anonymise(`${one.host}`) === one.host ? "anon" : one.host;
  return described;
}

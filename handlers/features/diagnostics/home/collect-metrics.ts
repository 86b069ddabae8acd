/** The figures of the moment, put together when somebody asks. */
import { componentFigures } from "../../../kernel/component-health.ts";
import type { Reply } from "../../../kernel/operation.ts";
import { unready } from "../../../kernel/problem.ts";
import { DURATION_BUCKETS_MS, requestCounts } from "../../../kernel/request-meter.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { countDevices } from "../../../model/device-statistics.ts";
import { centralHealth } from "../../../model/system-health.ts";
import type { MetricFamily, MetricSample } from "../../../ports/index.ts";
import { knownDevices } from "../../system/statistics.ts";
import { FAMILIES, type FamilyName, PREFIX } from "../families.ts";

type Collected = Map<FamilyName, MetricSample[]>;
type Labels = Readonly<Record<string, string>>;

const seconds = (ms: number): number => ms / 1000;
/** What is not known is left out. */
function add(to: Collected, name: FamilyName, value: number | boolean | undefined | null, labels?: Labels): void {
  if (value === undefined || value === null) return;
  const samples = to.get(name) ?? [];
  samples.push({ value: Number(value), ...(labels ? { labels } : {}) });
  to.set(name, samples);
}

function requests(to: Collected, scope: RequestScope): void {
  const { answered, durations, sum } = scope.state(requestCounts);
  for (const [key, count] of [...answered].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [method = "", status = ""] = key.split(" ");
    add(to, "http_requests_total", count, { method, status });
  }
  let all = 0;
  const buckets = durations.map((count, at): MetricSample => {
    all += count;
    const end = DURATION_BUCKETS_MS[at];
    return { part: "bucket", value: all, labels: { le: end === undefined ? "+Inf" : String(seconds(end)) } };
  });
  to.set("http_request_duration_seconds", [
    ...buckets,
    { part: "sum", value: seconds(sum) },
    { part: "count", value: all },
  ]);
}

function stream(to: Collected, { streamMetrics }: RequestScope): void {
  const told = streamMetrics?.();
  if (!told) return;
  add(to, "ws_connections", told.connections);
  add(to, "ws_audiences", told.audiences);
  add(to, "ws_events_total", told.eventsDelivered);
  add(to, "ws_frames_total", told.framesSent);
  add(to, "ws_frames_replayed_total", told.framesReplayed);
  add(to, "ws_replays_lost_total", told.replaysLost);
  add(to, "ws_commands_total", told.calls);
  add(to, "ws_slow_total", told.slow);
  add(to, "ws_rate_limited_total", told.rateLimited);
  add(to, "ws_malformed_total", told.malformed);
}

async function centrals(to: Collected, scope: RequestScope): Promise<void> {
  const now = scope.clock.now();
  const known = await knownDevices(scope);
  for (const central of await scope.home.centrals()) {
    const labels = { central: central.name };
    const interfaces = await scope.home.interfaces(central.name);
    const own = known.filter(({ device }) => device.central === central.name);
    const counts = Object.values(countDevices(own, interfaces));
    add(to, "central_available", central.available, labels);
    add(to, "central_health_percent", centralHealth(central, interfaces, now).score, labels);
    add(to, "central_devices", own.length, labels);
    add(
      to,
      "central_devices_unreachable",
      counts.reduce((sum, { unreachable }) => sum + unreachable, 0),
      labels,
    );
    for (const state of interfaces) {
      const both = { ...labels, interface: state.name };
      add(to, "interface_connected", state.connected, both);
      add(to, "interface_loaded", state.loaded, both);
      add(to, "interface_duty_cycle_percent", state.dutyCycle, both);
      add(to, "interface_carrier_sense_percent", state.carrierSense, both);
      if (state.latencyMs !== undefined) add(to, "interface_ping_seconds", seconds(state.latencyMs), both);
      if (state.lastCallbackAt !== undefined)
        add(to, "interface_callback_age_seconds", seconds(now - state.lastCallbackAt), both);
    }
  }
}

function traffic(to: Collected, { centrals: all }: RequestScope): void {
  for (const central of all.names())
    for (const one of all.ccu(central)?.traffic() ?? []) {
      const labels = { central, interface: one.interface };
      add(to, "rpc_calls_total", one.calls, labels);
      add(to, "rpc_answered_total", one.answered, labels);
      add(to, "writes_in_flight", one.inFlight, labels);
      add(to, "writes_waiting", one.waiting, labels);
      add(to, "writes_superseded_total", one.superseded, labels);
      add(to, "writes_throttled_total", one.throttled, labels);
    }
}

async function program(to: Collected, scope: RequestScope): Promise<void> {
  const { about, clock, unhandledErrors, logBook, eventLog } = scope;
  add(to, "build_info", 1, { version: about.version, commit: about.commit });
  add(to, "uptime_seconds", seconds(clock.now() - about.startedAt));
  add(to, "unhandled_errors_total", unhandledErrors?.count);
  const { oldest, newest } = await eventLog.bounds();
  add(to, "event_log_newest_seq", newest);
  add(to, "event_log_events", Math.max(0, newest - oldest + 1));
  const kept = scope.centrals.keptValues();
  add(to, "values_cache_values", kept.values);
  add(to, "values_cache_bytes", kept.bytes);
  add(to, "values_cache_restored_total", kept.restored);
  add(to, "values_cache_unreadable_total", kept.unreadable);
  add(to, "values_cache_flushes_total", kept.flushes);
  const log = logBook?.counters();
  add(to, "log_records", log?.records);
  add(to, "log_bytes", log?.bytes);
  add(to, "log_entries_total", log?.entered);
}

/** Of parts that are switched on: what has no family is left out. */
function parts(to: Collected, scope: RequestScope): void {
  for (const figures of scope.state(componentFigures).values())
    for (const [name, value] of Object.entries(figures()))
      if (Object.hasOwn(FAMILIES, name)) add(to, name as FamilyName, value);
}

/** Families without a sample are left out. */
export async function collectMetrics(scope: RequestScope): Promise<MetricFamily[]> {
  const collected: Collected = new Map();
  await program(collected, scope);
  requests(collected, scope);
  stream(collected, scope);
  await centrals(collected, scope);
  traffic(collected, scope);
  parts(collected, scope);
  return (Object.keys(FAMILIES) as FamilyName[]).flatMap((name) => {
    const samples = collected.get(name);
    const { help, type } = FAMILIES[name];
    return samples ? [{ name: PREFIX + name, help, type, samples }] : [];
  });
}

/** In the format that is asked for; Prometheus itself asks for OpenMetrics. @throws Refusal 503 where nobody writes them down */
export async function answerMetrics(scope: RequestScope, accept = ""): Promise<Reply<200, unknown>> {
  if (!scope.exposition) throw unready("this process tells no figures");
  const format = accept.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
  const { type, text } = await scope.exposition.write(await collectMetrics(scope), format);
  return { status: 200, type, body: text, headers: { "cache-control": "no-store", vary: "accept" } };
}

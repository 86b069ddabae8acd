/** Whether the program works: its store, its CCUs, their interfaces (api-behaviour 3.8). */
import { reportsOf } from "../../kernel/home-program.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { StateKey } from "../../kernel/site.ts";
import { withinLimit } from "../../kernel/within-limit.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { InterfaceState } from "../../model/types.ts";
import type { CentralState, Maintenance, MaintenanceReason, ToldProgram } from "../../ports/index.ts";
import type { HealthStatus } from "./answers/system.ts";

export interface HealthComponent {
  name: string;
  kind: "store" | "process" | "central" | "interface" | "part";
  status: HealthStatus;
  note?: string;
  /** The note for programs. */
  noteKey?: string;
  /** Milliseconds since the epoch. */
  recordedAt: number;
}

/** A store that takes longer is degraded, and past the second limit counts as down (contract, subsystems 6.7). */
export const STORE_SLOW_MS = 100;
export const STORE_DOWN_MS = 500;
/** An unauthenticated caller must not be able to keep the store busy: one probe serves everybody for so long. */
export const STORE_PROBE_KEPT_MS = 5_000;

const lastProbe: StateKey<{ at: number; result?: Promise<HealthComponent> }> = {
  name: "store-probe",
  create: () => ({ at: Number.NEGATIVE_INFINITY }),
};

async function readStore(scope: RequestScope): Promise<HealthComponent> {
  const started = scope.clock.now();
  const component = { name: "store", kind: "store" } as const;
  try {
    const probe = scope.store.get("config", "health");
    const outcome = await withinLimit(scope.clock, STORE_DOWN_MS, probe, () => "timeout" as const);
    const recordedAt = scope.clock.now();
    if (outcome === "timeout")
      return { ...component, status: "unhealthy", note: "does not answer", noteKey: "store_timeout", recordedAt };
    return recordedAt - started < STORE_SLOW_MS
      ? { ...component, status: "healthy", recordedAt }
      : { ...component, status: "degraded", note: "answers slowly", noteKey: "store_slow", recordedAt };
  } catch (error) {
    scope.log.error("the store failed its probe", { error });
    return {
      ...component,
      status: "unhealthy",
      note: "fails",
      noteKey: "store_failed",
      recordedAt: scope.clock.now(),
    };
  }
}

function storeHealth(scope: RequestScope): Promise<HealthComponent> {
  const now = scope.clock.now();
  const probe = scope.state(lastProbe);
  if (probe.result !== undefined && now - probe.at < STORE_PROBE_KEPT_MS) return probe.result;
  probe.at = now;
  probe.result = readStore(scope);
  return probe.result;
}

const CENTRAL_STATUS: Readonly<Record<CentralState["state"], HealthStatus>> = {
  starting: "unknown",
  running: "healthy",
  degraded: "degraded",
  stopped: "unhealthy",
  failed: "unhealthy",
};

const GOING_ON: Readonly<Record<MaintenanceReason, string>> = {
  reboot: "restarts",
  update: "installs its firmware",
  restore: "restores a backup",
};
/** It was told to go: nothing is wrong while it is expected back. */
const expectedBack = (name: string, { reason, until }: Maintenance, recordedAt: number): HealthComponent => ({
  name: `hub.${name}`,
  kind: "central",
  status: "unknown",
  note: `${GOING_ON[reason]}, expected back by ${new Date(until).toISOString()}`,
  noteKey: `central_${reason}`,
  recordedAt,
});

/** How a CCU is, in the words of `/health`; the banner of a start says the same. */
export const centralHealth = (central: CentralState, recordedAt: number): HealthComponent => {
  if (central.maintenance) return expectedBack(central.name, central.maintenance, recordedAt);
  const away = !central.available && central.state !== "starting";
  const status = away ? "unhealthy" : CENTRAL_STATUS[central.state];
  return {
    name: `hub.${central.name}`,
    kind: "central",
    status,
    ...(status === "healthy"
      ? {}
      : { note: away ? "not reachable" : central.state, noteKey: away ? "central_away" : `central_${central.state}` }),
    recordedAt,
  };
};

/** While its central starts, an interface that is not connected yet is not down. */
function interfaceHealth(state: InterfaceState, starting: boolean, recordedAt: number): HealthComponent {
  const component = { name: state.id, kind: "interface", recordedAt } as const;
  if (state.connected) return { ...component, status: "healthy" };
  if (starting) return { ...component, status: "unknown", note: "starting", noteKey: "interface_starting" };
  return { ...component, status: "unhealthy", note: state.note || "not connected", noteKey: "interface_down" };
}

/** For so long after the last error that nobody handled the service counts as degraded; then it is only told. */
export const UNHANDLED_SHOWN_MS = 3_600_000;

/** Where there was none, nothing is told: the field's clients expect no such component. */
function processHealth({ unhandledErrors, clock }: RequestScope): HealthComponent[] {
  if (unhandledErrors === undefined || unhandledErrors.count === 0) return [];
  const { count, lastAt } = unhandledErrors;
  const status = clock.now() - lastAt < UNHANDLED_SHOWN_MS ? "degraded" : "healthy";
  const note = `${count} unhandled error${count === 1 ? "" : "s"}, see the log`;
  return [{ name: "process", kind: "process", status, note, noteKey: "unhandled_errors", recordedAt: lastAt }];
}

/** Parts that are switched on: the user's broker, webhooks … Those of the program at home, where this is another one. */
function partsHealth(scope: RequestScope, told: ToldProgram | undefined): HealthComponent[] {
  const recordedAt = scope.clock.now();
  return [...reportsOf(scope), ...(told?.reports ?? [])].map((part) => ({ ...part, kind: "part", recordedAt }));
}

async function homeHealth({ home, clock }: RequestScope): Promise<HealthComponent[]> {
  const components: HealthComponent[] = [];
  const now = clock.now();
  for (const central of await home.centrals()) {
    components.push(centralHealth(central, now));
    for (const state of await home.interfaces(central.name))
      components.push(interfaceHealth(state, central.state === "starting" || central.maintenance !== undefined, now));
  }
  return components;
}

/** Nobody knows how it is now: how it was is said in its note. */
const lastKnown = (component: HealthComponent, asOf: number): HealthComponent => ({
  ...component,
  status: "unknown",
  note: `was ${component.status}${component.note === undefined ? "" : `: ${component.note}`}`,
  noteKey: "relay_away",
  recordedAt: asOf,
});
const relayAway = (asOf: number): HealthComponent => ({
  name: "relay",
  kind: "part",
  status: "degraded",
  note: `away; what is known of the home is of ${new Date(asOf).toISOString()}`,
  noteKey: "relay_away",
  recordedAt: asOf,
});

/**
 * The store first, then the process where it has something to tell, its parts, then each central with its interfaces. Of a
 * home whose relay is away: that it is, and everything else as unknown.
 */
export async function healthComponents(scope: RequestScope): Promise<HealthComponent[]> {
  const own = [await storeHealth(scope), ...processHealth(scope)];
  const home = await homeHealth(scope);
  const told = await scope.home.program?.();
  const all = [...partsHealth(scope, told), ...home];
  if (told?.away === undefined) return [...own, ...all];
  const { away } = told;
  return [...own, relayAway(away), ...all.map((component) => lastKnown(component, away))];
}

/**
 * The verdict about the service: unhealthy only through the store, a central, or all interfaces; anything else that is
 * not well degrades it. What is only starting does not count.
 */
export function serviceVerdict(components: readonly HealthComponent[]): HealthStatus {
  const interfaces = components.filter((c) => c.kind === "interface" && c.status !== "unknown");
  const vital = components.filter((c) => c.kind !== "interface" && c.kind !== "part");
  if (vital.some((c) => c.status === "unhealthy")) return "unhealthy";
  if (interfaces.length > 0 && interfaces.every((c) => c.status === "unhealthy")) return "unhealthy";
  return components.some((c) => c.status === "degraded" || c.status === "unhealthy") ? "degraded" : "healthy";
}

const WORST: readonly HealthStatus[] = ["unhealthy", "degraded", "unknown"];
/** The worst of all, unweighed. */
export const worstOf = (components: readonly HealthComponent[]): HealthStatus =>
  WORST.find((status) => components.some((c) => c.status === status)) ?? "healthy";

const SCORE: Readonly<Record<HealthStatus, number>> = { healthy: 1, degraded: 0.5, unhealthy: 0, unknown: 0 };
/** Mean from 0 to 1: healthy counts 1, degraded a half, anything else nothing (subsystems 6.7). */
export const healthScore = (components: readonly HealthComponent[]): number =>
  components.length === 0 ? 0 : components.reduce((sum, c) => sum + SCORE[c.status], 0) / components.length;

export const recordedAt = (component: HealthComponent): string =>
  isoTime(component.recordedAt) ?? new Date(0).toISOString();

/** How one central is connected: its state, how far it is loaded, the reachability of its interfaces, its figures. */

import {
  centralReadinessChanged,
  centralStateChanged,
  connectivityChanged,
  metricsChanged,
  systemStatusChanged,
} from "../broadcasts/broadcasts.ts";
import { type CentralMetrics, centralMetrics, METRIC_UNITS } from "../model/metrics.ts";
import type { InterfaceState } from "../model/types.ts";
import type {
  CcuSystem,
  CentralState,
  InterfaceName,
  InterfaceStatus,
  MaintenanceReason,
  ReadinessPhase,
} from "../ports/index.ts";
import type { EngineScope } from "./scope.ts";

/** Figures are announced at this pace (device-model 1.19). */
export const METRICS_INTERVAL_MS = 60_000;
/** The time of the last event is shown in seconds: the read model need not learn it more often. */
export const LAST_EVENT_STEP_MS = 1_000;

/** A CCU that does not answer so long after the start is not just slow. */
export const NOT_REACHED_MS = 60_000;
/** Percent of the radio budget: OpenCCU raises an alarm at the first and warns down to the second (ccu-protocol 13). */
export const BUDGET_EXHAUSTED = 98;
export const BUDGET_RECOVERED = 80;

/** In this order, none left out: clients wait for phases, and a start may pass one in no time. */
const PHASES: readonly ReadinessPhase[] = ["unknown", "waiting_for_ccu", "loading_hub", "loading_devices", "ready"];

export interface ConnectionPorts {
  connected(iface: InterfaceName): void;
  disconnected(iface: InterfaceName): void;
  /** Devices and values of the interface are there. */
  loaded(iface: InterfaceName): void;
  /** The CCU is back from an absence that was expected, or should be. */
  isBack(): void;
}

export function createConnection(
  {
    central,
    config,
    home,
    events,
    clock,
    incidents,
  }: Pick<EngineScope, "central" | "config" | "home" | "events" | "clock" | "incidents">,
  ports: ConnectionPorts,
) {
  let interfaces: readonly InterfaceState[] = [];
  let hubSeen = false;
  let running = false;
  let published: CentralMetrics = {};
  let cancelMetrics: (() => void) | undefined;
  let cancelReached: (() => void) | undefined;
  let cancelMaintenance: (() => void) | undefined;
  /** Since it was told to go, it has been away. */
  let wasAway = false;
  let state: CentralState = {
    name: central,
    host: config.host,
    configuredInterfaces: config.interfaces,
    available: false,
    state: "starting",
    system: {},
    phase: "unknown",
    interfacesLoaded: 0,
    interfacesTotal: config.interfaces.length,
  };

  function put(change: Partial<CentralState>): void {
    state = { ...state, ...change };
    home.putCentral(state);
  }
  const eventAt = (): string => new Date(clock.now()).toISOString();
  const degraded = (): string[] => interfaces.filter((i) => !i.connected).map((i) => i.id);

  function moveTo(next: CentralState["state"]): void {
    const previous = state.state;
    if (next === previous) return;
    put({ state: next });
    events.publish(centralStateChanged, { central, old_state: previous, new_state: next });
    const ill = degraded();
    events.publish(systemStatusChanged, {
      central,
      component: "central",
      healthy: next === "running",
      ...(state.maintenance ? { reason: state.maintenance.reason } : {}),
      central_state: next,
      ...(ill.length > 0 ? { degraded_interfaces: ill } : {}),
      event_at: eventAt(),
    });
  }

  /** Starting until something was connected; failed when nothing is any more: the driver keeps trying. */
  function stateOfInterfaces(): CentralState["state"] {
    const connected = interfaces.filter((i) => i.connected).length;
    // whoever was told to restart is starting, not failed
    if (state.maintenance && wasAway && connected < state.interfacesTotal) return "starting";
    if (connected === 0) return state.state === "starting" ? "starting" : "failed";
    return connected >= state.interfacesTotal ? "running" : "degraded";
  }

  function phaseReached(): ReadinessPhase {
    if (!running) return "unknown";
    const all = state.interfacesTotal > 0 && state.interfacesLoaded >= state.interfacesTotal;
    if (all && !(wasAway && interfaces.some((i) => !i.connected))) return "ready";
    if (state.interfacesLoaded > 0 || (hubSeen && state.available)) return "loading_devices";
    return state.available ? "loading_hub" : "waiting_for_ccu";
  }

  /** The CCU restarts: it will pass through all phases again. */
  function leave(): void {
    if (wasAway) return;
    wasAway = true;
    put({ phase: "waiting_for_ccu" });
    announceReadiness();
  }
  function isBack(): void {
    cancelMaintenance?.();
    cancelMaintenance = undefined;
    wasAway = false;
    put({ maintenance: undefined });
    ports.isBack();
  }
  /** It should be back by now: what is away is away. */
  function isOverdue(): void {
    isBack();
    moveTo(state.available ? stateOfInterfaces() : "failed");
    for (const iface of interfaces) tellConnection(iface);
    if (!state.available) tellCentral();
    advance(false);
  }

  /** Goes forward only: a central that was ready has its devices, connected or not. */
  function advance(hasProgress: boolean): void {
    const target = PHASES.indexOf(phaseReached());
    let at = PHASES.indexOf(state.phase);
    if (target <= at && hasProgress) announceReadiness();
    while (at < target) {
      at += 1;
      put({ phase: PHASES[at]! });
      announceReadiness();
    }
  }
  function announceReadiness(): void {
    events.publish(centralReadinessChanged, {
      central,
      phase: state.phase,
      ready: state.phase === "ready",
      interfaces_loaded: state.interfacesLoaded,
      interfaces_total: state.interfacesTotal,
    });
  }

  function announceInterface(now: InterfaceState): void {
    events.publish(connectivityChanged, {
      central,
      interface_id: now.id,
      reachable: now.connected,
      ...(now.latencyMs === undefined ? {} : { latency_ms: now.latencyMs }),
    });
    const ill = degraded();
    events.publish(systemStatusChanged, {
      central,
      component: "interface",
      healthy: now.connected,
      ...(now.note ? { reason: now.note } : {}),
      interface_id: now.id,
      connection_state: now.connected ? "connected" : "disconnected",
      central_state: stateOfInterfaces(),
      ...(ill.length > 0 ? { degraded_interfaces: ill } : {}),
      event_at: eventAt(),
    });
  }

  function tellConnection(now: InterfaceState): void {
    const of = { interface: now.name };
    if (!now.connected && state.maintenance) return;
    if (!now.connected)
      incidents.begin(`interface/${now.name}`, {
        ...{ ...of, severity: "error", summary: "the connection to the interface was lost", detail: now.note ?? "" },
      });
    else
      incidents.end(`interface/${now.name}`, (seconds) => ({
        ...{ ...of, severity: "info", summary: "the interface is connected again", detail: `after ${seconds} s` },
      }));
  }
  function tellBudget({ name, dutyCycle }: InterfaceState): void {
    if (dutyCycle === undefined) return;
    if (dutyCycle >= BUDGET_EXHAUSTED)
      incidents.begin(`budget/${name}`, {
        ...{ interface: name, severity: "error", summary: "the radio budget is used up", detail: `${dutyCycle} %` },
      });
    else if (dutyCycle < BUDGET_RECOVERED)
      incidents.end(`budget/${name}`, (seconds) => ({
        ...{ interface: name, severity: "info", summary: "there is radio budget again", detail: `after ${seconds} s` },
      }));
  }
  function tellCentral(): void {
    if (state.available)
      incidents.end("central", (seconds) => ({
        ...{ severity: "info", summary: "the CCU answers again", detail: `after ${seconds} s` },
      }));
    else if (!state.maintenance && (state.state === "failed" || state.state === "starting"))
      incidents.begin("central", { severity: "critical", summary: "the CCU is away", detail: state.host });
  }

  /** `last_event_age_seconds` changes by itself: it is announced at the pace of the interval only. */
  function announceMetrics(withAge: boolean): void {
    const figures = centralMetrics(state, interfaces, clock.now());
    for (const metric of Object.keys(figures) as (keyof CentralMetrics)[]) {
      const value = figures[metric];
      if (value === undefined || value === published[metric]) continue;
      if (metric === "last_event_age_seconds" && !withAge) continue;
      events.publish(metricsChanged, { central, metric, value, unit: METRIC_UNITS[metric] });
      published = { ...published, [metric]: value };
    }
  }
  function tick(): void {
    announceMetrics(true);
    cancelMetrics = clock.after(METRICS_INTERVAL_MS, tick);
  }

  return {
    state: (): CentralState => state,
    isConnected: (iface: InterfaceName): boolean =>
      interfaces.some(({ name, connected }) => connected && name === iface),
    /** Interfaces whose devices and values are there. */
    loaded: (): InterfaceName[] => interfaces.filter((i) => i.connected && i.loaded).map((i) => i.name),

    start(): void {
      running = true;
      put({});
      advance(false);
      cancelMetrics = clock.after(METRICS_INTERVAL_MS, tick);
      cancelReached = clock.after(NOT_REACHED_MS, tellCentral);
    },

    interfaces(statuses: readonly InterfaceStatus[]): void {
      const before = new Map(interfaces.map((i) => [i.name, i]));
      interfaces = statuses.map((status) => ({
        ...status,
        central,
        id: `${central}-${status.name}`,
        host: config.host,
      }));
      home.putInterfaces(central, interfaces);
      const loaded = interfaces.filter((i) => i.loaded).length;
      const countChanged = loaded !== state.interfacesLoaded;
      put({
        available: interfaces.some((i) => i.connected),
        interfacesLoaded: loaded,
        interfacesTotal: Math.max(config.interfaces.length, interfaces.length),
      });
      if (state.maintenance && !state.available) leave();
      for (const now of interfaces) {
        const was = before.get(now.name);
        if ((was?.connected ?? false) !== now.connected) {
          announceInterface(now);
          tellConnection(now);
          if (now.connected) ports.connected(now.name);
          else ports.disconnected(now.name);
        }
        if (now.loaded && !was?.loaded) ports.loaded(now.name);
        tellBudget(now);
      }
      moveTo(stateOfInterfaces());
      if (state.available || state.state === "failed") tellCentral();
      advance(countChanged);
      if (state.maintenance && wasAway && state.state === "running" && state.phase === "ready") isBack();
      announceMetrics(false);
    },

    /** The logic layer answered. @param isProgress it told a list that was unknown */
    hub(system: CcuSystem | undefined, isProgress: boolean): void {
      hubSeen = true;
      if (system) put({ system: { ...state.system, ...system } });
      advance(isProgress);
    },

    /** Something arrived from the CCU. */
    heard(now: number): void {
      if (now - (state.lastEventAt ?? 0) >= LAST_EVENT_STEP_MS) put({ lastEventAt: now });
    },

    /** See `Centrals.expectAbsence`. */
    expectAbsence(reason: MaintenanceReason, ms: number): void {
      cancelMaintenance?.();
      const since = clock.now();
      wasAway = false;
      put({ maintenance: { reason, since, until: since + ms } });
      cancelMaintenance = clock.after(ms, isOverdue);
      events.publish(systemStatusChanged, {
        central,
        component: "central",
        healthy: state.state === "running",
        reason,
        central_state: state.state,
        event_at: eventAt(),
      });
      if (!state.available) leave();
    },

    stop(): void {
      cancelMaintenance?.();
      cancelMetrics?.();
      cancelReached?.();
      moveTo("stopped");
      running = false;
    },
  };
}

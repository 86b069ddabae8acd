/** Figures about the connection to one CCU (device-model 7.3). */
import type { CentralState } from "../ports/index.ts";
import type { InterfaceState } from "./types.ts";

/** A figure that was never observed is absent. One decimal. */
export interface CentralMetrics {
  /** Percent of the configured interfaces that are connected. */
  system_health?: number;
  /** Mean round trip of the last pings, milliseconds. */
  connection_latency_ms?: number;
  last_event_age_seconds?: number;
}
export const METRIC_UNITS: Readonly<Record<keyof CentralMetrics, string>> = {
  system_health: "%",
  connection_latency_ms: "ms",
  last_event_age_seconds: "s",
};

const tenths = (value: number): number => Math.round(value * 10) / 10;

export function centralMetrics(
  central: Pick<CentralState, "configuredInterfaces" | "lastEventAt">,
  interfaces: readonly InterfaceState[],
  now: number,
): CentralMetrics {
  const total = Math.max(central.configuredInterfaces.length, interfaces.length);
  const connected = interfaces.filter((state) => state.connected);
  const pings = connected.flatMap((state) => (state.latencyMs === undefined ? [] : [state.latencyMs]));
  return {
    ...(interfaces.length === 0 ? {} : { system_health: tenths((100 * connected.length) / total) }),
    ...(pings.length === 0
      ? {}
      : { connection_latency_ms: tenths(pings.reduce((sum, ping) => sum + ping, 0) / pings.length) }),
    ...(central.lastEventAt === undefined
      ? {}
      : { last_event_age_seconds: tenths(Math.max(0, now - central.lastEventAt) / 1000) }),
  };
}

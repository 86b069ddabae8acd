/** Figures about devices, messages and connections that only commands ask for. */
import { unready } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import {
  countDevices,
  type DeviceCounts,
  type KnownDevice,
  type SignalQuality,
  signalQualities,
} from "../../model/device-statistics.ts";
import { type CentralHealth, centralHealth, overallScore } from "../../model/system-health.ts";
import type { HubList } from "../../model/types.ts";
import { presentMessages } from "../hub/messages.ts";
import { ccuOf, hubs, onEveryCentral } from "../shared/central-scope.ts";
import type { HealthStatus } from "./schemas/system.ts";

type Reading = Pick<RequestScope, "home">;

const knownDevices = async ({ home }: Reading): Promise<KnownDevice[]> =>
  Promise.all((await home.devices()).map(async (device) => ({ device, values: await home.values(device.address) })));

export interface DeviceStatistics {
  by_interface: Record<string, DeviceCounts>;
  total_devices: number;
  unreachable_devices: number;
  firmware_updatable_devices: number;
}

/** Devices of all CCUs, counted by interface and in all. */
export async function deviceStatistics(scope: Reading): Promise<DeviceStatistics> {
  const counts = countDevices(await knownDevices(scope), await scope.home.interfaces());
  const sum = (member: keyof DeviceCounts) => Object.values(counts).reduce((all, count) => all + count[member], 0);
  return {
    by_interface: counts,
    total_devices: sum("total"),
    unreachable_devices: sum("unreachable"),
    firmware_updatable_devices: sum("firmware_updatable"),
  };
}

/** How every device of all CCUs is heard. */
export const listSignalQuality = async (scope: Reading): Promise<SignalQuality[]> =>
  signalQualities(await knownDevices(scope), await scope.home.interfaces());

/** Present messages of all CCUs; null before any CCU has told its objects. */
export async function countMessages(
  scope: RequestScope,
): Promise<{ service_messages: number | null; alarm_messages: number | null }> {
  const all = await hubs(scope);
  const count = async (kind: "service" | "alarm", list: HubList) =>
    all.some(({ hub }) => !hub.unread.includes(list)) ? (await presentMessages(scope, kind)).length : null;
  return {
    service_messages: await count("service", "serviceMessages"),
    alarm_messages: await count("alarm", "alarmMessages"),
  };
}

export interface Throttle {
  interface_id: string;
  in_flight: number;
  waiting: number;
  superseded: number;
  /** A write past the burst waits here; nothing is downgraded. */
  burst_downgrades: 0;
  waited_for_burst_slot: number;
}

/** What waits in front of the interfaces of this process, since it started. @throws Refusal 503 where it reaches no CCU */
export function listThrottles(scope: Pick<RequestScope, "centrals">): Throttle[] {
  const names = scope.centrals.names();
  if (names.length === 0) throw unready("no central is connected to this server", "CCU not connected");
  return names.flatMap((central) =>
    ccuOf(scope, central)
      .traffic()
      .map((traffic) => ({
        interface_id: `${central}-${traffic.interface}`,
        in_flight: traffic.inFlight,
        waiting: traffic.waiting,
        superseded: traffic.superseded,
        burst_downgrades: 0,
        waited_for_burst_slot: traffic.throttled,
      })),
  );
}

export interface SystemHealth {
  status: HealthStatus;
  score: number | null;
  centrals: CentralHealth[];
}

/** From this score on a connection is as it should be: one interface may have been quiet for some minutes. */
const HEALTHY_SCORE = 85;
const statusOf = (score: number | null): HealthStatus => {
  if (score === null) return "unknown";
  if (score === 0) return "unhealthy";
  return score >= HEALTHY_SCORE ? "healthy" : "degraded";
};

/** Connections to all CCUs, measured next to them. */
export async function systemHealth(scope: Pick<RequestScope, "home" | "clock">): Promise<SystemHealth> {
  const now = scope.clock.now();
  const centrals = await Promise.all(
    (await scope.home.centrals()).map(async (central) =>
      centralHealth(central, await scope.home.interfaces(central.name), now),
    ),
  );
  const score = overallScore(centrals);
  return { status: statusOf(score), score, centrals };
}

/** Reads devices and logic layer of every CCU anew and lets the read model follow. @throws Refusal 502, 503 */
export const reconcile = (scope: RequestScope): Promise<void> =>
  onEveryCentral(scope, async (ccu) => {
    await ccu.refreshDevices();
    await ccu.refreshHub();
  });

/** The single values of each CCU: counters, firmware, connection, install mode. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { isNewerFirmware } from "../../model/firmware-version.ts";
import { type CentralMetrics, centralMetrics, METRIC_UNITS } from "../../model/metrics.ts";
import { type CentralHub, hubs } from "../shared/central-scope.ts";
import type { HubDataPoints, HubMetricsEntry, SystemUpdateEntry } from "./answers/hub.ts";
import { installModesOf } from "./install-mode.ts";

const updateOf = ({ central, hub }: CentralHub): SystemUpdateEntry => ({
  central: central.name,
  ...(hub.update
    ? { current_firmware: hub.update.current || undefined, available_firmware: hub.update.available || undefined }
    : {}),
  update_available: hub.update !== undefined && isNewerFirmware(hub.update.available, hub.update.current),
  in_progress: hub.update?.inProgress ?? false,
  observed: hub.update !== undefined,
});

/** Firmware of every CCU (or the named one); before the CCU told, `observed` is false and no version is named. */
export const listSystemUpdates = async (scope: RequestScope, central?: string): Promise<SystemUpdateEntry[]> =>
  (await hubs(scope, central)).map(updateOf);

/** Figures of every CCU; each is absent until it was observed. */
export async function listSystemMetrics(scope: RequestScope): Promise<HubMetricsEntry[]> {
  const now = scope.clock.now();
  return Promise.all(
    (await scope.home.centrals()).map(async (central) => ({
      central: central.name,
      ...centralMetrics(central, await scope.home.interfaces(central.name), now),
    })),
  );
}

const metricNames = Object.keys(METRIC_UNITS) as (keyof CentralMetrics)[];

async function dataPointsOf(scope: RequestScope, found: CentralHub): Promise<HubDataPoints> {
  const { central, hub } = found;
  const now = scope.clock.now();
  const interfaces = await scope.home.interfaces(central.name);
  const metrics = centralMetrics(central, interfaces, now);
  const { update_available, in_progress } = updateOf(found);
  return {
    central: central.name,
    alarm_messages: { legacy_name: "alarm_messages", value: hub.alarmMessages.length },
    service_messages: { legacy_name: "service_messages", value: hub.serviceMessages.length },
    inbox: { legacy_name: "inbox", value: hub.inbox.length },
    update: { legacy_name: "system_update", update_available, in_progress },
    metrics: metricNames.flatMap((name) => {
      const value = metrics[name];
      return value === undefined ? [] : [{ legacy_name: name, value, unit: METRIC_UNITS[name] }];
    }),
    connectivity: interfaces.map(({ id, connected }) => ({ interface_id: id, reachable: connected })),
    install_mode: installModesOf(hub, interfaces, now).map((mode) => ({
      interface_id: interfaces.find((i) => i.name === mode.interface)?.id ?? `${central.name}-${mode.interface}`,
      enabled: mode.active,
      remaining_s: mode.seconds,
      observed: mode.observed,
    })),
    daemon_connection: { legacy_name: "daemon_connection", connected: central.available },
  };
}

/** One entry for each CCU. */
export async function listHubDataPoints(scope: RequestScope): Promise<HubDataPoints[]> {
  return Promise.all((await hubs(scope)).map((found) => dataPointsOf(scope, found)));
}

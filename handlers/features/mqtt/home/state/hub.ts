/** Everything of a CCU itself that is retained, and its entities. */

import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { isNewerFirmware } from "../../../../model/firmware-version.ts";
import { isListedProgram } from "../../../../model/hub-objects.ts";
import { centralMetrics } from "../../../../model/metrics.ts";
import { installModesOf } from "../../../hub/install-mode.ts";
import { listSysvars } from "../../../hub/sysvars.ts";
import { hubs } from "../../../shared/central-scope.ts";
import {
  centralInfo,
  configOf,
  discoveryTopic,
  type Entity,
  HUB_NODE,
  topicsIn,
  type View,
} from "../discovery/entity.ts";
import { bridgeEntity, connectivityEntities, hubEntities } from "../discovery/hub.ts";
import type { Tree } from "./device.ts";
import { published, seconds } from "./payloads.ts";

/** @param scope of a reading request; @param central its name. `undefined` where it is gone. */
export async function hubSight(scope: RequestScope, central: string) {
  const found = (await hubs(scope)).find((one) => one.central.name === central);
  if (found === undefined) return undefined;
  // a list that was never read is unknown, not empty: it is left as it is on the broker
  const sysvars = found.hub.unread.includes("sysvars") ? [] : await listSysvars(scope, central);
  return { found, sysvars, interfaces: await scope.home.interfaces(central) };
}
export type HubSight = NonNullable<Awaited<ReturnType<typeof hubSight>>>;

export function hubStates({ found, sysvars, interfaces }: HubSight, now: number, { topics }: View): Tree {
  const { central, hub } = found;
  const { name } = central;
  const tree: Tree = new Map();
  for (const sysvar of sysvars) {
    if (!sysvar.observed) continue;
    const { value, value_list: list } = sysvar;
    const label = list && typeof value === "number" ? { label: list[value] ?? null } : {};
    tree.set(
      `${topics.sysvar(name, sysvar.name)}/state`,
      published({ value: value ?? null, ...label, available: central.available }),
    );
  }
  for (const program of hub.programs.filter((one) => isListedProgram(one))) {
    const topic = topics.program(name, program.id);
    const ran = program.lastExecutedAt === undefined ? {} : { last_executed: seconds(program.lastExecutedAt) };
    tree.set(`${topic}/state`, published({ value: program.active, name: program.name, ...ran }));
    tree.set(`${topic}/execute_available`, published({ value: central.available && program.active }));
  }
  for (const { id, connected } of interfaces) tree.set(topics.connectivity(name, id), published({ value: connected }));
  for (const mode of installModesOf(hub, interfaces, now))
    tree.set(
      topics.installMode(name, `${name}-${mode.interface}`),
      published({ value: mode.active }, { seconds: mode.seconds }),
    );
  const counts = {
    alarm_messages: hub.alarmMessages,
    service_messages: hub.serviceMessages,
    inbox: hub.inbox,
  } as const;
  const lists = { alarm_messages: "alarmMessages", service_messages: "serviceMessages", inbox: "inbox" } as const;
  for (const what of ["alarm_messages", "service_messages", "inbox"] as const)
    if (!hub.unread.includes(lists[what])) tree.set(topics.hub(name, what), published({ value: counts[what].length }));
  if (hub.update) {
    const { current, available, inProgress } = hub.update;
    const newer = isNewerFirmware(available, current);
    tree.set(
      topics.hub(name, "update"),
      published({ installed_version: current, latest_version: newer ? available : current, in_progress: inProgress }),
    );
  }
  return tree;
}

/** Figures that change all the time: published by the minute, not by the event. */
export function hubFigures({ found, interfaces }: HubSight, now: number, { topics }: View): Tree {
  const { name } = found.central;
  const metrics = centralMetrics(found.central, interfaces, now);
  const tree: Tree = new Map();
  const put = (what: "health_score" | "latency" | "last_event_age", value: number | undefined) =>
    value === undefined ? undefined : tree.set(topics.system(name, what), published({ value }));
  put("health_score", metrics.system_health);
  put("latency", metrics.connection_latency_ms);
  put("last_event_age", metrics.last_event_age_seconds);
  return tree;
}

export function hubDiscovery(sight: HubSight, now: number, view: View): { tree: Tree; spoken: Set<string> } {
  const { found, sysvars, interfaces } = sight;
  const info = centralInfo(found.central);
  const tree: Tree = new Map();
  const spoken = new Set<string>();
  if (info === undefined) return { tree, spoken };
  const put = (entity: Entity, availability: readonly string[]) => {
    for (const topic of topicsIn(entity.config)) spoken.add(topic);
    tree.set(discoveryTopic(found.central.name, HUB_NODE, entity), { ...textConfig(entity, availability) });
  };
  const textConfig = (entity: Entity, availability: readonly string[]) => {
    const payload = configOf(entity, info, availability, view);
    return { payload, qos: 1 as const, same: payload };
  };
  for (const entity of hubEntities(found, sysvars, interfaces, now, view)) put(entity, [view.topics.bridgeStatus]);
  // they say themselves that something is away
  for (const entity of connectivityEntities(found, interfaces, view)) put(entity, []);
  put(bridgeEntity(found, view), []);
  return { tree, spoken };
}

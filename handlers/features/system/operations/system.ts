/** The CCUs themselves, and what happened to the connections with them. */
import { z } from "zod";
import { systemStatusChanged } from "../../../broadcasts/broadcasts.ts";
import { type Operation, ok, operation } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { CentralState } from "../../../ports/index.ts";
import { SystemCCUEntry, SystemStatusEvent } from "../schemas/system.ts";

const isUrl = (text: string | undefined): text is string => text !== undefined && URL.canParse(text);

const describe = ({ system, ...central }: CentralState): SystemCCUEntry => ({
  name: central.name,
  host: central.host,
  available: central.available,
  model: system.model || undefined,
  version: system.version || undefined,
  hostname: system.hostname || undefined,
  serial: system.serial || undefined,
  url: isUrl(system.url) ? system.url : undefined,
  is_ha_app: system.isHaApp ?? false,
  configured_interfaces: [...central.configuredInterfaces],
  readiness: {
    phase: central.phase,
    ready: central.phase === "ready",
    interfaces_loaded: central.interfacesLoaded,
    interfaces_total: central.interfacesTotal,
  },
});

export const listCcus = async (scope: RequestScope): Promise<SystemCCUEntry[]> =>
  (await scope.home.centrals()).map(describe);

/**
 * Events of the log that are searched for changes of state. Such a change is rare among them; a busy home writes as many
 * in a few minutes, after which a change is no longer listed.
 */
export const STATUS_EVENTS_SEARCHED = 4096;
const PAGE = 512;

/** The envelope around a payload is ours, the members are those of the broadcast; the contract's list has fewer. */
function statusOf(tail: string): SystemStatusEvent | undefined {
  const { type, payload } = JSON.parse(`{${tail}`) as { type: string; payload: Record<string, unknown> };
  if (type !== systemStatusChanged.name) return undefined;
  const { client_state: _client, callback_state: _callback, ...rest } = payload;
  return SystemStatusEvent.safeParse(rest).data;
}

/** Changes of state that are still in the event log, oldest first. */
export async function listStatusEvents(scope: RequestScope): Promise<SystemStatusEvent[]> {
  const { oldest, newest } = await scope.eventLog.bounds();
  const events: SystemStatusEvent[] = [];
  let after = Math.max(oldest - 1, newest - STATUS_EVENTS_SEARCHED);
  while (after < newest) {
    const page = await scope.eventLog.read(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    for (const { topic, tail } of page) {
      const status = topic.startsWith("system.") ? statusOf(tail) : undefined;
      if (status) events.push(status);
    }
    after = last.seq;
  }
  return events;
}

export const systemOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/system/ccu",
      role: "viewer",
      served: "here",
      tag: "core",
      operationId: "listSystemCCU",
      summary: "The CCUs: model, version, readiness",
      responses: { 200: z.strictObject({ entries: z.array(SystemCCUEntry) }) },
    },
    async (context) => ok({ entries: await listCcus(context) }),
  ),
  operation(
    {
      method: "GET",
      path: "/system/status",
      role: "viewer",
      served: "here",
      tag: "core",
      operationId: "listSystemStatus",
      summary: "Recent changes of the connections to the CCUs, oldest first",
      responses: { 200: z.strictObject({ events: z.array(SystemStatusEvent) }) },
    },
    async (context) => ok({ events: await listStatusEvents(context) }),
  ),
];

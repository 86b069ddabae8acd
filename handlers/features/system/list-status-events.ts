/** What happened to the connections with the CCUs. */
import { systemStatusChanged } from "../../broadcasts/system-status.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { SystemStatusEvent } from "./schemas.ts";

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

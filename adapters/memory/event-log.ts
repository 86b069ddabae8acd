/** The port `EventLog` in memory: seq starts at 1 with every process. */

import type { EventDraft, EventLog, LoggedEvent } from "../../handlers/ports/index.ts";
import {
  checkKeep,
  EVENT_LOG_DEFAULT_KEEP,
  EVENT_LOG_READ_LIMIT,
  EVENT_LOG_TRIM_BATCH,
} from "../../handlers/records/event-log.ts";

/** @param options.keep events kept, at least EVENT_LOG_KEEP. */
export function createMemoryEventLog(options: { keep?: number } = {}): EventLog {
  const keep = checkKeep(options.keep ?? EVENT_LOG_DEFAULT_KEEP);
  let kept: LoggedEvent[] = [];
  let newest = 0;
  const oldest = () => kept[0]?.seq ?? newest + 1;
  return {
    async append(events: readonly EventDraft[], { afterGap = false }: { afterGap?: boolean } = {}) {
      const logged = events.map((draft, index): LoggedEvent => {
        const event = { seq: newest + 1 + index, ...draft };
        return afterGap && index === 0 ? { ...event, afterGap: true } : event;
      });
      for (const event of logged) kept.push(event);
      newest += logged.length;
      if (kept.length > keep + EVENT_LOG_TRIM_BATCH) kept = kept.slice(-keep);
      return logged;
    },
    async read(after, limit = EVENT_LOG_READ_LIMIT) {
      const start = Math.max(0, after + 1 - oldest());
      return kept.slice(start, start + Math.max(0, limit));
    },
    async bounds() {
      return { oldest: oldest(), newest };
    },
  };
}

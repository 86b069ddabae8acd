/** Writes the journal and tells of it. Entries that the store did not take wait, in order, with their time. */
import type { Clock, EventSink, Log } from "../../../../ports/index.ts";
import { alarmJournalAppended } from "../../broadcasts.ts";
import type { JournalDraft } from "../machine/effects.ts";
import type { AlarmRecords } from "../seams.ts";
import type { HealthBook } from "./health.ts";
import { inTime } from "./persistence.ts";

/** Entries that wait for a store that takes none: a day of a busy house. More push out the oldest, which is logged. */
export const WAITING_LIMIT = 1000;
/** The store is asked again so often. */
export const RETRY_MS = 10_000;

export interface JournalParts {
  readonly records: Pick<AlarmRecords, "append">;
  readonly clock: Clock;
  readonly events: EventSink;
  readonly log: Log;
  readonly health: HealthBook;
}
interface Waiting {
  readonly entry: JournalDraft;
  readonly at: number;
}

export interface Journal {
  /** Resolves when they are written, or wait. Never rejects. One call at a time. */
  write(entries: readonly JournalDraft[]): Promise<void>;
  /** Entries that were written. */
  written(): number;
  stop(): void;
}

export function createJournal({ records, clock, events, log, health }: JournalParts): Journal {
  let waiting: Waiting[] = [];
  let last: Promise<void> = Promise.resolve();
  let written = 0;
  let cancel: (() => void) | undefined;

  function tell(entry: JournalDraft, id: number): void {
    // a figure that is one more than the entries that can be read would tell of it
    if (entry.hidden) return;
    written += 1;
    const { zone_id, class: kind, event, actor, incident_id } = entry;
    events.publish(alarmJournalAppended, {
      entry_id: id,
      class: kind,
      event,
      ...(zone_id && { zone_id }),
      ...(actor && { actor }),
      ...(incident_id !== undefined && { incident_id }),
    });
  }

  /** Those of one time are written together. */
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const at = (waiting[0] as Waiting).at;
      const other = waiting.findIndex((one) => one.at !== at);
      const batch = waiting.slice(0, other < 0 ? undefined : other);
      const ids = await inTime(
        clock,
        records.append(
          batch.map(({ entry }) => entry),
          at,
        ),
      );
      waiting = waiting.slice(batch.length);
      for (const [index, { entry }] of batch.entries()) tell(entry, ids[index] as number);
    }
  }
  async function attempt(): Promise<void> {
    try {
      await flush();
      health.set("journal");
    } catch (error) {
      log.error("the journal of the alarm panel takes no entries", { error, waiting: waiting.length });
      health.set("journal", "alarm journal not written");
      cancel ??= clock.after(RETRY_MS, () => {
        cancel = undefined;
        last = last.then(attempt);
      });
    }
  }

  return {
    write(entries) {
      if (entries.length === 0) return Promise.resolve();
      const at = clock.now();
      waiting.push(...entries.map((entry) => ({ entry, at })));
      if (waiting.length > WAITING_LIMIT) {
        const lost = waiting.splice(0, waiting.length - WAITING_LIMIT);
        log.error("entries of the alarm panel's journal were lost", { lost: lost.map(({ entry }) => entry) });
      }
      // while the store is known to fail, nobody waits for it
      if (cancel === undefined) last = last.then(attempt);
      return last;
    },
    written: () => written,
    stop: () => cancel?.(),
  };
}

/** Once a day what is older than the journal is kept for goes: entries, and incidents that are closed. */
import type { Site } from "../../../kernel/site.ts";
import { pruneIncidents } from "../../../records/alarm-incidents.ts";
import { pruneJournal } from "../../../records/alarm-journal.ts";
import { type AlarmSettings, retentionDays } from "../settings.ts";

const DAY_MS = 86_400_000;

/** The first time a day after the start (subsystems 1.1). A failing store is logged, and tried again the next day. */
export function startRetention(
  { store, clock, log }: Pick<Site, "store" | "clock" | "log">,
  settings: AlarmSettings,
): () => void {
  let cancel = () => {};
  async function prune(): Promise<void> {
    const before = clock.now() - retentionDays(settings) * DAY_MS;
    try {
      const entries = await pruneJournal(store, before);
      const incidents = await pruneIncidents(store, before);
      if (entries + incidents > 0) log.info("old entries of the alarm panel's journal removed", { entries, incidents });
    } catch (error) {
      log.error("the alarm panel's journal was not pruned", { error });
    }
  }
  function again(): void {
    cancel = clock.after(DAY_MS, () => {
      again();
      void prune();
    });
  }
  again();
  return () => cancel();
}

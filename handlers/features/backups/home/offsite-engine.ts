/** Brings sealed copies away as they come, and proves now and then that one can be restored. */
import * as z from "zod";
import type { ComponentReport } from "../../../kernel/component-health.ts";
import type { Site } from "../../../kernel/site.ts";
import type { BackupParts } from "../../../ports/index.ts";
import { keptListeners } from "../runs.ts";
import { backupSettings, placeOf } from "../settings.ts";
import { bringOffsite, type DrillResult, drill, type Offsite, pruneOffsite } from "./offsite.ts";
import { sealKey } from "./seal/key.ts";

/** What could not be brought away is tried again after this time, milliseconds. */
export const RETRY_MS = 3_600_000;
/** The first drill comes so long after the program has something to drill with: not in the middle of a start. */
export const FIRST_DRILL_MS = 3_600_000;
/** A proof is too old when so many times its interval has passed. */
const LATE = 2;
const DRILL_KEY = "drill";

const Kept = z.object({
  at: z.number(),
  proven: z.array(z.string()),
  failed: z.array(z.object({ id: z.string(), reason: z.string() })),
});

export interface OffsiteEngine {
  /** Brings away what is new; prunes where it was made by itself. Never rejects. */
  bring(isScheduled: boolean): Promise<void>;
  report(): ComponentReport | undefined;
  stop(): Promise<void>;
}

export async function startOffsite(site: Site, parts: BackupParts): Promise<OffsiteEngine> {
  const { clock, log, store, sections } = site;
  let fault: string | undefined;
  let last: DrillResult | undefined = Kept.safeParse((await store.get("backup", DRILL_KEY))?.value).data;
  let working: Promise<void> = Promise.resolve();
  let cancelRetry = () => {};
  let cancelDrill = () => {};
  let isOver = false;

  const settings = () => sections.read(backupSettings).offsite;
  async function opened(): Promise<Offsite | undefined> {
    const now = settings();
    const [place, key] = [placeOf(now), sealKey(now)];
    if (!place || !key || !parts.offsite) return undefined;
    return { place: await parts.offsite(place), key };
  }
  /** One after the other: they read and write the same place. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    working = working.then(() => (isOver ? undefined : work()));
    return working;
  };

  async function bringNow(isScheduled: boolean): Promise<void> {
    cancelRetry();
    try {
      const offsite = await opened();
      if (!offsite) {
        fault = undefined;
        return;
      }
      const brought = await bringOffsite(parts.files, offsite);
      if (brought.length > 0) log.info("sealed copies brought away", { place: offsite.place.place, ids: brought });
      if (isScheduled) await pruneOffsite(offsite, settings().keep_last);
      fault = undefined;
    } catch (error) {
      fault = (error as Error).message;
      log.warn("backups could not be brought away", { reason: fault });
      cancelRetry = clock.after(RETRY_MS, () => void bring(isScheduled));
    }
  }
  const bring = (isScheduled: boolean): Promise<void> => inTurn(() => bringNow(isScheduled));

  async function drillNow(): Promise<void> {
    try {
      const offsite = await opened();
      if (offsite) {
        last = await drill(offsite, parts, clock.now());
        for (const { id, reason } of last.failed) log.error("a sealed copy cannot be restored", { id, reason });
        await store.put("backup", DRILL_KEY, last);
      }
    } catch (error) {
      const reason = (error as Error).message;
      last = { at: clock.now(), proven: [], failed: [{ id: "", reason }] };
      log.warn("restore drill failed", { reason });
    }
    plan();
  }

  function plan(): void {
    cancelDrill();
    const { target, drill: interval } = settings();
    if (target === "none" || interval === 0 || isOver) return;
    const now = clock.now();
    const due = last
      ? last.at + (last.failed.length > 0 ? Math.min(RETRY_MS, interval) : interval)
      : now + FIRST_DRILL_MS;
    cancelDrill = clock.after(Math.max(FIRST_DRILL_MS, due - now), () => void inTurn(drillNow));
  }

  const listeners = site.state(keptListeners);
  const kept = () => void bring(false);
  listeners.add(kept);
  const unfollow = sections.observe(backupSettings, () => {
    void bring(false);
    plan();
  });
  plan();

  return {
    bring,
    report() {
      const { target, drill: interval } = settings();
      if (target === "none") return undefined;
      const name = "backup.offsite";
      const ill = (note: string, noteKey: string) => ({ name, status: "degraded", note, noteKey }) as const;
      if (fault !== undefined) return ill(fault, "offsite_unreached");
      const [failure] = last?.failed ?? [];
      if (failure) return ill(`restore drill failed: ${failure.id} ${failure.reason}`, "drill_failed");
      const age = last && clock.now() - last.at;
      if (age !== undefined && interval > 0 && age > LATE * interval)
        return ill(`the last restore drill was ${ageOf(age)} ago`, "drill_late");
      const note =
        age === undefined
          ? "no restore drill yet"
          : `restore drill ${ageOf(age)} ago: ${last?.proven.length ?? 0} copies proven`;
      return { name, status: "healthy", note, noteKey: age === undefined ? "drill_missing" : "drill_proven" };
    },
    async stop() {
      isOver = true;
      listeners.delete(kept);
      unfollow();
      cancelRetry();
      cancelDrill();
    },
  };
}

const HOUR_MS = 3_600_000;
const ageOf = (ms: number): string => {
  const hours = Math.floor(ms / HOUR_MS);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
};

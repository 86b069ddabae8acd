/** Backups by themselves: one job for each CCU, and what is told of them in `/health`. */
import type { ComponentReport } from "../../../kernel/component-health.ts";
import type { Site } from "../../../kernel/site.ts";
import type { BackupParts, OwnState } from "../../../ports/index.ts";
import { type KeptBackup, keptBackups, removeBackup } from "../kept-backups.ts";
import { BACKUP_ID, MANIFEST, OWN_STATE, STATE } from "../names.ts";
import { type BackupRun, backupRuns } from "../runs.ts";
import { backupSettings } from "../settings.ts";
import { beginBackup } from "./create-backup.ts";
import { backUpState } from "./own-state.ts";

/** After a start nothing is backed up for so long, milliseconds: CCUs and programs start together after a power cut. */
export const SETTLE_MS = 15 * 60_000;
/** A backup that failed is tried again after this time, milliseconds, where the next one is not due before. */
export const RETRY_MS = 3_600_000;
/** An automatic backup is late when so many times its interval has passed. */
const LATE = 2;
/** A manifest whose archive never got its name was left by a program that was killed; milliseconds. */
const ORPHAN_MS = 24 * 3_600_000;

/** How a backup that was made by itself ended. */
type Outcome = Pick<BackupRun, "at" | "state" | "shrunk">;

interface Job {
  cancel: () => void;
  make(): Promise<Outcome>;
  kept(): Promise<KeptBackup[]>;
  /** Milliseconds since the epoch of the last backup that is kept. */
  last: number | undefined;
}

export interface BackupEngine {
  report(): ComponentReport | undefined;
  /** Resolves when nothing that it began goes on any more. */
  settled(): Promise<void>;
  /** Nothing is begun any more; a backup that is being made is nobody's to wait for: it may take minutes. */
  stop(): Promise<void>;
}

/** @param afterwards called after each backup that was made by itself and is kept */
export function startEngine(
  site: Site,
  { files, state }: BackupParts,
  afterwards: () => Promise<void> = async () => {},
): BackupEngine {
  const { clock, log, centrals, sections } = site;
  let stateFault: string | undefined;
  const startedAt = clock.now();
  const jobs = new Map<string, Job>();
  const working = new Set<Promise<void>>();
  let isOver = false;

  /** The first run is one interval after the last backup, or after the start where there is none; never right at the start. */
  function plan(central: string, job: Job, failed = false): void {
    job.cancel();
    job.cancel = () => {};
    const { schedule } = sections.read(backupSettings);
    if (schedule === 0 || isOver || jobs.get(central) !== job) return;
    const now = clock.now();
    const due = (job.last ?? startedAt) + schedule;
    const soonest = failed ? now + Math.min(RETRY_MS, schedule) : startedAt + Math.min(SETTLE_MS, schedule);
    job.cancel = clock.after(Math.max(due, soonest) - now, () => {
      follow(run(central, job));
    });
  }

  function follow(work: Promise<void>): void {
    const followed = work.finally(() => working.delete(followed));
    working.add(followed);
  }

  async function run(name: string, job: Job): Promise<void> {
    let failed = true;
    try {
      const outcome = await job.make();
      failed = outcome.state !== "completed";
      if (!failed) {
        job.last = outcome.at;
        await prune(job, outcome);
        await afterwards();
      }
    } catch (error) {
      log.warn("automatic backup failed", { name, error });
    }
    plan(name, job, failed);
  }

  /** Only after a backup that succeeded, and not where it is suspiciously small: the good ones before it stay. */
  async function prune(job: Job, { shrunk }: Outcome): Promise<void> {
    const { keep_last: keep } = sections.read(backupSettings);
    if (keep === 0 || shrunk) return;
    for (const backup of (await job.kept()).slice(0, -keep)) await removeBackup(files, backup);
  }

  const ofCentral = (central: string): Job => ({
    cancel: () => {},
    last: undefined,
    async make() {
      const { run: started } = await beginBackup(site, files, central);
      await started.ended;
      return started;
    },
    kept: async () => (await keptBackups(files)).filter((backup) => backup.central === central),
  });

  const ofState = (own: OwnState): Job => ({
    cancel: () => {},
    last: undefined,
    async make() {
      const at = clock.now();
      if (!sections.read(backupSettings).own_state) return { at, state: "completed" };
      try {
        await backUpState(site, files, own);
        stateFault = undefined;
        return { at, state: "completed" };
      } catch (error) {
        stateFault = (error as Error).message;
        throw error;
      }
    },
    kept: () => keptBackups(files, "state", STATE),
  });

  /** What a killed program has left. */
  async function tidy(): Promise<void> {
    const all = await files.list();
    const names = new Set(all.map(({ name }) => name));
    for (const { name, at } of all) {
      const id = name.slice(0, -MANIFEST.length);
      if (!name.endsWith(MANIFEST) || !BACKUP_ID.test(id) || clock.now() - at < ORPHAN_MS) continue;
      if (![...names].some((other) => other !== name && other.startsWith(`${id}.`))) await files.remove(name);
    }
  }

  async function begin(name: string, job: Job): Promise<void> {
    jobs.set(name, job);
    const kept = await job.kept().catch((error: unknown) => {
      log.warn("backups cannot be listed", { error });
      return [];
    });
    const last = kept.at(-1);
    if (last) job.last = Date.parse(last.created_at);
    plan(name, job);
  }

  const unobserve = centrals.observe({
    added: (central) => follow(begin(central, ofCentral(central))),
    removed(central) {
      jobs.get(central)?.cancel();
      jobs.delete(central);
    },
  });
  const unfollow = sections.observe(backupSettings, () => {
    for (const [central, job] of jobs) plan(central, job);
  });
  if (state) follow(begin(OWN_STATE, ofState(state)));
  follow(tidy().catch((error: unknown) => log.warn("backups cannot be tidied", { error })));

  return {
    report() {
      const { schedule } = sections.read(backupSettings);
      const runs = site.state(backupRuns);
      const troubles = [...jobs].flatMap(([central, { last }]) => troubleOf(central, runs.get(central), last));
      if (troubles.length > 0)
        return { name: "backup", status: "degraded", note: troubles.join("; "), noteKey: "backup_trouble" };
      return schedule > 0 || runs.size > 0 ? { name: "backup", status: "healthy" } : undefined;
    },
    async settled() {
      while (working.size > 0) await Promise.all(working);
    },
    async stop() {
      isOver = true;
      unobserve();
      unfollow();
      for (const { cancel } of jobs.values()) cancel();
      jobs.clear();
    },
  };

  function troubleOf(central: string, run: BackupRun | undefined, last: number | undefined): string[] {
    const { schedule } = sections.read(backupSettings);
    if (central === OWN_STATE) return stateFault === undefined ? [] : [`backup of this program failed: ${stateFault}`];
    if (run?.state === "failed") return [`backup of ${central} failed: ${run.reason}`];
    if (run?.shrunk) return [`backup of ${central} is much smaller than the one before: ${run.shrunk}`];
    const since = Math.max(last ?? 0, startedAt);
    if (schedule > 0 && clock.now() - since > LATE * schedule) return [`no backup of ${central} for too long`];
    return [];
  }
}

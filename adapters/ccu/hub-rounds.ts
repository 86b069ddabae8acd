/** When the lists of a logic layer are read: in turn, now and again, and sooner where a read failed or something changed. */
import type { CcuFault, Clock, HubSnapshot, Log } from "../../handlers/ports/index.ts";
import type { CcuConfig } from "./config.ts";
import type { HubReader, Round } from "./hub-reader.ts";
import { isUnreadable } from "./rega/runner.ts";

/** Variables and programs: shorter is a load for the single interpreter (16.1). */
const FAST_MS = 30_000;
const FASTEST_MS = 3000;
/** Names, rooms and functions change by hand. */
const NAMES_MS = 600_000;
const INBOX_MS = 60_000;
/** The check asks the firmware server: twice a day is enough. */
const UPDATE_MS = 43_200_000;
const RETRY_MS = [5000, 10_000, 20_000, 30_000] as const;
const RETRY_LIMIT_MS = 30_000;

export interface RoundsParts {
  config: CcuConfig;
  reader: HubReader;
  clock: Clock;
  log: Log;
  deliver: (snapshot: HubSnapshot) => void;
  /** Called after each read that succeeded. */
  done: () => void;
}

export class HubRounds {
  readonly #parts: RoundsParts;
  readonly #timers = new Map<Round, () => void>();
  /** Reads that have not begun, by round. */
  readonly #waiting = new Map<Round, Promise<void>>();
  #reading: Promise<void> = Promise.resolve();
  /** Reads that run or wait. */
  #reads = 0;
  /** Failed reads in a row, by round. */
  readonly #failed = new Map<Round, number>();
  #stopped = false;
  #tried: Promise<void> = Promise.resolve();

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  /** Resolves when the first attempt to reach the logic layer has ended, well or not. */
  get tried(): Promise<void> {
    return this.#tried;
  }

  /** First whether anybody is there, then every list for itself. */
  begin(): void {
    const first = this.read("system");
    this.#tried = first.catch(() => undefined);
    first.then(
      () => this.#pollAll(),
      (error: unknown) => {
        // whoever gave any answer can be asked for the lists: only this one is missing
        if (this.#parts.reader.answered || isUnreadable(error) || (error as CcuFault).code !== undefined)
          this.#pollAll();
        else this.#again("system", error, () => this.begin());
      },
    );
  }

  /** Everything anew. */
  restart(): void {
    this.#cancelAll();
    this.begin();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelAll();
  }

  #cancelAll(): void {
    for (const cancel of this.#timers.values()) cancel();
  }

  #pollAll(): void {
    const { enable_sysvar_scan, enable_program_scan, sysvar_scan_interval } = this.#parts.config.behavior ?? {};
    const nanoseconds = sysvar_scan_interval ?? 0;
    const sysvarMs = nanoseconds > 0 ? Math.max(FASTEST_MS, nanoseconds / 1e6) : FAST_MS;
    this.#poll("names", NAMES_MS);
    this.#poll("groups", NAMES_MS);
    // a list that nobody wants is known to hold nothing for them
    if (enable_program_scan !== false) this.#poll("programs", FAST_MS);
    else this.#parts.deliver({ programs: [] });
    if (enable_sysvar_scan !== false) this.#poll("sysvars", sysvarMs);
    else this.#parts.deliver({ sysvars: [] });
    this.#poll("messages", FAST_MS);
    this.#poll("inbox", INBOX_MS);
    this.#poll("update", UPDATE_MS);
  }

  /** Reads now and again every `ms`; a failure is no reason to stop, and is tried again sooner. */
  #poll(round: Round, ms: number): void {
    this.read(round).then(
      () => {
        this.#failed.delete(round);
        this.#plan(round, ms, () => this.#poll(round, ms));
      },
      (error: unknown) => this.#again(round, error, () => this.#poll(round, ms), ms),
    );
  }

  /** Tries again after a pause that grows up to `limit`, and tells the first failure of several. */
  #again(round: Round, error: unknown, task: () => void, limit: number = RETRY_LIMIT_MS): void {
    const failed = this.#failed.get(round) ?? 0;
    this.#failed.set(round, failed + 1);
    this.#parts.log[failed === 0 ? "info" : "debug"]("the logic layer could not be read", {
      central: this.#parts.config.name,
      round,
      reason: (error as Error).message,
    });
    const pause = RETRY_MS[Math.min(failed, RETRY_MS.length - 1)] as number;
    this.#plan(round, Math.min(pause, limit), task);
  }

  #plan(round: Round, ms: number, task: () => void): void {
    if (this.#stopped) return;
    this.#timers.get(round)?.();
    this.#timers.set(round, this.#parts.clock.after(ms, task));
  }

  /** Reads in the background: a failure is not one of whoever changed something, and the next poll catches up. */
  soon(round: Round): void {
    this.read(round).catch((error: Error) => {
      this.#parts.log.debug("not read anew after a change", { round, reason: error.message });
    });
  }

  /**
   * One read at a time, and of each round at most one that waits for its turn: whoever asks meanwhile shares it, and it
   * will see what happened before it began.
   */
  read(round: Round): Promise<void> {
    const waiting = this.#waiting.get(round);
    if (waiting) return waiting;
    const begin = async (): Promise<void> => {
      this.#waiting.delete(round);
      if (this.#stopped) return;
      const snapshot = await this.#parts.reader.read(round);
      if (this.#stopped) return;
      this.#parts.deliver(snapshot);
      this.#parts.done();
    };
    const idle = this.#reads === 0;
    this.#reads++;
    const read = (idle ? begin() : this.#reading.then(begin)).finally(() => {
      this.#reads--;
    });
    if (!idle) this.#waiting.set(round, read);
    this.#reading = read.catch(() => undefined);
    return read;
  }
}

/**
 * The queue in front of one interface process: one read and one write in flight (rfd is a single-threaded loop, HmIP
 * drops parallel writes), writes by priority, newest value first, with a throttle (protocol document, section 13).
 */
import {
  CcuFault,
  type Clock,
  type Deadline,
  EXPIRED,
  type WriteOutcome,
  type WritePriority,
} from "../../handlers/ports/index.ts";

/** More than this many waiting calls is not a home, it is a client in a loop. */
export const MAX_QUEUED = 1000;
/** A write that could not be sent for this long expires: a light must not turn on late. */
export const MAX_WRITE_WAIT_MS = 30_000;
/** So many writes may follow each other at once … */
export const BURST = 5;
/** … within this time; then each waits for the gap. */
export const BURST_WINDOW_MS = 500;
export const GAP_MS = 100;

export interface WriteJob {
  /** `<channel>.<parameter>`: a newer write of the same replaces this one while it waits. Absent for actions: each counts. */
  key?: string;
  channel: string;
  /** Configuration: a more urgent order to the channel (STOP) does not take it back. */
  configuration?: true;
  priority: WritePriority;
  /** Milliseconds since the epoch: what has not begun by then expires. */
  deadline: Deadline;
  run: () => Promise<void>;
}

interface Waiting extends WriteJob {
  since: number;
  resolve: (outcome: WriteOutcome) => void;
  reject: (fault: CcuFault) => void;
  /** It has had to wait for the gap: counted once. */
  throttled?: true;
}

interface Read {
  low: boolean;
  start: () => Promise<void>;
  drop: (fault: CcuFault) => void;
}

/** How long the next write has to wait for those that began before it. */
export class Throttle {
  readonly #clock: Clock;
  readonly #gapMs: number;
  /** When the writes of the last `BURST_WINDOW_MS` began, at most `BURST` of them. */
  #begun: number[] = [];

  /** `gapMs` 0: nothing waits. */
  constructor(clock: Clock, gapMs: number) {
    this.#clock = clock;
    this.#gapMs = gapMs;
  }

  /** Writes that are remembered. */
  get size(): number {
    return this.#begun.length;
  }

  /** Milliseconds until the next write may begin. */
  pause(): number {
    const now = this.#clock.now();
    this.#begun = this.#begun.filter((at) => now - at < BURST_WINDOW_MS);
    if (this.#begun.length < BURST) return 0;
    return Math.max(0, (this.#begun.at(-1) as number) + this.#gapMs - now);
  }

  /** A write begins. Urgent ones do not wait, but they count; without a gap nothing does. */
  note(): void {
    if (this.#gapMs === 0) return;
    this.#begun.push(this.#clock.now());
    if (this.#begun.length > BURST) this.#begun.shift();
  }
}

/** The most urgent first. */
const ORDER: readonly WritePriority[] = ["critical", "high", "low"];

export class CallQueue {
  readonly #clock: Clock;
  #reads: Read[] = [];
  #reading = false;
  #writes: Waiting[] = [];
  #writing = false;
  readonly #throttle: Throttle;
  #cancelGap: (() => void) | undefined;
  #superseded = 0;
  #throttled = 0;

  /** `gapMs` 0 for interfaces without a radio. */
  constructor(clock: Clock, gapMs = GAP_MS) {
    this.#clock = clock;
    this.#throttle = new Throttle(clock, gapMs);
  }

  get length(): { reads: number; writes: number } {
    return { reads: this.#reads.length, writes: this.#writes.length };
  }

  /** Writes only; the last two count since the start. */
  get traffic(): { inFlight: number; waiting: number; superseded: number; throttled: number } {
    const [inFlight, waiting] = [this.#writing ? 1 : 0, this.#writes.length];
    return { inFlight, waiting, superseded: this.#superseded, throttled: this.#throttled };
  }

  /** Runs when all earlier reads are done; `low` ones after all others. */
  read<T>(run: () => Promise<T>, low = false): Promise<T> {
    if (this.#reads.length >= MAX_QUEUED) return Promise.reject(full());
    return new Promise<T>((resolve, reject) => {
      // within a promise: a run that throws at once refuses its own read, and the queue goes on
      this.#reads.push({ low, start: () => Promise.resolve().then(run).then(resolve, reject), drop: reject });
      this.#nextRead();
    });
  }

  /** What became of the write: told at once where a newer one takes its place. Rejects with the fault of the call. */
  write(job: WriteJob): Promise<WriteOutcome> {
    // Before it replaces anything: a write that comes too late is none.
    if (this.#isPast(job)) return Promise.resolve("expired");
    this.#supersede(job);
    if (this.#writes.length >= MAX_QUEUED) return Promise.reject(full());
    return new Promise<WriteOutcome>((resolve, reject) => {
      this.#writes.push({ ...job, since: this.#clock.now(), resolve, reject });
      if (job.priority === "critical") this.#endGap();
      this.#nextWrite();
    });
  }

  /** Refuses everything that waits. What is in flight ends by itself. */
  clear(fault: CcuFault): void {
    const reads = this.#reads;
    const writes = this.#writes;
    this.#reads = [];
    this.#writes = [];
    this.#endGap();
    for (const read of reads) read.drop(fault);
    for (const write of writes) write.reject(fault);
  }

  #nextRead(): void {
    if (this.#reading) return;
    const at = this.#reads.findIndex((read) => !read.low);
    const [next] = this.#reads.splice(Math.max(0, at), 1);
    if (!next) return;
    this.#reading = true;
    next.start().finally(() => {
      this.#reading = false;
      this.#nextRead();
    });
  }

  /** Takes out what `job` makes pointless: older values of its data point; before an urgent order all orders of the channel. */
  #supersede({ key, channel, priority }: WriteJob): void {
    const isOver = (waiting: Waiting): boolean =>
      (key !== undefined && waiting.key === key) ||
      (priority === "critical" && waiting.channel === channel && !waiting.configuration);
    const over = this.#writes.filter(isOver);
    if (over.length === 0) return;
    this.#writes = this.#writes.filter((waiting) => !isOver(waiting));
    this.#superseded++;
    for (const waiting of over) waiting.resolve("superseded");
  }

  #nextWrite(): void {
    if (this.#writing || this.#cancelGap) return;
    this.#dropLate();
    const next = this.#pick();
    if (!next) return;
    const pause = next.priority === "critical" ? 0 : this.#throttle.pause();
    if (pause > 0) {
      if (!next.throttled) this.#throttled++;
      next.throttled = true;
      this.#cancelGap = this.#clock.after(pause, () => {
        this.#cancelGap = undefined;
        this.#nextWrite();
      });
      return;
    }
    this.#writes.splice(this.#writes.indexOf(next), 1);
    this.#throttle.note();
    this.#writing = true;
    void this.#perform(next).finally(() => {
      this.#writing = false;
      this.#nextWrite();
    });
  }

  async #perform(job: Waiting): Promise<void> {
    try {
      await job.run();
      job.resolve("sent");
    } catch (error) {
      const fault = error instanceof CcuFault ? error : new CcuFault("transport", String(error));
      if (fault.cause === EXPIRED) job.resolve("expired");
      else job.reject(fault);
    }
  }

  /** Oldest of the highest priority. */
  #pick(): Waiting | undefined {
    for (const priority of ORDER) {
      const oldest = this.#writes.find((waiting) => waiting.priority === priority);
      if (oldest) return oldest;
    }
    return undefined;
  }

  #dropLate(): void {
    const oldest = this.#clock.now() - MAX_WRITE_WAIT_MS;
    const isLate = (waiting: Waiting): boolean => waiting.since < oldest || this.#isPast(waiting);
    const late = this.#writes.filter(isLate);
    if (late.length === 0) return;
    this.#writes = this.#writes.filter((waiting) => !late.includes(waiting));
    for (const waiting of late) waiting.resolve("expired");
  }

  #isPast(job: WriteJob): boolean {
    return this.#clock.now() > job.deadline;
  }

  #endGap(): void {
    this.#cancelGap?.();
    this.#cancelGap = undefined;
  }
}

const full = (): CcuFault => new CcuFault("transport", `more than ${MAX_QUEUED} calls wait for this interface`);

/**
 * Collects samples and writes them in batches. A batch that could not be written waits, in order, and is tried again; what
 * does not fit any more is dropped, the oldest first, and counted.
 */
import type { SampleBatch, SeriesName } from "../../../ports/history.ts";
import type { Clock } from "../../../ports/index.ts";

/** Samples that wait at most (subsystems 5.1): a quarter of an hour of a lively home. */
export const BUFFER_LIMIT = 8_192;
/** So many are written at once before their time: a burst does not fill the buffer. */
export const FLUSH_AT = 2_048;

export interface RecorderState {
  /** Samples that wait. */
  readonly waiting: number;
  /** Samples that were written. */
  readonly written: number;
  /** Samples that were lost. */
  readonly dropped: number;
  /** Why the last batch could not be written; `undefined` where it could. */
  readonly fault: string | undefined;
}

export interface Recorder {
  add(series: SeriesName, at: number, value: number): void;
  /** Writes what waits. Resolves when it was tried; never rejects. */
  flush(): Promise<void>;
  /** Another interval, from now on. */
  setInterval(ms: number): void;
  state(): RecorderState;
  /** Writes what waits, and takes nothing more. */
  stop(): Promise<void>;
}

export interface RecorderOptions {
  append(batch: SampleBatch): Promise<void>;
  clock: Clock;
  intervalMs: number;
  /** What a failure is called in `/health`. */
  reasonOf(error: unknown): string;
  /** Told of a first failure, and of its end. */
  changed(fault: string | undefined, error?: unknown): void;
}

/** Samples in order; those before `head` are dropped already. */
interface Buffer {
  series: SeriesName[];
  at: number[];
  value: number[];
  head: number;
}
const empty = (): Buffer => ({ series: [], at: [], value: [], head: 0 });

const after = (head: number, { series, at, value }: SampleBatch): Buffer => ({
  series: series.slice(head),
  at: at.slice(head),
  value: value.slice(head),
  head: 0,
});

/** Dropped samples after which a buffer is copied: one by one, each sample would copy it. */
const COPY_AFTER = BUFFER_LIMIT / 8;

export function createRecorder({ append, clock, reasonOf, changed, ...options }: RecorderOptions): Recorder {
  let buffer = empty();
  let writing: Promise<void> | undefined;
  let inFlight = 0;
  let cancel: (() => void) | undefined;
  let stopped = false;
  let { intervalMs } = options;
  let state: Omit<RecorderState, "waiting"> = { written: 0, dropped: 0, fault: undefined };

  const size = (): number => buffer.at.length - buffer.head;

  /** Keeps the newest. */
  function fit(most: number): void {
    const over = size() - Math.max(most, 0);
    if (over <= 0) return;
    buffer.head += over;
    state = { ...state, dropped: state.dropped + over };
    if (buffer.head > COPY_AFTER) buffer = after(buffer.head, buffer);
  }

  async function write(): Promise<void> {
    const batch = buffer.head > 0 ? after(buffer.head, buffer) : buffer;
    buffer = empty();
    inFlight = batch.at.length;
    let fault: string | undefined;
    let cause: unknown;
    try {
      await append(batch);
      state = { ...state, written: state.written + batch.at.length };
    } catch (error) {
      cause = error;
      fault = reasonOf(error);
      const { series, at, value } = after(buffer.head, buffer);
      // before what came meanwhile
      buffer = {
        series: batch.series.concat(series),
        at: batch.at.concat(at),
        value: batch.value.concat(value),
        head: 0,
      };
      fit(BUFFER_LIMIT);
    }
    inFlight = 0;
    const isNews = fault !== state.fault;
    state = { ...state, fault };
    if (isNews) changed(fault, cause);
  }

  function flush(): Promise<void> {
    if (writing) return writing.then(() => (size() > 0 && state.fault === undefined ? flush() : undefined));
    cancel?.();
    cancel = undefined;
    if (size() === 0) return Promise.resolve();
    writing = write().finally(() => {
      writing = undefined;
      if (size() > 0) later();
    });
    return writing;
  }

  function later(): void {
    cancel ??= clock.after(intervalMs, () => {
      cancel = undefined;
      void flush();
    });
  }

  return {
    add(series, at, value) {
      if (stopped) return;
      buffer.series.push(series);
      buffer.at.push(at);
      buffer.value.push(value);
      fit(BUFFER_LIMIT - inFlight);
      if (size() >= FLUSH_AT && state.fault === undefined && writing === undefined) void flush();
      else later();
    },
    flush,
    setInterval(ms) {
      if (ms === intervalMs) return;
      intervalMs = ms;
      cancel?.();
      cancel = undefined;
      if (size() > 0) later();
    },
    state: () => ({ ...state, waiting: size() + inFlight }),
    async stop() {
      stopped = true;
      await writing;
      cancel?.();
      cancel = undefined;
      if (size() > 0) await write();
    },
  };
}

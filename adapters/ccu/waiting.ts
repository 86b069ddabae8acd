/** Waiting that ends early: by a signal, or because the driver stops. */
import { withinLimit } from "../../handlers/kernel/within-limit.ts";
import type { Clock } from "../../handlers/ports/index.ts";

export class Pause {
  readonly #clock: Clock;
  #wake: (() => void) | undefined;
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms`, or at the next `end()`. One at a time. */
  sleep(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => this.end());
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  end(): void {
    this.#wake?.();
  }

  /** Ends it, and whatever is begun later: whoever stops cannot know whether it was about to wait. */
  stop(): void {
    this.#stopped = true;
    this.end();
  }
}

/** Runs a task some time after the first request for it; requests meanwhile are one. */
export class Debounce {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #task: () => void;
  #stopped = false;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, ms: number, task: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#task = task;
  }

  request(): void {
    if (this.#stopped) return;
    this.#cancel ??= this.#clock.after(this.#ms, () => {
      this.#cancel = undefined;
      this.#task();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Cancels for good: what is still under way may ask, and nothing comes of it. */
  stop(): void {
    this.#stopped = true;
    this.cancel();
  }
}

/** Resolves when the promise is settled, either way, or after `ms`. Never rejects. */
export function within(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  const settled = promise.then(noted, noted);
  return withinLimit(clock, ms, settled, noted);
}

const noted = (): void => undefined;

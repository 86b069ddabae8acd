/** Values of an interface that never calls back: read in bulk from the logic layer, and what is new told as events. */
import type { CcuEvent, Clock } from "../../handlers/ports/index.ts";
import type { KnownValue } from "./inventory.ts";

/** One script over all data points: more often is a load for the single interpreter (16.1). */
export const POLL_MS = 30_000;
/** After a write its effect is looked for this soon: nobody else confirms it. */
export const CONFIRM_MS = 2000;
/** Every so many polls devices are listed as well: five minutes. */
const DEVICES_EVERY = 10;

export interface PollTasks {
  /** All known values; `undefined` where they cannot be read now. */
  values(): Promise<readonly KnownValue[] | undefined>;
  /** Lists devices anew. */
  devices(): Promise<void>;
  changed(batch: readonly CcuEvent[]): void;
}

export class ValuePoll {
  readonly #clock: Clock;
  readonly #tasks: PollTasks;
  /** Value and time stamp by data point: a key that is pressed again has the same value at another time. */
  #known = new Map<string, string>();
  #cancel: (() => void) | undefined;
  #cancelSoon: (() => void) | undefined;
  #polls = 0;

  constructor(clock: Clock, tasks: PollTasks) {
    this.#clock = clock;
    this.#tasks = tasks;
  }

  /** `values` have just been delivered. */
  begin(values: readonly KnownValue[]): void {
    this.stop();
    this.#news(values);
    this.#plan();
  }

  /** Something was written. */
  soon(): void {
    if (!this.#cancel) return;
    this.#cancelSoon?.();
    this.#cancelSoon = this.#clock.after(CONFIRM_MS, () => void this.#poll());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancelSoon?.();
    this.#cancel = undefined;
  }

  #plan(): void {
    this.#cancel = this.#clock.after(POLL_MS, () => {
      this.#plan();
      void this.#poll();
      if (++this.#polls % DEVICES_EVERY === 0) this.#tasks.devices().catch(() => undefined);
    });
  }

  /** A failure is the connection's to notice. */
  async #poll(): Promise<void> {
    const values = await this.#tasks.values().catch(() => undefined);
    if (!values || !this.#cancel) return;
    const news = this.#news(values);
    if (news.length > 0) this.#tasks.changed(news);
  }

  #news(values: readonly KnownValue[]): CcuEvent[] {
    const before = this.#known;
    this.#known = new Map();
    const news: CcuEvent[] = [];
    for (const { address, parameter, value, at } of values) {
      const key = `${address}.${parameter}`;
      const state = JSON.stringify([value, at]);
      this.#known.set(key, state);
      if (before.get(key) !== state) news.push({ address, parameter, value });
    }
    return news;
  }
}

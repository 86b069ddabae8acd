/** What the event log tells about the past: each event, and what a value was at a moment, as far as that can be known. */
import type { EventOf, EventType } from "../../../../adapters/client/index.ts";

export type LogEvent = EventOf<EventType>;
type State = Readonly<Record<string, unknown>>;

/** Events that a page holds: twice what a home keeps by default (10,000). The oldest go first. */
export const EVENTS_LIMIT = 20_000;
/** Events beyond the limit before they go: not one at a time. */
const TRIM = 1_000;

interface Change {
  readonly at: number;
  readonly value: unknown;
  /** What it was before, where the event says so. */
  readonly previous: unknown;
}

/** `undefined` stands for: it is not known. */
export interface Known<T> {
  readonly value: T;
}

const pointKey = (central: string, address: string, channel: number, parameter: string) =>
  `${central}/${address}/${channel}.${parameter}`;
const customKey = (central: string, address: string, name: string) => `${central}/${address}/@${name}`;

/** Place of the last one that is not after `at`; -1: none. */
function lastAt(changes: readonly { readonly at: number }[], at: number): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (changes[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export class Past {
  #events: LogEvent[] = [];
  #changes = new Map<string, Change[]>();
  /** Stretches of which events are missing: after the one time, until the other. */
  #gaps: { readonly after: number; readonly until: number }[] = [];
  #isGapOpen = false;
  #oldest: number | undefined;

  get events(): readonly LogEvent[] {
    return this.#events;
  }

  /** When the log begins; `undefined` while it is empty. */
  get oldest(): number | undefined {
    return this.#oldest;
  }

  get gaps(): readonly { readonly after: number; readonly until: number }[] {
    return this.#gaps;
  }

  /** In the order of their numbers. */
  add(event: LogEvent): void {
    const at = Date.parse(event.ts);
    if (Number.isNaN(at)) return;
    if (this.#isGapOpen) {
      this.#isGapOpen = false;
      const last = this.#events.at(-1);
      if (last !== undefined) this.#gaps.push({ after: Date.parse(last.ts), until: at });
    }
    this.#oldest ??= at;
    this.#events.push(event);
    this.#note(event, at);
    if (this.#events.length > EVENTS_LIMIT + TRIM) this.#trim();
  }

  /** Events are missing before the next one. */
  gap(): void {
    this.#isGapOpen = true;
  }

  #note(event: LogEvent, at: number): void {
    if (event.type === "datapoint.value_changed") {
      const { central, device_address, channel, parameter, value, previous } = event.payload;
      if (event.payload.paramset_key !== "VALUES") return;
      this.#change(pointKey(central, device_address, channel, parameter), { at, value, previous });
    } else if (event.type === "datapoint.optimistic_rolled_back") {
      const { central, device_address, channel, parameter, present, sent } = event.payload;
      if (event.payload.paramset_key !== "VALUES") return;
      this.#change(pointKey(central, device_address, channel, parameter), { at, value: present, previous: sent });
    } else if (event.type === "custom_data_point.state_changed") {
      const { central, device_address, name, state } = event.payload;
      this.#change(customKey(central, device_address, name), { at, value: state, previous: undefined });
    }
  }

  #change(key: string, change: Change): void {
    const known = this.#changes.get(key);
    if (known === undefined) this.#changes.set(key, [change]);
    else known.push(change);
  }

  #trim(): void {
    this.#events = this.#events.slice(-EVENTS_LIMIT);
    const oldest = Date.parse(this.#events[0]!.ts);
    this.#oldest = oldest;
    this.#gaps = this.#gaps.filter(({ until }) => until > oldest);
    for (const [key, changes] of this.#changes) {
      // the last one before the beginning still says what held there
      const first = Math.max(0, lastAt(changes, oldest));
      if (first > 0) this.#changes.set(key, changes.slice(first));
    }
  }

  #isWhole(from: number, to: number): boolean {
    return !this.#gaps.some(({ after, until }) => after < to && until > from);
  }

  #known(key: string, at: number, now: unknown): Known<unknown> | undefined {
    if (this.#oldest === undefined || at < this.#oldest) return undefined;
    const changes = this.#changes.get(key) ?? [];
    const place = lastAt(changes, at);
    const before = changes[place];
    if (before !== undefined) return this.#isWhole(before.at, at) ? { value: before.value } : undefined;
    const next = changes[place + 1];
    if (next !== undefined)
      return next.previous !== undefined && this.#isWhole(at, next.at) ? { value: next.previous } : undefined;
    // it has not changed since
    return now !== undefined && !this.#isGapOpen && this.#isWhole(at, Number.POSITIVE_INFINITY)
      ? { value: now }
      : undefined;
  }

  /** @param now what it is at present */
  valueAt(
    { central, address, channel, parameter }: { central: string; address: string; channel: number; parameter: string },
    at: number,
    now: unknown,
  ): Known<unknown> | undefined {
    return this.#known(pointKey(central, address, channel, parameter), at, now);
  }

  /** Of a light, a blind, a thermostat … @param now its state at present */
  stateAt(
    { central, address, name }: { central: string; address: string; name: string },
    at: number,
    now: State | undefined,
  ): Known<State> | undefined {
    return this.#known(customKey(central, address, name), at, now) as Known<State> | undefined;
  }
}

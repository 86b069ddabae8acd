/** The latest events in memory, held once for all connections, each with its frames. */
import { eventFrame } from "../kernel/broadcast.ts";
import type { LoggedEvent } from "../ports/index.ts";
import { RECENT_EVENTS, RECENT_EVENTS_SIZE } from "./limits.ts";

/** An event with its frames: each text is built at most once, whoever gets it. */
class FramedEvent {
  readonly seq: number;
  readonly topic: string;
  /** As in {@link LoggedEvent}. */
  readonly afterGap: boolean;
  readonly size: number;
  readonly #event: LoggedEvent;
  #plain: string | undefined;
  #classified: string | undefined;

  constructor(event: LoggedEvent) {
    this.#event = event;
    this.seq = event.seq;
    this.topic = event.topic;
    this.afterGap = event.afterGap === true;
    this.size = event.tail.length + (event.classifiedTail?.length ?? 0);
  }

  frame(classify: boolean): string {
    if (classify && this.#event.classifiedTail !== undefined) {
      this.#classified ??= eventFrame(this.#event, true);
      return this.#classified;
    }
    this.#plain ??= eventFrame(this.#event);
    return this.#plain;
  }
}

/** A window over the newest events without a gap between `floor` and `newest`. */
export class RecentEvents {
  readonly #limit: number;
  readonly #sizeLimit: number;
  #events: (FramedEvent | undefined)[] = [];
  /** Index of the oldest event that still counts: the array is cut only now and then, what leaves is let go at once. */
  #start = 0;
  #size = 0;
  #floor: number;
  #newest: number;

  constructor(newest: number, limit = RECENT_EVENTS, sizeLimit = RECENT_EVENTS_SIZE) {
    this.#limit = limit;
    this.#sizeLimit = sizeLimit;
    this.#floor = newest;
    this.#newest = newest;
  }

  /** Every event with a greater seq (up to `newest`) is here. */
  get floor(): number {
    return this.#floor;
  }

  get newest(): number {
    return this.#newest;
  }

  get length(): number {
    return this.#events.length - this.#start;
  }

  /** Events must come in ascending order, none left out; `undefined` for one that was here before. */
  push(event: LoggedEvent): FramedEvent | undefined {
    if (event.seq <= this.#newest) return undefined;
    const framed = new FramedEvent(event);
    this.#events.push(framed);
    this.#newest = event.seq;
    this.#size += framed.size;
    while (this.length > this.#limit || (this.#size > this.#sizeLimit && this.length > 0)) this.#drop();
    if (this.#start > this.#limit) {
      this.#events = this.#events.slice(this.#start);
      this.#start = 0;
    }
    return framed;
  }

  /** Events with `seq > after`, ascending. `after` must not be below `floor`. */
  *after(seq: number): Generator<FramedEvent> {
    for (let index = this.#indexAfter(seq); index < this.#events.length; index += 1) yield this.#events[index]!;
  }

  #indexAfter(seq: number): number {
    let low = this.#start;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#events[middle]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #drop(): void {
    const oldest = this.#events[this.#start]!;
    this.#events[this.#start] = undefined;
    this.#start += 1;
    this.#floor = oldest.seq;
    this.#size -= oldest.size;
  }
}

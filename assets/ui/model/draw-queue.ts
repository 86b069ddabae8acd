/**
 * What is to be drawn anew: each thing once, what waits longest first, and only so many in a frame, so that a storm of
 * changes leaves room for a touch. What is drawn is what holds then: nothing piles up.
 */

export interface DrawQueueOptions<T> {
  readonly draw: (things: readonly T[]) => void;
  /** Calls back when something can be drawn next. */
  readonly nextFrame: (then: () => void) => void;
  /** Things in a frame. */
  readonly limit: () => number;
}

export interface DrawQueue<T> {
  add(thing: T): void;
  clear(): void;
}

export function createDrawQueue<T>({ draw, nextFrame, limit }: DrawQueueOptions<T>): DrawQueue<T> {
  const waiting = new Set<T>();
  let isScheduled = false;
  const schedule = (): void => {
    if (isScheduled || waiting.size === 0) return;
    isScheduled = true;
    nextFrame(flush);
  };
  function flush(): void {
    isScheduled = false;
    const most = limit();
    const due: T[] = [];
    for (const one of waiting) {
      if (due.length >= most) break;
      due.push(one);
      waiting.delete(one);
    }
    draw(due);
    schedule();
  }
  return {
    add(thing) {
      waiting.add(thing);
      schedule();
    },
    clear: () => waiting.clear(),
  };
}

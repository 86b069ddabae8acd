/** Answers that last: they end when whoever asked is gone, when their time is up, or with their home. */
import { tooMany } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Site, StateKey } from "../../../kernel/site.ts";

/** Streams of one home at once: pages of some people, and a program or two. Each costs a socket and a look at every entry. */
export const STREAMS_LIMIT = 32;

interface Streams {
  /** Wakes each of them; `ended` = the home ends. */
  open: Set<() => void>;
  ended: boolean;
}
const streams: StateKey<Streams> = { name: "diagnostics-streams", create: () => ({ open: new Set(), ended: false }) };

/** The home ends: its sockets must not wait for readers. */
export function endStreams(site: Pick<Site, "state">): void {
  const all = site.state(streams);
  all.ended = true;
  for (const wake of all.open) wake();
}

export interface Waiter {
  /** Something is there. */
  wake(): void;
  /** Resolves when something is there, or after `ms`; at once where something came since the last time. */
  wait(ms: number): Promise<void>;
  /** Nobody reads any more. */
  isOver(): boolean;
  end(): void;
}

/** Whether there is a place among the streams of the home. @throws Refusal 429 where there are too many */
export function requireStream(scope: Pick<RequestScope, "state">): void {
  if (scope.state(streams).open.size >= STREAMS_LIMIT)
    throw tooMany(`at most ${STREAMS_LIMIT} streams at once`, "Too many streams", 30);
}

/** To be called when somebody begins to read: of an answer to HEAD nobody does. */
export function openStream(scope: Pick<RequestScope, "state" | "signal" | "clock">): Waiter {
  const all = scope.state(streams);
  let news = false;
  let waiting: (() => void) | undefined;
  const wake = () => {
    news = true;
    waiting?.();
  };
  all.open.add(wake);
  scope.signal.addEventListener("abort", wake);
  return {
    wake,
    async wait(ms) {
      if (!news)
        await new Promise<void>((resolve) => {
          const cancel = scope.clock.after(ms, resolve);
          waiting = () => {
            cancel();
            resolve();
          };
        });
      waiting = undefined;
      news = false;
    },
    isOver: () => scope.signal.aborted || all.ended,
    end() {
      all.open.delete(wake);
      scope.signal.removeEventListener("abort", wake);
    },
  };
}

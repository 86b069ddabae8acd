/** The log while somebody looks at it: read once, then followed, so that "it has not changed since" stays true. */
import { signal } from "@preact/signals";
import type { Problem } from "../../../../adapters/client/index.ts";
import { newestSeq } from "../../state/live.ts";
import { client, endsSession } from "../../state/session.ts";
import { readLog } from "./log.ts";
import { EVENTS_LIMIT, Past } from "./past.ts";

export interface Followed {
  readonly past: Past;
  readonly isRead: boolean;
  /** Goes up with what is new; at most {@link DRAW_MS} apart. */
  readonly version: number;
  readonly problem?: Problem | undefined;
}

/** Milliseconds between two drawings while events come in by the thousand. */
const DRAW_MS = 400;

export const followed = signal<Followed>({ past: new Past(), isRead: false, version: 0 });

/** @returns how to stop */
export function followLog(): () => void {
  const past = new Past();
  followed.value = { past, isRead: false, version: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const change = (next: Partial<Followed>) => {
    followed.value = { ...followed.value, ...next, version: followed.value.version + 1 };
  };
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      change({});
    }, DRAW_MS);
  };
  const stop = readLog(
    (since) => client.events("*", { since, snapshot: "never" }),
    Math.max(0, newestSeq() - EVENTS_LIMIT),
    {
      event: (event) => {
        past.add(event);
        soon();
      },
      gap: () => past.gap(),
      done: () => change({ isRead: true }),
      failed: (problem) => {
        if (!endsSession(problem)) change({ problem, isRead: true });
      },
    },
  );
  return () => {
    stop();
    clearTimeout(timer);
  };
}

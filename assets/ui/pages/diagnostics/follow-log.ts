/** The log as a page follows it: what is there, then what comes; it is drawn some times a second, however fast it grows. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type Problem, ProblemError } from "../../../../adapters/client/index.ts";
import { client, endsSession } from "../../state/session.ts";
import { KEPT, type LogRow, withRow } from "./model.ts";

/** Milliseconds between two drawings. */
const DRAW_MS = 250;

interface Shown {
  readonly state: "loading" | "connecting" | "live";
  readonly rows: readonly LogRow[];
  /** Rows that came while it was paused. */
  readonly waiting: number;
  readonly problem?: Problem | undefined;
}
const NOTHING: Shown = { state: "loading", rows: [], waiting: 0 };

export function useLog(level: "debug" | "info" | "warn" | "error", isPaused: boolean) {
  const shown = useSignal<Shown>(NOTHING);
  const round = useSignal(0);
  const pause = useRef({ isPaused, waiting: 0, draw: () => {} });
  // before anything else can come: what came until now is shown, what comes from now on waits and is counted
  useLayoutEffect(() => {
    pause.current.isPaused = false;
    pause.current.waiting = 0;
    pause.current.draw();
    pause.current.isPaused = isPaused;
  }, [isPaused]);
  useEffect(() => {
    const stop = new AbortController();
    let rows: readonly LogRow[] = [];
    let keys = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const change = (next: Partial<Shown>) => {
      if (!stop.signal.aborted) shown.value = { ...shown.value, ...next };
    };
    const draw = () => {
      timer = undefined;
      const { isPaused: isHeld, waiting } = pause.current;
      change(isHeld ? { waiting } : { rows, waiting: 0 });
    };
    pause.current.draw = draw;
    pause.current.waiting = 0;
    const add = (row: Omit<LogRow, "key">) => {
      rows = withRow(rows, { key: keys++, ...row });
      pause.current.waiting += 1;
      timer ??= setTimeout(draw, DRAW_MS);
    };
    const follow = async () => {
      const query = { limit: KEPT, min_level: level };
      const { data, error } = await client.GET("/diagnostics/logs", { params: { query }, signal: stop.signal });
      if (error) throw new ProblemError(error);
      rows = data.records.map((record) => ({ key: keys++, record }));
      change({ state: "live", rows, waiting: 0, problem: undefined });
      const options = { since: data.last_seq, minLevel: level, signal: stop.signal };
      for await (const item of client.logs({ ...options, onState: (state) => change({ state }) }))
        add(item.type === "entry" ? { record: item.record } : { lost: item.count });
    };
    shown.value = NOTHING;
    follow().catch((cause) => {
      if (!(cause instanceof ProblemError)) return;
      endsSession(cause.problem);
      change({ problem: cause.problem });
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [level, round.value]);
  return {
    ...shown.value,
    again: () => {
      round.value += 1;
    },
  };
}

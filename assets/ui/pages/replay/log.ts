/**
 * Reads the event log from its beginning and follows it. A server tells by `replay_lost` where its log begins, and the log
 * is asked for once more from there; what is missing in its middle is told as a gap.
 */
import type { EventStream, Problem } from "../../../../adapters/client/index.ts";
import type { LogEvent } from "./past.ts";

type Stream = Pick<EventStream<"*">, "on" | "close">;

export interface LogReader {
  readonly event: (event: LogEvent) => void;
  /** Events are missing before the next one. */
  readonly gap: () => void;
  /** Everything up to now was told; what follows is new. */
  readonly done: () => void;
  readonly failed: (problem: Problem) => void;
}

/**
 * @param open a stream of all events after this number
 * @param since number after which it is read, 0: from the beginning
 * @returns how to stop
 */
export function readLog(open: (since: number) => Stream, since: number, reader: LogReader): () => void {
  let isDone = false;
  let stream: Stream;
  const done = () => {
    if (!isDone) reader.done();
    isDone = true;
  };
  const begin = (from: number) => {
    const mine = open(from);
    stream = mine;
    let hasGap = false;
    mine.on("event", (event) => {
      if (mine === stream) reader.event(event as LogEvent);
    });
    mine.on("gap", ({ oldestSeq }) => {
      if (mine !== stream) return;
      hasGap = true;
      reader.gap();
      // told once more of the same place: what follows comes over this stream
      if (isDone || oldestSeq === undefined || oldestSeq <= from + 1) return done();
      mine.close();
      begin(oldestSeq - 1);
    });
    mine.on("state", (state) => {
      // a gap is told behind the state: it decides
      if (state === "live")
        queueMicrotask(() => {
          if (mine === stream && !hasGap) done();
        });
    });
    mine.on("error", (problem) => {
      if (mine === stream) reader.failed(problem);
    });
  };
  begin(since);
  return () => {
    const last = stream;
    stream = { on: () => () => {}, close: () => {} };
    last.close();
  };
}

/**
 * The events of one connection. It is either live (events are pushed as they are delivered) or catching up (it reads
 * behind its own cursor, from the memory that all share or from the log, as fast as its socket takes it). A resume and
 * a socket that is too slow are the same thing: catching up until nothing is left, then live again without a gap.
 */
import { eventFrame } from "../kernel/broadcast.ts";
import type { Clock, EventLog, Log, Socket } from "../ports/index.ts";
import type { TopicIndex } from "./audience.ts";
import { replayDone, replayLost } from "./frames.ts";
import { BACKLOG_LIMIT, CATCH_UP_PAGE, LOG_RETRY_MS } from "./limits.ts";
import type { StreamMetrics } from "./metrics.ts";
import { PatternSet } from "./patterns.ts";
import type { RecentEvents } from "./recent.ts";

/** What all feeds share. */
export interface FeedContext {
  readonly eventLog: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly recent: RecentEvents;
  readonly index: TopicIndex<Feed>;
  readonly metrics: StreamMetrics;
}

const NOTHING = new PatternSet([]);

export class Feed {
  readonly #context: FeedContext;
  readonly #socket: Socket;
  readonly #control: (frame: string) => void;
  #patterns = NOTHING;
  #classify = false;
  #state: "live" | "catching" | "closed" = "live";
  /** Live: what was sent while catching up and must not be pushed once more. */
  #seen = 0;
  /** Catching up: everything up to here is done. */
  #cursor = 0;
  /** Cursors of the resumes that wait for their `replay_done`. */
  #owed: number[] = [];
  #lastReplayed = 0;
  /** Patterns added while catching up, with the seq after which they count: what was before was not asked for. */
  readonly #late = new Map<string, number>();
  #pumping = false;
  /** Number of the last event of which was told that those before it are lost: a slow socket meets it twice. */
  #toldGap = 0;
  /** The log failed; the pump runs again when its time has come. */
  #resting = false;

  /** @param control sends an answer of the protocol; it may close the feed. */
  constructor(context: FeedContext, socket: Socket, control: (frame: string) => void) {
    this.#context = context;
    this.#socket = socket;
    this.#control = control;
  }

  get live(): boolean {
    return this.#state === "live";
  }

  /** Resumes whose end was not told yet. */
  get resumes(): number {
    return this.#owed.length;
  }

  /** Replaces the subscription. `since` is that of the same frame: the patterns that it added count from there. */
  subscribe(patterns: ReadonlySet<string>, classify: boolean, added: readonly string[], since?: number): void {
    const { index, recent } = this.#context;
    if (this.#state === "live") index.leave(this, this.#patterns);
    this.#patterns = new PatternSet(patterns);
    this.#classify = classify;
    if (this.#state === "live") index.join(this, this.#patterns, classify);
    for (const pattern of this.#late.keys()) if (!patterns.has(pattern)) this.#late.delete(pattern);
    if (this.#state === "catching")
      for (const pattern of added) this.#late.set(pattern, Math.min(since ?? recent.newest, recent.newest));
  }

  /** One event to a live connection. `frame` is the text for its kind of subscriber. */
  offer(seq: number, frame: string): void {
    if (seq <= this.#seen) return;
    if (this.#socket.buffered() > BACKLOG_LIMIT) {
      this.#context.metrics.slow += 1;
      this.#catchUpFrom(seq - 1);
      return;
    }
    this.#socket.send(frame);
    this.#context.metrics.framesSent += 1;
  }

  /** Events before this one, which is about to be offered, are lost for good. Who catches up finds that in its turn. */
  gap(seq: number): void {
    if (this.#state === "live" && seq > this.#seen) this.#passGap(seq);
  }

  /** Sends every event after `since` that matches, then `replay_done`; or `replay_lost`. */
  resume(since: number): void {
    if (this.#state === "closed") return;
    this.#context.metrics.replays += 1;
    if (since > this.#context.recent.newest) {
      this.#resumeAhead(since);
      return;
    }
    this.#owed.push(since);
    if (this.#state === "live") {
      this.#lastReplayed = 0;
      this.#catchUpFrom(since);
      return;
    }
    for (const [pattern, from] of this.#late) this.#late.set(pattern, Math.min(from, since));
    this.#cursor = Math.min(this.#cursor, since);
    void this.#pump();
  }

  /** The socket can take more. */
  drained(): void {
    void this.#pump();
  }

  close(): void {
    if (this.#state === "live") this.#context.index.leave(this, this.#patterns);
    this.#state = "closed";
  }

  /** A cursor that no event of this process has reached: known to the log but not delivered yet, or from the future. */
  #resumeAhead(since: number): void {
    this.#context.eventLog.bounds().then(
      ({ oldest, newest }) => {
        if (this.#state === "closed") return;
        if (since <= this.#context.recent.newest) this.resume(since);
        else if (since > newest) this.#lost(oldest, 1);
        else if (this.#state === "live") {
          this.#seen = Math.max(this.#seen, since);
          this.#control(replayDone(since));
        } else this.#owed.push(since);
      },
      (error: unknown) => this.#retry(error, () => this.#resumeAhead(since)),
    );
  }

  #catchUpFrom(cursor: number): void {
    this.#context.index.leave(this, this.#patterns);
    this.#state = "catching";
    this.#cursor = cursor;
    void this.#pump();
  }

  /** Goes on until it is live, or the socket is full (then `drained` continues). Without an await where memory suffices. */
  async #pump(): Promise<void> {
    if (this.#pumping || this.#resting) return;
    this.#pumping = true;
    try {
      while (this.#state === "catching" && !this.#full()) {
        if (this.#cursor < this.#context.recent.floor) await this.#readLog();
        else if (this.#readMemory()) this.#goLive();
      }
    } catch (error) {
      this.#resting = true;
      this.#retry(error, () => {
        this.#resting = false;
        void this.#pump();
      });
    } finally {
      this.#pumping = false;
    }
  }

  #full(): boolean {
    return this.#socket.buffered() > BACKLOG_LIMIT;
  }

  /** `false` where the socket filled up before the end. */
  #readMemory(): boolean {
    for (const event of this.#context.recent.after(this.#cursor)) {
      if (this.#full()) return false;
      if (event.afterGap) this.#passGap(event.seq);
      if (this.#wants(event.topic, event.seq)) this.#replay(event.seq, event.frame(this.#classify));
      this.#cursor = event.seq;
    }
    return true;
  }

  async #readLog(): Promise<void> {
    const { eventLog, recent } = this.#context;
    const { floor } = recent;
    const after = this.#cursor;
    const page = await eventLog.read(after, CATCH_UP_PAGE);
    // asked after the read: if nothing behind the cursor is missing now, nothing was missing then
    const oldest = page[0]?.seq === after + 1 ? after + 1 : (await eventLog.bounds()).oldest;
    // meanwhile closed, or sent back by another resume: what was read is of no use
    if (this.#state !== "catching" || this.#cursor !== after) return;
    if (oldest > after + 1) {
      this.#lost(oldest, Math.max(1, this.#owed.length));
      this.#owed = [];
      this.#cursor = recent.newest;
      return;
    }
    for (const event of page) {
      if (this.#full()) return;
      // written but not delivered yet: it comes the live way, in its turn
      if (event.seq > recent.newest) break;
      if (event.afterGap) this.#passGap(event.seq);
      if (this.#wants(event.topic, event.seq)) this.#replay(event.seq, eventFrame(event, this.#classify));
      this.#cursor = event.seq;
    }
    // only numbers that were never used lie between the cursor and what memory holds
    if (this.#cursor === after) this.#cursor = Math.max(after, floor);
  }

  #wants(topic: string, seq: number): boolean {
    for (const pattern of this.#patterns.matching(topic)) if ((this.#late.get(pattern) ?? 0) < seq) return true;
    return false;
  }

  #replay(seq: number, frame: string): void {
    this.#socket.send(frame);
    this.#lastReplayed = seq;
    this.#context.metrics.framesSent += 1;
    this.#context.metrics.framesReplayed += 1;
  }

  #goLive(): void {
    this.#state = "live";
    this.#seen = this.#cursor;
    this.#late.clear();
    this.#context.index.join(this, this.#patterns, this.#classify);
    const owed = this.#owed;
    this.#owed = [];
    for (const since of owed) this.#control(replayDone(Math.max(this.#lastReplayed, since)));
  }

  /** Events before this one are in no log. Told once, or as the end of each replay that is owed; then it goes on. */
  #passGap(seq: number): void {
    const isOwed = this.#owed.length > 0;
    if (!isOwed && (this.#patterns.empty || seq <= this.#toldGap)) return;
    this.#toldGap = seq;
    this.#lost(seq, Math.max(1, this.#owed.length));
    this.#owed = [];
  }

  #lost(oldest: number, times: number): void {
    this.#context.metrics.replaysLost += times;
    for (let i = 0; i < times; i += 1) this.#control(replayLost(oldest));
  }

  #retry(error: unknown, task: () => void): void {
    if (this.#state === "closed") return;
    this.#context.log.error("event log not readable, subscriber waits", { socket: this.#socket.id, error });
    this.#context.clock.after(LOG_RETRY_MS, () => {
      if (this.#state !== "closed") task();
    });
  }
}

/**
 * What a stream knows over the life of many connections, as a pure state machine: no event twice, none lost, in order;
 * and where that cannot be kept, a gap that is told (api-behaviour 1.10).
 *
 *   opened ── subscribe (since: cursor) ──► subscribing ── subscribed ──► replaying ── replay_done ──► live
 *                                                        └ no cursor ──► live       └ replay_lost ──► live, gap
 *
 * The cursor is the number of the last event. It is unknown until there is one, and after `replay_lost`: numbers may start
 * anew. A connection that is lost while it is unknown leaves a gap, too: nobody can tell whether anything happened.
 */
import { type EventFrame, isEvent, type ServerFrame } from "./frames.ts";

/** Events are missing before what follows. */
export interface Gap {
  readonly type: "gap";
  /** `replay_lost`: the server no longer has them. `unknown`: the connection was lost before the first event. */
  readonly reason: "replay_lost" | "unknown";
  /** Oldest event that the server could have told of. */
  readonly oldestSeq?: number;
}

/** What a frame came to. */
export interface Step {
  readonly item?: EventFrame | Gap;
  /** State has to be read anew, now that nothing more is missed: it belongs before every later item. */
  readonly load?: boolean;
  /** The subscription stands. */
  readonly live?: boolean;
}

const NOTHING: Step = {};

export class Resume {
  readonly #topics: readonly string[];
  readonly #classify: boolean;
  #cursor: number | undefined;
  #phase: "closed" | "subscribing" | "replaying" | "live" = "closed";
  /** A subscription has stood before. */
  #begun = false;
  /** Whether a state has to be read: not at all, as soon as a subscription stands, or it is being read. */
  #state: "none" | "wanted" | "reading";

  /** @param loadFirst a state is wanted at the start, without a gap */
  constructor(
    topics: readonly string[],
    { since, classify = false, loadFirst = false }: { since?: number; classify?: boolean; loadFirst?: boolean } = {},
  ) {
    this.#topics = topics;
    this.#cursor = since;
    this.#classify = classify;
    this.#state = loadFirst ? "wanted" : "none";
  }

  /** Number of the last event; `undefined` where it is not known. */
  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** The first frame of a new connection. */
  opened(): object {
    this.#phase = "subscribing";
    return {
      op: "subscribe",
      topics: this.#topics,
      ...(this.#cursor === undefined ? {} : { since: this.#cursor }),
      ...(this.#classify ? { classify: true } : {}),
    };
  }

  closed(): void {
    this.#phase = "closed";
  }

  /** The state that was asked for is there. */
  loaded(): void {
    this.#state = "none";
  }

  frame(frame: ServerFrame): Step {
    if (isEvent(frame)) return this.#event(frame);
    if (frame.op === "subscribed" && this.#phase === "subscribing") return this.#subscribed();
    if (frame.op === "replay_done" && this.#phase === "replaying") {
      this.#phase = "live";
      if (frame.seq !== undefined && frame.seq > (this.#cursor ?? 0)) this.#cursor = frame.seq;
      return this.#state === "wanted" ? this.#read() : { live: true };
    }
    if (frame.op === "replay_lost" && this.#phase !== "closed" && this.#phase !== "subscribing")
      return this.#gap("replay_lost", frame.oldest_seq);
    return NOTHING;
  }

  #subscribed(): Step {
    const isFirst = !this.#begun;
    this.#begun = true;
    if (this.#cursor !== undefined) {
      this.#phase = "replaying";
      return NOTHING;
    }
    this.#phase = "live";
    // a state that is read from now on covers what was missed
    if (this.#state !== "none") return this.#read();
    return isFirst ? { live: true } : this.#gap("unknown");
  }

  #read(): Step {
    this.#state = "reading";
    return { load: true, live: true };
  }

  #gap(reason: Gap["reason"], oldestSeq?: number): Step {
    this.#phase = "live";
    this.#cursor = undefined;
    return { ...this.#read(), item: { type: "gap", reason, oldestSeq } };
  }

  /** Before `subscribed` nothing is meant for this subscription: a resume tells it again. */
  #event(frame: ServerFrame & EventFrame): Step {
    if (this.#phase === "closed" || this.#phase === "subscribing") return NOTHING;
    if (this.#cursor !== undefined && frame.seq <= this.#cursor) return NOTHING;
    this.#cursor = frame.seq;
    return { item: frame };
  }
}

/** A stream of events over as many connections as it takes. */
import { backoff } from "./clock.ts";
import type { ServerFrame } from "./frames.ts";
import { ItemQueue } from "./item-queue.ts";
import { BUFFER_LIMIT, HANDSHAKE_TIMEOUT_MS, RECONNECT_BASE_MS, RECONNECT_LIMIT_MS, TOPICS_LIMIT } from "./limits.ts";
import { type Problem, ProblemError } from "./problem.ts";
import { send as request, type Transport } from "./request.ts";
import { Resume } from "./resume.ts";
import { diagnose, type OpenSocket, openSocket, type SocketEnd, type WebSocketConstructor } from "./socket.ts";
import type { EventOf, Gap, ItemOf, SnapshotItem, TypesOf } from "./topics.ts";
import type { Snapshot } from "./types.ts";

export interface EventsOptions {
  /** Number of the last event that a former stream has seen: what came since is told first. */
  since?: number;
  /** Values come with `category` and `data_point_type`. */
  classify?: boolean;
  /** When the whole state is read and told: after each gap (default), at the start as well, or never. */
  snapshot?: "after-gap" | "first" | "never";
  /** Snapshots carry the custom data points, too. */
  customDataPoints?: boolean;
  signal?: AbortSignal;
}

/** `connecting`: no subscription stands. `paused`: the reader is behind and the server's log is the queue. */
export type StreamState = "connecting" | "live" | "paused" | "closed";

type Listeners<P extends string> = {
  [T in TypesOf<P>]: (event: EventOf<T>) => void;
} & {
  /** Every event. */
  event: (event: EventOf<TypesOf<P>>) => void;
  gap: (gap: Gap) => void;
  snapshot: (snapshot: Snapshot) => void;
  state: (state: StreamState) => void;
  /** The end: the credential does not count, or the API refuses the snapshot. */
  error: (problem: Problem) => void;
};

/**
 * Events of some topics: `for await (const item of stream)`, or `stream.on(type, listener)`. One of the two: what a
 * listener has heard no iterator yields.
 */
export class EventStream<P extends string = string> implements AsyncIterable<ItemOf<P>> {
  readonly #transport: Transport;
  readonly #Socket: WebSocketConstructor;
  readonly #options: EventsOptions;
  readonly #resume: Resume;
  readonly #queue: ItemQueue<ItemOf<P>>;
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  readonly #abort = new AbortController();
  readonly #onClosed: (stream: EventStream<P>) => void;
  #flowing = false;
  #state: StreamState = "connecting";
  #socket: OpenSocket | undefined;
  #attempts = 0;
  #cancelTimer: () => void = () => {};
  /** Ends the reading of a state that another one takes the place of. */
  #reading: AbortController | undefined;

  /** @throws RangeError for more topics than a server keeps */
  constructor(
    transport: Transport,
    Socket: WebSocketConstructor,
    topics: readonly P[],
    options: EventsOptions,
    onClosed: (stream: EventStream<P>) => void,
  ) {
    if (topics.length > TOPICS_LIMIT) throw new RangeError(`at most ${TOPICS_LIMIT} topics`);
    this.#transport = transport;
    this.#Socket = Socket;
    this.#options = options;
    this.#onClosed = onClosed;
    this.#queue = new ItemQueue(BUFFER_LIMIT, () => this.#continue());
    this.#resume = new Resume(topics, { ...options, loadFirst: options.snapshot === "first" });
    options.signal?.addEventListener("abort", () => this.close(), { once: true });
    if (options.signal?.aborted) this.close();
    // listeners are added first
    else queueMicrotask(() => this.#connect());
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Number of the last event that was received: `since` of a later stream. */
  get cursor(): number | undefined {
    return this.#resume.cursor;
  }

  /** @returns how to stop listening */
  on<T extends keyof Listeners<P> & string>(type: T, listener: Listeners<P>[T]): () => void {
    const known = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, known.add(listener as (value: never) => void));
    if (type !== "state" && type !== "error") {
      this.#flowing = true;
      this.#flow();
    }
    return () => void known.delete(listener as (value: never) => void);
  }

  /** Leaving the loop closes the stream. @throws ProblemError where the stream has failed */
  [Symbol.asyncIterator](): AsyncIterator<ItemOf<P>, undefined> {
    return {
      next: () => this.#queue.next(),
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  /** Reads the whole state again and tells it in its place among the events. */
  reload(): void {
    if (this.#state !== "closed") this.#load();
  }

  close(): void {
    this.#end(undefined);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Tells the open socket of a new token. */
  reauthenticate(token: string): void {
    this.#socket?.reauthenticate(token);
  }

  #end(problem: Problem | undefined): void {
    if (this.#state === "closed") return;
    this.#cancelTimer();
    this.#abort.abort();
    this.#reading?.abort();
    this.#socket?.close();
    this.#socket = undefined;
    this.#queue.end(problem && new ProblemError(problem));
    this.#state = "closed";
    if (problem) this.#tell("error", problem);
    this.#tell("state", "closed");
    this.#onClosed(this);
  }

  #become(state: StreamState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell("state", state);
  }

  #tell(type: string, value: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(value as never);
  }

  #connect(): void {
    if (this.#state === "closed" || this.#socket !== undefined) return;
    this.#become("connecting");
    const { clock } = this.#transport;
    this.#socket = openSocket(this.#transport, this.#Socket, {
      opened: () => {
        this.#socket?.send(this.#resume.opened());
        this.#cancelTimer = clock.after(HANDSHAKE_TIMEOUT_MS, () => this.#socket?.drop());
      },
      frame: (frame) => this.#frame(frame),
      ended: (end) => void this.#ended(end),
    });
  }

  #disconnect(): void {
    this.#cancelTimer();
    this.#resume.closed();
    this.#socket?.close();
    this.#socket = undefined;
  }

  async #ended({ wasOpen, credentialEnded, unsupported }: SocketEnd): Promise<void> {
    this.#disconnect();
    if (unsupported !== undefined)
      return this.#end({ status: 0, code: "unsupported", title: "No such handshake", detail: unsupported, errors: [] });
    this.#become("connecting");
    const { clock } = this.#transport;
    let ms = backoff(clock, this.#attempts++, RECONNECT_BASE_MS, RECONNECT_LIMIT_MS);
    if (!wasOpen || credentialEnded) {
      const found = await diagnose(this.#transport, this.#abort.signal).catch(() => undefined);
      if (this.#state === "closed" || found === undefined) return;
      if (found.fatal) return this.#end(found.fatal);
      ms = Math.max(ms, (found.retryAfter ?? 0) * 1000);
    }
    this.#cancelTimer = clock.after(ms, () => this.#connect());
  }

  #frame(frame: ServerFrame): void {
    const { item, load, live } = this.#resume.frame(frame);
    if (frame.op === "subscribed") this.#cancelTimer();
    if (live) {
      this.#attempts = 0;
      this.#become("live");
    }
    if (item) this.#queue.push(item as ItemOf<P>);
    if (load) this.#load();
    if (this.#flowing) this.#flow();
    if (this.#queue.isFull && this.#state !== "closed") {
      // the server's log is the queue from here on
      this.#disconnect();
      this.#become("paused");
    }
  }

  /** The queue has room again. */
  #continue(): void {
    if (this.#state === "paused") this.#connect();
  }

  #load(): void {
    if (this.#options.snapshot === "never") {
      this.#resume.loaded();
      return;
    }
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#queue.hold();
    void this.#read(reading.signal);
  }

  /** Reads the state until it is there, or another reading takes its place. It goes on while the connection is lost. */
  async #read(signal: AbortSignal): Promise<void> {
    const { clock } = this.#transport;
    const customs = this.#options.customDataPoints ? ",custom_data_points" : "";
    const params = { query: { include: `channels,data_points${customs}` } };
    const answer = await request(this.#transport, "GET", "/snapshot", { params, signal }).catch(() => undefined);
    if (signal.aborted || answer === undefined) return;
    const { error } = answer;
    if (error === undefined) {
      this.#resume.loaded();
      const item: SnapshotItem = { type: "snapshot", snapshot: answer.data as Snapshot };
      this.#queue.release(item as ItemOf<P>);
      if (this.#flowing) this.#flow();
    } else if (error.status === 401 || error.status === 403) this.#end(error);
    else {
      const ms = Math.max((error.retryAfter ?? 0) * 1000, backoff(clock, 3, RECONNECT_BASE_MS, RECONNECT_LIMIT_MS));
      const cancel = clock.after(ms, () => void this.#read(signal));
      signal.addEventListener("abort", cancel, { once: true });
    }
  }

  #flow(): void {
    for (let item = this.#queue.take(); item !== undefined; item = this.#queue.take()) {
      if (item.type === "gap") this.#tell("gap", item);
      else if (item.type === "snapshot") this.#tell("snapshot", item.snapshot);
      else {
        this.#tell(item.type, item);
        this.#tell("event", item);
      }
    }
  }
}

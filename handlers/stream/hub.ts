/** All client sockets of one site in this process: who gets which event, and who must go. */
import type { CommandCall, CommandResult } from "../kernel/command.ts";
import type { Identity } from "../kernel/identity.ts";
import type { Site } from "../kernel/site.ts";
import { createTokenBuckets } from "../kernel/token-bucket.ts";
import type { Clock, Connections, EventLog, Log, LoggedEvent, Socket } from "../ports/index.ts";
import { TopicIndex } from "./audience.ts";
import { CLOSE, ClientConnection, type Connection, type ConnectionContext } from "./connection.ts";
import type { Feed } from "./feed.ts";
import { COMMAND_BURST, COMMAND_RATE, CONNECTIONS_LIMIT } from "./limits.ts";
import { createMetrics, type StreamMetrics } from "./metrics.ts";
import { RecentEvents } from "./recent.ts";

export interface HubOptions {
  eventLog: EventLog;
  clock: Clock;
  log: Log;
  /** Asked with every command: the site is composed after its hub, because it holds the hub's connections. */
  site: () => Site;
  requestId: () => string;
  /** `createCommandDispatcher(commands)`. */
  dispatch: (call: CommandCall) => Promise<CommandResult>;
  /** The identity of a bearer token (`reauth`), `null` where it is unknown or expired. */
  authenticate: (token: string) => Promise<Identity | null>;
  /** The identity as the store has it now, `null` where it was revoked: asked once after each connect and reauth. */
  current?: (identity: Identity) => Promise<Identity | null>;
  /** Smaller limits, for tests and small machines. */
  limits?: { recentEvents?: number; recentEventsSize?: number; connections?: number };
}

export interface Hub {
  /** A socket that was opened for `identity`. The transport calls the connection, the hub calls the socket. */
  connect(socket: Socket, identity: Identity): Connection;
  /** No further socket would be accepted. */
  full(): boolean;
  /** Events that are in the log, in its order, each once and none left out. Costs no I/O. */
  deliver(events: readonly LoggedEvent[]): void;
  readonly connections: Connections;
  metrics(): StreamMetrics;
  /** Ends every socket with 1001 and accepts no other. */
  close(): void;
}

/** Begins at the newest event of the log: it must be awaited before anything is appended by this process. */
export async function createHub(options: HubOptions): Promise<Hub> {
  const { newest } = await options.eventLog.bounds();
  return new StreamHub(options, newest);
}

class StreamHub implements Hub {
  readonly connections: Connections;
  readonly #open = new Set<ClientConnection>();
  readonly #index = new TopicIndex<Feed>();
  readonly #metrics = createMetrics();
  readonly #recent: RecentEvents;
  readonly #limit: number;
  readonly #log: Log;
  readonly #context: ConnectionContext;
  #closed = false;

  constructor(options: HubOptions, newest: number) {
    const { eventLog, clock, log, limits = {} } = options;
    this.#log = log;
    this.#limit = limits.connections ?? CONNECTIONS_LIMIT;
    this.#recent = new RecentEvents(newest, limits.recentEvents, limits.recentEventsSize);
    this.#context = {
      eventLog,
      clock,
      log,
      recent: this.#recent,
      index: this.#index,
      metrics: this.#metrics,
      dispatch: (call) => options.dispatch({ ...call, site: options.site(), requestId: options.requestId() }),
      authenticate: options.authenticate,
      current: options.current ?? (async (identity) => identity),
      commandBuckets: createTokenBuckets(clock, COMMAND_RATE, COMMAND_BURST),
      ended: (connection) => this.#open.delete(connection),
    };
    this.connections = {
      end: async (matches, reason) => this.#revoke((identity) => (matches(identity) ? null : undefined), reason),
      change: async (update) => this.#revoke(update, "credential revoked"),
    };
  }

  connect(socket: Socket, identity: Identity): Connection {
    const refused = this.#closed ? CLOSE.goingAway : this.full() ? CLOSE.tryLater : undefined;
    const connection = new ClientConnection(this.#context, socket, identity);
    if (refused === undefined) this.#open.add(connection);
    else connection.end(refused, "no further connections");
    return connection;
  }

  full(): boolean {
    return this.#open.size >= this.#limit;
  }

  deliver(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      const framed = this.#recent.push(event);
      if (framed === undefined) {
        this.#log.error("event delivered out of order", { seq: event.seq, newest: this.#recent.newest });
        continue;
      }
      this.#metrics.eventsDelivered += 1;
      if (framed.afterGap) for (const connection of this.#open) connection.gap(event.seq);
      for (const { plain, classified } of this.#index.matching(event.topic)) {
        if (plain.size > 0) offer(plain, event.seq, framed.frame(false));
        if (classified.size > 0) offer(classified, event.seq, framed.frame(true));
      }
    }
  }

  metrics(): StreamMetrics {
    return { ...this.#metrics, connections: this.#open.size, audiences: this.#index.size };
  }

  close(): void {
    this.#closed = true;
    for (const connection of [...this.#open]) connection.end(CLOSE.goingAway, "server is stopping");
  }

  /** @param update as in `Connections.change`: the new identity, `null` = end, `undefined` = not concerned. */
  #revoke(update: (identity: Identity) => Identity | null | undefined, reason: string): number {
    let concerned = 0;
    for (const connection of [...this.#open]) {
      const identity = update(connection.identity);
      if (identity === undefined) continue;
      concerned += 1;
      if (identity === null) connection.revoke(reason);
      else connection.become(identity);
    }
    return concerned;
  }
}

function offer(feeds: ReadonlySet<Feed>, seq: number, frame: string): void {
  for (const feed of feeds) feed.offer(seq, frame);
}

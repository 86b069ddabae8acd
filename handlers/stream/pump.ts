/**
 * Delivers events to sockets that a gateway holds, from functions that keep nothing between two calls. Everything about
 * a socket is in its record; whoever holds the record's lease may post to it, nobody else. So events arrive once and in
 * order, however many functions run:
 *
 *   take the lease ── read the log behind the cursor ── post ── move the cursor, let go
 *   lease taken by another ── leave a mark (`wanted`): its holder looks into the log again before it lets go
 *   lease expired ── its holder died while posting: nobody knows what was delivered. The socket is closed, and the
 *                    client resumes with `since`: once and in order again
 *   nothing new that it subscribed to ── no lease and no write: the cursor stays behind ({@link CURSOR_LAG_LIMIT}), and
 *                    whoever takes the lease next reads the events between once more and posts none of them
 */
import { eventFrame } from "../kernel/broadcast.ts";
import type {
  Clock,
  ConnectionChange,
  ConnectionRecord,
  ConnectionRecords,
  EventLog,
  Gateway,
  Log,
  LoggedEvent,
} from "../ports/index.ts";
import { errorFrame, replayLost } from "./frames.ts";
import { CATCH_UP_PAGE } from "./limits.ts";
import { PatternSet, translatePattern } from "./patterns.ts";

/** Longer than a function may run (30 s), so that an expired lease means that its holder is dead. */
export const LEASE_MS = 40_000;
/**
 * Events that a cursor may stay behind the log while none of them is subscribed to: half of the 1024 that every log keeps,
 * so that with the next batch (at most 500 events, relay/home/event-outbox.ts) none of them is trimmed.
 */
export const CURSOR_LAG_LIMIT = 512;
/** Bytes of one message that the gateway takes (API Gateway quota: 128 KB). */
export const GATEWAY_MESSAGE_LIMIT = 131_072;
/** Milliseconds between attempts to get a lease that another holds, and how many there are: some 10 s. */
const LEASE_RETRY_MS = 50;
const LEASE_ATTEMPTS = 200;

export interface PumpOptions {
  records: ConnectionRecords;
  eventLog: EventLog;
  gateway: Gateway;
  clock: Clock;
  log: Log;
  /** Names this call of the function; no two are equal. */
  holder: string;
}

export interface CaughtUp {
  /** The seq of the last event posted, 0 where none was. */
  last: number;
  /** The client was told that events are lost. */
  isLost: boolean;
}

/** What is done while nobody else can post to the socket. */
export interface Leased {
  readonly record: ConnectionRecord;
  post(frame: string): Promise<void>;
  /** Posts every matching event behind the cursor, and where some are lost, that. */
  catchUp(): Promise<CaughtUp>;
  /**
   * Counts at once, and is stored with the cursor when the lease ends: whoever dies before that leaves a lease that ends
   * the socket.
   */
  change(change: Pick<ConnectionChange, "topics" | "classify">): void;
  /** Continues behind another event. */
  jump(cursor: number): void;
}

/** The socket is gone, or was closed because its state was unknown. */
export class SocketGone extends Error {}

export interface Pump {
  /**
   * Posts what a socket has not seen yet. `busy`: another holder was told and will.
   * @param known newest events of the log, without gaps: they need not be read again
   */
  deliver(id: string, known?: readonly LoggedEvent[]): Promise<"delivered" | "busy" | "gone">;
  /** Runs `work` with the lease. @throws SocketGone; Error where the lease could not be had in 10 s */
  withLease<T>(id: string, work: (leased: Leased) => Promise<T>): Promise<T>;
  /** Tells why, ends the socket and forgets it. */
  end(id: string, reason: string): Promise<void>;
}

/**
 * Whether these new events can be left to the cursor: nobody is delivering, nothing is due, and none of them is for this
 * socket. What lies between cursor and `known` was decided the same way by whoever brought it.
 * @param known all that is new, without gaps; empty = the caller does not know
 */
export function needsNothing(record: ConnectionRecord, known: readonly LoggedEvent[]): boolean {
  const newest = known.at(-1)?.seq;
  // a lease may be that of a subscription whose topics are not in the record yet
  if (newest === undefined || record.lease || record.wanted || record.cursor < 0) return false;
  if (newest - record.cursor > CURSOR_LAG_LIMIT) return false;
  const patterns = new PatternSet(record.topics.map(translatePattern));
  // a gap is told to every socket
  return !known.some(({ seq, topic, afterGap }) => seq > record.cursor && (afterGap || patterns.matches(topic)));
}

export const createPump = (options: PumpOptions): Pump => new ConnectionPump(options);

class ConnectionPump implements Pump {
  readonly #options: PumpOptions;

  constructor(options: PumpOptions) {
    this.#options = options;
  }

  async deliver(id: string, known: readonly LoggedEvent[] = []): Promise<"delivered" | "busy" | "gone"> {
    const taken = await this.#take(id, true);
    if (typeof taken === "string") return taken;
    try {
      await this.#work(taken, (session) => session.catchUp(known), true);
      return "delivered";
    } catch (error) {
      if (error instanceof SocketGone) return "gone";
      throw error;
    }
  }

  async withLease<T>(id: string, work: (leased: Leased) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < LEASE_ATTEMPTS; attempt += 1) {
      const taken = await this.#take(id, false);
      if (taken === "gone") throw new SocketGone(id);
      if (taken !== "busy") return this.#work(taken, work, false);
      await new Promise<void>((resolve) => void this.#options.clock.after(LEASE_RETRY_MS, resolve));
    }
    throw new Error(`the socket ${id} was busy for too long`);
  }

  async end(id: string, reason: string): Promise<void> {
    const { gateway, records, log } = this.#options;
    await records.delete(id);
    try {
      await gateway.post(id, errorFrame("unauthorized", reason));
    } catch (error) {
      log.debug("last frame of a socket not delivered", { connection: id, error });
    }
    await gateway.close(id);
  }

  /** The record with our lease on it. `mark`: where it is taken, its holder is told to look again. */
  async #take(id: string, mark: boolean): Promise<ConnectionRecord | "busy" | "gone"> {
    const { records, clock, holder } = this.#options;
    for (;;) {
      const now = clock.now();
      const lease = { holder, until: now + LEASE_MS };
      const outcome = await records.update(id, { lease, wanted: false }, { leaseHolder: null });
      if (outcome.done) return outcome.record;
      const held = outcome.record?.lease;
      if (outcome.record === undefined) return "gone";
      if (held === undefined) continue;
      if (held.until <= now) {
        await this.#drop(id, held.holder);
        return "gone";
      }
      if (!mark) return "busy";
      const marked = await records.update(id, { wanted: true }, { leaseHolder: held.holder });
      if (marked.done) return "busy";
    }
  }

  /**
   * What is done under the lease, and its end: also looks again where somebody wanted it meanwhile. Work that only moves
   * the cursor is `resumable`: where it fails, the next one goes on from there. A half-done subscription is not: the
   * client was promised a replay that never came, and would take what follows for all there was.
   */
  async #work<T>(record: ConnectionRecord, work: (session: Session) => Promise<T>, resumable: boolean): Promise<T> {
    const { records, holder } = this.#options;
    const session = new Session(this.#options, record);
    let result: T;
    try {
      result = await work(session);
      for (;;) {
        const done = await records.update(
          record.id,
          { ...session.changes, lease: null, cursor: session.cursor },
          { leaseHolder: holder, wanted: false },
        );
        if (done.done) return result;
        // the record is gone with its socket, or somebody else closed it: nothing more to tell
        if (done.record?.lease?.holder !== holder) throw new SocketGone(record.id);
        const kept = { ...session.changes, wanted: false, cursor: session.cursor };
        await records.update(record.id, kept, { leaseHolder: holder });
        await session.catchUp();
      }
    } catch (error) {
      // whether the last frame was delivered is unknown: only the client can tell, with `since`
      if (session.posting || !resumable || error instanceof SocketGone) await this.#drop(record.id, holder);
      // what is missing is due: the next tick delivers it where nothing else does before
      else
        await records.update(record.id, { lease: null, wanted: true, cursor: session.cursor }, { leaseHolder: holder });
      throw session.posting ? new SocketGone(record.id, { cause: error }) : error;
    }
  }

  async #drop(id: string, holder: string): Promise<void> {
    const { records, gateway, log } = this.#options;
    // closed before it is forgotten: whoever dies in between leaves a record that the next tick finds, and not a socket
    // that is open and never served again
    await gateway.close(id);
    if (await records.delete(id, { leaseHolder: holder }))
      log.info("socket closed: its client resumes", { connection: id });
  }
}

class Session implements Leased {
  readonly #options: PumpOptions;
  record: ConnectionRecord;
  cursor: number;
  /** A frame is on its way, its fate unknown. */
  posting = false;
  /** Not stored yet. */
  changes: Pick<ConnectionChange, "topics" | "classify"> = {};

  constructor(options: PumpOptions, record: ConnectionRecord) {
    this.#options = options;
    this.record = record;
    this.cursor = record.cursor;
  }

  async post(frame: string): Promise<void> {
    this.posting = true;
    const outcome = await this.#options.gateway.post(this.record.id, frame);
    this.posting = false;
    if (outcome === "gone") throw new SocketGone(this.record.id);
  }

  async catchUp(known: readonly LoggedEvent[] = []): Promise<CaughtUp> {
    const { eventLog } = this.#options;
    // nothing was ever subscribed: the first subscription says where to begin
    if (this.cursor < 0) return { last: 0, isLost: false };
    const patterns = new PatternSet(this.record.topics.map(translatePattern));
    let last = 0;
    let isLost = false;
    let isKnown = known[0] !== undefined && known[0].seq <= this.cursor + 1 && (known.at(-1)?.seq ?? 0) > this.cursor;
    for (;;) {
      const page = isKnown
        ? known.filter(({ seq }) => seq > this.cursor)
        : await eventLog.read(this.cursor, CATCH_UP_PAGE);
      const isLast = isKnown || page.length < CATCH_UP_PAGE;
      isKnown = false;
      if (page[0] === undefined || page[0].seq !== this.cursor + 1) {
        // trimmed, or simply nothing new; asked after the read: what is not missing now was not missing then
        const { oldest, newest } = await eventLog.bounds();
        if (oldest > this.cursor + 1 && newest > this.cursor) {
          await this.post(replayLost(oldest));
          isLost = true;
          this.cursor = newest;
          continue;
        }
        if (page[0] === undefined) return { last, isLost };
      }
      for (const event of page) {
        if (event.afterGap) {
          await this.post(replayLost(event.seq));
          isLost = true;
        }
        if (patterns.matches(event.topic)) {
          await this.#postEvent(eventFrame(event, this.record.classify), event.seq);
          last = event.seq;
        }
        this.cursor = event.seq;
      }
      // what came meanwhile is delivered by who brought it: he finds the lease, and says that it is wanted
      if (isLast) return { last, isLost };
    }
  }

  async #postEvent(frame: string, seq: number): Promise<void> {
    if (Buffer.byteLength(frame) <= GATEWAY_MESSAGE_LIMIT) return this.post(frame);
    // an event has no smaller form: the client reads the state anew, as after any loss
    this.#options.log.error("an event is larger than the gateway takes", { seq, bytes: Buffer.byteLength(frame) });
    return this.post(replayLost(seq + 1));
  }

  change(change: Pick<ConnectionChange, "topics" | "classify">): void {
    this.changes = { ...this.changes, ...change };
    this.record = { ...this.record, ...change };
  }

  jump(cursor: number): void {
    this.cursor = cursor;
  }
}

/**
 * The WebSocket protocol for sockets that a gateway holds (handlers/stream/connection.ts is the same protocol for
 * sockets of this process): each message is one call of a function, everything between two messages is in the record.
 */
import type { CommandCall, CommandResult } from "../kernel/command.ts";
import type { Identity } from "../kernel/identity.ts";
import type { TokenBuckets } from "../kernel/token-bucket.ts";
import type {
  Clock,
  ConnectionRecord,
  ConnectionRecords,
  Connections,
  EventLog,
  Gateway,
  Log,
  LoggedEvent,
} from "../ports/index.ts";
import {
  acknowledged,
  type ClientFrame,
  errorFrame,
  PING,
  parseFrame,
  REAUTH_FAILED,
  REAUTH_OK,
  replayDone,
  replayLost,
  resultFrame,
  unknownOp,
} from "./frames.ts";
import { createPump, GATEWAY_MESSAGE_LIMIT, type Leased, needsNothing, type Pump, SocketGone } from "./pump.ts";
import { Subscription } from "./subscription.ts";

/** Cursor of a socket that has subscribed to nothing yet: to look for the newest event would be one more read. */
const NOT_BEGUN = -1;
/** Milliseconds that the gateway keeps a socket at most (API Gateway quota: 2 hours); records end a little later. */
export const CONNECTION_LIFE_MS = 2 * 3_600_000 + 300_000;
/** Milliseconds after the opening in which the gateway may not know the socket yet and would call it gone (29 s at most). */
const OPENING_MS = 30_000;

export interface RemoteStreamOptions {
  records: ConnectionRecords;
  eventLog: EventLog;
  gateway: Gateway;
  clock: Clock;
  log: Log;
  holder: string;
  dispatch: (call: Omit<CommandCall, "site" | "requestId">) => Promise<CommandResult>;
  authenticate: (token: string) => Promise<Identity | null>;
  /**
   * The identity as it is now, `null` where its credential was revoked. Asked with every message before the first
   * subscription: a revocation between check and record of a handshake reaches no socket.
   */
  current?: (identity: Identity) => Promise<Identity | null>;
  commandBuckets: TokenBuckets;
  /** Number of the newest event, where that costs less than `bounds`. */
  newest?: () => Promise<number>;
  /** `GET /path` of the operation that does the same as a command, for answers that are too large for a socket. */
  restOf: (command: string) => string | undefined;
}

export interface RemoteStream extends Connections {
  /** A socket was opened. */
  connected(id: string, identity: Identity): Promise<void>;
  /** A text message of a client. */
  message(id: string, text: string): Promise<void>;
  disconnected(id: string): Promise<void>;
  /**
   * Events are new in the log: every socket gets its own. The number of sockets that were looked at.
   * @param known all of these events, without gaps: they need not be read again, and a socket that wants none of them
   * costs no write. Empty or absent: the caller does not know all of them
   */
  fanOut(known?: readonly LoggedEvent[]): Promise<number>;
  /** Ping to every socket; those whose credential ended are closed. The number of sockets that are left. */
  tick(): Promise<number>;
}

export function createRemoteStream(options: RemoteStreamOptions): RemoteStream {
  const { records, eventLog, gateway, clock, log, dispatch, authenticate, commandBuckets, restOf } = options;
  const pump: Pump = createPump(options);
  const newest = options.newest ?? (async () => (await eventLog.bounds()).newest);
  const isOver = ({ identity }: ConnectionRecord) => (identity.expiresAt ?? Number.POSITIVE_INFINITY) <= clock.now();

  /** Answers need no lease: their order towards events means nothing. */
  const answer = async (id: string, frame: string): Promise<void> => {
    if ((await gateway.post(id, frame)) === "gone") await records.delete(id);
  };

  /** Ends the socket whose credential counts no more. */
  async function isAdmitted(record: ConnectionRecord): Promise<boolean> {
    const over = isOver(record);
    const revoked =
      !over && record.cursor === NOT_BEGUN && options.current && (await options.current(record.identity)) === null;
    if (over || revoked) await pump.end(record.id, over ? "the credential has expired" : "credential revoked");
    return !over && !revoked;
  }

  /** The lease brings the record along: no other look at it is needed. */
  const leasedFor = (id: string, work: (leased: Leased) => Promise<void>): Promise<void> =>
    pump.withLease(id, async (leased) => {
      if (!(await isAdmitted(leased.record))) throw new SocketGone(id);
      await work(leased);
    });

  async function subscribe(id: string, { topics, since, classify }: ClientFrame): Promise<void> {
    await leasedFor(id, async (leased) => {
      if (leased.record.cursor === NOT_BEGUN) leased.jump(await newest());
      // what came before this frame belongs to the old subscription
      else await leased.catchUp();
      const subscription = subscriptionOf(leased.record);
      subscription.add(topics);
      leased.change({ topics: subscription.entries(), classify: classify ?? leased.record.classify });
      await leased.post(acknowledged("subscribed", topics));
      if (since !== undefined) await resume(leased, since);
    });
  }

  async function resume(leased: Leased, since: number): Promise<void> {
    const { oldest, newest } = await eventLog.bounds();
    if (since > newest || since < oldest - 1) {
      await leased.post(replayLost(oldest));
      return;
    }
    leased.jump(since);
    const { last, isLost } = await leased.catchUp();
    // one or the other ends a replay
    if (!isLost) await leased.post(replayDone(Math.max(last, since)));
  }

  async function unsubscribe(id: string, { topics }: ClientFrame): Promise<void> {
    await leasedFor(id, async (leased) => {
      if (leased.record.cursor !== NOT_BEGUN) await leased.catchUp();
      const subscription = subscriptionOf(leased.record);
      subscription.remove(topics);
      leased.change({ topics: subscription.entries() });
      await leased.post(acknowledged("unsubscribed", topics));
    });
  }

  async function call(record: ConnectionRecord, { id, command, args }: ClientFrame): Promise<string> {
    const refuse = (code: "bad_request" | "rate_limited" | "unauthorized", message: string) =>
      resultFrame(id, { error: { code, message } });
    if (id === "") return refuse("bad_request", "missing id");
    if (command === "") return refuse("bad_request", "missing command");
    const wait = commandBuckets.take(record.identity.subject);
    if (wait > 0) return refuse("rate_limited", `too many commands, wait ${wait.toFixed(2)} s`);
    const frame = resultFrame(id, await dispatch({ command, args, identity: record.identity }));
    const bytes = Buffer.byteLength(frame);
    if (bytes <= GATEWAY_MESSAGE_LIMIT) return frame;
    const rest = restOf(command);
    const message = `the answer has ${bytes} bytes, a cloud WebSocket carries at most ${GATEWAY_MESSAGE_LIMIT}${rest ? `: use ${rest}` : ""}`;
    return resultFrame(id, { error: { code: "unavailable", message } });
  }

  async function reauthenticate(id: string, token: string): Promise<void> {
    const identity = token === "" ? null : await authenticate(token);
    if (identity === null) {
      await answer(id, REAUTH_FAILED);
      await records.delete(id);
      await gateway.close(id);
      return;
    }
    await records.update(id, { identity });
    await answer(id, REAUTH_OK);
  }

  async function receive(id: string, text: string): Promise<void> {
    const frame = parseFrame(text);
    const isFrame = !("malformed" in frame);
    if (isFrame && frame.op === "subscribe") return subscribe(id, frame);
    if (isFrame && frame.op === "unsubscribe") return unsubscribe(id, frame);
    const record = await records.get(id);
    // closed or revoked while the message was on its way
    if (record === undefined) return gateway.close(id);
    if (!(await isAdmitted(record))) return;
    if (!isFrame) return answer(id, errorFrame("bad_request", `malformed frame: ${frame.malformed}`));
    if (frame.op === "call") return answer(id, await call(record, frame));
    if (frame.op === "reauth") return reauthenticate(id, frame.token);
    if (frame.op !== "pong") return answer(id, unknownOp(frame.op));
  }

  const deliver = (record: ConnectionRecord, known?: readonly LoggedEvent[]): Promise<unknown> =>
    isOver(record) ? pump.end(record.id, "the credential has expired") : pump.deliver(record.id, known);

  async function keepAlive(record: ConnectionRecord): Promise<void> {
    // whoever held the lease is dead: the socket's client must resume, and would otherwise wait for the next event
    if (isOver(record) || (record.lease && record.lease.until <= clock.now())) return void (await deliver(record));
    // events are due that could not be delivered when they came
    if (record.wanted && !record.lease && (await deliver(record)) === "gone") return;
    if (record.cursor !== NOT_BEGUN || clock.now() - record.connectedAt >= OPENING_MS) await answer(record.id, PING);
  }

  return {
    async connected(id, identity) {
      const now = clock.now();
      const times = { connectedAt: now, heardAt: now, expiresAt: now + CONNECTION_LIFE_MS };
      await records.put({ id, identity, topics: [], classify: false, cursor: NOT_BEGUN, ...times });
    },
    async message(id, text) {
      try {
        await receive(id, text);
      } catch (error) {
        if (!(error instanceof SocketGone)) throw error;
        // also where there is no record any more: closed or revoked while the message was on its way
        await gateway.close(id);
      }
    },
    async disconnected(id) {
      await records.delete(id);
    },
    async fanOut(known = []) {
      const all = await records.list({ consistent: true });
      // a lease may be that of a first subscription, whose topics are not in the record yet
      const listening = all.filter(
        (record) => (record.topics.length > 0 || record.lease) && (isOver(record) || !needsNothing(record, known)),
      );
      const outcomes = await Promise.allSettled(listening.map((record) => deliver(record, known)));
      const late: Promise<unknown>[] = [];
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === "fulfilled") continue;
        const { id } = listening[index] as ConnectionRecord;
        log.error("events not delivered", { connection: id, error: outcome.reason });
        // for the next tick; where not even that can be noted the caller comes again
        late.push(records.update(id, { wanted: true }));
      }
      await Promise.all(late);
      return all.length;
    },
    async tick() {
      const all = await records.list();
      await Promise.all(
        all.map((record) => keepAlive(record).catch((error) => log.warn("ping not delivered", { error }))),
      );
      return all.length;
    },
    async end(matches, reason) {
      const found = (await records.list({ consistent: true })).filter((record) => matches(record.identity));
      await Promise.all(found.map((record) => pump.end(record.id, reason)));
      return found.length;
    },
    async change(update) {
      let changed = 0;
      for (const record of await records.list({ consistent: true })) {
        const identity = update(record.identity);
        if (identity === undefined) continue;
        changed += 1;
        if (identity === null) await pump.end(record.id, "credential revoked");
        else await records.update(record.id, { identity });
      }
      return changed;
    },
  };
}

function subscriptionOf(record: ConnectionRecord): Subscription {
  const subscription = new Subscription();
  subscription.add(record.topics);
  return subscription;
}

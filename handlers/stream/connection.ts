/** One client socket: the WebSocket protocol as a state machine. Frames come in through `message`, time through the clock. */
import type { CommandCall, CommandError, CommandResult } from "../kernel/command.ts";
import type { Identity } from "../kernel/identity.ts";
import { unwanted } from "../kernel/request-scope.ts";
import type { TokenBuckets } from "../kernel/token-bucket.ts";
import type { Socket } from "../ports/index.ts";
import { failedCommand, withinCommandLimit } from "./command-limit.ts";
import { Feed, type FeedContext } from "./feed.ts";
import {
  acknowledged,
  type ClientFrame,
  errorFrame,
  type MalformedFrame,
  PING,
  parseFrame,
  REAUTH_FAILED,
  REAUTH_OK,
  resultFrame,
  unknownOp,
} from "./frames.ts";
import {
  BACKLOG_LIMIT,
  CONTROL_BACKLOG_LIMIT,
  CONTROL_LIMIT,
  MESSAGE_LIMIT,
  PING_INTERVAL_MS,
  READ_TIMEOUT_MS,
} from "./limits.ts";
import { Subscription } from "./subscription.ts";

/** What a transport tells about a socket that it opened. */
export interface Connection {
  readonly identity: Identity;
  /** A whole message. Binary ones end the connection. */
  message(data: string | Uint8Array): void;
  /** A frame that is no message (RFC 6455 ping or pong): the client is alive. */
  heard(): void;
  /** `Socket.buffered()` has gone down. */
  drained(): void;
  /** The socket is gone. */
  closed(): void;
}

/** What all connections of a hub share. */
export interface ConnectionContext extends FeedContext {
  readonly dispatch: (call: Omit<CommandCall, "site" | "requestId">) => Promise<CommandResult>;
  readonly authenticate: (token: string) => Promise<Identity | null>;
  /** The identity as it is now, `null` where it was revoked. */
  readonly current: (identity: Identity) => Promise<Identity | null>;
  readonly commandBuckets: TokenBuckets;
  /** The connection has ended, whoever ended it. */
  readonly ended: (connection: ClientConnection) => void;
}

/** Close codes (RFC 6455, 7.4). 4401 is ours to choose: Node-RED's client knows it as "log in again". */
export const CLOSE = {
  goingAway: 1001,
  unsupported: 1003,
  tooBig: 1009,
  tryLater: 1013,
  credentialEnded: 4401,
} as const;

/** Longest delay of a timer in Node: 2^31-1 ms, 24 days; a greater one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;
/** Bytes that one UTF-16 unit can become in UTF-8. */
const UTF8_MAX = 3;

export class ClientConnection implements Connection {
  readonly #context: ConnectionContext;
  readonly #socket: Socket;
  readonly #feed: Feed;
  readonly #subscription = new Subscription();
  #identity: Identity;
  #open = true;
  /** Aborted when the socket has ended: long reads for its commands end with it. */
  readonly #gone = new AbortController();
  #lastHeard: number;
  /** Answers sent since the socket was last below its limit. */
  #unread = 0;
  #reauthenticating = false;
  #cancelPing: () => void = () => {};
  #cancelDeadline: () => void = () => {};
  #cancelExpiry: () => void = () => {};

  constructor(context: ConnectionContext, socket: Socket, identity: Identity) {
    this.#context = context;
    this.#socket = socket;
    this.#identity = identity;
    this.#feed = new Feed(context, socket, (frame) => this.#send(frame));
    this.#lastHeard = context.clock.now();
    this.#schedulePing();
    this.#watchSilence();
    this.#watchExpiry();
    void this.#confirm();
  }

  get identity(): Identity {
    return this.#identity;
  }

  message(data: string | Uint8Array): void {
    if (!this.#open) return;
    this.heard();
    if (typeof data !== "string") this.end(CLOSE.unsupported, "text frames only");
    else if (isTooLong(data)) this.end(CLOSE.tooBig, "message too big");
    else this.#receive(parseFrame(data));
  }

  heard(): void {
    this.#lastHeard = this.#context.clock.now();
  }

  gap(seq: number): void {
    this.#feed.gap(seq);
  }

  drained(): void {
    if (this.#open) this.#feed.drained();
  }

  closed(): void {
    this.#stop();
  }

  /** Ends it from this side; without a code the TCP connection is cut. */
  end(code?: number, reason?: string): void {
    if (!this.#open) return;
    this.#stop();
    this.#socket.close(code, reason);
  }

  /** Who it is from now on. Subscriptions stay. */
  become(identity: Identity): void {
    this.#identity = identity;
    this.#watchExpiry();
  }

  #stop(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#gone.abort(unwanted());
    this.#feed.close();
    this.#cancelPing();
    this.#cancelDeadline();
    this.#cancelExpiry();
    this.#context.ended(this);
  }

  #receive(frame: ClientFrame | MalformedFrame): void {
    if ("malformed" in frame) {
      this.#context.metrics.malformed += 1;
      this.#send(errorFrame("bad_request", `malformed frame: ${frame.malformed}`));
    } else if (frame.op === "subscribe") this.#subscribe(frame);
    else if (frame.op === "unsubscribe") this.#unsubscribe(frame);
    else if (frame.op === "call") this.#call(frame);
    else if (frame.op === "reauth") void this.#reauthenticate(frame.token);
    else if (frame.op !== "pong") this.#send(unknownOp(frame.op));
  }

  #subscribe({ topics, since, classify }: ClientFrame): void {
    if (classify !== undefined) this.#subscription.classify = classify;
    const added = this.#subscription.add(topics);
    this.#feed.subscribe(this.#subscription.patterns(), this.#subscription.classify, added, since);
    this.#send(acknowledged("subscribed", topics));
    if (since === undefined) return;
    if (this.#feed.resumes < CONTROL_LIMIT) this.#feed.resume(since);
    else this.#overflow();
  }

  #unsubscribe({ topics }: ClientFrame): void {
    this.#subscription.remove(topics);
    this.#feed.subscribe(this.#subscription.patterns(), this.#subscription.classify, []);
    this.#send(acknowledged("unsubscribed", topics));
  }

  #call({ id, command, args }: ClientFrame): void {
    const error = this.#refuseCall(id, command);
    if (error) this.#send(resultFrame(id, { error }));
    else void this.#run(id, command, args);
  }

  #refuseCall(id: string, command: string): CommandError | undefined {
    if (id === "") return { code: "bad_request", message: "missing id" };
    if (command === "") return { code: "bad_request", message: "missing command" };
    const { metrics, commandBuckets } = this.#context;
    metrics.calls += 1;
    const wait = commandBuckets.take(this.#identity.subject);
    if (wait > 0) {
      metrics.rateLimited += 1;
      return { code: "rate_limited", message: `too many commands, wait ${wait.toFixed(2)} s` };
    }
    return this.#expired() ? { code: "unauthorized", message: "the credential has expired" } : undefined;
  }

  /** One answer: the command's, or that it took too long. */
  async #run(id: string, command: string, args: unknown): Promise<void> {
    const { dispatch, log } = this.#context;
    try {
      const run = (signal: AbortSignal) => dispatch({ command, args, identity: this.#identity, signal });
      this.#send(resultFrame(id, await withinCommandLimit(this.#context, command, run, this.#gone.signal)));
    } catch (error) {
      log.error("command without a result", { command, error });
      this.#send(resultFrame(id, failedCommand(command, "internal error")));
    }
  }

  async #reauthenticate(token: string): Promise<void> {
    if (this.#reauthenticating) {
      this.#send(errorFrame("rate_limited", "a reauth is already being checked"));
      return;
    }
    this.#reauthenticating = true;
    try {
      const identity = token === "" ? null : await this.#context.authenticate(token);
      if (!this.#open) return;
      if (identity) {
        this.become(identity);
        this.#send(REAUTH_OK);
        void this.#confirm();
      } else {
        this.#send(REAUTH_FAILED);
        this.end();
      }
    } catch (error) {
      this.#context.log.error("reauth not possible", { error });
      this.#send(errorFrame("internal_error", "the token could not be checked"));
    } finally {
      this.#reauthenticating = false;
    }
  }

  /** A revocation may fall between the check of the credential and the moment from which on `end` finds this connection. */
  async #confirm(): Promise<void> {
    const known = this.#identity;
    try {
      const identity = await this.#context.current(known);
      if (!this.#open || this.#identity !== known) return;
      if (identity) this.become(identity);
      else this.revoke("credential revoked");
    } catch (error) {
      this.#context.log.warn("identity of a new socket not confirmed", { socket: this.#socket.id, error });
    }
  }

  revoke(reason: string): void {
    if (!this.#open) return;
    this.#context.metrics.revoked += 1;
    this.end(CLOSE.credentialEnded, reason);
  }

  /** Acknowledgements, results, pings. They never wait behind events, but a client that reads none must not fill the memory. */
  #send(frame: string): void {
    if (!this.#open) return;
    const held = this.#socket.buffered();
    this.#unread = held > BACKLOG_LIMIT ? this.#unread + 1 : 0;
    if (this.#unread > CONTROL_LIMIT || held > CONTROL_BACKLOG_LIMIT) this.#overflow();
    else this.#socket.send(frame);
  }

  #overflow(): void {
    this.#context.metrics.overflowed += 1;
    this.end();
  }

  #schedulePing(): void {
    this.#cancelPing = this.#context.clock.after(PING_INTERVAL_MS, () => {
      this.#send(PING);
      // a transport that forgot to tell that its socket drained costs a delay, not the events
      this.drained();
      if (this.#open) this.#schedulePing();
    });
  }

  #watchSilence(): void {
    const { clock, metrics } = this.#context;
    const rest = this.#lastHeard + READ_TIMEOUT_MS - clock.now();
    this.#cancelDeadline = clock.after(rest, () => {
      if (clock.now() - this.#lastHeard < READ_TIMEOUT_MS) this.#watchSilence();
      else {
        metrics.timedOut += 1;
        this.end();
      }
    });
  }

  #expired(): boolean {
    const { expiresAt } = this.#identity;
    return expiresAt !== undefined && expiresAt <= this.#context.clock.now();
  }

  #watchExpiry(): void {
    this.#cancelExpiry();
    const { expiresAt } = this.#identity;
    if (!this.#open || expiresAt === undefined) return;
    const rest = Math.max(0, expiresAt - this.#context.clock.now());
    this.#cancelExpiry = this.#context.clock.after(Math.min(rest, LONGEST_TIMER_MS), () => {
      if (this.#expired()) this.revoke("credential expired");
      else this.#watchExpiry();
    });
  }
}

function isTooLong(text: string): boolean {
  if (text.length > MESSAGE_LIMIT) return true;
  return text.length * UTF8_MAX > MESSAGE_LIMIT && Buffer.byteLength(text) > MESSAGE_LIMIT;
}

/**
 * The cloud's side of a forwarded request. The relay that is away is told at once by its retained state; the one that is
 * there gets the request again and again until it answers (its journal makes one effect of them) or time is up.
 */
import { LRUCache } from "lru-cache";
import type { CommandErrorCode, ForwardCommand } from "../../kernel/command.ts";
import type { ApiReply, ForwardRequest } from "../../kernel/dispatch.ts";
import { Refusal, toRefusal, unready, upstream } from "../../kernel/problem.ts";
import { unwanted } from "../../kernel/request-scope.ts";
import type { Clock, Log } from "../../ports/index.ts";
import { keepNotes } from "../protocol/audit-notes.ts";
import { createAssembler, decodeMessage, encodeMessage, encodeParts, MessageTooLarge } from "../protocol/codec.ts";
import type { FlushMessage } from "../protocol/downlink-messages.ts";
import {
  BEGIN_WITHIN_MS,
  parseTopic,
  REQUEST_LIMIT_MS,
  type RelayTransport,
  replyTopics,
  topics,
} from "../protocol/messages.ts";
import { REQUESTER_NAME } from "../protocol/parts.ts";
import { type LoginAnswer, ReplyMessage } from "../protocol/reply-message.ts";
import { PATH_LIMIT, QUERY_LIMIT, type RequestMessage } from "../protocol/request-message.ts";
import { StateMessage } from "../protocol/uplink-messages.ts";
import { apiReply, bodyOf, forwardedHeaders, plainIdentity, plainResult } from "./crossing.ts";

/** Milliseconds that the broker has to tell a state it retains: with all else, "no relay" is told within 300 ms. */
export const STATE_WAIT_MS = 200;
/**
 * Until the same request is sent once more, to the end: after its deadline the relay tells how it ended, or that it
 * never began. A CCU takes up to 3 s for a radio device that sleeps: hardly any request is sent twice on a good line.
 */
export const RESEND_MS = 3_000;
/** A request is repeated until it is answered: the broker's own repetition would only cost. */
const UNCONFIRMED = { qos: 0 } as const;
/** Seconds after which a client may try again (`Retry-After`). */
const RETRY_AFTER_S = 5;
/** Homes whose state one process follows. */
export const SITES_FOLLOWED = 1_000;
/** Requests of one process that wait at once, and questions for what a relay has: far more than a function serves. */
export const WAITING_LIMIT = 1_000;
/** Answers `clock` to one request: one is normal, more is a relay whose clock jumps. */
const CLOCK_ATTEMPTS = 4;

export interface RequesterOptions {
  transport: RelayTransport;
  clock: Clock;
  log: Log;
  /** Of this process, unique: replies come to its own topic. */
  name: string;
  /** Unguessable: a home must not be able to answer for another. */
  id: () => string;
  /**
   * What the relay of a site has at least as its epoch. A broker that knows nothing of us goes on telling the state of a
   * relay that was deleted, and lets it hear what is asked: it must be asked nothing.
   */
  lowestEpoch?: (site: string) => Promise<number>;
  /** Where the home puts answers that are too large for the broker; absent: they are refused. */
  largeAnswers?: LargeAnswerPlaces;
}

export interface LargeAnswerPlaces {
  /** A place for one file of the site: its name begins with the site. */
  place(site: string): Promise<{ name: string; url: string }>;
  /** The address where a client fetches it, good for minutes. */
  address(name: string, about: { type: string; disposition?: string }): Promise<string>;
}

export interface Requester {
  readonly forward: ForwardRequest;
  readonly forwardCommand: ForwardCommand;
  /** What the CCU says of a name and a password. @throws Refusal where the home does not answer */
  login(site: string, login: NonNullable<RequestMessage["login"]>): Promise<LoginAnswer>;
  /**
   * Asks the relay to send what it has, and to hold nothing back for `lease` ms. `true` when the cloud has all of it,
   * `false` where no such answer came within `limit` ms.
   */
  flush(site: string, epoch: number, lease: number, limit: number): Promise<boolean>;
  /** A request to this site is about to follow: what it needs is asked for with the connection. */
  expect(site: string): void;
  /** What the relay of a site last said about itself; `undefined` where the broker knows nothing. */
  relayState(site: string): Promise<StateMessage | undefined>;
  close(): Promise<void>;
}

interface Followed {
  state?: StateMessage;
  /** The broker does not tell this process the relay's state. */
  isRefused?: true;
  /** Until the broker has told the state or {@link STATE_WAIT_MS} are over: one wait, whoever asks meanwhile. */
  awaited?: StateWait;
  assembler: ReturnType<typeof createAssembler<typeof ReplyMessage>>;
  leave: Promise<(() => Promise<void>) | undefined>;
}
interface StateWait {
  over: Promise<void>;
  end(): void;
}
interface Waiting {
  site: string;
  take(reply: ReplyMessage): void;
}
type Asked = Pick<RequestMessage, "identity" | "rest" | "command" | "login">;

export function createRequester(options: RequesterOptions): Requester {
  const { transport, clock, log, name } = options;
  if (!REQUESTER_NAME.test(name)) throw new RangeError(`${name} cannot be part of a topic`);
  const waiting = new Map<string, Waiting>();
  /** Of flushes, by id: whose answer is waited for. */
  const flushing = new Map<string, { site: string; done: () => void }>();
  const followed = new LRUCache<string, Followed>({
    max: SITES_FOLLOWED,
    dispose: ({ leave }) => void leave.then((end) => end?.()).catch(() => {}),
  });

  const replies = transport
    .subscribe(
      replyTopics(name),
      (topic, payload) => {
        const site = parseTopic(topic)?.site;
        if (flushing.size > 0 && site !== undefined) flushed(site, payload);
        const home = site === undefined ? undefined : followed.get(site);
        const reply = home?.assembler.take(payload);
        const asked = reply && waiting.get(reply.id);
        // only the home that was asked can answer
        if (!home || !asked || asked.site !== site) return;
        // it has started anew and its state is still on the way
        if (home.state && home.state.epoch < reply.epoch)
          home.state = { ...home.state, epoch: reply.epoch, online: true };
        asked.take(reply);
      },
      UNCONFIRMED,
    )
    .catch((error: unknown) => log.error("the broker does not let this process hear answers", { error }));

  const leaveConnection = transport.onConnection((connected) => {
    // while away, states may have changed; the broker tells them anew with each subscription
    if (!connected) for (const home of followed.values()) delete home.state;
  });

  function follow(site: string): Followed {
    const known = followed.get(site);
    if (known) return known;
    const home: Followed = {
      assembler: createAssembler(ReplyMessage, clock),
      leave: Promise.resolve(undefined),
    };
    followed.set(site, home);
    /** The next request asks the broker anew. */
    const refused = (error: unknown) => {
      log.error("the state of a relay cannot be followed", { site, error });
      home.isRefused = true;
      home.awaited?.end();
      if (followed.peek(site) === home) followed.delete(site);
    };
    home.leave = transport
      .subscribe(
        topics(site).state,
        (_, payload) => {
          const state = decodeMessage(StateMessage, payload);
          if (!state || (home.state && state.epoch < home.state.epoch)) return;
          home.state = state;
          home.awaited?.end();
        },
        // one home that cannot be heard keeps nobody from the others
        { ...UNCONFIRMED, optional: { refused } },
      )
      .catch(() => undefined);
    return home;
  }

  function awaitState(home: Followed): StateWait {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const end = () => {
      cancel();
      delete home.awaited;
      resolve();
    };
    const cancel = clock.after(STATE_WAIT_MS, end);
    return { over, end };
  }

  async function stateOf(home: Followed): Promise<StateMessage | undefined> {
    if (home.state || home.isRefused) return home.state;
    home.awaited ??= awaitState(home);
    await home.awaited.over;
    return home.state;
  }

  function flushed(site: string, payload: Uint8Array): void {
    const reply = decodeMessage(ReplyMessage, payload);
    const asked = reply && flushing.get(reply.id);
    // only the home that was asked can answer
    if (asked?.site === site) asked.done();
  }

  async function flush(site: string, epoch: number, lease: number, limit: number): Promise<boolean> {
    const id = options.id();
    const message: FlushMessage = { id, epoch, requester: name, lease };
    await replies;
    if (flushing.size >= WAITING_LIMIT) return false;
    return new Promise((resolve) => {
      const end = (all: boolean) => {
        flushing.delete(id);
        cancel();
        resolve(all);
      };
      const cancel = clock.after(limit, () => end(false));
      flushing.set(id, { site, done: () => end(true) });
      transport.publish(topics(site).flush, encodeMessage(message), { qos: 0 }).catch(() => end(false));
    });
  }

  const offline = (detail: string) => unready(detail, "Home not reachable", RETRY_AFTER_S);

  /** The relay's answer, or a refusal that says what is known about the effect. */
  async function ask(site: string, asked: Asked, signal?: AbortSignal): Promise<ReplyMessage | Refusal> {
    const begun = clock.now();
    const home = follow(site);
    const [state, lowest] = await Promise.all([stateOf(home), options.lowestEpoch?.(site) ?? 0]);
    if (!transport.connected())
      return offline("the message broker is not reachable, or lets the cloud hear no answers");
    if (home.isRefused) return offline("the message broker does not let the cloud hear the relay of this home");
    if (!state) return offline("no relay of this home is known to the broker");
    if (state.epoch < lowest) return offline("the relay of this home was removed or replaced: pair a new one");
    if (!state.online) return offline("the relay of this home is offline");
    if (waiting.size >= WAITING_LIMIT) return offline("too many requests are waiting for homes");
    signal?.throwIfAborted();
    return exchange(site, { ...asked, epoch: state.epoch }, begun, signal);
  }

  /** A command's caller gets a result whatever happens. Nothing was sent: what is read before that has failed. */
  function unasked(site: string, error: unknown): Refusal {
    const refusal = toRefusal(error);
    if (!refusal) log.error("request to a home not sent", { site, error });
    return refusal ?? offline("the cloud cannot tell whether the relay of this home is still paired");
  }

  function exchange(
    site: string,
    asked: Asked & { epoch: number },
    begun: number,
    signal: AbortSignal | undefined,
  ): Promise<ReplyMessage | Refusal> {
    const id = options.id();
    const deadline = begun + BEGIN_WITHIN_MS;
    let echo: RequestMessage["echo"];
    let clocks = 0;
    let sends = 0;
    return new Promise((resolve) => {
      const ends: (() => void)[] = [];
      const settle = (result: ReplyMessage | Refusal) => {
        waiting.delete(id);
        for (const end of ends) end();
        resolve(result);
      };
      /** A refusal where it is too large: then nothing was sent. */
      const send = () => {
        sends += 1;
        const message = { ...asked, id, at: clock.now(), deadline, requester: name, ...(echo ? { echo } : {}) };
        // what the broker did not take is sent again below
        for (const part of encodeParts(id, String(sends), message satisfies RequestMessage))
          transport.publish(topics(site).request, part, UNCONFIRMED).catch(() => {});
      };
      const resend = () => {
        ends.push(
          clock.after(RESEND_MS, () => {
            if (transport.connected()) send();
            resend();
          }),
        );
      };
      const abandon = () => settle(unwanted());
      signal?.addEventListener("abort", abandon);
      ends.push(() => signal?.removeEventListener("abort", abandon));
      waiting.set(id, {
        site,
        take(reply) {
          if (reply.outcome !== "clock") settle(reply);
          else if (++clocks <= CLOCK_ATTEMPTS) {
            echo = { sent: reply.at, received: clock.now() };
            send();
          }
        },
      });
      ends.push(
        clock.after(REQUEST_LIMIT_MS - (clock.now() - begun), () =>
          settle(
            upstream("the home did not answer in time; whether the request took effect is unknown", "Outcome unknown"),
          ),
        ),
      );
      try {
        send();
        resend();
      } catch (error) {
        if (!(error instanceof MessageTooLarge)) throw error;
        settle(new Refusal(413, "validation", "Body too large", "the body is too large to be forwarded to the home"));
      }
    });
  }

  const notDone = (reply: ReplyMessage): Refusal =>
    reply.outcome === "refused"
      ? offline(`nothing was done: ${reply.detail ?? "the relay refused"}`)
      : upstream(
          `whether the request took effect is unknown: ${reply.detail ?? "the relay cannot tell"}`,
          "Outcome unknown",
        );

  /** Of a file that the home has put: the client is sent to it. A home tells of its own files only. */
  async function fetchedElsewhere(
    site: string,
    { kept, headers }: NonNullable<ReplyMessage["rest"]>,
  ): Promise<ApiReply | undefined> {
    if (kept === undefined || !options.largeAnswers) return undefined;
    if (!kept.startsWith(`${site}/`) || kept.includes(".."))
      throw upstream("the home names a file that is not its own");
    const told = (name: string): string => [headers[name] ?? ""].flat().join(", ");
    const disposition = told("content-disposition");
    const about = { type: told("content-type") || "application/octet-stream", ...(disposition ? { disposition } : {}) };
    const location = await options.largeAnswers.address(kept, about);
    return { status: 303, headers: { location, "cache-control": "no-store" } };
  }

  return {
    relayState: (site) => stateOf(follow(site)),
    flush,
    expect: (site) => void follow(site),
    async forward(route, request, query, body, identity, site, signal) {
      const { spec } = route.operation;
      if (request.path.length > PATH_LIMIT || query.length > QUERY_LIMIT)
        throw new Refusal(
          413,
          "validation",
          "Address too long",
          "path or query are too long to be forwarded to the home",
        );
      const rest = {
        method: request.method === "HEAD" ? "GET" : request.method,
        path: request.path,
        query,
        headers: forwardedHeaders(request, spec),
        ...(body.length > 0 ? { body: bodyOf(body) } : {}),
        ...(spec.largeReply && options.largeAnswers ? { keep: await options.largeAnswers.place(site.id) } : {}),
      };
      const reply = await ask(site.id, { identity: plainIdentity(identity), rest }, signal);
      if (reply instanceof Refusal) throw reply;
      if (reply.outcome !== "done" || !reply.rest || reply.rest.status < 200) throw notDone(reply);
      await keepNotes(site, reply.audit);
      return (await fetchedElsewhere(site.id, reply.rest)) ?? apiReply(reply.rest);
    },
    async login(site, login) {
      const reply = await ask(site, { identity: null, login });
      if (reply instanceof Refusal) throw reply;
      if (reply.outcome !== "done" || reply.login === undefined) throw notDone(reply);
      return reply.login;
    },
    async forwardCommand(call, spec) {
      const reply = await ask(call.site.id, {
        identity: plainIdentity(call.identity),
        command: { name: spec.name, args: call.args, requestId: call.requestId },
      }).catch((error: unknown) => unasked(call.site.id, error));
      if (!(reply instanceof Refusal) && reply.outcome === "done" && reply.command) {
        await keepNotes(call.site, reply.audit);
        return plainResult(reply.command);
      }
      const refusal = reply instanceof Refusal ? reply : notDone(reply);
      const code: CommandErrorCode = refusal.status === 503 ? "unavailable" : "internal_error";
      return { error: { code, message: refusal.message || refusal.title } };
    },
    async close() {
      leaveConnection();
      followed.clear();
      await (await replies)?.();
    },
  };
}

/**
 * Requests that the cloud forwards: each acts once or not at all, never after its deadline, and ends in an answer that
 * says which.
 *
 *   first     put(intent, only if absent) ── act ── put(result) ── answer
 *   again     put refused: result there    → the same answer
 *             put refused: running here    → nothing; its answer is on the way
 *             put refused: intent only     → the relay ended in between: `unknown`, never repeated
 *   late, or while too many run: put(result "refused") first, so that no later copy of it can act
 *   meant for an earlier start, and not in the journal: put(result "unknown")
 *
 * What only reads (GET, logins) changes nothing and is not in the journal.
 */
import type { ApiReply } from "../../kernel/dispatch.ts";
import type { Clock, Log, Secrets, SiteStore } from "../../ports/index.ts";
import { type AuditNote, collectNotes } from "../protocol/audit-notes.ts";
import { createAssembler, encodeParts, MessageTooLarge } from "../protocol/codec.ts";
import { BEGIN_WITHIN_MS, REQUEST_LIMIT_MS, type RelayTopics } from "../protocol/messages.ts";
import type { ReplyMessage } from "../protocol/reply-message.ts";
import { RequestMessage } from "../protocol/request-message.ts";
import type { ForwardedLogin } from "./ccu-login.ts";
import type { ClockDifference } from "./clock-difference.ts";
import type { Forwarded } from "./forwarded.ts";
import type { LargeAnswers } from "./large-answers.ts";

/** Requests that act at once: a CCU takes some tens a second at best, and each waits at most 28 s. */
export const RUNNING_LIMIT = 100;
/** Milliseconds that an entry outlives its deadline: until no copy of the request can pass as fresh by any clock. */
export const JOURNAL_KEPT_MS = 600_000;
/** Characters of an answer that is kept for a repetition: a record holds 1 MB, sealed and in base64. */
export const KEPT_REPLY_LIMIT = 500_000;
/** Milliseconds after the deadline during which somebody may still wait for the answer. */
const ANSWER_WANTED_MS = 10_000;

interface Entry {
  state: "intent" | "result";
  epoch: number;
  /** Sealed {@link ReplyMessage}; an answer may hold what must not lie in the store in plain text. */
  reply?: string;
}

export interface DownlinkOptions {
  epoch: number;
  topics: RelayTopics;
  store: SiteStore;
  secrets: Pick<Secrets, "seal" | "open" | "token">;
  clock: Clock;
  log: Log;
  difference: ClockDifference;
  forwarded: Forwarded;
  /** Absent: nobody logs in with a user of the CCU. */
  login?: ForwardedLogin;
  /** Takes entries of the audit log that no answer takes to the cloud. Absent: they stay in the home's log. */
  late?: (note: AuditNote) => Promise<void>;
  /** Absent: what is too large cannot be sent. */
  large?: LargeAnswers;
  /** Resolves when it is sent, or never will be. */
  send: (topic: string, payload: Uint8Array, until: number) => Promise<unknown>;
  /** A message of a higher epoch came: this relay was replaced. */
  fenced: (epoch: number) => void;
}

export interface Downlink {
  /** A message of the topic `request`. Resolves when it is done with; never rejects. */
  receive(payload: Uint8Array): Promise<void>;
  counters(): Readonly<Record<"done" | "refused" | "unknown" | "repeated" | "invalid", number>>;
}

type Outcome = Omit<ReplyMessage, "id" | "epoch" | "at">;

export function createDownlink(options: DownlinkOptions): Downlink {
  const { epoch, topics, store, secrets, clock, log, difference, forwarded } = options;
  const assembler = createAssembler(RequestMessage, clock);
  const running = new Set<string>();
  const counts = { done: 0, refused: 0, unknown: 0, repeated: 0 };

  async function answer(request: RequestMessage, outcome: Outcome): Promise<void> {
    const reply: ReplyMessage = { ...outcome, id: request.id, epoch, at: clock.now() };
    const until = clock.now() + ANSWER_WANTED_MS;
    for (const payload of encodeReply(reply, secrets.token(6), () => tellLate(reply.audit)))
      await options.send(topics.reply(request.requester), payload, until);
  }

  const put = (id: string, entry: Entry, ifVersion?: number): Promise<number | undefined> =>
    store.put("journal", id, entry, { ifVersion, expiresAt: clock.now() + JOURNAL_KEPT_MS });

  const settled = (outcome: Outcome): Entry => {
    const text = JSON.stringify(outcome);
    const kept: Outcome =
      text.length <= KEPT_REPLY_LIMIT
        ? outcome
        : { outcome: "unknown", detail: "it was done, but its answer is too large to be repeated" };
    return { state: "result", epoch, reply: secrets.seal(kept === outcome ? text : JSON.stringify(kept)) };
  };

  /** What another copy of a request is answered; `undefined` where its own answer is still on the way. */
  async function known(id: string): Promise<Outcome | undefined> {
    const record = await store.get<Entry>("journal", id);
    if (running.has(id)) return undefined;
    if (record === undefined) return refusal("the request has expired");
    const text = record.value.reply === undefined ? null : secrets.open(record.value.reply);
    if (text !== null) return JSON.parse(text) as Outcome;
    const outcome: Outcome = { outcome: "unknown", detail: "the relay was interrupted while carrying out the request" };
    // from now on it is known that nothing is known: whoever asks again gets the same answer
    await put(id, settled(outcome), record.version);
    return outcome;
  }

  /** Why it must not act, or `undefined`. */
  function obstacle(request: RequestMessage): Outcome | undefined {
    // it was meant for an earlier start, whose last journal entries a power failure may have taken
    if (request.epoch < epoch) return { outcome: "unknown", detail: "the relay was restarted meanwhile" };
    if (running.size >= RUNNING_LIMIT) return refusal("too many requests are waiting for the home");
    return isLate(request) ? refusal("the request arrived after its deadline") : undefined;
  }

  /** `true` also where the clock was found to be wrong since the request was admitted. */
  const isLate = ({ deadline }: RequestMessage): boolean =>
    (difference.latest() ?? Number.POSITIVE_INFINITY) >= deadline;

  const late =
    options.late ?? (async ({ entry }) => log.warn("audit entry not told to the cloud", { action: entry.action }));
  const tellLate = (notes: readonly AuditNote[] = []): void => {
    for (const note of notes) void late(note);
  };

  async function act(request: RequestMessage): Promise<Outcome> {
    const { rest, command, identity, login } = request;
    if (login) return { outcome: "done", login: (await options.login?.(login)) ?? { refused: "off" } };
    // in this machine's time: what waits in front of the CCU then must not begin any more
    const deadline = clock.now() + request.deadline - (difference.latest() ?? Number.POSITIVE_INFINITY);
    const audit = collectNotes();
    let isAnswered = false;
    const noted = (note: AuditNote) => (!isAnswered && audit.add(note) ? undefined : late(note));
    const done = (result: Partial<Outcome>): Outcome => {
      isAnswered = true;
      // nobody waits for the answer any more
      if (clock.now() >= deadline + REQUEST_LIMIT_MS - BEGIN_WITHIN_MS) tellLate(audit.notes);
      return { outcome: "done", ...result, ...(audit.notes.length > 0 ? { audit: [...audit.notes] } : {}) };
    };
    if (rest) return done({ rest: await answerOf(rest, await forwarded.rest(rest, identity, { deadline, noted })) });
    if (!command || !identity) return refusal("the request is incomplete");
    const result = await forwarded.command(command, identity, { deadline, noted });
    return done({ command: result as ReplyMessage["command"] });
  }

  async function answerOf(
    { path, query, keep }: NonNullable<RequestMessage["rest"]>,
    answered: ApiReply,
  ): Promise<NonNullable<ReplyMessage["rest"]>> {
    const { reply, kept } = (await options.large?.place(answered, `${path}?${query}`, keep)) ?? { reply: answered };
    return { ...(await plainReply(reply)), ...(kept === undefined ? {} : { kept }) };
  }

  /** Something that changes the home: through the journal. */
  async function once(request: RequestMessage): Promise<Outcome | undefined> {
    const { id } = request;
    const outcome = obstacle(request);
    if (outcome !== undefined) {
      if ((await put(id, settled(outcome), 0)) !== undefined) return outcome;
      counts.repeated += 1;
      return known(id);
    }
    running.add(id);
    try {
      const version = await put(id, { state: "intent", epoch }, 0);
      if (version === undefined) {
        running.delete(id);
        counts.repeated += 1;
        return await known(id);
      }
      // writing the intent took its time
      const outcome = isLate(request) ? refusal("the deadline passed") : await act(request);
      // acted is acted: the answer goes out even where the store has failed; another copy then finds the intent alone
      await put(id, settled(outcome), version).catch((error: unknown) =>
        log.error("result of a forwarded request not kept", { id, error }),
      );
      return outcome;
    } finally {
      running.delete(id);
    }
  }

  async function read(request: RequestMessage): Promise<Outcome | undefined> {
    const { id } = request;
    const obstructed = obstacle(request);
    if (obstructed !== undefined) return obstructed;
    running.add(id);
    try {
      return await act(request);
    } finally {
      running.delete(id);
    }
  }

  async function handle(request: RequestMessage): Promise<void> {
    if (request.epoch > epoch) {
      options.fenced(request.epoch);
      return;
    }
    difference.heard(request.at);
    if (request.echo) difference.measured(request.echo);
    if (running.has(request.id)) {
      counts.repeated += 1;
      return;
    }
    if (difference.latest() === undefined) {
      await answer(request, { outcome: "clock" });
      return;
    }
    // a password lies in no journal; asking twice has no other effect than asking once
    const isRead = request.rest?.method === "GET" || request.login !== undefined;
    const outcome = isRead ? await read(request) : await once(request);
    if (outcome === undefined) return;
    if (outcome.outcome !== "clock") counts[outcome.outcome] += 1;
    await answer(request, outcome);
  }

  return {
    async receive(payload) {
      const request = assembler.take(payload);
      if (request === undefined) return;
      try {
        await handle(request);
      } catch (error) {
        // no answer: the next copy finds the intent and is told that nothing is known
        log.error("forwarded request failed", { id: request.id, error });
      }
    },
    counters: () => ({ ...counts, invalid: assembler.counters.invalid }),
  };
}

const refusal = (detail: string): Outcome => ({ outcome: "refused", detail });

async function plainReply({ status, headers, body }: ApiReply): Promise<NonNullable<ReplyMessage["rest"]>> {
  if (body === undefined) return { status, headers };
  if (typeof body === "string") return { status, headers, body: { text: body } };
  if (body instanceof Uint8Array) return { status, headers, body: { base64: Buffer.from(body).toString("base64") } };
  const pieces: Uint8Array[] = [];
  let isText = true;
  for await (const piece of body) {
    isText &&= typeof piece === "string";
    pieces.push(typeof piece === "string" ? Buffer.from(piece) : piece);
  }
  const whole = Buffer.concat(pieces);
  return { status, headers, body: isText ? { text: whole.toString() } : { base64: whole.toString("base64") } };
}

/** @param withoutNotes its notes do not fit */
function encodeReply(reply: ReplyMessage, set: string, withoutNotes: () => void): Buffer[] {
  try {
    return encodeParts(reply.id, set, reply);
  } catch (error) {
    if (!(error instanceof MessageTooLarge)) throw error;
    // what was done is worth more than what was noted of it
    if (reply.audit) {
      withoutNotes();
      return encodeReply({ ...reply, audit: undefined }, set, withoutNotes);
    }
    const { id, epoch, at } = reply;
    const detail = "it was done; its answer is larger than what can be sent through the cloud";
    return encodeParts(id, set, { id, epoch, at, outcome: "unknown", detail } satisfies ReplyMessage);
  }
}

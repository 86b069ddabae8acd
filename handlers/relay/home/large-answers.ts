/**
 * Answers of the home that are too large for the broker (a backup of a CCU, a capture, a recording): they are put where the
 * cloud says, and the client fetches them there. What takes longer than anybody waits goes on; whoever asks again finds it.
 */
import { createHash } from "node:crypto";
import type { ApiReply } from "../../kernel/dispatch.ts";
import { COLLECTED_BYTES } from "../../kernel/limits.ts";
import { withinLimit } from "../../kernel/within-limit.ts";
import type { Clock, Log } from "../../ports/index.ts";

/** Where a large answer is put: an address that takes one file, and its name. */
export interface AnswerPlace {
  name: string;
  url: string;
}
/** Puts a file of so many bytes at an address. Rejects where that was not taken. */
export type PutAnswer = (url: string, content: AsyncIterable<Uint8Array>, bytes: number) => Promise<void>;

/** Bytes from which an answer goes that way: half of what fits through the broker, which carries it in base64. */
export const LARGE_BYTES = 2 * 1024 * 1024;
/** Milliseconds that whoever asks waits for it; the way there and back needs the rest of the request's 28 s. */
export const PUT_WAIT_MS = 18_000;
/** Milliseconds for which what was put is found again: the file lives for a day, its address is made anew each time. */
export const PUT_KEPT_MS = 3_600_000;
/** Files at once: each is read from the disk and sent through a line that has little room. */
export const PUTS_LIMIT = 2;
const RETRY_AFTER_S = 15;
const TOO_LARGE = "the file is too large to be sent through this cloud: ask the home directly";
export const TOO_LARGE_AGAIN_S = 3_600;

interface Put {
  name: string;
  at: number;
  state: "going" | "there";
  /** Of the content, where it was known as a whole. */
  digest: string;
  ended: Promise<void>;
}

export interface LargeAnswers {
  /**
   * The answer as it is sent: with the name of the file in the place of the body; 503 while it is on its way, and for a file
   * that has no way. Others as they are.
   * @param key what was asked for
   */
  place(reply: ApiReply, key: string, place: AnswerPlace | undefined): Promise<{ reply: ApiReply; kept?: string }>;
}

interface File {
  content: AsyncIterable<Uint8Array>;
  bytes: number;
  digest: string;
}
const once = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
};

/** The body as a file; `undefined` where it is none, or comes in pieces that nobody has counted. */
function fileOf({ status, headers, body }: ApiReply): File | undefined {
  if (status !== 200 || body === undefined) return undefined;
  if (typeof body === "object" && !(body instanceof Uint8Array)) {
    const bytes = Number(headers["content-length"] ?? Number.NaN);
    return Number.isNaN(bytes) ? undefined : { content: body as AsyncIterable<Uint8Array>, bytes, digest: "" };
  }
  const whole = typeof body === "string" ? Buffer.from(body) : body;
  return whole.length <= LARGE_BYTES
    ? undefined
    : { content: once(whole), bytes: whole.length, digest: createHash("sha256").update(whole).digest("base64") };
}

/** Whether it is a file that no message can carry; other answers are what they were before. */
const isTooLarge = ({ headers, body }: ApiReply, { bytes }: File): boolean =>
  headers["content-disposition"] !== undefined &&
  // bytes go as base64
  (typeof body === "string" ? bytes : (bytes * 4) / 3) > COLLECTED_BYTES;

const unready = (title: string, detail: string, retryAfter: number): ApiReply => ({
  status: 503,
  headers: {
    "content-type": "application/problem+json",
    "x-problem-code": "service_unready",
    "retry-after": String(retryAfter),
  },
  body: JSON.stringify({
    type: "https://openccu-loom.dev/errors/service_unready",
    title,
    status: 503,
    detail,
    code: "service_unready",
  }),
});
const onTheWay = (detail: string): ApiReply => unready("On its way to the cloud", detail, RETRY_AFTER_S);

export function createLargeAnswers(clock: Clock, log: Log, put: PutAnswer | undefined): LargeAnswers {
  const puts = new Map<string, Put>();

  function begin(key: string, { content, bytes, digest }: File, { name, url }: AnswerPlace): Put {
    const begun: Put = { name, at: clock.now(), state: "going", digest, ended: Promise.resolve() };
    begun.ended = (put as PutAnswer)(url, content, bytes).then(
      () => {
        begun.state = "there";
        begun.at = clock.now();
      },
      (error: unknown) => {
        puts.delete(key);
        log.warn("a large answer could not be put in the cloud", { key, error });
      },
    );
    puts.set(key, begun);
    return begun;
  }

  /** What is there already, or under way, is not sent twice; what has changed since it was there is. */
  function known(key: string, digest: string): Put | undefined {
    for (const [other, { at, state }] of puts)
      if (state === "there" && clock.now() - at > PUT_KEPT_MS) puts.delete(other);
    const found = puts.get(key);
    return found?.state === "there" && found.digest !== digest ? undefined : found;
  }

  return {
    async place(reply, key, place) {
      const { status, headers } = reply;
      const file = fileOf(reply);
      if (file === undefined || file.bytes <= LARGE_BYTES) return { reply };
      if (!place || !put) {
        if (!isTooLarge(reply, file)) return { reply };
        await drop(file.content);
        return { reply: unready("Too large", TOO_LARGE, TOO_LARGE_AGAIN_S) };
      }
      const before = known(key, file.digest);
      if (!before && [...puts.values()].filter(({ state }) => state === "going").length >= PUTS_LIMIT) {
        await drop(file.content);
        return { reply: onTheWay("other files are on their way: ask again") };
      }
      if (before) await drop(file.content);
      const sent = before ?? begin(key, file, place);
      await withinLimit(clock, PUT_WAIT_MS, sent.ended, () => undefined);
      if (sent.state === "there") return { reply: { status, headers }, kept: sent.name };
      const isGone = puts.get(key) !== sent;
      return { reply: onTheWay(isGone ? "it could not be brought to the cloud: ask again" : "ask again in a moment") };
    },
  };
}

/** Ends what is read and not wanted. */
async function drop(body: AsyncIterable<unknown>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

/**
 * Answers of the home that are too large for the broker (a backup of a CCU): they are put where the cloud says, and the client
 * fetches them there. What takes longer than anybody waits goes on; whoever asks again finds it.
 */
import type { ApiReply } from "../../kernel/dispatch.ts";
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

interface Put {
  name: string;
  at: number;
  state: "going" | "there";
  ended: Promise<void>;
}

export interface LargeAnswers {
  /**
   * The answer as it is sent: with the name of the file in the place of the body; 503 while it is on its way. Others as they
   * are.
   */
  place(reply: ApiReply, path: string, place: AnswerPlace | undefined): Promise<{ reply: ApiReply; kept?: string }>;
}

export function createLargeAnswers(clock: Clock, log: Log, put: PutAnswer | undefined): LargeAnswers {
  const puts = new Map<string, Put>();

  const onTheWay = (detail: string): ApiReply => ({
    status: 503,
    headers: {
      "content-type": "application/problem+json",
      "x-problem-code": "service_unready",
      "retry-after": String(RETRY_AFTER_S),
    },
    body: JSON.stringify({
      type: "https://openccu-loom.dev/errors/service_unready",
      title: "On its way to the cloud",
      status: 503,
      detail,
      code: "service_unready",
    }),
  });

  function begin(key: string, content: AsyncIterable<Uint8Array>, bytes: number, { name, url }: AnswerPlace): Put {
    const begun: Put = { name, at: clock.now(), state: "going", ended: Promise.resolve() };
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

  return {
    async place(reply, path, place) {
      const { status, headers, body } = reply;
      const bytes = Number(headers["content-length"] ?? Number.NaN);
      const isLarge =
        status === 200 && typeof body === "object" && !(body instanceof Uint8Array) && bytes > LARGE_BYTES;
      if (!isLarge || !place || !put) return { reply };
      for (const [key, { at, state }] of puts)
        if (state === "there" && clock.now() - at > PUT_KEPT_MS) puts.delete(key);
      const known = puts.get(path);
      if (!known && [...puts.values()].filter(({ state }) => state === "going").length >= PUTS_LIMIT) {
        await drop(body);
        return { reply: onTheWay("other files are on their way: ask again") };
      }
      // what is there already, or under way, is not sent twice
      if (known) await drop(body);
      const sent = known ?? begin(path, body as AsyncIterable<Uint8Array>, bytes, place);
      await withinLimit(clock, PUT_WAIT_MS, sent.ended, () => undefined);
      if (sent.state === "there") return { reply: { status, headers }, kept: sent.name };
      const isGone = puts.get(path) !== sent;
      return { reply: onTheWay(isGone ? "it could not be brought to the cloud: ask again" : "ask again in a moment") };
    },
  };
}

/** Ends what is read and not wanted. */
async function drop(body: AsyncIterable<unknown>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

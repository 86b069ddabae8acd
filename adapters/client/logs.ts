/** The log of the program as it comes, over as many requests as it takes. */
import { backoff, wait } from "./clock.ts";
import type { Schemas } from "./contract.ts";
import { LoginRefused } from "./credentials.ts";
import { HANDSHAKE_TIMEOUT_MS, RECONNECT_BASE_MS, RECONNECT_LIMIT_MS, SILENCE_LIMIT_MS } from "./limits.ts";
import { type Problem, ProblemError, problemOf } from "./problem.ts";
import { addressOf, type Transport } from "./request.ts";
import { ServerSentEvents, type ServerSentMessage } from "./server-sent-events.ts";

export interface LogsOptions {
  /** Number of the last entry that is known (`last_seq` of `GET /diagnostics/logs`): what came since is told first. */
  since?: number;
  minLevel?: "debug" | "info" | "warn" | "error";
  signal?: AbortSignal;
  /** `connecting`: nothing can come. An answer that ends by itself, as through the cloud, is asked for again and stays `live`. */
  onState?: (state: "connecting" | "live") => void;
}

export type LogItem =
  | { readonly type: "entry"; readonly record: Schemas["LogRecord"] }
  /** The server no longer had so many that came in between. */
  | { readonly type: "lost"; readonly count: number };

const PATH = "/diagnostics/logs/stream";
const LOST = /^(\d+) entries are no longer kept$/;

/** What another attempt does not mend. */
const isFinal = ({ status }: Problem): boolean =>
  (status >= 400 && status < 500 && status !== 408 && status !== 429) || status === 501;

const unreadable = (cause: Error): Problem => ({
  status: 0,
  code: "unreadable",
  title: "No log",
  detail: cause.message,
  errors: [],
});

function itemOf({ event, data, comment }: ServerSentMessage): LogItem | undefined {
  const count = LOST.exec(comment ?? "")?.[1];
  if (count !== undefined) return { type: "lost", count: Number(count) };
  if (event !== "log" || data === undefined) return undefined;
  try {
    return { type: "entry", record: JSON.parse(data) };
  } catch {
    // one entry, and not the ones behind it
    return undefined;
  }
}

/** One request: it is asked, then read until it ends. */
class Following {
  readonly #transport: Transport;
  readonly #controller = new AbortController();
  #cancelTimer: () => void = () => {};
  /** Of the proof that it was asked with. */
  version = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  end(): void {
    this.#cancelTimer();
    this.#controller.abort();
  }

  #expect(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#transport.clock.after(ms, () => this.#controller.abort());
  }

  async ask(query: object): Promise<Response> {
    const { credentials, fetch, base, cookies } = this.#transport;
    this.#expect(HANDSHAKE_TIMEOUT_MS);
    const { headers, version } = await credentials.prove(false);
    this.version = version;
    return fetch(base + addressOf(PATH, { query }), {
      method: "GET",
      headers: { accept: "text/event-stream", ...headers },
      credentials: cookies,
      signal: this.#controller.signal,
    });
  }

  /** @throws Error where the connection is lost, or silent for too long */
  async *messages(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentMessage, undefined> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const events = new ServerSentEvents();
    for (;;) {
      this.#expect(SILENCE_LIMIT_MS);
      const { done, value } = await reader.read();
      // whoever reads may take its time
      this.#cancelTimer();
      if (done) return undefined;
      yield* events.feed(decoder.decode(value, { stream: true }));
    }
  }
}

/**
 * Entries as they come; after a lost connection those that came in between are told first. Ends with the signal.
 * @param open ends all that are open, when it is called
 * @throws ProblemError where the credential does not count, its role is too low, or what comes is no log
 */
export async function* followLogs(
  transport: Transport,
  options: LogsOptions,
  open: Set<() => void>,
): AsyncGenerator<LogItem, undefined> {
  const { clock, credentials } = transport;
  const stop = new AbortController();
  let following: Following | undefined;
  const close = () => {
    stop.abort();
    following?.end();
  };
  open.add(close);
  options.signal?.addEventListener("abort", close, { once: true });
  if (options.signal?.aborted) close();
  let cursor = options.since;
  let attempts = 0;
  let isRenewed = false;
  let state: "connecting" | "live" | undefined;
  const become = (next: "connecting" | "live") => {
    if (next !== state && !stop.signal.aborted) options.onState?.(next);
    state = next;
  };
  become("connecting");
  try {
    while (!stop.signal.aborted) {
      let ms = backoff(clock, attempts++, RECONNECT_BASE_MS, RECONNECT_LIMIT_MS);
      let isOver = false;
      following = new Following(transport);
      try {
        const response = await following.ask({ since: cursor, min_level: options.minLevel });
        if (!response.ok) {
          const problem = await problemOf(response, clock);
          if (problem.status === 401 && !isRenewed) {
            isRenewed = true;
            if (await credentials.renew(following.version)) continue;
          }
          if (isFinal(problem)) throw new ProblemError(problem);
          ms = Math.max(ms, (problem.retryAfter ?? 0) * 1000);
        } else if (response.body && /^text\/event-stream\b/.test(response.headers.get("content-type") ?? "")) {
          isRenewed = false;
          become("live");
          for await (const message of following.messages(response.body)) {
            attempts = 0;
            if (message.id !== undefined) cursor = Number(message.id);
            if (message.retry !== undefined) ms = message.retry;
            const item = itemOf(message);
            if (item) yield item;
          }
          // through the cloud an answer has what is there, and ends: nothing is lost
          isOver = true;
        }
      } catch (cause) {
        if (cause instanceof LoginRefused) throw new ProblemError(cause.problem);
        if (cause instanceof ProblemError) throw cause;
        if (cause instanceof RangeError) throw new ProblemError(unreadable(cause));
        // lost: it is asked again
      } finally {
        following.end();
      }
      if (!isOver) become("connecting");
      await wait(clock, ms, stop.signal).catch(() => {});
    }
    return undefined;
  } finally {
    open.delete(close);
    options.signal?.removeEventListener("abort", close);
  }
}

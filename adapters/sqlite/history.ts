/** The port `HistoryStore` on a SQLite file, in a thread of its own. */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import {
  HistoryLimitError,
  type HistoryStore,
  HistoryStoreError,
  type SampleBatch,
  type SeriesName,
} from "../../handlers/ports/history.ts";
import type { HistoryJob, HistoryMethod, HistoryResult, NumberedBatch } from "./history-worker.ts";

/** Names that are known by a number on both sides; more data points than any home has. Past it all are told anew. */
const NAMES_LIMIT = 100_000;
/** What an unexpected end of the thread is called to people. */
const ENDED = "its thread has ended";

type Waiting = { resolve(result: unknown): void; reject(error: Error): void };

/** A thread, and who waits for it. It keeps the process alive only while somebody does. */
class HistoryThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: Error | undefined;

  constructor() {
    // A thread of its own: it needs none of the flags that the program was started with (--test, --input-type …).
    this.#worker = new Worker(new URL(`./history-worker${extname(import.meta.filename)}`, import.meta.url), {
      execArgv: [],
      workerData: "history",
    });
    this.#worker.on("message", (answer: HistoryResult) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(new Error(ENDED)));
    this.#worker.unref();
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  call(method: HistoryMethod, argument?: unknown, transfer: ArrayBuffer[] = []): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = ++this.#lastId;
    this.#waiting.set(id, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ id, method, argument } satisfies HistoryJob, transfer);
    return promise;
  }

  #settle(answer: HistoryResult): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("result" in answer) waiting?.resolve(answer.result);
    else waiting?.reject(errorOf(answer.error));
  }

  #end(error: Error): void {
    this.#ended ??= new HistoryStoreError(`history: ${error.message}`, ENDED, error);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}

const errorOf = ({ message, reason, limit }: Extract<HistoryResult, { error: unknown }>["error"]): Error =>
  limit ? new HistoryLimitError(message) : reason ? new HistoryStoreError(message, reason) : new Error(message);

/** Names by number, of one thread. */
class Numbers {
  readonly #byName = new Map<SeriesName, number>();
  #last = 0;

  number({ series, at, value }: SampleBatch): NumberedBatch {
    if (this.#byName.size > NAMES_LIMIT) this.#byName.clear();
    const added: [number, SeriesName][] = [];
    const numbers = Uint32Array.from(series, (name) => {
      const known = this.#byName.get(name);
      if (known !== undefined) return known;
      const number = ++this.#last;
      this.#byName.set(name, number);
      added.push([number, name]);
      return number;
    });
    return { names: added, series: numbers, at: Float64Array.from(at), value: Float64Array.from(value) };
  }
}

/**
 * Opens the file, or makes it (readable by its owner only). One that is damaged is set aside, and a new one is begun.
 * @throws HistoryStoreError
 */
export async function openSqliteHistory(path: string): Promise<{ store: HistoryStore; setAside?: string }> {
  let thread = new HistoryThread();
  let numbers = new Numbers();
  let closed = false;
  const opened = (await thread.call("open", path).catch(async (error: unknown) => {
    await thread.terminate();
    throw error;
  })) as { setAside?: string };
  /** A thread that died is replaced: what it had committed is in the file. */
  const running = async (): Promise<HistoryThread> => {
    if (!thread.ended || closed) return thread;
    const next = new HistoryThread();
    thread = next;
    numbers = new Numbers();
    await next.call("open", path).catch(async (error: unknown) => {
      await next.terminate();
      throw error;
    });
    return next;
  };
  const ask = async <T>(method: HistoryMethod, argument?: unknown): Promise<T> =>
    (await (await running()).call(method, argument)) as T;
  const store: HistoryStore = {
    async append(batch) {
      const target = await running();
      const { names, series, at, value } = numbers.number(batch);
      const buffers = [series.buffer, at.buffer, value.buffer] as ArrayBuffer[];
      await target.call("append", { names, series, at, value } satisfies NumberedBatch, buffers);
    },
    buckets: (query) => ask("buckets", query),
    energy: (query) => ask("energy", query),
    series: () => ask("series"),
    samples: (query) => ask("samples", query),
    maintain: (now, retention) => ask("maintain", { now, retention }),
    status: () => ask("status"),
    async close() {
      if (closed) return;
      closed = true;
      if (!thread.ended) await thread.call("close");
      await thread.terminate();
    },
  };
  return { store, ...(opened.setAside === undefined ? {} : { setAside: opened.setAside }) };
}

/** bcrypt in a worker thread. bcryptjs alone computes in slices of 100 ms on the caller's event loop. */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { tooMany } from "../../handlers/kernel/problem.ts";
import type { PasswordJob, PasswordResult } from "./bcrypt-worker.ts";

/**
 * Checks that may wait for the thread. Each takes a third of a second on a PC, two on a small board: more waiting
 * clients than that have given up before their turn, and an attacker must not fill the memory.
 */
export const PASSWORD_QUEUE_LIMIT = 64;

export type PasswordRequest = { password: string; cost: number } | { password: string; hash: string };
/** Hashes a password, or says whether it fits a hash. */
export interface PasswordHashing {
  run(request: PasswordRequest): Promise<string | boolean>;
}

type Waiting = { resolve(result: string | boolean): void; reject(error: Error): void };

export class PasswordThread implements PasswordHashing {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  /** Rejects with a 429 refusal past PASSWORD_QUEUE_LIMIT, with an Error where the thread died. */
  async run(request: PasswordRequest): Promise<string | boolean> {
    if (this.#waiting.size >= PASSWORD_QUEUE_LIMIT)
      throw tooMany("too many logins are waiting to be checked", "Too many login attempts", 10);
    const { promise, resolve, reject } = Promise.withResolvers<string | boolean>();
    // where the machine has no thread left nobody waits for one
    const worker = this.#thread();
    const id = ++this.#lastId;
    this.#waiting.set(id, { resolve, reject });
    // Only a waiting caller keeps the process alive, never the idle thread.
    worker.ref();
    worker.postMessage({ id, ...request } satisfies PasswordJob);
    return promise;
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    // A thread of its own: it needs none of the flags that the program was started with (--test, --input-type …).
    const worker = new Worker(new URL(`./bcrypt-worker${extname(import.meta.filename)}`, import.meta.url), {
      execArgv: [],
    });
    worker.on("message", (answer: PasswordResult) => this.#settle(worker, answer));
    worker.on("error", (error) => this.#lost(worker, error));
    worker.on("exit", () => this.#lost(worker, new Error("the thread that hashes passwords has ended")));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, answer: PasswordResult): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) worker.unref();
    if ("error" in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.result);
  }

  /** The next call starts a new thread. */
  #lost(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of lost) waiting.reject(error);
  }
}

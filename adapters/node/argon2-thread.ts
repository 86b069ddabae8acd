/** argon2id for versions of Node that have none, in a thread that lives while somebody waits for it. */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Argon2Job, Argon2Result } from "./argon2-worker.ts";

export type Argon2Inputs = Omit<Argon2Job, "id">;

/** Each job starts a thread: 64 MiB of its memory go with it. Rejects where the thread dies. */
export function argon2InThread(inputs: Argon2Inputs): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  // a thread of its own: it needs none of the flags that the program was started with
  const worker = new Worker(new URL(`./argon2-worker${extname(import.meta.filename)}`, import.meta.url), {
    execArgv: [],
  });
  worker.on("message", (answer: Argon2Result) => {
    if ("tag" in answer) resolve(answer.tag);
    else reject(new Error(answer.error));
    void worker.terminate();
  });
  worker.on("error", reject);
  worker.on("exit", () => reject(new Error("the thread that hashes codes has ended")));
  worker.postMessage({ id: 1, ...inputs } satisfies Argon2Job);
  return promise;
}

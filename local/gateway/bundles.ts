/** Bundled functions, each in a thread. */
import { once } from "node:events";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { LambdaContext } from "../../adapters/lambda/invocation.ts";
import type { BundleAnswer, BundleCall } from "./bundle-worker.ts";
import type { AnyHandler } from "./functions.ts";

export interface RunningBundle {
  handler: AnyHandler;
  close(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** @param path of the bundle's `index.mjs`; a bundle that cannot be loaded rejects every call */
export function startBundle(path: string, env: Readonly<Record<string, string>>): RunningBundle {
  const worker = new Worker(new URL(`./bundle-worker${extname(import.meta.filename)}`, import.meta.url), {
    workerData: pathToFileURL(path).href,
    env: { ...env },
    execArgv: [],
    // the metrics of a cold start are for CloudWatch
    stdout: true,
  });
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.stdout.resume();
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("the function's thread has ended")));
  worker.on("message", (answer: BundleAnswer) => {
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer) caller?.reject(new Error(answer.error));
    else caller?.resolve(answer.result);
  });
  return {
    handler: (event: never, { awsRequestId, functionName, getRemainingTimeInMillis }: LambdaContext) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      calls += 1;
      waiting.set(calls, { resolve, reject });
      const remainingMs = getRemainingTimeInMillis();
      worker.postMessage({ id: calls, event, awsRequestId, functionName, remainingMs } satisfies BundleCall);
      return promise;
    },
    async close() {
      if (worker.threadId === -1) return;
      const ended = once(worker, "exit");
      await worker.terminate();
      await ended.catch(() => {});
    },
  };
}

/** Runs in a worker thread: one slow hash at a time, away from the event loop that serves the home. */
import { parentPort } from "node:worker_threads";
import bcrypt from "bcryptjs";

export type PasswordJob =
  | { id: number; password: string; cost: number }
  | { id: number; password: string; hash: string };
export type PasswordResult = { id: number; result: string | boolean } | { id: number; error: string };

parentPort?.on("message", (job: PasswordJob) => {
  let answer: PasswordResult;
  try {
    const result = "hash" in job ? bcrypt.compareSync(job.password, job.hash) : bcrypt.hashSync(job.password, job.cost);
    answer = { id: job.id, result };
  } catch (error) {
    answer = { id: job.id, error: error instanceof Error ? error.message : "bcrypt failed" };
  }
  parentPort?.postMessage(answer);
});

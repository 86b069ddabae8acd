/** Runs in a worker thread, where Node has no argon2 of its own (before 24.7): one hash at a time, in JavaScript. */
import { parentPort } from "node:worker_threads";
import { argon2id } from "@noble/hashes/argon2.js";

export interface Argon2Job {
  id: number;
  message: Uint8Array;
  salt: Uint8Array;
  memoryKiB: number;
  passes: number;
  parallelism: number;
  bytes: number;
}
export type Argon2Result = { id: number; tag: Uint8Array } | { id: number; error: string };

parentPort?.on("message", ({ id, message, salt, memoryKiB, passes, parallelism, bytes }: Argon2Job) => {
  let answer: Argon2Result;
  try {
    answer = { id, tag: argon2id(message, salt, { m: memoryKiB, t: passes, p: parallelism, dkLen: bytes }) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : "argon2 failed" };
  }
  parentPort?.postMessage(answer);
});

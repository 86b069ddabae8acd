/** Runs one bundle in a thread of its own, with an environment of its own: as near to Lambda as one process allows. */
import { parentPort, workerData } from "node:worker_threads";
import type { LambdaContext } from "../../adapters/lambda/invocation.ts";

export interface BundleCall {
  id: number;
  event: unknown;
  awsRequestId: string;
  functionName: string;
  remainingMs: number;
}
export type BundleAnswer = { id: number; result: unknown } | { id: number; error: string };

type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>;
const { handler } = (await import(workerData as string)) as { handler: Handler };

parentPort?.on("message", async ({ id, event, awsRequestId, functionName, remainingMs }: BundleCall) => {
  const end = performance.now() + remainingMs;
  const getRemainingTimeInMillis = () => Math.max(0, end - performance.now());
  let answer: BundleAnswer;
  try {
    answer = { id, result: await handler(event, { awsRequestId, functionName, getRemainingTimeInMillis }) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});

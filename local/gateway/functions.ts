/** Functions as the gateway calls them: JSON in, JSON out, within a time, nothing else in common. */
import { randomUUID } from "node:crypto";
import type { LambdaContext } from "../../adapters/lambda/invocation.ts";
import { withinLimit } from "../../handlers/kernel/within-limit.ts";
import type { Clock, Log } from "../../handlers/ports/index.ts";

export type AnyHandler = (event: never, context: LambdaContext) => Promise<unknown>;

export type Outcome =
  | { ok: true; result: unknown }
  /** `message`: what the function threw. */
  | { ok: false; reason: "timeout" | "error"; message: string };

/** Calls a function as Lambda does. Never rejects. */
export async function invoke(
  name: string,
  handler: AnyHandler,
  event: unknown,
  { clock, log, limitMs }: { clock: Clock; log: Log; limitMs: number },
): Promise<Outcome> {
  const end = clock.now() + limitMs;
  const context: LambdaContext = {
    awsRequestId: randomUUID(),
    functionName: name,
    getRemainingTimeInMillis: () => Math.max(0, end - clock.now()),
  };
  const run = async (): Promise<Outcome> => {
    try {
      // a function gets a copy and gives one: no object is shared
      const copy = JSON.parse(JSON.stringify(event)) as never;
      const result = await handler(copy, context);
      return { ok: true, result: result === undefined ? undefined : JSON.parse(JSON.stringify(result)) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log.debug("function threw", { function: name, error });
      return { ok: false, reason: "error", message };
    }
  };
  return withinLimit(clock, limitMs, run(), (): Outcome => ({ ok: false, reason: "timeout", message: "timed out" }));
}

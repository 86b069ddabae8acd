/** Errors that no code of this process has handled: they end nothing, and are told in the log and in `/health`. */
import type { UnhandledErrors } from "../handlers/kernel/site.ts";
import type { Log } from "../handlers/ports/index.ts";

const noted = { count: 0, lastAt: 0 };

/** Since the start; the object stays the same and its members change. */
export const unhandledErrors: UnhandledErrors = noted;

/**
 * From now on a rejection that nobody waits for, or an error thrown in a callback, no longer ends the process: one fault
 * of one CCU or client must not switch a home off. To be called when the program runs: a failed start still ends it.
 */
export function surviveUnhandledErrors(log: Log): void {
  const note = (kind: string) => (error: unknown) => {
    noted.count += 1;
    noted.lastAt = Date.now();
    log.error(kind, { error });
  };
  process.on("unhandledRejection", note("a promise failed that nobody waits for"));
  process.on("uncaughtException", note("an error that nobody caught"));
}

/** How the programs of this folder end: once, cleanly, and never later than promised. */
import type { Log } from "../handlers/ports/index.ts";

/**
 * Ends the process on SIGTERM and SIGINT. The returned function does the same for another reason, with its own exit code.
 * @param stop everything that must be closed; a rejection is exit code 1
 * @param withinMs milliseconds after which a clean end that hangs is given up
 */
export function endOnSignals(
  log: Log,
  stop: () => Promise<unknown>,
  withinMs: number,
): (reason: string, code?: number) => void {
  let ending = false;
  const end = (reason: string, code = 0) => {
    if (ending) return;
    ending = true;
    log.info("ending", { reason });
    setTimeout(() => {
      log.error("the end took too long and was cut short");
      process.exit(code || 1);
    }, withinMs).unref();
    stop().then(
      () => process.exit(code),
      (error) => {
        log.error("ending failed", { error });
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => end("SIGTERM"));
  process.on("SIGINT", () => end("SIGINT"));
  return end;
}

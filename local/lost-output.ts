/** Standard output and standard error that nobody takes any more: a closed terminal or pipe, a full disk. */
import type { Log } from "../handlers/ports/index.ts";

const OUTPUTS = ["stdout", "stderr"] as const;
const goOn = () => {};

/**
 * From now on a line that cannot be written is lost and ends nothing. Without it, a program that survives its errors
 * (`surviveUnhandledErrors`) would log each such line as one more error, which cannot be written either, without end.
 * Idempotent.
 */
export function surviveLostOutput(): void {
  for (const name of OUTPUTS) if (!process[name].listeners("error").includes(goOn)) process[name].on("error", goOn);
}

/** Says it once for each output, for those who read the log elsewhere (the log book). */
export function tellLostOutput(log: Log): void {
  for (const name of OUTPUTS)
    process[name].once("error", ({ code, message }: NodeJS.ErrnoException) =>
      log.warn("lines can no longer be written; the program goes on without them", {
        output: name,
        reason: code ?? message,
      }),
    );
}

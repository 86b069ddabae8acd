/** How long a command is waited for, wherever its socket ends. */
import type { CommandResult } from "../kernel/command.ts";
import { unwanted } from "../kernel/request-scope.ts";
import { withinLimit } from "../kernel/within-limit.ts";
import type { Clock, Log } from "../ports/index.ts";
import { commandTimeout } from "./limits.ts";

/** The result of a command that has none of its own. */
export const failedCommand = (command: string, reason: string): CommandResult => ({
  error: { code: "internal_error", message: `${command}: ${reason}` },
});

/**
 * What `run` answers, or an error frame's content where it fails or takes longer than the command may. Never rejects.
 * @param run gets a signal that is aborted at the limit, and with `gone`
 * @param gone aborted when the socket has ended
 */
export function withinCommandLimit(
  { clock, log }: { clock: Pick<Clock, "after">; log: Log },
  command: string,
  run: (signal: AbortSignal) => Promise<CommandResult>,
  gone?: AbortSignal,
): Promise<CommandResult> {
  const limit = commandTimeout(command);
  const late = new AbortController();
  const signal = gone ? AbortSignal.any([gone, late.signal]) : late.signal;
  const answered = (async () => run(signal))().catch((error: unknown) => {
    log.error("command without a result", { command, error });
    return failedCommand(command, "internal error");
  });
  return withinLimit(clock, limit, answered, () => {
    late.abort(unwanted());
    return failedCommand(command, `no answer within ${limit / 1000} s`);
  });
}

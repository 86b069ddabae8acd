/** A command as the program of this process. */
import type { Command } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { runCommand } from "./run.ts";
import { Interrupted, type Terminal } from "./terminal.ts";

/** Sets the exit code. */
export async function runInProcess(name: string, command: Command, argv: readonly string[]): Promise<void> {
  const ending = new AbortController();
  // once: whoever asks again means it
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => ending.abort(new Interrupted(signal)));
  for (const output of [process.stdout, process.stderr])
    output.on("error", (error: NodeJS.ErrnoException) => {
      // the reader has had enough (`| head`): that is no fault
      if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.done);
      if (output === process.stdout)
        process.stderr.write(`ccu-anywhere ${name}: the output cannot be written: ${error.code}\n`);
      process.exit(EXIT.file);
    });
  const { env, stdout, stderr } = process;
  const terminal: Terminal = {
    env,
    stdout,
    stderr,
    signal: ending.signal,
    // opened by whoever reads it
    get stdin() {
      return process.stdin;
    },
  };
  process.exitCode = await runCommand(name, command, argv, terminal);
}

/** A program from its arguments to its exit code. */
import { surviveLostOutput } from "./lost-output.ts";
import { SettingsError } from "./settings.ts";

type ErrorClass = abstract new (...args: never[]) => Error;

/** What a person can mend: settings, arguments, and what the system refuses (ports, files). */
function isMendable(error: unknown, own: readonly ErrorClass[]): error is Error {
  if (!(error instanceof Error)) return false;
  const { name, code = "", message } = error as NodeJS.ErrnoException;
  return (
    [SettingsError, ...own].some((known) => error instanceof known) ||
    "syscall" in error ||
    code.startsWith("ERR_PARSE_ARGS") ||
    name === "DatabaseFileError" ||
    message.startsWith("cannot listen on")
  );
}

/**
 * What a person can mend is told without a stack trace. Output that nobody takes ends nothing.
 * @param own errors of the program that say themselves what to do
 * @returns what resolves when the program runs, or when it has said why not (then with exit code 1)
 */
export const runProgram =
  (main: (argv: readonly string[]) => Promise<void>, ...own: readonly ErrorClass[]) =>
  async (argv: readonly string[]): Promise<void> => {
    surviveLostOutput();
    try {
      await main(argv);
    } catch (error) {
      console.error(isMendable(error, own) ? error.message : error);
      process.exitCode = 1;
    }
  };
